"""What the register shows: which verdicts, of which period, norm and team, with which number.

Why: a filter is data, so that the table, the counts and a test ask for exactly the same. Refuses to know a widget.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charter.columns import Mask, Verdict
from charter.norms.periods import Period
from charter.ui.sight import Sight

USUAL = frozenset({Verdict.BREACHED, Verdict.EXCUSED, Verdict.UNDETERMINED})
"""What the register shows unless asked otherwise: everything that needs an answer to "why"."""


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """None and "" mean any. `team` is a name, `norm` an id, so that a choice survives fresh data."""

    search: str = ""
    period: Period | None = None
    norm: str | None = None
    team: str | None = None
    verdicts: frozenset[Verdict] = USUAL

    def mask(self, sight: Sight) -> Mask:
        """Which verdicts of the board it lets through."""
        board = sight.board
        verdicts = board.verdicts
        kept = np.zeros(max(Verdict) + 1, np.bool_)
        kept[[int(verdict) for verdict in self.verdicts]] = True
        mask: Mask = kept[verdicts.verdict]
        if self.period is not None:
            mask &= self.period.covers(verdicts.day)
        if self.norm is not None:
            mask &= verdicts.norm == next(
                (position for position, norm in enumerate(board.rulebook.norms) if norm.id == self.norm), -1
            )
        if self.team is not None:
            teams = board.contacts.names.teams
            team = teams.index(self.team) if self.team in teams else -1
            mask &= (board.contacts.team == team)[verdicts.contact]
        if self.search.strip():
            mask &= self._found(sight)[verdicts.contact]
        return mask

    def _found(self, sight: Sight) -> Mask:
        needle = self.search.strip().casefold()
        ids = sight.board.contacts.ids
        return np.fromiter((needle in str(number).casefold() for number in ids), np.bool_, len(ids))
