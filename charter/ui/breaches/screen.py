"""Breaches: every verdict that needs a "why", findable, explained, with its source. The evidence behind a percentage.

Refuses to hold rows: filters are masks over the board's columns, worked out beside the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from charter.app import Services
from charter.columns import Mask, Verdict
from charter.contact import Channel
from charter.locale import N_, _, formats, ngettext
from charter.norms.explain import Explanation
from charter.reports import spelling
from charter.ui.breaches import saved_views
from charter.ui.breaches.counts_line import CountsLine
from charter.ui.breaches.detail_pane import DetailPane
from charter.ui.breaches.filter_bar import FilterBar
from charter.ui.breaches.grouping import groups
from charter.ui.breaches.list_shape import GroupChoice, columns_button
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.breaches.saved_views import SavedView
from charter.ui.breaches.side_split import SideSplit
from charter.ui.breaches.views_button import ViewsButton
from charter.ui.follow_up.follower import Place
from charter.ui.keys import Key
from charter.ui.lists.export import ListExport
from charter.ui.lists.list_screen import PRINT, UNDO, ListScreen
from charter.ui.look import theme
from charter.ui.models.cells import Column
from charter.ui.models.verdict_columns import VerdictColumns
from charter.ui.sight import Sight
from charter.ui.tasks import Tasks
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.list_frame import FRAME
from charter.ui.widgets.parts import button, label, pause
from charter.ui.widgets.strips import Message
from charter.wording import channel_word

PANE, PANE_NARROW = 444, 322
CHOSEN_MS = 150


class BreachesScreen(ListScreen):
    """The register of every verdict."""

    HELP = (
        N_(
            "Here you find every verdict, with the reason for it. At first you see this month, and what is breached or "
            "not measurable."
        ),
        N_("Choose filters above the table. Click a column to sort. Columns that you do not need can be hidden."),
        N_("Choose a row to see what happened, and step by step how the last day was set."),
        N_(
            "Below that you say whose turn it is and why it was late. Choose several rows to say the same of all of "
            "them. Everything that you say stays visible, with your name; you can take it back."
        ),
        N_("What you look at often you can keep as a view, with its filters, columns and order."),
    )
    KEYS = (
        Key("Ctrl+T", N_("Say whose turn it is")),
        Key("Ctrl+R", N_("Give the reason")),
        Key("Ctrl+S", N_("Save, and go to the next without a reason")),
        Key("Ctrl+Shift+V", N_("Excuse what is chosen")),
        UNDO,
        Key("Ctrl+B", N_("Show where the contact comes from")),
        Key("Ctrl+E", N_("Put the table into Excel")),
        PRINT,
        Key("Ctrl+Up", N_("Go to the contact above")),
        Key("Ctrl+Down", N_("Go to the contact below")),
    )

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings, *, whole: bool = True) -> None:
        super().__init__(services, tasks, settings)
        self._pane_wanted = True
        self._for_another = False
        self.follow_up.kept.connect(self._go_on)
        self.follow_up.back_wanted.connect(self._go_back_to)
        self.export = ListExport(services, tasks, self)
        self.export.said.connect(self.said)
        self._rows_rest = pause(self, CHOSEN_MS, self._show_chosen)
        self._grow_by(self._build(), whole=whole)

    # building

    def _build(self) -> Iterator[None]:
        page = self._page(10)
        self._build_table()
        page.addLayout(self._build_head())
        yield
        self.filters = FilterBar()
        self.filters.changed.connect(self._apply)
        self.filters.changed.connect(self._stay)
        page.addWidget(self.filters)
        yield
        self.pane = DetailPane(self.follow_up.form, self.follow_up.list)
        self.pane.closed.connect(self.close_pane)
        self.pane.step_wanted.connect(self.step)
        yield
        self._splitter = SideSplit(self._settings, "breaches", self.frame, self.pane, wide=PANE, narrow=PANE_NARROW)
        self.pane.hide()
        page.addWidget(self._splitter, 1)
        self._bind_all()
        self._show_empty_or_list()
        yield

    def _build_head(self) -> Flow:
        self.group = GroupChoice(self._settings, "breaches")
        self.group.chosen.connect(self._group_chosen)
        self.views = ViewsButton(self._settings)
        self.views.chosen.connect(self.show_view)
        self.views.naming.connect(self.keep_view)
        self.columns_button = columns_button(self.table)
        self.excel = button(_("To Excel"), "sheet", help_text=_("What the table shows, with its filters (Ctrl+E)"))
        self.excel.clicked.connect(self.export_table)
        title = label(_("Breaches"), theme.TITLE, bold=True)
        return Flow(title, self.group, self.views.button, self.columns_button, self.excel, head=True)

    def _build_table(self) -> None:
        self.counts = CountsLine()
        self.counts.unexplained_wanted.connect(lambda: self.filters.follow.choose((False, None)))
        frame = self._build_list("breaches", _("Breaches"), self.counts)
        self.table.rows_chosen.connect(lambda: self._rows_rest.start())
        self.table.opened.connect(self._open_pane)
        self._all_verdicts = frame.offer(
            _("Show all verdicts"), lambda: self.filters.verdicts.choose(frozenset(Verdict))
        )
        self._clear_here = frame.offer(_("Clear filters"), self.clear_filters)

    def _bind_all(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "Ctrl+T": lambda: self._in_form(self.follow_up.form.choose_team),
            "Ctrl+R": lambda: self._in_form(self.follow_up.form.choose_cause),
            "Ctrl+S": self.follow_up.save,
            "Ctrl+Shift+V": self.follow_up.ask_excuse,
            "Ctrl+B": self.follow_up.show_source,
            "Ctrl+E": self.export_table,
            "Ctrl+P": self.print_list,
            "Ctrl+Up": partial(self.step, -1),
            "Ctrl+Down": partial(self.step, 1),
        }
        self._bind(acts)

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Show fresh data; filters and the chosen rows stay where they still exist."""
        first = self._sight is None or not self._sight.months
        sight = self.follow_up.hear_in(sight, fresh=True)
        self._sight = sight
        self._explainer.forget()
        self.filters.offer(sight, first=first)
        self.follow_up.offer(sight)
        self.model.show_data(
            len(sight.board.verdicts),
            self._columns(sight),
            partial(groups, sight, self.group.by),
            self._mask(sight),
            self.model.sorted_by or ("due", True),
            sight.board.verdicts.verdict,
        )

    def filter(self) -> RegisterFilter:
        """What the filter bar says."""
        return self.filters.filter()

    def show_filter(self, wanted: RegisterFilter) -> None:
        """Show what another screen asks for; whatever was filtered before is let go."""
        if self._sight is not None:
            self.filters.show_filter(wanted, self._sight.months)

    def clear_filters(self) -> None:
        """Back to what the register shows by itself: this month, and the verdicts that need a why."""
        self.show_filter(self.filters.usual)

    def _mask(self, sight: Sight) -> Callable[[], Mask]:
        chosen = self.filter()
        return lambda: chosen.mask(sight)

    def _apply(self) -> None:
        if self._sight is not None:
            self.model.filter_rows(self._mask(self._sight))

    def _group_chosen(self) -> None:
        if self._sight is not None:
            self.model.show_groups(partial(groups, self._sight, self.group.by))

    def show_contact(self, contact: int, norm: int) -> None:
        """Find a contact under a norm, whatever the filters were, and open its explanation."""
        sight = self._sight
        row = sight.row_of(contact, norm) if sight is not None else None
        if sight is None or row is None:
            return
        if not self.filter().lets(sight, row):
            self.clear_filters()
            verdict = Verdict(int(sight.board.verdicts.verdict[row]))
            chosen = self.filter()
            if verdict not in chosen.verdicts:
                self.filters.verdicts.choose(frozenset(chosen.verdicts | {verdict}))
            if chosen.period is not None and not chosen.period.covers(sight.board.verdicts.day[row : row + 1])[0]:
                self.filters.period.choose(None)
        self._pane_wanted = True
        self.table.choose(row)
        self.table.setFocus()

    @override
    def _arranged(self) -> None:
        self._say_counts()
        self._show_empty_or_list()

    @override
    def _say_counts(self) -> None:
        sight = self._sight
        if sight is not None and not self.model.arranging:  # else it is said when the rows are there
            counts = self.model.kind_counts
            kinds = {verdict: int(counts[verdict]) for verdict in Verdict if verdict < len(counts)}
            self.counts.say(self.model.row_total, kinds, self.model.count_of(sight.without_cause))

    def _show_empty_or_list(self) -> None:
        empty = not self.model.rowCount()
        self.frame.show_list(filled=not empty)
        self.counts.setVisible(not empty)
        sight = self._sight
        if not empty:
            return
        if sight is None:
            self.frame.say_reading()
        elif not len(sight.board.contacts):
            self.frame.say_no_contacts(self._add_source)
        elif self.filter() == self.filters.usual:
            self._say_no_breaches(sight)
        else:
            title, text = _("No contacts with these filters"), _("Choose other filters, or clear them.")
            self.frame.say("search", "muted", title, text, self._clear_here)
        self._row_chosen(None)

    def _say_no_breaches(self, sight: Sight) -> None:
        period = self.filter().period
        looked = int(period.covers(sight.board.verdicts.day).sum()) if period is not None else len(sight.board.verdicts)
        name = spelling.name(period) if period is not None else ""
        seen = ngettext("%(n)s verdict was looked at.", "%(n)s verdicts were looked at.", looked)
        title = _("No breaches in %(period)s") % {"period": name} if name else _("No breaches")
        self.frame.say("met", "met", title, seen % {"n": formats.number(looked)}, self._all_verdicts)

    # explanation

    @override
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

    @override
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
        self.follow_up.show()
        if self.pane.isHidden():
            self.pane.show()
            self._splitter.split(narrow=self._is_narrow, rows=self.table.room_for("due") + FRAME)
            if self.table.chosen_count() <= 1:
                self.table.choose(row)

    # follow-up

    def _show_chosen(self) -> None:
        if self.pane.isVisible():
            self.follow_up.show()

    def _in_form(self, act: Callable[[], None]) -> None:
        """Do something in the form; open it first where it is closed."""
        row = self.table.current_row()
        if row is None:
            self.said.emit(Message("information", _("Choose a contact in the list first."), topic="follow-up"))
            return
        if self.pane.isHidden():
            self._open_pane(row)
        self.pane.scroll_area.ensureWidgetVisible(self.follow_up.form)
        act()

    def _go_on(self) -> None:
        """From the one verdict of which something was said to the next without a reason."""
        sight, row = self._sight, self.table.current_row()
        if sight is None or row is None or self.table.chosen_count() > 1:
            return
        following = self.model.next_of(sight.without_cause, self.table.currentIndex().row())
        if following is not None:
            self.table.choose(following)
        if self.table.current_row() == row:
            self.follow_up.show()

    def _go_back_to(self, place: Place, norm: str) -> None:
        """Return to a contact of which something could not be kept."""
        sight = self._sight
        if sight is None:
            return
        found = sight.find(place)
        if found is not None:
            self._explainer.forget()
            self.show_contact(found, sight.board.rulebook.position(norm))
            self._explainer.explain()

    # views, columns, worksheet

    def show_view(self, view: SavedView) -> None:
        """Show what was kept under a name."""
        if self._sight is None:
            return
        for column in self.model.columns[1:]:
            self.table.choose_column(column.id, shown=column.id in view.columns)
        ids = [column.id for column in self.model.columns]
        if view.sort is not None and view.sort[0] in ids:
            down = Qt.SortOrder.DescendingOrder if view.sort[1] else Qt.SortOrder.AscendingOrder
            self.model.sort(ids.index(view.sort[0]), down)
        self.group.choose(view.group.value or None)
        self.show_filter(view.filter_now(self._sight.period))

    def keep_view(self, name: str) -> None:
        """Keep what is shown under a name."""
        chosen = self.filter()
        current = chosen.period is not None and self._sight is not None and chosen.period == self._sight.period
        columns = tuple(column.id for column in self.model.columns if self.table.is_chosen(column.id))
        view = SavedView(name, chosen, current, columns, self.model.sorted_by, self.group.by)
        saved_views.save(self._settings, view)
        self.said.emit(Message("done", _("The view %(name)s is kept.") % {"name": name}, topic="view"))

    def export_table(self) -> None:
        """Ctrl+E: a worksheet of what the table shows."""
        sight = self._sight
        if sight is not None and self.model.row_total:
            self.export.ask(_("Breaches"), self.filter().told(sight), self.table)

    def print_list(self) -> None:
        """Ctrl+P: what the table shows, on paper."""
        if self._sight is not None:
            self._print(_("Breaches"), self.filter().told(self._sight))

    # keys and room

    @override
    def search_field(self) -> QWidget:
        """Ctrl+F: type a number."""
        return self.filters.search

    @override
    def first_filter(self) -> QWidget:
        """Where Ctrl+L goes."""
        return self.filters.period

    @override
    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        parts: tuple[QWidget, ...] = (self.filters.search, self.table)
        return (*parts, self.pane.scroll_area) if self.pane.isVisible() else parts

    def search_for_another(self) -> None:
        """Ctrl+F on a screen that has nothing to search: Esc goes back there, until the user searched or went on."""
        self._for_another = True
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _stay(self) -> None:
        self._for_another = False

    @override
    def leave(self, then: Callable[[], object]) -> bool:
        self._stay()
        return super().leave(then)

    @override
    def escape(self) -> None:
        """Esc: clear the search, else go back to where Ctrl+F was pressed, else close the explanation."""
        search = self.filters.search
        if search.hasFocus() and search.text():
            search.clear()
            self.filters.apply()
        elif search.hasFocus() and self._for_another:
            self.back_wanted.emit()
        elif self.pane.isVisible():
            self.close_pane()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._splitter.split(narrow=self._is_narrow, rows=self.table.room_for("due") + FRAME)

    @override
    def _columns(self, sight: Sight) -> tuple[Column, ...]:
        columns = VerdictColumns(sight)
        return (
            columns.verdict(),
            columns.number(),
            columns.norm(),
            columns.due(leaves=4),
            columns.late(),
            columns.why(),
            columns.assigned(leaves=5, chosen=False),
            columns.note(),
            columns.team(leaves=3, chosen=False),
            columns.channel(),
            columns.started(),
            columns.stopped(),
            columns.version(),
            columns.source(),
        )
