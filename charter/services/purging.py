"""Takes away contacts that were kept long enough, and tells beforehand what would go.

Why: a municipality keeps what it needs to answer for its service, and no longer (AVG 5, domain.md 4). A contact goes as
a whole when its last event lies before the term of its source; what is still open stays and is listed, and so does a
conversation of which any part stays. Figures stay provable: every import keeps its arithmetic and the number of its
events that went, closed periods keep their frozen verdicts, the journal says who removed what. Refuses to go beyond the
terms of the profile, and to purge unasked.

A file that is read again brings nothing back: what is older than the last purge and new to the database is out of scope
(`Taking`), because a log that grows would otherwise bring back each month what was removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_TIME, Mask, Rows, Verdict
from charter.errors import NotFound, Refused
from charter.locale import N_
from charter.locale.formats import local
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.services.deriving import Deriving
from charter.settings import Profile
from charter.store import derived, event_sums, journal, retention
from charter.store.engine import Connection, Store
from charter.store.retention import Held


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes, or would go, of one source. Instants in UTC microseconds, None where nothing goes or stays.

    `before` is the day before which the last event of a contact must lie. `still_open` names the contacts that are old
    enough and stay, because a term still runs.
    """

    source: str
    before: date
    contacts: int
    events: int
    first_at: int | None
    last_at: int | None
    oldest_kept_at: int | None
    still_open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Purge:
    """What goes, or would go: per source, and how many problems lose the values that they quote.

    `staff_names` counts the names of staff that are stored while the profile does not allow it.
    """

    sources: tuple[Leaving, ...]
    problems: int
    staff_names: int

    @property
    def contacts(self) -> int:
        """How many contacts go."""
        return sum(one.contacts for one in self.sources)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which purge is meant, at `now` (UTC microseconds): of one `source` ("" for all), of what is older than `before`.

    `before` can only narrow the terms of the profile.
    """

    profile: Profile
    rulebook: Rulebook
    now: int
    source: str = ""
    before: date | None = None

    @property
    def how(self) -> Deriving:
        """How moments are derived."""
        return Deriving.of(self.profile)

    @property
    def today(self) -> date:
        """The local day."""
        return local(self.now, self.profile.zone).date()

    def limit(self, source: str) -> date:
        """The day before which contacts of a source go. Raises Refused when the source asked for is kept longer."""
        by_term = self.profile.privacy.kept_for(source).before(self.today)
        if self.before is not None and self.before > by_term and self.source:
            raise Refused(
                N_("Contacts of %(source)s are kept from %(day)s on, so nothing later can be purged."),
                N_("Choose an earlier day, or change [privacy.retention] in charter.toml."),
                source=source,
                day=by_term.isoformat(),
            )
        return min(self.before or by_term, by_term)


def preview(store: Store, asked: Asked) -> Purge:
    """What would go. Raises NotFound for an unknown source, Refused for a day within a term. Changes nothing."""
    with store.read() as connection:
        return _looked(connection, asked)[0]


def purge(store: Store, asked: Asked, who: str) -> Purge:
    """Take it away, and journal it, in one transaction; raises as `preview` does.

    The stored moments must be those of the profile (`deriving.ensure`).
    """
    with store.erase() as connection:
        found, keys = _looked(connection, asked)
        names = {name: number for number, name in retention.sources(connection).items()}
        for one in found.sources:
            retention.silence_problems(connection, names[one.source], _midnight(one.before, asked.profile.zone))
        gone = retention.remove(connection, keys, asked.how.rules)
        retention.remove_unused_staff(connection)
        if found.contacts or found.problems:
            told = [
                {
                    "source": one.source,
                    "before": one.before.isoformat(),
                    "before_at": _midnight(one.before, asked.profile.zone),
                    "contacts": one.contacts,
                    "events": one.events,
                    "still_open": len(one.still_open),
                }
                for one in found.sources
            ]
            payload = {"sources": told, "contacts": found.contacts, "problems": found.problems}
            payload |= {"gone": event_sums.all_written(gone)}
            journal.append(connection, who, asked.now, retention.ENTRY, "", payload)
    return found


def purge_staff_names(store: Store, profile: Profile, who: str, now: int) -> int:
    """Forget every name of staff, and journal how many; raises Refused while the profile allows them."""
    if profile.privacy.names_staff(local(now, profile.zone).date()):
        raise Refused(
            N_("Names of staff are on in this profile, so they are not removed."),
            N_("Write staff_names = false in charter.toml first."),
        )
    with store.erase() as connection:
        count = retention.remove_staff(connection)
        if count:
            journal.append(connection, who, now, STAFF_ENTRY, "", {"names": count})
    return count


STAFF_ENTRY = "staff names purged"
"""What the journal calls it."""


def kept_since(connection: Connection, profile: Profile, source: str, now: int) -> int:
    """From which instant (UTC microseconds) on an import may bring contacts that are new: the last purge.

    NO_TIME for a source that was never purged. A term that was made longer since counts at once.
    """
    purged = retention.limits(connection).get(source, NO_TIME)
    term = profile.privacy.kept_for(source).before(local(now, profile.zone).date())
    return min(purged, _midnight(term, profile.zone))


def _looked(connection: Connection, asked: Asked) -> tuple[Purge, Rows]:
    """What goes, and the contact keys of it, ascending."""
    names = retention.sources(connection)
    if asked.source and asked.source not in names.values():
        raise NotFound(
            N_("There is no source %(source)s."), N_("These sources hold contacts: %(sources)s."),
            source=asked.source, sources=", ".join(names.values()),
        )  # fmt: skip
    limits = {number: asked.limit(name) for number, name in names.items() if asked.source in ("", name)}
    kept = retention.held(connection)
    before = np.full(max(names, default=0) + 1, NO_TIME)
    for number, day in limits.items():
        before[number] = _midnight(day, asked.profile.zone)
    old = kept.last_at < before[kept.source]
    running = np.isin(kept.contact, _running(connection, asked))
    goes = _whole_chains(connection, kept, old & ~running) if old.any() else old
    leaving = tuple(
        _leaving(connection, kept, names[number], day, kept.source == number, goes, old & running)
        for number, day in limits.items()
    )
    quoted = sum(
        retention.count_problems(connection, number, _midnight(day, asked.profile.zone))
        for number, day in limits.items()
    )
    named = not asked.profile.privacy.names_staff(asked.today)
    return Purge(leaving, quoted, retention.staff_named(connection) if named else 0), kept.keys_of(goes)


def _running(connection: Connection, asked: Asked) -> Rows:
    """The keys of the contacts for which the term of a norm still runs."""
    part = derived.load_parts(connection)
    verdicts = judge(part.contacts, asked.rulebook, asked.now)
    return part.keys[np.unique(verdicts.contact[verdicts.verdict == Verdict.PENDING])]


def _whole_chains(connection: Connection, kept: Held, goes: Mask) -> Mask:
    """Those of `goes` of which the whole chain goes."""
    chain = retention.chains(connection, kept)
    stays = np.unique(chain[~goes])
    return goes & ~np.isin(chain, stays)


def _leaving(
    connection: Connection, kept: Held, source: str, before: date, mine: Mask, goes: Mask, still_open: Mask
) -> Leaving:
    going, staying = mine & goes & (kept.events > 0), mine & ~goes & (kept.events > 0)
    return Leaving(
        source=source,
        before=before,
        contacts=int(going.sum()),
        events=int(kept.events[going].sum()),
        first_at=int(kept.first_at[going].min()) if going.any() else None,
        last_at=int(kept.last_at[going].max()) if going.any() else None,
        oldest_kept_at=int(kept.first_at[staying].min()) if staying.any() else None,
        still_open=tuple(retention.ids_of(connection, kept.contact[mine & still_open])),
    )


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp()) * 1_000_000
