"""Faults of the database in our words.

Why: a full disk or a locked file is the world's fault and has a remedy; a wrong statement is ours and must surface as
it is. The one place that tells the two apart (style.md 4.6). Refuses to repeat what a statement contained.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from charter.errors import StoreError
from charter.locale import N_
from charter.store.schema import metadata

_BUSY = (
    N_("Another program is writing to the database."),
    N_("Wait until it is done and try again."),
)
_FULL = (N_("The disk is full."), N_("Make room on the disk and try again."))
_UNREADABLE = (
    N_("The database cannot be read or written."),
    N_("Check that the disk and the file are there and that you may write to them."),
)
_DAMAGED = (N_("The database is damaged, or the file is no database."), N_("Put back a backup of the file."))
_EMPTY = (
    N_("The tables of the database are gone. The file was moved, deleted or replaced while Charter was using it."),
    N_("Close Charter, put the file or a backup of it back, and start Charter again."),
)
_UNREACHABLE = (
    N_("The database server does not answer, or refuses."),
    N_("Check the network, the address and the password, then try again."),
)
_FORBIDDEN = (
    N_("Your account may not do this in the database."),
    N_("Ask the administrator of the database server for the right to do so."),
)

_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _UNREADABLE,
    sqlite3.SQLITE_CANTOPEN: _UNREADABLE,
    sqlite3.SQLITE_READONLY: _UNREADABLE,
    sqlite3.SQLITE_PERM: _UNREADABLE,
    sqlite3.SQLITE_AUTH: _UNREADABLE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_PRIMARY = 0xFF
"""The low byte of an extended result code of SQLite is the kind of fault."""

_NO_TABLE = "no such table: "

_POSTGRES = {"55P03": _BUSY, "40P01": _BUSY, "40001": _BUSY, "53100": _FULL, "42501": _FORBIDDEN, "25006": _FORBIDDEN}
_POSTGRES_WORLD = ("08", "28", "3D", "53", "57", "58")
"""SQLSTATE classes: connection, password, no such database, resources, shut down, system."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn a fault of the world inside the block into `StoreError`; let every other one pass."""
    try:
        yield
    except Exception as error:
        known = _known(error.orig if isinstance(error, DBAPIError) else error)
        if known is None:
            raise
        raise StoreError(*known) from error


def _known(error: BaseException | None) -> tuple[str, str] | None:
    if isinstance(error, sqlite3.Error):
        if str(error).removeprefix(_NO_TABLE) in metadata.tables:
            return _EMPTY
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY)
    state = getattr(error, "sqlstate", "") or ""
    if state in _POSTGRES:
        return _POSTGRES[state]
    if state.startswith(_POSTGRES_WORLD) or (not state and type(error).__name__ == "OperationalError"):
        return _UNREACHABLE
    return None
