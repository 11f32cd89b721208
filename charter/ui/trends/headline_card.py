"""The first thing that a director reads: one big sentence, then at most three, the most important first.

Refuses to choose words; `charter.reports.words` did.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from charter.locale import _
from charter.ui.look import theme
from charter.ui.widgets.parts import IconLabel, as_card, button, clear, label

if TYPE_CHECKING:
    from charter.ui.trends.telling import Headline


class HeadlineCard(QFrame):
    """A card of sentences. Signals: `copy_wanted` for the text to publish."""

    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self._big = label(points=theme.HEADLINE, bold=True, wrap=True, selectable=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 11, 16, 12)
        column.setSpacing(7)
        self.copy = button(_("Copy the text to publish"), "copy", link=True)
        self.copy.setToolTip(_("Copies the paragraph Our service, for a council or board proposal"))
        self.copy.clicked.connect(self.copy_wanted)
        first = QHBoxLayout()
        first.addWidget(self._big, 1)
        first.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addLayout(self._rows)

    def say(self, opening: str, headlines: tuple[Headline, ...]) -> None:
        """Say it."""
        self._big.setText(opening)
        clear(self._rows)
        for one in headlines:
            words = label(wrap=True, selectable=True)
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setText(f"<b>{escape(one.lead)}</b> {escape(one.text)}")
            words.setAccessibleName(f"{one.lead} {one.text}")
            row = QHBoxLayout()
            row.setSpacing(9)
            row.addWidget(IconLabel(one.icon, one.tone, 18), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            self._rows.addLayout(row)
        if not headlines:
            calm = _("No promise shows a change that is more than chance.")
            self._rows.addWidget(label(calm, tone="muted", wrap=True))
        self.setAccessibleName(" ".join([opening, *(one.lead for one in headlines)]))
