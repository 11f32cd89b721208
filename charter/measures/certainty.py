"""How far a share or a mean can be trusted: with 95 percent confidence it lies between these two bounds.

Why: a mean of six marks and one of six thousand look alike in a table, and a director would act on both. Shares have
the Wilson interval, which never leaves 0..1 and does not collapse at 0 and 1; means have Student's interval. Refuses
an interval where the figures themselves cannot tell one: of nothing, of one value, of values that are all the same.
Sources: Wilson (1927), JASA 22; Abramowitz and Stegun 26.7.5 for Student's quantile.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt

import numpy as np
import numpy.typing as npt

from charter.columns import Ints

Z = 1.959963984540054
"""The normal quantile for 95 percent on two sides."""
FEW = 30
"""Below so many a figure is shown, and it is said that it rests on few."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Proportion:
    """`hits` of `n`; the bounds are those of Wilson, None when there is nothing to count."""

    hits: int
    n: int

    @property
    def share(self) -> float | None:
        """0..1, unrounded."""
        return self.hits / self.n if self.n else None

    @property
    def low(self) -> float | None:
        """The lower bound."""
        return self._bound(-1)

    @property
    def high(self) -> float | None:
        """The upper bound."""
        return self._bound(1)

    @property
    def few(self) -> bool:
        """Whether this rests on few contacts."""
        return self.n < FEW

    def _bound(self, side: int) -> float | None:
        if not self.n:
            return None
        if self.hits == (self.n if side > 0 else 0):
            return float(side > 0)
        p, z2 = self.hits / self.n, Z * Z
        half = Z * sqrt(p * (1 - p) / self.n + z2 / (4 * self.n * self.n))
        return (p + z2 / (2 * self.n) + side * half) / (1 + z2 / self.n)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of `n` values with Student's bounds; None without values, or where they cannot tell a bound."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def few(self) -> bool:
        """Whether this rests on few values."""
        return self.n < FEW


def proportions(cell: Ints, hits: npt.NDArray[np.bool_], size: int) -> list[Proportion]:
    """Per cell (0 to `size` - 1) how many of its rows are `hits`; one row a contact."""
    n = np.bincount(cell, minlength=size).tolist()
    found = np.bincount(cell[hits], minlength=size).tolist()
    return [Proportion(hit, of) for hit, of in zip(found, n, strict=True)]


def means(cell: Ints, values: Numbers, size: int, least: float = -np.inf, most: float = np.inf) -> list[Mean]:
    """Per cell (0 to `size` - 1) the mean of its `values`, none of them NaN, which lie from `least` to `most`."""
    n = np.bincount(cell, minlength=size)
    some = np.maximum(n, 1)
    mean = np.bincount(cell, weights=values, minlength=size) / some
    squares = np.bincount(cell, weights=(values - mean[cell]) ** 2, minlength=size)
    error = np.sqrt(squares / np.maximum(n - 1, 1) / some)
    half = np.where((n > 1) & (squares > 0), student(n - 1) * error, np.nan)
    low, high = np.maximum(mean - half, least), np.minimum(mean + half, most)
    return [
        Mean(count, value if count else None, _known(lower), _known(upper))
        for count, value, lower, upper in zip(n.tolist(), mean.tolist(), low.tolist(), high.tolist(), strict=True)
    ]


def student(freedom: Ints) -> Numbers:
    """Student's 97.5 % quantile for each number of degrees of freedom; exact for 1 and 2, within 0.2 % for more."""
    v = np.maximum(freedom, 1).astype(np.float64)
    g1 = (Z**3 + Z) / 4
    g2 = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    g3 = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    g4 = (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92160
    many = Z + g1 / v + g2 / v**2 + g3 / v**3 + g4 / v**4
    one, two = np.tan(np.pi * 0.475), 0.95 / np.sqrt(2 * 0.975 * 0.025)
    return np.select([v == 1, v == 2], [one, two], many)


def _known(value: float) -> float | None:
    return None if isnan(value) else value
