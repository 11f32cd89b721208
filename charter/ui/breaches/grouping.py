"""The register in groups: by norm, by team, by cause; each a banner with its rows below.

Refuses to choose or to order rows: a filter and a column do.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from charter.columns import Ints
from charter.locale import _
from charter.ui.models.cells import Group
from charter.ui.sight import Sight, alphabet


class GroupBy(StrEnum):
    """By what the rows are grouped."""

    NOTHING = ""
    NORM = "norm"
    TEAM = "team"
    CAUSE = "cause"


def group_words() -> dict[GroupBy, str]:
    """How each is called."""
    return {
        GroupBy.NOTHING: _("No groups"),
        GroupBy.NORM: _("By norm"),
        GroupBy.TEAM: _("By team"),
        GroupBy.CAUSE: _("By reason"),
    }


def groups(sight: Sight, by: GroupBy) -> tuple[Group, ...]:
    """The groups of all verdicts, by the alphabet, what has no name last; () for no groups."""
    verdicts, following = sight.board.verdicts, sight.following
    if by is GroupBy.NORM:
        return _grouped(verdicts.norm, sight.norm_titles, "", "charter")
    if by is GroupBy.TEAM:
        contacts = sight.board.contacts
        return _grouped(contacts.team[verdicts.contact], contacts.names.teams, _("No team"), "team")
    if by is GroupBy.CAUSE:
        return _grouped(following.cause, following.causes, _("No reason given"), "edit")
    return ()


def _grouped(position: Ints, names: tuple[str, ...], unnamed: str, picture: str) -> tuple[Group, ...]:
    order = np.argsort(alphabet(names))
    rows = np.argsort(position.astype(np.int16), kind="stable")
    counts = np.bincount(position, minlength=len(names))
    parts = np.split(rows, np.cumsum(counts)[:-1])
    ordered = sorted(order.tolist(), key=lambda place: not names[place])
    return tuple(Group(names[place] or unnamed, picture, "text", parts[place]) for place in ordered if counts[place])
