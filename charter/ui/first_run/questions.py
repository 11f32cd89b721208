"""Questions with a few answers each, below each other; one that must be answered stands out until it is.

Refuses to answer for the user: a question without a default has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from charter.ui.first_run.step import fault, say
from charter.ui.look import theme
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.parts import IconLabel, as_card, label

_WORDS = 260
"""So much room a question needs beside its answers, with text of the usual size."""
Answers = Sequence[tuple[str, object]]
"""The words of each answer and what it stands for."""


class Question(QWidget):
    """One question. Signals: `answered` when the user chose."""

    answered = Signal()

    def __init__(self, words: str, answers: Answers) -> None:
        super().__init__()
        self.words = label(words, wrap=True)
        self.icon = IconLabel()
        self.told = fault()
        self._values = [value for _words, value in answers]
        self.group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for place, (text, _value) in enumerate(answers):
            made = QRadioButton(text)
            made.setAccessibleName(f"{words} {text}")
            self.group.addButton(made, place)
            row.addWidget(made)
        self.group.idClicked.connect(self._chosen)
        self._say_state()
        self._let_tab_in()

    def answer(self) -> object:
        """What was answered, None when nothing was."""
        place = self.group.checkedId()
        return None if place < 0 else self._values[place]

    def show_answer(self, value: object) -> None:
        """Show an answer, or that there is none."""
        self.group.setExclusive(False)  # so that none can be chosen
        for place, one in enumerate(self._values):
            self.group.button(place).setChecked(one == value)
        self.group.setExclusive(True)
        self._say_state()
        self._let_tab_in()

    def _let_tab_in(self) -> None:
        """Tab comes to what is chosen, else to the first; Qt sees to that only when somebody clicks."""
        chosen = max(self.group.checkedId(), 0)
        for place, made in enumerate(self.group.buttons()):
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == chosen else Qt.FocusPolicy.ClickFocus)

    def blame(self, text: str) -> QWidget | None:
        """Say what is wrong, "" for nothing; gives where the keyboard must go."""
        say(self.told, text)
        return self.group.button(0) if text else None

    def _chosen(self) -> None:
        self.blame("")
        self._say_state()
        self._let_tab_in()
        self.answered.emit()

    def _say_state(self) -> None:
        known = self.answer() is not None
        self.icon.show_icon("met" if known else "undetermined", "met" if known else "undetermined")
        self.words.setFont(theme.font(theme.BODY, bold=not known))


class Questions(QFrame):
    """Questions on a card."""

    def __init__(self, *questions: Question) -> None:
        super().__init__()
        as_card(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        for question in questions:
            words = QHBoxLayout()
            words.setSpacing(12)
            words.addWidget(question.icon)
            words.addWidget(question.words, 1)
            row = Beside(12)
            row.add(words, 1, theme.px(_WORDS))
            row.add(question, 0)
            column.addLayout(row)
            column.addWidget(question.told)
