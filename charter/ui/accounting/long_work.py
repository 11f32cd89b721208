"""One long piece of work of a screen at a time: how far it is, how long it still takes, and how to stop it.

Why: making a file of a million contacts takes minutes, and whoever waits wants to know how many. Refuses to word what
came of it, and to begin a second piece before the first is home.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from charter.clock import MICROSECONDS, Clock
from charter.locale import _, formats
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.parts import pause
from charter.ui.widgets.strips import Message, WorkStrip

SHOWN_MS = 1000
"""Work that is done sooner shows nothing."""
TOLD_US = 5 * MICROSECONDS
"""Before this the remaining time cannot be estimated."""
_STEPS_US = (5 * MICROSECONDS, 60 * MICROSECONDS)
TOPIC = "long work"

T = TypeVar("T")
Tell = Callable[[float], None]


class LongWork(QObject):
    """Signals: `said` (Message) when something else is under way."""

    said = Signal(object)

    def __init__(self, tasks: Tasks, strip: WorkStrip, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strip = strip
        self._clock = clock
        self._task: Task | None = None
        self._begun = 0
        self._what = ""
        self._share: float | None = None
        self._slow = pause(self, SHOWN_MS, self._show)
        strip.stop_wanted.connect(self.stop)

    @property
    def under_way(self) -> bool:
        """Whether something is being made now."""
        return self._task is not None and not self._task.ended

    def run(
        self,
        what: str,
        work: Callable[[Tell, Task], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        pool: Pool = Pool.WRITER,
    ) -> None:
        """Do `work`, which tells the share done, and report its outcome; `what` says in words what it is."""
        if self.under_way:
            text = _("Charter is still busy: %(what)s. Do this after that.") % {"what": self._what}
            self.said.emit(Message("information", text, topic=TOPIC))
            return
        self._what, self._share, self._begun = what, None, self._clock.now()
        self._slow.start()

        def out(task: Task) -> T:
            def tell(share: float) -> None:
                self._tasks.tell(task, lambda: self._tell(share))

            return work(tell, task)

        def home(outcome: T) -> None:
            self._hide()
            done(outcome)

        def broken(error: Exception) -> None:
            self._hide()
            failed(error)

        task = self._tasks.run(out, home, broken, pool)
        self._task = task
        self.destroyed.connect(task.forget)

    def stop(self) -> None:
        """Ask the work to stop; its outcome is still reported."""
        if self._task is not None and self.under_way:
            self._task.cancel()
            self._strip.say(_("Stopping. Nothing of it will be kept."), None)

    def _tell(self, share: float) -> None:
        self._share = share
        if not self._strip.isHidden() and not (self._task and self._task.cancelled()):
            self._show()

    def _show(self) -> None:
        if self._share is None:
            self._strip.say(f"{self._what}.", None)
            return
        text = f"{self._what}: {formats.percent(self._share)}."
        left = time_left(self._clock.now() - self._begun, self._share)
        if left is not None:
            text += " " + _("About %(time)s to go.") % {"time": formats.duration(left)}
        self._strip.say(text, self._share)

    def _hide(self) -> None:
        self._slow.stop()
        self._strip.hide()


def time_left(spent: int, share: float) -> int | None:
    """How many microseconds are left after `spent` of them, as whole minutes or whole fives of seconds; None: unknown.

    Rounded up: what takes longer than was said annoys more than what is done sooner.
    """
    if spent < TOLD_US or not 0 < share < 1:
        return None
    left = round(spent * (1 - share) / share)
    step = _STEPS_US[left >= 2 * _STEPS_US[1]]
    return -(-left // step) * step
