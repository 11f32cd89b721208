"""Where a name can stand beside its point without covering another point or name.

Refuses to know what is named, and to leave out anything that must be named: that gets the place that is least crowded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RADIUS = 0.06
_GAP = 0.1
_LINES = (0, 1, -1, 2, -2, 3, -3)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches from the lower left corner of the plotting area."""

    left: float
    foot: float
    right: float
    top: float

    def shared(self, other: Box) -> float:
        """The area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.top, other.top) - max(self.foot, other.foot)
        return max(wide, 0.0) * max(tall, 0.0)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of `width` inches at a point; one that is `needed` is placed in any case."""

    x: float
    y: float
    width: float
    needed: bool = False


def places(names: Sequence[Name], line: float, width: float, height: float) -> list[Box | None]:
    """A box of one `line` high for each name inside an area of `width` by `height`, None where there is no room.

    The needed ones choose first. A box more than a line away from its point wants a leader line.
    """
    taken = [Box(n.x - _RADIUS, n.y - _RADIUS, n.x + _RADIUS, n.y + _RADIUS) for n in names]
    found: list[Box | None] = [None] * len(names)
    for place in sorted(range(len(names)), key=lambda place: not names[place].needed):
        boxes = list(_around(names[place], line, width, height))
        if not boxes:
            continue
        crowds = [sum(box.shared(other) for other in taken) for box in boxes]
        best = min(range(len(boxes)), key=lambda at: (crowds[at], at))
        if crowds[best] and not names[place].needed:
            continue
        found[place] = boxes[best]
        taken.append(boxes[best])
    return found


def _around(name: Name, line: float, width: float, height: float) -> Iterator[Box]:
    """Places for a name that lie inside the area, the nearest first."""
    for lines in _LINES:
        foot = name.y - line / 2 + lines * line * 1.15
        if foot < 0 or foot + line > height:
            continue
        beside = (name.x + _GAP, name.x - _GAP - name.width)
        for left in (name.x - name.width / 2, *beside) if lines else beside:
            moved = min(max(left, 0.0), width - name.width)
            if moved >= 0 and (lines or moved == left):
                yield Box(moved, foot, moved + name.width, foot + line)
