"""What a list shows, on paper: its groups, its columns, and which filters chose its rows.

Why: a team begins the day around one sheet. In black and white it says all in words. Refuses what the list does not
show, and more rows than people read on paper: those go into a worksheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtGui import QPageLayout, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from charter.locale import _
from charter.ui.widgets.table_view import TableView

MOST = 500
"""Rows on paper."""
_STYLE = """
body { font-size: 9pt; } h1 { font-size: 15pt; } p { margin-top: 0; margin-bottom: 4px; }
td, th { padding: 2px 12px 2px 0; text-align: left; } .group { font-weight: bold; padding-top: 8px; }
"""


def ask(title: str, about: Sequence[str], table: TableView, window: QWidget) -> None:
    """Ask for a printer, and print what `table` shows; `about` are lines that say what was chosen."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog = QPrintDialog(printer, window)
    dialog.setWindowTitle(_("Print the list"))
    if dialog.exec():
        put(html(title, about, table), printer)


def put(text: str, printer: QPrinter) -> None:
    """Print a page of ours."""
    document = QTextDocument()
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(text)
    document.print_(printer)


def html(title: str, about: Sequence[str], table: TableView) -> str:
    """The title, what was chosen, and the rows under the names of their columns."""
    head = "".join(f"<th>{escape(column.title)}</th>" for column in table.shown_columns())
    said = "".join(f"<p>{escape(line)}</p>" for line in about)
    rows = "".join(_rows(table))
    return (
        f"<html><body><h1>{escape(title)}</h1>{said}"
        f'<table width="100%"><thead><tr>{head}</tr></thead>{rows}</table></body></html>'
    )


def _rows(table: TableView) -> Iterator[str]:
    columns = table.shown_columns()
    for place in range(table.table.rowCount()):
        banner, row = table.table.banner(place), table.table.data_row(place)
        if banner is not None:
            yield f'<tr><td class="group" colspan="{len(columns)}">{escape(banner.title)}</td></tr>'
        elif row is not None:
            yield f"<tr>{''.join(f'<td>{escape(column.cell(row).text)}</td>' for column in columns)}</tr>"
