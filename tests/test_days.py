"""Local days of a zone, at both clock changes and in zones that change at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.columns import NO_DAY, NO_TIME
from charter.days import DayTable, date_of, day_number

AMSTERDAM = DayTable.of_zone("Europe/Amsterdam")
HOUR_US = 3_600_000_000
ZONES = (
    "Europe/Amsterdam",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/New_York",
    "UTC",
)


CHANGES = [
    int(table._changes[i]) // 1_000_000 for table in map(DayTable.of_zone, ZONES) for i in range(len(table._changes))
]
SECONDS = st.integers(500_000_000, 4_000_000_000) | st.builds(
    int.__add__, st.sampled_from(CHANGES), st.integers(-20_000, 20_000)
)


def micros(text: str) -> int:
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def days(*texts: str) -> np.ndarray:
    return np.array([day_number(date.fromisoformat(text)) for text in texts], np.int32)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24), ("2099-10-25", 25)]
)
def test_a_day_lasts_as_long_as_the_clock_change_makes_it(day, hours):
    assert (AMSTERDAM.end(days(day)) - AMSTERDAM.start(days(day)))[0] == hours * HOUR_US


def test_a_message_just_after_local_midnight_belongs_to_the_new_day():
    assert AMSTERDAM.day_of(np.array([micros("2026-07-14T22:30:00+00:00")]))[0] == days("2026-07-15")[0]


def test_both_passes_of_the_repeated_hour_belong_to_the_same_day():
    twice = np.array([micros("2026-10-25T02:30:00+02:00"), micros("2026-10-25T02:30:00+01:00")])
    assert AMSTERDAM.day_of(twice).tolist() == days("2026-10-25", "2026-10-25").tolist()


def test_a_wall_clock_time_that_is_skipped_moves_forward_and_one_that_repeats_is_the_first():
    wall = np.array([micros("2026-03-29T02:30:00+00:00"), micros("2026-10-25T02:30:00+00:00")])
    assert AMSTERDAM.instant(wall).tolist() == [
        micros("2026-03-29T03:30:00+02:00"),
        micros("2026-10-25T02:30:00+02:00"),
    ]


def test_where_midnight_is_skipped_the_day_begins_at_one():
    sao_paulo = DayTable.of_zone("America/Sao_Paulo")
    assert sao_paulo.start(days("2018-11-04"))[0] == micros("2018-11-04T01:00:00-02:00")
    assert sao_paulo.day_of(sao_paulo.start(days("2018-11-04")) - 1)[0] == days("2018-11-03")[0]


def test_nothing_stays_nothing():
    nothing = np.array([NO_DAY], np.int32)
    assert AMSTERDAM.day_of(np.array([NO_TIME]))[0] == NO_DAY
    assert AMSTERDAM.start(nothing)[0] == AMSTERDAM.end(nothing)[0] == NO_TIME


def test_a_day_beyond_the_table_counts_as_its_last():
    assert AMSTERDAM.start(days("9999-12-31")).tolist() == AMSTERDAM.start(days("2110-12-31")).tolist()


def test_a_table_is_made_once_per_zone():
    assert DayTable.of_zone("Europe/Amsterdam") is AMSTERDAM


@given(st.sampled_from(ZONES), SECONDS)
def test_the_day_of_an_instant_is_the_date_on_the_local_clock(zone, second):
    at = np.array([second * 1_000_000])
    local = datetime.fromtimestamp(second, ZoneInfo(zone))
    assert date_of(int(DayTable.of_zone(zone).day_of(at)[0])) == local.date()


@given(st.sampled_from(ZONES), st.dates(date(1985, 1, 1), date(2099, 12, 31)))
def test_a_day_begins_with_the_first_instant_that_carries_its_date(zone, day):
    table = DayTable.of_zone(zone)
    number = np.array([day_number(day)], np.int32)
    start = table.start(number)
    assert table.day_of(start)[0] == number[0]
    assert table.day_of(start - 1)[0] == number[0] - 1
    assert table.end(number)[0] == table.start(number + np.int32(1))[0]


@given(st.sampled_from(ZONES), SECONDS)
def test_a_wall_clock_time_is_read_as_the_standard_library_reads_it(zone, second):
    wall = datetime.fromtimestamp(second, UTC).replace(tzinfo=ZoneInfo(zone))
    found = DayTable.of_zone(zone).instant(np.array([second * 1_000_000]))
    assert found[0] == int(wall.timestamp()) * 1_000_000
