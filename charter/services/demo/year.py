"""The demo's days: on which the town hall is open, how busy each is, and what the wall clock says.

They begin on New Year's day, 13 months or more ago, so that a director can compare years, and end on the morning of the
last day, at 08:00, when the team lead looks. Refuses to judge: this is the world
that the logs come from; the program counts with the calendar of the demo's profile, which says the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from charter.norms.calendar import GOOD_FRIDAY, easter, holidays

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
HOUR = 3600
MORNING = 8 * HOUR
WEEKDAYS = (1.35, 1.05, 0.95, 1.0, 0.8, 0.22, 0.2)


def bridge_day(year: int) -> date:
    """Find the Friday after Ascension Day, on which this town hall is closed."""
    return easter(year) + 40 * DAY


def closed_days(year: int) -> set[date]:
    """List the days on which this town hall is closed: the eight of the Cao Gemeenten and the bridge day."""
    return {day for day, name in holidays(year).items() if name != GOOD_FRIDAY} | {bridge_day(year)}


class Year:
    """This calendar year and the one before, up to 08:00 on `until`, a local date; three early in the year."""

    def __init__(self, until: date) -> None:
        self.until = until
        self.first = date((until - 396 * DAY).year, 1, 1)
        self.end = midnight(until) + MORNING
        length = (until - self.first).days
        self.days = tuple(self.first + n * DAY for n in range(length + 1))
        around = (self.first - 90 * DAY + n * DAY for n in range(length + 335))
        closed = set[date]().union(*(closed_days(year) for year in range(self.first.year - 1, until.year + 2)))
        self._open = tuple(day for day in around if day.weekday() < 5 and day not in closed)
        self.open_days = tuple(day for day in self._open if self.first <= day <= until)
        self.outage = next(day for day in reversed(self.open_days) if day.weekday() == 1 and until - day > 100 * DAY)

    def is_open(self, day: date) -> bool:
        """Whether the town hall works on `day`."""
        return self.workday(day, 0) == day

    def workday(self, day: date, n: int) -> date:
        """Find the `n`th working day after `day`; for 0 the last working day up to and including `day`."""
        return self._open[bisect_right(self._open, day) - 1 + n]

    def progress(self, day: date) -> float:
        """Say how much of the time has gone by on `day`, 0 to 1."""
        return (day - self.first).days / (self.until - self.first).days

    def closes(self, day: date) -> int:
        """Say when the town hall closes on `day`, in seconds of the wall clock; early before Christmas and New Year."""
        return (15 if (day.month, day.day) in ((12, 24), (12, 31)) else 17) * HOUR

    def crowd(self, day: date) -> float:
        """Say how busy `day` is; an ordinary working day is 1."""
        busy = WEEKDAYS[day.weekday()]
        if not self.is_open(day):
            return min(busy, 0.22)
        if not self.is_open(day - (3 if day.weekday() == 0 else 1) * DAY):
            busy *= 1.3  # the first day after a holiday
        if day.month in (7, 8):
            busy *= 0.8
        if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 3):
            busy *= 0.65
        return busy

    def growing(self, day: date) -> float:
        """Say how busy `day` is on the digital channels, which residents use more and more."""
        return self.crowd(day) * (0.7 + 0.6 * self.progress(day))

    def rush(self, day: date) -> float:
        """Say how many more residents want a passport: before the summer holidays three times as many."""
        return {4: 1.3, 5: 2.2, 6: 3.0, 7: 1.4}.get(day.month, 1.0)

    def office(self, day: date, rng: Random) -> int:
        """Pick a moment in office hours of `day`, in seconds since 1970."""
        return midnight(day) + int(rng.triangular(8.6 * HOUR, self.closes(day) - 0.1 * HOUR, 10.5 * HOUR))


def pick(rng: Random, n: int, days: Sequence[date], weight: Callable[[date], float]) -> list[date]:
    """Pick `n` of `days`, the heavier ones more often, in order of time."""
    return sorted(rng.choices(days, [weight(day) for day in days], k=n))


@lru_cache(maxsize=1024)
def midnight(day: date) -> int:
    """Seconds since 1970 such that adding the wall clock's seconds gives the instant, from 03:00 on.

    On the two days of a clock change the hours before 03:00 are off by that hour; they exist all the same.
    """
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=ZONE).timestamp()) - 12 * HOUR


def local(at: int) -> datetime:
    """Show seconds since 1970 on the town's wall clock, with its offset."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZONE)
