"""What people said about contacts, in and out of the database.

Why two places: a correction is an event, under a run of its own, because it changes what happened; a follow-up is a row
of its own, because it changes nothing that happened. Both are only ever added to: undoing is a new row or event. A
correction's run bears the contact's own id as its file, so that its one event is found without a search.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, func, insert, select

from charter.columns import Act, ByHand
from charter.contact import CORRECTIONS, Event, Kind
from charter.store import imports
from charter.store.events import Intake
from charter.store.imports import PERSON, Counts
from charter.store.names import storable
from charter.store.schema import contact_key, event, follow_up, run, source
from charter.story import typed

_CORRECTION, _FOLLOW_UP = "c", "f"
"""What the ids of entries begin with; a number follows."""


class Excuse(NamedTuple):
    """An excuse that holds: the contact's key, the norm ("" for every one), and who gave it, when and why."""

    contact: int
    norm: str
    at: int
    who: str
    why: str


def every(connection: Connection, as_of: int | None = None) -> list[ByHand]:
    """All corrections and follow-ups known at `as_of` (None: all), oldest first."""
    found = [*_corrections(connection, as_of), *_follow_ups(connection, as_of)]
    return sorted(found, key=lambda entry: entry.at)


def excuses(connection: Connection, as_of: int | None = None) -> list[Excuse]:
    """The excuses that held at `as_of`, by contact; the latest last."""
    later = select(follow_up.c.undoes).where(follow_up.c.undoes.is_not(None))
    wanted = (
        select(contact_key.c.contact_id, follow_up)
        .join_from(follow_up, contact_key, contact_key.c.id == follow_up.c.key_id)
        .where(follow_up.c.act == Act.EXCUSE)
        .order_by(contact_key.c.contact_id, follow_up.c.id)
    )
    if as_of is not None:
        wanted, later = wanted.where(follow_up.c.at <= as_of), later.where(follow_up.c.at <= as_of)
    rows = connection.execute(wanted.where(follow_up.c.id.not_in(later)))
    return [Excuse(row.contact_id, row.norm, row.at, row.who, row.reason) for row in rows]


def links(connection: Connection, *, in_force: bool = False) -> list[tuple[int, int]]:
    """The keys of every contact that was ever said to belong to another, and of that other; or only what holds now."""
    other = contact_key.alias()
    said = connection.execute(_said(None).where(event.c.kind == Kind.BELONGS_TO)).all()
    if in_force and said:
        undone = {entry.id for entry in _corrections(connection, None) if entry.undone}
        latest = {row.contact_id: row for row in said if f"{_CORRECTION}{row.id}" not in undone}
        said = list(latest.values())
    found = []
    for row in said:
        told = typed(row.detail)
        wanted = select(other.c.contact_id).join(source, source.c.id == other.c.source_id)
        wanted = wanted.where(source.c.name == told["source"], other.c.external_id == told["contact"])
        key = connection.scalar(wanted)
        if key is not None:
            found.append((int(row.contact_id), int(key)))
    return found


def add_follow_up(
    connection: Connection,
    *,
    key: int,
    norm: str,
    act: Act,
    value: str,
    reason: str,
    who: str,
    at: int,
    undoes: int | None = None,
) -> str:
    """Add one entry about the contact with `key`; gives its id."""
    number = (connection.scalar(select(func.max(follow_up.c.id))) or 0) + 1
    connection.execute(
        insert(follow_up).values(
            id=number,
            key_id=key,
            norm=norm,
            act=int(act),
            value=storable(value),
            reason=storable(reason),
            who=storable(who),
            at=at,
            undoes=undoes,
        )
    )
    return f"{_FOLLOW_UP}{number}"


def add_correction(connection: Connection, source_id: int, fact: Event, who: str, at: int) -> str:
    """Add what a person says of `fact.contact`, under a run of its own; gives its id."""
    number = imports.begin(
        connection,
        source_id=source_id,
        who=who,
        at=at,
        file=fact.contact,
        sha256=hashlib.sha256(fact.detail.encode()).hexdigest(),
        format_id=PERSON,
        manner=fact.kind.word,
    )
    intake = Intake(connection, source_id, number)
    intake.add([fact._replace(fingerprint=number)])
    intake.save_names()
    imports.finish(connection, number, Counts(read=1, used=1, contacts_updated=1, first_at=at, last_at=at))
    return f"{_CORRECTION}{number}"


def number_of(entry: ByHand) -> int:
    """The number in the id of an entry."""
    return int(entry.id[1:])


def is_correction(entry: ByHand) -> bool:
    """Whether it stands among the events."""
    return entry.id.startswith(_CORRECTION)


def _corrections(connection: Connection, as_of: int | None) -> list[ByHand]:
    rows: Sequence[tuple[int, int, str, str, str, Kind, dict[str, str]]] = [
        (row.id, row.at, row.who, row.name, row.opener, Kind(row.kind), typed(row.detail))
        for row in connection.execute(_said(as_of))
    ]
    undone = {int(told["undoes"]) for *_, kind, told in rows if kind not in CORRECTIONS}
    return [
        ByHand(
            id=f"{_CORRECTION}{number}",
            at=at,
            who=who,
            source=name,
            contact=contact,
            norm="",
            what=kind.word if kind in CORRECTIONS else Act.UNDO.word,
            value=told.get("value", "") if kind in CORRECTIONS else f"{_CORRECTION}{told['undoes']}",
            reason=told["reason"],
            undone=number in undone,
        )
        for number, at, who, name, contact, kind, told in rows
    ]


def _said(as_of: int | None) -> Select[tuple[int, int, str, str, str, int, int, str]]:
    """Every event by a person that was known at `as_of`."""
    opener = contact_key.alias("opener")
    wanted = (
        select(
            run.c.id,
            run.c.at,
            run.c.who,
            source.c.name,
            opener.c.external_id.label("opener"),
            contact_key.c.contact_id,
            event.c.kind,
            event.c.detail,
        )
        .join_from(run, source, source.c.id == run.c.source_id)
        .join(contact_key, and_(contact_key.c.source_id == source.c.id, contact_key.c.external_id == run.c.file))
        .join(opener, opener.c.id == contact_key.c.contact_id)
        .join(event, and_(event.c.key_id == contact_key.c.id, event.c.run_id == run.c.id))
        .where(run.c.format == PERSON)
        .order_by(run.c.id)
    )
    return wanted if as_of is None else wanted.where(run.c.at <= as_of)


def _follow_ups(connection: Connection, as_of: int | None) -> list[ByHand]:
    opener = contact_key.alias("opener")
    wanted = (
        select(follow_up, source.c.name, opener.c.external_id)
        .join_from(follow_up, contact_key, contact_key.c.id == follow_up.c.key_id)
        .join(opener, opener.c.id == contact_key.c.contact_id)
        .join(source, source.c.id == opener.c.source_id)
        .order_by(follow_up.c.id)
    )
    if as_of is not None:
        wanted = wanted.where(follow_up.c.at <= as_of)
    rows = connection.execute(wanted).all()
    undone = {row.undoes for row in rows}
    return [
        ByHand(
            id=f"{_FOLLOW_UP}{row.id}",
            at=row.at,
            who=row.who,
            source=row.name,
            contact=row.external_id,
            norm=row.norm,
            what=Act(row.act).word,
            value=row.value if row.undoes is None else f"{_FOLLOW_UP}{row.undoes}",
            reason=row.reason,
            undone=row.id in undone,
        )
        for row in rows
    ]
