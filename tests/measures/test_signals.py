"""Special causes: every rule at its edge, and what no scale or shift may change."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charter.measures.control import Control, Variation, p_chart, xmr
from charter.measures.control_limits import Step
from charter.measures.signals import Rule

CALM = [50, 52, 49, 51, 48, 52, 50, 49, 51, 50, 48, 52]
"""Twelve points without a special cause: mean 50 1/6, limits 44.4 and 55.9, warning lines 46.3 and 54.0."""


def chart(values: list[float], **settings: object) -> Control:
    return xmr(np.array(values, np.float64), **settings)  # type: ignore[arg-type]


def fired(made: Control) -> set[tuple[Rule, int, int, int]]:
    return {(s.rule, s.direction, s.first, s.last) for s in made.signals}


def rules(made: Control) -> set[Rule]:
    return {signal.rule for signal in made.signals}


@pytest.mark.parametrize("seed", range(20))
def test_limits_and_rules_equal_a_plain_recomputation(seed: int) -> None:
    values = _random_series(random.Random(seed))  # noqa: S311 - the same series every time
    made = chart([float(v) for v in values])
    mean, width = _plain_limits(values)
    assert made.segments[0].centre == pytest.approx(float(mean))
    assert made.lower[0] == pytest.approx(float(mean - width))
    assert made.upper[0] == pytest.approx(float(mean + width))
    for rule, wanted in _plain_rules(values, mean, width).items():
        assert {p for s in made.signals if s.rule is rule for p in s.points} == wanted, rule


def _random_series(dice: random.Random) -> list[Fraction]:
    """Noise, with a level that sometimes moves and a slope that sometimes comes and goes."""
    level, slope, values = 700, 0, []
    for _point in range(dice.randint(6, 48)):
        if dice.random() < 0.1:
            level += dice.randint(-60, 60)
        if dice.random() < 0.1:
            slope = dice.choice([0, 0, 9, -9])
        level += slope
        values.append(Fraction(level + dice.randint(-20, 20), 1000))
    return values


def _plain_limits(values: list[Fraction]) -> tuple[Fraction, Fraction]:
    mean = sum(values, Fraction()) / len(values)
    ranges = [abs(values[i] - values[i - 1]) for i in range(1, len(values))]
    average = sum(ranges, Fraction()) / len(ranges)
    kept = [r for r in ranges if r < Fraction(3267, 1000) * average] or ranges
    return mean, Fraction(266, 100) * sum(kept, Fraction()) / len(kept)


def _plain_rules(values: list[Fraction], mean: Fraction, width: Fraction) -> dict[Rule, set[int]]:
    """Window by window, straight from the definitions."""
    found: dict[Rule, set[int]] = {rule: set() for rule in (Rule.OUTSIDE, Rule.SHIFT, Rule.TREND, Rule.TWO_OF_THREE)}
    size = len(values)
    for sign in (1, -1):
        away = [sign * (v - mean) for v in values]
        found[Rule.OUTSIDE] |= {i for i in range(size) if away[i] > width}
        for i in range(size - 6):
            window = range(i, i + 7)
            if all(away[j] > 0 for j in window):
                found[Rule.SHIFT] |= set(window)
            if all(away[j] > away[j - 1] for j in list(window)[1:]):
                found[Rule.TREND] |= set(window)
        for i in range(size - 2):
            beyond = {j for j in range(i, i + 3) if away[j] > Fraction(2, 3) * width}
            if len(beyond) >= 2:
                found[Rule.TWO_OF_THREE] |= beyond
    return found


def test_a_point_outside_fires_and_one_on_the_limit_does_not() -> None:
    assert not rules(chart(CALM))
    assert Rule.OUTSIDE in rules(chart([*CALM, 60]))
    on_the_limit = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert not rules(chart(on_the_limit))


def test_any_other_value_among_equal_ones_lies_outside() -> None:
    made = chart([0.9] * 12 + [0.8])
    assert {signal.points for signal in made.signals if signal.rule is Rule.OUTSIDE} >= {(12,)}


def test_equal_values_never_signal_however_floats_round() -> None:
    for value in (0.1, 0.7, 0.9, 1 / 3, 87 / 100, 1e6 / 3):
        assert not chart([value] * 13).signals


@pytest.mark.parametrize(("length", "fires"), [(6, False), (7, True), (8, True)])
def test_seven_on_one_side_is_a_shift_and_six_is_not(length: int, fires: bool) -> None:
    high = [52.0, 51.0] * 4
    low = [48.0, 49.0, 51.5, 48.0, 49.0, 51.5, 48.0, 49.0, 48.0]
    made = chart([*low, *high[:length], 48.0])
    assert (Rule.SHIFT in rules(made)) is fires
    if fires:
        assert (Rule.SHIFT, 1, 9, 8 + length) in fired(made)


def test_a_point_on_the_mean_breaks_a_run() -> None:
    unbroken = [1.0, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1]
    assert fired(chart(unbroken)) >= {(Rule.SHIFT, 1, 0, 6), (Rule.SHIFT, -1, 7, 13)}
    broken = [1.0, 1, 1, 0, 1, 1, 1, -1, -1, -1, 0, -1, -1, -1]
    assert Rule.SHIFT not in rules(chart(broken))


@pytest.mark.parametrize(("points", "fires"), [(6, False), (7, True), (9, True)])
def test_seven_rising_points_are_a_trend_and_six_are_not(points: int, fires: bool) -> None:
    zigzag = [55.0, 45.0] * 6
    for sign in (1, -1):
        rising = [50 + sign * (i - points / 2) for i in range(points)]
        made = chart([*zigzag, 50 - 5 * sign + 0.0, *rising[1:], rising[-1] - 3 * sign])
        found = {s for s in made.signals if s.rule is Rule.TREND}
        assert bool(found) is fires, (points, sign)
        assert all(s.direction == sign for s in found)


def test_a_trend_needs_every_step_in_the_same_direction() -> None:
    zigzag = [55.0, 45.0] * 6
    steady = chart([*zigzag, 46, 47, 48, 49, 50, 51])
    assert (Rule.TREND, 1, 11, 17) in fired(steady)
    with_a_rest = chart([*zigzag, 46, 47, 48, 48, 49, 50])
    assert Rule.TREND not in rules(with_a_rest)


def test_two_of_three_near_one_limit_fire_and_on_two_sides_they_do_not() -> None:
    calm = CALM * 3
    near_upper = chart([*calm, 55, 50, 55])
    assert [s.points for s in near_upper.signals if s.rule is Rule.TWO_OF_THREE] == [(36, 38)]
    assert rules(near_upper) == {Rule.TWO_OF_THREE}
    assert not rules(chart([*calm, 55, 50, 45]))
    assert not rules(chart([*calm, 55, 50, 51, 55]))


STEP = Step(date(2026, 5, 1), "vast belteam")


def test_trial_points_after_a_step_are_held_against_the_old_limits() -> None:
    before = [78.0, 79, 77, 78, 80, 76, 78, 79, 77, 78, 79, 77]
    six = chart([*before, 87, 86, 88, 87, 86, 88], breaks=[(12, STEP)])
    assert {s.points[0] for s in six.signals if s.rule is Rule.STEP} == set(range(12, 18))
    assert six.variation is Variation.IMPROVING
    two = chart([*before, 70, 71], breaks=[(12, STEP)])
    assert (two.mark(12), two.variation) == (Variation.CONCERNING, Variation.CONCERNING)
    assert Rule.STEP not in rules(chart([*before, 80, 81], breaks=[(12, STEP)]))


def test_a_run_does_not_cross_a_step() -> None:
    made = chart([*CALM, *[v + 0.0 for v in (51, 52, 51, 52, 51, 52)], *[v + 0.0 for v in (51, 52, 51, 52, 51, 52)]],
                 breaks=[(18, STEP)])  # fmt: skip
    assert all(s.last < 18 or s.first >= 18 for s in made.signals)


@given(st.lists(st.integers(-500, 500), min_size=6, max_size=30), st.integers(1, 1000), st.integers(-1000, 1000))
def test_scale_and_shift_change_no_signal(values: list[int], scale: int, shift: int) -> None:
    assume(len(set(values)) > 1)
    plain = chart([float(v) for v in values])
    moved = chart([float(v * scale + shift) for v in values])
    assert fired(moved) == fired(plain)
    np.testing.assert_allclose(moved.upper, plain.upper * scale + shift, atol=1e-6 * scale)


def test_months_of_everything_after_one_miss_are_no_run_above_the_mean() -> None:
    met, n = np.array([499, *[500] * 12]), np.full(13, 500)
    assert not p_chart(met, n).signals
    assert Rule.SHIFT not in rules(xmr(met / n, n=n))
    assert Rule.SHIFT in rules(xmr(met / n))
    assert Rule.SHIFT in rules(p_chart(np.array([*[490, 491, 489] * 3, *[500] * 8]), np.full(17, 500)))
