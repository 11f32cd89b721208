"""What a table over columns shows: cells under the title of a column, and banners above groups of rows.

Why: what is shown is said by whoever knows the data, a column at a time; the model, the view and the spreadsheet only
ask. Refuses to know a row: a column is asked by position, so that no object stands for one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy.typing as npt

from charter.columns import Rows
from charter.ui.look.tokens import Tone

Keys = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. `spoken` is what a screen reader says after the column's name; empty: the text itself."""

    text: str
    icon: str = ""
    icon_tone: Tone = "muted"
    tone: Tone = "text"
    bold: bool = False
    spoken: str = ""
    bar: float | None = None
    """Distance to the target, -1..1, for a bar with the target in the middle; NaN draws the line only."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `cell(row)` for what is seen, `keys()` for one sortable number a row (NaN or NO_TIME: empty, last).

    `sample` is a long but ordinary text, from which the width follows; `leaves` > 0 says in which order columns
    disappear when there is no room for all (1 first).
    """

    id: str
    title: str
    cell: Callable[[int], Cell]
    keys: Callable[[], Keys] | None
    sample: str
    right: bool = False
    leaves: int = 0
    shrinks: bool = False
    """Its words may be cut off, with the whole of them in the tooltip, so that the other columns have room."""
    gives: bool = False
    """Where even so there is no room, a few letters of it will do: the words of the others stay whole."""
    chosen: bool = True
    """Shown unless the user chooses otherwise."""
    help: str = ""
    value: Callable[[int], date | datetime | None] | None = None
    """What a spreadsheet keeps of a cell where its text is not enough to sort by; None: the text."""


@dataclass(frozen=True, slots=True)
class Banner:
    """The head of a group, or the row that offers the rest of one (`more` > 0: how many rows it has in all)."""

    title: str
    icon: str
    tone: Tone
    group: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a banner, in the order given until the user sorts; `limit` 0 shows all of them."""

    title: str
    icon: str
    tone: Tone
    rows: Rows
    limit: int = 0
    more: str = ""
