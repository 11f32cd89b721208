"""Parts beside each other, continued on the next line where there is no room: buttons and filters at every text size.

A head is a title with buttons: on one line the title pushes them to the right.

Sizes are asked of the parts once, until one of them says that it changed: a layout is asked for its height many times
in one pass. Refuses to make a part narrower than it asks to be, unless it is alone on a line.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget
from typing_extensions import override

GAP = 8
_WIDTHS = 8
"""For so many widths the lines are remembered; a pass asks for a few."""

Line = list[tuple[QLayoutItem, QSize]]


class Flow(QLayout):
    """Lays its parts out from left to right and from top to bottom; hidden ones take no room."""

    def __init__(self, *parts: QWidget, head: bool = False) -> None:
        """The first part of a `head` takes the room that is left on its line."""
        super().__init__()
        self._head = head
        self._items: list[QLayoutItem] = []
        self._known: dict[int, tuple[list[Line], int]] = {}
        self._usual = self._least = QSize()
        self._placed = QRect()
        self.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self.addWidget(part)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    @override
    def invalidate(self) -> None:
        """A part changed, came or went: forget what was asked of the parts."""
        self._known = {}
        self._usual = self._least = QSize()
        self._placed = QRect()
        super().invalidate()

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        taken = self._items.pop(index)
        self.invalidate()
        return taken

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._broken(width)[1]

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        if rect != self._placed:
            self._placed = QRect(rect)
            self._place(rect)

    @override
    def sizeHint(self) -> QSize:
        if not self._usual.isValid():
            shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
            width = sum(size.width() for size in shown) + GAP * max(0, len(shown) - 1)
            self._usual = QSize(width, max((size.height() for size in shown), default=0))
        return QSize(self._usual)

    @override
    def minimumSize(self) -> QSize:
        if not self._least.isValid():
            shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
            width = max((size.width() for size in shown), default=0)
            self._least = QSize(width, max((size.height() for size in shown), default=0))
        return QSize(self._least)

    def _place(self, rect: QRect) -> None:
        """Place the parts within the width of `rect`."""
        y = rect.y()
        for line in self._broken(rect.width())[0]:
            x = rect.x()
            high = _high(line)
            spare = rect.width() - sum(size.width() for _item, size in line) - GAP * (len(line) - 1)
            for item, size in line:
                grows = self._head and y == rect.y() and item is line[0][0]
                width = size.width() + spare if grows else size.width()
                down = (high - size.height()) // 2 if self._head else 0
                item.setGeometry(QRect(x, y + down, width, size.height()))
                x += width + GAP
            y += high + GAP

    def _broken(self, width: int) -> tuple[list[Line], int]:
        """The parts that are shown with their sizes, line by line, and how high that is."""
        if width not in self._known:
            if len(self._known) == _WIDTHS:
                self._known = {}
            lines = self._lines(width)
            self._known[width] = lines, sum(_high(line) for line in lines) + GAP * max(0, len(lines) - 1)
        return self._known[width]

    def _lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = _wanted(item, max(1, width))
            if not lines or size.width() > left:
                lines.append([])
                left = width
            lines[-1].append((item, size))
            left -= size.width() + GAP
        return lines


def _high(line: Line) -> int:
    return max(size.height() for _item, size in line)


def _wanted(item: QLayoutItem, width: int) -> QSize:
    """The size of a part, no wider than `width`; words that may be broken take one line where they can."""
    part = item.widget()
    if isinstance(part, QLabel) and part.wordWrap():
        wide = min(width, part.fontMetrics().horizontalAdvance(part.text()) + 2)
        return QSize(wide, part.heightForWidth(wide))
    return item.sizeHint().boundedTo(QSize(width, item.sizeHint().height()))
