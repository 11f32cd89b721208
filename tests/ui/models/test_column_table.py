"""The table over columns sorts, filters and groups by arrays, and keeps Qt's rules."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from charter.columns import NO_TIME
from charter.ui.models import arrangement, column_table
from charter.ui.models.cells import Banner, Cell, Column, Group
from charter.ui.models.column_table import ColumnTable
from charter.ui.tasks import TaskRunner

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def columns(values: np.ndarray) -> tuple[Column, ...]:
    return (
        Column("name", "Name", lambda row: Cell(f"row {row}", "email", spoken=f"spoken {row}"), None, "row 88"),
        Column(
            "value", "Value", lambda row: Cell(str(values[row]), tone="breached"), lambda: values, "888", right=True
        ),
    )


def groups(*rows: list[int], limit: int = 0) -> tuple[Group, ...]:
    return tuple(
        Group(f"Group {place}", "breached", "breached", np.array(found, np.int64), limit, "Show all")
        for place, found in enumerate(rows)
    )


@pytest.fixture
def table(qapp, tasks):
    made = ColumnTable(tasks)
    values = np.array([30, 10, NO_TIME, 20, 10])
    made.show_data(5, columns(values))
    return made


def test_it_keeps_the_rules_of_a_model(table, qtmodeltester):
    qtmodeltester.check(table)
    table.sort(1, DESCENDING)
    table.filter_rows(lambda: np.array([True, False, True, True, True]))
    qtmodeltester.check(table)


def test_it_keeps_the_rules_of_a_model_with_groups_and_without_rows(table, qtmodeltester):
    table.show_groups(groups([0, 1], [2], [3, 4], limit=1))
    qtmodeltester.check(table)
    table.show_data(0, ())
    qtmodeltester.check(table)


@pytest.mark.parametrize(("order", "expected"), [(ASCENDING, [1, 4, 3, 0, 2]), (DESCENDING, [0, 3, 1, 4, 2])])
def test_sorting_keeps_equal_rows_in_order_and_empty_ones_last_both_ways(table, order, expected):
    table.sort(1, order)
    assert table.shown_rows().tolist() == expected


def test_a_column_without_keys_does_not_sort_and_minus_one_returns_to_the_data(table):
    table.sort(1)
    table.sort(0)
    assert table.sorted_by == ("value", False)
    table.sort(-1)
    assert table.shown_rows().tolist() == [0, 1, 2, 3, 4]


def test_a_filter_keeps_the_order_and_counts_what_is_left(table):
    table.sort(1)
    table.filter_rows(lambda: np.array([True, False, True, True, False]))
    assert table.shown_rows().tolist() == [3, 0, 2]
    assert table.row_total == 3
    table.filter_rows(None)
    assert table.row_total == 5


def test_groups_have_a_banner_with_their_count_and_sort_within(table):
    table.show_groups(groups([4, 0], [], [2, 3]))
    shown = [table.data(table.index(row, 0)) for row in range(table.rowCount())]
    assert shown == ["Group 0 (2)", "row 4", "row 0", "Group 2 (2)", "row 2", "row 3"]
    table.sort(1)
    assert table.shown_rows().tolist() == [4, 0, 3, 2]
    assert table.banner_rows() == [0, 3]


def test_a_long_group_shows_its_first_rows_and_offers_the_rest(table):
    table.show_groups(groups([0, 1, 2, 3], limit=2))
    more = table.banner(3)
    assert table.shown_rows().tolist() == [0, 1]
    assert isinstance(more, Banner)
    assert (more.more, more.group) == (4, 0)
    assert table.flags(table.index(3, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert table.row_total == 4


def test_the_head_of_a_group_cannot_be_chosen(table):
    table.show_groups(groups([0, 1]))
    assert table.flags(table.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert table.data_row(0) is None
    assert table.table_row(1) == 2
    assert table.table_row(4) is None


def test_a_cell_says_its_column_and_its_full_sentence(table):
    index = table.index(0, 0)
    assert table.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Name: spoken 0"
    assert table.data(index, Qt.ItemDataRole.ToolTipRole) == "spoken 0"
    assert not table.data(index, Qt.ItemDataRole.DecorationRole).isNull()
    assert table.data(table.index(0, 1), Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert table.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) == "Value"


def test_a_sorted_table_is_filtered_without_being_sorted_again(table, monkeypatch):
    table.sort(1)
    monkeypatch.setattr(arrangement, "order_of", None)
    table.filter_rows(lambda: np.array([True, True, False, True, False]))
    assert [table.data_row(row) for row in range(table.rowCount())] == [1, 3, 0]


# a million rows


MILLION = 1_000_000


def test_a_reset_of_a_million_rows_makes_no_row_objects(qapp, tasks, qtbot):
    from PySide6.QtWidgets import QTableView

    values = np.arange(MILLION)
    table = ColumnTable(tasks)
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(table)
    before = sys.getallocatedblocks()
    table.show_data(MILLION, columns(values), sort=("value", True))
    assert table.rowCount() == MILLION
    assert sys.getallocatedblocks() - before < 2_000
    assert table.data(table.index(0, 1)) == str(MILLION - 1)


def test_a_million_rows_are_arranged_outside_the_thread_of_the_window(qapp, qtbot):
    runner = TaskRunner()
    threads = []

    def keys() -> np.ndarray:
        threads.append(threading.get_ident())
        return np.arange(MILLION)

    table = ColumnTable(runner)
    with qtbot.waitSignal(table.arranged):
        table.show_data(MILLION, (Column("value", "Value", lambda row: Cell(str(row)), keys, "888"),))
    with qtbot.waitSignal(table.arranged):
        table.sort(0)
    runner.close()
    assert threads
    assert threading.get_ident() not in threads


@settings(max_examples=60)
@given(
    shown=st.lists(st.booleans(), min_size=6, max_size=6),
    wanted=st.lists(st.booleans(), min_size=6, max_size=6),
    after=st.integers(-1, 7),
    grouped=st.booleans(),
)
def test_rows_are_counted_and_found_among_those_shown_in_their_order(qapp, tasks, shown, wanted, after, grouped):
    table, mask = ColumnTable(tasks), np.array(wanted)
    found = groups([5, 3], [0, 1, 2, 4]) if grouped else ()
    table.show_data(6, columns(np.array([3, 1, 2, 6, 5, 4])), found, lambda: np.array(shown), ("value", True))
    rows = [table.data_row(row) for row in range(table.rowCount())]
    assert table.count_of(mask) == sum(row is not None and wanted[row] for row in rows)
    walk = rows[after + 1 :] + rows[: after + 1]
    assert table.next_of(mask, after) == next((row for row in walk if row is not None and wanted[row]), None)


def test_what_is_looked_for_is_found_far_away_too(qapp, tasks, monkeypatch):
    monkeypatch.setattr(column_table, "_BITE", 2)
    table = ColumnTable(tasks)
    table.show_data(9, columns(np.arange(9)))
    assert table.next_of(np.arange(9) == 7, 0) == 7
    assert table.next_of(np.arange(9) == 1, 7) == 1
    assert table.next_of(np.zeros(9, np.bool_), 3) is None


def test_however_many_columns_are_sorted_by_only_a_few_orders_are_kept(qapp, tasks):
    values = np.array([[3, 1, 2], [1, 2, 3], [2, 3, 1], [3, 2, 1]])
    made = tuple(
        Column(str(place), "", lambda row: Cell(""), lambda keys=keys: keys, "") for place, keys in enumerate(values)
    )
    table = ColumnTable(tasks)
    table.show_data(3, made)
    for _again in range(2):
        for place, keys in enumerate(values):
            for direction in (ASCENDING, DESCENDING):
                table.sort(place, direction)
                ascending = np.argsort(keys).tolist()
                assert table.shown_rows().tolist() == (ascending if direction == ASCENDING else ascending[::-1])
                assert len(table._orders) <= 2
