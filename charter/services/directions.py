"""Where each norm is heading, by the last whole month: better, worse, no change; told only where a chart may tell it.

Why apart from the score: a month of its own says nothing about direction. Refuses to guess: too few months or contacts,
or another promise, give no direction (`charter.measures.findings`).
"""

from __future__ import annotations

from datetime import timedelta

from charter.measures.control import Variation
from charter.norms.periods import Period
from charter.services.board import Board
from charter.services.telling import tell, today


def last_whole_month(board: Board) -> Period:
    """The month before that of the board's as-of."""
    return Period.month_of(today(board).replace(day=1) - timedelta(days=1))


def directions(board: Board) -> dict[str, Variation]:
    """The direction of every norm that has one, by norm id; about a second for a million contacts."""
    found = tell(board, last_whole_month(board)).findings
    return {one.norm.id: one.variation for one in found if one.variation is not Variation.UNKNOWN}
