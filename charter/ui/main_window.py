"""The window: navigation, messages, the screens, the status bar; a file may be dropped anywhere on it.

Why: it holds what all screens share and knows when data must be fetched again. Refuses to judge, to read a file and
to wait: everything that takes time goes through `charter.ui.tasks`.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QModelIndex, QSettings, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from charter.app import Services
from charter.locale import _, formats, ngettext
from charter.services.fetching import FetchOutcome
from charter.services.importing import ImportOutcome, Progress
from charter.ui import icon, last_resort, messages, theme
from charter.ui.screens.breaches import BreachesScreen
from charter.ui.screens.today import TodayScreen
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.drop_veil import DropVeil
from charter.ui.widgets.navigation import Entry, Navigation, NavigationModel
from charter.ui.widgets.parts import IconLabel, label
from charter.ui.widgets.strips import Message, Strips, WorkStrip

TODAY, BREACHES = 0, 1
SMALLEST = (1280, 720)
USUAL = (1440, 900)
_SLOW_MS = 1000
_TICK_MS = 60_000


class MainWindow(QMainWindow):
    """Shows at once, empty; `refresh` fetches the data."""

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._settings = settings
        self._loading: Task | None = None
        self._importing: Task | None = None
        self._stopping = ""
        self._failing_said = ""
        self.sight: Sight | None = None
        """What is shown; None before the first data."""
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._say_slow)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.retell)
        self._tick.start()
        organisation = services.profile.organisation
        self.setWindowTitle(_("Charter – %(organisation)s") % {"organisation": organisation})
        self.setWindowIcon(icon.icon("charter", "accent"))
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self._build()
        self._add_shortcuts()
        geometry = settings.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*USUAL)

    # building

    def _build(self) -> None:
        self.navigation_model = NavigationModel(
            (Entry("today", _("Today"), "Ctrl+1"), Entry("breaches", _("Breaches"), "Ctrl+2")), self
        )
        self.navigation = Navigation(self.navigation_model, _("Screens"))
        self.navigation.setCurrentIndex(self.navigation_model.index(TODAY))
        self.navigation.selectionModel().currentChanged.connect(self._screen_chosen)
        self.strips = Strips()
        self.work = WorkStrip()
        self.work.stop_wanted.connect(self._stop_import)
        self.today = TodayScreen(self._services, self._tasks, self._settings)
        self.breaches = BreachesScreen(self._services, self._tasks, self._settings)
        self.today.contact_wanted.connect(self.open_contact)
        for screen in (self.today, self.breaches):
            screen.import_wanted.connect(self.choose_files)
            screen.failed.connect(lambda error: self.strips.say(messages.of_error(error, "explain")))
        self.screens = QStackedWidget()
        self.screens.addWidget(self.today)
        self.screens.addWidget(self.breaches)
        above = QWidget()
        above.setObjectName("plain")
        self._above = QVBoxLayout(above)
        self._above.setContentsMargins(24, 0, 24, 0)
        self._above.setSpacing(6)
        self._above.addWidget(self.strips)
        self._above.addWidget(self.work)
        page = QVBoxLayout()
        page.setSpacing(0)
        page.addWidget(above)
        page.addWidget(self.screens, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addLayout(page, 1)
        self.setCentralWidget(whole)
        self.veil = DropVeil(self)
        self._build_status_bar()

    def _build_status_bar(self) -> None:
        self._complete_icon = IconLabel("pending", "muted")
        self._complete = label(_("Reading the data"), theme.CAPTION, tone="muted")
        self._amount = label(points=theme.CAPTION, tone="muted")
        bar = QStatusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(12, 0, 12, 0)
        bar.addWidget(self._complete_icon)
        bar.addWidget(self._complete)
        bar.addPermanentWidget(self._amount)
        self.setStatusBar(bar)

    def _add_shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+1", lambda: self.go_to(TODAY)),
            ("Ctrl+2", lambda: self.go_to(BREACHES)),
            ("F5", self.fetch),
            ("Ctrl+O", self.choose_files),
            ("Ctrl+F", self._search),
            ("Ctrl+L", self._first_filter),
            ("F6", lambda: self._next_region(1)),
            ("Shift+F6", lambda: self._next_region(-1)),
            ("Alt+Left", lambda: self.go_to(TODAY)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    # navigation

    def go_to(self, screen: int) -> None:
        """Show a screen, and put the keyboard in its table."""
        self.navigation.setCurrentIndex(self.navigation_model.index(screen))
        (self.today, self.breaches)[screen].table.setFocus()

    def open_contact(self, contact: int, norm: int) -> None:
        """Show a contact in the register, explained."""
        self.go_to(BREACHES)
        self.breaches.show_contact(contact, norm)

    def _screen_chosen(self, current: QModelIndex) -> None:
        self.screens.setCurrentIndex(current.row())

    def _search(self) -> None:
        self.navigation.setCurrentIndex(self.navigation_model.index(BREACHES))
        self.breaches.focus_search()

    def _first_filter(self) -> None:
        screen = (self.today, self.breaches)[self.screens.currentIndex()]
        screen.first_filter().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_region(self, by: int) -> None:
        screen = (self.today, self.breaches)[self.screens.currentIndex()]
        regions = (self.navigation, *(region for region in screen.regions() if region.isVisible()))
        focused = QApplication.focusWidget()
        here = next(
            (
                i
                for i, region in enumerate(regions)
                if focused is not None and (region is focused or region.isAncestorOf(focused))
            ),
            -1 if by > 0 else 0,
        )
        regions[(here + by) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # data

    def refresh(self) -> None:
        """Fetch the board again, beside the window; what is shown stays until it is there.

        On the writer's thread: a first look after an update may derive the stored moments again. While files are
        being read in nothing is fetched; that happens when they are.
        """
        if _under_way(self._importing):
            return
        if self._loading is not None:
            self._loading.forget()
        self._slow.start()
        self._loading = self._tasks.run(
            lambda _task: Sight.of(self._services.board()), self.show_sight, self._refresh_failed, Pool.WRITER
        )

    def _say_slow(self) -> None:
        self._complete_icon.show_icon("refresh", "muted")
        self._complete.setText(_("Loading..."))

    def _refresh_failed(self, error: Exception) -> None:
        self._slow.stop()
        last_resort.note(error)
        self.strips.say(messages.of_error(error, messages.DATA, self.refresh))
        self._say_completeness()

    def retell(self) -> None:
        """Every minute: tell how much is left by now. Rows stay where they are until the data is fetched again."""
        sight = self.sight
        if sight is None or _under_way(self._loading):
            return
        now = max(self._services.clock.now(), sight.board.as_of)

        def show(later: Sight) -> None:
            if self.sight is sight:
                self.sight = later
                self.today.retell(later)

        self._tasks.run(lambda _task: sight.later(now), show, last_resort.note)

    def show_sight(self, sight: Sight) -> None:
        """Show fresh data on every screen."""
        first = self.sight is None
        self._slow.stop()
        self.sight = sight
        self.strips.solve(messages.DATA)
        self._say_failing(sight)
        notice = messages.of_rulebook(self._services.judging) if first else None
        if notice is not None:
            self.strips.say(notice)
        self.today.show_sight(sight)
        self.breaches.show_sight(sight)
        urgent = len(sight.worklist.late) + len(sight.worklist.due_today)
        self.navigation_model.set_count(
            TODAY,
            urgent,
            ngettext("%(n)s contact asks for action", "%(n)s contacts ask for action", urgent)
            % {"n": formats.number(urgent)},
        )
        self._count_breaches(sight)
        self._say_completeness()
        if first and self.navigation.hasFocus():
            self.today.take_focus()

    def _say_failing(self, sight: Sight) -> None:
        """Say it once for each new fault, so that a strip that was closed stays closed."""
        completeness = sight.board.completeness
        said = " ".join(completeness.failing_remarks)
        if not said:
            self.strips.solve(messages.SOURCES)
        elif said != self._failing_said:
            self.strips.say(messages.of_failing(completeness, self.fetch))
        self._failing_said = said

    def _count_breaches(self, sight: Sight) -> None:
        text = ngettext("%(n)s breached in %(month)s", "%(n)s breached in %(month)s", sight.breached)
        month = formats.month(sight.period.first) if sight.period is not None else ""
        spoken = text % {"n": formats.number(sight.breached), "month": month}
        self.navigation_model.set_count(BREACHES, sight.breached, spoken)

    def _say_completeness(self) -> None:
        sight = self.sight
        if sight is None:
            self._complete_icon.show_icon("attention", "warn")
            self._complete.setText(_("No data yet"))
            return
        completeness, zone = sight.board.completeness, ZoneInfo(sight.zone)
        if completeness.until is None:
            self._complete_icon.show_icon("info", "muted")
            self._complete.setText(_("No data yet"))
        else:
            day = formats.short_day(formats.local(completeness.until, zone).date())
            moment = f"{day} {formats.clock(completeness.until // 60_000_000 * 60_000_000, zone)}"
            text = (
                _("Data complete up to %(moment)s")
                if completeness.complete
                else _("Data not complete; read up to %(moment)s")
            )
            self._complete_icon.show_icon(*(("met", "met") if completeness.complete else ("attention", "warn")))
            self._complete.setText(text % {"moment": moment})
        if completeness.failing:
            since = min(one.failing_since or 0 for one in completeness.failing) // 60_000_000 * 60_000_000
            day = formats.short_day(formats.local(since, zone).date())
            self._complete_icon.show_icon("attention", "warn")
            self._complete.setText(
                _("%(sources)s: not fetched since %(moment)s")
                % {
                    "sources": ", ".join(one.name for one in completeness.failing),
                    "moment": f"{day} {formats.clock(since, zone)}",
                }
            )
        contacts = len(sight.board.contacts)
        text = ngettext("%(n)s contact", "%(n)s contacts", contacts) % {"n": formats.number(contacts)}
        as_of = _("as of %(moment)s") % {"moment": formats.instant(sight.board.as_of // 60_000_000 * 60_000_000, zone)}
        self._amount.setText(f"{text} · {as_of}")

    # fetching from live sources

    def fetch(self) -> None:
        """Ask every live source now, and show the data again; without sources only the latter."""
        if _under_way(self._importing):
            return

        def work(task: Task) -> list[FetchOutcome]:
            def progress(source: str, rows: int) -> None:
                text = _("Fetching %(source)s: %(rows)s rows.")
                told = text % {"source": source, "rows": formats.number(rows)}
                self._tasks.tell(task, lambda: self.work.say(told, None))

            return self._services.fetch(progress=progress, cancelled=task.cancelled)

        self._stopping = _("Stopping. What was fetched is kept.")
        self._importing = self._tasks.run(work, self._fetch_done, self.show_fetch_failed, Pool.WRITER)

    def _fetch_done(self, outcomes: list[FetchOutcome]) -> None:
        self._hide_work()
        for message in reversed(messages.of_fetch(outcomes)):
            self.strips.say(message)
        self.refresh()

    def show_fetched(self, outcomes: list[FetchOutcome]) -> None:
        """Tell what the schedule brought; fetch the board again when that changes it."""
        failing = bool(self.sight is not None and self.sight.board.completeness.failing)
        if failing or any(outcome.imports or outcome.error is not None for outcome in outcomes):
            self._fetch_done(outcomes)

    def show_fetch_failed(self, error: Exception) -> None:
        """Tell that asking the sources failed for a reason that is not theirs."""
        self._hide_work()
        last_resort.note(error)
        self.strips.say(messages.of_error(error, messages.FETCHED))
        self.refresh()

    def _hide_work(self) -> None:
        if not _under_way(self._importing):
            self.work.hide()

    # reading files in

    def choose_files(self) -> None:
        """Ask for log files and read them in."""
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose log files"))
        if paths:
            self.import_paths([Path(path) for path in paths])

    def import_paths(self, paths: list[Path]) -> None:
        """Read files and folders in, one import at a time, with progress and a way to stop."""
        if _under_way(self._importing):
            self.strips.say(
                Message(
                    "information",
                    _("Charter is still reading the files before. Drop these again after that."),
                    topic="busy",
                )
            )
            return

        def work(task: Task) -> list[ImportOutcome]:
            def progress(told: Progress) -> None:
                self._tasks.tell(task, lambda: self.work.say(*messages.of_progress(told)))

            return self._services.import_paths(paths, progress=progress, cancelled=task.cancelled)

        self._stopping = _("Stopping. Nothing of the file it is at will be kept.")
        self.work.say(_("Reading the files in."), None)
        self._importing = self._tasks.run(work, self._import_done, self._import_failed, Pool.WRITER)

    def _stop_import(self) -> None:
        if self._importing is not None:
            self._importing.cancel()
            self.work.say(self._stopping, None)

    def _import_done(self, outcomes: list[ImportOutcome]) -> None:
        self.work.hide()
        self.strips.solve("busy")
        for message in reversed(messages.of_import(outcomes)):
            self.strips.say(message)
        self.refresh()

    def _import_failed(self, error: Exception) -> None:
        self.work.hide()
        self.strips.solve("busy")
        last_resort.note(error)
        self.strips.say(messages.of_error(error, messages.IMPORT))
        self.refresh()

    # events

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._is_of_another_day():
            self.refresh()

    def _is_of_another_day(self) -> bool:
        """Whether the window was left open since an earlier day: the first look of the morning fetches afresh."""
        return self.sight is not None and self.sight.day(self._services.clock.now()) != self.sight.today

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.veil.cover()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.veil.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.veil.hide()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.import_paths(paths)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.veil.isVisible():
            self.veil.cover()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._tick.stop()
        self._settings.setValue("window/geometry", self.saveGeometry())
        super().closeEvent(event)


def _under_way(task: Task | None) -> bool:
    return task is not None and not task.ended
