"""Opening hours as a municipality writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.hours import DAY_SECONDS, HoursError, WeeklyHours, parse_hours

MONDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 2, 3, 4, 5, 6


def at(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 3600 + int(minute) * 60


def test_a_range_of_days_has_the_same_hours_on_each_and_none_on_the_others():
    hours = parse_hours("mon-fri 08:30-17:00")
    assert [hours.on(day) for day in range(7)] == [((at("08:30"), at("17:00")),)] * 5 + [()] * 2


def test_an_evening_opening_moves_the_last_closing_of_that_day_only():
    hours = parse_hours("mon-fri 09:00-12:30 13:00-16:00, thu -20:00")
    assert hours.on(WEDNESDAY) == ((at("09:00"), at("12:30")), (at("13:00"), at("16:00")))
    assert hours.on(THURSDAY) == ((at("09:00"), at("12:30")), (at("13:00"), at("20:00")))


def test_a_later_clause_replaces_the_hours_of_the_days_it_names():
    hours = parse_hours("mon-fri 09:00-17:00, wed fri 09:00-12:00")
    assert hours.on(MONDAY) == ((at("09:00"), at("17:00")),)
    assert hours.on(WEDNESDAY) == hours.on(FRIDAY) == ((at("09:00"), at("12:00")),)


def test_a_range_of_days_may_cross_the_weekend():
    hours = parse_hours("SAT-Mon 10:00-11:00")
    assert [bool(hours.on(day)) for day in range(7)] == [True, False, False, False, False, True, True]


def test_a_span_may_end_at_midnight_or_go_over_it():
    assert parse_hours("mon 00:00-24:00").on(MONDAY) == ((0, DAY_SECONDS),)
    assert parse_hours("fri 23:00-01:00").on(FRIDAY) == ((at("23:00"), DAY_SECONDS + at("01:00")),)


def test_round_the_clock_is_every_day_and_says_so():
    hours = parse_hours(" 24X7 ")
    assert hours.always
    assert all(hours.on(day) == ((0, DAY_SECONDS),) for day in range(7))
    assert not parse_hours("mon-sun 00:00-24:00").always


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no opening hours"),
        ("mon", "days and then times"),
        ("08:00-09:00", "days and then times"),
        ("mon 09:00-17:00 tue", "days and then times"),
        ("mon 8-17", "days and then times"),
        ("mon 09:00-17:00,", "days and then times"),
        ("maa 09:00-17:00", "no day"),
        ("mon-vri 09:00-17:00", "no day"),
        ("mon 09:00-17:0", "no span of time"),
        ("mon 09:00/17:00", "no span of time"),
        ("mon 09:00-25:00", "does not exist"),
        ("mon 09:60-17:00", "does not exist"),
        ("mon 09:00-09:00", "how long"),
        ("mon 24:00-01:00", "how long"),
        ("mon 13:00-16:00 09:00-12:00", "overlap"),
        ("mon 09:00-13:00 12:00-16:00", "overlap"),
        ("sun 23:00-02:00, mon 01:00-03:00", "overlap"),
        ("mon-fri 09:00-16:00, sat -20:00", "no hours yet"),
        ("thu -20:00", "no hours yet"),
        ("mon 09:00-12:00, mon -08:00", "before the last opening"),
        ("mon 09:00-12:00, mon -18:00 19:00-20:00", "only time"),
    ],
)
def test_a_text_that_is_no_opening_hours_is_refused_in_words(text, said):
    with pytest.raises(HoursError, match=said):
        parse_hours(text)


@given(st.text(alphabet="montuewdhfrisa -,:0123456789x", max_size=40))
def test_whatever_is_written_gives_hours_or_a_reason(text):
    try:
        hours: WeeklyHours | HoursError = parse_hours(text)
    except HoursError as error:
        hours = error
    assert str(hours)


spans = st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True).map(
    lambda minutes: tuple(
        (start * 60, end * 60) for start, end in zip(sorted(minutes)[::2], sorted(minutes)[1::2], strict=False)
    )
)


@given(st.lists(spans | st.just(()), min_size=7, max_size=7).filter(any))
def test_hours_that_are_written_out_read_as_the_same_hours(week):
    hours = WeeklyHours(tuple(week))
    assert parse_hours(str(hours)) == hours


def test_round_the_clock_is_written_as_it_is_read():
    assert str(parse_hours("24x7")) == "24x7"
