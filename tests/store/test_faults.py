"""Which faults of the database are the world's, and which are ours."""

from __future__ import annotations

import sqlite3

import pytest

from charter.errors import StoreError
from charter.store.faults import translated


def test_a_database_that_was_taken_away_is_told_with_a_remedy() -> None:
    with pytest.raises(StoreError, match="tables of the database are gone") as caught, translated():
        sqlite3.connect(":memory:").execute("SELECT * FROM derived")
    assert caught.value.remedy


def test_a_table_that_never_was_is_our_own_fault() -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"), translated():
        sqlite3.connect(":memory:").execute("SELECT * FROM nowhere")
