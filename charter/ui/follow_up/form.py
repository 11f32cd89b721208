"""What a team lead says of the chosen contacts: whose turn it is, the reason, a note; and the roads to say more.

Why: it stands under the explanation, so that the reason is given where the facts are. What was typed stays when fresh
data comes, and for who goes to another contact and back. Refuses to write: it says what is wanted.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from charter.columns import Act
from charter.locale import _, formats, ngettext
from charter.services.by_hand import Standing
from charter.ui.alert import alert_text
from charter.ui.look import theme
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import button, label

_LETTERS = 12
Acts = tuple[tuple[Act, str, str], ...]
"""What was filled in: act, value, reason."""


class FollowForm(QWidget):
    """Signals: `save_wanted`, `excuse_wanted`, `correct_wanted`, `source_wanted`."""

    save_wanted = Signal()
    excuse_wanted = Signal()
    correct_wanted = Signal()
    source_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._about: Hashable = None
        self._standing = Standing()
        self.drafts: dict[Hashable, Acts] = {}
        """What was filled in and not kept yet, by what it is about; a window gives all its forms the same."""
        self.title = label(_("Follow-up"), bold=True)
        self.closed = label(points=theme.CAPTION, tone="warn", wrap=True)
        self.closed.hide()
        self.team = OneChoice(_("Up next"), filters=False)
        self.cause = OneChoice(_("Reason"), filters=False)
        self.note = QLineEdit()
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("Without names of residents"))
        self.note.returnPressed.connect(self.save_wanted)
        for choice in (self.team, self.cause):
            choice.setMinimumContentsLength(_LETTERS)
        self.note.textChanged.connect(self._remember)
        for choice in (self.team, self.cause):
            choice.currentIndexChanged.connect(self._remember)
        self.fault = label(points=theme.CAPTION, tone="breached", wrap=True)
        self.fault.hide()
        fields = QFormLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        for words, field in ((_("Up next"), self.team), (_("Reason"), self.cause), (_("Note"), self.note)):
            name = label(words, tone="muted")
            name.setBuddy(field)
            fields.addRow(name, field)
        self.save = button(_("Save"), primary=True, help_text=_("Save, and go to the next without a reason (Ctrl+S)"))
        self.excuse = button(_("Excuse..."), "excused", help_text=_("Excuse (Ctrl+Shift+V)"))
        self.correct = button(_("Correct..."), "edit", help_text=_("Put a fact of this contact right"))
        self.source = button(
            _("Show source line"), "link", link=True, help_text=_("Where this contact comes from (Ctrl+B)")
        )
        for pressed, wanted in (
            (self.save, self.save_wanted),
            (self.excuse, self.excuse_wanted),
            (self.correct, self.correct_wanted),
            (self.source, self.source_wanted),
        ):
            pressed.clicked.connect(wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for words_above in (self.title, self.closed):
            column.addWidget(words_above)
        column.addLayout(fields)
        column.addWidget(self.fault)
        column.addLayout(Flow(self.save, self.excuse, self.correct, self.source))

    def offer(self, teams: Sequence[str], causes: Sequence[str]) -> None:
        """Replace what can be chosen; what was chosen stays where it is still there."""
        self.team.offer(_("Choose a team..."), [(team, team) for team in teams])
        self.cause.offer(_("Choose a reason..."), [(cause, cause) for cause in causes])

    def show_standing(self, about: Hashable, standing: Standing, chosen: int, closed: str) -> None:
        """Show what holds for `about`; `closed` says why a change is an addition, "" where the period is open.

        With several rows `chosen` nothing is filled in: only what is chosen now is said of all of them.
        """
        fresh = about != self._about or not self.touched
        self._about, self._standing = about, standing
        many = ngettext("Follow-up of %(n)s contact", "Follow-up of %(n)s contacts", chosen)
        self.title.setText(_("Follow-up") if chosen == 1 else many % {"n": formats.number(chosen)})
        self.closed.setText(closed)
        self.closed.setVisible(bool(closed))
        for single in (self.correct, self.source):
            single.setVisible(chosen == 1)
        if fresh:
            draft = self.drafts.get(about, ())
            self._fill(standing)
            self.restore(draft)

    def wanted(self) -> Acts:
        """What was changed, as acts; () when nothing was."""
        said = (
            (Act.ASSIGN, str(self.team.value() or ""), self._standing.assigned),
            (Act.CAUSE, str(self.cause.value() or ""), self._standing.cause),
            (Act.NOTE, self.note.text().strip(), self._standing.note),
        )
        return tuple((act, value, "") for act, value, was in said if value and value != was)

    def restore(self, acts: Sequence[tuple[Act, str, str]]) -> None:
        """Fill in again what could not be kept."""
        given = {act: value for act, value, _reason in acts}
        if Act.ASSIGN in given:
            self.team.choose(given[Act.ASSIGN])
        if Act.CAUSE in given:
            self.cause.choose(given[Act.CAUSE])
        if Act.NOTE in given:
            self.note.setText(given[Act.NOTE])

    @property
    def touched(self) -> bool:
        """Whether something was filled in that is not kept yet."""
        return bool(self.wanted())

    def done(self) -> None:
        """What was filled in is being kept."""
        self._standing = Standing(str(self.team.value() or ""), str(self.cause.value() or ""), self.note.text().strip())
        self._remember()
        self.say_fault("")

    def say_nothing_changed(self) -> None:
        """Nothing was filled in that is not kept already: say so, and put the keyboard there."""
        self.say_fault(_("Choose a team or a reason, or write a note."))
        self.cause.setFocus()

    def say_fault(self, text: str) -> None:
        """Say what is missing; "" takes it away."""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        alert_text(self.fault, text)

    def choose_team(self) -> None:
        """Put the keyboard in the teams."""
        self.team.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.team.showPopup()

    def choose_cause(self) -> None:
        """Put the keyboard in the reasons."""
        self.cause.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.cause.showPopup()

    def _remember(self) -> None:
        acts = self.wanted()
        if acts:
            self.drafts[self._about] = acts
        else:
            self.drafts.pop(self._about, None)

    def _fill(self, standing: Standing) -> None:
        self.team.choose(standing.assigned or None)
        self.cause.choose(standing.cause or None)
        self.note.setText(standing.note)
        self.say_fault("")
