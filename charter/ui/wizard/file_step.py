"""Step 1: how the file is written. Found by itself; what was found wrongly can be said otherwise.

Signals: `rewritten` (delimiter, header line or None) when the file must be looked at again.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QWidget
from typing_extensions import override

from charter.importers.mapping_draft import Draft
from charter.locale import N_, _, formats, ngettext
from charter.services.mapping import Table
from charter.ui import theme
from charter.ui.models.column_table import Cell, Column, ColumnTable
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.parts import label
from charter.ui.widgets.table_view import TableView
from charter.ui.wizard.step import Said, Step

_DELIMITERS = ((",", N_("comma")), (";", N_("semicolon")), ("\t", N_("tab")), ("|", N_("upright line")))
_LAST = 10
_WIDEST = 18


class FileStep(Step):
    """What kind of file it is, and its first twenty rows."""

    rewritten = Signal(str, object)

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(
            _("Is this your table?"), _("Charter found out how the file is written. Check the first rows.")
        )
        self._table: Table | None = None
        self.facts = label(wrap=True, selectable=True)
        self.delimiter = OneChoice(_("Between two columns"), filters=False)
        self.header = OneChoice(_("Names of the columns"), filters=False)
        self._delimiter_name = label(_("Between two columns"), tone="muted")
        self._delimiter_name.setBuddy(self.delimiter)
        header_name = label(_("Names of the columns"), tone="muted")
        header_name.setBuddy(self.header)
        self.delimiter.chosen.connect(self._rewrite)
        self.header.chosen.connect(self._rewrite)
        self.sheets = label(points=theme.CAPTION, tone="warn", wrap=True)
        self.model = ColumnTable(tasks, self)
        self.view = TableView(self.model, "wizard/rows", settings)
        self.view.setAccessibleName(_("First rows"))
        form = QFormLayout()
        form.addRow(label(_("File"), tone="muted"), self.facts)
        self.column.addLayout(form)
        line = QHBoxLayout()
        for part in (self._delimiter_name, self.delimiter, header_name, self.header):
            line.addWidget(part)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self.sheets)
        self.column.addWidget(self.view, 1)

    @override
    def show_draft(self, table: Table, draft: Draft) -> None:
        """Show the file."""
        self._table = table
        proposal = table.proposal
        workbook = proposal.encoding == "workbook"
        kind = _("Excel workbook") if workbook else _("text, %(encoding)s") % {"encoding": proposal.encoding.upper()}
        rows = ngettext("%(n)s row", "%(n)s rows", proposal.rows) % {"n": formats.number(proposal.rows)}
        columns = ngettext("%(n)s column", "%(n)s columns", len(proposal.columns))
        counted = columns % {"n": formats.number(len(proposal.columns))}
        self.facts.setText(f"{table.path.name}: {kind}, {rows}, {counted}")
        self._offer(self.delimiter, [(_(words), sign) for sign, words in _DELIMITERS], proposal.delimiter)
        for part in (self.delimiter, self._delimiter_name):
            part.setVisible(not workbook)
        last = max(_LAST, proposal.header_line)
        lines = [(_("in row %(n)s") % {"n": formats.number(line)}, line) for line in range(1, last + 1)]
        self._offer(self.header, [*lines, (_("nowhere: there are none"), 0)], proposal.header_line)
        more = len(table.sheets) > 1
        text = _(
            "Charter reads the first sheet: %(sheet)s. Is your table on another one? Put that one first, and save."
        )
        self.sheets.setText(text % {"sheet": table.sheets[0]} if more else "")
        self.sheets.setVisible(more)
        self.model.show_data(len(table.rows), tuple(_column(table, place) for place in range(len(proposal.columns))))

    @override
    def fault(self) -> Said | None:
        if self._table is None or (len(self._table.proposal.columns) > 1 and self._table.proposal.rows):
            return None
        part: QWidget = self.header if self.delimiter.isHidden() else self.delimiter
        return Said(
            _("This way there is no table with two columns or more. Choose another sign between columns."), part
        )

    def _offer(self, choice: OneChoice, choices: list[tuple[str, object]], chosen: object) -> None:
        choice.blockSignals(True)
        choice.clear()
        for words, value in choices:
            choice.addItem(words, value)
        choice.choose(chosen)
        choice.blockSignals(False)

    def _rewrite(self) -> None:
        workbook = self._table is not None and self._table.proposal.encoding == "workbook"
        self.rewritten.emit("" if workbook else str(self.delimiter.value()), self.header.value())


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
