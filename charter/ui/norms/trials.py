"""Works out what other terms would have given, beside the window, and shows it on the card that asks what if.

Why apart from the screen: a trial under way gives way to a newer one, and can be stopped. Refuses to write anything:
`charter.services.norm_trials` works in memory.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from charter.app import Services
from charter.days import day_number
from charter.errors import Cancelled, CharterError
from charter.locale import _
from charter.norms import examples
from charter.norms.model import Norm, NormVersion
from charter.norms.periods import Period
from charter.services import norm_editing, norm_filing
from charter.services.norm_editing import Composed, FieldFault
from charter.services.norm_filing import Card
from charter.services.norm_trials import Trial, whatif
from charter.ui.norms import words
from charter.ui.norms.dialogs import TYPING_MS
from charter.ui.norms.what_if_card import WhatIfCard
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.trends.choice import periods, usual
from charter.ui.widgets.parts import pause


class NormTrials(QObject):
    """Signals: `failed` (error) for what is no fault of the terms."""

    failed = Signal(object)

    def __init__(self, services: Services, tasks: Tasks, card: WhatIfCard, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._card = card
        self._sight: Sight | None = None
        self._shown: Card | None = None
        self.task: Task | None = None
        """The trial that is under way, or was last."""
        self.typing = pause(self, TYPING_MS, self.try_now)
        card.asked.connect(self.typing.start)
        card.stopped.connect(self.stop)

    def show(self, sight: Sight, shown: Card) -> None:
        """Try the terms of a norm as they are."""
        self._sight, self._shown = sight, shown
        self._card.offer(*_offer(sight))
        self._card.show_norm(shown.norm, _base(shown.norm, sight), shown.norm.versions[-1].number + 1)
        self.try_now()

    def begin(self, version: NormVersion) -> None:
        """Put the terms of a version in the form, to look at or to try."""
        if self._shown is not None:
            norm = self._shown.norm
            self._card.show_norm(norm, version, norm.versions[-1].number + 1)
            self._card.form.unfold(shown=True)
            self.try_now()

    def try_now(self) -> None:
        """Work the trial out; what is under way gives way to it."""
        self.typing.stop()
        if self.task is not None:
            self.task.forget()
        sight, shown, terms, period = self._sight, self._shown, self._card.form.terms(), self._card.period.value()
        if sight is None or shown is None or terms is None:
            return
        if not isinstance(period, Period):
            self._card.show_running(running=False)
            self._card.say(_("There are no contacts to try this on yet."))
            return
        norm, base, profile = shown.norm, _base(shown.norm, sight), self._services.profile

        def work(task: Task) -> tuple[Composed, Trial | None, int]:
            composed = norm_editing.tried(norm_filing.text_of(profile, norm.id), terms, base, period.first)
            if composed.norm is None:
                return composed, None, 0
            trial = whatif(sight.board, norm, composed.norm, period, task.cancelled)
            outcomes = examples.run_one(composed.norm, sight.board.rulebook)
            others = sum(a.found != b.found for a, b in zip(outcomes, shown.results, strict=False))
            return composed, trial, others

        self._card.show_running(running=True)
        self.task = self._tasks.run(work, self._tried, self._not_tried)

    def stop(self) -> None:
        """Stop the trial that is under way."""
        if self.task is not None:
            self.task.cancel()

    def _tried(self, outcome: tuple[Composed, Trial | None, int]) -> None:
        composed, trial, others = outcome
        sight, shown = self._sight, self._shown
        self._card.show_running(running=False)
        if sight is None or shown is None:
            return
        if composed.norm is None or trial is None:
            self._card.say(_("The figures are those of the terms before."), composed.faults)
            return
        self._card.say("")
        self._card.show_trial(trial, sight, _base(shown.norm, sight), composed.norm.versions[-1], others)

    def _not_tried(self, error: Exception) -> None:
        self._card.show_running(running=False)
        if isinstance(error, Cancelled):
            self._card.say(_("Stopped. Change something to try again."))
        elif isinstance(error, CharterError):
            self._card.say("", [FieldFault("", str(error))])
        else:
            self.failed.emit(error)


def _base(norm: Norm, sight: Sight) -> NormVersion:
    """The version whose terms the form begins with: the one in force, else the last promised."""
    version = words.in_force(norm, sight.today)
    return norm_editing.last_promised(norm) if version is None or version.ended else version


def _offer(sight: Sight) -> tuple[list[Period], Period | None]:
    """The periods to try on, and the last quarter that is over; from the months, for there are few of those."""
    days = np.array([day_number(month.first) for month in sight.months], np.int32)
    found = {unit: periods(unit, days, sight.today) for unit in ("quarter", "month", "year")}
    return [one for every in found.values() for one in every], usual(found["quarter"], sight.today)
