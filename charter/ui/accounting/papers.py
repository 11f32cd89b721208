"""Closing a period, the files that are made of it, and a workbook that comes back to be checked.

Why apart from the screen: each takes long, runs beside the window and can be stopped. Refuses to begin two at a time,
and to leave a file that is not whole.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from charter.app import Services
from charter.errors import Cancelled
from charter.locale import _
from charter.norms.periods import Period
from charter.reports import spelling
from charter.services import verified_text
from charter.services.board import Board
from charter.services.verifying import Verified
from charter.ui import last_resort, messages
from charter.ui.accounting.long_work import LongWork, Tell
from charter.ui.tasks import Pool, Task
from charter.ui.widgets.strips import Message

TOPIC = "accounting"
_MOST = 40


class AccountPapers(QObject):
    """Signals: `said` (Message), `closed` when a period was, `made` when a file was."""

    said = Signal(object)
    closed = Signal()
    made = Signal()

    def __init__(self, services: Services, work: LongWork, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._work = work
        self._window = window
        work.said.connect(self.said)

    # closing

    def ask_to_close(self, board: Board, period: Period, remark: str) -> None:
        """Close a period, once somebody confirms that this cannot be undone."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Close the period"))
        asked = _("Close %(period)s?") % {"period": spelling.name(period)}
        box.setText(asked[:1].upper() + asked[1:])  # in Dutch the period stands first
        box.setInformativeText(
            _("A closed period no longer changes. Later additions become a supplement. This cannot be undone.")
        )
        close = box.addButton(_("Close the period"), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(_("Do not close"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(leave)
        box.setEscapeButton(leave)
        box.exec()
        if box.clickedButton() is close:
            self.close_period(board, period, remark)

    def close_period(self, board: Board, period: Period, remark: str) -> None:
        """Close it, beside the window."""
        name = spelling.name(period)

        def done(_closing: object) -> None:
            text = _("%(period)s is closed. The figures do not change any more.")
            self.said.emit(Message("done", text % {"period": name.capitalize()}, topic=TOPIC))
            self.closed.emit()

        self._work.run(
            _("Closing %(period)s") % {"period": name},
            lambda tell, task: self._services.close_period(
                board, period, remark, progress=tell, cancelled=task.cancelled
            ),
            done,
            self._say_failed,
        )

    # files

    def ask_workbook(self, board: Board, period: Period, seed: int, sample: int) -> None:
        """Ask for a place, and make the auditor's workbook there."""
        file = self._asked(_("Make the workbook"), period, ".xlsx", _("Excel workbook (*.xlsx)"))
        if file is not None:
            self.make_workbook(board, period, file, seed, sample)

    def make_workbook(
        self, board: Board, period: Period, file: Path, seed: int | None = None, sample: int | None = None
    ) -> None:
        """Make the auditor's workbook of a period, with a sample of so many rows a norm drawn by `seed`.

        At the instant of `board`, and of what is known now: data that came since would not add up in it.
        """
        self._make(
            _("Making the workbook"),
            file,
            lambda tell, task: self._services.export(
                self._services.board(board.as_of),
                period,
                file,
                seed=seed,
                sample=sample,
                progress=tell,
                cancelled=task.cancelled,
            ),
        )

    def ask_report(self, board: Board, period: Period) -> None:
        """Ask for a place, and make the periodic report there."""
        file = self._asked(_("Make the periodic report"), period, ".pdf", _("PDF document (*.pdf)"))
        if file is not None:
            self.make_report(board, period, file)

    def make_report(self, board: Board, period: Period, file: Path) -> None:
        """Make the periodic report of a period."""
        self._make(
            _("Making the report"),
            file,
            lambda tell, task: self._services.report(board, period, file, progress=tell, cancelled=task.cancelled),
        )

    def _asked(self, title: str, period: Period, suffix: str, kind: str) -> Path | None:
        name, _kind = QFileDialog.getSaveFileName(self._window, title, f"{period.label}{suffix}", kind)
        if not name:
            return None
        return Path(name) if name.lower().endswith(suffix) else Path(f"{name}{suffix}")

    def _make(self, what: str, file: Path, work: Callable[[Tell, Task], object]) -> None:
        def done(_made: object) -> None:
            text = _("%(file)s is ready.") % {"file": file.name}
            self.said.emit(Message("done", text, action=(_("Open"), partial(_open, file)), topic=TOPIC))
            self.made.emit()

        self._work.run(what, work, done, partial(self._say_failed, again=lambda: self._make(what, file, work)))

    # checking

    def ask_check(self) -> None:
        """Ask for a workbook, and check it."""
        name, _kind = QFileDialog.getOpenFileName(self._window, _("Check a workbook"), "", _("Excel workbook (*.xlsx)"))
        if name:
            self.check_workbook(Path(name))

    def check_workbook(self, file: Path) -> None:
        """Hold a workbook against database and journal."""
        self._work.run(
            _("Checking %(file)s") % {"file": file.name},
            lambda tell, task: self._services.verify(file, progress=tell, cancelled=task.cancelled),
            self._say_verified,
            self._say_failed,
            Pool.READERS,
        )

    def _say_verified(self, result: Verified) -> None:
        states = (f"{sheet.name}: {_(verified_text.STATES[sheet.state])}" for sheet in result.sheets)
        lines = [*verified_text.remarks(result), *states, *verified_text.lines(result, _MOST)]
        text = f"{result.file.name}: {verified_text.conclusion(result)}"
        self.said.emit(Message("done" if result.agrees else "attention", text, "\n".join(lines), topic=TOPIC))

    def _say_failed(self, error: Exception, again: Callable[[], None] | None = None) -> None:
        if isinstance(error, Cancelled):
            self.said.emit(Message("information", _("Stopped. Nothing was kept or changed."), topic=TOPIC))
            return
        last_resort.note(error)
        self.said.emit(messages.of_error(error, TOPIC, again))


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
