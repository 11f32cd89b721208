"""Reads contact records of Amazon Connect (format 2017-03-10), as they are streamed to files (phone-formats.md 9).

Why: a record says when the caller was queued and which moment connected a person. A transfer begins a new record; the
records of one caller share the first contact's id. Records are sent again whenever something was added: the same facts
have the same fingerprints, so that a copy is a duplicate and a later one adds only what is new, in any order and in any
file. Refuses to count time in the menu before the queue as waiting, and to keep attributes or recordings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from charter.contact import Direction, Event, Kind
from charter.importers.base import Head, Implied, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, between, in_order
from charter.importers.faults import no_contact, no_time
from charter.importers.json_records import Record, first_record, number, records, word
from charter.instants import MISSING, SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem

_HAS = (re.compile(r'"ContactId"\s*:'), re.compile(r'"Channel"\s*:'), re.compile(r'"InitiationMethod"\s*:'))
_BY_US = frozenset({"OUTBOUND", "EXTERNAL_OUTBOUND", "API"})
_INWARDS = frozenset({"INBOUND", "TRANSFER", "QUEUE_TRANSFER", "CALLBACK"})
_TIMES = (
    ("InitiationTimestamp",),
    ("Queue", "EnqueueTimestamp"),
    ("Agent", "ConnectedToAgentTimestamp"),
    ("ConnectedToSystemTimestamp",),
    ("TransferCompletedTimestamp",),
    ("DisconnectTimestamp",),
)


class _Times(NamedTuple):
    """The moments of `_TIMES`, in that order."""

    began: Instant
    queued: Instant
    agent: Instant
    system: Instant
    passed_on: Instant
    ended: Instant


class AmazonConnectReader:
    """Contact records (contact trace records) of Amazon Connect."""

    id = "amazon_connect"
    title = N_("Amazon Connect contact records (JSON)")
    how = N_("JSON objects with ContactId, Channel and InitiationMethod: a line each, a list, or one behind the other.")
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the first object has what every contact record has."""
        beginning = first_record(head.data)
        return all(name.search(beginning) for name in _HAS)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every record."""
        for line, record in records(stream):
            yield from [record] if isinstance(record, Problem) else _record(line, record, context)


def _record(line: int, record: Record, context: ReadContext) -> Iterator[Row]:
    contact = word(record, "ContactId")
    if not contact:
        yield no_contact(line)
        return
    times = [parse(word(record, *path), context.zone) for path in _TIMES]
    for path, time in zip(_TIMES, times, strict=True):
        if time is None or (path == _TIMES[0] and time.at is None):
            yield no_time(line, word(record, *path))
            return
    channel, method = word(record, "Channel").upper(), word(record, "InitiationMethod").upper()
    if channel != "VOICE":
        yield OutOfScope(line, channel.lower() or "no_channel")
        return
    if method not in _INWARDS | _BY_US:
        yield OutOfScope(line, "no_call")
        return
    call = CallRow(
        line,
        contact,
        word(record, "InitialContactId") or contact,
        word(record, "Queue", "Name") or word(record, "Queue", "ARN").rpartition("/")[2],
        Direction.OUT if method in _BY_US else Direction.IN,
        context.pseudonym(word(record, "CustomerEndpoint", "Address")),
    )
    user = word(record, "Agent", "Username")
    agent = context.pseudonym(user) if user and context.keep_agents else ""
    tell = _outbound if method in _BY_US else _callback if method == "CALLBACK" else _inbound
    events = [*in_order(tell(call, record, agent, _Times(*(time or MISSING for time in times))))]
    if not events:
        yield OutOfScope(line, "no_queue")
    yield from events[:1]
    yield from (Implied(event) for event in events[1:])


def _inbound(call: CallRow, record: Record, agent: str, times: _Times) -> Iterator[Event]:
    """A caller in a queue; one who went from a menu or an agent to an agent without a queue waited nowhere."""
    if times.queued.at is None:
        if times.agent.at is not None:
            yield call.tell(Kind.SECOND_LEG_ANSWERED, times.agent, agent=agent)
        return
    wait_us = _microseconds(number(record, "Queue", "Duration"))
    passed_on = times.passed_on.at is not None
    over = times.passed_on if passed_on else times.ended
    yield call.tell(Kind.QUEUE_ENTERED, times.queued)
    if times.agent.at is not None:
        talk_us = _microseconds(number(record, "Agent", "AgentInteractionDuration"))
        yield call.tell(Kind.ANSWERED, times.agent, wait_us=wait_us, agent=agent)
        if over.at is not None:
            yield call.tell(Kind.TRANSFERRED if passed_on else Kind.ENDED, over, talk_us=talk_us)
    elif over.at is not None:
        wait_us = between(times.queued, over) if wait_us is None else wait_us
        yield call.tell(Kind.ABANDONED, over, wait_us=wait_us, detail="exit=overflow" if passed_on else "")


def _callback(call: CallRow, _record: Record, agent: str, times: _Times) -> Iterator[Event]:
    """A callback that the caller asked for: an agent took it on, then the resident did or did not pick up."""
    yield call.tell(Kind.CALLBACK_REQUESTED, times.began)
    if times.agent.at is None:
        return
    if times.system.at is not None and times.system.at >= times.agent.at:
        yield call.tell(Kind.CALLBACK_CONNECTED, times.system, agent=agent)
    elif times.ended.at is not None:
        yield call.tell(Kind.ATTEMPT_FAILED, times.agent, agent=agent)


def _outbound(call: CallRow, _record: Record, agent: str, times: _Times) -> Iterator[Event]:
    """A call that we made: connected when the resident picked up."""
    if times.system.at is not None:
        yield call.tell(Kind.OUTBOUND_CALL_CONNECTED, times.system, agent=agent)
    elif times.ended.at is not None:
        yield call.tell(Kind.ATTEMPT_FAILED, times.began, agent=agent)


def _microseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * SECOND)
