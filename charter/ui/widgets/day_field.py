"""A field for a day, or for a time of it, with a calendar that opens: drawn as the fields beside it are.

Why: Qt draws the arrow of such a field, and the calendar behind it, in a look of its own. Refuses to know which days
are allowed: who asks for a day says what is wrong with it, in words.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QDateTime, Qt
from PySide6.QtGui import QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QDateTimeEdit, QToolButton
from typing_extensions import override

from charter.ui.look import icon, theme
from charter.ui.widgets.chooser import draw_arrow

_STEPS = {"qt_calendar_prevmonth": "back", "qt_calendar_nextmonth": "next"}
"""The buttons of Qt's calendar, by the name that Qt gives them, and our icons for them."""


class DayField(QDateEdit):
    """A day as 31-12-2026; `dateChanged` tells of every change."""

    def __init__(self, day: date) -> None:
        super().__init__()
        self.setDisplayFormat("dd-MM-yyyy")
        self.setCalendarPopup(True)
        _dress(self.calendarWidget())
        self.show_day(day)

    def day(self) -> date:
        """What is filled in."""
        return date(self.date().year(), self.date().month(), self.date().day())

    def show_day(self, day: date) -> None:
        """Fill in a day."""
        self.setDate(QDate(day.year, day.month, day.day))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if theme.is_ours():  # without our style sheet the style draws an arrow itself
            draw_arrow(self)


class MomentField(QDateTimeEdit):
    """A day and a time of it, shown as `written` says in Qt's letters; `dateTimeChanged` tells of every change."""

    def __init__(self, at: QDateTime, written: str) -> None:
        super().__init__(at)
        self.setDisplayFormat(written)
        self.setCalendarPopup(True)
        _dress(self.calendarWidget())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if theme.is_ours():
            draw_arrow(self)


def _dress(calendar: QCalendarWidget) -> None:
    """Our arrows, and days of the weekend in the colour of the others: red says late here."""
    for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(weekday, QTextCharFormat())
    for name, picture in _STEPS.items():
        step = calendar.findChild(QToolButton, name)
        if isinstance(step, QToolButton):
            step.setIcon(icon.icon(picture))
