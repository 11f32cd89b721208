"""The first run: four steps from nothing to the first result, each kept as it is answered.

Why a road and no form: who starts has no idea yet what matters. Every step has answers that work, but for Good Friday;
closing, or a kill, loses nothing. Refuses to make a profile before the last step, and to wait for anything.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QMessageBox, QStackedWidget, QVBoxLayout
from typing_extensions import override

from charter.app import Services
from charter.clock import Clock
from charter.errors import CharterError
from charter.locale import _
from charter.locale.formats import local
from charter.services import first_run
from charter.services.first_run import Draft
from charter.settings import DEFAULT_ZONE
from charter.ui import last_resort, messages
from charter.ui.alert import alert_text
from charter.ui.first_run.ended import Ended
from charter.ui.first_run.file_step import FileStep
from charter.ui.first_run.hours_step import HoursStep
from charter.ui.first_run.norms_step import NormsStep
from charter.ui.first_run.step import Step
from charter.ui.first_run.town_step import TownStep
from charter.ui.intake import Intake, Read
from charter.ui.look import icon, theme
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.parts import button, label, pause, set_property
from charter.ui.widgets.step_list import StepList

SIZE = (1180, 740)
_SIDE = 200
_REST_MS = 400


class FirstRun(QDialog):
    """`ended` is None until the first run is done. Signals: `shown` when another step is shown."""

    shown = Signal(int)

    def __init__(self, folder: Path, clock: Clock, who: str, tasks: Tasks, settings: QSettings, draft: Draft) -> None:
        """`folder` is where the profile comes; `draft` is what was answered in it so far."""
        super().__init__()
        self.setWindowTitle(_("Set up Charter"))
        self.setWindowIcon(icon.icon("charter", "accent"))
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self._folder, self._clock, self._who = folder, clock, who
        self._tasks, self._settings = tasks, settings
        self._services: Services | None = None
        self._founded: Draft | None = None
        self._intake: Intake | None = None
        self._busy: Task | None = None
        self._unsaved = False
        self.ended: Ended | None = None
        self.draft = draft
        self._today = local(clock.now(), ZoneInfo(DEFAULT_ZONE)).date()
        self.town, self.hours, self.norms = TownStep(), HoursStep(self._today), NormsStep(self._today)
        self.file = FileStep()
        self.steps: tuple[Step, ...] = (self.town, self.hours, self.norms, self.file)
        self._rest = pause(self, _REST_MS, self._save)
        self._build()
        for step in self.steps:
            step.show_draft(draft)
            step.changed.connect(self._answered)
        self.file.files_chosen.connect(self.read_in)
        self.file.mailbox_wanted.connect(lambda: self._make(lambda services: self._end(services, mailbox=True)))
        self.file.later_wanted.connect(lambda: self._make(self._end))
        available = self.screen().availableGeometry().size()
        self.resize(min(SIZE[0], available.width() - 40), min(SIZE[1], available.height() - 60))
        self.go_to(draft.step)

    def _build(self) -> None:
        names = (_("Your municipality"), _("Opening hours"), _("Norms"), _("First file"))
        self.list = StepList(names, _SIDE)
        self.stack = QStackedWidget()
        for step in self.steps:
            self.stack.addWidget(step)
        surface = QFrame()
        surface.setObjectName("surface")
        column = QVBoxLayout(surface)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.list)
        above.addWidget(surface, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(above, 1)
        page.addLayout(self._build_foot())
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.go_back)

    def _build_foot(self) -> QHBoxLayout:
        self.later = button(_("Continue later"), help_text=_("Close; next time you go on here"))
        self.later.clicked.connect(self.leave)
        self.told: QLabel = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.back = button(_("Step back"), help_text=_("To the step before this one (Alt+Left)"))
        self.back.clicked.connect(self.go_back)
        self.next = button(_("Next step"), primary=True)
        self.next.clicked.connect(self.go_on)
        for act in (self.later, self.back):
            act.setAutoDefault(True)
        self.next.setDefault(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 12, 20, 14)
        foot.setSpacing(8)
        foot.addWidget(self.later)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        return foot

    # the road

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self.stack.currentIndex()]

    def go_to(self, number: int) -> None:
        """Show a step, the keyboard where it begins, and keep that it was reached."""
        self.stack.setCurrentIndex(number)
        self.list.show_step(number)
        self.back.setVisible(number > 0)
        last = self.step is self.file
        self.next.setVisible(not last)
        (self.file.zone.choose if last else self.next).setDefault(True)
        self._say("")
        if self.draft.step != number:
            self.draft = self.draft.but(step=number)
            self._save()
        self.step.first().setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit(number)

    def go_on(self) -> None:
        """To the next step; with something missing, go there and say what."""
        self._answered()
        wrong = self.step.show_faults(first_run.composed(self.draft, self._today, self._folder))
        if wrong is not None:
            self._say(_("Something is missing on this page."), wrong=True)
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            self.step.ensureWidgetVisible(wrong)
        elif self.step is not self.file:
            self.go_to(self.stack.currentIndex() + 1)

    def go_back(self) -> None:
        """To the step before, with nothing lost."""
        if self.stack.currentIndex() and not self._working:
            self.go_to(self.stack.currentIndex() - 1)

    @property
    def _working(self) -> bool:
        busy = self._busy is not None and not self._busy.ended
        return busy or (self._intake is not None and self._intake.under_way)

    # answers

    def _answered(self) -> None:
        self.draft = self.step.told(self.draft)
        self._rest.start()

    def _save(self, done: Callable[[], None] = lambda: None) -> None:
        self._rest.stop()
        draft, folder = self.draft, self._folder

        def saved(_nothing: None) -> None:
            self._unsaved = False
            done()

        def failed(error: Exception) -> None:
            self._unsaved = True
            self._failed(error)

        self._tasks.run(lambda _task: first_run.save(folder, draft), saved, failed, Pool.WRITER)

    # leaving

    def leave(self) -> None:
        """Keep everything and close; what is being read in stops. When nothing can be kept, a second time closes."""
        if self._intake is not None:
            self._intake.stop()
        self._answered()
        if self._unsaved:
            self._go()
        else:
            self._save(self._go)

    def _go(self) -> None:
        services, self._services = self._services, None
        if services is not None:
            self._tasks.run(lambda _task: services.close(), lambda _nothing: None, last_resort.note, Pool.WRITER)
        super().reject()

    @override
    def reject(self) -> None:
        """Esc, and the cross of the window: ask."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Set up Charter"))
        box.setText(_("Do you want to continue later?"))
        box.setInformativeText(_("What you filled in is kept. Next time you go on at this step."))
        stop = box.addButton(_("Continue later"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(_("Go on filling in"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        self.asked = box
        box.finished.connect(lambda: self.leave() if box.clickedButton() is stop else None)
        box.open()

    def come_forward(self) -> None:
        """Show this window in front of the others."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    # the profile and the first files

    def read_in(self, paths: list[Path]) -> None:
        """Make the profile and read the first files in."""
        self._make(lambda services: self._intake_of(services).import_paths(paths))

    def _make(self, then: Callable[[Services], None]) -> None:
        """Make the profile of the answers beside the window, when that is not done yet; then go on with it."""
        if self._working:
            return
        if self._services is not None and self._founded == self.draft:
            then(self._services)
            return
        self._say(_("Charter makes the profile..."))
        draft, old = self.draft, self._services

        def work(_task: Task) -> Services:
            if old is not None:
                old.close()
            first_run.found(self._folder, draft, self._today)
            return Services(self._folder, self._clock, self._who)

        def done(services: Services) -> None:
            self._say("")
            self._services, self._founded = services, draft
            if self._intake is not None:
                self._intake.deleteLater()
                self._intake = None
            then(services)

        self._busy = self._tasks.run(work, done, self._failed, Pool.WRITER)

    def _intake_of(self, services: Services) -> Intake:
        if self._intake is None:
            self._intake = Intake(services, self._tasks, self._settings, self.file.strips, self.file.work, self)
            self._intake.came_in.connect(self._judge)
        return self._intake

    def _judge(self, read: Read) -> None:
        """Judge what was read; without a first contact the step stays, and says what became of the files."""
        services = self._services
        if services is None or all(outcome.error is not None for outcome in read.outcomes):
            return
        self._say(_("Charter judges what it read..."))

        def work(_task: Task) -> Sight | None:
            board = services.board()
            return Sight.of(board, services.said(board)) if len(board.contacts) else None

        def done(sight: Sight | None) -> None:
            self._say("")
            if sight is not None:
                self._end(services, read, sight)

        self._busy = self._tasks.run(work, done, self._failed, Pool.WRITER)

    def _end(
        self, services: Services, read: Read | None = None, sight: Sight | None = None, *, mailbox: bool = False
    ) -> None:
        folder = self._folder

        def done(_nothing: None) -> None:
            self.ended = Ended(services, read, sight, mailbox)
            self.accept()

        self._rest.stop()
        self._busy = self._tasks.run(lambda _task: first_run.finish(folder), done, self._failed, Pool.WRITER)

    def _failed(self, error: Exception) -> None:
        last_resort.note(error)
        text = messages.said(error) if isinstance(error, CharterError) else messages.of_error(error, "first run").text
        self._say(text, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        set_property(self.told, "tone", "breached" if wrong else "muted")
        self.told.setText(text or _("What you fill in is kept already."))
        alert_text(self.told, text)
