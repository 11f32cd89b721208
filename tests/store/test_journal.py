import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text, update

from charter.errors import Cancelled
from charter.store import journal
from charter.store.schema import journal as table


@pytest.fixture
def five(store):
    with store.write() as connection:
        for number in range(1, 6):
            journal.append(connection, "jan", number * 1000, "import", "", {"file": f"één{number}.csv", "read": number})
    return store


def faults(store):
    with store.read() as connection:
        return [fault.message % fault.params for fault in journal.verify(connection)]


def test_an_untouched_journal_verifies(five):
    assert faults(five) == []
    with five.read() as connection:
        found = journal.entries(connection)
        assert [(entry.seq, entry.payload["read"]) for entry in found] == [(n, n) for n in range(1, 6)]
        assert journal.head(connection) == (5, found[-1].digest)


def test_an_empty_journal_verifies(store):
    assert faults(store) == []


@pytest.mark.parametrize(
    "change",
    [{"who": "piet"}, {"at": 1}, {"what": "export"}, {"why": "because"}, {"payload": "{}"}, {"digest": "0" * 64}],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(five, change):
    with five.write() as connection:
        connection.execute(update(table).where(table.c.seq == 3).values(change))
    assert "Entry 3 of the journal was changed." in faults(five)


def test_a_removed_entry_is_found(five):
    with five.write() as connection:
        connection.execute(delete(table).where(table.c.seq == 2))
    assert faults(five) == ["Entry 2 of the journal is missing."]


def test_a_removed_entry_whose_gap_was_closed_is_found(five):
    with five.write() as connection:
        connection.execute(delete(table).where(table.c.seq == 2))
        for seq in (3, 4, 5):
            connection.execute(update(table).where(table.c.seq == seq).values(seq=seq - 1))
    assert faults(five)


def test_entries_that_changed_places_are_found(five):
    with five.write() as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(table).where(table.c.seq == old).values(seq=new))
    assert faults(five)


def test_entries_removed_at_the_end_are_found(five):
    with five.write() as connection:
        connection.execute(delete(table).where(table.c.seq > 3))
    assert faults(five) == ["Entry 4 of the journal is missing."]


def test_an_emptied_journal_is_found(five):
    with five.write() as connection:
        connection.execute(delete(table))
    assert faults(five) == ["Entry 1 of the journal is missing."]


def test_an_entry_written_past_the_program_is_found(five):
    with five.write() as connection:
        connection.execute(
            text("INSERT INTO journal SELECT 6, at, who, what, why, payload, digest, digest FROM journal WHERE seq = 5")
        )
    assert faults(five)


def test_an_entry_of_a_transaction_that_fails_leaves_the_chain_whole(five):
    def write_and_fail():
        with five.write() as connection:
            journal.append(connection, "jan", 6000, "import", "", {})
            raise Cancelled

    with pytest.raises(Cancelled):
        write_and_fail()
    assert faults(five) == []


@given(
    a=st.tuples(*[st.text()] * 4),
    b=st.tuples(*[st.text()] * 4),
)
def test_entries_that_differ_have_different_digests(a, b):
    assert (journal._digest(1, 0, *a, "") == journal._digest(1, 0, *b, "")) == (a == b)
