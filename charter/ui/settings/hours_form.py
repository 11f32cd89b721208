"""Opening hours of one channel: from and till per weekday, with what is wrong under the day.

Refuses to know rules: what may stand there is told by `charter.services.opening_hours`.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from charter.hours import WEEKDAYS
from charter.locale import _, formats
from charter.services.opening_hours import HoursFault, Typed, Week, text_of, tidy
from charter.ui.look import theme
from charter.ui.widgets.parts import label

_PADDING, _GAP = 22, 12
_PARTS = 4
"""The columns of a span: what stands before it, from, "to", until."""
_ROWS = 2 * len(WEEKDAYS) + 2
"""The head, each day with its fault, and whether one closes at midday."""


class HoursForm(QWidget):
    """Signals: `changed` at every key."""

    changed = Signal()

    def __init__(self, name: str, spans: int, *, headed: bool = False, beside: HoursForm | None = None) -> None:
        """At most `spans` a day, under its name when `headed`.

        Beside another form it lays its fields in the rows of that one, which names the days, and shows nothing itself:
        a fault under a day then moves both. `stack` puts it below that one.
        """
        super().__init__(beside)
        self.setObjectName("plain")
        self._name = name
        self.fields: list[list[tuple[QLineEdit, QLineEdit]]] = []
        self._told: list[QLabel] = []
        self._closed: list[QLabel] = []
        self._later: list[QWidget] = []
        self._grid: QGridLayout = self._own_grid() if beside is None else beside._grid
        self._before = 0 if beside is None else self._grid.columnCount() - 1
        self._places: list[tuple[QWidget, int, int, int]] = []
        """Row, column and columns of each part, in a form that stands alone."""
        self._days = [label(formats.weekday(weekday)) for weekday in range(len(WEEKDAYS))]
        if beside is not None:
            self.hide()
        if headed:
            self._put(label(name, theme.CAPTION, bold=True, tone="muted", wrap=True), 0, 1, _PARTS * spans + 1)
        for weekday in range(len(WEEKDAYS)):
            self._add_day(weekday, spans)
        self._grid.setColumnStretch(self._before + _PARTS * spans + 1, 1)
        self.midday = QCheckBox(_("Closed at midday"))
        self.midday.toggled.connect(self._midday_toggled)
        self._put(self.midday, _ROWS - 1, 1, _PARTS * spans)
        self.midday.setVisible(spans > 1)
        self.stack(below=False)
        self._show_later(shown=False)

    def _own_grid(self) -> QGridLayout:
        made = QGridLayout(self)
        made.setContentsMargins(0, 0, 0, 0)
        made.setHorizontalSpacing(6)
        made.setVerticalSpacing(4)
        return made

    def _put(self, part: QWidget, row: int, column: int, columns: int = 1) -> None:
        part.setParent(self._grid.parentWidget())
        self._places.append((part, row, column, columns))

    def stack(self, *, below: bool) -> None:
        """Lay a form that stands beside another below it, with the names of the days, or beside it again."""
        rows, before = (_ROWS, 0) if below else (0, self._before)
        self._grid.setColumnMinimumWidth(self._before, _GAP if before else 0)
        for part, row, column, columns in self._places:
            self._grid.removeWidget(part)
            self._grid.addWidget(part, rows + row, before + column, 1, columns)
        for day in self._days:
            day.setVisible(not before)

    def _add_day(self, weekday: int, spans: int) -> None:
        row, day = 2 * weekday + 1, formats.weekday(weekday)
        self._put(self._days[weekday], row, 0)
        pairs = []
        for place in range(spans):
            pair = (self._field(_("%(name)s, %(day)s from"), day), self._field(_("%(name)s, %(day)s until"), day))
            words = label(_("to"), tone="muted")
            at = 1 + _PARTS * place
            for column, part in ((at, pair[0]), (at + 1, words), (at + 2, pair[1])):
                self._put(part, row, column)
            if place:
                joined = label(_("and"), tone="muted")
                self._put(joined, row, at - 1)
                self._later += [joined, pair[0], words, pair[1]]
            for field in pair:
                field.textEdited.connect(partial(self._edited, weekday))
                field.editingFinished.connect(partial(self._left, weekday, field))
            pairs.append(pair)
        closed = label(_("closed"), tone="muted")
        self._put(closed, row, _PARTS * spans)
        told = label(points=theme.CAPTION, tone="breached", wrap=True)
        told.hide()
        self._put(told, row + 1, 1, _PARTS * spans + 1)
        self._closed.append(closed)
        self._told.append(told)
        self.fields.append(pairs)

    def _field(self, words: str, day: str) -> QLineEdit:
        made = QLineEdit()
        made.setFont(theme.font(theme.BODY))
        made.setFixedWidth(made.fontMetrics().horizontalAdvance("00:00") + _PADDING)
        made.setMaxLength(5)
        made.setAccessibleName(words % {"name": self._name, "day": day})
        return made

    def show_week(self, week: Week) -> None:
        """Show these times, in place of what was typed."""
        for day, pairs in zip(week, self.fields, strict=True):
            for place, pair in enumerate(pairs):
                for field, text in zip(pair, day[place] if place < len(day) else ("", ""), strict=True):
                    field.setText(text)
        self.midday.blockSignals(True)
        self.midday.setChecked(any(_is_filled(span) for day in week for span in day[1:]))
        self.midday.blockSignals(False)
        self._show_later(shown=self.midday.isChecked())
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
        for told in self._told:
            told.hide()
        for fault in faults:
            self._tell(fault)
        first = self.fields[faults[0].weekday][faults[0].span][faults[0].field] if faults else None
        return len(faults), first

    def _tell(self, fault: HoursFault) -> None:
        told = self._told[fault.weekday]
        told.setText(_(fault.message))
        told.show()

    def _edited(self, weekday: int, _text: str) -> None:
        self._told[weekday].hide()
        self._say_closed()
        self.changed.emit()

    def _left(self, weekday: int, field: QLineEdit) -> None:
        """Write the time as it is read, and say what is wrong with a day that nobody is halfway through."""
        field.setText(tidy(field.text()))
        week = self.week()
        if all(start.strip() and end.strip() for start, end in week[weekday] if _is_filled((start, end))):
            for fault in text_of(week)[1]:
                if fault.weekday == weekday and any(map(_is_filled, week[weekday])):
                    self._tell(fault)

    def _midday_toggled(self, on: bool) -> None:
        self._show_later(shown=on)
        if not on:
            for pairs in self.fields:
                for field in (field for pair in pairs[1:] for field in pair):
                    field.clear()
        self._say_closed()
        self.show_faults()
        self.changed.emit()

    def _show_later(self, *, shown: bool) -> None:
        for part in self._later:
            part.setVisible(shown)

    def _say_closed(self) -> None:
        for day, closed in zip(self.week(), self._closed, strict=True):
            closed.setText("" if any(map(_is_filled, day)) else _("closed"))


def _is_filled(span: Typed) -> bool:
    return any(text.strip() for text in span)
