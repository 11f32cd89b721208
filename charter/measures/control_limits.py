"""Where the limits of a control chart lie: around one mean from step to step, by moving ranges or by chance.

XmR: mean +- 2.66 x mean moving range, in which moving ranges of 3.267 x the mean or more are left out once (Wheeler;
Provost and Murray). p: where the numbers of contacts differ much, limits that widen where they are few. Refuses to
choose between the two, and to say what a point beyond a limit means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from charter.columns import Ints, Mask
from charter.measures import funnel

Floats = npt.NDArray[np.float64]

LEAST_POINTS = 6
"""With fewer points there are no limits (Wheeler: five or six are useful)."""
TRIAL_POINTS = 12
"""With fewer points the limits are trial limits."""
DIFFERS_MUCH = 4
"""p instead of XmR when the largest period has so many times the contacts of the smallest: limits twice as wide."""
TOO_QUIET = 0.5
"""p instead of XmR when its limits are less than half as wide as chance alone makes them, as after months of 100 %."""
RARE = 5
"""Where fewer are expected on the rarer side, p limits are exact, and one contact from the mean is no side of it."""

_LIMITS_PER_RANGE = 2.66
_SCREENED_FROM = 3.267
_RANGE_PER_SIGMA = 1.128
_WITHIN_THREE_SIGMA = 0.9973
_TOLERANCE = 1e-10


class Kind(StrEnum):
    """How the limits were made."""

    XMR = "xmr"
    P = "p"


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


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """The values of a chart with the mean and the limits around it; arrays have one value a period, NaN without limits.

    The limits are `spread` above and below `centre`, as far as `bounds` allow. Up to `grain` from the mean a value is
    still on it. `judged` says which points take part. `widened` is how much wider than chance alone a p chart is
    (Laney), 1 for the others.
    """

    kind: Kind
    values: Floats
    judged: Mask
    centre: Floats
    spread: Floats
    grain: Floats
    segments: tuple[Segment, ...]
    bounds: tuple[float, float]
    widened: float = 1.0

    @property
    def tolerance(self) -> float:
        """How far a value must be from another to differ from it, whatever floats round."""
        return _TOLERANCE * float(np.abs(self.values[self.judged]).max()) if self.judged.any() else 0.0


def differs_much(n: Ints) -> bool:
    """Whether the numbers of contacts differ so much that one width of limits would mislead."""
    return len(n) > 0 and int(n.max()) >= DIFFERS_MUCH * int(n.min())


def too_quiet(segment: Segment, n: Ints) -> bool:
    """Whether the limits of an XmR chart of shares are so narrow that luck would be called a change.

    `n` are the contacts of each point that the limits rest on.
    """
    if segment.centre is None or segment.moving_range is None or not 0 < segment.centre < 1:
        return False
    chance = 3 * math.sqrt(segment.centre * (1 - segment.centre) / float(np.median(n)))
    return _LIMITS_PER_RANGE * segment.moving_range < TOO_QUIET * chance


def xmr_limits(
    values: Floats,
    judged: Mask | None,
    breaks: Sequence[tuple[int, Step]],
    bounds: tuple[float, float],
    n: Ints | None,
) -> Limits:
    """The limits of an XmR chart; see `charter.measures.control.xmr`."""

    def lay(_inside: Ints, used: Ints) -> tuple[float, float, Floats | float]:
        points = values[used]
        moving = screened_mean(np.abs(np.diff(points)))
        return math.fsum(points) / len(points), moving, _LIMITS_PER_RANGE * moving

    taking = _taking(values, judged)
    centre, spread, segments = _laid(taking, breaks, lay)
    grain = np.zeros(len(values)) if n is None else _grain(centre, n)
    return Limits(Kind.XMR, values, taking, centre, spread, grain, segments, bounds)


def p_limits(met: Ints, n: Ints, judged: Mask | None, breaks: Sequence[tuple[int, Step]]) -> Limits:
    """The limits of a p chart; see `charter.measures.control.p_chart`."""

    def lay(inside: Ints, used: Ints) -> tuple[float, float, Floats | float]:
        share = int(met[used].sum()) / int(n[used].sum())
        sigma = np.sqrt(share * (1 - share) / np.maximum(n[inside], 1))
        z = (values[used] - share) / sigma[used - inside[0]] if 0 < share < 1 else np.zeros(len(used))
        moving = screened_mean(np.abs(np.diff(z)))
        return share, moving, np.maximum(3 * sigma * _widened(moving), _exact(share, n[inside]))

    values = np.divide(met, n, out=np.full(len(n), np.nan), where=n > 0)
    taking = _taking(values, judged)
    centre, spread, segments = _laid(taking, breaks, lay)
    moving = [segment.moving_range for segment in segments if segment.moving_range is not None]
    widened = _widened(moving[-1]) if moving else 1.0
    return Limits(Kind.P, values, taking, centre, spread, _grain(centre, n), segments, (0.0, 1.0), widened)


def _laid(
    taking: Mask,
    breaks: Sequence[tuple[int, Step]],
    lay: Callable[[Ints, Ints], tuple[float, float, Floats | float]],
) -> tuple[Floats, Floats, tuple[Segment, ...]]:
    """Centre, spread and segments; `lay` gives mean, moving range and spread from the positions of all and of used."""
    centre, spread = np.full((2, len(taking)), np.nan)
    segments = []
    for first, last, step in _parts(len(taking), breaks):
        inside = np.arange(first, last + 1)
        used = inside[taking[inside]]
        if len(used) < LEAST_POINTS:
            segments.append(Segment(first, last, len(used), None, None, step))
            continue
        mean, moving, spread[inside] = lay(inside, used)
        centre[inside] = mean
        segments.append(Segment(first, last, len(used), mean, moving, step))
    return centre, spread, tuple(segments)


def _widened(moving: float) -> float:
    return max(1.0, moving / _RANGE_PER_SIGMA)


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
        lower, upper = funnel.limits(of, share, _WITHIN_THREE_SIGMA)
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


def _parts(size: int, breaks: Sequence[tuple[int, Step]]) -> list[tuple[int, int, Step | None]]:
    begins: list[tuple[int, Step | None]] = [(0, None), *breaks, (size, None)]
    return [(first, after - 1, step) for (first, step), (after, _step) in pairwise(begins) if after > first]
