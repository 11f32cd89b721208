"""Reads the channel event log (CEL) of Asterisk, as an export of its table (phone-formats.md 3).

Why: it tells a call channel by channel, so that the exchange's pick-up and a person's differ: a person is another
channel than the caller's that answers and then enters a bridge. The rows of one call are held together until the file
has gone on for a while, for a channel may begin a call of its own and then join another. Refuses rows without a header,
for the columns of such files are anybody's choice.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from charter.contact import Event, Kind, Precision
from charter.errors import UnreadableFile
from charter.importers import resaved, table
from charter.importers.base import Head, OutOfScope, ReadContext, Row
from charter.importers.call_row import CallRow, between, in_order
from charter.importers.faults import no_contact, no_time
from charter.importers.text import column_names
from charter.instants import EARLIEST, LATEST, SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem

_NEEDED = frozenset({"eventtype", "eventtime", "channame", "uniqueid", "linkedid"})
_NO_QUEUE = frozenset({"", "s", "h", "i", "t"})
"""Extensions by which dialplans name steps, not numbers."""
_WINDOW = 5000
"""Rows after which a call is believed to be complete."""


class AsteriskCelReader:
    """The channel event log (CEL) of Asterisk, with a header."""

    id = "asterisk_cel"
    title = N_("Asterisk channel event log (CEL, export of its table)")
    how = N_("A header with eventtype, eventtime, channame, uniqueid and linkedid.")
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the header names the columns that are needed."""
        return next(table.headers(head), frozenset()) >= _NEEDED

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every event of a channel. Raises UnreadableFile without a header."""
        header: list[str] = []
        calls: OrderedDict[str, list[_Step]] = OrderedDict()
        for number, cells in resaved.rows(stream, context.dates):
            if isinstance(cells, Problem):
                yield cells
                continue
            names = column_names(cells)
            if not header:
                if not set(names) >= _NEEDED:
                    raise _no_header()
                header = names
                continue
            if names == header:
                yield OutOfScope(number, "header")
                continue
            step = _step(number, dict(zip(header, (cell.strip() for cell in cells), strict=False)), context)
            if isinstance(step, Problem):
                yield step
                continue
            before = calls.pop(step.channel, []) if step.channel != step.call else []
            calls.setdefault(step.call, []).extend([*before, step])
            calls.move_to_end(step.call)
            while next(iter(calls.values()))[-1].line < number - _WINDOW:
                yield from _call(calls.popitem(last=False)[1], context)
        for steps in calls.values():
            yield from _call(steps, context)


class _Step(NamedTuple):
    """One event of one channel; `channel` and `call` are the ids of the channel and of the one that began the call."""

    line: int
    call: str
    channel: str
    name: str
    what: str
    at: Instant
    caller: str
    called: str
    app: str
    data: str


def _step(line: int, record: Mapping[str, str], context: ReadContext) -> _Step | Problem:
    call, channel = record.get("linkedid", ""), record.get("uniqueid", "")
    if not call or not channel:
        return no_contact(line)
    written = record.get("eventtime", "")
    at = _instant(written, context)
    if at is None:
        return no_time(line, written)
    others = (record.get(name, "") for name in ("cid_num", "exten", "appname", "appdata"))
    return _Step(line, call, channel, record.get("channame", ""), record.get("eventtype", "").upper(), at, *others)


def _instant(written: str, context: ReadContext) -> Instant | None:
    whole, _, fraction = written.partition(".")
    if whole.isascii() and whole.isdecimal() and len(whole) < 12 and (not fraction or fraction.isdecimal()):
        at = int(whole) * SECOND + int(fraction[:6].ljust(6, "0") or 0)
        return Instant(at, Precision.INSTANT) if EARLIEST <= at < LATEST else None
    return parse(written, context.zone) if written else None


def _call(steps: list[_Step], context: ReadContext) -> Iterator[Row]:
    """Tell the events of one call; what only says how the exchange worked is out of scope."""
    events: dict[int, Event] = {}
    call = steps[0].call
    start = next((step for step in steps if step.channel == call and step.what == "CHAN_START"), None)
    if start is None:
        yield from (OutOfScope(step.line, "beginning_not_in_file") for step in steps)
        return
    for event in in_order(_told(steps, start, context)):
        events[event.line] = event
    for step in steps:
        yield events.get(step.line) or OutOfScope(step.line, "channel_detail")


def _told(steps: list[_Step], start: _Step, context: ReadContext) -> Iterator[Event]:
    customer = context.pseudonym(start.caller)

    def row(step: _Step, queue: str) -> CallRow:
        identity = f"{start.call}\x1f{step.channel}\x1f{step.at.at}"
        return CallRow(step.line, identity, start.call, queue, customer=customer)

    mine = [step for step in steps if step.channel == start.call]
    queued = next((step for step in mine if step.what == "APP_START" and step.app.lower() == "queue"), None)
    entry = queued or start
    queue = entry.data.partition(",")[0] if queued else "" if start.called in _NO_QUEUE else start.called
    if queued:
        yield row(start, queue).tell(Kind.CALL_STARTED, start.at)
    yield row(entry, queue).tell(Kind.QUEUE_ENTERED, entry.at)
    bridged = {step.channel for step in steps if step.what == "BRIDGE_ENTER"} - {start.call}
    people = [step for step in steps if step.what == "ANSWER" and step.channel in bridged and _is_phone(step)]
    answer = min(people, key=lambda step: step.at.at or 0, default=None)
    voicemail = next((s for s in mine if s.what == "APP_START" and s.app.lower() == "voicemail"), None)
    end = next((step for step in mine if step.what in ("CHAN_END", "HANGUP")), None)
    if answer:
        agent = context.pseudonym(answer.name.rpartition("-")[0]) if context.keep_agents else ""
        talk = between(answer.at, end.at) if end else None
        wait = between(entry.at, answer.at)
        yield row(answer, queue).tell(Kind.ANSWERED, answer.at, wait_us=wait, talk_us=talk, agent=agent)
        if end:
            yield row(end, queue).tell(Kind.ENDED, end.at)
    elif voicemail:
        wait = between(entry.at, voicemail.at)
        yield row(voicemail, queue).tell(Kind.ABANDONED, voicemail.at, wait_us=wait, detail="exit=voicemail")
    elif end:
        yield row(end, queue).tell(Kind.ABANDONED, end.at, wait_us=between(entry.at, end.at))


def _is_phone(step: _Step) -> bool:
    return not step.name.startswith(("Local/", "Announcer/", "Recorder/"))


def _no_header() -> UnreadableFile:
    return UnreadableFile(
        N_("The channel event log has no header with eventtype, eventtime, channame, uniqueid and linkedid."),
        N_("Export the table cel with its header row."),
    )
