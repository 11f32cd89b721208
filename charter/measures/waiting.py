"""How long residents waited: the distribution of the waiting time beside the limit.

Why: a share says how many were in time; the curve says by how much the others missed it, and what another limit would
give. Who was never helped stays in the denominator, so the curve need not reach 100 %. Refuses to smooth, and to leave
out long waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Verdict, Verdicts
from charter.norms.model import Norm, NormVersion, Unit
from charter.norms.reasons import Reason
from charter.norms.ruler import WorkCalendar

_WEEK = 7
_MONTH = 365.25 / 12
_UNHELPED = (Reason.OPEN_LATE, Reason.LEFT_LATE, Reason.LEFT_COUNTED, Reason.LEFT_NOT_COUNTED)


_CURVE_STEPS = 100


class Scale(StrEnum):
    """In what the waiting is measured, chosen by the unit of the norm's limit."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    OPENING_MINUTES = "opening minutes"
    OPENING_HOURS = "opening hours"
    WORKING_DAYS = "working days"
    DAYS = "days"
    DAYS_PAST_PROMISE = "days past the promised day"

    @property
    def unit(self) -> Unit:
        """The unit of a limit that is as long as one of these."""
        return Unit.DAYS if self is Scale.DAYS_PAST_PROMISE else Unit(self.value)


_WHOLE = (Scale.WORKING_DAYS, Scale.DAYS, Scale.DAYS_PAST_PROMISE)


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of one norm version on the scale; of a term in months the mean length."""

    version: int
    at: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """`waited` ascending, on `scale`, of the contacts that count and were helped; `unhelped` count and never were.

    `met` of them all were in time by verdict: with a suspension or a deferred start more than the curve shows.
    `running` contacts are not over yet and stand outside; so do `left_out` contacts, which a version judged whose limit
    is a clock while the others count days, or the other way round.
    """

    scale: Scale
    waited: npt.NDArray[np.float64]
    unhelped: int
    met: int
    running: int
    left_out: int
    limits: tuple[Limit, ...]

    @property
    def counted(self) -> int:
        """Contacts in the denominator."""
        return len(self.waited) + self.unhelped

    def within(self, limit: float) -> float | None:
        """The share that was helped at or before `limit`; None when nothing counts."""
        return np.searchsorted(self.waited, limit, side="right") / self.counted if self.counted else None

    @property
    def drawn_at(self) -> npt.NDArray[np.float64]:
        """The waits at which the curve is told, ascending: every day or every step of a clock, and the limits.

        They reach to what 98 in 100 of the helped waited, or twice the largest limit; what lies beyond is `beyond`.
        """
        least = min(float(self.waited[0]) if len(self.waited) else 0.0, 0.0)
        far = float(np.quantile(self.waited, 0.98)) if len(self.waited) else 0.0
        most = max(far, *(2 * limit.at for limit in self.limits), 4.0)
        step = 1.0 if self.scale in _WHOLE else _nice(most / _CURVE_STEPS)
        grid = np.arange(np.floor(least / step), np.ceil(most / step) + 1) * step
        return np.unique(np.concatenate([grid, [limit.at for limit in self.limits]]))

    @property
    def beyond(self) -> int:
        """The contacts that were helped later than the curve is drawn."""
        return int(np.count_nonzero(self.waited > self.drawn_at[-1]))

    def quantile(self, share: float) -> float | None:
        """The wait within which at least `share` (0..1) was helped; None when so many never were."""
        place = int(np.ceil(share * self.counted)) - 1
        return float(self.waited[max(place, 0)]) if self.counted and place < len(self.waited) else None


def waiting(verdicts: Verdicts, norm: Norm, work: WorkCalendar) -> Waiting:
    """The waits of `verdicts`, all under `norm`; raises ValueError for a norm that sets no term.

    The scale is that of the last version that judged; a limit that cannot be put on it is not given.
    """
    judged = [version for version in norm.versions if (verdicts.version == version.number).any()] or [norm.versions[-1]]
    scale = _scale(judged[-1].limit.unit)
    alike = [version for version in judged if _clock(version.limit.unit) == _clock(judged[-1].limit.unit)]
    chosen = verdicts.take(np.isin(verdicts.version, [version.number for version in alike]))
    counts = np.isin(chosen.verdict, [Verdict.MET, Verdict.BREACHED])
    helped = counts & (chosen.stopped_at != NO_TIME) & ~np.isin(chosen.reason, [int(reason) for reason in _UNHELPED])
    return Waiting(
        scale=scale,
        waited=np.sort(_waited(chosen.take(helped), scale, work)),
        unhelped=int(np.count_nonzero(counts & ~helped)),
        met=int(np.count_nonzero(chosen.verdict == Verdict.MET)),
        running=int(np.count_nonzero(chosen.verdict == Verdict.PENDING)),
        left_out=len(verdicts) - len(chosen),
        limits=tuple(
            Limit(v.number, _limit(v, scale)) for v in alike if v.limit.unit.is_clock or _scale(v.limit.unit) is scale
        ),
    )


def _nice(step: float) -> float:
    """The first of 0.1, 0.2, 0.5, 1, 2, 5, 10 and so on that is not smaller."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(power * digit for digit in (1, 2, 5, 10) if power * digit >= step))


def _scale(unit: Unit) -> Scale:
    if unit is Unit.PROMISED_DAY:
        return Scale.DAYS_PAST_PROMISE
    if unit in (Unit.WEEKS, Unit.MONTHS):
        return Scale.DAYS
    return Scale(unit.value)


def _clock(unit: Unit) -> tuple[bool, bool]:
    """What kind of clock a unit is: elapsed, opening, or days."""
    return unit.is_elapsed_clock, unit.is_opening_clock


def _waited(verdicts: Verdicts, scale: Scale, work: WorkCalendar) -> npt.NDArray[np.float64]:
    until = work.days.day_of(verdicts.stopped_at)
    if scale is Scale.DAYS_PAST_PROMISE:
        return (until - work.days.day_of(verdicts.deadline)).astype(np.float64)
    if scale is Scale.DAYS:
        return (until - verdicts.day).astype(np.float64)
    if scale is Scale.WORKING_DAYS:
        return np.maximum(work.working_days_between(verdicts.day, until), 0).astype(np.float64)
    return verdicts.spent_us / Unit(scale.value).microseconds


def _limit(version: NormVersion, scale: Scale) -> float:
    amount, unit = version.limit.amount, version.limit.unit
    if unit is Unit.PROMISED_DAY:
        return 0.0
    if unit.is_clock:
        return amount * unit.microseconds / Unit(scale.value).microseconds
    return amount * {Unit.WEEKS: _WEEK, Unit.MONTHS: _MONTH}.get(unit, 1.0)
