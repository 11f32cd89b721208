"""Everything that a workbook tells, gathered once: what the sheets are pure functions of.

Why frozen and plain: two dossiers of the same data give the same cells, and a test needs no database. Refuses to be
gathered here (`charter.services.exporting` does) and to be told in words (the sheets do).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_DAY, Contacts, Rows, Verdicts
from charter.columns.by_hand import ByHand
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.problem import Problem

USUAL_SAMPLE = 59
"""Rows of a sample when nobody asks for another number: 95 % certain of less than 5 % wrong."""
MOST_ROWS = 1_048_575
"""Rows of evidence on a sheet: what Excel can hold, less the header."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: what was read, what became of it, and what the database holds of it now.

    `implied` counts events that follow from a row besides its own; `held` and `gone` the events that are still there
    and those that were purged or taken back. `replaced_by` is the later import that read the same file in another
    manner.
    """

    number: int
    source: str
    at: int
    file: str
    digest: str
    format: str
    repeats: int | None
    read: int
    used: int
    duplicates: int
    rejected: int
    out_of_scope: int
    contacts_new: int
    contacts_updated: int
    implied: int
    first_at: int | None
    last_at: int | None
    held: int
    gone: int
    replaced_by: int | None
    undone: bool = False
    """Whether somebody took it back."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row of a file with a problem: rejected, or used with a warning."""

    number: int
    """Of the import."""
    file: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class SourceTally:
    """The contacts of a source, as the database numbers them.

    `keys` are all numbers given, `joined` those of messages that belong to another contact; `later` are the contacts
    that begin after as-of.
    """

    source: str
    keys: int
    joined: int
    later: int


@dataclass(frozen=True, slots=True)
class Closed:
    """That the period, or one that overlaps it, was closed. Instants in UTC microseconds."""

    period: str
    as_of: int
    remark: str
    digest: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """`contacts` and `verdicts` are all that are known at `as_of`; instants are UTC microseconds.

    `made_at` and `made_by` belong to this one file. `staff_names` says whether people who changed something may be
    named, `few_people` which teams and queues may not, because few people work there.
    """

    organisation: str
    period: Period
    as_of: int
    made_at: int
    made_by: str
    staff_names: bool
    rulebook: Rulebook
    contacts: Contacts
    verdicts: Verdicts
    complete: bool
    remarks: Sequence[str]
    """What is missing in the data of the period, one sentence each."""
    imports: Sequence[Imported] = ()
    rejected: Sequence[Rejected] = ()
    by_hand: Sequence[ByHand] = ()
    sources: Sequence[SourceTally] = ()
    closed: Sequence[Closed] = ()
    few_people: frozenset[str] = frozenset()
    journal: tuple[int, str] = (0, "")
    """Number and digest of the last entry of the journal."""
    seed: int = 0
    sample: int = USUAL_SAMPLE
    """Rows drawn of a norm that has more."""
    rows_per_sheet: int = MOST_ROWS
    program: str = ""
    chosen: Verdicts = field(init=False)
    """The verdicts of the period, in the order of the evidence: by norm, then by the start of the clock."""
    people: Mapping[str, int] = field(init=False)
    """The number of everybody who changed something."""

    def __post_init__(self) -> None:
        everybody = dict.fromkeys(one.who for one in self.by_hand)
        object.__setattr__(self, "people", {who: number for number, who in enumerate(everybody, 1)})
        verdicts = self.verdicts.take(self.period.covers(self.verdicts.day))
        object.__setattr__(self, "chosen", verdicts.take(_order(verdicts)))

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which every instant is shown."""
        return ZoneInfo(self.rulebook.calendars.zone)

    @property
    def undated(self) -> int:
        """Verdicts of contacts whose clock has no known start: they stand in no period."""
        return int((self.verdicts.day == NO_DAY).sum())

    def person(self, who: str) -> str:
        """How somebody who changed something is named: by number, unless staff may be named."""
        return who if self.staff_names or not who else f"#{self.people[who]}"


def own_seed(rulebook: Rulebook, period: Period) -> int:
    """The seed of a sample when none is given: it follows from rulebook and period, so nobody can choose it."""
    return int(hashlib.sha256(f"{rulebook.digest} {period.label}".encode()).hexdigest()[:8], 16)


def _order(verdicts: Verdicts) -> Rows:
    return np.lexsort((verdicts.contact, verdicts.started_at, verdicts.norm))
