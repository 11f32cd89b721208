"""Contact keys: the number under which the database knows a source's own id.

Why: a number is a twentieth of the work of a text in every later step. Keys are handed out in the order in which
contacts are first seen, under the write lock, so that the rows of one import lie together. Refuses to decide which
messages are one conversation; it only remembers it (`contact_id`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, bindparam, func, select, update

from charter.columns import Rows
from charter.errors import NotFound
from charter.locale import N_
from charter.store.engine import among, insert_rows, read_columns
from charter.store.names import all_storable
from charter.store.schema import contact_key

_REMEMBERED = 1_000_000


class Found(NamedTuple):
    """The key of each event of a batch, and which keys existed before the batch."""

    keys: Rows
    existing: list[int]


class Keys:
    """The keys of one source while one import runs, in a write transaction."""

    def __init__(self, connection: Connection, source: int) -> None:
        self._connection = connection
        self._source = source
        self.first_new = (connection.scalar(select(func.max(contact_key.c.id))) or 0) + 1
        """Keys from here on were made by this import."""
        self.next = self.first_new
        used = connection.scalar(select(contact_key.c.id).where(contact_key.c.source_id == source).limit(1))
        self._all_known = used is None
        self._known: dict[str, int] = {}

    def of(self, ids: list[str]) -> Found:
        """The keys of the contacts `ids`; those that are not there yet are made."""
        ids = all_storable(ids)
        distinct = dict.fromkeys(ids)
        unknown = [name for name in distinct if name not in self._known]
        if not self._all_known:
            self._known.update(self._stored(unknown))
            unknown = [name for name in unknown if name not in self._known]
        new = range(self.next, self.next + len(unknown))
        existing = [self._known[name] for name in distinct if name in self._known]
        self._known.update(zip(unknown, new, strict=True))
        self.next = new.stop
        rows = ((key, self._source, name, key) for key, name in zip(new, unknown, strict=True))
        insert_rows(self._connection, contact_key, ("id", "source_id", "external_id", "contact_id"), rows)
        keys = np.fromiter(map(self._known.__getitem__, ids), np.int64, len(ids))
        if len(self._known) > _REMEMBERED:
            self._known = {name: self._known[name] for name in distinct}
            self._all_known = False
        return Found(keys, existing)

    def _stored(self, ids: list[str]) -> dict[str, int]:
        if not ids:
            return {}
        statement = select(contact_key.c.external_id, contact_key.c.id).where(
            contact_key.c.source_id == self._source, contact_key.c.external_id.in_(among(self._connection, ids))
        )
        return {row[0]: row[1] for row in self._connection.execute(statement)}


def find(connection: Connection, source: int, external_id: str) -> int:
    """The key of a contact; a message belongs to the contact of its conversation. Raises NotFound."""
    found = connection.scalar(
        select(contact_key.c.contact_id).where(
            contact_key.c.source_id == source, contact_key.c.external_id == external_id
        )
    )
    if found is None:
        raise NotFound(N_("There is no contact %(contact)s."), contact=external_id)
    return int(found)


def owned_by(connection: Connection, source: int) -> Rows:
    """Every key of a source, ascending."""
    statement = select(contact_key.c.id).where(contact_key.c.source_id == source).order_by(contact_key.c.id)
    return read_columns(connection, statement)[0]


def own_id(connection: Connection, key: int) -> str:
    """The source's own id of a key."""
    return str(connection.scalar(select(contact_key.c.external_id).where(contact_key.c.id == key)))


def every(connection: Connection) -> Rows:
    """Every key of every source, ascending."""
    return read_columns(connection, select(contact_key.c.id).order_by(contact_key.c.id))[0]


def joined_to(connection: Connection, contact: int) -> Rows:
    """The keys whose events tell of `contact`: its own, and those of the messages of its conversation; ascending."""
    rows = connection.execute(
        select(contact_key.c.id).where(
            (contact_key.c.contact_id == contact) & (contact_key.c.contact_id != contact_key.c.id)
        )
    )
    return np.array(sorted({contact, *rows.scalars()}), np.int64)


def of_contacts(connection: Connection, source: int, ids: Sequence[str]) -> Rows:
    """The keys whose events tell of these contacts of a source, those of their conversations included; ascending."""
    if not ids:
        return np.empty(0, np.int64)
    chosen = select(contact_key.c.contact_id).where(
        contact_key.c.source_id == source, contact_key.c.external_id.in_(among(connection, list(ids)))
    )
    family = select(contact_key.c.id).where(contact_key.c.contact_id.in_(chosen)).order_by(contact_key.c.id)
    return read_columns(connection, family)[0]


def messages(connection: Connection, sources: Sequence[int]) -> tuple[Rows, Rows]:
    """Every key of `sources`, ascending, and the contact that the events of each tell of."""
    statement = select(contact_key.c.id, contact_key.c.contact_id).where(contact_key.c.source_id.in_(sources))
    found, contacts = read_columns(connection, statement.order_by(contact_key.c.id))
    return found, contacts


def join(connection: Connection, keys: Rows, contacts: Rows) -> None:
    """Remember that the events of `keys[i]` tell of contact `contacts[i]`."""
    if len(keys):
        connection.execute(
            update(contact_key).where(contact_key.c.id == bindparam("key")).values(contact_id=bindparam("contact")),
            [{"key": key, "contact": contact} for key, contact in zip(keys.tolist(), contacts.tolist(), strict=True)],
        )


def exists(connection: Connection, source: int, external_id: str) -> bool:
    """Whether the source has a contact or message with this id."""
    return (
        connection.scalar(
            select(contact_key.c.id).where(contact_key.c.source_id == source, contact_key.c.external_id == external_id)
        )
        is not None
    )
