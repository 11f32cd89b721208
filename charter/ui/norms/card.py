"""The head of a norm: its name, how it stands today, the promise in its own words, four facts and where they come from.

Refuses to judge; the words come from `charter.ui.norms.words`.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from charter.locale import _, language
from charter.norms.phrases import certainty_word, ground, remark
from charter.services.norm_filing import Card
from charter.ui.look import theme
from charter.ui.norms import words
from charter.ui.norms.columns import norm_icon
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import Chip, IconLabel, as_card, button, clear, label, plain

PROMISE = 12.0
"""Points of the charter's own words."""

_STRETCH = (4, 2, 4, 5)
_FACT = 84


class NormCard(QFrame):
    """Signals: `version_wanted` for a new version, `switch_wanted` to switch the norm on or off."""

    version_wanted = Signal()
    switch_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self._icon = IconLabel(size=18)
        self.title = label(points=theme.HEADLINE, bold=True, wrap=True)
        self.chip = Chip()
        self.switch = button(_("Switch off..."))
        self.switch.clicked.connect(self.switch_wanted)
        self.new = button(
            _("New version..."), "plus", primary=True, help_text=_("Make a new version from a day on (Ctrl+N)")
        )
        self.new.clicked.connect(self.version_wanted)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self.title, 1)
        self.chip.setFixedHeight(self.new.sizeHint().height())
        beside = plain()
        beside.setLayout(Flow(self.chip, self.switch, self.new))
        head.addWidget(beside)
        self.promise = label(points=PROMISE, wrap=True, selectable=True)
        self._facts = Beside(20)
        self._basis = label(points=theme.CAPTION, tone="muted", wrap=True, selectable=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.promise)
        column.addLayout(self._facts)
        column.addWidget(self._basis)

    def show_card(self, card: Card, today: date) -> None:
        """Show a norm as it stands on a day."""
        norm = card.norm
        version = words.shown_version(norm, today)
        self._icon.show_icon(norm_icon(norm), "text")
        self.title.setText(words.title(norm))
        self.chip.say(*words.standing(norm, today, on=card.on, failing=card.failing))
        self.switch.setText(_("Switch off...") if card.on else _("Switch on..."))
        self.promise.setText(f"“{norm.promise.get(language(), '')}”")
        clear(self._facts)
        facts = words.facts(version)
        for place, (name, value, more) in enumerate(facts):
            fact = QVBoxLayout()
            fact.setSpacing(1)
            fact.addWidget(label(name, theme.CAPTION, tone="muted"))
            fact.addWidget(label(value, bold=True, wrap=True, selectable=True))
            fact.addWidget(label(more, theme.CAPTION, tone="muted", wrap=True))
            fact.addStretch(1)
            self._facts.add(fact, _STRETCH[place], theme.px(_FACT))
        sources = "; ".join(f"{ground(basis)} ({certainty_word(basis.certainty)})" for basis in version.basis)
        self._basis.setText(_("Basis: %(sources)s") % {"sources": sources})
        self._basis.setToolTip("\n".join(remark(basis) for basis in version.basis if basis.note))
        spoken = ". ".join(f"{name}: {value}" for name, value, _remark in facts)
        self.setAccessibleName(f"{words.title(norm)}. {self.chip.words}. {spoken}")
