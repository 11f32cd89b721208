"""What if: other terms, tried on a past period, as it is beside as it would be.

Why: who promises something should know what it costs. A trial changes no verdict; this card only asks and shows, and
`charter.services.norm_trials` works in memory. Refuses to keep anything: a version is made of the trial elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout

from charter.locale import _, formats, ngettext
from charter.norms.model import Norm, NormVersion
from charter.norms.periods import Period
from charter.norms.phrases import limit_phrase
from charter.services.norm_editing import FieldFault, Terms
from charter.services.norm_trials import Trial
from charter.ui.alert import alert
from charter.ui.look import theme
from charter.ui.norms.columns import TRIAL_ROWS, change_columns, team_columns, trial_columns
from charter.ui.norms.terms_form import TermsForm
from charter.ui.sight import Sight
from charter.ui.tasks import Tasks
from charter.ui.trends.choice import period_name
from charter.ui.widgets.chooser import Picker
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import as_card, button, label, plain, scrolled, set_property
from charter.ui.widgets.table_paint import header_height
from charter.ui.widgets.table_view import TableView

_TEAMS_SHOWN = 6


def height_of(table: TableView, rows: int) -> int:
    """How high a table must be to show so many rows at the row height that the user chose."""
    return header_height() + table.verticalHeader().defaultSectionSize() * rows + 2


class WhatIfCard(QFrame):
    """Other terms on a past period.

    Signals: `asked` when the trial must be made anew, `stopped` to stop it, `version_wanted` to make a version of it,
    `contact_chosen` (row of the board) to see a contact.
    """

    asked = Signal()
    stopped = Signal()
    version_wanted = Signal()
    contact_chosen = Signal(int)

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        as_card(self)
        self.trial: Trial | None = None
        self.period = Picker(_("Period of the trial"), filters=False)
        self.form = TermsForm()
        self.note = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(_("The trial is being worked out"))
        self.stop = button(_("Stop"))
        self.stop.clicked.connect(self.stopped)
        self.counts = TableView.alone(tasks, settings, "what-if", _("As it is beside as it would be"))
        self.counts.setFixedHeight(height_of(self.counts, TRIAL_ROWS))
        self.teams = TableView.alone(tasks, settings, "what-if-teams", _("The trial for each team"))
        self.contacts = TableView.alone(tasks, settings, "what-if-contacts", _("Contacts that get another verdict"))
        self.contacts.opened.connect(self._open)
        self.by_team = button(_("By team"))
        self.by_contact = button(_("Contacts that change"))
        self.make = button(_("Make a version of this trial..."))
        self.make.clicked.connect(self.version_wanted)
        self._build()
        self.period.chosen.connect(self.asked)
        self.form.changed.connect(self.asked)
        self.show_running(running=False)
        self._show_list(0)

    def _build(self) -> None:
        self.sheet = scrolled(sideways=False)
        self.sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self.sheet)
        inside = plain()
        self.sheet.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(_("What if?"), theme.SECTION, bold=True))
        column.addWidget(self.period)
        column.addWidget(self.form)
        running = QHBoxLayout()
        running.setSpacing(8)
        column.addLayout(running)
        running.addWidget(self.bar, 1)
        running.addWidget(self.stop)
        column.addWidget(self.counts)
        column.addWidget(self.note)
        for place, chosen in enumerate((self.by_team, self.by_contact)):
            chosen.clicked.connect(lambda _checked=False, place=place: self._show_list(place))
        self._kinds = plain()
        column.addWidget(self._kinds)
        self._kinds.setLayout(Flow(self.by_team, self.by_contact))
        self.lists = QStackedWidget()
        column.addWidget(self.lists)
        self.lists.addWidget(self.teams)
        self.lists.addWidget(self.contacts)
        self.lists.setFixedHeight(height_of(self.teams, _TEAMS_SHOWN))
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def offer(self, periods: Sequence[Period], usual: Period | None) -> None:
        """Offer these periods to try on; without any there is nothing to show."""
        self.period.offer_each([(period_name(one), one) for one in periods], usual)
        for part in (self.period, self.counts, self._kinds, self.lists, self.make):
            part.setVisible(bool(periods))

    def show_norm(self, norm: Norm, version: NormVersion, next_number: int) -> None:
        """Begin anew, with the terms of a version."""
        self.form.show_terms(Terms.of(version), norm.kind)
        self.make.setText(_("Make version %(number)s of this trial...") % {"number": next_number})
        self.trial = None
        for table in (self.counts, self.teams, self.contacts):
            table.table.show_data(0, table.table.columns)

    def show_running(self, *, running: bool) -> None:
        """Show that a trial is being made, and how to stop it."""
        self.bar.setVisible(running)
        self.stop.setVisible(running)

    def show_trial(self, trial: Trial, sight: Sight, now: NormVersion, tried: NormVersion, others: int) -> None:
        """Show what came out; `others` counts the worked examples that come out otherwise under the trial."""
        self.trial = trial
        labels = (
            _("Now: %(limit)s") % {"limit": limit_phrase(now.limit)},
            _("Trial: %(limit)s") % {"limit": limit_phrase(tried.limit)},
        )
        self.counts.table.show_data(TRIAL_ROWS, trial_columns(trial.whole))
        self.counts.setToolTip("\n".join(labels))
        self.teams.table.show_data(len(trial.teams), team_columns(trial.teams))
        self.contacts.table.show_data(len(trial.contacts), change_columns(trial, sight))
        n = trial.whole.now.counted
        said = ngettext("%(n)s contact counts now.", "%(n)s contacts count now.", n) % {"n": formats.number(n)}
        changed = len(trial.contacts)
        more = ngettext("%(n)s gets another verdict.", "%(n)s get another verdict.", changed)
        parts = [_("A trial changes no verdict."), said, more % {"n": formats.number(changed)}]
        if others:
            words = ngettext(
                "%(n)s worked example comes out otherwise in the trial.",
                "%(n)s worked examples come out otherwise in the trial.",
                others,
            )
            parts.append(words % {"n": formats.number(others)})
        self.say(" ".join(parts))

    def say(self, text: str, faults: Sequence[FieldFault] = ()) -> None:
        """Say something below the figures, and every fault at its field; told to who is trying something here."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.form.say(faults)
        spoken = " ".join((*(fault.text for fault in faults), text)).strip()
        self.sheet.setAccessibleName(spoken or _("What if?"))
        if spoken and self.isAncestorOf(self.window().focusWidget()):
            alert(self.sheet)

    def _show_list(self, place: int) -> None:
        self.lists.setCurrentIndex(place)
        for position, chosen in enumerate((self.by_team, self.by_contact)):
            set_property(chosen, "active", "true" if position == place else "false")

    def _open(self, row: int) -> None:
        if self.trial is not None:
            self.contact_chosen.emit(int(self.trial.contacts[row]))
