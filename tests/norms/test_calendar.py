"""Closed days by rule, the municipality's own choices, and the days of the law."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, time

import holidays
import pytest

from charter.hours import parse_hours
from charter.norms.calendar import (
    AfterHours,
    CalendarPeriod,
    Calendars,
    EndOfDay,
    ServiceCalendar,
    StatutoryCalendar,
    easter,
)

PERIOD = CalendarPeriod(
    date(2011, 3, 1),
    {
        "default": parse_hours("mon-fri 08:30-17:00"),
        "counter": parse_hours("mon-fri 09:00-12:30 13:00-16:00, thu -20:00"),
        "phone": parse_hours("24x7"),
    },
    closed=frozenset({date(2026, 5, 15)}),
    early_close={(12, 24): time(15), (12, 31): time(12, 45)},
)
TOWN_HALL = ServiceCalendar("Europe/Amsterdam", (PERIOD,))
LAW = StatutoryCalendar(frozenset({date(2026, 5, 15)}), ((date(2026, 1, 1), date(2028, 12, 31)),))
HOUR = 3600


def changed(**choices):
    return ServiceCalendar("Europe/Amsterdam", (replace(PERIOD, **choices),))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-09", ""),
        ("2026-11-14", "Saturday"),
        ("2026-11-15", "Sunday"),
        ("2026-01-01", "New Year's Day"),
        ("2026-04-03", ""),
        ("2026-04-06", "Easter Monday"),
        ("2026-04-27", "King's Day"),
        ("2013-04-30", "Queen's Day"),
        ("2026-05-05", "Liberation Day"),
        ("2023-05-05", ""),
        ("2026-05-14", "Ascension Day"),
        ("2026-05-15", "Closing day of the municipality"),
        ("2026-05-25", "Whit Monday"),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", "Boxing Day"),
        ("2026-12-24", ""),
    ],
)
def test_a_closed_day_says_why(day, reason):
    assert TOWN_HALL.closure(date.fromisoformat(day)) == reason


@pytest.mark.parametrize("year", [2014, 2025, 2031])
def test_kings_day_on_a_sunday_is_celebrated_on_saturday_and_monday_is_ordinary(year):
    assert TOWN_HALL.closure(date(year, 4, 26)) == "King's Day"
    assert TOWN_HALL.closure(date(year, 4, 27)) == "Sunday"
    assert TOWN_HALL.closure(date(year, 4, 28)) == ""


def test_queens_day_on_a_sunday_was_celebrated_on_saturday():
    assert TOWN_HALL.closure(date(2006, 4, 29)) == "Queen's Day"
    assert TOWN_HALL.closure(date(2006, 4, 30)) == "Sunday"


def test_good_friday_and_the_fifth_of_may_follow_the_choice_of_the_municipality():
    assert changed(good_friday_closed=True).closure(date(2026, 4, 3)) == "Good Friday"
    assert changed(may5_before_2024_closed=True).closure(date(2023, 5, 5)) == "Liberation Day"


def test_ascension_day_on_the_fifth_of_may_is_closed_whatever_was_chosen_for_the_fifth():
    assert TOWN_HALL.closure(date(2016, 5, 5)) == "Ascension Day"


def test_a_weekday_without_default_hours_is_no_working_day_though_the_telephone_is_manned():
    part_time = changed(hours={"default": parse_hours("mon-thu 09:00-17:00"), "phone": parse_hours("24x7")})
    assert part_time.closure(date(2026, 11, 13)) == "No opening hours that day"


def test_a_later_period_takes_over_on_its_first_day_and_the_first_holds_for_all_before():
    later = replace(PERIOD, valid_from=date(2026, 5, 1), closed=frozenset(), good_friday_closed=True)
    calendar = ServiceCalendar("Europe/Amsterdam", (PERIOD, later))
    assert calendar.period_on(date(1999, 1, 1)) is PERIOD
    assert calendar.period_on(date(2026, 4, 30)) is PERIOD
    assert calendar.period_on(date(2026, 5, 1)) is later
    assert calendar.closure(date(2026, 5, 15)) == ""
    assert calendar.closure(date(2027, 3, 26)) == "Good Friday"


@pytest.mark.parametrize(
    ("day", "channel", "spans"),
    [
        ("2026-11-12", "email", ((8.5, 17),)),
        ("2026-11-12", "counter", ((9, 12.5), (13, 20))),
        ("2026-12-24", "counter", ((9, 12.5), (13, 15))),
        ("2026-12-31", "counter", ((9, 12.5),)),
        ("2026-12-31", "phone", ((0, 24),)),
        ("2026-12-25", "email", ()),
        ("2026-12-25", "phone", ((0, 24),)),
        ("2026-11-14", "email", ()),
    ],
)
def test_the_hours_of_a_channel_on_a_day_know_closed_days_and_early_closing(day, channel, spans):
    found = TOWN_HALL.spans(date.fromisoformat(day), channel)
    assert found == tuple((int(start * HOUR), int(end * HOUR)) for start, end in spans)


def test_the_law_frees_good_friday_and_decreed_days_but_not_bridge_days():
    assert LAW.free(date(2026, 4, 3)) == "Good Friday"
    assert LAW.free(date(2026, 5, 15)) == "Equated day (royal decree)"
    assert LAW.free(date(2027, 5, 7)) == ""
    assert LAW.free(date(2020, 5, 5)) == "Liberation Day"
    assert LAW.free(date(2026, 11, 14)) == "Saturday"


def test_calendars_are_equal_by_value_and_survive_pickling():
    calendars = Calendars(TOWN_HALL, LAW)
    copy = pickle.loads(pickle.dumps(calendars))  # noqa: S301 - our own bytes
    assert copy == calendars
    assert hash(copy) == hash(calendars)
    assert Calendars(changed(end_of_day=EndOfDay.CLOSING), LAW) != calendars
    assert Calendars(changed(after_hours=AfterHours.NEXT_WORKING_DAY), LAW) != calendars


def test_easter_agrees_with_a_library_for_a_century():
    oracle = {
        day for day, name in holidays.NL(years=range(1990, 2090), language="nl").items() if name == "Eerste paasdag"
    }
    assert {easter(year) for year in range(1990, 2090)} == oracle


@pytest.mark.parametrize("year", range(2014, 2061))
def test_the_cao_days_agree_with_a_library_where_it_means_the_same(year):
    """Left out: Sundays, Good Friday (no Cao day) and 5 May, on which releases of the library differ."""
    oracle = {
        day for day, name in holidays.NL(years=year, language="nl").items() if "goede vrijdag" not in name.lower()
    }
    ours = changed(closed=frozenset()).closed_days(year)
    assert comparable(ours) == comparable(oracle)


def comparable(days):
    return {day for day in days if day.weekday() != 6 and (day.month, day.day) != (5, 5)}
