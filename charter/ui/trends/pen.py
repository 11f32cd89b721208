"""What people write on a chart of Trends: new limits from a day on, and remarks with a period.

Why apart from the screen: it is written beside the window, and only then drawn by. Refuses to change a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from charter.app import Services
from charter.locale import _
from charter.norms.periods import Period
from charter.ui import messages
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Tasks
from charter.ui.trends.limits_dialog import LimitsDialog
from charter.ui.trends.papers import TOPIC
from charter.ui.trends.remark_dialog import RemarkDialog
from charter.ui.widgets.strips import Message


class TrendPen(QObject):
    """Signals: `said` (Message), `written` when fresh data is wanted."""

    said = Signal(object)
    written = Signal()

    def __init__(self, services: Services, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._window = window

    def ask_limits(self, norm: str, title: str, usual: date) -> None:
        """Ask for new limits of a norm; `usual` is the day that is offered."""
        dialog = LimitsDialog(title, usual, self._window)
        dialog.accepted.connect(
            lambda: self.keep(
                partial(self._services.add_new_limits, norm, dialog.day, dialog.reason),
                _("The new limits are laid. No verdict changed."),
            )
        )
        dialog.open()

    def ask_remark(self, sight: Sight, norm: str, title: str, drawn: Sequence[Period], usual: Period) -> None:
        """Ask for a remark on one of the periods that are `drawn`; `usual` is the one that is offered."""
        offered = list(reversed(drawn))
        first = usual if usual in offered else offered[0]
        dialog = RemarkDialog(title, offered, first, sight.board.remarks.get(norm, {}), self._window)
        dialog.accepted.connect(
            lambda: self.keep(
                partial(self._services.remark, norm, dialog.period, dialog.remark), _("The remark is kept.")
            )
        )
        dialog.open()

    def keep(self, write: Callable[[], None], told: str) -> None:
        """Write something, tell so, and have it drawn."""

        def done(_none: None) -> None:
            self.said.emit(Message("done", told, topic=TOPIC))
            self.written.emit()

        def failed(error: Exception) -> None:
            self.said.emit(messages.of_error(error, TOPIC))

        self._tasks.run(lambda _task: write(), done, failed, Pool.WRITER)
