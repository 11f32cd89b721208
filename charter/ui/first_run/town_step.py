"""Step 1: who the municipality is, its teams, and what is kept of people.

Why privacy here: it belongs to who you are, and it must stand before the first file comes in. Refuses names of staff:
those need the consent of the works council, in the settings.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from charter.locale import _
from charter.profile_text import default_text
from charter.services.first_run import Draft
from charter.services.profile_editing import Composed
from charter.settings import Profile
from charter.ui.first_run.step import Step, fault, say
from charter.ui.look import theme
from charter.ui.settings.section import line
from charter.ui.settings.teams import TEAMS, TeamsSection
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.parts import IconLabel, card, label

_SHORT, _WORDS = 64, 160


class TownStep(Step):
    """Name and addresses, teams, privacy."""

    def __init__(self) -> None:
        super().__init__(
            _("What is your municipality called?"),
            _("The name stands on every report. You can change everything here later."),
        )
        self.name = line(_("Name of the municipality"), _("for instance: gemeente Voorbeeld"))
        self.domains = line(_("After the @ in your own addresses"), "voorbeeld.nl")
        self.months = line(_("Keep contacts for so many months"))
        self.months.setMaxLength(3)
        self.months.setMaximumWidth(theme.px(_SHORT))
        self.months.setMinimumWidth(theme.px(_SHORT))
        self.teams = TeamsSection()
        self._name_fault, self._domains_fault, self._months_fault = fault(), fault(), fault()
        self.column.addWidget(self._build_names())
        self.column.addWidget(self._build_privacy())
        self.column.addWidget(self.teams)
        self.column.addStretch(1)
        for field in (self.name, self.domains, self.months):
            field.textEdited.connect(self.changed)
        self.teams.changed.connect(self.changed)

    def _build_names(self) -> QWidget:
        surface = card()
        column = QVBoxLayout(surface)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(4)
        meaning = label(
            _("By this Charter tells an answer from a question. Put a comma between several."),
            theme.CAPTION,
            tone="muted",
            wrap=True,
        )
        for field, below in ((self.name, (self._name_fault,)), (self.domains, (meaning, self._domains_fault))):
            name = label(field.accessibleName(), wrap=True)
            name.setBuddy(field)
            for part in (name, field, *below):
                column.addWidget(part)
            column.addSpacing(4)
        return surface

    def _build_privacy(self) -> QWidget:
        surface = card()
        column = QVBoxLayout(surface)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(_("Privacy"), theme.SECTION, bold=True))
        for picture, text in (
            ("lock", _("Charter makes a pseudonym of every telephone number and address. Always.")),
            (
                "user",
                _("Charter keeps no names of staff. That changes only when the works council agrees, in the settings."),
            ),
        ):
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(IconLabel(picture, "met"))
            row.addWidget(label(text, wrap=True), 1)
            column.addLayout(row)
        name = label(self.months.accessibleName())
        name.setBuddy(self.months)
        term = QHBoxLayout()
        term.setSpacing(10)
        for part in (IconLabel("clock", "met"), name, self.months):
            term.addWidget(part)
        term.addStretch(1)
        text = _("No law names this term: confirm it with your archivist.")
        kept = Beside(10)
        kept.add(term, 0)
        kept.add(label(text, theme.CAPTION, tone="muted", wrap=True), 1, theme.px(_WORDS))
        column.addLayout(kept)
        column.addWidget(self._months_fault)
        return surface

    @override
    def show_draft(self, draft: Draft) -> None:
        self.name.setText(draft.organisation)
        self.domains.setText(draft.domains)
        self.months.setText(draft.months)
        self.teams.show_profile(_any_town().model_copy(update={"teams": draft.teams}))

    @override
    def told(self, draft: Draft) -> Draft:
        return draft.but(
            organisation=self.name.text(),
            domains=self.domains.text(),
            months=self.months.text(),
            teams=dict(self.teams.changes().get(TEAMS, draft.teams)),
        )

    @override
    def show_faults(self, composed: Composed) -> QWidget | None:
        wrong = self.teams.faults()
        _n, first = self.teams.show_faults(lambda path: wrong.get(path, ""))
        months = composed.said_at(("privacy", "retention"))
        for told, field, text in (
            (self._months_fault, self.months, _("Write a whole number of months, such as 13.") if months else ""),
            (self._domains_fault, self.domains, composed.said_at(("mail", "own_domains"))),
            (
                self._name_fault,
                self.name,
                "" if self.name.text().strip() else _("Write the name of your municipality."),
            ),
        ):
            say(told, text)
            first = field if text else first
        return first

    @override
    def first(self) -> QWidget:
        return self.name


@cache
def _any_town() -> Profile:
    """A profile for the form of teams, which shows one."""
    import tomllib

    return Profile.model_validate(tomllib.loads(default_text("-")))
