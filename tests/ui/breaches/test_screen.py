"""The register finds every verdict that needs a why, and explains it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from charter.columns import Verdict
from charter.contact import Channel
from charter.norms.periods import Period
from charter.ui.breaches.grouping import GroupBy
from charter.ui.breaches.register_filter import USUAL, RegisterFilter
from charter.ui.breaches.screen import BreachesScreen
from charter.ui.sight import Sight


@pytest.fixture
def screen(services, tasks, settings, qtbot, sight):
    made = BreachesScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.show_sight(sight)
    return made


def numbers(screen):
    return [screen._sight.number(int(row)) for row in screen.model.shown_rows()]


def test_it_shows_this_month_and_what_needs_a_why(screen):
    assert screen.filter() == RegisterFilter(period=Period.parse("2026-11"), verdicts=USUAL)
    assert screen.counts.accessibleName() == "10 verdicts: 9 breached, 1 excused"
    assert not screen.filters.clear_button.isVisible()


def test_the_counts_are_those_of_the_rows_shown(screen):
    screen.filters.period.choose(None)
    screen.filters.verdicts.choose(frozenset(Verdict))
    verdicts = screen._sight.board.verdicts
    counted = np.bincount(verdicts.verdict, minlength=7)
    assert screen.model.row_total == len(verdicts)
    assert screen.counts.accessibleName() == (
        f"51 verdicts: {counted[Verdict.BREACHED]} breached, {counted[Verdict.MET]} met, "
        f"{counted[Verdict.PENDING]} running, {counted[Verdict.EXCUSED]} excused, "
        f"{counted[Verdict.UNDETERMINED]} not measurable"
    )


def test_the_undated_stand_in_no_month_but_in_all_periods(screen):
    assert "E-2026-11502" not in numbers(screen)
    screen.filters.period.choose(None)
    assert numbers(screen)[-1] == "E-2026-11502"


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (RegisterFilter(search="0087"), 2),
        (RegisterFilter(search=" e-2026-117 "), 5),
        (RegisterFilter(norm="phone.callback"), 4),
        (RegisterFilter(team="KCC Team 1"), 2),
        (RegisterFilter(team="Nobody"), 0),
        (RegisterFilter(norm="unknown"), 0),
        (RegisterFilter(verdicts=frozenset({Verdict.EXCUSED})), 1),
        (RegisterFilter(verdicts=frozenset()), 0),
        (RegisterFilter(period=Period.parse("2026-10")), 0),
        (RegisterFilter(search="11796", norm="phone.callback", team="KCC Team 1", period=Period.parse("2026-11")), 1),
        (RegisterFilter(search="11796", norm="email.answer"), 0),
    ],
)
def test_each_filter_alone_and_together_lets_through_what_it_says(sight, chosen, left):
    assert np.count_nonzero(chosen.mask(sight)) == left


def test_what_the_bar_says_is_what_is_asked(screen, qtbot):
    qtbot.keyClicks(screen.filters.search, "1179")
    qtbot.keyClick(screen.filters.search, Qt.Key.Key_Return)
    screen.filters.norm.choose("phone.callback")
    screen.filters.team.choose("KCC Team 1")
    screen.filters.verdicts.choose(frozenset({Verdict.BREACHED}))
    assert screen.filter() == RegisterFilter(
        "1179", Period.parse("2026-11"), "phone.callback", "KCC Team 1", frozenset({Verdict.BREACHED})
    )
    assert numbers(screen) == ["E-2026-11796"]
    assert screen.filters.verdicts.text() == "Verdict: 1 of 6"
    assert screen.filters.norm.property("active") == "true"
    screen.clear_filters()
    assert screen.filter() == RegisterFilter(period=Period.parse("2026-11"))
    assert screen.filters.norm.property("active") == "false"


def test_typing_searches_after_a_pause(screen, qtbot):
    qtbot.keyClicks(screen.filters.search, "0087")
    assert screen.model.row_total == 10
    qtbot.waitUntil(lambda: screen.model.row_total == 2)


def test_the_newest_last_day_stands_first_and_the_empty_ones_last_both_ways(screen):
    screen.filters.period.choose(None)
    due = screen._sight.board.verdicts.deadline
    shown = [int(due[row]) for row in screen.model.shown_rows()]
    assert shown[:-1] == sorted(shown[:-1], reverse=True)
    screen.table._sort_by(3)
    assert screen.model.sorted_by == ("due", False)
    assert numbers(screen)[-1] == "E-2026-11502"


@pytest.mark.parametrize("column", range(14))
def test_every_column_sorts(screen, column):
    screen.model.sort(column)
    keys = screen.model.columns[column].keys()[screen.model.shown_rows()]
    filled = keys[keys != np.iinfo(np.int64).min]
    assert (np.diff(filled.astype(np.int64)) >= 0).all()
    assert screen.model.row_total == 10


def test_choosing_a_row_fills_the_pane_with_what_explain_told(screen, services, qtbot, steps_of):
    screen.table.choose_first()
    qtbot.waitUntil(screen.pane.isVisible)
    row, _norm = services.explained[-1]
    assert screen.pane.number.text() == numbers(screen)[0] == screen._sight.number(row)
    assert steps_of(screen.pane) == [
        "Norm: e-mail.", "Received on Monday 9 November.", "Counted: five days.",
        "The last day counts to its end.", f"Breached, contact {row}.",
    ]  # fmt: skip
    assert screen.pane.chip.accessibleName() == "Verdict: Breached"
    assert screen.pane.source.text() == f"Source: post.csv, line {row + 2}"
    assert screen.pane.strip.isVisible()


def test_a_long_number_gives_way_in_its_middle_and_is_copied_whole(screen, qtbot):
    screen.table.choose_first()
    qtbot.waitUntil(screen.pane.isVisible)
    name = "CAEx4mpl3-of-a-very-long-Message-ID-0123456789abcdef@mail.voorbeeld.example.org"
    screen.pane.number.show_name(name)
    assert "…" in screen.pane.number.shown
    assert screen.pane.number.shown.endswith("org")
    assert screen.pane.number.toolTip() == name
    qtbot.mouseClick(screen.pane.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == name


def test_the_pane_follows_only_after_the_hand_rests(screen, services, qtbot):
    screen.table.choose_first()
    for _ in range(4):
        qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    qtbot.waitUntil(screen.pane.isVisible)
    assert len(services.explained) == 1
    assert screen.pane.number.text() == numbers(screen)[4]


def test_ctrl_down_walks_the_rows_and_escape_closes_the_pane_and_returns(screen, qtbot):
    screen.table.choose_first()
    qtbot.waitUntil(screen.pane.isVisible)
    screen.step(1)
    qtbot.waitUntil(lambda: screen.pane.number.text() == numbers(screen)[1])
    qtbot.keyClick(screen.pane.scroll_area, Qt.Key.Key_Escape)
    assert not screen.pane.isVisible()
    assert screen.table.current_row() == int(screen.model.shown_rows()[1])
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert screen.pane.isVisible()


def test_a_contact_that_the_filters_hide_is_found_all_the_same(screen, qtbot):
    screen.filters.search.setText("nothing")
    screen.filters.apply()
    pending = 8
    screen.show_contact(pending, 0)
    assert screen.table.current_row() == pending
    qtbot.waitUntil(screen.pane.isVisible)
    assert Verdict.PENDING in screen.filter().verdicts


def test_no_breaches_is_good_news_and_offers_all_verdicts(services, tasks, settings, qtbot, board):
    from dataclasses import replace

    met = replace(board, verdicts=board.verdicts.take(board.verdicts.verdict == Verdict.MET))
    made = BreachesScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.show_sight(Sight.of(met))
    assert made.frame.empty.accessibleName() == "No breaches in November 2026. 30 verdicts were looked at."
    qtbot.mouseClick(made._all_verdicts, Qt.MouseButton.LeftButton)
    assert made.model.row_total == 30


def test_filters_that_find_nothing_can_be_cleared(screen, qtbot):
    screen.filters.search.setText("nothing")
    screen.filters.apply()
    assert screen.frame.empty.accessibleName().startswith("No contacts with these filters")
    qtbot.mouseClick(screen._clear_here, Qt.MouseButton.LeftButton)
    assert screen.model.row_total == 10


def test_without_contacts_there_is_a_next_step(services, tasks, settings, qtbot, no_board):
    made = BreachesScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.show_sight(Sight.of(no_board))
    with qtbot.waitSignal(made.import_wanted):
        qtbot.mouseClick(made.frame.choose_file, Qt.MouseButton.LeftButton)


def test_a_column_can_be_chosen_and_is_remembered(screen, services, tasks, settings, qtbot, sight):
    menu = screen.columns_button.menu()
    menu.aboutToShow.emit()
    action = next(action for action in menu.actions() if action.text() == "Team")
    assert not action.isChecked()
    action.setChecked(True)
    again = BreachesScreen(services, tasks, settings)
    qtbot.addWidget(again)
    again.resize(1400, 800)
    again.show()
    again.show_sight(sight)
    assert again.table.is_chosen("team")
    assert not again.table.horizontalHeader().isSectionHidden(5)


def test_the_verdict_says_how_late_to_who_cannot_see_the_colour(screen):
    index = screen.model.index(0, 0)
    assert screen.model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Verdict: Breached, 1 working day late"


def test_a_failed_explanation_is_told_and_can_be_tried_again(screen, services, qtbot):
    def fail(_board, _row, _norm):
        raise OSError("gone")

    good, services.explain = services.explain, fail
    with qtbot.waitSignal(screen.failed):
        screen.table.choose_first()
    services.explain = good
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    assert screen.pane.isVisible()


def test_what_another_screen_asks_for_is_shown_and_can_be_let_go(screen, sight):
    week = Period.parse("2026-W46")
    wanted = RegisterFilter(
        period=week, norm="email.answer", verdicts=frozenset({Verdict.MET, Verdict.BREACHED}), weekday=0, hour=10
    )
    screen.show_filter(wanted)
    assert screen.filter() == wanted
    assert screen.filters.period.currentText() == "week 46 of 2026"
    assert screen.filters.further.text() == "Monday, from 10 to 11 o'clock"
    screen.filters.further.click()
    assert screen.filter() == replace(wanted, weekday=None, hour=None)
    screen.show_sight(sight)
    assert screen.filter().period == week


def test_a_road_and_a_partner_are_filters_too(sight):
    letters = RegisterFilter(channel=Channel.LETTER, verdicts=frozenset(Verdict)).mask(sight)
    assert [sight.number(row) for row in letters.nonzero()[0]] == ["B-2026-00870", "B-2026-00871"]
    assert not RegisterFilter(organisation="GGD", verdicts=frozenset(Verdict)).mask(sight).any()


@pytest.mark.parametrize("by", list(GroupBy))
def test_in_groups_as_without_the_breaches_without_a_reason_are_those_that_are_shown(screen, by):
    screen.group.choose(by.value or None)
    for verdicts in (frozenset(Verdict), USUAL, frozenset({Verdict.MET})):
        screen.filters.verdicts.choose(verdicts)
        n = int(screen._sight.without_cause[screen.model.shown_rows()].sum())
        assert screen.counts.unexplained.text() == f"{n} without a reason"
        assert screen.counts.unexplained.isHidden() == (n == 0)
