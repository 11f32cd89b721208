"""Opening hours in a form: what can be shown, what is said back, and what is wrong in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.hours import DAY_SECONDS, parse_hours
from charter.services.opening_hours import Week, compact, shown, text_of, tidy


def week(*monday: tuple[str, str]) -> Week:
    return (monday, *[((("09:00", "17:00"),)) for _ in range(4)], (), ())


def test_hours_go_to_the_form_and_back():
    hours = parse_hours("mon-fri 09:00-12:30 13:00-16:00, thu -20:00")
    fields = shown(hours)
    assert fields is not None
    assert fields[3] == (("09:00", "12:30"), ("13:00", "20:00"))
    assert text_of(fields) == (
        "mon-wed 09:00-12:30 13:00-16:00, thu 09:00-12:30 13:00-20:00, fri 09:00-12:30 13:00-16:00",
        (),
    )


@pytest.mark.parametrize("text", ["24x7", "fri 22:00-02:00", "mon 08:00-09:00 10:00-11:00 12:00-13:00"])
def test_what_a_form_cannot_show_is_left_alone(text):
    assert shown(parse_hours(text)) is None


@pytest.mark.parametrize(
    ("typed", "weekday", "field", "message"),
    [
        ((("09:00", "08:00"),), 0, 1, "The end comes before the start."),
        ((("09:00", "09:00"),), 0, 1, "The end comes before the start."),
        ((("09:00", ""),), 0, 1, "Write both times, or none."),
        ((("nine", "17:00"),), 0, 0, "Write a time such as 09:00."),
        ((("25:00", "26:00"),), 0, 0, "Write a time such as 09:00."),
        ((("09:00", "13:00"), ("12:30", "17:00")), 0, 0, "The hours of this day overlap."),
    ],
)
def test_a_fault_is_told_at_its_day_and_field(typed, weekday, field, message):
    text, faults = text_of(week(*typed))
    assert text == ""
    assert [(fault.weekday, fault.field, fault.message) for fault in faults] == [(weekday, field, message)]


def test_a_week_without_hours_is_a_fault():
    assert text_of(((),) * 7)[1][0].message == "Write opening hours for at least one day."


def test_a_day_without_times_is_closed():
    assert text_of(week(("", "")))[0] == "tue-fri 09:00-17:00"


@pytest.mark.parametrize(
    ("typed", "seen"), [("9", "09:00"), ("930", "09:30"), ("9.05", "09:05"), ("x", "x"), ("24:00", "24:00")]
)
def test_a_time_is_shown_tidily(typed, seen):
    assert tidy(typed) == seen


spans = st.lists(st.integers(0, DAY_SECONDS // 1800), min_size=2, max_size=4, unique=True).map(
    lambda cuts: [(a * 1800, b * 1800) for a, b in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)]
)


@given(st.lists(st.one_of(st.just([]), spans), min_size=7, max_size=7).filter(any))
def test_whatever_hours_there_are_are_spelled_so_that_they_are_read_back(days):
    from charter.services.opening_hours import spelled

    hours = parse_hours(spelled(days))
    assert [list(day) for day in hours.week] == days
    assert parse_hours(compact(hours)) == hours
