"""Control charts: what in a series is a real change, and whether the process can keep its promise at all.

Why: a month above or below its target says little by itself; this says what the last point tells, and what may be
expected of the target (NHS "Making data count"). Limits are laid by `charter.measures.control_limits`, special causes
found by `charter.measures.signals`.
Refuses to lay new limits by itself: that is a dated step with a reason, given by a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from charter.columns import Ints, Mask
from charter.measures.control_limits import (
    Floats,
    Kind,
    Limits,
    Segment,
    Step,
    differs_much,
    p_limits,
    too_quiet,
    xmr_limits,
)
from charter.measures.series import Better, Change, Series
from charter.measures.signals import RUN, Signal, signals
from charter.norms.periods import Period

FEW_CONTACTS = 20
"""A point over fewer contacts jumps by chance; it is drawn hollow."""


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
    if series.is_share and _by_chance(series, fitting):
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


def _by_chance(series: Series, made: Control) -> bool:
    """Whether limits by chance tell more than those of `made`, by moving ranges."""
    segment = made.segments[-1]
    under = slice(segment.first, segment.last + 1)
    return differs_much(series.n[series.judged]) or too_quiet(segment, series.n[under][made.judged[under]])


def _told(series: Series, made: Control, period: Period | None) -> Assurance:
    last = len(series) - 1
    known = last >= 0 and made.last == last and series.n[last] >= FEW_CONTACTS
    if known and period is not None:
        known = period.first <= series.periods[last].first and series.periods[last].last <= period.last
    return made.assurance if known and another_promise(series, made) is None else Assurance.UNKNOWN


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
    return _charted(xmr_limits(values, judged, breaks, bounds, n), better, target)


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
    return _charted(p_limits(met, n, judged, breaks), better, target)


def _breaks(series: Series, steps: Sequence[Step]) -> list[tuple[int, Step]]:
    """The position of the first period on or after each step; of two in one period the later counts."""
    found = {}
    for step in sorted(steps, key=lambda step: step.on):
        position = next((at for at, period in enumerate(series.periods) if period.first >= step.on), None)
        if position:
            found[position] = step
    return sorted(found.items())


def _charted(limits: Limits, better: Better, target: float | None) -> Control:
    made = Control(
        kind=limits.kind,
        values=limits.values,
        judged=limits.judged,
        centre=limits.centre,
        lower=np.clip(limits.centre - limits.spread, *limits.bounds),
        upper=np.clip(limits.centre + limits.spread, *limits.bounds),
        segments=limits.segments,
        signals=signals(limits),
        better=better,
        target=target,
        variation=Variation.UNKNOWN,
        assurance=Assurance.UNKNOWN,
        widened=limits.widened,
    )
    last = made.last
    if last is None:
        return made
    return replace(made, variation=made.mark(last), assurance=_assured(made, last, limits.tolerance))


def _assured(made: Control, last: int, tolerance: float) -> Assurance:
    """By the limits of the last segment, all of them where they differ; a target equal to the limit is kept.

    Of a share the upper limit is at most 100 %, so no target of 100 % lies beyond it. A target that is the limit itself
    therefore fails when it was missed `RUN` times in a row up to `last`; any other is judged by the limits alone.
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
    edge = target >= best - tolerance
    missed = edge and len(points) >= RUN and bool((points[-RUN:] < target - tolerance).all())
    return Assurance.FAIL if missed or target > best + tolerance else Assurance.HIT_AND_MISS


def _coloured(direction: int, better: Better) -> Variation:
    return Variation.IMPROVING if (direction > 0) == (better is Better.UP) else Variation.CONCERNING
