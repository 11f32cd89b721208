"""Brings data in for the window: files that were chosen or dropped, and live sources; one at a time, and stoppable.

Why: two imports at once would only wait for each other, and the user must see which of them is at work. Refuses to
show figures: it says that there is something new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from charter.app import Services
from charter.locale import _, formats
from charter.services.fetching import FetchOutcome
from charter.services.importing import Progress
from charter.services.outcomes import ImportOutcome
from charter.services.zones import unanswered
from charter.ui import last_resort, messages
from charter.ui.file_questions import AskAboutFiles, Questions, Reading, questions_of, waits
from charter.ui.sources.acts import SourceActs
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.strips import Message, Strips, WorkStrip


class Read(NamedTuple):
    """What became of files, what the mappings of the profile are called, and which of the files could be tables."""

    outcomes: list[ImportOutcome]
    titles: dict[str, str]
    tables: tuple[Path, ...]


class Intake(QObject):
    """Signals: `ended` when the data must be fetched again, `told` (source, rows) while a source is asked.

    `came_in` (Read) tells what became of files, just before `ended`. `strips` tells outcomes, `work` tells progress.
    """

    ended = Signal()
    told = Signal(str, int)
    came_in = Signal(object)

    def __init__(
        self, services: Services, tasks: Tasks, settings: QSettings, strips: Strips, work: WorkStrip, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._settings = settings
        self._strips = strips
        self._work = work
        self._window = parent
        self._task: Task | None = None
        self._stopping = ""
        self._reads_files = False
        work.stop_wanted.connect(self.stop)
        self.acts = SourceActs(services, tasks, parent)
        self.acts.said.connect(strips.say)
        self.acts.failed.connect(self._act_failed)
        self.acts.changed.connect(self._undone)

    @property
    def under_way(self) -> bool:
        """Whether something is being read in now."""
        return self._task is not None and not self._task.ended

    def choose_files(self) -> None:
        """Ask for log files and read them in."""
        paths, _kind = QFileDialog.getOpenFileNames(self._window, _("Choose log files"))
        if paths:
            self.import_paths([Path(path) for path in paths])

    def import_paths(self, paths: list[Path], zone: ZoneInfo | None = None, mapping: Path | None = None) -> None:
        """Read files and folders in, one import at a time, and stoppable; `zone` is of times that do not say theirs."""
        self._read([Reading(tuple(paths), zone, mapping)], [])

    def _read(self, readings: list[Reading], before: list[ImportOutcome]) -> None:
        """Read these in; what is left to be said is asked after that, and told together with what was read `before`."""
        if self.under_way:
            text = _("Charter is still reading the files before. Drop these again after that.")
            self._strips.say(Message("information", text, topic="busy"))
            return

        def work(task: Task) -> Read:
            def progress(told: Progress) -> None:
                self._tasks.tell(task, lambda: self._work.say(*messages.of_progress(told)))

            outcomes = [
                outcome
                for reading in readings
                for outcome in self._services.import_paths(
                    list(reading.paths),
                    zone=reading.zone,
                    mapping=reading.mapping,
                    format_id=reading.format,
                    dates=reading.dates,
                    ask_zone=unanswered,
                    progress=progress,
                    cancelled=task.cancelled,
                )
            ]
            desk = self._services.mapping_desk
            return Read([*before, *outcomes], desk.titles(), desk.tables(outcomes))

        def done(read: Read) -> None:
            self._work.hide()
            self._strips.solve("busy")
            questions = questions_of(read.outcomes, readings)
            if questions.files:
                self._ask(questions, read)
            else:
                self._conclude(read)

        self._stopping, self._reads_files = _("Stopping. Nothing of the file it is at will be kept."), True
        self._work.say(_("Reading the files in."), None)
        self._task = self._tasks.run(work, done, self._import_failed, Pool.WRITER)

    def _ask(self, questions: Questions, read: Read) -> None:
        """Ask what is left to be said; who does not answer finds the question back in a strip."""
        asking = AskAboutFiles(questions, self._services.profile.zone, self._window)
        done = [outcome for outcome in read.outcomes if not waits(outcome)]
        asking.accepted.connect(lambda: self._read(asking.readings, done))
        asking.rejected.connect(lambda: self._conclude(read))
        asking.open()

    def map_columns(self, path: Path | None, mapping: str = "") -> None:
        """Open the wizard for a table, asked for when there is none; `mapping` is one that is to be changed."""
        if path is None:
            name, _kind = QFileDialog.getOpenFileName(
                self._window, _("Choose a table"), "", _("Tables (*.csv *.txt *.tsv *.xlsx *.xlsm *.gz);;All files (*)")
            )
            if not name:
                return
            path = Path(name)
        from charter.ui.wizard.mapping_wizard import MappingWizard

        wizard = MappingWizard(self._services, self._tasks, self._settings, path, mapping, self._window)
        wizard.read_wanted.connect(self.import_paths)
        wizard.open()

    def fetch(self, names: Sequence[str] = ()) -> None:
        """Ask these live sources now, without names every one; without sources only the figures are fetched again."""
        if self.under_way:
            return

        def work(task: Task) -> list[FetchOutcome]:
            def progress(source: str, rows: int) -> None:
                text = _("Fetching %(source)s: %(rows)s rows.")
                told = text % {"source": source, "rows": formats.number(rows)}
                self._tasks.tell(task, lambda: self._say_fetching(source, rows, told))

            return self._services.fetch(names, progress=progress, cancelled=task.cancelled)

        self._stopping, self._reads_files = _("Stopping. What was fetched is kept."), False
        self._task = self._tasks.run(work, self.show_fetched, self.show_fetch_failed, Pool.WRITER)

    def show_fetched(self, outcomes: list[FetchOutcome]) -> None:
        """Tell what live sources brought."""
        self._hide_work()
        for message in reversed(messages.of_fetch(outcomes)):
            self._strips.say(message)
        self.ended.emit()

    def show_fetch_failed(self, error: Exception) -> None:
        """Tell that asking the sources failed for a reason that is not theirs."""
        self._hide_work()
        last_resort.note(error)
        self._strips.say(messages.of_error(error, messages.FETCHED))
        self.ended.emit()

    def _say_fetching(self, source: str, rows: int, text: str) -> None:
        self._work.say(text, None)
        self.told.emit(source, rows)

    def _hide_work(self) -> None:
        if not self.under_way:
            self._work.hide()

    def stop(self) -> None:
        """Ask what is under way to stop."""
        if self._task is not None:
            self._task.cancel()
            self._work.say(self._stopping, None)

    def leave(self, then: Callable[[], object]) -> bool:
        """Whether the window may close now. While files are read in it asks; `then` closes when somebody says so."""
        if not (self._reads_files and self.under_way):
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Close Charter"))
        box.setText(_("Charter is still reading files in."))
        box.setInformativeText(
            _("If you stop, nothing of the file it is at is kept. You can read it in again; nothing counts twice.")
        )
        stay = box.addButton(_("Stay here"), QMessageBox.ButtonRole.RejectRole)
        stop = box.addButton(_("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)

        def answered() -> None:
            if box.clickedButton() is stop:
                self._reads_files = False
                self.stop()
                then()

        box.finished.connect(answered)
        box.open()
        return False

    def _conclude(self, read: Read) -> None:
        self.tell(read)
        self.came_in.emit(read)
        self.ended.emit()

    def tell(self, read: Read) -> None:
        """Tell what became of files that were read."""
        outcomes, titles, tables = read
        for outcome in outcomes:
            self._strips.solve(f"{messages.IMPORT} {outcome.file}")
        ours = [outcome for outcome in outcomes if outcome.format in titles and outcome.error is None]
        for one in ours[:1]:
            change = partial(self.map_columns, Path(one.file), one.format)
            self._strips.say(messages.of_known(titles[one.format], change))
        questions = questions_of(outcomes)
        if questions.files:
            asked = Read([outcome for outcome in outcomes if waits(outcome)], titles, ())
            self._strips.say(messages.of_waiting(questions.files, lambda: self._ask(questions, asked)))
        else:
            self._strips.solve(messages.WAITING)
        told = [outcome for outcome in outcomes if not waits(outcome)]
        if told or not outcomes:
            for message in reversed(messages.of_import(told, tables, self.map_columns, self.acts.ask_undo)):
                self._strips.say(message)

    def _undone(self) -> None:
        """What was remarked on the rows of that file is no longer so."""
        for about in ("rows", "remarks"):
            self._strips.solve(f"{messages.IMPORT} {about}")
        self.ended.emit()

    def _act_failed(self, error: Exception) -> None:
        last_resort.note(error)
        self._strips.say(messages.of_error(error, "undo"))

    def _import_failed(self, error: Exception) -> None:
        self._work.hide()
        self._strips.solve("busy")
        last_resort.note(error)
        self._strips.say(messages.of_error(error, messages.IMPORT))
        self.ended.emit()
