"""A norm's figure period by period: how many contacts counted, what came of them, and how far each period can be told.

Why apart from the score: a trend needs every period, also the empty, the unfinished and the incomplete one, and must
say which is which. The figure of a period is that of `charter.norms.score`. Refuses to say what is a change; that is
`charter.measures.control`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from charter.columns import NO_DAY, Contacts, Ints, Mask, Rows, Verdict, Verdicts
from charter.norms.model import Norm, NormKind, NormVersion, Rulebook
from charter.norms.periods import Period
from charter.norms.score import Group, positions, version_of

_EPOCH = date(1970, 1, 1)
_MICROSECONDS = 1e6

SETTLED = 0.05
"""A period with more open contacts than this share of what will count is not judged yet: the late ones come last."""

_QUIET_DAYS = 4
"""A period in which nothing at all is told for longer than New Year's Day and a weekend begins before the data."""


MONTHS_BACK = 24
WEEKS_BACK = 26
"""How far a chart reaches back: far enough to see a change, not so far that nobody remembers the work."""


class Every(StrEnum):
    """How long one period is."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


class Better(StrEnum):
    """Where better lies."""

    UP = "up"
    DOWN = "down"


class Figure(StrEnum):
    """What the value of a period is."""

    SHARE = "share"
    """met / (met + breached), 0..1."""
    MEAN = "mean"
    """The mean mark of a mark norm."""
    MEDIAN_TIME = "median_time"
    """The median time spent of a clock norm, in seconds."""


@dataclass(frozen=True, slots=True)
class Change:
    """A new version of the norm inside the series: it holds from `on`, in the period at `position`.

    `another_promise` says that more than the target changed, so that earlier figures are not comparable.
    """

    on: date
    position: int
    version: NormVersion
    another_promise: bool


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One value a period; arrays have the length of `periods`, `value` is NaN where nothing counts.

    `pending` counts the contacts that will still be met or breached. `complete` is False where data is missing,
    `running` True where the period is not over, `partial` where the data begins inside it. `target` is that of the
    version in force at the end of each period.
    """

    norm: str
    group: str
    figure: Figure
    better: Better
    periods: tuple[Period, ...]
    met: Ints
    n: Ints
    pending: Ints
    value: npt.NDArray[np.float64]
    target: npt.NDArray[np.float64]
    complete: Mask
    running: Mask
    partial: Mask
    changes: tuple[Change, ...]

    def __len__(self) -> int:
        return len(self.periods)

    @property
    def is_share(self) -> bool:
        """Whether the value is a share of contacts."""
        return self.figure is Figure.SHARE

    @property
    def unsettled(self) -> Mask:
        """The periods of which too many contacts are still open to judge them."""
        return np.greater(self.pending, SETTLED * (self.n + self.pending))

    @property
    def judged(self) -> Mask:
        """The periods that take part in limits and rules: whole, settled, and with contacts."""
        return ~self.running & ~self.partial & ~self.unsettled & ~np.isnan(self.value)

    @property
    def aim(self) -> float | None:
        """The target that holds at the end of the series; None when there is none."""
        known = self.target[-1:][~np.isnan(self.target[-1:])]
        return float(known[0]) if len(known) else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values the figure can lie at all."""
        return {Figure.SHARE: (0.0, 1.0), Figure.MEAN: (1.0, 10.0), Figure.MEDIAN_TIME: (0.0, math.inf)}[self.figure]


def series(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    norm_id: str,
    *,
    today: date,
    span: Period | None = None,
    every: Every = Every.MONTH,
    figure: Figure | None = None,
    complete: Callable[[Period], bool] = lambda period: True,
) -> Series:
    """The series of one norm over `span` (None: from its first contact to `today`); a period with `today` still runs.

    `figure` None is the mean for a mark norm and the share for others. Raises KeyError for an unknown norm.
    """
    return _series(contacts, verdicts, rulebook, norm_id, None, today, span, every, figure, complete)[0]


def split(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    norm_id: str,
    by: Group,
    *,
    today: date,
    span: Period | None = None,
    every: Every = Every.MONTH,
    figure: Figure | None = None,
    complete: Callable[[Period], bool] = lambda period: True,
) -> tuple[Series, ...]:
    """The same per group that occurs in the span, by name, the empty name included. Nothing is suppressed."""
    return _series(contacts, verdicts, rulebook, norm_id, by, today, span, every, figure, complete)


def reach(verdicts: Verdicts, period: Period, every: Every) -> Period:
    """What a chart that ends with `period` shows: 24 months or 26 weeks, not before the first day of `verdicts`."""
    if every is Every.MONTH:
        month = period.last.year * 12 + period.last.month - MONTHS_BACK
        first = date(month // 12, month % 12 + 1, 1)
    else:
        first = period.last - timedelta(weeks=WEEKS_BACK - 1)
    dated = verdicts.day[verdicts.day != NO_DAY]
    begun = _EPOCH + timedelta(days=int(dated.min())) if len(dated) else period.first
    first = min(max(first, begun), period.first)
    return Period(first, period.last, f"{first}..{period.last}")


def periods_of(span: Period, every: Every) -> tuple[Period, ...]:
    """The whole periods that `span` touches, in order."""
    found = [_period_of(span.first, every)]
    while found[-1].last < span.last:
        found.append(_period_of(found[-1].last + timedelta(days=1), every))
    return tuple(found)


def _period_of(day: date, every: Every) -> Period:
    match every:
        case Every.MONTH:
            return Period.month_of(day)
        case Every.WEEK:
            year, week, _day = day.isocalendar()
            return Period.parse(f"{year:04}-W{week:02}")
        case Every.DAY:
            return Period(day, day, f"{day}..{day}")


def _series(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    norm_id: str,
    by: Group | None,
    today: date,
    span: Period | None,
    every: Every,
    figure: Figure | None,
    complete: Callable[[Period], bool],
) -> tuple[Series, ...]:
    position = rulebook.position(norm_id)
    norm = rulebook.norms[position]
    mine = verdicts.take((verdicts.norm == position) & (verdicts.day != NO_DAY))
    if figure is None:
        figure = Figure.MEAN if norm.kind is NormKind.MARK else Figure.SHARE
    periods = periods_of(span or _whole_span(mine, today), every)
    begins = np.array([(period.first - _EPOCH).days for period in periods], np.int32)
    place = np.searchsorted(begins, mine.day, side="right") - 1
    inside = (place >= 0) & (mine.day <= (periods[-1].last - _EPOCH).days)
    mine, place = mine.take(inside), place[inside]
    group, names = positions(contacts, mine.contact, mine.day, by)
    cell = group.astype(np.int64) * len(periods) + place
    shape = (len(names), len(periods))

    def count(wanted: Mask) -> npt.NDArray[np.int64]:
        return np.bincount(cell[wanted], minlength=shape[0] * shape[1]).reshape(shape).astype(np.int64)

    met = count(mine.verdict == Verdict.MET)
    n = met + count(mine.verdict == Verdict.BREACHED)
    pending = count(mine.verdict == Verdict.PENDING)
    value = _values(figure, mine, cell, shape, met, n)
    known = np.array([complete(period) for period in periods], np.bool_)
    running = np.array([period.last >= today for period in periods], np.bool_)
    told = verdicts.day[verdicts.day != NO_DAY]
    partial = begins < (int(told.min()) if len(told) else NO_DAY) - _QUIET_DAYS
    target = np.array([_target(norm, figure, period) for period in periods], np.float64)
    wanted = range(len(names)) if by is None else np.unique(group).tolist()
    return tuple(
        Series(
            norm=norm_id,
            group=names[g],
            figure=figure,
            better=Better.DOWN if figure is Figure.MEDIAN_TIME else Better.UP,
            periods=periods,
            met=met[g],
            n=n[g],
            pending=pending[g],
            value=value[g],
            target=target,
            complete=known,
            running=running,
            partial=partial,
            changes=_changes(norm, periods),
        )
        for g in sorted(wanted, key=lambda g: names[g])
    )


def _whole_span(mine: Verdicts, today: date) -> Period:
    first = min(_EPOCH + timedelta(days=int(mine.day.min())), today) if len(mine) else today
    return Period(first, today, f"{first}..{today}")


def _values(
    figure: Figure,
    mine: Verdicts,
    cell: Rows,
    shape: tuple[int, int],
    met: npt.NDArray[np.int64],
    n: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    nothing = np.full(shape, np.nan)
    if figure is Figure.SHARE:
        return np.divide(met, n, out=nothing, where=n > 0)
    counting = np.isin(mine.verdict, [Verdict.MET, Verdict.BREACHED])
    if figure is Figure.MEAN:
        counting &= ~np.isnan(mine.value)
        size = shape[0] * shape[1]
        total = np.bincount(cell[counting], weights=mine.value[counting], minlength=size).reshape(shape)
        marks = np.bincount(cell[counting], minlength=size).reshape(shape)
        return np.divide(total, marks, out=nothing, where=marks > 0)
    counting &= mine.spent_us >= 0
    return _medians(mine.spent_us[counting] / _MICROSECONDS, cell[counting], shape)


def _medians(values: npt.NDArray[np.float64], cell: Rows, shape: tuple[int, int]) -> npt.NDArray[np.float64]:
    """The median of each cell: sorted once, then the middle one or the mean of the middle two."""
    found = np.full(shape[0] * shape[1], np.nan)
    order = np.lexsort((values, cell))
    ordered = values[order]
    cells, first, sizes = np.unique(cell[order], return_index=True, return_counts=True)
    found[cells] = (ordered[first + (sizes - 1) // 2] + ordered[first + sizes // 2]) / 2
    return found.reshape(shape)


def _target(norm: Norm, figure: Figure, period: Period) -> float:
    """The target that the score of the period has too; NaN before the promise was made and after it ended."""
    begun = [version for version in norm.versions if version.valid_from <= period.last]
    if not begun or (begun[-1].ended and begun[-1].valid_from <= period.first):
        return math.nan
    version = version_of(norm, period)
    if figure is Figure.MEAN:
        return version.limit.amount
    if figure is Figure.SHARE and version.target is not None:
        return version.target
    if figure is Figure.MEDIAN_TIME and version.limit.unit.is_clock:
        return version.limit.amount * version.limit.unit.microseconds / _MICROSECONDS
    return math.nan


def _changes(norm: Norm, periods: tuple[Period, ...]) -> tuple[Change, ...]:
    return tuple(
        Change(new.valid_from, position, new, another_promise=_promise(old) != _promise(new))
        for old, new in zip(norm.versions, norm.versions[1:], strict=False)
        for position, period in enumerate(periods)
        if period.first <= new.valid_from <= period.last and (position or new.valid_from > period.first)
    )


def _promise(version: NormVersion) -> NormVersion:
    """A version without what does not change who is met: its number, date, target and basis."""
    return replace(version, number=0, valid_from=_EPOCH, target=None, basis=())
