"""A table over columns as Qt asks for it: the last arrangement says which rows, a column says what its cells show.

Refuses to compute anything large on the main thread: from `INLINE_ROWS` rows on, arranging goes to the readers' pool.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from typing_extensions import override

from charter.columns import Ints, Mask, Rows
from charter.locale import _
from charter.ui.look import theme
from charter.ui.look.icon import icon
from charter.ui.models.arrangement import Arrangement, Sort, arrange, order_by
from charter.ui.models.cells import Banner, Cell, Column, Group
from charter.ui.tasks import Pool, Task, Tasks

INLINE_ROWS = 20_000
_REMEMBERED_CELLS = 4_000
_REMEMBERED_ORDERS = 2
"""An order of millions of rows is tens of megabytes: those of the column looked at, both ways, are enough."""
_BITE = 50_000
"""So many rows are looked through at a time: what is looked for is mostly near."""

_NO_ROW = Qt.ItemFlag.NoItemFlags
_ROW = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

Index = QModelIndex | QPersistentModelIndex


def _found(groups: tuple[Group, ...] | Callable[[], tuple[Group, ...]]) -> Callable[[], tuple[Group, ...]]:
    return cache(groups) if callable(groups) else lambda: groups


class ColumnTable(QAbstractTableModel):
    """Signals: `arranged` after the rows shown, or their order, were replaced; `busy_changed` while that takes long."""

    arranged = Signal()
    busy_changed = Signal(bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._count = 0
        self._columns: tuple[Column, ...] = ()
        self._groups: Callable[[], tuple[Group, ...]] = tuple
        self._filter: Callable[[], Mask] | None = None
        self._sort: Sort | None = None
        self._orders: dict[Sort, Rows] = {}
        self._kinds: Ints | None = None
        self._arrangement = Arrangement(np.empty(0, np.int64), (), 0)
        self._cells: dict[tuple[int, int], Cell] = {}
        self._pending: Task | None = None

    # what is shown

    def show_data(
        self,
        count: int,
        columns: tuple[Column, ...],
        groups: tuple[Group, ...] | Callable[[], tuple[Group, ...]] = (),
        row_filter: Callable[[], Mask] | None = None,
        sort: Sort | None = None,
        kinds: Ints | None = None,
    ) -> None:
        """Replace the data: `count` rows, or those of `groups`; `sort` is a column id and whether it descends.

        Groups that take a while to find are given as what finds them; that runs beside the window.
        `kinds` holds a small number per row, of which `kind_counts` tells how many pass the filter.
        """
        self._orders = {}
        self._groups = _found(groups)
        self._filter = None if row_filter is None else cache(row_filter)
        self._kinds = kinds
        self._sort = sort
        self._arrange((count, columns))

    def show_groups(self, groups: tuple[Group, ...] | Callable[[], tuple[Group, ...]]) -> None:
        """Replace the groups over the same data."""
        self._groups = _found(groups)
        self._arrange()

    def retell(self, columns: tuple[Column, ...]) -> None:
        """Show the same rows in the same order with columns that tell them anew."""
        if len(columns) != len(self._columns) or self._pending is not None:
            return
        self._columns = columns
        self._cells = {}
        rows = self.rowCount()
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(columns) - 1))

    def filter_rows(self, row_filter: Callable[[], Mask] | None) -> None:
        """Show only the rows for which the mask, over all data rows, is true."""
        self._filter = None if row_filter is None else cache(row_filter)
        self._arrange()

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by the keys of `column`; -1 returns to the order of the data."""
        if 0 <= column < len(self._columns):
            if self._columns[column].keys is None:
                return
            self._sort = (self._columns[column].id, order == Qt.SortOrder.DescendingOrder)
        else:
            self._sort = None
        self._arrange()

    def _arrange(self, data: tuple[int, tuple[Column, ...]] | None = None) -> None:
        if self._pending is not None:
            self._pending.forget()
            self._pending = None
        count, columns = data or (self._count, self._columns)
        found, row_filter, sort, kinds = self._groups, self._filter, self._sort, self._kinds
        orders = dict(self._orders)

        def work(_task: Task) -> Arrangement:
            groups = found()
            mask = row_filter() if row_filter is not None else None
            order = order_by(sort, columns, count, groups, mask, orders)
            arrangement = replace(arrange(count, groups, mask, order), mask=mask)
            if kinds is None:
                return arrangement
            return replace(arrangement, kinds=np.bincount(kinds if mask is None else kinds[mask]))

        def done(arrangement: Arrangement) -> None:
            self._pending = None
            self._orders = dict(list(orders.items())[-_REMEMBERED_ORDERS:])
            self.beginResetModel()
            self._count, self._columns = count, columns
            self._arrangement = arrangement
            self._cells = {}
            self.endResetModel()
            self.busy_changed.emit(False)
            self.arranged.emit()

        def failed(error: Exception) -> None:
            self._pending = None
            self.busy_changed.emit(False)
            raise error

        if count <= INLINE_ROWS:
            done(work(Task()))
        else:
            self.busy_changed.emit(True)
            self._pending = self._tasks.run(work, done, failed, Pool.READERS)

    # what a view or a screen asks

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the sections."""
        return self._columns

    @property
    def sorted_by(self) -> Sort | None:
        """The id of the column that orders the rows, and whether it descends."""
        return self._sort

    @property
    def row_total(self) -> int:
        """How many data rows pass the filter."""
        return self._arrangement.rows

    @property
    def arranging(self) -> bool:
        """Whether other rows, or another order, are being worked out; `arranged` tells when they are shown."""
        return self._pending is not None

    @property
    def kind_counts(self) -> Ints:
        """How many data rows of each kind pass the filter; a kind beyond its end has none."""
        return self._arrangement.kinds

    def count_of(self, rows: Mask) -> int:
        """How many of these data rows pass the filter; a thousandth of a second for a million, in any order."""
        mask = self._arrangement.mask
        return int(np.count_nonzero(rows if mask is None else rows & mask))

    def next_of(self, wanted: Mask, after: int) -> int | None:
        """The first of these data rows below a row of the table; where there is none, the first from the top."""
        shown = self._arrangement.shown
        for part in (shown[after + 1 :], shown[: after + 1]):
            for start in range(0, len(part), _BITE):
                rows = part[start : start + _BITE]
                found = rows[(rows >= 0) & wanted[rows]]
                if len(found):
                    return int(found[0])
        return None

    def shown_rows(self) -> Rows:
        """The data rows shown, in their order, without banners."""
        return self.data_rows(0, self.rowCount() - 1)

    def data_row(self, table_row: int) -> int | None:
        """The data row at a row of the table; None for a banner."""
        shown = self._arrangement.shown
        row = int(shown[table_row]) if 0 <= table_row < len(shown) else -1
        return row if row >= 0 else None

    def data_rows(self, first: int, last: int) -> Rows:
        """The data rows from one row of the table up to and including another, without banners."""
        shown = self._arrangement.shown[first : last + 1]
        return shown[shown >= 0] if self._arrangement.banners else shown

    def table_row(self, data_row: int) -> int | None:
        """Where a data row is shown; None when the filter hides it."""
        found = np.flatnonzero(self._arrangement.shown == data_row)
        return int(found[0]) if len(found) else None

    def banner(self, table_row: int) -> Banner | None:
        """The banner at a row of the table; None for a data row."""
        shown = self._arrangement.shown
        row = int(shown[table_row]) if 0 <= table_row < len(shown) else 0
        return self._arrangement.banners[~row] if row < 0 else None

    def banner_rows(self) -> list[int]:
        """The rows of the table that are banners."""
        return list(self._arrangement.heads)

    def data_count(self, first: int, last: int) -> int:
        """How many data rows stand from one row of the table up to and including another."""
        heads = self._arrangement.heads
        return max(0, last + 1 - first - (bisect_right(heads, last) - bisect_left(heads, first)))

    def cell(self, data_row: int, column: int) -> Cell:
        """What the cell of a data row shows."""
        key = (data_row, column)
        found = self._cells.get(key)
        if found is None:
            if len(self._cells) > _REMEMBERED_CELLS:
                self._cells = {}
            found = self._cells[key] = self._columns[column].cell(data_row)
        return found

    def content(self, index: Index) -> Cell | Banner | None:
        """What is painted at a place in the table: a banner stands in the first column."""
        row = self.data_row(index.row())
        if row is not None:
            return self.cell(row, index.column())
        return None if index.column() else self.banner(index.row())

    # Qt

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._arrangement.shown)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        banner = self.banner(index.row()) if index.isValid() else None
        return _NO_ROW if not index.isValid() or (banner is not None and not banner.more) else _ROW

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or None
        return None

    @override
    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        row = self.data_row(index.row())
        if row is None:
            return self._banner_data(self.banner(index.row()), index.column(), role)
        cell = self.cell(row, index.column())
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("%(column)s: %(value)s") % {"column": column.title, "value": cell.spoken or cell.text}
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.spoken or cell.text or None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.tokens().tone(cell.tone))
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(cell.icon, cell.icon_tone) if cell.icon else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _banner_data(self, banner: Banner | None, column: int, role: int) -> Any:  # noqa: ANN401
        if banner is None or column:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return banner.title
        return None
