"""Which rows of a table are shown, in which order, under which banners: arrays of positions, and nothing of Qt.

Why: sorting 100 000 rows through a proxy model takes 11 s, through `argsort` 0.011 s (design.md 13). There are no row
objects: `shown[i]` is the data row of table row i, or `~k` for banner k (the head of a group).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from charter.columns import NO_TIME, Ints, Mask, Rows
from charter.locale import formats
from charter.ui.models.cells import Banner, Column, Group, Keys

_FEW = 4
"""Under one in so many rows it is faster to sort those alone than to order all of them once."""

Sort = tuple[str, bool]
"""The id of the column that orders the rows, and whether it descends."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which rows are shown, in which order. `rows` counts the data rows, before any limit, `kinds` each kind.

    `mask` says which of all data rows pass the filter; None: all of them do. `heads` are the places of the banners.
    """

    shown: Rows
    banners: tuple[Banner, ...]
    rows: int
    kinds: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    mask: Mask | None = None
    heads: tuple[int, ...] = ()


def order_of(keys: Keys, *, descending: bool) -> Rows:
    """Positions in the order of `keys`, equal ones in their own order, empty ones (NaN, NO_TIME) last both ways."""
    empty = np.isnan(keys) if keys.dtype.kind == "f" else keys == NO_TIME
    rows = np.flatnonzero(~empty) if empty.any() else None
    values = keys if rows is None else keys[rows]
    order = (len(values) - 1 - _ascending(values[::-1]))[::-1] if descending else _ascending(values)
    return order if rows is None else np.concatenate([rows[order], np.flatnonzero(empty)])


def _ascending(values: Keys) -> Rows:
    """A stable argsort. Of wide numbers numpy's unstable one is several times as fast, mending the ties included."""
    if values.dtype.itemsize == 1:
        values = values.astype(np.int16)
    if values.dtype.itemsize == 2:  # numpy counts those in one pass, stable and fastest of all
        return np.argsort(values, kind="stable").astype(np.int64, copy=False)
    order = np.argsort(values)
    ordered = values[order]
    room = len(values).bit_length()
    place = np.zeros(len(values), np.int64)
    place[1:] = ordered[1:] != ordered[:-1]
    np.cumsum(place, out=place)  # not of true and false: turning those into numbers it would let no other thread go on
    place <<= room
    place |= order
    place.sort()
    place &= (1 << room) - 1
    return place


def arrange(count: int, groups: tuple[Group, ...], mask: Mask | None, order: Rows | None) -> Arrangement:
    """Filter by `mask`, sort by `order` (both over `count` data rows), and put a banner above every group."""
    if not groups:
        rows = np.arange(count) if order is None else order
        shown = rows if mask is None else rows[mask[rows]]
        return Arrangement(shown, (), len(shown))
    parts: list[Rows] = []
    banners: list[Banner] = []
    heads: list[int] = []
    total = place = 0
    ordered = [group.rows for group in groups] if order is None else _divided(count, groups, order)
    for position, (group, rows) in enumerate(zip(groups, ordered, strict=True)):
        if mask is not None:
            rows = rows[mask[rows]]
        if not len(rows):
            continue
        total += len(rows)
        some = rows[: group.limit] if group.limit else rows
        parts += [np.array([~len(banners)]), some]
        heads.append(place)
        place += 1 + len(some)
        banners.append(Banner(f"{group.title} ({formats.number(len(rows))})", group.icon, group.tone, position))
        if group.limit and len(rows) > group.limit:
            parts.append(np.array([~len(banners)]))
            heads.append(place)
            place += 1
            banners.append(Banner(group.more, "down", "link", position, more=len(rows)))
    shown = np.concatenate(parts) if parts else np.empty(0, np.int64)
    return Arrangement(shown, tuple(banners), total, heads=tuple(heads))


def _divided(count: int, groups: tuple[Group, ...], order: Rows) -> list[Rows]:
    """The rows of each group in the order of `order`; one walk, however many groups there are."""
    member = np.full(count, len(groups), np.int16)
    for position, group in enumerate(groups):
        member[group.rows] = position
    of = member[order]
    ends = np.cumsum(np.bincount(of, minlength=len(groups) + 1))
    return np.split(order[np.argsort(of, kind="stable")], ends[:-1])[: len(groups)]


def order_by(
    sort: Sort | None,
    columns: tuple[Column, ...],
    count: int,
    groups: tuple[Group, ...],
    mask: Mask | None,
    orders: dict[Sort, Rows],
) -> Rows | None:
    """The data rows that `groups` and `mask` can show, in the order that `sort` asks for; None: that of the data.

    An order of all `count` rows is taken from `orders`, or kept there; one of few rows is quicker made again.
    """
    if sort is None:
        return None
    if sort in orders:
        return orders[sort]
    column, descending = sort
    keys = next(each.keys for each in columns if each.id == column)
    if keys is None:
        return None
    wanted = _wanted(groups, mask)
    if wanted is not None and len(wanted) * _FEW < count:
        return wanted[order_of(keys()[wanted], descending=descending)]
    orders[sort] = order_of(keys(), descending=descending)
    return orders[sort]


def _wanted(groups: tuple[Group, ...], mask: Mask | None) -> Rows | None:
    """The data rows that can be shown at most; None: all of them."""
    if groups:
        return np.concatenate([group.rows for group in groups])
    return None if mask is None else np.flatnonzero(mask)
