"""One door to the database: connections, transactions, and columns instead of rows.

Why: every rule about locks, pragmas and drivers stands here, so that the other modules only say what they want.
Refuses two writers at once, databases on network shares, and rows as objects: `read_columns` takes the driver's own
tuples, sixteen times faster than SQLAlchemy's (ecosystem.md 4). A connection never leaves the thread that opened it.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    Text,
    cast,
    create_engine,
    event,
    func,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from charter.errors import Refused, StoreError
from charter.locale import N_
from charter.store import place, read_only
from charter.store.faults import translated

__all__ = ["Connection", "Store", "among", "each", "insert_rows", "reach", "read_columns"]
"""`Connection` too: who asks the store for one need not know whose it is."""

BUSY_MS = 10_000
"""How long a writer waits for another one."""
_READING_KIB, _WRITING_KIB = 16 * 1024, 256 * 1024
"""What an SQLite connection may keep in memory: an import of millions of rows then never reads a page twice."""
_WAL_BYTES = 64 * 1024 * 1024
"""A larger write-ahead log is cut back once its pages stand in the database."""
FETCH = 10_000
_READING = ("foreign_keys=ON", "trusted_schema=OFF", f"cache_size=-{_READING_KIB}")
_LOGGING = ("journal_mode=WAL", "synchronous=NORMAL", f"journal_size_limit={_WAL_BYTES}")
"""What an SQLite connection is told; the second only where the file may be written."""
_LOCK = 0x43_48_41_52
"""The advisory lock on PostgreSQL under which every transaction that writes stands ("CHAR")."""


_MAY_WRITE = """SELECT current_setting('transaction_read_only') = 'off'
    AND coalesce(has_table_privilege(to_regclass('journal'), 'INSERT'), true)"""
"""Of an account on PostgreSQL; a server that only follows another one is read-only too."""


class Store:
    """A database that is open for reading and, where it may be, for writing."""

    def __init__(
        self, engine: Engine, *, is_writable: bool | None = None, still: Callable[[], None] | None = None
    ) -> None:
        """`is_writable` None: ask the server. `still` raises StoreError when what was read or written does not hold."""
        self._engine = engine
        self._still = still or (lambda: None)
        if is_writable is not None:
            self.is_writable = is_writable

    @cached_property
    def is_writable(self) -> bool:
        """Whether anything can be kept here; raises StoreError when the server does not answer."""
        with self.read() as connection:
            return bool(connection.exec_driver_sql(_MAY_WRITE).scalar())

    def refuse_read_only(self) -> None:
        """Raise Refused where nothing can be kept; long work asks before it begins."""
        if not self.is_writable:
            raise read_only.refused()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of one's own."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database. Raises StoreError when the world fails."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        try:
            with translated(), self._engine.connect() as connection:
                yield connection.execution_options(**options)
        except StoreError:
            self._still()
            raise
        self._still()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The only transaction that writes, anywhere: all of the block is kept, or nothing.

        Raises Refused where nothing may be written, StoreError when another writer does not finish in time, or the
        world fails otherwise.
        """
        self.refuse_read_only()
        with translated(), self._engine.connect() as connection:
            writing = connection.execution_options(charter_writes=True)
            try:
                with writing.begin():
                    if not self.is_sqlite:
                        writing.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
                        writing.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                    yield writing
                    self._still()
            finally:
                if self.is_sqlite:
                    _allow_memory(connection, _READING_KIB)

    @contextmanager
    def erase(self) -> Iterator[Connection]:
        """A write transaction after which the bytes of what it deleted are gone, not only their rows.

        On SQLite the file is written anew, so that nothing lingers in free pages or in the write-ahead log; another
        program that reads at that moment raises StoreError, the transaction stands then. On PostgreSQL the space is
        freed; its own logs and backups are the administrator's.
        """
        with self.write() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            yield connection
        with translated(), self._engine.connect() as plain:
            driver: Any = plain.connection.driver_connection
            if self.is_sqlite:
                driver.execute("VACUUM")
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                driver.execute("PRAGMA secure_delete=OFF")
                if busy:
                    raise StoreError(
                        N_("What was removed can still be found in the log file of the database."),
                        N_("Close other windows of Charter, then give the same command again."),
                    )
            else:
                plain.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")

    def copy_to(self, file: Path) -> None:
        """Write a whole copy of the database, as it stands at one moment, to `file`; a file that is there is replaced.

        Raises Refused on a server, whose administrator makes the copies, and StoreError when the world fails.
        """
        if not self.is_sqlite:
            raise Refused(
                N_("This database is on a server."), N_("Ask its administrator for a copy, for example by pg_dump.")
            )
        part = file.with_name(f".{file.name}.part")
        try:
            with translated(), self._engine.connect() as connection, closing(sqlite3.connect(part)) as copy:
                driver: Any = connection.connection.driver_connection
                driver.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            part.chmod(0o600)
            part.replace(file)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                N_("The copy %(file)s cannot be written."), N_("Choose another place."), file=str(file)
            ) from error
        finally:
            part.unlink(missing_ok=True)

    def in_memory(self, change: Callable[[Store], object]) -> Store:
        """A copy of an SQLite database in memory, to which `change` was done; from then on it is read-only."""
        copy = Store(_engine(read_only.in_memory(), _READING, poolclass=QueuePool), is_writable=True)
        try:
            with translated(), self._engine.connect() as here, copy._engine.connect() as there:
                source: Any = here.connection.driver_connection
                source.backup(there.connection.driver_connection)
            self._still()
            change(copy)
        except BaseException:
            copy.close()
            raise
        copy.is_writable = False
        return copy

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def reach(url: str) -> Store:
    """Reach the database at `url` (`sqlite:///FILE` or `postgresql://...`) without looking at what is in it.

    A file that is there and may not be written is opened to be read. Raises StoreError when the address cannot be
    used, Refused for a file on a network share that could be written.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    try:
        return Store(create_engine(address, pool_pre_ping=True))
    except ModuleNotFoundError as error:
        raise StoreError(
            N_("The driver for PostgreSQL is not installed."), N_("Install it with: pip install charter[postgres]")
        ) from error


def read_columns(connection: Connection, statement: Select[Any]) -> list[npt.NDArray[Any]]:
    """The result of `statement` as one int64 array a column; texts become object arrays. No value may be NULL."""
    blocks = list(read_blocks(connection, statement))
    return [joined([block[place] for block in blocks]) for place in range(len(statement.selected_columns))]


def read_blocks(connection: Connection, statement: Select[Any]) -> Iterator[list[npt.NDArray[Any]]]:
    """The same, some thousands of rows at a time: a column of millions of texts would let no other thread go on."""
    cursor = connection.execute(statement).cursor
    while rows := cursor.fetchmany(FETCH):
        yield [
            np.array(values, object) if isinstance(values[0], str) else np.frombuffer(array("q", values), np.int64)
            for values in zip(*rows, strict=True)
        ]


def joined(parts: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """The parts behind each other; one by one, for a million texts at once would let no other thread go on."""
    whole = np.empty(sum(map(len, parts)), parts[0].dtype if parts else np.int64)
    start = 0
    for part in parts:
        whole[start : start + len(part)] = part
        start += len(part)
    return whole


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Add `rows`, whose values stand in the order of `columns`, by the fastest road of the driver."""
    cursor: Any = connection.connection.cursor()
    names = ", ".join(f'"{name}"' for name in columns)
    try:
        if connection.dialect.name == "sqlite":
            places = ", ".join("?" * len(columns))
            cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', rows)  # noqa: S608
        else:
            with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
    finally:
        cursor.close()


def among(connection: Connection, values: Sequence[int] | Sequence[str]) -> Select[Any]:
    """A selection of exactly `values`, however many, for `column.in_(...)`: bound as one parameter."""
    return select(each(connection, values))


def each(connection: Connection, values: Sequence[int] | Sequence[str]) -> ColumnElement[Any]:
    """The rows of `values` as a column that can be selected from: bound as one parameter."""
    kind = Text() if values and isinstance(values[0], str) else BigInteger()
    if connection.dialect.name == "sqlite":
        return type_coerce(func.json_each(json.dumps(values)).table_valued("value").c.value, kind)
    return func.unnest(cast(list(values), ARRAY(kind))).column_valued()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise _unknown_address() from error
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not address.database or address.database == ":memory:":
        raise _unknown_address()
    return address


def _unknown_address() -> StoreError:
    return StoreError(
        N_("The address of the database cannot be used."),
        N_("Write sqlite:///FILE or postgresql://USER@SERVER/DATABASE."),
    )


def _sqlite(address: URL) -> Store:
    path = Path(address.database or "")
    if place.is_read_only(path):
        readable, standing = read_only.way(path)
        return Store(_engine(readable, _READING), is_writable=False, still=standing)
    place.refuse_network_share(path)
    try:
        place.make_private(path)
    except OSError as error:
        raise StoreError(
            N_("The database file %(file)s cannot be made or opened."),
            N_("Choose a folder in which you may write."),
            file=str(path),
        ) from error
    return Store(_engine(address, (*_READING, *_LOGGING)), is_writable=True, still=place.Standing(path))


def _engine(address: URL, pragmas: Sequence[str], **more: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
    def set_up(driver: sqlite3.Connection, _record: object) -> None:
        driver.isolation_level = None  # transactions are begun by `_begin`, not by the driver's guess
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}")

    engine = create_engine(address, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False}, **more)
    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("charter_writes", False):
        _allow_memory(connection, _WRITING_KIB)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _allow_memory(connection: Connection, kib: int) -> None:
    """Past SQLAlchemy, which would begin a transaction for it."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA cache_size=-{kib}")
