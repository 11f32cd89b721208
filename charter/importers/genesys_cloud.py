"""Reads conversation details of Genesys Cloud, as the analytics API gives them (phone-formats.md 9).

Why: it tells of every participant when it came and went, so that a queue, a ringing telephone and a person are never
confused. A conversation is one row: each `acd` participant is a queue visit, answered by the first agent who spoke
before the next. Refuses to take an accepted callback for one that reached the resident, to tell of other media than
voice and callback, and to keep names or notes. A conversation that is exported again, further on, adds what is new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from charter.contact import Direction, Event, Kind
from charter.importers.base import Head, Implied, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, between, in_order
from charter.importers.faults import no_contact, no_time
from charter.importers.json_records import Record, broken_record, first_record, listed, records, word
from charter.instants import MISSING, Instant, parse
from charter.locale import N_
from charter.problem import Problem

_LIST = "conversations"
_NAMES = re.compile(r'"conversationId"\s*:')
_PEOPLE = frozenset({"agent", "user"})
_RESIDENT = frozenset({"customer", "external"})
_SIP = re.compile(r"^(?:tel:|sips?:)|@.*$|;.*$")


class GenesysCloudReader:
    """Conversation details of Genesys Cloud: a document, a list, or a conversation a line."""

    id = "genesys_cloud"
    title = N_("Genesys Cloud conversation details (JSON)")
    how = N_(
        "JSON objects with conversationId, conversationStart and participants, alone or in a list “conversations”."
    )
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the first object has what every conversation has."""
        beginning = first_record(head.data, _LIST)
        return bool(_NAMES.search(beginning)) and '"conversationStart"' in beginning and '"participants"' in beginning

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every conversation."""
        for line, record in records(stream, _LIST):
            if isinstance(record, Problem):
                yield record
            elif _LIST in record:
                found = record[_LIST]
                for inner in found if isinstance(found, list) else [found]:
                    yield from _conversation(line, inner, context) if isinstance(inner, dict) else [broken_record(line)]
            else:
                yield from _conversation(line, record, context)


class _Segment(NamedTuple):
    """One stretch of one session of one participant; a time that is not said is `MISSING`."""

    purpose: str
    participant: int
    medium: str
    outbound: bool
    kind: str
    start: Instant
    end: Instant
    queue: str
    disconnect: str
    user: str


def _conversation(line: int, record: Record, context: ReadContext) -> Iterator[Row]:
    contact = word(record, "conversationId")
    if not contact:
        yield no_contact(line)
        return
    written = word(record, "conversationStart")
    began, ended = (parse(word(record, key), context.zone) for key in ("conversationStart", "conversationEnd"))
    if not began or began.at is None:
        yield no_time(line, written)
        return
    if ended is None:
        yield no_time(line, word(record, "conversationEnd"))
        return
    segments = _segments(record, context)
    media = {segment.medium for segment in segments}
    if not media & {"voice", "callback"}:
        yield OutOfScope(line, min(media, default="") or "no_session")
        return
    call = _Conversation(line, contact, began, ended, segments, word(record, "originatingDirection").lower(), context)
    events = [*in_order(call.tell(_number(record)))]
    if not events:
        yield OutOfScope(line, "no_queue")
    yield from events[:1]
    yield from (Implied(event) for event in events[1:])


def _segments(record: Record, context: ReadContext) -> list[_Segment]:
    found = []
    for place, participant in enumerate(listed(record, "participants")):
        purpose, user = word(participant, "purpose").lower(), word(participant, "userId")
        for session in listed(participant, "sessions"):
            medium, outbound = word(session, "mediaType").lower(), word(session, "direction").lower() == "outbound"
            for segment in listed(session, "segments") or [{}]:
                start, end = (parse(word(segment, key), context.zone) for key in ("segmentStart", "segmentEnd"))
                queue = word(segment, "queueName") or word(segment, "queueId")
                kind = word(segment, "segmentType").lower()
                left = word(segment, "disconnectType").lower()
                times = (start or MISSING, end or MISSING)
                found.append(_Segment(purpose, place, medium, outbound, kind, *times, queue, left, user))
    return found


def _number(record: Record) -> str:
    """The resident's number or address as the exchange wrote it, without its scheme and host."""
    for participant in listed(record, "participants"):
        if word(participant, "purpose").lower() in _RESIDENT | {"ivr", "acd"}:
            for session in listed(participant, "sessions"):
                outbound = word(session, "direction").lower() == "outbound"
                numbers = session.get("callbackNumbers")
                if isinstance(numbers, list) and numbers and isinstance(numbers[0], str):
                    return _SIP.sub("", numbers[0])
                if found := word(session, "dnis" if outbound else "ani"):
                    return _SIP.sub("", found)
    return ""


class _Conversation(NamedTuple):
    """A conversation by voice or callback, and what it says of its queue visits."""

    line: int
    contact: str
    began: Instant
    ended: Instant
    segments: list[_Segment]
    direction: str
    context: ReadContext

    def tell(self, number: str) -> Iterator[Event]:
        """The events of the conversation, in order."""
        voice = [segment for segment in self.segments if segment.medium == "voice"]
        queued = [segment for segment in voice if segment.purpose == "acd"]
        back = [s for s in self.segments if s.medium == "callback" and s.purpose == "acd"]
        back = back or [s for s in self.segments if s.medium == "callback" and s.purpose in _RESIDENT]
        customer = self.context.pseudonym(number)
        out = self.direction == "outbound" or (
            not self.direction and not queued and not back and any(segment.outbound for segment in voice)
        )
        if out:
            yield from self._outbound(voice, customer)
            return
        if not back or min(map(_start, queued), default=self.began.at or 0) < min(map(_start, back)):
            yield from self._visits(voice, queued, customer, called_back=bool(back))
        if back:
            yield from self._callback(voice, back, customer)

    def _row(self, at: Instant, customer: str = "", queue: str = "") -> CallRow:
        identity = f"{self.contact}\x1f{at.at}\x1f{queue}"
        return CallRow(self.line, identity, self.contact, queue, Direction.IN, customer)

    def _outbound(self, voice: list[_Segment], customer: str) -> Iterator[Event]:
        reached = [s for s in voice if s.purpose in _RESIDENT and s.kind == "interact"]
        row = CallRow(self.line, self.contact, self.contact, "", Direction.OUT, customer)
        if reached:
            yield row.tell(Kind.OUTBOUND_CALL_CONNECTED, reached[0].start)
        else:
            yield row.tell(Kind.ATTEMPT_FAILED, self.began)

    def _visits(
        self, voice: list[_Segment], queued: list[_Segment], customer: str, *, called_back: bool
    ) -> Iterator[Event]:
        """Each queue visit from its entry to its end; without an `acd` participant the conversation is one visit."""
        visits: dict[int, list[_Segment]] = {}
        for segment in sorted(queued, key=_start):
            visits.setdefault(segment.participant, []).append(segment)
        entries = list(visits.values())
        if not entries:
            if not self.direction and not any(s.purpose in _RESIDENT and not s.outbound for s in voice):
                return
            place = next((s.queue for s in voice if s.queue), "")
            entries = [[_Segment("acd", -1, "voice", False, "", self.began, MISSING, place, "", "")]]
        borders = [*(_start(entry[0]) for entry in entries[1:]), 2**62]
        since = 0
        for entry, until in zip(entries, borders, strict=True):
            inside = [s for s in voice if since <= _start(s) < until]
            yield from self._visit(entry, inside, customer, last=until == 2**62, called_back=called_back)
            since = until

    def _visit(
        self, entry: list[_Segment], inside: list[_Segment], customer: str, *, last: bool, called_back: bool
    ) -> Iterator[Event]:
        start = entry[0].start if entry[0].start.at is not None else self.began
        queue = next((segment.queue for segment in entry if segment.queue), "")
        row = self._row(start, customer, queue)
        yield row.tell(Kind.QUEUE_ENTERED, start)
        spoken = [s for s in inside if s.purpose in _PEOPLE and s.kind == "interact" and _after(s, start)]
        left = max((segment.end for segment in entry), key=lambda end: end.at or 0)
        if spoken:
            agent = self.context.pseudonym(spoken[0].user) if self.context.keep_agents else ""
            answer = min((s.start for s in spoken), key=lambda moment: moment.at or 0)
            on_hold = [s for s in inside if s.purpose in _PEOPLE and s.kind == "hold" and _after(s, start)]
            lengths = [between(s.start, s.end) for s in spoken]
            talk = None if None in lengths else sum(filter(None, lengths))
            if talk is not None:
                talk = max(talk - sum(between(s.start, s.end) or 0 for s in on_hold), 0)
            yield row.tell(Kind.ANSWERED, answer, wait_us=between(start, answer), talk_us=talk, agent=agent)
            over = [s for s in inside if s.purpose in _PEOPLE and s.disconnect == "transfer"]
            end = max((s.end for s in spoken), key=lambda moment: moment.at or 0)
            if over:
                yield row.tell(Kind.TRANSFERRED, over[0].end)
            elif self.ended.at is not None and last:
                yield row.tell(Kind.ENDED, self.ended)
            elif end.at is not None:
                yield row.tell(Kind.ENDED, end)
            return
        passed_on = entry[-1].disconnect == "transfer"
        if left.at is None or (passed_on and last and self.ended.at is not None):
            left = self.ended
        if left.at is None or (passed_on and last and self.ended.at is None):
            return
        voicemail = [s for s in inside if s.purpose == "voicemail" and s.start.at is not None]
        if voicemail:
            left, way = voicemail[0].start, "exit=voicemail"
        elif called_back and last:
            way = "exit=callback"
        else:
            way = "exit=overflow" if passed_on and not last else ""
        yield row.tell(Kind.ABANDONED, left, wait_us=between(start, left), detail=way)

    def _callback(self, voice: list[_Segment], back: list[_Segment], customer: str) -> Iterator[Event]:
        """The request for a callback, and whether the resident was reached: an agent who takes it on is no answer."""
        asked = min((segment.start for segment in back), key=lambda moment: moment.at or 2**62)
        asked = self.began if asked.at is None else asked
        row = self._row(asked, customer, next((segment.queue for segment in back if segment.queue), ""))
        yield row.tell(Kind.CALLBACK_REQUESTED, asked)
        dialled = [s for s in voice if s.outbound and _after(s, asked)]
        reached = [s for s in dialled if s.purpose in _RESIDENT and s.kind == "interact"]
        if reached:
            yield row.tell(Kind.CALLBACK_CONNECTED, reached[0].start)
        elif dialled:
            yield row.tell(Kind.ATTEMPT_FAILED, dialled[0].start)


def _start(segment: _Segment) -> int:
    return segment.start.at or 0


def _after(segment: _Segment, moment: Instant) -> bool:
    return segment.start.at is None or segment.start.at >= (moment.at or 0)
