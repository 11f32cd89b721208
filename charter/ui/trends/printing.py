"""Trends on paper: the sentences, the pictures, and the numbers behind the large one.

Why: a director lays one page before the council or on the table of a meeting. Refuses to draw: `charter.ui.trends.page`
did, without small groups.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPageLayout, QTextDocument, QTextOption
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from charter.locale import _

if TYPE_CHECKING:
    from charter.ui.trends.page import Page, Sheet

_LARGE, _BESIDE = 620, 470
"""How wide pictures are on a page of A4, in dots, 96 of them an inch."""
_STYLE = """
body { font-size: 9.5pt; } h1 { font-size: 16pt; } h2 { font-size: 12pt; margin-top: 14px; margin-bottom: 2px; }
p { margin-top: 2px; margin-bottom: 6px; } table { font-size: 7.5pt; margin-top: 8px; margin-bottom: 8px; }
td, th { padding: 1px 6px 1px 0; vertical-align: top; text-align: left; }
"""


def ask(page: Page, window: QWidget) -> None:
    """Ask for a printer, and print a page."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(page.title)
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)  # many numbers stand beside each other
    dialog = QPrintDialog(printer, window)
    dialog.setWindowTitle(_("Print the page"))
    if dialog.exec():
        put(page, printer)


def put(page: Page, printer: QPrinter) -> None:
    """Print a page."""
    document = QTextDocument()
    document.setDefaultStyleSheet(_STYLE)
    whole_words = document.defaultTextOption()
    whole_words.setWrapMode(QTextOption.WrapMode.WordWrap)
    document.setDefaultTextOption(whole_words)
    for number, sheet in enumerate(page.sheets):
        picture = QImage.fromData(sheet.picture)
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(_name(number)), picture)
    document.setHtml(html(page))
    document.print_(printer)


def html(page: Page) -> str:
    """The page; the pictures in it are named by their places."""
    about = "".join(f"<p>{escape(line)}</p>" for line in page.about)
    said = "".join(f"<p><b>{escape(lead)}</b> {escape(text)}</p>" for lead, text in page.sentences)
    large, *others = (_picture(number, sheet) for number, sheet in enumerate(page.sheets))
    beside = "".join(f"<td>{picture}</td>" for picture in others)
    pictures = f"{large}<table><tr>{beside}</tr></table>"
    numbers = "".join(_numbers(sheet) for sheet in page.sheets)
    return f"<html><body><h1>{escape(page.title)}</h1>{about}{said}{pictures}{numbers}</body></html>"


def _picture(number: int, sheet: Sheet) -> str:
    if sheet.picture:
        return f'<p><img src="{_name(number)}" width="{_BESIDE if number else _LARGE}"/></p>'
    return "" if sheet.cells else "".join(f"<p>{escape(note)}</p>" for note in sheet.notes)


def _numbers(sheet: Sheet) -> str:
    if not sheet.cells:
        return ""
    notes = "".join(f"<p>{escape(note)}</p>" for note in sheet.notes)
    heads = "".join(f"<th>{escape(head)}</th>" for head in sheet.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in sheet.cells)
    return f"<h2>{escape(sheet.title)}</h2>{notes}<table><thead><tr>{heads}</tr></thead>{rows}</table>"


def _name(number: int) -> str:
    return f"picture:{number}"
