"""Which team works on which queues and mailboxes: a row a team.

Why by team: the profile maps each queue, but people know teams. Refuses a queue that stands with two teams.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QToolButton, QWidget
from typing_extensions import override

from charter.faults import Path as KeyPath
from charter.locale import N_, _
from charter.settings import Profile
from charter.ui.settings.section import Section, beside, line
from charter.ui.widgets.parts import button, icon_button, label

SEPARATOR = ";"
TEAMS: KeyPath = ("teams",)
CONSEQUENCE = N_("Stored contacts get their team anew, unless their log names one. Figures per team can change.")
MISSING = N_("Write a name and at least one queue or mailbox, or remove the row.")


@dataclass(frozen=True, slots=True)
class _Row:
    name: QLineEdit
    places: QLineEdit
    remove: QToolButton


class TeamsSection(Section):
    """Rows of a name and its queues and mailboxes."""

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self.rows: list[_Row] = []
        form = self.form(
            _("Teams"),
            _("A contact belongs to the team of its queue or mailbox. Put a semicolon between several."),
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 5)
        self._grid.addWidget(label(_("Team"), tone="muted"), 0, 0)
        self._grid.addWidget(label(_("Queues and mailboxes"), tone="muted"), 0, 1)
        self.add_team = button(_("Add a team"), "plus", link=True)
        self.add_team.clicked.connect(self._add_empty)
        inside = QWidget()
        inside.setObjectName("plain")
        inside.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        form.addRow(inside)
        form.addRow(self.fault(TEAMS, self.add_team))
        below = QHBoxLayout()
        below.addWidget(self.add_team)
        below.addStretch(1)
        form.addRow(beside(below))
        self.end()

    @override
    def show_profile(self, profile: Profile) -> None:
        self._profile = profile
        for row in tuple(self.rows):
            self._take(row)
        by_team: dict[str, list[str]] = {}
        for place, team in profile.teams.items():
            by_team.setdefault(team, []).append(place)
        for team, places in by_team.items():
            self._add(team, places)

    @override
    def changes(self) -> Mapping[KeyPath, Any]:
        told = self._told()
        return {} if self._profile is None or told == self._profile.teams else {TEAMS: told}

    @override
    def faults(self) -> Mapping[KeyPath, str]:
        seen: dict[str, str] = {}
        for row in self.rows:
            name, places = row.name.text().strip(), _places(row)
            if bool(places) != bool(name):
                self._point_at(row.places if name else row.name)
                return {TEAMS: _(MISSING)}
            for place in places:
                if seen.setdefault(place, name) != name:
                    self._point_at(row.places)
                    return {TEAMS: _("%(place)s stands with two teams. Choose one.") % {"place": place}}
        return {}

    def _point_at(self, field: QWidget) -> None:
        self._faults[TEAMS] = (field, self._faults[TEAMS][1])

    @override
    def consequence(self) -> str:
        return _(CONSEQUENCE) if self.changes() else ""

    def _told(self) -> dict[str, str]:
        return {place: row.name.text().strip() for row in self.rows for place in _places(row)}

    def _add_empty(self) -> None:
        self._add("", [])
        self.rows[-1].name.setFocus()

    def _add(self, team: str, places: list[str]) -> None:
        row = _Row(
            line(_("Team")),
            line(_("Queues and mailboxes"), "info@voorbeeld.nl; kcc_algemeen"),
            icon_button("remove", _("Remove this team")),
        )
        row.name.setText(team)
        row.places.setText(f"{SEPARATOR} ".join(places))
        for field in (row.name, row.places):
            field.textEdited.connect(self._typed)
        row.remove.clicked.connect(lambda: self._remove(row))
        at = self._grid.rowCount()
        for column, part in enumerate((row.name, row.places, row.remove)):
            self._grid.addWidget(part, at, column)
            part.show()  # now, so that it can take the keyboard at once
        before = self.rows[-1].remove if self.rows else None
        self.rows.append(row)
        for first, then in pairwise((before, row.name, row.places, row.remove, self.add_team)):
            if first is not None and then is not None:
                QWidget.setTabOrder(first, then)

    def _typed(self) -> None:
        self.clear_faults()
        self.changed.emit()

    def _remove(self, row: _Row) -> None:
        self._take(row)
        self.add_team.setFocus()
        self._typed()

    def _take(self, row: _Row) -> None:
        self.rows.remove(row)
        self._point_at(self.add_team)
        for part in (row.name, row.places, row.remove):
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()


def _places(row: _Row) -> list[str]:
    return [part.strip() for part in row.places.text().split(SEPARATOR) if part.strip()]
