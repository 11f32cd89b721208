"""Puts what a table shows into an Excel file: asks where, writes beside the window, says what came of it.

Refuses to write anything that the table does not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from charter.app import Services
from charter.columns import Rows
from charter.locale import _, formats, ngettext
from charter.ui import messages
from charter.ui.models.cells import Column
from charter.ui.models.verdict_columns import NOTHING
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.strips import Message
from charter.ui.widgets.table_view import TableView

TOPIC = "worksheet"
_SUFFIX = ".xlsx"
_LEAST = 12.0

_Value = str | date | datetime | None


class ListExport(QObject):
    """Signals: `said` (Message)."""

    said = Signal(object)

    def __init__(self, services: Services, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._window = window

    def ask(self, title: str, filters: Sequence[str], table: TableView) -> None:
        """Ask for a place, and write what `table` shows there."""
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("To Excel"), f"{title}{_SUFFIX}", _("Excel workbook (*.xlsx)")
        )
        if name:
            path = Path(name)
            self.write(title, filters, table, path if path.suffix.lower() == _SUFFIX else Path(f"{path}{_SUFFIX}"))

    def write(self, title: str, filters: Sequence[str], table: TableView, path: Path) -> None:
        """Write what `table` shows to `path`."""
        from charter.services.table_export import Listed  # loads openpyxl

        columns = table.shown_columns()
        rows = table.table.shown_rows()
        listed = Listed(
            title,
            filters,
            [(column.title, max(_LEAST, len(column.sample) * 1.1)) for column in columns],
            lambda: _values(columns, rows),
            len(rows),
        )

        def work(task: Task) -> int:
            def progress(share: float) -> None:
                self._tasks.tell(task, lambda: self._say_progress(share, task))

            return self._services.export_list(listed, path, progress=progress, cancelled=task.cancelled)

        def done(count: int) -> None:
            text = ngettext("%(n)s row is in %(file)s.", "%(n)s rows are in %(file)s.", count)
            told = text % {"n": formats.number(count), "file": path.name}
            self.said.emit(Message("done", told, action=(_("Open"), lambda: _open(path)), topic=TOPIC))

        def failed(error: Exception) -> None:
            again = lambda: self.write(title, filters, table, path)  # noqa: E731
            self.said.emit(messages.of_error(error, TOPIC, again))

        self._tasks.run(work, done, failed)

    def _say_progress(self, share: float, task: Task) -> None:
        if share < 1:
            text = _("Writing the worksheet: %(share)s.") % {"share": formats.percent(share)}
            self.said.emit(Message("information", text, action=(_("Stop"), task.cancel), topic=TOPIC))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _values(columns: Sequence[Column], rows: Rows) -> Iterator[tuple[_Value, ...]]:
    for row in rows.tolist():
        yield tuple(_value(column, row) for column in columns)


def _value(column: Column, row: int) -> _Value:
    if column.value is not None:
        return column.value(row)
    text = column.cell(row).text
    return None if text == NOTHING else text
