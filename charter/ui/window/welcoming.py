"""A window over which files may be dropped anywhere, and which says so while they are above it.

Refuses to know what becomes of them.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow
from typing_extensions import override

from charter.ui.window.drop_veil import DropVeil


class WelcomingWindow(QMainWindow):
    """Signals: `dropped` (paths) when files were let go above it."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.veil = DropVeil(self)

    def welcome(self) -> str:
        """What becomes of a file that is dropped now, in words."""
        return ""

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.veil.say(self.welcome())
            self.veil.cover()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.veil.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.veil.hide()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.veil.isVisible():
            self.veil.cover()
