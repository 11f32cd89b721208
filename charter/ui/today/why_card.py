"""Why a contact stands in the worklist, in a few words: the promise, the reason, the days, and how the end came.

Where messages above the page leave little room the words scroll; what can be done stays in sight.
Refuses to tell every step: those are one click away, in the register.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout

from charter.locale import _
from charter.norms.explain import Explanation
from charter.ui.look import theme
from charter.ui.widgets.day_strip import DayStrip
from charter.ui.widgets.parts import as_card, button, label, plain, scrolled

_HOW_THE_END_CAME = ("deferred", "clock", "opening_hours", "rolled", "not_rolled", "suspended", "extended", "end")
"""The steps of an explanation that stand under the day strip."""


class WhyCard(QFrame):
    """Signals: `opened` when the contact must be shown in the register, `assign_wanted` when a team must take it."""

    opened = Signal()
    assign_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self.title = label(_("Why is it here?"), theme.SECTION, bold=True, wrap=True)
        self.reason = label(wrap=True, selectable=True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.strip = DayStrip()
        self.more = label(tone="muted", wrap=True, selectable=True)
        self.more.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.open_button = button(_("Open"), help_text=_("Show it in Breaches (Enter)"))
        self.open_button.clicked.connect(self.opened)
        self.assign_button = button(
            _("Assign..."), "user", primary=True, help_text=_("Say whose turn it is, for every chosen row (Ctrl+T)")
        )
        self.assign_button.clicked.connect(self.assign_wanted)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(self.assign_button)
        actions.addWidget(self.open_button)
        actions.addStretch()
        actions.setContentsMargins(14, 0, 14, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 12)
        column.setSpacing(8)
        column.addWidget(self._build_words(), 1)
        column.addLayout(actions)

    def _build_words(self) -> QScrollArea:
        words = plain()
        column = QVBoxLayout(words)
        column.setContentsMargins(13, 2, 13, 0)
        column.setSpacing(8)
        for part in (self.title, self.reason, self.strip, self.more):
            column.addWidget(part)
        column.addStretch(1)
        self.words = scrolled(words, _("Explanation"), sideways=False)
        self.words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return self.words

    def offer_actions(self, *, chosen: bool) -> None:
        """Offer what can be done with a chosen contact."""
        self.open_button.setVisible(chosen)
        self.assign_button.setVisible(chosen)

    def show_nothing(self) -> None:
        """No contact is chosen."""
        self.title.setText(_("Why is it here?"))
        self.reason.setText(_("Choose a contact in the list to see why it is there."))
        self.more.setText("")
        self.strip.show_days((), late=False)

    def show_explanation(self, explanation: Explanation, as_of: int) -> None:
        """Tell why, as it is at `as_of` (UTC microseconds)."""
        self.title.setText(_("Why is %(number)s here?") % {"number": explanation.contact})
        self.reason.setText(f"{explanation.promise} {explanation.reason_text}")
        self.words.verticalScrollBar().setValue(0)
        late = explanation.deadline is not None and explanation.deadline < as_of
        self.strip.show_days(explanation.strip, late=late)
        self.more.setText(" ".join(step.text for step in explanation.steps if step.code in _HOW_THE_END_CAME))
