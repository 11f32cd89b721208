"""Times and durations as spreadsheets and reports write them: 9-11-2026 10:05, 46335.42, 0:02:23, 1794820200.

Why: outside logs, nobody writes ISO 8601. Year-first dates, months in words, day numbers of a spreadsheet and seconds
since 1970 are each known by their look. Refuses to guess between 9 November and September 11: the order of a column is
decided by all of it (`Orders`), or said by a person. Two-digit years are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from charter.contact import Precision
from charter.importers import sheet
from charter.instants import EARLIEST, LATEST, MISSING, SECOND, Instant, parse

Order = Literal["auto", "day_first", "month_first"]
Unit = Literal["s", "ms", "min", "day", "m:ss", "h:mm"]
UNITS: tuple[Unit, ...] = get_args(Unit)
TWO_PARTS: tuple[Unit, ...] = ("m:ss", "h:mm")
"""The units of durations such as 2:23."""

_NUMBER = re.compile(r"[0-9]{1,17}(?:[.,][0-9]{1,25})?(?:[eE]-[0-9]{1,2})?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4})")
_MONTH_NAMED = re.compile(r"(?:[A-Za-z]{2,9}\.?,? )?([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
_CLOCK = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,12}))?)?"
    r" ?([AaPp])?(?:\.?[Mm]\.?)? ?(Z|UTC|GMT|CET|CEST|[+-][0-9]{2}:?[0-9]{2})?"
)
_CLOCK_AFTER = re.compile(r"(?:T|, ?| +)(?=[0-9]{1,2}:[0-9]{2})")
_NO_DAY = re.compile(r"(?:1899-12-3[01]|1900-01-0[01])T(.+)")
"""How a spreadsheet writes a time of day that it took for a date."""
_DURATION = re.compile(
    r"(?:([0-9]{1,3}) days?, )?([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,6})[0-9]*)?)?"
)
_ZONES = {"Z": "Z", "UTC": "Z", "GMT": "Z", "CET": "+01:00", "CEST": "+02:00"}
_MONTHS = {
    name: month
    for month, names in enumerate(
        ("jan", "feb", "mar mrt maa", "apr", "may mei", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec"), 1
    )
    for name in names.split()
}
_EPOCHS = ((SECOND, 1), (1000, 1000), (1, SECOND))
"""Microseconds in a unit of an epoch: seconds, milliseconds, microseconds; their believable ranges do not meet."""
_FACTORS: dict[str, int] = {"s": SECOND, "ms": 1000, "min": 60 * SECOND, "day": 86_400 * SECOND}


class Orders:
    """What all dates of a column allow: day first, month first, both or neither."""

    def __init__(self) -> None:
        self.seen = False
        """Whether there is a date at all that two readings could give different days."""
        self.example = ""
        """The first such date."""
        self._day_first = self._month_first = True

    def look(self, text: str) -> None:
        """Take one written date, or date and time, into account."""
        found = _YEAR_LAST.match(text)
        if found is None:
            return
        first, second = int(found[1]), int(found[3])
        if first == second or min(first, second) > 12 or max(first, second) > 31:
            return  # one reading, or none at all
        self.example = self.example or text
        self.seen = True
        self._day_first &= second <= 12
        self._month_first &= first <= 12

    @property
    def decided(self) -> Order | None:
        """The one order that reads every date; None when both do, or neither does."""
        if not self.seen:
            return "day_first"
        if self._day_first == self._month_first:
            return None
        return "day_first" if self._day_first else "month_first"

    @property
    def mixed(self) -> bool:
        """Whether some dates can only be day first and others only month first."""
        return self.seen and not self._day_first and not self._month_first


def moment(cells: Sequence[str], order: Order, zone: ZoneInfo) -> Instant | None:
    """Read one cell with a date and time, or two with the date and the time of day; None when they are no time.

    Empty cells are an instant that is not known. A spreadsheet's whole day number is a day; `auto` counts as day first.
    """
    if len(cells) == 2:
        return _of_two(cells[0], cells[1], order, zone)
    text = cells[0]
    found = parse(text, zone)
    if found is not None:
        return found
    if _NUMBER.fullmatch(text):
        return _of_number(text, zone)
    written = _apart(text, order)
    return parse(written, zone) if written else None


def year_first(text: str, order: Order) -> str:
    """The ISO spelling of a date, perhaps with a time of day behind it; the text itself when it is none."""
    return _apart(text, order) or text


def _of_two(date: str, clock: str, order: Order, zone: ZoneInfo) -> Instant | None:
    if not date:
        return None if clock else MISSING
    day = _day(date, order)
    if day is None:
        return None
    if not clock:
        return parse(day, zone)
    time = _time_of_day(clock)
    return parse(f"{day}T{time}", zone) if time else None


def _of_number(text: str, zone: ZoneInfo) -> Instant | None:
    """A spreadsheet's day number, a day as 20261109, or an epoch."""
    day = _day(text, "auto")
    if day is not None:
        serial = sheet.serial_date(text.replace(",", "."))
        whole = serial == text or serial.endswith("T00:00:00")
        return parse(day if whole else serial, zone)
    value = float(text.replace(",", "."))
    for micros, per_second in _EPOCHS:
        if EARLIEST <= value * micros < LATEST:
            exact = per_second > 1 or not text.isdecimal()
            return Instant(round(value * micros), Precision.INSTANT if exact else Precision.SECOND)
    return None


@lru_cache(maxsize=4096)
def _apart(text: str, order: Order) -> str:
    """The ISO spelling of a date and perhaps a time of day in one cell; empty when it is none."""
    split = _CLOCK_AFTER.search(text)
    day = _day(text[: split.start()] if split else text, order)
    if day is None:
        return ""
    if split is None:
        return day
    time = _time_of_day(text[split.end() :])
    return f"{day}T{time}" if time else ""


@lru_cache(maxsize=4096)
def _day(text: str, order: Order) -> str | None:
    """The day as YYYY-MM-DD; a time of midnight behind it, as workbooks write it, is left out."""
    text = text.removesuffix("T00:00:00").removesuffix(" 00:00:00").removesuffix(" 00:00").strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, dash, month, day = found.groups()
        if not dash and len(text) != 8:
            return None
    elif found := _YEAR_LAST.fullmatch(text):
        first, _, second, year = found.groups()
        day, month = (second, first) if order == "month_first" else (first, second)
    elif found := _MONTH_NAMED.fullmatch(text):
        day, name, year = found.groups()
        month = str(_MONTHS.get(name[:3].lower(), 0))
    elif _NUMBER.fullmatch(text):
        serial = sheet.serial_date(text.replace(",", "."))
        return serial[:10] if serial != text and "-" in serial else None
    else:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


@lru_cache(maxsize=4096)
def _time_of_day(text: str) -> str | None:
    """The time of day, with an offset if it has one, as ISO 8601 writes it; a fraction of a day counts too."""
    if found := _NO_DAY.fullmatch(text):
        text = found[1]
    if found := _CLOCK.fullmatch(text):
        hour, minute, second, fraction, half, zone = found.groups()
        hours = int(hour)
        if half:
            if not 1 <= hours <= 12:
                return None
            hours = hours % 12 + (12 if half in "pP" else 0)
        clock = f"{hours:02}:{minute}" + (f":{second}" if second else "") + (f".{fraction}" if fraction else "")
        return clock + _ZONES.get(zone or "", zone or "")
    if _NUMBER.fullmatch(text) and (share := float(text.replace(",", "."))) < 1:
        seconds = round(share * 86_400)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" if seconds < 86_400 else None
    return None


@lru_cache(maxsize=4096)
def duration(text: str, unit: Unit) -> int | None:
    """Read a duration as microseconds; None when it is none, or when its parts could be two things.

    `h:mm:ss` explains itself; two parts, such as 2:23, need the unit `m:ss` or `h:mm`; a bare number needs one of the
    other units. A decimal comma is a decimal point.
    """
    if found := _DURATION.fullmatch(_NO_DAY.sub(r"\1", text)):
        days, first, second, third, fraction = found.groups()
        if third is not None:
            seconds = int(first) * 3600 + int(second) * 60 + int(third)
        elif unit == "m:ss":
            seconds = int(first) * 60 + int(second)
        elif unit == "h:mm":
            seconds = int(first) * 3600 + int(second) * 60
        else:
            return None
        return (int(days or 0) * 86_400 + seconds) * SECOND + int((fraction or "0").ljust(6, "0"))
    factor = _FACTORS.get(unit)
    if factor is None or not _NUMBER.fullmatch(text):
        return None
    exact = float(text.replace(",", ".")) * factor
    return round(exact / SECOND) * SECOND if unit == "day" else round(exact)
