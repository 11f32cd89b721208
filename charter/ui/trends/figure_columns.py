"""The columns of the table behind a picture, for the one table of the window.

Refuses to word a value; the cells come worded, and sort by the unrounded values behind them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from charter.ui.models.cells import Cell, Column

if TYPE_CHECKING:
    from charter.reports.charts.table import Value
    from charter.ui.trends.figures import Shown

_WIDEST = 22


def figure_columns(shown: Shown) -> tuple[Column, ...]:
    """One column for each of the table; numbers stand right."""
    return tuple(_column(shown, place) for place in range(len(shown.table.columns)))


def _column(shown: Shown, place: int) -> Column:
    column = shown.table.columns[place]
    values = [row[place] for row in shown.table.rows]
    cells = [row[place] for row in shown.cells]
    words = max([column.heading, *cells], key=len)
    text = column.kind.value == "text"
    return Column(
        column.code,
        column.heading,
        lambda row: Cell(cells[row]),
        lambda: _keys(values),
        words[:_WIDEST],
        right=not text,
        shrinks=len(words) > _WIDEST,
    )


def _keys(values: list[Value]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One number a row; texts by their place in the alphabet."""
    texts = {text: float(place) for place, text in enumerate(sorted({v for v in values if isinstance(v, str)}))}
    found = [texts[v] if isinstance(v, str) else float(v) if isinstance(v, int | float) else np.nan for v in values]
    return np.array(found, np.float64)
