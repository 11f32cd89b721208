"""How a table is written: which delimiter, where its header stands, which rows are about the table and not in it.

Why: reports begin with a title, end with totals, and carry rows of types; an export from another program carries none.
One place decides, so that what was previewed is what is imported. Refuses to know what a column means.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from charter.importers import sheet, text
from charter.importers.base import HEAD_SIZE, Head
from charter.importers.outcome_words import plain
from charter.problem import Problem

LAST_HEADER = 30
"""The header stands in one of so many rows."""
EMPTY = frozenset(("", "null", "\\n", "-", "--", "none", "n/a", "n.v.t.", "nvt", "(leeg)", "(empty)", "(blank)", "nan"))

_TYPE = re.compile(
    r"(?:var)?char(?:acter)?|n?varchar|integer|int|bigint|smallint|uniqueidentifier|datetime2?|timestamp"
    r"|date|time|text|string|bool(?:ean)?|bit|float|double|decimal|numeric|real",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?:sub|eind|grand )?-?tot(?:aal|al|als|alen)\b.*|(?:gemiddelde?|average|som|sum|max(?:imum)?|min(?:imum)?))",
    re.IGNORECASE,
)


class Writing(NamedTuple):
    """What a person said of how a table is written; "" leaves each to be found: the first sheet, the likely rest."""

    delimiter: str = ""
    sheet: str = ""
    """Of a workbook."""
    encoding: str = ""
    """As codecs call it."""


FOUND = Writing()
"""Nobody said anything."""


def delimiter_of(beginning: str) -> str:
    """Return the delimiter that cuts most of the first lines into the same number of cells, and into most cells."""
    lines = [line for line in io.StringIO(beginning, newline=None) if line.strip() and line[:4].lower() != "sep="]
    lines = lines[:LAST_HEADER]
    return max(text.DELIMITERS, key=lambda delimiter: _agreement(lines, delimiter))


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    widths = Counter(len(_cells(line, delimiter)) for line in lines)
    widths.pop(1, None)
    width, count = max(widths.items(), key=lambda found: (found[1], found[0]), default=(0, 0))
    return count, width


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def rows(stream: BinaryIO, how: Writing = FOUND) -> Iterator[tuple[int, list[str] | Problem]]:
    """Each row that is not blank from the beginning of the stream, cells without spaces around them.

    Raises UnreadableFile for a workbook that cannot be read or lacks the sheet.
    """
    for number, cells in as_written(stream, how):
        if isinstance(cells, Problem):
            yield number, cells
        else:
            cells = [cell.strip() for cell in cells]
            if any(cells):
                yield number, cells


def as_written(stream: BinaryIO, how: Writing = FOUND) -> Generator[tuple[int, list[str] | Problem]]:
    """The same rows with their cells as they are, and also those of nothing but spaces and delimiters."""
    stream.seek(0)
    beginning = stream.read(HEAD_SIZE)
    stream.seek(0)
    if beginning.startswith((sheet.MAGIC, sheet.OLD_OR_LOCKED)):
        yield from sheet.rows(stream, how.sheet)
    else:
        delimiter = how.delimiter or delimiter_of(text.decode(beginning, how.encoding))
        yield from text.rows(stream, delimiter, how.encoding)


def first_rows(head: Head, how: Writing = FOUND) -> list[list[str]]:
    """The rows at the beginning of a file, or of a workbook's sheet, among which its header stands."""
    if head.data.startswith((sheet.MAGIC, sheet.OLD_OR_LOCKED)):
        return [list(cells) for cells in (head.rows_of_sheet(how.sheet) if how.sheet else head.sheet_rows)]
    found: list[list[str]] = []
    for _, cells in rows(io.BytesIO(head.data), how):
        if len(found) == LAST_HEADER:
            break
        if not isinstance(cells, Problem):
            found.append(cells)
    return found


def names(header: Sequence[str]) -> list[str]:
    """The names of the columns, spelled in one way."""
    return [plain(name.strip('"\ufeff')) for name in header]


def is_empty(cell: str, more: frozenset[str]) -> bool:
    """Whether the cell says that there is nothing; `more` are further words for that, in lower case."""
    word = cell.casefold()
    return word in EMPTY or word in more


def is_type_row(cells: Sequence[str]) -> bool:
    """Whether the cells are the types of the columns, as exports of a database have them under the header."""
    filled = [cell.partition("(")[0].strip() for cell in cells if cell]
    return len(filled) > 1 and all(map(_TYPE.fullmatch, filled))


def is_total(cells: Sequence[str]) -> bool:
    """Whether the first cell that is filled says that this is a row of totals."""
    return bool(_TOTAL.fullmatch(next((cell for cell in cells if cell), "").rstrip(": ")))


def is_remark(cells: Sequence[str], width: int) -> bool:
    """Whether the row is a remark under or above a table of `width` columns: one cell, where a table has several."""
    return width > 2 and sum(map(bool, cells)) == 1
