"""Parts beside each other, or one above the other where the words are too large for that.

Why: at 200 % text a list and its pane do not fit beside each other on a small window, and nothing may be lost; the page
then scrolls. What the parts need is asked of them once, until one of them says that it changed. Refuses to hide a part.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QWidget
from typing_extensions import override

_ANY = 16_777_215
_WIDTHS = 8
"""For so many widths a height is remembered; a pass asks for a few."""


class Beside(QBoxLayout):
    """Left to right while every part has its least width, else top to bottom with each at its usual height."""

    def __init__(self, spacing: int) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self._fixed: dict[QWidget, int] = {}
        self._least: list[int] = []
        self._forget()
        self.setSpacing(spacing)

    def _forget(self) -> None:
        self._side_by_side: int | None = None
        self._smallest: QSize | None = None
        self._heights: dict[int, int] = {}
        self._least_heights: dict[int, int] = {}

    @override
    def invalidate(self) -> None:
        """A part changed, came or went: forget what was asked of the parts."""
        self._forget()
        super().invalidate()

    def add(self, part: QWidget | QLayout, stretch: int, least: int = 0) -> None:
        """Add a part that takes its share of the room, and that beside others is never narrower than `least`."""
        self._least.append(least)
        if isinstance(part, QWidget):
            self.addWidget(part, stretch)
        else:
            self.addLayout(part, stretch)

    def add_fixed(self, part: QWidget, width: int) -> None:
        """Add a part that has this width beside the others."""
        self._least.append(width)
        self.addWidget(part)
        self.fix(part, width)

    def fix(self, part: QWidget, width: int) -> None:
        """Give a part another width beside the others."""
        if self._fixed.get(part) != width:
            self._fixed[part] = width
            self._least[self.indexOf(part)] = width
            self._forget()
            self._turn()

    @property
    def stacked(self) -> bool:
        """Whether the parts stand one above the other."""
        return self.direction() == QBoxLayout.Direction.TopToBottom

    def _parts(self) -> list[tuple[QLayoutItem, int]]:
        """What is shown, with the least width of each beside the others."""
        items = [(self.itemAt(place), least) for place, least in enumerate(self._least)]
        return [(item, least) for item, least in items if item is not None and not item.isEmpty()]

    def _stacks(self, width: int) -> bool:
        if self._side_by_side is None:
            parts = self._parts()
            needed = sum(self._width(item, least) for item, least in parts) + self.spacing() * (len(parts) - 1)
            self._side_by_side = needed if len(parts) > 1 else 0
        return width < self._side_by_side

    def _width(self, item: QLayoutItem, least: int) -> int:
        part = item.widget()
        return least if part is not None and part in self._fixed else max(least, item.minimumSize().width())

    def _turn(self) -> None:
        """Fixed widths hold beside the others only."""
        for part, width in self._fixed.items():
            part.setMinimumWidth(0 if self.stacked else width)
            part.setMaximumWidth(_ANY if self.stacked else width)

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        if 0 <= index < len(self._least):
            del self._least[index]
        return super().takeAt(index)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def minimumSize(self) -> QSize:
        if self._smallest is None:
            widths = [_inner(item) for item, _least in self._parts()]
            high = self._height(self.geometry().width()) if self.stacked else super().minimumSize().height()
            self._smallest = QSize(max(widths, default=0), high)
        return QSize(self._smallest)

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            if len(self._heights) == _WIDTHS:
                self._heights = {}
            self._heights[width] = self._height(width) if self._stacks(width) else super().heightForWidth(width)
        return self._heights[width]

    @override
    def minimumHeightForWidth(self, width: int) -> int:
        if width not in self._least_heights:
            if len(self._least_heights) == _WIDTHS:
                self._least_heights = {}
            high = self._height(width) if self._stacks(width) else super().minimumHeightForWidth(width)
            self._least_heights[width] = high
        return self._least_heights[width]

    def _height(self, width: int) -> int:
        """The usual height of all parts one above the other."""
        heights = [
            item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
            for item, _least in self._parts()
        ]
        return sum(heights) + self.spacing() * max(0, len(heights) - 1)

    @override
    def setGeometry(self, rect: QRect) -> None:
        if rect.width() != self.geometry().width():
            self._smallest = None
        directions = QBoxLayout.Direction
        wanted = directions.TopToBottom if self._stacks(rect.width()) else directions.LeftToRight
        if wanted != self.direction():
            self.setDirection(wanted)
            self._turn()
        super().setGeometry(rect)


def _inner(item: QLayoutItem) -> int:
    """The least width of a part by what stands in it."""
    part = item.widget()
    return part.minimumSizeHint().width() if part is not None else item.minimumSize().width()
