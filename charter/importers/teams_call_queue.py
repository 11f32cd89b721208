"""Reads the calls of Microsoft Teams call queues: table fCallQueueAnalytics of the historical reports, level Per Call.

Why: Teams keeps no other trace of who waited in a queue, and that for 28 days only (phone-formats.md 7). A row is one
call with its result, in a code or in the words of the legend, and the seconds until that result. Refuses the level Per
Day, whose rows are totals, and results that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from charter.contact import Event, Kind
from charter.errors import UnreadableFile
from charter.importers import sheet, table
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, as_rows, between
from charter.importers.faults import no_contact, no_time, unknown_event
from charter.instants import SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem, Severity

MOST_ROWS = 90_000
"""What the report gives at most, without saying that there is more."""

_UTC = ZoneInfo("UTC")
_QUEUE = ("cq name", "callqueueidentity")
_CODE = ("callqueuecallresult", "call queue call result")
_LEGEND = ("call queue call result legend", "callqueuecallresultlegend")
_TARGET_LEGEND = ("call queue target type legend", "callqueuetargettypelegend")
_START = ("call start time utc", "userstarttimeutc", "callstarttimeutc")
_LOCAL_START = ("call start time local", "callstarttimelocal")
_COLUMNS = (
    _QUEUE,
    ("conferenceid", "conference id"),
    ("dialogid", "dialog id"),
    ("documentid", "document id"),
    _CODE,
    _LEGEND,
    _TARGET_LEGEND,
    ("callqueuetargettype", "call queue target type"),
    ("callqueuedurationseconds", "call queue duration seconds", "call duration seconds"),
    _START,
    _LOCAL_START,
    ("call end time utc", "endtime", "end time utc", "callendtimeutc"),
    ("call end time local", "callendtimelocal"),
    ("call count", "totalcallcount"),
)
_TEXT = re.compile(r"([a-z ]+?)(?: \(([a-z]+)\))?")
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]+)?")
_MAILBOX = frozenset({"mailbox", "voicemail", "sharedvoicemail"})


class _Result(NamedTuple):
    """What a result makes of the call: the event at its end, and the exit where the caller did not hang up."""

    kind: Kind
    exit: str = ""


_ANSWERED, _ABANDONED = _Result(Kind.ANSWERED), _Result(Kind.ABANDONED)
_OVERFLOW, _TIMEOUT, _EMPTY, _FAULT = (_Result(Kind.ABANDONED, e) for e in ("overflow", "timeout", "empty", "fault"))
_CALLED_BACK, _NOT_CALLED_BACK = _Result(Kind.CALLBACK_CONNECTED), _Result(Kind.ATTEMPT_FAILED)
_RESULTS = {
    "agent_joined_conference": _ANSWERED,
    "transferred_to_agent": _ANSWERED,
    "agent answered": _ANSWERED,
    "transferred_to_callback_caller": _CALLED_BACK,
    "callback_call_timed_out": _NOT_CALLED_BACK,
    "declined": _ABANDONED,
    "disconnected": _ABANDONED,
    "abandoned": _ABANDONED,
    "overflown": _OVERFLOW,
    "overflowed": _OVERFLOW,
    "timed_out": _TIMEOUT,
    "timed out": _TIMEOUT,
    "no_agent": _EMPTY,
    "no agents": _EMPTY,
    "error": _FAULT,
    "failed": _FAULT,
    "invalid": _FAULT,
    "other": _FAULT,
}


class _Call(NamedTuple):
    """The columns in the order of `_COLUMNS`."""

    queue: str
    conference: str
    dialog: str
    document: str
    code: str
    short_legend: str
    full_legend: str
    target: str
    seconds: str
    start: str
    local_start: str
    end: str
    local_end: str
    calls: str

    @property
    def legend(self) -> str:
        return self.full_legend or self.short_legend

    @property
    def began(self) -> str:
        return self.start or self.local_start


class TeamsCallQueueReader:
    """Calls of Microsoft Teams call queues, one a row, as CSV or XLSX."""

    id = "teams_call_queue"
    title = N_("Microsoft Teams call queues, per call (CSV or XLSX)")
    how = N_("A header with CQ Name and Call Queue Call Result, or the Legend of it.")
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the header names a queue and a result as only this report spells them."""
        result = _CODE + _LEGEND + _TARGET_LEGEND
        return any(not (names.isdisjoint(_QUEUE) or names.isdisjoint(result)) for names in table.headers(head))

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every call. Raises UnreadableFile for the level Per Day, whose rows are totals."""
        count, told = 0, False
        for found in table.records(stream, _COLUMNS, 1, context.dates):
            if isinstance(found, Problem | OutOfScope):
                yield found
                continue
            line, call = found[0], _Call(*found[1])
            if (not call.began and not count) or (_NUMBER.fullmatch(call.calls) and _number(call.calls) > 1):
                raise _totals()
            if call.local_start and not call.start and not told:
                told = True
                yield _only_local_times(line)
            count += 1
            yield from _row(line, call, context)
        if count >= MOST_ROWS:
            yield _perhaps_cut_off(count)


def _row(line: int, call: _Call, context: ReadContext) -> Iterator[Row]:
    contact = call.conference or call.dialog or call.document
    if not contact:
        yield no_contact(line)
        return
    result = _result(call)
    if result is None:
        yield unknown_event(line, call.code or call.legend)
        return
    zone, ended = (_UTC, call.end) if call.start else (context.zone, call.local_end)
    start, end = _instant(call.began, zone), _instant(ended, zone)
    if start is None or end is None:
        yield no_time(line, call.began if start is None else ended)
        return
    yield from as_rows(_events(line, call, contact, result, start, end))


def _events(line: int, call: _Call, contact: str, result: _Result, start: Instant, end: Instant) -> Iterator[Event]:
    identity = "\x1f".join((contact, call.dialog, call.document, call.queue, call.began))
    row = CallRow(line, identity, contact, call.queue)
    wait = _microseconds(call.seconds)
    until = start.later(wait)
    if result.kind in (Kind.CALLBACK_CONNECTED, Kind.ATTEMPT_FAILED):
        # When in the wait the caller chose to be called back is not told; the clock runs from the call itself.
        yield row.tell(Kind.CALLBACK_REQUESTED, start)
        yield row.tell(result.kind, until)
        return
    yield row.tell(Kind.QUEUE_ENTERED, start)
    goes_on = result.kind is Kind.ANSWERED and end.at is not None and until.at is not None and end.at > until.at
    talk = between(until, end) if goes_on else None
    detail = f"exit={result.exit}" if result.exit else ""
    yield row.tell(result.kind, until, wait_us=wait, talk_us=talk, detail=detail)
    if goes_on:
        yield row.tell(Kind.ENDED, end)


def _result(call: _Call) -> _Result | None:
    """What the code says, else the legend; the mailbox as target makes a voicemail of an exit."""
    code = call.code.lower()
    text = _TEXT.fullmatch(code if " " in code or not call.legend else call.legend.lower())
    treatment = (text[2] or "") if text else ""
    result = _RESULTS.get(code) or (_RESULTS.get(text[1]) if text else None)
    if treatment == "callback" and result in (_ANSWERED, _TIMEOUT):
        return _CALLED_BACK if result is _ANSWERED else _NOT_CALLED_BACK
    if result in (_OVERFLOW, _TIMEOUT, _EMPTY) and (treatment == "voicemail" or call.target.lower() in _MAILBOX):
        return _Result(Kind.ABANDONED, "voicemail")
    return result


def _instant(written: str, zone: ZoneInfo) -> Instant | None:
    return parse(written, zone) or parse(sheet.serial_date(written), zone)


def _microseconds(seconds: str) -> int | None:
    return round(_number(seconds) * SECOND) if _NUMBER.fullmatch(seconds) else None


def _number(written: str) -> float:
    return float(written.replace(",", "."))


def _totals() -> UnreadableFile:
    return UnreadableFile(
        N_("The rows of this Teams report are totals, of a day or an hour, not calls. No norm can be judged on them."),
        N_("Set Report Level to “Per Call” in the report and export it again, with Call Start Time UTC."),
    )


def _only_local_times(line: int) -> Problem:
    return Problem(
        "only_local_times",
        line,
        N_("The report has no times in UTC. Its local times know no summer time and may be an hour wrong."),
        N_("Add the columns Call Start Time UTC and Call End Time UTC, and export it again."),
        severity=Severity.WARNING,
    )


def _perhaps_cut_off(count: int) -> Problem:
    return Problem(
        "perhaps_cut_off",
        0,
        N_("The file has %(count)s calls. Teams gives %(limit)s at most and leaves out the rest without a word."),
        N_("Export a shorter period at a time. Nothing is counted twice."),
        {"count": str(count), "limit": str(MOST_ROWS)},
        Severity.WARNING,
    )
