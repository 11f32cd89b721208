"""Rows are ordered stably, the empty ones last, and at the cost of columns."""

from __future__ import annotations

import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from charter.columns import NO_TIME
from charter.ui.models.arrangement import order_of


@given(st.lists(st.one_of(st.integers(-5, 5), st.none())), st.booleans())
def test_order_is_that_of_a_stable_sort_with_the_empty_last(found, descending):
    keys = np.array([NO_TIME if value is None else value for value in found], np.int64)
    filled = [row for row, value in enumerate(found) if value is not None]
    expected = sorted(filled, key=lambda row: -found[row] if descending else found[row])
    expected += [row for row, value in enumerate(found) if value is None]
    assert order_of(keys, descending=descending).tolist() == expected


def test_not_a_number_is_empty_too():
    keys = np.array([2.0, np.nan, 1.0])
    assert order_of(keys, descending=True).tolist() == [0, 2, 1]
    assert order_of(keys, descending=False).tolist() == [2, 0, 1]


def test_sorting_a_million_rows_holds_columns_and_no_object_a_row():
    keys = np.random.default_rng(7).integers(0, 1 << 50, 1_000_000)
    keys[::100] = NO_TIME
    tracemalloc.start()
    try:
        order_of(keys, descending=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 7 * keys.nbytes
