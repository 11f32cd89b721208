"""Local days of a time zone as numbers: which day an instant falls on, and when a day begins and ends.

Why: a term in days is counted on the residents' calendar, and a million instants must be placed on it at once.
Refuses to guess: a local time that happens twice is the first of the two, one that the spring change skips moves
forward by the gap, and both are only used for the edges of days and opening hours, never for what a source wrote.
Days are int32 counted from 1970-01-01, instants int64 UTC microseconds; NO_DAY and NO_TIME stay what they are.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from charter.clock import MICROSECONDS
from charter.columns import NO_DAY, NO_TIME, Days, Instants, Ints

DAY_US = 86_400 * MICROSECONDS
FIRST_DAY = date(1985, 1, 1)
LAST_DAY = date(2110, 12, 31)
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days from 1970-01-01 to `day`."""
    return day.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """Date of day number `day`; raises ValueError outside the years 1 to 9999."""
    return date.fromordinal(day + _EPOCH)


class DayTable:
    """The days of one zone from 1985 to 2110; an earlier or later day counts as the first or last of them.

    Exact in any zone whose clock changes are farther apart than a day, those at midnight included: a day begins at
    the first instant that carries its date.
    """

    def __init__(self, zone: str) -> None:
        """Read the clock changes of `zone`; raises ZoneInfoNotFoundError when there is no such zone."""
        self.zone = zone
        self.first = day_number(FIRST_DAY)
        self.last = day_number(LAST_DAY)
        self._changes, self._offsets = _clock_changes(ZoneInfo(zone))
        self._wall_changes = self._changes + np.maximum(self._offsets[:-1], self._offsets[1:])
        self._starts = self.instant(np.arange(self.first, self.last + 2, dtype=np.int64) * DAY_US)

    @classmethod
    @cache
    def of_zone(cls, zone: str) -> DayTable:
        """The table of `zone`, made once."""
        return cls(zone)

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def numbers(self) -> Days:
        """Every day of the table, ascending."""
        return np.arange(self.first, self.last + 1, dtype=np.int32)

    def instant(self, wall: Instants) -> Instants:
        """Instants at which the clock on the wall shows `wall`, microseconds since 1970 as if local time were UTC."""
        return wall - self._offsets[np.searchsorted(self._wall_changes, wall, side="right")]

    def wall(self, at: Instants) -> Instants:
        """What the clock on the wall shows at each instant: microseconds since 1970 as if local time were UTC."""
        return at + self._offsets[np.searchsorted(self._changes, at, side="right")]

    def day_of(self, at: Instants) -> Days:
        """Local day of each instant."""
        return np.where(at == NO_TIME, NO_DAY, self.wall(at) // DAY_US).astype(np.int32)

    def start(self, day: Days) -> Instants:
        """First instant of each day."""
        return np.where(day == NO_DAY, NO_TIME, self._starts[self.index(day)])

    def end(self, day: Days) -> Instants:
        """First instant after each day, which is where the next begins."""
        return np.where(day == NO_DAY, NO_TIME, self._starts[self.index(day) + 1])

    def index(self, day: Days) -> Ints:
        """Positions of `day` in a column that holds one value per day of the table."""
        return np.clip(np.asarray(day, np.int64) - self.first, 0, len(self) - 1)


def _clock_changes(zone: ZoneInfo) -> tuple[Instants, Instants]:
    """Instants at which the offset from UTC changes, and the offsets: one more than there are changes."""

    def offset(second: int) -> int:
        found = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
        return (found or timedelta()) // timedelta(seconds=1)

    first, last = day_number(FIRST_DAY) - 2, day_number(LAST_DAY) + 2
    changes: list[int] = []
    offsets = [offset(first * 86_400)]
    for day in range(first + 1, last):
        after = offset(day * 86_400)
        if after == offsets[-1]:
            continue
        early, late = (day - 1) * 86_400, day * 86_400
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (middle, late) if offset(middle) == offsets[-1] else (early, middle)
        changes.append(late)
        offsets.append(after)
    return np.array(changes, np.int64) * MICROSECONDS, np.array(offsets, np.int64) * MICROSECONDS
