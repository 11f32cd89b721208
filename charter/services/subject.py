"""What is held about one person, for whoever answers a request of a data subject (AVG 15).

Why: a resident may ask what is known of them. Charter holds no names, so the address or number that the resident gives
is turned into its pseudonym as the readers do, and that is looked for. Refuses to tell of other people: of a contact
only what happened when, its verdicts and what colleagues wrote about it, and where the original stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charter.columns import NO_TIME, ByHand, Events, Verdict
from charter.contact import Category, Channel, Kind
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.services.deriving import Deriving
from charter.services.privacy import Pseudonymiser
from charter.settings import Profile
from charter.store import by_hand, events, subjects
from charter.store.engine import Connection, Store


@dataclass(frozen=True, slots=True)
class KnownMoment:
    """One event: `at` in UTC microseconds or None, its precision, what happened, and the file and line that say so."""

    at: int | None
    precision: int
    what: Kind
    file: str
    digest: str
    line: int


@dataclass(frozen=True, slots=True)
class HeldContact:
    """One contact of the person. `reader` says which system the source is of; there the original must be asked."""

    contact: str
    source: str
    reader: str
    channel: Channel
    category: Category
    team: str
    queue: str
    moments: tuple[KnownMoment, ...]
    verdicts: tuple[tuple[str, Verdict], ...]
    """Norm and verdict."""
    notes: tuple[ByHand, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything held: `pseudonym` is "" when the value is no address or number but the id of a contact.

    `other_keys` counts the events with pseudonyms of other keys than `key_id`: with those nobody can be found.
    """

    pseudonym: str
    key_id: str
    other_keys: int
    contacts: tuple[HeldContact, ...]


def held_about(
    store: Store, profile: Profile, rulebook: Rulebook, pseudonym: Pseudonymiser, value: str, now: int
) -> Overview:
    """What is held of the person with this address or number, or of the contact with this id; verdicts as at `now`."""
    how = Deriving.of(profile)
    mine = pseudonym(value)
    with store.read() as connection:
        named = subjects.contacts_named(connection, value)
        about = subjects.contacts_of(connection, mine) if mine else named
        found = np.union1d(named, about)
        written = by_hand.every(connection) if len(found) else []
        contacts = [_contact(connection, int(key), how, profile, rulebook, written, now) for key in found]
        of_keys = subjects.key_ids(connection)
    others = sum(count for key, count in of_keys.items() if key != pseudonym.key_id)
    return Overview("" if len(named) and not len(about) else mine, pseudonym.key_id, others, tuple(contacts))


def _contact(
    connection: Connection,
    key: int,
    how: Deriving,
    profile: Profile,
    rulebook: Rulebook,
    written: list[ByHand],
    now: int,
) -> HeldContact:
    facts = events.load(connection, contact_of=key)
    contacts = how.derive(facts).contacts
    source, reader = subjects.source_of(connection, key)
    verdicts = judge(contacts, rulebook, now)
    own = str(contacts.ids[0]) if len(contacts) else ""
    names = contacts.names
    queue = names.queues[int(contacts.queue[0])] if len(contacts) else ""
    team = names.teams[int(contacts.team[0])] if len(contacts) else ""
    return HeldContact(
        contact=own,
        source=source,
        reader=reader,
        channel=Channel(int(contacts.channel[0])) if len(contacts) else Channel.UNKNOWN,
        category=Category(int(contacts.category[0])) if len(contacts) else Category.NONE,
        team=team or profile.teams.get(queue, ""),
        queue=queue,
        moments=_moments(facts),
        verdicts=tuple(
            (rulebook.norms[norm].id, Verdict(verdict))
            for norm, verdict in zip(verdicts.norm.tolist(), verdicts.verdict.tolist(), strict=True)
        ),
        notes=tuple(note for note in written if (note.source, note.contact) == (source, own)),
    )


def _moments(facts: Events) -> tuple[KnownMoment, ...]:
    order = np.lexsort((facts.line, facts.file, facts.position)).tolist()
    return tuple(
        KnownMoment(
            at=None if facts.at[row] == NO_TIME else int(facts.at[row]),
            precision=int(facts.precision[row]),
            what=Kind(int(facts.kind[row])),
            file=facts.names.files[int(facts.file[row])],
            digest=facts.names.digests[int(facts.file[row])],
            line=int(facts.line[row]),
        )
        for row in order
    )
