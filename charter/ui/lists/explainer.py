"""Asks for the explanation of the verdict on which the hand rests; one way for every list.

Why: an explanation reads the database, so a walk through a list with the arrow keys must not ask for one at every row.
Refuses to show anything: the screens do.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from charter.app import Services
from charter.norms.explain import Explanation
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.parts import pause

REST_MS = 150


class Explainer(QObject):
    """Signals: `explained` (explanation, row of the verdict) unless another one was asked for since; `failed` (error).

    `chosen` gives what is looked at and the row of the verdict in it, None where no row is chosen.
    """

    explained = Signal(object, int)
    failed = Signal(object)

    def __init__(
        self, services: Services, tasks: Tasks, chosen: Callable[[], tuple[Sight, int] | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._chosen = chosen
        self._row: int | None = None
        self._asked: Task | None = None
        self._rest = pause(self, REST_MS, self.explain)

    def follow(self) -> None:
        """Explain what is chosen once the hand rests."""
        self._rest.start()

    def forget(self) -> None:
        """What was explained is no longer shown: the same row is explained anew."""
        self._row = None

    def stop(self) -> None:
        """Nothing is chosen."""
        self._rest.stop()
        self.forget()

    def explain(self) -> None:
        """Explain what is chosen now, unless that was asked for last."""
        chosen = self._chosen()
        if chosen is None or chosen[1] == self._row:
            return
        sight, row = chosen
        if self._asked is not None:
            self._asked.forget()
        self._row = row
        contact, norm = (int(column[row]) for column in (sight.board.verdicts.contact, sight.board.verdicts.norm))

        def told(explanation: Explanation) -> None:
            self.explained.emit(explanation, row)

        self._asked = self._tasks.run(
            lambda _task: self._services.explain(sight.board, contact, sight.board.rulebook.norms[norm].id),
            told,
            self._fail,
        )

    def _fail(self, error: Exception) -> None:
        self.forget()
        self.failed.emit(error)
