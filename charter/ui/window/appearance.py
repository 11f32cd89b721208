"""In which language and how large the window speaks, changed while it is open.

Why apart from the window: a change waits while files are being read in, and the computer may ask for one as well.
Refuses to make the screens anew: whoever hears `changed` does.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication

from charter.locale import _
from charter.ui import preferences, speech
from charter.ui.look import text_size, theme
from charter.ui.widgets.strips import Message

TEXT_SIZE = "text size"
"""The topic of what is offered."""


class Appearance(QObject):
    """Signals: `changed` after every word became another or another size; `refused` (Message) while that must wait."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, settings: QSettings, waits: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._waits = waits
        self._text_size = text_size.wanted(settings)

    def speak(self, language: str) -> None:
        """Show every word in `language` from now on."""
        app = self._app(_("Charter is still reading files in. Change the language after that."))
        if app is not None:
            self._settings.setValue(preferences.LANGUAGE_KEY, language)
            speech.speak(app, language)
            self.changed.emit()

    def enlarge(self, percent: int) -> None:
        """Show every word as large as somebody chose, from now on."""
        app = self._app(_("Charter is still reading files in. Change the size of text after that."))
        if app is not None:
            self._settings.setValue(preferences.TEXT_KEY, percent)
            self._text_size = text_size.wanted(self._settings)
            theme.enlarge(app, self._text_size)
            self.changed.emit()

    def _app(self, why_not: str) -> QApplication | None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and not self._waits():
            return app
        self.refused.emit(Message("information", why_not))
        return None

    def offer(self, leave: Callable[[Callable[[], None]], bool]) -> Message | None:
        """The size that the computer gives text by now, when that is another: Qt does not tell when Windows changes it.

        `leave` says whether the screens may go now, as `Screen.leave` does.
        """

        def take_over() -> None:
            self.enlarge(preferences.text_size(self._settings))

        def ask() -> None:
            if leave(take_over):
                take_over()

        if text_size.wanted(self._settings) == self._text_size:
            return None
        text = _("This computer shows text in another size now.")
        return Message("information", text, action=(_("Take over"), ask), topic=TEXT_SIZE)
