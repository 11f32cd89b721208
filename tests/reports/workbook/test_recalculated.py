"""Another program computes every formula and finds what Charter found: LibreOffice in the place of Excel."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from charter import locale
from charter.reports.workbook.cells import Formula

ERRORS = ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "Err:")


def _comparable(value: object) -> object:
    """A value as it comes back: durations as fractions of a day, nothing as an empty text."""
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    if isinstance(value, timedelta):
        return pytest.approx(value / timedelta(days=1), abs=1e-9)
    if isinstance(value, int | float):
        return pytest.approx(float(value), abs=1e-12)
    return value or ""


def _day_share(value: object) -> object:
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return value / timedelta(days=1) if isinstance(value, timedelta) else value


@pytest.mark.parametrize(("language", "rows_per_sheet"), [("nl", 4), ("en", 1_000)])
def test_every_formula_gives_the_figure_of_the_engine(
    dossier, book, recalculated, language: str, rows_per_sheet: int
) -> None:
    locale.use(language)
    made = book(dossier(rows_per_sheet=rows_per_sheet))
    again = recalculated(made.path)
    formulas = 0
    for sheet in made.sheets:
        cells = again.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        assert not [cell for row in cells for cell in row if isinstance(cell, str) and cell.startswith(ERRORS)]
        for number, row in enumerate(sheet.rows(), sheet.first_row - 1):
            for column, cell in enumerate(row):
                if isinstance(cell, Formula):
                    formulas += 1
                    place = f"{sheet.name} {number + 1} {column + 1} {cell.text}"
                    assert _day_share(cells[number][column]) == _comparable(cell.value), place
    assert formulas > 500


def test_a_changed_verdict_shows_as_a_difference(dossier, book, recalculated, tmp_path) -> None:
    import openpyxl

    made = book()
    changed = openpyxl.load_workbook(made.path)
    evidence = changed["Evidence"]
    (row,) = [row for row in evidence.iter_rows(min_row=2) if (row[1].value, row[8].value) == ("slow", "phone.answer")]
    row[15].value = "met"
    changed.save(tmp_path / "changed.xlsx")
    rows = recalculated(tmp_path / "changed.xlsx").get_sheet_by_name("Summary").to_python(skip_empty_area=False)
    header = rows[5]
    (answer,) = [dict(zip(header, row, strict=True)) for row in rows if row[0] == "phone.answer"]
    assert (answer["Met, difference"], answer["Breached, difference"]) == (-1, 1)
    assert answer["Share, difference"] != 0
