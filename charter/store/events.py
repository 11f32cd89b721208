"""Events in and out of the database, always as columns.

Why: four million lines of a queue log must be stored within a minute (design.md 7), so nothing here handles one event
at a time. The same row again is recognised by its fingerprint among the events of its contact. Refuses to change an
event.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import compress, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Column, ColumnElement, Connection, delete, func, select, update

from charter.columns import NO_TIME, Events, Instants, Ints, Mask, Rows, Strings, distinct
from charter.contact import Event
from charter.store import event_sums, names
from charter.store.engine import among, insert_rows, joined, read_blocks, read_columns
from charter.store.keys import Found, Keys, joined_to
from charter.store.names import Dictionary, Words, all_storable
from charter.store.schema import contact_key as table_of_keys
from charter.store.schema import event as table
from charter.store.schema import run

_INSERTED = tuple(column.name for column in table.columns)
_COLUMNS = (
    table.c.key_id,
    table.c.kind,
    func.coalesce(table.c.at, NO_TIME),
    table.c.precision,
    table.c.position,
    table.c.line,
    table.c.run_id,
    table.c.channel,
    table.c.team_id,
    table.c.queue_id,
    table.c.category,
    table.c.organisation_id,
    table.c.direction,
    table.c.performer,
    func.coalesce(table.c.wait_us, -1),
    func.coalesce(table.c.talk_us, -1),
    func.coalesce(table.c.detail, ""),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Events as columns with database numbers: those of `Events`, and the contact key of each."""

    key: Rows
    kind: Ints
    at: Instants
    precision: Ints
    position: Instants
    line: Ints
    file: Ints
    channel: Ints
    team: Ints
    queue: Ints
    category: Ints
    organisation: Ints
    direction: Ints
    performer: Ints
    wait_us: Instants
    talk_us: Instants
    details: Strings

    def __len__(self) -> int:
        return len(self.key)

    def take(self, rows: Rows | Mask) -> Batch:
        """The events at `rows` (positions or a mask)."""
        return Batch(*(getattr(self, f.name)[rows] for f in fields(self)))

    @classmethod
    def concat(cls, parts: Sequence[Batch]) -> Batch:
        """All events of `parts`, one after the other."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))


_TYPES = dict(zip((f.name for f in fields(Batch)), map(np.dtype, "qhqbqqibiibibbqq"), strict=False))
"""The columns of a batch but for its texts."""


class Intake:
    """The road of new events into one source, while one import runs in a write transaction."""

    def __init__(self, connection: Connection, source: int, run: int) -> None:
        self._connection = connection
        self._run = run
        self.sum = event_sums.NOTHING
        """What the events that were stored come to."""
        self.keys = Keys(connection, source)
        self._teams, self._queues, self._organisations, self._agents = (
            Words(connection, dictionary)
            for dictionary in (Dictionary.TEAM, Dictionary.QUEUE, Dictionary.ORGANISATION, Dictionary.AGENT)
        )

    def add(self, events: Sequence[Event]) -> tuple[Mask, Batch]:
        """Store those of `events` that are not there yet: which ones that were, and the columns of all.

        Raises OverflowError for a number that needs more than 64 bits.
        """
        (
            contact, kind, at, precision, line, position, fingerprint, channel, team, queue, category, organisation,
            direction, performer, customer, agent, wait_us, talk_us, detail,
        ) = zip(*events, strict=True)  # fmt: skip
        found = self.keys.of(list(contact))
        fingerprints = _numbers("q", fingerprint)
        fresh = self._fresh(found, fingerprints)
        details, customers = all_storable(list(detail)), all_storable(list(customer))
        batch = Batch(
            key=found.keys,
            kind=_numbers("h", kind),
            at=_numbers("q", _filled(at, NO_TIME)),
            precision=_numbers("b", precision),
            position=_numbers("q", position),
            line=_numbers("q", line),
            file=np.full(len(events), self._run, np.int32),
            channel=_numbers("b", channel),
            team=_numbers("i", map(self._teams.__getitem__, team)),
            queue=_numbers("i", map(self._queues.__getitem__, queue)),
            category=_numbers("b", category),
            organisation=_numbers("i", map(self._organisations.__getitem__, organisation)),
            direction=_numbers("b", direction),
            performer=_numbers("b", performer),
            wait_us=_numbers("q", _filled(wait_us, -1)),
            talk_us=_numbers("q", _filled(talk_us, -1)),
            details=np.array(details, object),
        )
        rows = zip(
            batch.key.tolist(),
            fingerprint,
            repeat(self._run),
            line,
            position,
            batch.kind.tolist(),
            at,
            batch.precision.tolist(),
            batch.channel.tolist(),
            batch.team.tolist(),
            batch.queue.tolist(),
            batch.category.tolist(),
            batch.organisation.tolist(),
            batch.direction.tolist(),
            batch.performer.tolist(),
            map(self._agents.__getitem__, agent),
            wait_us,
            talk_us,
            (text or None for text in customers),
            (text or None for text in details),
            strict=False,
        )
        wanted = rows if fresh.all() else compress(rows, fresh.tolist())
        insert_rows(self._connection, table, _INSERTED, wanted)
        texts = [all_storable(list(column)) for column in (contact, team, queue, organisation)]
        self.sum = self.sum + event_sums.of_new(
            [texts[0], customers, details, *texts[1:]],
            [
                fingerprints, batch.line, batch.position, batch.kind, batch.at, batch.precision, batch.channel,
                batch.category, batch.direction, batch.performer, batch.wait_us, batch.talk_us,
            ],
            fresh,
        )  # fmt: skip
        return fresh, batch

    def save_names(self) -> None:
        """Write the names that these events brought."""
        for words in (self._teams, self._queues, self._organisations, self._agents):
            words.save(self._connection)

    def _fresh(self, found: Found, fingerprints: Rows) -> Mask:
        """Which events are neither stored nor said before in the batch."""
        keys = found.keys
        if found.existing:
            stored = select(table.c.key_id, table.c.fingerprint).where(
                table.c.key_id.in_(among(self._connection, found.existing))
            )
            stored_keys, stored_fingerprints = read_columns(self._connection, stored)
            keys = np.concatenate([stored_keys, keys])
            fingerprints = np.concatenate([stored_fingerprints, fingerprints])
        order = np.lexsort((fingerprints, keys))
        again = (keys[order][1:] == keys[order][:-1]) & (fingerprints[order][1:] == fingerprints[order][:-1])
        fresh = np.ones(len(keys), np.bool_)
        fresh[order[1:]] = ~again
        return fresh[len(keys) - len(found.keys) :]


def withdraw(connection: Connection, runs: Sequence[int]) -> Rows:
    """Take back the events of `runs`, because their files are read again in another manner; gives the keys touched."""
    chosen = table.c.run_id.in_(runs)
    touched = read_columns(connection, select(table.c.key_id).where(chosen).distinct().order_by(table.c.key_id))[0]
    gone = connection.execute(select(table.c.run_id, func.count()).where(chosen).group_by(table.c.run_id)).all()
    for number, count in gone:
        connection.execute(update(run).where(run.c.id == number).values(purged=run.c.purged + count))
    connection.execute(delete(table).where(chosen))
    return touched


def load(connection: Connection, keys: Rows | None = None, *, contact_of: int | None = None) -> Events:
    """The stored events: all of them, those of contact keys `keys` (ascending), or those of one contact.

    Position i of `ids` in the result is the i-th key of those asked for.
    """
    if contact_of is not None:
        keys = joined_to(connection, contact_of)
    wanted = select(table_of_keys.c.id, table_of_keys.c.external_id, table_of_keys.c.source_id)
    found = select(*_COLUMNS)
    if keys is not None:
        wanted = wanted.where(_among(connection, table_of_keys.c.id, keys))
        found = found.where(_among(connection, table.c.key_id, keys))
    parts: list[list[npt.NDArray[Any]]] = [[] for _ in _TYPES]
    detailed, details, count = [np.empty(0, np.int64)], list[str](), 0
    for *columns, texts in read_blocks(connection, found.order_by(table.c.key_id)):
        rows = np.flatnonzero(texts != "")
        detailed.append(rows + count)
        details += texts[rows].tolist()
        count += len(texts)
        for part, column in zip(parts, columns, strict=True):
            part.append(column)
    told = {
        name: joined(part).astype(kind, copy=False) for (name, kind), part in zip(_TYPES.items(), parts, strict=True)
    }
    keys_of = read_columns(connection, wanted.order_by(table_of_keys.c.id))
    return _events(connection, told, keys_of, np.concatenate(detailed), tuple(details))


def runs_since(connection: Connection, keys: Rows, at: int) -> set[int]:
    """The imports after the instant `at` that told something of contact keys `keys` (ascending)."""
    found = select(table.c.run_id).join_from(table, run, run.c.id == table.c.run_id)
    return set(connection.scalars(found.where(run.c.at > at, _among(connection, table.c.key_id, keys)).distinct()))


def events_of(connection: Connection, batch: Batch) -> Events:
    """The events of `batch` as rules read them."""
    wanted = select(table_of_keys.c.id, table_of_keys.c.external_id, table_of_keys.c.source_id)
    wanted = wanted.where(_among(connection, table_of_keys.c.id, distinct(batch.key)))
    keys = read_columns(connection, wanted.order_by(table_of_keys.c.id))
    detailed = np.flatnonzero(batch.details != "")
    told = {f.name: getattr(batch, f.name) for f in fields(batch) if f.name != "details"}
    return _events(connection, told, keys, detailed, tuple(batch.details[detailed].tolist()))


def _events(
    connection: Connection,
    told: Mapping[str, npt.NDArray[Any]],
    keys: Sequence[npt.NDArray[Any]],
    detail_rows: Rows,
    details: tuple[str, ...],
) -> Events:
    """The events whose columns are `told` by the names of `Batch`, and the few texts beside them."""
    numbers, ids, sources = keys
    threaded = [number for number, single in names.sources_with_conversations(connection).items() if single]
    return Events(
        names=names.load(connection),
        ids=ids.astype(object),
        source_of=sources.astype(np.int32),
        threaded=np.isin(sources, threaded),
        contact=np.searchsorted(numbers, told["key"]).astype(np.int32),
        **{name: column for name, column in told.items() if name != "key"},
        detail_rows=detail_rows,
        details=details,
    )


def _among(connection: Connection, column: Column[Any], keys: Rows) -> ColumnElement[bool]:
    """`keys` ascend. A run without gaps is a range, which the database reads from one place."""
    if len(keys) and keys[-1] - keys[0] + 1 == len(keys):
        return column.between(int(keys[0]), int(keys[-1]))
    return column.in_(among(connection, keys.tolist()))


def _numbers(code: str, values: Iterable[int]) -> npt.NDArray[Any]:
    """Numbers and members of vocabularies as a column; `code` as in the module `array`, five times as fast as numpy."""
    return np.frombuffer(array(code, values), np.dtype(code))


def _filled(values: tuple[int | None, ...], missing: int) -> Iterable[int]:
    return (missing if value is None else value for value in values)
