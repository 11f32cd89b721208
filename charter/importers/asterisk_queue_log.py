"""Reads the queue log of Asterisk: the file with pipes, and CSV exports of its database table (phone-formats.md 2).

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
from charter.importers.base import HEAD_SIZE, Head, Implied, OutOfScope, ReadContext, Row, fingerprint
from charter.importers.faults import no_contact, no_time, unknown_event
from charter.importers.text import column_names, decode, delimiter_of, first_line, lines, rows, too_long
from charter.instants import EARLIEST, LATEST, SECOND, Instant, parse
from charter.locale import N_
from charter.problem import Problem


class _Meaning(NamedTuple):
    """What an event of the log says; `wait` and `talk` are the data columns with those seconds, 0 for none."""

    kind: Kind
    wait: int = 0
    talk: int = 0
    detail: str = ""
    opens: bool = False
    closes: bool = False


_BLOCKED = ("JOINEMPTY", "CLOSED", "FULL", "DIVERT_CA_RATIO", "DIVERT_HOLDTIME")
_MEANINGS: dict[str, _Meaning] = {
    "ENTERQUEUE": _Meaning(Kind.QUEUE_ENTERED, opens=True),
    "CONNECT": _Meaning(Kind.ANSWERED, wait=1, opens=True),
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
    title = N_("Asterisk queue log (file, or CSV export of its table)")
    how = N_(
        "Lines with the time in seconds, call, queue, agent and event between pipes; "
        "or a header with time, callid, queuename, agent and event."
    )
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether most lines are piped events, or the header has the columns of the table."""
        text = decode(head.data)
        return _is_piped(text) or _is_table(text)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every line or table row; a restart of the exchange also ends the calls that it cut off."""
        head = decode(stream.read(HEAD_SIZE))
        stream.seek(0)
        yield from _events(_table(stream) if _is_table(head) else lines(stream), context)


def _is_piped(text: str) -> bool:
    beginning = [line for line in text.splitlines()[:50] if line.strip("\0\r ")]
    piped = sum(_PIPED.match(line.lstrip("\0\ufeff")) is not None for line in beginning)
    return piped * 2 > len(beginning)


def _is_table(text: str) -> bool:
    line = first_line(text)
    names = set(column_names(line.split(delimiter_of(line))))
    alternatives = (_TIME_COLUMNS, _CALL_COLUMNS, _QUEUE_COLUMNS, _AGENT_COLUMNS, ("event",))
    return all(names.intersection(columns) for columns in alternatives)


def _events(source: Iterator[tuple[int, str | Problem | OutOfScope | None]], context: ReadContext) -> Iterator[Row]:
    """Tell what each numbered line of the log says; this loop runs millions of times."""
    pseudonym, keep_agents, zone = context.pseudonym, context.keep_agents, context.zone
    meanings, no_call, seconds, identity = _MEANINGS, _NO_CALL, _microseconds, fingerprint
    second, person, nobody = Precision.SECOND, Performer.PERSON, Performer.UNKNOWN
    phone, inwards, no_category = Channel.PHONE, Direction.IN, Category.NONE
    entered, answered = Kind.QUEUE_ENTERED, Kind.ANSWERED
    open_calls: dict[str, str] = {}
    position = EARLIEST
    at: int | None
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
        stamp, call, queue, agent, name = parts[:5]
        meaning = meanings.get(name)
        if meaning is None:
            reason = "outbound" if name.startswith("OUT") else _OUT_OF_SCOPE.get(name)
            if reason is None:
                yield unknown_event(number, name)
                continue
            yield OutOfScope(number, reason)
            if name == "QUEUESTART" and open_calls:
                instant = _instant(stamp, zone) or Instant(None, Precision.MISSING)
                position = max(position, instant.at or position)
                for lost, its_queue in open_calls.items():
                    its_row = fingerprint(f"{line}|{lost}")
                    yield Implied(
                        Event(
                            lost,
                            Kind.LOG_INTERRUPTED,
                            *instant,
                            number,
                            position,
                            its_row,
                            phone,
                            queue=its_queue,
                            direction=inwards,
                        )
                    )
                open_calls.clear()
            continue
        if call in no_call:
            yield no_contact(number)
            continue
        try:
            at, precision = int(stamp) * SECOND, second
        except ValueError:
            at, precision = None, Precision.MISSING
        if at is None or not EARLIEST <= at < LATEST:
            read = _instant(stamp, zone)
            if read is None:
                yield no_time(number, stamp)
                continue
            at, precision = read
        if at is not None and at > position:
            position = at
        if queue == "NONE":
            queue = ""
        kind, wait, talk, detail, opens, closes = meaning
        customer = ""
        if opens:
            open_calls[call] = queue
            if kind is entered:
                if len(parts) > 6:
                    customer = pseudonym(parts[6])
                # Who may guess numbers must not find the caller's in the fingerprint.
                line = f"{stamp}|{call}|{queue}|{name}"
        elif closes:
            open_calls.pop(call, None)
            if len(parts) > 5:
                if name == "EXITWITHKEY":
                    detail = f"exit=key;key={parts[5]}"
                elif parts[5] == "LINK" and name == "ATTENDEDTRANSFER":
                    wait, talk = _LINK.wait, _LINK.talk
        last = len(parts) - 5
        yield Event(
            call,
            kind,
            at,
            precision,
            number,
            position,
            identity(line),
            phone,
            "",
            queue,
            no_category,
            "",
            inwards,
            person if kind is answered else nobody,
            customer,
            pseudonym(agent) if keep_agents and agent != "NONE" else "",
            seconds(parts[4 + wait]) if 0 < wait <= last else None,
            seconds(parts[4 + talk]) if 0 < talk <= last else None,
            detail,
        )


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


def _table(stream: BinaryIO) -> Iterator[tuple[int, str | Problem | OutOfScope]]:
    """Write each row of an exported table as the log file would have had it."""
    places: Mapping[str, int] | None = None
    for number, cells in rows(stream):
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
