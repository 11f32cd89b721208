"""What is kept of each contact and since when, and taking whole contacts out of every table.

Why: what no longer serves its purpose must go (AVG 5), with every trace of a person: events, ids (that of an e-mail is
its Message-ID), derived moments, what colleagues wrote about it, and values that stood in rejected rows. What proves
figures stays: imports with their arithmetic and the number of events that went, closings, the journal. Refuses to
decide what goes, and to take half of a conversation: a message that is kept names the older ones in its references.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, update

from charter.columns import NO_TIME, Instants, Ints, Mask, Rows
from charter.store import derived, event_sums
from charter.store.engine import among, read_columns
from charter.store.event_sums import Sum
from charter.store.imports import PERSON
from charter.store.names import Dictionary
from charter.store.schema import contact_key, event, follow_up, journal, problem, run, source
from charter.store.schema import name as name_table
from charter.story import pairs

ENTRY = "purge"
"""What the journal calls a purge."""
GONE = "…"
"""Stands where a value of a problem stood."""
_NAMING = ("refs", "of", "in_thread_of", "contact", "value")
"""The keys of a detail that may name other contacts, by their own ids."""


class Held(NamedTuple):
    """One row a contact, by its key (ascending), the messages of a conversation together. Instants in UTC microseconds.

    `first_at` and `last_at` span its events; what tells of no time at all counts at its import. A contact without any
    event, as is left of a file that was read again otherwise, has NO_TIME for both.
    """

    contact: Rows
    source: Ints
    first_at: Instants
    last_at: Instants
    events: Rows
    keys: Rows
    """Every contact key, ascending."""
    row: Rows
    """The row of the contact to which each of `keys` belongs."""

    def keys_of(self, rows: Rows | Mask) -> Rows:
        """The contact keys of the contacts at `rows`, ascending."""
        chosen = np.zeros(len(self.contact), np.bool_)
        chosen[rows] = True
        return self.keys[chosen[self.row]]


def held(connection: Connection, first_key: int = 0) -> Held:
    """Every contact; or those of which every key is `first_key` or later."""
    joined = and_(contact_key.c.contact_id >= first_key, contact_key.c.contact_id != contact_key.c.id)
    wanted = select(contact_key.c.id, contact_key.c.contact_id, contact_key.c.source_id)
    if first_key:
        wanted = wanted.where(or_(contact_key.c.id >= first_key, joined))
    keys, contact_of, source_of = read_columns(connection, wanted.order_by(contact_key.c.id))
    outside = contact_of[keys < first_key]
    inside = (contact_of >= first_key) & ~np.isin(contact_of, outside)
    keys, contact_of, source_of = keys[inside], contact_of[inside], source_of[inside]
    contact, row = np.unique(contact_of, return_inverse=True)
    first, last = np.full(len(contact), -NO_TIME - 1), np.full(len(contact), NO_TIME)
    count = np.zeros(len(contact), np.int64)
    for told, first_at, last_at, events in _spans(connection, first_key):
        place = np.searchsorted(keys, told)
        known = (place < len(keys)) & (keys[np.minimum(place, len(keys) - 1)] == told) if len(keys) else told < 0
        of = row[place[known]]
        np.minimum.at(first, of, first_at[known])
        np.maximum.at(last, of, last_at[known])
        np.add.at(count, of, events[known])
    first[count == 0] = NO_TIME
    own = np.searchsorted(keys, contact) if len(keys) else contact
    return Held(contact, source_of[own].astype(np.int32), first, last, count, keys, row.astype(np.int64))


def _spans(connection: Connection, first_key: int) -> Iterator[tuple[Rows, Instants, Instants, Rows]]:
    """Per contact key the first and last instant and the number of its events; the undated after the others."""
    chosen = event.c.key_id >= first_key
    dated = (
        select(event.c.key_id, func.min(event.c.at), func.max(event.c.at), func.count())
        .where(chosen, event.c.at.is_not(None))
        .group_by(event.c.key_id)
    )
    keys, first, last, count = read_columns(connection, dated)
    yield keys, first, last, count
    undated = (
        select(event.c.key_id, func.min(run.c.at), func.max(run.c.at), func.count())
        .join_from(event, run, run.c.id == event.c.run_id)
        .where(chosen, event.c.at.is_(None))
        .group_by(event.c.key_id)
    )
    more, first, last, count = read_columns(connection, undated)
    unknown = ~np.isin(more, keys)
    yield more[unknown], first[unknown], last[unknown], count[unknown]
    span = np.full(int((~unknown).sum()), NO_TIME)
    yield more[~unknown], -span - 1, span, count[~unknown]


def chains(connection: Connection, kept: Held) -> Rows:
    """For each row of `kept` the number of its chain: contacts of which an event or a note names another's id."""
    naming = or_(*(event.c.detail.contains(f"{word}=", autoescape=True) for word in _NAMING))
    keys, details = read_columns(connection, select(event.c.key_id, event.c.detail).where(naming))
    notes = connection.execute(select(follow_up.c.key_id, follow_up.c.value).where(follow_up.c.value != "")).all()
    parent = list(range(len(kept.contact)))
    if not len(keys) and not notes:
        return np.array(parent, np.int64)
    ids = _rows_by_id(connection, kept)

    def top(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    told = [
        (int(key), name) for key, detail in zip(keys.tolist(), details.tolist(), strict=True) for name in _named(detail)
    ]
    told += [(key, part) for key, value in notes for part in (value, value.partition("/")[2])]
    for key, name in told:
        place = int(np.searchsorted(kept.keys, key))
        if place < len(kept.keys) and kept.keys[place] == key:
            for row in ids.get(name, ()):
                parent[top(int(kept.row[place]))] = top(row)
    return np.array([top(row) for row in range(len(parent))], np.int64)


def _rows_by_id(connection: Connection, kept: Held) -> dict[str, list[int]]:
    """The contacts that have a message with this id, or this id of their own; several sources may know it."""
    keys, ids = read_columns(connection, select(contact_key.c.id, contact_key.c.external_id).order_by(contact_key.c.id))
    found: dict[str, list[int]] = {}
    for name, row in zip(ids[np.isin(keys, kept.keys)].tolist(), kept.row.tolist(), strict=True):
        found.setdefault(name, []).append(row)
    return found


def _named(detail: str) -> Iterator[str]:
    for key, value in pairs(detail).items():
        if key in _NAMING:
            for part in (*value.split(), value):
                plain = unquote(part)
                yield plain
                yield plain.partition("/")[2]


def limits(connection: Connection) -> dict[str, int]:
    """Per source up to which instant (UTC microseconds) it has been purged."""
    found: dict[str, int] = {}
    for payload in connection.execute(select(journal.c.payload).where(journal.c.what == ENTRY)).scalars():
        for told in json.loads(payload).get("sources", ()):
            found[told["source"]] = max(told["before_at"], found.get(told["source"], NO_TIME))
    return found


def remove(connection: Connection, keys: Rows, rules: str, *, counted: bool = True) -> dict[int, Sum]:
    """Take every trace of the contact keys `keys` (ascending, whole contacts) away; `rules` made what is derived.

    Each import notes how many of its events went, unless they are not `counted`, as when it brought them itself. Gives
    what they come to, by import.
    """
    if not len(keys):
        return {}
    chosen = among(connection, keys.tolist())
    sums = event_sums.by_run(connection, event.c.key_id.in_(chosen))
    gone = select(event.c.run_id, func.count()).where(event.c.key_id.in_(chosen)).group_by(event.c.run_id)
    counts = [{"number": number, "events": events} for number, events in connection.execute(gone)] if counted else []
    if counts:
        more = update(run).where(run.c.id == bindparam("number")).values(purged=run.c.purged + bindparam("events"))
        connection.execute(more, counts)
    by_person = select(event.c.run_id).where(event.c.key_id.in_(chosen))
    connection.execute(update(run).where(run.c.format == PERSON, run.c.id.in_(by_person)).values(file=""))
    derived.remove(connection, keys, rules)
    connection.execute(delete(follow_up).where(follow_up.c.key_id.in_(chosen)))
    connection.execute(delete(event).where(event.c.key_id.in_(chosen)))
    connection.execute(delete(contact_key).where(contact_key.c.id.in_(chosen)))
    return sums


def ids_of(connection: Connection, contacts: Rows) -> list[str]:
    """The sources' own ids of contacts, by key (ascending)."""
    chosen = contact_key.c.id.in_(among(connection, contacts.tolist()))
    return list(
        connection.execute(select(contact_key.c.external_id).where(chosen).order_by(contact_key.c.id)).scalars()
    )


def count_problems(connection: Connection, source_id: int, before: int) -> int:
    """How many problems `silence_problems` would silence."""
    return len(_loud(connection, source_id, before))


def silence_problems(connection: Connection, source_id: int, before: int) -> None:
    """Forget the values in the problems of imports that tell of nothing since `before`.

    Line, code and message stay, so that the arithmetic of the import can still be followed.
    """
    rows = _loud(connection, source_id, before)
    if rows:
        connection.execute(
            update(problem)
            .where(problem.c.run_id == bindparam("of"), problem.c.number == bindparam("place"))
            .values(params=bindparam("silent")),
            rows,
        )


def _loud(connection: Connection, source_id: int, before: int) -> list[dict[str, object]]:
    """The problems that still quote values, with what is left of their params without those."""
    told = func.coalesce(run.c.last_at, run.c.at)
    runs = select(run.c.id).where(run.c.source_id == source_id, told < before)
    chosen = select(problem).where(problem.c.run_id.in_(runs), problem.c.params != "{}")
    silent = [(row, json.dumps(dict.fromkeys(json.loads(row.params), GONE))) for row in connection.execute(chosen)]
    return [{"of": row.run_id, "place": row.number, "silent": text} for row, text in silent if text != row.params]


def staff_named(connection: Connection) -> int:
    """How many names of staff are stored."""
    chosen = name_table.c.dictionary == Dictionary.AGENT
    return int(connection.scalar(select(func.count()).select_from(name_table).where(chosen)) or 0)


def remove_staff(connection: Connection) -> int:
    """Forget every name of staff; gives how many there were."""
    count = staff_named(connection)
    connection.execute(update(event).where(event.c.agent_id != 0).values(agent_id=0))
    _forget_agents(connection, name_table.c.id > 0)
    return count


def remove_unused_staff(connection: Connection) -> None:
    """Forget the names of staff that no event bears any more."""
    used = select(event.c.agent_id).where(event.c.agent_id != 0).distinct()
    _forget_agents(connection, name_table.c.id.not_in(used))


def _forget_agents(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(delete(name_table).where(name_table.c.dictionary == Dictionary.AGENT, which))


def sources(connection: Connection) -> dict[int, str]:
    """The name of each source by its number."""
    return {row.id: row.name for row in connection.execute(select(source).order_by(source.c.id))}
