"""What one call detail record of Asterisk says, wherever its columns stand (phone-formats.md 3).

Why: cdr_csv has 16 to 21 columns, cdr_custom whatever its layout says, exports of the table a header. The place of the
three times tells the layouts without a header apart. Refuses to know what the records of a call mean together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from charter.importers.base import ReadContext
from charter.importers.faults import no_contact, no_time
from charter.importers.text import column_names
from charter.instants import MISSING, parse
from charter.problem import Problem

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_UNIQUE_ID = re.compile(r"(?:[^,\s]+-)?[0-9]{9,10}[.,][0-9]+")
_SECONDS = re.compile(r"[0-9]{1,7}(?:[.,][0-9]+)?")
_DISPOSITIONS = frozenset({"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"})
_TO_THE_MINUTE = len("2026-11-16 09:00")
TO_PEOPLE = frozenset({"dial", "queue"})
_NAMED = frozenset(
    ("src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "duration", "billsec", "disposition")
)


class Leg(NamedTuple):
    """One record. Times as written; `began` and `ended` are always there."""

    line: int
    contact: str
    identity: str
    first: bool
    """Whether it is a record of the channel on which the call began."""
    order: int
    caller: str
    called: str
    context: str
    to: str
    app: str
    data: str
    began: str
    answered: str
    ended: str
    duration: float
    talked: float
    disposition: str

    @property
    def by_person(self) -> bool:
        """Whether somebody's telephone answered (phone-formats.md 3)."""
        reached = bool(self.to) and not self.to.startswith("Local/")
        return self.app in TO_PEOPLE and self.disposition == "ANSWERED" and reached

    def at_once(self, began: str) -> bool:
        """Whether it was answered at the moment at which a call that `began` so began, to the second if that is known.

        Of times without seconds the durations tell it.
        """
        return self.answered == began and (len(began) > _TO_THE_MINUTE or self.duration <= self.talked)


class Places:
    """Where the columns stand."""

    def __init__(self) -> None:
        self.named: Mapping[str, int] = {}

    def are_named_by(self, cells: Sequence[str]) -> bool:
        """Whether the cells are a header; its names then hold for all that follow."""
        names = {name: place for place, name in reversed(list(enumerate(column_names(cells))))}
        start = names.get("start", names.get("calldate"))
        if start is None or not names.keys() >= _NAMED | {"uniqueid"}:
            return False
        self.named = names | {"start": start}
        return True

    def find(self, cells: Sequence[str]) -> Mapping[str, str]:
        """The cells by name; nothing when they are no record."""
        if self.named:
            record = {name: cells[place].strip() for name, place in self.named.items() if place < len(cells)}
            return record if len(record) == len(self.named) and record["disposition"] in _DISPOSITIONS else {}
        for start in (9, 8):
            if _is_record(cells, start):
                break
        else:
            start = next((place for place in range(4, len(cells) - 6) if _is_record(cells, place)), 0)
        if not start:
            return {}
        ids = [cell for cell in cells[start + 7 :] if _UNIQUE_ID.fullmatch(cell)]
        return {
            "src": cells[1],
            "dst": cells[2],
            "dcontext": cells[3],
            "channel": cells[start - 4],
            "dstchannel": cells[start - 3],
            "lastapp": cells[start - 2],
            "lastdata": cells[start - 1],
            "start": cells[start],
            "answer": cells[start + 1],
            "end": cells[start + 2],
            "duration": cells[start + 3],
            "billsec": cells[start + 4],
            "disposition": cells[start + 5],
            "uniqueid": ids[0] if ids else "",
            "linkedid": ids[1] if len(ids) > 1 else "",
            "sequence": cells[-1],
        }


def _is_record(cells: Sequence[str], start: int) -> bool:
    if len(cells) < start + 7 or cells[start + 5] not in _DISPOSITIONS:
        return False
    began, answered, ended, duration, talked = cells[start : start + 5]
    times = _TIME.fullmatch(began) and _TIME.fullmatch(ended) and (not answered or _TIME.fullmatch(answered))
    return bool(times and _SECONDS.fullmatch(duration) and _SECONDS.fullmatch(talked))


def leg_of(line: int, record: Mapping[str, str], context: ReadContext) -> Leg | Problem:
    """Read the record on a line, its cells by name, or say what is wrong with it."""
    began, answered, ended = (record.get(name, "").replace("T", " ") for name in ("start", "answer", "end"))
    duration, talked = _number(record["duration"]), _number(record["billsec"])
    start = parse(began, context.zone)
    if not start or start is MISSING or (answered and parse(answered, context.zone) is None):
        return no_time(line, answered if start and start is not MISSING else began)
    ended = ended or _later(began, duration)
    if parse(ended, context.zone) is None:
        return no_time(line, ended)
    if "answer" not in record and record["disposition"] == "ANSWERED":
        answered = _later(began, duration - talked)
    # A spreadsheet that took the id for a number wrote it with the comma of its language.
    unique, linked = (record.get(name, "").replace(",", ".") for name in ("uniqueid", "linkedid"))
    channel = record["channel"]
    contact = linked or unique or (channel and f"{began} {channel.rpartition('-')[2]}")
    if not contact:
        return no_contact(line)
    sequence = record.get("sequence", "")
    legs = "\x1f".join(name.rpartition("-")[2] for name in (channel, record["dstchannel"]))
    app = record["lastapp"].lower()
    return Leg(
        line,
        contact,
        # Names of channels may hold numbers of residents before their last hyphen.
        f"{unique}\x1f{sequence}\x1f{legs}\x1f{app}\x1f{began}\x1f{answered}\x1f{ended}",
        not linked or linked == unique,
        int(sequence) if sequence.isascii() and sequence.isdecimal() and len(sequence) < 12 else 0,
        record["src"],
        record["dst"],
        record["dcontext"],
        record["dstchannel"],
        app,
        record["lastdata"],
        began,
        answered,
        ended,
        duration,
        talked,
        record["disposition"],
    )


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if _SECONDS.fullmatch(text) else 0.0


def _later(began: str, seconds: float) -> str:
    """Write the local time that comes `seconds` after another on the same clock."""
    try:
        later = datetime.fromisoformat(began) + timedelta(seconds=seconds)
        return later.isoformat(" ", "auto" if len(began) > _TO_THE_MINUTE else "minutes")
    except (ValueError, OverflowError):
        return began
