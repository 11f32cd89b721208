"""The table of the window, apart from any screen: what is chosen, and how high the heads of groups are."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics

from charter.ui.look import theme
from charter.ui.models.cells import Cell, Column, Group
from charter.ui.models.column_table import ColumnTable
from charter.ui.widgets.table_paint import BANNER, ROW
from charter.ui.widgets.table_view import TableView

ROWS = 1_000_000


@pytest.fixture
def view(qtbot, tasks, settings):
    model = ColumnTable(tasks)
    made = TableView(model, "numbers", settings)
    qtbot.addWidget(made)
    made.resize(600, 400)
    columns = tuple(Column(name, name, lambda row: Cell(str(row)), None, "1000000") for name in ("one", "other"))
    made.show_numbers = lambda count, groups=(): model.show_data(count, columns, groups)
    return made


def halves(rows: int, parts: int) -> tuple[Group, ...]:
    return tuple(Group(f"group {part}", "team", "text", np.arange(part, rows, parts)) for part in range(parts))


def test_the_current_row_is_the_first_of_the_chosen_and_heads_of_groups_are_none(view):
    view.show_numbers(6, halves(6, 2))
    assert not len(view.chosen_rows(ROWS))
    view.choose(3)
    assert view.chosen_rows(ROWS).tolist() == [3]
    view.selectAll()
    assert view.chosen_rows(ROWS).tolist() == [3, 0, 2, 4, 1, 5]


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_of_the_chosen_rows_the_first_come_with_how_many_there_are(view, parts):
    view.show_numbers(20, halves(20, parts))
    view.choose(9)
    assert view.chosen_count() == 1
    view.selectAll()
    assert view.chosen_count() == 20
    every = view.chosen_rows(20).tolist()
    assert (every[0], sorted(every)) == (9, list(range(20)))
    for most in (1, 2, 5, 19, 30):
        assert view.chosen_rows(most).tolist() == every[:most]


def test_the_places_of_heads_are_known_also_where_a_group_offers_the_rest(view):
    every = halves(30, 2)
    view.show_numbers(30, (every[0], Group("rest", "team", "text", every[1].rows, 4, "more"), every[0]))
    table = view.table
    assert table.banner_rows() == [row for row in range(table.rowCount()) if table.banner(row) is not None]
    assert len(table.banner_rows()) == 4
    for first, last in ((0, 40), (0, 0), (1, 1), (15, 17), (3, 2), (21, 36)):
        rows = [row for row in range(first, min(last, table.rowCount() - 1) + 1) if table.data_row(row) is not None]
        assert table.data_count(first, min(last, table.rowCount() - 1)) == len(rows)


def test_all_of_a_million_rows_can_be_chosen_without_a_look_at_each(view, monkeypatch):
    view.show_numbers(ROWS)
    view.choose_first()
    view.selectAll()
    looked = []
    usual = ColumnTable.data_row
    monkeypatch.setattr(ColumnTable, "data_row", lambda table, row: looked.append(row) or usual(table, row))
    assert len(view.chosen_rows(ROWS)) == view.chosen_count() == ROWS
    assert len(looked) <= 2


def test_heads_of_groups_are_higher_only_where_they_stand(view):
    view.show_numbers(6, halves(6, 2))
    heights = [view.rowHeight(row) for row in range(8)]
    assert heights == [BANNER, ROW, ROW, ROW, BANNER, ROW, ROW, ROW]
    view.show_numbers(6, halves(6, 3))
    assert [row for row in range(9) if view.rowHeight(row) == BANNER] == [0, 3, 6]
    view.show_numbers(6)
    assert {view.rowHeight(row) for row in range(6)} == {ROW}
    assert view.rowViewportPosition(5) == 5 * ROW


def test_where_there_is_no_room_the_words_that_give_way_are_cut_and_the_others_stay_whole(qtbot, tasks, settings):
    table = ColumnTable(tasks)
    view = TableView(table, "giving", settings)
    qtbot.addWidget(view)
    view.resize(600, 400)
    title = Column("title", "title", lambda row: Cell("words"), None, "m" * 14, shrinks=True, gives=True)
    verdict = Column("verdict", "verdict", lambda row: Cell("word"), None, "m" * 8)
    table.show_data(3, (title, verdict, Column("last", "last", lambda row: Cell("x"), None, "mm")))
    whole = QFontMetrics(theme.font(theme.BODY)).horizontalAdvance(verdict.sample)
    for width in (400, 260):
        view.resize(width, 400)
        view.show()
        assert sum(view.columnWidth(place) for place in range(3)) <= view.viewport().width()
        assert view.columnWidth(1) > whole
    assert view.columnWidth(0) < 96
