"""What of Trends leaves the house: a picture or its numbers, saved or copied, the text, the page, and the report.

Why apart from the screen: here everything is drawn anew without small groups. Refuses to give what the screen shows as
it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from charter.app import Services
from charter.locale import _, formats
from charter.ui import messages
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.trends.choice import TrendChoice
from charter.ui.trends.picture_card import COPY_NUMBERS, COPY_PICTURE, SAVE_PICTURE
from charter.ui.widgets.strips import Message

if TYPE_CHECKING:
    from charter.reports.charts import Chart, Table
    from charter.ui.trends.page import Page
    from charter.ui.trends.telling import Told

TOPIC = "trends"


class TrendPapers(QObject):
    """Signals: `said` (Message). `shown` gives what is looked at and what was chosen; None before any data."""

    said = Signal(object)

    def __init__(
        self, services: Services, tasks: Tasks, shown: Callable[[], tuple[Sight, TrendChoice] | None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._shown = shown
        self._window = window

    def leave(self, way: str, picture: str) -> None:
        """Save or copy a picture or its numbers, as they may leave the house."""
        shown, services = self._shown(), self._services
        if shown is None or not picture:
            return
        sight, choice = shown
        if way in (COPY_PICTURE, COPY_NUMBERS):
            self._copy(sight, choice, picture, numbers=way == COPY_NUMBERS)
            return
        kinds = _("Pictures (*.svg *.png)") if way == SAVE_PICTURE else _("Numbers (*.csv)")
        ending = ".svg" if way == SAVE_PICTURE else ".csv"
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("Save"), f"{picture}-{choice.norm}-{choice.period.label}{ending}", kinds
        )
        if not name:
            return
        path = Path(name)
        allowed = (".svg", ".png") if way == SAVE_PICTURE else (".csv",)
        if path.suffix.lower() not in allowed:
            path = Path(f"{path}{ending}")

        def work(_task: Task) -> None:
            from charter.ui.trends import figures

            figures.save(services, sight.board, choice, picture, path)

        self._tasks.run(work, lambda _none: self._say_saved(path), self.say_failed)

    def _say_saved(self, path: Path) -> None:
        def open_it() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        text = _("%(file)s is saved.") % {"file": path.name}
        self.said.emit(Message("done", text, action=(_("Open"), open_it), topic=TOPIC))

    def say_failed(self, error: Exception) -> None:
        """Tell that something did not work."""
        self.said.emit(messages.of_error(error, TOPIC))

    def _copy(self, sight: Sight, choice: TrendChoice, picture: str, *, numbers: bool) -> None:
        services = self._services

        def work(_task: Task) -> tuple[str, bytes]:
            from charter.reports.charts import Table, png
            from charter.ui.trends import figures

            made: Chart | Table = figures.leaving(services, sight.board, choice, picture)
            if isinstance(made, Table):
                return figures.tab_separated(made), b""
            return (figures.tab_separated(made.table), b"") if numbers else (made.alt_text, png(made))

        def done(made: tuple[str, bytes]) -> None:
            content = QMimeData()
            content.setText(made[0])
            if made[1]:
                content.setImageData(QImage.fromData(made[1]))
            QGuiApplication.clipboard().setMimeData(content)
            self.said.emit(Message("done", _("Copied. Small groups were left out."), topic=TOPIC))

        self._tasks.run(work, done, self.say_failed)

    def copy_paragraph(self, paragraph: str) -> None:
        """Copy the text to publish; "" when a part is too small for one."""
        if not paragraph:
            text = _("This part has fewer than 5 contacts under a norm. Its figures are not published.")
            self.said.emit(Message("attention", text, topic=TOPIC))
            return
        QGuiApplication.clipboard().setText(paragraph)
        self.said.emit(Message("done", _("The text to publish is copied."), topic=TOPIC))

    def print_page(self, title: str, told: Told) -> None:
        """Print what is looked at; `title` is that of the norm, `told` the sentences of the period."""
        shown, services = self._shown(), self._services
        if shown is None:
            return
        sight, choice = shown

        def work(_task: Task) -> Page:
            from charter.ui.trends import page  # loads matplotlib

            return page.page(services, sight.board, choice, title, told)

        def made(page: Page) -> None:
            from charter.ui.trends import printing  # loads what talks to printers

            printing.ask(page, self._window)

        self._tasks.run(work, made, self.say_failed)

    def ask_report(self) -> None:
        """Ask for a place, and make the periodic report there."""
        shown, services = self._shown(), self._services
        if shown is None:
            return
        sight, period = shown[0], shown[1].period
        name, _kind = QFileDialog.getSaveFileName(
            self._window, _("Report for directors"), f"charter-{period.label}.pdf", _("PDF (*.pdf)")
        )
        if not name:
            return
        path = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")

        def work(task: Task) -> None:
            def progress(share: float) -> None:
                self._tasks.tell(task, lambda: self._say_progress(share, task))

            services.report(sight.board, period, path, progress=progress, cancelled=task.cancelled)

        self._tasks.run(work, lambda _none: self._say_saved(path), self.say_failed, Pool.WRITER)

    def _say_progress(self, share: float, task: Task) -> None:
        if share < 1:
            text = _("Making the report: %(share)s.") % {"share": formats.percent(share)}
            self.said.emit(Message("information", text, action=(_("Stop"), task.cancel), topic=TOPIC))
