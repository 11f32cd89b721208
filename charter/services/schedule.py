"""Asks sources when they are due, as long as a program runs: the window, or `charter serve`.

Why: one heartbeat a minute looks in the database which sources are due, so that a laptop that slept through six o'clock
asks at the next heartbeat, once (design.md 4.8). APScheduler only wakes us: it counts monotonic seconds, which a
suspend stretches, and remembers nothing (style.md 3, traps 1 to 3). The work goes to the caller's pool of one thread
that writes, so that scheduled and hand-started work stand in one queue. Refuses to decide what fetching is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

HEARTBEAT_S = 60

Beat = Callable[[Callable[[], bool]], None]
"""What happens at a heartbeat; told how to see whether the program is about to end. It raises nothing."""


class Schedule:
    """A heartbeat on a pool that somebody else opened, and will close."""

    def __init__(self, beat: Beat, writer: ThreadPoolExecutor) -> None:
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a heartbeat skipped while we fetch is no news
        self._ending = threading.Event()
        self._beat = beat
        self._writer = writer
        self._scheduler = BackgroundScheduler(timezone=UTC, executors={"default": _Borrowed(writer)})
        self._scheduler.add_job(
            self._one_beat,
            IntervalTrigger(seconds=HEARTBEAT_S, timezone=UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin, with a heartbeat at once."""
        self._writer.submit(self._one_beat)
        self._scheduler.start()

    def stop(self) -> None:
        """End: no further heartbeat, and what is under way is asked to stop."""
        self._ending.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _one_beat(self) -> None:
        if not self._ending.is_set():
            self._beat(self._ending.is_set)


class _Borrowed(BaseExecutor):  # type: ignore[misc] # apscheduler has no types
    """Submits to the pool, and leaves it open."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__()
        self._pool = pool

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:  # noqa: ANN401
        def ended(future: Future[Any]) -> None:
            if not future.cancelled():
                self._run_job_success(job.id, future.result())

        work = self._pool.submit(run_job, job, job._jobstore_alias, run_times, self._logger.name)
        work.add_done_callback(ended)
