"""Times and durations as spreadsheets and reports write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.contact import Precision
from charter.importers.table_times import Orders, duration, moment
from charter.instants import MISSING, SECOND, parse

ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-09T10:05:03",
        "2026-11-09 10:05:03",
        "2026-11-09T09:05:03Z",
        "2026-11-09T09:05:03.0000000Z",
        "9-11-2026 10:05:03",
        "09/11/2026 10:05:03",
        "9.11.2026, 10:05:03",
        "9-11-2026 10:05:03 AM",
        "2026/11/09 10:05:03",
        "9 november 2026 10:05:03",
        "9-nov-2026 10:05:03",
        "Mon, 09 Nov 2026 09:05:03 +0000",
        "2026/11/09 09:05:03 UTC",
        "9-11-2026 10:05:03 CET",
        "1794215103",
        "1794215103000",
        "1794215103000000",
        "46335.42017361111",
        "46335,42017361111",
    ],
)
def test_one_moment_is_read_in_every_spelling(written: str) -> None:
    found = moment([written], "day_first", ZONE)
    wanted = parse("2026-11-09T10:05:03", ZONE)
    assert found is not None
    assert wanted is not None
    assert found.at == wanted.at
    assert found.precision in (Precision.SECOND, Precision.INSTANT)


@pytest.mark.parametrize(
    ("date", "clock"),
    [
        ("9-11-2026", "10:05:03"),
        ("2026-11-09", "10:05:03 AM"),
        ("2026-11-09T00:00:00", "10:05:03"),
        ("46335", "0.42017361111"),
        ("46335", "1899-12-31T10:05:03"),
        ("20261109", "10:05:03"),
    ],
)
def test_a_date_and_a_time_of_day_may_stand_in_two_cells(date: str, clock: str) -> None:
    assert moment([date, clock], "day_first", ZONE) == parse("2026-11-09T10:05:03", ZONE)


def test_the_month_comes_first_where_the_column_says_so() -> None:
    assert moment(["11/9/2026 10:05 PM"], "month_first", ZONE) == parse("2026-11-09T22:05", ZONE)
    assert moment(["12/9/2026 12:05 AM"], "month_first", ZONE) == parse("2026-12-09T00:05", ZONE)


def test_without_seconds_a_time_is_known_to_the_minute_and_without_a_time_to_the_day() -> None:
    for cells, precision in ((["9-11-2026 10:05"], Precision.MINUTE), (["9-11-2026", ""], Precision.DAY)):
        found = moment(cells, "day_first", ZONE)
        assert found is not None
        assert found.precision is precision
    assert moment(["46335"], "day_first", ZONE) == parse("2026-11-09", ZONE)


def test_the_nights_on_which_the_clock_changes_are_said_and_never_shifted() -> None:
    for cells, precision in (
        (["25-10-2026 02:30:00"], Precision.AMBIGUOUS),
        (["29-3-2026", "02:30:00"], Precision.NONEXISTENT),
    ):
        found = moment(cells, "day_first", ZONE)
        assert found is not None
        assert (found.at, found.precision) == (None, precision)


@pytest.mark.parametrize(
    "cells",
    [
        ["31-2-2026 10:00"],
        ["13-13-2026"],
        ["9-11-26"],
        ["gisteren"],
        ["25:00"],
        ["12"],
        ["", "10:00"],
        ["9-11-2026", "x"],
    ],
)
def test_what_is_no_time_is_none(cells: list[str]) -> None:
    assert moment(cells, "day_first", ZONE) is None


def test_empty_cells_are_a_time_that_is_not_known() -> None:
    assert moment([""], "auto", ZONE) == MISSING
    assert moment(["", ""], "auto", ZONE) == MISSING


def orders(*dates: str) -> Orders:
    found = Orders()
    for date in dates:
        found.look(date)
    return found


def test_the_order_of_days_and_months_follows_from_the_whole_column() -> None:
    assert orders("5-6-2026", "7-6-2026 10:00", "13-6-2026").decided == "day_first"
    assert orders("5/6/2026", "6/13/2026 10:00").decided == "month_first"
    assert orders("5-5-2026", "2026-06-05", "46335").decided == "day_first"


def test_an_order_that_stays_open_or_changes_is_not_decided() -> None:
    assert orders("5-6-2026", "7-6-2026").decided is None
    changed = orders("13-6-2026", "6-13-2026")
    assert changed.decided is None
    assert changed.mixed


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2098, 12, 31)), st.booleans())  # noqa: DTZ001
def test_both_orders_read_back_what_they_wrote(when: datetime, day_first: bool) -> None:
    when = when.replace(microsecond=0)
    text = f"{when:%d-%m-%Y %H:%M:%S}" if day_first else f"{when:%m/%d/%Y %H:%M:%S}"
    found = moment([text], "day_first" if day_first else "month_first", ZoneInfo("UTC"))
    assert found is not None
    assert found.at == int(when.replace(tzinfo=UTC).timestamp()) * SECOND


@given(st.text(max_size=30))
def test_no_text_is_ever_a_traceback(text: str) -> None:
    for cells in ([text], [text, text], ["9-11-2026", text]):
        moment(cells, "auto", ZONE)
    duration(text, "s")
    Orders().look(text)


@pytest.mark.parametrize(
    ("written", "unit", "seconds"),
    [
        ("143", "s", 143),
        ("143,5", "s", 143.5),
        ("143000", "ms", 143),
        ("2.5", "min", 150),
        ("0:02:23", "s", 143),
        ("00:02:23", "day", 143),
        ("1 day, 0:02:23", "s", 86_543),
        ("1899-12-31T00:02:23", "s", 143),
        ("2:23", "m:ss", 143),
        ("2:23", "h:mm", 8580),
        ("0.0016550925925925926", "day", 143),
    ],
)
def test_a_duration_is_read_in_its_unit(written: str, unit: str, seconds: float) -> None:
    assert duration(written, unit) == round(seconds * SECOND)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "unit"), [("2:23", "s"), ("143", "m:ss"), ("x", "s"), ("-5", "s"), ("1:75", "m:ss")]
)
def test_a_duration_that_could_be_two_things_or_none_is_none(written: str, unit: str) -> None:
    assert duration(written, unit) is None  # type: ignore[arg-type]
