"""One measurement: what took how long, against which yardstick, and whether it reached its target."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Spent(NamedTuple):
    """Seconds on the wall, and seconds of the processor: the latter hardly change when a machine has other work too."""

    wall: float
    cpu: float

    def times(self, factor: float) -> Spent:
        """As much for `factor` times the work, which costs so many times as much."""
        return Spent(self.wall * factor, self.cpu * factor)


@dataclass(frozen=True, slots=True)
class Measured:
    """What `what` and the yardstick took for the same work.

    `limit_s` is the target in seconds at full size, `faster` how many times as fast as the yardstick it must be;
    `peak_mb` the most memory that the process has held so far, and `limit_mb` how much that may be.
    """

    what: str
    spent: Spent
    against: str = ""
    yardstick: Spent | None = None
    peak_mb: float | None = None
    limit_s: float | None = None
    limit_mb: float | None = None
    faster: float | None = None

    @property
    def ratio(self) -> float | None:
        """Charter's processor time as a multiple of the yardstick's; under 1 is faster than the yardstick."""
        return None if self.yardstick is None else self.spent.cpu / self.yardstick.cpu

    @property
    def target(self) -> str:
        """The target in words; empty without one."""
        parts = [
            f"{self.limit_s:g} s" if self.limit_s is not None else "",
            f"{self.limit_mb / 1024:g} GB" if self.limit_mb is not None else "",
            f"{self.faster:g}x faster" if self.faster is not None else "",
        ]
        return ", ".join(part for part in parts if part)

    def reached(self, scale: float) -> bool | None:
        """Whether every target was reached; None without one, and for times in a run that is not of full size."""
        if not self.target or (scale < 1 and self.faster is None):
            return None
        return (
            (self.limit_s is None or self.spent.wall <= self.limit_s)
            and (self.limit_mb is None or self.peak_mb is None or self.peak_mb <= self.limit_mb)
            and (self.faster is None or self.ratio is None or self.ratio <= 1 / self.faster)
        )


def timed(work: Callable[[], T]) -> tuple[Spent, T]:
    """What `work` takes, and what it gives."""
    began, busy = perf_counter(), process_time()
    result = work()
    return Spent(perf_counter() - began, process_time() - busy), result


def best_of(times: int, work: Callable[[], T]) -> tuple[Spent, T]:
    """The shortest of several runs, for work of so few seconds that a neighbour's work would show."""
    spent, result = timed(work)
    for _ in range(times - 1):
        del result
        again, result = timed(work)
        spent = min(spent, again)
    return spent, result


def apart(work: Callable[..., T], *args: Any) -> T:  # noqa: ANN401
    """What `work` gives, done in a new process, so that neither memory nor warm caches are shared."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *args).result()


def peak_mb() -> float | None:
    """The most memory that this process has held, in MB; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib / 1024 if sys.platform != "darwin" else kib / 1024**2
