"""Periods as the command line spells them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from charter.columns import NO_DAY
from charter.norms.periods import Period, months, weeks


def days(*texts: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.array([(date.fromisoformat(t) - date(1970, 1, 1)).days if t else NO_DAY for t in texts], np.int32)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-T1", "2026-01-01", "2026-04-30"),
        ("2026-T2", "2026-05-01", "2026-08-31"),
        ("2026-T3", "2026-09-01", "2026-12-31"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-W46", "2026-11-09", "2026-11-15"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2026-10-01..2026-10-15", "2026-10-01", "2026-10-15"),
        ("2028-02-29..2028-02-29", "2028-02-29", "2028-02-29"),
    ],
)
def test_every_spelling_names_its_days(text: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert (period.first.isoformat(), period.last.isoformat(), period.label) == (first, last, text)


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-T4", "2026-W54", "2025-W53", "2026-W00", "2026-W7",
     "2026-1", "2026-q3", " 2026", "2026-10-15", "2026-10-15..2026-10-01", "2026-10-01..", "..2026-10-01",
     "2026-02-30..2026-03-01", "20261001..20261015", "2026-W40-1..2026-W40-5", "2026-10-01...2026-10-15", "0000",
     "２０２６"],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the promise is the type
        Period.parse(text)


def test_a_period_covers_its_first_and_last_day_and_never_the_undated() -> None:
    covered = Period.parse("2026-11").covers(days("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01", ""))
    assert covered.tolist() == [False, True, True, False, False]


def test_the_month_of_a_day() -> None:
    assert Period.month_of(date(2028, 2, 29)) == Period.parse("2028-02")


def test_days_are_labelled_by_month_and_iso_week() -> None:
    given = days("2027-01-03", "", "2026-12-28", "2027-01-04", "1969-12-31")
    position, labels = months(given)
    assert [labels[p] for p in position] == ["2027-01", "", "2026-12", "2027-01", "1969-12"]
    position, labels = weeks(given)
    assert [labels[p] for p in position] == ["2026-W53", "", "2026-W53", "2027-W01", "1970-W01"]


def test_no_days_have_no_labels() -> None:
    assert months(days())[1] == weeks(days())[1] == [""]
