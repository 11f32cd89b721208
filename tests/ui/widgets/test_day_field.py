"""A field for a day: what is typed and what a program fills in is one date, and it is drawn as our other fields are."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDateTime
from PySide6.QtTest import QTest

from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.day_field import DayField, MomentField


@pytest.fixture
def field(qtbot) -> DayField:
    made = DayField(date(2026, 11, 17))
    qtbot.addWidget(made)
    made.resize(160, 30)
    made.show()
    return made


def test_a_day_is_shown_typed_and_filled_in(field):
    assert (field.day(), field.text()) == (date(2026, 11, 17), "17-11-2026")
    field.setFocus()
    QTest.keyClicks(field, "18")
    assert field.day() == date(2026, 11, 18)
    field.show_day(date(2027, 1, 2))
    assert field.text() == "02-01-2027"


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("timed", [False, True], ids=["day", "moment"])
def test_it_ends_as_a_field_with_a_list_does(qapp, qtbot, field, tokens, timed):
    theme.use(qapp, tokens)
    if timed:
        field = MomentField(QDateTime(2026, 11, 17, 8, 12, 0), "dd-MM-yyyy HH:mm")
        qtbot.addWidget(field)
        field.resize(160, 30)
        field.show()
    choice = Picker("Period")
    qtbot.addWidget(choice)
    choice.resize(field.size())
    choice.show()
    for one in (field, choice):
        one.clearFocus()
    end = field.rect().adjusted(field.width() - 30, 0, 0, 0)
    assert field.grab(end).toImage() == choice.grab(end).toImage()
