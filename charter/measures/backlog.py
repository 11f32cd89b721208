"""What is still open at one instant: how far before or past its deadline, and how old.

Why: a share tells of what is over; the work in hand tells what the next share will be. Refuses to mix the late with the
running: the verdict says which is which, also on the day of the deadline itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Ints, Verdict, Verdicts
from charter.days import DayTable
from charter.norms.reasons import Reason

BANDS: tuple[tuple[int | None, int | None], ...] = (
    (None, -29), (-28, -15), (-14, -8), (-7, -4), (-3, -1), (0, 0), (1, 3), (4, 7), (8, 14), (15, 28), (29, None),
)  # fmt: skip
"""First and last day of each band, in local calendar days past the day of the deadline; None: no end."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open promises per band of `BANDS`. `median_age` is in local days since the start of the clock, NaN if empty."""

    running: Ints
    late: Ints
    median_age: npt.NDArray[np.float64]

    @property
    def open(self) -> Ints:
        """All that is open, per band."""
        return self.running + self.late


def backlog(verdicts: Verdicts, as_of: int, days: DayTable) -> Backlog:
    """What of `verdicts`, judged at `as_of`, has begun and is not done yet."""
    running = (verdicts.verdict == Verdict.PENDING) & (verdicts.started_at <= as_of)
    late = (verdicts.verdict == Verdict.BREACHED) & (verdicts.reason == Reason.OPEN_LATE)
    chosen = np.flatnonzero((running | late) & (verdicts.deadline != NO_TIME))
    today = int(days.day_of(np.array([as_of]))[0])
    past = today - days.day_of(verdicts.deadline[chosen])
    band = np.searchsorted([first for first, _last in BANDS[1:] if first is not None], past, side="right")
    age = (today - verdicts.day[chosen]).astype(np.float64)
    count = {
        name: np.bincount(band[mask[chosen]], minlength=len(BANDS)) for name, mask in (("r", running), ("l", late))
    }
    median = [float(np.median(age[band == place])) if (band == place).any() else np.nan for place in range(len(BANDS))]
    return Backlog(count["r"], count["l"], np.array(median))
