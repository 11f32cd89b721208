"""A count that filters: what is late, due today, due next, not measurable.

Refuses to filter: it says that it was pressed.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy
from typing_extensions import override

from charter.locale import formats
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.widgets.parts import IconLabel, label


class Tile(QPushButton):
    """Icon, words and a large number on one checkable button."""

    def __init__(self, picture: str, tone: Tone) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("tile", "true")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words = label(wrap=True)
        self._words.setMinimumWidth(1)
        self._count = label(points=theme.COUNT, bold=True, tone=tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 2, 11, 2)
        row.setSpacing(8)
        row.addWidget(IconLabel(picture, tone, 18))
        row.addWidget(self._words, 1)
        row.addWidget(self._count)
        for part in (self._words, self._count):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.count = 0

    def say(self, words: str, count: int) -> None:
        """Show a count and what it counts."""
        self.count = count
        self._words.setText(words)
        self._count.setText(formats.number(count))
        self.setAccessibleName(f"{words}: {formats.number(count)}")

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(170), theme.tall(58, 2))
