"""Who fetches a source now: one row a source, so that two programs on one database do not do the same work.

Why: contract.md 8. A lease ends by itself, because a program that was killed cannot give it back. Refuses to guard
the database itself: that is what `Store.write` does.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from charter.store.schema import lease


def take(connection: Connection, source: str, owner: str, now: int, seconds: int) -> str:
    """Reserve `source` for `owner` until `seconds` after `now` (UTC microseconds), in a write transaction.

    Gives back who holds it now: `owner`, or another one whose lease has not ended. Taking it again prolongs it.
    """
    holder = holder_of(connection, source, now)
    if holder not in ("", owner):
        return holder
    connection.execute(delete(lease).where(lease.c.source == source))
    connection.execute(insert(lease).values(source=source, owner=owner, expires_at=now + seconds * 1_000_000))
    return owner


def holder_of(connection: Connection, source: str, now: int) -> str:
    """Who holds `source` at `now`; "" when nobody does."""
    return connection.scalar(select(lease.c.owner).where(lease.c.source == source, lease.c.expires_at > now)) or ""


def release(connection: Connection, source: str, owner: str) -> None:
    """Give `source` back, if `owner` holds it."""
    connection.execute(delete(lease).where(lease.c.source == source, lease.c.owner == owner))
