"""Keeps the derived moments in step with the events and with the rules that made them.

Why: contacts are judged from stored moments, and stored moments are only worth something when they say what the events
say (contract.md 2). Only contacts that were touched are derived again; conversations as a whole, since one message can
join two of them. Refuses to decide what a moment is: that is `charter.moments`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from charter import moments
from charter.columns import Contacts, Events, Rows, distinct
from charter.errors import Cancelled
from charter.settings import Profile
from charter.store import by_hand, derived, events, keys, names
from charter.store.derived import CHUNK, Part
from charter.store.engine import Connection, Store
from charter.store.events import Batch


@dataclass(frozen=True, slots=True)
class Deriving:
    """The settings under which moments are derived."""

    zone: ZoneInfo
    follow_up_days: int = 30
    follow_ups_as_contacts: bool = False

    @classmethod
    def of(cls, profile: Profile) -> Deriving:
        """The settings of a profile."""
        conversations = profile.conversations
        return cls(profile.zone, conversations.follow_up_days, conversations.follow_ups_as_contacts)

    @property
    def rules(self) -> str:
        """Names the rules and the settings together."""
        return f"{moments.RULES} {self.zone.key} {self.follow_up_days} {self.follow_ups_as_contacts:d}"

    def derive(self, facts: Events, as_of: int | None = None) -> moments.Derived:
        """The contacts of `facts`, as known at `as_of` (UTC microseconds; None: everything imported)."""
        return moments.derive(
            facts,
            self.zone,
            as_of=as_of,
            follow_up_days=self.follow_up_days,
            follow_ups_as_contacts=self.follow_ups_as_contacts,
        )

    def told(self, facts: Events, as_of: int | None = None) -> Events:
        """The events that `derive` rests on, single messages under their conversations."""
        return moments.told(
            facts,
            self.zone,
            as_of=as_of,
            follow_up_days=self.follow_up_days,
            follow_ups_as_contacts=self.follow_ups_as_contacts,
        )


def ensure(
    store: Store,
    how: Deriving,
    *,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Derive everything again when other rules or settings made what is stored; False when that was not needed.

    `progress` is told the share that is done. Raises Refused where nothing may be written,
    Cancelled; then nothing has changed.
    """
    if not is_stale(store, how):
        return False
    with store.write() as connection:
        derived.clear(connection)
        single = names.sources_with_conversations(connection)
        plain = [keys.owned_by(connection, source) for source, is_single in single.items() if not is_single]
        wanted = np.sort(np.concatenate([*plain, np.empty(0, np.int64)]))
        for part in _by_chunk(wanted):
            if cancelled():
                raise Cancelled
            renew(connection, how, part)
            progress(float(np.searchsorted(wanted, part[-1])) / len(wanted))
        renew_conversations(connection, how, np.empty(0, np.int64))
        renew_linked(connection, how)
    progress(1.0)
    return True


def is_stale(store: Store, how: Deriving) -> bool:
    """Whether other rules or settings made what is stored."""
    with store.read() as connection:
        return not derived.rules(connection) <= {how.rules}


def renew(connection: Connection, how: Deriving, wanted: Rows) -> None:
    """Derive the contacts with the keys `wanted` (ascending) again, from their stored events."""
    for part in _by_chunk(wanted):
        _put(connection, how, how.derive(events.load(connection, part)), part)


def renew_contacts(connection: Connection, how: Deriving, contacts: Rows, *, whole: bool = False) -> None:
    """Derive the contacts with the keys `contacts` (ascending) again: of conversations theirs, not the whole mailbox.

    Every conversation where that makes other contacts of theirs, or `whole` says that it may: an answer decides whether
    the next message of a resident opens a contact.
    """
    found = _renew_only(connection, how, contacts)
    if whole or not np.array_equal(found, contacts):
        renew_conversations(connection, how, np.empty(0, np.int64))
        renew_linked(connection, how)


def _renew_only(connection: Connection, how: Deriving, contacts: Rows) -> Rows:
    """Derive these contacts from their own messages and what belongs to them; gives the keys of what came of it."""
    own = _union([keys.joined_to(connection, contact) for contact in contacts.tolist()])
    asked = np.union1d(own, _belonging(connection, contacts))
    found = how.derive(events.load(connection, asked))
    part = Part(asked[found.keys], found.contacts, found.visits).take(np.flatnonzero(np.isin(asked[found.keys], own)))
    derived.put(connection, how.rules, part, own)
    return part.keys


def renew_linked(connection: Connection, how: Deriving) -> None:
    """Derive the contacts again that people said belong together, which may lie in different sources."""
    linked = _union([np.array(pair, np.int64) for pair in by_hand.links(connection)])
    if len(linked):
        _renew_only(connection, how, linked)


def facts(connection: Connection, contact: int) -> tuple[Rows, Events]:
    """Every event that tells of the contact with this key, its own and of what belongs to it, and their keys."""
    own = keys.joined_to(connection, contact)
    asked = np.union1d(own, _belonging(connection, np.array([contact], np.int64)))
    return asked, events.load(connection, asked)


def contact(connection: Connection, how: Deriving, key: int) -> Contacts | None:
    """One contact as everything imported tells it; None when nothing does."""
    found = how.derive(events.load(connection, contact_of=key)).contacts
    return found.take(np.zeros(1, np.int64)) if len(found) else None


def _belonging(connection: Connection, contacts: Rows) -> Rows:
    """The keys of what was ever said to belong to `contacts`."""
    wanted = set(contacts.tolist())
    return _union([keys.joined_to(connection, a) for a, b in by_hand.links(connection) if b in wanted])


def _union(parts: Sequence[Rows]) -> Rows:
    return distinct(np.concatenate([*parts, np.empty(0, np.int64)]))


def add(connection: Connection, how: Deriving, batches: Sequence[Batch]) -> None:
    """Derive contacts that are new, from all their events, which `batches` (none of them empty) hold."""
    spans = [(int(batch.key.min()) // CHUNK, int(batch.key.max()) // CHUNK) for batch in batches]
    for chunk in range(min(first for first, _ in spans), max(last for _, last in spans) + 1):
        parts = [
            batch.take(batch.key // CHUNK == chunk)
            for batch, (first, last) in zip(batches, spans, strict=True)
            if first <= chunk <= last
        ]
        told = Batch.concat(parts)
        _put(connection, how, how.derive(events.events_of(connection, told)), distinct(told.key))


def renew_conversations(connection: Connection, how: Deriving, touched: Rows) -> tuple[int, int]:
    """Derive every conversation of every source of single messages again.

    Gives back how many contacts are new, and how many older ones have a message among `touched` (keys, ascending).
    """
    single = [source for source, is_single in names.sources_with_conversations(connection).items() if is_single]
    everyone, joined = keys.messages(connection, single)
    if not len(everyone):
        return 0, 0
    told = events.load(connection, everyone)
    before = derived.keys_of(connection)
    found = how.derive(told)
    contact_of = found.contact_of
    moved = joined != everyone[contact_of]
    keys.join(connection, everyone[moved], everyone[contact_of[moved]])
    part = _put(connection, how, found, everyone)
    grown = distinct(everyone[contact_of[np.searchsorted(everyone, touched)]])
    is_new = ~np.isin(part.keys, before)
    return int(is_new.sum()), int((np.isin(part.keys, grown) & ~is_new).sum())


def _put(connection: Connection, how: Deriving, found: moments.Derived, asked: Rows) -> Part:
    """Store what was found, in the place of the keys `asked`, which the ids of its events stand for."""
    part = Part(asked[found.keys], found.contacts, found.visits)
    derived.put(connection, how.rules, part, asked)
    return part


def _by_chunk(wanted: Rows) -> Iterator[Rows]:
    """`wanted` (ascending) in pieces that each lie in one row of the table."""
    if len(wanted):
        chunk = wanted // CHUNK
        yield from np.split(wanted, np.flatnonzero(chunk[1:] != chunk[:-1]) + 1)
