"""Dates, numbers and durations stand as design/ui.md 5.4 asks, in Dutch and in English."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter import locale
from charter.locale import formats

ZONE = ZoneInfo("Europe/Amsterdam")
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TUESDAY = date(2026, 11, 17)


def at(text: str) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
    return int(moment.timestamp()) * SECOND + moment.microsecond


@pytest.mark.parametrize(
    ("language", "short", "long", "month"),
    [
        ("nl", "di 17-11", "dinsdag 17 november 2026", "november 2026"),
        ("en", "Tue 17-11", "Tuesday 17 November 2026", "November 2026"),
    ],
)
def test_dates_are_written_day_first_in_both_languages(language, short, long, month):
    locale.use(language)
    assert formats.day(TUESDAY) == "17-11-2026"
    assert formats.short_day(TUESDAY) == short
    assert formats.long_day(TUESDAY) == long
    assert formats.month(TUESDAY) == month


def test_every_weekday_has_two_letters_in_dutch():
    locale.use("nl")
    week = [formats.short_day(date(2026, 11, day)).split()[0] for day in range(16, 23)]
    assert week == ["ma", "di", "wo", "do", "vr", "za", "zo"]


def test_a_clock_shows_seconds_only_where_they_are_not_zero():
    assert formats.clock(at("2026-11-17T08:12:00"), ZONE) == "08:12"
    assert formats.clock(at("2026-11-17T08:12:05"), ZONE) == "08:12:05"
    assert formats.instant(at("2026-11-17T08:12:00"), ZONE) == "17-11-2026 08:12"


@pytest.mark.parametrize("day", ["2026-11-16", "2026-03-29", "2026-10-25"])
def test_the_end_of_a_day_is_twenty_four_hours_on_screen_and_a_whole_second_for_scripts(day):
    last = at(f"{day}T23:59:59.999999")
    year, month, number = day.split("-")
    assert formats.deadline(last, ZONE) == f"{number}-{month}-{year} 24:00"
    assert formats.iso(last, ZONE)[:19] == f"{day}T23:59:59"
    assert formats.deadline(last - SECOND, ZONE) != formats.deadline(last, ZONE)


def test_midnight_belongs_to_the_new_day():
    assert formats.deadline(at("2026-11-17T00:00:00"), ZONE) == "17-11-2026 00:00"


def test_iso_has_the_offset_of_its_season_and_keeps_a_fraction():
    assert formats.iso(at("2026-11-17T10:51:12"), ZONE) == "2026-11-17T10:51:12+01:00"
    assert formats.iso(at("2026-07-01T10:51:12.250000"), ZONE) == "2026-07-01T10:51:12.250000+02:00"


@pytest.mark.parametrize(
    ("language", "thousands", "mark", "minus"),
    [("nl", "1.240", "7,5", "−3,1"), ("en", "1,240", "7.5", "−3.1")],
)
def test_numbers_follow_the_language_and_carry_a_real_minus(language, thousands, mark, minus):
    locale.use(language)
    assert formats.number(1240) == thousands
    assert formats.number(7.5, 1) == mark
    assert formats.number(-3.1, 1) == minus


def test_nothing_has_no_minus():
    locale.use("nl")
    assert formats.number(-0.01, 1) == "0,0"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.784, "78,4\u202f%"),
        (0.0, "0,0\u202f%"),
        (1.0, "100,0\u202f%"),
        (0.99999, "99,9\u202f%"),
        (0.9994, "99,9\u202f%"),
    ],
)
def test_a_percentage_has_one_decimal_and_a_narrow_space(share, shown):
    locale.use("nl")
    assert formats.percent(share) == shown


@given(all_of=st.integers(1, 10_000_000), missed=st.integers(1, 10_000_000))
def test_less_than_all_is_never_a_hundred_percent(all_of, missed):
    assert not formats.percent(max(all_of - missed, 0) / all_of).startswith("100")


@pytest.mark.parametrize(
    ("us", "dutch", "english"),
    [
        (0, "0 s", "0 s"),
        (25 * SECOND, "25 s", "25 s"),
        (1_500_000, "1,5 s", "1.5 s"),
        (4 * MINUTE, "4 min", "4 min"),
        (4 * MINUTE + 30 * SECOND, "4 min 30 s", "4 min 30 s"),
        (HOUR + 5 * MINUTE, "1 u 05 min", "1 h 05 min"),
        (4 * HOUR, "4 u", "4 h"),
        (DAY, "1 dag", "1 day"),
        (3 * DAY + 4 * HOUR, "3 dagen 4 u", "3 days 4 h"),
        (-5 * MINUTE, "−5 min", "−5 min"),
    ],
)
def test_a_duration_is_told_in_its_two_largest_units(us, dutch, english):
    locale.use("nl")
    assert formats.duration(us) == dutch
    locale.use("en")
    assert formats.duration(us) == english


@given(us=st.integers(0, 400 * DAY))
def test_a_duration_never_has_a_unit_that_is_full(us):
    words = formats.duration(us).split()
    amounts = dict(zip(words[1::2], words[::2], strict=True))
    assert int(amounts.get("h", "0")) < 24
    assert int(amounts.get("min", "0")) < 60
    assert float(amounts.get("s", "0")) < 60
