"""Draws the window as it is, for the papers and for whoever changes it: every screen, each of its states, each dialog.

    python docs/screenshots/make.py [FOLDER] [--small] [--only WORD]

Light and dark, Dutch and English, at the usual and at the smallest size, without a display. `--small` makes only
those that stand in the repository, `--only` those whose name holds a word. The town is the demo's own: real logs,
imported by the real readers into a temporary folder; seed and moment are fixed, so that a picture changes only when
the program does.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from scenes import Scene, State, scenes

from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.services.demo import write_demo
from charter.services.first_run import Draft
from charter.services.profiles import make_profile
from charter.ui.first_run.first_run import SIZE as FIRST_RUN
from charter.ui.first_run.first_run import FirstRun
from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.start import application
from charter.ui.tasks import Pool, TaskRunner
from charter.ui.window.main_window import SMALLEST, USUAL, MainWindow

UNTIL = date(2026, 11, 17)
AS_OF = datetime(2026, 11, 17, 8, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
CLOCK = FixedClock(round(AS_OF.timestamp()) * 1_000_000)
CONTACTS, SEED = 12_000, 2026
SIZES = {"1440": USUAL, "1280": SMALLEST}
THEMES = {"light": LIGHT, "dark": DARK}
LETTERS = ("Segoe UI", "Open Sans", "Liberation Sans")
KEPT = (
    "vandaag-nl-light-1440",
    "overschrijdingen-nl-light-1440",
    "trends-nl-light-1440",
    "verantwoording-nl-light-1440",
)
"""The pictures that stand in the repository: the README shows them."""
STEPS = 4
UNKNOWN = "Nr;Datum;Tijd;Wachtrij;Naam beller;Wachttijd;Uitkomst\n" + "".join(
    f"{number};{13 + number % 4}-11-2026;10:{10 + number};Burgerzaken;J. Voorbeeld;{20 + number};{word}\n"
    for number, word in enumerate(["Afgehandeld", "Verlaten", "Naar de balie"] * 4)
)
"""A table of calls that no reader knows."""


def main() -> int:
    """Make the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    gc.disable()  # what is left of a window goes here, on its own thread
    with tempfile.TemporaryDirectory() as place:
        profiles = _profiles(Path(place))
        drawings = {
            **{scene.name: partial(_draw, scene, profiles[scene.state]) for scene in scenes(Path(place))},
            **{f"eerste-start-{step + 1}": partial(_draw_first_run, step) for step in range(STEPS)},
        }
        for language, look, size in product(locale.LANGUAGES, THEMES, SIZES):
            locale.use(language)
            theme.use(_as_on_windows(application()), THEMES[look])
            for title, draw in drawings.items():
                name = f"{title}-{language}-{look}-{size}"
                if chosen.only in name and (not chosen.small or name in KEPT):
                    file = chosen.folder / f"{name}.png"
                    draw(SIZES[size], file)
                    gc.collect()
                    sys.stdout.write(f"{file}\n")
    return 0


def _as_on_windows(app: QApplication) -> QApplication:
    """Give `app` the letters of the desktops that people have, or those as wide, where they are installed."""
    families = [family for family in LETTERS if family in QFontDatabase.families()]
    font = app.font()
    font.setFamilies([*families, *font.families()])
    app.setFont(font)
    return app


def _profiles(place: Path) -> dict[State, Path]:
    """A profile for each state; the tables that scenes want lie beside them."""
    demo = write_demo(place / "town", until=UNTIL, contacts=CONTACTS, seed=SEED)
    with _services(demo.profile_folder) as services:
        services.import_paths(demo.logs)
    make_profile(place / "empty", "gemeente Voorbeeld")
    shutil.copytree(demo.profile_folder, place / "broken")
    (place / "kcc_lijst.csv").write_text(UNKNOWN, encoding="utf-8")
    return {
        State.FULL: demo.profile_folder,
        State.LOADING: demo.profile_folder,
        State.EMPTY: place / "empty",
        State.BROKEN: place / "broken",
    }


def _draw(scene: Scene, profile: Path, size: tuple[int, int], file: Path) -> None:
    with _services(profile) as services, _runner() as (tasks, settings):
        if scene.state is State.BROKEN:
            next(profile.glob("*.sqlite")).write_bytes(b"not a database any more" * 100)
        window = MainWindow(services, tasks, settings)
        let_go = threading.Event()
        try:
            window.resize(*size)
            window.show()
            if scene.state is State.LOADING:
                tasks.run(lambda _task: let_go.wait(), lambda _nothing: None, lambda _error: None, Pool.WRITER)
            window.refresh()
            window.go_to(scene.place)
            _settle(tasks, scene.state)
            if scene.act is not None:
                scene.act(window)
                _settle(tasks, scene.state)
            shown = QApplication.activeModalWidget() or window
            shown.grab().save(str(file), quality=0)
        finally:
            let_go.set()
            tasks.close()
            window.stop()
            window.deleteLater()


def _draw_first_run(step: int, size: tuple[int, int], file: Path) -> None:
    draft = Draft(organisation="gemeente Voorbeeld", good_friday_closed=True, step=step)
    with tempfile.TemporaryDirectory() as place, _runner() as (tasks, settings):
        asking = FirstRun(Path(place, "town"), CLOCK, "demo", tasks, settings, draft)
        try:
            asking.resize(min(FIRST_RUN[0], size[0] - 40), min(FIRST_RUN[1], size[1] - 60))
            asking.show()
            _settle(tasks, State.EMPTY)
            asking.grab().save(str(file), quality=0)
        finally:
            asking.hide()
            asking.deleteLater()


@contextmanager
def _services(profile: Path) -> Iterator[Services]:
    services = Services(profile, CLOCK, "demo")
    try:
        yield services
    finally:
        services.close()


@contextmanager
def _runner() -> Iterator[tuple[TaskRunner, QSettings]]:
    """Threads, and settings of a computer on which Charter never ran."""
    tasks = TaskRunner()
    with tempfile.TemporaryDirectory() as place:
        yield tasks, QSettings(str(Path(place, "window.ini")), QSettings.Format.IniFormat)
        tasks.close()


def _settle(tasks: TaskRunner, state: State) -> None:
    """Let the window live until nothing is under way: rows settle, the explanation arrives."""
    if state is State.LOADING:
        _rest(1_500)
        return
    quiet = 0
    while quiet < 4:
        _rest(100)
        quiet = 0 if tasks.busy else quiet + 1


def _rest(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main())
