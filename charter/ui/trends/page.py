"""What Trends shows as one page for paper: the sentences, the large picture and its numbers, when and where it fails.

Why apart from the printing: pictures are drawn beside the window, as `charter.ui.trends.figures` does, which this
module loads. A page leaves the house, so all of it is made without small groups. Refuses Qt and widgets.
"""

from __future__ import annotations

from dataclasses import dataclass

from charter.app import Services
from charter.errors import CharterError
from charter.locale import _
from charter.reports.charts import Table, png
from charter.reports.charts.table import NOTHING
from charter.services.board import Board
from charter.ui.trends import figures
from charter.ui.trends.choice import FUNNEL, HEATMAP, PICTURES, TABLES, TrendChoice, period_name
from charter.ui.trends.telling import Told


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture on paper, as PNG, or no picture: what must be said, and the numbers under their headings."""

    title: str = ""
    """What stands above the numbers; a picture holds its own."""
    picture: bytes = b""
    notes: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`title` is what the large picture is of, `about` whose figures these are and of when."""

    title: str
    about: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]
    """Each: what is found in a few words, and the rest."""
    sheets: tuple[Sheet, ...]


def page(services: Services, board: Board, choice: TrendChoice, title: str, told: Told) -> Page:
    """The page of a choice; `title` is that of its norm. Raises Refused when its large picture may not leave."""
    whose = services.profile.organisation if choice.part is None else choice.part[1]
    return Page(
        title,
        (whose, period_name(choice.period)),
        _sentences(told),
        (
            _large(services, board, choice),
            *(_beside(services, board, choice, name) for name in (HEATMAP, FUNNEL)),
        ),
    )


def _sentences(told: Told) -> tuple[tuple[str, str], ...]:
    """Nothing of a part that is too small to publish."""
    if not told.paragraph:
        return ()
    return (told.opening, ""), *((one.lead, one.text) for one in told.headlines)


def _large(services: Services, board: Board, choice: TrendChoice) -> Sheet:
    """The large picture with its numbers. Raises Refused and NotFound."""
    if choice.picture in TABLES:
        table, notes = figures.goals(services, board, choice, leaves=True)
        return Sheet(_(PICTURES[choice.picture]), b"", notes, *_numbers(table))
    chart = figures.on_paper(services, board, choice, choice.picture)
    return Sheet(chart.title, png(chart), (), *_numbers(chart.table))


def _beside(services: Services, board: Board, choice: TrendChoice, name: str) -> Sheet:
    """A picture beside it, or why there is none."""
    try:
        return Sheet(picture=png(figures.on_paper(services, board, choice, name)))
    except CharterError as error:
        return Sheet(notes=(str(error),))


def _numbers(table: Table) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The headings and the rows, without the columns in which nothing stands."""
    rows = figures.cells(table)
    told = [place for place in range(len(table.columns)) if {row[place] for row in rows} - {"", NOTHING}]
    heads = tuple(table.columns[place].heading for place in told)
    return heads, tuple(tuple(row[place] for place in told) for row in rows)
