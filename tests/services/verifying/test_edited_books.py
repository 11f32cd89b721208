"""Rows and sheets that went, came or moved are one difference each; looks are none."""

from __future__ import annotations

import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from charter.reports.workbook.compare import Kind
from charter.services.verifying import State


def _only(result):
    """The one difference of the one sheet that differs."""
    (found,) = [one for one in result.sheets if one.state is not State.AGREES]
    assert found.state is State.EDITED
    (difference,) = found.differences
    return difference


SHEETS = ("Guide", "Evidence", "Norms", "Calendar", "Imports", "Exceptions", "Sample", "Reconciliation", "Sign-off")


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_one_removed_row_is_one_difference_on_each_sheet(edited, where: str) -> None:
    def edit(book) -> None:
        for sheet in SHEETS:
            filled = [number for number, row in enumerate(book[sheet].values, 1) if any(row)][1:]
            places[sheet] = {"first": filled[0], "middle": filled[len(filled) // 2], "last": filled[-1]}[where]
            book[sheet].delete_rows(places[sheet])

    places: dict[str, int] = {}
    found = [one for sheet in edited(edit).sheets for one in sheet.differences]
    assert {(one.kind, one.sheet, one.place) for one in found} == {
        (Kind.ROW_MISSING, sheet, str(place)) for sheet, place in places.items()
    }
    assert len(found) == len(SHEETS)


def _swap(page, one: int, other: int) -> None:
    for left, right in zip(page[one], page[other], strict=True):
        left.value, right.value = right.value, left.value


def _copy(page, row: int, to: int) -> None:
    values = [cell.value for cell in page[row]]
    page.insert_rows(to)
    for column, value in enumerate(values, 1):
        page.cell(to, column, value)


ROWS = [
    (lambda page: page.append(["event_log", "new"]), Kind.ROW_ADDED, "110"),
    (lambda page: _copy(page, 5, 6), Kind.ROW_ADDED, "6"),
    (lambda page: _copy(page, 5, 60), Kind.ROW_ADDED, "60"),
    (lambda page: page.insert_rows(40) or page.cell(40, 2, "new"), Kind.ROW_ADDED, "40"),
    (lambda page: _swap(page, 5, 6), Kind.ROW_MOVED, None),
    (lambda page: _copy(page, 5, 90) or page.delete_rows(5), Kind.ROW_MOVED, None),
]


@pytest.mark.parametrize(("edit", "kind", "place"), ROWS)
def test_rows_that_were_added_or_moved_are_one_difference(edited, edit, kind: Kind, place: str | None) -> None:
    difference = _only(edited(lambda book: edit(book["Evidence"])))
    assert (difference.kind, difference.sheet) == (kind, "Evidence")
    assert place is None or difference.place == place


def test_a_sheet_that_was_sorted_again_is_moved_rows_and_nothing_else(edited) -> None:
    def edit(book) -> None:
        page = book["Evidence"]
        rows = sorted((list(row) for row in page.iter_rows(min_row=2, values_only=True)), key=lambda row: row[1])
        for number, row in enumerate(rows, 2):
            for column, value in enumerate(row, 1):
                cell = page.cell(number, column)
                cell.value = value
                cell.data_type = "s" if isinstance(value, str) else cell.data_type

    result = edited(edit)
    (found,) = [one for one in result.sheets if one.state is not State.AGREES]
    assert {one.kind for one in found.differences} == {Kind.ROW_MOVED}


def test_several_edits_are_all_told(edited) -> None:
    def edit(book) -> None:
        book["Evidence"]["P4"] = "met"
        book["Evidence"].delete_rows(50)
        book["Summary"]["E7"] = 11

    result = edited(edit)
    told = {(one.kind, one.sheet, one.place) for sheet in result.sheets for one in sheet.differences}
    assert told == {
        (Kind.CELL, "Evidence", "P4"),
        (Kind.ROW_MISSING, "Evidence", "50"),
        (Kind.CELL, "Summary", "E7"),
    }


def _rename(book) -> None:
    book["Exceptions"].title = "Exeptions"


def _hide(book) -> None:
    book["Exceptions"].sheet_state = "veryHidden"


def _name(book) -> None:
    book.defined_names["SUM"] = DefinedName("SUM", attr_text="Evidence!$A$1")


BOOKS = [
    (lambda book: book.remove(book["Exceptions"]), Kind.SHEET_MISSING, "Exceptions"),
    (lambda book: book.create_sheet("Remarks"), Kind.SHEET_ADDED, "Remarks"),
    (lambda book: book.create_sheet("Remarks", 3), Kind.SHEET_ADDED, "Remarks"),
    (lambda book: book.move_sheet("Exceptions", -3), Kind.SHEET_MOVED, "Exceptions"),
    (_rename, Kind.SHEET_RENAMED, "Exceptions"),
    (_hide, Kind.SHEET_HIDDEN, "Exceptions"),
    (_name, Kind.NAME_ADDED, "SUM"),
]


@pytest.mark.parametrize(("edit", "kind", "named"), BOOKS)
def test_what_was_done_to_whole_sheets_is_one_difference(edited, edit, kind: Kind, named: str) -> None:
    result = edited(edit)
    (difference,) = result.differences
    assert difference.kind is kind
    assert named in (difference.sheet, difference.found, difference.expected)
    assert not result.agrees
    assert all(sheet.state is State.AGREES for sheet in result.sheets)


PROPERTIES = [
    "charter_period", "charter_as_of", "charter_as_of_us", "charter_rulebook", "charter_seed", "charter_sample",
    "charter_language", "charter_made_at_us", "content_sha256",
]  # fmt: skip


@pytest.mark.parametrize("name", PROPERTIES)
def test_what_the_file_says_of_itself_is_not_believed(edited, name: str) -> None:
    def edit(book) -> None:
        kept = [StringProperty(name=one.name, value=one.value) for one in book.custom_doc_props]
        for one in kept:
            del book.custom_doc_props[one.name]
            value = "2" + one.value[1:] if one.name != name else "1" + one.value[2:] + "7"
            book.custom_doc_props.append(StringProperty(name=one.name, value=value if one.name == name else one.value))

    (difference,) = edited(edit).differences
    assert (difference.kind, difference.place) == (Kind.PROPERTY, name)


def _look(book) -> None:
    page = book["Evidence"]
    page["P4"].font = Font(color="FF0000", size=30)
    page["P4"].fill = PatternFill("solid", fgColor="00FF00")
    for place in ("K4", "N4", "V4"):
        page[place].number_format = "General"
    page.column_dimensions["B"].width = 90
    page.column_dimensions["C"].hidden = True
    page.row_dimensions[4].height = 80
    page.row_dimensions[5].hidden = True


def _view(book) -> None:
    book.active = 4
    page = book["Evidence"]
    page.sheet_view.zoomScale = 40
    page.freeze_panes = None
    page.auto_filter.ref = "A1:W109"
    page.sheet_properties.tabColor = "FF0000"


def _print(book) -> None:
    page = book["Evidence"]
    page.print_area = "A1:B9"
    page.page_setup.orientation = "portrait"
    page.oddFooter.left.text = "concept"


def _less(book) -> None:
    page = book["Evidence"]
    del page.tables["Evidence"]
    page.conditional_formatting = type(page.conditional_formatting)()
    book["Summary"].conditional_formatting = type(page.conditional_formatting)()
    book["Sample"].data_validations.dataValidation = []


def _note(book) -> None:
    book["Evidence"]["P4"].comment = Comment("Looked up.", "auditor")
    book.properties.lastModifiedBy = "auditor"


@pytest.mark.parametrize("edit", [lambda book: None, _look, _view, _print, _less, _note])
def test_looks_are_no_difference(edited, edit) -> None:
    result = edited(edit)
    assert result.agrees
    assert not result.same_bytes
    assert sum(sheet.number for sheet in result.sheets) == 0


def test_what_an_auditor_fills_in_is_no_difference_and_is_said(edited) -> None:
    def edit(book) -> None:
        for row in (2, 3, 109):
            for column, value in zip("PQRS", ("yes", "yes", "no", "The log says 28 s."), strict=True):
                book["Sample"][f"{column}{row}"] = value
        page = book["Sign-off"]
        for column, value in zip("BCDE", ("J. Jansen", "controller", "02-04-2026", "JJ"), strict=True):
            page[f"{column}9"] = value
        page["A15"], page["A16"], page["A20"] = "All seen.", "Nothing else.", "Or this."

    result = edited(edit)
    assert result.agrees
    assert {sheet.name: sheet.filled for sheet in result.sheets if sheet.filled} == {"Sample": 12, "Sign-off": 7}


def test_a_role_that_was_changed_while_signing_is_found(edited) -> None:
    def edit(book) -> None:
        book["Sign-off"]["A12"], book["Sign-off"]["B12"] = "Nobody", "J. Jansen"

    difference = _only(edited(edit))
    assert (difference.kind, difference.place, difference.found) == (Kind.CELL, "A12", "Nobody")
