"""Who the municipality is: its name, and its own addresses in mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from charter.faults import Path as KeyPath
from charter.locale import _
from charter.settings import Profile
from charter.ui.settings.section import Section, line, listed

KEYS = ("own_domains", "mailboxes", "central_mailboxes", "form_senders", "agent_addresses")


class OrganisationSection(Section):
    """Name, domains and mailboxes."""

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self.name = line(_("Name"))
        form = self.form(_("Organisation"))
        self.row(form, _("Name"), self.name, _("Stands above the window and on reports."), ("organisation",))
        self.lists = {key: line("") for key in KEYS}
        form = self.form(_("Own addresses"), _("Put a comma between several."))
        for key, words, hint, meaning in (
            ("own_domains", _("What follows the @"), "voorbeeld.nl", _("Mail from these addresses counts as yours.")),
            ("mailboxes", _("Mailboxes"), "info@voorbeeld.nl", _("Only these are judged. Empty: every own address.")),
            (
                "central_mailboxes",
                _("Central mailboxes"),
                "info@voorbeeld.nl",
                _("For norms that count central mailboxes only. Empty: every own address."),
            ),
            (
                "form_senders",
                _("Web forms come from"),
                "formulier@voorbeeld.nl",
                _("Mail from these addresses counts as a web form of a resident."),
            ),
            (
                "agent_addresses",
                _("Staff elsewhere"),
                "j.jansen@partner.nl",
                _("Answers from these addresses count as yours."),
            ),
        ):
            self.lists[key].setPlaceholderText(hint)
            self.row(form, words, self.lists[key], meaning, ("mail", key))
        for field in (self.name, *self.lists.values()):
            field.textEdited.connect(self._typed)
        self.end()

    @override
    def show_profile(self, profile: Profile) -> None:
        self._profile = profile
        self.name.setText(profile.organisation)
        for key, field in self.lists.items():
            field.setText(", ".join(getattr(profile.mail, key)))
            field.setCursorPosition(0)

    def _typed(self) -> None:
        self.clear_faults()
        self.changed.emit()

    @override
    def changes(self) -> Mapping[KeyPath, Any]:
        if self._profile is None:
            return {}
        found: dict[KeyPath, Any] = {}
        if self.name.text().strip() != self._profile.organisation:
            found["organisation",] = self.name.text().strip()
        for key, field in self.lists.items():
            if listed(field.text()) != list(getattr(self._profile.mail, key)):
                found["mail", key] = listed(field.text())
        return found

    @override
    def consequence(self) -> str:
        mail = any(path[0] == "mail" for path in self.changes())
        return (
            _("Charter reads the stored mail again with these addresses; earlier verdicts can change.") if mail else ""
        )
