"""The closed days of a year as a list that somebody can confirm, and the days that Charter proposes to close.

Why: the eight days of the Cao follow from rules, the other days are choices that no rule knows (domain.md 2.2). A
proposal is only a list: it counts when somebody confirms it. Refuses to decide on Good Friday, and on any bridge day.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from functools import cache
from itertools import count

from charter.locale import N_
from charter.norms.calendar import GOOD_FRIDAY, LIBERATION_DAY, easter, holidays

_DAY = timedelta(days=1)
_MAY_5_FOR_ALL = 2024
_SATURDAY = 5
CHRISTMAS_EVE, NEW_YEARS_EVE = (12, 24), (12, 31)
MONTHS_AHEAD = 14
"""So far the first run looks ahead."""


class Ground(Enum):
    """Why a day is in the list; the value is a msgid."""

    CAO = N_("Cao")
    OWN = N_("own choice")
    BRIDGE = N_("bridge day")


class Hall(Enum):
    """How the town hall is on a day."""

    OPEN = "open"
    CLOSED = "closed"
    EARLY = "early"
    ASKED = "asked"
    """Somebody must still say."""


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day that stands out: `name` is a msgid, `until` when it closes early. A `fixed` one is closed by the Cao."""

    day: date
    name: str
    hall: Hall
    ground: Ground
    until: time | None = None

    @property
    def fixed(self) -> bool:
        """Whether nobody chooses here."""
        return self.ground is Ground.CAO


@dataclass(frozen=True, slots=True)
class Choices:
    """What a municipality chose: own closed days, early closing by (month, day), Good Friday; None: not yet asked.

    `decided` are years of which somebody said that these are all its own closed days.
    """

    closed: frozenset[date] = frozenset()
    early: Mapping[tuple[int, int], time] | None = None
    good_friday_closed: bool | None = None
    may5_before_2024_closed: bool = False
    decided: frozenset[int] = frozenset()


def listed(first: date, last: date, choices: Choices) -> list[ListedDay]:
    """Every day from `first` to `last` that is closed, closes early or is asked about, in order of date.

    A holiday in a weekend is left out: the weekend says enough.
    """
    found: dict[date, ListedDay] = {}
    for year in range(first.year, last.year + 1):
        for (month, number), until in (choices.early or {}).items():
            day = _on(year, month, number)
            if day is not None and day.weekday() < _SATURDAY:
                found[day] = ListedDay(day, _name(day), Hall.EARLY, Ground.OWN, until)
        for day in choices.closed:
            if day.year == year:
                found[day] = ListedDay(day, _name(day), Hall.CLOSED, _ground(day))
        for day, name in holidays(year).items():
            if day.weekday() < _SATURDAY:
                found[day] = _holiday(day, name, choices)
    return [found[day] for day in sorted(found) if first <= day <= last]


def proposed(year: int) -> list[ListedDay]:
    """The bridge days of a year: working days between a holiday and a weekend. Somebody must choose each."""
    return [ListedDay(day, _name(day), Hall.ASKED, Ground.BRIDGE) for day in _bridges(year)]


def ascension_bridge(first: date, last: date) -> list[date]:
    """The Fridays after Ascension Day from `first` to `last`, the bridge day that is closed most often."""
    fridays = (_ascension(year) + _DAY for year in range(first.year, last.year + 1))
    return [day for day in fridays if first <= day <= last]


def ahead(today: date) -> tuple[date, date]:
    """The days that the first run asks about: fourteen months from today."""
    year, month = divmod(today.year * 12 + today.month - 1 + MONTHS_AHEAD, 12)
    return today, date(year, month + 1, 1) - _DAY


def decided_through(first: date, last: date) -> list[int]:
    """The years of which nothing is left to decide for who answered for every day from `first` to `last`."""
    return [year for year in range(first.year, last.year + 1) if date(year, 12, 31) <= last]


def unknown_from(choices: Choices, today: date) -> int:
    """The first year, from that of `today` on, without an own closed day and of which nobody decided."""
    known = _known(choices)
    return next(year for year in count(today.year) if year not in known)


def unknown_is_last(choices: Choices, year: int) -> bool:
    """Whether no year after `year` is known either."""
    return all(known < year for known in _known(choices))


def _known(choices: Choices) -> set[int]:
    return {day.year for day in choices.closed} | choices.decided


def _holiday(day: date, name: str, choices: Choices) -> ListedDay:
    if name == GOOD_FRIDAY:
        hall = Hall.ASKED
        if choices.good_friday_closed is not None:
            hall = Hall.CLOSED if choices.good_friday_closed else Hall.OPEN
        return ListedDay(day, name, hall, Ground.OWN)
    if name == LIBERATION_DAY and day.year < _MAY_5_FOR_ALL:
        return ListedDay(day, name, Hall.CLOSED if choices.may5_before_2024_closed else Hall.OPEN, Ground.OWN)
    return ListedDay(day, name, Hall.CLOSED, Ground.CAO)


def _name(day: date) -> str:
    if (day.month, day.day) == CHRISTMAS_EVE:
        return N_("Christmas Eve")
    if (day.month, day.day) == NEW_YEARS_EVE:
        return N_("New Year's Eve")
    if day == _ascension(day.year) + _DAY:
        return N_("Day after Ascension Day")
    return N_("Bridge day") if _ground(day) is Ground.BRIDGE else N_("Own closing day")


def _ground(day: date) -> Ground:
    return Ground.BRIDGE if day in _bridges(day.year) else Ground.OWN


@cache
def _bridges(year: int) -> tuple[date, ...]:
    off = {day for day, name in holidays(year).items() if name != GOOD_FRIDAY}
    off |= {date(year - 1, 12, 26), date(year + 1, 1, 1)}
    every = (date(year, 1, 1) + timedelta(days=n) for n in range(365 + isleap(year)))
    return tuple(
        day
        for day in every
        if day not in off and ((day.weekday() == 4 and day - _DAY in off) or (day.weekday() == 0 and day + _DAY in off))
    )


def _ascension(year: int) -> date:
    return easter(year) + 39 * _DAY


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 29 February
        return None
