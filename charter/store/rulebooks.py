"""The rulebooks that were accepted: norms and calendars as text, known by their digest.

Why: what judges comes from the store, so that any old figure can be made again with the rules of its day
(contract.md 2). Refuses to read what is in a rulebook, and to change or drop one: accepting always adds.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from charter.errors import NotFound
from charter.locale import N_
from charter.store import journal
from charter.store.schema import rulebook


@dataclass(frozen=True, slots=True)
class Accepted:
    """One acceptance; `content` is the text whose digest is `digest`; `accepted_at` in UTC microseconds."""

    digest: str
    content: str
    accepted_at: int
    accepted_by: str
    why: str


_COLUMNS = select(rulebook.c.digest, rulebook.c.content, rulebook.c.accepted_at, rulebook.c.accepted_by, rulebook.c.why)


def accept(connection: Connection, content: str, digest: str, who: str, at: int, why: str) -> bool:
    """Make this the rulebook that judges, and journal it; False, and nothing done, when it already is."""
    before = current(connection)
    if before is not None and before.digest == digest:
        return False
    number = connection.scalar(select(func.coalesce(func.max(rulebook.c.id), 0))) or 0
    connection.execute(
        insert(rulebook).values(id=number + 1, digest=digest, content=content, accepted_at=at, accepted_by=who, why=why)
    )
    replaced = before.digest if before else ""
    journal.append(connection, who, at, "rulebook_accepted", why, {"digest": digest, "replaces": replaced})
    return True


def current(connection: Connection) -> Accepted | None:
    """The rulebook accepted last; None before the first."""
    row = connection.execute(_COLUMNS.order_by(rulebook.c.id.desc()).limit(1)).one_or_none()
    return Accepted(*row) if row else None


def by_digest(connection: Connection, digest: str) -> Accepted:
    """The rulebook with this digest, as it was first accepted. Raises NotFound."""
    found = _COLUMNS.where(rulebook.c.digest == digest).order_by(rulebook.c.id).limit(1)
    row = connection.execute(found).one_or_none()
    if row is None:
        raise NotFound(N_("No rulebook has the digest %(digest)s."), digest=digest)
    return Accepted(*row)
