"""Starts the window: look, words, pools, and the way out. `main` starts the program, `run` is for who has services.

Why: the window stands within a moment, empty; the data comes after it (design.md 7). Refuses to decide what is shown;
the screens do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from charter import locale
from charter.app import Services, account
from charter.clock import SystemClock
from charter.errors import CharterError
from charter.locale import _
from charter.services.profiles import make_profile
from charter.settings import FILE_NAME, default_folder
from charter.ui import icon, messages, preferences, speech, theme
from charter.ui.last_resort import LastResort
from charter.ui.main_window import MainWindow
from charter.ui.single import Single
from charter.ui.tasks import Task, TaskRunner

GIVE_WAY_S = 0.0005
"""After so long work beside the window gives way to it: one movement of the mouse asks for the interpreter many times,
and at Python's usual 5 ms each time the window would stammer while a picture is drawn."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window on a profile; exit code 1 when the profile cannot be used.

    Who starts Charter for the first time has no profile: it is made as `charter init` makes it, asking nothing. A
    folder that somebody names must hold one: a slip of the pen must not make an empty town. `--lang` is for this time
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
        if chosen.profile is None and not (folder / FILE_NAME).exists():
            make_profile(folder, _("Municipality"))
        services = Services(folder, SystemClock(), account())
    except CharterError as error:
        QMessageBox.critical(None, _("Charter"), messages.said(error))
        return 1
    try:
        return _live(app, services)
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
    theme.prefer(app, preferences.scheme(QSettings()))
    return app


def _live(app: QApplication, services: Services) -> int:
    """Show the window, fetch the data, and let everything go when it closes."""
    single = Single(services.profile.folder)
    if not single.take():
        single.call()
        return 0
    resort = LastResort(services.profile.folder)
    resort.install()
    tasks = TaskRunner()
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
        window.refresh()
        schedule.start()  # behind the first data, on the same thread

    QTimer.singleShot(0, begin)
    try:
        return app.exec()
    finally:
        schedule.stop()
        tasks.close()
        window.deleteLater()
        resort.remove()
        single.close()
        icon.forget_drawn()
