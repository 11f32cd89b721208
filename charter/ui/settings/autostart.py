"""Whether Charter opens by itself when somebody signs in to Windows.

Why: the first look of the morning should need no click. The choice is kept where Windows looks for it and nowhere
else, so that it is never told twice. Refuses to exist on other systems: there nobody is offered it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QSettings

RUN = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"
"""What Windows starts for this user."""
_NAME = "Charter"


class Autostart:
    """The entry of one profile among what Windows starts."""

    def __init__(self, run: QSettings, folder: Path) -> None:
        self._run = run
        self._command = command(folder)

    @property
    def is_on(self) -> bool:
        """Whether Windows starts Charter on this profile."""
        return self._run.value(_NAME) == self._command

    def turn(self, *, on: bool) -> None:
        """Let Windows start Charter on this profile, or not any more."""
        if on:
            self._run.setValue(_NAME, self._command)
        else:
            self._run.remove(_NAME)
        self._run.sync()


def of_this_computer(folder: Path) -> Autostart | None:
    """The entry for the profile in `folder`; None where there is no Windows."""
    if sys.platform != "win32":
        return None
    return Autostart(QSettings(RUN, QSettings.Format.NativeFormat), folder)


def command(folder: Path) -> str:
    """What Windows runs: the window on the profile in `folder`, without a console beside it."""
    python = Path(sys.executable)
    quiet = python.with_name("pythonw.exe")
    start = "from charter.ui.start import main; main()"
    interpreter = quiet if quiet.exists() else python
    return subprocess.list2cmdline([str(interpreter), "-c", start, "--profile", str(folder.resolve())])
