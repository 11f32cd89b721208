"""What residents think of it: their marks against the limit of the mark norm.

Why beside the score: a mean without its number and its bounds invites a director to steer on chance. The marks are
those that the norm judged, so the mean is the one of `charter score`. Refuses to guess who gave no mark: how many
residents were asked is in no log, so the share that did not answer is unknown, and whoever shows this says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charter.columns import Contacts, Verdict, Verdicts
from charter.measures.certainty import Mean, Proportion, means, proportions
from charter.measures.split import Label, Split
from charter.norms.model import NormKind, Rulebook
from charter.norms.periods import Period
from charter.norms.score import Group, version_of

LOWEST, HIGHEST = 1, 10


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The marks of one mark norm in one group. `distribution` counts the marks that round (half up) to 1, 2 .. 10.

    `enough` are the marks that reach the limit `target`; `unreadable` are ratings without a usable mark.
    """

    norm: str
    group: Label
    mark: Mean
    enough: Proportion
    distribution: tuple[int, ...]
    unreadable: int
    target: float

    @property
    def target_met(self) -> bool | None:
        """Whether the mean reaches the target; None without marks."""
        return None if self.mark.value is None else self.mark.value >= self.target

    @property
    def certain(self) -> bool | None:
        """Whether the target lies outside the interval of the mean; None where there is no interval."""
        if self.mark.low is None or self.mark.high is None:
            return None
        return not self.mark.low <= self.target <= self.mark.high


def satisfaction(
    contacts: Contacts, verdicts: Verdicts, rulebook: Rulebook, period: Period | None = None, by: Sequence[Group] = ()
) -> list[Satisfaction]:
    """The marks under every mark norm, of the period and per group; without `by` one row a norm, with or without marks.

    Days are the local days on which the marks were given.
    """
    found = []
    for place, norm in enumerate(rulebook.norms):
        if norm.kind is not NormKind.MARK:
            continue
        chosen = verdicts.norm == place
        if period is not None:
            chosen &= period.covers(verdicts.day)
        mine = verdicts.take(chosen)
        split = Split.of(contacts, mine.contact, mine.day, by)
        given = np.isin(mine.verdict, [Verdict.MET, Verdict.BREACHED])
        cell, values = split.cell[given], mine.value[given]
        rounded = np.floor(values + 0.5).astype(np.int64) - LOWEST
        counted = np.bincount(cell * HIGHEST + rounded, minlength=split.size * HIGHEST).reshape(-1, HIGHEST)
        unreadable = np.bincount(split.cell[mine.verdict == Verdict.UNDETERMINED], minlength=split.size).tolist()
        target = version_of(norm, period).limit.amount
        columns = zip(
            split.labels,
            means(cell, values, split.size, LOWEST, HIGHEST),
            proportions(cell, mine.verdict[given] == Verdict.MET, split.size),
            counted.tolist(),
            unreadable,
            strict=True,
        )
        found += [
            Satisfaction(norm.id, label, mark, enough, tuple(each), lost, target)
            for label, mark, enough, each, lost in columns
        ]
    return found
