"""Reads the PSTN usage of Microsoft Teams, over Calling Plans and over Direct Routing: its export, and Graph's answer.

Why: it tells which residents were called back, and when (phone-formats.md 7). A call that came in tells neither how
long the caller waited nor whether a person answered, for the queue itself picks up; those rows are out of scope.
Refuses to take transfers, forwarding and conferences for calls to a resident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO
from zoneinfo import ZoneInfo

from charter.contact import Direction, Kind
from charter.importers import table
from charter.importers.base import HEAD_SIZE, Head, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, as_rows
from charter.importers.faults import no_contact, no_duration, no_time, unknown_event
from charter.importers.json_records import first_record, looks_like_json, records, word
from charter.instants import parse
from charter.locale import N_
from charter.problem import Problem, Severity

_TYPE = ("call type",)
_CALLED = ("destination number", "callee number")
_START = ("start time", "start time (utc)")
_ID = ("usageid", "correlation id", "correlationid")
_COLUMNS = (
    _ID,
    _TYPE,
    _CALLED,
    _START,
    ("end time", "end time (utc)"),
    ("duration seconds", "duration (seconds)", "duration"),
    ("failure time", "failure time (utc)", "invite time", "invite time (utc)"),
    ("upn", "sip address"),
)
_PAGE = "value"
"""The list in an answer of Graph (getPstnCalls, getDirectRoutingCalls)."""
_NEXT = b'"@odata.nextLink"'
_FIELDS = (
    ("correlationId", "id"),
    ("callType",),
    ("calleeNumber",),
    ("startDateTime",),
    ("endDateTime",),
    ("duration",),
    ("failureDateTime", "inviteDateTime"),
    ("userPrincipalName",),
)
"""What Graph calls the columns."""
_UTC = ZoneInfo("UTC")
_SECONDS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]+)?")
_TO_A_RESIDENT = frozenset({"user_out", "dr_out", "byotout"})
_KNOWN = re.compile(r"(user|dr|conf|ucap|oc|byot)_[a-z_]+|byot(in|out)[a-z]*")


class TeamsPstnUsageReader:
    """The PSTN usage export of Microsoft Teams, of Calling Plans or Direct Routing."""

    id = "teams_pstn_usage"
    title = N_("Microsoft Teams PSTN usage (calls to residents)")
    how = N_(
        "A header with UsageId or Correlation ID, Call Type, Start Time and the number called; "
        "or JSON of Graph with callType, startDateTime and calleeNumber."
    )
    conversations = False
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether the header, or the first object, names what both sorts of export have, in either spelling."""
        if first := first_record(head.data, _PAGE):
            return all(f'"{name}"' in first for name in ("callType", "startDateTime", "calleeNumber"))
        needed = (_ID, _TYPE, _CALLED, _START)
        return any(not any(map(names.isdisjoint, needed)) for names in table.headers(head))

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every call; used are only calls that an employee made to a number outside."""
        for found in _records(stream, context):
            if isinstance(found, Problem | OutOfScope):
                yield found
                continue
            line, (call, sort, number, started, ended, seconds, failed, user) = found
            sort = sort.lower()
            if sort not in _TO_A_RESIDENT:
                yield OutOfScope(line, "no_call_to_a_resident") if _KNOWN.fullmatch(sort) else unknown_event(line, sort)
                continue
            if not call:
                yield no_contact(line)
                continue
            written = started or failed
            start, end = parse(written, _UTC), parse(ended, _UTC)
            if start is None or end is None:
                yield no_time(line, written if start is None else ended)
                continue
            if started and not _SECONDS.fullmatch(seconds):
                yield no_duration(line, seconds)
                continue
            customer = "" if "*" in number else context.pseudonym(number)
            agent = context.pseudonym(user) if context.keep_agents else ""
            row = CallRow(line, call, call, "", Direction.OUT, customer)
            if started and seconds.strip("0.,"):
                events = [row.tell(Kind.OUTBOUND_CALL_CONNECTED, start, agent=agent)]
                events += [row.tell(Kind.ENDED, end)] if ended else []
            else:
                events = [row.tell(Kind.ATTEMPT_FAILED, start, agent=agent)]
            yield from as_rows(events)


def _records(stream: BinaryIO, context: ReadContext) -> Iterator[table.Record | Problem | OutOfScope]:
    """Each call, whether it stands in a table or in JSON."""
    beginning = stream.read(HEAD_SIZE)
    stream.seek(0)
    if not looks_like_json(beginning):
        yield from table.records(stream, _COLUMNS, 4, context.dates)
        return
    end = stream.seek(0, SEEK_END)
    stream.seek(max(end - HEAD_SIZE, 0))
    if _NEXT in beginning or _NEXT in stream.read():
        yield _one_page()
    stream.seek(0)
    for line, record in records(stream, _PAGE):
        if isinstance(record, Problem):
            yield record
        elif _PAGE not in record:
            yield line, tuple(next(filter(None, (word(record, name) for name in names)), "") for names in _FIELDS)


def _one_page() -> Problem:
    """Say that Graph had more to tell."""
    return Problem(
        "more_pages",
        1,
        N_("This is one page of what Graph answered: the calls on the next pages are not in this file."),
        N_("Fetch the next page too, until no @odata.nextLink follows, and import all of them."),
        severity=Severity.WARNING,
    )
