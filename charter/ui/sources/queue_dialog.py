"""Asks whose queue it is. Refuses to read anything again: the contacts stand, only their team is new."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from charter.locale import _
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.chooser import OneChoice


class QueueDialog(Ask):
    """`queue` and `team` are what was chosen; a team may be typed that is not there yet."""

    def __init__(self, queues: Sequence[tuple[str, str]], teams: Sequence[str], parent: QWidget) -> None:
        """`queues` are the words for each and its name, the usual choice first."""
        text = _(
            "The contacts of this queue are this team's from now on, also those that are in already. "
            "You find it back under Settings, Teams."
        )
        super().__init__(_("Map a queue to a team"), text, "team", _("Map"), parent)
        self.queues = OneChoice(_("Queue"), filters=False)
        for words, name in queues:
            self.queues.addItem(words, name)
        self.add(_("Queue"), self.queues)
        self.teams = OneChoice(_("Team"), filters=False)
        self.teams.setEditable(True)
        for name in teams:
            self.teams.addItem(name, name)
        self.teams.setCurrentIndex(-1)
        field = self.teams.lineEdit()
        if field is not None:
            field.setPlaceholderText(_("Choose a team, or type a new one"))
        self.add(_("Team"), self.teams)
        (self.queues if len(queues) > 1 else self.teams).setFocus()

    @property
    def queue(self) -> str:
        """The name of the queue."""
        return str(self.queues.value())

    @property
    def team(self) -> str:
        """The name of the team."""
        return " ".join(self.teams.currentText().split())

    @override
    def missing(self) -> tuple[str, QWidget] | None:
        return None if self.team else (_("Choose a team."), self.teams)
