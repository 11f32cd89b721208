"""How long the event loop of the window was away, and what held it.

A timer should fire every few milliseconds; the longest time between two ticks is the longest block. A second thread
looks at the stacks of all threads while a tick is overdue. Where that thread could not look either, somebody held the
interpreter; where the main thread wanted to work and did not, Linux tells that there was no processor for it.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep, thread_time
from types import FrameType
from typing import Any

import numpy as np

TICK_MS = 2
_LOOK_S = 0.006
_OVERDUE_S = 0.015
_SCHEDULE = "/proc/thread-self/schedstat"
_FRAMES = 4
_IDLE = ("threading.py", "thread.py", "queue.py", "watchdog.py", "selectors.py")


@dataclass(frozen=True, slots=True)
class Block:
    """The event loop was away for `seconds`.

    In that time the main thread itself worked for `busy` seconds, waited for a processor for `queued` (nan: the system
    does not tell) and collected garbage for `collecting`, whichever thread did that; `held` names the stacks.
    """

    seconds: float
    busy: float = 0.0
    queued: float = float("nan")
    collecting: float = 0.0
    held: str = "nothing was seen"

    @property
    def own(self) -> float:
        """The same without the time in which other programs had the processors, where that is known."""
        return self.seconds - (self.queued if self.queued == self.queued else 0.0)

    def told(self) -> str:
        """In one line, in milliseconds."""
        parts = [f"{self.seconds * 1000:.0f} ms", f"{self.busy * 1000:.0f} busy"]
        if self.queued == self.queued:
            parts.append(f"{self.queued * 1000:.0f} without a processor")
        if self.collecting:
            parts.append(f"{self.collecting * 1000:.0f} collecting garbage")
        return f"{', '.join(parts)}: {self.held}"


class Watchdog:
    """Watches the event loop of the thread that makes it; `tick` belongs to a timer of `TICK_MS`."""

    def __init__(self) -> None:
        self._main = threading.get_ident()
        self._last = self._looked = perf_counter()
        self._schedule = _Schedule()
        self._busy, self._queued, self._collected = thread_time(), self._schedule.queued(), 0.0
        self._collecting = 0.0
        self._seen: list[str] = []
        self._longest = Block(0.0)
        self._over = threading.Event()
        gc.callbacks.append(self._collects)
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._thread.start()

    def tick(self) -> None:
        """The timer fired."""
        now, busy, queued, collected = perf_counter(), thread_time(), self._schedule.queued(), self._collected
        away = now - self._last - TICK_MS / 1000
        if away > self._longest.seconds:
            held = " <> ".join(dict.fromkeys(self._seen)) or "nothing was seen"
            self._longest = Block(away, busy - self._busy, queued - self._queued, collected, held)
        self._last, self._busy, self._queued, self._collected = now, busy, queued, 0.0
        self._seen = []

    def longest(self) -> Block:
        """The longest block since this was last asked."""
        self.tick()
        longest, self._longest = self._longest, Block(0.0)
        return longest

    def close(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()
        gc.callbacks.remove(self._collects)
        self._schedule.close()

    def _collects(self, phase: str, _info: dict[str, Any]) -> None:
        if phase == "start":
            self._collecting = perf_counter()
        else:
            self._collected += perf_counter() - self._collecting

    def _look(self) -> None:
        while not self._over.is_set():
            before = perf_counter()
            sleep(_LOOK_S)
            now = perf_counter()
            if now - self._last < _OVERDUE_S or len(self._seen) > 1:
                continue
            frames = sys._current_frames()
            kept = "the interpreter was held; " if now - before > _OVERDUE_S else ""
            others = [_stack(frame) for thread, frame in frames.items() if thread != self._main]
            beside = "; beside it ".join(["", *(stack for stack in others if stack)])
            self._seen.append(f"{kept}{_stack(frames[self._main]) or 'the event loop'}{beside}")


def idle(seconds: float) -> Block:
    """The yardstick: the longest block of a loop that only ticks, while numpy sorts in another thread."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    stop = threading.Event()

    def sort() -> None:
        numbers = np.random.default_rng(7).random(1_000_000)
        while not stop.is_set():
            np.sort(numbers)

    loop, timer, thread = QEventLoop(), QTimer(), threading.Thread(target=sort)
    watch = Watchdog()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(watch.tick)
    timer.start(TICK_MS)
    thread.start()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    longest = watch.longest()
    stop.set()
    thread.join()
    watch.close()
    return longest


class _Schedule:
    """For how many seconds this thread has waited for a processor so far; nan where the system does not tell."""

    def __init__(self) -> None:
        try:
            self._file = os.open(_SCHEDULE, os.O_RDONLY)
        except OSError:
            self._file = -1

    def queued(self) -> float:
        """One short read, for each lets another thread have the interpreter."""
        return int(os.pread(self._file, 64, 0).split()[1]) / 1e9 if self._file >= 0 else float("nan")

    def close(self) -> None:
        """Let it go."""
        if self._file >= 0:
            os.close(self._file)


def _stack(frame: FrameType | None) -> str:
    """The innermost frames, and the first of ours below them; "" for a thread that waits for work."""
    names: list[str] = []
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if not names and path.name in _IDLE:
            return ""
        ours = "charter" in path.parts
        if len(names) < _FRAMES or ours:
            names.append(f"{path.parent.name}/{path.name}:{frame.f_lineno} {frame.f_code.co_name}")
        if ours and len(names) >= _FRAMES:
            break
        frame = frame.f_back
    return " < ".join(names)
