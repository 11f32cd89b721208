"""How long residents wait, when they come, what is still open, and why promises were not kept.

Refuses an average wait: a few long waits would hide behind it.
"""

from __future__ import annotations

from charter.locale import _
from charter.reports.charts import Chart, Kind
from charter.reports.periodic.blocks import Block, Heading, Picture, Section, Text
from charter.reports.periodic.facts import Facts


def section(facts: Facts) -> Section | None:
    """Waiting times, hours of the week, the age of what is open, and the causes; None without any picture."""
    pictures = facts.pictures
    blocks: list[Block] = []
    if pictures.waiting:
        blocks.append(Heading(_("How long residents waited")))
        blocks += [Picture(chart) for chart in pictures.waiting.values()]
    if pictures.hours:
        blocks.append(Heading(_("When it is busy")))
        blocks += [Picture(chart) for chart in pictures.hours.values()]
    if pictures.backlog is not None:
        blocks += [
            Heading(_("What is still open")),
            Text(_("Counted at the end of the period, or at the moment of this report when that is earlier.")),
            Picture(pictures.backlog) if _any(pictures.backlog) else Text(f"{pictures.backlog.title}."),
        ]
    if pictures.causes is not None:
        blocks += [Heading(_("Why promises were not kept")), Picture(pictures.causes)]
    return Section(_("Waiting, open work and causes"), tuple(blocks)) if blocks else None


def _any(chart: Chart) -> bool:
    """Whether anything is counted in the picture."""
    counts = [place for place, column in enumerate(chart.table.columns) if column.kind is Kind.COUNT]
    return any(row[place] for row in chart.table.rows for place in counts)
