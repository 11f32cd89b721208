"""Where the calendars come from: the profile says the town hall's days, a shipped file the days decreed equal.

Why apart: `charter.norms.calendar` is data that can be stored and compared; this is where it is read. Refuses to
compute equated days: they follow no rule (2026 has no 4 May although 5 May is a Tuesday; domain.md 2.1).
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from charter.norms.calendar import CalendarPeriod, Calendars, ServiceCalendar, StatutoryCalendar
from charter.settings import CalendarSection, HoursSection, Profile


class _Decree(BaseModel):
    """One royal decree; `complete` says that `days` holds every day it equates."""

    model_config = ConfigDict(extra="forbid", strict=True)

    first: date
    last: date
    days: list[date]
    complete: bool
    source: str


class _Decrees(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    decree: list[_Decree]


@cache
def statutory_calendar() -> StatutoryCalendar:
    """The calendar of the Algemene termijnenwet, with the equated days this release knows."""
    text = files("charter.norms").joinpath("calendars", "equated_days.toml").read_text(encoding="utf-8")
    decrees = _Decrees.model_validate(tomllib.loads(text)).decree
    return StatutoryCalendar(
        equated=frozenset(day for decree in decrees for day in decree.days),
        known=tuple((decree.first, decree.last) for decree in decrees if decree.complete),
    )


def calendars_of(profile: Profile) -> Calendars:
    """Both calendars of the municipality that `profile` describes."""
    periods = tuple(_period(section) for section in profile.calendar)
    return Calendars(ServiceCalendar(profile.time_zone, periods), statutory_calendar())


def _period(section: CalendarSection) -> CalendarPeriod:
    return CalendarPeriod(
        valid_from=section.valid_from,
        hours={name: hours for name in HoursSection.model_fields if (hours := getattr(section.hours, name))},
        closed=section.closed,
        early_close=section.early_close,
        good_friday_closed=section.good_friday == "closed",
        may5_before_2024_closed=section.may5_before_2024 == "closed",
        after_hours=section.after_hours,
        end_of_day=section.end_of_day,
    )
