"""Opening hours of one channel: from and till per weekday, with what is wrong under the day.

Refuses to know rules: what may stand there is told by `charter.services.opening_hours`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from charter.hours import WEEKDAYS
from charter.locale import _, formats
from charter.services.opening_hours import Week, text_of, tidy
from charter.ui import theme
from charter.ui.widgets.parts import label

_FIELD = 58


class HoursForm(QWidget):
    """Signals: `changed` at every key."""

    changed = Signal()

    def __init__(self, name: str, spans: int, *, days: bool = True) -> None:
        """`spans` a day; with `days` their names stand before them."""
        super().__init__()
        self.setObjectName("plain")
        self.fields: list[list[tuple[QLineEdit, QLineEdit]]] = []
        self._told: list[QLabel] = []
        self._closed: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        for weekday in range(len(WEEKDAYS)):
            row = 2 * weekday
            day = formats.weekday(weekday)
            if days:
                grid.addWidget(label(day), row, 0)
            pairs = []
            for place in range(spans):
                pair = (_field(_("%(name)s, %(day)s from"), name, day), _field(_("%(name)s, %(day)s until"), name, day))
                at = 1 + 4 * place
                if place:
                    grid.addWidget(label(_("and"), tone="muted"), row, at - 1)
                grid.addWidget(pair[0], row, at)
                grid.addWidget(label(_("to"), tone="muted"), row, at + 1)
                grid.addWidget(pair[1], row, at + 2)
                for field in pair:
                    field.textEdited.connect(self._edited)
                    field.editingFinished.connect(lambda field=field: self._tidy(field))
                pairs.append(pair)
            closed = label(_("closed"), tone="muted")
            grid.addWidget(closed, row, 4 * spans)
            self._closed.append(closed)
            told = label(points=theme.CAPTION, tone="breached", wrap=True)
            told.hide()
            grid.addWidget(told, row + 1, 1, 1, 4 * spans)
            self._told.append(told)
            self.fields.append(pairs)
        grid.setColumnStretch(4 * spans + 1, 1)

    def show_week(self, week: Week) -> None:
        """Show these times, in place of what was typed."""
        for day, pairs in zip(week, self.fields, strict=True):
            for place, pair in enumerate(pairs):
                for field, text in zip(pair, day[place] if place < len(day) else ("", ""), strict=True):
                    field.setText(text)
        self._say_closed()
        self.show_faults()

    def week(self) -> Week:
        """What stands in the fields."""
        return tuple(tuple((start.text(), end.text()) for start, end in pairs) for pairs in self.fields)

    def text(self) -> str:
        """The hours as the profile writes them; "" when there are faults."""
        return text_of(self.week())[0]

    def show_faults(self, *, all_of_them: bool = False) -> tuple[int, QWidget | None]:
        """Put under each day what is wrong with it, or take that away; gives how many, and the first faulty field."""
        faults = text_of(self.week())[1] if all_of_them else ()
        first: QWidget | None = None
        for told in self._told:
            told.hide()
        for fault in faults:
            told = self._told[fault.weekday]
            told.setText(_(fault.message))
            told.show()
            first = first or self.fields[fault.weekday][fault.span][fault.field]
        return len(faults), first

    def _edited(self) -> None:
        self._say_closed()
        self.changed.emit()

    def _tidy(self, field: QLineEdit) -> None:
        text = tidy(field.text())
        if text != field.text():
            field.setText(text)

    def _say_closed(self) -> None:
        for pairs, closed in zip(self.fields, self._closed, strict=True):
            closed.setText("" if any(field.text().strip() for pair in pairs for field in pair) else _("closed"))


def _field(words: str, name: str, day: str) -> QLineEdit:
    made = QLineEdit()
    made.setFixedWidth(_FIELD)
    made.setMaxLength(5)
    made.setAccessibleName(words % {"name": name, "day": day})
    return made
