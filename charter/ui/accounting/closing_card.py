"""The chosen period: what is not in order, the remark, and what can be made of it; a closed one beside today.

Why: whoever closes a period answers for it, so everything that is red stands beside the button. Refuses to close: it
says that somebody wants to, and only with a remark where one is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from charter.locale import _, formats, ngettext
from charter.norms.score import ScoreRow
from charter.reports import spelling
from charter.reports.workbook.dossier import USUAL_SAMPLE
from charter.reports.workbook.sample import SIZES, at_most_wrong
from charter.services.account_periods import Account, State
from charter.services.as_closed import Compared
from charter.services.closing import Check
from charter.ui.accounting.difference_columns import besides
from charter.ui.look import theme
from charter.ui.look.tokens import Tone
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import IconLabel, as_card, button, clear, label, plain, rule, scrolled

_LINES = 72
_SHOWN = 3
_SEED_DIGITS = 12
FINE = {"excused"}
"""The checks that tell something which is not a fault."""


def check_title(code: str, *, red: bool) -> str:
    """What a line of the checklist is about."""
    good = {
        "sources": _("All sources are complete"),
        "examples": _("All examples of the norms are right"),
        "running": _("No promise still runs"),
        "without_cause": _("Every breach has a cause"),
        "journal": _("Nobody changed the journal"),
        "not_measurable": _("Everything is measurable"),
        "excused": _("Nobody was excused"),
    }
    bad = {
        "sources": _("Not all sources are complete"),
        "examples": _("Examples of norms are not right"),
        "running": _("Promises that still run"),
        "without_cause": _("Breaches without a cause"),
        "journal": _("Somebody changed the journal"),
        "not_measurable": _("Verdicts that are not measurable"),
        "excused": _("Excused, each with a reason"),
    }
    return (bad if red else good)[code]


class ClosingCard(QFrame):
    """Signals: `close_wanted` (remark), `look_wanted` (code of a check), `workbook_wanted` (seed, rows of a sample),
    `report_wanted`, `compare_wanted` for the differences of a closed period by contact.
    """  # noqa: D205 - one list of signals

    close_wanted = Signal(str)
    look_wanted = Signal(str)
    workbook_wanted = Signal(object, int)
    report_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self.title = label(points=theme.SECTION, bold=True, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.remark = QPlainTextEdit()
        self.remark.setFixedHeight(theme.tall(_LINES, 3))
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
        self.workbook.clicked.connect(self._ask_workbook)
        self.report = button(_("Periodic report..."), "letter")
        self.report.clicked.connect(self.report_wanted)
        self.compare = button(_("Show the differences"), "view")
        self.compare.clicked.connect(self.compare_wanted)
        acts = plain()
        acts.setLayout(Flow(self.close_button, self.workbook, self.report))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self._build_sheet(), 1)
        column.addWidget(self._name)
        column.addWidget(self.remark)
        column.addWidget(self.fault)
        column.addWidget(acts)
        self._checks: Sequence[Check] | None = None
        self._period = ""
        self._own_seed = 0
        self._offer(State.RUNNING)

    def _build_sheet(self) -> QWidget:
        """What may be longer than the window is high; what is done with it stays in sight below."""
        inside = plain()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addLayout(self._lines)
        column.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(rule())
        column.addWidget(self._build_sample())
        column.addStretch(1)
        self.area = scrolled(inside, _("The chosen period"), sideways=False)
        return self.area

    def _build_sample(self) -> QWidget:
        """How large the sample of the workbook is, and the number by which it is drawn."""
        self.sample = Picker(_("Size of the sample"), filters=False)
        self.sample.offer_each([(_("%(n)s rows a norm") % {"n": size}, size) for size in SIZES], USUAL_SAMPLE)
        self.sample.chosen.connect(self._say_sample)
        self.seed = QLineEdit()
        self.seed.setValidator(QRegularExpressionValidator(QRegularExpression(rf"\d{{0,{_SEED_DIGITS}}}"), self))
        self.seed.setAccessibleName(_("Seed of the sample"))
        self.seed.setToolTip(_("Whoever knows this number draws the same rows. It stands in workbook and journal."))
        self._sample_said = label(points=theme.CAPTION, tone="muted", wrap=True)
        made = plain()
        form = QFormLayout(made)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        for words, field in ((_("Sample"), self.sample), (_("Seed"), self.seed)):
            name = label(words, tone="muted")
            name.setBuddy(field)
            form.addRow(name, field)
        form.addRow(self._sample_said)
        self._say_sample()
        return made

    def _say_sample(self) -> None:
        size = int(self.sample.currentData())
        text = _("When none of them is wrong, it is 95 %% certain that less than %(wrong)s %% of all rows are.")
        self._sample_said.setText(text % {"wrong": at_most_wrong(size)})

    def _ask_workbook(self) -> None:
        seed = self.seed.text() or str(self._own_seed)
        self.seed.setText(seed)
        self.workbook_wanted.emit(int(seed), int(self.sample.currentData()))

    def show_account(self, account: Account, own_seed: int) -> None:
        """Show another period; its checks or differences follow. `own_seed` draws unless somebody types another."""
        self.title.setText(spelling.name(account.period).capitalize())
        clear(self._lines)
        self.fault.hide()
        if self._period != account.period.label or self.seed.text() in ("", str(self._own_seed)):
            self.seed.setText(str(own_seed))
        self._own_seed = own_seed
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
            tone: Tone = ("breached" if check.red else "undetermined") if found and check.code not in FINE else "met"
            title, look = check_title(check.code, red=found), check.code if found else ""
            self._say(tone, tone, title, " ".join(check.texts), look)

    def show_compared(
        self, compared: Compared, titles: Mapping[str, str], who: str, supplement: int, zone: ZoneInfo
    ) -> None:
        """Show a closed period, by `who`, beside today with its `supplement`; `titles` names the norms of today."""
        clear(self._lines)
        closing = compared.closing
        places = {
            "day": formats.day(formats.local(closing.at, zone).date()),
            "who": who,
            "code": closing.digest[:12],
        }
        self._say("lock", "met", _("Closed on %(day)s by %(who)s") % places, _("Control code %(code)s.") % places)
        if closing.remark:
            self._say("info", "muted", _("Remark"), closing.remark)
        moved = besides(compared)
        if compared.differs:
            n = len(compared.differences) if compared.differences is not None else len(moved)
            text = ngettext(
                "Since then %(n)s verdict is another one. The closed figures stay.",
                "Since then %(n)s verdicts are other ones. The closed figures stay.",
                n,
            )
            title = _("There is a supplement: %(n)s") % {"n": formats.number(supplement)}
            self._say("attention", "warn", title, text % {"n": formats.number(n)})
        else:
            self._say("met", "met", _("Nothing has changed since"), _("Today would give the same figures."))
        for one in moved[:_SHOWN]:
            shares = {"then": _share(one.closed), "now": _share(one.now)}
            self._say(
                "steady",
                "muted",
                titles.get(one.norm, one.norm),
                _("As closed %(then)s, as it would be now %(now)s.") % shares,
            )
        if compared.purged:
            text = ngettext(
                "%(n)s contact was purged since; it counts as it was closed.",
                "%(n)s contacts were purged since; they count as they were closed.",
                compared.purged,
            )
            self._say("info", "muted", _("Purged"), text % {"n": formats.number(compared.purged)})
        self.compare.setVisible(compared.differs)

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


def _share(row: ScoreRow | None) -> str:
    return _("nothing counted") if row is None or row.share is None else formats.percent(row.share)
