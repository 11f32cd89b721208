"""One contact, by the name that people give it, as known at an instant: what the explanation of a verdict looks at.

Why apart from the board: whoever asks why wants one contact at once, not a million judged. Refuses to look at any other
conversation than the contact's own, and those of contacts that people said belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charter.columns import Contacts, Events
from charter.contact import BY_HAND
from charter.errors import NotFound
from charter.locale import N_
from charter.services import board, by_hand, deriving
from charter.services.deriving import Deriving
from charter.settings import Profile
from charter.store import keys, names
from charter.store.engine import Store


@dataclass(frozen=True, slots=True)
class Found:
    """A contact (one row), its events, and the contact as it is without what people said of it."""

    contact: Contacts
    told: Events
    unsaid: Contacts | None
    """None where nothing else is known of it."""


def place(store: Store, contact: str) -> tuple[str, str]:
    """Source and own id of a contact spelled as id or SOURCE/ID. Raises NotFound for none, or in several sources."""
    contact = names.storable(contact)
    with store.read() as connection:
        found = [
            (source, id_)
            for source in names.load(connection).sources
            if source
            for id_ in dict.fromkeys((contact, contact.removeprefix(f"{source}/")))
            if keys.exists(connection, names.source_id(connection, source), id_)
        ]
    if not found:
        raise NotFound(
            N_("There is no contact %(contact)s."),
            N_("Look up its number with charter contacts, or check the source."),
            contact=contact,
        )
    if len(found) > 1:
        raise NotFound(
            N_("%(contact)s occurs in more than one source: %(sources)s."),
            N_("Write SOURCE/CONTACT."),
            contact=contact,
            sources=", ".join(source for source, _id in found),
        )
    return found[0]


def find(store: Store, profile: Profile, source: str, contact: str, as_of: int) -> Found:
    """One contact of a source, as known at `as_of` (UTC microseconds). Raises NotFound."""
    how = Deriving.of(profile)
    with store.read() as connection:
        key = keys.find(connection, names.source_id(connection, source), contact)
        asked, facts = deriving.facts(connection, key)
        derived = how.derive(facts, as_of)
        if not len(derived.contacts):
            raise NotFound(
                N_("%(contact)s was not known yet at that moment."), N_("Choose a later --as-of."), contact=contact
            )
        contacts = by_hand.with_excuses(connection, derived.contacts, asked[derived.keys], as_of)
    row = _row_of(contacts, contact)
    told = how.told(facts, as_of)
    without = how.derive(facts.take(np.flatnonzero(~np.isin(facts.kind, list(BY_HAND)))), as_of).contacts
    return Found(
        board.with_teams(contacts.take(row), profile.teams),
        told.take(np.flatnonzero(told.contact == derived.keys[row[0]])),
        without.take(_row_of(without, contact)) if len(without) else None,
    )


def _row_of(contacts: Contacts, contact: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """The row of the contact that is named, else of the conversation that its message belongs to."""
    wanted = np.flatnonzero(contacts.ids == contact)
    return wanted[:1] if len(wanted) else np.zeros(1, np.int64)
