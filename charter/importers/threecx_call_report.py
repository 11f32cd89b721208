"""Reads the call report of a 3CX exchange, version 20 and older, as CSV or XLSX (phone-formats.md 6).

Why: it is the list that every administrator of 3CX can export. A row is one party reached, without an id of the call:
a queue or ring group and the telephone that answered for it share their time and their caller. "Answered" is said of
the exchange's own voices too. What a destination is stands nowhere: it follows from what its rows say, or from its
name. Refuses to guess where neither tells, and says so once for each such destination.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO, NamedTuple

from charter.contact import Direction, Event, Kind
from charter.importers import table
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, as_rows
from charter.importers.faults import no_duration, no_time, unknown_event
from charter.instants import MISSING, SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem, Severity

_COLUMNS = ("call time", "caller id", "destination", "status", "ringing", "talking")
_STATUSES = frozenset({"answered", "unanswered", "redirected"})
_DURATION = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])")
_A_GROUP = re.compile(r"\b(queues?|wachtrij|wachtrijen|ring ?groups?|belgroep|belgroepen)\b", re.IGNORECASE)
_A_COLLEAGUE = re.compile(r"^\d{2,5}$|\(\d{2,5}\)$")
_OUTSIDE = re.compile(r"\+?[0-9][0-9 -]{4,}[0-9]\)?$")
"""A destination that ends so is a number outside the exchange; extensions have five digits at most."""
_NUMBERED = re.compile(r"\((\d{2,5})\)$")
_A_MACHINE = re.compile(r"voice ?mail|\bivr\b", re.IGNORECASE)


class _Party(NamedTuple):
    """A row of the report; durations in microseconds."""

    line: int
    time: str
    caller: str
    destination: str
    status: str
    ringing: int
    talking: int


class ThreeCxCallReportReader:
    """The call report of 3CX."""

    id = "3cx_call_report"
    title = N_("3CX call report (CSV or XLSX)")
    how = N_("A header with Call Time, Caller ID, Destination, Status, Ringing and Talking.")
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the header names the columns that every version of the report has."""
        return any(names.issuperset(_COLUMNS) for names in table.headers(head))

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every party: visits to queues and ring groups are used, all other rows out of scope."""
        roles = _Roles(_parties(stream, context))
        stream.seek(0)
        told = set[str]()
        for second, found in groupby(_rows(stream, context), lambda row: row.time if isinstance(row, _Party) else ""):
            parties = [row for row in found if isinstance(row, _Party)] if second else []
            persons = {party.caller: party for party in parties if roles.person(party)}
            callers: dict[str, list[str]] = {}
            for row in parties or found:
                if not isinstance(row, _Party):
                    yield row
                elif row.destination in roles.groups:
                    together = callers.setdefault(row.destination, [])
                    if row.caller not in together:
                        together.append(row.caller)
                    yield from as_rows(_visit(row, together.index(row.caller), persons.get(row.caller), context))
                else:
                    if roles.unknown(row) and row.destination not in told:
                        told.add(row.destination)
                        yield _unknown_destination(row)
                    yield OutOfScope(row.line, "no_queue")


class _Roles:
    """What the destinations are: queues and ring groups, people's telephones, or the exchange's own voices."""

    def __init__(self, parties: Iterable[_Party]) -> None:
        everything, rang, spoke, kept_waiting, sent_on = (set[str]() for _ in range(5))
        for party in parties:
            everything.add(party.destination)
            match party.status:
                case "answered":
                    (rang if party.ringing else spoke).add(party.destination)
                case "unanswered" if party.talking:
                    kept_waiting.add(party.destination)
                case "redirected":
                    sent_on.add(party.destination)
        named = set(filter(_A_GROUP.search, everything))
        self.groups = named | (kept_waiting | (sent_on - spoke)) - rang
        self.people = {name for name in rang - self.groups if not _A_MACHINE.search(name)}
        self.machines = (spoke - self.groups - self.people) | set(filter(_A_MACHINE.search, everything))

    def person(self, party: _Party) -> bool:
        """Whether the row tells that a person answered."""
        return party.status == "answered" and party.destination in self.people

    def unknown(self, party: _Party) -> bool:
        """Whether the row may be a call to a ring group that never showed itself to be one."""
        known = party.destination in self.people or party.destination in self.machines
        return party.status == "unanswered" and party.ringing > 0 and not known


def _rows(stream: BinaryIO, context: ReadContext) -> Iterator[_Party | Problem | OutOfScope]:
    for found in table.records(stream, [(name,) for name in _COLUMNS], len(_COLUMNS), context.dates):
        if isinstance(found, Problem | OutOfScope):
            yield found
            continue
        line, (time, caller, destination, status, ringing, talking) = found
        if time.lower() == "totals":
            yield OutOfScope(line, "totals")
        elif not time or parse(time, context.zone) is None:
            yield no_time(line, time)
        elif status.lower() not in _STATUSES:
            yield unknown_event(line, status)
        elif (rang := _microseconds(ringing)) is None or (talked := _microseconds(talking)) is None:
            yield no_duration(line, talking if rang is not None else ringing)
        elif _OUTSIDE.search(destination):
            yield OutOfScope(line, "outbound")
        else:
            yield _Party(line, time, caller, destination, status.lower(), rang, talked)


def _parties(stream: BinaryIO, context: ReadContext) -> Iterator[_Party]:
    return (row for row in _rows(stream, context) if isinstance(row, _Party))


def _visit(group: _Party, place: int, person: _Party | None, context: ReadContext) -> Iterator[Event]:
    """The visit to a queue or ring group; `place` tells apart callers who came in the same second."""
    contact = f"{group.time} {group.destination}" + (f" {place + 1}" if place else "")
    colleague = _A_COLLEAGUE.search(group.caller) is not None
    row = CallRow(
        group.line,
        f"{contact}\x1f{group.status}\x1f{group.ringing}\x1f{group.talking}",
        contact,
        group.destination,
        Direction.INTERNAL if colleague else Direction.IN,
        "" if colleague else context.pseudonym(group.caller),
    )
    came = parse(group.time, context.zone) or MISSING
    yield row.tell(Kind.QUEUE_ENTERED, came)
    if person is not None and group.status != "unanswered":
        agent = context.pseudonym(person.destination) if context.keep_agents else ""
        wait, talk = person.ringing, person.talking
        yield row.tell(Kind.ANSWERED, _later(came, wait), wait_us=wait, talk_us=talk, agent=agent)
        yield row.tell(Kind.ENDED, _later(came, wait + talk))
    elif group.status != "answered":
        # Nobody talked: a queue shows the wait as talking time, a ring group as ringing time.
        wait = group.ringing + group.talking
        detail = "exit=redirected" if group.status == "redirected" else ""
        yield row.tell(Kind.ABANDONED, _later(came, wait), wait_us=wait, detail=detail)


def _later(instant: Instant, microseconds: int) -> Instant:
    return instant if instant.at is None else Instant(instant.at + microseconds, instant.precision)


def _microseconds(duration: str) -> int | None:
    """Read `h:mm:ss`, or the time of day that a workbook makes of it."""
    found = _DURATION.fullmatch(duration)
    return None if found is None else (int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])) * SECOND


def _extension(destination: str) -> str:
    """The number in `Pietersen (112)`: before it may stand the name of a person, whom no problem may name."""
    found = _NUMBERED.search(destination)
    return found[1] if found else "…"


def _unknown_destination(party: _Party) -> Problem:
    return Problem(
        "unknown_destination",
        party.line,
        N_("It cannot be told whether “%(destination)s” is a ring group or one telephone. Its calls were left out."),
        N_("If it is a queue or ring group, give it a name with “queue” or “ring group” in it in 3CX."),
        {"destination": _extension(party.destination)},
        Severity.WARNING,
    )
