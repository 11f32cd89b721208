"""Shows a picture that was drawn beside the window, and lets its points be found by mouse and by keyboard.

Why an image and no canvas: drawing may take long and must not hold the window up; pixels at the screen's own ratio are
as sharp. Left and right go over the points, each is told in words; Enter or a click asks for the contacts behind it.
Refuses to draw a chart, and to tell by the picture alone: its description is the alternative text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from charter.ui.look import theme

if TYPE_CHECKING:
    from charter.ui.trends.figures import Shown
    from charter.ui.trends.spots import Spot

NEAR = 14
"""So many pixels from a point the mouse still means it."""
_RING = 8
_BUBBLE = 320
_NARROWER = 0.75
"""With large text a picture may be so much narrower than it would grow with the words."""


class PictureView(QWidget):
    """Signals: `opened` (the filter behind a point), `pointed` (its words), `size_wanted` when its size changed."""

    opened = Signal(object)
    pointed = Signal(str)
    size_wanted = Signal()

    def __init__(self, name: str, least: QSize) -> None:
        super().__init__()
        self._name = name
        self._least = QSize(max(least.width(), theme.px(_NARROWER * least.width())), theme.px(least.height()))
        self._shown: Shown | None = None
        self._image: QImage | None = None
        self._words = ""
        self._at: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(self._least)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    # what is shown

    def show_picture(self, shown: Shown) -> None:
        """Show a drawn picture; the keyboard stays on its point while there are as many."""
        kept = self._at if self._shown is not None and len(self._shown.spots) == len(shown.spots) else None
        self._shown, self._at, self._words = shown, kept, ""
        self._image = None
        if shown.pixels is not None:
            pixels = shown.pixels
            drawn = QImage(pixels.data, pixels.width, pixels.height, 4 * pixels.width, QImage.Format.Format_RGBA8888)
            self._image = drawn.copy()  # its own memory
            self._image.setDevicePixelRatio(pixels.ratio)
        self.setAccessibleName(f"{self._name}: {shown.title}" if shown.title else self._name)
        self.setAccessibleDescription(shown.alt_text)
        self.update()

    def say(self, text: str) -> None:
        """Show a sentence in the place of a picture."""
        self._shown, self._image, self._at, self._words = None, None, None, text
        self.setAccessibleName(f"{self._name}: {text}")
        self.setAccessibleDescription("")
        self.update()

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The points that can be pointed at."""
        return self._shown.spots if self._shown is not None else ()

    @property
    def chosen(self) -> Spot | None:
        """The point that the keyboard stands on."""
        return self.spots[self._at] if self._at is not None and self._at < len(self.spots) else None

    def spot_at(self, place: QPointF) -> Spot | None:
        """The point nearest to a place, when it is near."""
        near = [(abs(spot.x - place.x()) + abs(spot.y - place.y()), spot) for spot in self.spots]
        distance, spot = min(near, key=lambda one: one[0], default=(NEAR + 1, None))
        return spot if distance <= NEAR else None

    # keyboard and mouse

    def point_to(self, place: int) -> None:
        """Stand on a point, and tell it."""
        if not self.spots:
            return
        self._at = max(0, min(place, len(self.spots) - 1))
        spot = self.spots[self._at]
        self.setAccessibleDescription(spot.words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.pointed.emit(spot.words)
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.spots) - 1
        here = self._at
        match event.key():
            case Qt.Key.Key_Right if last >= 0:
                self.point_to(0 if here is None else here + 1)
            case Qt.Key.Key_Left if last >= 0:
                self.point_to(last if here is None else here - 1)
            case Qt.Key.Key_Home if last >= 0:
                self.point_to(0)
            case Qt.Key.Key_End if last >= 0:
                self.point_to(last)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.chosen is not None:
                self.opened.emit(self.chosen.register)
            case _:
                super().keyPressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if spot is not None else Qt.CursorShape.ArrowCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(spot.register)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            spot = self.spot_at(QPointF(event.pos()))
            if spot is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos() + QPoint(0, 6), spot.words, self)
            return True
        return super().event(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # painting

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.size_wanted.emit()

    @override
    def sizeHint(self) -> QSize:
        return self._least

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._image is not None:
            painter.drawImage(QPointF(0, 0), self._image)
        elif self._words:
            painter.setFont(theme.font(theme.BODY))
            painter.setPen(QColor(tokens.muted))
            wanted = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 8, -16, -8), wanted, self._words)
        painter.setPen(QPen(QColor(tokens.accent), 2))
        spot = self.chosen
        if spot is not None and self.hasFocus():
            painter.drawEllipse(QPointF(spot.x, spot.y), _RING, _RING)
            self._tell_beside(painter, spot)
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _tell_beside(self, painter: QPainter, spot: Spot) -> None:
        """The words of the point that the keyboard stands on, as a tooltip would show them to a mouse."""
        tokens = theme.tokens()
        painter.setFont(theme.font(theme.CAPTION))
        wanted = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        room = QRect(0, 0, theme.px(_BUBBLE), self.height())
        size = painter.fontMetrics().boundingRect(room, wanted, spot.words).size()
        box = QRect(QPoint(0, 0), size).adjusted(0, 0, 16, 10)
        below = spot.y + _RING + 4
        top = below if below + box.height() < self.height() else max(spot.y - _RING - 4 - box.height(), 1)
        box.moveTo(round(min(max(spot.x - box.width() / 2, 1), self.width() - box.width() - 2)), round(top))
        painter.setPen(QColor(tokens.control))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRect(box)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box.adjusted(8, 5, -8, -5), wanted, spot.words)
