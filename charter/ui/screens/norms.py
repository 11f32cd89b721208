"""Norms: what is promised, since when and on which ground, whether the program understands it, and what if.

Why: the promises are data that a functional manager keeps. Refuses to change a version that stands: a change is a new
version from a day on, and what is tried changes no verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.days import day_number
from charter.errors import Cancelled, CharterError
from charter.locale import N_, _, formats, ngettext
from charter.norms import examples
from charter.norms.model import Example, Norm, NormVersion
from charter.norms.periods import Period
from charter.services import norm_editing, norm_filing
from charter.services.norm_editing import Composed, FieldFault, NewVersion, Terms
from charter.services.norm_filing import Card, Cards
from charter.services.norm_trials import Trial, whatif
from charter.ui import norm_words, theme
from charter.ui.keys import Key
from charter.ui.models.column_table import ColumnTable, Group
from charter.ui.models.norm_columns import example_columns, list_columns, version_columns
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.trend_choice import periods, usual
from charter.ui.widgets.ask import Ask
from charter.ui.widgets.list_frame import ListFrame
from charter.ui.widgets.norm_card import NormCard
from charter.ui.widgets.norm_dialogs import TYPING_MS, ExampleDialog, VersionDialog
from charter.ui.widgets.parts import button, card, label, pause, set_property
from charter.ui.widgets.strips import Message
from charter.ui.widgets.table_view import TableView
from charter.ui.widgets.what_if_card import WhatIfCard, height_of

_LIST, _LIST_NARROW, NARROW_BELOW = 380, 264, 1360
_VERSIONS_SHOWN = 4
_TOPIC = "norms"
NEW, RECHECK = Key("Ctrl+N", N_("Make a new version of the norm")), Key("Ctrl+R", N_("Run the worked examples now"))


class NormsScreen(Screen):
    """The list, the card of one norm, its versions and examples, and what if."""

    HELP = (
        N_("Here you see what the municipality promises, since when and on which ground."),
        N_(
            "Every norm has worked examples. Charter runs them: a green sign says that the program means the same as "
            "whoever wrote the norm."
        ),
        N_(
            "Under What if you fill in other terms and see what they would have given over a past period. That "
            "changes no verdict."
        ),
        N_(
            "A change is always a new version from a day on. Contacts that began earlier keep their verdict. A version "
            "by which a period was closed is locked."
        ),
    )
    KEYS = (NEW, RECHECK)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(services, tasks, settings)
        self.cards: Cards | None = None
        self._norm = str(settings.value("norms/norm") or "")
        self._listing: Task | None = None
        self._trying: Task | None = None
        self._dialog: Ask | None = None
        self._arranging = False
        self._typing = pause(self, TYPING_MS, self.try_now)
        self._build()
        self._frame_empty()

    # building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._build_list())
        self._right = QWidget()
        self._right.setObjectName("plain")
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        self.card = NormCard()
        self.card.version_wanted.connect(self.new_version)
        self.card.switch_wanted.connect(self.switch)
        right.addWidget(self.card)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._build_versions(), 5)
        self.what_if = WhatIfCard(self._tasks, self._settings)
        self.what_if.asked.connect(self._typing.start)
        self.what_if.stopped.connect(self.stop)
        self.what_if.version_wanted.connect(self.new_version)
        self.what_if.contact_chosen.connect(self._open_contact)
        below.addWidget(self.what_if, 6)
        right.addLayout(below, 1)
        body.addWidget(self._right, 1)
        page.addLayout(body, 1)
        for key, act in ((NEW, self.new_version), (RECHECK, self.recheck)):
            shortcut = QShortcut(QKeySequence(key.keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _build_head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(_("Norms"), theme.TITLE, bold=True))
        about = _("These are the promises of the municipality and the rules the computer checks them with.")
        words.addWidget(label(about, tone="muted", wrap=True))
        self.check = button(_("Run the examples now"), "refresh", help_text=_("Run every worked example (Ctrl+R)"))
        self.check.clicked.connect(self.recheck)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.check, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _build_list(self) -> QWidget:
        self.model = ColumnTable(self._tasks, self)
        self.table = TableView(self.model, "norms", self._settings)
        self.table.setAccessibleName(_("Norms"))
        self.table.row_chosen.connect(self._row_chosen)
        self.frame = ListFrame(self.table)
        self.frame.setFixedWidth(_LIST)
        self._how_many = label(points=theme.CAPTION, tone="muted")
        self._how_many.setContentsMargins(12, 4, 12, 8)
        layout = self.frame.layout()
        if layout is not None:
            layout.addWidget(self._how_many)
        return self.frame

    def _build_versions(self) -> QWidget:
        made = card()
        column = QVBoxLayout(made)
        column.setContentsMargins(1, 10, 1, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(15, 0, 15, 0)
        head.addWidget(label(_("Versions"), theme.SECTION, bold=True, wrap=True), 1)
        locked = label(_("A version by which a period was closed is locked."), theme.CAPTION, tone="muted", wrap=True)
        locked.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(locked, 2)
        column.addLayout(head)
        self.gap = label(points=theme.CAPTION, tone="warn", wrap=True)
        self.gap.setContentsMargins(15, 0, 15, 0)
        self.gap.hide()
        column.addWidget(self.gap)
        self.versions = self._table("norm-versions", _("Versions"))
        self.versions.opened.connect(self._open_version)
        column.addWidget(self.versions)
        head = QHBoxLayout()
        head.setContentsMargins(15, 6, 15, 0)
        head.addWidget(label(_("Worked examples"), theme.SECTION, bold=True, wrap=True), 1)
        self.passing = label(bold=True, wrap=True)
        self.passing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.passing, 1)
        column.addLayout(head)
        self.wrong = label(points=theme.CAPTION, tone="breached", wrap=True)
        self.wrong.setContentsMargins(15, 0, 15, 0)
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.examples = self._table("norm-examples", _("Worked examples"))
        column.addWidget(self.examples, 1)
        self.add = button(_("Add an example..."), "plus", link=True)
        self.add.clicked.connect(self.add_example)
        row = QHBoxLayout()
        row.setContentsMargins(11, 0, 11, 0)
        row.addStretch(1)
        row.addWidget(self.add)
        column.addLayout(row)
        return made

    def _table(self, name: str, spoken: str) -> TableView:
        made = TableView(ColumnTable(self._tasks), name, self._settings)
        made.table.setParent(made)
        made.setAccessibleName(spoken)
        made.refused.connect(self.failed)
        return made

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Show the norms as they are by now; the chosen one stays where it still exists."""
        self._sight = sight
        self._list()

    @override
    def retell(self, sight: Sight) -> None:
        """Later on the same day nothing here is told otherwise; after midnight another version may hold."""
        before, self._sight = self._sight, sight
        if before is None or before.today != sight.today:
            self._show_cards()

    def _list(self) -> None:
        if self._listing is not None:
            self._listing.forget()
        self._listing = self._tasks.run(lambda _task: self._services.norm_cards(), self._listed, self.failed.emit)

    def recheck(self) -> None:
        """Run every worked example again."""

        def done(cards: Cards) -> None:
            self._listed(cards)
            results = [result for one in cards.every for result in one.results]
            wrong = sum(not result.ok for result in results)
            said = ngettext("%(n)s worked example is right.", "%(n)s worked examples are right.", len(results) - wrong)
            text = said % {"n": formats.number(len(results) - wrong)}
            if wrong:
                more = ngettext("%(n)s is not right.", "%(n)s are not right.", wrong) % {"n": formats.number(wrong)}
                text = f"{more} {text}"
            self.said.emit(Message("attention" if wrong else "done", text, topic=_TOPIC))

        self._tasks.run(lambda _task: self._services.norm_cards(), done, self.failed.emit)

    def _listed(self, cards: Cards) -> None:
        self.cards = cards
        self._show_cards()

    def _show_cards(self) -> None:
        sight, cards = self._sight, self.cards
        if sight is None or cards is None:
            return
        every = cards.every
        places = [norm_words.channel_group(one.norm) if one.on else -1 for one in every]
        names = [*(name for name, _of in norm_words.GROUPS), norm_words.OTHER]
        groups = [(_(name), [n for n, at in enumerate(places) if at == place]) for place, name in enumerate(names)]
        groups.append((_("Off"), [n for n, at in enumerate(places) if at < 0]))
        self._arranging = True
        self.model.show_data(
            len(every),
            list_columns(every, sight.today),
            tuple(Group(name, "", "muted", np.array(rows, np.int64)) for name, rows in groups if rows),
        )
        self._arranging = False
        on = sum(one.on for one in every)
        self._how_many.setText(_("%(on)s on, %(off)s off") % {"on": on, "off": len(every) - on})
        self._frame_empty()
        chosen = next((n for n, one in enumerate(every) if one.norm.id == self._norm), None)
        if chosen is None or not self.table.choose(chosen):
            self.table.choose_first()
        self._show_card()

    def _frame_empty(self) -> None:
        filled = bool(self.model.rowCount())
        self.frame.show_list(filled=filled)
        self._right.setVisible(filled)
        if not filled:
            self.frame.say_reading()

    def _row_chosen(self, row: int | None) -> None:
        if row is None or self._arranging or self.cards is None or self.cards.every[row].norm.id == self._norm:
            return
        self._norm = self.cards.every[row].norm.id
        self._settings.setValue("norms/norm", self._norm)
        self._show_card()

    @property
    def chosen(self) -> Card | None:
        """The norm that is shown."""
        if self.cards is None:
            return None
        return next((one for one in self.cards.every if one.norm.id == self._norm), None)

    def _show_card(self) -> None:
        sight, cards, chosen = self._sight, self.cards, self.chosen
        if sight is None or cards is None or chosen is None:
            return
        norm, today = chosen.norm, sight.today
        self.card.show_card(chosen, today)
        told = norm_words.stretches(norm)
        locked = frozenset(number for norm_id, number in cards.locked if norm_id == norm.id)
        self.versions.table.show_data(len(told), version_columns(told, locked, today))
        self.versions.setFixedHeight(height_of(self.versions, min(len(told), _VERSIONS_SHOWN)))
        gaps = [one.said for one in told if one.version.ended]
        self.gap.setVisible(bool(gaps))
        self.gap.setText(_("No promise: %(periods)s.") % {"periods": "; ".join(gaps)})
        results = chosen.results
        self.examples.table.show_data(len(results), example_columns(norm.examples, results))
        right = sum(result.ok for result in results)
        self.passing.setText(_("%(right)s of %(n)s are right") % {"right": right, "n": len(results)})
        set_property(self.passing, "tone", "met" if right == len(results) else "breached")
        wrong = [norm_editing.outcome(result) for result in results if not result.ok]
        self.wrong.setText("\n".join(dict.fromkeys(wrong)))
        self.wrong.setVisible(bool(wrong))
        self.what_if.offer(*self._offer(sight))
        self.what_if.show_norm(norm, self._base(norm), norm.versions[-1].number + 1)
        self.try_now()

    @staticmethod
    def _offer(sight: Sight) -> tuple[list[Period], Period | None]:
        """The periods to try on, and the last quarter that is over; from the months, for there are few of those."""
        days = np.array([day_number(month.first) for month in sight.months], np.int32)
        found = {unit: periods(unit, days, sight.today) for unit in ("quarter", "month", "year")}
        return [one for every in found.values() for one in every], usual(found["quarter"], sight.today)

    def _base(self, norm: Norm) -> NormVersion:
        """The version whose terms the form begins with: the one in force, else the last promised."""
        version = None if self._sight is None else norm_words.in_force(norm, self._sight.today)
        return norm_editing.last_promised(norm) if version is None or version.ended else version

    def _open_version(self, row: int) -> None:
        """Put the terms of a version in the form, to look at or to try."""
        chosen = self.chosen
        if chosen is not None:
            version = norm_words.stretches(chosen.norm)[row].version
            self.what_if.show_norm(chosen.norm, version, chosen.norm.versions[-1].number + 1)
            self.what_if.form.unfold(shown=True)
            self.try_now()

    # what if

    def try_now(self) -> None:
        """Work the trial out beside the window; what is under way gives way to it."""
        self._typing.stop()
        if self._trying is not None:
            self._trying.forget()
        sight, chosen, terms = self._sight, self.chosen, self.what_if.form.terms()
        period = self.what_if.period.value()
        if sight is None or chosen is None or terms is None:
            return
        if not isinstance(period, Period):
            self.what_if.show_running(running=False)
            self.what_if.say(_("There are no contacts to try this on yet."))
            return
        norm, base, profile = chosen.norm, self._base(chosen.norm), self._services.profile

        def work(task: Task) -> tuple[Composed, Trial | None, int]:
            composed = norm_editing.tried(norm_filing.text_of(profile, norm.id), terms, base, period.first)
            if composed.norm is None:
                return composed, None, 0
            trial = whatif(sight.board, norm, composed.norm, period, task.cancelled)
            outcomes = examples.run_one(composed.norm, sight.board.rulebook)
            others = sum(a.found != b.found for a, b in zip(outcomes, chosen.results, strict=False))
            return composed, trial, others

        self.what_if.show_running(running=True)
        self._trying = self._tasks.run(work, self._tried, self._not_tried)

    def _tried(self, outcome: tuple[Composed, Trial | None, int]) -> None:
        composed, trial, others = outcome
        sight, chosen = self._sight, self.chosen
        self.what_if.show_running(running=False)
        if sight is None or chosen is None:
            return
        if composed.norm is None or trial is None:
            self.what_if.say(_("The figures are those of the terms before."), composed.faults)
            return
        self.what_if.say("")
        self.what_if.show_trial(trial, sight, self._base(chosen.norm), composed.norm.versions[-1], others)

    def _not_tried(self, error: Exception) -> None:
        self.what_if.show_running(running=False)
        if isinstance(error, Cancelled):
            self.what_if.say(_("Stopped. Change something to try again."))
        elif isinstance(error, CharterError):
            self.what_if.say("", [FieldFault("", str(error))])
        else:
            self.failed.emit(error)

    def stop(self) -> None:
        """Stop the trial that is under way."""
        if self._trying is not None:
            self._trying.cancel()

    def _open_contact(self, contact: int) -> None:
        sight, chosen = self._sight, self.chosen
        if sight is None or chosen is None:
            return
        position = next((n for n, norm in enumerate(sight.board.rulebook.norms) if norm.id == chosen.norm.id), None)
        if position is not None and sight.row_of(contact, position) is not None:
            self.contact_wanted.emit(contact, position)
        else:
            self.said.emit(Message("information", _("This norm gives the contact no verdict now."), topic=_TOPIC))

    # changing

    def new_version(self) -> None:
        """Ask for what a version of the filled-in terms needs, and keep it."""
        chosen, cards, sight, terms = self.chosen, self.cards, self._sight, self.what_if.form.terms()
        if chosen is None or cards is None or sight is None or terms is None:
            return
        norm, profile = chosen.norm, self._services.profile

        def propose(new: NewVersion, added: Sequence[Example]) -> Composed:
            text = norm_filing.text_of(profile, norm.id)
            return norm_editing.proposed(text, new, added, cards.rulebook, cards.closed)

        same = (
            " " + _("The terms are those of now: change them under What if first.")
            if not self.what_if.form.differs
            else ""
        )
        text = _("%(terms)s. Contacts that begin before the first day keep their verdict.") % {"terms": _told(terms)}
        first = _first_day(norm, sight.today)
        dialog = VersionDialog(norm, terms, text + same, first, propose, self._tasks, self)

        def keep() -> None:
            new = dialog.new_version()
            why = _("%(norm)s: version %(number)s from %(day)s. %(basis)s") % {
                "norm": norm_words.title(norm),
                "number": norm.versions[-1].number + 1,
                "day": formats.day(new.valid_from),
                "basis": new.basis.source.strip(),
            }
            self._keep(norm, dialog.composed, why)

        self._open(dialog, keep)

    def add_example(self) -> None:
        """Ask for another worked example, and keep it."""
        chosen, cards = self.chosen, self.cards
        if chosen is None or cards is None:
            return
        norm, profile = chosen.norm, self._services.profile

        def add(example: Example) -> Composed:
            return norm_editing.exemplified(norm_filing.text_of(profile, norm.id), example, cards.rulebook)

        dialog = ExampleDialog(norm, add, self._tasks, self)
        why = _("%(norm)s: worked example added") % {"norm": norm_words.title(norm)}
        self._open(dialog, lambda: self._keep(norm, dialog.composed, why))

    def switch(self) -> None:
        """Ask whether the norm goes off or on, saying what that means."""
        chosen = self.chosen
        if chosen is None:
            return
        norm, on = chosen.norm, not chosen.on
        name = {"norm": norm_words.title(norm)}
        if on:
            dialog = Ask(
                _("Switch %(norm)s on") % name,
                _(
                    "From now on this norm judges every contact that it is about, earlier ones too. Closed periods "
                    "keep their figures."
                ),
                "norms",
                _("Switch on"),
                self,
            )
        else:
            dialog = Ask(
                _("Switch %(norm)s off") % name,
                _(
                    "This norm then gives no verdicts any more, not on earlier contacts either. It disappears from "
                    "Today, the register and the reports. Closed periods keep their figures. You can switch it on "
                    "again."
                ),
                "norms",
                _("Switch off"),
                self,
            )
        why = (_("%(norm)s: switched on") if on else _("%(norm)s: switched off")) % name
        profile = self._services.profile
        self._open(dialog, lambda: self._save(norm, lambda: norm_filing.switching(profile, norm.id, enabled=on), why))

    def _open(self, dialog: Ask, then: Callable[[], None]) -> None:
        self._dialog = dialog
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _keep(self, norm: Norm, composed: Composed | None, why: str) -> None:
        if composed is not None:
            self._save(norm, lambda: composed.text, why)

    def _save(self, norm: Norm, text: Callable[[], str], why: str) -> None:
        def done(_changed: bool) -> None:
            self.said.emit(Message("done", _("Kept and accepted: %(what)s.") % {"what": why.rstrip(".")}, topic=_TOPIC))
            self._list()
            self.refresh_wanted.emit()

        services = self._services
        self._tasks.run(lambda _task: services.save_norm(norm.id, text(), why), done, self.failed.emit, Pool.WRITER)

    # the window

    @override
    def regions(self) -> tuple[QWidget, ...]:
        return self.table, self.versions, self.examples, self.what_if.form.amount

    @override
    def first_filter(self) -> QWidget | None:
        return self.what_if.period

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        window = self.window()
        self.frame.setFixedWidth(_LIST_NARROW if window.width() < NARROW_BELOW else _LIST)


def _told(terms: Terms) -> str:
    """The terms in a few words, as typed."""
    amount = "" if terms.unit in norm_editing.WITHOUT_AMOUNT else f"{terms.amount.strip()} "
    told = f"{amount}{_(norm_words.UNIT_NAMES[terms.unit])}"
    target = terms.target.strip()
    return f"{told}, {target} %" if target else told


def _first_day(norm: Norm, today: date) -> date:
    """The first day of the next month, or the day after the last version's first month."""
    later = max(today, norm.versions[-1].valid_from)
    return date(later.year + later.month // 12, later.month % 12 + 1, 1)
