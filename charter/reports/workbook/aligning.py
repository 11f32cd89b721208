"""Which row of a file is which row that should stand there.

Why: rows are laid side by side by what identifies them, so that one removed row is one difference and not a thousand.
Refuses to say whether two rows that belong together are the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple, TypeVar

from charter.reports.workbook.cells import Formula, Row
from charter.reports.workbook.formulas import normal
from charter.reports.workbook.read import Found, FoundRow

_T = TypeVar("_T")


class Expected(NamedTuple):
    """A row that should stand at `number`; `cells` are its cells as a file holds them."""

    number: int
    row: Row
    cells: tuple[Found, ...]


def aligned(
    expected: Iterator[Expected],
    found: Iterator[FoundRow],
    identity: tuple[int, ...],
    moved: Callable[[int, int], None],
) -> Iterator[tuple[Expected | None, FoundRow | None]]:
    """Pairs of rows with the same cells at `identity`, then those without a pair; places count from 0.

    Rows wait only while places are shifted. `moved` is told the numbers, expected and found, of rows out of order.
    """

    def key(cells: tuple[Found, ...]) -> tuple[Found, ...]:
        return tuple(cells[place] if place < len(cells) else None for place in identity)

    here: defaultdict[tuple[Found, ...], deque[Expected]] = defaultdict(deque)
    there: defaultdict[tuple[Found, ...], deque[FoundRow]] = defaultdict(deque)
    shifted: list[tuple[int, int]] = []
    for left, right in zip_longest(expected, found):
        if left and right and not here and not there and key(left.cells) == key(right.cells):
            yield left, right
            continue
        if right is not None:
            waiting = _take(here, key(right.cells))
            if waiting is None:
                there[key(right.cells)].append(right)
            else:
                shifted.append((waiting.number, right.number))
                yield waiting, right
        if left is not None:
            standing = _take(there, key(left.cells))
            if standing is None:
                here[key(left.cells)].append(left)
            else:
                shifted.append((left.number, standing.number))
                yield left, standing
    shifted.sort()
    places = [number for _left, number in shifted]
    for place in out_of_order(places):
        moved(*shifted[place])
    yield from _left_over(chain.from_iterable(here.values()), chain.from_iterable(there.values()), identity)


def _take(waiting: dict[tuple[Found, ...], deque[_T]], key: tuple[Found, ...]) -> _T | None:
    rows = waiting.get(key)
    if not rows:
        return None
    row = rows.popleft()
    if not rows:
        del waiting[key]
    return row


def _left_over(
    here: Iterable[Expected], there: Iterable[FoundRow], identity: tuple[int, ...]
) -> Iterator[tuple[Expected | None, FoundRow | None]]:
    """A row whose identity itself was changed: the same in everything else, or else on the same place."""

    def rest(cells: tuple[Found, ...]) -> tuple[Found, ...]:
        return tuple(_rounded(cell) for place, cell in enumerate(cells) if place not in identity)

    alone = sorted(here)
    standing = sorted(there)
    by_rest: defaultdict[tuple[Found, ...], deque[FoundRow]] = defaultdict(deque)
    for right in standing:
        by_rest[rest(right.cells)].append(right)
    taken: set[int] = set()
    unmatched = []
    for left in alone:
        same = by_rest.get(rest(left.cells)) if any(rest(left.cells)) else None
        if same:
            right = same.popleft()
            taken.add(right.number)
            yield left, right
        else:
            unmatched.append(left)
    by_number = {right.number: right for right in standing if right.number not in taken}
    for left in unmatched:
        yield left, by_number.pop(left.number, None)
    for right in by_number.values():
        yield None, right


def _rounded(cell: Found) -> Found:
    if isinstance(cell, float):
        return float(f"{cell:.9g}")
    return Formula(normal(cell.text), None) if isinstance(cell, Formula) else cell


def out_of_order(places: Sequence[int]) -> list[int]:
    """The positions in `places` that must go so that the others ascend; as few as can be."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for position, place in enumerate(places):
        length = bisect_left(ends, place)
        if length == len(ends):
            ends.append(place)
            at.append(position)
        else:
            ends[length], at[length] = place, position
        before.append(at[length - 1] if length else -1)
    kept = set()
    position = at[-1] if at else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return [position for position in range(len(places)) if position not in kept]
