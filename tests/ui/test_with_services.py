"""The window over the real services: logs in, worklist, explanation, and a file that nobody can read."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QSettings

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.services.demo import write_demo
from charter.services.worklist import worklist
from charter.ui.main_window import MainWindow
from charter.ui.screens.places import BREACHES, TODAY
from charter.ui.tasks import TaskRunner

AS_OF = round(datetime(2026, 11, 17, 8, 12, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000


@pytest.fixture
def town(tmp_path):
    return write_demo(tmp_path / "town", until=date(2026, 11, 17), contacts=400, seed=7)


@pytest.fixture
def window(qtbot, tmp_path, town):
    services = Services(town.profile_folder, FixedClock(AS_OF), "tester")
    tasks = TaskRunner()
    made = MainWindow(services, tasks, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made)
    made.show()
    yield made
    tasks.close()
    services.close()


def test_from_a_dropped_folder_to_an_explained_breach(window, qtbot, town):
    window.intake.import_paths([town.logs[0].parent])
    qtbot.waitUntil(lambda: window.sight is not None, timeout=30_000)
    board = window.sight.board
    assert window.strips.messages[0].gravity == "done"
    assert len(board.contacts) > 300
    work = worklist(board)
    assert [tile.count for tile in window.screen_of(TODAY).tiles] == [
        len(rows) for rows in (work.late, work.due_today, work.due_next, work.undetermined)
    ]
    window.go_to(BREACHES)
    window.screen_of(BREACHES).filters.period.choose(None)
    window.screen_of(BREACHES).filters.verdicts.choose(frozenset({Verdict.BREACHED}))
    qtbot.waitUntil(
        lambda: window.screen_of(BREACHES).model.row_total == int((board.verdicts.verdict == Verdict.BREACHED).sum())
    )
    window.screen_of(BREACHES).table.choose_first()
    qtbot.waitUntil(window.screen_of(BREACHES).pane.isVisible, timeout=10_000)
    row = window.screen_of(BREACHES).table.current_row()
    contact, norm = int(board.verdicts.contact[row]), int(board.verdicts.norm[row])
    told = window._services.explain(board, contact, board.rulebook.norms[norm].id)
    assert window.screen_of(BREACHES).pane.step_texts() == [step.text for step in told.steps]
    assert window.screen_of(BREACHES).pane.source.text() == f"Source: {told.origin.file}, line {told.origin.line}"


def test_the_same_folder_again_adds_nothing_and_says_so(window, qtbot, town):
    for turn in ("first", "again"):
        window.intake.import_paths([town.logs[-1]])
        qtbot.waitUntil(lambda: bool(window.strips.messages) and not window.work.isVisible(), timeout=30_000)
        text = window.strips.messages[0].text
        assert ("0 used" in text) == (turn == "again")


def test_a_file_that_nobody_can_read_is_told_and_the_window_lives_on(window, qtbot, tmp_path):
    odd = tmp_path / "odd.bin"
    odd.write_bytes(bytes(range(256)))
    window.intake.import_paths([odd])
    qtbot.waitUntil(lambda: bool(window.strips.messages), timeout=30_000)
    assert [message.gravity for message in window.strips.messages] == ["error"]
    assert window.strips.messages[0].text.startswith("odd.bin is in none")
    qtbot.waitUntil(lambda: window.sight is not None, timeout=30_000)
    assert window.screen_of(TODAY).frame.empty.accessibleName().startswith("No contacts yet")
