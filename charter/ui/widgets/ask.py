"""A dialog that asks for a few fields, and names what is missing under them instead of going grey.

Why: a button that cannot be pressed does not say why. Refuses to close before everything is there.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from charter.locale import _
from charter.services.written_reasons import REMEDY, is_reason
from charter.ui.alert import alert_text
from charter.ui.look import theme
from charter.ui.widgets.parts import IconLabel, button, label, wide

_WIDTH = 460
_LINES = 76
_TITLE_BAR = 40


class Ask(QDialog):
    """Title, what will happen, fields, what is missing, and two buttons with verbs."""

    def __init__(self, title: str, text: str, picture: str, act: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(wide(self, _WIDTH))
        self.fields = QFormLayout()
        self.fields.setHorizontalSpacing(12)
        self.fields.setVerticalSpacing(8)
        self.fault = label(points=theme.CAPTION, tone="breached", wrap=True)
        self.fault.hide()
        cancel = button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.act = button(act, primary=True)
        self.act.setDefault(True)
        self.act.clicked.connect(self.accept)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel(picture, "accent", 18), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(label(title, theme.SECTION, bold=True, wrap=True), 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addLayout(head)
        self.text = label(text, wrap=True)
        self.text.setVisible(bool(text))
        column.addWidget(self.text)
        column.addLayout(self.fields)
        column.addWidget(self.fault)
        column.addStretch(1)  # what is to spare stands above the buttons, not between the fields
        column.addLayout(row)

    def add(self, words: str, field: QWidget) -> None:
        """Add a field with its name beside it."""
        name = label(words, tone="muted")
        name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(words)
        self.fields.addRow(name, field)

    def add_reason(self, words: str, hint: str) -> QPlainTextEdit:
        """Add the written explanation, its name above it."""
        made = QPlainTextEdit()
        made.setPlaceholderText(hint)
        made.setTabChangesFocus(True)
        made.setFixedHeight(theme.tall(_LINES, 3))
        made.setAccessibleName(words)
        name = label(words, tone="muted")
        name.setBuddy(made)
        self.fields.addRow(name)
        self.fields.addRow(made)
        return made

    def missing(self) -> tuple[str, QWidget] | None:
        """The first thing that is missing, in words, and where; None when nothing is."""
        return None

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self.fit()
        super().showEvent(event)

    def fit(self, least: int = 0) -> None:
        """As high as the words need at this width, and at least `least`; no higher than the display has room for.

        Qt itself reckons with a narrower dialog, whose words take more lines.
        """
        layout = self.layout()
        if layout is not None:
            layout.activate()
            room = self.screen().availableSize().height() - _TITLE_BAR
            self.resize(self.width(), max(least, min(layout.totalHeightForWidth(self.width()), room)))

    def accept(self) -> None:
        """Close when nothing is missing; else say what is, and go there."""
        fault = self.missing()
        if fault is None:
            super().accept()
            return
        self.fault.setText(fault[0])
        self.fault.show()
        alert_text(self.fault, fault[0])
        self.fit(self.height())
        fault[1].setFocus(Qt.FocusReason.OtherFocusReason)


def too_short(field: QPlainTextEdit) -> tuple[str, QWidget] | None:
    """What is wrong with a written reason."""
    if is_reason(field.toPlainText()):
        return None
    return _(REMEDY), field
