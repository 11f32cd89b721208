"""Derived moments in and out of the database: contacts and queue visits, a chunk of 65 536 contact keys a row.

Why: moments are a function of events (`charter.moments`), kept only because making them anew takes longer than reading
them (contract.md 2). Each chunk names the rules that made it. Refuses to derive anything.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from charter.columns import Attempts, Contacts, Fact, Moments, Names, Numbers, Rows, Suspensions, Visits
from charter.contact import Kind
from charter.store import chunks, names
from charter.store.schema import derived as table

CHUNK = 65_536
"""Contact keys in a row."""

_SPARSE = ("names", "moments", "numbers", "attempts", "suspensions", "excuses")
_DENSE = tuple(f.name for f in fields(Contacts) if f.name not in _SPARSE)


class Part(NamedTuple):
    """Some contacts, the queue visits under them, and their keys (ascending)."""

    keys: Rows
    contacts: Contacts
    visits: Visits

    def take(self, rows: Rows) -> Part:
        """The contacts at `rows`, in that order."""
        old_to_new = np.full(len(self.keys), -1, np.int64)
        old_to_new[rows] = np.arange(len(rows))
        return Part(self.keys[rows], self.contacts.take(rows), self.visits.take(old_to_new))


def load(connection: Connection) -> tuple[Contacts, Visits]:
    """Every contact with its queue visits, in the order of their keys."""
    _, contacts, visits = load_parts(connection)
    return contacts, visits


def load_parts(connection: Connection) -> Part:
    """The same with the keys."""
    known = names.load(connection)
    rows = connection.execute(select(table.c.content).order_by(table.c.chunk)).scalars()
    return _concat([_part(content, known) for content in rows], known)


def keys_of(connection: Connection) -> Rows:
    """The keys of every contact, ascending."""
    parts = [chunks.unpack(content)["keys"] for content in connection.execute(select(table.c.content)).scalars()]
    return np.sort(np.concatenate([*parts, np.empty(0, np.int64)]))


def rules(connection: Connection) -> set[str]:
    """Which rules made what is stored."""
    return set(connection.execute(select(table.c.rules).distinct()).scalars())


def clear(connection: Connection) -> None:
    """Forget everything derived, to make it anew."""
    connection.execute(delete(table))


def remove(connection: Connection, keys: Rows, made_by: str) -> None:
    """Take the contacts with the keys `keys` (ascending) away; `made_by` are the rules of what stays."""
    put(connection, made_by, _nothing(names.load(connection)), keys)


def put(connection: Connection, made_by: str, part: Part, replaced: Rows) -> None:
    """Store the contacts of `part`, in the place of the contacts with the keys `replaced` (ascending)."""
    for chunk in np.union1d(part.keys // CHUNK, replaced // CHUNK).tolist():
        new = part.take(np.flatnonzero(part.keys // CHUNK == chunk))
        content = connection.scalar(select(table.c.content).where(table.c.chunk == chunk))
        if content is not None:
            old = _part(content, part.contacts.names)
            kept = old.take(np.flatnonzero(~np.isin(old.keys, replaced) & ~np.isin(old.keys, new.keys)))
            if len(kept.keys):
                together = _concat([kept, new], part.contacts.names)
                new = together.take(np.argsort(together.keys, kind="stable"))
            connection.execute(delete(table).where(table.c.chunk == chunk))
        if len(new.keys):
            connection.execute(insert(table).values(chunk=chunk, rules=made_by, content=_content(new)))


def _concat(parts: list[Part], known: Names) -> Part:
    parts = parts or [_nothing(known)]
    sizes = [len(part.keys) for part in parts]
    return Part(
        np.concatenate([part.keys for part in parts]),
        Contacts.concat([part.contacts for part in parts]),
        Visits.concat([part.visits for part in parts], sizes),
    )


def _content(part: Part) -> bytes:
    contacts, visits = part.contacts, part.visits
    arrays = {"keys": part.keys} | {f"contacts/{name}": getattr(contacts, name) for name in _DENSE}
    for kind, moments in contacts.moments.items():
        arrays |= {f"moments/{int(kind)}/{f.name}": getattr(moments, f.name) for f in fields(Moments)}
    for fact, numbers in contacts.numbers.items():
        arrays |= {f"numbers/{int(fact)}/{f.name}": getattr(numbers, f.name) for f in fields(Numbers)}
    arrays |= {f"attempts/{f.name}": getattr(contacts.attempts, f.name) for f in fields(Attempts)}
    arrays |= {f"suspensions/{f.name}": getattr(contacts.suspensions, f.name) for f in fields(Suspensions)}
    arrays |= {f"visits/{f.name}": getattr(visits, f.name) for f in fields(Visits)}
    return chunks.pack(arrays)


def _part(content: bytes, known: Names) -> Part:
    arrays = chunks.unpack(content)
    kinds = [name.split("/")[1] for name in arrays if name.startswith("moments/") and name.endswith("/rows")]
    facts = [name.split("/")[1] for name in arrays if name.startswith("numbers/") and name.endswith("/rows")]
    dense: dict[str, Any] = {name: arrays[f"contacts/{name}"] for name in _DENSE}
    contacts = Contacts(
        names=known,
        **dense,
        moments={
            Kind(int(kind)): Moments(*(arrays[f"moments/{kind}/{f.name}"] for f in fields(Moments))) for kind in kinds
        },
        numbers={
            Fact(int(fact)): Numbers(*(arrays[f"numbers/{fact}/{f.name}"] for f in fields(Numbers))) for fact in facts
        },
        attempts=Attempts(*(arrays[f"attempts/{f.name}"] for f in fields(Attempts))),
        suspensions=Suspensions(*(arrays[f"suspensions/{f.name}"] for f in fields(Suspensions))),
    )
    return Part(arrays["keys"], contacts, Visits(*(arrays[f"visits/{f.name}"] for f in fields(Visits))))


def _nothing(known: Names) -> Part:
    return Part(np.empty(0, np.int64), Contacts.none(known), Visits.none())
