"""Limits of control charts: the check values, the textbook and what chance allows."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.measures.control import Control, p_chart, xmr
from charter.measures.control_limits import Kind, differs_much, screened_mean
from charter.measures.signals import Rule

CHECK = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""The series of the NHSRplotthedots vignette."""


def chart(values: list[float], **settings: object) -> Control:
    return xmr(np.array(values, np.float64), **settings)  # type: ignore[arg-type]


def test_the_check_series_has_the_limits_of_its_vignette() -> None:
    made = chart(CHECK)
    assert round(made.segments[0].centre or 0, 2) == 1.94
    assert (round(made.lower[0], 2), round(made.upper[0], 2)) == (-0.72, 4.60)
    assert [(s.rule, s.direction, s.points) for s in made.signals] == [(Rule.OUTSIDE, 1, (4,))]


def test_without_screening_the_check_series_would_have_the_wide_limits_of_its_vignette() -> None:
    ranges = np.abs(np.diff(np.array(CHECK, np.float64)))
    centre = statistics.fmean(CHECK)
    assert [round(centre + sign * 2.66 * ranges.mean(), 2) for sign in (-1, 1)] == [-3.06, 6.95]
    assert screened_mean(ranges) == 1


def test_points_that_are_passed_over_make_their_neighbours_neighbours() -> None:
    whole = chart([float(v) for v in CHECK])
    gaps = chart([math.nan, *CHECK[:5], math.nan, *CHECK[5:]])
    assert gaps.segments[0].centre == whole.segments[0].centre
    assert gaps.upper[3] == whole.upper[3]
    assert [s.first for s in gaps.signals] == [5]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=6, max_size=30))
def test_limits_of_shares_stay_between_nothing_and_everything(parts: list[tuple[int, int]]) -> None:
    met, n = np.array([min(m, of) for m, of in parts]), np.array([of for _m, of in parts])
    for made in (p_chart(met, n), xmr(met / n, bounds=(0, 1))):
        assert (made.lower >= 0).all()
        assert (made.upper <= 1).all()
        assert (made.lower <= made.centre).all()


def test_the_p_chart_equals_the_textbook_where_chance_explains_the_months() -> None:
    n = np.array([60, 300, 120, 300, 75, 240, 90, 300])
    met = np.array([54, 271, 105, 269, 68, 218, 81, 266])
    made = p_chart(met, n)
    share = Fraction(int(met.sum()), int(n.sum()))
    assert (made.kind, made.widened) == (Kind.P, 1.0)
    assert made.centre[0] == pytest.approx(float(share))
    for i, of in enumerate(n.tolist()):
        width = 3 * math.sqrt(share * (1 - share) / of)
        assert made.upper[i] == pytest.approx(min(1.0, float(share) + width))
    assert not made.signals


def test_with_thousands_of_contacts_the_p_chart_is_widened_by_what_months_differ() -> None:
    n = np.array([10_000, 40_000] * 6)
    share = np.array([0.80, 0.82, 0.79, 0.81, 0.80, 0.83, 0.79, 0.82, 0.80, 0.81, 0.79, 0.82])
    met = np.rint(n * share).astype(np.int64)
    made = p_chart(met, n)
    z = (met / n - met.sum() / n.sum()) / np.sqrt(met.sum() / n.sum() * (1 - met.sum() / n.sum()) / n)
    assert made.widened == pytest.approx(np.abs(np.diff(z)).mean() / 1.128)
    assert made.widened > 3
    assert Rule.OUTSIDE not in {signal.rule for signal in made.signals}


def test_with_equal_numbers_a_widened_p_chart_is_the_xmr_chart() -> None:
    n = np.full(12, 5000)
    met = np.array([4000, 4300, 3900, 4100, 4000, 4200, 4350, 3950, 4100, 4050, 4250, 4000])
    wide, plain = p_chart(met, n), xmr(met / n)
    np.testing.assert_allclose(wide.upper, plain.centre + (plain.upper - plain.centre) * (3 / 1.128 / 2.66))


@pytest.mark.parametrize(("n", "much"), [([25, 99], False), ([25, 100], True), ([7], False), ([], False)])
def test_numbers_differ_much_from_four_times_on(n: list[int], much: bool) -> None:
    assert differs_much(np.array(n, np.int64)) is much


def test_where_few_are_expected_the_limits_of_the_p_chart_are_exact() -> None:
    n, met = np.full(12, 20), np.array([18] * 12)
    made = p_chart(met, n)
    mass = [math.comb(20, k) * Fraction(9, 10) ** k * Fraction(1, 10) ** (20 - k) for k in range(21)]
    lowest = next(k for k in range(21) if sum(mass[: k + 1]) >= Fraction(135, 100_000))
    assert made.lower[0] == pytest.approx(lowest / 20)
