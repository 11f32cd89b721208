"""This year beside the years before: a monthly series folded into years of twelve months.

Why: a director compares October with October, and a line that steps because the promise changed must not read as better
work. Refuses to say what a difference means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from charter.columns import Ints, Mask
from charter.measures.series import Series

_MONTHS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """Arrays of shape (years, 12). Outside the series n is 0, the value NaN, and nothing is judged."""

    years: tuple[int, ...]
    value: npt.NDArray[np.float64]
    met: Ints
    n: Ints
    judged: Mask
    complete: Mask


def by_year(monthly: Series) -> Years:
    """The years that a series of months touches; raises ValueError for periods of another length."""
    months = [(period.first.year, period.first.month) for period in monthly.periods]
    if any(len(period.label) != len("2026-10") for period in monthly.periods):
        raise ValueError("only months can be folded into years")
    first, last = months[0][0], months[-1][0]
    shape = (last - first + 1, _MONTHS)
    places = np.array([(year - first) * _MONTHS + month - 1 for year, month in months])

    def fold(column: npt.NDArray[np.generic], empty: object) -> npt.NDArray[np.generic]:
        folded = np.full(shape[0] * _MONTHS, empty, column.dtype)
        folded[places] = column
        return folded.reshape(shape)

    return Years(
        years=tuple(range(first, last + 1)),
        value=fold(monthly.value, np.nan).astype(np.float64),
        met=fold(monthly.met, 0).astype(np.int64),
        n=fold(monthly.n, 0).astype(np.int64),
        judged=fold(monthly.judged, empty=False).astype(np.bool_),
        complete=fold(monthly.complete, empty=True).astype(np.bool_),
    )
