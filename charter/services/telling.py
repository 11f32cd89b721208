"""What came of every promise in a period, from the board that both doors look at.

Refuses to choose words; `charter.reports.words` does.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from charter.locale import formats
from charter.measures.findings import Account, account
from charter.norms.periods import Period
from charter.services.board import Board


def today(board: Board) -> date:
    """The local day of the board's as-of."""
    return formats.date_of(int(board.work.days.day_of(np.array([board.as_of]))[0]))


def tell(board: Board, period: Period) -> Account:
    """The findings of `period` as the board knows them."""
    return account(
        board.contacts,
        board.verdicts,
        board.rulebook,
        period,
        today=today(board),
        complete=board.completeness.holds_for,
        steps=board.steps,
    )
