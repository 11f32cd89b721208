"""Where one person stands in the facts: by pseudonym, or by a source's own id of a contact.

Refuses to tell who else took part in a contact.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, Select, func, or_, select

from charter.columns import Rows
from charter.store.names import storable
from charter.store.schema import contact_key, event, source


def contacts_of(connection: Connection, pseudonym: str) -> Rows:
    """The keys of the contacts in which this pseudonym stands, as who called or wrote or among the addressees."""
    told = or_(event.c.customer == pseudonym, event.c.detail.contains(pseudonym, autoescape=True))
    return _contacts(connection, select(event.c.key_id).where(told))


def contacts_named(connection: Connection, name: str) -> Rows:
    """The keys of the contacts with this id of their own, SOURCE/ID or that of one of their messages."""
    wanted = storable(name.strip())
    ids = [wanted, f"<{wanted}>", wanted.removeprefix("<").removesuffix(">")]
    told = or_(contact_key.c.external_id.in_(ids), source.c.name + "/" + contact_key.c.external_id == wanted)
    return _contacts(
        connection, select(contact_key.c.id).join(source, source.c.id == contact_key.c.source_id).where(told)
    )


def key_ids(connection: Connection) -> dict[str, int]:
    """The ids of the keys under which pseudonyms were made, and how many events bear one of each."""
    key = func.substr(event.c.customer, 1, func.length(event.c.customer) - 17)
    chosen = select(key, func.count()).where(event.c.customer.like("%:" + "_" * 16)).group_by(key).order_by(key)
    return {row[0]: row[1] for row in connection.execute(chosen)}


def source_of(connection: Connection, contact: int) -> tuple[str, str]:
    """Name of the source of a contact, and the id of what read it."""
    chosen = select(source.c.name, source.c.reader).join(contact_key, contact_key.c.source_id == source.c.id)
    row = connection.execute(chosen.where(contact_key.c.id == contact)).one()
    return row.name, row.reader


def _contacts(connection: Connection, keys: Select[tuple[int]]) -> Rows:
    chosen = select(contact_key.c.contact_id).where(contact_key.c.id.in_(keys))
    return np.array(sorted(set(connection.execute(chosen).scalars())), np.int64)
