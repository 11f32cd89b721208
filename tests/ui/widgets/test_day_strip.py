"""The days of a term, as labels that can be read aloud."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QFrame, QLabel

from charter.norms.timeline import StripDay
from charter.ui.widgets.day_strip import DayStrip, shortened

FIRST = date(2026, 11, 9)


def term(length: int) -> tuple[StripDay, ...]:
    days = [StripDay(FIRST, "start", "start")]
    days += [StripDay(FIRST + timedelta(n), str(n), "counted") for n in range(1, length - 1)]
    return (*days, StripDay(FIRST + timedelta(length), "closed", "deadline", "Christmas Day"))


@given(st.integers(3, 200), st.integers(4, 12))
def test_a_long_term_keeps_its_first_and_its_last_days(length, places):
    days = term(length)
    shown = shortened(days, places)
    assert len(shown) == min(length, places)
    assert shown[0] == days[0]
    assert shown[-1] == days[-1]
    assert shown.count(None) == (length > places)


def boxes(strip: DayStrip) -> list[QFrame]:
    return [box for box in strip.findChildren(QFrame) if box.property("day") and not box.isHidden()]


def test_each_day_says_its_name_what_it_is_and_why(qtbot):
    strip = DayStrip()
    qtbot.addWidget(strip)
    strip.resize(400, 60)
    strip.show()
    strip.show_days(term(4), late=True)
    qtbot.waitUntil(lambda: len(boxes(strip)) == 4)
    spoken = [box.accessibleName() for box in boxes(strip)]
    assert spoken[0] == "Mon 09-11: start"
    assert spoken[-1] == "Fri 13-11: closed, Christmas Day"
    assert [label.text() for label in boxes(strip)[0].findChildren(QLabel)] == ["Mon 9", "start"]


def test_the_last_day_is_red_only_when_it_has_passed(qtbot):
    strip = DayStrip()
    qtbot.addWidget(strip)
    strip.show()
    for late, expected in ((True, "deadline"), (False, "due")):
        strip.show_days(term(4), late=late)
        qtbot.waitUntil(lambda expected=expected: [b.property("day") for b in boxes(strip)][-1:] == [expected])


def test_fewer_days_fit_in_a_narrow_strip(qtbot):
    strip = DayStrip()
    qtbot.addWidget(strip)
    strip.resize(600, 60)
    strip.show()
    strip.show_days(term(8), late=True)
    qtbot.waitUntil(lambda: len(boxes(strip)) == 8)
    strip.resize(240, 60)
    qtbot.waitUntil(lambda: 0 < len(boxes(strip)) < 8)
    assert "days in between" in [box.accessibleName() for box in boxes(strip)]


def test_without_days_there_is_no_strip(qtbot):
    strip = DayStrip()
    qtbot.addWidget(strip)
    strip.show_days((), late=False)
    assert strip.isHidden()
