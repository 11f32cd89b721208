"""What a workbook says, before any file: sheets of typed cells, which the writer writes and `charter verify` compares.

Why between data and file: the same data and as-of give the same cells, whatever library writes them and whenever. Every
text counts as text from outside: there is no way to write a formula but `Formula`, so a name that begins with `=` can
never become one. Refuses to know a figure, a style or a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from charter.locale import _

LONGEST = 32_767
"""The most characters that Excel keeps in a cell, in UTF-16 units."""
LONGEST_NAME = 31
"""The most characters that Excel allows in the name of a sheet."""

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class Share(float):
    """A part of the whole, 0 to 1, shown as a percentage."""


class Heading(str):
    """A line that begins a part of a page."""


class Occasion(str):
    """A text that belongs to this one file, such as who made it and when. It does not count in the digest."""


class Formula(NamedTuple):
    """What the reader's own program must compute, and the value that must come of it.

    `text` as in the file: it begins with `=`, with English names of functions and commas between arguments.
    """

    text: str
    value: Value


Value = str | int | float | datetime | date | timedelta | None
"""Instants are local and without zone; the column's title names the zone. An empty cell is None."""
Cell = Value | Formula
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, whether long texts break, and the values it may be given."""

    title: str
    width: float
    wrap: bool = False
    choices: tuple[str, ...] = ()
    """The words that a person who fills in this column chooses from."""
    fill: bool = False
    """A person fills in what is empty in it: `charter verify` does not count that as a change."""
    verdict: bool = False
    """It shows the verdict whose code stands in the column to the left of it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: lines above, a header, and rows below it.

    `make` gives the rows anew each time, so that a million of them are never in memory together; `size` counts them.
    `table` names the Excel table that they are; "" for a page of text. `bands` are (title, columns) above the header.
    """

    name: str
    columns: tuple[Column, ...]
    make: Callable[[], Iterator[Row]]
    size: int
    table: str = ""
    above: tuple[Row, ...] = ()
    bands: tuple[tuple[str, int], ...] = ()
    frozen: int = 0
    """Columns that stay in view, and stand again on every page of paper."""
    least_lines: int = 1
    """Room for so many lines in each row, for who writes on paper."""
    identity: tuple[int, ...] = (0,)
    """The columns that say which row is which, so that rows are found again when others are gone."""
    breaks: tuple[int, ...] = ()
    """Columns after which a new page of paper begins."""

    def rows(self) -> Iterator[Row]:
        """The rows as they can stand in a cell."""
        return map(_fit, self.make())

    def top(self) -> list[Row]:
        """What stands above the rows: the lines above, the bands, and, of a table, the header as the last of them."""
        rows = [*map(_fit, self.above)]
        if self.bands:
            rows.append(tuple(cell for title, n in self.bands for cell in (Heading(title), *[None] * (n - 1))))
        if self.table:
            rows.append(tuple(column.title for column in self.columns))
        return rows

    @property
    def header_row(self) -> int:
        """The number of the header's row (1-based); 0 on a page of text."""
        return len(self.above) + bool(self.bands) + 1 if self.table else 0

    @property
    def first_row(self) -> int:
        """The number of the first row below what stands above (1-based)."""
        return len(self.above) + bool(self.bands) + bool(self.table) + 1


def letter(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def fit(text: str) -> str:
    """`text` as a cell can hold it; the same once more.

    What no one can see becomes a visible sign (control characters, half a character, a mark that Excel would read as
    an escape); what is too long is cut, and says so.
    """
    if _UNFIT.search(text):
        text = _UNFIT.sub(_sign, text)
    if "_x" in text:
        text = _ESCAPE.sub("\uff3f", text)
    if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) // 2 > LONGEST:
        mark = _("… [cut]")
        kept = text.encode("utf-16-le")[: 2 * (LONGEST - len(mark))].decode("utf-16-le", "ignore")
        return kept + mark
    return text


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def _fit(row: Row) -> Row:
    if all(not isinstance(cell, str) or _is_fit(cell) for cell in row):
        return row
    return tuple(type(cell)(fit(cell)) if isinstance(cell, str) else cell for cell in row)


def _is_fit(text: str) -> bool:
    return len(text) * 2 <= LONGEST and "_x" not in text and not _UNFIT.search(text)
