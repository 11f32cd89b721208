"""Shares and means with their bounds, against plain Python and published values."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.measures.certainty import Mean, Proportion, means, proportions, student


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), Statistics in Medicine 17, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_the_interval_of_a_share_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    found = Proportion(hits, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_nothing_has_no_share_and_no_interval() -> None:
    nothing = Proportion(0, 0)
    assert (nothing.share, nothing.low, nothing.high, nothing.few) == (None, None, None, True)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_share_lies_in_its_interval_and_the_interval_within_none_and_all(n: int, part: float) -> None:
    found = Proportion(round(part * n), n)
    assert found.low is not None
    assert found.high is not None
    assert found.share is not None
    assert 0 <= found.low <= found.share + 1e-12
    assert found.share <= found.high + 1e-12 <= 1 + 1e-11
    assert found.low < found.high


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (10, 2.2281), (30, 2.0423), (1000, 1.9623)],
)
def test_students_quantile_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert student(np.array([freedom]))[0] == pytest.approx(quantile, rel=2e-3)


def test_one_mark_and_marks_that_are_all_the_same_tell_no_interval() -> None:
    one, same, none = means(np.array([0, 1, 1, 1]), np.array([8.0, 7, 7, 7]), 3)
    assert one == Mean(1, 8.0)
    assert same == Mean(3, 7.0)
    assert none == Mean(0)


def test_the_interval_of_a_mean_stays_on_the_scale() -> None:
    (found,) = means(np.zeros(2, np.int64), np.array([10.0, 9.0]), 1, 1, 10)
    assert (found.value, found.low, found.high) == (9.5, pytest.approx(9.5 - 12.7062 * 0.5, abs=1e-3), 10)


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(1, 10), st.booleans()), max_size=60))
def test_means_and_shares_per_group_are_those_of_plain_python(rows: list[tuple[int, float, bool]]) -> None:
    cell = np.array([r[0] for r in rows], np.int64)
    found = means(cell, np.array([r[1] for r in rows], np.float64), 4)
    shares = proportions(cell, np.array([r[2] for r in rows], np.bool_), 4)
    for group in range(4):
        values = [r[1] for r in rows if r[0] == group]
        assert shares[group] == Proportion(sum(r[2] for r in rows if r[0] == group), len(values))
        assert found[group].n == len(values)
        if values:
            assert found[group].value == pytest.approx(statistics.fmean(values))
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        if spread > 1e-6:
            half = float(student(np.array([len(values) - 1]))[0]) * spread / math.sqrt(len(values))
            assert found[group].low == pytest.approx(statistics.fmean(values) - half)
            assert found[group].high == pytest.approx(statistics.fmean(values) + half)
