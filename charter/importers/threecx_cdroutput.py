"""Reads the table `cdroutput` of a 3CX exchange, version 20 (phone-formats.md 6).

Why: it is the one log of 3CX from which the wait for a person can be told. A row is one leg; the visit to a queue ends
where the row named in `continued_in_cdr_id` begins. The stream is read twice, for that row may stand before its queue.
Refuses to take the queue's own `cdr_answered_at` for an answer: there the exchange itself picks up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from charter.contact import Direction, Event, Kind
from charter.importers import table
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, as_rows, between
from charter.importers.faults import no_contact, no_time
from charter.instants import EARLIEST, MISSING, Instant, parse
from charter.locale import N_
from charter.problem import Problem


class _Leg(NamedTuple):
    """The columns that are read, under shorter names and in this order."""

    call: str
    id: str
    kind: str
    number: str
    entity: str
    continued_in: str
    started: str
    answered: str
    ended: str
    reason: str
    caller: str
    caller_is: str

    @property
    def is_queue(self) -> bool:
        return self.kind == "queue"


_NEEDED = (
    "call_history_id",
    "cdr_id",
    "destination_dn_type",
    "destination_dn_number",
    "destination_entity_type",
    "continued_in_cdr_id",
    "cdr_started_at",
    "cdr_answered_at",
    "cdr_ended_at",
)
_COLUMNS = (*_NEEDED, "termination_reason", "source_participant_phone_number", "source_entity_type")
_CALLER_LEFT, _CONTINUED = "src_participant_terminated", "continued_in"


class _Visit(NamedTuple):
    """A visit to a queue that went on in another leg."""

    queue: str
    since: Instant


class ThreeCxCdrOutputReader:
    """The table `cdroutput` of 3CX version 20 as CSV or XLSX."""

    id = "3cx_cdroutput"
    title = N_("3CX table cdroutput (version 20)")
    how = N_("A header with cdr_id, call_history_id, destination_dn_type, continued_in_cdr_id and the three times.")
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the header names the columns that are needed."""
        return any(names.issuperset(_NEEDED) for names in table.headers(head))

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every leg: those that begin or end a visit to a queue are used, the others out of scope."""
        visits: dict[str, _Visit] = {}
        for found in _records(stream, context):
            if not isinstance(found, Problem | OutOfScope):
                leg = _Leg(*found[1])
                if leg.is_queue and leg.continued_in:
                    visits[leg.continued_in] = _Visit(leg.number, parse(leg.started, context.zone) or MISSING)
        stream.seek(0)
        for found in _records(stream, context):
            if isinstance(found, Problem | OutOfScope):
                yield found
                continue
            line, leg = found[0], _Leg(*found[1])
            if not leg.call or not leg.id:
                yield no_contact(line)
                continue
            times = {written: parse(written, context.zone) for written in (leg.started, leg.answered, leg.ended)}
            wrong = next((written for written, instant in times.items() if instant is None), None)
            if wrong is not None:
                yield no_time(line, wrong)
                continue
            started, answered, ended = (times[w] or MISSING for w in (leg.started, leg.answered, leg.ended))
            events = list[Event]()
            if visit := visits.get(leg.id):
                events += _left(line, leg, visit, started, answered, ended, context)
            if leg.is_queue:
                events += _entered(line, leg, started, ended, context, events[-1].position if events else EARLIEST)
            yield from as_rows(events) if events else (OutOfScope(line, "leg"),)


def _records(stream: BinaryIO, context: ReadContext) -> Iterator[table.Record | Problem | OutOfScope]:
    return table.records(stream, [(name,) for name in _COLUMNS], len(_NEEDED), context.dates)


def _entered(
    line: int, leg: _Leg, started: Instant, ended: Instant, context: ReadContext, position: int
) -> Iterator[Event]:
    """The visit to a queue begins; without a leg that continues it, it ends here too."""
    internal = leg.caller_is == "extension"
    customer = "" if internal else context.pseudonym(leg.caller)
    direction = Direction.INTERNAL if internal else Direction.IN
    row = CallRow(line, leg.id, leg.call, leg.number, direction, customer, position)
    yield row.tell(Kind.QUEUE_ENTERED, started)
    if not leg.continued_in and leg.ended:
        detail = "" if leg.reason == _CALLER_LEFT else "exit=ended"
        yield row.tell(Kind.ABANDONED, ended, wait_us=between(started, ended), detail=detail)


def _left(
    line: int, leg: _Leg, visit: _Visit, started: Instant, answered: Instant, ended: Instant, context: ReadContext
) -> Iterator[Event]:
    """The visit ends in this leg: with a person when somebody's own telephone answered, else without."""
    row = CallRow(line, f"{leg.id}\x1fleft", leg.call, visit.queue)
    if leg.entity != "extension":
        detail = "exit=voicemail" if "voicemail" in (leg.entity, leg.kind) else "exit=overflow"
        yield row.tell(Kind.ABANDONED, started, wait_us=between(visit.since, started), detail=detail)
    elif leg.answered:
        agent = context.pseudonym(leg.number) if context.keep_agents else ""
        wait, talk = between(visit.since, answered), between(answered, ended)
        yield row.tell(Kind.ANSWERED, answered, wait_us=wait, talk_us=talk, agent=agent)
        if leg.ended:
            yield row.tell(Kind.TRANSFERRED if leg.reason == _CONTINUED else Kind.ENDED, ended)
    elif leg.ended:
        detail = "" if leg.reason == _CALLER_LEFT else "exit=unanswered"
        yield row.tell(Kind.ABANDONED, ended, wait_us=between(visit.since, ended), detail=detail)
