"""What hangs on one import: the contacts that it tells of, what else tells of them, and what was read after it.

Why: who takes an import back must know beforehand what goes and what stays. Refuses to decide whether it may go.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, exists, func, or_, select

from charter.columns import Instants, Rows
from charter.contact import PLANNED
from charter.store import imports
from charter.store.engine import among, read_columns
from charter.store.imports import PERSON, Run
from charter.store.schema import contact_key, event, follow_up, run


class Traces(NamedTuple):
    """What an import tells of. `keys` are those of its events, ascending; `contacts` those of the contacts they make.

    `alone` are the contacts of which nothing else tells; `by_hand` counts what people said of those. `at` has every
    dated instant (UTC microseconds) of all these contacts, whoever told it.
    """

    events: int
    keys: Rows
    contacts: Rows
    alone: Rows
    by_hand: int
    at: Instants


def traces(connection: Connection, number: int) -> Traces:
    """The traces of import `number`."""
    mine = event.c.run_id == number
    count = connection.scalar(select(func.count()).select_from(event).where(mine)) or 0
    keys = read_columns(connection, select(event.c.key_id).where(mine).distinct().order_by(event.c.key_id))[0]
    if not len(keys):
        return Traces(0, keys, keys, keys, 0, keys)
    touched = select(contact_key.c.contact_id).where(contact_key.c.id.in_(among(connection, keys.tolist()))).distinct()
    contacts = read_columns(connection, touched.order_by(contact_key.c.contact_id))[0]
    mates = select(contact_key.c.id, contact_key.c.contact_id)
    mates = mates.where(contact_key.c.contact_id.in_(among(connection, contacts.tolist())))
    family, contact_of = read_columns(connection, mates.order_by(contact_key.c.id))
    of_family = event.c.key_id.in_(among(connection, family.tolist()))
    others = select(event.c.key_id).where(of_family, ~mine, event.c.run_id.not_in(_persons())).distinct()
    told = contact_of[np.isin(family, read_columns(connection, others)[0])]
    alone = contacts[~np.isin(contacts, told)]
    instants = select(event.c.at).where(of_family, event.c.at.is_not(None)).distinct()
    lonely = family[np.isin(contact_of, alone)]
    return Traces(count, keys, contacts, alone, _said(connection, lonely), read_columns(connection, instants)[0])


def read_after(connection: Connection, one: Run) -> list[Run]:
    """The later imports into the same source that may have told again what `one` told, and found it there.

    Nobody wrote down which rows those were: that their files tell of the same time is what can be known.
    """
    later = [
        other
        for other in imports.runs(connection)
        if other.source == one.source
        and other.id > one.id
        and other.format != PERSON
        and not other.undone
        and other.counts.duplicates
    ]
    if not later or _somewhere(connection, one.id):
        return later
    return [other for other in later if _overlap(one, other)]


def _overlap(one: Run, other: Run) -> bool:
    first, last = one.counts.first_at, one.counts.last_at
    begun, ended = other.counts.first_at, other.counts.last_at
    if first is None or last is None or begun is None or ended is None:
        return False
    return begun <= last and first <= ended


def _somewhere(connection: Connection, number: int) -> bool:
    """Whether an import holds events that stand outside the time that its file tells of."""
    outside = or_(event.c.at.is_(None), event.c.kind.in_([int(kind) for kind in PLANNED]))
    return bool(connection.scalar(select(exists().where(event.c.run_id == number, outside))))


def _persons() -> Select[tuple[int]]:
    return select(run.c.id).where(run.c.format == PERSON)


def _said(connection: Connection, keys: Rows) -> int:
    """How often people said something of these contact keys."""
    if not len(keys):
        return 0
    chosen = among(connection, keys.tolist())
    follow_ups = select(func.count()).select_from(follow_up).where(follow_up.c.key_id.in_(chosen))
    corrections = select(func.count()).select_from(event)
    corrections = corrections.where(event.c.key_id.in_(chosen), event.c.run_id.in_(_persons()))
    return int(connection.scalar(follow_ups) or 0) + int(connection.scalar(corrections) or 0)
