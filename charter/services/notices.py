"""What a team lead must be told without asking: a summary in the morning, then only what is new.

Why: a notice that comes twice, at night, or for each contact apart is switched off within a week. Refuses to name a
contact, a resident or a colleague: a notice stands on a screen that others can see (design.md 4.11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from charter.columns import NO_TIME, Mask, Rows, Verdict
from charter.norms.calendar import DEFAULT
from charter.norms.reasons import Reason
from charter.services.board import Board
from charter.services.worklist import due_days


@dataclass(frozen=True, slots=True)
class Told:
    """What was told on the local day `day`: the digests of contacts under norms, apart for late and for soon."""

    day: int = -1
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Notice:
    """How many are late, and how many will be within the warning time, by team (the name "" is no team).

    In the morning: all that are; later in the day: those that became so since the last notice.
    """

    is_morning: bool
    late: tuple[tuple[str, int], ...]
    soon: tuple[tuple[str, int], ...]

    @property
    def late_total(self) -> int:
        """How many are late."""
        return sum(n for _team, n in self.late)

    @property
    def soon_total(self) -> int:
        """How many will be late soon; in the morning: today."""
        return sum(n for _team, n in self.soon)


def look(
    board: Board, now: int, told: Told, *, warning_us: int, teams: Sequence[str] = ()
) -> tuple[Notice | None, Told]:
    """What to tell at `now` (UTC microseconds, not before the board's), and what has been told after it.

    `warning_us` is in open time; `teams` narrows to these, none means all. Outside opening hours there is no notice,
    and nothing counts as told.
    """
    ruler = board.work.ruler(DEFAULT)
    instant = np.array([now])
    if not ruler.is_open(instant)[0]:
        return None, told
    day = int(board.work.days.day_of(instant)[0])
    is_morning = told.day != day
    verdicts = board.verdicts
    mine = (verdicts.deadline != NO_TIME) & (verdicts.started_at <= now) & _of_teams(board, teams)
    late = mine & ((verdicts.reason == Reason.OPEN_LATE) | (_pending(board) & (verdicts.deadline < now)))
    waiting = np.flatnonzero(mine & _pending(board) & ~late)
    within = ruler.between(np.full(len(waiting), now), verdicts.deadline[waiting]) <= warning_us
    if is_morning:
        within |= due_days(board)[waiting] <= day
    found = {"late": np.flatnonzero(late), "soon": waiting[within]}
    keys = {stage: [_key(board, row, stage) for row in rows.tolist()] for stage, rows in found.items()}
    known: frozenset[str] = frozenset() if is_morning else told.keys
    fresh = {
        stage: rows[np.array([key not in known for key in keys[stage]], np.bool_)] for stage, rows in found.items()
    }
    after = Told(day, known.union(*keys.values()))
    if not any(len(rows) for rows in fresh.values()):
        return None, after
    return Notice(is_morning, _by_team(board, fresh["late"]), _by_team(board, fresh["soon"])), after


def _of_teams(board: Board, teams: Sequence[str]) -> Mask:
    if not teams:
        return np.ones(len(board.verdicts), np.bool_)
    places = [place for place, name in enumerate(board.contacts.names.teams) if name in teams]
    return np.isin(board.contacts.team[board.verdicts.contact], places)


def _pending(board: Board) -> Mask:
    return np.equal(board.verdicts.verdict, Verdict.PENDING)


def _by_team(board: Board, rows: Rows) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(board.contacts.team[board.verdicts.contact[rows]])
    names = board.contacts.names.teams
    return tuple(sorted((names[team], int(n)) for team, n in enumerate(counts.tolist()) if n))


def _key(board: Board, row: int, stage: str) -> str:
    """Names a contact under a norm without telling which: what is remembered stands in the user's settings."""
    contacts, contact = board.contacts, int(board.verdicts.contact[row])
    norm = board.rulebook.norms[int(board.verdicts.norm[row])].id
    text = "\0".join((stage, norm, contacts.names.sources[int(contacts.source[contact])], str(contacts.ids[contact])))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
