"""What a written time means: offsets, local times, clock changes, precision, and what is no time at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.contact import Precision
from charter.instants import Instant, parse

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def utc(*parts: int, micro: int = 0) -> int:
    moment = datetime(*parts, tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000 + micro


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2026-11-09T10:00:00+01:00", utc(2026, 11, 9, 9), Precision.SECOND),
        ("2026-11-09T10:00:00+0100", utc(2026, 11, 9, 9), Precision.SECOND),
        ("2026-11-09T10:00:00+01", utc(2026, 11, 9, 9), Precision.SECOND),
        ("2026-11-09 10:00:00 +01:00", utc(2026, 11, 9, 9), Precision.SECOND),
        ("2026-11-09T10:00:00Z", utc(2026, 11, 9, 10), Precision.SECOND),
        ("2026-11-09t10:00:00z", utc(2026, 11, 9, 10), Precision.SECOND),
        ("2026-11-09T10:00:00-03:30", utc(2026, 11, 9, 13, 30), Precision.SECOND),
        ("2026-07-01T10:00:00+01:00", utc(2026, 7, 1, 9), Precision.SECOND),
        ("2026-11-09T10:00:00", utc(2026, 11, 9, 9), Precision.SECOND),
        ("  2026-07-09 10:00:00 ", utc(2026, 7, 9, 8), Precision.SECOND),
        ("2026-11-09T10:00", utc(2026, 11, 9, 9), Precision.MINUTE),
        ("2026-11-09T10:00+01:00", utc(2026, 11, 9, 9), Precision.MINUTE),
        ("2026-11-09T10:00:25.400+01:00", utc(2026, 11, 9, 9, 0, 25, micro=400_000), Precision.INSTANT),
        ("2026-11-09T10:00:25,4+01:00", utc(2026, 11, 9, 9, 0, 25, micro=400_000), Precision.INSTANT),
        ("2026-11-09T10:00:25.1234569Z", utc(2026, 11, 9, 10, 0, 25, micro=123_456), Precision.INSTANT),
        ("2026-11-09", utc(2026, 11, 8, 23), Precision.DAY),
        ("2026-07-09", utc(2026, 7, 8, 22), Precision.DAY),
        ("2024-02-29", utc(2024, 2, 28, 23), Precision.DAY),
        ("2026-10-25T02:30:00+02:00", utc(2026, 10, 25, 0, 30), Precision.SECOND),
        ("2026-10-25T02:30:00+01:00", utc(2026, 10, 25, 1, 30), Precision.SECOND),
        ("2026-10-25T01:59:59", utc(2026, 10, 24, 23, 59, 59), Precision.SECOND),
        ("2026-10-25T03:00:00", utc(2026, 10, 25, 2), Precision.SECOND),
        ("2026-03-29T01:59:59", utc(2026, 3, 29, 0, 59, 59), Precision.SECOND),
        ("2026-03-29T03:00:00", utc(2026, 3, 29, 1), Precision.SECOND),
        ("2026-10-25", utc(2026, 10, 24, 22), Precision.DAY),
        ("1990-01-01", utc(1989, 12, 31, 23), Precision.DAY),
    ],
)
def test_a_written_time_is_an_instant_with_its_precision(text: str, at: int, precision: Precision) -> None:
    assert parse(text, AMSTERDAM) == Instant(at, precision)


@pytest.mark.parametrize("text", ["2026-10-25T02:00:00", "2026-10-25 02:30", "2026-10-25T02:59:59.999"])
def test_a_local_time_that_occurs_twice_is_ambiguous(text: str) -> None:
    assert parse(text, AMSTERDAM) == Instant(None, Precision.AMBIGUOUS)


@pytest.mark.parametrize("text", ["2026-03-29T02:00:00", "2026-03-29 02:30", "2026-03-29T02:59:59.999"])
def test_a_local_time_that_the_clock_skipped_does_not_exist(text: str) -> None:
    assert parse(text, AMSTERDAM) == Instant(None, Precision.NONEXISTENT)


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_time_is_missing_not_wrong(text: str) -> None:
    assert parse(text, AMSTERDAM) == Instant(None, Precision.MISSING)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2025-02-29",
        "2026-11-31T10:00:00",
        "2026-13-01",
        "2026-11-09T25:00:00",
        "2026-11-09T24:00:00",
        "2026-11-09T10:60:00",
        "2026-11-09T10:00:61",
        "2026-11-09T10:00:00+15:00",
        "2026-11-09T10:00:00+01:75",
        "2026-11-09T",
        "1989-12-31",
        "2100-01-01T00:00:00Z",
        "0000-01-01",
        "maandag",
        "yesterday",
        "09-11-2026",
        "11/09/2026",
        "20261109",
        "1543527289",
        "2026-11-09T10:00:00\x00",
        "٢٠٢٦-١١-٠٩",
        "2026-11-09 10:00:00; drop table",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert parse(text, AMSTERDAM) is None


def test_a_clock_change_at_midnight_leaves_the_day_usable() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    assert parse("2018-11-04", sao_paulo) == Instant(utc(2018, 11, 4, 3), Precision.DAY)
    assert parse("2018-11-04T00:30:00", sao_paulo) == Instant(None, Precision.NONEXISTENT)
    assert parse("2018-02-17T23:30:00", sao_paulo) == Instant(None, Precision.AMBIGUOUS)


@given(
    st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)),  # noqa: DTZ001 - local times are meant
    st.integers(-14 * 60, 14 * 60),
)
def test_an_offset_gives_the_same_instant_as_the_standard_library(local: datetime, minutes: int) -> None:
    aware = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found = parse(aware.isoformat(), AMSTERDAM)
    assert found is not None
    assert found.at == (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)))  # noqa: DTZ001 - local times are meant
def test_a_local_time_is_right_or_said_to_be_impossible(local: datetime) -> None:
    found = parse(local.isoformat(), AMSTERDAM)
    assert found is not None
    aware = local.replace(tzinfo=AMSTERDAM)
    if aware.utcoffset() != aware.replace(fold=1).utcoffset():
        assert found.at is None
    else:
        assert found.at == (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@given(st.text(max_size=40))
def test_no_text_makes_the_parser_fall(text: str) -> None:
    found = parse(text, AMSTERDAM)
    assert found is None or (found.at is None) == (found.precision >= Precision.AMBIGUOUS)
