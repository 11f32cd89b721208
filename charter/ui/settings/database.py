"""Where the data is, whether another database can be reached, and a copy of this one.

Refuses to move contacts: another database begins with what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout
from typing_extensions import override

from charter.faults import Path as KeyPath
from charter.locale import N_, _, formats
from charter.services import databases
from charter.settings import Profile
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.settings.section import Section, beside, line
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import button, label, set_property

URL: KeyPath = ("database", "url")
FILE, SERVER = "file", "server"
NO_ADDRESS = N_("Write the address of the server.")
_MEGABYTE = 1_000_000


class DatabaseSection(Section):
    """Signals: `test_wanted` (address) to reach a database, `copy_wanted` for a copy of this one."""

    test_wanted = Signal(str)
    copy_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        form = self._where = self.form(_("Database"))
        self.kind = Picker(_("Where the data is"))
        self.kind.offer_each([(_("In a file on this computer"), FILE), (_("On a server"), SERVER)], FILE)
        self.kind.chosen.connect(self._kind_chosen)
        meaning = _("Work with several people at once? Then choose a server (PostgreSQL).")
        self.row(form, self.kind.accessibleName(), self.kind, meaning)
        self.url = line(_("Address of the server"), "postgresql+psycopg://user@server/charter")
        self.url.textEdited.connect(self._typed)
        self._address = self.row(
            form,
            self.url.accessibleName(),
            self.url,
            _("Write no password here: it belongs in the keyring or in pgpass."),
            URL,
        )
        self.place = label(wrap=True, selectable=True)
        form.addRow(label(_("Now in use"), tone="muted"), self.place)
        self.test = button(_("Test the connection"), "link")
        self.test.clicked.connect(self._test)
        self.outcome = label(wrap=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.test)
        row.addWidget(self.outcome, 1)
        form.addRow(beside(row))
        form = self.form(
            _("Back-up copy"), _("Charter writes a whole copy of the database to a place that you choose.")
        )
        self.copy = button(_("Make a copy..."), "save")
        self.copy.clicked.connect(self.copy_wanted)
        self.no_copy = label(
            _("The administrator of the server makes its copies."), theme.CAPTION, tone="muted", wrap=True
        )
        self.copying = label(tone="muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.copy)
        row.addWidget(self.copying, 1)
        form.addRow(beside(row))
        form.addRow(self.no_copy)
        self.end()

    @override
    def show_profile(self, profile: Profile) -> None:
        self._profile = profile
        self.kind.blockSignals(True)
        self.kind.choose(SERVER if profile.database.url else FILE)
        self.kind.blockSignals(False)
        self.url.setText(profile.database.url)
        self.outcome.setText("")
        self.copy.setHidden(bool(profile.database.url))
        self.no_copy.setHidden(not profile.database.url)
        self._say_kind()

    def show_place(self, place: databases.Place) -> None:
        """Say where the data is and how large."""
        if place.file is None:
            self.place.setText(_("The server above"))
            return
        size = formats.number(place.size / _MEGABYTE, 1)
        self.place.setText(_("%(file)s (%(size)s MB)") % {"file": place.file, "size": size})

    def say_tested(self, text: str, tone: Tone) -> None:
        """Say what came of the test."""
        self.outcome.setText(text)
        set_property(self.outcome, "tone", tone)

    def say_copied(self, text: str) -> None:
        """Say that the copy is being made; "" when it is there."""
        self.copying.setText(text)

    @override
    def changes(self) -> Mapping[KeyPath, Any]:
        wanted = self.url.text().strip() if self.kind.value() == SERVER else ""
        return {} if self._profile is None or wanted == self._profile.database.url else {URL: wanted}

    @override
    def faults(self) -> Mapping[KeyPath, str]:
        return {URL: _(NO_ADDRESS)} if self.kind.value() == SERVER and not self.url.text().strip() else {}

    @override
    def consequence(self) -> str:
        return _("Charter opens the other database. Contacts do not move with you.") if self.changes() else ""

    def _kind_chosen(self) -> None:
        self._say_kind()
        self.outcome.setText("")
        self.clear_faults()
        self.changed.emit()

    def _say_kind(self) -> None:
        self._where.setRowVisible(self._address, self.kind.value() == SERVER)

    def _typed(self) -> None:
        self.outcome.setText("")
        self.clear_faults()
        self.changed.emit()

    def _test(self) -> None:
        faults = self.faults()
        if faults:
            self.show_faults(lambda path: faults.get(path, ""))
            self.url.setFocus()
            return
        self.test_wanted.emit(self.url.text().strip() if self.kind.value() == SERVER else "")
