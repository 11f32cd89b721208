"""Special causes: which points of a control chart are no chance, and by which rule.

Why: a bar against a target invites a story for every wobble; these rules say which points ask for one (NHS "Making
data count"; Provost and Murray). Refuses to say whether a cause is good or bad.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from charter.columns import Ints
from charter.measures.control_limits import TRIAL_POINTS, Floats, Limits, Segment

RUN = 7
"""So many points on one side of the mean, or rising or falling, are no chance."""
_WARNING = 2 / 3
"""The warning lines lie so far on the way from the mean to a limit."""


class Rule(StrEnum):
    """Why a point is no chance."""

    OUTSIDE = "outside"
    """Beyond the limits."""
    SHIFT = "shift"
    """In a run of seven or more on one side of the mean."""
    TREND = "trend"
    """In a run of seven or more that each are higher, or each are lower, than the one before."""
    TWO_OF_THREE = "two_of_three"
    """Beyond two thirds of the way to a limit, and so is one of the two beside it in three, on the same side."""
    STEP = "step"
    """Beyond the limits from before the last step, while the new ones are still trial limits."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A special cause: the points `first` up to and including `last` (positions), up (+1) or down (-1)."""

    rule: Rule
    direction: int
    first: int
    last: int
    points: tuple[int, ...]
    """The points that are marked: all of them, except for two of three."""


def signals(chart: Limits) -> tuple[Signal, ...]:
    """Every special cause, in the order in which a point with several is coloured: by its level before its trend."""
    rank = {rule: place for place, rule in enumerate((Rule.OUTSIDE, Rule.SHIFT, Rule.TWO_OF_THREE, Rule.TREND))}
    found = (signal for number in range(len(chart.segments)) for signal in _of_segment(chart, number))
    return tuple(sorted(found, key=lambda signal: (rank.get(signal.rule, len(rank)), signal.first)))


def _of_segment(chart: Limits, number: int) -> Iterator[Signal]:
    segment, values, tolerance = chart.segments[number], chart.values, chart.tolerance
    inside = np.arange(segment.first, segment.last + 1)
    points = inside[chart.judged[inside]]
    if not len(points):
        return
    before = next((old for old in reversed(chart.segments[:number]) if old.centre is not None), None)
    if before is not None and segment.used < TRIAL_POINTS and number == len(chart.segments) - 1:
        away = values[points] - chart.centre[before.last]
        yield from _single(Rule.STEP, points, _side(away, chart.spread[_last_judged(before, chart)], tolerance))
    if segment.centre is None:
        return
    away, spread = values[points] - chart.centre[points], chart.spread[points]
    yield from _single(Rule.OUTSIDE, points, _side(away, spread, tolerance))
    yield from _runs(Rule.SHIFT, points, _side(away, chart.grain[points], tolerance), RUN)
    yield from _two_of_three(points, _side(away, _WARNING * spread, tolerance))
    yield from _runs(Rule.TREND, points, _side(np.diff(values[points]), 0.0, tolerance), RUN - 1)


def _last_judged(segment: Segment, chart: Limits) -> int:
    return segment.first + int(np.flatnonzero(chart.judged[segment.first : segment.last + 1])[-1])


def _side(away: Floats, bound: Floats | float, tolerance: float) -> Ints:
    """+1 above `bound`, -1 below minus `bound`, 0 within it; exactly the bound is within."""
    return (away > bound + tolerance).astype(np.int8) - (away < -(bound + tolerance)).astype(np.int8)


def _single(rule: Rule, points: Ints, side: Ints) -> list[Signal]:
    return [
        Signal(rule, int(side[i]), int(points[i]), int(points[i]), (int(points[i]),))
        for i in np.flatnonzero(side).tolist()
    ]


def _runs(rule: Rule, points: Ints, side: Ints, length: int) -> list[Signal]:
    """Unbroken runs of at least `length` equal sides; of sides between points, one fewer, a run has one point more."""
    more = len(points) - len(side)
    edges = [0, *(np.flatnonzero(np.diff(side)) + 1).tolist(), len(side)]
    return [
        Signal(
            rule, int(side[first]), int(points[first]), int(points[after - 1 + more]),
            tuple(points[first : after + more].tolist()),
        )
        for first, after in pairwise(edges)
        if after - first >= length and side[first]
    ]  # fmt: skip


def _two_of_three(points: Ints, side: Ints) -> list[Signal]:
    """Two of three points beyond the warning line on one side; overlapping threes are one signal."""
    found: list[Signal] = []
    for direction in (1, -1):
        beyond = np.flatnonzero(side == direction).tolist()
        run: list[int] = []
        for place in [*beyond, len(points) + RUN]:
            if run and place - run[-1] > 2:
                if len(run) > 1:
                    marked = tuple(int(points[i]) for i in run)
                    found.append(Signal(Rule.TWO_OF_THREE, direction, marked[0], marked[-1], marked))
                run = []
            run.append(place)
    return found
