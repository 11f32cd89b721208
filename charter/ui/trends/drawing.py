"""Has the pictures of Trends drawn beside the window: what is asked last wins, and nothing that is owed is forgotten.

Why apart from the screen: a picture is drawn again for another size, another theme or another choice, and only then.
Refuses to draw: `charter.ui.trends.figures` does, loaded by the work itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from charter.app import Services
from charter.errors import CharterError
from charter.ui.look import theme
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.trends.choice import FUNNEL, HEATMAP, Canvas, TrendChoice
from charter.ui.trends.picture_view import PictureView


class TrendDrawing(QObject):
    """Signals: `begun`, then of each picture `drawn` (name, TrendChoice, Shown) or `refused` (name, error).

    At last `ended`, or `failed` (error).
    """

    begun = Signal()
    drawn = Signal(str, object, object)
    refused = Signal(str, object)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, services: Services, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._window = window
        self._task: Task | None = None
        self._owed: set[str] = set()
        self._drawn_on: dict[str, Canvas] = {}

    def forget(self) -> None:
        """What is being drawn now is no longer wanted."""
        if self._task is not None:
            self._task.forget()

    def draw(self, sight: Sight, choice: TrendChoice, views: Mapping[str, PictureView], *pictures: str) -> None:
        """Draw `pictures` of a choice, and what of an earlier one beside the large picture was not done yet.

        `views` says where each picture goes; one without a view is a table.
        """
        self.forget()
        self._owed = {one for one in self._owed if one in (HEATMAP, FUNNEL)} | set(pictures)
        wanted = sorted(self._owed, key=lambda one: (one == FUNNEL, one == HEATMAP))
        canvases = self._canvases(views)
        self._drawn_on.update({name: canvases[name] for name in wanted if name in canvases})
        self.begun.emit()

        def work(task: Task) -> None:
            from charter.ui.trends import figures  # loads matplotlib

            for name in wanted:
                if task.cancelled():
                    return
                try:
                    shown = figures.show(self._services, sight.board, choice, name, canvases.get(name))
                except CharterError as error:
                    self._tasks.tell(task, partial(self._home, name, self.refused, name, error))
                else:
                    self._tasks.tell(task, partial(self._home, name, self.drawn, name, choice, shown))

        self._task = self._tasks.run(work, lambda _none: self.ended.emit(), self.failed.emit)

    def redraw(self, sight: Sight, choice: TrendChoice, views: Mapping[str, PictureView]) -> None:
        """Draw again what was drawn for another size or other colours."""
        other = [name for name, canvas in self._canvases(views).items() if self._drawn_on.get(name) != canvas]
        if other:
            self.draw(sight, choice, views, *other)

    def _home(self, name: str, tell: SignalInstance, *told: object) -> None:
        self._owed.discard(name)
        tell.emit(*told)

    def _canvases(self, views: Mapping[str, PictureView]) -> dict[str, Canvas]:
        ratio, tokens = self._window.devicePixelRatioF(), theme.tokens()
        return {name: Canvas(view.width(), view.height(), ratio, tokens, theme.scale()) for name, view in views.items()}
