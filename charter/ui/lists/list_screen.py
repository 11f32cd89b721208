"""A screen around one list of verdicts, with what explains a row and what is said of it: Today and Breaches.

Why: both lists are chosen from, explained, followed up and told anew in the same way. Refuses to decide which verdicts
stand in the list, and what stands beside it: the screens do.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.columns import Rows
from charter.locale import N_, _, formats
from charter.norms.explain import Explanation
from charter.ui.follow_up.follow_up import MOST, FollowUp
from charter.ui.keys import Key
from charter.ui.lists.explainer import Explainer
from charter.ui.look import theme
from charter.ui.models.cells import Column
from charter.ui.models.column_table import ColumnTable
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Tasks
from charter.ui.widgets.list_frame import ListFrame
from charter.ui.widgets.strips import Message
from charter.ui.widgets.table_view import TableView

PRINT = Key("Ctrl+P", N_("Print what the list shows"))
UNDO = Key("Ctrl+Z", N_("Undo what you just kept"))
NARROW_BELOW = 1360
"""Under this width of the window what stands beside the list is narrow (design/ui.md 1.2)."""


class ListScreen(Screen):
    """`model`, `table` and `frame` are the list, which `_build_list` makes."""

    model: ColumnTable
    table: TableView
    frame: ListFrame

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(services, tasks, settings)
        self._explainer = Explainer(services, tasks, self._chosen, self)
        self._explainer.explained.connect(self._show_explanation)
        self._explainer.failed.connect(self.failed)
        self.follow_up = FollowUp(services, tasks, self, self._chosen_rows)
        self.follow_up.heard.connect(self._hear)
        self.follow_up.changed.connect(self.refresh_wanted)
        self.follow_up.said.connect(self.said)

    # building

    def _page(self, spacing: int) -> QVBoxLayout:
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(spacing)
        return page

    def _build_list(self, name: str, title: str, above: QWidget | None = None) -> ListFrame:
        """The list; `name` is that of its settings, `title` what a screen reader calls it."""
        self.model = ColumnTable(self._tasks, self)
        self.table = TableView(self.model, name, self._settings)
        self.table.setAccessibleName(title)
        self.table.row_chosen.connect(self._row_chosen)
        self.table.refused.connect(self.failed)
        self.model.arranged.connect(self._arranged)
        self.frame = ListFrame(self.table, above)
        self.frame.import_wanted.connect(self.import_wanted)
        self._add_source = self.frame.offer(_("Add a source..."), self.source_wanted.emit, "plus")
        return self.frame

    def _bind(self, own: Mapping[str, Callable[[], object]]) -> None:
        """Bind the keys of the screen to what they do."""
        acts = {UNDO.keys: self.follow_up.undo_last, **own}
        for key in self.KEYS:
            shortcut = QShortcut(QKeySequence(key.keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(acts[key.keys])

    @property
    def _is_narrow(self) -> bool:
        return self.window().width() < theme.px(NARROW_BELOW)

    # what a screen fills in

    @abstractmethod
    def _columns(self, sight: Sight) -> tuple[Column, ...]:
        """The columns of the list."""

    @abstractmethod
    def _arranged(self) -> None:
        """The list shows other rows, or the same in another order."""

    @abstractmethod
    def _say_counts(self) -> None:
        """Tell how many there are of what, of which somebody may just have said something."""

    @abstractmethod
    def _row_chosen(self, row: int | None) -> None:
        """The hand stands on a row, or on none."""

    @abstractmethod
    def _show_explanation(self, explanation: Explanation, row: int) -> None:
        """Show why."""

    # what is shown

    @override
    def retell(self, sight: Sight) -> None:
        """Tell the same rows at a later instant, where they stand."""
        self._sight = self.follow_up.hear_in(sight, fresh=False)
        self.model.retell(self._columns(self._sight))

    def _hear(self, sight: Sight) -> None:
        """Show at once what was just said; the rows stay where they are."""
        self._sight = sight
        self.model.retell(self._columns(sight))
        self._say_counts()

    def _print(self, title: str, about: Sequence[str]) -> None:
        """Put what the list shows on paper; `about` are lines that say what was chosen."""
        from charter.ui.lists import printing  # loads what talks to printers

        if self.model.row_total > printing.MOST:
            text = _("%(n)s rows are too many to print. Filter first, to at most %(most)s.")
            told = text % {"n": formats.number(self.model.row_total), "most": formats.number(printing.MOST)}
            self.said.emit(Message("attention", told, topic="print"))
        elif self.model.row_total:
            printing.ask(title, about, self.table, self)

    @override
    def share(self, drafts: dict[Hashable, Any]) -> None:
        self.follow_up.form.drafts = drafts

    # what is chosen

    @override
    def take_focus(self) -> None:
        """Put the keyboard where work begins: in the list, or on the way to a first file."""
        (self.table if self.model.rowCount() else self.frame.choose_file).setFocus()

    def _chosen(self) -> tuple[Sight, int] | None:
        sight, row = self._sight, self.table.current_row()
        return None if sight is None or row is None else (sight, row)

    def _chosen_rows(self) -> tuple[Sight, Rows, int] | None:
        """The first of the chosen rows, the current one before all, and how many they are."""
        chosen = self._chosen()
        return None if chosen is None else (chosen[0], self.table.chosen_rows(MOST), self.table.chosen_count())
