"""The five choices about counting days and messages, each with what it does in one line.

Why five: these are the choices on which municipalities differ and that no norm makes for itself (domain.md 2.2 and 6).
Refuses to say when they hold: the first two belong to a period, the others to the whole profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from charter.faults import Path as KeyPath
from charter.locale import N_, _
from charter.settings import Profile
from charter.ui.look import theme
from charter.ui.settings.section import line
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import label

Choice = tuple[object, str, str]
"""A value, its words and what it does; msgids."""

AFTER_HOURS: tuple[Choice, ...] = (
    ("same_day", N_("counts as received that day"), N_("The term begins on the day after.")),
    ("next_working_day", N_("counts the next working day"), N_("The term begins one working day later.")),
)
END_OF_DAY: tuple[Choice, ...] = (
    ("midnight", N_("until the end of the day"), N_("An answer at 23:00 on the last day is in time.")),
    ("closing", N_("until closing time"), N_("An answer after closing time on the last day is too late.")),
)
COPIES: tuple[Choice, ...] = (
    (False, N_("does not count"), N_("Only mail that was sent to you is judged.")),
    (True, N_("counts as received"), N_("Mail of which you get a copy must be answered too.")),
)
AGAIN: tuple[Choice, ...] = (
    (False, N_("belongs to the same contact"), N_("One question is judged once.")),
    (True, N_("is a contact of its own"), N_("Each new message must be answered in time.")),
)
COPIES_COUNT: KeyPath = ("mail", "cc_counts")
FOLLOW_UPS: KeyPath = ("conversations", "follow_ups_as_contacts")
FOLLOW_UP_DAYS: KeyPath = ("conversations", "follow_up_days")


class Counting(QWidget):
    """Signals: `changed` when the user chose."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self.after_hours, self.end_of_day = Picker(_("Mail after closing")), Picker(_("Term in working days"))
        self.copies, self.again = Picker(_("Copy (cc)")), Picker(_("New message after the answer"))
        self.days = line(_("Same contact for so many days"))
        self.days.setMaxLength(3)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        for picker, choices in (
            (self.after_hours, AFTER_HOURS),
            (self.end_of_day, END_OF_DAY),
            (self.copies, COPIES),
            (self.again, AGAIN),
        ):
            self._add_choice(picker, choices)
        self._add_row(
            self.days, label(_("A later message begins a new contact."), theme.CAPTION, tone="muted", wrap=True)
        )
        self.days.textEdited.connect(self.changed)

    def add_fault(self, told: QLabel) -> None:
        """Put what is wrong with the days under them."""
        self._column.addWidget(told)

    def show_period(self, values: Mapping[str, Any]) -> None:
        """Show what a period says, in place of what was chosen; tells nobody."""
        self._choose(self.after_hours, values["after_hours"])
        self._choose(self.end_of_day, values["end_of_day"])

    def show_profile(self, profile: Profile) -> None:
        """Show what holds for the whole profile; tells nobody."""
        self._choose(self.copies, profile.mail.cc_counts)
        self._choose(self.again, profile.conversations.follow_ups_as_contacts)
        self.days.setText(str(profile.conversations.follow_up_days))

    def of_period(self) -> dict[str, Any]:
        """What is chosen for the period, by key."""
        return {"after_hours": self.after_hours.value(), "end_of_day": self.end_of_day.value()}

    def changes(self, profile: Profile) -> dict[KeyPath, Any]:
        """What is chosen otherwise than the profile says; a text where a number was to be written."""
        days = self.days.text().strip()
        chosen: dict[KeyPath, tuple[Any, Any]] = {
            COPIES_COUNT: (self.copies.value(), profile.mail.cc_counts),
            FOLLOW_UPS: (self.again.value(), profile.conversations.follow_ups_as_contacts),
            FOLLOW_UP_DAYS: (int(days) if days.isdecimal() else days, profile.conversations.follow_up_days),
        }
        return {path: value for path, (value, standing) in chosen.items() if value != standing}

    def _choose(self, picker: Picker, value: object) -> None:
        picker.chosen.disconnect(self.changed)
        picker.choose(value)
        picker.chosen.connect(self.changed)

    def _add_choice(self, picker: Picker, choices: tuple[Choice, ...]) -> None:
        picker.offer_each([(_(words), value) for value, words, _meaning in choices], choices[0][0])
        meaning = label(points=theme.CAPTION, tone="muted", wrap=True)

        def mean() -> None:
            meaning.setText(next(_(told) for value, _words, told in choices if value == picker.value()))

        picker.currentIndexChanged.connect(mean)
        mean()
        picker.chosen.connect(self.changed)
        self._add_row(picker, meaning)

    def _add_row(self, field: Picker | QLineEdit, meaning: QLabel) -> None:
        name = label(field.accessibleName(), tone="muted", wrap=True)
        name.setBuddy(field)
        below = QVBoxLayout()
        below.setSpacing(1)
        below.addWidget(field)
        below.addWidget(meaning)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(name, 1)
        row.addLayout(below, 2)
        self._column.addLayout(row)
