"""Which group each row of a measure belongs to: one mechanism for year, month, team, channel, organisation and so on.

Why: a figure per channel and year must fall apart in the same way in every table, picture and report, and in the way
that `charter.norms.score` splits. Refuses to compute a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charter.columns import Contacts, Days, Ints, Rows
from charter.norms.score import Group, positions

Label = tuple[str, ...]
"""One word for each group that a figure is split by; "" where there is none."""


@dataclass(frozen=True, slots=True)
class Split:
    """`cell[i]` is the position of row i in `labels`; without groups there is one cell, also for no rows at all."""

    cell: Ints
    labels: tuple[Label, ...]

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.labels)

    @classmethod
    def of(cls, contacts: Contacts, rows: Rows, days: Days, by: Sequence[Group]) -> Split:
        """`rows` (contacts, each on its local day of `days`) under every combination that occurs, labels ascending."""
        cell = np.zeros(len(rows), np.int64)
        labels: list[Label] = [()]
        for group in by:
            position, words = positions(contacts, rows, days, group)
            ranked = np.argsort(np.array(words, object), kind="stable")
            rank = np.empty(len(words), np.int64)
            rank[ranked] = np.arange(len(words))
            key = cell * len(words) + rank[position]
            occurs = np.bincount(key, minlength=len(labels) * len(words)) > 0
            cell = (np.cumsum(occurs) - 1)[key]
            found = (divmod(code, len(words)) for code in np.flatnonzero(occurs).tolist())
            labels = [(*labels[before], words[ranked[place]]) for before, place in found]
        return cls(cell, tuple(labels))
