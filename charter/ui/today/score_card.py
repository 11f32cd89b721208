"""Score per norm: this month up to yesterday, beside its target and its number; and where each norm is heading.

Why: a percentage alone says nothing, and a direction is told only where enough months allow it. Refuses to count.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout
from typing_extensions import override

from charter.locale import _, formats
from charter.measures.control import Variation
from charter.ui.look import theme
from charter.ui.models.column_table import ColumnTable
from charter.ui.models.score_columns import FEW, counted, direction_word, score_columns, wrong_example
from charter.ui.sight import Sight, short_title
from charter.ui.tasks import Tasks
from charter.ui.widgets.parts import as_card, label, pause
from charter.ui.widgets.table_view import TableView

_NAMED = 3
"""At most so many norms are named under the table."""


class ScoreCard(QFrame):
    """Signals: `norm_chosen` with the position of a norm in the rulebook."""

    norm_chosen = Signal(int)

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        as_card(self)
        self._sight: Sight | None = None
        self._directions: Mapping[str, Variation] = {}
        self._norms: list[int] = []
        self._few: list[str] = []
        self._wrong: list[str] = []
        self._settle = pause(self, 0, self._say_legend)
        self.period = label(points=theme.CAPTION, tone="muted")
        head = QVBoxLayout()
        head.setContentsMargins(14, 10, 14, 0)
        head.setSpacing(1)
        head.addWidget(label(_("Score per norm"), theme.SECTION, bold=True))
        head.addWidget(self.period)
        self.model = ColumnTable(tasks, self)
        self.table = TableView(self.model, "scores", settings)
        self.table.setAccessibleName(_("Score per norm"))
        self.table.setToolTip(_("Choose a norm to see only its contacts in the list."))
        self.table.clicked.connect(lambda index: self._chosen(self.model.data_row(index.row())))
        self.table.opened.connect(self._chosen)
        self.legend = label(points=theme.CAPTION, tone="muted", wrap=True)
        self.legend.setContentsMargins(14, 4, 14, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.legend)

    def show_scores(self, sight: Sight) -> None:
        """Show the scores of a sight; the directions told last stay until new ones come."""
        self._sight = sight
        month = formats.month(sight.score_period.first)
        until_yesterday = sight.score_period.last.month == sight.today.month
        self.period.setText(_("%(month)s up to yesterday") % {"month": month} if until_yesterday else month)
        self._show()

    def show_directions(self, directions: Mapping[str, Variation]) -> None:
        """Show where the norms are heading, by norm id."""
        self._directions = directions
        self._show()

    def _show(self) -> None:
        sight = self._sight
        if sight is None:
            return
        book = sight.board.rulebook
        rows = [row for row in sight.scores if counted(row) + row.pending + row.undetermined + row.excused]
        self._norms = [book.position(row.norm) for row in rows]
        titles = [short_title(book.norms[norm]) for norm in self._norms]
        headings = [self._directions.get(row.norm, Variation.UNKNOWN) for row in rows]
        few = [0 < counted(row) < FEW and row.norm not in sight.distrusted for row in rows]
        self._few = [title for title, is_few in zip(titles, few, strict=True) if is_few]
        self._heading = dict(zip(titles, headings, strict=True))
        columns = score_columns(rows, titles, headings, sight.distrusted)
        self._wrong = [title for row, title in zip(rows, titles, strict=True) if row.norm in sight.distrusted]
        self.model.show_data(len(rows), columns, sort=self.model.sorted_by)
        self._say_legend()

    def _say_legend(self) -> None:
        if self._sight is None:
            return
        if not self.model.rowCount():
            self.legend.setText(_("Nothing has been judged in this period yet."))
            return
        bars = not self.table.isColumnHidden(1)
        legend = [_("The line is the target, left is below it, right above.")] if bars else []
        for variation in (Variation.CONCERNING, Variation.IMPROVING):
            named = [title for title, heading in self._heading.items() if heading is variation]
            if named:
                legend.append(
                    _("%(direction)s: %(norms)s.") % {"direction": direction_word(variation), "norms": _names(named)}
                )
        if self._wrong:
            text = _("%(norms)s: %(why)s, so no score.")
            legend.append(text % {"norms": _names(self._wrong), "why": wrong_example()})
        if self._few:
            legend.append(_("%(norms)s: under 20 contacts, so no verdict yet.") % {"norms": _names(self._few)})
        self.legend.setText(" ".join(legend))

    def _chosen(self, row: int | None) -> None:
        if row is not None:
            self.norm_chosen.emit(self._norms[row])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()


def _names(titles: list[str]) -> str:
    return ", ".join(titles[:_NAMED]) + ("…" if titles[_NAMED:] else "")
