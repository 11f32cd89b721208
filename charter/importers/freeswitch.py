"""Reads call records of FreeSWITCH: mod_cdr_csv (its templates “example” and “asterisk”) and mod_json_cdr.

Why: exchanges on FreeSWITCH keep nothing else (phone-formats.md 4). A record is one leg. The queue of mod_callcenter
picks up before a person does, so its own moments count where they are there. Refuses to take a leg that the exchange
itself made for another call, and an announcement or voicemail for a person. A file that a spreadsheet saved again has
lost its seconds; how long the caller waited still follows from the durations.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote

from charter.contact import Direction, Event, Kind, Precision
from charter.importers import resaved
from charter.importers.base import HEAD_SIZE, Head, Implied, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, between, in_order
from charter.importers.faults import no_contact, no_time
from charter.importers.json_records import Record, first_record, listed, looks_like_json, number, records, word
from charter.instants import EARLIEST, LATEST, MISSING, SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem

_STAMP = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})[T ]([0-9]{1,2}):([0-9]{2}(?::[0-9]{2})?)")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_CAUSE = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_SECONDS = re.compile(r"[0-9]{1,7}")
_QUEUES = frozenset({"callcenter", "fifo"})
_EXITS = {"TIMEOUT": "exit=timeout", "NO_AGENT_TIMEOUT": "exit=empty", "EXIT_WITH_KEY": "exit=key"}
_REMEMBERED = 10_000
"""Legs by which the other leg of a call is known."""


class FreeswitchReader:
    """Call records of FreeSWITCH, as CSV or JSON."""

    id = "freeswitch"
    title = N_("FreeSWITCH call records (CSV or JSON)")
    how = N_(
        "Lines with three times, two durations, the cause of hanging up and a UUID; or JSON objects with variables."
    )
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether most of the first lines have the shape of a template, or the first object that of a leg."""
        beginning = first_record(head.data)
        if beginning:
            return '"variables"' in beginning and ('"callflow"' in beginning or '"core-uuid"' in beginning)
        found = resaved.first_rows(head)
        return sum(bool(_places([cell.strip() for cell in cells])) for cells in found) * 2 > len(found)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every record."""
        head = stream.read(HEAD_SIZE)
        stream.seek(0)
        if looks_like_json(head):
            for line, record in records(stream):
                yield from [record] if isinstance(record, Problem) else _json_leg(line, record, context)
        else:
            yield from _csv(stream, context)


class _Places(NamedTuple):
    """Where the columns of a template stand; -1 for those that it lacks."""

    caller: int
    called: int
    start: int
    uuid: int
    other: int = -1
    bridge: int = -1
    app: int = -1


_TEMPLATES = (_Places(1, 2, 4, 10, other=11), _Places(1, 2, 9, 16, bridge=6, app=7))
"""`example` and `asterisk`."""


def _places(cells: Sequence[str]) -> _Places | None:
    for places in _TEMPLATES:
        at = places.start
        if (
            len(cells) > places.uuid
            and _UUID.fullmatch(cells[places.uuid])
            and _STAMP.fullmatch(cells[at])
            and all(not cell or _STAMP.fullmatch(cell) for cell in cells[at + 1 : at + 3])
            and all(_SECONDS.fullmatch(cell) for cell in cells[at + 3 : at + 5])
            and _CAUSE.fullmatch(cells[at + 5])
        ):
            return places
    return None


def _csv(stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
    told: OrderedDict[str, str] = OrderedDict()
    for line, found in resaved.rows(stream, context.dates):
        if isinstance(found, Problem):
            yield found
            continue
        cells = [cell.strip() for cell in found]
        places = _places(cells)
        if places is None:
            yield _no_record(line)
            continue
        uuid, other = cells[places.uuid], cells[places.other] if 0 <= places.other < len(cells) else ""
        if told.get(uuid, uuid) != uuid or (other and told.get(other) == other):
            yield OutOfScope(line, "other_leg")
            continue
        told[uuid] = uuid
        if other:
            told[other] = uuid
        while len(told) > _REMEMBERED:
            told.popitem(last=False)
        yield from _csv_leg(line, cells, places, context)


def _csv_leg(line: int, cells: list[str], places: _Places, context: ReadContext) -> Iterator[Row]:
    times = []
    for cell in cells[places.start : places.start + 3]:
        time = parse(_iso(cell), context.zone)
        if time is None:
            yield no_time(line, cell)
            return
        times.append(time)
    start, answer, end = times
    duration, talked = (int(cell) for cell in cells[places.start + 3 : places.start + 5])
    app, bridge = (cells[place] if place >= 0 else "" for place in (places.app, places.bridge))
    answered = bool(cells[places.start + 1]) and talked > 0
    uuid = cells[places.uuid]
    row = CallRow(line, uuid, uuid, cells[places.called], Direction.IN, context.pseudonym(cells[places.caller]))
    wait = max(duration - talked, 0)
    if places.app < 0 or bridge or not answered:
        known = app.lower() not in _QUEUES
        leg = _Leg(start, (answer if known else MISSING) if answered and (places.app < 0 or bridge) else None, end)
        yield from _told(leg.tell(row, wait if known else None, duration, talked if known else None))
    elif app.lower() == "voicemail":
        yield from _told(_Leg(start, None, answer).tell(row, wait, wait, None, "exit=voicemail"))
    elif app.lower() in _QUEUES:
        yield from _told(_Leg(start, None, end).tell(row, None, duration, None))
    else:
        yield OutOfScope(line, "nobody_called")


class _Leg(NamedTuple):
    """The moments of a caller's leg; `answer` is None when no person answered, `end` may be missing."""

    start: Instant
    answer: Instant | None
    end: Instant

    def tell(
        self,
        row: CallRow,
        wait: float | None,
        duration: float | None,
        talked: float | None,
        way: str = "",
        agent: str = "",
    ) -> Iterator[Event]:
        """The events of the leg; durations in seconds: until the answer, of the whole, of talking."""
        yield row.tell(Kind.QUEUE_ENTERED, self.start)
        if self.answer is not None:
            wait_us, talk_us = _microseconds(wait), _microseconds(talked)
            yield row.tell(Kind.ANSWERED, self.answer, wait_us=wait_us, talk_us=talk_us, agent=agent)
            if self.end.precision is not Precision.MISSING:
                yield row.tell(Kind.ENDED, self.end)
        elif self.end.precision is not Precision.MISSING:
            yield row.tell(Kind.ABANDONED, self.end, wait_us=_microseconds(duration), detail=way)


def _json_leg(line: int, record: Record, context: ReadContext) -> Iterator[Row]:
    found = record.get("variables")
    variables = {
        key: unquote(value) if "%" in value else value
        for key, value in (found.items() if isinstance(found, Mapping) else ())
        if isinstance(value, str)
    }
    uuid = variables.get("uuid", "")
    if not uuid:
        yield no_contact(line)
        return
    if variables.get("cc_side") == "agent" or variables.get("originating_leg_uuid") or variables.get("originator"):
        yield OutOfScope(line, "other_leg")
        return
    start = _moment(variables, "start", context)
    if start.precision is Precision.MISSING:
        yield no_time(line, variables.get("start_stamp", variables.get("start_epoch", "")))
        return
    profiles = [flow.get("caller_profile", {}) for flow in listed(record, "callflow")]
    profiles = [profile for profile in profiles if isinstance(profile, Mapping)]
    called = next((word(p, "destination_number") for p in reversed(profiles)), "") or variables.get("sip_to_user", "")
    caller = next((word(p, "caller_id_number") for p in profiles), "") or variables.get("sip_from_user", "")
    customer = context.pseudonym(called if variables.get("direction") == "outbound" else caller)
    end = _moment(variables, "end", context)
    if variables.get("direction") == "outbound":
        row = CallRow(line, uuid, uuid, "", Direction.OUT, customer)
        answer = _moment(variables, "answer", context)
        reached = answer.precision is not Precision.MISSING
        yield row.tell(Kind.OUTBOUND_CALL_CONNECTED if reached else Kind.ATTEMPT_FAILED, answer if reached else start)
        return
    row = CallRow(line, uuid, uuid, variables.get("cc_queue") or called, Direction.IN, customer)
    if variables.get("cc_queue_joined_epoch"):
        yield from _told(_queued(variables, row, end, context))
        return
    talked, duration = (number(variables, name) for name in ("billsec", "duration"))
    bridged = any(
        variables.get(name) not in (None, "", "0") for name in ("bridge_epoch", "bridge_uuid", "last_bridge_to")
    )
    app = variables.get("last_app", variables.get("current_application", "")).lower()
    if not talked:
        yield from _told(_Leg(start, None, end).tell(row, None, duration, None))
    elif app == "voicemail":
        yield from _told(_Leg(start, None, end).tell(row, None, number(variables, "answersec"), None, "exit=voicemail"))
    elif bridged:
        answer = _moment(variables, "bridge", context)
        answer = _moment(variables, "answer", context) if answer.precision is Precision.MISSING else answer
        wait = number(variables, "waitsec")
        yield from _told(_Leg(start, answer, end).tell(row, wait, duration, talked))
    else:
        yield OutOfScope(line, "nobody_called")


def _queued(variables: Mapping[str, str], row: CallRow, end: Instant, context: ReadContext) -> Iterator[Event]:
    """A caller in a queue of mod_callcenter: its own moments, for the leg's answer is the queue's."""
    joined, answered, terminated, canceled = (
        _moment(variables, f"cc_queue_{name}", context) for name in ("joined", "answered", "terminated", "canceled")
    )
    if answered.precision is not Precision.MISSING:
        end = end if terminated.precision is Precision.MISSING else terminated
        agent = context.pseudonym(variables.get("cc_agent", "")) if context.keep_agents else ""
        wait, talked = (_seconds(between(joined, answered)), _seconds(between(answered, end)))
        return _Leg(joined, answered, end).tell(row, wait, None, talked, agent=agent)
    end = end if canceled.precision is Precision.MISSING else canceled
    way = _EXITS.get(variables.get("cc_cancel_reason", ""), "")
    return _Leg(joined, None, end).tell(row, None, _seconds(between(joined, end)), None, way)


def _moment(variables: Mapping[str, str], name: str, context: ReadContext) -> Instant:
    """The moment called `name`, by its seconds since 1970, else by its local time; MISSING when it is not there."""
    epoch = variables.get(f"{name}_epoch", "")
    if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12 and EARLIEST <= (at := int(epoch) * SECOND) < LATEST:
        return Instant(at, Precision.SECOND)
    return parse(_iso(variables.get(f"{name}_stamp", "")), context.zone) or MISSING


def _iso(stamp: str) -> str:
    """Write a stamp of FreeSWITCH, or what a spreadsheet made of it (2026/1/5 9:03), in the order that all read."""
    found = _STAMP.fullmatch(stamp)
    if found is None:
        return stamp
    year, month, day, hour, rest = found.groups()
    return f"{year}-{month:0>2}-{day:0>2} {hour:0>2}:{rest}"


def _told(events: Iterator[Event]) -> Iterator[Row]:
    for place, event in enumerate(in_order(events)):
        yield Implied(event) if place else event


def _microseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * SECOND)


def _seconds(microseconds: int | None) -> float | None:
    return None if microseconds is None else microseconds / SECOND


def _no_record(line: int) -> Problem:
    return Problem(
        "not_a_row",
        line,
        N_("The line is no call record: three times, two durations, a cause and a UUID do not stand in their places."),
        N_("The line was cut off, or its template differs. Charter reads the templates “example” and “asterisk”."),
    )
