"""The one table of the window: keys and choosing, banners, copying, remembered widths.

Refuses to hold data or to sort (`charter.ui.models.column_table` does), and to paint (`table_paint`).
"""

from __future__ import annotations

from typing import cast

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSettings, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)
from typing_extensions import override

from charter.columns import Rows
from charter.errors import Refused
from charter.locale import N_, formats
from charter.ui import preferences
from charter.ui.look import theme
from charter.ui.models.cells import Column
from charter.ui.models.column_table import ColumnTable, Index
from charter.ui.tasks import Tasks
from charter.ui.widgets.table_paint import BANNER, LEFT, RIGHT, CellDelegate, Header

MOST_COPIED = 10_000
"""More rows than this belong in a file, not on the clipboard."""
_NARROWEST = 126
"""So narrow may a column become whose words may be cut off, before another column has to leave."""
_BARELY = 96
"""So narrow where even then there is no room: better than a column that falls off the edge."""
_INKLING = 52
"""So narrow a column that gives way, before another one falls off the edge."""
_LINES = 6
"""So many lines the usual height of a table holds."""
_SPARE = 28
"""At most so much is added to a column where there is room to spare."""


class TableView(QTableView):
    """Shows a ColumnTable.

    Signals: `opened` when a data row is activated (Enter, double click); `more_wanted` for a banner that offers more;
    `row_chosen` with the current data row, or None, whenever it changes; `rows_chosen` when more or fewer are selected;
    `refused` with a reason why not.
    """

    opened = Signal(int)
    more_wanted = Signal(int)
    row_chosen = Signal(object)
    rows_chosen = Signal()
    refused = Signal(object)

    def __init__(self, model: ColumnTable, name: str, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = model
        self._name = name
        self._settings = settings
        self._kept: int | None = None
        self._wanted: int | None = None
        self._banner_rows_before: list[int] = []
        header = Header(Qt.Orientation.Horizontal, self)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(44)
        self.setHorizontalHeader(header)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(1)
        self.set_row_height(preferences.row_height(settings))
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._remember_width)
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(lambda: self.rows_chosen.emit())
        model.modelAboutToBeReset.connect(self._keep_row)
        model.arranged.connect(self._after_arranging)

    @classmethod
    def alone(cls, tasks: Tasks, settings: QSettings, name: str, spoken: str) -> TableView:
        """A table with a model of its own; `spoken` is what a screen reader calls it."""
        made = cls(ColumnTable(tasks), name, settings)
        made.table.setParent(made)
        made.setAccessibleName(spoken)
        return made

    def set_row_height(self, pixels: int) -> None:
        """Rows from now on of the height that is `pixels` with text of the usual size; banners keep theirs."""
        self._row = theme.tall(pixels)
        self.verticalHeader().setDefaultSectionSize(self._row)

    @override
    def sizeHint(self) -> QSize:
        usual = super().sizeHint()
        return QSize(usual.width(), theme.tall(usual.height(), _LINES))

    # the current row

    def current_row(self) -> int | None:
        """The data row that is current."""
        return self.table.data_row(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def chosen_rows(self, most: int) -> Rows:
        """The current data row, and behind it the others that are selected, at most so many; none where none is."""
        current = self.current_row()
        if current is None:
            return np.empty(0, np.int64)
        found, left = [np.array([current])], most - 1
        for first, last in self._chosen_besides():
            if left > 0:
                rows = self.table.data_rows(first, min(last, first + left + len(self._banner_rows_before)))[:left]
                found.append(rows)
                left -= len(rows)
        return np.concatenate(found)

    def chosen_count(self) -> int:
        """How many data rows are selected, the current one among them."""
        besides = sum(self.table.data_count(first, last) for first, last in self._chosen_besides())
        return besides + (self.current_row() is not None)

    def _chosen_besides(self) -> list[tuple[int, int]]:
        """What is selected besides the current row, from one row of the table up to and including another."""
        here, found = self.currentIndex().row(), []
        for part in self.selectionModel().selection().toList():
            first, last = part.top(), part.bottom()
            parts = [(first, here - 1), (here + 1, last)] if first <= here <= last else [(first, last)]
            found += [(begin, end) for begin, end in parts if begin <= end]
        return found

    def choose(self, data_row: int | None) -> bool:
        """Make a data row current and scroll to it; says whether it is shown."""
        self._wanted = data_row
        row = None if data_row is None else self.table.table_row(data_row)
        if row is None:
            return False
        self._wanted = None
        self._stand_on(row)
        return True

    def _stand_on(self, row: int) -> None:
        index = self.table.index(row, max(0, self.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def choose_first(self) -> None:
        """Make the first data row current, if there is one."""
        self._choose_from(0, 1)

    def step(self, by: int) -> None:
        """Move the current row up or down, past banners."""
        self._choose_from(self.currentIndex().row() + by, by)

    def _choose_from(self, row: int, by: int) -> None:
        """Make the first data row current that is met from a row of the table on."""
        while 0 <= row < self.table.rowCount():
            if self.table.data_row(row) is not None:
                self._wanted = None
                self._stand_on(row)
                return
            row += by

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.row_chosen.emit(self.table.data_row(current.row()) if current.isValid() else None)

    def _keep_row(self) -> None:
        if self._kept is None:
            self._kept = self.current_row()

    def _after_arranging(self) -> None:
        self._place_banners()
        self._fit_columns()
        sorted_by = self.table.sorted_by
        ids = [column.id for column in self.table.columns]
        header = self.horizontalHeader()
        header.setSortIndicatorShown(sorted_by is not None)
        if sorted_by is not None and sorted_by[0] in ids:
            order = Qt.SortOrder.DescendingOrder if sorted_by[1] else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(ids.index(sorted_by[0]), order)
        wanted, self._wanted, kept, self._kept = self._wanted, None, self._kept, None
        if not any(self.choose(row) for row in (wanted, kept) if row is not None):
            self._wanted = None
            self.row_chosen.emit(self.current_row())

    def _place_banners(self) -> None:
        """Let every banner take the whole width, and its own height."""
        self.clearSpans()
        vertical = self.verticalHeader()
        vertical.setUpdatesEnabled(False)  # or every change of height would count through all rows
        for row in self._banner_rows_before:
            if row < self.table.rowCount():
                vertical.resizeSection(row, self._row)
        self._banner_rows_before = self.table.banner_rows()
        for row in self._banner_rows_before:
            self.setSpan(row, 0, 1, max(1, self.table.columnCount()))
            vertical.resizeSection(row, theme.tall(BANNER))
        vertical.setUpdatesEnabled(True)

    # columns

    def _fit_columns(self) -> None:
        """Give every column its remembered or natural width; let the least important go where there is no room."""
        columns = self.table.columns
        header = self.horizontalHeader()
        widths = self._widths()
        shown = [column for column in columns if self.is_chosen(column.id)]
        leaving = sorted((column for column in shown if column.leaves), key=lambda column: column.leaves)
        while leaving and sum(_least(column, widths[column.id]) for column in shown) > self.viewport().width():
            shown.remove(leaving.pop(0))
        excess = sum(widths[column.id] for column in shown) - self.viewport().width()
        shrinking = sorted((c for c in shown if c.shrinks), key=lambda c: widths[c.id], reverse=True)
        giving = [column for column in shrinking if column.gives]
        # only when no column can leave any more, words are cut that far
        for least, these in ((_NARROWEST, shrinking), (_BARELY, shrinking), (_INKLING, giving)):
            for column in these:
                given = min(max(0, excess), max(0, widths[column.id] - theme.px(least)))
                widths[column.id] -= given
                excess -= given
        spare = max(0, self.viewport().width() - sum(widths[column.id] for column in shown)) // max(1, len(shown))
        cut = theme.scale() > 1 and excess > 0  # so large that no room is left even for the columns that always stay
        scrolls = Qt.ScrollBarPolicy.ScrollBarAsNeeded if cut else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(scrolls)
        header.blockSignals(True)
        for position, column in enumerate(columns):
            header.setSectionHidden(position, column not in shown)
            header.resizeSection(position, widths[column.id] + min(spare, _SPARE))
        header.blockSignals(False)
        self.updateGeometries()

    def _widths(self) -> dict[str, int]:
        """The remembered or natural width of every column."""
        body = QFontMetrics(theme.font(theme.BODY))
        caption = QFontMetrics(theme.font(theme.CAPTION, bold=True))
        self._settings.beginGroup(self._name)
        widths = {}
        for column in self.table.columns:
            text = max(
                body.horizontalAdvance(column.sample),
                caption.horizontalAdvance(column.title) + (theme.px(14) if column.keys is not None else 0),
            )
            natural = text + LEFT + RIGHT + 2
            remembered = self._settings.value(f"width/{column.id}")
            widths[column.id] = int(cast(str, remembered)) if remembered is not None else natural
        self._settings.endGroup()
        return widths

    def room_for(self, column_id: str, *, whole: bool = False) -> int:
        """How wide the table must be for a column not to leave, or not even to be cut; 0 without such a column."""
        widths, columns = self._widths(), self.table.columns
        order = next((column.leaves for column in columns if column.id == column_id), 0)
        stay = [c for c in columns if self.is_chosen(c.id) and (not c.leaves or c.leaves >= order)]
        around = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        needed = sum(widths[column.id] if whole else _least(column, widths[column.id]) for column in stay)
        return needed + around if order else 0

    def shown_columns(self) -> list[Column]:
        """The columns that are seen now."""
        header = self.horizontalHeader()
        return [column for place, column in enumerate(self.table.columns) if not header.isSectionHidden(place)]

    def is_chosen(self, column_id: str) -> bool:
        """Whether the user wants to see a column (there may be no room for it)."""
        default = next(column.chosen for column in self.table.columns if column.id == column_id)
        value = self._settings.value(f"{self._name}/shown/{column_id}")
        return default if value is None else str(value) == "true"

    def choose_column(self, column_id: str, *, shown: bool) -> None:
        """Show or hide a column, now and in later sessions."""
        self._settings.setValue(f"{self._name}/shown/{column_id}", "true" if shown else "false")
        self._fit_columns()

    def _remember_width(self, section: int, _old: int, new: int) -> None:
        if self.horizontalHeader().visualIndex(section) < self.table.columnCount() - 1 and new:
            pressed = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
            if pressed:
                self._settings.setValue(f"{self._name}/width/{self.table.columns[section].id}", str(new))

    def _sort_by(self, section: int) -> None:
        column = self.table.columns[section]
        if column.keys is None:
            return
        descending = self.table.sorted_by == (column.id, False)
        self.table.sort(section, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)

    # events

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Home and not event.modifiers():
            self.choose_first()
        elif event.key() == Qt.Key.Key_End and not event.modifiers():
            self._choose_from(self.table.rowCount() - 1, -1)
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        banner = self.table.banner(self.indexAt(event.position().toPoint()).row())
        if banner is not None and banner.more:
            self.more_wanted.emit(banner.group)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()

    def _open(self, index: QModelIndex) -> None:
        row = self.table.data_row(index.row())
        banner = self.table.banner(index.row())
        if row is not None:
            self.opened.emit(row)
        elif banner is not None and banner.more:
            self.more_wanted.emit(banner.group)

    def copy(self) -> None:
        """Put the selected rows on the clipboard: the columns shown, tab separated, as they read on screen."""
        ranges = [(found.top(), found.bottom()) for found in self.selectionModel().selection().toList()]
        chosen = sum(bottom - top + 1 for top, bottom in ranges)
        if chosen > MOST_COPIED:
            self.refused.emit(
                Refused(
                    N_("%(n)s rows are too many to copy."),
                    N_("Choose at most %(most)s rows."),
                    n=formats.number(chosen),
                    most=formats.number(MOST_COPIED),
                )
            )
            return
        rows = sorted({row for top, bottom in ranges for row in range(top, bottom + 1)})
        header = self.horizontalHeader()
        columns = [place for place in range(self.table.columnCount()) if not header.isSectionHidden(place)]
        lines = ["\t".join(self.table.columns[position].title for position in columns)]
        lines += [
            "\t".join(self.table.cell(row, position).text for position in columns)
            for row in (self.table.data_row(table_row) for table_row in rows)
            if row is not None
        ]
        if len(lines) > 1:
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")


def _least(column: Column, width: int) -> int:
    """The width below which a column does not go."""
    return min(width, theme.px(_NARROWEST)) if column.shrinks else width
