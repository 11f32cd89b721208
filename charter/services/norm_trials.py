"""What a changed norm would have given over a past period, whole and by team, and which contacts it touches.

Why: a council wants to know what a promise costs before it makes it. A trial changes no verdict (design/ui.md 6.4):
this module judges columns in memory and knows no database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from charter.columns import Contacts, Ints, Rows, Verdicts
from charter.errors import Cancelled
from charter.norms.judge import judge
from charter.norms.model import Norm, Rulebook
from charter.norms.periods import Period
from charter.norms.score import Group, ScoreRow, score
from charter.services.board import Board

NO_VERDICT = 0
"""In `before` and `after`: the norm gives the contact no verdict."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The figures of one group as they are and as they would be; `group` is "" for the whole and for no team."""

    group: str
    now: ScoreRow
    tried: ScoreRow


@dataclass(frozen=True, slots=True)
class Trial:
    """`contacts` (rows of the board) get another verdict: `before` became `after`, codes of `Verdict`."""

    whole: Beside
    teams: tuple[Beside, ...]
    contacts: Rows
    before: Ints
    after: Ints


def whatif(
    board: Board, now: Norm, tried: Norm, period: Period, cancelled: Callable[[], bool] = lambda: False
) -> Trial:
    """Judge the contacts of `board` under `tried` beside `now`, both of the same id. Raises Cancelled."""
    verdicts = [_verdicts(board, norm, cancelled) for norm in (now, tried)]
    inside = [found.take(period.covers(found.day)) for found in verdicts]
    rows = [
        {row.group: row for row in score(board.contacts, found, _alone(board, norm), period, Group.TEAM)}
        for norm, found in zip((now, tried), inside, strict=True)
    ]
    whole = [
        score(board.contacts, found, _alone(board, norm), period)[0]
        for norm, found in zip((now, tried), inside, strict=True)
    ]
    _go_on(cancelled)
    groups = sorted({*rows[0], *rows[1]})
    teams = tuple(
        Beside(group, rows[0].get(group) or _none(whole[0], group), rows[1].get(group) or _none(whole[1], group))
        for group in groups
    )
    contacts, before, after = _changed(board.contacts, *inside)
    return Trial(Beside("", *whole), teams, contacts, before, after)


def _verdicts(board: Board, norm: Norm, cancelled: Callable[[], bool]) -> Verdicts:
    """The verdicts of one norm alone, with those that hand contacts over to it: position 0."""
    _go_on(cancelled)
    if norm in board.rulebook.norms:
        rows = board.verdicts.norm == board.rulebook.position(norm.id)
        found = board.verdicts.take(rows)
        return replace(found, norm=np.zeros(len(found), found.norm.dtype))
    givers = (
        one
        for one in board.rulebook.norms
        if one.id != norm.id and any(version.hands_over_to == norm.id for version in one.versions)
    )
    found = judge(board.contacts, replace(board.rulebook, norms=(norm, *givers)), board.as_of)
    return found.take(found.norm == 0)


def _alone(board: Board, norm: Norm) -> Rulebook:
    return replace(board.rulebook, norms=(norm,))


def _none(like: ScoreRow, group: str) -> ScoreRow:
    return replace(
        like, group=group, met=0, breached=0, pending=0, excluded=0, excused=0, undetermined=0,
        share=None, target_met=None, mean=None,
    )  # fmt: skip


def _changed(contacts: Contacts, now: Verdicts, tried: Verdicts) -> tuple[Rows, Ints, Ints]:
    before = np.full(len(contacts), NO_VERDICT, np.int8)
    after = np.full(len(contacts), NO_VERDICT, np.int8)
    before[now.contact] = now.verdict
    after[tried.contact] = tried.verdict
    found: Rows = np.flatnonzero(before != after)
    return found, before[found], after[found]


def _go_on(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled
