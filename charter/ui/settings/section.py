"""What every part of the settings has in common: rows with a consequence, faults under the field, and what was changed.

Why: each choice looks and fails alike. Refuses to save: the screen collects the changes of all parts and does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLayout, QLineEdit, QVBoxLayout, QWidget

from charter.faults import Path as KeyPath
from charter.locale import N_
from charter.settings import Profile
from charter.ui.look import theme
from charter.ui.widgets.parts import card, label, plain

Said = Callable[[KeyPath], str]
"""What is wrong at a key, "" when nothing is."""

WRONG_DAY = N_("Write a date such as 31-12-2026.")
_FORM_WIDTH, _ALMOST_ALL = 720, 1000
"""Wider lines are hard to follow from name to field."""


class Section(QWidget):
    """Signals: `changed` at every key and choice of the user."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._faults: dict[KeyPath, tuple[QWidget, QLabel]] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def show_profile(self, profile: Profile) -> None:
        """Show what stands in the profile, in place of what was changed."""

    def changes(self) -> Mapping[KeyPath, Any]:
        """What the user changed, as `profile_editing.Changes`."""
        return {}

    def faults(self) -> Mapping[KeyPath, str]:
        """What only the form can tell to be wrong, in words."""
        return {}

    def consequence(self) -> str:
        """What the changes will do, in a sentence; "" when there is nothing particular."""
        return ""

    def show_faults(self, said: Said) -> tuple[int, QWidget | None]:
        """Put under each field what is wrong with it; gives how many there are and the first such field."""
        first, n = None, 0
        for path, (field, told) in self._faults.items():
            text = said(path)
            told.setText(text)
            told.setVisible(bool(text))
            n += bool(text)
            first = first or (field if text else None)
        return n, first

    def clear_faults(self) -> None:
        """Nothing is known to be wrong any more."""
        self.show_faults(lambda _path: "")

    def fault(self, path: KeyPath, field: QWidget) -> QLabel:
        """The place under `field` for what is wrong at a key."""
        told = label(points=theme.CAPTION, tone="breached", wrap=True)
        told.hide()
        self._faults[path] = (field, told)
        return told

    def form(self, title: str, text: str = "") -> QFormLayout:
        """A card with a title, and rows to come."""
        surface = card()
        self.column.addWidget(surface)
        column = QVBoxLayout(surface)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(title, theme.SECTION, bold=True))
        if text:
            column.addWidget(label(text, tone="muted", wrap=True))
        rows = QFormLayout()
        rows.setHorizontalSpacing(16)
        rows.setVerticalSpacing(8)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        inside = beside(rows)
        inside.setMaximumWidth(theme.px(_FORM_WIDTH))
        across = QHBoxLayout()
        across.addWidget(inside, _ALMOST_ALL)
        across.addStretch(1)
        column.addLayout(across)
        return rows

    def row(
        self, form: QFormLayout, words: str, field: QWidget, meaning: str | QLabel = "", path: KeyPath | None = None
    ) -> QVBoxLayout:
        """A field with its name, its consequence in one line, and room for what is wrong; gives what stands there."""
        if not field.accessibleName():
            field.setAccessibleName(words)
        name = label(words, tone="muted")
        name.setBuddy(field)
        below = QVBoxLayout()
        below.setSpacing(2)
        below.addWidget(field)
        if isinstance(meaning, QLabel):
            below.addWidget(meaning)
        elif meaning:
            below.addWidget(label(meaning, theme.CAPTION, tone="muted", wrap=True))
        if path is not None:
            below.addWidget(self.fault(path, field))
        form.addRow(name, below)
        return below

    def end(self) -> None:
        """Keep the cards at the top."""
        self.column.addStretch(1)


def line(words: str, hint: str = "") -> QLineEdit:
    """A field for one line of text."""
    made = QLineEdit()
    made.setAccessibleName(words)
    made.setPlaceholderText(hint)
    made.setMinimumWidth(theme.px(120))
    return made


def listed(text: str) -> list[str]:
    """The words of a line with commas between them."""
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]


def day_of(text: str) -> date | None:
    """The date that somebody typed, None when it is none."""
    for pattern in ("%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a date, no time
        except ValueError:
            continue
    return None


def beside(row: QLayout) -> QWidget:
    """A layout as one part of another."""
    made = plain()
    row.setContentsMargins(0, 0, 0, 0)
    made.setLayout(row)
    return made
