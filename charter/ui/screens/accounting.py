"""Accountability: fix a period, hand over the evidence, let anyone check it later, and see who did what.

Why: an auditor must find in one place what was closed, by whom, and whether it still holds. Refuses to change a closed
period and to remove an entry of the journal: there is no button that does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMessageBox, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.columns import Mask, Verdict
from charter.locale import N_, _, formats, ngettext
from charter.reports import spelling
from charter.services import journal_text, verified_text
from charter.services.account_periods import Account, Length, State, accounts
from charter.services.as_closed import Compared
from charter.services.causes import Cause
from charter.services.causes import reason as cause_text
from charter.services.verifying import Verified
from charter.store.journal import Entry
from charter.ui import last_resort, messages, theme
from charter.ui.models.account_columns import account_columns, journal_columns
from charter.ui.models.column_table import ColumnTable
from charter.ui.register_filter import RegisterFilter
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Pool, Task, Tasks
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.closing_card import ClosingCard
from charter.ui.widgets.list_frame import ListFrame
from charter.ui.widgets.parts import IconLabel, button, card, label, pause
from charter.ui.widgets.strips import Message
from charter.ui.widgets.table_view import TableView

SIDE = 400
SEARCH_MS = 250
TOPIC = "accounting"
_MOST = 40


@dataclass(frozen=True, slots=True)
class _Told:
    """What the screen shows, gathered beside the window."""

    accounts: list[Account]
    entries: list[Entry]
    said: list[str]
    reasons: list[str]
    chain: list[str]
    """What is wrong with the journal; nothing when the chain holds."""


class AccountingScreen(Screen):
    """Periods and journal on the left; the chosen period and the check of a workbook on the right."""

    HELP = (
        N_("Here you fix what was counted in a period, and hand over the evidence."),
        N_("A closed period no longer changes. Later additions become a supplement: you see both figures."),
        N_("The workbook holds every verdict with its source line, and formulas that recompute every figure."),
        N_("Drop a workbook here to have it checked. Charter recomputes everything and says what was changed."),
        N_("The journal tells who did what, when and why. It can only be added to."),
    )

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(services, tasks, settings)
        self._told: _Told | None = None
        self._gathering: Task | None = None
        self._looking: Task | None = None
        self._compared: Compared | None = None
        self._build()

    # building

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(_("Accountability"), theme.TITLE, bold=True))
        words.addWidget(label(_("Fix per period what was counted, by which norms, and why."), tone="muted"))
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._build_periods(), 5)
        left.addWidget(self._build_journal(), 6)
        self.card = ClosingCard()
        self.card.close_wanted.connect(self._ask_to_close)
        self.card.look_wanted.connect(self._look)
        self.card.workbook_wanted.connect(self._ask_workbook)
        self.card.report_wanted.connect(self._ask_report)
        self.card.compare_wanted.connect(self._say_differences)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(_("The chosen period"))
        self.area.setWidget(self.card)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.area, 1)
        right.addWidget(self._build_check())
        side = QWidget()
        side.setObjectName("plain")
        side.setFixedWidth(SIDE)
        right.setContentsMargins(0, 0, 0, 0)
        side.setLayout(right)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(left, 1)
        body.addWidget(side)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addLayout(words)
        page.addLayout(body, 1)

    def _build_periods(self) -> QWidget:
        self.length = OneChoice(_("Length of the periods"), filters=False)
        self.length.offer(
            _("By month"),
            [(_("By quarter"), Length.QUARTER), (_("By four months"), Length.THIRD), (_("By year"), Length.YEAR)],
        )
        self.length.choose(next((one for one in Length if one.name == self._settings.value("accounting/length")), None))
        self.length.chosen.connect(self._length_chosen)
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(14, 8, 12, 8)
        row.addWidget(label(_("Periods"), theme.SECTION, bold=True), 1)
        row.addWidget(self.length)
        self.periods_model = ColumnTable(self._tasks, self)
        self.periods = TableView(self.periods_model, "periods", self._settings)
        self.periods.setAccessibleName(_("Periods"))
        self.periods.row_chosen.connect(self._period_chosen)
        self.periods_frame = ListFrame(self.periods, above)
        self.periods_frame.import_wanted.connect(self.import_wanted)
        self.periods_frame.say_reading()
        self.periods_frame.show_list(filled=False)
        return self.periods_frame

    def _build_journal(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search the journal"))
        self.search.setAccessibleName(_("Search the journal"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(220)
        self._search_pause = pause(self, SEARCH_MS, self._filter_journal)
        self.search.textChanged.connect(lambda: self._search_pause.start())
        self._chain_icon = IconLabel("pending", "muted")
        self.chain = label(points=theme.CAPTION, tone="muted")
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(14, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(label(_("Journal"), theme.SECTION, bold=True))
        row.addWidget(self._chain_icon)
        row.addWidget(self.chain, 1)
        row.addWidget(self.search)
        self.journal_model = ColumnTable(self._tasks, self)
        self.journal = TableView(self.journal_model, "journal", self._settings)
        self.journal.setAccessibleName(_("Journal"))
        self.journal.opened.connect(self._say_entry)
        self.journal_model.arranged.connect(self._journal_arranged)
        self.journal_frame = ListFrame(self.journal, above)
        self.journal_frame.say_reading()
        self.journal_frame.show_list(filled=False)
        return self.journal_frame

    def _build_check(self) -> QWidget:
        surface = card()
        surface.setObjectName("drop")
        self.check = button(_("Check a workbook..."), "sheet")
        self.check.clicked.connect(self._ask_check)
        row = QHBoxLayout(surface)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        row.addWidget(IconLabel("charter", "accent", 24))
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(
            label(_("Drop a workbook here. Charter recomputes everything and says what was changed."), wrap=True)
        )
        line = QHBoxLayout()
        line.addWidget(self.check)
        line.addStretch(1)
        words.addLayout(line)
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
        length = self._length()

        def work(_task: Task) -> _Told:
            entries = self._services.journal()[::-1]
            known = journal_text.contacts_of(self._services.by_hand())
            return _Told(
                accounts(sight.board, self._services.closings(), length),
                entries,
                [journal_text.sentence(entry, known) for entry in entries],
                [journal_text.why(entry) for entry in entries],
                [_(fault.message) % fault.params for fault in self._services.verify_journal()],
            )

        self._gathering = self._tasks.run(work, self._show, self.failed.emit)

    def _show(self, told: _Told) -> None:
        sight = self._sight
        if sight is None:
            return
        chosen = self.account()
        wanted = chosen.period.label if chosen is not None else str(self._settings.value("accounting/period", ""))
        self._told = told
        zone = ZoneInfo(sight.zone)
        self.periods_model.show_data(len(told.accounts), account_columns(told.accounts, zone))
        if told.accounts:
            labels = [account.period.label for account in told.accounts]
            usual = next((row for row, one in enumerate(told.accounts) if one.state is not State.RUNNING), 0)
            self.periods.blockSignals(True)
            self.periods.choose(labels.index(wanted) if wanted in labels else usual)
            self.periods.blockSignals(False)
        else:
            self.periods_frame.say_no_contacts()
        self.periods_frame.show_list(filled=bool(told.accounts))
        self.card.setVisible(bool(told.accounts))
        self.journal_model.show_data(
            len(told.entries), journal_columns(told.entries, told.said, told.reasons, zone), (), self._journal_mask()
        )
        self._say_chain(told)
        self._period_chosen(self.periods.current_row())

    def _say_chain(self, told: _Told) -> None:
        if told.chain:
            self._chain_icon.show_icon("breached", "breached")
            self.chain.setText(told.chain[0])
            self.chain.setToolTip("\n".join(told.chain[:_MOST]))
            return
        self._chain_icon.show_icon("met", "met")
        code = told.entries[0].digest[:12] if told.entries else ""
        self.chain.setText(_("The chain is whole. Control code %(code)s.") % {"code": code} if code else "")
        self.chain.setToolTip("")

    def _journal_arranged(self) -> None:
        filled = self.journal_model.rowCount() > 0
        if not filled and self._told is not None:
            self.journal_frame.say(
                "search", "muted", _("Nothing found"), _("No entry of the journal holds these words.")
            )
        self.journal_frame.show_list(filled=filled)

    def _journal_mask(self) -> Callable[[], Mask] | None:
        told, words = self._told, self.search.text().casefold().split()
        if told is None or not words:
            return None

        def mask() -> Mask:
            texts = zip(told.entries, told.said, told.reasons, strict=True)
            whole = (f"{entry.who} {entry.what} {said} {why}".casefold() for entry, said, why in texts)
            return np.array([all(word in text for word in words) for text in whole], np.bool_)

        return mask

    def _filter_journal(self) -> None:
        self.journal_model.filter_rows(self._journal_mask())

    def _say_entry(self, row: int) -> None:
        if self._told is not None:
            said, why = self._told.said[row], self._told.reasons[row]
            self.said.emit(Message("information", said, why, topic=TOPIC))

    # the chosen period

    def account(self) -> Account | None:
        """The chosen period."""
        row = self.periods.current_row()
        return (
            None if self._told is None or row is None or row >= len(self._told.accounts) else self._told.accounts[row]
        )

    def _length(self) -> Length:
        chosen = self.length.value()
        return chosen if isinstance(chosen, Length) else Length.MONTH

    def _length_chosen(self) -> None:
        self._settings.setValue("accounting/length", self._length().name)
        self._gather()

    def _period_chosen(self, _row: int | None) -> None:
        account, sight = self.account(), self._sight
        if account is None or sight is None:
            return
        self._settings.setValue("accounting/period", account.period.label)
        self._compared = None
        self.card.show_account(account)
        if self._looking is not None:
            self._looking.forget()
        closing = account.closing
        if closing is None:
            self._looking = self._tasks.run(
                lambda _task: self._services.closing_checks(sight.board, account.period),
                lambda checks: self.card.show_checks(checks, account.state),
                self.failed.emit,
            )
            return

        def show(compared: Compared) -> None:
            self._compared = compared
            titles = {norm.id: title for norm, title in zip(sight.board.rulebook.norms, sight.norm_titles, strict=True)}
            self.card.show_compared(compared, titles, ZoneInfo(sight.zone))

        self._looking = self._tasks.run(
            lambda _task: self._services.as_closed(sight.board, closing), show, self.failed.emit
        )

    def _look(self, code: str) -> None:
        account = self.account()
        if account is None:
            return
        verdicts, cause = {
            "without_cause": (Verdict.BREACHED, False),
            "not_measurable": (Verdict.UNDETERMINED, None),
            "running": (Verdict.PENDING, None),
        }[code]
        self.register_wanted.emit(RegisterFilter(period=account.period, verdicts=frozenset({verdicts}), cause=cause))

    def _say_differences(self) -> None:
        compared = self._compared
        if compared is None or compared.differences is None:
            return
        found = compared.differences
        lines = [
            f"{found.source[row]}/{found.contact[row]} · {found.norm[row]} · {cause_text(Cause(int(found.cause[row])))}"
            for row in range(min(len(found), _MOST))
        ]
        if len(found) > _MOST:
            lines.append(
                _("And %(n)s more. See charter closed %(period)s.")
                % {"n": formats.number(len(found) - _MOST), "period": compared.closing.period}
            )
        text = ngettext(
            "%(n)s verdict differs from the closing.", "%(n)s verdicts differ from the closing.", len(found)
        )
        self.said.emit(Message("information", text % {"n": formats.number(len(found))}, "\n".join(lines), topic=TOPIC))

    # closing and making files

    def _ask_to_close(self, remark: str) -> None:
        account = self.account()
        if account is None:
            return
        name = spelling.name(account.period)
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Close the period"))
        box.setText(_("Close %(period)s?") % {"period": name})
        box.setInformativeText(
            _("A closed period no longer changes. Later additions become a supplement. This cannot be undone.")
        )
        close = box.addButton(_("Close the period"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(_("Do not close"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is close:
            self.close_period(account, remark)

    def close_period(self, account: Account, remark: str) -> None:
        """Close it, beside the window."""
        sight = self._sight
        if sight is None:
            return

        def done(_closing: object) -> None:
            text = _("%(period)s is closed. The figures do not change any more.")
            self.said.emit(Message("done", text % {"period": spelling.name(account.period).capitalize()}, topic=TOPIC))
            self.refresh_wanted.emit()

        self._tasks.run(
            lambda _task: self._services.close_period(sight.board, account.period, remark),
            done,
            self.failed.emit,
            Pool.WRITER,
        )

    def _ask_workbook(self) -> None:
        self._ask_file(_("Make the workbook"), ".xlsx", _("Excel workbook (*.xlsx)"), self.make_workbook)

    def _ask_report(self) -> None:
        self._ask_file(_("Make the periodic report"), ".pdf", _("PDF document (*.pdf)"), self.make_report)

    def _ask_file(self, title: str, suffix: str, kind: str, make: Callable[[Account, Path], None]) -> None:
        account = self.account()
        if account is None:
            return
        name, _kind = QFileDialog.getSaveFileName(self, title, f"{account.period.label}{suffix}", kind)
        if name:
            make(account, Path(name) if name.lower().endswith(suffix) else Path(f"{name}{suffix}"))

    def make_workbook(self, account: Account, file: Path) -> None:
        """Write the auditor's workbook of a period, beside the window."""
        sight = self._sight
        if sight is not None:
            self._make(
                _("Making the workbook: %(share)s."),
                file,
                lambda tell, task: self._services.export(
                    sight.board, account.period, file, progress=tell, cancelled=task.cancelled
                ),
            )

    def make_report(self, account: Account, file: Path) -> None:
        """Write the periodic report, beside the window."""
        sight = self._sight
        if sight is not None:
            self._make(
                _("Making the report: %(share)s."),
                file,
                lambda tell, task: self._services.report(
                    sight.board, account.period, file, progress=tell, cancelled=task.cancelled
                ),
            )

    def _make(self, progress: str, file: Path, work: Callable[[Callable[[float], None], Task], object]) -> None:
        def out(task: Task) -> object:
            return work(self._teller(progress, task), task)

        def done(_made: object) -> None:
            text = _("%(file)s is ready.") % {"file": file.name}
            self.said.emit(Message("done", text, action=(_("Open"), partial(_open, file)), topic=TOPIC))
            self._gather()

        def failed(error: Exception) -> None:
            last_resort.note(error)
            self.said.emit(messages.of_error(error, TOPIC, lambda: self._make(progress, file, work)))

        self._tasks.run(out, done, failed, Pool.WRITER)

    def _teller(self, progress: str, task: Task) -> Callable[[float], None]:
        def tell(share: float) -> None:
            text = progress % {"share": formats.percent(share)}
            message = Message("information", text, action=(_("Stop"), task.cancel), topic=TOPIC)
            self._tasks.tell(task, lambda: self.said.emit(message))

        return tell

    # checking a workbook

    @override
    def take_drop(self, paths: Sequence[Path]) -> bool:
        """A workbook that is dropped here is checked."""
        if len(paths) != 1 or paths[0].suffix.lower() != ".xlsx":
            return False
        self.check_workbook(paths[0])
        return True

    def _ask_check(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("Check a workbook"), "", _("Excel workbook (*.xlsx)"))
        if name:
            self.check_workbook(Path(name))

    def check_workbook(self, file: Path) -> None:
        """Hold a workbook against database and journal, beside the window."""

        def work(task: Task) -> Verified:
            tell = self._teller(_("Checking the workbook: %(share)s."), task)
            return self._services.verify(file, progress=tell, cancelled=task.cancelled)

        self._tasks.run(work, self._say_verified, self.failed.emit)

    def _say_verified(self, result: Verified) -> None:
        lines = list(verified_text.remarks(result))
        for sheet in result.sheets:
            lines.append(f"{sheet.name}: {_(verified_text.STATES[sheet.state])}")
            lines += [f"  {verified_text.sentence(one)}" for one in list(sheet.differences)[:_MOST]]
        lines += [verified_text.sentence(one) for one in result.differences]
        text = f"{result.file.name}: {verified_text.conclusion(result)}"
        self.said.emit(Message("done" if result.agrees else "attention", text, "\n".join(lines), topic=TOPIC))

    # keys

    @override
    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        return (self.periods, self.journal, self.area, self.check)

    @override
    def first_filter(self) -> QWidget:
        """Where Ctrl+L goes."""
        return self.length

    @override
    def search_field(self) -> QWidget:
        """Where Ctrl+F goes."""
        return self.search

    @override
    def escape(self) -> None:
        """Esc clears the search."""
        self.search.clear()


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
