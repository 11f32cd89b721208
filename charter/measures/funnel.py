"""A fair comparison of teams, channels or organisations: who differs more than chance allows for its size.

Why a funnel: of a team with 17 of 20 nothing can be said where 90 % is promised, of one with 1700 of 2000 everything
(Spiegelhalter 2005; PMC6193208). Limits are exact binomial at 95 and 99.8 %. Refuses to rank: groups come by name.
Nothing is suppressed here; that is for what leaves the house.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from charter.columns import Ints
from charter.measures.series import Series

Floats = npt.NDArray[np.float64]

INNER = 0.95
OUTER = 0.998
_CURVE_POINTS = 60
_TAIL = 12
"""Standard deviations beyond which the binomial has no mass that could reach a limit."""
_ROUNDING = 1e-9
"""How far floats may be beside a tail that is met exactly: none of 3 at 0.90 is exactly one in a thousand."""


class Standing(StrEnum):
    """Where a group lies against the outer limits."""

    ABOVE = "above"
    WITHIN = "within"
    BELOW = "below"
    UNKNOWN = "unknown"
    """Nothing of it counts."""


@dataclass(frozen=True, slots=True)
class Member:
    """One group: `met` of `n`; the limits are counts of met contacts, inclusive."""

    group: str
    met: int
    n: int
    inner: tuple[int, int]
    outer: tuple[int, int]

    @property
    def share(self) -> float | None:
        """0..1, None when nothing counts."""
        return self.met / self.n if self.n else None

    @property
    def standing(self) -> Standing:
        """Outside 99.8 %: no chance."""
        return _standing(self.met, self.n, self.outer)

    @property
    def warning(self) -> Standing:
        """Outside 95 %: one in twenty groups is, by chance alone."""
        return _standing(self.met, self.n, self.inner)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The limits as shares for numbers of contacts `n`, ascending, to draw."""

    n: Ints
    inner_lower: Floats
    inner_upper: Floats
    outer_lower: Floats
    outer_upper: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """Groups by name around `centre`: their common share, or the target where that was asked.

    `dispersion` is the mean squared z of the groups, 1 by chance alone; None under two groups. `overdispersed` says
    that the groups as a whole differ more than chance: then a group outside the limits is not by itself exceptional.
    """

    centre: float | None
    members: tuple[Member, ...]
    curve: Curve
    dispersion: float | None
    overdispersed: bool


def funnel(groups: Sequence[tuple[str, int, int]], *, around: float | None = None) -> Funnel:
    """Compare `groups` (name, met, n) with `around`, or with their common share when that is None."""
    total = sum(n for _group, _met, n in groups)
    centre = around if around is not None else sum(met for _group, met, _n in groups) / total if total else None
    if centre is None:
        members = tuple(Member(group, met, n, (0, n), (0, n)) for group, met, n in sorted(groups))
        return Funnel(None, members, _curve(0, 1.0), None, overdispersed=False)
    members = tuple(
        Member(group, met, n, limits(n, centre, INNER), limits(n, centre, OUTER)) for group, met, n in sorted(groups)
    )
    largest = max((n for _group, _met, n in groups), default=0)
    dispersion = _dispersion(members, centre)
    many = sum(1 for member in members if member.n)
    over = dispersion is not None and dispersion > 1 + 2 * math.sqrt(2 / many)
    return Funnel(centre, members, _curve(largest, centre), dispersion, over)


def over(groups: Sequence[Series], *, around: float | None = None) -> Funnel:
    """The funnel of the shares of `charter.measures.series.split`, each over its whole span."""
    return funnel([(one.group, int(one.met.sum()), int(one.n.sum())) for one in groups], around=around)


def limits(n: int, share: float, probability: float) -> tuple[int, int]:
    """The least and most of `n` contacts that are met by chance alone, with at most (1 - probability) / 2 on each side.

    The quantiles of the binomial distribution: of 20 at 0.90 within 0.95 they are 15 and 20.
    """
    if n == 0 or share in (0.0, 1.0):
        return round(n * share), round(n * share)
    tail = (1 - probability) / 2
    reach = _TAIL * (math.sqrt(n * share * (1 - share)) + 1)
    first, last = max(0, math.floor(n * share - reach)), min(n, math.ceil(n * share + reach))
    k = np.arange(first, last + 1)
    steps = np.log(n - k[:-1]) - np.log(k[:-1] + 1) + math.log(share) - math.log1p(-share)
    logs = _log_probability(first, n, share) + np.concatenate([[0.0], np.cumsum(steps)])
    mass = np.exp(logs)
    mass /= mass.sum()
    lower = first + int(np.argmax(np.cumsum(mass) >= tail * (1 - _ROUNDING)))
    upper = last - int(np.argmax(np.cumsum(mass[::-1]) > tail * (1 + _ROUNDING)))
    return lower, upper


def _log_probability(k: int, n: int, share: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return ways + k * math.log(share) + (n - k) * math.log1p(-share)


def _standing(met: int, n: int, within: tuple[int, int]) -> Standing:
    if not n:
        return Standing.UNKNOWN
    if met < within[0]:
        return Standing.BELOW
    return Standing.ABOVE if met > within[1] else Standing.WITHIN


def _dispersion(members: Sequence[Member], centre: float) -> float | None:
    """Mean squared z (Spiegelhalter 2005), None where it says nothing."""
    counting = [member for member in members if member.n]
    if len(counting) < 2 or not 0 < centre < 1:
        return None
    squares = [(m.met - m.n * centre) ** 2 / (m.n * centre * (1 - centre)) for m in counting]
    return math.fsum(squares) / len(counting)


def _curve(largest: int, centre: float) -> Curve:
    n = np.unique(np.rint(np.geomspace(5, max(largest * 1.1, 10), _CURVE_POINTS)).astype(np.int64))
    inner = np.array([limits(of, centre, INNER) for of in n.tolist()]) / n[:, np.newaxis]
    outer = np.array([limits(of, centre, OUTER) for of in n.tolist()]) / n[:, np.newaxis]
    return Curve(n, inner[:, 0], inner[:, 1], outer[:, 0], outer[:, 1])
