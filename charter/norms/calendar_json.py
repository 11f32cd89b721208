"""Calendars as plain JSON values and back, without loss: the calendars that judge are kept in the store.

Why: a verdict of years ago must be judged again with the calendars of then (contract.md 2). Refuses to be read by
people: the profile is where a municipality writes its calendar.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

from charter.norms.calendar import (
    AfterHours,
    CalendarPeriod,
    Calendars,
    EndOfDay,
    ServiceCalendar,
    StatutoryCalendar,
    WeeklyHours,
)

Json = dict[str, Any]


def to_json(calendars: Calendars) -> Json:
    """Spell both calendars in values that `json` can write; equal calendars give equal values."""
    service, statutory = calendars.service, calendars.statutory
    return {
        "zone": service.zone,
        "periods": [_period_to_json(period) for period in service.periods],
        "equated": sorted(day.isoformat() for day in statutory.equated),
        "known": [[first.isoformat(), last.isoformat()] for first, last in statutory.known],
    }


def from_json(values: Json) -> Calendars:
    """Read what `to_json` wrote; raises KeyError, TypeError or ValueError on anything else."""
    return Calendars(
        ServiceCalendar(values["zone"], tuple(_period_from_json(period) for period in values["periods"])),
        StatutoryCalendar(
            frozenset(date.fromisoformat(day) for day in values["equated"]),
            tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in values["known"]),
        ),
    )


def _period_to_json(period: CalendarPeriod) -> Json:
    return {
        "valid_from": period.valid_from.isoformat(),
        "hours": {
            channel: {"week": [[list(span) for span in day] for day in hours.week], "always": hours.always}
            for channel, hours in period.hours.items()
        },
        "closed": sorted(day.isoformat() for day in period.closed),
        "early_close": [[*day, closing.isoformat()] for day, closing in sorted(period.early_close.items())],
        "good_friday_closed": period.good_friday_closed,
        "may5_before_2024_closed": period.may5_before_2024_closed,
        "after_hours": period.after_hours.value,
        "end_of_day": period.end_of_day.value,
    }


def _period_from_json(values: Json) -> CalendarPeriod:
    return CalendarPeriod(
        valid_from=date.fromisoformat(values["valid_from"]),
        hours={
            channel: WeeklyHours(
                tuple(tuple((start, end) for start, end in day) for day in hours["week"]), hours["always"]
            )
            for channel, hours in values["hours"].items()
        },
        closed=frozenset(date.fromisoformat(day) for day in values["closed"]),
        early_close={(month, day): time.fromisoformat(closing) for month, day, closing in values["early_close"]},
        good_friday_closed=values["good_friday_closed"],
        may5_before_2024_closed=values["may5_before_2024_closed"],
        after_hours=AfterHours(values["after_hours"]),
        end_of_day=EndOfDay(values["end_of_day"]),
    )
