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
        if not by:
            return cls(np.zeros(len(rows), np.int64), ((),))
        key = np.zeros(len(rows), np.int64)
        words: list[list[str]] = []
        for group in by:
            position, labels = positions(contacts, rows, days, group)
            rank = np.argsort(np.argsort(np.array(labels, object), kind="stable"))
            key = key * len(labels) + rank[position]
            words.append(sorted(labels))
        found, cell = np.unique(key, return_inverse=True)
        return cls(cell, tuple(_label(int(code), words) for code in found))


def _label(code: int, words: Sequence[Sequence[str]]) -> Label:
    parts = []
    for choice in reversed(words):
        code, place = divmod(code, len(choice))
        parts.append(choice[place])
    return tuple(reversed(parts))
