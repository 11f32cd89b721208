"""Who came back, as far as a pseudonym tells: numbers per contact, from the events known at an instant."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import Contacts
from charter.contact import Event, Kind, Precision
from charter.profile_values import zone_name
from charter.services.deriving import Deriving
from charter.settings import DEFAULT_ZONE
from charter.store import customers, events, names
from charter.store.engine import Store

HOUR = 3_600_000_000


def call(contact: str, hour: int, customer: str, line: int = 1, kind: Kind = Kind.QUEUE_ENTERED) -> Event:
    at = hour * HOUR
    return Event(contact, kind, at, Precision.SECOND, line, at, at + kind, customer=customer)


def stored(store: Store, source: str, told: list[Event]) -> Contacts:
    with store.write() as connection:
        number = names.use_source(connection, source, "event_log", conversations=False)
        intake = events.Intake(connection, number, 1)
        intake.add(told)
        intake.save_names()
    with store.read() as connection:
        return Deriving(ZoneInfo(zone_name(DEFAULT_ZONE))).derive(events.load(connection)).contacts


def numbers(store: Store, contacts: Contacts, as_of: int = 10**18) -> dict[str, int]:
    with store.read() as connection:
        found = customers.load(connection, contacts, as_of)
    sources = [contacts.names.sources[place] for place in contacts.source.tolist()]
    return {f"{s}/{i}": n for s, i, n in zip(sources, contacts.ids.tolist(), found.tolist(), strict=True)}


def test_equal_pseudonyms_have_equal_numbers_also_across_sources_and_nobody_has_none(store: Store) -> None:
    stored(store, "a", [call("1", 1, "k:x"), call("2", 2, "k:y"), call("3", 3, "")])
    contacts = stored(store, "b", [call("1", 4, "k:y"), call("9", 5, "j:x")])
    found = numbers(store, contacts)
    assert found["a/2"] == found["b/1"] != customers.UNKNOWN
    assert found["a/3"] == customers.UNKNOWN
    assert len(set(found.values())) == 4


def test_the_resident_is_whom_the_first_event_with_a_name_tells(store: Store) -> None:
    told = [
        call("1", 1, ""),
        call("1", 3, "k:later", 3, Kind.ENDED),
        call("1", 2, "k:x", 2, Kind.ANSWERED),
        call("2", 4, "k:x"),
    ]
    found = numbers(store, stored(store, "a", told))
    assert found["a/1"] == found["a/2"]


def test_a_name_logged_after_as_of_is_not_known(store: Store) -> None:
    contacts = stored(store, "a", [call("1", 1, ""), call("1", 3, "k:x", 2, Kind.ANSWERED)])
    assert numbers(store, contacts, 3 * HOUR)["a/1"] != customers.UNKNOWN
    assert numbers(store, contacts, 3 * HOUR - 1)["a/1"] == customers.UNKNOWN


def test_a_selection_of_contacts_in_any_order_keeps_its_own_residents(store: Store) -> None:
    contacts = stored(store, "a", [call(str(n), n, f"k:{n % 3}") for n in range(9)])
    order = np.array([7, 1, 4, 0])
    some = replace(contacts.take(order))
    whole, part = numbers(store, contacts), numbers(store, some)
    assert [part["a/7"], part["a/1"], part["a/4"]] == [part["a/1"]] * 3 != [part["a/0"]] * 3
    assert (whole["a/7"] == whole["a/1"]) == (part["a/7"] == part["a/1"])
