"""Norms: what is promised, since when and on which ground, whether the program understands it, and what if.

Why: the promises are data that a functional manager keeps. Refuses to change a version that stands: a change is a new
version from a day on, and what is tried changes no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.locale import N_, _, formats, ngettext
from charter.reports import spelling
from charter.services.closing import period_of
from charter.services.locks import locked_versions
from charter.services.norm_filing import Card, Cards
from charter.ui.keys import Key
from charter.ui.look import theme
from charter.ui.models.cells import Group
from charter.ui.models.column_table import ColumnTable
from charter.ui.norms import words
from charter.ui.norms.card import NormCard
from charter.ui.norms.changes import TOPIC, NormChanges
from charter.ui.norms.columns import list_columns
from charter.ui.norms.trials import NormTrials
from charter.ui.norms.version_sheet import VersionSheet
from charter.ui.norms.versions_card import VersionsCard
from charter.ui.norms.what_if_card import WhatIfCard
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.list_frame import ListFrame
from charter.ui.widgets.parts import button, label, pause, plain
from charter.ui.widgets.strips import Message
from charter.ui.widgets.table_view import TableView

_LIST, _LIST_NARROW, _LEAST, NARROW_BELOW = 382, 344, 300, 1360
NEW, RECHECK = Key("Ctrl+N", N_("Make a new version of the norm")), Key("Ctrl+R", N_("Run the worked examples now"))
PRINT = Key("Ctrl+P", N_("Print the norms that are on"))


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
    KEYS = (NEW, RECHECK, PRINT)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings, *, whole: bool = True) -> None:
        super().__init__(services, tasks, settings)
        self.cards: Cards | None = None
        self._norm = str(settings.value("norms/norm") or "")
        self._listing: Task | None = None
        self.changes = NormChanges(services, tasks, self)
        self.changes.said.connect(self.said)
        self.changes.kept.connect(self._kept)
        self._arranging = False
        self._list_shown = pause(self, 0, self._show_card)
        self._grow_by(self._build(), whole=whole)

    # building

    def _build(self) -> Iterator[None]:
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        self._body = Beside(12)
        page.addLayout(self._body, 1)  # what is filled where it stands is dressed once
        self._body.add_fixed(self._build_list(), theme.px(_LIST))
        self._right = plain()
        self._body.add(self._right, 1)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        yield
        self.card = NormCard()
        self.card.version_wanted.connect(self.new_version)
        self.card.switch_wanted.connect(self.switch)
        right.addWidget(self.card)
        below = Beside(12)
        right.addLayout(below, 1)
        self.history = VersionsCard(self._tasks, self._settings)
        self.history.version_opened.connect(self._open_version)
        self.history.example_wanted.connect(self.add_example)
        for table in (self.history.versions, self.history.examples):
            table.refused.connect(self.failed)
        below.add(self.history, 5, theme.px(_LEAST))
        yield
        self.what_if = WhatIfCard(self._tasks, self._settings)
        self.trials = NormTrials(self._services, self._tasks, self.what_if, self)
        self.trials.failed.connect(self.failed)
        self.what_if.version_wanted.connect(self.new_version)
        self.what_if.contact_chosen.connect(self._open_contact)
        yield
        below.add(self.what_if, 6, theme.px(_LEAST))
        for key, act in ((NEW, self.new_version), (RECHECK, self.recheck), (PRINT, self.print_norms)):
            shortcut = QShortcut(QKeySequence(key.keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._frame_empty()
        yield

    def _build_head(self) -> QVBoxLayout:
        about = _("These are the promises of the municipality and the rules the computer checks them with.")
        self.check = button(_("Run the examples now"), "refresh", help_text=_("Run every worked example (Ctrl+R)"))
        self.check.clicked.connect(self.recheck)
        self.print = button(_("Print"), "print", help_text=_("The norms that are on, on paper (Ctrl+P)"))
        self.print.clicked.connect(self.print_norms)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(Flow(label(_("Norms"), theme.TITLE, bold=True), self.check, self.print, head=True))
        head.addWidget(label(about, tone="muted", wrap=True))
        return head

    def _build_list(self) -> QWidget:
        self.model = ColumnTable(self._tasks, self)
        self.table = TableView(self.model, "norms", self._settings)
        self.table.setAccessibleName(_("Norms"))
        self.table.row_chosen.connect(self._row_chosen)
        self.frame = ListFrame(self.table)
        self._how_many = label(points=theme.CAPTION, tone="muted")
        self.add_button = button(_("Add a norm..."), "plus", link=True)
        self.add_button.clicked.connect(self.add_norm)
        below = QHBoxLayout()
        below.setContentsMargins(8, 2, 12, 4)
        below.addWidget(self.add_button)
        below.addStretch(1)
        below.addWidget(self._how_many)
        layout = self.frame.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addLayout(below)
        return self.frame

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
            self.said.emit(Message("attention" if wrong else "done", text, topic=TOPIC))

        self._tasks.run(lambda _task: self._services.norm_cards(), done, self.failed.emit)

    def _listed(self, cards: Cards) -> None:
        self.cards = cards
        self._show_cards()

    def _show_cards(self) -> None:
        sight, cards = self._sight, self.cards
        if sight is None or cards is None:
            return
        every = cards.every
        places = [words.channel_group(one.norm) if one.on else -1 for one in every]
        names = [*(name for name, _of in words.GROUPS), words.OTHER]
        groups = [(_(name), [n for n, at in enumerate(places) if at == place]) for place, name in enumerate(names)]
        groups.append((_("Off"), [n for n, at in enumerate(places) if at < 0]))
        self._arranging = True
        self.model.show_data(
            len(every),
            list_columns(every, sight.today),
            tuple(Group(name, "", "muted", np.array(rows, np.int64)) for name, rows in groups if rows),
        )
        on = sum(one.on for one in every)
        self._how_many.setText(_("%(on)s on, %(off)s off") % {"on": on, "off": len(every) - on})
        self._frame_empty()
        shown = self.model.shown_rows().tolist()
        chosen = next((row for row in shown if every[row].norm.id == self._norm), shown[0] if shown else None)
        if chosen is not None:
            self._norm = every[chosen].norm.id
            self.table.choose(chosen)
        self._arranging = False
        if self._right.isHidden():
            self._list_shown.start()  # the list is painted first, what stands beside it in the next turn
        else:
            self._show_card()

    def _frame_empty(self) -> None:
        filled = bool(self.model.rowCount())
        self.frame.show_list(filled=filled)
        if not filled:
            self._right.hide()
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
        self._right.show()  # tables that are seen know how wide they are
        self.card.show_card(chosen, today)
        locked = frozenset(number for norm_id, number in cards.locked if norm_id == norm.id)
        self.history.show_card(chosen, locked, today)
        self.trials.show(sight, chosen)

    def _open_version(self, row: int) -> None:
        """Show a locked version to read; put the terms of another in the form, to look at or to try."""
        chosen, cards = self.chosen, self.cards
        if chosen is None or cards is None:
            return
        stretch = words.stretches(chosen.norm)[row]
        norm, key = chosen.norm, (chosen.norm.id, stretch.version.number)
        if key not in cards.locked:
            self.trials.begin(stretch.version)
            return
        closed = [period_of(one) for one in cards.closed if key in locked_versions([one])]
        periods = ", ".join(spelling.name(one) for one in closed)
        self.changes.open(VersionSheet(norm, stretch, periods, self), lambda: self.trials.begin(stretch.version))

    def _open_contact(self, contact: int) -> None:
        sight, chosen = self._sight, self.chosen
        if sight is None or chosen is None:
            return
        position = next((n for n, norm in enumerate(sight.board.rulebook.norms) if norm.id == chosen.norm.id), None)
        if position is not None and sight.row_of(contact, position) is not None:
            self.contact_wanted.emit(contact, position)
        else:
            self.said.emit(Message("information", _("This norm gives the contact no verdict now."), topic=TOPIC))

    # changing and printing

    def new_version(self) -> None:
        """Ask for what a version of the filled-in terms needs, and keep it."""
        chosen, cards, sight, form = self.chosen, self.cards, self._sight, self.what_if.form
        terms = form.terms()
        if chosen is not None and cards is not None and sight is not None and terms is not None:
            self.changes.new_version(chosen.norm, cards, terms, sight.today, differs=form.differs)

    def add_example(self) -> None:
        """Ask for another worked example, and keep it."""
        if self.chosen is not None and self.cards is not None:
            self.changes.add_example(self.chosen.norm, self.cards)

    def add_norm(self) -> None:
        """Ask which norm that is off is to judge from now on."""
        if self.cards is not None:
            self.changes.add_norm(self.cards)

    def switch(self) -> None:
        """Ask whether the norm goes off or on."""
        if self.chosen is not None:
            self.changes.switch(self.chosen)

    def _kept(self, norm_id: str) -> None:
        self._norm = norm_id
        self._settings.setValue("norms/norm", norm_id)
        self._list()
        self.refresh_wanted.emit()

    def print_norms(self) -> None:
        """Ctrl+P: the norms that are on, on paper."""
        from charter.ui.norms import printing  # loads the printing of Qt

        cards, sight = self.cards, self._sight
        if cards is not None and sight is not None:
            printing.ask(cards.every, self._services.profile.organisation, sight.today, self)

    # the window

    @override
    def regions(self) -> tuple[QWidget, ...]:
        return self.table, self.history.versions, self.history.examples, self.what_if.form.amount

    @override
    def first_filter(self) -> QWidget | None:
        return self.what_if.period

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        window = self.window()
        narrow = window.width() < theme.px(NARROW_BELOW)
        self._body.fix(self.frame, theme.px(_LIST_NARROW if narrow else _LIST))
