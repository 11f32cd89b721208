"""The versions of a norm on their days, and its worked examples beside what the program makes of them.

Why together: an example is judged by the version of its days, so whoever reads one needs the other. Refuses to run an
example; the services did.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from charter.locale import _
from charter.services import norm_editing
from charter.services.norm_filing import Card
from charter.ui.look import theme
from charter.ui.norms import words
from charter.ui.norms.columns import example_columns, version_columns
from charter.ui.norms.what_if_card import height_of
from charter.ui.tasks import Tasks
from charter.ui.widgets.parts import IconLabel, as_card, button, label, plain, set_property
from charter.ui.widgets.table_view import TableView

_SHOWN = 4


class VersionsCard(QFrame):
    """Signals: `version_opened` with the place of a version, the newest first; `example_wanted` to add an example."""

    version_opened = Signal(int)
    example_wanted = Signal()

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        as_card(self)
        self.versions = TableView.alone(tasks, settings, "norm-versions", _("Versions"))
        self.versions.opened.connect(self.version_opened)
        self.examples = TableView.alone(tasks, settings, "norm-examples", _("Worked examples"))
        self.gap = label(points=theme.CAPTION, tone="warn", wrap=True)
        self.gap_strip = self._strip(self.gap)
        self.passing = label(bold=True, wrap=True)
        self.passing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.wrong = label(points=theme.CAPTION, tone="breached", wrap=True)
        self.wrong.setContentsMargins(15, 0, 15, 0)
        self.add = button(_("Add an example..."), "plus", link=True)
        self.add.clicked.connect(self.example_wanted)
        self._build()

    def _build(self) -> None:
        locked = label(_("A version by which a period was closed is locked."), theme.CAPTION, tone="muted", wrap=True)
        locked.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        above = QHBoxLayout()
        above.setContentsMargins(15, 0, 15, 0)
        above.addWidget(label(_("Versions"), theme.SECTION, bold=True, wrap=True), 1)
        above.addWidget(locked, 2)
        between = QHBoxLayout()
        between.setContentsMargins(15, 6, 15, 0)
        between.addWidget(label(_("Worked examples"), theme.SECTION, bold=True, wrap=True), 1)
        between.addWidget(self.passing, 1)
        below = QHBoxLayout()
        below.setContentsMargins(11, 0, 11, 0)
        below.addStretch(1)
        below.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 8)
        column.setSpacing(4)
        column.addLayout(above)
        column.addWidget(self.gap_strip)
        column.addWidget(self.versions)
        column.addLayout(between)
        column.addWidget(self.wrong)
        column.addWidget(self.examples, 1)
        column.addLayout(below)

    @staticmethod
    def _strip(inner: QWidget) -> QWidget:
        """Words that ask for attention, in their own tint."""
        strip = QFrame()
        strip.setProperty("strip", "warn")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(IconLabel("attention", "warn"))
        row.addWidget(inner, 1)
        around = plain()
        room = QHBoxLayout(around)
        room.setContentsMargins(12, 2, 12, 2)
        room.addWidget(strip)
        return around

    def show_card(self, card: Card, locked: frozenset[int], today: date) -> None:
        """Show the versions of a norm, those with these numbers being locked, and its examples."""
        told = words.stretches(card.norm)
        self.versions.table.show_data(len(told), version_columns(told, locked, today))
        self.versions.setFixedHeight(height_of(self.versions, min(len(told), _SHOWN)))
        gaps = [one.said for one in told if one.version.ended]
        self.gap_strip.setVisible(bool(gaps))
        self.gap.setText(_("No promise: %(periods)s.") % {"periods": "; ".join(gaps)})
        results = card.results
        self.examples.table.show_data(len(results), example_columns(card.norm.examples, results))
        right = sum(result.ok for result in results)
        self.passing.setText(_("%(right)s of %(n)s are right") % {"right": right, "n": len(results)})
        set_property(self.passing, "tone", "met" if right == len(results) else "breached")
        wrong = [norm_editing.outcome(result) for result in results if not result.ok]
        self.wrong.setText("\n".join(dict.fromkeys(wrong)))
        self.wrong.setVisible(bool(wrong))
