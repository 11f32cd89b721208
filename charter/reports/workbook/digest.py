"""The digest of what a workbook says: of its cells, never of its bytes.

Why: a zip carries clock times and Excel writes the same cells in other bytes, so only what the cells say can be
compared (design.md 4.18). Who made a file and when does not count: the same data and as-of have the same digest.

How it is computed, so that anybody can: per sheet the SHA-256 of one JSON text a row, each followed by a line feed:
first the name of the sheet, then what stands above the rows, then the rows, without empty rows and without empty cells
at the end. Dates and instants are ISO 8601, durations whole microseconds, broken numbers have nine digits (a file keeps
no more than sixteen), a formula is a list of only its text as `charter.reports.workbook.formulas` spells it: its value
is not in the file. The whole is the SHA-256 of the JSON list of all pairs (name, digest) in the order of the sheets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Any

from charter.reports.workbook.cells import Cell, Formula, Occasion, Row, Share, Sheet
from charter.reports.workbook.formulas import normal


class SheetDigest:
    """The digest of one sheet, told row by row."""

    def __init__(self, name: str) -> None:
        self._sha = hashlib.sha256()
        self.add((name,))

    def add(self, row: Row) -> None:
        """Take the next row."""
        if not row or row[-1] is None or "" in row or any(type(cell) in _OTHERWISE for cell in row):
            row = _plain(row)
        if row:
            self._sha.update(_SPELL(row).encode("ascii") + b"\n")

    def hexdigest(self) -> str:
        """The SHA-256 of what was told so far."""
        return self._sha.hexdigest()


def of_sheet(sheet: Sheet) -> str:
    """The digest of one sheet."""
    digest = SheetDigest(sheet.name)
    for row in chain(sheet.top(), sheet.rows()):
        digest.add(row)
    return digest.hexdigest()


def whole(by_sheet: Mapping[str, str]) -> str:
    """The digest of a workbook from those of its sheets, in their order."""
    return hashlib.sha256(json.dumps(list(by_sheet.items())).encode("ascii")).hexdigest()


_OTHERWISE = (Occasion, Formula, float, Share)


def _plain(row: Row) -> Row:
    """Without what belongs to this one file, without values of formulas, without what is empty at the end."""
    cells = [*map(_alike, row)]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _alike(cell: Cell) -> Any:  # noqa: ANN401 - what JSON takes
    if isinstance(cell, Formula):
        return [normal(cell.text)]
    if isinstance(cell, float):
        return float(f"{cell:.9g}")
    return None if type(cell) is Occasion or cell == "" else cell


def _spelled(cell: object) -> object:
    if isinstance(cell, timedelta):
        return {"us": cell // timedelta(microseconds=1)}
    if isinstance(cell, date):
        return {"at": cell.isoformat()}
    raise TypeError(type(cell))


_SPELL = json.JSONEncoder(default=_spelled, separators=(",", ":"), check_circular=False).encode
