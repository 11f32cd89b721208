"""Settings: few choices, each with its consequence; what was changed is kept in one go, or not at all.

Why one strip: hours, teams and privacy are one file, so they are saved or thrown away together. Refuses to change a
period that judged already, and to keep a change that is faulty; it says where, and goes there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QModelIndex, QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMessageBox,
    QStackedWidget,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from charter.app import Services
from charter.faults import Path as KeyPath
from charter.locale import N_, _, formats
from charter.profile_faults import FaultyProfileError
from charter.services import databases, profile_editing
from charter.ui import preferences
from charter.ui.keys import Key
from charter.ui.look import theme
from charter.ui.screens.screen import Screen
from charter.ui.settings import autostart
from charter.ui.settings.acts import TOPIC, Acts
from charter.ui.settings.database import DatabaseSection
from charter.ui.settings.display import DisplaySection
from charter.ui.settings.notices import NoticesSection
from charter.ui.settings.organisation import OrganisationSection
from charter.ui.settings.privacy import PrivacySection
from charter.ui.settings.section import Said, Section
from charter.ui.settings.strip import ChangesStrip
from charter.ui.settings.teams import TeamsSection
from charter.ui.settings.times import TimesSection
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Tasks
from charter.ui.widgets.about import about
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.navigation import Entry, Navigation, NavigationModel
from charter.ui.widgets.parts import card, label, scrolled
from charter.ui.widgets.strips import Message
from charter.ui.widgets.table_view import TableView

SAVE = Key("Ctrl+S", N_("Save the changed settings"))
ABOUT = "about"
_SECTION_KEY = "settings/section"
_PART = 300
"""So much room a part needs beside the list, with text of the usual size."""


class SettingsScreen(Screen):
    """The parts in a list on the left, the chosen one on the right, under the strip that saves."""

    HELP = (
        N_("Here you say how your municipality works: its teams, hours, closed days, privacy and database."),
        N_("What you change is saved only when you choose Save. Each choice says what it does."),
        N_("Hours and days that judged already never change: you make a new period from a day that lies ahead."),
        N_("Notices, language and display belong to this computer and hold at once."),
    )
    NEEDS_DATA = False
    KEYS = (SAVE,)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings, *, whole: bool = True) -> None:
        super().__init__(services, tasks, settings)
        self._entries = {
            "organisation": Entry("organisation", _("Organisation"), ""),
            "teams": Entry("team", _("Teams"), ""),
            "times": Entry("clock", _("Hours and days"), ""),
            "privacy": Entry("private", _("Privacy and keeping"), ""),
            "database": Entry("database", _("Database"), ""),
            "notices": Entry("bell", _("Notices"), ""),
            "display": Entry("language", _("Language and display"), ""),
            ABOUT: Entry("info", _("About Charter"), ""),
        }
        self.parts = list(self._entries)
        """What `open_section` knows, from top to bottom."""
        self._sources_asked = False
        self._saving = False
        self._after: Callable[[], object] | None = None
        self._grow_by(self._build(), whole=whole)

    # building

    def _build(self) -> Iterator[None]:
        self.organisation, self.teams = OrganisationSection(), TeamsSection()
        yield
        self.privacy, self.database = PrivacySection(), DatabaseSection()
        yield
        self.notices = NoticesSection(self._settings, has_tray=QSystemTrayIcon.isSystemTrayAvailable())
        self.display = DisplaySection(self._settings, autostart.of_this_computer(self._services.profile.folder))
        self._made: dict[str, Section] = {
            "organisation": self.organisation,
            "teams": self.teams,
            "privacy": self.privacy,
            "database": self.database,
            "notices": self.notices,
            "display": self.display,
        }
        yield
        self._lay_out()
        yield
        self._acts = Acts(self._services, self._tasks, self, self.privacy, self.database)
        self._connect()
        self._show_profile()
        yield

    @cached_property
    def times(self) -> TimesSection:
        """Hours and days: as many fields as all other parts together, so made when somebody wants to see it."""
        now = formats.local(self._services.clock.now(), self._services.profile.zone)
        made = TimesSection(self._tasks, self._settings, now.date())
        made.show_judged(judged=self._sight is None or len(self._sight.board.contacts) > 0)
        made.show_profile(self._services.profile)
        made.clear_faults()
        made.changed.connect(self._changed)
        self._made["times"] = made
        return made

    @property
    def sections(self) -> dict[str, Section]:
        """What was made by now, from top to bottom; in what was not, nothing was changed."""
        return {name: self._made[name] for name in self.parts if name in self._made}

    def _section(self, name: str) -> Section | None:
        return self.times if name == "times" else self._made.get(name)

    def _lay_out(self) -> None:
        self._model = NavigationModel(tuple(self._entries.values()), self)
        self.list = Navigation(self._model, _("Parts of the settings"))
        self.list.setObjectName("plain")
        self.stack = QStackedWidget()
        self._areas = {name: scrolled(name=entry.title) for name, entry in self._entries.items()}
        for name, area in self._areas.items():
            self.stack.addWidget(_on_card(area) if name == ABOUT else area)
        self.strip = ChangesStrip(SAVE.keys)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.strip)
        right.addWidget(self.stack, 1)
        body = Beside(12)
        body.add(_on_card(self.list), 0)
        body.add(right, 1, theme.px(_PART))
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addWidget(label(_("Settings"), theme.TITLE, bold=True))
        page.addLayout(body, 1)

    def _connect(self) -> None:
        for section in self.sections.values():
            section.changed.connect(self._changed)
        self.strip.save_wanted.connect(self.save)
        self.strip.drop_wanted.connect(self.throw_away)
        shortcut = QShortcut(QKeySequence(SAVE.keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        self.display.language_wanted.connect(self._language_chosen)
        self.display.text_size_wanted.connect(self._text_size_chosen)
        self.display.scheme_wanted.connect(self._scheme_chosen)
        self.display.rows_wanted.connect(self._rows_chosen)
        self.list.selectionModel().currentChanged.connect(self._section_chosen)
        kept = str(self._settings.value(_SECTION_KEY, ""))
        self.open_section(kept if kept in self.parts else self.parts[0])

    # what is shown

    def open_section(self, name: str) -> None:
        """Show one part of the settings."""
        self.list.setCurrentIndex(self._model.index(self.parts.index(name)))

    def _section_chosen(self, current: QModelIndex) -> None:
        name = self.parts[current.row()]
        if self._areas[name].widget() is None:  # dressing all parts at once would hold the window up
            self._areas[name].setWidget(self._section(name) or about(self._services.profile.folder))
        self.stack.setCurrentIndex(current.row())
        self._settings.setValue(_SECTION_KEY, name)
        if name == "privacy" and not self._sources_asked:
            self._sources_asked = True
            self._tasks.run(
                lambda _task: [supply.name for supply in self._services.overview()],
                self.privacy.show_sources,
                self.failed.emit,
            )

    def _show_profile(self) -> None:
        """Show what stands in the profile, in place of what was changed."""
        profile = self._services.profile
        for section in self.sections.values():
            section.show_profile(profile)
            section.clear_faults()
        self.database.show_place(databases.place(profile))
        self._show_teams()
        self._say_changes()

    @override
    def show_sight(self, sight: Sight) -> None:
        super().show_sight(sight)
        if "times" in self._made:
            self.times.show_judged(judged=len(sight.board.contacts) > 0)
        self._show_teams()
        self._say_changes()

    def _show_teams(self) -> None:
        """Offer notices of every team that the profile or the data knows."""
        known = self._sight.board.contacts.names.teams if self._sight is not None else ()
        self.notices.show_teams({*self._services.profile.teams.values(), *known})

    # changes

    def changes(self) -> Mapping[KeyPath, Any]:
        """Everything that was changed and not saved."""
        return {path: value for section in self.sections.values() for path, value in section.changes().items()}

    def _changed(self) -> None:
        self.strip.faults.hide()  # they are counted again at the next Save
        self._say_changes()

    def _say_changes(self) -> None:
        changed = {name: one for name, one in self.sections.items() if one.changes() or one.faults()}
        told = " ".join(dict.fromkeys(text for section in changed.values() if (text := section.consequence())))
        if changed and (len(changed) > 1 or not told):
            parts = _("You change: %(parts)s.") % {"parts": ", ".join(self._entries[name].title for name in changed)}
            told = f"{parts} {told}".strip()
        new = list(changed) == ["times"] and self.times.begins_on() is not None
        self.strip.tell(told, _("Save period %(n)s") % {"n": self.times.new_number()} if new else _("Save"))

    def throw_away(self) -> None:
        """Show again what stands in the profile."""
        self._show_profile()
        self.take_focus()

    def save(self) -> None:
        """Write every change, or say how many faults there are and go to the first.

        Beside the window: whoever else writes in the database at that moment is waited for.
        """
        changes = dict(self.changes())
        faults = {path: text for section in self.sections.values() for path, text in section.faults().items()}
        if faults:
            self._after = None
            self._tell_faults(lambda path: faults.get(path, ""))
        elif changes and not self._saving:
            self._saving = True
            self._tasks.run(
                lambda _task: self._services.save_settings(changes),
                lambda _nothing: self._saved(changes),
                self._not_saved,
                Pool.WRITER,
            )

    def _saved(self, changes: Mapping[KeyPath, Any]) -> None:
        self._saving = False
        if dict(self.changes()) == changes:  # else somebody typed on, and saves that later
            self._show_profile()
        self.said.emit(Message("done", self._saved_words(changes), topic=TOPIC))
        self.profile_changed.emit()
        if self._after is not None:
            QTimer.singleShot(0, self._after)
            self._after = None

    def _saved_words(self, changes: Mapping[KeyPath, Any]) -> str:
        """What is true of verdicts: those of mail stand for all that is stored, whatever the period (decision 0028)."""
        keys = {path[0] for path in changes}
        mail = bool(keys & {"mail", "conversations"})
        words = _("Saved.")
        if "calendar" in keys and not self._services.store.is_sqlite:
            words = _("Saved. The new calendar is a proposal until somebody accepts it: charter norms accept.")
        elif "calendar" in keys and not mail:
            words = _("Saved. Old verdicts do not change.")
        return " ".join((words, _("Earlier verdicts of mail can change."))) if mail else words

    def _not_saved(self, error: Exception) -> None:
        self._saving, self._after = False, None
        if not isinstance(error, FaultyProfileError):
            self.failed.emit(error)
            return
        wrong = profile_editing.Composed("", None, error.faults)
        if not self._tell_faults(wrong.said_at):  # a fault in a part of the file that no field shows
            text = " ".join(str(fault) for fault in error.faults)
            self.said.emit(Message("error", _("The profile cannot be saved."), text, topic=TOPIC))

    def _tell_faults(self, said: Said) -> bool:
        """Put the faults under their fields and go to the first; False when no field shows any."""
        shown = {name: section.show_faults(said) for name in self.parts if (section := self._section(name)) is not None}
        first = next(((name, field) for name, (_n, field) in shown.items() if field is not None), None)
        if first is None:
            return False
        self.strip.tell_faults(sum(n for n, _field in shown.values()))
        self.open_section(first[0])
        first[1].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @override
    def leave(self, then: Callable[[], object]) -> bool:
        if self._saving:
            self._after = then
            return False
        if self.strip.isHidden():
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Settings"))
        box.setText(_("You changed settings and did not save them."))
        box.setInformativeText(self.strip.words.text())
        stay = box.addButton(_("Stay here"), QMessageBox.ButtonRole.RejectRole)
        drop = box.addButton(_("Do not save"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(stay)
        box.exec()
        if box.clickedButton() is drop:
            self._show_profile()
            return True
        if box.clickedButton() is keep:
            self._after = then
            self.save()
        return False

    # display

    def _language_chosen(self, language: str) -> None:
        speak = partial(self.language_wanted.emit, language)
        if self.leave(speak):
            speak()
        self.display.say_what_holds()  # until it is spoken: then this screen is made anew

    def _text_size_chosen(self, percent: str) -> None:
        enlarge = partial(self.text_size_wanted.emit, int(percent))
        if self.leave(enlarge):
            enlarge()
        self.display.say_what_holds()

    def _scheme_chosen(self, scheme: str) -> None:
        self._settings.setValue(preferences.SCHEME_KEY, scheme)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.prefer(app, scheme)

    def _rows_chosen(self, rows: str) -> None:
        self._settings.setValue(preferences.ROWS_KEY, rows)
        for part in (self.window(), *self.sections.values()):
            for table in part.findChildren(TableView):
                table.set_row_height(preferences.row_height(self._settings))

    # keyboard

    @override
    def regions(self) -> tuple[QWidget, ...]:
        page = self.stack.currentWidget()
        return (self.list,) if page is None else (self.list, page)

    @override
    def escape(self) -> None:
        self.list.setFocus()


def _on_card(inside: QWidget) -> QFrame:
    surface = card()
    surface.setFocusProxy(inside)
    column = QVBoxLayout(surface)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(inside)
    return surface
