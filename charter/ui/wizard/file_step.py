"""Step 1: how the file is written. Found by itself; what was found wrongly can be said otherwise.

Signals: `rewritten` (Writing, header line or None) when the file must be looked at again.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QWidget
from typing_extensions import override

from charter.importers.dialect import Writing
from charter.importers.mapping_draft import Draft
from charter.locale import N_, _, formats, ngettext
from charter.services.mapping import Table
from charter.ui.models.cells import Cell, Column
from charter.ui.models.column_table import ColumnTable
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import label, plain
from charter.ui.widgets.table_view import TableView
from charter.ui.wizard.step import Said, Step

_DELIMITERS = ((",", N_("comma")), (";", N_("semicolon")), ("\t", N_("tab")), ("|", N_("upright line")))
_ENCODINGS = (
    ("utf-8", N_("UTF-8")),
    ("windows-1252", N_("Windows-1252")),
    ("utf-16", N_("UTF-16")),
    ("cp850", N_("DOS (CP850)")),
)
_LAST = 10
_WIDEST = 18


class FileStep(Step):
    """What kind of file it is, and its first twenty rows."""

    rewritten = Signal(object, object)

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(
            _("Is this your table?"), _("Charter found out how the file is written. Check the first rows.")
        )
        self._table: Table | None = None
        self._encoding = ""
        """As it was said; "" while it was found well."""
        self.facts = label(wrap=True, selectable=True)
        self.delimiter = OneChoice(_("Between two columns"), filters=False)
        self.header = OneChoice(_("Names of the columns"), filters=False)
        self.encoding = OneChoice(_("Encoding"), filters=False)
        self.sheet = OneChoice(_("Sheet"), filters=False)
        self._of_text = (self._named(self.delimiter), self._named(self.encoding))
        self._of_workbook = self._named(self.sheet)
        for choice in (self.delimiter, self.header, self.encoding, self.sheet):
            choice.chosen.connect(self._rewrite)
        self.model = ColumnTable(tasks, self)
        self.view = TableView(self.model, "wizard/rows", settings)
        self.view.setAccessibleName(_("First rows"))
        form = QFormLayout()
        form.addRow(label(_("File"), tone="muted"), self.facts)
        self.column.addLayout(form)
        self.column.addLayout(Flow(*self._of_text, self._of_workbook, self._named(self.header)))
        self.column.addWidget(self.view, 1)

    @staticmethod
    def _named(choice: OneChoice) -> QWidget:
        """A choice with its name before it."""
        name = label(choice.accessibleName(), tone="muted")
        name.setBuddy(choice)
        both = plain()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 8, 0)
        line.addWidget(name)
        line.addWidget(choice)
        return both

    @override
    def show_draft(self, table: Table, draft: Draft) -> None:
        """Show the file."""
        self._table = table
        self._encoding = draft.how.encoding
        proposal = table.proposal
        workbook = proposal.encoding == "workbook"
        kind = _("Excel workbook") if workbook else _("text, %(encoding)s") % {"encoding": proposal.encoding.upper()}
        rows = ngettext("%(n)s row", "%(n)s rows", proposal.rows) % {"n": formats.number(proposal.rows)}
        columns = ngettext("%(n)s column", "%(n)s columns", len(proposal.columns))
        counted = columns % {"n": formats.number(len(proposal.columns))}
        self.facts.setText(f"{table.path.name}: {kind}, {rows}, {counted}")
        self._offer(self.delimiter, [(_(words), sign) for sign, words in _DELIMITERS], proposal.delimiter)
        found = "utf-8" if proposal.encoding == "utf-8-sig" else proposal.encoding
        self._offer(self.encoding, [(_(words), code) for code, words in _ENCODINGS], found)
        self._offer(self.sheet, [(name, name) for name in table.sheets], table.sheet)
        for part in self._of_text:
            part.setVisible(not workbook)
        self._of_workbook.setVisible(len(table.sheets) > 1)
        last = max(_LAST, proposal.header_line)
        lines = [(_("in row %(n)s") % {"n": formats.number(line)}, line) for line in range(1, last + 1)]
        self._offer(self.header, [*lines, (_("nowhere: there are none"), 0)], proposal.header_line)
        self.model.show_data(len(table.rows), tuple(_column(table, place) for place in range(len(proposal.columns))))

    @override
    def fault(self) -> Said | None:
        if self._table is None or (len(self._table.proposal.columns) > 1 and self._table.proposal.rows):
            return None
        if self.delimiter.isVisibleTo(self):
            text = _("This way there is no table with two columns or more. Choose another sign between columns.")
            return Said(text, self.delimiter)
        part: QWidget = self.sheet if self.sheet.isVisibleTo(self) else self.header
        return Said(_("There is no table with two columns or more here. Choose another sheet."), part)

    def _offer(self, choice: OneChoice, choices: list[tuple[str, object]], chosen: object) -> None:
        choice.blockSignals(True)
        choice.clear()
        for words, value in choices:
            choice.addItem(words, value)
        choice.choose(chosen)
        choice.blockSignals(False)

    def _rewrite(self) -> None:
        """Look again; what was found by itself is not said, so that it is found in the next file too."""
        table = self._table
        if table is None:
            return
        if table.proposal.encoding == "workbook":
            sheet = str(self.sheet.value()) if table.sheets and self.sheet.value() != table.sheets[0] else ""
            how = Writing(sheet=sheet)
        else:
            self._encoding = str(self.encoding.value()) if self.sender() is self.encoding else self._encoding
            how = Writing(str(self.delimiter.value()), encoding=self._encoding)
        anew = self.sender() is self.sheet
        self.rewritten.emit(how, None if anew else self.header.value())


def _column(table: Table, place: int) -> Column:
    column = table.proposal.columns[place]
    cells = [row[place] for row in table.rows]
    longest = max((cell for cell in cells), key=len, default="")[:_WIDEST]

    def cell(row: int) -> Cell:
        return Cell(cells[row], tone="muted" if column.private else "text")

    return Column(
        f"{place}", column.name or _("(no name)"), cell, lambda: np.arange(len(cells)), longest, shrinks=True,
        leaves=1 + len(table.proposal.columns) - place if place > 1 else 0,
        help=_("Private: examples are masked.") if column.private else "",
    )  # fmt: skip
