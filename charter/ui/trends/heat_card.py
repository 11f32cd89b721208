"""The card that tells when it goes wrong: a table of hours and weekdays, and what must be said of it.

Refuses to count, and to show a share of fewer than 20 contacts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from charter.locale import _
from charter.ui.look import theme
from charter.ui.trends.heat_table import HeatCell, HeatModel, HeatTable
from charter.ui.trends.picture_card import leave_button
from charter.ui.widgets.parts import as_card, label

if TYPE_CHECKING:
    from charter.ui.trends.figures import Shown


_ABOVE, _BELOW = 1, 4
"""Where the card gives way when there is no table in it."""


class HeatCard(QFrame):
    """Signals: `opened` (HeatCell), `leave_wanted` (a way)."""

    opened = Signal(object)
    leave_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        name = _("When does it go wrong?")
        self._about = label(points=theme.CAPTION, tone="muted", wrap=True)
        self._note = label(points=theme.CAPTION, tone="muted", wrap=True, selectable=True)
        self.model = HeatModel()
        self.table = HeatTable(self.model, name)
        self.table.opened.connect(self.opened)
        leave, menu = leave_button(_("Save or copy: %(name)s") % {"name": name})
        menu.triggered.connect(lambda action: self.leave_wanted.emit(action.data()))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(name, theme.SECTION, bold=True, wrap=True))
        words.addWidget(self._about)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(leave, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 9, 10, 9)
        column.setSpacing(5)
        column.addLayout(head)
        column.addStretch()
        column.addWidget(self.table, 1)
        column.addWidget(self._note)
        column.addStretch()
        self._column = column

    def show_shown(self, shown: Shown, about: str) -> None:
        """Show the table of a heat map; `about` is the norm and the period."""
        cells = _cells(shown)
        told = any(cell.share is not None for cell in cells)
        self.model.show_cells(cells if told else [])
        self._place(told=told)
        self._about.setText(_("%(norm)s, %% as promised") % {"norm": about})
        dark = theme.tokens().surface < theme.tokens().text
        tone = _("Lighter is lower.") if dark else _("Darker is lower.")
        self._note.setText(" ".join([f"{shown.title}.", *((tone,) if told else ()), *shown.notes[1:]]))
        self.table.setAccessibleDescription(shown.alt_text)

    def say(self, text: str) -> None:
        """Show a sentence in the place of the table."""
        self.model.show_cells([])
        self._place(told=False)
        self._note.setText(text)

    def _place(self, *, told: bool) -> None:
        """Under the table, or in the middle where there is none."""
        self.table.setVisible(told)
        self._note.setAlignment(Qt.AlignmentFlag.AlignLeft if told else Qt.AlignmentFlag.AlignHCenter)
        self._column.setStretch(_ABOVE, 0 if told else 1)
        self._column.setStretch(_BELOW, 0 if told else 1)


def _cells(shown: Shown) -> list[HeatCell]:
    records = [dict(zip([c.code for c in shown.table.columns], row, strict=True)) for row in shown.table.rows]
    hours = len({record["hour"] for record in records})
    return [
        HeatCell(
            place // hours,
            int(str(record["hour"])[:2]),
            int(str(record["contacts"])),
            int(str(record["counted"])),
            record["share"] if isinstance(record["share"], float) else None,
        )
        for place, record in enumerate(records)
    ]
