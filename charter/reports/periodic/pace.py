"""How long residents wait, what is still open, why promises were not kept, when it is busy, and the years side by side.

Refuses an average wait: a few long waits would hide behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from charter.locale import _
from charter.reports.charts import Chart, Kind
from charter.reports.periodic.blocks import Abreast, Block, Heading, Picture, Section, Text
from charter.reports.periodic.facts import Facts


def section(facts: Facts) -> Section | None:
    """Waiting times, the age of what is open, the causes, and hours of the week; None without any picture."""
    pictures = facts.pictures
    blocks: list[Block] = []
    if pictures.waiting:
        blocks.append(Heading(_("How long residents waited")))
        blocks += _in_pairs(list(pictures.waiting.values()))
    if pictures.backlog is not None:
        blocks += [
            Heading(_("What is still open")),
            Text(_("Counted at the end of the period, or at the moment of this report when that is earlier.")),
            Picture(pictures.backlog) if _any(pictures.backlog) else Text(f"{pictures.backlog.title}."),
        ]
    if pictures.causes is not None:
        blocks += [Heading(_("Why promises were not kept")), Picture(pictures.causes)]
    if pictures.hours:
        blocks.append(Heading(_("When it is busy")))
        blocks += [Picture(chart) for chart in pictures.hours.values()]
    return Section(_("Waiting, open work and causes"), tuple(blocks)) if blocks else None


def years(facts: Facts) -> Section | None:
    """This year beside those before, in the report of a year."""
    charts = list(facts.pictures.years.values())
    return Section(_("The years beside each other"), tuple(map(Picture, charts))) if charts else None


def _in_pairs(charts: Sequence[Chart]) -> list[Block]:
    """Two pictures beside each other; the last of an odd number stands left."""
    pairs = [charts[place : place + 2] for place in range(0, len(charts), 2)]
    return [Abreast(tuple((Picture(chart),) for chart in pair), (1.0, 1.0)) for pair in pairs]


def _any(chart: Chart) -> bool:
    """Whether anything is counted in the picture."""
    counts = [place for place, column in enumerate(chart.table.columns) if column.kind is Kind.COUNT]
    return any(row[place] for row in chart.table.rows for place in counts)
