"""Settings: few choices, each with its consequence; what was changed is kept in one go, or not at all.

Why one strip: hours, teams and privacy are one file, so they are saved or thrown away together. Refuses to change a
period that judged already, and to keep a change that is faulty; it says where, and goes there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from charter.app import Services
from charter.errors import CharterError
from charter.faults import Path as KeyPath
from charter.locale import N_, _, formats, ngettext
from charter.profile_faults import FaultyProfileError
from charter.services import databases, profile_editing
from charter.services.purging import Purge
from charter.ui import messages, preferences, theme
from charter.ui.keys import Key
from charter.ui.screens.screen import Screen
from charter.ui.settings.database import DatabaseSection
from charter.ui.settings.display import DisplaySection
from charter.ui.settings.notices import NoticesSection
from charter.ui.settings.organisation import OrganisationSection
from charter.ui.settings.privacy import PrivacySection, purge_words
from charter.ui.settings.section import Section
from charter.ui.settings.teams import TeamsSection
from charter.ui.settings.times import TimesSection
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Tasks
from charter.ui.widgets.help_dialog import about
from charter.ui.widgets.navigation import Entry, Navigation, NavigationModel
from charter.ui.widgets.parts import IconLabel, button, card, label
from charter.ui.widgets.strips import Message

TOPIC = "settings"
SAVE = Key("Ctrl+S", N_("Save the changed settings"))
_SECTION_KEY = "settings/section"


class SettingsScreen(Screen):
    """The parts in a list on the left, the chosen one on the right, under the strip that saves."""

    HELP = (
        N_("Here you say how your municipality works: its teams, hours, closed days, privacy and database."),
        N_("What you change is saved only when you choose Save. Each choice says what it does."),
        N_("Hours and days that judged already never change: you make a new period from a day that lies ahead."),
        N_("Notices, language and display belong to this computer and hold at once."),
    )
    KEYS = (SAVE,)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(services, tasks, settings)
        now = formats.local(services.clock.now(), services.profile.zone)
        self.organisation, self.teams = OrganisationSection(), TeamsSection()
        self.times = TimesSection(tasks, settings, now.date())
        self.privacy, self.database = PrivacySection(), DatabaseSection()
        self.notices, self.display = NoticesSection(settings), DisplaySection(settings)
        self.sections: dict[str, tuple[str, str, Section]] = {
            "organisation": ("organisation", _("Organisation"), self.organisation),
            "teams": ("team", _("Teams"), self.teams),
            "times": ("clock", _("Hours and days"), self.times),
            "privacy": ("private", _("Privacy and keeping"), self.privacy),
            "database": ("database", _("Database"), self.database),
            "notices": ("bell", _("Notices"), self.notices),
            "display": ("language", _("Language and display"), self.display),
        }
        self._sources_asked = False
        self._wrong = profile_editing.Composed("", None)
        self._build()
        self._connect()
        self._show_profile()

    # building

    def _build(self) -> None:
        entries = [Entry(picture, title, "") for picture, title, _section in self.sections.values()]
        self._model = NavigationModel((*entries, Entry("info", _("About Charter"), "")), self)
        self.list = Navigation(self._model, _("Parts of the settings"))
        self.list.setObjectName("plain")
        self.stack = QStackedWidget()
        for _picture, title, section in self.sections.values():
            self.stack.addWidget(_scrolled(section, title))
        self.about = about(self._services.profile.folder)
        self.stack.addWidget(self.about)
        self._strip_words = label(wrap=True)
        self._strip_faults = label(tone="breached", wrap=True)
        self._strip_faults.hide()
        self.drop = button(_("Do not save"))
        self.drop.clicked.connect(self.throw_away)
        self.save_button = button(_("Save"), primary=True, help_text=SAVE.keys)
        self.save_button.clicked.connect(lambda: self.save())
        self.strip = QFrame()
        self.strip.setProperty("strip", "pending")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._strip_words)
        words.addWidget(self._strip_faults)
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(14, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(IconLabel("info", "pending"))
        row.addLayout(words, 1)
        row.addWidget(self.drop)
        row.addWidget(self.save_button)
        self.strip.hide()
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.strip)
        right.addWidget(self.stack, 1)
        body = QHBoxLayout()
        body.setSpacing(12)
        surface = card()
        inside = QVBoxLayout(surface)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.list)
        body.addWidget(surface)
        body.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addWidget(label(_("Settings"), theme.TITLE, bold=True))
        page.addLayout(body, 1)
        shortcut = QShortcut(QKeySequence(SAVE.keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)

    def _connect(self) -> None:
        for _picture, _title, section in self.sections.values():
            section.changed.connect(self._say_changes)
        self.list.selectionModel().currentChanged.connect(lambda current, _before: self._section_chosen(current.row()))
        self.privacy.preview_wanted.connect(self._preview_purge)
        self.privacy.forget_wanted.connect(self._ask_to_forget)
        self.database.test_wanted.connect(self._test_database)
        self.database.copy_wanted.connect(self._ask_copy)
        self.display.language_wanted.connect(self._language_chosen)
        self.display.scheme_wanted.connect(self._scheme_chosen)
        self.display.rows_wanted.connect(self._rows_chosen)
        names = [*self.sections, "about"]
        kept = str(self._settings.value(_SECTION_KEY, names[0]))
        self.list.setCurrentIndex(self._model.index(names.index(kept) if kept in names else 0))

    # what is shown

    def open_section(self, name: str) -> None:
        """Show one part of the settings."""
        self.list.setCurrentIndex(self._model.index([*self.sections, "about"].index(name)))

    def _section_chosen(self, row: int) -> None:
        self.stack.setCurrentIndex(row)
        name = [*self.sections, "about"][row]
        self._settings.setValue(_SECTION_KEY, name)
        if name == "privacy":
            self._ask_sources()

    def _show_profile(self) -> None:
        profile = self._services.profile
        for _picture, _title, section in self.sections.values():
            section.show_profile(profile)
            section.clear_faults()
        self.database.show_place(databases.place(profile))
        self._say_changes()

    @override
    def show_sight(self, sight: Sight) -> None:
        super().show_sight(sight)
        self.times.show_judged(judged=len(sight.board.contacts) > 0)
        self._say_changes()

    def _ask_sources(self) -> None:
        """Find out, once, which sources hold contacts."""
        if self._sources_asked:
            return
        self._sources_asked = True
        self._tasks.run(
            lambda _task: [supply.name for supply in self._services.overview()],
            self.privacy.show_sources,
            self.failed.emit,
        )

    # changes

    def changes(self) -> Mapping[KeyPath, Any]:
        """Everything that was changed and not saved."""
        return {path: value for _p, _t, section in self.sections.values() for path, value in section.changes().items()}

    def _say_changes(self) -> None:
        changed = [(title, section) for _picture, title, section in self.sections.values() if self._differs(section)]
        told = " ".join(dict.fromkeys(text for _title, section in changed if (text := section.consequence())))
        where = _("You change: %(parts)s.") % {"parts": ", ".join(title for title, _section in changed)}
        self._strip_words.setText(f"{where} {told}".strip() if len(changed) > 1 or not told else told)
        new = self.times.begins_on() is not None
        periods = len(self._services.profile.calendar) + 1
        self.save_button.setText(_("Save period %(n)s") % {"n": periods} if new and len(changed) == 1 else _("Save"))
        if not changed:
            self._strip_faults.hide()
        self.strip.setVisible(bool(changed))

    @staticmethod
    def _differs(section: Section) -> bool:
        return bool(section.changes() or section.faults())

    def throw_away(self) -> None:
        """Show again what stands in the profile."""
        self._show_profile()
        self.take_focus()

    def save(self) -> bool:
        """Write every change, or say how many faults there are and go to the first; whether all is saved."""
        changes = dict(self.changes())
        own = {path: text for _p, _t, section in self.sections.values() for path, text in section.faults().items()}
        if not changes and not own:
            return True
        if own or not self._fits(changes):
            self._tell_faults(lambda path: own.get(path, "") or ("" if own else self._wrong.said_at(path)))
            return False
        try:
            self._services.save_settings(changes)
        except FaultyProfileError as error:
            self._wrong = profile_editing.Composed("", None, error.faults)
            self._tell_faults(self._wrong.said_at)
            return False
        except CharterError as error:
            self.failed.emit(error)
            return False
        self._show_profile()
        self.said.emit(Message("done", self._saved_words(changes), topic=TOPIC))
        self.profile_changed.emit()
        return True

    def _fits(self, changes: Mapping[KeyPath, Any]) -> bool:
        """Whether the profile can be read with the changes; what is wrong is remembered."""
        folder = self._services.profile.folder
        self._wrong = profile_editing.composed_of(folder, changes)
        return self._wrong.profile is not None

    def _tell_faults(self, said: Any) -> None:  # noqa: ANN401 - a function from a key to words
        total, at, field = 0, -1, None
        for row, (_picture, _title, section) in enumerate(self.sections.values()):
            n, found = section.show_faults(said)
            total += n
            if found is not None and field is None:
                at, field = row, found
        if field is None:  # a fault in a part of the file that no field shows
            text = " ".join(str(fault) for fault in self._wrong.faults)
            self.said.emit(Message("error", _("The profile cannot be saved."), text, topic=TOPIC))
            return
        text = ngettext("%(n)s fault. Correct it first.", "%(n)s faults. Correct them first.", total)
        self._strip_faults.setText(text % {"n": formats.number(total)})
        self._strip_faults.show()
        self.strip.show()
        self.list.setCurrentIndex(self._model.index(at))
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved_words(self, changes: Mapping[KeyPath, Any]) -> str:
        if any(path[0] == "calendar" for path in changes):
            if not self._services.store.is_sqlite:
                return _("Saved. The new calendar is a proposal until somebody accepts it: charter norms accept.")
            return _("Saved. Old verdicts do not change.")
        return _("Saved.")

    @override
    def leave(self) -> bool:
        if self.strip.isHidden():
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Settings"))
        box.setText(_("You changed settings and did not save them."))
        box.setInformativeText(self._strip_words.text())
        stay = box.addButton(_("Stay here"), QMessageBox.ButtonRole.RejectRole)
        drop = box.addButton(_("Do not save"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(stay)
        box.exec()
        if box.clickedButton() is keep:
            return self.save()
        if box.clickedButton() is drop:
            self._show_profile()
            return True
        return False

    # privacy

    def _preview_purge(self) -> None:
        self._tasks.run(lambda _task: self._services.purge(), self._ask_to_purge, self.failed.emit, Pool.WRITER)

    def _ask_to_purge(self, found: Purge) -> None:
        text, detail = purge_words(found)
        if not found.contacts and not found.problems:
            self.said.emit(Message("information", _("Nothing is older than you keep."), detail, topic=TOPIC))
            return
        if self._sure(text, detail or _("Quoted values of old problem rows go."), _("Delete")):
            work = partial(self._services.purge, for_good=True)
            self._tasks.run(lambda _task: work(), self._purged, self.failed.emit, Pool.WRITER)

    def _purged(self, gone: Purge) -> None:
        text = ngettext("%(n)s contact was deleted.", "%(n)s contacts were deleted.", gone.contacts)
        told = _("The journal says when and by whom.")
        words = f"{text % {'n': formats.number(gone.contacts)}} {told}"
        self.said.emit(Message("done", words, purge_words(gone)[1], topic=TOPIC))
        self.refresh_wanted.emit()

    def _ask_to_forget(self) -> None:
        if self._sure(_("Delete the stored names of staff?"), _("Teams and figures stay as they are."), _("Delete")):
            self._tasks.run(
                lambda _task: self._services.purge_staff_names(), self._forgot, self.failed.emit, Pool.WRITER
            )

    def _forgot(self, n: int) -> None:
        text = ngettext("%(n)s name of staff was deleted.", "%(n)s names of staff were deleted.", n)
        self.said.emit(Message("done", text % {"n": formats.number(n)}, topic=TOPIC))
        self.refresh_wanted.emit()

    def _sure(self, text: str, detail: str, verb: str) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(_("Settings"))
        box.setText(text)
        box.setInformativeText(f"{detail}\n{_('This cannot be undone.')}".strip())
        keep = box.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
        go = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        return box.clickedButton() is go

    # database

    def _test_database(self, url: str) -> None:
        wanted = url or f"sqlite:///{self._services.profile.database_file}"

        def done(filled: bool) -> None:
            text = _("It works.") if filled else _("It works. It is empty: Charter makes its tables there.")
            self.database.say_tested(text, good=True)

        def failed(error: Exception) -> None:
            told = messages.said(error) if isinstance(error, CharterError) else messages.of_error(error, TOPIC).text
            self.database.say_tested(told, good=False)

        self.database.say_tested("", good=True)
        self._tasks.run(lambda _task: databases.check(wanted), done, failed)

    def _ask_copy(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Make a copy..."), "charter-kopie.sqlite", _("Databases (*.sqlite)")
        )
        if not name:
            return
        file = Path(name)

        def done(size: int) -> None:
            words = {"file": str(file), "size": formats.number(size / 1_000_000, 1)}
            text = _("The copy is made: %(file)s (%(size)s MB). It holds personal data: keep it safe.")
            self.said.emit(Message("done", text % words, topic=TOPIC))

        self._tasks.run(lambda _task: databases.copy(self._services.store, file), done, self.failed.emit)

    # display

    def _language_chosen(self, language: str) -> None:
        if not self.leave():
            self.display.language.blockSignals(True)
            self.display.language.choose("en" if language == "nl" else "nl")
            self.display.language.blockSignals(False)
            return
        self._settings.setValue(preferences.LANGUAGE_KEY, language)
        self.language_wanted.emit(language)

    def _scheme_chosen(self, scheme: str) -> None:
        self._settings.setValue(preferences.SCHEME_KEY, scheme)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.prefer(app, scheme)

    def _rows_chosen(self, rows: str) -> None:
        self._settings.setValue(preferences.ROWS_KEY, rows)
        self.profile_changed.emit()

    # keyboard

    @override
    def regions(self) -> tuple[QWidget, ...]:
        page = self.stack.currentWidget()
        return (self.list, page) if page is not None else (self.list,)

    @override
    def escape(self) -> None:
        self.list.setFocus()


def _scrolled(inside: Section, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName("plain")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(inside)
    return area
