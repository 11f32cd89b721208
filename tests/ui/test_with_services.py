"""The window over the real services: logs in, worklist, explanation, and a file that nobody can read."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.contact import Kind
from charter.services.demo import write_demo
from charter.services.worklist import worklist
from charter.ui.follow_up.correct_dialog import CorrectDialog
from charter.ui.follow_up.dialogs import ExcuseDialog
from charter.ui.screens.places import BREACHES, TODAY
from charter.ui.tasks import TaskRunner
from charter.ui.window.main_window import MainWindow

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


def test_from_a_dropped_folder_to_an_explained_breach(window, qtbot, town, steps_of):
    window.intake.import_paths([town.logs[0].parent])
    qtbot.waitUntil(lambda: window.sight is not None)
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
    qtbot.waitUntil(window.screen_of(BREACHES).pane.isVisible)
    row = window.screen_of(BREACHES).table.current_row()
    contact, norm = int(board.verdicts.contact[row]), int(board.verdicts.norm[row])
    told = window._services.explain(board, contact, board.rulebook.norms[norm].id)
    assert steps_of(window.screen_of(BREACHES).pane) == [step.text for step in told.steps]
    assert window.screen_of(BREACHES).pane.source.text() == f"Source: {told.origin.file}, line {told.origin.line}"


def test_the_same_folder_again_adds_nothing_and_says_so(window, qtbot, town):
    for turn in ("first", "again"):
        window.intake.import_paths([town.logs[-1]])
        qtbot.waitUntil(lambda: bool(window.strips.messages) and not window.work.isVisible())
        text = window.strips.messages[0].text
        assert ("0 used" in text) == (turn == "again")


def test_a_file_that_nobody_can_read_is_told_and_the_window_lives_on(window, qtbot, tmp_path):
    odd = tmp_path / "odd.bin"
    odd.write_bytes(bytes(range(256)))
    window.intake.import_paths([odd])
    qtbot.waitUntil(lambda: bool(window.strips.messages))
    assert [message.gravity for message in window.strips.messages] == ["error"]
    assert "what is in odd.bin" in window.strips.messages[0].text
    qtbot.waitUntil(lambda: window.sight is not None)
    assert window.screen_of(TODAY).frame.empty.accessibleName().startswith("No contacts yet")


def chosen_breach(window, qtbot):
    """The register on every breach of all periods, its first one explained."""
    register = window.screen_of(BREACHES)
    window.go_to(BREACHES)
    register.filters.period.choose(None)
    register.filters.verdicts.choose(frozenset({Verdict.BREACHED, Verdict.EXCUSED, Verdict.EXCLUDED}))
    email = "email.answer"
    register.filters.norm.choose(email)
    qtbot.waitUntil(lambda: register.model.row_total > 0)
    breached = window.sight.board.verdicts.verdict[register.model.shown_rows()] == Verdict.BREACHED
    row = int(register.model.shown_rows()[breached][0])
    register.table.choose(row)
    number = window.sight.number(row)
    qtbot.waitUntil(lambda: register.pane.isVisible() and register.pane.number.text() == number)
    return register, number


def verdict_of(window, number):
    board = window.sight.board
    norm = board.rulebook.position("email.answer")
    mine = (board.contacts.ids[board.verdicts.contact] == number) & (board.verdicts.norm == norm)
    return Verdict(int(board.verdicts.verdict[mine][0]))


def kept(window):
    """The message that tells that something was kept, and offers to undo it."""
    return next((message for message in window.strips.messages if message.topic == "follow-up"), None)


def test_from_a_reason_by_an_excuse_and_back_to_a_worksheet(window, qtbot, town, tmp_path):
    window.intake.import_paths([town.logs[0].parent])
    qtbot.waitUntil(lambda: window.sight is not None)
    register, number = chosen_breach(window, qtbot)
    follow_up, services = register.follow_up, window._services
    unexplained = window.sight.unexplained
    cause = services.profile.follow_up.causes[0]
    follow_up.form.cause.choose(cause)
    follow_up.save()
    qtbot.waitUntil(lambda: [one.value for one in services.by_hand(contact=number)] == [cause])
    qtbot.waitUntil(lambda: window.sight.following.cause.any())
    assert window.sight.unexplained <= unexplained
    row = next(int(row) for row in register.model.shown_rows() if window.sight.number(int(row)) == number)
    register.table.choose(row)
    before = kept(window)
    follow_up.ask_excuse()
    dialog = next(one for one in register.findChildren(ExcuseDialog) if one.isVisible())
    dialog.cause.choose(cause)
    dialog.reason.setPlainText("The mail server was down all day.")
    dialog.act.click()
    qtbot.waitUntil(lambda: verdict_of(window, number) is Verdict.EXCUSED)
    qtbot.waitUntil(lambda: kept(window) is not before)
    kept(window).action[1]()  # the excuse was a slip of the hand
    qtbot.waitUntil(lambda: verdict_of(window, number) is Verdict.BREACHED)
    register.export.write("Breaches", register.filter().told(window.sight), register.table, tmp_path / "list.xlsx")
    qtbot.waitUntil((tmp_path / "list.xlsx").exists)
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "list.xlsx").active.iter_rows()]
    assert number in {row[1] for row in rows}
    assert services.verify_journal() == []


def test_a_contact_that_is_not_ours_leaves_the_count(window, qtbot, town):
    window.intake.import_paths([town.logs[0].parent])
    qtbot.waitUntil(lambda: window.sight is not None)
    register, number = chosen_breach(window, qtbot)
    register.follow_up.ask_correction()
    dialog = next(one for one in register.findChildren(CorrectDialog) if one.isVisible())
    dialog.kind.choose(Kind.NOT_OURS)
    dialog.reason.setPlainText("It was meant for the province.")
    dialog.act.click()
    qtbot.waitUntil(lambda: verdict_of(window, number) is Verdict.EXCLUDED)
