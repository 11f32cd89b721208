"""Step 3: which column is what, with what Charter thinks of it, and what comes of it below.

Why: a column that looks private stays out unless somebody says otherwise, and its examples are masked. What leaves two
readings open, a date or a duration, is asked here and never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import cast

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from charter.app import Services
from charter.importers.column_guess import SURE, ColumnGuess
from charter.importers.mapping_draft import NOT_READ, Draft
from charter.importers.table_mapping import DURATIONS
from charter.importers.table_times import Order, Unit
from charter.locale import _
from charter.services.mapping import Table
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.settings.section import beside
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.parts import IconLabel, clear, label, plain, scrolled, set_property
from charter.ui.wizard import words
from charter.ui.wizard.preview_panel import PreviewPanel
from charter.ui.wizard.step import Said, Step

_CERTAIN = 0.8
_LEAST, _LINES_LEAST = 150, 6
"""So high is the list of columns at least, and so many lines grow with the text in it."""
_MEANING, _UNIT, _EXAMPLE = 16, 8, 20
"""Letters."""
_NARROW = ((0, 0), (1, 0), (0, 2), (1, 2), (0, 4))
"""Where the parts of a row stand where there is no room: how far down, and in which column."""
_LINES = 2


class _Choice(OneChoice):
    """A choice that the wheel leaves alone while somebody scrolls past it."""

    def __init__(self, name: str, choices: list[tuple[str, str]], chosen: str, told: Callable[[str], None]) -> None:
        super().__init__(name, filters=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for text, value in choices:
            self.addItem(text, value)
        self.blockSignals(True)
        self.choose(chosen)
        self.blockSignals(False)
        self.chosen.connect(lambda: told(str(self.value())))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ColumnsStep(Step):
    """A row a column: name, example, meaning, unit, how sure; then dates, words, and the preview."""

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(
            _("Which column is what?"),
            _("Charter remembers your choice for the next file with the same columns. What you leave out is not read."),
        )
        self._table: Table | None = None
        self._draft: Draft | None = None
        self.meanings: dict[str, OneChoice] = {}
        self.units: dict[str, OneChoice] = {}
        self._how: dict[str, tuple[IconLabel, QLabel]] = {}
        self._rows: list[list[QWidget]] = []
        self._narrow = False
        self._needed = 0
        inside = plain()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(4, 4)
        self.area = scrolled(inside)
        self.area.setMinimumHeight(theme.tall(_LEAST, _LINES_LEAST))
        self.order = OneChoice(_("Read dates as"), filters=False)
        self._order_name = label(_("Read dates as"), tone="muted")
        self._order_name.setBuddy(self.order)
        self.order.chosen.connect(self._order_chosen)
        self.panel = PreviewPanel(services, tasks, settings)
        self.column.addWidget(self.area, 5)
        line = QHBoxLayout()
        line.addWidget(self._order_name)
        line.addWidget(self.order)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self.panel, 4)

    @override
    def show_draft(self, table: Table, draft: Draft) -> None:
        """Show what each column means by now."""
        before = self._draft
        self._table, self._draft = table, draft
        if before is None or _shape(before) != _shape(draft):
            self._build(draft)
        for column in draft.proposal.columns:
            self._tell(column, draft)
        self._fit()
        self._offer_order(draft)
        self.panel.ask(table.path, draft)

    def _build(self, draft: Draft) -> None:
        clear(self._grid)
        self.meanings, self.units, self._how = {}, {}, {}
        heads = (_("Column in your file"), _("Example"), _("Is in Charter"), "", _("How sure"))
        self._rows = [[label(text, theme.CAPTION, bold=True, tone="muted", wrap=True) for text in heads]]
        choices = [(_("Do not read"), NOT_READ), *((words.meaning_word(draft, m), m) for m in draft.offered)]
        for column in draft.proposal.columns:
            name = column.name or _("(no name)")
            meaning = _Choice(
                name, choices, draft.meanings.get(column.name, NOT_READ), partial(self._mean, column.name)
            )
            meaning.setMinimumContentsLength(_MEANING)
            self.meanings[column.name] = meaning
            unit = _Choice(
                _("Unit of %(column)s") % {"column": name},
                [(_("unit?"), ""), *((_(text), key) for key, text in words.UNITS.items())],
                draft.unit(column) or "",
                partial(self._measure, column.name),
            )
            unit.setMinimumContentsLength(_UNIT)
            self.units[column.name] = unit
            example = label(_short(column.examples), tone="muted")
            example.setToolTip(" · ".join(column.examples))
            sure = label(wrap=True)
            picture = IconLabel()
            self._how[column.name] = picture, sure
            line = QHBoxLayout()
            line.setSpacing(6)
            line.addWidget(picture)
            line.addWidget(sure, 1)
            self._rows.append([label(name, bold=True, wrap=True), example, meaning, unit, beside(line)])
        self._narrow = False
        self._lay_out()
        self._add_words(draft, len(self._rows) * _LINES)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _lay_out(self) -> None:
        """A row for each column; where there is no room two: the example below the name, the unit below the meaning."""
        for number, parts in enumerate(self._rows):
            for place, part in enumerate(parts):
                line, column = _NARROW[place] if self._narrow else (0, place)
                self._grid.removeWidget(part)
                self._grid.addWidget(part, number * _LINES + line, column)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._narrow:
            self._needed = self._grid.minimumSize().width()
        margins, bar = self.column.contentsMargins(), self.area.verticalScrollBar().sizeHint().width()
        narrow = self._needed > self.width() - margins.left() - margins.right() - bar
        if narrow != self._narrow:
            self._narrow = narrow
            self._lay_out()

    def _add_words(self, draft: Draft, row: int) -> None:
        """What the table's own words for results mean."""
        if not draft.unknown_words:
            return
        text = _("What do these words mean? A row with a word that stays open is rejected.")
        self._grid.addWidget(label(text, theme.CAPTION, tone="muted", wrap=True), row, 0, 1, 5)
        choices = [(_("Say what it means"), ""), *((_(words.RESULTS[key]), key) for key in words.RESULTS)]
        for place, word in enumerate(draft.unknown_words, row + 1):
            choice = _Choice(word, choices, draft.outcomes.get(word, ""), partial(self._mean_word, word))
            choice.setMinimumContentsLength(_MEANING)
            self._grid.addWidget(label(word, bold=True), place, 0)
            self._grid.addWidget(choice, place, 2)

    def _tell(self, column: ColumnGuess, draft: Draft) -> None:
        meaning = draft.meanings.get(column.name, NOT_READ)
        self.units[column.name].setVisible(meaning in DURATIONS and column.shape not in ("span", "share"))
        asked = next((q for q in draft.questions if q.place == column.name), None)
        picture, tone, text = _certainty(column, draft, meaning) if asked is None else _asking()
        icon, said = self._how[column.name]
        icon.show_icon(picture, tone)
        said.setText(text)
        set_property(said, "tone", tone)

    def _offer_order(self, draft: Draft) -> None:
        shown = bool(draft.dated)
        found = draft.order_found
        self.order.blockSignals(True)
        self.order.clear()
        if found is None:
            self.order.addItem(_("Choose: day or month first?"), None)
        for key, text in words.ORDERS.items():
            self.order.addItem(_(text), key)
        self.order.choose(draft.order or found)
        self.order.blockSignals(False)
        self.order.setMinimumContentsLength(24)
        for part in (self.order, self._order_name):
            part.setVisible(shown)

    @override
    def fault(self) -> Said | None:
        if self._draft is None or not self._draft.questions:
            return None
        first = self._draft.questions[0]
        text = _(first.text) % first.params
        if first.place == "order":
            return Said(text, self.order)
        if first.place in self.meanings:
            unit = self.units[first.place]
            asked = self._draft.meanings.get(first.place) in DURATIONS and not unit.isHidden()
            part = unit if asked and not unit.value() else self.meanings[first.place]
            self.area.ensureWidgetVisible(part)
            return Said(f"{first.place}: {text}", part)
        return Said(text, next(iter(self.meanings.values())))

    # answers

    def _mean(self, column: str, meaning: str) -> None:
        if self._draft is not None:
            self.changed.emit(replace(self._draft, meanings={**self._draft.meanings, column: meaning}))

    def _measure(self, column: str, unit: str) -> None:
        if self._draft is not None:
            units = {name: kept for name, kept in self._draft.units.items() if name != column}
            self.changed.emit(replace(self._draft, units={**units, **({column: cast(Unit, unit)} if unit else {})}))

    def _mean_word(self, word: str, result: str) -> None:
        if self._draft is not None:
            self.changed.emit(replace(self._draft, outcomes={**self._draft.outcomes, word: result}))

    def _order_chosen(self) -> None:
        if self._draft is not None:
            self.changed.emit(replace(self._draft, order=cast(Order | None, self.order.value())))


def _short(examples: tuple[str, ...]) -> str:
    """One example, or two where there is room."""
    both = " · ".join(examples[:2])
    text = both if len(both) <= _EXAMPLE else "".join(examples[:1])
    return text if len(text) <= _EXAMPLE else f"{text[: _EXAMPLE - 1]}…"


def _shape(draft: Draft) -> tuple[object, ...]:
    """What decides which choices there are."""
    return draft.proposal, draft.offered, draft.unknown_words


def _asking() -> tuple[str, Tone, str]:
    return "undetermined", "undetermined", _("Say what this is")


def _certainty(column: ColumnGuess, draft: Draft, meaning: str) -> tuple[str, Tone, str]:
    """Icon, tone and words for how sure it is."""
    if column.private and meaning == NOT_READ:
        return "private", "excused", _("Private: stays out")
    if column.private:
        return "private", "warn", _("Private: becomes a pseudonym")
    if meaning == NOT_READ:
        return "excluded", "muted", _("Is not read")
    if column.shape == "day" and len(draft.columns_of(meaning)) == 1:
        return "undetermined", "undetermined", _("Day only, no time")
    sure = dict(column.meanings).get(meaning, 0.0)
    if sure >= _CERTAIN:
        return "met", "met", _("Certain")
    return ("met", "met", _("Probably")) if sure >= SURE else ("edit", "muted", _("You say so"))
