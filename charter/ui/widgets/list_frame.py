"""A table on a card, or in its place why there is nothing in it and what to do next.

Why: every list of contacts stands in one, so that all are empty, busy and filled in the same way. Refuses to know what
is listed: the screen fills the table and words what is particular.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from charter.locale import _
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.widgets.empty_state import EmptyState
from charter.ui.widgets.parts import as_card, button, label, pause
from charter.ui.widgets.table_view import TableView

FRAME = 4
"""The pixels around its table, left and right together: the border, and the margin inside it."""

BUSY_MS = 1000


class ListFrame(QFrame):
    """Signals: `import_wanted` when the user wants to choose a first file."""

    import_wanted = Signal()

    def __init__(self, table: TableView, above: QWidget | None = None) -> None:
        super().__init__()
        as_card(self)
        self._table = table
        self.empty = EmptyState()
        self.choose_file = self.offer(_("Choose files..."), self.import_wanted.emit, "folder", primary=True)
        self._busy = label(_("Loading..."), theme.CAPTION, tone="muted")
        self._busy.setContentsMargins(12, 4, 12, 6)
        self._busy.hide()
        self._slow = pause(self, BUSY_MS, self._busy.show)
        self.stack = QStackedWidget()
        self.stack.addWidget(table)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        if above is not None:
            column.addWidget(above)
        column.addWidget(self._busy)
        column.addWidget(self.stack, 1)
        table.table.busy_changed.connect(self._busy_changed)

    def offer(self, text: str, act: Callable[[], object], picture: str = "", *, primary: bool = False) -> QPushButton:
        """A button that stands only where nothing is listed; name it in `say`."""
        made = button(text, picture, primary=primary)
        made.setParent(self.empty)
        made.hide()
        made.clicked.connect(lambda: act())
        return made

    def show_list(self, *, filled: bool) -> None:
        """Show the table, or why there is nothing."""
        self.stack.setCurrentWidget(self._table if filled else self.empty)

    def say(self, picture: str, tone: Tone, title: str, text: str, *buttons: QPushButton) -> None:
        """Say why nothing is listed."""
        self.empty.say(picture, tone, title, text, buttons)

    def say_reading(self) -> None:
        """The first data is not there yet."""
        self.say("receive", "accent", _("Reading the data"), _("The window fills as soon as it is there."))

    def say_no_contacts(self, add_source: QPushButton | None = None) -> None:
        """There is no data at all; with `add_source` a source can be added beside choosing a file."""
        text = _("Choose a log file of your mail or telephone system, or drop it on this window.")
        if add_source is not None:
            text = _("Add a source, or drop a file on this window.")
        buttons = (self.choose_file,) if add_source is None else (self.choose_file, add_source)
        self.say("receive", "accent", _("No contacts yet"), text, *buttons)

    def _busy_changed(self, busy: bool) -> None:
        if busy:
            self._slow.start()
        else:
            self._slow.stop()
            self._busy.hide()
