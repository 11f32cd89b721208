"""Where the screens stand, one at a time, and the long part of a dialog: what needs more room than there is scrolls.

Why: with large text a screen may be larger than the smallest window, and nothing on it may be lost. Refuses to scroll
before that: a screen that fits is exactly as large as its place.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override

from charter.ui.look import theme


class PageArea(QScrollArea):
    """Holds a stack, and gives it at least the room that the shown part of it needs."""

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__()
        self._stack = stack
        self.setObjectName("plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what gets the keyboard comes into sight by itself
        self.setWidget(stack)
        stack.setAutoFillBackground(False)  # it stands on what is behind it: a page, or the white of a dialog
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


class Sheet(QScrollArea):
    """Holds what a dialog is long by: shown whole where the display is high enough, else it scrolls."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setObjectName("plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(inside)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # what stands in it has another height at another width

    @override
    def sizeHint(self) -> QSize:
        usual = self._inside.sizeHint()
        width = max(self.width(), self._inside.minimumSizeHint().width())
        high = self._inside.heightForWidth(width) if self._inside.hasHeightForWidth() else usual.height()
        return QSize(usual.width(), high)

    @override
    def minimumSizeHint(self) -> QSize:
        least = self._inside.minimumSizeHint()
        width = least.width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, min(least.height(), theme.tall(90, 5)))


def _least(page: QWidget, width: int) -> QSize:
    """The least room that a page needs, in a place of this width."""
    layout = page.layout()
    if layout is None:
        return page.minimumSizeHint()
    least = layout.totalMinimumSize()
    if not layout.hasHeightForWidth():
        return least
    return QSize(least.width(), layout.totalMinimumHeightForWidth(max(width, least.width())))
