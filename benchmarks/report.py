"""The yearly report of a million contacts, against judging the same contacts alone.

The report begins with a board that was judged; it measures, draws, sets and writes, and judges once more what was open
at the end of the year. The ratio is what a whole report costs in judgings.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.measure import Measured, best_of, peak_mb, timed
from benchmarks.town import AS_OF, open_town
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.reports.periodic import Facts
from charter.services import reporting
from charter.services.board import Board, load_board
from charter.services.rulebooks import judging
from charter.settings import Profile
from charter.store.engine import Store

YEAR = "2025-11-19..2026-11-18"


def run(folder: Path, scale: float) -> list[Measured]:
    """Judge the town, make its report, and judge again for the yardstick."""
    profile, store = open_town(folder, scale)
    rulebook = judging(store, profile, "benchmark", AS_OF).rulebook
    board = load_board(store, profile, rulebook, AS_OF)
    before = peak_mb()
    yardstick, _ = best_of(2, lambda: judge(board.contacts, rulebook, AS_OF))
    gathering, facts = timed(partial(_gather, store, profile, board))
    writing, _ = timed(lambda: reporting.report(store, facts, folder / "report.pdf", who="benchmark"))
    peak = peak_mb()
    store.close()
    about = f"report of a year of {len(board.contacts):_} contacts"
    return [
        Measured(f"{about}: figures and pictures", gathering, "judging them alone", yardstick),
        Measured(f"{about}: set, written and journalled", writing, "judging them alone", yardstick, peak_mb=peak),
        Measured("the board that it begins with", yardstick, peak_mb=before),
    ]


def _gather(store: Store, profile: Profile, board: Board) -> Facts:
    def no_closing(closing: object) -> None:
        raise AssertionError(closing)

    return reporting.gather(
        store,
        profile,
        board,
        Period.parse(YEAR),
        made_at=AS_OF,
        past=lambda at: load_board(store, profile, board.rulebook, at),
        compare=no_closing,  # type: ignore[arg-type] # nothing was closed in this town
    )
