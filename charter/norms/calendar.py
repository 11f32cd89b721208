"""Which days count: the town hall's calendar and the law's, as plain dated data and rules for any year.

Why two: a promise counts the days on which the municipality works, a statutory term the days of the Algemene
termijnenwet; they differ on Good Friday, bridge days and days equated by royal decree (domain.md 2.1, 2.2).
Refuses to read files, to ask the time, and to ask a holiday library: their answers flip between releases.
Everything here is frozen, hashable by value and can be pickled. Reasons are msgids of the catalogue.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache

from charter.hours import DAY_SECONDS, AfterHours, EndOfDay, HoursError, Span, WeeklyHours, parse_hours
from charter.locale import N_

__all__ = [
    "DEFAULT",
    "AfterHours",
    "CalendarPeriod",
    "Calendars",
    "EndOfDay",
    "HoursError",
    "ServiceCalendar",
    "StatutoryCalendar",
    "WeeklyHours",
    "easter",
    "parse_hours",
]

DEFAULT = "default"
"""The key of the hours that hold for a channel without its own, and that make a day a working day."""

GOOD_FRIDAY = N_("Good Friday")
LIBERATION_DAY = N_("Liberation Day")
WEEKEND = {5: N_("Saturday"), 6: N_("Sunday")}
_MAY_5_FOR_ALL = 2024
"""From this year on 5 May is a day off for all staff (Cao Gemeenten art. 6.6)."""


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """What the town hall says of its days from `valid_from` on, until the next period takes over.

    `hours` is keyed by a channel's word or `default`, and has `default`. `early_close` holds (month, day): on that
    date of every year no channel is open later, save the round-the-clock ones.
    """

    valid_from: date
    hours: Mapping[str, WeeklyHours]
    closed: frozenset[date] = frozenset()
    early_close: Mapping[tuple[int, int], time] = field(default_factory=dict)
    good_friday_closed: bool = False
    may5_before_2024_closed: bool = False
    after_hours: AfterHours = AfterHours.SAME_DAY
    end_of_day: EndOfDay = EndOfDay.MIDNIGHT

    def __hash__(self) -> int:
        return hash((self.valid_from, tuple(sorted(self.early_close)), tuple(sorted(self.hours)), self.closed))

    def hours_of(self, channel: str) -> WeeklyHours:
        """Weekly hours of `channel`, or the default ones."""
        return self.hours.get(channel, self.hours[DEFAULT])


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    """The days and hours of the town hall. `periods` ascend by `valid_from`; the first also holds for all before it.

    A working day is a day with `default` hours that is not closed: a telephone that is manned round the clock makes
    no Saturday a working day. Closed are the eight Cao days (Cao Gemeenten art. 6.6) by rule, Good Friday and 5 May
    before 2024 as the municipality chose, and its own closing days.
    """

    zone: str
    periods: tuple[CalendarPeriod, ...]

    def period_on(self, day: date) -> CalendarPeriod:
        """Period in force on `day`."""
        return self.periods[max(0, bisect_right(self.periods, day, key=lambda period: period.valid_from) - 1)]

    def closed_days(self, year: int) -> dict[date, str]:
        """Every closed date of `year` that is not closed by its weekday alone, with the reason."""
        closed = {
            day: N_("Closing day of the municipality")
            for period in self.periods
            for day in period.closed
            if day.year == year and self.period_on(day) is period
        }
        for day, name in holidays(year).items():
            period = self.period_on(day)
            if name == GOOD_FRIDAY and not period.good_friday_closed:
                continue
            if name == LIBERATION_DAY and year < _MAY_5_FOR_ALL and not period.may5_before_2024_closed:
                continue
            closed[day] = name
        return closed

    def closure(self, day: date) -> str:
        """Why `day` is no working day (a msgid, the holiday before the weekend), or "" when it is one."""
        name = self.closed_days(day.year).get(day, "")
        if name or self.period_on(day).hours[DEFAULT].on(day.weekday()):
            return name
        return WEEKEND.get(day.weekday(), N_("No opening hours that day"))

    def spans(self, day: date, channel: str) -> tuple[Span, ...]:
        """When `channel` is open on `day`, in wall-clock seconds; a span over midnight belongs to its first day."""
        period = self.period_on(day)
        hours = period.hours_of(channel)
        if hours.always:
            return hours.on(day.weekday())
        if day in self.closed_days(day.year):
            return ()
        latest = period.early_close.get((day.month, day.day))
        limit = 2 * DAY_SECONDS if latest is None else latest.hour * 3600 + latest.minute * 60 + latest.second
        return tuple((start, min(end, limit)) for start, end in hours.on(day.weekday()) if start < limit)


@dataclass(frozen=True, slots=True)
class StatutoryCalendar:
    """The days on which no statutory term ends (Algemene termijnenwet art. 1 and 3).

    `equated` are the days that royal decrees equate with holidays (art. 3 lid 3); `known` the periods, first and last
    day, for which every such day is in `equated`. Article 2 (a term of at least three days holds at least two days
    that are no Saturday, Sunday or holiday) never bites here: every statutory norm runs for weeks.
    """

    equated: frozenset[date]
    known: tuple[tuple[date, date], ...]

    def free_days(self, year: int) -> dict[date, str]:
        """Every recognised or equated holiday of `year`, with its name."""
        equated = {day: N_("Equated day (royal decree)") for day in self.equated if day.year == year}
        return {**equated, **holidays(year)}

    def free(self, day: date) -> str:
        """Why a term does not end on `day` (a msgid, the holiday before the weekend), or "" when it can."""
        return self.free_days(day.year).get(day) or WEEKEND.get(day.weekday(), "")


@dataclass(frozen=True, slots=True)
class Calendars:
    """Both calendars: what norms are counted in."""

    service: ServiceCalendar
    statutory: StatutoryCalendar

    @property
    def zone(self) -> str:
        """The IANA name of the zone in which days begin and end."""
        return self.service.zone


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, in_century = divmod(year, 100)
    leap, in_leap = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * in_leap + 2 * (in_century // 4) - moon - in_century % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> Mapping[date, str]:
    """Holidays of Atw art. 3 lid 1 and 2 by rule; without Good Friday they are the eight Cao days.

    The King's birthday is celebrated on 27 April, on 26 April when that is a Sunday; until 2013 the Queen's on
    30 April, on 29 April when that was a Sunday.
    """
    sunday = easter(year)
    royal = date(year, 4, 27) if year >= 2014 else date(year, 4, 30)
    if royal.weekday() == 6:
        royal -= timedelta(days=1)
    return {
        # Ascension Day can be 5 May (2016, 2157): what stands lower keeps the name, so that day is always closed.
        royal: N_("King's Day") if year >= 2014 else N_("Queen's Day"),
        date(year, 5, 5): LIBERATION_DAY,
        date(year, 1, 1): N_("New Year's Day"),
        sunday - timedelta(days=2): GOOD_FRIDAY,
        sunday + timedelta(days=1): N_("Easter Monday"),
        sunday + timedelta(days=39): N_("Ascension Day"),
        sunday + timedelta(days=50): N_("Whit Monday"),
        date(year, 12, 25): N_("Christmas Day"),
        date(year, 12, 26): N_("Boxing Day"),
    }
