"""The file: readable back, harmless, the same for the same data, and gone when the work was stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet._writer import ALL_TEMP_FILES

from charter.errors import Cancelled
from charter.reports.workbook import digest
from charter.reports.workbook.cells import fit

HOSTILE = (
    "=cmd|' /C calc'!A0", "=1+1", "+31 20 555 0101", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "a\x00b\x1bc", "#REF!",
    "TRUE", "_x003D_1", "x" * 40_000, "😀" * 20_000, "half \ud83d", "'quoted", '";=1;"', "1e5", "007", "a\nb",
    "<b>&amp;</b>", " ",
)  # fmt: skip
WORKBOOK = ("Guide", "Summary", "Evidence", "Norms", "Calendar", "Imports", "Rejected rows", "Exceptions", "Sample")
WORKBOOK += ("Reconciliation", "Sign-off")


def test_the_sheets_stand_in_their_order_with_real_dates_and_durations(book) -> None:
    made = book()
    found = openpyxl.load_workbook(made.path)
    assert tuple(found.sheetnames) == WORKBOOK
    (row,) = [row for row in made.table("Evidence") if (row["Contact"], row["Norm"]) == ("slow", "phone.answer")]
    assert row["Clock started (Europe/Amsterdam)"] == datetime.fromisoformat("2026-10-05T09:05:00")
    assert row["Time counted"] in (timedelta(seconds=40), datetime.min.time().replace(second=40))


def test_a_table_has_filters_a_frozen_header_and_colours_that_follow_the_code(book) -> None:
    sheet = openpyxl.load_workbook(book().path)["Evidence"]
    assert sheet.tables["Evidence"].ref == f"A1:W{sheet.max_row}"
    assert sheet.freeze_panes == "C2"
    rules = [rule for found in sheet.conditional_formatting for rule in found.rules]
    assert {rule.formula[0] for rule in rules} >= {'$P2="met"', '$P2="breached"'}
    assert sheet.print_title_rows == "$1:$1"


def test_the_file_says_what_it_is_and_carries_no_other_time(book) -> None:
    made = book()
    found = openpyxl.load_workbook(made.path)
    assert found.properties.created == found.properties.modified == datetime.fromisoformat("2026-11-05T08:00:00")
    assert {one.name: one.value for one in found.custom_doc_props.props} == {
        "period": "2026-10",
        "content_sha256": made.written.content,
    }


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_from_outside_becomes_anything_but_text(dossier, by_hand, book, text: str) -> None:
    of = dossier()
    names = replace(of.contacts.names, teams=("", text), queues=("", text, text), files=("", text))
    contacts = replace(of.contacts, names=names, ids=of.contacts.ids.copy())
    contacts.ids[:] = [f"{text}{n}" for n in range(len(contacts))]
    made = book(replace(of, contacts=contacts, organisation=text, by_hand=(by_hand(reason=text, contact=text),)))
    found = openpyxl.load_workbook(made.path)
    cells = [cell for row in found["Evidence"].iter_rows(min_row=2) for cell in row] + list(found["Exceptions"][2])
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t" and cell.value]
    assert all(cell.quotePrefix for cell in dangerous)
    told = fit(text)
    read = {row["File"] for row in made.table("Evidence")} | {row["Why"] for row in made.table("Exceptions")}
    assert told in read
    assert told in {cell.value for cell in cells}


def test_the_same_data_gives_the_same_digest_whoever_makes_it_and_when(dossier, book) -> None:
    once = book(dossier(), "one.xlsx").written
    again = book(dossier(made_by="pietersen", made_at=1, journal=(99, "")), "two.xlsx").written
    other = book(dossier(period="2026-11"), "three.xlsx").written
    assert once == again
    assert once.content != other.content


def test_the_digest_can_be_computed_from_the_sheets_alone(book) -> None:
    made = book()
    by_sheet = {sheet.name: digest.of_sheet(sheet) for sheet in made.sheets}
    assert made.written.by_sheet == by_sheet
    assert made.written.content == digest.whole(by_sheet)


def test_progress_grows_to_one(book) -> None:
    told: list[float] = []
    book(progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_stopping_leaves_no_workbook(dossier, book, tmp_path) -> None:
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        book(dossier(), cancelled=cancelled)
    assert not (tmp_path / "out.xlsx").exists()
    assert not [file for file in ALL_TEMP_FILES if Path(file).exists()]


def test_an_empty_period_gives_a_workbook_that_opens(dossier, book) -> None:
    made = book(dossier(period="2020", imports=(), rejected=(), sources=()))
    assert made.table("Evidence") in ([], [dict.fromkeys(made.table("Summary")[0], "")])
    assert openpyxl.load_workbook(made.path)["Evidence"].tables["Evidence"].ref == "A1:W2"
