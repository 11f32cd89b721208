"""Why the promise was not kept: the reasons that people wrote down, the most frequent first (Pareto).

Why: a few causes make most of the breaches. Refuses to guess a cause: a breach of which nobody said why is
counted apart and takes no part in the shares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """`count` breaches with one reason; `together` is the share (0..1) of this one and all more frequent ones."""

    reason: str
    count: int
    together: float


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes, most frequent first, equal ones by name; `unsaid` breaches have none."""

    causes: tuple[Cause, ...]
    unsaid: int

    @property
    def said(self) -> int:
        """The breaches of which somebody said why."""
        return sum(cause.count for cause in self.causes)


def causes(reasons: Iterable[str]) -> Causes:
    """The causes of breaches; `reasons` has one word or code a breach, "" where nobody said why."""
    counts = Counter(reasons)
    unsaid = counts.pop("", 0)
    total = counts.total()
    found: list[Cause] = []
    running = 0
    for reason, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        running += count
        found.append(Cause(reason, count, running / total))
    return Causes(tuple(found), unsaid)
