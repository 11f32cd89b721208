"""A place that says: files may be dropped here. The whole window takes them; this shows that it does.

Signals: `dropped` (paths), `choose_wanted`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout
from typing_extensions import override

from charter.locale import _
from charter.ui.look import theme
from charter.ui.widgets.parts import IconLabel, button, label, set_property


class DropZone(QFrame):
    """Dashed border, icon, two lines of words and a button that does the same by keyboard."""

    dropped = Signal(object)
    choose_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("dropzone")
        self.setAcceptDrops(True)
        self.choose = button(_("Choose files..."), "folder")
        self.choose.clicked.connect(self.choose_wanted)
        title = label(_("Drop a file here"), theme.SECTION, bold=True, wrap=True)
        text = label(
            _("Mail, Excel, CSV or a log. Is the file new to Charter? Then you say once which column is what."),
            tone="muted",
            wrap=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(IconLabel("upload", "accent", 26), 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (title, text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            set_property(self, "over", "true")

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        set_property(self, "over", "false")

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        set_property(self, "over", "false")
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)
