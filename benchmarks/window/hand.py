"""The hand that uses the window: acts, waits until the window is done, and tells how long it was away meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.window.watchdog import TICK_MS, Block, Watchdog

if TYPE_CHECKING:
    from charter.ui.models.column_table import ColumnTable
    from charter.ui.tasks import TaskRunner

_MOST_S = 900


class Hand:
    """Uses the window; `blocks` holds the longest block of each kind of action, in the order in which they came."""

    def __init__(self, tasks: TaskRunner, calm_ms: int) -> None:
        """An action is over when nothing has been under way for `calm_ms`."""
        self.blocks: dict[str, Block] = {}
        self._tasks = tasks
        self._calm_ms = calm_ms
        self._loop = QEventLoop()
        self._watch = Watchdog()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._watch.tick)
        self._timer.start(TICK_MS)

    def close(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._watch.close()

    def act(self, kind: str, act: Callable[[], object]) -> float:
        """Do it, and wait until nothing has been under way for a while; seconds until the last work ended."""
        self._watch.longest()
        began = perf_counter()
        QTimer.singleShot(0, act)
        ended = self._until_calm()
        self._note(kind)
        return ended - began

    def arrange(self, kind: str, model: ColumnTable, act: Callable[[], object]) -> float:
        """Do it; seconds until the table shows its result, painted. What follows is no part of it, its blocks are."""
        self._watch.longest()
        model.arranged.connect(self._loop.quit)
        began = perf_counter()
        QTimer.singleShot(0, act)
        self._loop.exec()
        QApplication.processEvents()
        seconds = perf_counter() - began
        model.arranged.disconnect(self._loop.quit)
        self._until_calm()
        self._note(kind)
        return seconds

    def _until_calm(self) -> float:
        """Let the window live until no work has been under way for a while; the instant at which the last ended."""
        ended, calm, looking, whole = perf_counter(), QElapsedTimer(), QTimer(), QElapsedTimer()
        calm.start()
        whole.start()

        def look() -> None:
            nonlocal ended
            if self._tasks.busy:
                ended = perf_counter()
                calm.restart()
            if calm.elapsed() >= self._calm_ms:
                self._loop.quit()
            if whole.elapsed() > _MOST_S * 1000:
                raise TimeoutError

        looking.timeout.connect(look)
        looking.start(10)
        self._loop.exec()
        looking.stop()
        return ended

    def _note(self, kind: str) -> None:
        block = self._watch.longest()
        if kind not in self.blocks or block.seconds > self.blocks[kind].seconds:
            self.blocks[kind] = block
