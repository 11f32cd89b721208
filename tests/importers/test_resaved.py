"""Logs that a spreadsheet saved again: one order of dates or none, lost seconds, any delimiter and encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from charter.errors import UnreadableFile
from charter.importers import resaved
from charter.importers.base import Row
from charter.importers.cisco_cucm import CiscoCucmReader
from charter.importers.table import records
from charter.importers.table_times import Order
from charter.problem import Problem

CUCM = Path(__file__).parent / "samples" / "cisco_cucm" / "header_and_types" / "input.csv"


def table(*dates: str) -> io.BytesIO:
    return io.BytesIO("".join(f"{date};call {place};KCC\r\n" for place, date in enumerate(dates)).encode())


def workbook(*times: datetime) -> io.BytesIO:
    book = openpyxl.Workbook()
    for time in times:
        book.active.append([time, "call"])
    stream = io.BytesIO()
    book.save(stream)
    return stream


def first_cells(stream: io.BytesIO, said: Order = "auto") -> list[str]:
    return [cells[0] for _, cells in resaved.rows(stream, said) if not isinstance(cells, Problem)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("16-11-2026 09:00", "2026-11-16T09:00"),
        ("16-11-2026 9:00:05", "2026-11-16T09:00:05"),
        ("16/11/2026, 09:00:05", "2026-11-16T09:00:05"),
        ("16.11.2026", "2026-11-16"),
        ("11/16/2026 2:00:05 PM", "2026-11-16T14:00:05"),
        ("2026-11-16 09:00:05", "2026-11-16 09:00:05"),
        ("16-11-2026 once", "16-11-2026 once"),
        ("192.168.1.2026", "192.168.1.2026"),
    ],
)
def test_a_date_with_its_year_last_is_spelled_as_iso_and_everything_else_is_left_alone(
    written: str, meant: str
) -> None:
    assert first_cells(table(written, written)) == [meant, meant]


def test_one_clear_date_however_far_down_decides_the_order_of_all() -> None:
    assert first_cells(table(*["5-11-2026 09:00"] * 900, "13-11-2026 09:00"))[0] == "2026-11-05T09:00"
    assert first_cells(table(*["5-11-2026 09:00"] * 900, "5-13-2026 09:00"))[0] == "2026-05-11T09:00"


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (("5-6-2026 09:00", "7-6-2026 09:00"), "two ways"),
        (("13-6-2026 09:00", "6-13-2026 09:00"), "No order reads them all"),
    ],
)
def test_an_order_that_stays_open_is_refused_with_a_remedy(dates: tuple[str, ...], said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as caught:
        first_cells(table(*dates))
    assert caught.value.remedy


@pytest.mark.parametrize(("said", "meant"), [("day_first", "2026-06-05T09:00"), ("month_first", "2026-05-06T09:00")])
def test_an_order_that_stays_open_is_the_one_that_a_person_says(said: Order, meant: str) -> None:
    assert first_cells(table("5-6-2026 09:00", "7-6-2026 09:00"), said)[0] == meant


def test_what_a_person_says_never_overrules_a_date_that_is_clear() -> None:
    assert first_cells(table("5-6-2026 09:00", "13-6-2026 09:00"), "month_first")[0] == "2026-06-05T09:00"
    with pytest.raises(UnreadableFile, match="No order reads them all"):
        first_cells(table("13-6-2026 09:00", "6-13-2026 09:00"), "day_first")


def test_an_open_order_tells_a_date_to_ask_about() -> None:
    with pytest.raises(resaved.DatesOpen) as caught:
        first_cells(table("6-6-2026 09:00", "5-6-2026 09:00"))
    assert caught.value.example == "5-6-2026 09:00"


def test_beside_dates_that_are_clear_only_the_rows_that_are_not_are_rejected() -> None:
    found = dict(resaved.rows(table("2026-06-05 09:00:01", "5-6-2026 09:00", "2026-06-05 09:10:01")))
    assert [isinstance(cells, Problem) for cells in found.values()] == [False, True, False]


@pytest.mark.parametrize(("times", "kept"), [(9, "2026-11-16T09:01:00"), (10, "2026-11-16T09:01")])
def test_many_times_in_a_workbook_and_not_one_with_seconds_have_lost_them(times: int, kept: str) -> None:
    start = datetime(2026, 11, 16, 9, 1)  # noqa: DTZ001 - a spreadsheet has local times
    assert first_cells(workbook(*(start + timedelta(minutes=place) for place in range(times))))[0] == kept


def test_one_time_with_seconds_shows_that_a_workbook_kept_them() -> None:
    start = datetime(2026, 11, 16, 9, 1)  # noqa: DTZ001 - a spreadsheet has local times
    times = [start + timedelta(minutes=place) for place in range(40)]
    assert first_cells(workbook(*times, start + timedelta(seconds=7)))[0] == "2026-11-16T09:01:00"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_change_nothing(delimiter: str, encoding: str, read: Callable[..., list[Row]]) -> None:
    original = CUCM.read_text("utf-8")
    again = io.StringIO()
    csv.writer(again, delimiter=delimiter).writerows(csv.reader(io.StringIO(original)))
    reader = CiscoCucmReader()
    assert read(reader, again.getvalue().encode(encoding)) == read(reader, original)


def test_a_table_without_its_header_says_which_columns_are_lacking() -> None:
    stream = io.BytesIO(b"A title\n\nqueue,start\n" + b"kcc,2026-11-16\n" * 50)
    with pytest.raises(UnreadableFile, match=r": result\."):
        list(records(stream, [("queue",), ("start",), ("result",)], 3))
