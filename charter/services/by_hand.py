"""What people say about contacts: corrections of facts, and the follow-up of breaches.

Why: the figures are only believed when everything that a person changed is in sight: who, when, what, why (design.md
4.12). Nothing is ever changed or removed: whoever was wrong says so in a new entry. A correction is an event, so a file
that is read again does not undo it, and a morning before it does not know it (contract.md 2). Refuses to decide what a
correction does to the clock (`charter.moments`) and what an excuse does to a verdict (`charter.norms.judge`): an excuse
of what was met is kept, and changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from charter.columns import Act, ByHand, Contacts, Excuses, Rows
from charter.contact import CORRECTIONS, Channel, Event, Kind, Precision
from charter.errors import NotFound, Refused
from charter.instants import EARLIEST, Instant
from charter.locale import N_, formats
from charter.services import deriving, written_reasons
from charter.services.deriving import Deriving
from charter.store import by_hand as stored
from charter.store import journal, keys, names
from charter.store.engine import Connection, Store
from charter.story import written

Place = tuple[str, str]
"""The source of a contact, and its own id there."""

WAITING = frozenset({Channel.PHONE, Channel.COUNTER})
"""Where a resident waits: each time is a wait of its own, whatever it was about."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a breach now; "" where nothing was said."""

    assigned: str = ""
    cause: str = ""
    note: str = ""


def every(store: Store, as_of: int | None = None) -> list[ByHand]:
    """All corrections and follow-ups known at `as_of` (UTC microseconds; None: all), oldest first."""
    with store.read() as connection:
        return stored.every(connection, as_of)


def of_contact(store: Store, source: str, contact: str, as_of: int | None = None) -> list[ByHand]:
    """The same for one contact, or for the contact that a message belongs to. Raises NotFound."""
    with store.read() as connection:
        opener = keys.own_id(connection, _key(connection, source, contact))
        return [entry for entry in stored.every(connection, as_of) if (entry.source, entry.contact) == (source, opener)]


def standing(entries: Sequence[ByHand]) -> Mapping[tuple[str, str, str], Standing]:
    """Team, cause and note that hold, by source, contact and norm; norm "" holds for every norm without its own."""
    found: dict[tuple[str, str, str], Standing] = {}
    fields = {Act.ASSIGN.word: "assigned", Act.CAUSE.word: "cause", Act.NOTE.word: "note"}
    for entry in entries:
        if entry.what in fields and not entry.undone:
            key = entry.source, entry.contact, entry.norm
            found[key] = replace(found.get(key, Standing()), **{fields[entry.what]: entry.value})
    return found


def of_breach(known: Mapping[tuple[str, str, str], Standing], source: str, contact: str, norm: str) -> Standing:
    """What `standing` found for one contact under one norm."""
    its, general = (known.get((source, contact, one), Standing()) for one in (norm, ""))
    return Standing(its.assigned or general.assigned, its.cause or general.cause, its.note or general.note)


def follow_up(
    store: Store,
    who: str,
    now: int,
    contacts: Sequence[Place],
    norm: str,
    act: Act,
    value: str,
    reason: str,
    *,
    norms: Collection[str],
    causes: Collection[str],
) -> list[str]:
    """Say the same of one contact or many, all or none; gives the ids of the entries.

    `norm` "" is every norm; `norms` and `causes` are those there are. Raises NotFound for an unknown contact or norm,
    Refused for an excuse without a written reason, a cause that is not on the list, or nothing said.
    """
    value, reason = value.strip(), reason.strip()
    if norm and norm not in norms:
        raise NotFound(N_("There is no norm %(norm)s that is on."), N_("See charter norms list."), norm=norm)
    if act is Act.UNDO:
        raise ValueError("undo says what it undoes")
    if act is Act.EXCUSE:
        written_reasons.refuse_without(reason)
    elif not value:
        raise Refused(N_("There is nothing to keep."), N_("Write a team, a cause or a note."))
    if act is Act.CAUSE and value not in causes:
        raise Refused(
            N_("%(cause)s is not on the list of causes."),
            N_("Choose one of these, or add it to causes in charter.toml: %(causes)s."),
            cause=value,
            causes=", ".join(causes),
        )
    ids = []
    with store.write() as connection:
        for source, contact in dict.fromkeys(contacts):
            key = _key(connection, source, contact)
            ids.append(
                stored.add_follow_up(
                    connection, key=key, norm=norm, act=act, value=value, reason=reason, who=who, at=now
                )
            )
            about = {"source": source, "norm": norm, "act": act.word}
            _note(connection, who, now, "follow_up", reason, about, ids[-1], value)
    return ids


def correct(
    store: Store,
    how: Deriving,
    who: str,
    now: int,
    contact: Place,
    kind: Kind,
    reason: str,
    *,
    at: Instant | None = None,
    other: Place | None = None,
) -> str:
    """Put one contact right, and derive it again; gives the id of the entry.

    `at` is when it was really answered or began, `other` the contact that it belongs to. Raises NotFound for a contact
    that is not there, Refused for a missing or short reason, an unclear, future or too old time, or what cannot be so.
    """
    if kind not in CORRECTIONS:
        raise ValueError(f"{kind.word} is no correction")
    reason = reason.strip()
    written_reasons.refuse_without(reason)
    told = {"value": ""}
    moment = Instant(now, Precision.INSTANT)
    if kind in (Kind.ANSWERED_ELSEWHERE, Kind.WRONG_START):
        moment = _clear(at, now)
        told["value"] = _spelled(moment, how)
    if kind is Kind.BELONGS_TO:
        if other is None:
            raise ValueError("belongs to what?")
        told = {"value": "/".join(other), "source": other[0], "contact": other[1]}
    deriving.ensure(store, how)
    with store.write() as connection:
        key = _key(connection, *contact)
        others = [_key(connection, *other)] if other is not None else []
        if kind is Kind.BELONGS_TO:
            _refuse_link(connection, how, key, others[0])
        if kind is Kind.ANSWERED_ELSEWHERE:
            _refuse_calls(connection, how, key)
        number = _add(connection, contact, kind, moment, told, who, now, reason)
        about = {"source": contact[0], "act": kind.word}
        _note(connection, who, now, "correction", reason, about, number, told["value"])
        deriving.renew_contacts(connection, how, np.array(sorted({key, *others}), np.int64))
    return number


def undo(store: Store, how: Deriving, who: str, now: int, entry_id: str, reason: str) -> str:
    """Take back an entry, by a new one; gives the id of that. Raises as `undo_each`."""
    return undo_each(store, how, who, now, [entry_id], reason)[0]


def undo_each(store: Store, how: Deriving, who: str, now: int, entry_ids: Sequence[str], reason: str) -> list[str]:
    """Take entries back, all or none, by new ones; gives the ids of those.

    Raises NotFound when there is no such entry, Refused without a written reason, for what was undone or is an undoing.
    """
    reason = reason.strip()
    written_reasons.refuse_without(reason)
    deriving.ensure(store, how)
    with store.write() as connection:
        known = {one.id: one for one in stored.every(connection)}
        return [_undo(connection, how, who, now, known, entry_id.strip(), reason) for entry_id in entry_ids]


def _undo(
    connection: Connection,
    how: Deriving,
    who: str,
    now: int,
    known: Mapping[str, ByHand],
    entry_id: str,
    reason: str,
) -> str:
    entry = known.get(entry_id)
    if entry is None:
        raise NotFound(N_("There is no correction or follow-up %(id)s."), N_("See charter follow-ups."), id=entry_id)
    if entry.undone or entry.what == Act.UNDO.word:
        raise Refused(N_("%(id)s was undone already, or undoes another."), N_("Make a new entry instead."), id=entry.id)
    place = entry.source, entry.contact
    key = _key(connection, *place)
    about = {"source": entry.source, "norm": entry.norm, "undoes": entry.id}
    if stored.is_correction(entry):
        affected = {key, *_linked(connection, key)}
        told = {"undoes": str(stored.number_of(entry))}
        moment = Instant(now, Precision.INSTANT)
        number = _add(connection, place, Kind.CORRECTION_UNDONE, moment, told, who, now, reason)
        deriving.renew_contacts(
            connection,
            how,
            np.array(sorted(affected), np.int64),
            whole=entry.what == Kind.ANSWERED_ELSEWHERE.word,
        )
    else:
        number = stored.add_follow_up(
            connection,
            key=key,
            norm=entry.norm,
            act=Act.UNDO,
            value="",
            reason=reason,
            who=who,
            at=now,
            undoes=stored.number_of(entry),
        )
    _note(connection, who, now, "undone", reason, about, number, "")
    return number


def with_excuses(connection: Connection, contacts: Contacts, its_keys: Rows, as_of: int | None) -> Contacts:
    """The contacts with the excuses that held at `as_of`; `its_keys` (ascending) are their keys."""
    given = [one for one in stored.excuses(connection, as_of) if _place_of(one.contact, its_keys) >= 0]
    if not given:
        return contacts
    return replace(
        contacts,
        excuses=Excuses(
            rows=np.array([_place_of(one.contact, its_keys) for one in given], np.int64),
            norms=_texts([one.norm for one in given]),
            at=np.array([one.at for one in given], np.int64),
            who=_texts([one.who for one in given]),
            why=_texts([one.why for one in given]),
        ),
    )


def _place_of(key: int, its_keys: Rows) -> int:
    place = int(np.searchsorted(its_keys, key))
    return place if place < len(its_keys) and its_keys[place] == key else -1


def _texts(texts: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.object_]]:
    column = np.empty(len(texts), object)
    column[:] = texts
    return column


def _add(
    connection: Connection,
    contact: Place,
    kind: Kind,
    moment: Instant,
    told: Mapping[str, str],
    who: str,
    now: int,
    reason: str,
) -> str:
    """Store one event by a person."""
    known = datetime.fromtimestamp(now // 1_000_000, UTC).replace(microsecond=now % 1_000_000)
    detail = {"known_at": known.isoformat(), "who": who, **told, "reason": reason}
    at = now if moment.at is None else moment.at
    fact = Event(
        contact=names.storable(contact[1]),
        kind=kind,
        at=at,
        precision=moment.precision,
        line=1,
        position=at if kind is Kind.ANSWERED_ELSEWHERE else now,
        fingerprint=0,
        detail=written({key: names.storable(text) for key, text in detail.items()}),
    )
    return stored.add_correction(connection, names.source_id(connection, contact[0]), fact, who, now)


def _note(
    connection: Connection, who: str, at: int, what: str, why: str, about: Mapping[str, str], entry: str, value: str
) -> None:
    """Into the journal go the number of the entry and a digest of what was typed, not the contact itself.

    Contact and words can be forgotten one day (`charter purge`); a change is found all the same.
    """
    typed = hashlib.sha256(names.storable(value).encode()).hexdigest()
    journal.append(connection, who, at, what, names.storable(why), {**about, "entry": entry, "value_sha256": typed})


def _key(connection: Connection, source: str, contact: str) -> int:
    return keys.find(connection, names.source_id(connection, source), names.storable(contact))


def _clear(at: Instant | None, now: int) -> Instant:
    """A time that a person gives must be one that can be, and only one."""
    if at is None or at.at is None:
        raise Refused(
            N_("This time is not clear: it is missing, or it occurs twice or never because of the clock change."),
            N_("Write it with its offset, for example 2026-11-17T08:00+01:00."),
        )
    if at.at > now:
        raise Refused(N_("This time has not come yet."), N_("Write when it really happened."))
    if at.at < EARLIEST:
        raise Refused(N_("This time lies before 1990."), N_("Write when it really happened."))
    return at


def _spelled(at: Instant, how: Deriving) -> str:
    local = formats.local(at.at or 0, how.zone)
    return local.date().isoformat() if at.precision is Precision.DAY else formats.iso(at.at or 0, how.zone)


def _refuse_calls(connection: Connection, how: Deriving, key: int) -> None:
    """A caller or visitor who waits for a person is helped there or not at all."""
    contact = deriving.contact(connection, how, key)
    if contact is not None and contact.channel[0] in WAITING and not contact.has(Kind.CALLBACK_REQUESTED)[0]:
        raise Refused(
            N_("A call or a visit cannot be answered elsewhere: the wait was what it was."),
            N_("Excuse it, or say that it is not yours."),
        )


def _refuse_link(connection: Connection, how: Deriving, key: int, other: int) -> None:
    """Only what was written can be one matter; and never in a chain or a ring."""
    if key == other:
        raise Refused(N_("A contact cannot belong to itself."), N_("Name the other contact."))
    for one in (key, other):
        contact = deriving.contact(connection, how, one)
        if contact is not None and contact.channel[0] in WAITING:
            raise Refused(
                N_("A call or a visit is a contact of its own, whatever it was about."),
                N_("Where it answered another contact, correct that one with --answered-at."),
            )
    held = stored.links(connection, in_force=True)
    if key in {target for _, target in held}:
        raise Refused(
            N_("Another contact belongs to this one already."), N_("Undo that first, or link both to the third.")
        )
    if other in {origin for origin, _ in held}:
        raise Refused(
            N_("That contact belongs to another one itself."), N_("Name the contact that it belongs to instead.")
        )


def _linked(connection: Connection, key: int) -> set[int]:
    """The contacts that a correction of this contact touches too."""
    return {target for origin, target in stored.links(connection) if origin == key}
