"""Parts beside each other, continued on the next line where there is no room: buttons and filters at every text size.

A head is a title with buttons: on one line the title pushes them to the right.

Refuses to make a part narrower than it asks to be, unless it is alone on a line.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QWidget
from typing_extensions import override

GAP = 8


class Flow(QLayout):
    """Lays its parts out from left to right and from top to bottom; hidden ones take no room."""

    def __init__(self, *parts: QWidget, head: bool = False) -> None:
        """The first part of a `head` takes the room that is left on its line."""
        super().__init__()
        self._head = head
        self.setContentsMargins(0, 0, 0, 0)
        self._items: list[QLayoutItem] = []
        for part in parts:
            self.addWidget(part)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + GAP * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    @override
    def minimumSize(self) -> QSize:
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0), max((size.height() for size in shown), default=0)
        )

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        """Place the parts within the width of `rect`; gives the height that it takes."""
        y = rect.y()
        for line in self._lines(rect.width()):
            x = rect.x()
            high = max(size.height() for _item, size in line)
            spare = rect.width() - sum(size.width() for _item, size in line) - GAP * (len(line) - 1)
            for item, size in line:
                if self._head and y == rect.y() and item is line[0][0]:
                    size.setWidth(size.width() + spare)
                if move:
                    down = (high - size.height()) // 2 if self._head else 0
                    item.setGeometry(QRect(QPoint(x, y + down), size))
                x += size.width() + GAP
            y += high + GAP
        return max(0, y - GAP - rect.y())

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The parts that are shown with their sizes, line by line."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
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


def _wanted(item: QLayoutItem, width: int) -> QSize:
    """The size of a part, no wider than `width`; words that may be broken take one line where they can."""
    part = item.widget()
    if isinstance(part, QLabel) and part.wordWrap():
        wide = min(width, part.fontMetrics().horizontalAdvance(part.text()) + 2)
        return QSize(wide, part.heightForWidth(wide))
    return item.sizeHint().boundedTo(QSize(width, item.sizeHint().height()))
