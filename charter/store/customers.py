"""Which contacts are of the same resident, as far as a pseudonym can tell; for the measure of repeat contacts alone.

Why not a column of `Contacts`: a pseudonym is personal data that must be able to go without changing one verdict, and
no identity, duplicate or thread may rest on it (contract.md 8). Refuses to hand out the pseudonyms themselves: who
asks gets numbers that mean nothing outside this answer. Loops, not `dict` or `np.array` over a million at once, for
these would let no other thread go on meanwhile.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, or_, select

from charter.columns import Contacts, Ints
from charter.store import names
from charter.store.engine import read_columns
from charter.store.schema import contact_key, event

UNKNOWN = -1


def load(connection: Connection, contacts: Contacts, as_of: int) -> Ints:
    """A number for the resident of each contact, equal for equal pseudonyms; UNKNOWN for who is anonymous.

    The resident is whom the contact's own events name first; what was logged after `as_of` (UTC microseconds) is not
    looked at.
    """
    found = np.full(len(contacts), UNKNOWN, np.int64)
    numbers: dict[str, int] = {}
    for source in np.unique(contacts.source).tolist():
        rows = np.flatnonzero(contacts.source == source)
        place = {id_: row for id_, row in zip(contacts.ids[rows].tolist(), rows.tolist(), strict=True)}  # noqa: C416
        statement = (
            select(contact_key.c.external_id, event.c.customer)
            .join_from(event, contact_key, contact_key.c.id == event.c.key_id)
            .where(
                contact_key.c.source_id == names.source_id(connection, contacts.names.sources[source]),
                event.c.customer.is_not(None),
                or_(event.c.at.is_(None), event.c.at <= as_of),
            )
            .order_by(event.c.key_id.desc(), event.c.position.desc(), event.c.line.desc())
        )
        ids, customers = read_columns(connection, statement)
        at = np.fromiter((place.get(each, UNKNOWN) for each in ids.tolist()), np.int64, len(ids))
        who = np.fromiter((numbers.setdefault(each, len(numbers)) for each in customers.tolist()), np.int64, len(ids))
        known = at != UNKNOWN
        found[at[known]] = who[known]  # of several the last one stays: the earliest event
    return found
