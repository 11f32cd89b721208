"""Starts the window: look, words, pools, and the way out. `main` starts the program, `run` is for who has services.

Why: the window stands within a moment, empty; the data comes after it (design.md 7). Refuses to decide what is shown;
the screens do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from charter import locale
from charter.app import Services, account
from charter.clock import SystemClock
from charter.errors import CharterError
from charter.locale import _
from charter.services.profiles import needs_first_run
from charter.settings import default_folder
from charter.ui import last_resort, messages, preferences, preload, speech
from charter.ui.garbage import Garbage
from charter.ui.last_resort import LastResort
from charter.ui.look import icon, text_size, theme
from charter.ui.single import Single
from charter.ui.tasks import Pool, Task, TaskRunner
from charter.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from charter.ui.first_run.ended import Ended

GIVE_WAY_S = 0.0005
"""After so long work beside the window gives way to it: one movement of the mouse asks for the interpreter many times,
and at Python's usual 5 ms each time the window would stammer while a picture is drawn."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window on a profile; exit code 1 when the profile cannot be used.

    Without a profile the first run asks what it must know, and goes on where it was left. A folder that somebody names
    must be there: a slip of the pen must not make an empty town. `--lang` is for this time
    only; without it the window speaks the language that was chosen in its settings.
    """
    parser = argparse.ArgumentParser(prog="charter-window")
    parser.add_argument("--profile", type=Path, default=None)
    parser.add_argument("--lang", choices=locale.LANGUAGES)
    chosen = parser.parse_args(argv)
    app = application()
    speech.speak(app, chosen.lang or preferences.language(QSettings()))
    try:
        folder = chosen.profile or default_folder()
        ended = None
        if needs_first_run(folder) and (chosen.profile is None or folder.is_dir()):
            ended = _set_up(folder)
            if ended is None:
                return 0
        services = ended.services if ended is not None else Services(folder, SystemClock(), account())
    except CharterError as error:
        QMessageBox.critical(None, _("Charter"), messages.said(error))
        return 1
    try:
        return _live(app, services, ended)
    finally:
        services.close()


def run(services: Services) -> int:
    """Open the window on services that somebody else made and will close; returns when it is closed."""
    return _live(application(), services)


def application() -> QApplication:
    """The one application, in the colours chosen for this computer, with Qt's own dialogs in the language spoken."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Charter")
    app.setOrganizationName("Charter")
    sys.setswitchinterval(GIVE_WAY_S)
    speech.speak(app, locale.language())
    theme.install(app)
    theme.enlarge(app, text_size.wanted(QSettings()))
    theme.prefer(app, preferences.scheme(QSettings()))
    return app


def _set_up(folder: Path) -> Ended | None:
    """Ask what the profile needs; None when it is not finished, or asked in another window already."""
    from charter.services import first_run  # loads tomlkit
    from charter.ui.first_run.first_run import FirstRun

    single = Single(folder)
    if not single.take():
        single.call()
        return None
    resort = LastResort(folder)
    resort.install()
    tasks = TaskRunner()
    garbage = Garbage(lambda: tasks.busy)
    tasks.ended.connect(garbage.soon)
    asking = FirstRun(folder, SystemClock(), account(), tasks, QSettings(), first_run.load(folder))
    single.answer(asking.come_forward)
    try:
        asking.exec()
        return asking.ended
    finally:
        tasks.close()
        garbage.close()
        asking.deleteLater()
        resort.remove()
        single.close()


def load_the_rest(tasks: TaskRunner, garbage: Garbage, window: MainWindow) -> None:
    """Load beside the window what no screen has asked for yet: words and icons at once, the rest behind the first data.

    Then the window makes the screens that nobody saw yet.
    """

    def loaded(_nothing: None) -> None:
        garbage.keep()
        window.screens.make_ahead()

    def begin(_nothing: None) -> None:
        tasks.run(lambda task: preload.load(task.cancelled), loaded, last_resort.note)

    tasks.run(lambda _task: preload.speak(), lambda _nothing: None, last_resort.note)
    tasks.run(lambda _task: icon.read_ahead(), lambda _nothing: None, last_resort.note)
    tasks.run(lambda _task: None, begin, last_resort.note, Pool.WRITER)


def _live(app: QApplication, services: Services, ended: Ended | None = None) -> int:
    """Show the window, fetch the data, and let everything go when it closes; after a first run with what it gave."""
    single = Single(services.profile.folder)
    if not single.take():
        single.call()
        return 0
    resort = LastResort(services.profile.folder)
    resort.install()
    tasks = TaskRunner()
    garbage = Garbage(lambda: tasks.busy)
    tasks.ended.connect(garbage.soon)
    window = MainWindow(services, tasks, QSettings())
    single.answer(window.come_forward)
    window.show()
    scheduled = Task()
    schedule = services.schedule(
        tasks.writer,
        lambda outcomes: tasks.tell(scheduled, lambda: window.show_fetched(outcomes)),
        lambda error: tasks.tell(scheduled, lambda: window.intake.show_fetch_failed(error)),
        lambda attempt: tasks.tell(scheduled, lambda: window.show_reported(attempt)),
    )

    def begin() -> None:
        if ended is None or not ended.welcome(window):
            window.refresh()
        load_the_rest(tasks, garbage, window)
        schedule.start()  # behind the first data, on the same thread

    QTimer.singleShot(0, begin)
    try:
        return app.exec()
    finally:
        schedule.stop()
        tasks.close()
        garbage.close()
        window.deleteLater()
        resort.remove()
        single.close()
        icon.forget_drawn()
        theme.forget_fonts()
