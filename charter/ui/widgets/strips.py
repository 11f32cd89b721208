"""Messages above the page, and long work that can be stopped. They stay until solved or closed.

Why: a dialog interrupts; a strip says what is the matter and offers one way on. Refuses to word what happened;
`charter.ui.messages` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from charter.locale import _, formats, ngettext
from charter.ui.alert import alert
from charter.ui.look import theme
from charter.ui.widgets.parts import IconLabel, button, card, icon_button, label

Gravity = Literal["error", "attention", "information", "done"]
MOST = 2

_LOOK: dict[Gravity, tuple[str, Literal["breached", "warn", "pending", "met"]]] = {
    "error": ("breached", "breached"),
    "attention": ("attention", "warn"),
    "information": ("info", "pending"),
    "done": ("met", "met"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What a strip says. `detail` is shown on request; `action` is a button and what it does, `also` a second one."""

    gravity: Gravity
    text: str
    detail: str = ""
    action: tuple[str, Callable[[], None]] | None = None
    topic: str = ""
    """A newer message on the same topic takes the older one's place."""
    also: tuple[str, Callable[[], None]] | None = None


def _replaces(message: Message, old: Message) -> bool:
    if old.topic and old.topic == message.topic:
        return True
    return not (old.action or old.also) and (old.gravity, old.text, old.detail) == (
        message.gravity,
        message.text,
        message.detail,
    )


class _Strip(QFrame):
    closed = Signal()

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message
        picture, tone = _LOOK[message.gravity]
        self.setProperty("strip", tone)
        self.setAccessibleName(message.text)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 6, 8, 6)
        outer.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel(picture, tone))
        row.addWidget(label(message.text, wrap=True, selectable=True), 1)
        outer.addLayout(row)
        if message.detail:
            details = label(message.detail, theme.CAPTION, wrap=True, selectable=True)
            details.hide()
            toggle = button(_("Show details"))

            def turn() -> None:
                details.setVisible(details.isHidden())
                toggle.setText(_("Show details") if details.isHidden() else _("Hide details"))

            toggle.clicked.connect(turn)
            row.addWidget(toggle)
            outer.addWidget(details)
        for offered in (message.also, message.action):
            if offered is not None:
                act = button(offered[0])
                act.clicked.connect(offered[1])
                row.addWidget(act)
        close = icon_button("close", _("Close this message"))
        close.clicked.connect(self.closed)
        row.addWidget(close)


class Strips(QWidget):
    """At most two messages, the newest first; how many more there are is said below them."""

    def __init__(self) -> None:
        super().__init__()
        self._messages: list[Message] = []
        self._standing: dict[str, str] = {}
        self._strips: list[_Strip] = []
        self._more = label("", theme.CAPTION, tone="muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._more)
        self.hide()

    @property
    def messages(self) -> tuple[Message, ...]:
        """Every message that is not solved or closed, the newest first."""
        return tuple(self._messages)

    def say(self, message: Message) -> None:
        """Show a message, in place of an older one on the same topic, or one that says the same and has no button."""
        self._messages = [old for old in self._messages if not _replaces(message, old)]
        self._messages.insert(0, message)
        self._show()
        newest = self._column.itemAt(0)
        if newest is not None and (strip := newest.widget()) is not None:
            alert(strip)

    def solve(self, topic: str) -> None:
        """Take away what was said on a topic."""
        self._messages = [old for old in self._messages if old.topic != topic]
        self._show()

    def stand(self, topic: str, message: Message | None) -> None:
        """Show what holds until it is solved (None): once for each news, so that what was closed stays closed."""
        if message is None:
            self.solve(topic)
        elif message.text != self._standing.get(topic):
            self.say(message)
        self._standing[topic] = "" if message is None else message.text

    def _close(self, message: Message) -> None:
        self._messages = [old for old in self._messages if old is not message]
        self._show()

    def _show(self) -> None:
        """A strip that stands already stays as it is, with the keyboard on it."""
        stood = {id(strip.message): strip for strip in self._strips}
        wanted = self._messages[:MOST]
        self._strips = [stood.pop(id(one)) if id(one) in stood else self._strip(one) for one in wanted]
        for gone in stood.values():
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, strip in enumerate(self._strips):
            if self._column.indexOf(strip) < 0:
                self._column.insertWidget(place, strip)
                strip.show()  # now, not when the layout comes to it: it is told at once
        more = len(self._messages) - MOST
        text = ngettext("%(n)s more message", "%(n)s more messages", more) % {"n": formats.number(more)}
        self._more.setText(text if more > 0 else "")
        self._more.setVisible(more > 0)
        self.setVisible(bool(self._messages))

    def _strip(self, message: Message) -> _Strip:
        made = _Strip(message)
        made.closed.connect(lambda: self._close(message))
        return made


class WorkStrip(QFrame):
    """Work under way: what, how far, and a button to stop. Signals: `stop_wanted`."""

    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        surface = card()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.addWidget(surface)
        self._text: QLabel = label(wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(_("Progress"))
        self._stop = button(_("Stop"), "stop")
        self._stop.clicked.connect(self.stop_wanted)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._text)
        words.addWidget(self._bar)
        row = QHBoxLayout(surface)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self._stop)
        self.hide()

    def say(self, text: str, share: float | None) -> None:
        """Show what is done, and how much of it (0..1); None when that is not known."""
        begins = self.isHidden()
        self._text.setText(text)
        self.setAccessibleName(text)
        self._bar.setVisible(share is not None)
        if share is not None:
            self._bar.setValue(round(1000 * min(1.0, max(0.0, share))))
        self.show()
        if begins:
            alert(self)
