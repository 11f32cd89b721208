"""Reads station message detail records (SMDR) of Avaya IP Office (phone-formats.md 8).

Why: it is all that this exchange tells. A record is one stretch of a call; a call goes on in the next record with the
same call id as long as the record says so, and waited as long as telephones rang before the first person. There is no
header and no quoting, so that a line is known by its shape. Refuses to take voicemail for a person, and to trust call
ids alone: they begin again when the exchange restarts, so that the day belongs to the id.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from charter.contact import Direction, Event, Kind, Precision
from charter.importers import resaved
from charter.importers.base import Head, Implied, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, in_order
from charter.importers.faults import no_time
from charter.instants import SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem

_START = re.compile(r"[0-9]{4}([-/])[0-9]{2}\1[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_LENGTH = re.compile(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])")
_FEWEST = 17
_WINDOW = 5000
"""Lines after which a call whose last record never came is told as it is."""


class AvayaSmdrReader:
    """SMDR of Avaya IP Office: 17, 30 or 35 fields, from a file or saved from its TCP stream."""

    id = "avaya_smdr"
    title = N_("Avaya IP Office call records (SMDR)")
    how = N_(
        "Lines without a header: start (2026/01/31 10:00:00), connected time, ring seconds, caller, I or O, and so on."
    )
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether most of the first lines have the shape of a record."""
        beginning = resaved.first_rows(head)
        return sum(_is_record([cell.strip() for cell in cells]) for cells in beginning) * 2 > len(beginning)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every record; the records of a call are told when its last has been read."""
        open_calls: OrderedDict[str, list[_Record]] = OrderedDict()
        for number, cells in resaved.rows(stream, context.dates):
            record = cells if isinstance(cells, Problem) else _record(number, cells, context)
            if isinstance(record, Problem):
                yield record
                continue
            open_calls.setdefault(record.call, []).append(record)
            open_calls.move_to_end(record.call)
            if not record.goes_on:
                yield from _call(open_calls.pop(record.call), context)
            while open_calls and next(iter(open_calls.values()))[-1].line < number - _WINDOW:
                yield from _call(open_calls.popitem(last=False)[1], context)
        for records in open_calls.values():
            yield from _call(records, context)


class _Record(NamedTuple):
    """One line; durations in seconds."""

    line: int
    call: str
    goes_on: bool
    written: str
    start: Instant
    connected: int
    ring: int
    caller: str
    inwards: bool
    called: str
    internal: bool
    device: str

    @property
    def by_person(self) -> bool:
        """Whether an extension was connected."""
        return self.connected > 0 and self.device.startswith("E")


def _is_record(cells: Sequence[str]) -> bool:
    return (
        len(cells) >= _FEWEST
        and bool(_START.fullmatch(cells[0]) and _LENGTH.fullmatch(cells[1]))
        and _is_number(cells[2])
        and cells[4] in ("I", "O")
        and _is_number(cells[9])
        and cells[10] in ("0", "1")
    )


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdecimal() and len(cell) < 16


def _record(line: int, cells: Sequence[str], context: ReadContext) -> _Record | Problem:
    cells = [cell.strip() for cell in cells]
    if not _is_record(cells):
        return _no_record(line)
    written = cells[0].replace("-", "/").replace("T", " ")
    start = parse(written.replace("/", "-"), context.zone)
    if start is None:
        return no_time(line, cells[0])
    hours, minutes, seconds = (int(part) for part in cells[1].split(":"))
    return _Record(
        line,
        cells[9],
        cells[10] == "1",
        written,
        start,
        hours * 3600 + minutes * 60 + seconds,
        int(cells[2]) if len(cells[2]) < 6 else 0,
        cells[3],
        cells[4] == "I",
        cells[5],
        cells[8] != "0",
        cells[11],
    )


def _call(records: list[_Record], context: ReadContext) -> Iterator[Row]:
    first = records[0]
    if first.internal:
        yield from (OutOfScope(record.line, "internal") for record in records)
        return
    events = [*in_order(_inbound(records, context) if first.inwards else _outbound(records, context))]
    told: set[int] = set()
    for event in events:
        yield Implied(event) if event.line in told else event
        told.add(event.line)
    yield from (OutOfScope(record.line, "outbound") for record in records if record.line not in told)


def _inbound(records: list[_Record], context: ReadContext) -> Iterator[Event]:
    """The caller rang, was answered by a person or not, was passed on, and the call ended."""
    first = records[0]
    contact = f"{first.written[:10]} {first.call}"
    customer = context.pseudonym(first.caller)
    passed = rung = 0
    answered = False
    voicemail = ""
    talked = sum(record.connected for record in records if record.by_person) * SECOND
    for place, record in enumerate(records):
        identity = f"{contact}\x1f{record.written}\x1f{place}\x1f{record.device}"
        row = CallRow(record.line, identity, contact, first.called, Direction.IN, customer)
        if not place:
            yield row.tell(Kind.QUEUE_ENTERED, first.start)
        rung += record.ring
        passed += record.ring
        at = _later(first.start, passed)
        if answered:
            yield row.tell(Kind.TRANSFERRED, at)
        elif record.by_person:
            answered = True
            agent = context.pseudonym(record.device) if context.keep_agents else ""
            yield row.tell(Kind.ANSWERED, at, wait_us=rung * SECOND, talk_us=talked, agent=agent)
        elif record.connected and record.device.startswith("V"):
            voicemail = "exit=voicemail"
            yield row.tell(Kind.IVR_STARTED, at)
        elif place:
            yield row.tell(Kind.RANG_UNANSWERED, at)
        if not (record.connected and voicemail and not answered):
            passed += record.connected
    end = _later(first.start, passed)
    whole = CallRow(first.line, contact + first.written, contact, first.called, Direction.IN, customer)
    if answered:
        yield whole.tell(Kind.ENDED, end)
    else:
        yield whole.tell(Kind.ABANDONED, end, wait_us=rung * SECOND, detail=voicemail)


def _outbound(records: list[_Record], context: ReadContext) -> Iterator[Event]:
    """A call to the outside world: the seconds connected are those with whoever picked up there."""
    first = records[0]
    contact = f"{first.written[:10]} {first.call}"
    identity = f"{contact}\x1f{first.written}"
    row = CallRow(first.line, identity, contact, "", Direction.OUT, context.pseudonym(first.called))
    if any(record.connected for record in records):
        yield row.tell(Kind.OUTBOUND_CALL_CONNECTED, _later(first.start, first.ring))
    else:
        yield row.tell(Kind.ATTEMPT_FAILED, first.start)


def _later(start: Instant, seconds: int) -> Instant:
    if start.at is None or start.precision is Precision.DAY:
        return start
    return Instant(start.at + seconds * SECOND, start.precision)


def _no_record(line: int) -> Problem:
    return Problem(
        "not_a_row",
        line,
        N_("The line is no call record: start, connected time, ring seconds, direction or call id is missing in it."),
        N_("The line was cut off, or is not of this file. The other lines were read."),
    )
