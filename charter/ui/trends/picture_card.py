"""A card with a picture and, on request, its table: title, picture or table, what must be said of it, and a way out.

Why one kind: every picture can be read as a table with the same numbers, and leaves the house by the same menu.
Refuses to draw, and to copy from its table what may not leave the house: it only asks for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from charter.locale import N_, _
from charter.ui.look import icon, theme
from charter.ui.models.column_table import ColumnTable
from charter.ui.tasks import Tasks
from charter.ui.trends.figure_columns import figure_columns
from charter.ui.trends.picture_view import PictureView
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.parts import as_card, icon_button, label
from charter.ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from charter.ui.trends.figures import Shown

SAVE_PICTURE, SAVE_NUMBERS, COPY_PICTURE, COPY_NUMBERS = "save picture", "save numbers", "copy picture", "copy numbers"
_WAYS = {
    SAVE_PICTURE: ("save", N_("Save the picture...")),
    SAVE_NUMBERS: ("table", N_("Save the numbers...")),
    COPY_PICTURE: ("copy", N_("Copy the picture")),
    COPY_NUMBERS: ("copy", N_("Copy the numbers")),
}


class FigureTable(TableView):
    """Signals: `copy_wanted`: what is copied may leave the house, so somebody else makes it."""

    copy_wanted = Signal()

    def __init__(self, model: ColumnTable, name: str, settings: QSettings) -> None:
        super().__init__(model, name, settings)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # every number has a column

    @override
    def copy(self) -> None:
        """Ask for a copy that may leave the house."""
        self.copy_wanted.emit()


def leave_button(name: str) -> tuple[QToolButton, QMenu]:
    """A button with the ways in which a picture may leave; each action carries its way as data."""
    made = icon_button("save", name)
    menu = QMenu(made)
    for way, (picture, words) in _WAYS.items():
        menu.addAction(icon.icon(picture), _(words)).setData(way)
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made, menu


_WORDS = 90
"""So much room words need beside what can be done, with text of the usual size."""


class PictureCard(QFrame):
    """Signals: `leave_wanted` (a way), `opened` (a filter), `size_wanted`."""

    leave_wanted = Signal(str)
    opened = Signal(object)
    size_wanted = Signal()

    def __init__(self, name: str, least: QSize, tasks: Tasks, settings: QSettings, table_name: str) -> None:
        super().__init__()
        as_card(self)
        self.shown: Shown | None = None
        self._as_table = False
        self.view = PictureView(name, least)
        self.view.opened.connect(self.opened)
        self.view.size_wanted.connect(self.size_wanted)
        self.model = ColumnTable(tasks, self)
        self.table = FigureTable(self.model, table_name, settings)
        self.table.setAccessibleName(_("%(name)s, as a table") % {"name": name})
        self.table.copy_wanted.connect(lambda: self.leave_wanted.emit(COPY_NUMBERS))
        self.table.opened.connect(self._open_row)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.table)
        self.title = label(points=theme.SECTION, bold=True, wrap=True)
        self.subtitle = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.notes = label(points=theme.CAPTION, tone="muted", wrap=True, selectable=True)
        self.leave, menu = leave_button(_("Save or copy: %(name)s") % {"name": name})
        menu.triggered.connect(lambda action: self.leave_wanted.emit(action.data()))
        self.acts = QHBoxLayout()
        self.acts.setSpacing(8)
        self.acts.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        head = Beside(8)
        head.add(self.title, 1, theme.px(_WORDS))
        head.add(self.acts, 0)
        self.below = Beside(14)
        self.below.add(self.subtitle, 1, theme.px(_WORDS))
        self.foot = Beside(10)
        self.foot.add(self.notes, 1, theme.px(_WORDS))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 9, 10, 9)
        column.setSpacing(3)
        column.addLayout(head)
        column.addLayout(self.below)
        column.addWidget(self._stack, 1)
        column.addLayout(self.foot)

    def show_shown(self, shown: Shown) -> None:
        """Show a picture and fill its table."""
        self.shown = shown
        self.view.show_picture(shown)
        self.model.show_data(len(shown.table.rows), figure_columns(shown), sort=None)
        self.notes.setText("\n".join(shown.notes))
        self.notes.setVisible(bool(shown.notes))
        self._choose()

    def say(self, text: str) -> None:
        """Show a sentence in the place of a picture."""
        self.shown = None
        self.view.say(text)
        self.notes.setText("")
        self._choose()

    def as_table(self, wanted: bool) -> None:
        """Show the table in the place of the picture, or the picture again."""
        self._as_table = wanted
        self._choose()

    @property
    def part(self) -> QWidget:
        """What is shown of the two."""
        return self.table if self._stack.currentWidget() is self.table else self.view

    def _choose(self) -> None:
        shown = self.shown
        table = shown is not None and (self._as_table or shown.pixels is None)
        self._stack.setCurrentWidget(self.table if table else self.view)

    def _open_row(self, row: int) -> None:
        spot = next((spot for spot in self.view.spots if spot.row == row), None)
        if spot is not None:
            self.opened.emit(spot.register)
