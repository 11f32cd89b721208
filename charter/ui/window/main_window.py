"""The window: navigation, messages, the screens, the status bar; a file may be dropped anywhere on it.

Why: it holds what all screens share and knows when data must be fetched again. Refuses to judge, to read a file and
to wait: everything that takes time goes through `charter.ui.tasks`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.locale import _
from charter.services.fetching import FetchOutcome
from charter.services.recurring import Attempt
from charter.ui import keys, last_resort, messages
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.breaches.screen import BreachesScreen
from charter.ui.intake import Intake
from charter.ui.keys import Key
from charter.ui.look import icon
from charter.ui.notifier import Notifier
from charter.ui.screens.places import BREACHES, PLACES, SETTINGS, SOURCES, TODAY
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Tasks
from charter.ui.widgets.navigation import Entry, Navigation, NavigationModel
from charter.ui.widgets.page_area import PageArea
from charter.ui.widgets.parts import plain
from charter.ui.widgets.strips import Strips, WorkStrip
from charter.ui.window import attention, regions
from charter.ui.window.appearance import TEXT_SIZE, Appearance
from charter.ui.window.drop_veil import DropVeil
from charter.ui.window.freshness import Freshness
from charter.ui.window.help_dialog import HelpDialog
from charter.ui.window.screen_stack import ScreenStack
from charter.ui.window.state_bar import StateBar
from charter.ui.window.waiting import Waiting
from charter.ui.window.welcoming import WelcomingWindow

SMALLEST = (1280, 720)
USUAL = (1440, 900)
_TRAIL = 20
"""How many screens back the window remembers."""
_ROW = {place.id: row for row, place in enumerate(PLACES)}


class MainWindow(WelcomingWindow):
    """Shows at once, empty; `refresh` fetches the data."""

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._settings = settings
        self.appearance = Appearance(settings, lambda: self.intake.under_way, self)
        self.appearance.changed.connect(self._make_anew)
        self.appearance.refused.connect(lambda message: self.strips.say(message))
        self._trail: list[str] = []
        self._drafts: dict[Hashable, Any] = {}
        self._staying = False
        self.data = Freshness(services, tasks, self)
        self.data.slow.connect(lambda: self.state.say_loading())
        self.data.seen.connect(self.show_sight)
        self.data.retold.connect(self._show_later)
        self.data.failed.connect(self._refresh_failed)
        self.data.stale.connect(self.refresh)
        self.dropped.connect(self._take_drop)
        self._say_title()
        self.setWindowIcon(icon.icon("charter", "accent"))
        self.setMinimumSize(*SMALLEST)
        self.notifier = Notifier(tasks, settings, self)
        self.notifier.open_wanted.connect(self.come_forward)
        self.notifier.today_wanted.connect(self.show_today)
        self.notifier.fetch_wanted.connect(lambda: self.intake.fetch())
        self.notifier.quit_wanted.connect(self.stop)
        self._stopping = False
        self._build()
        self._add_shortcuts()
        geometry = settings.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*USUAL)

    # building

    def _build(self) -> None:
        entries = (
            Entry(place.id, _(place.title), f"Ctrl+{number}", urgent=place.id != SOURCES)
            for number, place in enumerate(PLACES, 1)
        )
        self.navigation_model = NavigationModel(tuple(entries), self)
        self.navigation = Navigation(self.navigation_model, _("Screens"))
        self.strips = Strips()
        self.work = WorkStrip()
        self.intake = Intake(self._services, self._tasks, self._settings, self.strips, self.work, self)
        self.intake.ended.connect(self.refresh)
        self.screens = ScreenStack(self._services, self._tasks, self._settings)
        self.screens.made.connect(self._connect)
        self.waiting = Waiting()
        self.waiting.retry_wanted.connect(self.refresh)
        self.screens.addWidget(self.waiting)
        above = plain()
        self._above = QVBoxLayout(above)
        self._above.setContentsMargins(24, 0, 24, 0)
        self._above.setSpacing(6)
        self._above.addWidget(self.strips)
        self._above.addWidget(self.work)
        page = QVBoxLayout()
        page.setSpacing(0)
        page.addWidget(above)
        page.addWidget(PageArea(self.screens), 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(page, 1)
        self.setCentralWidget(whole)
        self.state = StateBar()
        self.setStatusBar(self.state)
        self.navigation.selectionModel().currentChanged.connect(self._screen_chosen)
        self.navigation.setCurrentIndex(self.navigation_model.index(_ROW[TODAY]))

    def _make_anew(self) -> None:
        """Make the screens anew on the same data."""
        here = PLACES[self.navigation.currentIndex().row()].id
        self.notifier.speak()
        self.navigation_model.deleteLater()  # the screens go with the page on which they stand
        self.veil.deleteLater()
        self.veil = DropVeil(self)
        self._build()
        self._say_title()
        self.go_to(here)
        if self.sight is not None:
            self.show_sight(replace(self.sight))

    def screen_of(self, place: str) -> Screen:
        """The screen called `place`, made when it is first asked for, with the data of now."""
        return self.screens.screen_of(place)

    def _connect(self, screen: Screen) -> None:
        screen.share(self._drafts)
        screen.contact_wanted.connect(self.open_contact)
        screen.register_wanted.connect(self.open_register)
        screen.place_wanted.connect(self.go_to)
        screen.back_wanted.connect(self.go_back)
        screen.import_wanted.connect(self.intake.choose_files)
        screen.refresh_wanted.connect(self.refresh)
        screen.said.connect(self.strips.say)
        screen.failed.connect(self._screen_failed)
        screen.files_wanted.connect(self.intake.import_paths)
        screen.fetch_wanted.connect(self.intake.fetch)
        screen.mapping_wanted.connect(self.intake.map_columns)
        screen.source_wanted.connect(self.add_source)
        self.intake.told.connect(screen.hear_fetching)
        screen.profile_changed.connect(self.show_profile)
        screen.language_wanted.connect(lambda language: QTimer.singleShot(0, partial(self.appearance.speak, language)))
        screen.text_size_wanted.connect(lambda percent: QTimer.singleShot(0, partial(self.appearance.enlarge, percent)))

    def show_profile(self) -> None:
        """The settings were changed: the other screens are made anew, on figures that are fetched again."""
        self._say_title()
        self.screens.forget_others(self.shown)
        self.refresh()

    def _say_title(self) -> None:
        organisation = self._services.profile.organisation
        self.setWindowTitle(_("Charter – %(organisation)s") % {"organisation": organisation})

    @property
    def shown(self) -> Screen:
        """The screen that is shown."""
        return self.screen_of(PLACES[self.navigation.currentIndex().row()].id)

    def _screen_failed(self, error: Exception) -> None:
        last_resort.note(error)
        self.strips.say(messages.of_error(error, "screen"))

    def _add_shortcuts(self) -> None:
        for place, row in _ROW.items():
            self._add_shortcut(f"Ctrl+{row + 1}", partial(self.go_to, place))
        acts: dict[Key, Callable[[], None]] = {
            keys.FETCH: lambda: self.intake.fetch(self.shown.fetch_names()),
            keys.READ_IN: lambda: self.intake.choose_files(),
            keys.SEARCH: self._search,
            keys.FIRST_FILTER: self._first_filter,
            keys.NEXT_REGION: partial(self._next_region, 1),
            keys.PREVIOUS_REGION: partial(self._next_region, -1),
            keys.BACK: self.go_back,
            keys.SETTINGS: partial(self.go_to, SETTINGS),
            keys.HELP: self.explain_screen,
        }
        for key in keys.WINDOW:
            self._add_shortcut(key.keys, acts[key])

    def _add_shortcut(self, keys: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)

    # navigation

    def go_to(self, place: str) -> None:
        """Show a screen, and put the keyboard where work begins on it."""
        self.navigation.setCurrentIndex(self.navigation_model.index(_ROW[place]))
        self._take_focus()

    def open_contact(self, contact: int, norm: int) -> None:
        """Show a contact in the register, explained."""
        register = self._to_register()
        if register is not None:
            register.show_contact(contact, norm)

    def add_source(self) -> None:
        """Ask on its screen how to reach a new source."""
        from charter.ui.sources.screen import SourcesScreen

        self.go_to(SOURCES)
        sources = self.shown
        if isinstance(sources, SourcesScreen):
            sources.add_source()

    def go_back(self) -> None:
        """Show the screen from which the user came."""
        place = self._trail.pop() if self._trail else TODAY
        self.go_to(place)
        if self._trail:
            self._trail.pop()  # that going back is no road of its own

    def open_register(self, wanted: RegisterFilter) -> None:
        """Show the contacts behind a figure in the register."""
        register = self._to_register()
        if register is not None:
            register.show_filter(wanted)

    def _to_register(self) -> BreachesScreen | None:
        """The register, shown; None where the user stays with what was not saved."""
        self.go_to(BREACHES)
        return self.shown if isinstance(self.shown, BreachesScreen) else None

    def _screen_chosen(self, current: QModelIndex, before: QModelIndex) -> None:
        if self._staying:
            return
        left, place = self.screens.currentWidget(), PLACES[current.row()].id
        if before.isValid() and isinstance(left, Screen) and not left.leave(partial(self.go_to, place)):
            self._staying = True
            self.navigation.setCurrentIndex(before)
            self._staying = False
            # a click selects where it fell, after this
            QTimer.singleShot(0, lambda: self.navigation.setCurrentIndex(self.navigation.currentIndex()))
            return
        if before.isValid() and before.row() != current.row():
            self._trail = [*self._trail[-_TRAIL:], PLACES[before.row()].id]
        self._show_screen()

    def _show_screen(self) -> None:
        """The chosen screen; before the first data what becomes of that, where a screen is nothing without."""
        screen = self.shown
        waits = self.sight is None and screen.NEEDS_DATA
        if waits:
            self.waiting.title.setText(_(PLACES[self.navigation.currentIndex().row()].title))
        self.screens.setCurrentWidget(self.waiting if waits else screen)

    def _take_focus(self) -> None:
        shown = self.screens.currentWidget()
        if isinstance(shown, Screen | Waiting):
            shown.take_focus()

    def _search(self) -> None:
        field = self.shown.search_field()
        if field is None:
            register = self._to_register()
            if register is not None:
                register.search_for_another()
        else:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _first_filter(self) -> None:
        filter_ = self.shown.first_filter()
        if filter_ is not None:
            filter_.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_region(self, by: int) -> None:
        regions.go((self.navigation, *(region for region in self.shown.regions() if region.isVisible())), by)

    def explain_screen(self) -> None:
        """F1: what the screen is for, and its keys."""
        place = PLACES[self.navigation.currentIndex().row()]
        own = {key.keys for key in self.shown.KEYS}
        every = (*self.shown.KEYS, *keys.TABLE, *(key for key in keys.WINDOW if key.keys not in own))
        HelpDialog(_(place.title), self.shown.HELP, every, self._services.profile.folder, self).open()

    # data

    @property
    def sight(self) -> Sight | None:
        """What is shown; None before the first data."""
        return self.data.sight

    def refresh(self) -> None:
        """Fetch the data again, beside the window; what is shown stays until it is there.

        While files are being read in nothing is fetched; that happens when they are.
        """
        if not self.intake.under_way:
            self.waiting.say_reading()
            self.data.fetch()

    def _refresh_failed(self, error: Exception) -> None:
        last_resort.note(error)
        self.waiting.say_failed()
        self.strips.say(messages.of_error(error, messages.DATA, self.refresh))
        self.state.say(self.sight)

    def _show_later(self, sight: Sight) -> None:
        """The same verdicts at a later instant, where they stand."""
        self.screens.retell(sight)
        self.notifier.look(sight.board, self.data.now(sight))

    def show_sight(self, sight: Sight) -> None:
        """Show fresh data on every screen."""
        first = self.sight is None
        self.data.show(sight)
        self.strips.solve(messages.DATA)
        self.strips.stand(
            messages.SOURCES,
            messages.of_failing(sight.board.completeness, self.intake.fetch, partial(self.go_to, SOURCES)),
        )
        aged = messages.of_age(sight, self.intake.fetch, self.intake.choose_files)
        self.strips.stand(messages.AGE, None if self.data.read_only else aged)
        notice = messages.of_rulebook(self._services.judging) if first else None
        if notice is not None:
            self.strips.say(notice)
        read_only = messages.of_read_only(self._services.unnoted) if self.data.read_only else None
        self.strips.stand(messages.READ_ONLY, read_only)
        self.screens.show_sight(sight)
        self._show_screen()
        urgent = attention.urgent(sight)
        self.navigation_model.set_count(_ROW[TODAY], *urgent)
        self.navigation_model.set_count(_ROW[BREACHES], *attention.unexplained(sight))
        self.navigation_model.set_count(_ROW[SOURCES], *attention.sources(sight))
        self.notifier.count(*urgent)
        self.state.say(sight)
        self.notifier.look(sight.board, self.data.now(sight))
        if first and (self.navigation.hasFocus() or QApplication.focusWidget() is None):
            self._take_focus()

    def show_fetched(self, outcomes: list[FetchOutcome]) -> None:
        """Tell what the schedule brought, when that changes what is shown."""
        failing = bool(self.sight is not None and self.sight.board.completeness.failing)
        if failing or any(outcome.imports or outcome.error is not None for outcome in outcomes):
            self.intake.show_fetched(outcomes)

    def show_reported(self, attempt: Attempt) -> None:
        """Tell of a report that made itself, or could not be made."""
        if attempt.error is not None:
            last_resort.note(attempt.error)
        self.strips.say(messages.of_report(attempt, _open_folder))

    # events

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            if self.data.is_of_another_day():
                self.refresh()
            self.strips.stand(TEXT_SIZE, self.appearance.offer(lambda then: self.shown.leave(then)))

    @override
    def welcome(self) -> str:
        return _(self.shown.DROP)

    def _take_drop(self, paths: list[Path]) -> None:
        if not self.shown.take_drop(paths):
            self.intake.import_paths(paths)

    def come_forward(self) -> None:
        """Show the window in front of the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_today(self) -> None:
        """What somebody who was told something wants to see."""
        self.come_forward()
        self.go_to(TODAY)

    def stop(self) -> None:
        """Close for good, also where closing only hides."""
        self._stopping = True
        if self.close():
            QApplication.quit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._stopping and self.notifier.has_tray and self._settings.value("window/to_tray") == "true":
            event.ignore()
            self.hide()
            return
        again = self.stop if self._stopping else self.close
        if not self.shown.leave(again) or not self.intake.leave(again):
            event.ignore()
            self._stopping = False
            return
        self.data.stop()
        self.notifier.close()
        self._settings.setValue("window/geometry", self.saveGeometry())
        super().closeEvent(event)


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
