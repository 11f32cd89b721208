"""Brings data in for the window: files that were chosen or dropped, and live sources; one at a time, and stoppable.

Why: two imports at once would only wait for each other, and the user must see which of them is at work. Refuses to
show figures: it says that there is something new.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from charter.app import Services
from charter.locale import _, formats
from charter.services.fetching import FetchOutcome
from charter.services.importing import ImportOutcome, Progress
from charter.ui import last_resort, messages
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.strips import Message, Strips, WorkStrip


class Intake(QObject):
    """Signals: `ended` when the data must be fetched again. `strips` tells outcomes, `work` tells progress."""

    ended = Signal()

    def __init__(self, services: Services, tasks: Tasks, strips: Strips, work: WorkStrip, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._strips = strips
        self._work = work
        self._window = parent
        self._task: Task | None = None
        self._stopping = ""
        work.stop_wanted.connect(self._stop)

    @property
    def under_way(self) -> bool:
        """Whether something is being read in now."""
        return self._task is not None and not self._task.ended

    def choose_files(self) -> None:
        """Ask for log files and read them in."""
        paths, _kind = QFileDialog.getOpenFileNames(self._window, _("Choose log files"))
        if paths:
            self.import_paths([Path(path) for path in paths])

    def import_paths(self, paths: list[Path]) -> None:
        """Read files and folders in, one import at a time, with progress and a way to stop."""
        if self.under_way:
            text = _("Charter is still reading the files before. Drop these again after that.")
            self._strips.say(Message("information", text, topic="busy"))
            return

        def work(task: Task) -> list[ImportOutcome]:
            def progress(told: Progress) -> None:
                self._tasks.tell(task, lambda: self._work.say(*messages.of_progress(told)))

            return self._services.import_paths(paths, progress=progress, cancelled=task.cancelled)

        self._stopping = _("Stopping. Nothing of the file it is at will be kept.")
        self._work.say(_("Reading the files in."), None)
        self._task = self._tasks.run(work, self._imported, self._import_failed, Pool.WRITER)

    def fetch(self) -> None:
        """Ask every live source now; without sources only the figures are fetched again."""
        if self.under_way:
            return

        def work(task: Task) -> list[FetchOutcome]:
            def progress(source: str, rows: int) -> None:
                text = _("Fetching %(source)s: %(rows)s rows.")
                told = text % {"source": source, "rows": formats.number(rows)}
                self._tasks.tell(task, lambda: self._work.say(told, None))

            return self._services.fetch(progress=progress, cancelled=task.cancelled)

        self._stopping = _("Stopping. What was fetched is kept.")
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

    def _hide_work(self) -> None:
        if not self.under_way:
            self._work.hide()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._work.say(self._stopping, None)

    def _imported(self, outcomes: list[ImportOutcome]) -> None:
        self._work.hide()
        self._strips.solve("busy")
        for message in reversed(messages.of_import(outcomes)):
            self._strips.say(message)
        self.ended.emit()

    def _import_failed(self, error: Exception) -> None:
        self._work.hide()
        self._strips.solve("busy")
        last_resort.note(error)
        self._strips.say(messages.of_error(error, messages.IMPORT))
        self.ended.emit()
