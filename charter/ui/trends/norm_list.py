"""The norms of a period in a list: name and figure, below it what changed and whether the target can be kept.

Refuses to judge; the words and signs are those of the control chart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from charter.ui.look import icon, theme

if TYPE_CHECKING:
    from charter.ui.trends.telling import NormLine

LINE = int(Qt.ItemDataRole.UserRole)
_LEFT, _RIGHT, _TOP, _GAP = 14, 12, 8, 6
Index = QModelIndex | QPersistentModelIndex


class NormListModel(QAbstractListModel):
    """One row a norm."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[NormLine, ...] = ()

    def show_lines(self, lines: tuple[NormLine, ...]) -> None:
        """Show these norms."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def row_of(self, norm: str) -> int | None:
        """Where a norm stands."""
        return next((row for row, line in enumerate(self._lines) if line.norm == norm), None)

    def line(self, row: int) -> NormLine:
        """What stands in a row."""
        return self._lines[row]

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{line.title} {line.value}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.help
        return line if role == LINE else None


class _Delegate(QStyledItemDelegate):
    """Two rows of words; signs that do not fit beside each other stand one below the other."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: NormLine = index.data(LINE)
        tokens = theme.tokens()
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.sel))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(tokens.accent))
        painter.setPen(QColor(tokens.hair))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        body, small = theme.font(theme.BODY), theme.font(theme.CAPTION)
        bold = theme.font(theme.BODY, bold=True)
        room = rect.adjusted(_LEFT, _TOP, -_RIGHT, -_TOP)
        height = QFontMetrics(body).height()
        painter.setFont(bold)
        painter.setPen(QColor(tokens.muted if line.few else tokens.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, line.value)
        wide = room.width() - QFontMetrics(bold).horizontalAdvance(line.value) - 10
        painter.setFont(bold if option.state & QStyle.StateFlag.State_Selected else body)
        painter.setPen(QColor(tokens.text))
        title = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(small)
        ratio = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
        step = max(QFontMetrics(small).height(), icon.size()) + 3
        for (picture, tone, word), (left, row) in zip(line.signs, _places(line, room.width()), strict=True):
            top = room.top() + height + 4 + row * step
            painter.drawPixmap(room.left() + left, top, icon.pixmap(picture, tone, icon.size(), ratio))
            painter.setPen(QColor(tokens.tone(tone)))
            beside = left + icon.size() + _GAP
            words = QRect(room.left() + beside, top, room.width() - beside, icon.size())
            said = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, said)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: NormLine = index.data(LINE)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 280
        rows = max((row for _left, row in _places(line, width - _LEFT - _RIGHT)), default=-1) + 1
        step = max(QFontMetrics(theme.font(theme.CAPTION)).height(), icon.size()) + 3
        return QSize(width, 2 * _TOP + QFontMetrics(theme.font(theme.BODY)).height() + 2 + rows * step)


def _places(line: NormLine, width: int) -> list[tuple[int, int]]:
    """Left edge and row of each sign."""
    metrics = QFontMetrics(theme.font(theme.CAPTION))
    places = []
    left = row = 0
    for _picture, _tone, word in line.signs:
        wide = icon.size() + _GAP + metrics.horizontalAdvance(word)
        if left and left + wide > width:
            left, row = 0, row + 1
        places.append((left, row))
        left += wide + 14
    return places


class NormList(QListView):
    """Signals: `chosen` (norm id) when the user, or a program, stands on a norm."""

    chosen = Signal(str)

    def __init__(self, model: NormListModel, name: str) -> None:
        super().__init__()
        self._lines = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("plain")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._moved)

    def choose(self, norm: str) -> None:
        """Stand on a norm, where it is in the list."""
        row = self._lines.row_of(norm)
        if row is not None:
            index = self._lines.index(row)
            seen = self._is_in_sight(index)
            self.setCurrentIndex(index)
            if not seen:
                self._show_amid(index)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._keep_in_sight)  # once the rows are laid out

    def _keep_in_sight(self) -> None:
        here = self.currentIndex()
        if here.isValid() and not self._is_in_sight(here):
            self._show_amid(here)

    def _is_in_sight(self, index: QModelIndex) -> bool:
        return self.viewport().rect().contains(self.visualRect(index))

    def _show_amid(self, index: QModelIndex) -> None:
        """In the middle: on a small window the end of the list is below the page."""
        self.scrollTo(index, QListView.ScrollHint.PositionAtCenter)

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self._lines.line(current.row()).norm)
