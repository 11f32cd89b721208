"""A morning's use of the window, screen after screen: every kind of action that could hold it up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from charter.columns import Verdict
from charter.norms.periods import Period
from charter.ui.accounting.screen import AccountingScreen
from charter.ui.breaches.grouping import GroupBy
from charter.ui.breaches.screen import BreachesScreen
from charter.ui.screens.places import ACCOUNTING, BREACHES, PLACES, TODAY, TRENDS
from charter.ui.today.screen import TodayScreen
from charter.ui.trends.choice import PICTURES
from charter.ui.trends.screen import TrendsScreen
from charter.ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from benchmarks.window.hand import Hand
    from charter.ui.window.main_window import MainWindow

WEEK = "2026-W42"
"""The workbook of a week: that of a year of a million contacts would take a quarter of an hour to write."""


@dataclass(frozen=True, slots=True)
class Register:
    """What the register took, in seconds, with every verdict of every period shown; and how many rows that were."""

    rows: int
    sorts: dict[str, float]
    filters: dict[str, float]


def open_screens(window: MainWindow, hand: Hand) -> None:
    """The data that the window opens with, on Today; then fresh data while it stands there."""
    today = window.screen_of(TODAY)
    assert isinstance(today, TodayScreen)
    hand.act("choosing rows", partial(_step, today.table))
    hand.act("judging anew", window.refresh)


def use_register(window: MainWindow, hand: Hand) -> Register:
    """Fill, sort, filter, group and search the register, and walk through it."""
    hand.act("filling the register", partial(window.go_to, BREACHES))
    register = window.screen_of(BREACHES)
    assert isinstance(register, BreachesScreen)
    model, table, filters = register.model, register.table, register.filters
    hand.act("choosing rows", partial(_step, table))
    filters.period.choose(None)
    every = frozenset(Verdict)
    hand.arrange("filling the register", model, lambda: filters.verdicts.choose(every))
    ascending = Qt.SortOrder.AscendingOrder
    sorts = {
        column.id: hand.arrange("sorting", model, partial(table.sortByColumn, position, ascending))
        for position, column in enumerate(model.columns)
        if column.keys is not None
    }
    rows = model.row_total
    norm = filters.norm.itemData(1)
    found = {
        "norm": hand.arrange("filtering", model, lambda: filters.norm.choose(norm)),
        "no norm": hand.arrange("filtering", model, lambda: filters.norm.choose(None)),
        "verdict": hand.arrange("filtering", model, lambda: filters.verdicts.choose(frozenset({Verdict.MET}))),
        "all verdicts": hand.arrange("filtering", model, lambda: filters.verdicts.choose(every)),
        "number": hand.arrange("searching", model, partial(_search, register, "77")),
        "no number": hand.arrange("searching", model, partial(_search, register, "")),
    }
    for by in (GroupBy.NORM, GroupBy.TEAM, GroupBy.CAUSE, GroupBy.NOTHING):
        hand.arrange("grouping", model, partial(register.group.choose, by.value or None))
    for _ in range(5):
        hand.act("choosing rows", partial(_step, table))
    hand.act("choosing rows", table.selectAll)
    hand.act("choosing rows", table.choose_first)
    hand.act("judging anew", window.refresh)
    return Register(rows, sorts, found)


def use_trends(window: MainWindow, hand: Hand) -> None:
    """Every picture, other norms, parts, lengths of periods, and the table in the place of the picture."""
    kind = "drawing Trends"
    hand.act(kind, partial(window.go_to, TRENDS))
    trends = window.screen_of(TRENDS)
    assert isinstance(trends, TrendsScreen)
    for picture in (*PICTURES, "trend"):
        hand.act(kind, partial(trends.card.picture.choose, picture))
    for line in range(min(3, trends.norm_model.rowCount())):
        hand.act(kind, partial(trends.norms.choose, trends.norm_model.line(line).norm))
    hand.act(kind, partial(trends.part.choose, trends.part.itemData(1)))
    hand.act(kind, partial(trends.part.choose, None))
    for unit in ("week", "month"):
        hand.act(kind, partial(trends.unit.choose, unit))
    hand.act(kind, trends.table_button.toggle)
    hand.act(kind, trends.table_button.toggle)


def use_accounting(window: MainWindow, hand: Hand, folder: Path) -> None:
    """The checklists of three periods, the closing of one, and a workbook."""
    kind = "the checklist of Accountability"
    hand.act(kind, partial(window.go_to, ACCOUNTING))
    accounting = window.screen_of(ACCOUNTING)
    assert isinstance(accounting, AccountingScreen)
    for row in range(3):
        hand.act(kind, partial(accounting.periods.table.choose, min(row, accounting.periods.model.rowCount() - 1)))
    account, sight = accounting.account(), window.sight
    assert account is not None
    assert sight is not None
    papers = accounting.papers
    hand.act("closing a month", partial(papers.close_period, sight.board, account.period, "measured"))
    make = partial(papers.make_workbook, sight.board, Period.parse(WEEK), folder / "week.xlsx")
    hand.act("exporting the workbook of a week", make)


def visit_others(window: MainWindow, hand: Hand) -> None:
    """The screens that nothing above came by, for the first time, and Today again."""
    for place in PLACES:
        hand.act("visiting the other screens", partial(window.go_to, place.id))
    hand.act("visiting the other screens", partial(window.go_to, TODAY))


def bring_in(window: MainWindow, hand: Hand, log: Path) -> None:
    """A log is read in while the window stands on Today; all screens were opened, and get fresh data after it."""
    window.go_to(TODAY)
    hand.act("importing a log", partial(window.intake.import_paths, [log]))


def _search(register: BreachesScreen, number: str) -> None:
    register.filters.search.setText(number)
    register.filters.search.returnPressed.emit()


def _step(table: TableView) -> None:
    table.setFocus()
    table.step(1)
