"""Draws the window as it is, for the papers and for whoever changes it: both screens with the demo's data, and empty.

    python docs/screenshots/make.py [FOLDER] [--small]

Light and dark, Dutch and English, at the usual and at the smallest size, without a display. `--small` makes only
those that the README shows. The town is the demo's own: real logs, imported by the real readers into a temporary
folder; seed and moment are fixed, so that a picture changes only when the program does.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.profile_text import default_text
from charter.services.demo import write_demo
from charter.ui import theme
from charter.ui.main_window import SMALLEST, USUAL, MainWindow
from charter.ui.screens.places import ACCOUNTING, BREACHES, TODAY, TRENDS
from charter.ui.start import application
from charter.ui.tasks import TaskRunner
from charter.ui.tokens import DARK, LIGHT, Tokens

UNTIL = date(2026, 11, 17)
AS_OF = datetime(2026, 11, 17, 8, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
CONTACTS, SEED = 12_000, 2026
SIZES = {"1440": USUAL, "1280": SMALLEST}
THEMES = {"light": LIGHT, "dark": DARK}
SCREENS = {
    "vandaag": TODAY,
    "overschrijdingen": BREACHES,
    "trends": TRENDS,
    "verantwoording": ACCOUNTING,
}
SHOWN = (
    "vandaag-nl-light-1440",
    "overschrijdingen-nl-light-1440",
    "trends-nl-light-1440",
    "verantwoording-nl-light-1440",
    "overschrijdingen-nl-dark-1440",
    "leeg-nl-light-1440",
)
"""The pictures that stand in the repository."""


def main() -> int:
    """Make the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent)
    parser.add_argument("--small", action="store_true")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    clock = FixedClock(round(AS_OF.timestamp()) * 1_000_000)
    with tempfile.TemporaryDirectory() as place:
        town, empty = Path(place, "town"), Path(place, "empty")
        demo = write_demo(town, until=UNTIL, contacts=CONTACTS, seed=SEED)
        empty.mkdir()
        (empty / "charter.toml").write_text(default_text("gemeente Voorbeeld"), encoding="utf-8")
        filled = Services(demo.profile_folder, clock, "demo")
        filled.import_paths(demo.logs)
        bare = Services(empty, clock, "demo")
        try:
            for language in locale.LANGUAGES:
                locale.use(language)
                app = application()
                for look, tokens in THEMES.items():
                    for size in SIZES:
                        for name, services in (("", filled), ("leeg", bare)):
                            _draw(app, services, tokens, size, chosen, f"{language}-{look}-{size}", name)
        finally:
            filled.close()
            bare.close()
    return 0


def _draw(
    app: QApplication, services: Services, tokens: Tokens, size: str, chosen: argparse.Namespace, suffix: str, name: str
) -> None:
    wanted = {name or screen: SCREENS[screen] for screen in SCREENS if not name or screen == "vandaag"}
    wanted = {made: screen for made, screen in wanted.items() if not chosen.small or f"{made}-{suffix}" in SHOWN}
    if not wanted:
        return
    theme.use(app, tokens)
    with tempfile.TemporaryDirectory() as place, _window(services, Path(place)) as (window, tasks):
        window.resize(*SIZES[size])
        window.show()
        window.refresh()
        _wait(lambda: window.sight is not None)
        for made, screen in wanted.items():
            window.go_to(screen)
            _rest(600)
            _wait(lambda: not tasks.busy)
            _rest(300)
            file = chosen.folder / f"{made}-{suffix}.png"
            window.grab().save(str(file), quality=0)
            sys.stdout.write(f"{file}\n")


@contextmanager
def _window(services: Services, place: Path) -> Iterator[tuple[MainWindow, TaskRunner]]:
    tasks = TaskRunner()
    window = MainWindow(services, tasks, QSettings(str(place / "window.ini"), QSettings.Format.IniFormat))
    try:
        yield window, tasks
    finally:
        tasks.close()
        window.close()
        window.deleteLater()


def _rest(milliseconds: int) -> None:
    """Let the window live for a while: rows settle, the explanation arrives."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        _rest(20)


if __name__ == "__main__":
    sys.exit(main())
