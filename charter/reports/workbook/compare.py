"""What stands in a file beside what should stand there: every difference, with the sheet and the cell.

Why by meaning: Excel and LibreOffice save the same cells in other bytes, dates as numbers, formulas in other letters.
Equal are: numbers to 1e-12 of their size, times to 0.0005 s, texts letter by letter, formulas in `formulas.normal`.
Looks (colours, widths, formats, order of view, print) do not count. Which row is which says `aligning`. Refuses to say
why: services know the journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain, zip_longest
from math import isclose

from charter.errors import Cancelled
from charter.reports.workbook.aligning import Expected, aligned, out_of_order
from charter.reports.workbook.cells import Cell, Formula, Occasion, Row, Share, Sheet, letter
from charter.reports.workbook.digest import SheetDigest
from charter.reports.workbook.formulas import normal
from charter.reports.workbook.read import DAY_0, Found, FoundRow, FoundSheet, Other

MOST = 200
"""Differences of one kind on a sheet that are told one by one; the others are counted."""
STEP = 512
"""Rows between two looks at progress and cancelling."""
NEAR_S = 0.0005
"""Seconds that two times may differ: Excel itself shows no less than a thousandth."""
NEAR = 1e-12
"""Part of a number that it may differ."""
NEAR_OUTCOME = 1e-9
"""Part that the outcome of a formula may differ: programs add up in different orders."""

_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What is different."""

    CELL = "cell"
    FORMULA = "formula"
    """Replaced by a value, by another formula, or standing where a value belongs."""
    OUTCOME = "outcome"
    """The formula is right; what was saved as its outcome is not."""
    ROW_MISSING = "row_missing"
    ROW_ADDED = "row_added"
    ROW_MOVED = "row_moved"
    SHEET_MISSING = "sheet_missing"
    SHEET_ADDED = "sheet_added"
    SHEET_RENAMED = "sheet_renamed"
    SHEET_MOVED = "sheet_moved"
    SHEET_HIDDEN = "sheet_hidden"
    NAME_ADDED = "name_added"
    """A name for cells or formulas, of which Charter makes none."""
    PROPERTY = "property"
    """What the file says of itself."""
    DIGEST = "digest"
    """The cells are as they should be, but the journal tells another digest."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `place` is a cell (P17), the number of a row (17), or the name of a property.

    `found` and `expected` are texts as a person would read the cell, "" for nothing. `about` names the row.
    """

    kind: Kind
    sheet: str
    place: str
    found: str
    expected: str
    about: str = ""


@dataclass(slots=True)
class Compared:
    """What came of one sheet. `kinds` counts all differences, `differences` holds the first of each kind.

    `filled` counts cells that people were asked to fill in, and did. `digest` is that of the sheet as it should be.
    """

    sheet: Sheet
    found: FoundSheet
    differences: list[Difference] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    filled: int = 0
    digest: str = ""

    @property
    def number(self) -> int:
        """How many differences there are."""
        return self.kinds.total()

    def add(self, difference: Difference) -> None:
        """Count a difference."""
        self.kinds[difference.kind] += 1
        if self.kinds[difference.kind] <= MOST:
            self.differences.append(difference)


def own_digest(sheet: Sheet, rows: Iterable[tuple[int, Row]]) -> str:
    """The digest of the rows as they stand in a file (`Book.typed`), without what `sheet` lets people fill in."""
    digest = SheetDigest(sheet.name)
    made = [] if sheet.table else [*sheet.top(), *sheet.rows()]
    occasions = {row[0]: place for row in made for place, cell in enumerate(row) if type(cell) is Occasion}
    fills = [place for place, column in enumerate(sheet.columns) if column.fill]
    for number, row in rows:
        cells = list(row)
        for place in fills:
            open_ = number > sheet.header_row if sheet.table else _empty(made, number, place)
            if open_ and place < len(cells):
                cells[place] = None
        if cells and cells[0] in occasions and len(cells) > occasions[cells[0]]:
            cells[occasions[cells[0]]] = None
        digest.add(tuple(cells))
    return digest.hexdigest()


def _empty(made: Sequence[Row], number: int, place: int) -> bool:
    row = made[number - 1] if number <= len(made) else ()
    return place >= len(row) or row[place] is None


def matched(
    sheets: Sequence[Sheet], found: Sequence[FoundSheet]
) -> tuple[list[tuple[Sheet, FoundSheet]], list[Difference]]:
    """Which sheet of the file is which, and the sheets that are missing, added, renamed, moved or hidden."""
    by_name = {one.name: one for one in found}
    wanted = {one.name for one in sheets}
    pairs, differences = [], []
    taken = set()
    for place, sheet in enumerate(sheets):
        one = by_name.get(sheet.name)
        if one is None and place < len(found) and found[place].name not in wanted:
            one = found[place]
            differences.append(Difference(Kind.SHEET_RENAMED, sheet.name, "", one.name, sheet.name))
        if one is None:
            differences.append(Difference(Kind.SHEET_MISSING, sheet.name, "", "", sheet.name))
            continue
        taken.add(one.name)
        pairs.append((sheet, one))
        if one.hidden:
            differences.append(Difference(Kind.SHEET_HIDDEN, sheet.name, "", one.name, sheet.name))
    differences += [Difference(Kind.SHEET_ADDED, one.name, "", one.name, "") for one in found if one.name not in taken]
    places = [found.index(one) for _sheet, one in pairs]
    for place in out_of_order(places):
        sheet, one = pairs[place]
        differences.append(Difference(Kind.SHEET_MOVED, sheet.name, "", str(places[place] + 1), str(place + 1)))
    return pairs, differences


def compare(
    sheet: Sheet,
    found: FoundSheet,
    rows: Iterable[FoundRow],
    *,
    step: Callable[[int], None] = lambda number: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Compared:
    """Lay the rows of a file beside those of `sheet`; `step` is told the row reached. Raises Cancelled."""
    result = Compared(sheet, found)
    digest = SheetDigest(sheet.name)
    fills = {number for number, column in enumerate(sheet.columns) if column.fill}

    def moved(should: int, stands: int) -> None:
        result.add(Difference(Kind.ROW_MOVED, found.name, str(stands), str(stands), str(should)))

    def expected() -> Iterator[Expected]:
        for number, row in enumerate(chain(sheet.top(), sheet.rows()), 1):
            if number % STEP == 1:
                if cancelled():
                    raise Cancelled
                step(number)
            digest.add(row)
            cells = meaning(row)
            if cells:
                yield Expected(number, row, cells)

    for left, right in aligned(expected(), iter(rows), sheet.identity, moved):
        if left is not None and right is not None:
            _cells(result, fills, left, right)
        elif left is not None:
            whole = _line(left.cells)
            result.add(Difference(Kind.ROW_MISSING, found.name, str(left.number), "", whole, _about(sheet, left.row)))
        elif right is not None and fills.issuperset(n for n, cell in enumerate(right.cells) if cell is not None):
            result.filled += sum(cell is not None for cell in right.cells)
        elif right is not None:
            whole = _line(right.cells)
            result.add(Difference(Kind.ROW_ADDED, found.name, str(right.number), whole, "", _about(sheet, right.cells)))
    result.digest = digest.hexdigest()
    return result


def meaning(row: Row) -> tuple[Found, ...]:
    """The cells of a row as a file holds them, without the empty ones at the end."""
    cells = [_MEANING[type(cell)](cell) if type(cell) in _MEANING else cell or None for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)  # type: ignore[arg-type]


def _meant(cell: Cell) -> Found:
    return next(iter(meaning((cell,))), None)


def _serial(at: datetime) -> float:
    return (at - DAY_0) / _DAY


_MEANING: dict[type, Callable[..., Found]] = {
    int: float,
    float: float,
    Share: float,
    datetime: _serial,
    date: lambda day: float(day.toordinal() - DAY_0.toordinal()),
    timedelta: lambda span: span / _DAY,
    Formula: lambda formula: Formula(formula.text, formula.value),
}


def _cells(result: Compared, fills: set[int], left: Expected, right: FoundRow) -> None:
    for place, (should, stands) in enumerate(zip_longest(left.cells, right.cells)):
        if should == stands:
            continue
        cell = left.row[place] if place < len(left.row) else None
        kind = _differs(cell, should, stands)
        if kind is None:
            continue
        if should is None and place in fills:
            result.filled += 1
            continue
        at = f"{letter(place)}{right.number}"
        if kind is Kind.OUTCOME and isinstance(cell, Formula) and isinstance(stands, Formula):
            outcome = _meant(stands.value)
            cell = cell.value
            should, stands = _meant(cell), outcome
        told, wanted = _told(stands, cell), _told(should, cell)
        if told == wanted:  # a number and its text
            told, wanted = (f'"{told}"', wanted) if isinstance(stands, str) else (told, f'"{wanted}"')
        result.add(Difference(kind, result.found.name, at, told, wanted, _about(result.sheet, left.row)))


def _differs(cell: Cell, should: Found, stands: Found) -> Kind | None:
    """What is different, None when both say the same."""
    if isinstance(should, Formula) or isinstance(stands, Formula):
        if not isinstance(should, Formula) or not isinstance(stands, Formula):
            return Kind.FORMULA
        if normal(should.text) != normal(stands.text):
            return Kind.FORMULA
        if stands.value is None:
            return None
        return None if _near(_meant(should.value), stands.value, NEAR_OUTCOME) else Kind.OUTCOME
    if isinstance(should, float) and isinstance(stands, float) and isinstance(cell, date | timedelta):
        return None if abs(should - stands) * 86_400 < NEAR_S else Kind.CELL
    return None if _near(should, stands, NEAR) else Kind.CELL


def _near(should: object, stands: object, part: float) -> bool:
    if isinstance(should, float) and isinstance(stands, float):
        return isclose(should, stands, rel_tol=part, abs_tol=part)
    return (should or None) == (stands or None) if not isinstance(stands, float) else should == stands


def _about(sheet: Sheet, row: Row | tuple[Found, ...]) -> str:
    """What identifies a row, for a person."""
    named = (row[place] for place in sheet.identity if place < len(row))
    return " ".join(str(cell) for cell in named if cell is not None)


def _line(cells: Sequence[Found]) -> str:
    """A whole row, for a person."""
    return " | ".join(_told(cell, None) for cell in cells)


def _told(found: Found, like: Cell) -> str:
    """A cell as a person reads it; a number as a time where `like` is one."""
    if found is None:
        return ""
    if isinstance(found, Formula | Other):
        return found.text
    if isinstance(found, str):
        return found
    if isinstance(like, date | timedelta) and abs(found) < 1_000_000:
        span = timedelta(milliseconds=round(found * 86_400_000))
        if isinstance(like, timedelta):
            return str(span)
        at = DAY_0 + span
        return at.isoformat() if isinstance(like, datetime) or at.time() != DAY_0.time() else at.date().isoformat()
    return str(int(found)) if found.is_integer() else repr(found)
