"""A breach is followed up where it is explained: once said it is seen, kept, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from charter.columns import Act, ByHand, Verdict
from charter.contact import Channel, Kind
from charter.errors import StoreError
from charter.services.said import ClosedDays
from charter.services.source_line import SourceLine, Standing
from charter.ui.breaches.grouping import GroupBy, groups
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.breaches.screen import BreachesScreen
from charter.ui.follow_up.correct_dialog import CorrectDialog
from charter.ui.follow_up.dialogs import ExcuseDialog, UndoDialog
from charter.ui.follow_up.source_dialog import SourceDialog
from charter.ui.sight import Sight
from charter.ui.widgets.chooser import OneChoice

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WHY = 5


@pytest.fixture
def screen(services, tasks, settings, qtbot, sight):
    made = BreachesScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.show_sight(sight)
    made.table.choose_first()
    made.table.setFocus()
    qtbot.waitUntil(made.pane.isVisible)
    return made


def shown(screen, kind):
    return next(one for one in screen.findChildren(kind) if one.isVisible())


def why(screen, row):
    return screen.model.cell(int(screen.model.shown_rows()[row]), WHY).text


def test_a_reason_is_kept_shown_at_once_and_the_next_without_a_reason_is_chosen(screen, services, qtbot):
    first, second = (int(row) for row in screen.model.shown_rows()[:2])
    assert why(screen, 0) == "Reason missing"
    screen.follow_up.form.cause.choose("Storing")
    screen.follow_up.form.note.setText("the line was down")
    qtbot.keyClick(screen.table, Qt.Key.Key_S, CONTROL)
    place = "/".join(screen._sight.place(first))
    norm = screen._sight.norm_id(first)
    assert services.followed == [
        ([place], Act.CAUSE, "Storing", "", norm), ([place], Act.NOTE, "the line was down", "", norm)
    ]  # fmt: skip
    assert why(screen, 0) == "Storing"
    assert screen.table.current_row() == second
    assert screen.counts.unexplained.text() == "8 without a reason"


def test_saving_nothing_writes_nothing_and_says_what_can_be_filled_in(screen, services, qtbot):
    qtbot.mouseClick(screen.follow_up.form.save, Qt.MouseButton.LeftButton)
    assert services.followed == []
    assert screen.follow_up.form.fault.isVisible()
    assert QApplication.focusWidget() is screen.follow_up.form.cause


def test_ctrl_t_and_ctrl_r_go_to_the_form_and_open_it_first(screen, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(OneChoice, "showPopup", lambda choice: opened.append(choice.accessibleName()))
    screen.close_pane()
    qtbot.keyClick(screen.table, Qt.Key.Key_R, CONTROL)
    assert screen.pane.isVisible()
    assert QApplication.focusWidget() is screen.follow_up.form.cause
    qtbot.keyClick(screen.follow_up.form.cause, Qt.Key.Key_T, CONTROL)
    assert QApplication.focusWidget() is screen.follow_up.form.team
    assert opened == ["Reason", "Up next"]


def test_several_rows_are_told_the_same_and_only_what_is_chosen_now(screen, services, qtbot):
    for _ in range(2):
        qtbot.keyClick(screen.table, Qt.Key.Key_Down, SHIFT)
    qtbot.waitUntil(lambda: screen.follow_up.form.title.text() == "Follow-up of 3 contacts")
    assert not screen.follow_up.form.correct.isVisible()
    screen.follow_up.form.team.choose("Vergunningen")
    screen.follow_up.save()
    assert sum(len(contacts) for contacts, *_rest in services.followed) == 3
    assert {(act, value) for _c, act, value, _r, _n in services.followed} == {(Act.ASSIGN, "Vergunningen")}


def test_what_was_typed_stays_when_fresh_data_comes(screen, board, qtbot):
    screen.follow_up.form.note.setText("half a sent")
    screen.show_sight(Sight.of(board))
    qtbot.wait(200)
    assert screen.follow_up.form.note.text() == "half a sent"


def test_what_was_typed_waits_for_who_looks_at_another_contact_and_comes_back(screen, services, qtbot):
    form = screen.follow_up.form
    first = screen.table.current_row()
    form.cause.choose("Storing")
    form.note.setText("half a sent")
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: form.note.text() == "")
    assert not form.touched
    qtbot.keyClick(screen.table, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: form.note.text() == "half a sent")
    assert (screen.table.current_row(), form.cause.value()) == (first, "Storing")
    screen.follow_up.save()
    assert {value for _c, _act, value, _r, _n in services.followed} == {"Storing", "half a sent"}
    assert form.drafts == {}


@pytest.mark.parametrize(
    ("cause", "reason", "fault"),
    [
        (None, "The mail server was down.", "Choose a reason."),
        ("Storing", "", "Write at least one sentence. An auditor reads this."),
        ("Storing", "too short", "Write at least one sentence. An auditor reads this."),
    ],
)
def test_an_excuse_without_reason_or_text_calls_nothing_and_goes_to_the_fault(screen, services, cause, reason, fault):
    screen.follow_up.ask_excuse()
    dialog = shown(screen, ExcuseDialog)
    dialog.cause.choose(cause)
    dialog.reason.setPlainText(reason)
    dialog.act.click()
    assert dialog.isVisible()
    assert dialog.fault.text() == fault
    assert dialog.focusWidget() is (dialog.reason if cause else dialog.cause)
    assert services.followed == []
    dialog.reject()


def test_an_excuse_is_written_once_and_the_row_is_excused_at_once(screen, services, qtbot):
    row = screen.table.current_row()
    qtbot.keyClick(screen.table, Qt.Key.Key_V, CONTROL | SHIFT)
    dialog = shown(screen, ExcuseDialog)
    dialog.cause.choose("Storing")
    dialog.reason.setPlainText("The mail server was down.")
    dialog.act.click()
    assert [told[1:4] for told in services.followed] == [(Act.EXCUSE, "Storing", "The mail server was down.")]
    assert screen._sight.board.verdicts.verdict[row] == Verdict.EXCUSED
    assert screen.model.cell(row, 0).text == "Excused"
    assert screen.model.cell(row, WHY).text == "Storing"


@pytest.mark.parametrize(
    ("kind", "at", "other"),
    [
        (Kind.ANSWERED_ELSEWHERE, True, ""),
        (Kind.WRONG_START, True, ""),
        (Kind.NOT_OURS, False, ""),
        (Kind.BELONGS_TO, False, "E-2026-10001"),
    ],
)
def test_each_correction_asks_what_it_needs(screen, services, kind, at, other):
    screen.follow_up.ask_correction()
    dialog = shown(screen, CorrectDialog)
    dialog.act.click()
    assert dialog.fault.text() == "Choose what was wrong."
    dialog.kind.choose(kind)
    assert dialog.at.isVisible() == at
    assert dialog.at.text() == "17-11-2026 08:12"
    assert dialog.other.isVisible() == bool(other)
    dialog.other.setText(other)
    dialog.reason.setPlainText("It is in the other register.")
    dialog.act.click()
    ((contact, told, reason, moment, belongs),) = services.corrected
    assert contact.startswith("test/")
    assert (told, reason, belongs) == (kind, "It is in the other register.", other)
    assert (moment is not None and moment.at is not None) == at


def test_another_contact_must_be_named(screen, services):
    screen.follow_up.ask_correction()
    dialog = shown(screen, CorrectDialog)
    dialog.kind.choose(Kind.BELONGS_TO)
    dialog.reason.setPlainText("It is the same question.")
    dialog.act.click()
    assert dialog.fault.text() == "Write the number of the other contact."
    assert services.corrected == []


def test_what_was_said_can_be_taken_back_with_a_reason(screen, services, qtbot):
    source, contact = screen._sight.place(screen.table.current_row())
    services.entries = [
        ByHand("f7", services.clock.now(), "anna", source, contact, "", "cause", "Storing", "", undone=False)
    ]
    screen.follow_up.show()
    undo = shown(screen.follow_up.list, QPushButton)
    assert "anna: reason: Storing" in undo.accessibleName()
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    dialog = shown(screen, UndoDialog)
    dialog.act.click()
    assert services.undone == []
    dialog.reason.setPlainText("Another contact was meant.")
    with qtbot.waitSignal(screen.refresh_wanted):
        dialog.act.click()
    assert services.undone == [("f7", "Another contact was meant.")]


def test_what_was_just_kept_can_be_undone_from_its_message(screen, services, qtbot):
    qtbot.keyClick(screen.table, Qt.Key.Key_Down, SHIFT)
    told = []
    screen.said.connect(told.append)
    qtbot.waitUntil(lambda: screen.follow_up.form.title.text() == "Follow-up of 2 contacts")
    screen.follow_up.form.team.choose("Belastingen")
    screen.follow_up.form.cause.choose("Storing")
    screen.follow_up.save()
    kept = [one.id for one in services.entries]
    assert len(kept) == 4
    assert told[-1].text == "Kept with 2 contacts."
    assert told[-1].action[0] == "Undo"
    with qtbot.waitSignal(screen.refresh_wanted):
        told[-1].action[1]()
    assert [entry for entry, _reason in services.undone] == kept
    assert {reason for _entry, reason in services.undone} == {"Taken back right after it was said."}
    assert told[-1].text == "It is taken back. The journal tells of both."


def test_ctrl_z_takes_back_what_was_just_kept_and_only_once(screen, services, qtbot):
    told = []
    screen.said.connect(told.append)
    screen.follow_up.form.cause.choose("Storing")
    screen.follow_up.save()
    qtbot.keyClick(screen.table, Qt.Key.Key_Z, CONTROL)
    assert [entry for entry, _reason in services.undone] == ["f1"]
    qtbot.keyClick(screen.table, Qt.Key.Key_Z, CONTROL)
    assert len(services.undone) == 1
    assert told[-1].text == "There is nothing to undo here."


def test_a_colleague_who_was_first_is_told_of_and_the_text_is_kept(screen, services, qtbot):
    row = screen.table.current_row()
    source, contact = screen._sight.place(row)
    services.entries.append(
        ByHand("f7", services.clock.now(), "anna", source, contact, "", "cause", "Storing", "", undone=False)
    )
    screen.follow_up.form.note.setText("called the resident")
    with qtbot.waitSignal(screen.said) as told:
        screen.follow_up.save()
    assert services.followed == []
    message = told.args[0]
    assert message.text.startswith(f"A colleague just changed {contact}.")
    message.action[1]()
    qtbot.waitUntil(lambda: screen.pane.number.text() == contact)
    qtbot.waitUntil(lambda: screen.follow_up.form.note.text() == "called the resident")
    assert [one.id for one in screen.follow_up.list.entries] == ["f7"]
    screen.follow_up.save()
    assert [told[1] for told in services.followed] == [Act.NOTE]


def test_a_failed_write_is_told_fresh_data_is_asked_and_it_can_be_tried_again(screen, services, qtbot):
    services.fault = StoreError("The database is busy.")
    screen.follow_up.form.cause.choose("Storing")
    with qtbot.waitSignals([screen.said, screen.refresh_wanted]):
        screen.follow_up.save()
    services.fault = None
    assert services.followed == []


def test_in_a_closed_period_the_form_says_that_a_change_is_an_addition(screen, services, sight, qtbot):
    closed = ClosedDays(date(2026, 11, 1), date(2026, 11, 30), services.clock.now())
    screen.show_sight(replace(sight, closed=(closed,)))
    screen.follow_up.show()
    assert screen.follow_up.form.closed.text() == (
        "This period was closed on 17-11-2026. A change becomes an addition."
    )


def test_the_source_line_is_shown_and_of_mail_the_message_id_can_be_copied(screen, services, qtbot):
    qtbot.keyClick(screen.table, Qt.Key.Key_B, CONTROL)
    dialog = shown(screen, SourceDialog)
    assert dialog.line.toPlainText() == "a;b;c"
    assert not hasattr(dialog, "copy")
    dialog.accept()
    board = screen._sight.board
    contact = int(board.verdicts.contact[screen.table.current_row()])
    board.contacts.ids[contact] = "abc@example.org"
    board.contacts.channel[contact] = Channel.EMAIL
    screen.follow_up.show_source()
    qtbot.mouseClick(shown(screen, SourceDialog).copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "abc@example.org"


def test_a_file_that_is_not_found_can_be_pointed_at(screen, services, monkeypatch, tmp_path):
    asked = []

    def source_line(_board, _row, folders=()):
        asked.append(tuple(folders))
        standing = Standing.FOUND if folders else Standing.GONE
        origin = services.explain(screen._sight.board, 0, "email.answer").origin
        return SourceLine(origin, "test", "", None, "", standing, None, "x" if folders else "")

    services.source_line = source_line
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(tmp_path / "post.csv"), ""))
    screen.follow_up.show_source()
    shown(screen, SourceDialog).search.click()
    assert asked == [(), (tmp_path,)]
    assert shown(screen, SourceDialog).line.toPlainText() == "x"


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (RegisterFilter(cause=False), 8),
        (RegisterFilter(cause=True), 1),
        (RegisterFilter(assigned="KCC"), 1),
        (RegisterFilter(assigned=""), 6),
        (RegisterFilter(assigned="Nowhere"), 0),
        (RegisterFilter(cause=True, assigned="KCC"), 0),
    ],
)
def test_the_follow_up_filters_let_through_what_they_say(sight, chosen, left):
    said = [("E-2026-11795", "cause", "Storing"), ("E-2026-11796", "assign", "KCC")]
    heard = sight.hearing([ByHand("", 1, "x", "test", one, "", what, value, "", False) for one, what, value in said])
    assert np.count_nonzero(chosen.mask(heard)) == left


def test_the_button_beside_the_counts_shows_only_what_has_no_reason(screen, qtbot):
    assert screen.counts.unexplained.text() == "9 without a reason"
    qtbot.mouseClick(screen.counts.unexplained, Qt.MouseButton.LeftButton)
    assert screen.filter().cause is False
    assert screen.model.row_total == 9


@pytest.mark.parametrize("by", [GroupBy.NORM, GroupBy.TEAM, GroupBy.CAUSE])
def test_every_row_stands_in_one_group_and_the_choice_is_remembered(screen, services, tasks, settings, qtbot, by):
    screen.group.choose(by.value)
    assert screen.model.row_total == 10
    assert screen.model.banner(0) is not None
    found = np.concatenate([group.rows for group in groups(screen._sight, by)])
    assert sorted(found.tolist()) == list(range(len(screen._sight.board.verdicts)))
    again = BreachesScreen(services, tasks, settings)
    qtbot.addWidget(again)
    assert again.group.by is by


def test_rows_in_groups_keep_the_order_of_the_column(screen):
    screen.group.choose(GroupBy.NORM.value)
    screen.model.sort(3)
    due = screen._sight.board.verdicts.deadline
    norm = screen._sight.board.verdicts.norm
    rows = screen.model.shown_rows()
    assert np.bincount(norm[rows]).max() > 1
    for one in np.unique(norm[rows]):
        assert (np.diff(due[rows[norm[rows] == one]]) >= 0).all()


def test_a_view_is_kept_under_a_name_and_shows_all_of_it_again(screen, services, tasks, settings, qtbot, sight):
    screen.filters.norm.choose("email.answer")
    screen.filters.follow.choose((False, None))
    screen.group.choose(GroupBy.TEAM.value)
    screen.table.choose_column("source", shown=True)
    screen.model.sort(1, Qt.SortOrder.DescendingOrder)
    wanted = screen.filter()
    screen.keep_view("E-mail without reason")
    screen.clear_filters()
    screen.group.choose(None)
    screen.table.choose_column("source", shown=False)
    screen.model.sort(3)
    again = BreachesScreen(services, tasks, settings)
    qtbot.addWidget(again)
    again.show()
    again.show_sight(sight)
    again.views.offer()
    next(action for action in again.views.menu.actions() if action.text() == "E-mail without reason").trigger()
    assert again.filter() == wanted
    assert again.group.by is GroupBy.TEAM
    assert again.table.is_chosen("source")
    assert again.model.sorted_by == ("number", True)


def test_ctrl_e_puts_what_the_table_shows_into_a_file_with_its_filters(screen, services, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "list"), ""))
    screen.filters.norm.choose("phone.callback")
    with qtbot.waitSignal(screen.said) as told:
        qtbot.keyClick(screen.table, Qt.Key.Key_E, CONTROL)
    ((listed, file),) = services.exported
    assert file == tmp_path / "list.xlsx"
    assert listed.size == screen.model.row_total == 4
    rows = list(listed.rows())
    titles = [title for title, _width in listed.columns]
    assert [row[titles.index("Number")] for row in rows] == [
        screen._sight.number(int(row)) for row in screen.model.shown_rows()
    ]
    assert {type(row[titles.index("Due")]) for row in rows} <= {date, type(None)} if "Due" in titles else True
    assert "Norm: Calling back" in listed.filters
    assert "Period: November 2026" in listed.filters
    assert told.args[0].gravity == "done"


def test_the_model_keeps_the_rules_with_groups(screen, qtmodeltester):
    screen.group.choose(GroupBy.CAUSE.value)
    qtmodeltester.check(screen.model)
