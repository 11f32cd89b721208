"""The journal: what was done, found by words and by kind, and whether the chain of its entries holds.

Why: an auditor asks who did what and when, and takes the answer along as a worksheet. Refuses to change or remove an
entry: it can only be added to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from charter.columns import Mask
from charter.locale import _
from charter.services import journal_text
from charter.store.journal import Entry
from charter.ui.accounting.columns import journal_columns
from charter.ui.look import theme
from charter.ui.models.column_table import ColumnTable
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.list_frame import ListFrame
from charter.ui.widgets.parts import IconLabel, icon_button, label, pause
from charter.ui.widgets.table_view import TableView

SEARCH_MS = 250
_CODE = 12
_MOST = 40


@dataclass(frozen=True, slots=True)
class Told:
    """The journal as it is shown, one place an entry: the newest first."""

    entries: Sequence[Entry]
    said: Sequence[str]
    reasons: Sequence[str]
    people: Sequence[str]
    faults: Sequence[str]
    """What is wrong with the journal; nothing when the chain holds."""


class JournalCard(ListFrame):
    """Signals: `entry_wanted` (words, reason) to read one entry whole, `excel_wanted` for a worksheet."""

    entry_wanted = Signal(str, str)
    excel_wanted = Signal()

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        self._told: Told | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search the journal"))
        self.search.setAccessibleName(_("Search the journal"))
        self.search.setClearButtonEnabled(True)
        self.kind = OneChoice(_("Kind of entry"))
        every = (*journal_text.KINDS, journal_text.OTHER)
        self.kind.offer(_("All kinds"), [(_(name), name) for name in every])
        self.excel = icon_button("sheet", _("The journal to Excel"), "Ctrl+E")
        self._icon = IconLabel("pending", "muted")
        self.chain = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.model = ColumnTable(tasks)
        self.table = TableView(self.model, "journal", settings)
        self.model.setParent(self.table)
        self.table.setAccessibleName(_("Journal"))
        super().__init__(self.table, self._above())
        self._add_chain()
        self._search_pause = pause(self, SEARCH_MS, self._filter)
        self.search.textChanged.connect(lambda: self._search_pause.start())
        self.kind.chosen.connect(self._filter)
        self.excel.clicked.connect(self.excel_wanted)
        self.table.opened.connect(self._say_entry)
        self.model.arranged.connect(self._arranged)
        self.clear_button = self.offer(_("Clear the filters"), self.clear)
        self.say_reading()
        self.show_list(filled=False)

    def _above(self) -> QWidget:
        above = QWidget()
        row = QVBoxLayout(above)
        row.setContentsMargins(14, 8, 12, 8)
        title = label(_("Journal"), theme.SECTION, bold=True)
        row.addLayout(Flow(title, self.search, self.kind, self.excel, head=True))
        self.search.setMinimumWidth(theme.px(190))
        return above

    def _add_chain(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(14, 4, 14, 8)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.chain, 1)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addLayout(row)

    def show_journal(self, told: Told, zone: ZoneInfo) -> None:
        """Show the journal; what was searched for stays."""
        self._told = told
        columns = journal_columns(told.entries, told.said, told.reasons, told.people, zone)
        self.model.show_data(len(told.entries), columns, (), self._mask())
        if told.faults:
            self._icon.show_icon("breached", "breached")
            self.chain.setText(told.faults[0])
            self.chain.setToolTip("\n".join(told.faults[:_MOST]))
            return
        code = told.entries[0].digest[:_CODE] if told.entries else ""
        whole = _("The chain is whole. Control code %(code)s.") % {"code": code} if code else ""
        self._icon.show_icon("met", "met")
        self.chain.setText(whole)
        self.chain.setToolTip("")

    def filters(self) -> tuple[str, ...]:
        """What is searched for, in words, one line each."""
        chosen = self.kind.value()
        parts = ((_("Search"), self.search.text().strip()), (_("Kind"), _(chosen) if isinstance(chosen, str) else ""))
        return tuple(_("%(column)s: %(value)s") % {"column": name, "value": value} for name, value in parts if value)

    def clear(self) -> None:
        """Show every entry again."""
        self.search.clear()
        self.kind.choose(None)
        self._filter()

    def _mask(self) -> Callable[[], Mask] | None:
        told, words, kind = self._told, self.search.text().casefold().split(), self.kind.value()
        if told is None or not (words or kind):
            return None

        def mask() -> Mask:
            texts = zip(told.entries, told.people, told.said, told.reasons, strict=True)
            return np.array(
                [
                    (kind is None or journal_text.kind(entry) == kind)
                    and all(word in f"{who} {entry.what} {said} {why}".casefold() for word in words)
                    for entry, who, said, why in texts
                ],
                np.bool_,
            )

        return mask

    def _filter(self) -> None:
        self.model.filter_rows(self._mask())

    def _arranged(self) -> None:
        filled = self.model.rowCount() > 0
        if not filled and self._told is not None:
            text = _("No entry of the journal is like that.")
            self.say("search", "muted", _("Nothing found"), text, self.clear_button)
        self.show_list(filled=filled)

    def _say_entry(self, row: int) -> None:
        if self._told is not None:
            self.entry_wanted.emit(self._told.said[row], self._told.reasons[row])
