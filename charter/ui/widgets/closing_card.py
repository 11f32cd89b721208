"""The chosen period: what is not in order, the remark, and what can be made of it; a closed one beside today.

Why: whoever closes a period answers for it, so everything that is red stands beside the button. Refuses to close: it
says that somebody wants to, and only with a remark where one is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from charter.locale import _, formats, ngettext
from charter.norms.score import ScoreRow
from charter.reports import spelling
from charter.services.account_periods import Account, State
from charter.services.as_closed import Compared
from charter.services.closing import Check
from charter.ui import theme
from charter.ui.tokens import Tone
from charter.ui.widgets.parts import IconLabel, as_card, button, clear, label

_LINES = 72
_SHOWN = 8
SEEN = {"without_cause", "not_measurable", "running"}
"""The checks behind which contacts stand that can be looked at."""


def check_title(code: str, *, red: bool) -> str:
    """What a line of the checklist is about."""
    good = {
        "sources": _("All sources are complete"),
        "examples": _("All examples of the norms are right"),
        "running": _("No promise still runs"),
        "without_cause": _("Every breach has a cause"),
        "journal": _("Nobody changed the journal"),
        "not_measurable": _("Everything is measurable"),
    }
    bad = {
        "sources": _("Not all sources are complete"),
        "examples": _("Examples of norms are not right"),
        "running": _("Promises that still run"),
        "without_cause": _("Breaches without a cause"),
        "journal": _("Somebody changed the journal"),
        "not_measurable": _("Verdicts that are not measurable"),
    }
    return (bad if red else good)[code]


class ClosingCard(QFrame):
    """Signals: `close_wanted` (remark), `look_wanted` (code of a check), `workbook_wanted`, `report_wanted`,
    `compare_wanted` for the differences of a closed period by contact.
    """  # noqa: D205 - one list of signals

    close_wanted = Signal(str)
    look_wanted = Signal(str)
    workbook_wanted = Signal()
    report_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self.title = label(points=theme.SECTION, bold=True, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.remark = QPlainTextEdit()
        self.remark.setFixedHeight(_LINES)
        self.remark.setTabChangesFocus(True)
        self.remark.setPlaceholderText(_("Required while something above is not in order."))
        self.remark.setAccessibleName(_("Remark with the closing"))
        self._name = label(_("Remark with the closing"), bold=True)
        self._name.setBuddy(self.remark)
        self.fault = label(points=theme.CAPTION, tone="breached", wrap=True)
        self.fault.hide()
        self.close_button = button(_("Close the period..."), "lock", primary=True)
        self.close_button.clicked.connect(self._asked)
        self.workbook = button(_("Make the workbook..."), "sheet")
        self.workbook.clicked.connect(self.workbook_wanted)
        self.report = button(_("Periodic report..."), "report")
        self.report.clicked.connect(self.report_wanted)
        self.compare = button(_("Show the differences"), "view")
        self.compare.clicked.connect(self.compare_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addLayout(self._lines)
        column.addStretch(1)
        column.addWidget(self._name)
        column.addWidget(self.remark)
        column.addWidget(self.fault)
        for part in (self.close_button, self.compare, self.workbook, self.report):
            row = QHBoxLayout()
            row.addWidget(part)
            row.addStretch(1)
            column.addLayout(row)
        self._checks: Sequence[Check] | None = None
        self._period = ""
        self._offer(State.RUNNING)

    def show_account(self, account: Account) -> None:
        """Show another period; its checks or differences follow."""
        self.title.setText(spelling.name(account.period).capitalize())
        clear(self._lines)
        self.fault.hide()
        if self._period != account.period.label:
            self.remark.clear()
        self._period = account.period.label
        self._checks = None
        self._offer(account.state)
        self._say("pending", "muted", _("Charter is looking at this period."), "")

    def show_checks(self, checks: Sequence[Check], state: State) -> None:
        """Show the checklist of a period that is not closed."""
        clear(self._lines)
        self._checks = checks
        if state is State.RUNNING:
            self._say(
                "pending", "pending", _("This period is not over yet."), _("It can be closed after its last day.")
            )
        for check in checks:
            found = check.red or bool(check.texts)
            tone: Tone = ("breached" if check.red else "undetermined") if found else "met"
            look = check.code if found and check.code in SEEN else ""
            self._say(tone, tone, check_title(check.code, red=found), " ".join(check.texts), look)

    def show_compared(self, compared: Compared, titles: Mapping[str, str], zone: ZoneInfo) -> None:
        """Show a closed period beside today; `titles` names the norms of today."""
        clear(self._lines)
        closing = compared.closing
        places = {
            "day": formats.day(formats.local(closing.at, zone).date()),
            "who": closing.who,
            "code": closing.digest[:12],
        }
        self._say("lock", "met", _("Closed on %(day)s by %(who)s") % places, _("Control code %(code)s.") % places)
        if closing.remark:
            self._say("info", "muted", _("Remark"), closing.remark)
        today_of = {row.norm: row for row in compared.now}
        moved = [
            (then, today_of.get(then.norm))
            for then in compared.closed
            if (then.met, then.breached) != _counted(today_of.get(then.norm))
        ]
        if compared.differs:
            n = len(compared.differences) if compared.differences is not None else len(moved)
            text = ngettext(
                "Since then %(n)s verdict is another one. The closed figures stay.",
                "Since then %(n)s verdicts are other ones. The closed figures stay.",
                n,
            )
            self._say("attention", "warn", _("There is a supplement"), text % {"n": formats.number(n)})
        else:
            self._say("met", "met", _("Nothing has changed since"), _("Today would give the same figures."))
        for then, today in moved[:_SHOWN]:
            shares = {"then": _share(then.share), "now": _share(None if today is None else today.share)}
            self._say(
                "steady",
                "muted",
                titles.get(then.norm, then.norm),
                _("As closed %(then)s, as it would be now %(now)s.") % shares,
            )
        if compared.purged:
            text = ngettext(
                "%(n)s contact was purged since; it counts as it was closed.",
                "%(n)s contacts were purged since; they count as they were closed.",
                compared.purged,
            )
            self._say("info", "muted", _("Purged"), text % {"n": formats.number(compared.purged)})
        self.compare.setVisible(compared.differs and compared.differences is not None)

    def _offer(self, state: State) -> None:
        """Show only what this period can do."""
        closable = state in (State.READY, State.INCOMPLETE)
        for part in (self._name, self.remark, self.close_button):
            part.setVisible(closable)
        self.compare.hide()

    def _asked(self) -> None:
        remark = self.remark.toPlainText().strip()
        if self._checks is None:
            self.fault.setText(_("Charter is still looking at this period. Press again in a moment."))
            self.fault.show()
            return
        if not remark and any(check.red for check in self._checks):
            self.fault.setText(_("Write a remark: not everything is in order. An auditor reads this."))
            self.fault.show()
            self.remark.setFocus()
            return
        self.fault.hide()
        self.close_wanted.emit(remark)

    def _say(self, picture: str, tone: Tone, title: str, text: str, look: str = "") -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel(picture, tone))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(title, bold=True, wrap=True, selectable=True))
        if text:
            words.addWidget(label(text, theme.CAPTION, tone="muted", wrap=True, selectable=True))
        row.addLayout(words, 1)
        if look:
            see = button(_("Look"), link=True)
            see.setAccessibleName(f"{_('Look')}: {title}")
            see.clicked.connect(lambda: self.look_wanted.emit(look))
            row.addWidget(see)
        self._lines.addLayout(row)


def _counted(row: ScoreRow | None) -> tuple[int, int]:
    return (0, 0) if row is None else (row.met, row.breached)


def _share(share: float | None) -> str:
    return _("nothing counted") if share is None else formats.percent(share)
