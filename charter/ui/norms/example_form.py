"""One worked example as a form: a name, when each thing happened, what must come out, and what does.

Why: who writes a norm shows by an example what is meant, and sees while typing whether the program means the same.
Refuses to run it: it says when something changed and is told the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QTime, Signal
from PySide6.QtWidgets import QDateTimeEdit, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from charter.columns import Verdict
from charter.locale import _, language
from charter.norms.examples import ExampleResult
from charter.norms.model import Example
from charter.norms.shape import FACTS
from charter.services.norm_editing import FieldFault, moved, outcome
from charter.ui.look import icon, theme
from charter.ui.look.verdict_look import VERDICT_ICON
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.day_field import MomentField
from charter.ui.widgets.parts import IconLabel, label, set_property
from charter.wording import event_sentence, verdict_word

_NAMES = 150
_HIGH = 32
_FORMAT = "dd-MM-yyyy HH:mm:ss"


class ExampleForm(QWidget):
    """Signals: `changed` at every key. `fixed` is the verdict that must come out, None when the user says which."""

    changed = Signal()

    def __init__(self, example: Example, fixed: Verdict | None = None) -> None:
        super().__init__()
        self._example = example
        self._fixed = fixed
        self._times: list[tuple[int, QDateTimeEdit]] = []
        self._as_of: QDateTimeEdit | None = None
        self.title = QLineEdit(example.title.get(language(), ""))
        self.title.setAccessibleName(_("Name of the example"))
        self.title.setCursorPosition(0)  # a long name is read from its beginning
        self.title.textChanged.connect(self.changed)
        self.expected = OneChoice(_("Expected verdict"), filters=False)
        for verdict in Verdict:
            self.expected.addItem(icon.icon(VERDICT_ICON[verdict]), verdict_word(verdict), verdict.word)
        self.expected.choose(example.verdict)
        self.expected.chosen.connect(self.changed)
        self._icon = IconLabel()
        self.outcome = label(wrap=True)
        self._title_fault = label(points=theme.CAPTION, tone="breached", wrap=True)
        self._title_fault.hide()
        self._fault = label(points=theme.CAPTION, tone="breached", wrap=True)
        self._fault.hide()
        self._build()

    def _build(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        self._row(form, _("Example"), self.title)
        form.addRow("", self._title_fault)
        for place, event in enumerate(self._example.events):
            at = _local(event.at)
            if at is not None:
                field = self._time(at, event_sentence(FACTS[event.event]))
                self._times.append((place, field))
                self._row(form, field.accessibleName(), field)
        looked = _local(self._example.as_of)
        if looked is not None:
            self._as_of = self._time(looked, _("Looked at on"))
            self._row(form, self._as_of.accessibleName(), self._as_of)
        if self._fixed is None:
            self._row(form, _("Expected"), self.expected)
        told = QHBoxLayout()
        told.setSpacing(6)
        name = label(_("What comes out"), tone="muted")
        name.setFixedWidth(theme.px(_NAMES))
        told.addWidget(name)
        told.addWidget(self._icon)
        told.addWidget(self.outcome, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(form)
        column.addLayout(told)
        column.addWidget(self._fault)

    @staticmethod
    def _row(form: QFormLayout, words: str, field: QWidget) -> None:
        told = label(words, tone="muted", wrap=True)
        told.setFixedWidth(theme.px(_NAMES))
        told.setBuddy(field)
        field.setMinimumHeight(theme.tall(_HIGH))
        form.addRow(told, field)

    def _time(self, at: datetime, words: str) -> QDateTimeEdit:
        made = MomentField(_qt(at), _FORMAT)
        made.setAccessibleName(words)
        made.dateTimeChanged.connect(self.changed)
        return made

    def example(self) -> Example:
        """What is filled in."""
        events = list(self._example.events)
        for place, field in self._times:
            events[place] = replace(events[place], at=_iso(field))
        words = self.title.text().strip()
        return replace(
            self._example,
            title={"nl": words, "en": words},
            events=tuple(events),
            as_of=_iso(self._as_of) if self._as_of is not None else self._example.as_of,
            verdict=self._fixed.word if self._fixed is not None else str(self.expected.currentData()),
            deadline="",
        )

    def begin_from(self, since: date) -> None:
        """Let it begin on `since` or later, a whole number of weeks from where it was; tells nobody."""
        later = moved(self.example(), since)
        self._example = replace(later, title=self._example.title)
        self.blockSignals(True)
        for place, field in self._times:
            at = _local(later.events[place].at)
            if at is not None:
                field.setDateTime(_qt(at))
        looked = _local(later.as_of)
        if self._as_of is not None and looked is not None:
            self._as_of.setDateTime(_qt(looked))
        self.blockSignals(False)

    def say(self, result: ExampleResult | None, faults: Iterable[FieldFault] = ()) -> None:
        """Show what comes out, or nothing while that is not known, and what is wrong with what is filled in."""
        told = list(faults)
        title = next((fault.text for fault in told if fault.field == "title"), "")
        rest = "\n".join(fault.text for fault in told if fault.field != "title")
        for place, text in ((self._title_fault, title), (self._fault, rest)):
            _show(place, text)
        tone = "muted" if result is None else "met" if result.ok else "breached"
        self._icon.setVisible(result is not None)
        self._icon.show_icon("met" if tone == "met" else "breached", "met" if tone == "met" else "breached")
        text = "–" if result is None else _say(result)
        self.outcome.setText(text)
        set_property(self.outcome, "tone", tone)


def _show(place: QLabel, text: str) -> None:
    place.setText(text)
    place.setVisible(bool(text))


def _say(result: ExampleResult) -> str:
    found = Verdict.of(result.found)
    if result.ok and found is not None:
        return _("Right: %(verdict)s") % {"verdict": verdict_word(found)}
    return outcome(result)


def _local(text: str) -> datetime | None:
    """The local time that an example spells; None for a bare day, an empty text or one with an offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if "T" in text and found.tzinfo is None else None


def _qt(at: datetime) -> QDateTime:
    return QDateTime(QDate(at.year, at.month, at.day), QTime(at.hour, at.minute, at.second))


def _iso(field: QDateTimeEdit) -> str:
    return field.dateTime().toString("yyyy-MM-ddTHH:mm:ss")
