"""A database that may not be written: what can be read of it, and what is refused with the reason.

The user of a build machine is often one to whom nothing is forbidden, so what the system would say is said in its place
(`charter.store.place`); `tests/cli/test_read_only.py` asks a real read-only disk where there can be one.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from charter.errors import Refused, StoreError
from charter.store import journal, place
from charter.store.engine import Store, reach
from charter.store.versions import open_store


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A database with one entry in its journal, left as the program leaves it."""
    folder = tmp_path / "a folder"
    store = open_store(f"sqlite:///{folder / 'charter #1.sqlite'}")
    _note(store, "jan")
    store.close()
    return folder / "charter #1.sqlite"


@pytest.fixture
def forbidden(monkeypatch) -> None:
    """The system lets no database file be written."""
    monkeypatch.setattr(place, "is_read_only", lambda path: path.exists())


def _note(store: Store, who: str) -> None:
    with store.write() as connection:
        journal.append(connection, who, 1, "import", "", {})


def _who_wrote(file: Path) -> list[str]:
    store = open_store(f"sqlite:///{file}")
    try:
        assert not store.is_writable
        with store.read() as connection:
            assert journal.verify(connection) == []
            return [entry.who for entry in journal.entries(connection)]
    finally:
        store.close()


@pytest.fixture
def in_use(written: Path) -> Iterator[Path]:
    """A database that a program has open, with an entry that stands in its log only."""
    store = open_store(f"sqlite:///{written}")
    with store.read():
        _note(store, "piet")
        yield written
    store.close()


def test_a_file_alone_is_read_and_nothing_comes_beside_it(written: Path, forbidden: None) -> None:
    before = written.read_bytes(), written.stat().st_mode
    assert _who_wrote(written) == ["jan"]
    assert list(written.parent.iterdir()) == [written]
    assert (written.read_bytes(), written.stat().st_mode) == before


def test_a_finished_copy_is_read(written: Path, tmp_path: Path, monkeypatch) -> None:
    store = open_store(f"sqlite:///{written}")
    store.copy_to(tmp_path / "copy.sqlite")
    store.close()
    monkeypatch.setattr(place, "is_read_only", lambda _path: True)
    assert _who_wrote(tmp_path / "copy.sqlite") == ["jan"]


def test_a_copy_can_be_made_of_what_may_not_be_written(written: Path, tmp_path: Path, forbidden: None) -> None:
    store = open_store(f"sqlite:///{written}")
    store.copy_to(tmp_path / "copy.sqlite")
    store.close()
    assert _who_wrote(tmp_path / "copy.sqlite") == ["jan"]


def test_what_another_program_wrote_last_is_read_too(in_use: Path, forbidden: None) -> None:
    assert _who_wrote(in_use) == ["jan", "piet"]


def test_last_changes_are_never_left_out_in_silence(in_use: Path, tmp_path: Path, forbidden: None) -> None:
    for name in (in_use.name, f"{in_use.name}-wal"):
        shutil.copy(in_use.with_name(name), tmp_path / name)
    with pytest.raises(StoreError, match="last changes") as caught:
        open_store(f"sqlite:///{tmp_path / in_use.name}")
    assert "charter #1.sqlite-wal" in str(caught.value)


def test_an_interrupted_change_of_the_old_kind_is_never_read_as_done(written: Path, forbidden: None) -> None:
    written.with_name(f"{written.name}-journal").write_bytes(b"x")
    with pytest.raises(StoreError, match="last changes"):
        open_store(f"sqlite:///{written}")


def test_a_file_alone_on_a_share_is_read(written: Path, forbidden: None, monkeypatch) -> None:
    monkeypatch.setattr(place, "on_network_share", lambda _path: True)
    assert _who_wrote(written) == ["jan"]


def test_a_log_on_a_share_is_refused_for_who_uses_it_is_unseen(in_use: Path, forbidden: None, monkeypatch) -> None:
    monkeypatch.setattr(place, "on_network_share", lambda _path: True)
    with pytest.raises(StoreError, match="last changes"):
        open_store(f"sqlite:///{in_use}")


def test_a_share_that_may_be_written_is_still_refused(written: Path, monkeypatch) -> None:
    monkeypatch.setattr(place, "on_network_share", lambda _path: True)
    with pytest.raises(Refused, match="PostgreSQL"):
        open_store(f"sqlite:///{written}")


@pytest.mark.parametrize("where", ["in its log", "in itself"])
def test_a_file_that_changes_while_it_is_read_gives_no_answer(written: Path, monkeypatch, where: str) -> None:
    with monkeypatch.context() as within:
        within.setattr(place, "is_read_only", lambda _path: True)
        reading = open_store(f"sqlite:///{written}")
    writing = open_store(f"sqlite:///{written}")
    _note(writing, "piet")
    if where == "in itself":
        writing.close()
    else:
        assert written.with_name(f"{written.name}-wal").stat().st_size
    with pytest.raises(StoreError, match="was changed while"), reading.read() as connection:
        journal.entries(connection)
    reading.close()
    writing.close()


def test_nothing_is_written(written: Path, forbidden: None) -> None:
    store = open_store(f"sqlite:///{written}")
    for way in (store.write, store.erase):
        with pytest.raises(Refused, match="read-only") as caught, way():
            pytest.fail("a read-only database let itself be written")
        assert caught.value.remedy
    store.close()


def test_a_copy_in_memory_is_changed_and_read_only_from_then_on(written: Path, forbidden: None) -> None:
    store = open_store(f"sqlite:///{written}")
    copy = store.in_memory(lambda one: _note(one, "piet"))
    with copy.read() as connection:
        assert [entry.who for entry in journal.entries(connection)] == ["jan", "piet"]
    with pytest.raises(Refused, match="read-only"):
        _note(copy, "klaas")
    copy.close()
    store.close()
    assert _who_wrote(written) == ["jan"]


@pytest.mark.parametrize(("version", "word"), [("0001", "older"), ("9999", "newer")])
def test_another_schema_is_told_and_left(written: Path, monkeypatch, version: str, word: str) -> None:
    with closing(sqlite3.connect(written)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    monkeypatch.setattr(place, "is_read_only", lambda _path: True)
    with pytest.raises(StoreError, match=word):
        open_store(f"sqlite:///{written}")


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("way", ["right", "server"])
def test_an_account_that_may_only_read_reads(url: str, way: str) -> None:
    store = open_store(url)
    assert store.is_writable
    _note(store, "jan")
    store.close()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = 'auditor'")) == 0:
            connection.execute(text("CREATE ROLE auditor LOGIN"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor"))
        if way == "server":
            connection.execute(text("GRANT INSERT ON ALL TABLES IN SCHEMA public TO auditor"))
            connection.execute(text("ALTER ROLE auditor SET default_transaction_read_only = on"))
        else:
            connection.execute(text("ALTER ROLE auditor RESET ALL"))
    engine.dispose()
    store = open_store(url.replace("//postgres", "//auditor"))
    assert not store.is_writable
    with store.read() as connection:
        assert [entry.who for entry in journal.entries(connection)] == ["jan"]
    with pytest.raises(Refused, match="read-only"):
        _note(store, "piet")
    store.close()


def test_a_file_that_is_not_there_is_made_as_ever(tmp_path: Path) -> None:
    reach(f"sqlite:///{tmp_path / 'new.sqlite'}").close()
    assert (tmp_path / "new.sqlite").exists()
