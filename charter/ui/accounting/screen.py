"""Accountability: fix a period, hand over the evidence, let anyone check it later, and see who did what.

Why: an auditor must find in one place what was closed, by whom, and whether it still holds. Refuses to change a closed
period and to remove an entry of the journal: there is no button that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.columns import Verdict
from charter.locale import N_, _
from charter.reports.workbook.dossier import own_seed
from charter.services import journal_text, supplements
from charter.services.account_periods import Account, accounts
from charter.services.as_closed import Compared
from charter.ui.accounting.closing_card import ClosingCard
from charter.ui.accounting.differences_dialog import DifferencesDialog
from charter.ui.accounting.journal_card import JournalCard
from charter.ui.accounting.journal_card import Told as ToldJournal
from charter.ui.accounting.long_work import LongWork
from charter.ui.accounting.papers import TOPIC, AccountPapers
from charter.ui.accounting.periods_card import PeriodsCard
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.keys import Key
from charter.ui.lists.export import ListExport
from charter.ui.look import theme
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.parts import IconLabel, button, card, label, plain
from charter.ui.widgets.strips import Message, WorkStrip

SIDE = 400
_EXCEL = Key("Ctrl+E", N_("Put the journal into Excel"))
_LOOK_AT = {
    "without_cause": (Verdict.BREACHED, False),
    "not_measurable": (Verdict.UNDETERMINED, None),
    "running": (Verdict.PENDING, None),
    "excused": (Verdict.EXCUSED, None),
}
"""The verdicts behind a line of the checklist, and whether they have a cause."""
_ELSEWHERE = {"sources": "sources", "examples": "norms"}
"""The screens on which the other lines are put right."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the screen shows, gathered beside the window."""

    accounts: list[Account]
    journal: ToldJournal
    people: Mapping[str, str]


class AccountingScreen(Screen):
    """Periods and journal on the left; the chosen period and the check of a workbook on the right."""

    HELP = (
        N_("Here you fix what was counted in a period, and hand over the evidence."),
        N_("A closed period no longer changes. Later additions become a supplement: you see both figures."),
        N_("The workbook holds every verdict with its source line, and formulas that recompute every figure."),
        N_("The sample in it is drawn by a number, its seed. Whoever knows the seed draws the same rows."),
        N_("Drop a workbook here to have it checked. Charter recomputes everything and says what was changed."),
        N_("The journal tells who did what, when and why. It can only be added to."),
    )
    KEYS: ClassVar[tuple[Key, ...]] = (_EXCEL,)
    DROP = N_("Charter checks a workbook here: it recomputes everything and says what was changed.")

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings, *, whole: bool = True) -> None:
        super().__init__(services, tasks, settings)
        self._told: _Told | None = None
        self._gathering: Task | None = None
        self._counting: Task | None = None
        self._looking: Task | None = None
        self._compared: Compared | None = None
        self.strip = WorkStrip()
        self.work = LongWork(tasks, self.strip, services.clock, self)
        self.papers = AccountPapers(services, self.work, self)
        self.papers.said.connect(self.said)
        self.papers.made.connect(self._gather)
        self.papers.closed.connect(self.refresh_wanted)
        self.export = ListExport(services, tasks, self)
        self.export.said.connect(self.said)
        self._grow_by(self._build(), whole=whole)

    # building

    def _build(self) -> Iterator[None]:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(_("Accountability"), theme.TITLE, bold=True))
        words.addWidget(label(_("Fix per period what was counted, by which norms, and why."), tone="muted", wrap=True))
        left = QVBoxLayout()
        left.setSpacing(12)
        body = Beside(16)
        body.add(left, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addLayout(words)
        page.addWidget(self.strip)
        page.addLayout(body, 1)
        self.periods = PeriodsCard(self._tasks, self._settings)
        self.periods.length_chosen.connect(self._gather)
        self.periods.period_chosen.connect(self._period_chosen)
        self.periods.import_wanted.connect(self.import_wanted)
        left.addWidget(self.periods, 5)
        yield
        self.journal = JournalCard(self._tasks, self._settings)
        self.journal.excel_wanted.connect(self.export_journal)
        self.journal.entry_wanted.connect(
            lambda said, why: self.said.emit(Message("information", said, why, topic=TOPIC))
        )
        left.addWidget(self.journal, 6)
        shortcut = QShortcut(QKeySequence(_EXCEL.keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.export_journal)
        yield
        body.add_fixed(self._build_side(), theme.px(SIDE))
        yield

    def _build_side(self) -> QWidget:
        self.card = ClosingCard()
        self.card.close_wanted.connect(self._ask_to_close)
        self.card.look_wanted.connect(self._look)
        self.card.workbook_wanted.connect(self._ask_workbook)
        self.card.report_wanted.connect(self._ask_report)
        self.card.compare_wanted.connect(self.show_differences)
        side = plain()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        right.addWidget(self.card, 1)
        right.addWidget(self._build_check(), 0, Qt.AlignmentFlag.AlignTop)
        return side

    def _build_check(self) -> QWidget:
        surface = card()
        surface.setObjectName("dropzone")
        self.check = button(_("Check a workbook..."), "sheet")
        self.check.clicked.connect(self.papers.ask_check)
        row = QHBoxLayout(surface)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(IconLabel("charter", "accent", 24))
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(
            label(_("Drop a workbook here. Charter recomputes everything and says what was changed."), wrap=True)
        )
        words.addWidget(self.check, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        return surface

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Show fresh data; the chosen period stays."""
        self._sight = sight
        self._gather()

    def _gather(self) -> None:
        sight = self._sight
        if sight is None:
            return
        if self._gathering is not None:
            self._gathering.forget()
        length, services = self.periods.length, self._services

        def work(_task: Task) -> _Told:
            entries = services.journal()
            named = services.profile.privacy.staff_names
            people = journal_text.people(entries, services.who, named=named)
            entries.reverse()
            known = journal_text.contacts_of(services.by_hand())
            told = ToldJournal(
                entries,
                [journal_text.sentence(entry, known) for entry in entries],
                [journal_text.why(entry) for entry in entries],
                [people[entry.who] for entry in entries],
                [_(fault.message) % fault.params for fault in services.verify_journal()],
            )
            return _Told(accounts(sight.board, services.closings(), length), told, people)

        self._gathering = self._tasks.run(work, self._show, self.failed.emit)

    def _show(self, told: _Told) -> None:
        sight = self._sight
        if sight is None:
            return
        self._told = told
        self.periods.show_accounts(told.accounts, ZoneInfo(sight.zone))
        self.card.setVisible(bool(told.accounts))
        self.journal.show_journal(told.journal, ZoneInfo(sight.zone))
        self._count_supplements(told, sight)
        self._period_chosen()

    def _count_supplements(self, told: _Told, sight: Sight) -> None:
        """Hold every closed period against today, which takes a while, and say in the list which have a supplement."""
        services = self._services
        if self._counting is not None:
            self._counting.forget()

        def work(task: Task) -> list[Account]:
            found = []
            for one in told.accounts:
                if one.closing is not None and not task.cancelled():
                    compared = services.as_closed(sight.board, one.closing, explained=False)
                    found.append(replace(one, supplement=supplements.count(services.store, sight.board, compared)))
                else:
                    found.append(one)
            return found

        def show(found: list[Account]) -> None:
            self.periods.retell(found, ZoneInfo(sight.zone))

        if any(one.closing is not None for one in told.accounts):
            self._counting = self._tasks.run(work, show, self.failed.emit)

    # the chosen period

    def account(self) -> Account | None:
        """The chosen period."""
        return self.periods.account()

    def _period_chosen(self) -> None:
        account, sight = self.account(), self._sight
        if account is None or sight is None:
            return
        board, services = sight.board, self._services
        self._compared = None
        self.card.show_account(account, own_seed(board.rulebook, account.period))
        if self._looking is not None:
            self._looking.forget()
        closing = account.closing
        if closing is None:
            self._looking = self._tasks.run(
                lambda _task: services.closing_checks(board, account.period),
                lambda checks: self.card.show_checks(checks, account.state),
                self.failed.emit,
            )
            return

        def work(_task: Task) -> tuple[Compared, int]:
            compared = services.as_closed(board, closing)
            return compared, supplements.count(services.store, board, compared)

        self._looking = self._tasks.run(work, partial(self._show_compared, sight), self.failed.emit)

    def _show_compared(self, sight: Sight, found: tuple[Compared, int]) -> None:
        compared, supplement = found
        self._compared = compared
        who = compared.closing.who
        people = self._told.people if self._told is not None else {}
        self.card.show_compared(compared, _titles(sight), people.get(who, who), supplement, ZoneInfo(sight.zone))

    def _look(self, code: str) -> None:
        account = self.account()
        if code == "journal":
            self.journal.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif code in _ELSEWHERE:
            self.place_wanted.emit(_ELSEWHERE[code])
        elif account is not None:
            verdict, cause = _LOOK_AT[code]
            self.register_wanted.emit(RegisterFilter(period=account.period, verdicts=frozenset({verdict}), cause=cause))

    def show_differences(self) -> None:
        """Show a closed period beside today, by norm and by contact."""
        compared, account, sight = self._compared, self.account(), self._sight
        if compared is None or account is None or sight is None:
            return
        position = sight.board.rulebook.position
        dialog = DifferencesDialog(compared, _titles(sight), self._tasks, self._settings, self)
        dialog.contact_wanted.connect(lambda row, norm: self.contact_wanted.emit(row, position(norm)))
        dialog.norm_wanted.connect(
            lambda norm: self.register_wanted.emit(
                RegisterFilter(period=account.period, norm=norm, verdicts=frozenset(Verdict))
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        self.differences = dialog
        dialog.open()

    # closing, making files, checking

    def _ask_to_close(self, remark: str) -> None:
        account, sight = self.account(), self._sight
        if account is not None and sight is not None:
            self.papers.ask_to_close(sight.board, account.period, remark)

    def _ask_workbook(self, seed: int, sample: int) -> None:
        account, sight = self.account(), self._sight
        if account is not None and sight is not None:
            self.papers.ask_workbook(sight.board, account.period, seed, sample)

    def _ask_report(self) -> None:
        account, sight = self.account(), self._sight
        if account is not None and sight is not None:
            self.papers.ask_report(sight.board, account.period)

    def export_journal(self) -> None:
        """Ctrl+E: a worksheet of the journal as it is filtered."""
        if self._told is not None:
            self.export.ask(_("Journal"), self.journal.filters(), self.journal.table)

    @override
    def take_drop(self, paths: Sequence[Path]) -> bool:
        """A workbook that is dropped here is checked."""
        if len(paths) != 1 or paths[0].suffix.lower() != ".xlsx":
            return False
        self.papers.check_workbook(paths[0])
        return True

    # keys

    @override
    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        return (self.periods.table, self.journal.table, self.card.area, self.check)

    @override
    def first_filter(self) -> QWidget:
        """Where Ctrl+L goes."""
        return self.periods.choice

    @override
    def search_field(self) -> QWidget:
        """Where Ctrl+F goes."""
        return self.journal.search

    @override
    def escape(self) -> None:
        """Esc shows the whole journal again."""
        self.journal.clear()


def _titles(sight: Sight) -> dict[str, str]:
    """The short name of each norm by its id."""
    return {norm.id: title for norm, title in zip(sight.board.rulebook.norms, sight.norm_titles, strict=True)}
