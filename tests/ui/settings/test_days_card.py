"""The closed days of a year: what stands, what can be changed, and a proposal that counts only when confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from charter import locale
from charter.services.closing_days import Choices
from charter.ui.settings.days_card import DaysCard, NewDay, Proposal
from charter.ui.widgets.ask import Ask
from charter.ui.window.main_window import SMALLEST

TODAY = date(2026, 11, 17)
CHOSEN = Choices(frozenset({date(2026, 5, 15)}), {(12, 24): time(15)}, good_friday_closed=False)
KINGS_MONDAY_2027, ASCENSION_2027, LIBERATION_2027 = date(2027, 4, 26), date(2027, 5, 7), date(2027, 5, 5)


@pytest.fixture
def card(qtbot, tasks, settings) -> DaysCard:
    made = DaysCard(tasks, settings, TODAY)
    qtbot.addWidget(made)
    made.resize(460, 620)
    made.show()
    made.changed.connect(lambda choices: made.show_choices(choices))
    made.show_choices(CHOSEN)
    return made


@pytest.fixture
def confirmed(monkeypatch):
    """Lets a dialog be filled in and confirmed."""

    def set_up(fill) -> None:
        def run(dialog: Ask) -> int:
            fill(dialog)
            dialog.accept()
            return dialog.result()

        monkeypatch.setattr(Ask, "exec", run)

    return set_up


def rows(card: DaysCard) -> list[tuple[str, ...]]:
    return [
        tuple(str(card.model.index(row, place).data()) for place in range(card.model.columnCount()))
        for row in range(card.model.rowCount())
    ]


def choose(card: DaysCard, day: date) -> None:
    card.year.choose(day.year)
    card.table.choose(next(row for row, one in enumerate(card.days) if one.day == day))


def test_a_year_lists_what_is_closed_open_and_short_with_the_reason(card):
    shown = rows(card)
    assert ("Fri 03-04", "Good Friday", "Open as usual", "own choice") in shown
    assert ("Fri 15-05", "Day after Ascension Day", "Closed all day", "bridge day") in shown
    assert ("Thu 24-12", "Christmas Eve", "Until 15:00", "own choice") in shown
    assert ("Mon 06-04", "Easter Monday", "Closed all day", "Cao") in shown


def test_the_model_keeps_the_rules_of_qt(card, qtmodeltester):
    qtmodeltester.check(card.model)


def test_years_of_which_no_days_are_known_are_told_beside_the_diamond(card):
    assert card._unknown.text() == "No own closed days are known yet for 2027 and later."
    assert card.propose.text() == "Proposal for 2027..."
    card.show_choices(Choices(CHOSEN.closed | {ASCENSION_2027}))
    assert card._unknown.text() == "No own closed days are known yet for 2028 and later."
    assert card.propose.text() == "Proposal for 2028..."


def test_a_year_is_decided_by_confirming_its_proposal_also_when_nothing_is_ticked(card, confirmed):
    confirmed(lambda dialog: None)
    card.propose.click()
    assert card._choices == replace(CHOSEN, decided=frozenset({2027}))
    assert card._unknown.text() == "No own closed days are known yet for 2028 and later."
    card.year.choose(2029)
    card.propose.click()
    assert card._choices.decided == {2027, 2029}
    assert card._unknown.text() == "No own closed days are known yet for 2028."


def test_no_year_is_proposed_that_cannot_be_looked_at(card):
    card.show_choices(Choices(decided=frozenset(range(2026, 2031))))
    assert card.propose.text() == "Proposal for 2030..."


def test_a_year_without_bridge_days_does_not_stand_in_the_way_of_the_next(card):
    card.year.choose(2028)
    assert card.propose.text() == "Proposal for 2028..."


def test_enter_goes_to_the_button_that_changes_and_changes_nothing_itself(card):
    choose(card, date(2026, 5, 15))
    card.table.setFocus()
    QTest.keyClick(card.table, Qt.Key.Key_Return)
    assert card.change.hasFocus()
    assert card._choices == CHOSEN
    QTest.keyClick(card.change, Qt.Key.Key_Space)
    assert card._choices.closed == frozenset()
    assert card.table.hasFocus()


def test_good_friday_is_closed_and_opened_again(card):
    choose(card, date(2026, 4, 3))
    assert card.change.text() == "Closed on Good Friday"
    card.change.click()
    assert card._choices.good_friday_closed is True
    choose(card, date(2026, 4, 3))
    assert card.change.text() == "Open on Good Friday"
    card.change.click()
    assert card._choices == CHOSEN


def test_a_day_that_closes_early_no_longer_does(card):
    choose(card, date(2026, 12, 24))
    assert card.change.text() == "Do not close early on this date"
    card.change.click()
    assert card._choices.early == {}


def test_nothing_is_offered_for_a_day_of_the_cao(card):
    choose(card, date(2026, 4, 6))
    assert not card.change.isVisible()


def test_an_own_day_that_judged_already_stays(card):
    card.show_choices(CHOSEN, date(2026, 11, 18))
    choose(card, date(2026, 5, 15))
    assert not card.change.isVisible()


def test_a_proposal_holds_the_days_that_stand_and_asks_only_the_bridge_days(qtbot):
    asked = Proposal(2027, CHOSEN, None)
    qtbot.addWidget(asked)
    asked.show()
    assert [one.day for one, _box in asked.boxes] == [KINGS_MONDAY_2027, ASCENSION_2027]
    assert not any(box.isChecked() for _one, box in asked.boxes)
    assert asked.confirmed == []
    told = [part.text() for part in asked.findChildren(QLabel)]
    assert "Wednesday 5 May 2027: Liberation Day (Closed all day)" in told


def test_a_proposal_counts_only_when_it_is_confirmed(card, monkeypatch, confirmed):
    monkeypatch.setattr(Ask, "exec", lambda dialog: dialog.boxes[0][1].setChecked(True) or Ask.DialogCode.Rejected)
    card.propose.click()
    assert card._choices == CHOSEN
    confirmed(lambda dialog: dialog.boxes[1][1].setChecked(True))
    card.propose.click()
    assert card._choices.closed == CHOSEN.closed | {ASCENSION_2027}
    assert card.year.value() == 2027


def test_a_day_is_added(card, confirmed):
    confirmed(lambda dialog: dialog.day.setDate(QDate(2027, 6, 1)))
    card.add.click()
    assert card._choices.closed == CHOSEN.closed | {date(2027, 6, 1)}
    assert ("Tue 01-06", "Own closing day", "Closed all day", "own choice") in rows(card)


def test_a_day_with_a_shorter_time_is_added_for_every_year(card, confirmed):
    def fill(dialog: NewDay) -> None:
        dialog.day.setDate(QDate(2026, 12, 31))
        dialog.early.setChecked(True)

    confirmed(fill)
    card.add.click()
    assert card._choices.early == {(12, 24): time(15), (12, 31): time(15)}
    assert card._choices.closed == CHOSEN.closed


def test_a_day_that_is_closed_already_is_refused_in_words(qtbot):
    asked = NewDay(LIBERATION_2027, CHOSEN, None)
    qtbot.addWidget(asked)
    asked.show()
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert asked.isVisible()
    assert asked.fault.text() == "On this day the town hall is closed already. Choose another day."


def test_the_time_is_asked_only_for_a_day_that_closes_early(qtbot):
    asked = NewDay(TODAY, CHOSEN, None)
    qtbot.addWidget(asked)
    asked.show()
    assert not asked.until.isVisible()
    asked.early.click()
    assert asked.until.isVisible()
    assert asked.until.accessibleName() == "Open until"


def test_the_days_are_told_in_dutch(qtbot, tasks, settings):
    locale.use("nl")
    try:
        card = DaysCard(tasks, settings, TODAY)
        qtbot.addWidget(card)
        card.show_choices(CHOSEN)
        shown = rows(card)
        unknown = card._unknown.text()
    finally:
        locale.use("en")
    assert shown[1] == ("vr 03-04", "Goede Vrijdag", "Open", "eigen keuze")
    assert {row[2] for row in shown} == {"Dicht", "Open", "Tot 15:00"}
    assert unknown == "Voor 2027 en later zijn nog geen eigen dagen bekend."


@pytest.mark.parametrize("dialog", [lambda: NewDay(TODAY, CHOSEN, None), lambda: Proposal(2026, Choices(), None)])
def test_the_questions_fit_in_words_that_are_40_percent_longer(longer, qtbot, misfits, dialog):
    asked = dialog()
    qtbot.addWidget(asked)
    asked.resize(asked.minimumSizeHint())
    asked.show()
    qtbot.wait(1)
    assert misfits(asked) == []
    assert asked.width() < SMALLEST[0] * 2 / 3, "Qt makes no dialog wider than two thirds of the display"
