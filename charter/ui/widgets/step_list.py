"""The steps of a road, beside what is asked: which lie behind, which is here, which are to come.

Why: who is asked many things wants to know how many. Refuses to be clicked: a step that is not answered is not passed.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from charter.locale import _
from charter.ui.look import theme
from charter.ui.widgets.parts import IconLabel, label, set_property

_BADGE = 20


class StepList(QFrame):
    """A mark for each step, from top to bottom."""

    def __init__(self, names: Sequence[str], width: int) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setMinimumWidth(width)
        self.marks = [_Mark(number, text) for number, text in enumerate(names, 1)]
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(4)
        for mark in self.marks:
            column.addWidget(mark)
        column.addStretch(1)

    def show_step(self, here: int) -> None:
        """Show that the step at place `here` (from 0) is asked now."""
        for place, mark in enumerate(self.marks):
            mark.show_state(here=place == here, done=place < here)


class _Mark(QFrame):
    """One step: its number, or that it is done, and its name."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self._text = text
        self._number = label(str(number), theme.CAPTION, bold=True)
        self._number.setFixedWidth(theme.tall(_BADGE))
        self._number.setMinimumHeight(theme.tall(_BADGE))
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._done = IconLabel("met", "met", _BADGE)
        self._name = label(text, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(10)
        row.addWidget(self._number)
        row.addWidget(self._done)
        row.addWidget(self._name, 1)

    def show_state(self, *, here: bool, done: bool) -> None:
        """Whether it is the step that is shown, and whether it lies behind."""
        self._number.setVisible(not done)
        self._done.setVisible(done)
        set_property(self._number, "step", "here" if here else "true")
        set_property(self._name, "tone", "text" if here or done else "muted")
        self._name.setFont(theme.font(theme.BODY, bold=here))
        set_property(self, "card", "true" if here else "false")
        state = _("now") if here else _("done") if done else _("to come")
        self.setAccessibleName(f"{self._text}: {state}")
