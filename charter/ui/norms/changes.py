"""What changes a norm: another version, another example, off or on. Each is asked for, kept as a file, and judges.

Why apart from the screen: the screen shows, this writes. Refuses to change a version that stands, and to keep anything
that is not right: `charter.services.norm_editing` says what is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from charter.app import Services
from charter.locale import _, formats
from charter.norms.model import Example, Norm
from charter.services import norm_editing, norm_filing
from charter.services.norm_editing import Composed, NewVersion, Terms
from charter.services.norm_filing import Card, Cards
from charter.ui import last_resort, messages
from charter.ui.norms import words
from charter.ui.norms.add_norm import AddNorm
from charter.ui.norms.dialogs import ExampleDialog, VersionDialog
from charter.ui.tasks import Pool, Tasks
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.strips import Message

TOPIC = "norms"


class NormChanges(QObject):
    """Signals: `said` (Message), `kept` (id of the norm) after the norm was changed."""

    said = Signal(object)
    kept = Signal(str)

    def __init__(self, services: Services, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._tasks = tasks
        self._window = window
        self.dialog: Ask | None = None
        """What is being asked now, or was last."""

    def new_version(self, norm: Norm, cards: Cards, terms: Terms, today: date, *, differs: bool) -> None:
        """Ask for what a version of these terms needs, and keep it; `differs`: they are not those of now."""
        profile = self._services.profile

        def propose(new: NewVersion, added: Sequence[Example]) -> Composed:
            text = norm_filing.text_of(profile, norm.id)
            return norm_editing.proposed(text, new, added, cards.rulebook, cards.closed)

        same = "" if differs else " " + _("The terms are those of now: change them under What if first.")
        text = _("%(terms)s. Contacts that begin before the first day keep their verdict.") % {"terms": _told(terms)}
        first = _first_day(norm, today)
        dialog = VersionDialog(norm, terms, text + same, first, propose, self._tasks, self._window)

        def keep() -> None:
            new = dialog.new_version()
            why = _("%(norm)s: version %(number)s from %(day)s. %(basis)s") % {
                "norm": words.title(norm),
                "number": norm.versions[-1].number + 1,
                "day": formats.day(new.valid_from),
                "basis": new.basis.source.strip(),
            }
            self._keep(norm, dialog.composed, why)

        self.open(dialog, keep)

    def add_example(self, norm: Norm, cards: Cards) -> None:
        """Ask for another worked example, and keep it."""
        profile = self._services.profile

        def add(example: Example) -> Composed:
            return norm_editing.exemplified(norm_filing.text_of(profile, norm.id), example, cards.rulebook)

        dialog = ExampleDialog(norm, add, self._tasks, self._window)
        why = _("%(norm)s: worked example added") % {"norm": words.title(norm)}
        self.open(dialog, lambda: self._keep(norm, dialog.composed, why))

    def add_norm(self, cards: Cards) -> None:
        """Ask which of the norms that are off is to judge from now on."""
        off = [card.norm for card in cards.every if not card.on]
        if not off:
            self.said.emit(Message("information", _("Every norm that Charter knows is on."), topic=TOPIC))
            return
        dialog = AddNorm(off, self._window)
        self.open(dialog, lambda: self._switch(dialog.norm, on=True))

    def switch(self, card: Card) -> None:
        """Ask whether the norm goes off or on, saying what that means."""
        norm, on = card.norm, not card.on
        name = {"norm": words.title(norm)}
        if on:
            title, text, act = (
                _("Switch %(norm)s on") % name,
                _(
                    "From now on this norm judges every contact that it is about, earlier ones too. Closed periods "
                    "keep their figures."
                ),
                _("Switch on"),
            )
        else:
            title, text, act = (
                _("Switch %(norm)s off") % name,
                _(
                    "This norm then gives no verdicts any more, not on earlier contacts either. It disappears from "
                    "Today, the register and the reports. Closed periods keep their figures. You can switch it on "
                    "again."
                ),
                _("Switch off"),
            )
        self.open(Ask(title, text, "norms", act, self._window), lambda: self._switch(norm, on=on))

    def open(self, dialog: Ask, then: Callable[[], None]) -> None:
        """Show a dialog, and go on when it is accepted."""
        self.dialog = dialog
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _switch(self, norm: Norm, *, on: bool) -> None:
        why = (_("%(norm)s: switched on") if on else _("%(norm)s: switched off")) % {"norm": words.title(norm)}
        profile = self._services.profile
        self._save(norm, lambda: norm_filing.switching(profile, norm.id, enabled=on), why)

    def _keep(self, norm: Norm, composed: Composed | None, why: str) -> None:
        if composed is not None:
            self._save(norm, lambda: composed.text, why)

    def _save(self, norm: Norm, text: Callable[[], str], why: str) -> None:
        def done(_changed: bool) -> None:
            self.said.emit(Message("done", _("Kept and accepted: %(what)s.") % {"what": why.rstrip(".")}, topic=TOPIC))
            self.kept.emit(norm.id)

        def failed(error: Exception) -> None:
            last_resort.note(error)
            self.said.emit(messages.of_error(error, TOPIC, lambda: self._save(norm, text, why)))

        services = self._services
        self._tasks.run(lambda _task: services.save_norm(norm.id, text(), why), done, failed, Pool.WRITER)


def _told(terms: Terms) -> str:
    """The terms in a few words, as typed."""
    amount = "" if terms.unit in norm_editing.WITHOUT_AMOUNT else f"{terms.amount.strip()} "
    told = f"{amount}{_(words.UNIT_NAMES[terms.unit])}"
    target = terms.target.strip()
    return f"{told}, {target} %" if target else told


def _first_day(norm: Norm, today: date) -> date:
    """The first day of the next month, or the day after the last version's first month."""
    later = max(today, norm.versions[-1].valid_from)
    return date(later.year + later.month // 12, later.month % 12 + 1, 1)
