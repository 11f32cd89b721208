"""What the settings set going at once, beside the strip that saves: deleting, testing a connection, copying.

Why apart: each of these works on data and not on the profile, asks first where nothing can be undone, and tells what
came of it. Refuses to word what a section shows: the section does.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox

from charter.app import Services
from charter.errors import CharterError
from charter.locale import _, formats, ngettext
from charter.services import databases
from charter.services.purging import Purge
from charter.ui import messages
from charter.ui.screens.screen import Screen
from charter.ui.settings.database import DatabaseSection
from charter.ui.settings.privacy import PrivacySection, purge_words
from charter.ui.tasks import Pool, Tasks
from charter.ui.widgets.strips import Message

TOPIC = "settings"
_MEGABYTE = 1_000_000


class Acts:
    """The deeds of the sections privacy and database; what they did is said through the screen."""

    def __init__(
        self, services: Services, tasks: Tasks, screen: Screen, privacy: PrivacySection, database: DatabaseSection
    ) -> None:
        self._services = services
        self._tasks = tasks
        self._screen = screen
        self._database = database
        privacy.preview_wanted.connect(self._preview_purge)
        privacy.forget_wanted.connect(self._ask_to_forget)
        database.test_wanted.connect(self._test)
        database.copy_wanted.connect(self._ask_copy)

    # deleting

    def _preview_purge(self) -> None:
        self._tasks.run(lambda _task: self._services.purge(), self._ask_to_purge, self._screen.failed.emit, Pool.WRITER)

    def _ask_to_purge(self, found: Purge) -> None:
        text, detail = purge_words(found)
        if not found.contacts and not found.problems:
            self._say(Message("information", _("Nothing is older than you keep."), detail, topic=TOPIC))
            return
        if self._sure(text, detail or _("Quoted values of old problem rows go."), _("Delete")):
            work = partial(self._services.purge, for_good=True)
            self._tasks.run(lambda _task: work(), self._purged, self._screen.failed.emit, Pool.WRITER)

    def _purged(self, gone: Purge) -> None:
        text = ngettext("%(n)s contact was deleted.", "%(n)s contacts were deleted.", gone.contacts)
        told = _("The journal says when and by whom.")
        words = f"{text % {'n': formats.number(gone.contacts)}} {told}"
        self._say(Message("done", words, purge_words(gone)[1], topic=TOPIC))
        self._screen.refresh_wanted.emit()

    def _ask_to_forget(self) -> None:
        if self._sure(_("Delete the stored names of staff?"), _("Teams and figures stay as they are."), _("Delete")):
            self._tasks.run(
                lambda _task: self._services.purge_staff_names(), self._forgot, self._screen.failed.emit, Pool.WRITER
            )

    def _forgot(self, n: int) -> None:
        text = ngettext("%(n)s name of staff was deleted.", "%(n)s names of staff were deleted.", n)
        self._say(Message("done", text % {"n": formats.number(n)}, topic=TOPIC))
        self._screen.refresh_wanted.emit()

    def _sure(self, text: str, detail: str, verb: str) -> bool:
        """Ask before what cannot be undone; keeping is what Enter and Esc do."""
        box = QMessageBox(self._screen)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(_("Settings"))
        box.setText(text)
        box.setInformativeText("\n".join(filter(None, (detail, _("This cannot be undone.")))))
        keep = box.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
        go = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        return box.clickedButton() is go

    # database

    def _test(self, url: str) -> None:
        wanted = url or f"sqlite:///{self._services.profile.database_file}"

        def done(filled: bool) -> None:
            text = _("It works.") if filled else _("It works. It is empty: Charter makes its tables there.")
            self._database.say_tested(text, "met")

        def failed(error: Exception) -> None:
            told = messages.said(error) if isinstance(error, CharterError) else messages.of_error(error, TOPIC).text
            self._database.say_tested(told, "breached")

        self._database.say_tested(_("Charter is trying..."), "muted")
        self._tasks.run(lambda _task: databases.check(wanted), done, failed)

    def _ask_copy(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self._screen, _("Make a copy..."), "charter-kopie.sqlite", _("Databases (*.sqlite)")
        )
        if not name:
            return
        file = Path(name)

        def done(size: int) -> None:
            self._database.say_copied("")
            words = {"file": str(file), "size": formats.number(size / _MEGABYTE, 1)}
            text = _("The copy is made: %(file)s (%(size)s MB). It holds personal data: keep it safe.")
            self._say(Message("done", text % words, topic=TOPIC))

        def failed(error: Exception) -> None:
            self._database.say_copied("")
            self._screen.failed.emit(error)

        self._database.say_copied(_("Charter is making the copy..."))
        self._tasks.run(lambda _task: databases.copy(self._services.store, file), done, failed)

    def _say(self, message: Message) -> None:
        self._screen.said.emit(message)
