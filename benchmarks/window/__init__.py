"""The real window over a million contacts: start to shown, to filled, each column sorted, filters, the longest pause.

The window runs in a process of its own, started as a user starts it (interpreter, imports and all), on Qt's offscreen
platform: painting is done, a graphics card is not asked. A timer that should fire every few milliseconds tells how long
the event loop was away. The yardstick for sorting is the list of the same keys through Python's `sorted`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.measure import Measured, Spent, timed
from benchmarks.town import AS_OF, open_town
from charter.services.rulebooks import judging

if TYPE_CHECKING:
    from charter.ui.models.column_table import ColumnTable
    from charter.ui.screens.breaches import BreachesScreen

_TICK_MS = 2


def run(folder: Path, scale: float) -> list[Measured]:
    """Start the window on the town, and read what it tells of itself."""
    profile, store = open_town(folder, scale)
    judging(store, profile, "benchmark", AS_OF)
    store.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    began = perf_counter()
    command = [sys.executable, "-m", "benchmarks.window", str(profile.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "shown\n"
        shown = perf_counter() - began
        assert process.stdout.readline() == "filled\n"
        filled = perf_counter() - began
        told = json.loads(process.stdout.read())
    assert process.returncode == 0
    rows, column = told["rows"], told["slowest column"]

    def on_wall(name: str) -> Spent:
        return Spent(told[name], told[name])  # the processor works for other threads of the window too

    return [
        Measured("start to window usable", Spent(shown, shown), limit_s=1.5),
        Measured("start to worklist filled", Spent(filled, filled), peak_mb=told["peak_mb"], limit_s=5),
        Measured("longest pause of the window while it filled", on_wall("pause filling"), limit_s=0.05),
        Measured(
            f"sorting {rows:_} rows of the register by its slowest column ({column})", on_wall("sort"), limit_s=0.2
        ),
        Measured(
            "sorting them by every column in turn", on_wall("sorts"), "sorted() on the same keys", on_wall("sorted()")
        ),
        Measured("longest pause of the window while it sorted", on_wall("pause sorting"), limit_s=0.05),
        Measured("filtering them, slowest filter", on_wall("filter"), limit_s=0.2),
        Measured("longest pause of the window while it filtered", on_wall("pause filtering"), limit_s=0.05),
    ]


class Watch:
    """How long the event loop was away: the longest time between two ticks of a timer, beyond its own interval."""

    def __init__(self) -> None:
        self._last = perf_counter()
        self._longest = 0.0

    def tick(self) -> None:
        """The timer fired."""
        now = perf_counter()
        self._longest = max(self._longest, now - self._last - _TICK_MS / 1000)
        self._last = now

    def longest(self) -> float:
        """The longest pause in seconds since this was last asked."""
        self.tick()
        longest, self._longest = self._longest, 0.0
        return longest


def _live(folder: Path) -> dict[str, object]:
    """Open the window on the profile in `folder`, use it, and tell what took how long."""
    from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer

    from benchmarks.measure import peak_mb
    from charter import locale
    from charter.app import Services
    from charter.clock import FixedClock
    from charter.columns import Verdict
    from charter.ui.main_window import MainWindow
    from charter.ui.screens.breaches import BreachesScreen
    from charter.ui.screens.places import BREACHES, TODAY
    from charter.ui.screens.today import TodayScreen
    from charter.ui.start import application
    from charter.ui.tasks import TaskRunner

    locale.use("nl")
    app = application()
    services = Services(folder, FixedClock(AS_OF), "benchmark")
    tasks = TaskRunner()
    window = MainWindow(services, tasks, QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    window.show()
    app.processEvents()
    print("shown", flush=True)
    watch, ticking, loop = Watch(), QTimer(), QEventLoop()
    ticking.setTimerType(Qt.TimerType.PreciseTimer)
    ticking.timeout.connect(watch.tick)
    ticking.start(_TICK_MS)

    def rest(milliseconds: int) -> None:
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def arranged(model: ColumnTable, act: Callable[[], object]) -> float:
        """Seconds from `act` until the table shows its result, painted."""
        model.arranged.connect(loop.quit)
        began = perf_counter()
        QTimer.singleShot(0, act)
        loop.exec()
        app.processEvents()
        seconds = perf_counter() - began
        model.arranged.disconnect(loop.quit)
        rest(200)  # what follows, such as an explanation, is not part of it, but its pauses count
        return seconds

    today, register = window.screen_of(TODAY), window.screen_of(BREACHES)
    assert isinstance(today, TodayScreen)
    assert isinstance(register, BreachesScreen)
    arranged(today.model, window.refresh)
    print("filled", flush=True)
    rest(1000)
    filling = watch.longest()
    model = register.model
    window.go_to(BREACHES)
    register.filters.period.choose(None)
    arranged(model, lambda: register.filters.verdicts.choose(frozenset(Verdict)))
    watch.longest()
    table, ascending = register.table, Qt.SortOrder.AscendingOrder
    sorts = {
        column.id: arranged(model, partial(table.sortByColumn, position, ascending))
        for position, column in enumerate(model.columns)
        if column.keys is not None
    }
    rows = model.row_total
    sorting = watch.longest()
    sight_norm = register.filters.norm.itemData(1)
    filters = {
        "norm": arranged(model, lambda: register.filters.norm.choose(sight_norm)),
        "no norm": arranged(model, lambda: register.filters.norm.choose(None)),
        "verdict": arranged(model, lambda: register.filters.verdicts.choose(frozenset({Verdict.MET}))),
        "all verdicts": arranged(model, lambda: register.filters.verdicts.choose(frozenset(Verdict))),
        "number": arranged(model, partial(_search, register, "77")),
    }
    filtering = watch.longest()
    peak = peak_mb()
    # the yardstick's keys are lists of millions of numbers, so the peak of memory was asked before
    keys = [column.keys().tolist() for column in model.columns if column.keys is not None]
    tasks.close()
    services.close()
    return {
        "rows": rows,
        "slowest column": max(sorts, key=sorts.__getitem__),
        "sort": max(sorts.values()),
        "sorts": sum(sorts.values()),
        "sorted()": sum(timed(partial(sorted, range(rows), key=each.__getitem__))[0].wall for each in keys),
        "filter": max(filters.values()),
        "pause filling": filling,
        "pause sorting": sorting,
        "pause filtering": filtering,
        "peak_mb": peak,
    }


def _search(register: BreachesScreen, number: str) -> None:
    register.filters.search.setText(number)
    register.filters.search.returnPressed.emit()


if __name__ == "__main__":
    print(json.dumps(_live(Path(sys.argv[1]))))
