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
from charter.importers import resaved, text
from charter.importers.base import Head, OutOfScope
from charter.importers.dialect import LAST_HEADER
from charter.importers.table_times import Order
from charter.locale import N_
from charter.problem import Problem

_FILTERS = re.compile(r"(applied|toegepaste) filters\b", re.IGNORECASE)
"""What Power BI writes under the rows of an export."""

Record = tuple[int, tuple[str, ...]]
"""The 1-based line or sheet row, and the cells of the columns asked for, without spaces around them."""


def headers(head: Head) -> Iterator[frozenset[str]]:
    """What would be the column names, in lower case, if the first, second ... row of the file were its header."""
    return (frozenset(text.column_names(cells)) for cells in resaved.first_rows(head))


def records(
    stream: BinaryIO, columns: Sequence[Sequence[str]], needed: int, dates: Order = "auto"
) -> Iterator[Record | Problem | OutOfScope]:
    """Every row that is not blank: a record, what is wrong with it, or why it is none; the header is not told.

    The header is the first row with the columns that are needed; text may stand above it. A column is given by its
    names in lower case, the first found wins; one that is absent has empty cells. `dates` is as in `resaved`. Raises
    UnreadableFile when one of the first `needed` columns is absent, when the order of its dates stays open, or for a
    workbook that cannot be read.
    """
    header, width, pick = list[str](), 0, itemgetter(0, 0)
    above, lacking = list[Problem | OutOfScope](), [spellings[0] for spellings in columns[:needed]]
    for number, cells in resaved.rows(stream, dates):
        if not header and len(above) == LAST_HEADER:
            break
        if isinstance(cells, Problem):
            if header:
                yield cells
            else:
                above.append(cells)
        elif not header:
            names = text.column_names(cells)
            places = [next((names.index(name) for name in spellings if name in names), -1) for spellings in columns]
            missing = [spellings[0] for spellings, place in zip(columns[:needed], places, strict=False) if place < 0]
            if missing:
                above.append(OutOfScope(number, "above_header"))
                lacking = min(lacking, missing, key=len)
                continue
            yield from above
            header, width, pick = names, len(cells), itemgetter(*places)
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
        raise _no_columns(lacking)


def _no_columns(missing: Sequence[str]) -> UnreadableFile:
    return UnreadableFile(
        N_("The header of the file lacks these columns: %(columns)s."),
        N_("Export the table again with its header and with all columns."),
        columns=", ".join(missing),
    )
