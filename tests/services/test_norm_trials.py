"""A trial gives the figures beside each other and changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.errors import Cancelled
from charter.norms.judge import judge
from charter.norms.model import Limit, Unit
from charter.norms.periods import Period
from charter.services.board import Board
from charter.services.demo import write_demo
from charter.services.norm_trials import whatif

AS_OF = 1_794_900_000_000_000
PERIOD, MAIL = Period.parse("2026-Q4"), "email.answer"
COUNTS = ("met", "breached", "pending", "excluded", "excused", "undetermined")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    town = write_demo(tmp_path_factory.mktemp("town"), until=date(2026, 11, 17), contacts=600, seed=7)
    services = Services(Path(town.profile_folder), FixedClock(AS_OF), "tester")
    services.import_paths(town.logs)
    made = services.board()
    services.close()
    return made


def stricter(board: Board):
    norm = board.rulebook.norm(MAIL)
    return replace(norm, versions=(replace(norm.versions[0], limit=Limit(1, Unit.WORKING_DAYS)),))


def total(row) -> int:
    return sum(getattr(row, name) for name in COUNTS)


def test_both_columns_count_the_same_contacts_whole_and_by_team(board: Board) -> None:
    trial = whatif(board, board.rulebook.norm(MAIL), stricter(board), PERIOD)
    assert total(trial.whole.now) == total(trial.whole.tried) > 0
    for name in COUNTS:
        assert sum(getattr(team.now, name) for team in trial.teams) == getattr(trial.whole.now, name)
        assert sum(getattr(team.tried, name) for team in trial.teams) == getattr(trial.whole.tried, name)
    assert trial.whole.tried.breached > trial.whole.now.breached


def test_the_contacts_that_change_are_those_whose_verdict_differs(board: Board) -> None:
    trial = whatif(board, board.rulebook.norm(MAIL), stricter(board), PERIOD)
    lost = trial.whole.now.met - trial.whole.tried.met
    assert np.count_nonzero(trial.before == Verdict.MET) - np.count_nonzero(trial.after == Verdict.MET) == lost
    assert np.all(trial.before != trial.after)
    assert len(trial.contacts) >= lost > 0


def test_a_norm_that_is_off_is_tried_too_and_gives_the_verdicts_it_would(board: Board) -> None:
    norm = board.rulebook.norm(MAIL)
    off = replace(board, rulebook=replace(board.rulebook, norms=()), verdicts=judge_nothing(board))
    trial = whatif(off, norm, norm, PERIOD)
    assert trial.whole == whatif(board, norm, norm, PERIOD).whole
    assert len(trial.contacts) == 0


def judge_nothing(board: Board):
    return judge(board.contacts, replace(board.rulebook, norms=()), board.as_of)


def test_the_board_is_as_it_was(board: Board) -> None:
    before = board.verdicts.verdict.copy()
    whatif(board, board.rulebook.norm(MAIL), stricter(board), PERIOD)
    assert np.array_equal(before, board.verdicts.verdict)


def test_it_stops_when_asked(board: Board) -> None:
    with pytest.raises(Cancelled):
        whatif(board, board.rulebook.norm(MAIL), stricter(board), PERIOD, lambda: True)
