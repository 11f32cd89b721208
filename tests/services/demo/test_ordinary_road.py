"""The demo takes the ordinary road: its raw logs are imported, judged and shown by what everybody uses."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.services.demo import write_demo

UNTIL = datetime(2026, 11, 19, 8, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("town"), until=UNTIL.date(), contacts=3000, seed=2026)


@pytest.fixture(scope="module")
def services(demo):
    services = Services(demo.profile_folder, FixedClock(int(UNTIL.timestamp() * 1_000_000)), "tester")
    yield services
    services.close()


@pytest.fixture(scope="module")
def outcomes(services, demo):
    return services.import_paths(demo.logs)


@pytest.fixture(scope="module")
def board(services, outcomes):
    return services.board()


def verdicts_of(board, norm):
    return board.verdicts.verdict[board.verdicts.norm == board.rulebook.position(norm)]


def test_every_row_of_every_log_is_accounted_for(outcomes, demo):
    assert [outcome.error for outcome in outcomes] == [None] * len(demo.logs)
    for outcome in outcomes:
        assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
        assert outcome.read > 0
    assert sum(outcome.rejected for outcome in outcomes) == 0
    assert [problem for outcome in outcomes for problem in outcome.problems] == []
    lines = sum(1 for path in demo.logs[:2] for line in path.read_text().splitlines() if line)
    assert sum(outcome.read for outcome in outcomes[:2]) == lines


def test_about_as_many_contacts_come_out_as_were_asked(board):
    assert len(board.contacts) == pytest.approx(3000, rel=0.06)


def test_importing_the_same_logs_again_adds_nothing(services, demo, outcomes):
    again = services.import_paths(demo.logs)
    assert sum(outcome.used for outcome in again) == 0
    assert sum(outcome.contacts_new + outcome.contacts_updated for outcome in again) == 0
    assert [outcome.read for outcome in again] == [outcome.read for outcome in outcomes]


def test_every_default_norm_has_something_to_judge(board):
    judged = {board.rulebook.norms[position].id for position in np.unique(board.verdicts.norm).tolist()}
    assert judged == {norm.id for norm in board.rulebook.norms}


def test_the_figures_are_those_of_a_town_that_does_its_best(board):
    for norm, (least, most) in {"phone.answer": (0.7, 0.97), "email.answer": (0.8, 0.97)}.items():
        counts = Counter(verdicts_of(board, norm).tolist())
        assert least < counts[Verdict.MET] / (counts[Verdict.MET] + counts[Verdict.BREACHED]) < most


def test_the_caller_who_waited_when_the_exchange_stopped_is_undetermined(board):
    assert (verdicts_of(board, "phone.answer") == Verdict.UNDETERMINED).sum() == 1


def test_this_morning_something_is_late_and_something_is_due(board):
    answers = verdicts_of(board, "email.answer")
    assert (answers == Verdict.PENDING).any()
    open_late = (board.verdicts.verdict == Verdict.BREACHED) & (board.verdicts.stopped_at < 0)
    assert open_late.any()
