"""The hours of a week: what is typed, what is wrong with it, and when that is said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charter import locale
from charter.hours import parse_hours
from charter.services.opening_hours import shown
from charter.ui.settings.hours_form import HoursForm

OFFICE = shown(parse_hours("mon-fri 08:30-17:00"))


@pytest.fixture
def form(qtbot) -> HoursForm:
    made = HoursForm("Opening hours", 2)
    qtbot.addWidget(made)
    made.show_week(OFFICE)
    made.show()
    return made


def red(form: HoursForm) -> list[str]:
    return [told.text() for told in form._told if told.isVisible()]


def test_a_week_is_shown_and_read_back(form):
    assert form.text() == "mon-fri 08:30-17:00"
    assert [closed.text() for closed in form._closed] == [""] * 5 + ["closed"] * 2


def test_the_second_half_of_a_day_is_there_only_for_who_closes_at_midday(form):
    assert not form.fields[0][1][0].isVisible()
    form.show_week(shown(parse_hours("mon-fri 09:00-12:30 13:00-16:00")))
    assert form.midday.isChecked()
    assert form.fields[0][1][0].isVisible()
    form.midday.click()
    assert form.text() == "mon-fri 09:00-12:30"
    assert not form.fields[0][1][0].isVisible()


def test_one_span_offers_no_midday(qtbot):
    form = HoursForm("Counter", 1)
    qtbot.addWidget(form)
    form.show()
    assert not form.midday.isVisible()
    assert len(form.fields[0]) == 1


def test_the_keyboard_alone_fills_a_day_and_each_key_is_told(form, qtbot):
    told = []
    form.changed.connect(lambda: told.append(form.text()))
    form.fields[5][0][0].setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "9")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "12.30")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert form.week()[5][0] == ("09:00", "12:30")
    assert told[-1] == "mon-fri 08:30-17:00, sat 09:00-12:30"
    assert len(told) == len("9") + len("12.30")


@pytest.mark.parametrize(
    ("place", "times", "words"),
    [
        (0, ("17:00", "08:30"), "The end comes before the start."),
        (0, ("half", "17:00"), "Write a time such as 09:00."),
        (1, ("16:00", "20:00"), "The hours of this day overlap."),
    ],
)
def test_what_is_wrong_with_a_day_is_said_under_it_when_it_is_left(form, typed, place, times, words):
    form.midday.setChecked(True)
    for field, text in zip(form.fields[2][place], times, strict=True):
        typed(field, text)
    assert red(form) == [words]
    assert form.text() == ""


def test_nothing_is_said_of_a_day_that_is_half_written_until_all_is_asked(form, typed):
    typed(form.fields[5][0][0], "09:00")
    assert red(form) == []
    n, first = form.show_faults(all_of_them=True)
    assert (n, first) == (1, form.fields[5][0][1])
    assert red(form) == ["Write both times, or none."]


def test_the_red_words_go_with_the_first_key(form, typed):
    typed(form.fields[0][0][1], "08:00")
    assert red(form) == ["The end comes before the start."]
    QTest.keyClick(form.fields[0][0][1], Qt.Key.Key_Backspace)
    assert red(form) == []


def test_all_faults_are_counted_and_the_first_is_where_to_go(form, typed):
    typed(form.fields[4][0][1], "08:00")
    typed(form.fields[1][0][0], "x")
    n, first = form.show_faults(all_of_them=True)
    assert (n, first) == (2, form.fields[1][0][0])


def test_every_field_says_its_day_in_both_languages(qtbot):
    names = {}
    for language in ("nl", "en"):
        locale.use(language)
        form = HoursForm("Balie", 2)
        qtbot.addWidget(form)
        names[language] = [pair[0].accessibleName() for pair in (form.fields[0][0], form.fields[6][1])]
    locale.use("en")
    assert names == {
        "nl": ["Balie, maandag van", "Balie, zondag van"],
        "en": ["Balie, Monday from", "Balie, Sunday from"],
    }


def test_a_fault_under_a_day_moves_the_form_beside_it_too(qtbot):
    counter = HoursForm("Counter", 1, headed=True)
    calls = HoursForm("Telephone", 1, headed=True, beside=counter)
    qtbot.addWidget(counter)
    counter.show_week(OFFICE)
    calls.show_week(OFFICE)
    counter.show()
    before = [pairs[0][0].y() for pairs in counter.fields]
    counter.fields[1][0][1].setText("07:00")
    assert counter.show_faults(all_of_them=True)[0] == 1
    qtbot.waitUntil(lambda: [pairs[0][0].y() for pairs in counter.fields] != before)
    assert [pairs[0][0].y() for pairs in calls.fields] == [pairs[0][0].y() for pairs in counter.fields]
    assert calls.text() == "mon-fri 08:30-17:00"
