"""The list of screens on the left, each with the number of things that ask for attention.

Why a number: it says where to look without opening a screen. Refuses to count by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from charter.locale import formats
from charter.ui.look import icon, theme
from charter.ui.look.tokens import Tone
from charter.ui.models.column_table import Index

_ITEM, _WIDTH = 40, 208
_ENTRY = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Entry:
    """A screen: icon, title, and a count whose meaning `spoken` gives in a sentence."""

    picture: str
    title: str
    shortcut: str
    count: int = 0
    spoken: str = ""
    urgent: bool = True
    """Whether the count is in red; else in amber."""


class NavigationModel(QAbstractListModel):
    """The entries, top to bottom."""

    def __init__(self, entries: tuple[Entry, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries = list(entries)

    def set_count(self, row: int, count: int, spoken: str) -> None:
        """Show a count at an entry; 0 shows none."""
        self._entries[row] = replace(self._entries[row], count=count, spoken=spoken)
        self.dataChanged.emit(self.index(row), self.index(row))

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.title}, {entry.spoken}" if entry.count else entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(text for text in (f"{entry.title} ({entry.shortcut})", entry.spoken) if text)
        return None


class _NavigationItem(QStyledItemDelegate):
    """Icon, title and the count in a pill; the chosen item is a card with an accent bar."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme.tokens()
        entry: Entry = index.data(_ENTRY)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        rect = option.rect.adjusted(8, 1, -8, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QColor(tokens.accent if focused else tokens.line))
            painter.setBrush(QColor(tokens.surface))
            painter.drawRoundedRect(rect, 6, 6)
        elif focused:
            painter.setPen(QColor(tokens.accent))
            painter.drawRoundedRect(rect, 6, 6)
        if chosen:
            bar = QRect(rect.left(), rect.top() + 10, 3, rect.height() - 20)
            painter.fillRect(bar, QColor(tokens.accent))
        ratio = painter.device().devicePixelRatioF()
        tone: Tone = "accent" if chosen else "muted"
        side = icon.size()
        painter.drawPixmap(
            rect.left() + 11, rect.center().y() - side // 2, icon.pixmap(entry.picture, tone, side, ratio)
        )
        words = rect.adjusted(19 + side, 0, -6, 0)
        if entry.count:
            words.setRight(self._pill(painter, rect, formats.number(entry.count), urgent=entry.urgent) - 3)
        painter.setFont(theme.font(theme.BODY, bold=chosen))
        if painter.fontMetrics().horizontalAdvance(entry.title) > words.width():
            painter.setFont(theme.font(theme.BODY))
        painter.setPen(QColor(tokens.text))
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()

    def _pill(self, painter: QPainter, rect: QRect, text: str, *, urgent: bool) -> int:
        """Draw the count; returns where it begins."""
        tokens = theme.tokens()
        painter.setFont(theme.font(theme.CAPTION, bold=True))
        height = theme.tall(20)
        width = max(theme.px(23), painter.fontMetrics().horizontalAdvance(text) + 12)
        pill = QRect(rect.right() - width - 4, rect.center().y() - height // 2 + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.breached_tint if urgent else tokens.warn_tint))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(tokens.breached if urgent else tokens.warn))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return pill.left()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_WIDTH - 18, theme.tall(_ITEM))


class Navigation(QListView):
    """The list itself."""

    def __init__(self, model: NavigationModel, name: str) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setModel(model)
        self.setItemDelegate(_NavigationItem(self))
        self.setFixedWidth(max(_WIDTH, min(theme.px(_WIDTH), self._needed())))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(0, 8, 0, 8)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)

    def _needed(self) -> int:
        """The width of the longest title with its icon, and a count of two digits where screens are listed."""
        metrics = QFontMetrics(theme.font(theme.BODY, bold=True))
        model = self.model()
        entries: list[Entry] = [model.index(row, 0).data(_ENTRY) for row in range(model.rowCount())]
        counts = any(entry.shortcut for entry in entries)
        count = QFontMetrics(theme.font(theme.CAPTION, bold=True)).horizontalAdvance("00") + 20 if counts else 0
        titles = [metrics.horizontalAdvance(entry.title) for entry in entries]
        return max(titles, default=0) + icon.size() + count + 44
