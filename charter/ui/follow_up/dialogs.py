"""The questions around a contact: who takes it, why it is excused, why something is taken back, where it comes from.

Refuses to write anything: each gives back what was filled in.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from charter.locale import _, formats, ngettext
from charter.ui.widgets.ask import Ask, too_short
from charter.ui.widgets.chooser import OneChoice


class AssignDialog(Ask):
    """Who takes the chosen contacts."""

    def __init__(self, teams: Sequence[str], chosen: int, parent: QWidget) -> None:
        title = ngettext("Assign %(n)s contact", "Assign %(n)s contacts", chosen) % {"n": formats.number(chosen)}
        text = _("The team stands in the list as the one whose turn it is. No verdict changes.")
        super().__init__(title, text, "team", _("Assign"), parent)
        self.team = OneChoice(_("Team"), filters=False)
        self.team.offer(_("Choose a team..."), [(team, team) for team in teams])
        self.team.setEditable(not teams)
        self.add(_("Team"), self.team)
        self.team.setFocus()

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        return None if self.chosen else (_("Choose a team."), self.team)

    @property
    def chosen(self) -> str:
        """The team."""
        return str(self.team.value() or (self.team.currentText().strip() if self.team.isEditable() else ""))


class ExcuseDialog(Ask):
    """Why a breach does not count."""

    def __init__(self, contact: str, chosen: int, causes: Sequence[str], closed: str, parent: QWidget) -> None:
        title = _("Excuse %(contact)s") % {"contact": contact}
        if chosen > 1:
            title = ngettext("Excuse %(n)s contact", "Excuse %(n)s contacts", chosen) % {"n": formats.number(chosen)}
        text = _(
            "The contact then counts neither as breached nor as met. In the workbook it stands apart, with your reason."
        )
        super().__init__(title, f"{text} {closed}".strip(), "excused", _("Excuse"), parent)
        self.cause = OneChoice(_("Reason"), filters=False)
        self.cause.offer(_("Choose a reason..."), [(cause, cause) for cause in causes])
        self.add(_("Reason"), self.cause)
        self.reason = self.add_reason(_("Explanation (required)"), _("What happened, and where is the proof?"))
        self.cause.setFocus()

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        if self.cause.value() is None:
            return _("Choose a reason."), self.cause
        return too_short(self.reason)

    @property
    def given(self) -> tuple[str, str]:
        """The reason from the list, and the explanation."""
        return str(self.cause.value()), self.reason.toPlainText().strip()


class UndoDialog(Ask):
    """Why an entry is taken back."""

    def __init__(self, entry: str, parent: QWidget) -> None:
        text = _("The entry stays visible, with your reason below it: %(entry)s") % {"entry": entry}
        super().__init__(_("Take this back"), text, "undo", _("Take back"), parent)
        self.reason = self.add_reason(_("Explanation (required)"), _("Why was it not right?"))
        self.reason.setFocus()

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        return too_short(self.reason)

    @property
    def given(self) -> str:
        """The explanation."""
        return self.reason.toPlainText().strip()
