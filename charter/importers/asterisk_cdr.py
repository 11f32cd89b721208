"""Reads the call detail records of Asterisk: cdr_csv, cdr_custom, and exports of its table (phone-formats.md 3).

Why: exchanges that keep no queue log keep this. A record is one leg, so the records of one call (linkedid, else
uniqueid) are held together until the file has gone on for a while; a column's place follows from the three times, for
there is no header. Refuses to take the exchange's own pick-up for a person's: where the records cannot tell the two
apart, the call was answered at a moment that is not known.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import BinaryIO

from charter.contact import Direction, Event, Kind, Precision
from charter.importers import resaved
from charter.importers.asterisk_cdr_leg import TO_PEOPLE, Leg, Places, leg_of
from charter.importers.base import Head, Implied, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, between, in_order
from charter.instants import MISSING, SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem, Severity

_TO_VOICEMAIL = frozenset({"voicemail", "minivmrecord"})
_BY_US = "from-internal"
"""The context in which FreePBX and its kin place what their own extensions dial."""
_OUTSIDE = 7
"""Digits of the shortest number that is no extension."""
_WINDOW = 5000
"""Records after which a call is believed to be complete."""


class AsteriskCdrReader:
    """Call detail records (CDR) of Asterisk and of the exchanges built on it."""

    id = "asterisk_cdr"
    title = N_("Asterisk call detail records (CDR: Master.csv, or export of its table)")
    how = N_("Records with start, answer, end, seconds and result side by side; or a header with the table's names.")
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether most of the first records have the three times with the result after them, or a header says so."""
        places, sound, seen = Places(), 0, 0
        for cells in resaved.first_rows(head):
            seen += 1
            sound += bool(places.find(cells) or places.are_named_by(cells))
        return sound * 2 > seen

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every record; the records of one call are told together, when its last has been read."""
        yield from _File(context).read(stream)


class _File:
    """One file being read: the calls that may not be complete yet, and whether the warning was given."""

    def __init__(self, context: ReadContext) -> None:
        self.context = context
        self.open: OrderedDict[str, list[Leg]] = OrderedDict()
        self.warned = False

    def read(self, stream: BinaryIO) -> Iterator[Row]:
        places, count = Places(), 0
        for number, cells in resaved.rows(stream, self.context.dates):
            count += 1
            if isinstance(cells, Problem):
                yield cells
            elif not (record := places.find(cells)) and places.are_named_by(cells):
                if count > 1:
                    yield OutOfScope(number, "header")
            else:
                leg = leg_of(number, record, self.context) if record else _no_record(number)
                if isinstance(leg, Problem):
                    yield leg
                    continue
                self.open.setdefault(leg.contact, []).append(leg)
                self.open.move_to_end(leg.contact)
                while next(iter(self.open.values()))[-1].line < number - _WINDOW:
                    yield from self._call(self.open.popitem(last=False)[1])
        for legs in self.open.values():
            yield from self._call(legs)

    def _call(self, legs: list[Leg]) -> Iterator[Row]:
        """Tell one call: who was called is said by the first record of the channel on which it began."""
        zone = self.context.zone
        calling = [leg for leg in legs if leg.app in TO_PEOPLE or leg.app in _TO_VOICEMAIL]
        if not calling:
            yield from (OutOfScope(leg.line, "nobody_called") for leg in legs)
            return
        origin = min(legs, key=lambda leg: (not leg.first, leg.began, leg.order))
        began = min(leg.began for leg in legs)
        start, end = (parse(text, zone) or MISSING for text in (began, max(leg.ended for leg in legs)))
        if origin.context == _BY_US:
            yield from self._dialled_by_us(legs, origin, start, end)
            return
        queue = origin.data.partition(",")[0] if origin.app == "queue" else origin.called
        whole = CallRow(
            origin.line, origin.contact, origin.contact, queue, Direction.IN, self.context.pseudonym(origin.caller)
        )
        answers = sorted((leg for leg in calling if leg.by_person), key=lambda leg: leg.answered)
        nobody = [leg for leg in legs if leg.app not in TO_PEOPLE or leg.disposition != "ANSWERED"]
        picked_up = {*(leg.answered for leg in nobody), *(leg.answered for leg in answers if leg.at_once(began))}
        told: list[Row] = [Implied(whole.tell(Kind.QUEUE_ENTERED, start))]
        rest = [leg for leg in legs if not leg.by_person]
        told += [self._unanswered(leg, queue) for leg in rest]
        for leg in answers:
            row = CallRow(leg.line, leg.identity, leg.contact, queue)
            agent = self.context.pseudonym(leg.to.rpartition("-")[0]) if self.context.keep_agents else ""
            if leg.app == "queue" or leg.answered in picked_up or not leg.answered:
                yield from self._warn(leg.line)
                told.append(row.tell(Kind.ANSWERED, MISSING, agent=agent))
                continue
            answer = parse(leg.answered, zone) or MISSING
            wait = between(start, answer)
            if wait is None and leg.began == began and (len(legs) == 1 or start.precision is not Precision.MINUTE):
                wait = max(round((leg.duration - leg.talked) * SECOND), 0)
            talk = round(leg.talked * SECOND)
            told.append(
                row.tell(
                    Kind.ANSWERED,
                    answer,
                    wait_us=wait if leg is answers[0] else None,
                    talk_us=talk,
                    agent=agent,
                )
            )
        if answers:
            told.append(Implied(whole.tell(Kind.ENDED, end)))
        elif all(leg.app not in _TO_VOICEMAIL for leg in legs):
            wait_us = between(start, end)
            if wait_us is None and (len(legs) == 1 or start.precision is not Precision.MINUTE):
                wait_us = round(max((leg.duration for leg in legs if leg.began == began), default=0) * SECOND)
            told.append(Implied(whole.tell(Kind.ABANDONED, end, wait_us=wait_us)))
        yield from _in_order(told)

    def _unanswered(self, leg: Leg, queue: str) -> Row:
        """Tell a record on which no person answered."""
        row = CallRow(leg.line, leg.identity, leg.contact, queue)
        if leg.app in _TO_VOICEMAIL:
            moment = parse(leg.answered or leg.began, self.context.zone) or MISSING
            return row.tell(Kind.ABANDONED, moment, detail="exit=voicemail")
        if leg.app not in TO_PEOPLE:
            return OutOfScope(leg.line, "nobody_called")
        return row.tell(Kind.RANG_UNANSWERED, parse(leg.began, self.context.zone) or MISSING)

    def _dialled_by_us(self, legs: list[Leg], origin: Leg, start: Instant, end: Instant) -> Iterator[Row]:
        """Tell a call that one of our own extensions made: to the outside world it may be a callback."""
        if sum(character.isdigit() for character in origin.called) < _OUTSIDE:
            yield from (OutOfScope(leg.line, "internal") for leg in legs)
            return
        for leg in legs:
            if not leg.by_person and leg is not origin:
                yield OutOfScope(leg.line, "outbound")
                continue
            row = CallRow(leg.line, leg.identity, leg.contact, "", Direction.OUT, self.context.pseudonym(origin.called))
            if leg.by_person:
                yield row.tell(Kind.OUTBOUND_CALL_CONNECTED, parse(leg.answered, self.context.zone) or start)
                yield Implied(row.tell(Kind.ENDED, end))
            else:
                yield row.tell(Kind.ATTEMPT_FAILED, start)

    def _warn(self, line: int) -> Iterator[Problem]:
        if not self.warned:
            self.warned = True
            yield _answered_by_exchange(line)


def _in_order(told: list[Row]) -> Iterator[Row]:
    """The rows, their events in the order in which they stand."""
    events = iter([*in_order(event for event in map(_event, told) if event is not None)])
    for row in told:
        if isinstance(row, Implied):
            yield Implied(next(events))
        else:
            yield next(events) if isinstance(row, Event) else row


def _event(row: Row) -> Event | None:
    if isinstance(row, Implied):
        return row.event
    return row if isinstance(row, Event) else None


def _no_record(line: int) -> Problem:
    return Problem(
        "not_a_row",
        line,
        N_("The line is no call record: start, answer, end, seconds and result do not stand side by side in it."),
        N_("The line was cut off, or its layout differs from the rest. The other lines were read."),
    )


def _answered_by_exchange(line: int) -> Problem:
    return Problem(
        "answer_moment_unknown",
        line,
        N_("In some calls the exchange picked up before a person did. When the person answered is then not known."),
        N_("Import the queue log as well: it says when a person answered. Until then these calls cannot be judged."),
        severity=Severity.WARNING,
    )
