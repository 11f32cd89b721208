import pytest

from charter.errors import NotFound
from charter.store import journal, rulebooks


def test_the_rulebook_accepted_last_judges(store):
    with store.write() as connection:
        assert rulebooks.current(connection) is None
        assert rulebooks.accept(connection, "first", "d1", "jan", 1, "council decision")
        assert rulebooks.accept(connection, "second", "d2", "piet", 2, "a correction")
    with store.read() as connection:
        assert rulebooks.current(connection) == rulebooks.Accepted("d2", "second", 2, "piet", "a correction")
        assert rulebooks.by_digest(connection, "d1").content == "first"


def test_accepting_what_already_judges_does_nothing(store):
    with store.write() as connection:
        rulebooks.accept(connection, "first", "d1", "jan", 1, "")
        assert not rulebooks.accept(connection, "first", "d1", "jan", 2, "")
        assert len(journal.entries(connection)) == 1


def test_going_back_to_an_older_rulebook_adds_an_acceptance(store):
    with store.write() as connection:
        for at, digest in enumerate(("d1", "d2", "d1")):
            rulebooks.accept(connection, f"text {digest}", digest, "jan", at, "")
        assert [entry.payload["digest"] for entry in journal.entries(connection)] == ["d1", "d2", "d1"]
        assert rulebooks.by_digest(connection, "d1").accepted_at == 0


def test_every_acceptance_stands_in_the_journal(store):
    with store.write() as connection:
        rulebooks.accept(connection, "first", "d1", "jan", 1, "council decision")
        (entry,) = journal.entries(connection)
    assert (entry.who, entry.what, entry.why, entry.payload) == (
        "jan",
        "rulebook_accepted",
        "council decision",
        {"digest": "d1", "replaces": ""},
    )


def test_an_unknown_digest_is_not_found(store):
    with store.read() as connection, pytest.raises(NotFound):
        rulebooks.by_digest(connection, "d9")
