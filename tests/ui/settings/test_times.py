"""Hours, days and counting on a real profile: a used period is never edited, and what is wrong is said in words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest
from PySide6.QtCore import QDate, QSettings, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QBoxLayout, QStyle, QStyleOptionComboBox

from charter import locale
from charter.services.profile_editing import values_of
from charter.settings import CalendarSection, load_profile
from charter.ui.look import theme
from charter.ui.settings.times import TimesSection

TODAY = date(2026, 11, 17)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def times(screen) -> TimesSection:
    screen.open_section("times")
    return screen.times


def columns(verdicts) -> dict[str, list]:
    return {one.name: np.nan_to_num(getattr(verdicts, one.name)).tolist() for one in fields(verdicts)}


def change_monday(times, typed, text="20:00") -> None:
    typed(times.hours.form.fields[0][0][1], text)


def test_editing_a_used_period_makes_a_new_one_and_leaves_the_old_one_and_its_verdicts(
    screen, times, real, written, typed
):
    before, verdicts = written()["calendar"], columns(real.board().verdicts)
    change_monday(times, typed)
    assert times.begins.isVisible()
    assert screen.strip.words.text() == "You make period 2, valid from 18-11-2026. It changes no old verdicts."
    assert screen.strip.save.text() == "Save period 2"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    after = written()["calendar"]
    assert after[:-1] == before
    assert after[-1]["valid_from"] == TOMORROW
    assert after[-1]["hours"]["default"] == "mon 08:30-20:00, tue-fri 08:30-17:00"
    assert {k: v for k, v in after[-1].items() if k not in ("valid_from", "hours")} == {
        k: v for k, v in before[0].items() if k not in ("valid_from", "hours")
    }
    assert columns(real.board().verdicts) == verdicts
    entries = [(entry.what, entry.payload) for entry in real.journal() if entry.what == "settings"]
    assert entries == [("settings", {"keys": ["calendar"]})]


def test_after_saving_the_new_period_is_shown_and_is_not_locked(screen, times, typed):
    change_monday(times, typed)
    screen.save()
    assert times.period.currentText() == "Period 2: from 18-11-2026"
    assert not times._locked.isVisible()
    assert not times.begins.isVisible()
    assert screen.strip.isHidden()


def test_a_period_that_lies_ahead_is_changed_in_its_place(screen, times, written, typed):
    change_monday(times, typed)
    screen.save()
    change_monday(times, typed, "19:00")
    assert times.begins_on() is None
    screen.save()
    hours = [one["hours"]["default"] for one in written()["calendar"]]
    assert hours == ["mon-fri 08:30-17:00", "mon 08:30-19:00, tue-fri 08:30-17:00"]


def test_until_something_is_judged_no_period_is_locked(screen, times, written, typed):
    times.show_judged(judged=False)
    change_monday(times, typed)
    screen.save()
    assert [one["hours"]["default"] for one in written()["calendar"]] == ["mon 08:30-20:00, tue-fri 08:30-17:00"]


def test_a_new_period_does_not_begin_today_and_is_told_so_in_words(screen, times, written, typed):
    change_monday(times, typed)
    times.begins.setDate(QDate(TODAY.year, TODAY.month, TODAY.day))
    screen.save()
    assert (
        times._faults["valid_from",][1].text() == "A new period begins tomorrow or later: old verdicts do not change."
    )
    assert screen.strip.faults.text() == "1 fault. Correct it first."
    assert times.begins.hasFocus()
    assert len(written()["calendar"]) == 1


def test_faults_of_every_channel_are_counted_and_saving_goes_to_the_first(screen, times, written, typed):
    times.hours.channel.choose("counter")
    typed(times.hours.form.fields[3][0][1], "08:00")
    times.hours.channel.choose("default")
    change_monday(times, typed, "08:00")
    typed(times.hours.form.fields[1][0][0], "x")
    times.hours.channel.choose("letter")
    screen.save()
    assert screen.strip.faults.text() == "3 faults. Correct them first."
    assert times.hours.channel.value() == "counter"
    assert times.hours.form.fields[3][0][1].hasFocus()
    assert len(written()["calendar"]) == 1


def test_what_was_typed_wrong_for_one_channel_is_there_after_a_look_at_another(times, typed):
    change_monday(times, typed, "08:00")
    times.hours.channel.choose("phone")
    assert not times.hours.form.isVisible()
    times.hours.channel.choose("default")
    assert times.hours.form.week()[0][0] == ("08:30", "08:00")
    assert times.faults()


def test_a_channel_gets_hours_of_its_own_and_gives_them_up_again(screen, times, written, typed):
    times.hours.channel.choose("phone")
    times.hours.own.click()
    typed(times.hours.form.fields[5][0][0], "10")
    typed(times.hours.form.fields[5][0][1], "12")
    times.hours.channel.choose("counter")
    times.hours.own.click()
    screen.save()
    assert written()["calendar"][-1]["hours"] == {
        "default": "mon-fri 08:30-17:00",
        "phone": "mon-fri 08:30-17:00, sat 10:00-12:00",
    }


def test_hours_that_the_form_cannot_show_are_told_and_stay_as_they_are(screen, times, real, written, typed):
    real.save_settings(
        {("calendar", 0, "hours", "phone"): "24x7", ("calendar", 0, "hours", "social"): "fri 22:00-02:00"}
    )
    screen.throw_away()
    told = {}
    for name in ("phone", "social", "letter"):
        times.hours.channel.choose(name)
        told[name] = times.hours._told.text()
        assert not times.hours.form.isVisible()
    assert told == {
        "phone": "Round the clock.",
        "social": "These hours do not fit in this form: fri 22:00-02:00. Change them in charter.toml.",
        "letter": "This channel follows the hours of all other channels.",
    }
    times.hours.channel.choose("default")
    change_monday(times, typed)
    screen.save()
    assert {k: v for k, v in written()["calendar"][-1]["hours"].items() if k in told} == {
        "phone": "24x7",
        "social": "fri 22:00-02:00",
    }


def test_another_period_is_shown_only_after_a_question_when_this_one_was_changed(screen, times, answer, typed):
    change_monday(times, typed)
    screen.save()
    asked = answer("Stay here")
    change_monday(times, typed, "19:00")
    times.period.setCurrentIndex(0)
    assert len(asked) == 1
    assert times.period.value() == TOMORROW
    assert times.hours.form.week()[0][0] == ("08:30", "19:00")
    answer("Do not save")
    times.period.setCurrentIndex(0)
    assert times.hours.form.week()[0][0] == ("08:30", "17:00")
    assert screen.strip.isHidden()


def test_another_period_is_shown_at_once_when_nothing_was_changed(screen, times, answer, typed):
    change_monday(times, typed)
    screen.save()
    asked = answer("Stay here")
    times.period.setCurrentIndex(0)
    assert asked == []
    assert times._lock_words.text() == "Period 1 gave verdicts and is locked. A change makes a new period."
    assert times._locked.isVisible()


def test_a_period_before_another_one_has_its_own_number_and_says_how_long_it_holds(screen, times, written, typed):
    change_monday(times, typed)
    times.begins.setDate(QDate(2027, 7, 1))
    screen.save()
    times.period.setCurrentIndex(0)
    change_monday(times, typed, "18:00")
    times.begins.setDate(QDate(2027, 1, 1))
    assert screen.strip.words.text() == (
        "You make period 2, valid from 01-01-2027. It changes no old verdicts. "
        "It holds until the next period begins on 01-07-2027."
    )
    assert screen.strip.save.text() == "Save period 2"
    screen.save()
    assert times.period.currentText() == "Period 2: from 01-01-2027"
    assert sorted(one["valid_from"] for one in written()["calendar"])[1:] == [date(2027, 1, 1), date(2027, 7, 1)]


def test_not_saving_shows_again_what_stood(screen, times, written, typed):
    before = written()
    change_monday(times, typed)
    QTest.mouseClick(screen.strip.drop, Qt.MouseButton.LeftButton)
    assert times.hours.form.week()[0][0] == ("08:30", "17:00")
    assert screen.strip.isHidden()
    assert written() == before


def test_the_five_choices_go_to_their_own_keys(screen, times, written):
    counting = times.counting
    counting.after_hours.choose("next_working_day")
    counting.end_of_day.choose("closing")
    counting.copies.choose(True)
    counting.again.choose(True)
    counting.days.setFocus()
    counting.days.selectAll()
    QTest.keyClicks(counting.days, "14")
    assert screen.strip.words.text() == (
        "You make period 2, valid from 18-11-2026. It changes no old verdicts. "
        "Charter counts stored mail anew: earlier verdicts of mail can change."
    )
    screen.save()
    now = written()
    assert [now["calendar"][-1][key] for key in ("after_hours", "end_of_day")] == ["next_working_day", "closing"]
    assert now["calendar"][0]["after_hours"] == "same_day"
    assert now["mail"]["cc_counts"] is True
    assert now["conversations"] == {"follow_ups_as_contacts": True, "follow_up_days": 14}


def test_each_choice_tells_what_it_does(times):
    times.counting.end_of_day.choose("closing")
    told = [part.text() for part in times.counting.findChildren(type(times._lock_words))]
    assert "An answer after closing time on the last day is too late." in told


def test_days_that_are_no_number_are_refused_under_their_field(screen, times, written, typed):
    typed(times.counting.days, "veel")
    screen.save()
    assert times.counting.days.hasFocus()
    assert screen.strip.faults.text() == "1 fault. Correct it first."
    assert times._faults["conversations", "follow_up_days"][1].isVisible()
    assert "conversations" not in written()


def test_a_new_closed_day_before_the_new_period_is_refused(screen, times, written):
    times._days_chosen(times.closed._choices.__class__(closed=frozenset({date(2026, 11, 20)})))
    times.begins.setDate(QDate(2026, 12, 1))
    screen.save()
    assert times._faults["closed",][1].text() == (
        "A closed day that you added comes before this period begins. Let it begin earlier."
    )
    assert len(written()["calendar"]) == 1


def test_a_year_that_was_decided_makes_no_new_period_and_is_asked_about_no_more(screen, times, real, written):
    before, digest = written(), real.rulebook.digest
    decided = replace(times.closed._choices, decided=frozenset({2031}))
    times.closed.changed.emit(decided)
    assert not times.begins.isVisible()
    assert screen.strip.words.text() == "You chose the closed days of 2031."
    screen.throw_away()
    assert screen.strip.isHidden()
    times.closed.changed.emit(decided)
    screen.save()
    assert written() == before | {"closed_days": {"decided": [2031]}}
    assert times.closed._choices.decided == {2031}
    assert real.rulebook.digest == digest
    assert real.journal()[-1].payload == {"keys": ["closed_days.decided"]}


def test_another_period_is_shown_only_after_a_question_when_a_year_was_decided(screen, times, answer, typed):
    change_monday(times, typed)
    screen.save()
    times.closed.changed.emit(replace(times.closed._choices, decided=frozenset({2031})))
    asked = answer("Do not save")
    times.period.setCurrentIndex(0)
    assert len(asked) == 1
    assert screen.strip.isHidden()


def test_the_period_is_told_in_dutch(real, tasks, settings, qtbot, typed):
    locale.use("nl")
    try:
        times = TimesSection(tasks, settings, TODAY)
        qtbot.addWidget(times)
        times.show_judged(judged=True)
        times.show_profile(real.profile)
        change_monday(times, typed, "20:00")
        assert times.consequence() == "U maakt periode 2, geldig vanaf 18-11-2026. Die verandert geen oude oordelen."
        assert times.period.currentText() == "Periode 1: vanaf 01-03-2011"
        change_monday(times, typed, "8:00")
        assert times.hours.form._told[0].text() == "Het einde ligt voor het begin."
    finally:
        locale.use("en")


def test_the_period_and_the_names_of_the_days_can_be_read_where_the_cards_stand_side_by_side(
    real, tasks, settings, in_room
):
    locale.use("nl")
    try:
        times = TimesSection(tasks, settings, TODAY)
        times.show_profile(real.profile)
        area = in_room(times)
        table = times.closed.table
        for width in (780, 830, 880, 940):
            area.resize(width, 560)
            QApplication.processEvents()
            assert times._both.direction() == QBoxLayout.Direction.LeftToRight
            option = QStyleOptionComboBox()
            times.period.initStyleOption(option)
            part = QStyle.SubControl.SC_ComboBoxEditField
            room = times.period.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, times.period)
            assert times.period.fontMetrics().horizontalAdvance(times.period.currentText()) <= room.width()
            letters = QFontMetrics(theme.font(theme.BODY))
            longest = max(letters.horizontalAdvance(locale._(one.name)) for one in times.closed.days)
            assert longest + 18 <= table.columnWidth(1)
            assert table.horizontalHeader().length() <= table.viewport().width()
    finally:
        locale.use("en")


def test_the_cards_stand_side_by_side_and_under_each_other_where_there_is_no_room(real, tasks, settings, in_room):
    times = TimesSection(tasks, settings, TODAY)
    times.show_profile(real.profile)
    area = in_room(times)
    assert times._both.direction() == QBoxLayout.Direction.LeftToRight
    area.resize(520, 560)
    QApplication.processEvents()
    assert times._both.direction() == QBoxLayout.Direction.TopToBottom
    assert times.width() <= area.viewport().width()


@pytest.mark.parametrize("midday", [False, True])
def test_words_that_are_40_percent_longer_fit(longer, real, tasks, settings: QSettings, in_room, misfits, midday):
    times = TimesSection(tasks, settings, TODAY)
    times.show_judged(judged=True)
    times.show_profile(real.profile)
    area = in_room(times)
    times.hours.form.midday.setChecked(midday)
    times.counting.after_hours.choose("next_working_day")
    times.show_faults(lambda _path: "There is something wrong with this, and this sentence says what it is.")
    QApplication.processEvents()
    assert misfits(area) == []


def test_what_the_section_shows_is_what_the_profile_holds(real, tasks, settings, qtbot):
    times = TimesSection(tasks, settings, TODAY)
    qtbot.addWidget(times)
    times.show_profile(real.profile)
    (period,) = load_profile(real.profile.folder).calendar
    assert isinstance(period, CalendarSection)
    assert times._values() == values_of(period)
    assert dict(times.changes()) == {}
