"""What every step of the wizard is, so that the wizard need not know any of them.

Refuses to hold the answers: those are in one `Draft`, which the wizard has.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from charter.importers.mapping_draft import Draft
from charter.services.mapping import Table
from charter.ui.look import theme
from charter.ui.widgets.parts import label


class Said(NamedTuple):
    """What is wrong, in words, and where the keyboard must go."""

    text: str
    part: QWidget


class Step(QWidget):
    """Signals: `changed` with the draft as it is after an answer."""

    changed = Signal(object)

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setAccessibleName(title)
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 18, 24, 10)
        self.column.setSpacing(10)
        self.column.addWidget(label(title, theme.TITLE, bold=True, wrap=True))
        self.explanation = label(explanation, tone="muted", wrap=True)
        self.explanation.setVisible(bool(explanation))
        self.column.addWidget(self.explanation)

    def show_draft(self, table: Table, draft: Draft) -> None:
        """Show what was said so far."""
        raise NotImplementedError

    def fault(self) -> Said | None:
        """The first thing that is missing; None when one may go on."""
        return None
