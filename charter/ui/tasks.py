"""The only threads of the window: plain functions go out, their result comes home by one signal.

Why: the window never waits (design.md 7), and no widget is ever touched from another thread (style.md trap 9).
Two pools: `writer`, one thread, for everything that changes the database; `readers`, two threads, for the rest.
The work receives nothing of Qt: a callable for progress and one that tells whether the user asked to stop. What the
work refers to is let go at home, never on a thread of work: a part of the window must go on the thread that made it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance

from charter.errors import Cancelled

T = TypeVar("T")


class Pool(Enum):
    """Where work runs."""

    READERS = "readers"
    WRITER = "writer"


class Task:
    """A piece of work under way. `cancel` asks it to stop: it then fails with `Cancelled`."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.wanted = True
        self.ended = False
        """Whether the outcome is home."""

    def cancel(self) -> None:
        """Ask the work to stop at its next opportunity; the outcome is still reported."""
        self._stop.set()

    def forget(self) -> None:
        """Ask the work to stop, and do not report its outcome: something newer took its place."""
        self.wanted = False
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether somebody asked to stop; the work looks here between its steps."""
        return self._stop.is_set()


class Tasks(Protocol):
    """What a screen asks of whoever runs its work; tests run it at once."""

    def run(
        self,
        work: Callable[[Task], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        pool: Pool = Pool.READERS,
    ) -> Task:
        """Run `work`, then call exactly one of `done` and `failed` on the main thread, unless it was forgotten."""
        ...

    def tell(self, task: Task, report: Callable[[], None]) -> None:
        """From within the work: call `report` on the main thread, unless the task was forgotten."""
        ...


class Lease:
    """The tasks of one screen, in the hands of another `Tasks`: what comes home after its `end` is told to nobody.

    The work itself goes on: a screen that is made anew in another language must not stop an export.
    """

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._held = True

    def run(
        self,
        work: Callable[[Task], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        pool: Pool = Pool.READERS,
    ) -> Task:
        """As `Tasks.run`."""

        def told(result: T) -> None:
            if self._held:
                done(result)

        def warned(error: Exception) -> None:
            if self._held:
                failed(error)

        return self._tasks.run(work, told, warned, pool)

    def tell(self, task: Task, report: Callable[[], None]) -> None:
        """As `Tasks.tell`."""
        self._tasks.tell(task, lambda: report() if self._held else None)

    def end(self) -> None:
        """The screen is gone."""
        self._held = False


class _Errand(Generic[T]):
    """A piece of work and whom to tell. A thread of work holds this box only, and it comes home before it is empty."""

    def __init__(
        self, task: Task, work: Callable[[Task], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        self.task = task
        self._work, self._done, self._failed = work, done, failed
        self._ending: Callable[[], None]

    def go(self) -> None:
        """On a thread of work: do it, unless it was stopped before it began."""
        try:
            if self.task.cancelled():
                raise Cancelled  # noqa: TRY301 - as the work itself does when it is stopped half way
            self._ending = partial(self._done, self._work(self.task))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported where people look
            self._ending = partial(self._failed, error)

    def come_home(self) -> None:
        """On the main thread: empty the box, and tell how the work ended unless it was forgotten."""
        task, ending = self.task, self._ending
        vars(self).clear()
        task.ended = True
        if task.wanted:
            ending()


class TaskRunner(QObject):
    """The pools of the running window.

    Signals: `ended` when work came home and its outcome was told; `_came_home` carries what must happen on the main
    thread.
    """

    ended = Signal()
    _came_home = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {
            Pool.READERS: ThreadPoolExecutor(2, thread_name_prefix="readers"),
            Pool.WRITER: ThreadPoolExecutor(1, thread_name_prefix="writer"),
        }
        self._running: set[_Errand[Any]] = set()
        self._open = True
        self._home: SignalInstance = self._came_home
        self._came_home.connect(self._receive)

    def run(
        self,
        work: Callable[[Task], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        pool: Pool = Pool.READERS,
    ) -> Task:
        """Run `work` in `pool`; exactly one of `done` and `failed` is called here, unless the task was forgotten.

        Once closed, nothing runs any more: a timer may still fire while the window goes.
        """
        task = Task()
        if not self._open:
            task.forget()
            return task
        errand = _Errand(task, work, done, failed)
        self._running.add(errand)
        self._pools[pool].submit(self._out, errand)
        return task

    def _out(self, errand: _Errand[Any]) -> None:
        errand.go()
        self._send(partial(self._come_home, errand))

    def _come_home(self, errand: _Errand[Any]) -> None:
        self._running.discard(errand)
        errand.come_home()
        self.ended.emit()

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    @property
    def writer(self) -> ThreadPoolExecutor:
        """The one thread that writes, for the schedule to share; it stays ours to close."""
        return self._pools[Pool.WRITER]

    def tell(self, task: Task, report: Callable[[], None]) -> None:
        """From within the work: call `report` on the main thread, unless the task was forgotten."""
        self._send(lambda: report() if task.wanted else None)

    def close(self) -> None:
        """Ask everything to stop, drop what has not begun and wait for what has."""
        self._open = False
        for errand in self._running:
            errand.task.forget()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _send(self, report: Callable[[], object]) -> None:
        if self._open:
            self._home.emit(report)

    def _receive(self, report: Callable[[], object]) -> None:
        if self._open:
            report()
