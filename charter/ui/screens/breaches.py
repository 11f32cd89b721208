"""Breaches: every verdict that needs a "why", findable, explained, with its source. The evidence behind a percentage.

Refuses to hold rows: filters are masks over the board's columns, worked out beside the window.
"""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.columns import Mask, Verdict
from charter.contact import Channel
from charter.locale import N_, _, formats, ngettext
from charter.norms.explain import Explanation
from charter.norms.periods import Period
from charter.ui import icon, theme
from charter.ui.explainer import Explainer
from charter.ui.models.column_table import ColumnTable
from charter.ui.models.verdict_columns import VerdictColumns
from charter.ui.register_filter import USUAL, RegisterFilter
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.tasks import Tasks
from charter.ui.verdict_look import VERDICT_ICON
from charter.ui.widgets.chooser import ManyChoice, OneChoice
from charter.ui.widgets.detail_pane import DetailPane
from charter.ui.widgets.empty_state import EmptyState
from charter.ui.widgets.parts import button, card, label, pause, set_property
from charter.ui.widgets.table_view import TableView
from charter.wording import channel_word, verdict_word

SEARCH_MS = 250
PANE, PANE_NARROW, NARROW_BELOW = 444, 322, 1360
_COUNTED = (
    Verdict.BREACHED,
    Verdict.MET,
    Verdict.PENDING,
    Verdict.EXCLUDED,
    Verdict.EXCUSED,
    Verdict.UNDETERMINED,
)


class BreachesScreen(Screen):
    """The register of every verdict."""

    HELP = (
        N_(
            "Here you find every verdict, with the reason for it. At first you see this month, and what is breached or "
            "not measurable."
        ),
        N_("Choose filters above the table. Click a column to sort. Columns that you do not need can be hidden."),
        N_("Choose a row to see what happened, and step by step how the last day was set."),
    )

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(services, tasks, settings)
        self._pane_wanted = True
        self._explainer = Explainer(services, tasks, self._chosen, self)
        self._explainer.explained.connect(self._show_explanation)
        self._explainer.failed.connect(self.failed)
        self._search_pause = pause(self, SEARCH_MS, self._apply)
        self._build()
        self._show_empty_or_list()

    # building

    def _build(self) -> None:
        self.columns_button = button(_("Columns"), "columns", help_text=_("Choose which columns the table shows"))
        self._columns_menu = QMenu(self)
        self._columns_menu.aboutToShow.connect(self._offer_columns)
        self.columns_button.setMenu(self._columns_menu)
        head = QHBoxLayout()
        head.addWidget(label(_("Breaches"), theme.TITLE, bold=True), 1)
        head.addWidget(self.columns_button)

        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(10)
        page.addLayout(head)
        page.addLayout(self._build_filters())
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(16)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._build_table())
        self.pane = DetailPane()
        self.pane.closed.connect(self.close_pane)
        self.pane.step_wanted.connect(self.step)
        self._splitter.addWidget(self.pane)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.splitterMoved.connect(self._remember_split)
        self.pane.hide()
        page.addWidget(self._splitter, 1)
        for keys, by in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self.step(by))

    def _build_filters(self) -> QHBoxLayout:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search number"))
        self.search.setAccessibleName(_("Search number"))
        self.search.setToolTip(_("Search number (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMaximumWidth(250)
        self.search.textChanged.connect(lambda: self._search_pause.start())
        self.search.returnPressed.connect(self._apply)
        self.period = OneChoice(_("Period"))
        self.norm = OneChoice(_("Norm"))
        self.team = OneChoice(_("Team"))
        for choice, everything in (
            (self.period, _("All periods")),
            (self.norm, _("All norms")),
            (self.team, _("All teams")),
        ):
            choice.offer(everything, [])
            choice.chosen.connect(self._apply)
        self.verdicts = ManyChoice(
            _("Verdict"),
            _("All verdicts"),
            _("%(name)s: %(n)s of %(total)s"),
            [(VERDICT_ICON[verdict], verdict_word(verdict), verdict) for verdict in Verdict],
        )
        self.verdicts.choose(frozenset(USUAL))
        self.verdicts.chosen.connect(self._apply)
        self.clear_button = button(_("Clear filters"), link=True)
        self.clear_button.clicked.connect(self.clear_filters)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 3)
        for choice in (self.period, self.norm, self.team):
            row.addWidget(choice, 2)
        row.addWidget(self.verdicts)
        row.addWidget(self.clear_button)
        row.addStretch(1)
        return row

    def _build_table(self) -> QWidget:
        surface = card()
        self.counts = label()
        self.counts.setTextFormat(Qt.TextFormat.RichText)
        self.counts.setContentsMargins(12, 9, 12, 9)
        self.counts.setWordWrap(True)
        self.busy = label(_("Loading..."), theme.CAPTION, tone="muted")
        self.busy.setContentsMargins(12, 0, 12, 6)
        self.busy.hide()
        self._busy_timer = pause(self, 1000, self.busy.show)
        self.model = ColumnTable(self._tasks, self)
        self.table = TableView(self.model, "breaches", self._settings)
        self.table.setAccessibleName(_("Breaches"))
        self.table.row_chosen.connect(self._row_chosen)
        self.table.opened.connect(self._open_pane)
        self.table.refused.connect(self.failed)
        self.model.busy_changed.connect(self._busy_changed)
        self.model.arranged.connect(self._arranged)
        self.empty = EmptyState()
        self._choose_file = button(_("Choose files..."), "folder", primary=True)
        self._choose_file.clicked.connect(self.import_wanted)
        self._all_verdicts = button(_("Show all verdicts"))
        self._all_verdicts.clicked.connect(lambda: self.verdicts.choose(frozenset(Verdict)))
        self._clear_here = button(_("Clear filters"))
        self._clear_here.clicked.connect(self.clear_filters)
        for unseen in (self._choose_file, self._all_verdicts, self._clear_here):
            unseen.setParent(self.empty)
            unseen.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        inside = QVBoxLayout(surface)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.counts)
        inside.addWidget(self.busy)
        inside.addWidget(self._stack, 1)
        return surface

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Show fresh data; filters and the chosen row stay where they still exist."""
        first = self._sight is None or not self._sight.months
        self._sight = sight
        self._explainer.forget()
        titles = sight.norm_titles
        norms = sight.board.rulebook.norms
        teams = sight.board.contacts.names.teams
        months: list[tuple[str, object]] = [(formats.month(month.first), month) for month in sight.months]
        self.period.offer(_("All periods"), months)
        self.norm.offer(_("All norms"), [(titles[norm], norms[norm].id) for norm in sight.norms])
        self.team.offer(_("All teams"), [(teams[team], teams[team]) for team in sight.teams])
        if first:
            self.period.blockSignals(True)
            self.period.choose(sight.period)
            self.period.blockSignals(False)
            set_property(self.period, "active", "true" if self.period.value() is not None else "false")
        columns = VerdictColumns(sight)
        sort = self.model.sorted_by or ("due", True)
        self._show_clear()
        self.model.show_data(
            len(sight.board.verdicts),
            (
                columns.verdict(),
                columns.number(),
                columns.norm(),
                columns.due(leaves=4),
                columns.late(),
                columns.team(leaves=3, chosen=False),
                columns.channel(),
                columns.started(),
                columns.stopped(),
                columns.source(),
            ),
            (),
            self._mask(sight),
            sort,
            sight.board.verdicts.verdict,
        )

    def filter(self) -> RegisterFilter:
        """What the filter bar says."""
        period, norm, team = self.period.value(), self.norm.value(), self.team.value()
        return RegisterFilter(
            self.search.text(),
            period if isinstance(period, Period) else None,
            str(norm) if norm is not None else None,
            str(team) if team is not None else None,
            frozenset(verdict for verdict in self.verdicts.values() if isinstance(verdict, Verdict)),
        )

    def _mask(self, sight: Sight) -> Callable[[], Mask]:
        chosen = self.filter()

        def mask() -> Mask:
            return chosen.mask(sight)

        return mask

    def _apply(self) -> None:
        self._search_pause.stop()
        set_property(self.search, "active", "true" if self.search.text().strip() else "false")
        self._show_clear()
        if self._sight is not None:
            self.model.filter_rows(self._mask(self._sight))

    def _show_clear(self) -> None:
        usual = RegisterFilter(period=self._sight.period if self._sight is not None else None)
        self.clear_button.setVisible(self.filter() != usual)

    def clear_filters(self) -> None:
        """Back to what the register shows by itself: this month, and the verdicts that need a why."""
        for part in (self.search, self.period, self.norm, self.team, self.verdicts):
            part.blockSignals(True)
        self.search.clear()
        self.period.choose(self._sight.period if self._sight is not None else None)
        self.norm.choose(None)
        self.team.choose(None)
        self.verdicts.choose(frozenset(USUAL))
        for part in (self.search, self.period, self.norm, self.team, self.verdicts):
            part.blockSignals(False)
        for choice in (self.period, self.norm, self.team):
            set_property(choice, "active", "true" if choice.value() is not None else "false")
        self._apply()

    def show_contact(self, contact: int, norm: int) -> None:
        """Find a contact under a norm, whatever the filters were, and open its explanation."""
        sight = self._sight
        row = sight.row_of(contact, norm) if sight is not None else None
        if sight is None or row is None:
            return
        if not self.filter().mask(sight)[row]:
            self.clear_filters()
            verdict = Verdict(int(sight.board.verdicts.verdict[row]))
            chosen = self.filter()
            if verdict not in chosen.verdicts:
                self.verdicts.choose(frozenset(chosen.verdicts | {verdict}))
            if chosen.period is not None and not chosen.period.covers(sight.board.verdicts.day[row : row + 1])[0]:
                self.period.choose(None)
        self._pane_wanted = True
        self.table.choose(row)
        self.table.setFocus()

    def _busy_changed(self, busy: bool) -> None:
        if busy:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
            self.busy.hide()

    def _arranged(self) -> None:
        self._say_counts()
        self._show_empty_or_list()

    def _say_counts(self) -> None:
        sight = self._sight
        if sight is None:
            return
        total = self.model.row_total
        counts = self.model.kind_counts
        kinds = {verdict: int(counts[verdict]) for verdict in _COUNTED if verdict < len(counts)}
        parts = [count_phrase(verdict, count) for verdict, count in kinds.items() if count]
        text = ngettext("<b>%(n)s</b> verdict", "<b>%(n)s</b> verdicts", total) % {"n": formats.number(total)}
        if parts:
            text = f"{text}: {', '.join(parts)}"
        self.counts.setText(text)
        self.counts.setAccessibleName(text.replace("<b>", "").replace("</b>", ""))

    def _show_empty_or_list(self) -> None:
        empty = not self.model.rowCount()
        self._stack.setCurrentWidget(self.empty if empty else self.table)
        self.counts.setVisible(not empty)
        sight = self._sight
        if not empty:
            return
        if sight is None:
            self.empty.say("receive", "accent", _("Reading the data"), _("The window fills as soon as it is there."))
        elif not len(sight.board.contacts):
            self.empty.say(
                "receive",
                "accent",
                _("No contacts yet"),
                _("Choose a log file of your mail or telephone system, or drop it on this window."),
                (self._choose_file,),
            )
        elif self.filter() == RegisterFilter(period=sight.period):
            self._say_no_breaches(sight)
        else:
            self.empty.say(
                "search",
                "muted",
                _("No contacts with these filters"),
                _("Choose other filters, or clear them."),
                (self._clear_here,),
            )
        self._row_chosen(None)

    def _say_no_breaches(self, sight: Sight) -> None:
        period = self.filter().period
        looked = int(period.covers(sight.board.verdicts.day).sum()) if period is not None else len(sight.board.verdicts)
        name = formats.month(period.first) if period is not None else ""
        seen = ngettext("%(n)s verdict was looked at.", "%(n)s verdicts were looked at.", looked)
        self.empty.say(
            "met",
            "met",
            _("No breaches in %(period)s") % {"period": name} if name else _("No breaches"),
            seen % {"n": formats.number(looked)},
            (self._all_verdicts,),
        )

    # explanation

    def _row_chosen(self, row: int | None) -> None:
        if row is None:
            self._explainer.stop()
            self.pane.hide()
        elif self._pane_wanted:
            self._explainer.follow()

    def _open_pane(self, row: int) -> None:
        self._pane_wanted = True
        self._explainer.forget()
        self.table.choose(row)
        self._explainer.explain()

    def close_pane(self) -> None:
        """Close the explanation and return to the row."""
        self._pane_wanted = False
        self._explainer.forget()
        self.pane.hide()
        self.table.setFocus()

    def step(self, by: int) -> None:
        """Go to the row above or below."""
        self.table.step(by)

    def _chosen(self) -> tuple[Sight, int] | None:
        sight, row = self._sight, self.table.current_row()
        return None if sight is None or row is None else (sight, row)

    def _show_explanation(self, explanation: Explanation, row: int) -> None:
        sight = self._sight
        if sight is None:
            return
        contacts = sight.board.contacts
        contact = int(sight.board.verdicts.contact[row])
        facts = [
            explanation.title,
            channel_word(Channel(int(contacts.channel[contact]))),
            contacts.names.queues[int(contacts.queue[contact])],
            contacts.names.teams[int(contacts.team[contact])],
        ]
        self.pane.show_explanation(
            explanation, sight.channel_icon(row), " · ".join(fact for fact in facts if fact), ZoneInfo(sight.zone)
        )
        if self.pane.isHidden():
            self.pane.show()
            self._split()
            self.table.choose(row)

    # columns, keys and room

    def _offer_columns(self) -> None:
        self._columns_menu.clear()
        for column in self.model.columns[1:]:
            action = self._columns_menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(self.table.is_chosen(column.id))
            action.toggled.connect(lambda shown, column_id=column.id: self.table.choose_column(column_id, shown=shown))

    @override
    def search_field(self) -> QLineEdit:
        """Ctrl+F: type a number."""
        return self.search

    @override
    def take_focus(self) -> None:
        """Put the keyboard in the table."""
        self.table.setFocus()

    @override
    def first_filter(self) -> QWidget:
        """Where Ctrl+L goes."""
        return self.period

    @override
    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        parts: tuple[QWidget, ...] = (self.search, self.table)
        return (*parts, self.pane.scroll_area) if self.pane.isVisible() else parts

    @override
    def escape(self) -> None:
        """Esc: clear the search, else close the explanation."""
        if self.search.hasFocus() and self.search.text():
            self.search.clear()
            self._apply()
        elif self.pane.isVisible():
            self.close_pane()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._split()

    def _split(self) -> None:
        """Give the explanation its remembered width, or the one that goes with the window's."""
        narrow = self.window().width() < NARROW_BELOW
        self.pane.setMinimumWidth(PANE_NARROW - 20)
        remembered = self._settings.value(f"breaches/pane/{'narrow' if narrow else 'wide'}")
        wanted = int(str(remembered)) if remembered is not None else PANE_NARROW if narrow else PANE
        whole = self._splitter.width() - self._splitter.handleWidth()
        self._splitter.setSizes([max(1, whole - wanted), wanted])

    def _remember_split(self) -> None:
        narrow = self.window().width() < NARROW_BELOW
        self._settings.setValue(f"breaches/pane/{'narrow' if narrow else 'wide'}", str(self.pane.width()))


def count_phrase(verdict: Verdict, n: int) -> str:
    """`18 breached`."""
    words = {
        Verdict.BREACHED: _("%(n)s breached"),
        Verdict.MET: _("%(n)s met"),
        Verdict.PENDING: ngettext("%(n)s running", "%(n)s running", n),
        Verdict.EXCLUDED: ngettext("%(n)s not counted", "%(n)s not counted", n),
        Verdict.EXCUSED: _("%(n)s excused"),
        Verdict.UNDETERMINED: _("%(n)s not measurable"),
    }
    return words[verdict] % {"n": formats.number(n)}
