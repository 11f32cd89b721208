"""Workbooks: dates and numbers as text, and bombs, broken and locked ones refused with a remedy."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.errors import UnreadableFile
from charter.importers import sheet

BOOK = (Path(__file__).parent / "samples" / "event_log" / "workbook" / "input.xlsx").read_bytes()


def saved(*rows: list[object]) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def with_sheet(xml: bytes) -> io.BytesIO:
    """The sample workbook with another first sheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, xml if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))
    stream.seek(0)
    return stream


def sheet_xml(rows: bytes) -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (space, rows)


def test_an_empty_first_column_keeps_its_place_and_an_empty_first_row_its_number() -> None:
    assert list(sheet.rows(saved([], [None, "a", "b"], [None, None, "c"]))) == [(2, ["", "a", "b"]), (3, ["", "", "c"])]


def test_cells_are_told_as_a_csv_would_have_them() -> None:
    row = [
        " text ",
        7,
        7.5,
        True,
        date(2026, 11, 9),
        datetime(2026, 11, 9, 10, 0, 25),  # noqa: DTZ001 - a spreadsheet has local times
        datetime(2026, 11, 9, 10, 0, 25, 400_000),  # noqa: DTZ001
        time(9, 30),
        timedelta(hours=30),
        "=1+1",
        10**14,
        None,
        "x",
    ]
    assert list(sheet.rows(saved(row))) == [
        (
            1,
            [
                "text",
                "7",
                "7.5",
                "true",
                "2026-11-09",
                "2026-11-09T10:00:25",
                "2026-11-09T10:00:25.400",
                "09:30:00",
                "1 day, 6:00:00",
                "",
                "100000000000000",
                "",
                "x",
            ],
        )
    ]


def test_every_second_of_a_day_survives_the_day_fractions_of_a_spreadsheet() -> None:
    start = datetime(2026, 11, 9, 0, 0, 1)  # noqa: DTZ001 - a spreadsheet has local times
    moments = [start + timedelta(seconds=977 * i) for i in range(88)]
    found = [cells[0] for _, cells in sheet.rows(saved(*([moment] for moment in moments)))]
    assert found == [moment.isoformat() for moment in moments]


def test_blank_rows_keep_the_numbers_of_the_others() -> None:
    assert list(sheet.rows(saved([], ["a"], [], [None], ["b"]))) == [(2, ["a"]), (5, ["b"])]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("46335", "2026-11-09T00:00:00"),
        ("46335.5", "2026-11-09T12:00:00"),
        ("3.5", "3.5"),
        ("99999", "99999"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("soon", "soon"),
    ],
)
def test_a_day_number_is_a_date_only_where_that_is_believable(number: str, text: str) -> None:
    assert sheet.serial_date(number) == text


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="5"><c r="A999999999995"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZ9"><v>1</v></c></row>',
        b'<row r="1"><c r="XFD1"><v>1</v></c></row>' + b'<row><c t="n"><v>1</v></c></row>' * 2000,
        b"<row>" + b"<c><v>1</v></c>" * 16000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 2000,
        b"<row><c t='inlineStr'><is><t>" + b"x" * 5_000_000 + b"</t></is></c></row>",
    ],
    ids=[
        "far corner",
        "row that no sheet has",
        "column that no sheet has",
        "wide row",
        "cells without places",
        "endless text",
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused_before_it_is_opened(rows: bytes) -> None:
    with pytest.raises(UnreadableFile, match="far larger"):
        list(sheet.rows(with_sheet(sheet_xml(rows))))


def test_a_bomb_is_refused_by_the_size_it_would_unpack_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(UnreadableFile, match="far larger"):
        list(sheet.rows(with_sheet(sheet_xml(b"<row></row>" * 200_000))))


def test_another_kind_of_workbook_under_the_name_of_this_one_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(UnreadableFile, match="save it again"):
        list(sheet.rows(stream))


def test_a_locked_or_old_workbook_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableFile, match="password"):
        list(sheet.rows(io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))))


@pytest.mark.parametrize("data", [BOOK[:3000], BOOK[:-30], b"PK\x03\x04", b"PK\x03\x04" + bytes(500)])
def test_a_broken_workbook_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="save it again"):
        list(sheet.rows(io.BytesIO(data)))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(4, len(BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_mutilated_workbook_is_read_or_refused(wounds: list[tuple[int, int]]) -> None:
    data = bytearray(BOOK)
    for place, value in wounds:
        data[place] = value
    with contextlib.suppress(UnreadableFile):
        assert all(isinstance(cell, str) for _, cells in sheet.rows(io.BytesIO(bytes(data))) for cell in cells)


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_sheet_inside_a_sound_workbook_is_read_or_refused(xml: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        assert all(isinstance(cell, str) for _, cells in sheet.rows(with_sheet(sheet_xml(xml))) for cell in cells)
