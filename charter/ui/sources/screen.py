"""Sources: where the contacts come from, whether everything is in, and if not, what to do.

Why: a figure is as good as the data below it. Refuses to fetch and to read files: it asks the window, where one thing
at a time comes in; and refuses to show a source without the sum of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.locale import N_, _, formats, ngettext
from charter.services.source_overview import Standing, Supply, Trouble
from charter.services.unknown_queues import queue_of, unknown_queues
from charter.ui.keys import Key
from charter.ui.lists.export import ListExport
from charter.ui.look import theme
from charter.ui.models.column_table import ColumnTable
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight
from charter.ui.sources.acts import SourceActs
from charter.ui.sources.add_source import AddSource
from charter.ui.sources.card import SourceCard
from charter.ui.sources.columns import supply_columns
from charter.ui.tasks import Task, Tasks
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.drop_zone import DropZone
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.list_frame import ListFrame
from charter.ui.widgets.parts import IconLabel, button, label, plain, rule
from charter.ui.widgets.strips import Message
from charter.ui.widgets.table_paint import ROW, header_height
from charter.ui.widgets.table_view import TableView

_ZONE_WIDTH, _CARD = 332, 400
_ZONE_NARROW, _NARROW_BELOW = 250, 1360
_CHOSEN, _BORDER = "sources/chosen", "sources/border"
_FOOT = 40


class SourcesScreen(Screen):
    """Every source in one table; below it the chosen one, and a place to drop files."""

    HELP = (
        N_("Here you see where Charter gets the contacts from, and whether that goes well."),
        N_(
            "Each row that was read is counted once: read = used + double + rejected + out of scope. Rejected rows "
            "stand below, with what you can do."
        ),
        N_("A source that is a mailbox, a register or a folder is asked by itself. Files you drop on the window."),
        N_(
            "Is a table new to Charter? Then you say once which column is what. Change that later, and the files that "
            "were read with it can be read again. Nothing is counted twice."
        ),
        N_("Removing a source leaves its contacts where they are."),
        N_(
            "Was it the wrong file? Choose the times that the source was read, then the file, and undo that import. "
            "That can be done until the period closes."
        ),
    )
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("F5", N_("Ask the chosen source for news; files: all sources")),
        Key("Shift+F5", N_("Ask all sources for news")),
        Key("Ctrl+N", N_("Add a source")),
        Key("Ctrl+E", N_("Put the problem rows into Excel")),
    )

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings, *, whole: bool = True) -> None:
        super().__init__(services, tasks, settings)
        self._zone = services.profile.zone
        self._supplies: tuple[Supply, ...] = ()
        self._mapped: frozenset[str] = frozenset()
        self._under_way: dict[str, int] = {}
        self._loading: Task | None = None
        self._troubles: Task | None = None
        self.export = ListExport(services, tasks, self)
        self.export.said.connect(self.said)
        self.acts = SourceActs(services, tasks, self)
        self.acts.said.connect(self.said)
        self.acts.failed.connect(self.failed)
        self.acts.changed.connect(self._changed)
        self.acts.mapped.connect(self.profile_changed)
        self.model = ColumnTable(tasks, self)
        self._grow_by(self._build(), whole=whole)

    # building

    def _bind(self) -> None:
        bound: dict[str, Callable[[], object]] = {  # F5 is the window's, which asks `fetch_names`
            "Shift+F5": partial(self.fetch_wanted.emit, ()),
            "Ctrl+N": self.add_source,
            "Ctrl+E": partial(self.act, "excel"),
        }
        for keys, act in bound.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _build(self) -> Iterator[None]:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addLayout(self._build_head())
        page.addWidget(self.splitter, 1)
        yield
        self.splitter.addWidget(self._build_table())
        yield
        self.card = SourceCard(self._tasks, self._settings)
        self.card.wanted.connect(self.act)
        self.card.problems.refused.connect(self.failed)
        self.acts.answered.connect(self.card.say)
        yield
        self.zone = DropZone()
        self.zone.choose_wanted.connect(self.import_wanted)
        self.zone.dropped.connect(self.files_wanted)
        below = self._lower = plain()
        self._below = Beside(16)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.add(self.card, 1, theme.px(_CARD))
        self._below.add_fixed(self.zone, theme.px(_ZONE_WIDTH))
        below.setLayout(self._below)
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 4)
        self.splitter.setStretchFactor(1, 5)
        self.splitter.splitterMoved.connect(lambda: self._settings.setValue(_BORDER, self.splitter.saveState()))
        self._bind()
        yield

    def _build_head(self) -> QVBoxLayout:
        self.sentence = label(tone="muted", wrap=True)
        self.add_button = button(_("Add a source..."), "plus", help_text=_("Add a source (Ctrl+N)"))
        self.add_button.clicked.connect(self.add_source)
        self.fetch_all = button(_("Fetch all now"), "refresh", primary=True, help_text=_("Ask all sources (Shift+F5)"))
        self.fetch_all.clicked.connect(lambda: self.fetch_wanted.emit(()))
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(Flow(label(_("Sources"), theme.TITLE, bold=True), self.add_button, self.fetch_all, head=True))
        head.addWidget(self.sentence)
        return head

    def _build_table(self) -> QWidget:
        self.table = TableView(self.model, "sources", self._settings)
        self.table.setAccessibleName(_("Sources"))
        self.table.row_chosen.connect(self._chosen)
        self.table.refused.connect(self.failed)
        self.frame = ListFrame(self.table)
        self.frame.import_wanted.connect(self.import_wanted)
        self._add_first = self.frame.offer(_("Add a source..."), self.add_source, "plus")
        self.frame.say_reading()
        self.frame.show_list(filled=False)
        self._sum_icon = IconLabel("info", "muted")
        self.sum = label(points=theme.CAPTION, tone="muted", wrap=True)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 5, 12, 7)
        foot.setSpacing(8)
        foot.addWidget(self._sum_icon)
        foot.addWidget(self.sum, 1)
        column = self.frame.layout()
        if isinstance(column, QVBoxLayout):
            column.addWidget(rule())
            column.addLayout(foot)
        return self.frame

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Look again at the sources; the chosen one stays chosen."""
        self._sight = sight
        self.look()

    def look(self) -> None:
        """Fetch the overview, beside the window."""
        if self._loading is not None:
            self._loading.forget()

        def work(_task: Task) -> tuple[list[Supply], tuple[str, ...]]:
            return self._services.overview(), self._services.mapping_desk.ids()

        self._loading = self._tasks.run(work, self._show, self._look_failed)

    def _look_failed(self, error: Exception) -> None:
        self.failed.emit(error)

    def _show(self, found: tuple[list[Supply], tuple[str, ...]]) -> None:
        supplies, mapped = found
        self._supplies, self._mapped, self._under_way = tuple(supplies), frozenset(mapped), {}
        kept = self._settings.value(_CHOSEN)
        self.model.show_data(
            len(supplies), supply_columns(self._supplies, self._zone, self._under_way), sort=self.model.sorted_by
        )
        filled = bool(supplies)
        self.frame.show_list(filled=filled)
        self._lower.setVisible(filled)
        if not filled:
            self.frame.say(
                "sources",
                "accent",
                _("No sources yet"),
                _("Add a mailbox, a register or a folder. Or drop a file on this window."),
                self.frame.choose_file,
                self._add_first,
            )
        self._share_height()
        self._say_sum()
        asked = [one for one in supplies if one.configured is not None]
        self.fetch_all.setVisible(bool(asked))
        row = next((row for row, one in enumerate(supplies) if one.name == kept), None)
        self.table.choose(self._worst() if row is None else row)
        self._chosen(self.table.current_row())

    def _share_height(self) -> None:
        """Give the table of sources the height that it needs, at most half, until the user moves the border."""
        if self._settings.value(_BORDER) is not None:
            self.splitter.restoreState(self._settings.value(_BORDER))
            return
        needed = header_height() + theme.tall(ROW) * len(self._supplies) + theme.tall(_FOOT)
        height = self.splitter.height()
        upper = min(needed, height // 2)
        self.splitter.setSizes([upper, height - upper])

    def _worst(self) -> int | None:
        """The first source that needs somebody."""
        order = (Standing.FAILING, Standing.LOST_ROWS)
        rows = [row for standing in order for row, one in enumerate(self._supplies) if one.standing is standing]
        return next(iter(rows), 0 if self._supplies else None)

    def _say_sum(self) -> None:
        well = sum(one.standing not in (Standing.FAILING, Standing.LOST_ROWS) for one in self._supplies)
        count = len(self._supplies)
        text = ngettext(
            "This is where Charter gets the contacts from. %(well)s of %(n)s source is in order.",
            "This is where Charter gets the contacts from. %(well)s of %(n)s sources are in order.",
            count,
        )
        self.sentence.setText(text % {"well": formats.number(well), "n": formats.number(count)} if count else "")
        wrong = [one.name for one in self._supplies if one.wrong]
        right = _("Every row read is counted: read = used + double + rejected + out of scope.")
        bad = _("The sum does not come out for %(sources)s: not every row read is counted. Read those files again.")
        self.sum.setText(bad % {"sources": ", ".join(wrong)} if wrong else right)
        self._sum_icon.show_icon("breached" if wrong else "info", "breached" if wrong else "muted")
        for part in (self.sum, self._sum_icon):
            part.setVisible(bool(count))

    def _chosen(self, row: int | None) -> None:
        if row is None or row >= len(self._supplies):
            self.card.show_supply(None, self._zone)
            return
        supply = self._supplies[row]
        self._settings.setValue(_CHOSEN, supply.name)
        self.card.show_supply(supply, self._zone, mapped=supply.format in self._mapped)
        if self._troubles is not None:
            self._troubles.forget()

        def shown(troubles: list[Trouble]) -> None:
            self.card.show_troubles(troubles)

        board = self._sight.board if self._sight is not None else None

        def work(_task: Task) -> list[Trouble]:
            told = self._services.troubles(supply)
            sources = {run.source for run in supply.runs}
            return told + (unknown_queues(board.contacts, sources, board.as_of) if board is not None else [])

        self._troubles = self._tasks.run(work, shown, self.failed.emit)

    @override
    def hear_fetching(self, source: str, rows: int) -> None:
        """Show in its row how far a source is."""
        self._under_way[source] = rows
        self.model.retell(supply_columns(self._supplies, self._zone, self._under_way))

    def _changed(self) -> None:
        self.look()
        self.refresh_wanted.emit()

    # actions

    def act(self, action: str) -> None:
        """Do with the chosen source what a button or a key says."""
        supply = self.card.supply
        if supply is None:
            return
        name, one = supply.name, supply.configured
        acts: dict[str, Callable[[], object]] = {
            "mapping": lambda: self.mapping_wanted.emit(None, supply.format),
            "excel": lambda: self.export.ask(name, [], self.card.table),
            "team": self._ask_team,
        }
        if one is not None:
            acts |= {
                "fetch": lambda: self.fetch_wanted.emit((name,)),
                "check": lambda: self.acts.check(supply),
                "pause": lambda: self.acts.enable(name, enabled=False),
                "resume": lambda: self.acts.enable(name, enabled=True),
                "password": lambda: self.acts.ask_secret(supply),
                "remove": lambda: self.acts.ask_remove(name),
            }
        run = self.card.undoable
        if run is not None:
            acts["undo"] = lambda: self.acts.ask_undo(run.id)
        if action in acts:
            acts[action]()

    def _ask_team(self) -> None:
        words = _("%(queue)s (contacts: %(n)s)")
        queues = [(words % one.problem.params, queue_of(one)) for one in self.card.unknown_queues]
        if queues and self._sight is not None:
            self.acts.ask_team(queues, self._sight.board.contacts.names.teams)

    def add_source(self) -> None:
        """Ask how to reach a new source; it is kept once it was reached."""
        asking = AddSource(self._services, self._tasks, self)

        def added(name: str) -> None:
            self._settings.setValue(_CHOSEN, name)
            text = _("%(source)s is added. It is asked by itself from now on.") % {"source": name}
            fetch = (_("Fetch now"), lambda: self.fetch_wanted.emit((name,)))
            self.said.emit(Message("done", text, action=fetch, topic="source added"))
            self.look()

        asking.added.connect(added)
        asking.mapping_wanted.connect(lambda: self.mapping_wanted.emit(None, ""))
        asking.open()

    # keys and room

    @override
    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        return (self.table, self.card.table, self.zone.choose)

    @override
    def fetch_names(self) -> tuple[str, ...]:
        """The chosen source; all where that one is only files."""
        supply = self.card.supply
        return (supply.name,) if supply is not None and supply.configured is not None else ()

    @override
    def take_focus(self) -> None:
        """Put the keyboard in the table."""
        self.table.setFocus()

    @override
    def first_filter(self) -> QWidget:
        """Where Ctrl+L goes."""
        return self.card.show_what

    @override
    def search_field(self) -> QWidget | None:
        """Ctrl+F: search in the problem rows."""
        return self.card.search if self.card.search.isVisible() else None

    @override
    def escape(self) -> None:
        """Esc: clear the search."""
        self.card.search.clear()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()
        narrow = self.window().width() < theme.px(_NARROW_BELOW)
        self._below.fix(self.zone, theme.px(_ZONE_NARROW if narrow else _ZONE_WIDTH))
