"""Shows what a mapping makes of a table before anything is stored: the first contacts, and the counts of all of them.

Why: whoever maps a column sees at once whether 94 % or nothing was answered. The rows go down the very road of an
import (reader, moments, visits), so that the preview cannot be kinder than the result. Refuses to keep anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from charter.columns import NO_TIME, Events
from charter.contact import Event, Outcome, Precision
from charter.importers.base import Implied, OutOfScope, ReadContext
from charter.importers.mapped_table import MappedTable
from charter.importers.table_mapping import TableMapping
from charter.moments import Derived, derive
from charter.problem import Problem, Severity

SHOWN = 20
MOST = 50_000
"""Rows that are read; the counts of a longer table are those of its beginning, and `whole` says so."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One queue visit in the normal form (phone-formats.md 1); instants and durations in UTC microseconds or None."""

    line: int
    contact: str
    queue: str
    offered_at: int | None
    answered_at: int | None
    ended_at: int | None
    outcome: Outcome
    wait_us: int | None
    talk_us: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a row that is no call."""

    line: int
    contact: str
    event: str
    at: int | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Preview:
    """What became of the rows: read = used + duplicates + rejected + out_of_scope.

    offered = answered + abandoned + left otherwise + not over yet; blocked stand apart.
    """

    read: int
    duplicates: int
    """Rows that say of a contact what a row before them said."""
    rejected: int
    out_of_scope: int
    contacts: int
    offered: int
    answered: int
    abandoned: int
    blocked: int
    visits: tuple[Visit, ...]
    """The first `SHOWN`, in the order of the table."""
    told: tuple[Told, ...]
    """Of a table that holds no calls: the first `SHOWN` events."""
    problems: tuple[Problem, ...]
    """The first `SHOWN`."""
    whole: bool

    @property
    def used(self) -> int:
        """Rows that tell something new of a contact."""
        return self.read - self.duplicates - self.rejected - self.out_of_scope


def preview(stream: BinaryIO, mapping: TableMapping, context: ReadContext) -> Preview:
    """Read the table as `mapping` says; raises UnreadableFile where an import would."""
    rows = MappedTable(mapping).read(stream, context)
    found = list(islice(rows, MOST))
    whole = next(rows, None) is None
    problems = [row for row in found if isinstance(row, Problem)]
    used = [row for row in found if isinstance(row, Event)]
    told = (row.event if isinstance(row, Implied) else row for row in found if isinstance(row, Event | Implied))
    events = list({(event.contact, event.fingerprint): event for event in reversed(list(told))}.values())[::-1]
    rejected = sum(problem.severity is Severity.REJECTED for problem in problems)
    out_of_scope = sum(isinstance(row, OutOfScope) for row in found)
    derived = derive(Events.gather(events, source=mapping.id), context.zone) if events else None
    counts = Counter(Outcome(code) for code in derived.visits.outcome.tolist()) if derived else Counter[Outcome]()
    calls = bool(derived and len(derived.visits))
    return Preview(
        read=len(used) + rejected + out_of_scope,
        duplicates=len(used) - len({(event.contact, event.fingerprint) for event in used}),
        rejected=rejected,
        out_of_scope=out_of_scope,
        contacts=len(derived.contacts) if derived else 0,
        offered=counts.total(),
        answered=counts[Outcome.ANSWERED],
        abandoned=counts[Outcome.ABANDONED],
        blocked=int((derived.contacts.outcome == Outcome.BLOCKED).sum()) if derived else 0,
        visits=tuple(_visits(derived)) if derived else (),
        told=() if calls else tuple(Told(e.line, e.contact, e.kind.word, e.at, e.precision) for e in events[:SHOWN]),
        problems=tuple(problems[:SHOWN]),
        whole=whole,
    )


def _visits(derived: Derived) -> list[Visit]:
    contacts, visits = derived.contacts, derived.visits
    order = sorted(range(len(visits)), key=lambda row: (int(contacts.line[visits.contact[row]]), row))[:SHOWN]
    return [
        Visit(
            int(contacts.line[visits.contact[row]]),
            str(contacts.ids[visits.contact[row]]),
            contacts.names.queues[int(visits.queue[row])],
            _known(int(visits.offered_at[row]), NO_TIME),
            _known(int(visits.answered_at[row]), NO_TIME),
            _known(int(visits.ended_at[row]), NO_TIME),
            Outcome(int(visits.outcome[row])),
            _known(int(visits.wait_us[row]), -1),
            _known(int(visits.talk_us[row]), -1),
        )
        for row in order
    ]


def _known(value: int, unknown: int) -> int | None:
    return None if value == unknown else value
