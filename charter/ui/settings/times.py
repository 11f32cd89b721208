"""When the town hall is open, and how days are counted: per period, and a period that judged already is not changed.

Why a new period: verdicts of the past rest on the hours and days of then (design.md decision 7). Refuses to change what
was used: the first key of the user begins a new period, from a day that lies ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from PySide6.QtCore import QDate, QSettings
from PySide6.QtWidgets import QCheckBox, QDateEdit, QFrame, QHBoxLayout, QLabel, QVBoxLayout
from typing_extensions import override

from charter.faults import Path as KeyPath
from charter.hours import parse_hours
from charter.locale import N_, _, formats
from charter.services import profile_editing
from charter.services.closing_days import Choices
from charter.services.opening_hours import MOST_SPANS, shown
from charter.settings import Profile
from charter.ui import theme
from charter.ui.settings.days_card import DaysCard
from charter.ui.settings.hours_form import HoursForm
from charter.ui.settings.section import Said, Section, beside, line
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import as_card, label, rule

DEFAULT = "default"
CHANNEL_NAMES = {
    DEFAULT: N_("All other channels"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "letter": N_("Letter"),
    "counter": N_("Counter"),
    "form": N_("Web form"),
    "portal": N_("Portal"),
    "social": N_("Social media"),
    "report": N_("Report"),
}
AFTER_HOURS = (
    ("same_day", N_("counts as received that day"), N_("The term begins on the day after.")),
    ("next_working_day", N_("counts as received the next working day"), N_("The term begins one working day later.")),
)
END_OF_DAY = (
    ("midnight", N_("until the end of the day"), N_("An answer at 23:00 on the last day is in time.")),
    ("closing", N_("until closing time"), N_("An answer after closing time on the last day is too late.")),
)
COPIES = (
    (False, N_("does not count"), N_("Only mail that was sent to you is judged.")),
    (True, N_("counts as received"), N_("Mail of which you get a copy must be answered too.")),
)
AGAIN = (
    (False, N_("belongs to the same contact"), N_("One question is judged once.")),
    (True, N_("is a contact of its own"), N_("Each new message must be answered in time.")),
)
VALID_FROM: KeyPath = ("valid_from",)
HOURS: KeyPath = ("hours",)
CLOSED: KeyPath = ("closed",)
DAYS: KeyPath = ("conversations", "follow_up_days")


class TimesSection(Section):
    """Hours and counting on the left, closed days on the right."""

    def __init__(self, tasks: Tasks, settings: QSettings, today: date) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._today = today
        self._judged = False
        self._number = 0
        self._values: dict[str, Any] = {}
        self._stood: dict[str, Any] = {}
        self.period = Picker(_("Period"))
        self.period.setMinimumContentsLength(24)
        self.period.chosen.connect(self._period_chosen)
        self.begins = QDateEdit()
        self.begins.setDisplayFormat("dd-MM-yyyy")
        self.begins.setCalendarPopup(True)
        self.begins.setAccessibleName(_("The new period begins on"))
        self.begins.dateChanged.connect(lambda: self.changed.emit())
        self.channel = Picker(_("Channel of the opening hours"))
        self.channel.offer_each([(_(words), name) for name, words in CHANNEL_NAMES.items()], DEFAULT)
        self.channel.chosen.connect(self._channel_chosen)
        self.own = QCheckBox(_("Own hours for this channel"))
        self.own.toggled.connect(self._own_toggled)
        self.hours = HoursForm(_("Opening hours"), MOST_SPANS)
        self.hours.changed.connect(self._hours_edited)
        self._particular = label(tone="muted", wrap=True)
        self._locked = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.after_hours, self.end_of_day = Picker(_("Mail after closing")), Picker(_("Term in working days"))
        self.copies, self.again = Picker(_("Copy (cc)")), Picker(_("New message after the answer"))
        self.days = line(_("Same contact for so many days"))
        self.days.setMaxLength(3)
        self._meanings: dict[Picker, QLabel] = {}
        self.closed = DaysCard(tasks, settings, today)
        self.closed.changed.connect(self._days_chosen)
        self._build()

    def _build(self) -> None:
        left = QFrame()
        as_card(left)
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(_("Opening hours"), theme.SECTION, bold=True), 1)
        head.addWidget(self.period)
        column.addLayout(head)
        self._new = QHBoxLayout()
        self._new_words = label(_("The new period begins on"), tone="muted")
        self._new_words.setBuddy(self.begins)
        self._new.addWidget(self._new_words)
        self._new.addWidget(self.begins)
        self._new.addStretch(1)
        column.addLayout(self._new)
        column.addWidget(self.fault(VALID_FROM, self.begins))
        column.addWidget(
            label(_("The clock of a norm in opening hours only runs within these times."), tone="muted", wrap=True)
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.channel)
        row.addWidget(self.own, 1)
        column.addWidget(beside(row))
        column.addWidget(self.hours)
        column.addWidget(self._particular)
        column.addWidget(self.fault(HOURS, self.channel))
        column.addWidget(rule())
        for picker, choices in (
            (self.after_hours, AFTER_HOURS),
            (self.end_of_day, END_OF_DAY),
            (self.copies, COPIES),
            (self.again, AGAIN),
        ):
            self._add_choice(column, picker, choices)
        self._add_row(column, self.days.accessibleName(), self.days, _("A later message begins a new contact."))
        column.addWidget(self.fault(DAYS, self.days))
        self.days.textEdited.connect(self.changed)
        column.addWidget(self._locked)
        column.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(left, 5)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.closed, 1)
        right.addWidget(self.fault(CLOSED, self.closed.table))
        both.addLayout(right, 5)
        self.column.addLayout(both, 1)
        self.closed.setMinimumHeight(420)

    def _add_choice(self, column: QVBoxLayout, picker: Picker, choices: tuple[tuple[object, str, str], ...]) -> None:
        picker.offer_each([(_(words), value) for value, words, _meaning in choices], choices[0][0])
        meaning = label(points=theme.CAPTION, tone="muted", wrap=True)

        def mean() -> None:
            meaning.setText(next((_(told) for value, _words, told in choices if value == picker.value()), ""))

        picker.currentIndexChanged.connect(mean)
        mean()
        picker.chosen.connect(self._choice_made)
        self._add_row(column, picker.accessibleName(), picker, meaning)

    def _add_row(self, column: QVBoxLayout, words: str, field: Picker | Any, meaning: QLabel | str) -> None:  # noqa: ANN401
        name = label(words, tone="muted", wrap=True)
        name.setBuddy(field)
        below = QVBoxLayout()
        below.setSpacing(1)
        below.addWidget(field)
        below.addWidget(
            meaning if isinstance(meaning, QLabel) else label(meaning, theme.CAPTION, tone="muted", wrap=True)
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(name, 3)
        row.addLayout(below, 5)
        column.addLayout(row)

    # what is shown

    @override
    def show_profile(self, profile: Profile) -> None:
        self._profile = profile
        last = len(profile.calendar) - 1
        periods = [(_period_words(number, one.valid_from), number) for number, one in enumerate(profile.calendar)]
        now = max((n for n, one in enumerate(profile.calendar) if one.valid_from <= self._today), default=last)
        self.period.offer_each(periods, now)
        if self._number > last:
            self._number = now
        self.period.blockSignals(True)
        self.period.choose(self._number if self._number else now)
        self.period.blockSignals(False)
        self._number = int(str(self.period.value()))
        self._take()

    def show_judged(self, *, judged: bool) -> None:
        """Say whether anything was judged yet: until then nothing is locked."""
        self._judged = judged
        self._say_lock()

    def _take(self) -> None:
        """Take the chosen period from the profile, in place of what was changed."""
        if self._profile is None:
            return
        self._values = profile_editing.values_of(self._profile.calendar[self._number])
        self._stood = profile_editing.values_of(self._profile.calendar[self._number])
        tomorrow = self._today + timedelta(days=1)
        self._quietly(self.begins, lambda: self.begins.setDate(QDate(tomorrow.year, tomorrow.month, tomorrow.day)))
        for picker, value in (
            (self.after_hours, self._values["after_hours"]),
            (self.end_of_day, self._values["end_of_day"]),
            (self.copies, self._profile.mail.cc_counts),
            (self.again, self._profile.conversations.follow_ups_as_contacts),
        ):
            self._choose_quietly(picker, value)
        self.days.setText(str(self._profile.conversations.follow_up_days))
        self._show_hours()
        self._show_days()
        self._say_lock()

    @staticmethod
    def _quietly(field: Any, act: Any) -> None:  # noqa: ANN401 - any widget, any setting of it
        field.blockSignals(True)
        act()
        field.blockSignals(False)

    def _choose_quietly(self, picker: Picker, value: object) -> None:
        picker.chosen.disconnect(self._choice_made)
        picker.choose(value)
        picker.chosen.connect(self._choice_made)

    def _show_hours(self) -> None:
        channel = str(self.channel.value())
        own = channel in self._values["hours"]
        self._quietly(self.own, lambda: self.own.setChecked(own))
        self.own.setVisible(channel != DEFAULT)
        hours = parse_hours(self._values["hours"].get(channel, self._values["hours"][DEFAULT]))
        week = shown(hours)
        text = _("This channel follows the hours of all other channels.")
        if week is None:
            text = (
                _("Round the clock.") if hours.always else _("These hours are too particular for this form: %(hours)s.")
            )
            text = text % {"hours": str(hours)} if "%" in text else text
        self._particular.setText(text)
        self._particular.setVisible(week is None or not own)
        self.hours.setVisible(week is not None and own)
        if week is not None:
            self.hours.show_week(week)

    def _show_days(self) -> None:
        values = self._values
        early = {
            (int(key[3:]), int(key[:2])): time(int(at[:2]), int(at[3:])) for key, at in values["early_close"].items()
        }
        self.closed.show_choices(
            Choices(
                frozenset(values["closed"]),
                early,
                values["good_friday"] == "closed",
                values["may5_before_2024"] == "closed",
            )
        )

    def _say_lock(self) -> None:
        if self._profile is None:
            return
        new = self.begins_on() is not None
        for part in (self._new_words, self.begins):
            part.setVisible(new)
        locked = profile_editing.used(self._profile, self._number, self._today, judged=self._judged)
        text = _("Period %(n)s gave verdicts and is locked. A change makes a new period.") % {"n": self._number + 1}
        self._locked.setText(text)
        self._locked.setVisible(locked)

    # what the user does

    def _period_chosen(self) -> None:
        self._number = int(str(self.period.value()))
        self._take()
        self.changed.emit()

    def _channel_chosen(self) -> None:
        self._show_hours()

    def _own_toggled(self, on: bool) -> None:
        channel = str(self.channel.value())
        hours = dict(self._values["hours"])
        if on:
            hours[channel] = hours[DEFAULT]
        else:
            hours.pop(channel, None)
        self._values["hours"] = hours
        self._show_hours()
        self._changed()

    def _hours_edited(self) -> None:
        self._values["hours"] = {**self._values["hours"], str(self.channel.value()): self.hours.text() or WRONG}
        self._changed()

    def _days_chosen(self, choices: Choices) -> None:
        self._values["closed"] = sorted(choices.closed)
        self._values["early_close"] = {
            f"{day:02}-{month:02}": f"{at:%H:%M}" for (month, day), at in sorted((choices.early or {}).items())
        }
        self._values["good_friday"] = "closed" if choices.good_friday_closed else "open"
        self._show_days()
        self._changed()

    def _choice_made(self) -> None:
        if self._profile is not None:
            self._values["after_hours"] = self.after_hours.value()
            self._values["end_of_day"] = self.end_of_day.value()
        self._changed()

    def _changed(self) -> None:
        self._say_lock()
        self.changed.emit()

    # what was changed

    def period_changed(self) -> bool:
        """Whether the hours, days or counting of the chosen period differ from what stands."""
        return self._values != self._stood

    def begins_on(self) -> date | None:
        """The day on which a new period begins; None when the period is changed in place, or not at all."""
        if self._profile is None or not self.period_changed():
            return None
        if not profile_editing.used(self._profile, self._number, self._today, judged=self._judged):
            return None
        day = self.begins.date()
        return date(day.year(), day.month(), day.day())

    @override
    def changes(self) -> Mapping[KeyPath, Any]:
        if self._profile is None:
            return {}
        found: dict[KeyPath, Any] = {}
        begins = self.begins_on()
        if self.period_changed():
            values = self._values if begins else {k: v for k, v in self._values.items() if v != self._stood[k]}
            found.update(profile_editing.period_changes(self._profile, self._number, values, begins))
        if self.copies.value() != self._profile.mail.cc_counts:
            found["mail", "cc_counts"] = self.copies.value()
        if self.again.value() != self._profile.conversations.follow_ups_as_contacts:
            found["conversations", "follow_ups_as_contacts"] = self.again.value()
        if self.days.text().strip() != str(self._profile.conversations.follow_up_days):
            text = self.days.text().strip()
            found[DAYS] = int(text) if text.isdecimal() else text
        return found

    @override
    def faults(self) -> Mapping[KeyPath, str]:
        if self._profile is None or not self.period_changed():
            return {}
        told: dict[KeyPath, str] = {}
        if WRONG in self._values["hours"].values():
            told[HOURS] = _("Correct the times above.")
        begins = self.begins_on()
        for key, message in profile_editing.period_faults(self._profile, self._values, begins, self._today).items():
            told[key,] = _(message)
        return told

    @override
    def show_faults(self, said: Said) -> tuple[int, Any]:
        wrong = bool(said(HOURS))
        if wrong:
            self.channel.choose(next(name for name, text in self._values["hours"].items() if text == WRONG))
        n, first = super().show_faults(said)
        days, field = self.hours.show_faults(all_of_them=wrong)
        return n - wrong + days if days else n, field or first

    @override
    def consequence(self) -> str:
        begins = self.begins_on()
        if begins is not None and self._profile is not None:
            words = {"n": len(self._profile.calendar) + 1, "day": formats.day(begins)}
            return _("You make period %(n)s, valid from %(day)s. Old verdicts do not change.") % words
        counted = any(path[0] in ("mail", "conversations") for path in self.changes())
        return _("Charter counts the stored mail anew; earlier verdicts can change.") if counted else ""


WRONG = "?"
"""Stands for hours that somebody is still typing."""


def _period_words(number: int, begins: date) -> str:
    return _("Period %(n)s: from %(day)s") % {"n": number + 1, "day": formats.day(begins)}
