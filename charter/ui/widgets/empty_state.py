"""What stands where there is nothing to show: why, and what to do next. Never an empty surface."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from charter.ui.alert import alert, alert_text
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.widgets.parts import IconLabel, label

_ICON = 38
_TEXT, _LEAST, _AROUND = 420, 200, 24


class EmptyState(QWidget):
    """Icon, title, one or two sentences and at most two buttons, in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel(size=_ICON)
        self._title = label(points=theme.SECTION, bold=True, wrap=True)
        self._text = label(tone="muted", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            middle = QHBoxLayout()  # an alignment in the column would take the height of one line for all
            middle.addStretch()
            middle.addWidget(part)
            middle.addStretch()
            column.addLayout(middle)
        column.addSpacing(4)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def say(self, picture: str, tone: Tone, title: str, text: str, buttons: tuple[QPushButton, ...] = ()) -> None:
        """Say it; the buttons belong to the screen and are only placed and shown here."""
        self._icon.show_icon(picture, tone)
        self._title.setText(title)
        self._text.setText(text)
        told = f"{title}. {text}"
        if told != self.accessibleName():
            alert_text(self, told)
        self._give_room()
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
        self._buttons.addStretch()
        for button in buttons:
            self._buttons.addWidget(button)
            button.show()
        self._buttons.addStretch()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        alert(self)

    @override
    def minimumSizeHint(self) -> QSize:
        least = max(self._buttons.minimumSize().width(), theme.px(_LEAST)) + 2 * _AROUND
        return QSize(least, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        """The words are easy to read on lines of one width, and no wider than their place."""
        for part in (self._title, self._text):
            part.setFixedWidth(max(theme.px(_LEAST), min(theme.px(_TEXT), self.width() - 2 * _AROUND)))
