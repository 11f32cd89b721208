"""The window's own icons: one SVG a name, drawn in a colour token and redrawn when the theme changes.

Why: sharp at every scale, the same lines in light and dark, no font file and no licence to carry.
`currentColor` in a file becomes the tone asked for; `cutout` the colour of the page behind.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from charter.ui.look import theme
from charter.ui.look.tokens import Tone

_FOLDER = files("charter.ui") / "icons"
SIZE = 16
"""The pixels of an icon beside text of the usual size."""


def size() -> int:
    """The pixels of an icon beside text of the size of now."""
    return theme.px(SIZE)


def beside_words() -> QSize:
    """The size of an icon on a button with words: the room to the right keeps the words off it."""
    return QSize(size() + 5, size())


@cache
def _source(name: str) -> str:
    return (_FOLDER / f"{name}.svg").read_text("utf-8")


def read_ahead() -> None:
    """Read every drawing that there is. Asks nothing of Qt: the window is not held up by sixty small files."""
    for drawing in _FOLDER.iterdir():
        _source(drawing.name.removesuffix(".svg"))


@cache
def _drawn(name: str, colour: str, behind: str, width: int, height: int) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    source = _source(name).replace("currentColor", colour).replace("cutout", behind)
    side = min(width, height)
    place = QRectF(0, (height - side) / 2, side, side)
    QSvgRenderer(QByteArray(source.encode())).render(painter, place)
    painter.end()
    return pixmap


def forget_drawn() -> None:
    """Drop every picture made so far: the pictures belong to the application that is ending."""
    _drawn.cache_clear()


def pixmap(name: str, tone: Tone, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` logical pixels for a screen of `ratio` physical pixels each."""
    tokens = theme.tokens()
    side = round(size * ratio)
    drawn = QPixmap(_drawn(name, tokens.tone(tone), tokens.surface, side, side))
    drawn.setDevicePixelRatio(ratio)
    return drawn


class _Engine(QIconEngine):
    """Draws in the tokens of the moment, so that an icon set once follows the theme."""

    def __init__(self, name: str, tone: Tone | None) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, 1.0))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        tokens = theme.tokens()
        colour = tokens.on_accent if self._tone is None else tokens.tone(self._tone)
        if mode is QIcon.Mode.Disabled:
            colour = tokens.disabled
        return QPixmap(_drawn(self._name, colour, tokens.surface, size.width(), size.height()))


def icon(name: str, tone: Tone | None = "text") -> QIcon:
    """The icon for a button or an action; tone None is the colour for words on the accent."""
    return QIcon(_Engine(name, tone))
