"""Verdicts as columns: what the judge gives, and what scores, worklists and screens look at.

Refuses to judge; that is `charter.norms.judge`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from charter.columns.arrays import Days, Instants, Ints, Mask, Rows
from charter.contact import Code


class Verdict(Code):
    """The six verdicts (design.md 2)."""

    MET = 1
    BREACHED = 2
    PENDING = 3
    EXCLUDED = 4
    EXCUSED = 5
    UNDETERMINED = 6


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One row per contact and norm that applies to it.

    `contact` is a row of the Contacts judged; `norm` a position in the rulebook's norms; `version` the norm version's
    own number; `day` the local day of the norm's clock start (NO_DAY for the undated); `deadline` NO_TIME for a norm
    without one; `spent_us` elapsed or opening microseconds for clock norms, -1 for others and where nothing was
    measured; `value` the number compared by count and mark norms (NaN for others); `reason` a
    `charter.norms.reasons.Reason`; `stopped_at` the moment that stopped the clock, NO_TIME while it runs; `provisional`
    marks statutory terms beyond the known equated days.
    """

    contact: Rows
    norm: Ints
    version: Ints
    verdict: Ints
    reason: Ints
    day: Days
    started_at: Instants
    deadline: Instants
    stopped_at: Instants
    spent_us: Instants
    value: npt.NDArray[np.float64]
    provisional: Mask

    def __len__(self) -> int:
        return len(self.contact)

    def take(self, rows: Rows | Mask) -> Verdicts:
        """The verdicts at `rows` (positions or a mask)."""
        return Verdicts(*(getattr(self, f.name)[rows] for f in fields(self)))

    @classmethod
    def concat(cls, parts: list[Verdicts]) -> Verdicts:
        """All rows of `parts`, one after the other."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))
