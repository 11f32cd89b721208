"""Control charts: what in a series is a real change, and whether the process can keep its promise at all.

Why: a bar against a target invites a story for every wobble; these limits say which points ask for one (NHS "Making
data count"; Wheeler; Provost and Murray). XmR: mean +- 2.66 x mean moving range, in which moving ranges of 3.267 x the
mean or more are left out once. p: where the numbers of contacts differ much, limits that widen where they are few.
Refuses to lay new limits by itself: that is a dated step with a reason, given by a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from charter.columns import Ints, Mask
from charter.measures.funnel import limits
from charter.measures.series import Better, Change, Series
from charter.norms.periods import Period

Floats = npt.NDArray[np.float64]

LEAST_POINTS = 6
"""With fewer points there are no limits (Wheeler: five or six are useful)."""
TRIAL_POINTS = 12
"""With fewer points the limits are trial limits."""
RUN = 7
"""So many points on one side of the mean, or rising or falling, are no chance."""
FEW_CONTACTS = 20
"""A point over fewer contacts jumps by chance; it is drawn hollow."""
DIFFERS_MUCH = 4
"""p instead of XmR when the largest period has so many times the contacts of the smallest: limits twice as wide."""
TOO_QUIET = 0.5
"""p instead of XmR when its limits are less than half as wide as chance alone makes them, as after months of 100 %."""
RARE = 5
"""Where fewer are expected on the rarer side, p limits are exact, and one contact from the mean is no side of it."""

_LIMITS_PER_RANGE = 2.66
_SCREENED_FROM = 3.267
_RANGE_PER_SIGMA = 1.128
_WARNING = 2 / 3
_WITHIN_THREE_SIGMA = 0.9973
_TOLERANCE = 1e-10


class Kind(StrEnum):
    """How the limits were made."""

    XMR = "xmr"
    P = "p"


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


class Variation(StrEnum):
    """What the last point says (Making Data Count, variation icon)."""

    IMPROVING = "improving"
    CONCERNING = "concerning"
    COMMON = "common"
    UNKNOWN = "unknown"
    """Too few points for limits."""


class Assurance(StrEnum):
    """What may be expected of the target (Making Data Count, assurance icon)."""

    PASS = "pass"  # noqa: S105 - the word of the icon
    FAIL = "fail"
    HIT_AND_MISS = "hit_and_miss"
    UNKNOWN = "unknown"
    """No target, or too few points for limits."""


@dataclass(frozen=True, slots=True)
class Step:
    """New limits from the first period that begins on or after `on`, decided by a person for `reason`."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The points `first` up to and including `last` (positions) that share one mean.

    `used` counts the points that made the mean; `centre` is None under `LEAST_POINTS`. `moving_range` is the mean
    moving range after screening. `step` is what began the segment, None for the first.
    """

    first: int
    last: int
    used: int
    centre: float | None
    moving_range: float | None
    step: Step | None = None

    @property
    def trial(self) -> bool:
        """Whether the limits are trial limits."""
        return self.centre is not None and self.used < TRIAL_POINTS


@dataclass(frozen=True, slots=True)
class Signal:
    """A special cause: the points `first` up to and including `last` (positions), up (+1) or down (-1)."""

    rule: Rule
    direction: int
    first: int
    last: int
    points: tuple[int, ...]
    """The points that are marked: all of them, except for two of three."""


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """A series with its limits; arrays have one value a period, NaN where there are no limits.

    `judged` says which points take part: those with contacts, of a period that is over and settled. `widened` is how
    much wider than chance alone a p chart is (Laney), 1 for the others.
    """

    kind: Kind
    values: Floats
    judged: Mask
    centre: Floats
    lower: Floats
    upper: Floats
    lower_warning: Floats
    upper_warning: Floats
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    better: Better
    target: float | None
    variation: Variation
    assurance: Assurance
    widened: float = 1.0

    @property
    def last(self) -> int | None:
        """The position of the last point that takes part."""
        taking = np.flatnonzero(self.judged)
        return int(taking[-1]) if len(taking) else None

    def signals_at(self, position: int) -> tuple[Signal, ...]:
        """The special causes of one point, the one that decides its colour first."""
        return tuple(signal for signal in self.signals if position in signal.points)

    def mark(self, position: int) -> Variation:
        """How one point is marked."""
        if not self.judged[position] or (math.isnan(self.centre[position]) and not self.signals_at(position)):
            return Variation.UNKNOWN
        found = self.signals_at(position)
        return _coloured(found[0].direction, self.better) if found else Variation.COMMON


def control(
    series: Series, steps: Sequence[Step] = (), kind: Kind | None = None, *, period: Period | None = None
) -> Control:
    """The chart of a series: `kind`, else p where `differs_much` or `too_quiet`, else XmR; `steps` lay new limits.

    What may be expected of the target never depends on `kind`, and is unknown where the last period is not judged,
    rests on fewer than `FEW_CONTACTS`, is of another promise than the points before it, or lies partly outside
    `period`, that of which is told: every chart, list and sentence takes it from here.
    Raises ValueError for a p chart of what is no share.
    """
    if kind is Kind.P and not series.is_share:
        raise ValueError("a p chart is about shares")
    breaks = _breaks(series, steps)
    fitting = _drawn(series, breaks, Kind.XMR)
    if series.is_share and (differs_much(series.n[series.judged]) or too_quiet(fitting, series.n)):
        fitting = _drawn(series, breaks, Kind.P)
    made = fitting if kind in (None, fitting.kind) else _drawn(series, breaks, kind)
    return replace(made, assurance=_told(series, fitting, period))


def another_promise(series: Series, made: Control) -> Change | None:
    """The last change of the promise itself by which the points under the last limits cannot be compared."""
    last = made.last
    if last is None:
        return None
    segment = next(one for one in made.segments if one.first <= last <= one.last)
    begun = series.periods[segment.first].first
    found = [change for change in series.changes if change.another_promise and change.on > begun]
    return found[-1] if found and found[-1].position <= last else None


def _drawn(series: Series, breaks: Sequence[tuple[int, Step]], kind: Kind) -> Control:
    judged, better, target = series.judged, series.better, series.aim
    if kind is Kind.P:
        return p_chart(series.met, series.n, judged=judged, breaks=breaks, better=better, target=target)
    n = series.n if series.is_share else None
    return xmr(series.value, judged=judged, breaks=breaks, better=better, target=target, bounds=series.bounds, n=n)


def _told(series: Series, made: Control, period: Period | None) -> Assurance:
    last = len(series) - 1
    known = last >= 0 and made.last == last and series.n[last] >= FEW_CONTACTS
    if known and period is not None:
        known = period.first <= series.periods[last].first and series.periods[last].last <= period.last
    return made.assurance if known and another_promise(series, made) is None else Assurance.UNKNOWN


def differs_much(n: Ints) -> bool:
    """Whether the numbers of contacts differ so much that one width of limits would mislead."""
    return len(n) > 0 and int(n.max()) >= DIFFERS_MUCH * int(n.min())


def too_quiet(made: Control, n: Ints) -> bool:
    """Whether the last limits of an XmR chart of shares of `n` are so narrow that luck would be called a change."""
    segment = made.segments[-1]
    if segment.centre is None or segment.moving_range is None or not 0 < segment.centre < 1:
        return False
    inside = slice(segment.first, segment.last + 1)
    typical = float(np.median(n[inside][made.judged[inside]]))
    chance = 3 * math.sqrt(segment.centre * (1 - segment.centre) / typical)
    return _LIMITS_PER_RANGE * segment.moving_range < TOO_QUIET * chance


def xmr(
    values: Floats,
    *,
    judged: Mask | None = None,
    breaks: Sequence[tuple[int, Step]] = (),
    better: Better = Better.UP,
    target: float | None = None,
    bounds: tuple[float, float] = (-math.inf, math.inf),
    n: Ints | None = None,
) -> Control:
    """The XmR chart of `values`; `breaks` are the positions at which a step lays new limits, ascending.

    Points that are NaN or not `judged` are passed over: their neighbours become each other's neighbours. `n` are the
    contacts of shares (see `RARE`).
    """
    taking = _taking(values, judged)
    centre, spread = np.full((2, len(values)), np.nan)
    segments = []
    for first, last, step in _parts(len(values), breaks):
        inside = np.arange(first, last + 1)
        points = values[inside[taking[inside]]]
        if len(points) < LEAST_POINTS:
            segments.append(Segment(first, last, len(points), None, None, step))
            continue
        mean, moving = math.fsum(points) / len(points), screened_mean(np.abs(np.diff(points)))
        centre[inside], spread[inside] = mean, _LIMITS_PER_RANGE * moving
        segments.append(Segment(first, last, len(points), mean, moving, step))
    grain = np.zeros(len(values)) if n is None else _grain(centre, n)
    return _control(Kind.XMR, values, taking, centre, spread, grain, segments, better, target, bounds)


def p_chart(
    met: Ints,
    n: Ints,
    *,
    judged: Mask | None = None,
    breaks: Sequence[tuple[int, Step]] = (),
    better: Better = Better.UP,
    target: float | None = None,
) -> Control:
    """The p chart of `met` of `n`: three standard deviations of chance around the share of all.

    Where months differ more than chance alone allows, as they do with thousands of contacts, the limits are widened by
    what neighbouring months differ (Laney 2002, p'), never narrowed. `moving_range` of a segment is that of z.
    """
    values = np.divide(met, n, out=np.full(len(n), np.nan), where=n > 0)
    taking = _taking(values, judged)
    centre, spread = np.full((2, len(values)), np.nan)
    widened = 1.0
    segments = []
    for first, last, step in _parts(len(values), breaks):
        inside = np.arange(first, last + 1)
        used = inside[taking[inside]]
        if len(used) < LEAST_POINTS:
            segments.append(Segment(first, last, len(used), None, None, step))
            continue
        share = int(met[used].sum()) / int(n[used].sum())
        sigma = np.sqrt(share * (1 - share) / np.maximum(n[inside], 1))
        z = (values[used] - share) / sigma[used - first] if 0 < share < 1 else np.zeros(len(used))
        moving = screened_mean(np.abs(np.diff(z)))
        widened = max(1.0, moving / _RANGE_PER_SIGMA)
        centre[inside] = share
        spread[inside] = np.maximum(3 * sigma * widened, _exact(share, n[inside]))
        segments.append(Segment(first, last, len(used), share, moving, step))
    made = _control(Kind.P, values, taking, centre, spread, _grain(centre, n), segments, better, target, (0.0, 1.0))
    return replace(made, widened=widened)


def _rare(share: Floats | float, n: Ints) -> Mask:
    return np.less(np.minimum(share, 1 - np.asarray(share)) * n, RARE)


def _grain(centre: Floats, n: Ints) -> Floats:
    """How far from the mean a share is still on it: one contact where few are expected on the rarer side."""
    return np.where(_rare(centre, n), 1 / np.maximum(n, 1), 0.0)


def _exact(share: float, n: Ints) -> Floats:
    """How far the exact binomial limits lie from `share` on their wider side, 0 where chance is symmetric enough."""
    found = np.zeros(len(n))
    for place in np.flatnonzero(_rare(share, n) & (n > 0)).tolist():
        of = int(n[place])
        lower, upper = limits(of, share, _WITHIN_THREE_SIGMA)
        found[place] = max(share - lower / of, upper / of - share)
    return found


def screened_mean(ranges: Floats) -> float:
    """The mean of moving ranges without those of 3.267 x the mean or more; left out once."""
    mean = float(ranges.mean())
    kept = ranges[ranges < _SCREENED_FROM * mean]
    return float(kept.mean()) if len(kept) else mean


def _taking(values: Floats, judged: Mask | None) -> Mask:
    known = ~np.isnan(values)
    return known if judged is None else known & judged


def _breaks(series: Series, steps: Sequence[Step]) -> list[tuple[int, Step]]:
    """The position of the first period on or after each step; of two in one period the later counts."""
    found = {}
    for step in sorted(steps, key=lambda step: step.on):
        position = next((at for at, period in enumerate(series.periods) if period.first >= step.on), None)
        if position:
            found[position] = step
    return sorted(found.items())


def _parts(size: int, breaks: Sequence[tuple[int, Step]]) -> list[tuple[int, int, Step | None]]:
    begins: list[tuple[int, Step | None]] = [(0, None), *breaks, (size, None)]
    return [(first, after - 1, step) for (first, step), (after, _step) in pairwise(begins) if after > first]


def _control(
    kind: Kind,
    values: Floats,
    taking: Mask,
    centre: Floats,
    spread: Floats,
    grain: Floats,
    segments: Sequence[Segment],
    better: Better,
    target: float | None,
    bounds: tuple[float, float],
) -> Control:
    scale = float(np.abs(values[taking]).max()) if taking.any() else 0.0
    signals = _signals(values, taking, centre, spread, grain, segments, _TOLERANCE * scale)
    last = int(np.flatnonzero(taking)[-1]) if taking.any() else None
    made = Control(
        kind=kind,
        values=values,
        judged=taking,
        centre=centre,
        lower=np.clip(centre - spread, *bounds),
        upper=np.clip(centre + spread, *bounds),
        lower_warning=np.clip(centre - _WARNING * spread, *bounds),
        upper_warning=np.clip(centre + _WARNING * spread, *bounds),
        segments=tuple(segments),
        signals=signals,
        better=better,
        target=target,
        variation=Variation.UNKNOWN,
        assurance=Assurance.UNKNOWN,
    )
    if last is None:
        return made
    return replace(made, variation=made.mark(last), assurance=_assured(made, last, _TOLERANCE * scale))


def _assured(made: Control, last: int, tolerance: float) -> Assurance:
    """By the limits of the last segment, all of them where they differ; a target equal to the limit is kept.

    Of a share the upper limit is at most 100 %, so no target of 100 % lies beyond it. What was missed `RUN` times in a
    row up to `last` therefore fails, whatever the limits leave possible.
    """
    inside = np.arange(next(one.first for one in made.segments if one.first <= last <= one.last), last + 1)
    inside = inside[made.judged[inside]]
    lower, upper = float(made.lower[inside].min()), float(made.upper[inside].max())
    if made.target is None or math.isnan(lower):
        return Assurance.UNKNOWN
    worst, best, target, points = lower, upper, made.target, made.values[inside]
    if made.better is Better.DOWN:
        worst, best, target, points = -upper, -lower, -target, -points
    if target <= worst + tolerance:
        return Assurance.PASS
    missed = len(points) >= RUN and bool((points[-RUN:] < target - tolerance).all())
    return Assurance.FAIL if missed or target > best + tolerance else Assurance.HIT_AND_MISS


def _coloured(direction: int, better: Better) -> Variation:
    return Variation.IMPROVING if (direction > 0) == (better is Better.UP) else Variation.CONCERNING


def _signals(
    values: Floats,
    taking: Mask,
    centre: Floats,
    spread: Floats,
    grain: Floats,
    segments: Sequence[Segment],
    tolerance: float,
) -> tuple[Signal, ...]:
    """Every special cause, in the order in which a point with several is coloured: by its level before its trend."""
    found: list[Signal] = []
    for number, segment in enumerate(segments):
        inside = np.arange(segment.first, segment.last + 1)
        points = inside[taking[inside]]
        if not len(points):
            continue
        before = next((old for old in reversed(segments[:number]) if old.centre is not None), None)
        if before is not None and segment.used < TRIAL_POINTS and number == len(segments) - 1:
            away = values[points] - centre[before.last]
            found += _single(Rule.STEP, points, _side(away, spread[_last_taking(before, taking)], tolerance))
        if segment.centre is None:
            continue
        away = values[points] - centre[points]
        found += _single(Rule.OUTSIDE, points, _side(away, spread[points], tolerance))
        found += _runs(Rule.SHIFT, points, _side(away, grain[points], tolerance), RUN)
        found += _two_of_three(points, _side(away, _WARNING * spread[points], tolerance))
        moves = _side(np.diff(values[points]), 0.0, tolerance)
        found += _runs(Rule.TREND, points, moves, RUN - 1)
    rank = {rule: place for place, rule in enumerate((Rule.OUTSIDE, Rule.SHIFT, Rule.TWO_OF_THREE, Rule.TREND))}
    return tuple(sorted(found, key=lambda signal: (rank.get(signal.rule, len(rank)), signal.first)))


def _last_taking(segment: Segment, taking: Mask) -> int:
    return segment.first + int(np.flatnonzero(taking[segment.first : segment.last + 1])[-1])


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
