"""Step 2: when the town hall is open, on which days it is closed, and four questions about counting.

Why Good Friday has no default: municipalities differ, and nobody would notice a wrong guess until Easter.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from charter.hours import AfterHours
from charter.locale import _, formats
from charter.services.closing_days import ahead, ascension_bridge
from charter.services.first_run import EARLY_UNTIL, Draft, days
from charter.services.profile_editing import Composed
from charter.ui.first_run.days_list import DaysList
from charter.ui.first_run.questions import Question, Questions
from charter.ui.first_run.step import Step
from charter.ui.settings.hours_form import HoursForm
from charter.ui.widgets.parts import IconLabel, label, plain

_GAP = 24


class HoursStep(Step):
    """Hours left, closed days right, below them when there is no room; then the questions."""

    def __init__(self, today: date) -> None:
        super().__init__(
            _("When is the town hall open?"),
            _("Charter counts working days and opening hours with these times. You can change them later; old verdicts "
              "do not change then."),
        )  # fmt: skip
        self._today = today
        self._draft = Draft()
        self._bridges = ascension_bridge(*ahead(today))
        self.counter = HoursForm(_("Counter"), 1, headed=True)
        self.hours = HoursForm(_("Telephone and e-mail"), 1, headed=True, beside=self.counter)
        self.closed = DaysList()
        self._ask()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(_GAP)
        self._beside = (self._build_hours(), self._build_days())
        self._needed = [0, 0]
        self._stacked = False
        for stretch, part in enumerate(self._beside):
            self._top.addWidget(part, stretch)
        self.column.addLayout(self._top, 1)
        self.column.addWidget(Questions(*self.questions))
        more = QHBoxLayout()
        more.setSpacing(8)
        more.addWidget(IconLabel("info", "muted"))
        text = _("Other days on which you close, and hours of other channels, are in the settings.")
        more.addWidget(label(text, tone="muted", wrap=True), 1)
        self.column.addLayout(more)
        for part in (self.counter, self.hours):
            part.changed.connect(self.changed)
        self.closed.changed.connect(self.changed)
        for question in self.questions:
            question.answered.connect(self._answered)

    def _ask(self) -> None:
        open_or_closed = ((_("Open that day"), False), (_("Closed that day"), True))
        self.good_friday = Question(_("Is the town hall closed on Good Friday?"), open_or_closed)
        self.ascension = Question(
            _("And on the Friday after Ascension Day (%(days)s)?")
            % {"days": ", ".join(formats.day(day) for day in self._bridges)},
            open_or_closed,
        )
        yes = _("Yes, at %(time)s") % {"time": f"{EARLY_UNTIL:%H:%M}"}
        self.early = Question(
            _("Do you close early on 24 and 31 December?"), ((_("No, not early"), False), (yes, True))
        )
        self.after_hours = Question(
            _("An e-mail comes in after closing time. When is it received?"),
            (
                (_("The same day"), AfterHours.SAME_DAY),
                (_("The next working day"), AfterHours.NEXT_WORKING_DAY),
            ),
        )
        self.questions = (self.good_friday, self.ascension, self.early, self.after_hours)

    def _build_hours(self) -> QWidget:
        made = plain()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("Opening hours"), bold=True))
        column.addWidget(self.counter)
        column.addStretch(1)
        return made

    def _build_days(self) -> QWidget:
        made = plain()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("Closed days"), bold=True))
        column.addWidget(self.closed, 1)
        return made

    @override
    def show_draft(self, draft: Draft) -> None:
        self.counter.show_week(draft.counter)
        self.hours.show_week(draft.hours)
        self.good_friday.show_answer(draft.good_friday_closed)
        self.ascension.show_answer(draft.ascension_closed)
        self.early.show_answer(draft.early)
        self.after_hours.show_answer(draft.after_hours)
        self._draft = draft
        self._show_days()

    @override
    def told(self, draft: Draft) -> Draft:
        self._draft = draft.but(
            counter=self.counter.week(),
            hours=self.hours.week(),
            good_friday_closed=self.good_friday.answer(),
            ascension_closed=self.ascension.answer(),
            early=self.early.answer(),
            after_hours=self.after_hours.answer(),
            bridges=self.closed.ticked(),
        )
        return self._draft

    @override
    def show_faults(self, composed: Composed) -> QWidget | None:
        good_friday = _("Choose Open or Closed") if self.good_friday.answer() is None else ""
        asked = self.good_friday.blame(good_friday)
        _n, at_counter = self.counter.show_faults(all_of_them=True)
        _n, otherwise = self.hours.show_faults(all_of_them=True)
        return at_counter or otherwise or asked

    @override
    def first(self) -> QWidget:
        return self.counter.fields[0][0][0]

    def _answered(self) -> None:
        self.told(self._draft)
        self._show_days()
        self.changed.emit()

    def _show_days(self) -> None:
        self.closed.show_days(days(self._draft, self._today), self._bridges)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The closed days go below the hours where both do not fit, and the hours of one below those of the other."""
        super().resizeEvent(event)
        margins = self.column.contentsMargins()
        room = self.viewport().width() - margins.left() - margins.right()
        if not self._stacked:
            self._needed = [part.minimumSizeHint().width() for part in self._beside]
        narrow, stacked = sum(self._needed) + _GAP > room, self._needed[0] > room
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        if stacked != self._stacked:
            self._stacked = stacked
            self.hours.stack(below=stacked)
