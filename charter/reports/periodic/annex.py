"""The annex: every number of every picture, as a table with headings.

Why: who cannot see a picture, or doubts it, reads the same numbers (decision 0019). Narrow tables stand before wide
ones, which lie on their side. Refuses a picture that is not in the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from charter.locale import _
from charter.measures.control import Variation
from charter.measures.funnel import Standing
from charter.measures.signals import Rule
from charter.reports.charts import Chart, Table
from charter.reports.charts.funnel import STANDINGS
from charter.reports.charts.table import Kind
from charter.reports.charts.words import RULES, VARIATIONS
from charter.reports.periodic.blocks import Block, Column, Grid, Heading, Picture, Section, Text, grid

WIDE = 8
"""From so many columns on a table lies on its side."""


_CODES: Mapping[str, Mapping[str, str]] = {
    "variation": {variation.value: VARIATIONS[variation] for variation in Variation},
    "rules": {rule.value: RULES[rule] for rule in Rule},
    "standing": {standing.value: STANDINGS[standing] for standing in Standing},
}
"""Columns of charts that hold codes, and the words for them."""


def sections(others: Sequence[Section]) -> list[Section]:
    """The tables of every picture in `others`, in the order of the report."""
    charts = [block.chart for section in others for block in section.blocks if isinstance(block, Picture)]
    told = [chart for chart in charts if chart.table.rows]
    narrow = [chart for chart in told if len(chart.table.columns) < WIDE]
    wide = [chart for chart in told if len(chart.table.columns) >= WIDE]
    found = []
    if narrow:
        found.append(Section(_("Annex: the numbers of the pictures"), _tables(narrow), columns=2))
    if wide:
        found.append(Section(_("Annex: the numbers of the control charts"), _tables(wide), wide=True))
    return found


def _tables(charts: Sequence[Chart]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for chart in charts:
        blocks += [Heading(chart.title), Text(chart.subtitle, small=True), _numbers(chart.table)]
    return tuple(blocks)


def _numbers(table: Table) -> Grid:
    """The numbers of a chart, its codes in words."""
    figures = (Kind.COUNT, Kind.SHARE, Kind.NUMBER)
    codes = [_CODES.get(one.code) for one in table.columns]
    rows = [
        [cell if words is None else _in_words(cell, words) for cell, words in zip(row, codes, strict=True)]
        for row in table.cells
    ]
    columns = [
        Column(one.heading, right=one.kind in figures, wide=_room(one.heading, [row[place] for row in rows]))
        for place, one in enumerate(table.columns)
    ]
    return grid(columns, rows, dense=True)


def _in_words(cell: str, words: Mapping[str, str]) -> str:
    return "; ".join(_(words[code]) for code in cell.split(" ") if code in words) or cell


def _room(heading: str, cells: Sequence[str]) -> float:
    """How wide a column is beside the others: its longest cell, and a heading in two lines."""
    longest = max([len(heading) / 1.6, *(len(cell) for cell in cells)])
    return min(max(longest, 6), 30) / 10
