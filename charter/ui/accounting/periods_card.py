"""The periods that can be accounted for: what each stands at, and which one is chosen.

Why: whoever closes or exports chooses a period first. Refuses to decide what a period stands at: the services do.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from charter.locale import _
from charter.services.account_periods import Account, Length, State
from charter.ui.accounting.columns import account_columns
from charter.ui.look import theme
from charter.ui.models.column_table import ColumnTable
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.list_frame import ListFrame
from charter.ui.widgets.parts import label
from charter.ui.widgets.table_view import TableView

_LENGTH, _PERIOD = "accounting/length", "accounting/period"


class PeriodsCard(ListFrame):
    """Signals: `length_chosen` when periods of another length are wanted, `period_chosen` when another one is."""

    length_chosen = Signal()
    period_chosen = Signal()

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        self._settings = settings
        self._accounts: Sequence[Account] = ()
        self.choice = OneChoice(_("Length of the periods"), filters=False)
        self.choice.offer(
            _("By month"),
            [(_("By quarter"), Length.QUARTER), (_("By four months"), Length.THIRD), (_("By year"), Length.YEAR)],
        )
        self.choice.choose(next((one for one in Length if one.name == settings.value(_LENGTH)), None))
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(14, 8, 12, 8)
        row.addWidget(label(_("Periods"), theme.SECTION, bold=True), 1)
        row.addWidget(self.choice)
        self.model = ColumnTable(tasks)
        self.table = TableView(self.model, "periods", settings)
        self.model.setParent(self.table)
        self.table.setAccessibleName(_("Periods"))
        super().__init__(self.table, above)
        self.choice.chosen.connect(self._length_chosen)
        self.table.row_chosen.connect(self._chosen)
        self.note = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.note.setContentsMargins(14, 4, 14, 8)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.note)
        self.say_reading()
        self.show_list(filled=False)

    @property
    def length(self) -> Length:
        """How long the periods are that somebody wants to see."""
        chosen = self.choice.value()
        return chosen if isinstance(chosen, Length) else Length.MONTH

    def account(self) -> Account | None:
        """The chosen period."""
        row = self.table.current_row()
        return None if row is None or row >= len(self._accounts) else self._accounts[row]

    def show_accounts(self, accounts: Sequence[Account], zone: ZoneInfo) -> None:
        """Show the periods, the newest first; the chosen one stays, else the newest that is over is chosen."""
        before = self.account()
        wanted = before.period.label if before is not None else str(self._settings.value(_PERIOD, ""))
        self._accounts = accounts
        self.table.blockSignals(True)
        self.model.show_data(len(accounts), account_columns(accounts, zone))
        if accounts:
            labels = [account.period.label for account in accounts]
            usual = next((row for row, one in enumerate(accounts) if one.state is not State.RUNNING), 0)
            self.table.choose(labels.index(wanted) if wanted in labels else usual)
        else:
            self.say_no_contacts()
        self.table.blockSignals(False)
        self.show_list(filled=bool(accounts))
        self._say_note()

    def retell(self, accounts: Sequence[Account], zone: ZoneInfo) -> None:
        """Tell the same periods anew, where they stand."""
        self._accounts = accounts
        self.model.retell(account_columns(accounts, zone))

    def _say_note(self) -> None:
        closable = any(one.state in (State.READY, State.INCOMPLETE) for one in self._accounts)
        kept = _("A closed period no longer changes. Later additions become a supplement.")
        nothing = _("There is nothing to close now: every period is closed or still runs.")
        self.note.setText(kept if closable else f"{nothing} {kept}")
        self.note.setVisible(bool(self._accounts))

    def _length_chosen(self) -> None:
        self._settings.setValue(_LENGTH, self.length.name)
        self.length_chosen.emit()

    def _chosen(self, _row: int | None) -> None:
        account = self.account()
        if account is not None:
            self._settings.setValue(_PERIOD, account.period.label)
            self.period_chosen.emit()
