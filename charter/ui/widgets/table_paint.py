"""How a table is painted: its cells, the heads of its groups, and its header row.

Why apart: painting asks the model for one cell at a time, hundreds of times a second, and knows nothing of keys, widths
or what is chosen. Refuses to decide what a cell says: its column does (`charter.ui.models.cells`).
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from charter.ui.look import icon, theme
from charter.ui.look.tokens import Tone
from charter.ui.models.cells import Banner, Cell
from charter.ui.models.column_table import ColumnTable, Index

ROW, BANNER, HEADER = 31, 34, 32
"""How high they are, at text of 100 %."""
LEFT, RIGHT = 10, 8
"""What stays free beside the words of a cell."""
_GAP = 7
_BAR_WIDTH, _BAR_HEIGHT = 46, 8


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: hair line, pale selection with the accent bar, icon, words, and the focus frame."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme.tokens()
        rect: QRect = option.rect
        table = cast(ColumnTable, index.model())  # asked without a detour by way of Qt: there are hundreds of cells
        content = table.content(index)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, QColor(tokens.sel))
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(tokens.accent))
        elif isinstance(content, Banner):
            painter.fillRect(rect, QColor(tokens.subtle))
        painter.setPen(QColor(tokens.hair))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if isinstance(content, Banner):
            self._words(painter, rect, content.icon, content.tone, content.tone, content.title, bold=True)
        elif isinstance(content, Cell):
            right = table.columns[index.column()].right
            if content.bar is not None:
                _target_bar(painter, rect, content)
            self._words(painter, rect, content.icon, content.icon_tone, content.tone, content.text, content.bold, right)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()

    def _words(
        self,
        painter: QPainter,
        rect: QRect,
        picture: str,
        picture_tone: Tone,
        tone: Tone,
        text: str,
        bold: bool = False,
        right: bool = False,
    ) -> None:
        room = rect.adjusted(LEFT, 0, -RIGHT, 0)
        if picture:
            ratio = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
            top = room.top() + (room.height() - icon.size()) // 2
            painter.drawPixmap(room.left(), top, icon.pixmap(picture, picture_tone, icon.size(), ratio))
            room.setLeft(room.left() + icon.size() + _GAP)
        painter.setFont(theme.font(theme.BODY, bold=bold))
        painter.setPen(QColor(theme.tokens().tone(tone)))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, shown)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.tall(ROW))


def header_height() -> int:
    """The pixels of the header."""
    return theme.tall(HEADER)


def _target_bar(painter: QPainter, rect: QRect, cell: Cell) -> None:
    """The distance to the target: the line in the middle is the target, left is below it, right above."""
    tokens = theme.tokens()
    left = rect.left() + max(LEFT, (rect.width() - _BAR_WIDTH) // 2)
    middle = left + _BAR_WIDTH // 2
    top = rect.center().y() - _BAR_HEIGHT // 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.track))
    painter.drawRoundedRect(left, top, _BAR_WIDTH, _BAR_HEIGHT, 4, 4)
    share = cell.bar if cell.bar is not None and cell.bar == cell.bar else 0.0
    length = round(abs(share) * _BAR_WIDTH / 2)
    if length:
        painter.fillRect(
            QRect(middle - length if share < 0 else middle, top, length, _BAR_HEIGHT),
            QColor(tokens.tone(cell.icon_tone)),
        )
    painter.fillRect(QRect(middle - 1, rect.center().y() - 8, 2, 16), QColor(tokens.text))


class Header(QHeaderView):
    """The header row; shows the sort direction with our own arrow, on the side where the words are not."""

    @override
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        tokens = theme.tokens()
        model = cast(ColumnTable, self.model())
        right = model.columns[section].right
        sorted_here = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        room = rect.adjusted(LEFT, 0, -RIGHT, 0)
        painter.save()
        painter.setFont(theme.font(theme.CAPTION, bold=True))
        if sorted_here:
            arrow = "down" if self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder else "up"
            place = room.left() if right else room.right() - theme.px(10)
            ratio = self.devicePixelRatioF()
            painter.drawPixmap(place, room.center().y() - theme.px(4), icon.pixmap(arrow, "muted", theme.px(10), ratio))
            room = room.adjusted(theme.px(14), 0, 0, 0) if right else room.adjusted(0, 0, -theme.px(14), 0)
        painter.setPen(QColor(tokens.text if sorted_here else tokens.muted))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        title = painter.fontMetrics().elidedText(
            model.columns[section].title, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), header_height())
