"""The live sources that were configured: how each is reached, how far it came, and since when it fails.

Why: whether a source is due follows from what stands here and the clock, never from a timer's memory (design.md 4.8),
so that a laptop that slept, or another computer on the same database, knows what to do. Refuses secrets, and refuses
to move a state on that somebody else moved meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from charter.errors import NotFound, Refused
from charter.locale import N_
from charter.store.imports import Counts
from charter.store.names import storable
from charter.store.schema import configured_source as table
from charter.store.schema import fetch as fetches


class Overtaken(Refused):
    """Another program went on with this source, or removed it: nothing of ours may be kept."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a source failed: `message` and `remedy` are msgids that `params` fills; all empty for a success."""

    message: str = ""
    remedy: str = ""
    params: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Configured:
    """A source and how far it came; instants in UTC microseconds, None for what never happened.

    `state` is the source's own, opaque. `next_at` is when it is due: its rhythm after the last success, or later than
    the last failure by ever longer pauses. `failing_since` is the first failure after the last success.
    """

    name: str
    kind: str
    settings: Mapping[str, Any]
    every_s: int
    enabled: bool
    added_by: str
    added_at: int
    state: str = ""
    tried_at: int | None = None
    succeeded_at: int | None = None
    next_at: int = 0
    failing_since: int | None = None
    failures: int = 0
    failure: Failure = Failure()

    def is_due(self, now: int) -> bool:
        """Whether it must be asked now. A clock that was set back does not make it wait for the old time."""
        return self.enabled and (now >= self.next_at or (self.tried_at is not None and now < self.tried_at))


@dataclass(frozen=True, slots=True)
class Fetch:
    """One time that a source was asked: when, by whom, what became of the rows, and when it is due again."""

    name: str
    who: str
    started_at: int
    ended_at: int
    next_at: int
    counts: Counts
    failure: Failure = Failure()


def refuse_taken(connection: Connection, name: str) -> None:
    """Raise Refused when there is a source called `name`."""
    if connection.scalar(select(table.c.name).where(table.c.name == name)) is not None:
        raise Refused(
            N_("There is already a source called %(source)s."),
            N_("Choose another name, or remove that one first."),
            source=name,
        )


def add(connection: Connection, source: Configured) -> None:
    """Keep a new source. Raises Refused when there is one of this name."""
    refuse_taken(connection, source.name)
    connection.execute(
        insert(table).values(
            name=source.name,
            kind=source.kind,
            settings=storable(json.dumps(source.settings, ensure_ascii=False, sort_keys=True)),
            every_s=source.every_s,
            enabled=int(source.enabled),
            added_by=source.added_by,
            added_at=source.added_at,
            state=source.state,
            next_at=source.next_at,
            failures=0,
            **_written(Failure()),
        )
    )


def remove(connection: Connection, name: str) -> None:
    """Take a source away; what it brought stays. Raises NotFound."""
    if not connection.execute(delete(table).where(table.c.name == name)).rowcount:
        raise _not_found(connection, name)


def enable(connection: Connection, name: str, enabled: bool) -> None:
    """Let a source be asked by itself, or no longer. Raises NotFound."""
    if not connection.execute(update(table).where(table.c.name == name).values(enabled=int(enabled))).rowcount:
        raise _not_found(connection, name)


def find(connection: Connection, name: str) -> Configured:
    """The source called `name`. Raises NotFound, with the names there are."""
    row = connection.execute(select(table).where(table.c.name == name)).one_or_none()
    if row is None:
        raise _not_found(connection, name)
    return _configured(row)


def every(connection: Connection) -> list[Configured]:
    """Every source, in the order of the names."""
    return [_configured(row) for row in connection.execute(select(table).order_by(table.c.name))]


def advance(connection: Connection, name: str, before: str, after: str) -> None:
    """Remember how far a source came, together with its rows, in the caller's write transaction.

    Raises Overtaken when the source is gone, or its state is no longer `before`: nothing is kept then.
    """
    moved = update(table).where(table.c.name == name, table.c.state == before).values(state=storable(after))
    if not connection.execute(moved).rowcount:
        raise overtaken(name)


def overtaken(name: str) -> Overtaken:
    """The fault of going on with a source that another program holds by now."""
    return Overtaken(
        N_("The source %(source)s was changed or fetched elsewhere meanwhile."),
        N_("You need not do anything: Charter goes on from there."),
        source=name,
    )


def record(connection: Connection, told: Fetch, after: Configured) -> None:
    """Note what became of asking a source, and how it stands since; its state is moved by `advance` alone."""
    values = {"tried_at", "succeeded_at", "next_at", "failing_since", "failures"}
    connection.execute(
        update(table)
        .where(table.c.name == told.name)
        .values(**{name: getattr(after, name) for name in values}, **_written(after.failure))
    )
    number = (connection.scalar(select(func.max(fetches.c.id))) or 0) + 1
    counts = {name: getattr(told.counts, name) for name in _COUNTED}
    connection.execute(
        insert(fetches).values(
            id=number,
            name=told.name,
            who=told.who,
            started_at=told.started_at,
            ended_at=told.ended_at,
            next_at=told.next_at,
            **counts,
            **_written(told.failure),
        )
    )


def history(connection: Connection, name: str, limit: int) -> list[Fetch]:
    """The last times that a source was asked, the newest first, at most `limit`."""
    statement = select(fetches).where(fetches.c.name == name).order_by(fetches.c.id.desc()).limit(limit)
    return [
        Fetch(
            row.name,
            row.who,
            row.started_at,
            row.ended_at,
            row.next_at,
            Counts(**{counted: getattr(row, counted) for counted in _COUNTED}),
            _failure(row),
        )
        for row in connection.execute(statement)
    ]


_COUNTED = ("read", "used", "duplicates", "rejected", "out_of_scope")


def _configured(row: Row[Any]) -> Configured:
    return Configured(
        name=row.name,
        kind=row.kind,
        settings=json.loads(row.settings),
        every_s=row.every_s,
        enabled=bool(row.enabled),
        added_by=row.added_by,
        added_at=row.added_at,
        state=row.state,
        tried_at=row.tried_at,
        succeeded_at=row.succeeded_at,
        next_at=row.next_at,
        failing_since=row.failing_since,
        failures=row.failures,
        failure=_failure(row),
    )


def _failure(row: Row[Any]) -> Failure:
    return Failure(row.error, row.remedy, json.loads(row.params))


def _written(failure: Failure) -> dict[str, str]:
    params = json.dumps(dict(failure.params or {}), ensure_ascii=False, sort_keys=True)
    return {"error": failure.message, "remedy": failure.remedy, "params": storable(params)}


def _not_found(connection: Connection, name: str) -> NotFound:
    known = ", ".join(connection.execute(select(table.c.name).order_by(table.c.name)).scalars())
    none = N_("There are none yet. Add one with charter sources add.")
    some = N_("There are: %(known)s. Add one with charter sources add.")
    return NotFound(N_("There is no configured source %(source)s."), some if known else none, source=name, known=known)
