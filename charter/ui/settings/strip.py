"""The strip above the settings: what is changed and not saved, what that will do, and the two ways on.

Why one strip: hours, teams and privacy are one file, so they are kept or thrown away together. Refuses to save: the
screen does.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from charter.locale import _, formats, ngettext
from charter.ui.widgets.parts import IconLabel, button, label


class ChangesStrip(QFrame):
    """Signals: `save_wanted`, `drop_wanted`."""

    save_wanted = Signal()
    drop_wanted = Signal()

    def __init__(self, save_keys: str) -> None:
        super().__init__()
        self.setProperty("strip", "pending")
        self.words = label(wrap=True)
        self.faults = label(tone="breached", wrap=True)
        self.faults.hide()
        self.drop = button(_("Do not save"))
        self.drop.clicked.connect(self.drop_wanted)
        self.save = button(_("Save"), primary=True, help_text=save_keys)
        self.save.clicked.connect(self.save_wanted)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.words)
        told.addWidget(self.faults)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(IconLabel("info", "pending"))
        row.addLayout(told, 1)
        row.addWidget(self.drop)
        row.addWidget(self.save)
        self.hide()

    def tell(self, words: str, verb: str) -> None:
        """Say what is changed, and what the button that keeps it says; no words: nothing is."""
        self.words.setText(words)
        self.save.setText(verb)
        self.setAccessibleName(words)
        if not words:
            self.faults.hide()
        self.setVisible(bool(words))

    def tell_faults(self, n: int) -> None:
        """Say how many faults stand in the way."""
        text = ngettext("%(n)s fault. Correct it first.", "%(n)s faults. Correct them first.", n)
        self.faults.setText(text % {"n": formats.number(n)})
        self.faults.show()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
