"""Today: what is too late, what will be, and why. The first screen of every morning.

Why: in ten seconds a team lead sees who must act now. Refuses to reorder under the cursor: rows move only when the
data is fetched again or the user sorts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from charter.app import Services
from charter.columns import Mask, Rows
from charter.locale import N_, _, formats, ngettext
from charter.norms.explain import Explanation
from charter.services.worklist import Worklist, worklist
from charter.ui import theme
from charter.ui.explainer import Explainer
from charter.ui.models.column_table import Column, ColumnTable, Group
from charter.ui.models.score_columns import FEW, counted, score_columns
from charter.ui.models.verdict_columns import VerdictColumns
from charter.ui.screens.screen import Screen
from charter.ui.sight import Sight, short_title
from charter.ui.tasks import Tasks
from charter.ui.tokens import Tone
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.empty_state import EmptyState
from charter.ui.widgets.parts import button, card, label
from charter.ui.widgets.table_view import TableView
from charter.ui.widgets.tile import Tile
from charter.ui.widgets.why_card import WhyCard

GROUP_MOST, GROUP_FIRST = 500, 100
SIDE, SIDE_NARROW, NARROW_BELOW = 384, 322, 1360
_LATE, _TODAY, _NEXT, _UNDETERMINED = range(4)


class TodayScreen(Screen):
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
    )

    def __init__(self, services: Services, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(services, tasks, settings)
        self._worklist: Worklist | None = None
        self._expanded: set[int] = set()
        self._norm: int | None = None
        self._few: list[str] = []
        self._score_norms: list[int] = []
        self._explainer = Explainer(services, tasks, self._chosen, self)
        self._explainer.explained.connect(self._show_why)
        self._explainer.failed.connect(self.failed)
        self._build()
        self._show_empty_or_list()

    # building

    def _build(self) -> None:
        self._title = label(_("Today"), theme.TITLE, bold=True)
        self._sentence = label(tone="text")
        self._sentence.setTextFormat(Qt.TextFormat.RichText)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._caution = label(points=theme.CAPTION, tone="warn", wrap=True)
        self._caution.hide()
        self.team = OneChoice(_("Team"))
        self.team.chosen.connect(self._team_chosen)
        self.read_in = button(_("Import..."), "folder", help_text=_("Choose log files (Ctrl+O)"))
        self.read_in.clicked.connect(self.import_wanted)
        team_name = label(_("Team"), tone="muted")
        team_name.setBuddy(self.team)
        self.clear_button = button(_("Clear filters"), link=True, help_text=_("Show the whole worklist (Esc)"))
        self.clear_button.clicked.connect(self.clear_filters)
        self.clear_button.hide()
        controls = QHBoxLayout()
        controls.setSpacing(8)
        for part in (self.clear_button, team_name, self.team, self.read_in):
            controls.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addLayout(words, 1)
        head.addLayout(controls)

        self.tiles = (
            Tile("breached", "breached"),
            Tile("last-day", "warn"),
            Tile("pending", "pending"),
            Tile("undetermined", "undetermined"),
        )
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for position, tile in enumerate(self.tiles):
            tiles.addWidget(tile, 1)
            tile.clicked.connect(lambda _checked=False, position=position: self._tile_clicked(position))

        self.model = ColumnTable(self._tasks, self)
        self.table = TableView(self.model, "today", self._settings)
        self.table.setAccessibleName(_("Worklist"))
        self.table.opened.connect(self._open_row)
        self.table.more_wanted.connect(self._expand)
        self.table.refused.connect(self.failed)
        self.table.row_chosen.connect(self._row_chosen)
        self.model.arranged.connect(self._arranged)
        self.empty = EmptyState()
        self._choose_file = button(_("Choose files..."), "folder", primary=True)
        self._choose_file.clicked.connect(self.import_wanted)
        self._clear = button(_("Clear filters"))
        self._clear.clicked.connect(self.clear_filters)
        self._see_next = button(_("See what is next"))
        self._see_next.clicked.connect(lambda: self.filter_group(_NEXT))
        for unseen in (self._choose_file, self._clear, self._see_next):
            unseen.setParent(self.empty)
            unseen.hide()
        surface = card()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        inside = QVBoxLayout(surface)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._stack)

        left = QVBoxLayout()
        left.setSpacing(12)
        left.addLayout(tiles)
        left.addWidget(surface, 1)
        self._side = QWidget()
        self._side.setObjectName("plain")
        right = QVBoxLayout(self._side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        right.addWidget(self._build_scores(), 5)
        self.why = WhyCard()
        self.why.opened.connect(self._open_current)
        right.addWidget(self.why, 4)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(left, 1)
        body.addWidget(self._side)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 14, 24, 16)
        page.setSpacing(12)
        page.addLayout(head)
        page.addWidget(self._caution)
        page.addLayout(body, 1)

    def _build_scores(self) -> QWidget:
        surface = card()
        self._period = label(points=theme.CAPTION, tone="muted")
        head = QVBoxLayout()
        head.setContentsMargins(14, 10, 14, 0)
        head.setSpacing(1)
        head.addWidget(label(_("Score per norm"), theme.SECTION, bold=True))
        head.addWidget(self._period)
        self.score_model = ColumnTable(self._tasks, self)
        self.scores = TableView(self.score_model, "scores", self._settings)
        self.scores.setAccessibleName(_("Score per norm"))
        self.scores.setToolTip(_("Choose a norm to see only its contacts in the list."))
        self.scores.clicked.connect(lambda index: self._norm_clicked(self.score_model.data_row(index.row())))
        self.scores.opened.connect(self._norm_clicked)
        self._legend = label(points=theme.CAPTION, tone="muted", wrap=True)
        self._legend.setContentsMargins(14, 4, 14, 8)
        column = QVBoxLayout(surface)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.scores, 1)
        column.addWidget(self._legend)
        return surface

    # what is shown

    @override
    def show_sight(self, sight: Sight) -> None:
        """Show fresh data; the chosen team, group and row stay where they still exist."""
        self._sight = sight
        self._expanded = set()
        self._explainer.forget()
        teams = sight.board.contacts.names.teams
        self.team.offer(_("All teams"), [(teams[team], teams[team]) for team in sight.teams])
        if self._norm is not None and self._norm not in sight.norms:
            self._norm = None
        self._show_scores(sight)
        if self.team.value() is None:
            self._show_worklist(sight.worklist)
        else:
            self._team_chosen()

    @override
    def retell(self, sight: Sight) -> None:
        """Tell the same rows at a later instant, where they stand."""
        self._sight = sight
        self.model.retell(_columns(sight))

    def _show_worklist(self, work: Worklist) -> None:
        sight = self._sight
        if sight is None:
            return
        self._worklist = work
        self._title.setText(_("Today, %(day)s") % {"day": formats.long_day(sight.today)})
        self._say_numbers(work)
        next_name = self._next_name(work)
        for tile, words, rows in zip(
            self.tiles,
            (_("Too late now"), _("Due today"), next_name, _("Not measurable")),
            (work.late, work.due_today, work.due_next, work.undetermined),
            strict=True,
        ):
            tile.say(words, len(rows))
        remarks = sight.board.completeness.remarks
        self._caution.setText(" ".join(remarks))
        self._caution.setVisible(bool(remarks))
        self.model.show_data(
            len(sight.board.verdicts),
            _columns(sight),
            self._groups(),
            self._norm_filter(),
            self.model.sorted_by,
        )

    def _say_numbers(self, work: Worklist) -> None:
        late, due = len(work.late), len(work.due_today)
        first = ngettext(
            "<b>%(n)s</b> promise to a resident is too late.", "<b>%(n)s</b> promises to residents are too late.", late
        )
        second = ngettext(
            "<b>%(n)s</b> will be too late today if nobody acts.",
            "<b>%(n)s</b> will be too late today if nobody acts.",
            due,
        )
        text = f"{first % {'n': formats.number(late)}} {second % {'n': formats.number(due)}}"
        self._sentence.setText(text)
        self._sentence.setVisible(self._sight is not None and len(self._sight.board.contacts) > 0)
        self._sentence.setAccessibleName(text.replace("<b>", "").replace("</b>", ""))
        self._sentence.setToolTip(self._sentence.accessibleName())

    def _next_name(self, work: Worklist) -> str:
        sight = self._sight
        if sight is None or work.next_working_day == sight.today + timedelta(days=1):
            return _("Due tomorrow")
        return _("Due %(day)s") % {"day": formats.short_day(work.next_working_day)}

    def _groups(self) -> tuple[Group, ...]:
        work = self._worklist
        if work is None:
            return ()
        chosen = self.group()
        every: tuple[tuple[int, str, str, Tone, Rows], ...] = (
            (_LATE, _("Too late now"), "breached", "breached", work.late),
            (_TODAY, _("Due today"), "last-day", "warn", work.due_today),
            (_NEXT, self._next_name(work), "pending", "pending", work.due_next),
            (_UNDETERMINED, _("Not measurable"), "undetermined", "undetermined", work.undetermined),
        )
        wanted = every[:_UNDETERMINED] if chosen is None else (every[chosen],)
        return tuple(
            Group(
                title,
                picture,
                tone,
                rows,
                GROUP_FIRST if len(rows) > GROUP_MOST and position not in self._expanded else 0,
                _("Show all %(n)s") % {"n": formats.number(len(rows))},
            )
            for position, title, picture, tone, rows in wanted
        )

    def _norm_filter(self) -> Callable[[], Mask] | None:
        norm, sight = self._norm, self._sight
        if norm is None or sight is None:
            return None

        def mask() -> Mask:
            mask: Mask = sight.board.verdicts.norm == norm
            return mask

        return mask

    def _show_scores(self, sight: Sight) -> None:
        rows = [row for row in sight.scores if counted(row) + row.pending + row.undetermined + row.excused]
        self._score_norms = [sight.board.rulebook.position(row.norm) for row in rows]
        titles = [short_title(sight.board.rulebook.norms[norm]) for norm in self._score_norms]
        month = formats.month(sight.score_period.first)
        until_yesterday = sight.score_period.last.month == sight.today.month
        self._period.setText(_("%(month)s up to yesterday") % {"month": month} if until_yesterday else month)
        self.score_model.show_data(len(rows), score_columns(rows, titles))
        self._few = [title for row, title in zip(rows, titles, strict=True) if 0 < counted(row) < FEW]
        self._say_legend()

    def _say_legend(self) -> None:
        few = self._few
        bars = not self.scores.isColumnHidden(1)
        legend = [_("The line is the target, left is below it, right above.")] if bars else []
        if few:
            legend.append(
                _("%(norms)s: under 20 contacts, so no verdict yet.")
                % {"norms": ", ".join(few[:3]) + ("…" if few[3:] else "")}
            )
        if not self.score_model.rowCount():
            legend = [_("Nothing has been judged in this period yet.")]
        self._legend.setText(" ".join(legend))

    def _arranged(self) -> None:
        self.clear_button.setVisible(self.group() is not None or self._norm is not None)
        self._show_empty_or_list()
        if self.table.current_row() is None:
            self.table.choose_first()

    def _show_empty_or_list(self) -> None:
        self._stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        sight, work = self._sight, self._worklist
        if sight is None or work is None:
            self.empty.say("receive", "accent", _("Reading the data"), _("The window fills as soon as it is there."))
        elif not len(sight.board.contacts):
            self.empty.say(
                "receive",
                "accent",
                _("No contacts yet"),
                _("Choose a log file of your mail or telephone system, or drop it on this window."),
                (self._choose_file,),
            )
        elif not self.model.rowCount() and (self.group() is not None or self._norm is not None):
            self.empty.say(
                "search",
                "muted",
                _("No contacts here"),
                _("Nothing in the worklist fits what you chose."),
                (self._clear,),
            )
        elif not self.model.rowCount():
            self.empty.say("met", "met", _("Nothing too late"), self._calm_text(work), self._calm_buttons(work))
        if not self.model.rowCount():
            self._row_chosen(None)

    def _calm_text(self, work: Worklist) -> str:
        if work.closed_today:
            return _("The town hall is closed today (%(reason)s). The next working day is %(day)s.") % {
                "reason": work.closed_today,
                "day": formats.long_day(work.next_working_day),
            }
        return _("Nothing is due today either. The next working day is %(day)s.") % {
            "day": formats.long_day(work.next_working_day)
        }

    def _calm_buttons(self, work: Worklist) -> tuple[QPushButton, ...]:
        return (self._see_next,) if len(work.due_next) else (self._choose_file,)

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
        self.scores.clearSelection()
        for tile in self.tiles:
            tile.setChecked(False)
        self.model.show_groups(self._groups())
        self.model.filter_rows(None)
        return filtered

    def _tile_clicked(self, position: int) -> None:
        self.filter_group(position if self.tiles[position].isChecked() else None)

    def _norm_clicked(self, row: int | None) -> None:
        if row is None or self._sight is None:
            return
        self._norm = self._score_norms[row]
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

    def _expand(self, group: int) -> None:
        chosen = self.group()
        self._expanded.add(group if chosen is None else chosen)
        self.model.show_groups(self._groups())

    # why

    def _row_chosen(self, row: int | None) -> None:
        self.why.open_button.setVisible(row is not None)
        if row is None:
            self._explainer.stop()
            self.why.show_nothing()
        else:
            self._explainer.follow()

    def _chosen(self) -> tuple[Sight, int] | None:
        sight, row = self._sight, self.table.current_row()
        return None if sight is None or row is None else (sight, row)

    def _show_why(self, explanation: Explanation, _row: int) -> None:
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
    def take_focus(self) -> None:
        """Put the keyboard where work begins: in the list, or on the way to a first file."""
        (self.table if self.model.rowCount() else self._choose_file).setFocus()

    @override
    def first_filter(self) -> QWidget:
        """Where Ctrl+L goes."""
        return self.team

    @override
    def regions(self) -> tuple[QWidget, ...]:
        """Where F6 goes, in order."""
        return (self.team, self.tiles[0], self.table, self.scores, self.why.open_button)

    @override
    def escape(self) -> None:
        """Esc: show the whole worklist again."""
        self.clear_filters()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(SIDE_NARROW if self.window().width() < NARROW_BELOW else SIDE)
        QTimer.singleShot(0, self, self._say_legend)


def _columns(sight: Sight) -> tuple[Column, ...]:
    columns = VerdictColumns(sight)
    return (
        columns.number(),
        columns.norm(),
        columns.due_soon(leaves=1),
        columns.late_or_left(),
        columns.team(leaves=2),
    )
