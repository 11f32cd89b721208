"""The window: it stands at once, fills, reads files in, tells what failed, and goes by keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox

from charter.columns import Verdict
from charter.errors import Cancelled, StoreError
from charter.services.importing import Progress
from charter.services.outcomes import ImportOutcome
from charter.ui import messages, speech
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.look import text_size
from charter.ui.screens.places import BREACHES, PLACES, TODAY
from charter.ui.window.help_dialog import HelpDialog
from charter.ui.window.main_window import SMALLEST, USUAL, MainWindow


@pytest.fixture
def window(services, tasks, settings, qtbot):
    made = MainWindow(services, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    return made


_HOUR = 3_600_000_000


def gravity(window) -> list[str]:
    return [message.gravity for message in window.strips.messages]


def mime(*paths: Path) -> QMimeData:
    made = QMimeData()
    made.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return made


def drop(window, data: QMimeData) -> None:
    button, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    window.dragEnterEvent(QDragEnterEvent(QPoint(10, 10), action, data, button, keys))
    window.dropEvent(QDropEvent(QPointF(10, 10), action, data, button, keys))


def test_it_stands_before_the_data_is_there_and_fills_after(services, held, settings, qtbot):
    made = MainWindow(services, held, settings)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    assert services.boards == 0
    assert not made.screen_of(TODAY).isVisible()
    assert made.waiting.title.text() == "Today"
    assert made.waiting.empty.accessibleName().startswith("Reading the data")
    held.let_go()
    assert services.boards == 1
    assert made.screen_of(TODAY).isVisible()
    assert made.screen_of(TODAY).model.row_total == 17
    assert made.state.sentence.text() == "Data not complete; read up to Tue 17-11 07:45"
    assert made.state.amount.text() == "51 contacts · as of 17-11-2026 08:12"


def test_the_counts_beside_the_screens_are_told_in_full(window):
    model = window.navigation_model
    spoken = [model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert spoken == ["Today, 13 contacts ask for action", "Breaches, 9 breaches without a reason in November 2026"]


def test_the_navigation_keeps_the_rules_of_a_model(window, qtmodeltester):
    qtmodeltester.check(window.navigation_model)


def test_there_is_nothing_but_what_works(window):
    assert window.navigation_model.rowCount() == len(PLACES)
    assert window.windowTitle() == "Charter – gemeente Voorbeeld"
    assert (window.minimumWidth(), window.minimumHeight()) == SMALLEST


def test_keys_go_where_they_should(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.screens.currentWidget() is window.screen_of(BREACHES)
    assert QApplication.focusWidget() is window.screen_of(BREACHES).table
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.screens.currentWidget() is window.screen_of(TODAY)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.screen_of(BREACHES).filters.search


def test_esc_goes_back_from_a_search_that_began_on_a_screen_without_one(window, qtbot):
    search = window.screen_of(BREACHES).filters.search
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert window.shown is window.screen_of(TODAY)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(search, "1")
    for _press in range(3):
        qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert window.shown is window.screen_of(BREACHES)


def test_esc_in_the_search_of_the_register_itself_stays_there(window, qtbot):
    window.go_to(BREACHES)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert window.shown is window.screen_of(BREACHES)


def test_ctrl_l_goes_to_the_first_filter(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.screen_of(TODAY).team
    window.go_to(BREACHES)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.screen_of(BREACHES).filters.period


def test_too_many_rows_are_not_copied_and_it_says_how_many_may(window, qtbot, monkeypatch):
    monkeypatch.setattr("charter.ui.widgets.table_view.MOST_COPIED", 1)
    QApplication.clipboard().setText("before")
    window.go_to(BREACHES)
    window.screen_of(BREACHES).table.selectAll()
    window.screen_of(BREACHES).table.copy()
    assert QApplication.clipboard().text() == "before"
    assert window.strips.messages[0].text == "10 rows are too many to copy. Choose at most 1 rows."


def test_f6_goes_round_the_regions_and_back(window, qtbot):
    window.go_to(TODAY)
    seen = []
    for _ in range(6):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    today = window.screen_of(TODAY)
    assert seen == [
        today.scores.table,
        today.why.open_button,
        window.navigation,
        today.team,
        today.tiles[0],
        today.table,
    ]
    qtbot.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is today.tiles[0]


def test_f5_fetches_again(window, services, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert services.boards == 2


def test_every_minute_tells_what_is_left_and_no_row_moves(window, services):
    today = window.screen_of(TODAY)
    today.table.choose(7)
    rows = today.model.shown_rows().tolist()
    services.clock.at += 48 * 60_000_000  # 09:00; the counter of opening hours began at 08:30
    window.data.retell()
    column = [column.id for column in today.model.columns].index("late")
    assert today.model.cell(7, column).text == "2 h 40 min left"
    assert today.model.shown_rows().tolist() == rows
    assert today.table.current_row() == 7
    assert services.boards == 1


def test_the_first_look_of_a_new_day_fetches_again(window, services):
    look = QEvent(QEvent.Type.ActivationChange)
    window.activateWindow()
    window.changeEvent(look)
    assert services.boards == 1
    services.clock.at += 86_400_000_000
    window.changeEvent(look)
    assert services.boards == 2


def test_another_text_size_of_the_computer_is_offered_when_somebody_comes_back(window, monkeypatch):
    grown = []
    monkeypatch.setattr(window.appearance, "enlarge", grown.append)
    look = QEvent(QEvent.Type.ActivationChange)
    window.activateWindow()
    window.changeEvent(look)
    assert window.strips.messages == ()
    for factor, offered in ((1.5, 1), (1.0, 0)):
        monkeypatch.setattr(text_size, "of_this_computer", lambda factor=factor: factor)
        window.changeEvent(look)
        assert len(window.strips.messages) == offered
        for told in window.strips.messages:
            told.action[1]()
    assert grown == [100]


def test_no_shortcut_is_used_twice(window):
    keys = [shortcut.key().toString() for shortcut in window.findChildren(QShortcut)]
    assert len(keys) == len(set(keys))
    assert QKeySequence("Ctrl+2").toString() in keys


def test_open_goes_to_the_same_contact_in_the_register(window, qtbot):
    window.screen_of(TODAY).table.choose(3)
    qtbot.mouseClick(window.screen_of(TODAY).why.open_button, Qt.MouseButton.LeftButton)
    assert window.screens.currentWidget() is window.screen_of(BREACHES)
    assert window.screen_of(BREACHES).table.current_row() == 3
    qtbot.waitUntil(window.screen_of(BREACHES).pane.isVisible)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.screens.currentWidget() is window.screen_of(TODAY)


def test_a_file_over_the_window_is_welcomed_and_dropped_is_read_in(window, services, tmp_path):
    services.outcomes = [
        ImportOutcome(
            str(tmp_path / "queue_log"), read=10, used=7, duplicates=2, rejected=0, out_of_scope=1, contacts_new=3
        )
    ]
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    data = mime(tmp_path / "queue_log")
    event = QDragEnterEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, button, keys)
    window.dragEnterEvent(event)
    assert event.isAccepted()
    assert window.veil.isVisible()
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not window.veil.isVisible()
    drop(window, data)
    assert not window.veil.isVisible()
    assert services.imported == [[tmp_path / "queue_log"]]
    assert services.boards == 2
    assert window.strips.messages[0].text == (
        "10 rows read = 7 used + 2 double + 0 rejected + 1 out of scope. 3 new contacts."
    )


def test_what_is_no_file_is_not_welcomed(window, services):
    data = QMimeData()
    data.setText("no file")
    data.setUrls([QUrl("https://example.org/log")])
    event = QDragEnterEvent(
        QPoint(1, 1), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    window.dragEnterEvent(event)
    assert not event.isAccepted()
    assert services.imported == []


def test_the_button_is_the_same_road(window, services, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args, **_named: ([str(tmp_path / "a.mbox")], ""))
    qtbot.mouseClick(window.screen_of(TODAY).read_in, Qt.MouseButton.LeftButton)
    assert services.imported == [[tmp_path / "a.mbox"]]


def test_progress_is_shown_and_stop_asks_the_work_to_stop(services, held, settings, qtbot, tmp_path):
    window = MainWindow(services, held, settings)
    qtbot.addWidget(window)
    window.show()
    window.intake.import_paths([tmp_path])
    assert window.work.isVisible()
    task = held.held[0][0]
    window.work.say(*messages.of_progress(Progress("logs/queue_log", 2, 4, 1428, 0.5)))
    assert window.work._text.text() == "Reading queue_log (2 of 4): 1,428 rows."
    assert window.work._bar.value() == 375
    qtbot.mouseClick(window.work._stop, Qt.MouseButton.LeftButton)
    assert task.cancelled()
    services.fault = Cancelled()
    held.let_go()
    assert not window.work.isVisible()
    assert gravity(window)[0] == "information"
    assert window.strips.messages[0].text.startswith("Stopped.")


def test_what_was_typed_of_a_contact_outlives_screens_that_are_made_anew(window, qtbot):
    window.go_to(BREACHES)
    typed = window.shown
    typed.table.choose_first()
    qtbot.waitUntil(typed.pane.isVisible)
    typed.follow_up.form.note.setText("half a sent")
    window.go_to(TODAY)
    window.show_profile()
    window.go_to(BREACHES)
    anew = window.shown
    assert anew is not typed
    anew.table.choose_first()
    qtbot.waitUntil(lambda: anew.follow_up.form.note.text() == "half a sent")


def test_closing_while_files_are_read_in_asks_first(services, held, settings, qtbot, tmp_path):
    window = MainWindow(services, held, settings)
    qtbot.addWidget(window)
    window.show()
    window.intake.import_paths([tmp_path])
    task = held.held[0][0]
    for words, closes in (("Stay here", False), ("Stop and close", True)):
        assert not window.close()
        box = window.findChildren(QMessageBox)[-1]
        assert "nothing of the file it is at is kept" in box.informativeText()
        next(one for one in box.buttons() if one.text() == words).click()
        assert (window.isHidden(), task.cancelled()) == (closes, closes)


def test_closing_while_sources_are_fetched_asks_nothing(services, held, settings, qtbot):
    window = MainWindow(services, held, settings)
    qtbot.addWidget(window)
    window.intake.fetch()
    assert window.close()


def test_one_import_at_a_time(services, held, settings, qtbot, tmp_path):
    window = MainWindow(services, held, settings)
    qtbot.addWidget(window)
    window.intake.import_paths([tmp_path])
    window.intake.import_paths([tmp_path])
    assert len(held.held) == 1
    assert gravity(window) == ["information"]


def test_a_database_that_fails_is_told_with_a_way_back_and_the_old_data_stays(window, services, qtbot):
    services.fault = StoreError("The database cannot be opened.", "Check the disk.")
    window.refresh()
    assert window.strips.messages[0].text == "The database cannot be opened. Check the disk."
    assert window.screen_of(TODAY).model.row_total == 17
    services.fault = None
    words, again = window.strips.messages[0].action
    assert words == "Try again"
    again()
    assert window.strips.messages == ()


def test_first_data_that_cannot_be_read_is_said_in_the_place_of_the_screens_and_the_keyboard_tries_again(
    services, tasks, settings, qtbot
):
    services.fault = StoreError("The database cannot be opened.", "Check the disk.")
    made = MainWindow(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.go_to(BREACHES)
    assert (made.waiting.title.text(), made.waiting.isVisible()) == ("Breaches", True)
    assert made.waiting.empty.accessibleName().startswith("The data cannot be read.")
    services.fault = None
    made.activateWindow()
    qtbot.waitUntil(made.waiting.retry.hasFocus)
    qtbot.keyClick(made.waiting.retry, Qt.Key.Key_Space)
    assert made.screen_of(BREACHES).isVisible()


def test_a_fault_of_ours_shows_no_inner_workings(window, services):
    services.fault = KeyError("inwoner@example.org")
    window.refresh()
    assert "example.org" not in window.strips.messages[0].text + window.strips.messages[0].detail


def test_a_third_message_is_counted(window):
    for number in range(4):
        window.strips.say(messages.of_error(StoreError(f"Fault {number}."), f"topic {number}"))
    told = {label.text() for label in window.strips.findChildren(QLabel)}
    assert {"Fault 3.", "Fault 2.", "2 more messages"} <= told
    assert len(window.strips.messages) == 4


def test_the_size_is_remembered_as_far_as_the_screen_has_room(services, tasks, settings, qtbot):
    first = MainWindow(services, tasks, settings)
    qtbot.addWidget(first)
    first.show()
    first.resize(1300, 730)
    first.close()
    second = MainWindow(services, tasks, settings)
    qtbot.addWidget(second)
    assert second.width() < USUAL[0]
    assert second.height() < USUAL[1]


def test_the_language_changes_without_a_restart(window, qapp):
    english = window.screen_of(TODAY)
    try:
        window.appearance.speak("nl")
        assert window.navigation_model.data(window.navigation_model.index(0)) == "Vandaag"
        assert window.screen_of(TODAY) is not english
        assert window.screen_of(TODAY).model.row_total == 17
    finally:
        speech.speak(qapp, "en")


def test_f1_explains_the_screen_and_lists_every_key(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    dialog = window.findChild(HelpDialog)
    assert dialog is not None
    said = [part.text() for part in dialog.findChildren(QLabel)]
    assert {"F5", "Ask all sources for news now"} <= set(said)
    assert (
        "Here you see which promises to residents are too late, and which will be today or on the next working day."
        in said
    )
    assert any("LGPL version 3" in text for text in said)
    assert any(text.startswith("PySide6-Essentials") for text in said)
    dialog.accept()


def test_alt_left_goes_back_to_where_one_came_from(window, qtbot):
    window.go_to(TODAY)
    qtbot.keyClick(window.screen_of(TODAY).table, Qt.Key.Key_Return)
    assert window.shown is window.screen_of(BREACHES)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.shown is window.screen_of(TODAY)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.shown is window.screen_of(TODAY)


def test_a_figure_on_another_screen_opens_the_contacts_behind_it(window, sight):
    window.show_sight(sight)
    wanted = RegisterFilter(norm="email.answer", verdicts=frozenset({Verdict.MET, Verdict.BREACHED}))
    window.screen_of("trends").register_wanted.emit(wanted)
    assert window.shown is window.screen_of(BREACHES)
    assert window.shown.filter() == wanted


def test_before_the_first_news_of_the_day_it_says_from_when_the_data_is(window, services, board):
    yesterday = replace(board.completeness, until=board.completeness.until - 14 * _HOUR)
    services.made = lambda: replace(board, completeness=yesterday)
    window.refresh()
    (message,) = window.strips.messages
    assert message.text == "Data of yesterday 17:45."
    assert [offered[0] for offered in (message.action, message.also)] == ["Fetch now", "Import..."]
    window.strips._close(message)
    window.refresh()
    assert not window.strips.messages  # closed stays closed
    window.appearance.speak("nl")
    assert len(window.strips.messages) == 1
    services.made = lambda: board
    window.refresh()
    assert not window.strips.messages
    older = replace(yesterday, until=board.completeness.until - 86 * _HOUR)
    services.made = lambda: replace(board, completeness=older)
    window.refresh()
    assert "13 november 2026 17:45" in window.strips.messages[0].text
    speech.speak(QApplication.instance(), "en")


def test_a_profile_that_may_not_be_written_is_told_once_and_nobody_is_asked_to_fetch(window, services, board):
    yesterday = replace(board.completeness, until=board.completeness.until - 14 * _HOUR)
    services.made = lambda: replace(board, completeness=yesterday)
    services.is_read_only, services.unnoted = True, "What could not be noted."
    window.refresh()
    (message,) = window.strips.messages
    assert message.text.startswith("This profile is read-only. You see everything")
    assert (message.gravity, message.detail) == ("information", "What could not be noted.")
    window.strips._close(message)
    window.refresh()
    assert not window.strips.messages


def test_what_somebody_else_wrote_is_fetched_within_a_minute(window, services):
    services.entry = 3
    window.data.retell()
    assert services.boards == 2
    window.data.retell()
    assert services.boards == 2


def test_a_day_that_begins_while_the_window_stands_fetches_again(window, services):
    services.clock.at += 86_400_000_000
    window.data.retell()
    assert services.boards == 2
