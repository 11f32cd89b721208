"""The different values of a column."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from charter.columns import distinct


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_they_are_those_of_numpy_in_the_same_order_and_kind(values):
    column = np.array(values, np.int64)
    found = distinct(column)
    assert found.dtype == column.dtype
    np.testing.assert_array_equal(found, np.unique(column))
    assert column.tolist() == values
