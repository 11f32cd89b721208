"""The days on which the town hall is closed in the coming fourteen months, to look over; bridge days can be ticked.

Refuses to close a bridge day by itself, and to change a day of the Cao.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from charter.locale import _, formats
from charter.services.closing_days import Ground, Hall, ListedDay
from charter.ui.look import theme
from charter.ui.settings.days_card import hall_words
from charter.ui.settings.section import beside
from charter.ui.widgets.parts import IconLabel, as_card, clear, label, plain, rule, scrolled

_LEAST = 250


class DaysList(QFrame):
    """Signals: `changed` when a bridge day was ticked or not."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self.boxes: dict[date, QCheckBox] = {}
        inside = plain()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(12, 6, 12, 6)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self.area = scrolled(inside, _("Closed days"), sideways=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.area)
        self.setMinimumHeight(_LEAST)

    def show_days(self, days: Sequence[ListedDay], asked: Sequence[date]) -> None:
        """Show these days; those `asked` elsewhere cannot be ticked here."""
        focused = next((day for day, box in self.boxes.items() if box.hasFocus()), None)
        clear(self._grid)
        self.boxes = {}
        for place, text in enumerate((_("Date"), _("Day"), _("Town hall"))):
            self._grid.addWidget(label(text, theme.CAPTION, bold=True, tone="muted"), 0, place)
        for row, one in enumerate(days, 1):
            at = 2 * row
            self._grid.addWidget(rule(), at - 1, 0, 1, 3)
            written = f"{formats.short_day(one.day)}-{one.day.year}"
            self._grid.addWidget(label(written), at, 0)
            self._grid.addWidget(label(_(one.name), wrap=True), at, 1)
            choosable = one.ground is Ground.BRIDGE and one.day not in asked
            self._grid.addWidget(self._box(one, written) if choosable else _state(one), at, 2)
        self._grid.setRowStretch(2 * len(days) + 1, 1)
        if focused in self.boxes:
            self.boxes[focused].setFocus()
        self.area.setMinimumWidth(self._grid.minimumSize().width() + 16)

    def ticked(self) -> frozenset[date]:
        """The bridge days that were ticked."""
        return frozenset(day for day, box in self.boxes.items() if box.isChecked())

    def _box(self, one: ListedDay, written: str) -> QCheckBox:
        made = QCheckBox(hall_words(replace(one, hall=Hall.CLOSED))[0])
        made.setChecked(one.hall is Hall.CLOSED)
        made.setAccessibleName(_("%(day)s, %(name)s: closed") % {"day": written, "name": _(one.name)})
        made.toggled.connect(self.changed)
        self.boxes[one.day] = made
        return made


def _state(one: ListedDay) -> QWidget:
    words, picture, tone = hall_words(one)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(IconLabel(picture, tone))
    asked = one.hall is Hall.ASKED
    row.addWidget(label(words, bold=asked, tone=tone if asked else "text"), 1)
    return beside(row)
