"""One version of a norm to read: every rule in words, and why it cannot be changed.

Why: a version by which a period was closed is evidence. Refuses to be edited; its terms can be tried on a past period,
which changes no verdict.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from charter.locale import _
from charter.norms.model import Norm
from charter.norms.phrases import certainty_word, ground
from charter.ui.look import theme
from charter.ui.norms import words
from charter.ui.norms.words import Stretch
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.parts import label, wide

_WIDTH = 560


class VersionSheet(Ask):
    """Accepted: its terms are to be tried."""

    def __init__(self, norm: Norm, stretch: Stretch, periods: str, parent: QWidget) -> None:
        """`periods` are the closed ones that lock it, in words."""
        version = stretch.version
        named = {"number": version.number, "norm": words.title(norm), "periods": periods}
        super().__init__(
            _("Version %(number)s of %(norm)s") % named,
            _("This version is locked: %(periods)s was closed by it. For a change you make a new version.") % named,
            "lock",
            _("Try these terms"),
            parent,
        )
        self.setMinimumWidth(wide(self, _WIDTH))
        basis = "\n".join(f"{ground(one)} ({certainty_word(one.certainty)})" for one in version.basis)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = (
            (_("Valid"), stretch.said, ""),
            *words.facts(version),
            *words.rules(version),
            (_("Basis"), basis, ""),
        )
        for row, (name, value, meaning) in enumerate(rows):
            told = QVBoxLayout()
            told.setSpacing(0)
            told.addWidget(label(value, bold=True, wrap=True, selectable=True))
            if meaning:
                told.addWidget(label(meaning, theme.CAPTION, tone="muted", wrap=True))
            grid.addWidget(label(name, tone="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(told, row, 1)
        self.fields.addRow(grid)
