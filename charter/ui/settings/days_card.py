"""The closed days of a year: a list, and the few ways to change it. What Charter proposes must be confirmed.

Refuses to close a day by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import numpy as np
from PySide6.QtCore import QSettings, QTime, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QTimeEdit, QVBoxLayout, QWidget
from typing_extensions import override

from charter.locale import _, formats
from charter.norms.calendar import GOOD_FRIDAY
from charter.services.closing_days import (
    Choices,
    Ground,
    Hall,
    ListedDay,
    listed,
    proposed,
    unknown_from,
    unknown_is_last,
)
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.models.cells import Cell, Column
from charter.ui.models.column_table import ColumnTable
from charter.ui.settings.section import beside
from charter.ui.tasks import Tasks
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.day_field import DayField
from charter.ui.widgets.parts import IconLabel, as_card, button, label
from charter.ui.widgets.table_view import TableView

_YEARS_AHEAD = 4
_LEAST_LETTERS, _LEAST_HEIGHT = 51, 220
"""So many letters wide the names of all days can be read; the reason is the first to go."""


class DaysCard(QFrame):
    """Signals: `changed` (Choices) when the user changed or confirmed days."""

    changed = Signal(object)

    def __init__(self, tasks: Tasks, settings: QSettings, today: date) -> None:
        super().__init__()
        as_card(self)
        self._today = today
        self._choices = Choices()
        self._changes_from = date.min
        self.days: list[ListedDay] = []
        self.year = Picker(_("Year of the closed days"))
        self.year.setMinimumContentsLength(5)
        self.year.offer_each([(str(y), y) for y in range(today.year - 1, today.year + _YEARS_AHEAD + 1)], today.year)
        self.year.chosen.connect(self._fill)
        self.model = ColumnTable(tasks, self)
        self.table = TableView(self.model, "closed_days", settings)
        self.table.setAccessibleName(_("Closed days"))
        letter = self.table.fontMetrics().averageCharWidth()
        self.table.setMinimumSize(_LEAST_LETTERS * letter, _LEAST_HEIGHT)
        self.table.row_chosen.connect(self._row_chosen)
        self.table.opened.connect(self._go_to_change)
        self.change = button("", "edit", link=True)
        self.change.clicked.connect(self._change)
        self.change.hide()
        self.add = button(_("Add a day"), "plus", link=True)
        self.add.clicked.connect(self._ask_day)
        self.propose = button("")
        self.propose.clicked.connect(self._ask_proposal)
        self._unknown = label(points=theme.CAPTION, tone="muted", wrap=True)
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 12, 4)
        head.addWidget(label(_("Closed days"), theme.SECTION, bold=True), 1)
        head.addWidget(self.year)
        known = QHBoxLayout()
        known.setContentsMargins(14, 0, 12, 0)
        known.setSpacing(8)
        known.addWidget(IconLabel("undetermined", "undetermined"))
        known.addWidget(self._unknown, 1)
        acts = QHBoxLayout()
        acts.setContentsMargins(8, 0, 12, 0)
        acts.addWidget(self.change)
        acts.addStretch(1)
        more = QHBoxLayout()
        more.setContentsMargins(8, 0, 12, 10)
        more.addWidget(self.add)
        more.addStretch(1)
        more.addWidget(self.propose)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(acts)
        column.addLayout(known)
        column.addLayout(more)

    def show_choices(self, choices: Choices, changes_from: date = date.min) -> None:
        """Show what is chosen, in the year that is looked at; own days before `changes_from` stay as they are."""
        self._choices = choices
        self._changes_from = changes_from
        self._fill()

    def _fill(self) -> None:
        year = self._year()
        self.days = listed(date(year, 1, 1), date(year, 12, 31), self._choices)
        self.model.show_data(len(self.days), day_columns(self.days))
        unknown = unknown_from(self._choices, self._today)
        words = _("No own closed days are known yet for %(year)s.")
        if unknown_is_last(self._choices, unknown):
            words = _("No own closed days are known yet for %(year)s and later.")
        self._unknown.setText(words % {"year": unknown})
        self.propose.setText(_("Proposal for %(year)s...") % {"year": self._year_to_decide()})
        self._row_chosen(self.table.current_row())

    def _year(self) -> int:
        year = self.year.value()
        return year if isinstance(year, int) else self._today.year

    def _year_to_decide(self) -> int:
        """The first year that is unknown, or the one that is looked at when that is later."""
        return max(min(unknown_from(self._choices, self._today), self._today.year + _YEARS_AHEAD), self._year())

    def _row_chosen(self, row: int | None) -> None:
        chosen = self.days[row] if row is not None and row < len(self.days) else None
        words = "" if chosen is None else self._act(chosen)
        self.change.setText(words)
        self.change.setVisible(bool(words))

    def _go_to_change(self) -> None:
        self.change.setFocus()

    def _act(self, one: ListedDay) -> str:
        """What can be done with a day, as the words of a button; "" when nothing."""
        if one.name == GOOD_FRIDAY:
            return _("Open on Good Friday") if one.hall is Hall.CLOSED else _("Closed on Good Friday")
        if one.hall is Hall.EARLY:
            return _("Do not close early on this date")
        mine = one.hall is Hall.CLOSED and not one.fixed and one.day >= self._changes_from
        return _("Remove this day") if mine else ""

    def _change(self) -> None:
        row = self.table.current_row()
        if row is None or not self._act(self.days[row]):
            return
        one = self.days[row]
        early = dict(self._choices.early or {})
        self.table.setFocus()
        if one.name == GOOD_FRIDAY:
            self._choose(good_friday_closed=one.hall is not Hall.CLOSED)
        elif one.hall is Hall.EARLY:
            early.pop((one.day.month, one.day.day), None)
            self._choose(early=early)
        else:
            self._choose(closed=self._choices.closed - {one.day})

    def _ask_day(self) -> None:
        year = self._year()
        asked = NewDay(max(date(year, 1, 1), self._today), self._choices, self)
        if asked.exec() != Ask.DialogCode.Accepted:
            return
        day = asked.chosen
        self.year.choose(day.year)
        if asked.early.isChecked():
            self._choose(early={**(self._choices.early or {}), (day.month, day.day): asked.chosen_time})
        else:
            self._choose(closed=self._choices.closed | {day})

    def _ask_proposal(self) -> None:
        year = self._year_to_decide()
        asked = Proposal(year, self._choices, self)
        if asked.exec() == Ask.DialogCode.Accepted:
            self.year.choose(year)
            self._choose(closed=self._choices.closed | set(asked.confirmed), decided=self._choices.decided | {year})

    def _choose(self, **changed: Any) -> None:  # noqa: ANN401 - the fields of Choices
        self.changed.emit(replace(self._choices, **changed))


class NewDay(Ask):
    """A day that the municipality closes, or closes early on every year."""

    def __init__(self, first: date, choices: Choices, parent: QWidget) -> None:
        """`first` is proposed; a day that `choices` close already is refused."""
        super().__init__(
            _("Add a day"), _("On this day no working day is counted, and no clock in opening hours runs."),
            "plus", _("Add"), parent,
        )  # fmt: skip
        self._choices = choices
        self.day = DayField(first)
        self.early = QCheckBox(_("Open until a certain time, every year on this date"))
        self.early.toggled.connect(self._early_toggled)
        self.until = QTimeEdit(QTime(15, 0))
        self.until.setDisplayFormat("HH:mm")
        self.until.lineEdit().setTextMargins(6, 0, 0, 0)  # Qt keeps the padding of the style sheet off a field of time
        self.add(_("Day"), self.day)
        self.fields.addRow(self.early)
        self.add(_("Open until"), self.until)
        self._early_toggled(False)

    def _early_toggled(self, on: bool) -> None:
        self.fields.setRowVisible(self.until, on)
        self.text.setVisible(not on)

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        standing = listed(self.chosen, self.chosen, self._choices)
        if any(one.hall is Hall.CLOSED for one in standing):
            return _("On this day the town hall is closed already. Choose another day."), self.day
        return None

    @property
    def chosen(self) -> date:
        """The day."""
        return self.day.day()

    @property
    def chosen_time(self) -> time:
        """Until when it is open, for a day that closes early."""
        return time(self.until.time().hour(), self.until.time().minute())


class Proposal(Ask):
    """The days of a year: those that stand, and the bridge days, none of them chosen until somebody does."""

    def __init__(self, year: int, choices: Choices, parent: QWidget) -> None:
        super().__init__(
            _("Proposal for %(year)s") % {"year": year},
            _("The days of the Cao are closed already. Tick the bridge days on which the town hall is closed. "
              "None is an answer too."),
            "today", _("Confirm"), parent,
        )  # fmt: skip
        self.boxes: list[tuple[ListedDay, QCheckBox]] = []
        standing = listed(date(year, 1, 1), date(year, 12, 31), choices)
        bridges = [one for one in proposed(year) if one.day not in choices.closed]
        for one in sorted([*standing, *bridges], key=lambda one: one.day):
            text = _("%(day)s: %(name)s") % {"day": formats.long_day(one.day), "name": _(one.name)}
            if one.hall is Hall.ASKED and one.ground is Ground.BRIDGE:
                box = QCheckBox(text)
                self.boxes.append((one, box))
                self.fields.addRow(box)
            else:
                self.fields.addRow(_standing(one, text))

    @property
    def confirmed(self) -> list[date]:
        """The days that were ticked."""
        return [one.day for one, box in self.boxes if box.isChecked()]


def _standing(one: ListedDay, text: str) -> QWidget:
    """A day on which nothing is asked here, with how the town hall is."""
    words, picture, tone = hall_words(one)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(IconLabel(picture, tone))
    row.addWidget(label(f"{text} ({words})", tone="muted"))
    row.addStretch(1)
    return beside(row)


def hall_words(one: ListedDay) -> tuple[str, str, Tone]:
    """How the town hall is on a day: word, icon, tone."""
    if one.hall is Hall.EARLY:
        return _("Until %(time)s") % {"time": f"{one.until:%H:%M}"}, "pending", "warn"
    looks: dict[Hall, tuple[str, str, Tone]] = {
        Hall.CLOSED: (_("Closed all day"), "met", "met"),
        Hall.OPEN: (_("Open as usual"), "close", "muted"),
        Hall.ASKED: (_("Choose"), "undetermined", "undetermined"),
    }
    return looks[one.hall]


def day_columns(days: list[ListedDay]) -> tuple[Column, ...]:
    """One row a day, all of one year."""

    def hall(row: int) -> Cell:
        words, picture, tone = hall_words(days[row])
        return Cell(words, picture, tone, tone if days[row].hall is not Hall.CLOSED else "text")

    def day(row: int) -> Cell:
        on = days[row].day
        return Cell(formats.short_day(on), spoken=formats.long_day(on))

    return (
        Column("date", _("Date"), day, lambda: np.array([one.day.toordinal() for one in days], np.int64), "Wed 00-000"),
        Column("day", _("Day"), lambda row: Cell(_(days[row].name)), None, _("Day after Ascension Day")),
        Column("hall", _("Town hall"), hall, None, _longest(days)),
        Column("why", _("Why"), lambda row: Cell(_(days[row].ground.value)), None, _(Ground.OWN.value), leaves=1),
    )


def _longest(days: list[ListedDay]) -> str:
    """The longest words about the town hall, with room for the icon."""
    return max((hall_words(one)[0] for one in days), key=len, default="") + "000"
