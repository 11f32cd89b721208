"""Tables with a header, whether they come as delimited text or as a workbook: their columns by name.

Why: vendors export the same table as CSV and as XLSX, and add, drop and move columns between releases. Refuses to know
what a column means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import BinaryIO

from charter.errors import UnreadableFile
from charter.importers import sheet, text
from charter.importers.base import Head, OutOfScope
from charter.locale import N_
from charter.problem import Problem

_FILTERS = re.compile(r"(applied|toegepaste) filters\b", re.IGNORECASE)
"""What Power BI writes under the rows of an export."""

Record = tuple[int, tuple[str, ...]]
"""The 1-based line or sheet row, and the cells of the columns asked for, without spaces around them."""


def names(head: Head) -> frozenset[str]:
    """The column names in the first row of a file, in lower case; of text or of a workbook's first sheet."""
    if head.data.startswith((sheet.MAGIC, sheet.OLD_OR_LOCKED)):
        return frozenset(text.column_names(list(head.first_row)))
    header = text.first_line(text.decode(head.data))
    return frozenset(text.column_names(header.split(text.delimiter_of(header))))


def records(stream: BinaryIO, columns: Sequence[Sequence[str]], needed: int) -> Iterator[Record | Problem | OutOfScope]:
    """Every row that is not blank after the header: a record, what is wrong with it, or why it is none.

    A column is given by its names in lower case, the first found wins; one that is absent has empty cells. Raises
    UnreadableFile when one of the first `needed` columns is absent, or for a workbook that cannot be read.
    """
    is_workbook = stream.read(len(sheet.MAGIC)) in (sheet.MAGIC, sheet.OLD_OR_LOCKED)
    stream.seek(0)
    source: Iterator[tuple[int, list[str] | Problem]] = sheet.rows(stream) if is_workbook else text.rows(stream)
    header, width, pick = list[str](), 0, itemgetter(0, 0)
    for number, cells in source:
        if isinstance(cells, Problem):
            yield cells
        elif not header:
            header, width = text.column_names(cells), len(cells)
            places = [next((header.index(name) for name in spellings if name in header), -1) for spellings in columns]
            missing = [spellings[0] for spellings, place in zip(columns[:needed], places, strict=False) if place < 0]
            if missing:
                raise _no_columns(missing)
            pick = itemgetter(*places)
        elif any(map(str.strip, cells)):
            if text.column_names(cells) == header:
                yield OutOfScope(number, "header")
                continue
            if not any(cells[1:]) and _FILTERS.match(cells[0].strip()):
                yield OutOfScope(number, "remark")
                continue
            cells = cells[:width] + [""] * (width + 1 - min(len(cells), width))
            yield number, tuple(map(str.strip, pick(cells)))
    if not header:
        raise _no_columns([spellings[0] for spellings in columns[:needed]])


def _no_columns(missing: Sequence[str]) -> UnreadableFile:
    return UnreadableFile(
        N_("The header of the file lacks these columns: %(columns)s."),
        N_("Export the table again with its header and with all columns."),
        columns=", ".join(missing),
    )
