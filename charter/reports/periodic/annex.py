"""The annex: every number of every picture, as a table with headings.

Why: who cannot see a picture, or doubts it, reads the same numbers (decision 0019). What is the same in every row is
said once above the table, so that most tables stand two beside each other. Refuses a picture that is not in the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charter.locale import _
from charter.measures.control import Variation
from charter.measures.funnel import Standing
from charter.measures.signals import Rule
from charter.reports.charts import Chart, Table
from charter.reports.charts.funnel import STANDINGS
from charter.reports.charts.table import NOTHING, Kind
from charter.reports.charts.table import Column as TableColumn
from charter.reports.charts.words import RULES, VARIATIONS
from charter.reports.periodic.blocks import Block, Column, Grid, Heading, Picture, Section, Text, grid

HALF = 54
"""So many signs stand beside each other in half the width of a page, two of them between columns."""
MOST_EXCEPTIONS, FEWEST_ALIKE = 3, 8
"""So many rows may differ from all the others, of so many rows or more, for words to be said above the table."""
_FIGURES = (Kind.COUNT, Kind.SHARE, Kind.NUMBER)

_CODES: Mapping[str, Mapping[str, str]] = {
    "variation": {variation.value: VARIATIONS[variation] for variation in Variation},
    "rules": {rule.value: RULES[rule] for rule in Rule},
    "standing": {standing.value: STANDINGS[standing] for standing in Standing},
}
"""Columns of charts that hold codes, and the words for them."""


def sections(others: Sequence[Section]) -> list[Section]:
    """The tables of every picture in `others`, in the order of the report; the wide ones last."""
    charts = [block.chart for section in others for block in section.read if isinstance(block, Picture)]
    told = [(chart, numbers(chart.table)) for chart in charts if chart.table.rows]
    narrow = [one for one in told if _fits(one[1].grid)]
    wide = [one for one in told if not _fits(one[1].grid)]
    found = []
    if narrow:
        found.append(Section(_("Annex: the numbers of the pictures"), _tables(narrow), columns=2))
    if wide:
        found.append(Section(_("Annex: the wide tables"), _tables(wide)))
    return found


@dataclass(frozen=True, slots=True)
class Numbers:
    """The table of a chart: what differs from row to row stands in `grid`, what hardly does is said once.

    `alike` holds the sentences about columns that have no place in `grid`. Where it is `thinned`, rows that only repeat
    the one before stand nowhere.
    """

    grid: Grid
    alike: tuple[str, ...]
    thinned: bool


def numbers(table: Table) -> Numbers:
    """The numbers of a chart, its codes in words. Of a column without anything in it nothing is said.

    Words that stand in all rows but a few are said with those few. Along a scale a row is left out that repeats the one
    before and is not the last: there the curve runs level.
    """
    codes = [_CODES.get(one.code) for one in table.columns]
    rows = [
        [cell if words is None else _in_words(cell, words) for cell, words in zip(row, codes, strict=True)]
        for row in table.cells
    ]
    told = [None if place == 0 else _alike(one, rows, place) for place, one in enumerate(table.columns)]
    shown = [place for place, said in enumerate(told) if said is None]
    kept = rows
    if table.columns[0].kind is Kind.NUMBER:
        kept = [row for at, row in enumerate(rows) if at in (0, len(rows) - 1) or row[1:] != rows[at - 1][1:]]
    columns = [
        Column(
            table.columns[place].heading,
            right=table.columns[place].kind in _FIGURES,
            wide=_room(table.columns[place].heading, [row[place] for row in kept]),
        )
        for place in shown
    ]
    cells = [[row[place] for place in shown] for row in kept]
    return Numbers(grid(columns, cells, dense=True), tuple(said for said in told if said), len(kept) < len(rows))


def _alike(column: TableColumn, rows: Sequence[Sequence[str]], place: int) -> str | None:
    """What is said of a column instead of showing it; "" of an empty one, None where it must be shown."""
    cells = Counter(row[place] or NOTHING for row in rows)
    (most, often), *_others = cells.most_common(1)
    if len(rows) == 1:
        return None
    if often == len(rows):
        return "" if most == NOTHING else f"{column.heading}: {most}"
    if column.kind in _FIGURES or len(rows) - often > MOST_EXCEPTIONS or len(rows) < FEWEST_ALIKE:
        return None
    others = ", ".join(f"{row[0]}: {row[place] or NOTHING}" for row in rows if (row[place] or NOTHING) != most)
    return _("%(column)s: %(cell)s (except %(others)s)") % {"column": column.heading, "cell": most, "others": others}


def _tables(charts: Sequence[tuple[Chart, Numbers]]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for chart, told in charts:
        said = [chart.subtitle]
        if told.alike:
            said.append(_("In every row the same: %(columns)s.") % {"columns": "; ".join(told.alike)})
        if told.thinned:
            said.append(_("A row that only repeats the one above it is left out."))
        blocks += [Heading(chart.title), Text(" · ".join(said), small=True), told.grid]
    return tuple(blocks)


def _in_words(cell: str, words: Mapping[str, str]) -> str:
    return "; ".join(_(words[code]) for code in cell.split(" ") if code in words) or cell


def _fits(table: Grid) -> bool:
    """Whether `table` may stand in half the width of a page."""
    return sum(10 * column.wide + 2 for column in table.columns) <= HALF


def _room(heading: str, cells: Sequence[str]) -> float:
    """How wide a column is beside the others: its longest cell, and a heading in two lines."""
    longest = max([len(heading) / 1.6, *(len(cell) for cell in cells)])
    return min(max(longest, 6), 30) / 10
