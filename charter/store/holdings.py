"""What the database holds of each import and of each source, to set beside what was once counted.

Why: an auditor asks whether anything got lost between the count of an import and today (domain.md 4). Refuses to trust
the counts of the import: here events and keys are counted again.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Integer, cast, exists, func, select

from charter.store.imports import Run, runs
from charter.store.schema import contact_key, event, source
from charter.store.schema import run as table


@dataclass(frozen=True, slots=True)
class Holding:
    """One import with the events of it that are held, and those that are gone: purged, or taken back.

    `replaced_by` is the later import that read the same file in another manner and took the events of this one back.
    """

    run: Run
    held: int
    gone: int
    replaced_by: int | None


@dataclass(frozen=True, slots=True)
class SourceKeys:
    """How many contacts and messages a source numbered, and how many of them belong to another contact."""

    source: str
    keys: int
    joined: int


def of_imports(connection: Connection) -> list[Holding]:
    """Every import, the first one first."""
    counted = connection.execute(select(event.c.run_id, func.count()).group_by(event.c.run_id))
    held = {run_id: int(n) for run_id, n in counted}
    gone = {row.id: int(row.purged) for row in connection.execute(select(table.c.id, table.c.purged))}
    every = runs(connection)
    latest = {(one.source, one.sha256): one.id for one in every if one.repeats is None}
    found = []
    for one in every:
        last = latest.get((one.source, one.sha256), one.id)
        replaced = one.repeats is None and last != one.id and one.id not in held and not one.undone
        replaced_by = last if replaced else None
        found.append(Holding(one, held.get(one.id, 0), gone[one.id], replaced_by))
    return found


def of_sources(connection: Connection, last_run: int | None = None) -> list[SourceKeys]:
    """Every source that holds events; only what was told by the imports up to and including `last_run`."""
    told = event.c.key_id == contact_key.c.id
    if last_run is not None:
        told &= event.c.run_id <= last_run
    joined = func.sum(cast(contact_key.c.contact_id != contact_key.c.id, Integer))
    statement = (
        select(source.c.name, func.count(), joined)
        .join_from(contact_key, source, contact_key.c.source_id == source.c.id)
        .where(exists().where(told))
        .group_by(source.c.id, source.c.name)
        .order_by(source.c.id)
    )
    return [SourceKeys(*row) for row in connection.execute(statement)]
