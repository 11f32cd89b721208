"""Every cell of every sheet is compared; and what another program saves differently is not."""

from __future__ import annotations

import pytest

from charter.reports import workbook
from charter.reports.workbook import digest
from charter.reports.workbook.cells import Formula, Occasion
from charter.reports.workbook.compare import MOST, Kind, compare, own_digest
from charter.reports.workbook.formulas import normal
from charter.reports.workbook.read import FoundRow, FoundSheet, opened


@pytest.fixture
def standing(dossier, book, by_hand):
    """The sheets of a month, and the rows of each as they stand in its file."""
    made = dossier(by_hand=(by_hand(),))
    with opened(book(made).path) as found:
        rows = {sheet.name: list(found.rows(sheet)) for sheet in found.sheets}
    return [(sheet, rows[sheet.name]) for sheet in workbook.sheets(made)]


def _compare(sheet, rows):
    return compare(sheet, FoundSheet(sheet.name, False, ""), rows)


def _other(cell):
    if isinstance(cell, Formula):
        return Formula(cell.text + "+0", cell.value)
    return cell + 0.001 if isinstance(cell, float) else f"{cell} "


def test_any_cell_that_is_changed_is_found_at_its_place(standing) -> None:
    looked_at = 0
    for sheet, rows in standing:
        changed, places = [], set()
        for number, row in enumerate(rows):
            column = number % len(row.cells)
            if row.cells[column] is None or column in sheet.identity:
                changed.append(row)
                continue
            cells = (*row.cells[:column], _other(row.cells[column]), *row.cells[column + 1 :])
            changed.append(FoundRow(row.number, cells))
            places.add(row.number)
        found = _compare(sheet, changed)
        assert found.number == len(places), sheet.name
        assert {int(one.place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for one in found.differences} <= places
        looked_at += len(places)
    assert looked_at > 100


def test_any_row_that_is_removed_is_one_difference(standing) -> None:
    for sheet, rows in standing:
        for place in range(0, len(rows), 7):
            (difference,) = _compare(sheet, rows[:place] + rows[place + 1 :]).differences
            assert (difference.kind, difference.place) == (Kind.ROW_MISSING, str(rows[place].number))


def test_the_digest_of_the_file_is_that_of_the_sheets(dossier, book, by_hand) -> None:
    made = book(dossier(by_hand=(by_hand(),)))
    with opened(made.path) as found:
        for sheet, stands in zip(made.sheets, found.sheets, strict=True):
            assert own_digest(sheet, found.typed(stands)) == digest.of_sheet(sheet) == made.written.by_sheet[sheet.name]


def test_who_made_it_and_when_is_compared_but_not_in_the_digest(standing) -> None:
    sheet, rows = standing[0]
    place = next(n for n, row in enumerate(rows) if row.cells[0] == "Made by")
    assert any(type(cell) is Occasion for row in sheet.rows() for cell in row)
    rows[place] = FoundRow(rows[place].number, ("Made by", "somebody else"))
    found = _compare(sheet, rows)
    assert found.number == 1
    assert found.digest == digest.of_sheet(sheet)


@pytest.mark.parametrize("part", [1.0 / 86_400_000, 1.0])
def test_times_are_the_same_to_half_a_thousandth_of_a_second(standing, part: float) -> None:
    sheet, rows = standing[2]
    row = rows[1]
    shifted = (*row.cells[:5], row.cells[5] + part * 0.4, *row.cells[6:])
    rows[1] = FoundRow(row.number, shifted)
    assert _compare(sheet, rows).number == (0 if part < 1 else 1)


def test_what_a_formula_gave_is_compared_when_it_was_saved(standing) -> None:
    sheet, rows = standing[1]
    row = rows[5]
    column = next(n for n, cell in enumerate(row.cells) if isinstance(cell, Formula))
    for outcome, kinds in ((1.0, []), (2.0, [Kind.OUTCOME]), ("1", [Kind.OUTCOME])):
        cells = (*row.cells[:column], Formula(row.cells[column].text, outcome), *row.cells[column + 1 :])
        rows[5] = FoundRow(row.number, cells)
        expected = next(iter(sheet.rows()))[column].value
        assert expected == 1
        assert [one.kind for one in _compare(sheet, rows).differences] == kinds


def test_a_thousand_differences_are_counted_and_the_first_are_told(standing) -> None:
    sheet, rows = standing[2]
    more = [FoundRow(1_000 + number, ("x", f"{number}")) for number in range(MOST + 50)]
    found = _compare(sheet, rows + more)
    assert (found.number, len(found.differences)) == (MOST + 50, MOST)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("='Evidence'!$A$2", "=Evidence!$A$2", True),
        ("=SUM(A1, B1)", "=sum(A1,B1)", True),
        ("='Bewijs 2'!A1", "=Bewijs2!A1", False),
        ("='A1'!A1", "=A1!A1", False),
        ('=COUNTIF(A1,"met")', '=COUNTIF(A1,"Met")', False),
        ('=COUNTIF(A1,"a b")', '=COUNTIF(A1,"ab")', False),
        ("='it''s'!A1", "='it''s'!A1 ", True),
    ],
)
def test_a_formula_has_one_spelling(one: str, other: str, same: bool) -> None:
    assert (normal(one) == normal(other)) is same
