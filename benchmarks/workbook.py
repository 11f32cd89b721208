"""The auditor's workbook with 100 000 rows of evidence, against XlsxWriter writing the same rows of cells and no more.

The yardstick gets its cells from the same sheets, so both pay for making them; it writes no formula, table, colour or
digest. What Charter's takes besides is what an auditor asks for.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, peak_mb, timed
from benchmarks.town import AS_OF, open_town
from charter.norms.periods import Period
from charter.reports import workbook
from charter.services import exporting
from charter.services.board import load_board
from charter.services.rulebooks import judging

CONTACTS_SCALE = 0.03
"""A town of 30 000 contacts gives some 100 000 rows."""
YEAR = "2025-11-01..2026-11-18"


def run(folder: Path, scale: float) -> list[Measured]:
    """Judge a town, gather the dossier and export it; then the yardstick, and half the town for the growth."""
    (folder / "workbook").mkdir(exist_ok=True)
    found = []
    for part, name in ((1.0, "whole"), (0.5, "half")):
        place = folder / "workbook" / name
        place.mkdir(exist_ok=True)
        profile, store = open_town(place, scale * CONTACTS_SCALE * part)
        rulebook = judging(store, profile, "benchmark", AS_OF).rulebook
        board = load_board(store, profile, rulebook, AS_OF)
        gather = partial(exporting.gather, store, profile, board, Period.parse(YEAR), who="benchmark", now=AS_OF)
        spent, (rows, dossier) = timed(partial(_export, gather, store, place / "out.xlsx"))
        peak = peak_mb()
        yardstick, _ = timed(partial(_yardstick, dossier, place / "yardstick.xlsx"))
        store.close()
        found.append(
            Measured(
                f"auditor's workbook, {rows:_} rows of evidence",
                spent,
                "XlsxWriter, the same cells",
                yardstick,
                peak,
                limit_s=60,
                limit_mb=512,
            )
        )
    return found


def _export(gather: Any, store: Any, path: Path) -> tuple[int, Any]:  # noqa: ANN401
    dossier = gather()
    return exporting.export(store, dossier, path).rows, dossier


def _yardstick(dossier: workbook.Dossier, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        formats = {
            datetime: book.add_format({"num_format": "dd-mm-yyyy hh:mm:ss"}),
            date: book.add_format({"num_format": "dd-mm-yyyy"}),
            timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
        }
        for sheet in workbook.sheets(dossier):
            page = book.add_worksheet(sheet.name)
            for number, row in enumerate(sheet.rows()):
                for column, cell in enumerate(row):
                    if type(cell) in formats:
                        page.write_datetime(number, column, cell, formats[type(cell)])
                    elif isinstance(cell, int | float):
                        page.write_number(number, column, cell)
                    elif isinstance(cell, str):
                        page.write_string(number, column, cell)
