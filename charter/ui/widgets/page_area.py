"""Where the screens stand: one of them at a time, which scrolls when it needs more room than the window has.

Why: with large text a screen may be larger than the smallest window, and nothing on it may be lost. Refuses to scroll
before that: a screen that fits is exactly as large as its place.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override


class PageArea(QScrollArea):
    """Holds a stack, and gives it at least the room that the shown part of it needs."""

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__()
        self._stack = stack
        self.setObjectName("plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(stack)
        stack.currentChanged.connect(self._give_room)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._give_room()
        return super().viewportEvent(event)

    def _give_room(self) -> None:
        room = self.maximumViewportSize()
        page = self._stack.currentWidget()
        needed = _least(page, room.width()) if page is not None else QSize()
        if needed.height() > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
            needed = _least(page, room.width()) if page is not None else QSize()
        self._stack.resize(room.expandedTo(needed))


def _least(page: QWidget, width: int) -> QSize:
    """The least room that a page needs, in a place of this width."""
    layout = page.layout()
    if layout is None:
        return page.minimumSizeHint()
    least = layout.totalMinimumSize()
    if not layout.hasHeightForWidth():
        return least
    return QSize(least.width(), layout.totalMinimumHeightForWidth(max(width, least.width())))
