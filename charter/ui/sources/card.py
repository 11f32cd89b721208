"""One source in full: what can be done with it, its problem rows, and every time that it was read.

Why: "and if not, what to do" is answered beside the row that asks it. Refuses to do anything itself: what the user
wants goes out as a signal, and only what fits the source is offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout
from typing_extensions import override

from charter.columns import Mask
from charter.locale import _, formats, ngettext
from charter.services.source_overview import Standing, Supply, Time, Trouble, times
from charter.services.unknown_queues import queue_of
from charter.sources.registry import KINDS
from charter.store.imports import Run
from charter.ui.look import theme
from charter.ui.models.column_table import ColumnTable
from charter.ui.sources.columns import STANDINGS, standing_text, time_columns, trouble_columns, wrong_text
from charter.ui.tasks import Tasks
from charter.ui.widgets.chooser import OneChoice
from charter.ui.widgets.empty_state import EmptyState
from charter.ui.widgets.flow import Flow
from charter.ui.widgets.parts import IconLabel, as_card, button, label, pause
from charter.ui.widgets.table_view import TableView

PROBLEMS, TIMES = "problems", "times"
_TYPED_MS = 150
_SEARCH_WIDTH = 150
_LONGEST = 28
"""Letters of the name of a queue on a button."""


class SourceCard(QFrame):
    """One source.

    Signals: `wanted` with the id of an action (fetch, check, pause, resume, password, remove, mapping, excel,
    undo, team).
    """

    wanted = Signal(str)

    def __init__(self, tasks: Tasks, settings: QSettings) -> None:
        super().__init__()
        as_card(self)
        self.supply: Supply | None = None
        self._troubles: tuple[Trouble, ...] = ()
        self._icon = IconLabel()
        self._title = label(points=theme.SECTION, bold=True, wrap=True)
        self.why = label(tone="breached", wrap=True, selectable=True)
        self.why.hide()
        self.told = label(tone="muted", wrap=True)
        self.told.hide()
        self.buttons = {
            "fetch": button(_("Fetch now"), "refresh", help_text=_("Ask this source for news (F5)")),
            "check": button(_("Test connection"), "link"),
            "pause": button(_("Pause"), "pause", help_text=_("No longer ask this source by itself")),
            "resume": button(_("Resume"), "resume"),
            "password": button(_("Password..."), "key"),
            "mapping": button(_("Change the mapping..."), "sheet-map", help_text=_("Say anew which column is what")),
            "remove": button(_("Remove..."), "remove"),
        }
        self.buttons["team"] = button("", "team", help_text=_("Say once which team this queue belongs to"))
        for name, made in self.buttons.items():
            made.clicked.connect(lambda _checked=False, name=name: self.wanted.emit(name))
        self.show_what = OneChoice(_("What of this source"), filters=False)
        self.show_what.chosen.connect(self._turn)
        self.sort_of = OneChoice(_("What is wrong?"))
        self.sort_of.chosen.connect(self._filter)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search..."))
        self.search.setAccessibleName(_("Search in the problem rows"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.px(_SEARCH_WIDTH))
        typed = pause(self, _TYPED_MS, self._filter)
        self.search.textChanged.connect(lambda: typed.start())
        self.excel = button(_("To Excel"), "sheet", help_text=_("What the table shows, with its filters (Ctrl+E)"))
        self.excel.clicked.connect(lambda: self.wanted.emit("excel"))
        self.undo = button(_("Undo this import..."), "undo", help_text=_("Take back what this file brought"))
        self.undo.clicked.connect(lambda: self.wanted.emit("undo"))
        self._read: tuple[Time, ...] = ()
        self.problems_model = ColumnTable(tasks, self)
        self.problems = TableView(self.problems_model, "sources/problems", settings)
        self.problems.setAccessibleName(_("Problem rows"))
        self.times_model = ColumnTable(tasks, self)
        self.times = TableView(self.times_model, "sources/times", settings)
        self.times.setAccessibleName(_("Times read"))
        self.times.row_chosen.connect(lambda _row: self._offer_undo())
        self._empty = EmptyState()
        self.stack = QStackedWidget()
        for page in (self.problems, self.times, self._empty):
            self.stack.addWidget(page)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._title, 1)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 10, 12, 6)
        inner.setSpacing(8)
        inner.addLayout(head)
        inner.addWidget(self.why)
        inner.addLayout(Flow(*self.buttons.values()))
        inner.addWidget(self.told)
        inner.addLayout(Flow(self.show_what, self.sort_of, self.search, self.excel, self.undo))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(inner)
        column.addWidget(self.stack, 1)

    def show_supply(self, supply: Supply | None, zone: ZoneInfo, *, mapped: bool = False) -> None:
        """Show one source; `mapped` when it is read by a mapping of the profile. Its problem rows follow."""
        other = self.supply is None or supply is None or supply.name != self.supply.name
        self.supply = supply
        if supply is None:
            self.hide()
            return
        self.show()
        if other:
            self.told.hide()
            self.search.clear()
        _word, picture, tone = STANDINGS[supply.standing]
        self._icon.show_icon(picture, tone)
        self._title.setText(f"{supply.name}: {standing_text(supply, zone)}")
        one = supply.configured
        failure = one.failure if one is not None else None
        why = (
            []
            if failure is None
            else [_(text) % (failure.params or {}) for text in (failure.message, failure.remedy) if text]
        )
        self.why.setText(" ".join(why))
        self.why.setVisible(bool(why))
        for name, offered in self._offered(supply, mapped=mapped).items():
            self.buttons[name].setVisible(offered)
        found = times(supply)
        self._read = tuple(found)
        self.times_model.show_data(len(found), time_columns(found, zone), sort=self.times_model.sorted_by)
        self._offer(len(found))

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show the problem rows of the source."""
        self._troubles = tuple(troubles)
        self._offer_team()
        words = Counter((one.problem.code, _(one.problem.message)) for one in troubles)
        kinds = Counter(one.problem.code for one in troubles)
        first = {code: next(wrong_text(one) for one in troubles if one.problem.code == code) for code in kinds}
        self.sort_of.offer(
            _("All problems"),
            [(f"{first[code]} ({formats.number(n)})", code) for code, n in kinds.most_common()] if words else [],
        )
        self.problems_model.show_data(
            len(troubles), trouble_columns(self._troubles), (), self._mask, self.problems_model.sorted_by
        )
        self._offer(self.times_model.row_total)

    def say(self, text: str) -> None:
        """Say below the buttons what came of one."""
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _offered(self, supply: Supply, *, mapped: bool) -> dict[str, bool]:
        one = supply.configured
        asks = {kind.id for kind in KINDS if kind.asks}
        return {
            "fetch": one is not None,
            "check": one is not None,
            "pause": one is not None and one.enabled,
            "resume": one is not None and not one.enabled,
            "password": one is not None and one.kind in asks,
            "mapping": mapped,
            "team": False,
            "remove": one is not None,
        }

    def _offer(self, read: int) -> None:
        rows = len(self._troubles)
        told = ngettext("%(n)s problem row", "%(n)s problem rows", rows) % {"n": formats.number(rows)}
        often = ngettext("Read %(n)s time", "Read %(n)s times", read) % {"n": formats.number(read)}
        kept = self.show_what.value()
        self.show_what.blockSignals(True)
        self.show_what.clear()
        self.show_what.addItem(told, PROBLEMS)
        self.show_what.addItem(often, TIMES)
        self.show_what.choose(kept)
        self.show_what.blockSignals(False)
        self._turn()

    def _turn(self) -> None:
        listed = self.show_what.value() == TIMES
        for part in (self.sort_of, self.search):
            part.setVisible(not listed and bool(self._troubles))
        self.excel.setVisible(listed or bool(self._troubles))
        if listed:
            self.stack.setCurrentWidget(self.times)
            if self.times.current_row() is None:
                self.times.choose_first()
        elif self._troubles:
            self.stack.setCurrentWidget(self.problems)
        else:
            self._say_nothing_wrong()
        self._offer_undo()

    def _offer_team(self) -> None:
        """One button for the queue without a team that has the most contacts."""
        unknown = self.unknown_queues
        self.buttons["team"].setVisible(bool(unknown))
        if unknown:
            queue = queue_of(unknown[0])
            text = _("Map %(queue)s to a team...") % {
                "queue": queue if len(queue) <= _LONGEST else f"{queue[:_LONGEST]}…"
            }
            self.buttons["team"].setText(text)

    @property
    def unknown_queues(self) -> list[Trouble]:
        """The remarks on queues that belong to no team, that with the most contacts first."""
        return [one for one in self._troubles if queue_of(one)]

    def _offer_undo(self) -> None:
        self.undo.setVisible(self.undoable is not None)

    @property
    def undoable(self) -> Run | None:
        """The import that is chosen in the list of times and was not undone yet."""
        row = self.times.current_row() if self.show_what.value() == TIMES else None
        run = self._read[row].run if row is not None and row < len(self._read) else None
        return run if run is not None and not run.undone else None

    def _say_nothing_wrong(self) -> None:
        never = self.supply is not None and self.supply.standing is Standing.NEVER
        title = _("Not read yet") if never else _("No problem rows")
        text = _("Choose Fetch now.") if never else _("Every row of this source could be read.")
        self._empty.say("pending" if never else "met", "muted" if never else "met", title, text)
        self.stack.setCurrentWidget(self._empty)

    def _filter(self) -> None:
        self.problems_model.filter_rows(self._mask)

    @property
    def _mask(self) -> Callable[[], Mask]:
        code, text = self.sort_of.value(), self.search.text().casefold()
        troubles = self._troubles

        def fits(one: Trouble) -> bool:
            return (code is None or one.problem.code == code) and (
                not text or text in f"{one.file} {one.problem.line} {wrong_text(one)}".casefold()
            )

        return lambda: np.array([fits(one) for one in troubles], np.bool_)

    @property
    def table(self) -> TableView:
        """The table that is shown."""
        return self.times if self.show_what.value() == TIMES else self.problems

    @override
    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.table.setFocus(reason)
