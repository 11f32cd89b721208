"""Reads the queue log of Asterisk: the file with pipes, and exports of its database table (phone-formats.md 2).

Why: it is the one telephone log that keeps both the moment of queueing and the moment a person answered. A row of an
export is first written as the file would have had it, so that one loop knows the meaning of the events and the same
row has the same fingerprint in either form. File order rules, because the clocks of exchanges jump.
Refuses to keep names of callers and to guess at events that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from charter.contact import Category, Channel, Direction, Event, Kind, Performer, Precision
from charter.errors import UnreadableFile
from charter.importers import resaved, sheet
from charter.importers.base import HEAD_SIZE, Head, Implied, OutOfScope, ReadContext, Row, fingerprint
from charter.importers.faults import no_contact, no_time, unknown_event
from charter.importers.table_times import Order
from charter.importers.text import column_names, decode, delimiter_of, first_line, lines, too_long
from charter.instants import EARLIEST, LATEST, SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem


class _Meaning(NamedTuple):
    """What an event of the log says.

    `caller` is the data column with the caller's number, `wait` and `talk` those with such seconds; 0 for none.
    """

    kind: Kind
    performer: Performer = Performer.UNKNOWN
    opens: bool = False
    closes: bool = False
    caller: int = 0
    wait: int = 0
    talk: int = 0
    detail: str = ""


_BLOCKED = ("JOINEMPTY", "CLOSED", "FULL", "DIVERT_CA_RATIO", "DIVERT_HOLDTIME")
_MEANINGS: dict[str, _Meaning] = {
    "ENTERQUEUE": _Meaning(Kind.QUEUE_ENTERED, caller=2, opens=True),
    "CONNECT": _Meaning(Kind.ANSWERED, Performer.PERSON, wait=1, opens=True),
    "COMPLETECALLER": _Meaning(Kind.ENDED, wait=1, talk=2, closes=True),
    "COMPLETEAGENT": _Meaning(Kind.ENDED, wait=1, talk=2, closes=True),
    "ABANDON": _Meaning(Kind.ABANDONED, wait=3, closes=True),
    "EXITWITHTIMEOUT": _Meaning(Kind.ABANDONED, wait=3, detail="exit=timeout", closes=True),
    "EXITEMPTY": _Meaning(Kind.ABANDONED, wait=3, detail="exit=empty", closes=True),
    "EXITWITHKEY": _Meaning(Kind.ABANDONED, wait=4, detail="exit=key", closes=True),
    "WITHDRAW": _Meaning(Kind.ABANDONED, wait=3, detail="exit=withdrawn", closes=True),
    "AGENTDUMP": _Meaning(Kind.ABANDONED, detail="exit=dumped", closes=True),
    "SYSCOMPAT": _Meaning(Kind.ABANDONED, detail="exit=dumped", closes=True),
    "BLINDTRANSFER": _Meaning(Kind.TRANSFERRED, wait=3, talk=4, closes=True),
    "ATTENDEDTRANSFER": _Meaning(Kind.TRANSFERRED, wait=3, talk=4, closes=True),
    "TRANSFER": _Meaning(Kind.TRANSFERRED, wait=3, talk=4, closes=True),
    "RINGNOANSWER": _Meaning(Kind.RANG_UNANSWERED),
    "RINGCANCELED": _Meaning(Kind.RANG_UNANSWERED),
    **{word: _Meaning(Kind.PLAYED_CLOSED_MESSAGE, detail=f"blocked={word}") for word in _BLOCKED},
}
_LINK = _Meaning(Kind.TRANSFERRED, wait=4, talk=5, closes=True)
"""An attended transfer by LINK names two channels, so that the seconds shift one column."""

_OUT_OF_SCOPE: dict[str, str] = {
    **dict.fromkeys(("ADDMEMBER", "REMOVEMEMBER", "PENALTY", "RINGINUSE"), "queue_member"),
    **dict.fromkeys(("PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL", "WRAPUPSTART"), "agent_state"),
    **dict.fromkeys(("AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF"), "agent_state"),
    **dict.fromkeys(("CONFIGRELOAD", "QUEUESTART", "ROTATE"), "exchange"),
    **dict.fromkeys(("DID", "INFO", "CALLSTATUS", "HEARTBEAT"), "dialplan_remark"),
}
_SAYS_MORE = frozenset({"EXITWITHKEY", "ATTENDEDTRANSFER"})
_PHONE, _IN, _NO_CATEGORY, _SECONDS = Channel.PHONE, Direction.IN, Category.NONE, Precision.SECOND
_NO_CALL = frozenset({"", "NONE", "REALTIME", "MANAGER"})

_PIPED = re.compile(r"[0-9]{9,10}\|[^|]*\|[^|]*\|[^|]*\|[A-Z_]+(?:\||$)")
_TIME_COLUMNS = ("date_time", "timestamp", "time")
"""In this order: PBXware has the epoch in `date_time` and local time in `time`."""
_CALL_COLUMNS = ("callid", "call_id")
_QUEUE_COLUMNS = ("queuename", "queue_name", "queue")
_AGENT_COLUMNS = ("agent", "type")


class AsteriskQueueLogReader:
    """The queue log of Asterisk and of the exchanges built on it."""

    id = "asterisk_queue_log"
    title = N_("Asterisk queue log (file, or export of its table)")
    how = N_(
        "Lines with the time in seconds, call, queue, agent and event between pipes; "
        "or a header with time, callid, queuename, agent and event."
    )
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether most lines are piped events, or the header has the columns of the table."""
        return _is_piped(decode(head.data)) or _is_table(head)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every line or table row; a restart of the exchange also ends the calls that it cut off."""
        head = stream.read(HEAD_SIZE)
        stream.seek(0)
        is_table = head.startswith((sheet.MAGIC, sheet.OLD_OR_LOCKED)) or _is_table(Head("", head))
        yield from _Log(context).read(_table(stream, context.dates) if is_table else lines(stream))


def _is_piped(text: str) -> bool:
    beginning = [line for line in text.splitlines()[:50] if line.strip("\0\r ")]
    piped = sum(_PIPED.match(line.lstrip("\0\ufeff")) is not None for line in beginning)
    return piped * 2 > len(beginning)


def _is_table(head: Head) -> bool:
    line = first_line(decode(head.data))
    names = set(column_names(head.sheet_rows[0] if head.sheet_rows else line.split(delimiter_of(line))))
    alternatives = (_TIME_COLUMNS, _CALL_COLUMNS, _QUEUE_COLUMNS, _AGENT_COLUMNS, ("event",))
    return all(names.intersection(columns) for columns in alternatives)


class _Log:
    """A log being read: how far its clock came, and which calls it has not seen the end of, with their queues."""

    def __init__(self, context: ReadContext) -> None:
        self.pseudonym, self.keep_agents, self.zone = context.pseudonym, context.keep_agents, context.zone
        self.position = EARLIEST
        self.open_calls: dict[str, str] = {}

    def read(self, source: Iterator[tuple[int, str | Problem | OutOfScope | None]]) -> Iterator[Row]:
        """Tell what each numbered line says; this loop runs millions of times."""
        meanings, tell = _MEANINGS, self._tell
        for number, line in source:
            if not isinstance(line, str):
                yield line or too_long(number)
                continue
            line = line.rstrip("| \t")
            parts = line.split("|")
            if len(parts) < 5:
                if line:
                    yield _no_row(number)
                continue
            name = parts[4]
            meaning = meanings.get(name)
            if meaning is not None:
                yield tell(number, line, parts, meaning)
                continue
            yield _beside_calls(number, name)
            if name == "QUEUESTART":
                yield from self._cut_off(number, line, parts[0])

    def _tell(self, number: int, line: str, parts: list[str], meaning: _Meaning) -> Event | Problem:
        """Say what happened to a call, in the order of the file; `line` without the caller is its fingerprint."""
        stamp, call, queue, agent, name = parts[:5]
        if call in _NO_CALL:
            return no_contact(number)
        instant = _when(stamp, self.zone)
        if instant is None:
            return no_time(number, stamp)
        at, precision = instant
        position = self.position
        if at is not None and at > position:
            self.position = position = at
        if queue == "NONE":
            queue = ""
        last = len(parts) - 5
        kind, performer, opens, closes, caller, wait, talk, detail = meaning
        if opens:
            self.open_calls[call] = queue
        elif closes:
            self.open_calls.pop(call, None)
            if name in _SAYS_MORE and last > 0:
                *_, wait, talk, detail = _ended(name, parts[5], meaning)
        customer = ""
        if caller:
            if caller <= last:
                customer = self.pseudonym(parts[4 + caller])
            # Who may guess numbers must not find the caller's in the fingerprint.
            line = f"{stamp}|{call}|{queue}|{name}"
        return Event(
            call, kind, at, precision, number, position, fingerprint(line), _PHONE, "", queue, _NO_CATEGORY, "", _IN,
            performer, customer,
            self.pseudonym(agent) if self.keep_agents and agent != "NONE" else "",
            _microseconds(parts[4 + wait]) if 0 < wait <= last else None,
            _microseconds(parts[4 + talk]) if 0 < talk <= last else None,
            detail,
        )  # fmt: skip

    def _cut_off(self, number: int, line: str, stamp: str) -> Iterator[Implied]:
        """End the calls that were going on when the exchange began anew (contract.md 5)."""
        if not self.open_calls:
            return
        instant = _instant(stamp, self.zone) or Instant(None, Precision.MISSING)
        self.position = max(self.position, instant.at or self.position)
        for call, queue in self.open_calls.items():
            row = fingerprint(f"{line}|{call}")
            yield Implied(
                Event(
                    call, Kind.LOG_INTERRUPTED, *instant, number, self.position, row, _PHONE, queue=queue, direction=_IN
                )
            )
        self.open_calls.clear()


def _beside_calls(number: int, name: str) -> OutOfScope | Problem:
    """What an event is that says nothing of a call in a queue."""
    reason = "outbound" if name.startswith("OUT") else _OUT_OF_SCOPE.get(name)
    return unknown_event(number, name) if reason is None else OutOfScope(number, reason)


def _ended(name: str, first: str, meaning: _Meaning) -> _Meaning:
    """What the end of a call says besides: the key that the caller chose, or a transfer by LINK."""
    if name == "EXITWITHKEY":
        return meaning._replace(detail=f"exit=key;key={first}")
    return _LINK if first == "LINK" and name == "ATTENDEDTRANSFER" else meaning


def _when(stamp: str, zone: ZoneInfo) -> tuple[int | None, Precision] | None:
    """The instant of a line; nearly every one has whole seconds."""
    try:
        at = int(stamp) * SECOND
    except ValueError:
        return _instant(stamp, zone)
    return (at, _SECONDS) if EARLIEST <= at < LATEST else _instant(stamp, zone)


@lru_cache(maxsize=8192)
def _microseconds(seconds: str) -> int | None:
    """Turn the log's seconds into microseconds; None for what is no number of seconds."""
    if seconds.isascii() and seconds.isdecimal() and len(seconds) <= 9:
        return int(seconds) * SECOND
    return None


def _instant(stamp: str, zone: ZoneInfo) -> Instant | None:
    """Read seconds since 1970 (with or without a fraction) or a local time; None when it is neither."""
    whole, _, fraction = stamp.strip().partition(".")
    if whole.isascii() and whole.isdecimal() and len(whole) <= 10 and (not fraction or fraction.isdecimal()):
        at = int(whole) * SECOND + int(fraction[:6].ljust(6, "0") or 0)
        precision = Precision.INSTANT if fraction else Precision.SECOND
        return Instant(at, precision) if EARLIEST <= at < LATEST else None
    return parse(stamp, zone)


def _table(stream: BinaryIO, dates: Order) -> Iterator[tuple[int, str | Problem | OutOfScope]]:
    """Write each row of an exported table as the log file would have had it."""
    places: Mapping[str, int] | None = None
    for number, cells in resaved.rows(stream, dates):
        if isinstance(cells, Problem):
            yield number, cells
            continue
        if places is None:
            places = {name: place for place, name in reversed(list(enumerate(column_names(cells))))}
            written = _by_pbxware if "htime" in places else _by_asterisk
            columns = [
                next((places[name] for name in names if name in places), -1)
                for names in (_TIME_COLUMNS, _CALL_COLUMNS, _QUEUE_COLUMNS, _AGENT_COLUMNS, ("event",))
            ]
            if -1 in columns:
                raise UnreadableFile(
                    N_("The queue log has no header with time, callid, queuename, agent and event."),
                    N_("Export the table queue_log with its header row."),
                )
            header = cells
            continue
        if cells == header:
            yield number, OutOfScope(number, "header")
            continue
        row = {name: _clean(cells[place]) for name, place in places.items() if place < len(cells)}
        first = [_clean(cells[place]) if place < len(cells) else "" for place in columns]
        if any(row.values()):
            yield number, "|".join((*first, *written(first[-1], row)))


def _clean(cell: str) -> str:
    cell = cell.strip()
    return "" if cell in ("NULL", "\\N") else cell.replace("\n", " ")


def _by_asterisk(_name: str, row: Mapping[str, str]) -> list[str]:
    """Give the data columns; an old table has them in one column `data`, with its pipes inside."""
    if "data" in row:
        return [row["data"]]
    first = "data1" if "data1" in row else "param1"
    stem = first.removesuffix("1")
    return [row.get(f"{stem}{place}", "").replace("|", "_") for place in range(1, 6)]


def _by_pbxware(name: str, row: Mapping[str, str]) -> list[str]:
    """Give the data columns in Asterisk's order: PBXware keeps waiting and talking time in columns of their own."""
    caller, second, third, entered_at, left_at, wait, talk = (
        row.get(column, "").replace("|", "_")
        for column in ("param1", "param2", "param3", "entpos", "expos", "htime", "ttime")
    )
    match name:
        case "ENTERQUEUE":
            return ["", caller, entered_at]
        case "CONNECT":
            return [wait, second, third]
        case "COMPLETECALLER" | "COMPLETEAGENT":
            return [wait, talk, entered_at]
        case "ABANDON" | "EXITWITHTIMEOUT" | "EXITEMPTY" | "WITHDRAW":
            return [left_at, entered_at, wait]
        case "EXITWITHKEY":
            return [second, left_at, entered_at, wait]
        case "BLINDTRANSFER" | "TRANSFER":
            return [second, third, wait, talk, entered_at]
        case "ATTENDEDTRANSFER":
            return ["BRIDGE", second, wait, talk, entered_at]
        case "RINGNOANSWER" | "RINGCANCELED":
            return [wait]
        case _:
            return [caller, second, third, wait, talk]


def _no_row(line: int) -> Problem:
    return Problem(
        "not_a_row",
        line,
        N_("The line has fewer than five parts between pipes."),
        N_("This is no line of a queue log, or it was cut off. The other lines were read."),
    )
