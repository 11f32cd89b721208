"""Today: what is too late, what will be, and why. The first screen of every morning.

Why: in ten seconds a team lead sees who must act now. Refuses to reorder under the cursor: rows move only when the
data is fetched again or the user sorts.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.columns import Mask
from charter.locale import N_, _, formats, ngettext
from charter.norms.explain import Explanation
from charter.services.directions import directions
from charter.services.worklist import Worklist, worklist
from charter.ui.keys import Key
from charter.ui.lists.list_screen import PRINT, UNDO, ListScreen
from charter.ui.look import theme
from charter.ui.models.cells import Column, Group
from charter.ui.models.verdict_columns import VerdictColumns
from charter.ui.sight import Sight
from charter.ui.tasks import Task, Tasks
from charter.ui.today import worklist_words
from charter.ui.today.score_card import ScoreCard
from charter.ui.today.tile import Tile
from charter.ui.today.why_card import WhyCard
from charter.ui.today.worklist_words import NEXT
from charter.ui.widgets.beside import Beside
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.list_frame import FRAME
from charter.ui.widgets.parts import button, label, plain

LIST, TILE, SIDE, SIDE_NARROW = 480, 125, 384, 322


class TodayScreen(ListScreen):
    """The worklist, the score of this month, and why."""

    HELP = (
        N_(
            "Here you see which promises to residents are too late, and which will be today or on the next working day."
        ),
        N_(
            "The row that has waited longest stands on top. The list changes only when data is fetched again, never "
            "under your hand."
        ),
        N_("Choose a tile or a norm to see only its contacts. Choose a row to see on the right why it stands here."),
        N_("The score counts this month up to yesterday: met, divided by met and breached."),
        N_(
            "Say whose turn it is with Assign. Choose several rows with Shift and the arrow keys to assign them "
            "together."
        ),
    )
    KEYS = (Key("Ctrl+T", N_("Say whose turn it is")), UNDO, PRINT)

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(services, tasks, settings)
        self._worklist: Worklist | None = None
        self._expanded: set[int] = set()
        self._norm: int | None = None
        self._asked: Task | None = None
        self._build()
        self._show_empty_or_list()

    # building

    def _build(self) -> None:
        self.tiles = (
            Tile("breached", "breached"),
            Tile("last-day", "warn"),
            Tile("pending", "pending"),
            Tile("undetermined", "undetermined"),
        )
        tiles = Beside(12)
        for two in (self.tiles[:2], self.tiles[2:]):
            pair = Beside(12)
            for tile in two:
                pair.add(tile, 1, theme.px(TILE))
            tiles.add(pair, 1, 2 * theme.px(TILE) + 12)
        for position, tile in enumerate(self.tiles):
            tile.clicked.connect(lambda _checked=False, position=position: self._tile_clicked(position))
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addLayout(tiles)
        left.addWidget(self._build_worklist(), 1)
        self._body = Beside(16)
        self._body.add(left, 1, theme.px(LIST))
        self._body.add_fixed(self._build_side(), theme.px(SIDE))
        page = self._page(12)
        page.addLayout(self._build_head())
        page.addWidget(self._caution)
        page.addLayout(self._body, 1)
        self._bind({"Ctrl+T": self.follow_up.ask_team, "Ctrl+P": self.print_list})

    def _build_head(self) -> QVBoxLayout:
        self._title = label(_("Today"), theme.TITLE, bold=True, wrap=True)
        self._sentence = label(tone="text", wrap=True)
        self._sentence.setTextFormat(Qt.TextFormat.RichText)
        self._caution = label(points=theme.CAPTION, tone="warn", wrap=True)
        self._caution.hide()
        self.team = OneChoice(_("Team"))
        self.team.chosen.connect(self._team_chosen)
        self.read_in = button(_("Import..."), "folder", help_text=_("Choose log files (Ctrl+O)"))
        self.read_in.clicked.connect(self.import_wanted)
        self.fetch = button(_("Fetch now"), "refresh", help_text=_("Ask all sources for news now (F5)"))
        self.fetch.clicked.connect(lambda: self.fetch_wanted.emit(()))
        self.fetch.hide()
        team_name = label(_("Team"), tone="muted")
        team_name.setBuddy(self.team)
        self.clear_button = button(_("Clear filters"), link=True, help_text=_("Show the whole worklist (Esc)"))
        self.clear_button.clicked.connect(self.clear_filters)
        self.clear_button.hide()
        team = plain()
        named = QHBoxLayout(team)
        named.setContentsMargins(0, 0, 0, 0)
        named.setSpacing(8)
        named.addWidget(team_name)
        named.addWidget(self.team)
        row = Flow(self._title, self.clear_button, team, self.fetch, self.read_in, head=True)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(row)
        head.addWidget(self._sentence)
        return head

    def _build_worklist(self) -> QWidget:
        frame = self._build_list("today", _("Worklist"))
        self.table.opened.connect(self._open_row)
        self.table.more_wanted.connect(self._expand)
        self._clear = frame.offer(_("Clear filters"), self.clear_filters)
        self._see_next = frame.offer(_("See what is next"), lambda: self.filter_group(NEXT))
        return frame

    def _build_side(self) -> QWidget:
        self._side = plain()
        self.scores = ScoreCard(self._tasks, self._settings)
        self.scores.norm_chosen.connect(self._norm_chosen)
        self.why = WhyCard()
        self.why.opened.connect(self._open_current)
        self.why.assign_wanted.connect(self.follow_up.ask_team)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.scores, 1)
        column.addWidget(self.why, 1)
        return self._side

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Show fresh data; the chosen team, group and row stay where they still exist."""
        sight = self.follow_up.hear_in(sight, fresh=True)
        self._sight = sight
        self._expanded = set()
        self._explainer.forget()
        teams = sight.board.contacts.names.teams
        self.team.offer(_("All teams"), [(teams[team], teams[team]) for team in sight.teams])
        if self._norm is not None and self._norm not in sight.norms:
            self._norm = None
        live = sight.board.completeness.live
        self.fetch.setVisible(live)
        self.read_in.setVisible(not live)
        self.scores.show_scores(sight)
        self._ask_directions(sight)
        if self.team.value() is None:
            self._show_worklist(sight.worklist)
        else:
            self._team_chosen()

    def _ask_directions(self, sight: Sight) -> None:
        """Where the norms are heading takes months of verdicts, so it comes after the rest."""
        if self._asked is not None:
            self._asked.forget()
        if len(sight.board.verdicts):
            self._asked = self._tasks.run(
                lambda _task: directions(sight.board), self.scores.show_directions, self.failed.emit
            )

    def _show_worklist(self, work: Worklist) -> None:
        sight = self._sight
        if sight is None:
            return
        self._worklist = work
        self._title.setText(_("Today, %(day)s") % {"day": formats.long_day(sight.today)})
        self._say_counts()
        titles = worklist_words.titles(sight, work)
        for tile, words, rows in zip(self.tiles, titles, worklist_words.rows(work), strict=True):
            tile.say(words, len(rows))
        self._say_completeness(sight.board.completeness.remarks)
        self.model.show_data(
            len(sight.board.verdicts),
            self._columns(sight),
            self._groups(),
            self._norm_filter(),
            self.model.sorted_by,
        )

    @override
    def _say_counts(self) -> None:
        sight, work = self._sight, self._worklist
        if sight is None or work is None:
            return
        text = worklist_words.numbers(sight, work)
        self._sentence.setText(text)
        self._sentence.setVisible(len(sight.board.contacts) > 0)
        self._sentence.setAccessibleName(text.replace("<b>", "").replace("</b>", ""))

    def _say_completeness(self, remarks: tuple[str, ...]) -> None:
        """How complete the data is, on one line; the rest is in its tooltip and on the screen of the sources."""
        more = len(remarks) - 1
        text = remarks[0] if remarks else ""
        if more > 0:
            text = f"{text} " + ngettext("And %(n)s more remark.", "And %(n)s more remarks.", more) % {"n": more}
        self._caution.setText(text)
        self._caution.setToolTip("\n".join(remarks))
        self._caution.setVisible(bool(remarks))

    def _groups(self) -> tuple[Group, ...]:
        sight, work = self._sight, self._worklist
        if sight is None or work is None:
            return ()
        return worklist_words.groups(sight, work, self.group(), self._expanded)

    def _norm_filter(self) -> Callable[[], Mask] | None:
        norm, sight = self._norm, self._sight
        if norm is None or sight is None:
            return None

        def mask() -> Mask:
            mask: Mask = sight.board.verdicts.norm == norm
            return mask

        return mask

    @override
    def _arranged(self) -> None:
        self.clear_button.setVisible(self.group() is not None or self._norm is not None)
        self._show_empty_or_list()
        self._fit_side()
        if self.table.current_row() is None:
            self.table.choose_first()

    def _show_empty_or_list(self) -> None:
        empty = not self.model.rowCount()
        self.frame.show_list(filled=not empty)
        sight, work = self._sight, self._worklist
        if sight is None or work is None:
            self.frame.say_reading()
        elif not len(sight.board.contacts):
            self.frame.say_no_contacts(self._add_source)
        elif empty and (self.group() is not None or self._norm is not None):
            text = _("Nothing in the worklist fits what you chose.")
            self.frame.say("search", "muted", _("No contacts here"), text, self._clear)
        elif empty:
            self.frame.say("met", "met", _("Nothing too late"), worklist_words.calm(work), self._calm_button(work))
        if empty:
            self._row_chosen(None)

    def _calm_button(self, work: Worklist) -> QPushButton:
        return self._see_next if len(work.due_next) else self.frame.choose_file

    # choosing

    def group(self) -> int | None:
        """Which tile filters the list: 0 late, 1 today, 2 next, 3 not measurable; None for the first three."""
        return next((position for position, tile in enumerate(self.tiles) if tile.isChecked()), None)

    def filter_group(self, group: int | None) -> None:
        """Let a tile, or none, filter the list."""
        for position, tile in enumerate(self.tiles):
            tile.setChecked(position == group)
        self.model.show_groups(self._groups())

    def clear_filters(self) -> bool:
        """Show the whole worklist again; says whether anything was filtered."""
        filtered = self.group() is not None or self._norm is not None
        self._norm = None
        self.scores.table.clearSelection()
        for tile in self.tiles:
            tile.setChecked(False)
        self.model.show_groups(self._groups())
        self.model.filter_rows(None)
        return filtered

    def _tile_clicked(self, position: int) -> None:
        self.filter_group(position if self.tiles[position].isChecked() else None)

    def _norm_chosen(self, norm: int) -> None:
        self._norm = norm
        self.model.filter_rows(self._norm_filter())

    def _team_chosen(self) -> None:
        sight = self._sight
        if sight is None:
            return
        team = self.team.value()
        if team is None:
            self._show_worklist(sight.worklist)
        else:
            self._tasks.run(lambda _task: worklist(sight.board, str(team)), self._show_worklist, self.failed.emit)

    def print_list(self) -> None:
        """Ctrl+P: the worklist on paper."""
        team = self.team.value()
        chosen = (_("%(column)s: %(value)s") % {"column": _("Team"), "value": team},) if team is not None else ()
        self._print(self._title.text(), chosen)

    def _expand(self, group: int) -> None:
        chosen = self.group()
        self._expanded.add(group if chosen is None else chosen)
        self.model.show_groups(self._groups())

    # why

    @override
    def _row_chosen(self, row: int | None) -> None:
        self.why.offer_actions(chosen=row is not None)
        if row is None:
            self._explainer.stop()
            self.why.show_nothing()
        else:
            self._explainer.follow()

    @override
    def _show_explanation(self, explanation: Explanation, row: int) -> None:
        if self._sight is not None:
            self.why.show_explanation(explanation, self._sight.board.as_of)

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open_row(row)

    def _open_row(self, row: int) -> None:
        if self._sight is not None:
            verdicts = self._sight.board.verdicts
            self.contact_wanted.emit(int(verdicts.contact[row]), int(verdicts.norm[row]))

    # keys and room

    @override
    def first_filter(self) -> QWidget:
        """Where Ctrl+L goes."""
        return self.team

    @override
    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        return (self.team, self.tiles[0], self.table, self.scores.table, self.why.open_button)

    @override
    def escape(self) -> None:
        """Esc: show the whole worklist again."""
        self.clear_filters()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        """The scores take what the worklist can spare: first no column of theirs leaves, then no name is cut."""
        if self._is_narrow:
            self._body.fix(self._side, theme.px(SIDE_NARROW))
            return
        width = theme.px(SIDE)
        for whole in (False, True):
            rows, scores = (
                table.room_for(last, whole=whole) for table, last in ((self.table, "due"), (self.scores.table, "count"))
            )
            spare = self._body.geometry().width() - self._body.spacing() - rows - FRAME
            width = max(width, min(scores + FRAME, spare))
        self._body.fix(self._side, width)

    @override
    def _columns(self, sight: Sight) -> tuple[Column, ...]:
        columns = VerdictColumns(sight)
        return (
            columns.number(),
            columns.norm(),
            columns.due_soon(leaves=2),
            columns.late_or_left(),
            columns.assigned(),
            columns.team(leaves=1),
        )
