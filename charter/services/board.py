"""Everything judged, as known at one instant: what the command line and the window look at.

Why: contacts, verdicts and calendar belong together; a verdict shown beside another day's contacts would be a lie.
Refuses to store a verdict: it is made anew, fast enough, whenever somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from charter.columns import Contacts, Verdicts, Visits
from charter.measures.control_limits import Step
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.ruler import WorkCalendar
from charter.services import by_hand
from charter.services.completeness import Completeness
from charter.services.deriving import Deriving
from charter.services.new_limits import steps
from charter.services.remarks import Remarks, standing
from charter.settings import Profile
from charter.store import derived, events, imports, keys, retention, sources
from charter.store.engine import Store


@dataclass(frozen=True, slots=True)
class Board:
    """Contacts and their verdicts at `as_of` (UTC microseconds).

    `steps` are the dated new limits per norm id, `remarks` what people remarked on its periods.
    """

    contacts: Contacts
    visits: Visits
    verdicts: Verdicts
    rulebook: Rulebook
    as_of: int
    work: WorkCalendar
    completeness: Completeness
    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    remarks: Remarks = field(default_factory=dict)


def load_contacts(store: Store, profile: Profile, as_of: int | None) -> tuple[Contacts, Visits]:
    """All contacts as known at `as_of`; None: everything imported. Teams are filled in from the profile.

    The stored moments serve when nothing imported lies after `as_of`; else the moments are derived from the events.
    """
    with store.read() as connection:
        last = imports.last_told(connection)
        if as_of is None or last is None or last <= as_of:
            its_keys, contacts, visits = derived.load_parts(connection)
        else:
            found = Deriving.of(profile).derive(events.load(connection), as_of)
            its_keys, contacts, visits = keys.every(connection)[found.keys], found.contacts, found.visits
        contacts = by_hand.with_excuses(connection, contacts, its_keys, as_of)
    return with_teams(contacts, profile.teams), visits


def load_board(store: Store, profile: Profile, rulebook: Rulebook, as_of: int) -> Board:
    """Load and judge everything; about two seconds for a million contacts."""
    contacts, visits = load_contacts(store, profile, as_of)
    completeness = load_completeness(store, rulebook, as_of)
    verdicts = judge(contacts, rulebook, as_of)
    with store.read() as connection:
        remarked = standing(connection, as_of)
    work, decided = completeness.work, steps(profile)
    return Board(contacts, visits, verdicts, rulebook, as_of, work, completeness, decided, remarked)


def load_completeness(store: Store, rulebook: Rulebook, as_of: int, last_run: int | None = None) -> Completeness:
    """How complete the data is at `as_of`, or was when `last_run` was the last import."""
    with store.read() as connection:
        covered, configured = imports.coverage(connection, last_run), sources.every(connection)
        purged = retention.limits(connection)
    return Completeness.at(covered, as_of, WorkCalendar.of(rulebook.calendars), configured, purged)


def with_teams(contacts: Contacts, teams: dict[str, str]) -> Contacts:
    """The contacts with the profile's team for their queue or mailbox, where the source names no team."""
    known = {name: place for place, name in enumerate(contacts.names.teams)}
    by_queue = np.zeros(len(contacts.names.queues), np.int32)
    for place, queue in enumerate(contacts.names.queues):
        name = teams.get(queue) or teams.get(queue.lower())
        if queue and name:
            by_queue[place] = known.setdefault(name, len(known))
    team = np.where(contacts.team != 0, contacts.team, by_queue[contacts.queue]).astype(np.int32)
    return replace(contacts, team=team, names=replace(contacts.names, teams=tuple(known)))
