"""What every step of the first run is, so that the road need not know any of them.

Why a page that scrolls: every step must be readable at every text size. Refuses to hold answers for good: those are in
one `Draft`, which the road has.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from charter.services.first_run import Draft
from charter.services.profile_editing import Composed
from charter.ui.alert import alert_text
from charter.ui.look import theme
from charter.ui.widgets.parts import label, plain


class Step(QScrollArea):
    """Signals: `changed` at every key and choice of the user."""

    changed = Signal()

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = plain()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(28, 20, 28, 14)
        self.column.setSpacing(10)
        self.column.addWidget(label(title, theme.TITLE, bold=True, wrap=True))
        self.column.addWidget(label(explanation, tone="muted", wrap=True))
        self.setWidget(inside)

    def show_draft(self, draft: Draft) -> None:
        """Show what was answered, in place of what stands there."""

    def told(self, draft: Draft) -> Draft:
        """`draft` with the answers of this step."""
        return draft

    def show_faults(self, composed: Composed) -> QWidget | None:
        """Put under each field what is wrong with it; gives the first such field, None when one may go on."""

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        raise NotImplementedError


def fault() -> QLabel:
    """The place under a field for what is wrong with it."""
    made = label(points=theme.CAPTION, tone="breached", wrap=True)
    made.hide()
    return made


def say(told: QLabel, text: str) -> None:
    """Say what is wrong, or take it away."""
    told.setText(text)
    told.setVisible(bool(text))
    alert_text(told, text)
