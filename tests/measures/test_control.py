"""Control charts: the check values, every rule at its edge, and what no scale, shift or mirror may change."""

from __future__ import annotations

import math
import random
import statistics
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charter.measures.control import (
    Assurance,
    Better,
    Control,
    Kind,
    Rule,
    Step,
    Variation,
    differs_much,
    p_chart,
    screened_mean,
    xmr,
)

CHECK = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""The series of the NHSRplotthedots vignette."""
CALM = [50, 52, 49, 51, 48, 52, 50, 49, 51, 50, 48, 52]
"""Twelve points without a special cause: mean 50 1/6, limits 44.4 and 55.9, warning lines 46.3 and 54.0."""


def chart(values: list[float], **settings: object) -> Control:
    return xmr(np.array(values, np.float64), **settings)  # type: ignore[arg-type]


def fired(made: Control) -> set[tuple[Rule, int, int, int]]:
    return {(s.rule, s.direction, s.first, s.last) for s in made.signals}


def rules(made: Control) -> set[Rule]:
    return {signal.rule for signal in made.signals}


def test_the_check_series_has_the_limits_of_its_vignette() -> None:
    made = chart(CHECK)
    assert round(made.segments[0].centre or 0, 2) == 1.94
    assert (round(made.lower[0], 2), round(made.upper[0], 2)) == (-0.72, 4.60)
    assert fired(made) == {(Rule.OUTSIDE, 1, 4, 4)}


def test_without_screening_the_check_series_would_have_the_wide_limits_of_its_vignette() -> None:
    ranges = np.abs(np.diff(np.array(CHECK, np.float64)))
    centre = statistics.fmean(CHECK)
    assert [round(centre + sign * 2.66 * ranges.mean(), 2) for sign in (-1, 1)] == [-3.06, 6.95]
    assert screened_mean(ranges) == 1


@pytest.mark.parametrize("seed", range(20))
def test_limits_and_rules_equal_a_plain_recomputation(seed: int) -> None:
    values = _random_series(random.Random(seed))  # noqa: S311 - the same series every time
    made = chart([float(v) for v in values])
    mean, width = _plain_limits(values)
    assert made.segments[0].centre == pytest.approx(float(mean))
    assert made.lower[0] == pytest.approx(float(mean - width))
    assert made.upper_warning[0] == pytest.approx(float(mean + width * Fraction(2, 3)))
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


def test_points_that_are_passed_over_make_their_neighbours_neighbours() -> None:
    whole = chart([float(v) for v in CHECK])
    gaps = chart([math.nan, *CHECK[:5], math.nan, *CHECK[5:]])
    assert gaps.segments[0].centre == whole.segments[0].centre
    assert gaps.upper[3] == whole.upper[3]
    assert [s.first for s in gaps.signals] == [5]


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


series_of_hundredths = st.lists(st.integers(-500, 500), min_size=6, max_size=30)


@given(series_of_hundredths, st.integers(1, 1000), st.integers(-1000, 1000))
def test_scale_and_shift_change_no_signal(values: list[int], scale: int, shift: int) -> None:
    assume(len(set(values)) > 1)
    plain = chart([float(v) for v in values])
    moved = chart([float(v * scale + shift) for v in values])
    assert fired(moved) == fired(plain)
    np.testing.assert_allclose(moved.upper, plain.upper * scale + shift, atol=1e-6 * scale)


@given(series_of_hundredths, st.integers(-500, 500))
def test_mirrored_values_with_a_mirrored_direction_say_the_same(values: list[int], target: int) -> None:
    plain = chart([float(v) for v in values], target=float(target))
    mirrored = chart([float(-v) for v in values], target=float(-target), better=Better.DOWN)
    assert (mirrored.variation, mirrored.assurance) == (plain.variation, plain.assurance)
    assert {(rule, -up, a, b) for rule, up, a, b in fired(mirrored)} == fired(plain)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=6, max_size=30))
def test_limits_of_shares_stay_between_nothing_and_everything(parts: list[tuple[int, int]]) -> None:
    met, n = np.array([min(m, of) for m, of in parts]), np.array([of for _m, of in parts])
    for made in (p_chart(met, n), xmr(met / n, bounds=(0, 1))):
        assert (made.lower >= 0).all()
        assert (made.upper <= 1).all()
        assert (made.lower <= made.lower_warning).all()


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
    assert Rule.OUTSIDE not in rules(made)


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


def test_months_of_everything_after_one_miss_are_no_run_above_the_mean() -> None:
    met, n = np.array([499, *[500] * 12]), np.full(13, 500)
    assert not p_chart(met, n).signals
    assert Rule.SHIFT not in rules(xmr(met / n, n=n))
    assert Rule.SHIFT in rules(xmr(met / n))
    assert Rule.SHIFT in rules(p_chart(np.array([*[490, 491, 489] * 3, *[500] * 8]), np.full(17, 500)))


def test_a_large_last_month_alone_does_not_keep_a_promise() -> None:
    n = np.array([100] * 12 + [5000])
    met = np.array([90, 92, 89, 91, 88, 92, 90, 89, 91, 90, 88, 92, 4650])
    made = p_chart(met, n, target=0.9)
    assert made.lower[12] > 0.9
    assert made.assurance is Assurance.HIT_AND_MISS
