"""A monthly series folded into years: every month in its place, the rest empty."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from charter.measures.series import Better, Every, Figure, Series, periods_of
from charter.measures.years import by_year
from charter.norms.periods import Period


def monthly(first: date, last: date, every: Every = Every.MONTH) -> Series:
    periods = periods_of(Period(first, last, f"{first}..{last}"), every)
    size = len(periods)
    n = np.arange(1, size + 1)
    no = np.zeros(size, np.bool_)
    complete = ~no
    complete[1] = False
    return Series(
        "email.answer", "", Figure.SHARE, Better.UP, periods, n // 2, n, np.zeros(size, np.int64), n // 2 / n,
        np.full(size, 0.9), complete, no, no, (),
    )  # fmt: skip


def test_every_month_has_its_place_in_its_year() -> None:
    found = by_year(monthly(date(2024, 11, 1), date(2026, 2, 28)))
    assert found.years == (2024, 2025, 2026)
    assert found.n[0].tolist() == [0] * 10 + [1, 2]
    assert found.n[1].tolist() == list(range(3, 15))
    assert found.n[2].tolist() == [15, 16] + [0] * 10
    assert found.met[2, 1] == 8
    assert found.value[2, 1] == 0.5
    assert np.isnan(found.value[2, 2:]).all()
    assert not found.complete[0, 11]
    assert found.complete[2].all()
    assert found.judged.sum() == 16


def test_weeks_cannot_be_folded() -> None:
    with pytest.raises(ValueError, match="months"):
        by_year(monthly(date(2026, 1, 5), date(2026, 3, 1), Every.WEEK))
