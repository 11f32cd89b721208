"""What happens to a fault of our own: it goes to a log file, and a dialog lets the user copy it.

Why: a window that disappears teaches nobody anything. Faults of the world never come here: they are strips.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from charter.errors import Cancelled, CharterError
from charter.locale import _

_LOG = logging.getLogger("charter")


def note(error: Exception) -> None:
    """Write a fault of ours to the log; faults of the world and a user who stops are no faults of ours."""
    if not isinstance(error, CharterError | Cancelled):
        _LOG.error("unexpected", exc_info=error)


class LastResort(QObject):
    """Signals: `_happened` carries a fault from any thread to the main one."""

    _happened = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            folder = user_log_path("charter", appauthor=False, ensure_exists=True)
        self._file = folder / "charter.log"
        handler = RotatingFileHandler(self._file, maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        _LOG.addHandler(handler)
        self._handler = handler
        self._showing = False
        self._happened.connect(self._show)

    def install(self) -> None:
        """Catch what nobody caught, on every thread."""
        sys.excepthook = self._caught
        threading.excepthook = lambda told: self._caught(told.exc_type, told.exc_value, told.exc_traceback)

    def remove(self) -> None:
        """Leave the process as it was."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        _LOG.removeHandler(self._handler)
        self._handler.close()

    def _caught(self, kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error or kind(), where)
            return
        told = "".join(traceback.format_exception(kind, error, where))
        _LOG.error(told)
        self._happened.emit(told)

    def _show(self, told: str) -> None:
        if self._showing:
            return
        self._showing = True
        box = QMessageBox(
            QMessageBox.Icon.Critical,
            _("Charter"),
            _("Something went wrong in the program. Your data has not changed."),
        )
        box.setInformativeText(_("The details are in %(file)s. You can go on working.") % {"file": str(self._file)})
        copy = box.addButton(_("Copy the details"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(_("Go on"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        if box.clickedButton() is copy:
            QApplication.clipboard().setText(told)
        self._showing = False
