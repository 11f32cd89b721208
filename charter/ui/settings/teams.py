"""Which team works on which queues and mailboxes, and how many people it has: a row a team.

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
from charter.ui.look import theme
from charter.ui.settings.section import Section, beside, line
from charter.ui.widgets.parts import button, icon_button, label, plain

SEPARATOR = ";"
_PADDING = 24
TEAMS: KeyPath = ("teams",)
SIZES: KeyPath = ("team_sizes",)
FEW_PEOPLE = N_("Of a team with fewer than 5 people, no figure leaves the house on its own. Empty: you do not say.")
WRONG_PEOPLE = N_("Write how many people work there as a whole number, or nothing.")
CONSEQUENCE = N_("Stored contacts get their team anew, unless their log names one. Figures per team can change.")
MISSING = N_("Write a name and at least one queue or mailbox, or remove the row.")


@dataclass(frozen=True, slots=True)
class _Row:
    name: QLineEdit
    places: QLineEdit
    people: QLineEdit
    remove: QToolButton


class TeamsSection(Section):
    """Rows of a name, its queues and mailboxes, and its people."""

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
        self._grid.addWidget(label(_("People"), tone="muted"), 0, 2)
        self.add_team = button(_("Add a team"), "plus", link=True)
        self.add_team.clicked.connect(self._add_empty)
        inside = plain()
        inside.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        few = label(_(FEW_PEOPLE), theme.CAPTION, tone="muted", wrap=True)
        self._of_rows = (inside, few)
        """What is shown only while there is a team."""
        for part in self._of_rows:
            form.addRow(part)
            part.hide()
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
            self._add(team, places, str(profile.team_sizes.get(team, "")))

    @override
    def changes(self) -> Mapping[KeyPath, Any]:
        if self._profile is None:
            return {}
        told, found = self._told(), dict[KeyPath, Any]()
        if told != self._profile.teams:
            found[TEAMS] = told
        standing = self._profile.team_sizes
        wanted = {**standing, **dict.fromkeys(self._profile.teams.values()), **self._people()}
        return found | {(*SIZES, team): size for team, size in wanted.items() if size != standing.get(team)}

    @override
    def faults(self) -> Mapping[KeyPath, str]:
        seen: dict[str, str] = {}
        for row in self.rows:
            name, places = row.name.text().strip(), _places(row)
            people = row.people.text().strip()
            if bool(places) != bool(name) or (people and not name):
                self._point_at(row.places if name else row.name)
                return {TEAMS: _(MISSING)}
            if people and not (people.isdecimal() and int(people)):
                self._point_at(row.people)
                return {TEAMS: _(WRONG_PEOPLE)}
            for place in places:
                if seen.setdefault(place, name) != name:
                    self._point_at(row.places)
                    return {TEAMS: _("%(place)s stands with two teams. Choose one.") % {"place": place}}
        return {}

    def _point_at(self, field: QWidget) -> None:
        self._faults[TEAMS] = (field, self._faults[TEAMS][1])

    @override
    def consequence(self) -> str:
        return _(CONSEQUENCE) if TEAMS in self.changes() else ""

    def _told(self) -> dict[str, str]:
        return {place: row.name.text().strip() for row in self.rows for place in _places(row)}

    def _people(self) -> dict[str, int | str]:
        """How many people each team has, as far as somebody wrote it; a text where it is no number."""
        written = {row.name.text().strip(): row.people.text().strip() for row in self.rows}
        return {team: int(n) if n.isdecimal() else n for team, n in written.items() if team and n}

    def _add_empty(self) -> None:
        self._add("", [], "")
        self.rows[-1].name.setFocus()

    def _add(self, team: str, places: list[str], people: str) -> None:
        row = _Row(
            line(_("Team")),
            line(_("Queues and mailboxes"), "info@voorbeeld.nl; kcc_algemeen"),
            line(_("People")),
            icon_button("remove", _("Remove this team")),
        )
        row.name.setText(team)
        row.places.setText(f"{SEPARATOR} ".join(places))
        row.people.setText(people)
        row.people.setMaxLength(4)
        row.people.setMinimumWidth(0)
        row.people.setFixedWidth(row.people.fontMetrics().horizontalAdvance("0000") + _PADDING)
        for field in (row.name, row.places, row.people):
            field.textEdited.connect(self._typed)
        row.remove.clicked.connect(lambda: self._remove(row))
        at = self._grid.rowCount()
        for column, part in enumerate((row.name, row.places, row.people, row.remove)):
            self._grid.addWidget(part, at, column)
            part.show()  # now, so that it can take the keyboard at once
        before = self.rows[-1].remove if self.rows else None
        self.rows.append(row)
        self._show_rows()
        for first, then in pairwise((before, row.name, row.places, row.people, row.remove, self.add_team)):
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
        for part in (row.name, row.places, row.people, row.remove):
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._show_rows()

    def _show_rows(self) -> None:
        for part in self._of_rows:
            part.setVisible(bool(self.rows))


def _places(row: _Row) -> list[str]:
    return [part.strip() for part in row.places.text().split(SEPARATOR) if part.strip()]
