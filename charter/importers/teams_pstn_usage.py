"""Reads the PSTN usage export of Microsoft Teams: calls over Calling Plans and over Direct Routing.

Why: it tells which residents were called back, and when (phone-formats.md 7). A call that came in tells neither how
long the caller waited nor whether a person answered, for the queue itself picks up; those rows are out of scope.
Refuses to take transfers, forwarding and conferences for calls to a resident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from zoneinfo import ZoneInfo

from charter.contact import Direction, Kind
from charter.importers import table
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, as_rows
from charter.importers.faults import no_contact, no_duration, no_time, unknown_event
from charter.instants import parse
from charter.locale import N_
from charter.problem import Problem

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
_UTC = ZoneInfo("UTC")
_SECONDS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]+)?")
_TO_A_RESIDENT = frozenset({"user_out", "dr_out"})
_KNOWN = re.compile(r"(user|dr|conf|ucap|oc|byot)_[a-z_]+")


class TeamsPstnUsageReader:
    """The PSTN usage export of Microsoft Teams, of Calling Plans or Direct Routing."""

    id = "teams_pstn_usage"
    title = N_("Microsoft Teams PSTN usage (calls to residents)")
    how = N_("A header with UsageId or Correlation ID, Call Type, Start Time and the number called.")
    conversations = False
    local_times = False

    def recognises(self, head: Head) -> bool:
        """Whether the header names what both sorts of export have, in either spelling."""
        needed = (_ID, _TYPE, _CALLED, _START)
        return any(not any(map(names.isdisjoint, needed)) for names in table.headers(head))

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every call; used are only calls that an employee made to a number outside."""
        for found in table.records(stream, _COLUMNS, 4, context.dates):
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
