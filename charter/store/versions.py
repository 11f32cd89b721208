"""Which version of the schema a database has, and how it gets the newest.

Why: a fresh database is made by running the migrations, so that they are proven every day. Refuses a database that
is newer than the program. Alembic is loaded only when the versions differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

from charter.errors import StoreError
from charter.locale import N_
from charter.store.engine import Store, reach

if TYPE_CHECKING:
    from alembic.config import Config

SCHEMA_VERSION = "0003"
"""The last revision in `migrations/versions`."""


def open_store(url: str) -> Store:
    """The database at `url`, with the schema of this program.

    An empty one gets its tables. An older one is upgraded when it is a file of one's own; on a shared server that is
    a decision (`charter db upgrade`), because it shuts out older programs. One that may not be written must have it.

    Raises StoreError when it cannot be reached, is newer than the program, or is an older one that is shared or may
    not be written; Refused for a file on a network share.
    """
    store = reach(url)
    try:
        found = schema_version(store)
        _refuse_older(store, found)
        _migrate(store, found)
    except BaseException:
        store.close()
        raise
    return store


def upgrade(url: str) -> bool:
    """Bring the database at `url` to the schema of this program; False when it already had it. Raises StoreError."""
    store = reach(url)
    try:
        return _migrate(store, schema_version(store))
    finally:
        store.close()


def schema_version(store: Store) -> str | None:
    """The revision of the database; None when it has no tables of ours."""
    with store.read() as connection:
        return _version(connection)


def _refuse_older(store: Store, found: str | None) -> None:
    if found == SCHEMA_VERSION or (store.is_sqlite and store.is_writable):
        return
    _refuse_newer(found)
    if found is None:
        return
    if not store.is_writable:
        raise StoreError(
            N_("The database is older than this program, and this profile is read-only."),
            N_("Copy the whole folder to a place where you may write. Or use the program that made it."),
        )
    raise StoreError(
        N_("The database is older than this program."),
        N_("Make a backup, then run: charter db upgrade. Colleagues with an older program must update it too."),
    )


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in _revisions():
        raise StoreError(N_("The database is newer than this program."), N_("Install the newest version of Charter."))


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num")).select_from(table("alembic_version")))


def _migrate(store: Store, found: str | None) -> bool:
    if found == SCHEMA_VERSION:
        return False
    from alembic import command

    with store.write() as connection:
        found = _version(connection)  # another program may have been first
        _refuse_newer(found)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def _revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory

    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "charter.store:migrations")  # found through importlib.resources
    config.set_main_option("path_separator", "os")
    return config
