"""The periods that can be accounted for: what each stands at, from the first day with data to today.

Why: whoever closes, exports or reports chooses a period first, and must see at once which ones are ready. Refuses to
close, and to hold a closing beside today: `charter.services.closing` and `charter.services.as_closed` do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from charter.columns import NO_DAY, Days, distinct
from charter.days import day_number
from charter.norms.periods import Period
from charter.norms.score import ScoreRow, score
from charter.services import closing as closed
from charter.services.board import Board
from charter.store.closings import Closing


class Length(Enum):
    """How long the periods of a list are, in months."""

    MONTH = 1
    QUARTER = 3
    THIRD = 4
    YEAR = 12


class State(Enum):
    """What a period stands at."""

    RUNNING = "running"
    INCOMPLETE = "incomplete"
    READY = "ready"
    CLOSED = "closed"
    TAMPERED = "tampered"
    """Closed, but the closing is not what its own digest and the journal say."""


@dataclass(frozen=True, slots=True)
class Account:
    """One period: the contacts judged in it, and how many of the promises with a target were kept."""

    period: Period
    state: State
    contacts: int
    kept: int
    promised: int
    closing: Closing | None
    supplement: int = 0
    """Supplements since the closing (`charter.services.supplements`)."""


def accounts(board: Board, closings: Sequence[tuple[Closing, bool]], length: Length) -> list[Account]:
    """The periods of `length` in which something was judged, the newest first; a closed one as it was closed.

    A closing keeps its place when all its contacts are gone; weeks and free days stand among the months.
    """
    known = board.verdicts.day[board.verdicts.day != NO_DAY]
    today = int(board.work.days.day_of(np.array([board.as_of]))[0])
    by_days = {(one.first_day, one.last_day): (one, intact) for one, intact in closings}
    found = []
    periods = {(day_number(one.first), day_number(one.last)): one for one in _periods(known[known <= today], length)}
    for one, _intact in closings:
        if _length(closed.period_of(one)) is length:
            periods.setdefault((one.first_day, one.last_day), closed.period_of(one))
    for period in sorted(periods.values(), key=lambda period: (period.first, period.last), reverse=True):
        first, last = day_number(period.first), day_number(period.last)
        closing, intact = by_days.get((first, last), (None, True))
        if closing is not None:
            rows, contacts = closed.scores(closing), int(closing.figures["contacts"])
            state = State.CLOSED if intact else State.TAMPERED
        else:
            covered = period.covers(board.verdicts.day)
            rows = score(board.contacts, board.verdicts, board.rulebook, period)
            contacts = len(distinct(board.verdicts.contact[covered]))
            over = State.READY if board.completeness.holds_for(period) else State.INCOMPLETE
            state = State.RUNNING if last >= today else over
        found.append(Account(period, state, contacts, *_promises(rows), closing))
    return found


def _length(period: Period) -> Length:
    """In which list a period stands."""
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    whole = period.first.day == 1 and Period.month_of(period.last).last == period.last
    fits = whole and (period.first.month - 1) % months == 0 and months in {length.value for length in Length}
    return Length(months) if fits else Length.MONTH


def _periods(days: Days, length: Length) -> list[Period]:
    months = np.unique(days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))
    starts = {month - month % length.value for month in months.tolist()}
    return [Period.parse(_label(start, length)) for start in starts]


def _label(month: int, length: Length) -> str:
    """How the period that begins `month` months after January 1970 is spelled."""
    year, place = 1970 + month // 12, month % 12
    match length:
        case Length.MONTH:
            return f"{year:04}-{place + 1:02}"
        case Length.QUARTER:
            return f"{year:04}-Q{place // 3 + 1}"
        case Length.THIRD:
            return f"{year:04}-T{place // 4 + 1}"
        case Length.YEAR:
            return f"{year:04}"


def _promises(rows: Sequence[ScoreRow]) -> tuple[int, int]:
    judged = [row for row in rows if row.target_met is not None]
    return sum(bool(row.target_met) for row in judged), len(judged)
