"""How a table is told in the room there is: in columns when no word need be cut, else a paragraph for each row.

Why: on 80 columns a table of ten columns cut every word in pieces, and a contact's id could not be copied.
Refuses to cut: a word that is wider than the room stands alone on its line.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

GAP = 3
"""Cells between two columns of the table, and `EDGES` the cells beside it."""
EDGES = 2
INDENT = "  "


def widths(cells: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The width of each column in cells, headings among `cells`; None when a word would have to be cut."""
    columns = list(zip(*cells, strict=True))
    least = [max(cell_len(word) for cell in column for word in (cell.split() or [""])) for column in columns]
    whole = [max(cell_len(line) for cell in column for line in (cell.splitlines() or [""])) for column in columns]
    spare = room - EDGES - GAP * (len(columns) - 1) - sum(least)
    if spare < 0:
        return None
    wanted = sum(whole) - sum(least)
    if wanted <= spare:
        return whole
    return [low + (high - low) * spare // wanted for low, high in zip(least, whole, strict=True)]


def paragraphs(rows: Sequence[Sequence[str]], headings: Sequence[str], room: int) -> Iterator[str]:
    """Each row as lines of `Heading: cell`, the first at the margin; a cell without text is left out."""
    for row in rows:
        told = [f"{heading}: {' '.join(cell.split())}" for heading, cell in zip(headings, row, strict=True) if cell]
        yield from _filled(told[:1], "", room)
        yield from _filled(told[1:], INDENT, room)


def _filled(told: Sequence[str], indent: str, room: int) -> Iterator[str]:
    """What was told, as many on a line as fit, with a point between two."""
    line = ""
    for one in told:
        longer = f"{line} · {one}" if line else indent + one
        if line and cell_len(longer) > room:
            yield from _wrapped(line, indent, room)
            longer = indent + one
        line = longer
    if line:
        yield from _wrapped(line, indent, room)


def _wrapped(line: str, indent: str, room: int) -> list[str]:
    return textwrap.wrap(line, room, subsequent_indent=indent + INDENT, break_long_words=False, break_on_hyphens=False)
