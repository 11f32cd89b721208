"""When the town hall is open, and how days are counted: per period, and a period that judged already is not changed.

Why a new period: verdicts of the past rest on the hours and days of then (design.md decision 7). Refuses to change what
was used: the first key of the user begins a new period, from a day that lies ahead (decision 0028).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from PySide6.QtCore import QEvent, QSettings, QSize
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMessageBox, QVBoxLayout, QWidget
from typing_extensions import override

from charter.faults import Path as KeyPath
from charter.locale import _, formats
from charter.services import profile_editing
from charter.services.closing_days import Choices
from charter.settings import CalendarSection, Profile
from charter.ui.look import theme
from charter.ui.settings.channel_hours import ChannelHours
from charter.ui.settings.counting import FOLLOW_UP_DAYS, Counting
from charter.ui.settings.days_card import DaysCard
from charter.ui.settings.section import Said, Section, beside
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.day_field import DayField
from charter.ui.widgets.parts import IconLabel, as_card, label, rule

VALID_FROM: KeyPath = ("valid_from",)
HOURS: KeyPath = ("hours",)
CLOSED: KeyPath = ("closed",)
DECIDED: KeyPath = ("closed_days", "decided")


class TimesSection(Section):
    """Hours and counting on the left, closed days on the right."""

    def __init__(self, tasks: Tasks, settings: QSettings, today: date) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._today = today
        self._judged = False
        self._shown: date | None = None
        self._stood: dict[str, Any] = {}
        self._choices = Choices()
        self.period = Picker(_("Period"))
        self.period.setMinimumContentsLength(0)
        self.period.setSizeAdjustPolicy(Picker.SizeAdjustPolicy.AdjustToContents)
        self.period.chosen.connect(self._period_chosen)
        self.begins = DayField(today + timedelta(days=1))
        self.begins.setAccessibleName(_("The new period begins on"))
        self.begins.dateChanged.connect(self._changed)
        self.hours = ChannelHours()
        self.hours.changed.connect(self._changed)
        self.counting = Counting()
        self.counting.changed.connect(self._changed)
        self.closed = DaysCard(tasks, settings, today)
        self.closed.changed.connect(self._days_chosen)
        self._new, self._locked = QWidget(), QWidget()
        self._lock_words = label(points=theme.CAPTION, tone="muted", wrap=True)
        self._build()

    def _build(self) -> None:
        left = QFrame()
        as_card(left)
        right = QVBoxLayout()
        self._cards = left, beside(right)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(12)
        for part in self._cards:
            self._both.addWidget(part, 1)
        self.column.addLayout(self._both, 1)
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        column.addLayout(head)
        head.addWidget(label(_("Opening hours"), theme.SECTION, bold=True))
        head.addWidget(self.period, 1)
        column.addWidget(self._build_new())
        column.addWidget(self.fault(VALID_FROM, self.begins))
        column.addWidget(
            label(_("The clock of a norm in opening hours only runs within these times."), tone="muted", wrap=True)
        )
        column.addWidget(self.hours)
        column.addWidget(self.fault(HOURS, self.hours.channel))
        column.addWidget(rule())
        self.counting.add_fault(self.fault(FOLLOW_UP_DAYS, self.counting.days))
        column.addWidget(self.counting)
        column.addStretch(1)
        column.addWidget(self._build_lock())
        right.setSpacing(4)
        right.addWidget(self.closed, 1)
        right.addWidget(self.fault(CLOSED, self.closed.table))

    def _build_new(self) -> QWidget:
        words = label(_("The new period begins on"), tone="muted", wrap=True)
        words.setBuddy(self.begins)
        row = QHBoxLayout()
        row.addWidget(words, 1)
        row.addWidget(self.begins)
        self._new = beside(row)
        return self._new

    def _build_lock(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconLabel("info", "muted"))
        row.addWidget(self._lock_words, 1)
        self._locked = beside(row)
        return self._locked

    @override
    def minimumSizeHint(self) -> QSize:
        """As wide as the widest card: where there is no room for two, they stand under each other."""
        return QSize(max(part.minimumSizeHint().width() for part in self._cards), super().minimumSizeHint().height())

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            needed = sum(part.minimumSizeHint().width() for part in self._cards) + self._both.spacing()
            direction = QBoxLayout.Direction
            self._both.setDirection(direction.LeftToRight if needed <= self.width() else direction.TopToBottom)
        return super().event(event)

    # what is shown

    @override
    def show_profile(self, profile: Profile) -> None:
        before = self._profile
        self._profile = profile
        days = [one.valid_from for one in profile.calendar]
        made = [] if before is None else sorted(set(days) - {one.valid_from for one in before.calendar})
        now = max((day for day in days if day <= self._today), default=days[-1])
        wanted = made[-1] if made else self._shown if self._shown in days else now
        self.period.offer_each([(_period_words(place, day), day) for place, day in enumerate(days)], wanted)
        self.counting.show_profile(profile)
        self._take(wanted)

    def show_judged(self, *, judged: bool) -> None:
        """Say whether anything was judged yet: until then nothing is locked."""
        self._judged = judged
        self._say_lock()
        if self._profile is not None:
            self._show_days()

    def _take(self, begins: date) -> None:
        """Take the period that begins on a day from the profile, in place of what was changed."""
        self._shown = begins
        self._stood = profile_editing.values_of(self._period())
        self._choices = replace(_choices_of(self._period()), decided=self._decided())
        self.period.blockSignals(True)
        self.period.choose(begins)
        self.period.blockSignals(False)
        tomorrow = self._today + timedelta(days=1)
        self.begins.blockSignals(True)
        self.begins.show_day(tomorrow)
        self.begins.blockSignals(False)
        self.hours.show_hours(self._stood["hours"])
        self.counting.show_period(self._stood)
        self._show_days()
        self._say_lock()

    def _period(self) -> CalendarSection:
        return self._calendar()[self._number()]

    def _number(self) -> int:
        return next(place for place, one in enumerate(self._calendar()) if one.valid_from == self._shown)

    def _calendar(self) -> tuple[CalendarSection, ...]:
        return self._profile.calendar if self._profile is not None else ()

    def _decided(self) -> frozenset[int]:
        return frozenset(self._profile.closed_days.decided if self._profile is not None else ())

    def _is_locked(self) -> bool:
        return self._profile is not None and profile_editing.used(
            self._profile, self._number(), self._today, judged=self._judged
        )

    def _say_lock(self) -> None:
        if self._profile is None:
            return
        self._new.setVisible(self.begins_on() is not None)
        self._lock_words.setText(
            _("Period %(n)s gave verdicts and is locked. A change makes a new period.") % {"n": self._number() + 1}
        )
        self._locked.setVisible(self._is_locked())

    def _show_days(self) -> None:
        self.closed.show_choices(self._choices, self._today + timedelta(days=1) if self._is_locked() else date.min)

    # what the user does

    def _period_chosen(self) -> None:
        wanted = self.period.value()
        if not isinstance(wanted, date) or wanted == self._shown:
            return
        if self._shown is not None and (self.period_changed() or self._new_years()) and not self._gives_up():
            self.period.blockSignals(True)
            self.period.choose(self._shown)
            self.period.blockSignals(False)
            return
        self._take(wanted)
        self.clear_faults()
        self.changed.emit()

    def _gives_up(self) -> bool:
        """Ask whether the changes of the period that is shown may go."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Hours and days"))
        box.setText(_("You changed this period and did not save it."))
        stay = box.addButton(_("Stay here"), QMessageBox.ButtonRole.RejectRole)
        drop = box.addButton(_("Do not save"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.exec()
        return box.clickedButton() is drop

    def _days_chosen(self, choices: Choices) -> None:
        self._choices = choices
        self._show_days()
        self._changed()

    def _changed(self) -> None:
        self._say_lock()
        self.changed.emit()

    # what was changed

    def _values(self) -> dict[str, Any]:
        early = {f"{day:02}-{month:02}": f"{at:%H:%M}" for (month, day), at in (self._choices.early or {}).items()}
        return {
            **self._stood,
            **self.counting.of_period(),
            "hours": self.hours.hours(),
            "closed": sorted(self._choices.closed),
            "early_close": dict(sorted(early.items())),
            "good_friday": "closed" if self._choices.good_friday_closed else "open",
        }

    def period_changed(self) -> bool:
        """Whether the hours, days or counting of the chosen period differ from what stands."""
        return self._values() != self._stood

    def _new_years(self) -> list[int]:
        """The years whose closed days were decided just now."""
        return sorted(self._choices.decided - self._decided())

    def begins_on(self) -> date | None:
        """The day on which a new period begins; None when the period is changed in place, or not at all."""
        if not self.period_changed() or not self._is_locked():
            return None
        return self.begins.day()

    def new_number(self) -> int:
        """The number that the new period gets among the others, in order of their first days."""
        begins = self.begins_on()
        return 1 + sum(begins is not None and one.valid_from < begins for one in self._calendar())

    @override
    def changes(self) -> Mapping[KeyPath, Any]:
        if self._profile is None:
            return {}
        found: dict[KeyPath, Any] = {}
        if self.period_changed():
            begins, values = self.begins_on(), self._values()
            if begins is None:
                values = {key: value for key, value in values.items() if value != self._stood[key]}
            found.update(profile_editing.period_changes(self._profile, self._number(), values, begins))
        if self._new_years():
            found[DECIDED] = sorted(self._choices.decided)
        return found | self.counting.changes(self._profile)

    @override
    def faults(self) -> Mapping[KeyPath, str]:
        if self._profile is None or not self.period_changed():
            return {}
        told: dict[KeyPath, str] = {}
        if self.hours.is_faulty():
            told[HOURS] = _("Correct the times above.")
        found = profile_editing.period_faults(self._profile, self._values(), self.begins_on(), self._today)
        return told | {(key,): _(message) for key, message in found.items()}

    @override
    def show_faults(self, said: Said) -> tuple[int, QWidget | None]:
        wrong = bool(said(HOURS))
        days, field = self.hours.show_faults(all_of_them=wrong)
        n, first = super().show_faults(said)
        return n - wrong + days, field if first is self.hours.channel else first

    @override
    def consequence(self) -> str:
        told = []
        begins = self.begins_on()
        if begins is not None:
            words = {"n": self.new_number(), "day": formats.day(begins)}
            told.append(_("You make period %(n)s, valid from %(day)s. It changes no old verdicts.") % words)
            after = min((one.valid_from for one in self._calendar() if one.valid_from > begins), default=None)
            if after is not None:
                told.append(_("It holds until the next period begins on %(day)s.") % {"day": formats.day(after)})
        if self._new_years():
            years = ", ".join(str(year) for year in self._new_years())
            told.append(_("You chose the closed days of %(years)s.") % {"years": years})
        if self._profile is not None and self.counting.changes(self._profile):
            told.append(_("Charter counts stored mail anew: earlier verdicts of mail can change."))
        return " ".join(told)


def _choices_of(period: CalendarSection) -> Choices:
    early: dict[tuple[int, int], time] = dict(period.early_close)
    return Choices(period.closed, early, period.good_friday == "closed", period.may5_before_2024 == "closed")


def _period_words(place: int, begins: date) -> str:
    return _("Period %(n)s: from %(day)s") % {"n": place + 1, "day": formats.day(begins)}
