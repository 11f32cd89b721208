"""Working time as a ruler: how much of it lies between two instants, and where a term in days or hours ends.

Why: a million contacts are measured at once, and to the microsecond. Opening hours become UTC spans once per day;
after that everything is integer arithmetic on sorted columns, right by construction at both clock changes
(peers.md 5; style.md 3, trap 6). Refuses floats, judging, and holidays: which days count stands in `calendar`.
A wall-clock edge of opening hours that the spring change skips moves forward by the gap; one that happens twice in
autumn is the first of the two.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from charter.clock import MICROSECONDS
from charter.columns import NO_DAY, NO_TIME, Days, Instants, Ints, Mask
from charter.days import DAY_US, DayTable, date_of, day_number
from charter.hours import DAY_SECONDS, AfterHours, EndOfDay, WeeklyHours
from charter.norms.calendar import DEFAULT, CalendarPeriod, Calendars

__all__ = ["DayTable", "Ruler", "WorkCalendar"]


class Ruler:
    """Open time measured along sorted, disjoint spans `[starts, ends)` of UTC microseconds.

    Every method takes and gives columns of instants; NO_TIME in is NO_TIME out, and NO_TIME is also the answer where
    the spans run out. Open durations are int64 microseconds.
    """

    def __init__(self, starts: Instants, ends: Instants) -> None:
        """Lay the spans; raises ValueError when one is empty or they are not ascending and disjoint."""
        if np.any(ends <= starts) or np.any(starts[1:] <= ends[:-1]):
            raise ValueError("the spans of a ruler must ascend and leave time between them")
        self.starts = starts
        self.ends = ends
        self._laid = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - starts)])

    @classmethod
    def of_spans(cls, starts: Instants, ends: Instants) -> Ruler:
        """The ruler of spans in any order: empty ones are dropped, those that touch or overlap become one."""
        keep = ends > starts
        order = np.argsort(starts[keep], kind="stable")
        starts, reach = starts[keep][order], np.maximum.accumulate(ends[keep][order])
        begins = np.ones(len(starts), np.bool_)
        begins[1:] = starts[1:] > reach[:-1]
        return cls(starts[begins], reach[np.roll(begins, -1)])

    def worked_before(self, at: Instants) -> Instants:
        """Open time before each instant, from the beginning of the ruler."""
        last = self._last_begun(at)
        inside = np.minimum(at, self._edge(self.ends, last)) - self._edge(self.starts, last)
        return np.where(at == NO_TIME, NO_TIME, np.where(last < 0, 0, self._laid[last] + inside))

    def between(self, a: Instants, b: Instants) -> Instants:
        """Open time from `a` to `b`, negative when `b` is the earlier; NO_TIME where either is missing."""
        return np.where((a == NO_TIME) | (b == NO_TIME), NO_TIME, self.worked_before(b) - self.worked_before(a))

    def add(self, at: Instants, open_us: Instants | int) -> Instants:
        """First instant at which `open_us` (at least 0) has been open since `at`.

        Landing exactly on closing time stays there. Zero gives the instant itself when open, else the next opening.
        """
        mark = self.worked_before(at) + open_us
        span = np.searchsorted(self._laid[1:], mark, side="left")
        landed = self._edge(self.ends, span) - (self._edge(self._laid[1:], span) - mark)
        found = np.where(span < len(self.starts), landed, NO_TIME)
        return np.where(at == NO_TIME, NO_TIME, np.where(np.equal(open_us, 0), self.next_open(at), found))

    def subtract(self, at: Instants, open_us: Instants | int) -> Instants:
        """Last instant from which `open_us` (at least 0) is open until `at`.

        Landing exactly on opening time stays there. Zero gives what `previous_open` gives.
        """
        mark = self.worked_before(at) - open_us
        span = np.searchsorted(self._laid, mark, side="right") - 1
        landed = self._edge(self.starts, span) + (mark - self._laid[span])
        found = np.where(mark < 0, NO_TIME, landed)
        return np.where(at == NO_TIME, NO_TIME, np.where(np.equal(open_us, 0), self.previous_open(at), found))

    def is_open(self, at: Instants) -> Mask:
        """Whether each instant is open: the opening instant is, the closing instant is not."""
        last = self._last_begun(at)
        return (last >= 0) & (at < self._edge(self.ends, last))

    def next_open(self, at: Instants) -> Instants:
        """The instant itself when open, else the next opening."""
        following = self._last_begun(at) + 1
        opening = np.where(following < len(self.starts), self._edge(self.starts, following), NO_TIME)
        return np.where(at == NO_TIME, NO_TIME, np.where(self.is_open(at), at, opening))

    def previous_open(self, at: Instants) -> Instants:
        """The instant itself when it closes open time or lies within, else the previous closing."""
        last = np.searchsorted(self.starts, at, side="left") - 1
        return np.where(last < 0, NO_TIME, np.minimum(at, self._edge(self.ends, last)))

    def spans_between(self, a: int, b: int) -> list[tuple[int, int]]:
        """Open spans within [`a`, `b`), cut to it, for explanations."""
        first = int(np.searchsorted(self.ends, a, side="right"))
        last = int(np.searchsorted(self.starts, b, side="left"))
        return [(max(a, int(self.starts[i])), min(b, int(self.ends[i]))) for i in range(first, last)]

    def _last_begun(self, at: Instants) -> Ints:
        return np.searchsorted(self.starts, at, side="right") - 1

    def _edge(self, edges: Instants, span: Ints) -> Instants:
        """`edges[span]`, with any value where there is no such span."""
        if not len(edges):
            return np.zeros(np.shape(span), np.int64)
        return edges[np.clip(span, 0, len(edges) - 1)]


class WorkCalendar:
    """The calendars laid out per day of a DayTable, for columns of day numbers.

    NO_DAY in is NO_DAY, NO_TIME or False out. Days before 1985 or after 2110 count as the first or last of the table.
    """

    def __init__(self, calendars: Calendars) -> None:
        """Lay out `calendars`; raises ValueError when no day at all is a working day."""
        self.calendars = calendars
        self.days = DayTable.of_zone(calendars.zone)
        numbers = self.days.numbers
        periods = calendars.service.periods
        begun = [day_number(period.valid_from) for period in periods]
        self._period = np.maximum(np.searchsorted(begun, numbers, side="right") - 1, 0)
        self._weekday = (numbers + 3) % 7
        years = range(date_of(self.days.first).year, date_of(self.days.last).year + 1)
        self._closed = self._marked([day for year in years for day in calendars.service.closed_days(year)])
        weekly = np.array([[bool(p.hours[DEFAULT].on(weekday)) for weekday in range(7)] for p in periods])
        self._working = _Steps(weekly[self._period, self._weekday] & ~self._closed, self.days)
        holidays = self._marked([day for year in years for day in calendars.statutory.free_days(year)])
        self._statutory = _Steps((self._weekday < 5) & ~holidays, self.days)
        self._known = np.zeros(len(numbers), np.bool_)
        for first, last in calendars.statutory.known:
            self._known |= (numbers >= day_number(first)) & (numbers <= day_number(last))
        self._defers = self._chosen([period.after_hours is AfterHours.NEXT_WORKING_DAY for period in periods])
        self._closing = self._chosen([period.end_of_day is EndOfDay.CLOSING for period in periods])
        self._rulers: dict[str, Ruler] = {}
        self._edges: dict[str, tuple[Instants, Instants]] = {}

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, calendars: Calendars) -> WorkCalendar:
        """The layout of `calendars`, made once for calendars that are equal."""
        return cls(calendars)

    def ruler(self, channel: str) -> Ruler:
        """The opening hours of `channel` (its word), from 1985 to 2110."""
        key = self._key(channel)
        if key not in self._rulers:
            _, opens, closes = self._spans(key)
            self._rulers[key] = Ruler.of_spans(self.days.instant(opens), self.days.instant(closes))
        return self._rulers[key]

    def is_working(self, day: Days) -> Mask:
        """Whether each day counts for terms in working days."""
        return self._working.holds(day)

    def next_working_day(self, day: Days) -> Days:
        """The day itself when it is a working day, else the first one after it."""
        return self._working.step(day, 0)

    def add_working_days(self, day: Days, n: Ints | int) -> Days:
        """The `n`-th working day after each day, which is not counted; backwards for a negative `n`.

        Zero gives the day itself when it is a working day, else the next one.
        """
        return self._working.step(day, n)

    def working_days_between(self, a: Days, b: Days) -> Ints:
        """Number of working days after `a` up to and including `b`; negative when `b` is the earlier."""
        return self._working.through(b) - self._working.through(a)

    def roll_working(self, day: Days) -> Days:
        """The end of a term that ends on `day`, moved on to a working day where it is none."""
        return self.next_working_day(day)

    def roll_statutory(self, day: Days) -> Days:
        """The end of a statutory term that ends nominally on `day` (Atw art. 1 lid 1)."""
        return self._statutory.step(day, 0)

    def statutory_known(self, day: Days) -> Mask:
        """Whether every equated day around each day is known; if not, the term is provisional."""
        return np.where(day == NO_DAY, False, self._known[self.days.index(day)])

    def after_hours_defers(self, day: Days) -> Mask:
        """Whether what arrives after closing on each day counts as received on the next working day."""
        return np.where(day == NO_DAY, False, self._defers[self.days.index(day)])

    def ends_at_closing(self, day: Days) -> Mask:
        """Whether a term that ends on each day ends at closing time rather than at midnight."""
        return np.where(day == NO_DAY, False, self._closing[self.days.index(day)])

    def opening(self, day: Days, channel: str) -> Instants:
        """First opening of `channel` on each day; else the default hours' opening, else the start of the day."""
        return np.where(day == NO_DAY, NO_TIME, self._edges_of(channel)[0][self.days.index(day)])

    def closing(self, day: Days, channel: str) -> Instants:
        """Last closing of `channel` on each day; else the default hours' closing, else the end of the day."""
        return np.where(day == NO_DAY, NO_TIME, self._edges_of(channel)[1][self.days.index(day)])

    def closure_name(self, day: int) -> str:
        """Why `day` is no working day (a msgid), or ""."""
        return self.calendars.service.closure(date_of(day))

    def statutory_name(self, day: int) -> str:
        """Why no statutory term ends on `day` (a msgid), or ""."""
        return self.calendars.statutory.free(date_of(day))

    def _key(self, channel: str) -> str:
        return channel if any(channel in period.hours for period in self.calendars.service.periods) else DEFAULT

    def _marked(self, dates: list[date]) -> Mask:
        marked = np.zeros(len(self.days), np.bool_)
        numbers = np.array([day_number(day) for day in dates], np.int64) - self.days.first
        marked[numbers] = True
        return marked

    def _chosen(self, choices: list[bool]) -> Mask:
        return np.array(choices)[self._period]

    def _spans(self, channel: str) -> tuple[Ints, Instants, Instants]:
        """Position of the day, opening and closing on the wall (microseconds) of every span of `channel`."""
        where: list[Ints] = []
        opens: list[Instants] = []
        closes: list[Instants] = []
        for position, period in enumerate(self.calendars.service.periods):
            hours = period.hours_of(channel)
            limit = self._latest(period, hours)
            usable = (self._period == position) & (hours.always | ~self._closed)
            for weekday in range(7):
                days = np.flatnonzero(usable & (self._weekday == weekday))
                midnight = (days + self.days.first) * DAY_US
                for start, end in hours.on(weekday):
                    open_at_all = start < limit[days]
                    where.append(days[open_at_all])
                    opens.append((midnight + start * MICROSECONDS)[open_at_all])
                    closes.append((midnight + np.minimum(end, limit[days]) * MICROSECONDS)[open_at_all])
        none = [np.empty(0, np.int64)]
        return np.concatenate(where or none), np.concatenate(opens or none), np.concatenate(closes or none)

    def _latest(self, period: CalendarPeriod, hours: WeeklyHours) -> npt.NDArray[np.int64]:
        """The wall-clock second at which early closing ends each day."""
        limit = np.full(len(self.days), 2 * DAY_SECONDS, np.int64)
        if hours.always or not period.early_close:
            return limit
        dates = self.days.numbers.astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        month = months.astype(np.int64) % 12 + 1
        month_day = (dates - months).astype(np.int64) + 1
        for (in_month, on_day), latest in period.early_close.items():
            seconds = latest.hour * 3600 + latest.minute * 60 + latest.second
            limit[(month == in_month) & (month_day == on_day)] = seconds
        return limit

    def _edges_of(self, channel: str) -> tuple[Instants, Instants]:
        key = self._key(channel)
        if key not in self._edges:
            opening, closing = (np.full(len(self.days), NO_TIME, np.int64) for _ in range(2))
            for hours in dict.fromkeys((key, DEFAULT)):
                where, opens, closes = self._spans(hours)
                first, last = _extremes(where, opens, closes, len(self.days))
                opening = np.where(opening == NO_TIME, first, opening)
                closing = np.where(closing == NO_TIME, last, closing)
            midnight = self.days.numbers.astype(np.int64) * DAY_US
            self._edges[key] = (
                self.days.instant(np.where(opening == NO_TIME, midnight, opening)),
                self.days.instant(np.where(closing == NO_TIME, midnight + DAY_US, closing)),
            )
        return self._edges[key]


class _Steps:
    """Days of a certain kind within a DayTable, and steps from one to another."""

    def __init__(self, holds: Mask, days: DayTable) -> None:
        if not holds.any():
            raise ValueError("no day of this calendar counts")
        self._holds = holds
        self._days = days
        self._before = np.concatenate([np.zeros(1, np.int64), np.cumsum(holds)])
        self._numbers = days.numbers[holds]

    def holds(self, day: Days) -> Mask:
        return np.where(day == NO_DAY, False, self._holds[self._days.index(day)])

    def before(self, day: Days) -> Ints:
        return self._before[self._days.index(day)]

    def through(self, day: Days) -> Ints:
        return self._before[self._days.index(day) + 1]

    def step(self, day: Days, n: Ints | int) -> Days:
        position = np.where(np.greater(n, 0), self.through(day) - 1, self.before(day)) + n
        found = self._numbers[np.clip(position, 0, len(self._numbers) - 1)]
        return np.where(day == NO_DAY, NO_DAY, found).astype(np.int32)


def _extremes(where: Ints, opens: Instants, closes: Instants, length: int) -> tuple[Instants, Instants]:
    """The first opening and the last closing per day; NO_TIME for a day without spans."""
    latest = np.iinfo(np.int64).max
    first, last = np.full(length, latest, np.int64), np.full(length, NO_TIME, np.int64)
    np.minimum.at(first, where, opens)
    np.maximum.at(last, where, closes)
    return np.where(first == latest, NO_TIME, first), last
