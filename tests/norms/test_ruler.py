"""Working time measured along a ruler, against a loop that looks at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.columns import NO_DAY, NO_TIME
from charter.days import day_number
from charter.hours import DAY_SECONDS, HoursError, WeeklyHours, parse_hours
from charter.norms.calendar import AfterHours, CalendarPeriod, Calendars, EndOfDay, ServiceCalendar, StatutoryCalendar
from charter.norms.ruler import Ruler, WorkCalendar

MINUTE = 60_000_000
HOUR = 60 * MINUTE
LAW = StatutoryCalendar(frozenset({date(2026, 5, 15), date(2026, 1, 2)}), ((date(2026, 1, 1), date(2028, 12, 31)),))
PERIOD = CalendarPeriod(
    date(2011, 3, 1),
    {
        "default": parse_hours("mon-fri 08:30-17:00"),
        "counter": parse_hours("mon-tue 09:00-12:30 13:00-16:00, thu 09:00-20:00, sat 09:00-12:00"),
        "phone": parse_hours("24x7"),
    },
    closed=frozenset({date(2026, 5, 15)}),
    early_close={(12, 24): time(15)},
)


def work_of(*periods: CalendarPeriod) -> WorkCalendar:
    return WorkCalendar.of(Calendars(ServiceCalendar("Europe/Amsterdam", periods), LAW))


WORK = work_of(PERIOD)
RULER = WORK.ruler("email")


def at(*texts: str) -> np.ndarray:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    zone = ZoneInfo("Europe/Amsterdam")
    moments = [datetime.fromisoformat(text) for text in texts]
    return np.array(
        [(moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC) - epoch for moment in moments],
        "timedelta64[us]",
    ).astype(np.int64)


def days(*texts: str) -> np.ndarray:
    return np.array([day_number(date.fromisoformat(text)) for text in texts], np.int32)


# --- spans --------------------------------------------------------------------------------------------------------


def test_spans_that_touch_or_overlap_become_one_and_empty_ones_vanish():
    ruler = Ruler.of_spans(np.array([50, 0, 10, 30, 70, 52]), np.array([60, 10, 20, 30, 60, 55]))
    assert ruler.starts.tolist() == [0, 50]
    assert ruler.ends.tolist() == [20, 60]


@pytest.mark.parametrize(("starts", "ends"), [([0, 10], [10, 20]), ([5], [5]), ([10, 0], [20, 5])])
def test_a_ruler_refuses_spans_out_of_order(starts, ends):
    with pytest.raises(ValueError, match="ascend"):
        Ruler(np.array(starts), np.array(ends))


def test_a_ruler_without_spans_never_opens():
    never = Ruler.of_spans(np.empty(0, np.int64), np.empty(0, np.int64))
    some = np.array([0, 10])
    assert not never.is_open(some).any()
    assert never.between(some, some + 5).tolist() == [0, 0]
    for found in (never.add(some, 1), never.subtract(some, 1), never.next_open(some), never.previous_open(some)):
        assert found.tolist() == [NO_TIME, NO_TIME]


# --- opening hours ------------------------------------------------------------------------------------------------


def test_a_limit_that_is_used_up_exactly_at_closing_ends_at_closing():
    assert RULER.add(at("2026-11-12T15:30"), 90 * MINUTE)[0] == at("2026-11-12T17:00")[0]


def test_a_limit_runs_on_after_the_weekend():
    assert RULER.add(at("2026-11-13T16:50"), 4 * HOUR)[0] == at("2026-11-16T12:20")[0]
    assert RULER.add(at("2026-11-14T11:00"), 4 * HOUR)[0] == at("2026-11-16T12:30")[0]


def test_early_closing_cuts_the_hours_of_that_date():
    assert RULER.add(at("2026-12-24T14:00"), 4 * HOUR)[0] == at("2026-12-28T11:30")[0]


def test_open_time_is_negative_when_the_end_lies_first_and_missing_when_an_end_is_missing():
    a, b = at("2026-11-12T16:00"), at("2026-11-13T09:00")
    assert RULER.between(a, b)[0] == 90 * MINUTE
    assert RULER.between(b, a)[0] == -90 * MINUTE
    assert RULER.between(np.array([NO_TIME]), b)[0] == NO_TIME
    assert RULER.between(b, np.array([NO_TIME]))[0] == NO_TIME


def test_the_opening_instant_is_open_and_the_closing_instant_is_not():
    edges = at("2026-11-12T08:29:59.999999", "2026-11-12T08:30", "2026-11-12T16:59:59.999999", "2026-11-12T17:00")
    assert RULER.is_open(edges).tolist() == [False, True, True, False]


def test_microseconds_are_never_lost():
    start = at("2026-11-12T16:59:59.999999")
    assert RULER.between(start, at("2026-11-13T08:30:00.000001"))[0] == 2
    assert RULER.add(start, 2)[0] == at("2026-11-13T08:30:00.000001")[0]


def test_missing_instants_stay_missing():
    missing = np.array([NO_TIME])
    for found in (RULER.add(missing, HOUR), RULER.subtract(missing, HOUR), RULER.add(missing, 0)):
        assert found[0] == NO_TIME
    assert RULER.next_open(missing)[0] == RULER.previous_open(missing)[0] == NO_TIME
    assert not RULER.is_open(missing)[0]


def test_a_limit_beyond_the_table_has_no_end():
    assert RULER.add(at("2110-12-01T12:00"), 10_000 * HOUR)[0] == NO_TIME


def test_round_the_clock_is_open_on_closed_days_and_lasts_25_hours_in_autumn():
    phone = WORK.ruler("phone")
    assert phone.is_open(at("2026-12-25T03:00"))[0]
    assert phone.between(at("2026-10-25T00:00"), at("2026-10-26T00:00"))[0] == 25 * HOUR
    assert phone.between(at("2026-03-29T00:00"), at("2026-03-30T00:00"))[0] == 23 * HOUR


def test_an_edge_that_the_spring_change_skips_moves_forward_and_one_that_repeats_is_the_first():
    night = work_of(CalendarPeriod(date(2011, 3, 1), {"default": parse_hours("sun 02:30-05:00")})).ruler("email")
    assert night.starts[night.is_open(night.starts)][0] == night.starts[0]
    assert night.next_open(at("2026-03-29T00:00"))[0] == at("2026-03-29T03:30+02:00")[0]
    assert night.between(at("2026-03-29T00:00"), at("2026-03-30T00:00"))[0] == 90 * MINUTE
    assert night.next_open(at("2026-10-25T00:00"))[0] == at("2026-10-25T02:30+02:00")[0]
    assert night.between(at("2026-10-25T00:00"), at("2026-10-26T00:00"))[0] == 210 * MINUTE


def test_the_open_spans_of_an_explanation_are_cut_to_the_question():
    found = RULER.spans_between(int(at("2026-11-13T16:50")[0]), int(at("2026-11-16T12:20")[0]))
    expected = [("2026-11-13T16:50", "2026-11-13T17:00"), ("2026-11-16T08:30", "2026-11-16T12:20")]
    assert found == [tuple(at(*span).tolist()) for span in expected]
    assert RULER.spans_between(int(at("2026-11-14T09:00")[0]), int(at("2026-11-15T09:00")[0])) == []


def test_channels_without_hours_of_their_own_share_one_ruler():
    assert WORK.ruler("email") is WORK.ruler("letter")
    assert WORK.ruler("email") is not WORK.ruler("counter")


# --- days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-09", 5, "2026-11-16"),
        ("2026-11-14", 5, "2026-11-20"),
        ("2026-11-14", 0, "2026-11-16"),
        ("2026-11-16", 0, "2026-11-16"),
        ("2026-05-11", 5, "2026-05-20"),
        ("2026-04-23", 10, "2026-05-11"),
        ("2025-04-24", 5, "2025-05-01"),
        ("2026-11-16", -1, "2026-11-13"),
        ("2026-11-14", -1, "2026-11-13"),
        ("2026-12-30", 5, "2027-01-07"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, n, end):
    assert WORK.add_working_days(days(start), n)[0] == days(end)[0]


def test_every_day_may_have_its_own_number_of_working_days():
    found = WORK.add_working_days(days("2026-11-09", "2026-11-14"), np.array([1, 0]))
    assert found.tolist() == days("2026-11-10", "2026-11-16").tolist()


def test_working_days_between_counts_the_last_day_and_not_the_first():
    a, b = days("2026-11-13"), days("2026-11-17")
    assert WORK.working_days_between(a, b)[0] == 2
    assert WORK.working_days_between(b, a)[0] == -2
    assert WORK.working_days_between(a, a)[0] == 0


def test_a_term_rolls_over_closed_days_and_a_statutory_one_over_the_days_of_the_law():
    assert WORK.roll_working(days("2026-04-27", "2026-04-28")).tolist() == days("2026-04-28", "2026-04-28").tolist()
    assert WORK.roll_statutory(days("2026-04-03", "2026-05-15", "2026-12-25")).tolist() == (
        days("2026-04-07", "2026-05-18", "2026-12-28").tolist()
    )


def test_what_the_law_frees_and_knows_stands_per_day():
    some = days("2026-05-15", "2026-05-13", "2029-01-01", "2026-11-14")
    assert (WORK.roll_statutory(some) != some).tolist() == [True, False, True, True]
    assert WORK.statutory_known(some).tolist() == [True, True, False, True]
    edges = days("2025-12-31", "2026-01-01", "2028-12-31", "2029-01-01")
    assert WORK.statutory_known(edges).tolist() == [False, True, True, False]


def test_the_day_says_why_it_does_not_count():
    day = int(days("2026-05-15")[0])
    assert WORK.closure_name(day) == "Closing day of the municipality"
    assert WORK.statutory_name(day) == "Equated day (royal decree)"
    assert WORK.closure_name(day - 2) == WORK.statutory_name(day - 2) == ""


@pytest.mark.parametrize(
    ("day", "channel", "opening", "closing"),
    [
        ("2026-11-09", "email", "2026-11-09T08:30", "2026-11-09T17:00"),
        ("2026-11-09", "counter", "2026-11-09T09:00", "2026-11-09T16:00"),
        ("2026-11-12", "counter", "2026-11-12T09:00", "2026-11-12T20:00"),
        ("2026-11-11", "counter", "2026-11-11T08:30", "2026-11-11T17:00"),
        ("2026-11-14", "counter", "2026-11-14T09:00", "2026-11-14T12:00"),
        ("2026-11-15", "counter", "2026-11-15T00:00", "2026-11-16T00:00"),
        ("2026-12-24", "email", "2026-12-24T08:30", "2026-12-24T15:00"),
        ("2026-12-24", "counter", "2026-12-24T09:00", "2026-12-24T15:00"),
        ("2026-12-24", "phone", "2026-12-24T00:00", "2026-12-25T00:00"),
    ],
)
def test_a_day_opens_and_closes_with_its_channel_else_with_the_town_hall_else_at_midnight(
    day, channel, opening, closing
):
    assert WORK.opening(days(day), channel)[0] == at(opening)[0]
    assert WORK.closing(days(day), channel)[0] == at(closing)[0]


def test_the_choices_of_a_period_hold_from_its_first_day():
    later = CalendarPeriod(
        date(2026, 7, 1),
        {"default": parse_hours("mon-thu 09:00-16:00")},
        after_hours=AfterHours.NEXT_WORKING_DAY,
        end_of_day=EndOfDay.CLOSING,
    )
    work = work_of(PERIOD, later)
    some = days("2026-06-30", "2026-07-01")
    assert work.after_hours_defers(some).tolist() == work.ends_at_closing(some).tolist() == [False, True]
    assert work.is_working(days("2026-06-26", "2026-07-03")).tolist() == [True, False]
    assert work.closing(some, "counter").tolist() == at("2026-06-30T16:00", "2026-07-01T16:00").tolist()


def test_no_day_stays_no_day():
    nothing = np.array([NO_DAY], np.int32)
    for found in (WORK.add_working_days(nothing, 5), WORK.next_working_day(nothing), WORK.roll_statutory(nothing)):
        assert found.tolist() == [NO_DAY]
        assert found.dtype == np.int32
    assert WORK.opening(nothing, "email")[0] == WORK.closing(nothing, "email")[0] == NO_TIME
    for mask in (WORK.is_working, WORK.statutory_known, WORK.ends_at_closing):
        assert not mask(nothing)[0]


def test_equal_calendars_are_laid_out_once():
    assert work_of(PERIOD) is work_of(PERIOD)


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="no day"):
        work_of(CalendarPeriod(date(2011, 3, 1), {"default": WeeklyHours(((),) * 7)}))


# --- against a loop -----------------------------------------------------------------------------------------------

WINDOWS = {
    "Europe/Amsterdam": (date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 23), date(2026, 5, 13)),
    "America/Sao_Paulo": (date(2018, 11, 2), date(2018, 2, 16)),
    "America/New_York": (date(2026, 3, 6), date(2026, 10, 30)),
    "Australia/Lord_Howe": (date(2026, 4, 3), date(2026, 10, 2)),
}
LENGTH = 5 * 1440
"""Minutes of a window: five days, with a change of the clock in the middle of most."""


def quarter(number: int) -> str:
    return f"{number // 4:02}:{number % 4 * 15:02}"


@st.composite
def weekly(draw) -> WeeklyHours:
    clauses = []
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        edges = sorted(draw(st.lists(st.integers(0, 96), max_size=4, unique=True)))
        spans = [f"{quarter(a)}-{quarter(b)}" for a, b in zip(edges[::2], edges[1::2], strict=False)]
        clauses += [f"{day} {' '.join(spans)}"] if spans else []
    overnight = draw(st.sampled_from(["", "sat 22:00-03:30", "sun 23:15-02:15"]))
    try:
        return parse_hours(", ".join([*clauses, *filter(None, [overnight])]) or "mon-sun 01:30-04:00")
    except HoursError:
        return parse_hours("mon-sun 01:30-04:00 20:00-24:00")


@st.composite
def question(draw):
    zone = draw(st.sampled_from(list(WINDOWS)))
    first = draw(st.sampled_from(WINDOWS[zone]))
    period = CalendarPeriod(
        date(2011, 3, 1),
        {"default": parse_hours("mon-sun 09:00-17:00"), "phone": draw(weekly() | st.just(parse_hours("24x7")))},
        closed=frozenset(draw(st.sets(st.integers(0, 5).map(lambda n: first + timedelta(days=n)), max_size=2))),
        early_close=draw(st.sampled_from([{}, {(12, 24): time(15)}, {(first.month, first.day + 1): time(2, 30)}])),
    )
    return zone, first, period


def minutes_open(calendar: ServiceCalendar, first: date) -> tuple[int, np.ndarray]:
    """Of every minute of the window whether the phone is open, found one span and one minute at a time."""
    zone = ZoneInfo(calendar.zone)
    begin = int(datetime.combine(first, time(), zone).timestamp()) // 60
    is_open = np.zeros(LENGTH, np.bool_)
    for step in range(-2, 8):
        day = first + timedelta(days=step)
        for span in calendar.spans(day, "phone"):
            start, end = (
                int(
                    datetime.combine(day + timedelta(seconds // DAY_SECONDS), time(), zone)
                    .replace(hour=seconds % DAY_SECONDS // 3600, minute=seconds % 3600 // 60)
                    .timestamp()
                )
                // 60
                for seconds in span
            )
            for minute in range(max(begin, start), min(begin + LENGTH, end)):
                is_open[minute - begin] = True
    return begin, is_open


@settings(max_examples=60)
@given(question(), st.lists(st.integers(0, LENGTH - 1), min_size=1, max_size=8), st.integers(0, 900))
def test_the_ruler_agrees_with_a_loop_over_every_minute(asked, moments, amount):
    zone, first, period = asked
    calendar = ServiceCalendar(zone, (period,))
    begin, is_open = minutes_open(calendar, first)
    ruler = WorkCalendar(Calendars(calendar, LAW)).ruler("phone")
    at_minute = np.array(sorted(moments), np.int64)
    instants = (begin + at_minute) * MINUTE
    assert ruler.is_open(instants).tolist() == is_open[at_minute].tolist()

    a, b = int(at_minute[0]), int(at_minute[-1])
    assert ruler.between(instants[:1], instants[-1:])[0] == sum(is_open[a:b].tolist()) * MINUTE
    inside = ruler.spans_between(int(instants[0]), int(instants[-1]))
    assert sum(end - start for start, end in inside) == sum(is_open[a:b].tolist()) * MINUTE

    forward = next((m for m in range(a, LENGTH) if amount == 0 and is_open[m]), None)
    spent = 0
    for minute in range(a, LENGTH) if amount else ():
        spent += bool(is_open[minute])
        if spent == amount:
            forward = minute + 1
            break
    if forward is not None:
        assert ruler.add(instants[:1], amount * MINUTE)[0] == (begin + forward) * MINUTE

    back = next((m for m in range(b, 0, -1) if amount == 0 and is_open[m - 1]), None)
    spent = 0
    for minute in range(b, 0, -1) if amount else ():
        spent += bool(is_open[minute - 1])
        if spent == amount:
            back = minute - 1
            break
    if back is not None:
        assert ruler.subtract(instants[-1:], amount * MINUTE)[0] == (begin + back) * MINUTE


@settings(max_examples=40)
@given(
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=12),
    st.dates(date(2026, 2, 1), date(2026, 11, 30)),
    st.integers(-20, 20),
)
def test_working_days_agree_with_a_loop_over_every_day(closed, start, n):
    calendar = ServiceCalendar(
        "Europe/Amsterdam",
        (CalendarPeriod(date(2011, 3, 1), {"default": parse_hours("mon-fri 09:00-17:00")}, closed=frozenset(closed)),),
    )
    day, left = start, abs(n)
    while left or (n == 0 and calendar.closure(day)):
        day += timedelta(days=1 if n >= 0 else -1)
        left -= bool(left and not calendar.closure(day))
    work = WorkCalendar(Calendars(calendar, LAW))
    start_day = np.array([day_number(start)], np.int32)
    assert work.add_working_days(start_day, n)[0] == day_number(day)
    later = np.array([day_number(start) + abs(n)], np.int32)
    counted = sum(not calendar.closure(start + timedelta(days=step)) for step in range(1, abs(n) + 1))
    assert work.working_days_between(start_day, later)[0] == counted
