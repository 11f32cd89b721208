"""The annex: every number of every picture, as a table with headings.

Why: who cannot see a picture, or doubts it, reads the same numbers (decision 0019). What is the same in every row is
said once above the table, so that most tables stand two beside each other. Refuses a picture that is not in the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charter.locale import _
from charter.measures.control import Variation
from charter.measures.funnel import Standing
from charter.measures.signals import Rule
from charter.reports.charts import Chart, Table
from charter.reports.charts.funnel import STANDINGS
from charter.reports.charts.table import NOTHING, Kind
from charter.reports.charts.words import RULES, VARIATIONS
from charter.reports.periodic.blocks import Block, Column, Grid, Heading, Picture, Section, Text, grid

HALF = 54
"""So many signs stand beside each other in half the width of a page, two of them between columns."""
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
    """The table of a chart: what differs from row to row stands in `grid`, what is `alike` in all rows is said once."""

    grid: Grid
    alike: tuple[tuple[str, str], ...]
    """Headings of columns, and what stands in each of their rows."""
    thinned: bool
    """Whether rows that only repeat the one before stand nowhere."""


def numbers(table: Table) -> Numbers:
    """The numbers of a chart, its codes in words. Of a column without anything in it nothing is said.

    Along a scale a row is left out that repeats the one before and is not the last: there the curve runs level.
    """
    codes = [_CODES.get(one.code) for one in table.columns]
    rows = [
        [cell if words is None else _in_words(cell, words) for cell, words in zip(row, codes, strict=True)]
        for row in table.cells
    ]
    said = [{row[place] for row in rows} for place in range(len(table.columns))]
    shown = [place for place, cells in enumerate(said) if place == 0 or len(rows) == 1 or len(cells) > 1]
    alike = [
        (one.heading, next(iter(cells)))
        for place, (one, cells) in enumerate(zip(table.columns, said, strict=True))
        if place not in shown and not cells & {"", NOTHING}
    ]
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
    return Numbers(grid(columns, cells, dense=True), tuple(alike), len(kept) < len(rows))


def _tables(charts: Sequence[tuple[Chart, Numbers]]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for chart, told in charts:
        said = [chart.subtitle]
        if told.alike:
            same = "; ".join(f"{heading}: {cell}" for heading, cell in told.alike)
            said.append(_("In every row the same: %(columns)s.") % {"columns": same})
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
