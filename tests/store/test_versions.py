import os
import stat
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from charter.errors import StoreError
from charter.store import versions
from charter.store.schema import metadata
from charter.store.versions import SCHEMA_VERSION, open_store, schema_version, upgrade


def test_the_migrations_make_exactly_the_tables_of_the_schema(store):
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_schema_version_is_the_newest_migration(store):
    assert schema_version(store) == SCHEMA_VERSION


def test_upgrading_twice_does_nothing_the_second_time(url):
    assert upgrade(url) is True
    assert upgrade(url) is False


def test_a_database_newer_than_the_program_is_refused(url):
    store = open_store(url)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="newer than this program"):
        open_store(url)


def test_an_older_shared_database_is_upgraded_only_when_somebody_says_so(url, monkeypatch):
    upgrade(url)
    monkeypatch.setattr(versions, "SCHEMA_VERSION", "9998")
    if url.startswith("sqlite"):
        open_store(url).close()
    else:
        with pytest.raises(StoreError, match="charter db upgrade"):
            open_store(url)
    assert upgrade(url) is True


def test_opening_a_database_of_the_right_version_does_not_load_alembic(tmp_path):
    url = f"sqlite:///{tmp_path / 'charter.db'}"
    upgrade(url)
    code = (
        "import sys; from charter.store.versions import open_store; "
        f"open_store({url!r}).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="Windows protects the folder, not the file")
def test_the_database_file_is_readable_by_its_owner_only(tmp_path):
    file = tmp_path / "new" / "charter.db"
    file.parent.mkdir()
    file.touch(0o644)
    store = open_store(f"sqlite:///{file}")
    with store.write() as connection:
        connection.execute(text("DELETE FROM lease"))
    modes = {stat.S_IMODE(found.stat().st_mode) for found in file.parent.iterdir()}
    store.close()
    assert modes == {0o600}


@pytest.mark.parametrize("address", ["nonsense", "sqlite://", "mysql://server/database", "sqlite:///:memory:"])
def test_an_address_that_cannot_be_used_is_a_fault_of_the_world(address):
    with pytest.raises(StoreError, match="address of the database"):
        open_store(address)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    file = tmp_path / "charter.db"
    file.write_bytes(b"this is a letter, not a database" * 200)
    with pytest.raises(StoreError, match="damaged"):
        open_store(f"sqlite:///{file}")


def test_a_server_that_does_not_answer_is_a_fault_of_the_world():
    with pytest.raises(StoreError, match="does not answer"):
        open_store("postgresql://nobody@127.0.0.1:1/charter?connect_timeout=2")
