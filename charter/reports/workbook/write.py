"""From sheets to an .xlsx file: the only module that knows openpyxl.

Why apart: the writer can be replaced, and what a cell says is decided elsewhere. Rows stream through, so memory does
not grow with them. Every text is written as text; only `Formula` becomes a formula. Refuses to ask the time: the times
in the file are those it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.writer.excel import ExcelWriter

from charter.errors import Cancelled
from charter.locale import _
from charter.reports.workbook.cells import Cell, Column, Formula, Heading, Occasion, Row, Share, Sheet, fit, letter
from charter.reports.workbook.digest import SheetDigest, whole
from charter.reports.workbook.verdict_signs import TONES

_Openpyxl: TypeAlias = Any
"""Books, sheets and cells of openpyxl, whose published types know nothing of sheets that are only written."""

STEP = 512
"""Rows between two looks at progress and cancelling."""

_FONT = "Calibri"
_BREADTH = 1.15
"""A column so many times as wide as a text is long holds it on one line, words not broken."""
_ACCENT, _LINE = "0F5A94", "C3CAD3"
_DANGEROUS = tuple("=+-@\t\n|%'")
_FORMATS: Mapping[type, str] = {
    float: "0.0###",
    Share: r"[>=1]0.0\ %;[>=0.9995]0.000\ %;0.0\ %",
    datetime: "dd-mm-yyyy hh:mm:ss",
    date: "dd-mm-yyyy",
    timedelta: "[h]:mm:ss",
}
"""How numbers are shown; a share just under all gets more decimals, so that it is never shown as 100 %."""
_LINE_HEIGHT, _HIGHEST = 15, 409
"""Points, of a line and of the highest row that Excel allows."""
_DATA_TYPES: Mapping[type, str] = {
    str: "s",
    Heading: "s",
    Occasion: "s",
    int: "n",
    float: "n",
    Share: "n",
    datetime: "d",
    date: "d",
    timedelta: "d",
}
"""What openpyxl calls the content of a cell. Told, never guessed: it would guess that `=1` is a formula."""
_LONGEST_EDGE = 100
_A3, _A4 = 8, 9
_WIDE = 260
"""Characters from which on a sheet is printed on A3."""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `made_at` is UTC and without zone; `properties` become custom properties."""

    title: str
    subject: str
    made_by: str
    made_at: datetime
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """The digests of what was written: of everything, and per sheet."""

    content: str
    by_sheet: Mapping[str, str]


def write(
    sheets: Sequence[Sheet],
    about: About,
    path: Path,
    *,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Written:
    """Write the workbook to `path` and tell the share done.

    Raises Cancelled and OSError; `path` holds no workbook then.
    """
    book: _Openpyxl = Workbook(write_only=True)
    try:
        return _write(book, sheets, about, path, progress, cancelled)
    finally:
        for sheet in book.worksheets:
            sheet.forget()


def _write(
    book: _Openpyxl,
    sheets: Sequence[Sheet],
    about: About,
    path: Path,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Written:
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    _describe(book, about)
    total = sum(sheet.size for sheet in sheets) or 1
    done = 0
    by_sheet: dict[str, str] = {}
    for sheet in sheets:
        page = _Page(_Rows.in_book(book, sheet.name), sheet, about)
        with closing(page):
            digest = SheetDigest(sheet.name)
            for row in sheet.top():
                digest.add(row)
                page.add_top(row)
            for number, row in enumerate(sheet.rows()):
                if number % STEP == 0:
                    if cancelled():
                        raise Cancelled
                    progress((done + number) / total)
                digest.add(row)
                page.add(row)
            page.finish()
        by_sheet[sheet.name] = digest.hexdigest()
        done += sheet.size
    content = whole(by_sheet)
    for name, value in {**about.properties, "content_sha256": content}.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    with ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).save()
    progress(1.0)
    return Written(content, by_sheet)


def _describe(book: _Openpyxl, about: About) -> None:
    book.properties.title = fit(about.title)
    book.properties.subject = fit(about.subject)
    book.properties.creator = book.properties.lastModifiedBy = fit(about.made_by)
    book.properties.created = book.properties.modified = about.made_at


class _Rows(WriteOnlyWorksheet):
    """A worksheet that takes cells as they are: openpyxl first tries each as a bare value, at twice the time."""

    _writer: _Openpyxl

    @classmethod
    def in_book(cls, book: _Openpyxl, name: str) -> _Rows:
        """The next sheet of `book`."""
        sheet = cls(book, name)
        book._add_sheet(sheet)
        return sheet

    def forget(self) -> None:
        """Remove the file in which the rows waited; after a whole workbook it is gone already."""
        if self._writer is not None and Path(self._writer.out).exists():
            self._writer.cleanup()

    def _values_to_row(self, values: Iterable[_Openpyxl], row_idx: int) -> Iterator[_Openpyxl]:
        for column, cell in enumerate(values, 1):
            if cell is not None:
                cell.column, cell.row = column, row_idx
                yield cell


class _Page:
    """One worksheet while its rows pass by. A cell is made once per look and filled anew for each row."""

    def __init__(self, sheet: _Openpyxl, of: Sheet, about: About) -> None:
        self._sheet = sheet
        self._of = of
        self._rows = 0
        self._looks: dict[tuple[type, bool, bool, bool], _Openpyxl] = {}
        self._wraps = [column.wrap for column in of.columns]
        self._widths = [_width(column) for column in of.columns]
        self._wrapped = [n for n, wraps in enumerate(self._wraps) if wraps] or ([0] if of.least_lines > 1 else [])
        for number, width in enumerate(self._widths):
            sheet.column_dimensions[letter(number)].width = width
        sheet.sheet_view.showGridLines = bool(of.table)
        if of.table:
            sheet.freeze_panes = f"{letter(of.frozen)}{of.first_row}"
        self._set_paper(about)

    def _set_paper(self, about: About) -> None:
        sheet, of = self._sheet, self._of
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A3 if sum(self._widths) > _WIDE and not of.breaks else _A4
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.8
        if of.breaks:
            sheet.page_setup.scale = 50
            for column in of.breaks:
                sheet.col_breaks.append(Break(id=column))
        else:
            sheet.sheet_properties.pageSetUpPr.fitToPage = True
            sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        if of.table:
            sheet.print_title_rows = f"{of.header_row}:{of.header_row}"
        if of.frozen:
            sheet.print_title_cols = f"A:{letter(of.frozen - 1)}"
        sheet.oddHeader.left.text = _on_paper(about.title)
        sheet.oddHeader.right.text = "&A"
        sheet.oddFooter.left.text = _on_paper(about.subject)
        sheet.oddFooter.right.text = _("page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}

    def add_top(self, row: Row) -> None:
        """Write a row above the others: a heading, a remark, or the header of the table."""
        self._rows += 1
        if self._rows == self._of.header_row:
            self._set_height(max(map(_lines, row, [width * 0.8 for width in self._widths])))
            self._sheet.append(self._header(str(title)) for title in row)
        else:
            self._sheet.append(None if cell is None else self._filled(cell, wrap=False) for cell in row)

    def add(self, row: Row) -> None:
        """Write a row."""
        self._rows += 1
        if self._wrapped:
            self._set_height(max((_lines(row[n], self._widths[n]) for n in self._wrapped if n < len(row)), default=1))
        self._sheet.append(self._cells(row))
        self._sheet.row_dimensions.pop(self._rows, None)

    def _set_height(self, lines: int) -> None:
        """Make room for so many lines: no program does that by itself for a file that it did not write."""
        if lines > 1 or self._of.least_lines > 1:
            height = min(max(lines, self._of.least_lines) * _LINE_HEIGHT + 2, _HIGHEST)
            self._sheet.row_dimensions[self._rows].height = height

    def _cells(self, row: Row) -> Iterator[_Openpyxl]:
        """The cells of a row, one after the other; each is written before the next one is asked for."""
        for cell, wrap in zip(row, self._wraps, strict=False):
            yield None if cell is None else self._filled(cell, wrap=wrap)

    def _filled(self, cell: Cell, *, wrap: bool) -> _Openpyxl:
        """The cell of the right look, with this value; made once, for a million rows need no million cells."""
        is_formula = type(cell) is Formula
        kind = type(cell.value) if is_formula else type(cell)  # type: ignore[union-attr]
        risky = kind is str and not is_formula and cell.startswith(_DANGEROUS)  # type: ignore[union-attr]
        look = self._looks.get((kind, wrap, is_formula, risky))
        if look is None:
            look = self._look(kind, wrap=wrap, risky=risky)
            look.data_type = "f" if is_formula else _DATA_TYPES[kind]
            self._looks[kind, wrap, is_formula, risky] = look
        look._value = cell.text if is_formula else cell  # type: ignore[union-attr]
        return look

    def _look(self, kind: type, *, wrap: bool, risky: bool) -> _Openpyxl:
        cell = WriteOnlyCell(self._sheet)
        if kind in _FORMATS:
            cell.number_format = _FORMATS[kind]
        cell.alignment = Alignment(vertical="top", wrap_text=wrap)
        if kind is str and self._of.table:
            cell.alignment = Alignment(vertical="top", wrap_text=wrap, horizontal="left", indent=1)
        if kind is Heading:
            cell.font = Font(name=_FONT, bold=True, size=13, color=_ACCENT)
            cell.alignment = Alignment(vertical="bottom")
        if risky:
            cell.quotePrefix = True
        return cell

    def _header(self, title: str) -> _Openpyxl:
        cell = WriteOnlyCell(self._sheet, title)
        cell.data_type = "s"
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_ACCENT)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
        cell.border = Border(bottom=Side("thin", color=_LINE))
        return cell

    def finish(self) -> None:
        """What stands below the rows in the file: the table, the colours of verdicts, the choices."""
        of, sheet = self._of, self._sheet
        if not of.table:
            return
        first, last = of.first_row, max(self._rows, of.first_row)
        table: _Openpyxl = Table(displayName=of.table, ref=f"A{of.header_row}:{letter(len(of.columns) - 1)}{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        table._initialise_columns()
        for column, of_table in zip(of.columns, table.tableColumns, strict=True):
            of_table.name = column.title
        sheet.tables.add(table)
        for number, column in enumerate(of.columns):
            self._mark(number, column, first, last)

    def _mark(self, number: int, column: Column, first: int, last: int) -> None:
        cells = f"{letter(number)}{first}:{letter(number)}{last}"
        if column.verdict:
            for verdict, (tone, tint) in TONES.items():
                rule = FormulaRule(  # type: ignore[no-untyped-call]
                    [f'${letter(number - 1)}{first}="{verdict.word}"'],
                    font=Font(color=tone, bold=True),
                    fill=PatternFill(bgColor=tint),
                )
                self._sheet.conditional_formatting.add(cells, rule)
        if column.choices:
            choice = DataValidation(type="list", formula1='"' + ",".join(column.choices) + '"', allow_blank=True)
            choice.add(cells)
            self._sheet.data_validations.append(choice)

    def close(self) -> None:
        """Write what is still in hand, and let the file go."""
        self._sheet.close()


def _on_paper(text: str) -> str:
    """A text for the edge of a page, where Excel allows 255 characters in all and reads codes after an &."""
    return fit(text)[:_LONGEST_EDGE].replace("&", "&&")


def _width(column: Column) -> float:
    """The width asked for, or more when a word of the title is longer: bold, with the button of the filter."""
    return max(column.width, max(map(len, column.title.split()), default=0) * 1.2 + 3)


def _lines(cell: Cell, width: float) -> int:
    """How many lines a text takes in a column of this width."""
    if not isinstance(cell, str) or isinstance(cell, Heading):
        return 1
    return sum(max(1, ceil(len(line) * _BREADTH / width)) for line in cell.split("\n"))
