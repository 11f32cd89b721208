"""What needs somebody today: late and still open, due today, due on the next working day.

A deadline on a closed day is due on the last working day before it (domain.md 6.1, 11). Refuses to show what nobody can
change any more: a call that was missed is a breach, not work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Mask, Rows, Verdict
from charter.locale import _, formats
from charter.norms.periods import Period
from charter.norms.reasons import Reason
from charter.services.board import Board


@dataclass(frozen=True, slots=True)
class Worklist:
    """Positions in `board.verdicts`, most urgent first. `closed_today` says why the town hall is closed, or is "".

    `next_deadline` is the first working day after today on which something must be done; None while nothing waits.
    """

    late: Rows
    due_today: Rows
    due_next: Rows
    undetermined: Rows
    today: date
    next_working_day: date
    closed_today: str
    next_deadline: date | None = None


def worklist(board: Board, team: str | None = None) -> Worklist:
    """The worklist of one team, or of all (None). `undetermined` holds this month's and the undated ones."""
    verdicts, work = board.verdicts, board.work
    mine = np.ones(len(verdicts), np.bool_) if team is None else _of_team(board, team)
    today = int(work.days.day_of(np.array([board.as_of]))[0])
    following = int(work.next_working_day(np.array([today + 1], np.int32))[0])
    due = due_days(board)
    begun = verdicts.started_at <= board.as_of
    pending = mine & begun & (verdicts.verdict == Verdict.PENDING) & (due != NO_DAY)
    later = due[pending & (due > today)]
    month = Period.month_of(formats.date_of(today)).covers(verdicts.day) | (verdicts.day == NO_DAY)
    return Worklist(
        late=_by_deadline(board, mine & (verdicts.reason == Reason.OPEN_LATE)),
        due_today=_by_deadline(board, pending & (due <= today)),
        due_next=_by_deadline(board, pending & (due > today) & (due <= following)),
        undetermined=np.flatnonzero(mine & month & (verdicts.verdict == Verdict.UNDETERMINED)),
        today=formats.date_of(today),
        next_working_day=formats.date_of(following),
        closed_today=_(work.closure_name(today)),
        next_deadline=formats.date_of(int(later.min())) if len(later) else None,
    )


def due_days(board: Board) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """The working day by which each verdict's deadline must be met; NO_DAY without a deadline."""
    due = board.work.days.day_of(board.verdicts.deadline)
    known = np.flatnonzero((due != NO_DAY) & (board.verdicts.verdict == Verdict.PENDING))
    closed = known[~board.work.is_working(due[known])]
    due[closed] = board.work.add_working_days(due[closed], -1)
    return due


def _of_team(board: Board, team: str) -> Mask:
    if team not in board.contacts.names.teams:
        return np.zeros(len(board.verdicts), np.bool_)
    return np.equal(board.contacts.team[board.verdicts.contact], board.contacts.names.teams.index(team))


def _by_deadline(board: Board, chosen: Mask) -> Rows:
    rows = np.flatnonzero(chosen & (board.verdicts.deadline != NO_TIME))
    return rows[np.argsort(board.verdicts.deadline[rows], kind="stable")]
