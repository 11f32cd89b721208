"""The filters of the register: number, period, norm, team, verdict, follow-up, and what another screen asked for.

Why: the bar is a filter that can be seen; it reads from and writes to one `RegisterFilter`. Refuses to filter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from charter.columns import Verdict
from charter.locale import _, formats
from charter.norms.periods import Period
from charter.reports import spelling
from charter.ui.breaches.register_filter import USUAL, RegisterFilter, follow_word
from charter.ui.look import icon, theme
from charter.ui.look.verdict_look import VERDICT_ICON
from charter.ui.sight import Sight
from charter.ui.widgets.chooser import ManyChoice, OneChoice
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import button, pause, set_property
from charter.wording import verdict_word

SEARCH_MS = 250
_LETTERS, _MONTH = 9, 11
"""So many wide letters of a choice are always seen; in the second every month and its year are."""
_SEARCH = 180


class FilterBar(QWidget):
    """Signals: `changed` whenever the filter is another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._usual_period: Period | None = None
        self._besides = RegisterFilter()
        self._pause = pause(self, SEARCH_MS, self.apply)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search number"))
        self.search.setAccessibleName(_("Search number"))
        self.search.setToolTip(_("Search number (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setFixedWidth(theme.px(_SEARCH))
        self.search.textChanged.connect(lambda: self._pause.start())
        self.search.returnPressed.connect(self.apply)
        self.period = OneChoice(_("Period"))
        self.norm = OneChoice(_("Norm"))
        self.team = OneChoice(_("Team"))
        self.follow = OneChoice(_("Follow-up"))
        for choice, everything in self._choices():
            choice.setMinimumContentsLength(_MONTH if choice is self.period else _LETTERS)
            choice.offer(everything, [])
            choice.chosen.connect(self.apply)
        self.verdicts = ManyChoice(
            _("Verdict"),
            _("All verdicts"),
            _("%(name)s: %(n)s of %(total)s"),
            [(VERDICT_ICON[verdict], verdict_word(verdict), verdict) for verdict in Verdict],
        )
        self.verdicts.choose(frozenset(USUAL))
        self.verdicts.chosen.connect(self.apply)
        self.further = button("", "close", link=True, help_text=_("Let go of this filter"))
        self.further.clicked.connect(self._let_go)
        self.further.hide()
        self.clear_button = button(_("Clear filters"), link=True)
        self.clear_button.clicked.connect(self.clear)
        self.setLayout(
            Flow(
                self.search,
                self.period,
                self.norm,
                self.team,
                self.verdicts,
                self.follow,
                self.further,
                self.clear_button,
            )
        )

    def _choices(self) -> tuple[tuple[OneChoice, str], ...]:
        return (
            (self.period, _("All periods")),
            (self.norm, _("All norms")),
            (self.team, _("All teams")),
            (self.follow, _("All follow-up")),
        )

    def offer(self, sight: Sight, *, first: bool) -> None:
        """Offer what occurs in fresh data; what was chosen stays where it still occurs. Tells nobody."""
        self._usual_period = sight.period
        teams = sight.board.contacts.names.teams
        norms = sight.board.rulebook.norms
        self._offer_periods(sight.months, sight.period if first else None)
        self.norm.offer(_("All norms"), [(sight.norm_titles[norm], norms[norm].id) for norm in sight.norms])
        self.team.offer(_("All teams"), [(teams[team], teams[team]) for team in sight.teams])
        assigned = sorted(filter(None, sight.following.teams), key=str.casefold)
        choices = [(False, None), (True, None), (None, ""), *((None, team) for team in assigned)]
        self.follow.offer(_("All follow-up"), [(follow_word(*choice), choice) for choice in choices])
        self._show_clear()

    def _offer_periods(self, months: tuple[Period, ...], wanted: Period | None) -> None:
        """The months, and a period that another screen asked for."""
        kept = wanted or self.period.value()
        choices: list[tuple[str, object]] = [(formats.month(month.first), month) for month in months]
        if isinstance(kept, Period) and kept not in months:
            choices.insert(0, (spelling.name(kept), kept))
        self.period.offer(_("All periods"), choices)
        if wanted is not None:
            with self._quietly():
                self.period.choose(wanted)
            self._mark()

    def filter(self) -> RegisterFilter:
        """What the bar says."""
        period, norm, team, follow = (choice.value() for choice, _every in self._choices())
        cause, assigned = follow if isinstance(follow, tuple) else (None, None)
        return replace(
            self._besides,
            search=self.search.text(),
            period=period if isinstance(period, Period) else None,
            norm=str(norm) if norm is not None else None,
            team=str(team) if team is not None else None,
            verdicts=frozenset(verdict for verdict in self.verdicts.values() if isinstance(verdict, Verdict)),
            cause=cause,
            assigned=assigned,
        )

    @property
    def usual(self) -> RegisterFilter:
        """What the register shows by itself: this month, and the verdicts that need a why."""
        return RegisterFilter(period=self._usual_period)

    def show_filter(self, wanted: RegisterFilter, months: tuple[Period, ...]) -> None:
        """Say what somebody else asks for; whatever was filtered before is let go."""
        with self._quietly():
            self.search.setText(wanted.search)
            if wanted.period is not None:
                self._offer_periods(months, wanted.period)
            follow = None if wanted.cause is None and wanted.assigned is None else (wanted.cause, wanted.assigned)
            for choice, value in (
                (self.period, wanted.period),
                (self.norm, wanted.norm),
                (self.team, wanted.team),
                (self.follow, follow),
            ):
                choice.choose(value)
            self.verdicts.choose(frozenset(wanted.verdicts))
        self._besides = RegisterFilter(
            channel=wanted.channel, organisation=wanted.organisation, weekday=wanted.weekday, hour=wanted.hour
        )
        self._mark()
        self.apply()

    def clear(self) -> None:
        """Back to what the register shows by itself."""
        self.show_filter(self.usual, ())

    def apply(self) -> None:
        """Tell that the filter is another one."""
        self._pause.stop()
        set_property(self.search, "active", "true" if self.search.text().strip() else "false")
        self._show_clear()
        self.changed.emit()

    def _let_go(self) -> None:
        self._besides = RegisterFilter()
        self._mark()
        self.apply()

    def _mark(self) -> None:
        for choice, _every in self._choices():
            choice.mark()
        said = ", ".join(self._besides.further())
        self.further.setText(said)
        self.further.setAccessibleName(_("Let go of this filter: %(filter)s") % {"filter": said})
        self.further.setVisible(bool(said))

    def _show_clear(self) -> None:
        self.clear_button.setVisible(self.filter() != self.usual)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Change several parts and tell it once, by hand."""
        parts = (self.search, self.verdicts, *(choice for choice, _every in self._choices()))
        for part in parts:
            part.blockSignals(True)
        yield
        for part in parts:
            part.blockSignals(False)
