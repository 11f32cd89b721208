"""`python -m benchmarks.window PROFILE LOG MS`: the window itself, in a process of its own; tells of itself in JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings

from benchmarks.measure import peak_mb, timed
from benchmarks.town import AS_OF
from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.ui.breaches.screen import BreachesScreen
from charter.ui.garbage import Garbage
from charter.ui.screens.places import BREACHES, TODAY
from charter.ui.start import application, load_the_rest
from charter.ui.tasks import TaskRunner
from charter.ui.today.screen import TodayScreen
from charter.ui.window.main_window import MainWindow

_IDLE = 6
"""The yardstick takes as long as so many actions must be calm."""


def main(profile: Path, log: Path, calm_ms: int) -> dict[str, object]:
    """Open the window on `profile`, use it, read `log` in, and tell what took how long and what blocked it."""
    faults: list[object] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        faults.append(error)
        sys.__excepthook__(kind, error, trace)

    sys.excepthook = note
    locale.use("nl")
    app = application()
    services = Services(profile, FixedClock(AS_OF), "benchmark")
    tasks = TaskRunner()
    garbage = Garbage(lambda: tasks.busy)
    tasks.ended.connect(garbage.soon)
    window = MainWindow(services, tasks, QSettings(str(profile / "window.ini"), QSettings.Format.IniFormat))
    window.show()
    app.processEvents()
    print("shown", flush=True)
    from benchmarks.window import walk  # after the window stands, for the time until then is measured
    from benchmarks.window.hand import Hand
    from benchmarks.window.watchdog import idle

    hand = Hand(tasks, calm_ms)
    today = window.screen_of(TODAY)
    assert isinstance(today, TodayScreen)
    today.model.arranged.connect(partial(print, "filled", flush=True))

    def begin() -> None:
        window.refresh()
        load_the_rest(tasks, garbage, window)

    hand.act("opening", begin)
    today.model.arranged.disconnect()
    walk.open_screens(window, hand)
    told = walk.use_register(window, hand)
    peak = peak_mb()
    # the yardstick's keys are lists of millions of numbers, so the peak of memory was asked before
    register = window.screen_of(BREACHES)
    assert isinstance(register, BreachesScreen)
    keys = [column.keys().tolist() for column in register.model.columns if column.keys is not None]
    yardstick = sum(timed(partial(sorted, range(told.rows), key=each.__getitem__))[0].wall for each in keys)
    del keys
    walk.use_trends(window, hand)
    walk.use_accounting(window, hand, profile)
    walk.visit_others(window, hand)
    walk.bring_in(window, hand, log)
    hand.close()
    tasks.close()
    garbage.close()
    services.close()
    if faults:
        sys.exit("The window failed at something; what was measured means nothing.")
    return {
        **asdict(told),
        "sorted()": yardstick,
        "peak_mb": peak,
        "blocks": {kind: asdict(block) for kind, block in hand.blocks.items()},
        "idle": asdict(idle(_IDLE * calm_ms / 1000)),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
