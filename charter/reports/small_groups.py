"""One rule for figures that leave the team: a group with fewer than 5 counted contacts is not shown.

Why: the figure of a team of two is the figure of a person (domain.md 4, contract.md 7). A group that is hidden can be
computed back from the total when it is the only one, so further groups are hidden, the smallest first, until what is
hidden together is no small group either. How many people work in a group stands in no log, so the rule counts contacts;
teams of which the profile says that few people work there are small too, and `NOTE` says so. Refuses to compare
publications: whoever publishes a quarter beside its months, or teams beside their queues, must look for differences
that tell of a small group.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from charter.locale import N_
from charter.norms.score import Group, ScoreRow

FEWEST = 5
"""Counted contacts from which on a group is shown."""

MARK = "×"
"""Stands in the place of each figure of a hidden row, with `WORD` beside or below it."""
WORD = N_("not shown: too few contacts")
NOTE = N_(
    "A group with fewer than 5 counted contacts is not shown, because its figures could be those of one employee. "
    "Where needed, the next smallest group is not shown either. Otherwise the total would give the first one away. "
    "Nor is a team with fewer than 5 employees, where the settings say how many it has; of other groups Charter cannot "
    "see it. Do not publish figures of a group with fewer than 5 employees."
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A row of which only norm and group may be told. Whether it is small or hides a small one is not said."""

    norm: str
    group: str


Shown = ScoreRow | Hidden


def concerns(by: Group | None) -> bool:
    """Whether a split names groups of staff; a year, a month, a week or a channel names nobody."""
    return by in (Group.TEAM, Group.QUEUE, Group.ORGANISATION)


def shield(groups: Sequence[ScoreRow], few: Collection[str] = ()) -> list[Shown]:
    """`groups` (the rows of one norm side by side) as they may leave the team, same order and length.

    `few` names the groups in which few people work. Of a hidden row no figure is left, and those that are shown, taken
    from the total, leave no small group either.
    """
    told: list[Shown] = []
    for norm, rows in groupby(groups, attrgetter("norm")):
        of_norm = list(rows)
        hidden = _hidden(of_norm, few)
        told += [Hidden(norm, row.group) if place in hidden else row for place, row in enumerate(of_norm)]
    return told


def _hidden(rows: Sequence[ScoreRow], few: Collection[str]) -> set[int]:
    """The positions of the small groups, and of those that must hide with them."""
    small = [row.counted < FEWEST or row.group in few for row in rows]
    by_size = sorted(range(len(rows)), key=lambda place: (not small[place], rows[place].counted))
    count = sum(small)
    if count:
        while count < len(rows) and not _is_crowd([rows[place] for place in by_size[:count]]):
            count += 1
    return set(by_size[:count])


def _is_crowd(rows: Sequence[ScoreRow]) -> bool:
    """Whether the sum of `rows`, which total minus shown gives, tells of none of them."""
    return len(rows) > 1 and sum(row.counted for row in rows) >= FEWEST
