"""Periods as the command line and the reports spell them: 2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46, D..D.

Refuses to know today: "this month" is `month_of(day)` of a day that somebody else gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from charter.columns import NO_DAY, Days, Mask

_EPOCH = date(1970, 1, 1)
_SPELLING = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|T(?P<third>[1-3])|W(?P<week>\d{2})|(?P<month>\d{2})))?", re.ASCII
)
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """The local days `first` up to and including `last`; `label` is the spelling."""

    first: date
    last: date
    label: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period spelled `text`; raises ValueError when it is none."""
        if days := _DAYS.fullmatch(text):
            first, last = (date.fromisoformat(part) for part in days.groups())
            if last < first:
                raise ValueError(text)
            return cls(first, last, text)
        found = _SPELLING.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year = int(found["year"])
        if found["week"]:
            return cls(
                date.fromisocalendar(year, int(found["week"]), 1),
                date.fromisocalendar(year, int(found["week"]), 7),
                text,
            )
        if found["month"]:
            return cls._months(year, int(found["month"]), 1, text)
        if found["quarter"]:
            return cls._months(year, 3 * int(found["quarter"]) - 2, 3, text)
        if found["third"]:
            return cls._months(year, 4 * int(found["third"]) - 3, 4, text)
        return cls._months(year, 1, 12, text)

    @classmethod
    def month_of(cls, day: date) -> Period:
        """The calendar month in which `day` lies."""
        return cls._months(day.year, day.month, 1, f"{day.year:04}-{day.month:02}")

    @classmethod
    def _months(cls, year: int, month: int, count: int, label: str) -> Period:
        first = date(year, month, 1)
        after = month - 1 + count
        return cls(first, date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1), label)

    def covers(self, days: Days) -> Mask:
        """Which local days lie in the period; the undated lie in none."""
        inside = (days >= (self.first - _EPOCH).days) & (days <= (self.last - _EPOCH).days)
        return np.logical_and(inside, days != NO_DAY)


def years(days: Days) -> tuple[Days, list[str]]:
    """For each day the position of its year in the list of labels; the undated have the empty label."""
    return _labelled(days, "datetime64[Y]", str)


def months(days: Days) -> tuple[Days, list[str]]:
    """For each day the position of its month in the list of labels; the undated have the empty label."""
    return _labelled(days, "datetime64[M]", str)


def weeks(days: Days) -> tuple[Days, list[str]]:
    """For each day the position of its ISO week in the list of labels; the undated have the empty label."""
    mondays = np.where(days == NO_DAY, NO_DAY, days - (days + 3) % 7).astype(np.int32)

    def label(monday: np.datetime64) -> str:
        year, week, _day = date.fromisoformat(str(monday)).isocalendar()
        return f"{year:04}-W{week:02}"

    return _labelled(mondays, "datetime64[D]", label)


def _labelled(days: Days, unit: str, label: object) -> tuple[Days, list[str]]:
    assert callable(label)  # noqa: S101 - narrows the type
    dated = days != NO_DAY
    found = np.where(dated, days, 0).astype("datetime64[D]").astype(unit)
    values, position = np.unique(found[dated], return_inverse=True)
    positions = np.zeros(len(days), np.int32)
    positions[dated] = position + 1
    return positions, ["", *(label(value) for value in values)]
