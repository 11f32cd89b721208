"""Control charts: what the last point says and what may be expected of the target, seen from both sides."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.measures.control import Assurance, Control, Variation, p_chart, xmr
from charter.measures.control_limits import Step
from charter.measures.series import Better
from charter.measures.signals import Rule

CALM = [50, 52, 49, 51, 48, 52, 50, 49, 51, 50, 48, 52]
"""Twelve points without a special cause: mean 50 1/6, limits 44.4 and 55.9, warning lines 46.3 and 54.0."""


def chart(values: list[float], **settings: object) -> Control:
    return xmr(np.array(values, np.float64), **settings)  # type: ignore[arg-type]


def fired(made: Control) -> set[tuple[Rule, int, int, int]]:
    return {(s.rule, s.direction, s.first, s.last) for s in made.signals}


def test_a_point_that_is_not_judged_changes_nothing_and_is_not_marked() -> None:
    judged = np.array([True] * 12 + [False])
    made = chart([*CALM, 5], judged=judged)
    assert made.segments[0].centre == chart(CALM).segments[0].centre
    assert made.mark(12) is Variation.UNKNOWN
    assert (made.last, made.variation) == (11, Variation.COMMON)


@pytest.mark.parametrize(
    ("points", "has", "trial"), [(5, False, False), (6, True, True), (11, True, True), (12, True, False)]
)
def test_under_six_points_there_are_no_limits_and_under_twelve_trial_ones(points: int, has: bool, trial: bool) -> None:
    made = chart(CALM[:points], target=0.0)
    assert (made.segments[0].centre is not None, made.segments[0].trial) == (has, trial)
    assert math.isnan(made.upper[0]) is not has
    assert (made.variation is Variation.UNKNOWN) is not has
    assert (made.assurance is Assurance.UNKNOWN) is not has


def test_no_points_at_all_is_no_chart_but_no_error() -> None:
    made = chart([math.nan, math.nan], target=0.9)
    assert (made.last, made.variation, made.assurance) == (None, Variation.UNKNOWN, Assurance.UNKNOWN)


@pytest.mark.parametrize(
    ("target", "up", "down"),
    [
        (60.0, Assurance.FAIL, Assurance.PASS),
        (50.0, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
        (40.0, Assurance.PASS, Assurance.FAIL),
        (None, Assurance.UNKNOWN, Assurance.UNKNOWN),
    ],
)
def test_assurance_follows_the_better_direction(target: float | None, up: Assurance, down: Assurance) -> None:
    assert chart(CALM, target=target, better=Better.UP).assurance is up
    assert chart(CALM, target=target, better=Better.DOWN).assurance is down


def test_always_exactly_on_target_is_a_promise_kept() -> None:
    made = chart([1.0] * 12, target=1.0, bounds=(0, 1))
    assert (made.variation, made.assurance) == (Variation.COMMON, Assurance.PASS)


UNSTEADY = [0.7, 0.9, 0.6, 0.95, 0.75, 0.99, 0.65, 0.9, 0.7, 0.95, 0.8, 0.76]


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ([], Assurance.FAIL),
        ([1.0], Assurance.HIT_AND_MISS),
        ([1.0, *UNSTEADY[:6]], Assurance.HIT_AND_MISS),
        ([1.0, *UNSTEADY[:7]], Assurance.FAIL),
    ],
)
def test_a_target_of_everything_fails_when_seven_months_in_a_row_missed_it(
    ending: list[float], expected: Assurance
) -> None:
    values = [*UNSTEADY, *ending]
    made = chart(values, target=1.0, bounds=(0, 1))
    assert (made.upper[-1], made.assurance) == (1.0, expected)
    mirrored = chart([1 - value for value in values], target=0.0, bounds=(0, 1), better=Better.DOWN)
    assert mirrored.assurance is expected


def test_a_target_inside_the_limits_is_hit_and_miss_also_after_seven_months_below_it() -> None:
    made = chart([85.0, 92.0] * 6 + [85.0, 88.0] * 3 + [86.0], target=90.0)
    assert made.upper[-1] > 90
    assert made.assurance is Assurance.HIT_AND_MISS


@given(st.lists(st.integers(0, 50), min_size=6, max_size=24))
def test_a_target_of_everything_passes_only_when_every_point_is_everything(met: list[int]) -> None:
    values, n = np.array(met), np.full(len(met), 50)
    for made in (xmr(values / n, target=1.0, bounds=(0, 1), n=n), p_chart(values, n, target=1.0)):
        assert (made.assurance is Assurance.PASS) == (min(met) == 50)


def test_variation_is_named_by_the_better_direction() -> None:
    rise = [*CALM, 60.0]
    assert chart(rise).variation is Variation.IMPROVING
    assert chart(rise, better=Better.DOWN).variation is Variation.CONCERNING
    assert chart([*rise, 50.0]).variation is Variation.COMMON


def test_a_level_colours_a_point_before_its_trend_does() -> None:
    falling_but_high = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 40, 39, 38, 37, 36, 35, 34]
    made = chart(falling_but_high)
    assert {s.rule for s in made.signals_at(18)} >= {Rule.SHIFT, Rule.TREND}
    assert made.mark(18) is Variation.IMPROVING


STEP = Step(date(2026, 5, 1), "vast belteam")


def test_a_step_breaks_the_limits_and_the_last_segment_decides_the_icons() -> None:
    before, after = (
        [78.0, 79, 77, 78, 80, 76, 78, 79, 77, 78, 79, 77],
        [87.0, 86, 88, 87, 86, 88, 87, 86, 88, 87, 86, 88],
    )
    made = chart([*before, *after], breaks=[(12, STEP)], target=85.0)
    assert [(s.first, s.last, s.trial, s.step) for s in made.segments] == [(0, 11, False, None), (12, 23, False, STEP)]
    assert made.upper[11] < made.lower[12]
    assert (made.variation, made.assurance) == (Variation.COMMON, Assurance.HIT_AND_MISS)
    assert chart(before, target=85.0).assurance is Assurance.FAIL


@given(st.lists(st.integers(-500, 500), min_size=6, max_size=30), st.integers(-500, 500))
def test_mirrored_values_with_a_mirrored_direction_say_the_same(values: list[int], target: int) -> None:
    plain = chart([float(v) for v in values], target=float(target))
    mirrored = chart([float(-v) for v in values], target=float(-target), better=Better.DOWN)
    assert (mirrored.variation, mirrored.assurance) == (plain.variation, plain.assurance)
    assert {(rule, -up, a, b) for rule, up, a, b in fired(mirrored)} == fired(plain)


def test_a_large_last_month_alone_does_not_keep_a_promise() -> None:
    n = np.array([100] * 12 + [5000])
    met = np.array([90, 92, 89, 91, 88, 92, 90, 89, 91, 90, 88, 92, 4650])
    made = p_chart(met, n, target=0.9)
    assert made.lower[12] > 0.9
    assert made.assurance is Assurance.HIT_AND_MISS
