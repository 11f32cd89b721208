"""The frame of the settings: one strip for everything that is changed, kept beside the window, asked about once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from charter.errors import StoreError
from charter.services.closing_days import Choices
from charter.ui.screens.places import SETTINGS, TODAY
from charter.ui.settings.screen import SettingsScreen
from charter.ui.sight import Sight
from charter.ui.widgets.table_view import TableView
from charter.ui.window.main_window import MainWindow


@pytest.fixture
def heard(screen):
    """What the screen told the window, in order."""
    told = []
    screen.said.connect(lambda message: told.append(message.text))
    screen.failed.connect(told.append)
    screen.profile_changed.connect(lambda: told.append("profile"))
    return told


def rename(screen, name="Elders") -> None:
    screen.organisation.name.setText(name)
    screen.organisation.name.textEdited.emit(name)


def press_save(screen) -> None:
    QTest.keyClick(screen.list, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def change_the_year(screen) -> None:
    """One more day on which the town hall is closed."""
    days = frozenset(screen.times._profile.calendar[0].closed) | {date(2027, 5, 7)}
    screen.times.closed.changed.emit(Choices(days, {}, False, True))


def test_nothing_asks_to_be_saved_until_something_is_changed(screen) -> None:
    assert screen.strip.isHidden()
    rename(screen)
    assert screen.strip.isVisible()
    assert screen.strip.words.text() == "You change: Organisation."
    rename(screen, "Gemeente Voorbeeld")
    assert screen.strip.isHidden()


def test_the_keyboard_chooses_a_part_and_the_next_window_opens_there(screen, qtbot, real, tasks, settings) -> None:
    screen.take_focus()
    shown = []
    for _part in screen.parts:
        shown.append(screen.stack.currentIndex())
        qtbot.keyClick(screen.list, Qt.Key.Key_Down)
    assert shown == list(range(8))
    screen.open_section("database")
    again = SettingsScreen(real, tasks, settings)
    qtbot.addWidget(again)
    assert again.stack.currentIndex() == screen.parts.index("database")


def test_a_part_that_is_no_longer_there_opens_the_first(real, tasks, settings, qtbot) -> None:
    settings.setValue("settings/section", "gone")
    made = SettingsScreen(real, tasks, settings)
    qtbot.addWidget(made)
    assert made.stack.currentIndex() == 0


def test_the_list_of_parts_keeps_the_rules_of_a_model(screen, qtmodeltester) -> None:
    qtmodeltester.check(screen.list.model())


def test_ctrl_s_writes_what_was_changed_and_nothing_else(screen, heard, written) -> None:
    before = written()
    rename(screen)
    press_save(screen)
    assert written() == before | {"organisation": "Elders"}
    assert heard == ["Saved.", "profile"]
    assert screen.strip.isHidden()


def test_what_is_changed_in_several_parts_is_one_entry_of_the_journal(screen, real, typed) -> None:
    entries = len(real.journal())
    rename(screen)
    typed(screen.organisation.lists["own_domains"], "elders.example; elders.nl")
    screen.open_section("teams")
    screen.teams.rows[0].name.setText("Anders")
    screen.teams.rows[0].name.textEdited.emit("Anders")
    assert screen.strip.words.text().startswith("You change: Organisation, Teams.")
    press_save(screen)
    assert len(real.journal()) == entries + 1
    assert real.profile.mail.own_domains == ("elders.example", "elders.nl")
    assert "Anders" in real.profile.teams.values()


def test_do_not_save_shows_again_what_stands(screen, written) -> None:
    before = written()
    rename(screen)
    screen.strip.drop.click()
    assert screen.organisation.name.text() == "Gemeente Voorbeeld"
    assert screen.strip.isHidden()
    assert written() == before


def test_a_period_that_judged_is_left_alone_and_the_strip_says_which_one_is_made(screen, real, heard) -> None:
    standing = real.profile.calendar[0]
    change_the_year(screen)
    assert screen.strip.words.text() == "You make period 2, valid from 18-11-2026. It changes no old verdicts."
    assert screen.strip.save.text() == "Save period 2"
    screen.strip.save.click()
    assert real.profile.calendar[0] == standing
    assert real.profile.calendar[1].valid_from == date(2026, 11, 18)
    assert date(2027, 5, 7) in real.profile.calendar[1].closed
    assert heard[0] == "Saved. Old verdicts do not change."


def mail_after_closing(screen) -> None:
    screen.times.counting.after_hours.choose("next_working_day")


def copies(screen) -> None:
    screen.times.counting.copies.choose(True)


def again(screen) -> None:
    screen.times.counting.again.choose(True)


def days(screen) -> None:
    screen.times.counting.days.setText("14")
    screen.times.counting.days.textEdited.emit("14")


def addresses(screen) -> None:
    screen.organisation.lists["mailboxes"].setText("info@voorbeeld.example")
    screen.organisation.lists["mailboxes"].textEdited.emit("")


@pytest.mark.parametrize("choice", [copies, again, days, addresses])
@pytest.mark.parametrize("period_too", [False, True])
def test_who_changes_how_stored_mail_counts_is_told_that_earlier_verdicts_can_change(
    screen, heard, choice, period_too
) -> None:
    choice(screen)
    if period_too:
        mail_after_closing(screen)
    told = screen.strip.words.text()
    assert "arlier verdicts" in told
    assert "Old verdicts do not change" not in told
    press_save(screen)
    assert heard[0] == "Saved. Earlier verdicts of mail can change."


def test_on_a_shared_server_both_the_proposal_and_the_mail_are_told(screen, monkeypatch) -> None:
    monkeypatch.setattr(screen._services, "store", SimpleNamespace(is_sqlite=False))
    proposal = "Saved. The new calendar is a proposal until somebody accepts it: charter norms accept."
    calendar, mail = {("calendar", 1, "closed"): []}, {("mail", "cc_counts"): True}
    assert screen._saved_words(calendar) == proposal
    assert screen._saved_words(calendar | mail) == f"{proposal} Earlier verdicts of mail can change."
    assert screen._saved_words(mail) == "Saved. Earlier verdicts of mail can change."


def test_when_mail_counts_as_received_belongs_to_a_period_and_changes_no_old_verdict(screen, heard) -> None:
    mail_after_closing(screen)
    press_save(screen)
    assert heard[0] == "Saved. Old verdicts do not change."


def test_until_the_data_is_known_a_period_counts_as_used(real, tasks, settings, qtbot, no_board) -> None:
    made = SettingsScreen(real, tasks, settings)
    qtbot.addWidget(made)
    change_the_year(made)
    assert made.times.begins_on() is not None
    made.show_sight(Sight.of(no_board))
    assert made.times.begins_on() is None
    assert made.strip.save.text() == "Save"


def test_a_fault_of_the_form_is_shown_in_its_place_and_nothing_is_written(screen, written, heard) -> None:
    before = written()
    screen.open_section("database")
    screen.database.kind.choose("server")
    screen.open_section("teams")
    press_save(screen)
    assert screen.strip.faults.text() == "1 fault. Correct it first."
    assert screen.stack.currentIndex() == screen.parts.index("database")
    assert QApplication.focusWidget() is screen.database.url
    assert written() == before
    assert heard == []


def test_a_fault_that_only_the_profile_knows_is_shown_under_its_field(screen, written, heard) -> None:
    before = written()
    rename(screen, "  ")
    press_save(screen)
    told, label = screen.organisation._faults["organisation",]
    assert told is screen.organisation.name
    assert label.isVisible()
    assert label.text().startswith("Allowed: ")
    assert written() == before
    assert heard == []


def test_who_corrects_a_fault_is_no_longer_told_of_it(screen) -> None:
    rename(screen, "  ")
    press_save(screen)
    assert screen.strip.faults.isVisible()
    rename(screen)
    assert not screen.strip.faults.isVisible()
    assert screen.organisation._faults["organisation",][1].isHidden()


def test_a_part_that_nobody_looked_at_yet_is_made_to_show_its_fault(screen, real) -> None:
    file = real.profile.folder / "charter.toml"
    rename(screen)
    file.write_text(file.read_text("utf-8") + "\n[conversations]\nfollow_up_days = -1\n", encoding="utf-8")
    assert "times" not in screen.sections
    press_save(screen)
    assert screen.stack.currentWidget().widget() is screen.times
    assert list(screen.sections)[2] == "times"


def test_a_fault_of_a_part_that_no_field_shows_is_told_whole(screen, real, heard) -> None:
    file = real.profile.folder / "charter.toml"
    file.write_text(file.read_text("utf-8") + "\n[odd]\nkey = 1\n", encoding="utf-8")
    rename(screen)
    press_save(screen)
    assert heard == ["The profile cannot be saved."]
    assert screen.strip.isVisible()


def test_a_database_that_is_busy_is_told_and_what_was_typed_stays(screen, real, heard, monkeypatch) -> None:
    busy = StoreError("A colleague is working on the data now.")
    monkeypatch.setattr(real, "save_settings", lambda _changes: (_ for _ in ()).throw(busy))
    rename(screen)
    press_save(screen)
    assert heard == [busy]
    assert screen.organisation.name.text() == "Elders"
    assert screen.strip.isVisible()


# leaving


def test_who_changed_nothing_may_go_unasked(screen, answer) -> None:
    asked = answer("Stay here")
    assert screen.leave(lambda: None)
    assert asked == []


@pytest.mark.parametrize(
    ("choice", "may_go", "name"), [("Stay here", False, "Elders"), ("Do not save", True, "Gemeente Voorbeeld")]
)
def test_leaving_asks_once_what_to_do_with_what_is_not_saved(screen, answer, written, choice, may_go, name) -> None:
    asked, before = answer(choice), written()
    rename(screen)
    assert screen.leave(lambda: None) is may_go
    assert asked == ["You changed settings and did not save them. You change: Organisation."]
    assert screen.organisation.name.text() == name
    assert written() == before


def test_who_saves_while_leaving_goes_once_it_is_saved(qtbot, screen, answer, written) -> None:
    gone = []
    answer("Save")
    rename(screen)
    assert not screen.leave(lambda: gone.append(written()["organisation"]))
    qtbot.waitUntil(lambda: gone == ["Elders"])
    assert screen.strip.isHidden()


def test_a_fault_keeps_who_wanted_to_go_also_after_it_is_corrected(qtbot, screen, answer) -> None:
    gone = []
    answer("Save")
    rename(screen, " ")
    assert not screen.leave(lambda: gone.append("gone"))
    rename(screen)
    press_save(screen)
    qtbot.wait(1)
    assert gone == []


def test_while_it_is_being_saved_nobody_is_asked_again(qtbot, real, held, settings, answer) -> None:
    made, gone, asked = SettingsScreen(real, held, settings), [], answer("Stay here")
    qtbot.addWidget(made)
    rename(made)
    made.save()
    made.save()
    assert len(held.held) == 1
    assert not made.leave(lambda: gone.append("gone"))
    held.let_go()
    qtbot.waitUntil(lambda: gone == ["gone"])
    assert asked == []


def test_who_types_on_while_it_is_being_saved_loses_nothing(qtbot, real, held, settings) -> None:
    made = SettingsScreen(real, held, settings)
    qtbot.addWidget(made)
    rename(made)
    made.save()
    rename(made, "Elders aan Zee")
    held.let_go()
    assert made.organisation.name.text() == "Elders aan Zee"
    assert not made.strip.isHidden()
    made.save()
    held.let_go()
    assert real.profile.organisation == "Elders aan Zee"


# in the window


@pytest.fixture
def window(qtbot, real, tasks, settings):
    made = MainWindow(real, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.go_to(SETTINGS)
    return made


def test_ctrl_comma_opens_the_settings(window, qtbot) -> None:
    window.go_to(TODAY)
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.shown is window.screen_of(SETTINGS)


def test_who_clicks_another_screen_and_stays_sees_that_he_stayed(window, qtbot, answer) -> None:
    asked = answer("Stay here")
    rename(window.shown)
    model = window.navigation_model
    today = window.navigation.visualRect(model.index(0)).center()
    qtbot.mouseClick(window.navigation.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(today))
    qtbot.waitUntil(lambda: window.navigation.selectionModel().isSelected(model.index(6)))
    assert window.screens.currentWidget() is window.screen_of(SETTINGS)
    assert [index.row() for index in window.navigation.selectedIndexes()] == [6]
    assert len(asked) == 1


def test_who_saves_while_going_elsewhere_arrives_there(window, qtbot, answer, real) -> None:
    answer("Save")
    rename(window.shown)
    window.go_to(TODAY)
    qtbot.waitUntil(lambda: window.shown is window.screen_of(TODAY))
    assert window.screens.currentWidget() is window.screen_of(TODAY)
    assert real.profile.organisation == "Elders"


def test_closing_the_window_asks_too_and_saving_closes_it_after(window, qtbot, answer, real) -> None:
    answer("Stay here")
    rename(window.shown)
    assert not window.close()
    answer("Save")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert real.profile.organisation == "Elders"


def test_stopping_from_the_tray_stops_only_when_nothing_is_lost(window, answer, monkeypatch) -> None:
    stopped = []
    monkeypatch.setattr(QApplication, "quit", lambda: stopped.append("stopped"))
    answer("Stay here")
    rename(window.shown)
    window.stop()
    assert stopped == []
    answer("Do not save")
    window.stop()
    assert stopped == ["stopped"]


def test_the_whole_window_goes_on_with_what_was_saved(window, real) -> None:
    today = window.screen_of(TODAY)
    sight = window.sight
    rename(window.shown)
    window.shown.save()
    assert window.windowTitle() == "Charter – Elders"
    assert window.sight is not sight
    assert window.screen_of(TODAY) is not today


def test_what_comes_home_to_a_screen_that_is_gone_hurts_nobody(qtbot, real, held, settings) -> None:
    window = MainWindow(real, held, settings)
    qtbot.addWidget(window)
    window.refresh()
    held.let_go()
    for place in ("trends", "accounting", "sources", "norms"):
        window.go_to(place)
    window.go_to(SETTINGS)
    late = len(held.held)
    window.show_profile()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    held.let_go()
    assert late > 0
    assert window.sight is not None


def test_the_rows_of_every_table_change_at_once(window) -> None:
    screen = window.shown
    window.screen_of(TODAY)
    screen.display.rows.choose("compact")
    tables = [*window.findChildren(TableView), screen.times.closed.table]
    assert {table.verticalHeader().defaultSectionSize() for table in tables} == {26}


def test_esc_goes_back_to_the_list_of_parts(screen, qtbot) -> None:
    screen.open_section("organisation")
    screen.organisation.name.setFocus()
    qtbot.keyClick(screen.organisation.name, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is screen.list


def test_by_keyboard_alone_a_name_is_changed_and_kept(window, qtbot, real) -> None:
    window.activateWindow()
    window.shown.take_focus()
    for _step in range(20):
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and field.accessibleName() == "Name":
            break
        QTest.keyClick(field, Qt.Key.Key_Tab)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "Elders")
    QTest.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert real.profile.organisation == "Elders"
