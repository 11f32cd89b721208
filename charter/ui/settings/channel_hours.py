"""The opening hours of every channel, one shown at a time; what somebody typed for another stays as it was typed.

Why apart from the form: eight channels share one form, and a channel without hours of its own follows the others.
Refuses to change hours that a form cannot show: it tells them in words.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from charter.contact import Channel
from charter.hours import parse_hours
from charter.locale import N_, _
from charter.services.opening_hours import MOST_SPANS, Week, compact, shown, text_of
from charter.settings import HoursSection
from charter.ui.settings.hours_form import HoursForm
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.parts import label
from charter.wording import channel_word

DEFAULT = "default"
OTHER = N_("These hours do not fit in this form: %(hours)s. Change them in charter.toml.")
UNREADABLE = "?"
"""Stands for the hours of a channel in which something is wrong."""


class ChannelHours(QWidget):
    """Signals: `changed` at every key and choice."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._hours: dict[str, str] = {}
        self._typed: dict[str, Week] = {}
        self.channel = Picker(_("Channel of the opening hours"))
        self.channel.offer_each([(_channel(name), name) for name in HoursSection.model_fields], DEFAULT)
        self.channel.chosen.connect(self._show)
        self.own = QCheckBox(_("Own hours for this channel"))
        self.own.toggled.connect(self._own_toggled)
        self.form = HoursForm(_("Opening hours"), MOST_SPANS)
        self.form.changed.connect(self._edited)
        self._told = label(tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.channel)
        column.addWidget(self.own)
        column.addWidget(self.form)
        column.addWidget(self._told)

    def show_hours(self, hours: Mapping[str, str]) -> None:
        """Show these hours by channel, in place of what was typed; `default` is always among them."""
        self._hours, self._typed = dict(hours), {}
        self._show()

    def hours(self) -> dict[str, str]:
        """The hours by channel as the profile writes them; UNREADABLE where something is wrong."""
        return {**self._hours, **dict.fromkeys(self._typed, UNREADABLE)}

    def is_faulty(self) -> bool:
        """Whether the hours of some channel are wrong."""
        return bool(self._typed)

    def show_faults(self, *, all_of_them: bool) -> tuple[int, QWidget | None]:
        """Tell what is wrong, on the first channel with faults; gives how many on all of them, and the first field."""
        if not all_of_them or not self._typed:
            return self.form.show_faults()
        if self.channel.value() not in self._typed:
            self.channel.choose(next(iter(self._typed)))
        _shown, first = self.form.show_faults(all_of_them=True)
        return sum(len(text_of(week)[1]) for week in self._typed.values()), first

    def _name(self) -> str:
        return str(self.channel.value())

    def _has_own(self) -> bool:
        return self._name() in self._hours or self._name() in self._typed

    def _show(self) -> None:
        name, own = self._name(), self._has_own()
        self.own.blockSignals(True)
        self.own.setChecked(own)
        self.own.blockSignals(False)
        self.own.setVisible(name != DEFAULT)
        week = self._typed.get(name)
        text = _("This channel follows the hours of all other channels.")
        if own and week is None:
            hours = parse_hours(self._hours[name])
            week = shown(hours)
            if week is None:
                text = _("Round the clock.") if hours.always else _(OTHER) % {"hours": compact(hours)}
        self._told.setText(text)
        self._told.setVisible(week is None)
        self.form.setVisible(week is not None)
        if week is not None:
            self.form.show_week(week)

    def _own_toggled(self, on: bool) -> None:
        name = self._name()
        if not on:
            self._hours.pop(name, None)
            self._typed.pop(name, None)
        elif DEFAULT in self._typed:
            self._typed[name] = self._typed[DEFAULT]
        else:
            self._hours[name] = self._hours[DEFAULT]
        self._show()
        self.changed.emit()

    def _edited(self) -> None:
        week = self.form.week()
        text = text_of(week)[0]
        if text:
            self._hours[self._name()] = text
            self._typed.pop(self._name(), None)
        else:
            self._typed[self._name()] = week
        self.changed.emit()


def _channel(name: str) -> str:
    return _("All other channels") if name == DEFAULT else channel_word(Channel.of(name) or Channel.UNKNOWN)
