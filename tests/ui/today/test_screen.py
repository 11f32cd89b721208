"""Today answers, in this order: what is too late, what will be, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from charter import locale
from charter.columns import NO_TIME, Act, Verdict
from charter.errors import StoreError
from charter.measures.control import Variation
from charter.norms.reasons import Reason
from charter.ui.follow_up.dialogs import AssignDialog
from charter.ui.sight import Sight, score_period
from charter.ui.today.screen import TodayScreen
from charter.ui.today.worklist_words import GROUP_FIRST, GROUP_MOST


@pytest.fixture
def screen(services, tasks, settings, qtbot, sight):
    made = TodayScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.show_sight(sight)
    return made


def texts(screen, column=0):
    model = screen.model
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def test_the_counts_of_tiles_groups_and_sentence_are_the_same(screen):
    assert [tile.count for tile in screen.tiles] == [7, 6, 4, 1]
    banners = [text for row, text in enumerate(texts(screen)) if screen.model.banner(row) is not None]
    assert banners == ["Too late now (7)", "Due today (6)", "Due tomorrow (4)"]
    assert (
        screen._sentence.accessibleName()
        == "7 promises to residents are too late. 6 will be too late today if nobody acts. "
        "For 13 of these 13 it is nobody's turn yet."
    )


def test_the_same_in_dutch_when_the_catalogue_is_there(services, tasks, settings, qtbot, board):
    locale.use("nl")
    made = TodayScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.show_sight(Sight.of(board))
    assert made._title.text() == "Vandaag, dinsdag 17 november 2026"
    assert made._sentence.accessibleName().startswith(
        "7 beloften aan inwoners zijn te laat. 6 worden vandaag te laat als niemand iets doet."
    )
    assert texts(made)[0] == "Nu te laat (7)"


def test_the_latest_stands_first_and_says_how_late_it_is(screen):
    late = [text for text in texts(screen, 3) if text]
    assert late[:7] == ["3 working days late"] * 2 + ["2 working days late"] * 2 + ["1 working day late"] * 3
    assert late[7:] == ["3 h 10 min left"] + ["last day"] * 5 + ["1 working day left"] * 4


def test_the_last_day_is_told_as_people_say_it(screen):
    due = [text for text in texts(screen, 2) if text]
    assert due[0] == "Thu 12-11"
    assert due[7:9] == ["today 11:40", "today"]


def test_a_tile_filters_and_escape_shows_everything_again(screen, qtbot):
    qtbot.mouseClick(screen.tiles[3], Qt.MouseButton.LeftButton)
    assert texts(screen)[:2] == ["Not measurable (1)", "E-2026-11502"]
    qtbot.mouseClick(screen.tiles[1], Qt.MouseButton.LeftButton)
    assert screen.group() == 1
    assert screen.model.row_total == 6
    qtbot.keyClick(screen.table, Qt.Key.Key_Escape)
    assert screen.group() is None
    assert screen.model.row_total == 17


def test_a_norm_in_the_score_filters_the_list(screen, qtbot):
    place = screen.scores.table.visualRect(screen.scores.model.index(1, 0)).center()
    qtbot.mouseClick(screen.scores.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    numbers = [text for row, text in enumerate(texts(screen, 1)) if screen.model.banner(row) is None]
    assert set(numbers) == {"Calling back"}
    assert screen.clear_button.isVisible()
    qtbot.mouseClick(screen.clear_button, Qt.MouseButton.LeftButton)
    assert not screen.clear_button.isVisible()
    assert screen.model.row_total == 17


def test_the_team_chosen_is_asked_of_the_worklist(screen):
    screen.team.choose("KCC Team 1")
    assert [tile.count for tile in screen.tiles] == [2, 0, 0, 0]
    screen.team.choose(None)
    assert screen.tiles[0].count == 7


def test_why_tells_what_explain_told(screen, services, qtbot):
    qtbot.waitUntil(lambda: bool(services.explained))
    assert services.explained == [(0, "email.answer")]
    assert screen.why.title.text() == "Why is E-2026-11795 here?"
    assert screen.why.reason.text() == "We promise an answer. The limit has passed and nothing has stopped the clock."
    assert screen.why.more.text() == "The last day counts to its end."


def test_the_arrow_keys_pass_the_heads_of_groups(screen, qtbot):
    screen.table.setFocus()
    screen.table.choose(6)
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    assert screen.table.current_row() == 7
    qtbot.keyClick(screen.table, Qt.Key.Key_Up)
    assert screen.table.current_row() == 6
    qtbot.keyClick(screen.table, Qt.Key.Key_Home)
    assert screen.table.current_row() == 0
    qtbot.keyClick(screen.table, Qt.Key.Key_End)
    assert screen.table.current_row() == 16


def test_enter_and_open_ask_for_the_contact(screen, qtbot):
    with qtbot.waitSignal(screen.contact_wanted) as enter:
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    with qtbot.waitSignal(screen.contact_wanted) as opened:
        qtbot.mouseClick(screen.why.open_button, Qt.MouseButton.LeftButton)
    assert enter.args == opened.args == [0, 0]


def test_copying_gives_the_columns_shown_tab_separated(screen, qtbot):
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(screen.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Number\tNorm\tDue\tLate or left\tUp next")
    assert [line.split("\t")[:5] for line in lines[1:]] == [
        ["E-2026-11795", "E-mail", "Thu 12-11", "3 working days late", "Nobody yet"],
        ["E-2026-11796", "Calling back", "Thu 12-11", "3 working days late", "Nobody yet"],
    ]


def test_every_cell_says_its_column(screen):
    model = screen.model
    spoken = [model.data(model.index(1, column), Qt.ItemDataRole.AccessibleTextRole) for column in range(5)]
    assert spoken == [
        "Number: E-2026-11795", "Norm: E-mail", "Due: Thu 12-11", "Late or left: 3 working days late",
        "Up next: Nobody yet",
    ]  # fmt: skip


def test_the_score_says_target_number_and_when_there_are_too_few(screen):
    model = screen.scores.model
    first = [model.data(model.index(0, column)) for column in (0, 2, 3, 4)]
    assert first == ["E-mail", "83.3\u202f%", "90\u202f%", "36"]
    assert model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "Norm: E-mail, below target"
    assert model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole).endswith("6.7 points below the target")
    assert model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole).endswith("too few contacts for a verdict")
    assert "Calling back: under 20 contacts" in screen.scores.legend.text()


def test_before_there_is_data_and_without_contacts_there_is_a_next_step(services, tasks, settings, qtbot, no_board):
    made = TodayScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    assert made.frame.stack.currentWidget() is made.frame.empty
    assert made.frame.empty.accessibleName().startswith("Reading the data")
    made.show_sight(Sight.of(no_board))
    assert made.frame.empty.accessibleName().startswith("No contacts yet")
    with qtbot.waitSignal(made.import_wanted):
        qtbot.mouseClick(made.frame.choose_file, Qt.MouseButton.LeftButton)
    assert not made.why.open_button.isVisible()


def test_nothing_late_is_good_news_with_the_next_working_day(screen, board):
    calm = board.verdicts.verdict != Verdict.BREACHED
    verdicts = board.verdicts.take(calm & (board.verdicts.verdict != Verdict.PENDING))
    screen.show_sight(Sight.of(replace(board, verdicts=verdicts)))
    assert screen.frame.empty.accessibleName() == (
        "Nothing too late. Nothing is due today either. The next working day is Wednesday 18 November 2026."
    )


def test_nothing_late_says_when_the_next_last_moment_is(screen, board):
    later = board.verdicts.deadline > board.as_of + 86_400_000_000  # the four of tomorrow, moved to next Monday
    verdicts = board.verdicts.take(later & (board.verdicts.verdict == Verdict.PENDING))
    verdicts = replace(verdicts, deadline=verdicts.deadline + 5 * 86_400_000_000)
    screen.show_sight(Sight.of(replace(board, verdicts=verdicts)))
    assert screen.frame.empty.accessibleName() == (
        "Nothing too late. Nothing is due today either. The next last moment is Monday 23 November 2026."
    )


def test_a_closed_day_says_why(screen, board, sight):
    empty = replace(
        sight.worklist, late=np.empty(0, np.int64), due_today=np.empty(0, np.int64), due_next=np.empty(0, np.int64),
        closed_today="Easter Monday", next_working_day=date(2026, 4, 7),
    )  # fmt: skip
    screen.show_sight(replace(sight, worklist=empty))
    assert "The town hall is closed today (Easter Monday)." in screen.frame.empty.accessibleName()


def test_the_day_after_the_weekend_is_named(screen, sight):
    screen.show_sight(replace(sight, worklist=replace(sight.worklist, next_working_day=date(2026, 11, 30))))
    assert screen.tiles[2].accessibleName() == "Due Mon 30-11: 4"


def test_a_long_group_shows_a_hundred_and_offers_the_rest(services, tasks, settings, qtbot, board):
    many = GROUP_MOST + 1
    rows = np.zeros(many, np.int64)
    crowded = replace(board, verdicts=board.verdicts.take(rows))
    made = TodayScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.show_sight(Sight.of(crowded))
    assert made.model.rowCount() == 1 + GROUP_FIRST + 1
    assert made.model.data(made.model.index(GROUP_FIRST + 1, 0)) == "Show all 501"
    assert made.tiles[0].count == many
    made.table._open(made.model.index(GROUP_FIRST + 1, 0))
    assert made.model.rowCount() == 1 + many


def test_rows_stay_where_they_are_when_fresh_data_comes(screen, board):
    screen.table.choose(3)
    screen.show_sight(Sight.of(board))
    assert screen.table.current_row() == 3


def test_a_verdict_that_cannot_be_measured_says_what_is_missing(screen):
    screen.filter_group(3)
    assert texts(screen, 3)[1] == "It is not known when the clock started."
    assert texts(screen, 2)[1] == "–"


def test_the_score_is_of_this_month_up_to_yesterday_and_on_the_first_of_the_month_before():
    assert (score_period(date(2026, 11, 17)).first, score_period(date(2026, 11, 17)).last) == (
        date(2026, 11, 1), date(2026, 11, 16),
    )  # fmt: skip
    assert score_period(date(2026, 12, 1)).label == "2026-11"


def test_remarks_on_completeness_stand_above_the_numbers(screen, board):
    assert not screen._caution.isVisible()
    remark = "E-mail is incomplete since 06:00."

    class Remarked:
        live = False
        until, complete, remarks = NO_TIME, False, (remark,)

        def holds_for(self, _period):
            return False

    screen.show_sight(Sight.of(replace(board, completeness=Remarked())))
    assert screen._caution.isVisible()
    assert screen._caution.text() == remark


def test_only_open_contacts_are_work(screen, board):
    late = screen._worklist.late
    assert set(board.verdicts.reason[late]) == {Reason.OPEN_LATE}


def assign(qtbot, screen, team):
    """Press Ctrl+T, choose a team and agree."""
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    dialog = next(one for one in screen.findChildren(AssignDialog) if one.isVisible())
    dialog.team.choose(team)
    dialog.act.click()


def test_where_sources_can_be_asked_there_is_a_button_to_ask_them(screen, board, qtbot):
    assert screen.read_in.isVisible()
    assert not screen.fetch.isVisible()
    screen.show_sight(Sight.of(replace(board, completeness=replace(board.completeness, live=True))))
    assert not screen.read_in.isVisible()  # Ctrl+O and dropping a file stay
    with qtbot.waitSignal(screen.fetch_wanted) as asked:
        screen.fetch.click()
    assert asked.args == [()]


def test_ctrl_t_assigns_every_chosen_row_and_nobody_yet_is_gone(screen, services, qtbot):
    screen.table.setFocus()
    qtbot.keyClick(screen.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assign(qtbot, screen, "Belastingen")
    assert services.followed == [
        (["test/E-2026-11796"], Act.ASSIGN, "Belastingen", "", "phone.callback"),
        (["test/E-2026-11795"], Act.ASSIGN, "Belastingen", "", "email.answer"),
    ]
    assert texts(screen, 4)[1:4] == ["Belastingen", "Belastingen", "Nobody yet"]
    assert screen._sentence.accessibleName().endswith("For 11 of these 13 it is nobody's turn yet.")


def test_without_a_team_nothing_is_assigned_and_it_says_what_is_missing(screen, services, qtbot):
    qtbot.keyClick(screen.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    dialog = screen.findChild(AssignDialog)
    dialog.act.click()
    assert dialog.isVisible()
    assert dialog.fault.text() == "Choose a team."
    dialog.reject()
    assert services.followed == []


def test_what_is_still_being_written_survives_older_data(services, held, settings, qtbot, board):
    made = TodayScreen(services, held, settings)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_sight(Sight.of(board))
    held.let_go()
    assign(qtbot, made, "Belastingen")
    assert texts(made, 4)[1] == "Belastingen"
    made.show_sight(Sight.of(board))
    assert texts(made, 4)[1] == "Belastingen"


def test_what_cannot_be_written_is_told_and_can_be_tried_again(screen, services, qtbot):
    services.fault = StoreError("The database is busy.")
    with qtbot.waitSignal(screen.said) as told:
        assign(qtbot, screen, "Belastingen")
    services.fault = None
    told.args[0].action[1]()
    assert services.followed == [(["test/E-2026-11795"], Act.ASSIGN, "Belastingen", "", "email.answer")]


def share_spoken(screen, row):
    return screen.scores.model.data(screen.scores.model.index(row, 2), Qt.ItemDataRole.AccessibleTextRole)


def test_the_direction_of_a_norm_stands_as_a_sign_and_in_words(screen):
    screen.scores.show_directions({"email.answer": Variation.CONCERNING, "phone.callback": Variation.COMMON})
    assert share_spoken(screen, 0) == "Score: 83.3\u202f%, Worsening"
    assert share_spoken(screen, 1).endswith(", No change")
    assert "Worsening: E-mail." in screen.scores.legend.text()


def test_one_month_of_data_tells_no_direction(screen):
    assert share_spoken(screen, 0) == "Score: 83.3\u202f%"


@pytest.mark.parametrize("name", ["model", "scores"])
def test_the_models_keep_the_rules(screen, qtmodeltester, name):
    qtmodeltester.check(screen.model if name == "model" else screen.scores.model)
