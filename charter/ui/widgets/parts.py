"""The smallest parts: words in a size and a tone, cards, hair lines, an icon that follows the theme, a verdict chip.

A name that may be longer than its place gives way in its middle.

Why one place: a size, a tone and a margin are chosen once. Refuses to know a contact or a norm.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from charter.columns import Verdict
from charter.locale import _
from charter.ui.look import icon, theme
from charter.ui.look.tokens import Tone
from charter.ui.look.verdict_look import VERDICT_ICON, VERDICT_TONE
from charter.wording import verdict_word


def label(
    text: str = "",
    points: float = theme.BODY,
    *,
    bold: bool = False,
    tone: Tone = "text",
    wrap: bool = False,
    selectable: bool = False,
) -> QLabel:
    """Words; plain text unless somebody sets another format."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(points, bold=bold))
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    if selectable:
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        made.setTextInteractionFlags(flags)
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return made


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and let it look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def card() -> QFrame:
    """A white surface with a hair-thin border."""
    made = QFrame()
    as_card(made)
    return made


def as_card(frame: QFrame) -> None:
    """Give a frame the look of a card."""
    frame.setFrameShape(QFrame.Shape.StyledPanel)  # the border where there is no style sheet
    frame.setProperty("card", "true")


def plain() -> QWidget:
    """A part without a surface of its own, to lay others out on."""
    made = QWidget()
    made.setObjectName("plain")
    return made


def scrolled(inside: QWidget | None = None, name: str = "", *, sideways: bool = True) -> QScrollArea:
    """`inside`, scrolled where it has no room; `name` is for a screen reader."""
    made = QScrollArea()
    made.setObjectName("plain")
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setAccessibleName(name)
    if not sideways:
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if inside is not None:
        made.setWidget(inside)
    return made


def pause(parent: QObject, milliseconds: int, then: Callable[[], None]) -> QTimer:
    """A timer that calls `then` once, so long after it was started last."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(then)
    return timer


def wide(dialog: QWidget, usual: int) -> int:
    """The width of a dialog that is `usual` pixels wide with text of the usual size; no wider than the display."""
    return max(usual, min(theme.px(usual), dialog.screen().availableSize().width() - 40))


def rule() -> QFrame:
    """A hair line."""
    made = QFrame()
    made.setProperty("rule", "true")
    made.setFixedHeight(1)
    return made


def button(
    text: str, picture: str = "", *, primary: bool = False, link: bool = False, help_text: str = ""
) -> QPushButton:
    """A button with words; the icon beside them is decoration."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if primary:
        made.setProperty("primary", "true")
    if link:
        made.setProperty("link", "true")
    if picture:
        made.setIcon(icon.icon(picture, None if primary else "link" if link else "text"))
        made.setIconSize(icon.beside_words())
    if help_text:
        made.setToolTip(help_text)
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return made


def icon_button(picture: str, name: str, shortcut: str = "") -> QToolButton:
    """A button with an icon only: it has a name, and a tooltip with its shortcut."""
    made = QToolButton()
    made.setIcon(icon.icon(picture))
    made.setIconSize(QSize(icon.size(), icon.size()))
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({shortcut})" if shortcut else name)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class LongName(QLabel):
    """A name that may be longer than its place, such as a Message-ID: its middle gives way, its tooltip is whole."""

    def __init__(self, points: float, *, bold: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(points, bold=bold))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str) -> None:
        """Show a name."""
        self.setText(name)
        self.setToolTip(name)

    @property
    def shown(self) -> str:
        """What there is room for."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wanted = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.style().drawItemText(
            painter, self.rect(), int(wanted), self.palette(), True, self.shown, self.foregroundRole()
        )
        painter.end()


class IconLabel(QLabel):
    """An icon beside words; decoration, so it has no name. Redrawn when the theme changes."""

    def __init__(self, picture: str = "", tone: Tone = "text", size: int = icon.SIZE) -> None:
        super().__init__()
        self._picture = picture
        self._tone: Tone = tone
        self._size = theme.px(size)
        self.setFixedSize(self._size, self._size)
        self._draw()

    def show_icon(self, picture: str, tone: Tone) -> None:
        """Show another icon."""
        self._picture = picture
        self._tone = tone
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        if self._picture:
            self.setPixmap(icon.pixmap(self._picture, self._tone, self._size, self.devicePixelRatioF()))


class Chip(QFrame):
    """How something stands, a verdict for example, in its own tint: icon and words."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("chip", "true")
        self._icon = IconLabel()
        self._words = label(bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 3, 10, 3)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, picture: str, words: str, tone: Tone) -> None:
        """Say it."""
        self._icon.show_icon(picture, tone)
        self._words.setText(words)
        set_property(self._words, "tone", tone)
        set_property(self, "tint", tone)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_verdict(self, verdict: Verdict) -> None:
        """Say this verdict."""
        self.say(VERDICT_ICON[verdict], verdict_word(verdict), VERDICT_TONE[verdict])
        self.setAccessibleName(_("Verdict: %(verdict)s") % {"verdict": verdict_word(verdict)})
