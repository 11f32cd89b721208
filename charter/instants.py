"""Reads an instant as a source wrote it, and how exactly it is known (contract.md 2).

Why: one place knows what a written time means, so that every reader gives the same answer. ISO 8601 only: 09-11-2026
is not read, because it is November to one exporter and September to another; the remedy is to export ISO dates.
Refuses to repair: a local time that a clock change skipped or doubled is said to be so, never shifted (design.md 4).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from charter.contact import Precision

SECOND = 1_000_000
FIRST_YEAR, LAST_YEAR = 1990, 2099
EARLIEST = int(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp()) * SECOND
LATEST = int(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC).timestamp()) * SECOND
"""Half-open bounds of a believable instant, UTC microseconds."""

_DAY_S = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_WRITTEN = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]+))?)?"
    r" ?([Zz]|[+-][0-9]{2}(?::?[0-5][0-9])?)?)?"
)


class Instant(NamedTuple):
    """`at` in UTC microseconds since 1970, None where the precision has no instant; a day is its local midnight."""

    at: int | None
    precision: Precision

    def later(self, microseconds: int | None) -> Instant:
        """So much later; MISSING where nobody knows how much."""
        if microseconds is None:
            return MISSING
        return self if self.at is None else Instant(self.at + microseconds, self.precision)


MISSING = Instant(None, Precision.MISSING)
_AMBIGUOUS = Instant(None, Precision.AMBIGUOUS)
_NONEXISTENT = Instant(None, Precision.NONEXISTENT)


def parse(text: str, zone: ZoneInfo) -> Instant | None:
    """Read the instant that `text` writes; None when it is no time between 1990 and 2099.

    With an offset the offset rules, whatever the zone says; without one it is local time of `zone`. Fractions of a
    second are cut after six digits. Empty text is an instant that is not known (MISSING), not a fault.
    """
    found = _WRITTEN.fullmatch(text) or _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None if text.strip() else MISSING
    day, hour, minute, second, fraction, offset = found.groups()
    midnight = _utc_midnight(day)
    if midnight is None:
        return None
    if hour is None:
        return Instant(_local_midnight(day, zone), Precision.DAY)
    clock = int(hour) * 3600 + int(minute) * 60
    precision = Precision.MINUTE
    micros = 0
    if second is not None:
        clock += int(second)
        precision = Precision.SECOND
        if fraction is not None:
            micros = int(fraction[:6].ljust(6, "0"))
            precision = Precision.INSTANT
    if offset is not None:
        shift = _offset(offset)
        if shift is None:
            return None
    else:
        shift = _offset_all_day(day, zone)
        if shift is None:
            known = _offset_on_change(day, int(hour), int(minute), zone)
            if isinstance(known, Instant):
                return known
            shift = known
    return Instant((midnight + clock - shift) * SECOND + micros, precision)


@lru_cache(maxsize=4096)
def _utc_midnight(day: str) -> int | None:
    """Seconds since 1970 of the day's midnight in UTC; None for a day that no calendar has."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return (found.toordinal() - _EPOCH) * _DAY_S


@lru_cache(maxsize=256)
def _offset(text: str) -> int | None:
    """Seconds east of UTC of `Z`, `+01`, `+0100` or `+01:00`; None beyond the 14 hours that the world uses."""
    if text in "Zz":
        return 0
    seconds = int(text[1:3]) * 3600 + int(text[3:].lstrip(":") or 0) * 60
    if seconds > 14 * 3600:
        return None
    return -seconds if text[0] == "-" else seconds


def _seconds_east(local: datetime) -> int:
    offset = local.utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


@lru_cache(maxsize=4096)
def _local_midnight(day: str, zone: ZoneInfo) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=zone).timestamp()) * SECOND


@lru_cache(maxsize=4096)
def _offset_all_day(day: str, zone: ZoneInfo) -> int | None:
    """Seconds east of UTC during the whole local day; None when the clock changes in it."""
    start = datetime.fromisoformat(day).replace(tzinfo=zone)
    end = start + timedelta(days=1)
    offsets = {_seconds_east(moment.replace(fold=fold)) for moment in (start, end) for fold in (0, 1)}
    return offsets.pop() if len(offsets) == 1 else None


@lru_cache(maxsize=4096)
def _offset_on_change(day: str, hour: int, minute: int, zone: ZoneInfo) -> int | Instant:
    """Seconds east of UTC at a local minute of a day on which the clock changes, or why there is no such instant."""
    local = datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=zone)
    first, second = _seconds_east(local), _seconds_east(local.replace(fold=1))
    if first == second:
        return first
    return _AMBIGUOUS if first > second else _NONEXISTENT
