"""A listed table becomes a plain worksheet: text stays text, dates are dates, and nothing half is left."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from charter.errors import Cancelled, Refused
from charter.services import table_export
from charter.services.table_export import Listed, export

LATER = datetime.fromisoformat("2026-11-17T08:12")
ROWS = [("=1+1", date(2026, 11, 9), None), ("@x\x01", LATER, "–")]
ABOUT = {"organisation": "gemeente Voorbeeld", "who": "tester", "now": 1_763_000_000_000_000}


def listed(rows=ROWS):
    columns = [("Number", 20.0), ("Due", 18.0), ("Reason", 20.0)]
    return Listed("Breaches", ("Period: November 2026",), columns, lambda: iter(rows), len(rows))


def test_what_is_listed_stands_in_the_sheet_with_its_filters_above(tmp_path):
    file = tmp_path / "list.xlsx"
    assert export(listed(), file, **ABOUT) == 2
    sheet = load_workbook(file).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3)]
    assert rows[0][0] == "Breaches"
    assert rows[1][0] == "Period: November 2026"
    assert rows[3] == ["Number", "Due", "Reason"]
    assert rows[4] == ["=1+1", datetime.fromisoformat("2026-11-09"), None]
    assert rows[5] == ["@x\u2401", LATER, "–"]
    assert sheet["A5"].data_type == "s"
    assert list(sheet.tables) == ["List"]


def test_what_was_stopped_leaves_the_older_file_as_it_stood(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"older")
    with pytest.raises(Cancelled):
        export(listed(), file, **ABOUT, cancelled=lambda: True)
    assert [one.name for one in tmp_path.iterdir()] == ["list.xlsx"]
    assert file.read_bytes() == b"older"


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table_export, "MOST", 4)
    with pytest.raises(Refused):
        export(listed(), tmp_path / "list.xlsx", **ABOUT)
    assert list(tmp_path.iterdir()) == []
