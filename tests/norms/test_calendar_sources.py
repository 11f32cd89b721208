"""From the profile and the shipped decrees to calendars that count."""

from __future__ import annotations

from datetime import date, time

import pytest

from charter.hours import parse_hours
from charter.norms.calendar import AfterHours, CalendarPeriod, EndOfDay
from charter.norms.calendar_sources import calendars_of, statutory_calendar
from charter.profile_text import default_text
from charter.settings import FILE_NAME, load_profile

FULL = """
organisation = "Gemeente Voorbeeld"
time_zone = "America/Curacao"
[[calendar]]
valid_from = 2020-01-01
hours = { default = "mon-fri 08:30-17:00", phone = "24x7" }
closed = [2026-05-15]
early_close = { "24-12" = "15:00" }
good_friday = "closed"
may5_before_2024 = "closed"
after_hours = "next_working_day"
end_of_day = "closing"
"""


def calendars(folder, text):
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return calendars_of(load_profile(folder))


def test_everything_the_profile_says_of_days_reaches_the_calendar(tmp_path):
    found = calendars(tmp_path, FULL)
    assert found.zone == "America/Curacao"
    assert found.service.periods == (
        CalendarPeriod(
            date(2020, 1, 1),
            {"default": parse_hours("mon-fri 08:30-17:00"), "phone": parse_hours("24x7")},
            closed=frozenset({date(2026, 5, 15)}),
            early_close={(12, 24): time(15)},
            good_friday_closed=True,
            may5_before_2024_closed=True,
            after_hours=AfterHours.NEXT_WORKING_DAY,
            end_of_day=EndOfDay.CLOSING,
        ),
    )


def test_a_new_profile_works_on_good_friday_and_rests_on_the_cao_days(tmp_path):
    service = calendars(tmp_path, default_text("A")).service
    assert service.closure(date(2026, 4, 3)) == ""
    assert service.closure(date(2026, 4, 6)) == "Easter Monday"


@pytest.mark.parametrize(
    ("day", "equated"),
    [
        ("2017-04-28", True),
        ("2019-12-27", True),
        ("2022-05-27", True),
        ("2024-12-27", True),
        ("2026-01-02", True),
        ("2026-05-04", False),
        ("2026-05-15", True),
        ("2028-05-26", True),
    ],
)
def test_decreed_days_are_free_for_the_law(day, equated):
    free = statutory_calendar().free(date.fromisoformat(day))
    assert free == ("Equated day (royal decree)" if equated else "")


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2016-12-31", False),
        ("2017-01-01", True),
        ("2019-12-31", True),
        ("2020-01-01", False),
        ("2022-12-31", False),
        ("2023-01-01", True),
        ("2028-12-31", True),
        ("2029-01-01", False),
    ],
)
def test_the_years_whose_decrees_are_complete_are_known(day, known):
    periods = statutory_calendar().known
    assert any(first <= date.fromisoformat(day) <= last for first, last in periods) == known


def test_no_decreed_day_is_a_holiday_or_in_a_weekend_already():
    law = statutory_calendar()
    assert all(day.weekday() < 5 and law.free(day) == "Equated day (royal decree)" for day in law.equated)
