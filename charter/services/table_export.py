"""A table of the window as a plain worksheet: what it shows, in its order, with the filters above it.

Why: a team lead works on in Excel. Every text is written as text (`charter.reports.workbook`); it proves nothing and
says so: the auditor's workbook does. Refuses to write over a file that another program holds open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from charter.clock import MICROSECONDS
from charter.errors import Refused
from charter.locale import N_, _, formats
from charter.reports.workbook.cells import Column, Heading, Row, Sheet, Value
from charter.reports.workbook.write import About, write
from charter.services.exporting import WORKBOOK
from charter.services.whole_files import beside

MOST = 1_048_575
"""Rows that fit on a sheet below its header."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed: a title, the filters in words, columns (title, width in characters), and how to make a row."""

    title: str
    filters: Sequence[str]
    columns: Sequence[tuple[str, float]]
    rows: Callable[[], Iterator[tuple[Value, ...]]]
    size: int


def export(
    listed: Listed,
    path: Path,
    *,
    organisation: str,
    who: str,
    now: int,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write `listed` to `path`; gives the number of rows. `now` in UTC microseconds.

    Raises Refused when there are too many rows or the file cannot be written, and Cancelled; then nothing was left.
    """
    above: list[Row] = [(Heading(listed.title),), *((line,) for line in listed.filters), (None,)]
    if listed.size + len(above) > MOST:
        raise Refused(
            N_("%(n)s rows do not fit on a sheet: Excel takes %(most)s."),
            N_("Choose more filters, then export again."),
            n=formats.number(listed.size),
            most=formats.number(MOST),
        )
    sheet = Sheet(
        name=_("List"),
        columns=tuple(Column(title, width) for title, width in listed.columns),
        make=lambda: iter(listed.rows()),
        size=listed.size,
        table="List",
        above=tuple(above),
    )
    made_at = datetime.fromtimestamp(now // MICROSECONDS, UTC).replace(tzinfo=None)
    about = About(f"{organisation}: {listed.title}", "; ".join(listed.filters), who, made_at, {})
    with beside(path, WORKBOOK) as unfinished:
        write([sheet], about, unfinished, progress=progress, cancelled=cancelled)
        unfinished.replace(path)
    return listed.size
