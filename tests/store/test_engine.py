import numpy as np
import pytest
from sqlalchemy import select

from charter.errors import StoreError
from charter.store import engine, journal
from charter.store.engine import among, insert_rows, read_columns
from charter.store.schema import lease, name
from charter.store.versions import open_store


def test_a_second_writer_is_told_to_wait(url, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_MS", 20)
    first, second = open_store(url), open_store(url)
    with first.write() as connection:
        journal.append(connection, "jan", 1, "import", "", {})
        with pytest.raises(StoreError, match="Another program is writing") as caught, second.write():
            pass
    assert caught.value.remedy
    with second.write() as connection:
        journal.append(connection, "piet", 2, "import", "", {})
        assert journal.verify(connection) == []
    first.close()
    second.close()


def test_a_reader_sees_nothing_of_a_transaction_that_is_not_done(url):
    first, second = open_store(url), open_store(url)
    with first.write() as connection:
        journal.append(connection, "jan", 1, "import", "", {})
        with second.read() as reading:
            assert journal.entries(reading) == []
    with second.read() as reading:
        assert len(journal.entries(reading)) == 1
    first.close()
    second.close()


def test_columns_come_back_as_they_were_written(store):
    rows = [(1, number, f"naïve \t\\ {number}") for number in range(120_000)]
    with store.write() as connection:
        insert_rows(connection, name, ("dictionary", "id", "value"), iter(rows))
    with store.read() as connection:
        ids, values = read_columns(connection, select(name.c.id, name.c.value).order_by(name.c.id))
    assert ids.dtype == np.int64
    assert ids.tolist() == list(range(120_000))
    assert values.tolist() == [row[2] for row in rows]


def test_columns_of_nothing_are_empty(store):
    with store.read() as connection:
        assert [len(column) for column in read_columns(connection, select(name.c.id, name.c.value))] == [0, 0]


@pytest.mark.parametrize("make", [int, lambda number: f"it's {number}; ünï"], ids=["numbers", "texts"])
def test_a_selection_of_many_values_is_bound_as_one(store, make):
    values = [make(number) for number in range(40_000)]
    with store.write() as connection:
        insert_rows(connection, lease, ("source", "owner", "expires_at"), [(str(v), "x", 0) for v in values[::2]])
        column = lease.c.source if isinstance(values[0], str) else lease.c.expires_at
        found = connection.execute(select(lease.c.source).where(column.in_(among(connection, values)))).all()
    assert len(found) == 20_000


def test_no_values_select_nothing(store):
    with store.read() as connection:
        assert connection.execute(select(name).where(name.c.id.in_(among(connection, [])))).all() == []
