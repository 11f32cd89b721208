"""Asks sources when they are due, as long as a program runs: the window, or `charter serve`.

Why: one heartbeat a minute looks in the database which sources are due, so that a laptop that slept through six o'clock
asks at the next heartbeat, once (design.md 4.8). APScheduler only wakes us: it counts monotonic seconds, which a suspend
stretches, and remembers nothing (style.md 3, traps 1 to 3). The work goes to a pool of one thread that writes, the
caller's, so that scheduled and hand-started work stand in one queue. Refuses to decide what fetching is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

HEARTBEAT_S = 60

Beat = Callable[[Callable[[], bool]], None]
"""What happens at a heartbeat: told how to ask whether the program is about to end."""


class Schedule:
    """A heartbeat on the pool of whoever starts it."""

    def __init__(self, beat: Beat, writer: ThreadPoolExecutor) -> None:
        self._ending = threading.Event()
        self._beat = beat
        self._scheduler = BackgroundScheduler(timezone=UTC, executors={"default": _Borrowed(writer)})
        self._scheduler.add_job(
            self._one_beat,
            IntervalTrigger(seconds=HEARTBEAT_S, timezone=UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin: the first heartbeat is one interval away."""
        self._scheduler.start()

    def stop(self) -> None:
        """End: no further heartbeat, and what is under way is asked to stop. The pool stays whose it is."""
        self._ending.set()
        self._scheduler.shutdown(wait=False)

    def _one_beat(self) -> None:
        if not self._ending.is_set():
            self._beat(self._ending.is_set)


class _Borrowed(BasePoolExecutor):  # type: ignore[misc] # apscheduler has no types
    """Submits to a pool that somebody else opened, and will close."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__(pool)

    def shutdown(self, wait: bool = True) -> None:  # noqa: ARG002 - the name is the scheduler's
        """Leave the pool open."""
