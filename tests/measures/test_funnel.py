"""Funnel limits are the exact binomial ones, and a group is outside exactly when it is."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.measures.funnel import INNER, OUTER, Standing, funnel, limits


@pytest.mark.parametrize(
    ("n", "outer", "inner"),
    [
        (20, (65, 100), (75, 100)),
        (50, (74, 100), (82, 98)),
        (200, (83, 96), (85.5, 94)),
        (1000, (87, 92.8), (88.1, 91.8)),
    ],
)
def test_limits_around_nine_in_ten_equal_the_published_ones(
    n: int, outer: tuple[float, float], inner: tuple[float, float]
) -> None:
    percentages = [tuple(round(100 * k / n, 1) for k in limits(n, 0.9, width)) for width in (OUTER, INNER)]
    assert percentages == [outer, inner]


@pytest.mark.parametrize("seed", range(20))
def test_limits_equal_a_plain_sum_of_fractions(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same groups every time
    n, hundredths = dice.randint(1, 300), dice.randint(1, 99)
    share = Fraction(hundredths, 100)
    mass = [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    for width, tail in ((INNER, Fraction(25, 1000)), (OUTER, Fraction(1, 1000))):
        below = next(k for k in range(n + 1) if sum(mass[: k + 1]) >= tail)
        above = next(k for k in range(n + 1) if sum(mass[: k + 1]) >= 1 - tail)
        assert limits(n, hundredths / 100, width) == (below, above)


def test_a_tail_that_is_met_exactly_is_no_accident_of_floats() -> None:
    """None of 3 at 0.90, or all of 3 at 0.10, has a chance of exactly one in a thousand."""
    assert (limits(3, 0.9, OUTER), limits(3, 0.1, OUTER)) == ((0, 3), (0, 2))


@given(st.integers(1, 2_000_000), st.floats(0.001, 0.999))
def test_limits_enclose_what_is_expected_and_the_outer_enclose_the_inner(n: int, share: float) -> None:
    inner, outer = limits(n, share, INNER), limits(n, share, OUTER)
    assert 0 <= outer[0] <= inner[0] <= math.ceil(n * share)
    assert math.floor(n * share) <= inner[1] <= outer[1] <= n


@given(st.integers(1, 500), st.integers(1, 99))
def test_counting_the_breached_instead_of_the_met_mirrors_the_limits(n: int, hundredths: int) -> None:
    met, breached = limits(n, hundredths / 100, INNER), limits(n, 1 - hundredths / 100, INNER)
    assert abs(met[0] - (n - breached[1])) <= 1
    assert abs(met[1] - (n - breached[0])) <= 1


def test_a_million_contacts_have_narrow_limits() -> None:
    lower, upper = limits(1_000_000, 0.9, OUTER)
    width = 3.0902 * math.sqrt(1_000_000 * 0.09)
    assert lower == pytest.approx(900_000 - width, abs=2)
    assert upper == pytest.approx(900_000 + width, abs=2)


def test_seventeen_of_twenty_is_no_outlier_and_the_edges_are_within() -> None:
    made = funnel([("A", 17, 20), ("B", 13, 20), ("C", 12, 20), ("D", 15, 20), ("E", 14, 20)], around=0.9)
    standing = {m.group: (m.standing, m.warning) for m in made.members}
    assert standing["A"] == (Standing.WITHIN, Standing.WITHIN)
    assert standing["B"] == (Standing.WITHIN, Standing.BELOW)
    assert standing["C"] == (Standing.BELOW, Standing.BELOW)
    assert standing["D"] == (Standing.WITHIN, Standing.WITHIN)
    assert standing["E"] == (Standing.WITHIN, Standing.BELOW)


def test_a_group_can_stand_out_upwards() -> None:
    made = funnel([("A", 500, 500), ("B", 1700, 2000)])
    assert made.members[0].standing is Standing.ABOVE


def test_groups_come_by_name_whatever_their_share() -> None:
    made = funnel([("Zorg", 99, 100), ("Belastingen", 50, 100), ("KCC", 80, 100)])
    assert [m.group for m in made.members] == ["Belastingen", "KCC", "Zorg"]
    assert made.centre == pytest.approx(229 / 300)


def test_groups_that_all_differ_more_than_chance_are_overdispersed() -> None:
    apart = funnel([(str(i), 500 + 300 * (i % 2), 1000) for i in range(6)])
    alike = funnel([(str(i), 800 + 5 * (i % 2), 1000) for i in range(6)])
    assert (apart.overdispersed, alike.overdispersed) == (True, False)
    assert apart.dispersion == pytest.approx(6 * 150**2 / (1000 * 0.65 * 0.35) / 6)


def test_without_contacts_there_is_nothing_to_compare() -> None:
    made = funnel([("A", 0, 0)])
    assert (made.centre, made.dispersion, made.members[0].standing) == (None, None, Standing.UNKNOWN)
    assert made.members[0].share is None


@pytest.mark.parametrize("centre", [0.0, 1.0])
def test_around_everything_or_nothing_a_single_exception_is_outside(centre: float) -> None:
    made = funnel([("A", round(20 * centre), 20), ("B", 19 if centre else 1, 20)], around=centre)
    assert made.members[0].standing is Standing.WITHIN
    assert made.members[1].standing is (Standing.BELOW if centre else Standing.ABOVE)


def test_the_curve_runs_past_the_largest_group_and_narrows() -> None:
    curve = funnel([("A", 90, 100), ("B", 900, 1000)]).curve
    assert curve.n[0] <= 5
    assert curve.n[-1] >= 1000
    assert (np.diff(curve.n) > 0).all()
    assert curve.outer_upper[-1] - curve.outer_lower[-1] < curve.outer_upper[0] - curve.outer_lower[0]
    assert (curve.outer_lower <= curve.inner_lower).all()
