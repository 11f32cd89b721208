"""Other people's answers: some 400 cases of business-time libraries against our ruler and working days.

The cases stand beside some checkouts and are never part of the project; the ids below are those on which we differ,
each with our reason.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from charter.days import DAY_US, day_number
from charter.hours import DAY_SECONDS, WEEKDAYS, Span, WeeklyHours
from charter.norms.calendar import CalendarPeriod, Calendars, ServiceCalendar, StatutoryCalendar
from charter.norms.ruler import Ruler, WorkCalendar

BOUNDARY = "a limit that is used up exactly at closing ends at closing, not at the next opening (contract.md 6)"
HALF_OPEN = "the closing instant is outside: who arrives then is too late (contract.md 6)"
DIFFERS = {
    "biz-012": "a term in days ends on a day; it is not moved into opening hours",
    "biz-015": "a term in days ends on a day; it is not moved into opening hours",
    "business_time-037": "the first day is day 0 and is not counted (design.md 4, decision 2)",
    "glpi-007": "closing time as the end of a day is a choice of the judge, not of the count",
    "glpi-012": "closed hours never count in opening hours",
    "moment-business-time-006": HALF_OPEN,
    "otobo-033": "an end before its start is negative, so that the judge can call it undetermined",
    "pandas-001": BOUNDARY,
    "pandas-056": BOUNDARY,
    "pandas-058": BOUNDARY,
    "pandas-062": BOUNDARY,
    "pandas-079": BOUNDARY,
    "pandas-080": BOUNDARY,
    "pandas-081": BOUNDARY,
    "pandas-095": BOUNDARY,
    "pandas-128": HALF_OPEN,
    "working_hours-005": "a closed day of receipt is day 0 all the same; it is not moved first (W24)",
    "working_hours-006": "a closed day of receipt is day 0 all the same; it is not moved first (W24)",
    "working_hours-011": "0 working days from a closed day ends with the next working day (contract.md 6)",
    "working_hours-031": "nothing is rounded before it is compared (design.md 4, decision 1)",
    "working_hours-109": "open time is real time: that Sunday has 25 hours (design.md 4, decision 3)",
}
UNIT_US = {"seconds": 10**6, "minutes": 60 * 10**6, "hours": 3600 * 10**6, "days": DAY_US}
YEARS = range(1985, 2060)


@dataclass(frozen=True, slots=True)
class BareCalendar(ServiceCalendar):
    """A town hall that knows no Cao days, only the closing days it names."""

    def closed_days(self, year: int) -> dict[date, str]:
        return {day: "closed" for day in self.periods[0].closed if day.year == year}


def spans_of(text: str) -> list[Span]:
    spans = []
    for piece in filter(None, text.split(",")):
        start, end = (
            sum(int(part) * size for part, size in zip(clock.split(":"), (3600, 60, 1), strict=False))
            for clock in piece.removesuffix("+1").split("-")
        )
        spans.append((start, end + DAY_SECONDS * piece.endswith("+1")))
    return spans


def without(spans: list[Span], taken: Span) -> list[Span]:
    return [
        (start, end)
        for span in spans
        for start, end in ((span[0], min(span[1], taken[0])), (max(span[0], taken[1]), span[1]))
        if start < end
    ]


def calendars_of(row: dict[str, str]) -> Calendars:
    named = dict(part.split("=") for part in row["hours"].split(";"))
    week = [spans_of(named.get(name, "")) for name in WEEKDAYS]
    closed = set()
    for text in filter(None, row["holidays"].split(";")):
        years = YEARS if text.startswith("*") else [int(text[:4])]
        closed |= {date(year, int(text[-5:-3]), int(text[-2:])) for year in years}
    special: dict[date, list[Span]] = {}
    for text in filter(None, row["overrides"].split(";")):
        how, what = text.split(":", 1)
        day, hours = date.fromisoformat(what[:10]), spans_of(what[11:])
        if how == "replace":
            special[day] = hours
        else:
            for span in hours:
                special[day] = without(special.get(day, week[day.weekday()]), span)
    starts = {date(1985, 1, 1): week}
    for day, spans in special.items():
        starts[day] = [spans] * 7
        starts.setdefault(day + timedelta(days=1), week)
    periods = tuple(
        CalendarPeriod(day, {"default": WeeklyHours(tuple(map(tuple, starts[day])))}, closed=frozenset(closed))
        for day in sorted(starts)
    )
    return Calendars(BareCalendar(row["time_zone"], periods), StatutoryCalendar(frozenset(), ()))


def instant(text: str) -> int:
    return (datetime.fromisoformat(text) - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(
        microseconds=1
    )


def computed(row: dict[str, str]) -> int | bool | Decimal:
    """What we say to the question of `row`."""
    work = WorkCalendar.of(calendars_of(row))
    ruler: Ruler = work.ruler("default")
    at = np.array([instant(row["start"])])
    day = work.days.day_of(at)
    unit = UNIT_US.get(row["unit"], 1)
    match row["operation"]:
        case "between":
            return Decimal(int(ruler.between(at, np.array([instant(row["arg"])]))[0])) / unit
        case "between_trunc":
            return Decimal(int(Decimal(int(ruler.between(at, np.array([instant(row["arg"])]))[0])) / unit))
        case "add":
            return int(ruler.add(at, int(Decimal(row["arg"]) * unit))[0])
        case "subtract":
            return int(ruler.subtract(at, int(Decimal(row["arg"]) * unit))[0])
        case "add_working_days":
            landed = work.add_working_days(day, int(row["arg"])).astype(np.int64)
            clock = datetime.fromisoformat(row["start"]).astimezone(ZoneInfo(row["time_zone"]))
            since_midnight = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 10**6 + clock.microsecond
            return int(work.days.instant(landed * DAY_US + since_midnight)[0])
        case "between_working_dates":
            other = work.days.day_of(np.array([instant(row["arg"])]))
            return Decimal(int(work.working_days_between(day, other)[0]))
        case "next_open":
            return int(ruler.next_open(at)[0])
        case "prev_open":
            return int(ruler.previous_open(at)[0])
        case "opening_after":
            return int(ruler.starts[np.searchsorted(ruler.starts, at[0], side="right")])
        case "closing":
            return int(ruler.ends[np.searchsorted(ruler.ends, at[0], side="right")])
        case "is_open":
            return bool(ruler.is_open(at)[0])
        case "is_working_date":
            return bool(work.is_working(day)[0])
    raise AssertionError(row["operation"])


def expected(row: dict[str, str]) -> int | bool | Decimal:
    text = row["expected"]
    if text in ("true", "false"):
        return text == "true"
    return instant(text) if "T" in text else Decimal(text)


def rows(shared: Path) -> list[dict[str, str]]:
    found = []
    for path in sorted((shared / "samples" / "worktime").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += csv.DictReader(lines)
    return found


def test_every_case_agrees_or_is_listed_with_a_reason(shared):
    cases = rows(shared)
    assert len(cases) > 400
    differing = {row["case_id"] for row in cases if computed(row) != expected(row)}
    assert differing == set(DIFFERS)


@pytest.mark.parametrize("day", [date(1985, 1, 1), date(2059, 12, 31)])
def test_the_years_of_the_cases_lie_within_the_table(day):
    assert WorkCalendar.of(
        Calendars(
            BareCalendar("UTC", (CalendarPeriod(day, {"default": WeeklyHours((((0, 3600),),) * 7)}),)),
            StatutoryCalendar(frozenset(), ()),
        )
    ).is_working(np.array([day_number(day)], np.int32))[0]
