"""The data that the window shows: fetched beside it, told again every minute, fetched again when it is no longer new.

Why apart from the window: whether data is fresh is a matter of clock and journal, not of screens. Refuses to show
anything: it tells what was seen.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from charter.app import Services
from charter.ui import last_resort
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.parts import pause

_SLOW_MS = 1000
_TICK_MS = 60_000


class _Look(NamedTuple):
    """What was fetched, the number of the journal's last entry before that, and whether nothing may be written."""

    sight: Sight
    entry: int
    read_only: bool


class Freshness(QObject):
    """Signals: `slow` when a fetch takes more than a second, `seen` (Sight) when it is done, or `failed` (error).

    `retold` (Sight) every minute: the same verdicts at a later instant. `stale` when that is not enough: a day began,
    or anything was written that is not shown yet, by whomever.
    """

    slow = Signal()
    seen = Signal(object)
    failed = Signal(object)
    retold = Signal(object)
    stale = Signal()

    def __init__(self, services: Services, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._loading: Task | None = None
        self._entry = 0
        self.sight: Sight | None = None
        """What is shown; None before the first data."""
        self.read_only = False
        """Whether nothing may be written where it comes from."""
        self._slow = pause(self, _SLOW_MS, self.slow.emit)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.retell)
        self._tick.start()

    def fetch(self) -> None:
        """Fetch the board again, in place of a fetch that is still under way.

        On the writer's thread: a first look after an update may derive the stored moments again.
        """
        if self._loading is not None:
            self._loading.forget()
        self._slow.start()
        self._loading = self._tasks.run(lambda _task: self._look(), self._take_in, self._fail, Pool.WRITER)

    def show(self, sight: Sight) -> None:
        """This is what is shown from now on."""
        self._slow.stop()
        self.sight = sight

    def retell(self) -> None:
        """Tell how much is left by now. Rows stay where they are until the data is fetched again."""
        sight = self.sight
        if sight is None or (self._loading is not None and not self._loading.ended):
            return
        if self.is_of_another_day():
            self.stale.emit()
            return

        def show(look: _Look) -> None:
            if self.sight is not sight:
                return
            if look.entry != self._entry:
                self.stale.emit()
                return
            self.sight = look.sight
            self.retold.emit(look.sight)

        now = self.now(sight)
        self._tasks.run(
            lambda _task: _Look(sight.later(now), self._services.last_entry(), self.read_only), show, last_resort.note
        )

    def now(self, sight: Sight) -> int:
        """This instant, not before that of the data; UTC microseconds."""
        return max(self._services.clock.now(), sight.board.as_of)

    def is_of_another_day(self) -> bool:
        """Whether the window was left open since an earlier day: the first look of the morning fetches afresh."""
        return self.sight is not None and self.sight.day(self._services.clock.now()) != self.sight.today

    def stop(self) -> None:
        """Tell nothing any more."""
        self._tick.stop()

    def _look(self) -> _Look:
        entry = self._services.last_entry()
        board = self._services.board()
        return _Look(Sight.of(board, self._services.said(board)), entry, self._services.is_read_only)

    def _take_in(self, look: _Look) -> None:
        self._entry = look.entry
        self.read_only = look.read_only
        self.seen.emit(look.sight)

    def _fail(self, error: Exception) -> None:
        self._slow.stop()
        self.failed.emit(error)
