"""When it goes wrong: a table of weekdays and hours whose cells are shaded, dark for a low share.

Why a real table: keyboard and screen reader work, and every cell carries its number. One hue, so that no two colours
need telling apart. Refuses a share of fewer than 20 contacts: such a cell shows a dash.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from charter.locale import _, formats, ngettext
from charter.ui.look import theme
from charter.ui.look.contrast import mixed, readable

CELL = int(Qt.ItemDataRole.UserRole)
NOTHING = "–"
_FLAT = 0.02
"""Shares that differ less than this have one colour."""
_LEAST, _MOST = 17, 34
_HEADER, _DAYS = 20, 30


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One hour of a weekday (0 is Monday). `share` is None under 20 counted contacts."""

    weekday: int
    hour: int
    contacts: int
    counted: int
    share: float | None


Index = QModelIndex | QPersistentModelIndex


class HeatModel(QAbstractTableModel):
    """Rows are weekdays, columns hours."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[list[HeatCell]] = []
        self._low, self._high = 0.0, 1.0

    def show_cells(self, cells: list[HeatCell]) -> None:
        """Show these, a whole grid in reading order."""
        self.beginResetModel()
        days = sorted({cell.weekday for cell in cells})
        self._rows = [[cell for cell in cells if cell.weekday == day] for day in days]
        shares = [cell.share for cell in cells if cell.share is not None]
        self._low, self._high = min(shares, default=0.0), max(shares, default=1.0)
        self.endResetModel()

    def cell(self, index: Index) -> HeatCell:
        """What stands at a place."""
        return self._rows[index.row()][index.column()]

    def depth(self, cell: HeatCell) -> float | None:
        """0 (the highest share) to 1 (the lowest)."""
        if cell.share is None:
            return None
        return (self._high - cell.share) / max(self._high - self._low, _FLAT)

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() or not self._rows else len(self._rows[0])

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return share_text(cell.share)
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _phrase(cell)
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self._rows or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            day = formats.weekday(self._rows[section][0].weekday)
            return day[:2] if role == Qt.ItemDataRole.DisplayRole else day
        return str(self._rows[0][section].hour)


def share_text(share: float | None) -> str:
    """Whole percents, never 100 for less than all; a dash where there is no share."""
    if share is None:
        return NOTHING
    return "99" if share < 1 and round(share * 100) == 100 else formats.number(share * 100)


def _phrase(cell: HeatCell) -> str:
    words = {
        "day": formats.weekday(cell.weekday).capitalize(),
        "hour": cell.hour,
        "next": cell.hour + 1,
        "share": "" if cell.share is None else formats.percent(cell.share),
    }
    counted = ngettext("%(n)s contact counted.", "%(n)s contacts counted.", cell.counted) % {
        "n": formats.number(cell.counted)
    }
    if cell.share is None:
        return _("%(day)s from %(hour)s to %(next)s o'clock: too few contacts for a share.") % words + f" {counted}"
    return _("%(day)s from %(hour)s to %(next)s o'clock: %(share)s as promised.") % words + f" {counted}"


class HeatDelegate(QStyledItemDelegate):
    """Paints a cell in its shade, with words that can be read on it."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, HeatModel):
            return
        tokens = theme.tokens()
        rect: QRect = option.rect
        depth = model.depth(model.cell(index))
        shade = tokens.surface if depth is None else mixed(tokens.subtle, tokens.accent, 0.06 + 0.94 * depth)
        ink = tokens.muted if depth is None else readable(shade, tokens.text, tokens.surface)
        painter.save()
        painter.fillRect(rect.adjusted(0, 0, -2, -2), QColor(shade))
        painter.setPen(QColor(ink))
        painter.setFont(theme.font(theme.CAPTION))
        painter.drawText(rect.adjusted(0, 0, -2, -2), Qt.AlignmentFlag.AlignCenter, share_text(model.cell(index).share))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.text), 2))
            painter.drawRect(rect.adjusted(1, 1, -3, -3))
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(24, _LEAST)


class _Header(QHeaderView):
    """Hours above, days on the left: words only, as many as there is room for."""

    @override
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        orientation = self.orientation()
        painter.save()
        painter.setFont(theme.font(theme.CAPTION))
        painter.setPen(QColor(theme.tokens().muted))
        text = str(self.model().headerData(section, orientation, Qt.ItemDataRole.DisplayRole) or "")
        room = rect.adjusted(0, 0, -2, 0)
        crowded = painter.fontMetrics().horizontalAdvance("00 ") > room.width()
        if orientation == Qt.Orientation.Vertical:
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        elif not crowded or section % 2 == 0:
            painter.drawText(room.adjusted(-12, 0, 12, 0), Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class HeatTable(QTableView):
    """Signals: `opened` (HeatCell) when a cell is clicked or Enter is pressed on it."""

    opened = Signal(object)

    def __init__(self, model: HeatModel, name: str) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setHorizontalHeader(_Header(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Header(Qt.Orientation.Vertical, self))
        self.setItemDelegate(HeatDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        for corner in self.findChildren(QAbstractButton):
            corner.hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.horizontalHeader().setFixedHeight(theme.tall(_HEADER))
        self.verticalHeader().setFixedWidth(theme.px(_DAYS))
        self._fit()
        model.modelReset.connect(self._fit)

    def _fit(self) -> None:
        rows = max(self._model.rowCount(), 1)
        self.setMinimumHeight(theme.tall(_HEADER) + 4 + rows * theme.tall(_LEAST))
        self.setMaximumHeight(theme.tall(_HEADER) + 4 + rows * theme.tall(_MOST))
        if self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, 0))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self._model.cell(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._model.cell(index))
