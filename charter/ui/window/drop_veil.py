"""What lies over the window while a file is dragged above it: here it may be dropped.

Refuses to take the files and to know what becomes of them; the window and the screen do.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from charter.locale import _
from charter.ui.look import theme
from charter.ui.widgets.parts import IconLabel, label


class DropVeil(QFrame):
    """Covers its parent with a dashed border and two lines of words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop")
        column = QVBoxLayout(self)
        column.addStretch()
        column.addWidget(IconLabel("receive", "accent", 38), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label(_("Drop it here"), theme.SECTION, bold=True), 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = label(tone="muted")
        column.addWidget(self.words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()

    def say(self, words: str) -> None:
        """Say what becomes of the file."""
        self.words.setText(words)

    def cover(self) -> None:
        """Lie over the whole parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect().adjusted(8, 8, -8, -8))
        self.raise_()
        self.show()
