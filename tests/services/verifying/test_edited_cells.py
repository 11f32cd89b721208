"""Whoever changes one cell of a workbook is found out, with the sheet and the cell."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from openpyxl.utils import get_column_letter

from charter.reports.workbook.compare import Kind
from charter.services.verifying import State

CELLS = [
    ("Evidence", "P4", "met"),
    ("Evidence", "M4", timedelta(milliseconds=1)),
    ("Evidence", "N4", timedelta(seconds=-1)),
    ("Evidence", "J4", "1"),
    ("Evidence", "V4", -6),
    ("Evidence", "R4", "Too l\u0430te."),
    ("Evidence", "R4", "Too late.\u00a0"),
    ("Evidence", "R4", "Too late. "),
    ("Evidence", "R4", "too late."),
    ("Evidence", "R4", None),
    ("Evidence", "P1", "Verdict code"),
    ("Summary", "A1", "other"),
    ("Summary", "A3", "The data of this period is complete."),
    ("Summary", "C7", 0.7),
    ("Summary", "E7", 11),
    ("Summary", "K7", 0.416666667),
    ("Summary", "L7", timedelta(seconds=27)),
    ("Summary", "M7", "reached"),
    ("Guide", "A1", "other"),
    ("Guide", "B10", "0" * 64),
    ("Guide", "B6", "pietersen"),
    ("Guide", "B7", "other"),
    ("Guide", "B8", "entry 4, digest " + "0" * 64),
    ("Guide", "B48", "other"),
    ("Norms", "E2", datetime.fromisoformat("2012-03-01")),
    ("Norms", "F2", "within 45 seconds"),
    ("Norms", "G2", 0.5),
    ("Norms", "R2", 24),
    ("Calendar", "E3", "other"),
    ("Calendar", "B6", datetime.fromisoformat("2026-01-02")),
    ("Imports", "I2", -58),
    ("Imports", "F2", "0" * 64),
    ("Rejected rows", "C2", 58),
    ("Rejected rows", "F2", "other"),
    ("Exceptions", "C2", "#2"),
    ("Exceptions", "I2", "overmacht"),
    ("Sample", "J3", "changed"),
    ("Sample", "O3", "Evidence!A13"),
    ("Sample", "F3", None),
    ("Reconciliation", "E2", 24),
    ("Sign-off", "A3", "other"),
    ("Sign-off", "A9", "other"),
]
FORMULAS = [
    ("Summary", "E7", "=10", "a formula in the place of a figure"),
    ("Summary", "N7", 10, "its value"),
    ("Summary", "N7", None, "nothing"),
    ("Summary", "W7", "=0", "a formula that always reads 0"),
    ("Summary", "N7", ("met", "excused"), "another constant"),
    ("Summary", "N7", ("$I$109", "$I$99"), "a shorter range"),
    ("Summary", "W7", ("N7", "E7"), "a cell beside itself"),
    ("Summary", "T7", ("N7+O7)", "N7+O7+1)"), "another sum"),
    ("Imports", "N2", ("J2", "I2"), "another range"),
    ("Imports", "O2", 0, "its value"),
    ("Reconciliation", "F2", 0, "its value"),
    ("Reconciliation", "C2", "25", "its value as text"),
]


def test_every_column_of_the_evidence_is_looked_at(edited) -> None:
    places = [f"{get_column_letter(column)}{3 * column}" for column in range(1, 24)]

    def edit(book) -> None:
        for place in places:
            book["Evidence"][place] = "other"

    (found,) = [one for one in edited(edit).sheets if one.state is not State.AGREES]
    assert {(one.kind, one.place) for one in found.differences} == {(Kind.CELL, place) for place in places}
    assert found.number == 23


@pytest.mark.parametrize(("sheet", "place", "change"), CELLS)
def test_a_changed_cell_is_found_where_it_stands(edited, sheet: str, place: str, change: object) -> None:
    def edit(book) -> None:
        cell = book[sheet][place]
        if isinstance(change, timedelta) and isinstance(cell.value, datetime | timedelta):
            cell.value += change
        else:
            assert cell.value != change, "then nothing was changed"
            cell.value = change
        cell.data_type = "s" if isinstance(change, str) else cell.data_type

    result = edited(edit)
    assert not result.agrees
    (found,) = [one for one in result.sheets if one.state is not State.AGREES]
    (difference,) = found.differences
    assert (found.name, found.state) == (sheet, State.EDITED)
    assert (difference.kind, difference.sheet, difference.place) == (Kind.CELL, sheet, place)
    assert difference.found != difference.expected
    assert not result.differences


@pytest.mark.parametrize(("sheet", "place", "change", "by"), FORMULAS)
def test_a_formula_that_was_replaced_is_found(edited, sheet: str, place: str, change: object, by: str) -> None:
    def edit(book) -> None:
        cell = book[sheet][place]
        before = cell.value
        cell.value = before.replace(*change) if isinstance(change, tuple) else change
        assert cell.value != before, by

    result = edited(edit)
    (found,) = [one for one in result.sheets if one.state is not State.AGREES]
    (difference,) = found.differences
    assert (found.state, difference.kind, difference.sheet, difference.place) == (
        State.EDITED,
        Kind.FORMULA,
        sheet,
        place,
    )
