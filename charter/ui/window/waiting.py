"""What stands in the place of a screen until there is data: that it is being read, or that it could not be.

Why one for all screens: before the first data none has anything to show or to do. Refuses to say why reading failed;
the message above the screens does.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from charter.locale import _
from charter.ui.look import theme
from charter.ui.widgets.empty_state import EmptyState
from charter.ui.widgets.parts import button, label


class Waiting(QWidget):
    """Signals: `retry_wanted` when the data must be read again."""

    retry_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.title = label(points=theme.TITLE, bold=True)
        self.empty = EmptyState()
        self.retry = button(_("Try again"), "refresh", primary=True)
        self.retry.setParent(self.empty)
        self.retry.clicked.connect(self.retry_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 14, 24, 16)
        column.addWidget(self.title)
        column.addWidget(self.empty, 1)
        self.say_reading()

    def say_reading(self) -> None:
        """The first data is not there yet."""
        self.retry.hide()
        self.empty.say("receive", "accent", _("Reading the data"), _("The window fills as soon as it is there."))

    def say_failed(self) -> None:
        """The first data could not be read."""
        text = _("At the top of the window stands why, and what you can do.")
        self.empty.say("breached", "breached", _("The data cannot be read"), text, (self.retry,))

    def take_focus(self) -> None:
        """Put the keyboard on what can be done."""
        if self.retry.isVisibleTo(self):
            self.retry.setFocus(Qt.FocusReason.OtherFocusReason)
