"""Contacts as columns: one row a contact, with the moments that norms name.

Refuses to know an event or a norm: `charter.moments` makes contacts, `charter.norms` judges them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from charter.columns.arrays import NO_TIME, Instants, Ints, Mask, Rows, Strings
from charter.columns.events import Names
from charter.columns.sparse import Attempts, Excuses, Moments, Numbers, Suspensions
from charter.contact import Code, Kind, Precision

_APART = ("names", "moments", "numbers", "attempts", "suspensions", "excuses")
"""The fields of `Contacts` that are no column."""


class Fact(Code):
    """Sparse numbers of a contact that are no moments (`Contacts.numbers`)."""

    MARK = 1
    """The resident's mark, 1 to 10."""
    EXTENSION_WEEKS = 4
    """Weeks of the first extension announced; 0 when the announcement named none."""
    AGREED_KNOWN_AT = 7
    """When the agreed date was logged, where that is said (UTC microseconds)."""
    COMMITTEE = 5
    """1 when an external committee advises (detail `committee=yes`), 0 when it is said that none does."""


class Flag(Code):
    """Remarks on a contact, as bits of `Contacts.flags` (bit number = code)."""

    TRUNCATED = 1
    """The conversation began before the data (mail-formats.md 5)."""
    FOLLOW_UP = 2
    """The resident wrote again after the answer: listed for review."""
    UNDELIVERED = 3
    """A reply was withdrawn by a bounce."""
    REVIEW = 4
    """An interim message whose reason and handler are not known: a person must look."""
    LATE_ARRIVAL = 5
    """Checked in after the appointment."""
    REPEAT = 6
    """The resident came back on the same matter (reminder, inbound call)."""
    BY_SUBJECT = 7
    """A message stands in the conversation by its subject and counterparty alone: no id says so."""
    NOT_OURS = 8
    """A person says that it is no contact of this municipality."""
    PART_OF_ANOTHER = 9
    """A person says that it belongs to another contact, with which its events count."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """One row a contact. `moments[kind]` is the first effective moment of that kind (see `charter.moments`)."""

    names: Names
    ids: Strings
    source: Ints
    channel: Ints
    category: Ints
    direction: Ints
    team: Ints
    queue: Ints
    organisation: Ints
    outcome: Ints
    transfers: Ints
    visits: Ints
    """Number of queue visits; 0 for what is no call."""
    wait_us: Instants
    """The source's own waiting time, only for a call of one visit."""
    talk_us: Instants
    file: Ints
    line: Ints
    flags: Ints
    moments: Mapping[Kind, Moments] = field(default_factory=dict)
    numbers: Mapping[Fact, Numbers] = field(default_factory=dict)
    attempts: Attempts = field(default_factory=Attempts.none)
    suspensions: Suspensions = field(default_factory=Suspensions.none)
    excuses: Excuses = field(default_factory=Excuses.none)
    """What people excused; the moments know nothing of it, `charter.services.board` adds it."""

    def __len__(self) -> int:
        return len(self.channel)

    def moment(self, kind: Kind) -> Moments:
        """The moments of `kind`; empty when no contact has one."""
        return self.moments.get(kind) or Moments.none()

    def at(self, kind: Kind) -> Instants:
        """The instant of `kind` for every contact, dense; NO_TIME where there is none or it is unknown."""
        found = np.full(len(self), NO_TIME, np.int64)
        moments = self.moment(kind)
        found[moments.rows] = moments.at
        return found

    def earliest(self, kinds: Sequence[Kind]) -> tuple[Instants, Ints]:
        """The earliest timed moment of `kinds` per contact, with its precision; NO_TIME and MISSING without one."""
        at = np.full(len(self), NO_TIME, np.int64)
        precision = np.full(len(self), Precision.MISSING, np.int8)
        for kind in kinds:
            moments = self.moment(kind)
            timed = moments.at != NO_TIME
            rows, times, how = moments.rows[timed], moments.at[timed], moments.precision[timed]
            better = (at[rows] == NO_TIME) | (times < at[rows])
            at[rows[better]] = times[better]
            precision[rows[better]] = how[better]
        return at, precision

    def first_of(self, kinds: Sequence[Kind]) -> tuple[Instants, Ints]:
        """The timed moment of the first of `kinds` that each contact has; NO_TIME and MISSING without one."""
        at = np.full(len(self), NO_TIME, np.int64)
        precision = np.full(len(self), Precision.MISSING, np.int8)
        for kind in reversed(kinds):
            moments = self.moment(kind)
            timed = moments.at != NO_TIME
            at[moments.rows[timed]], precision[moments.rows[timed]] = moments.at[timed], moments.precision[timed]
        return at, precision

    def has(self, kind: Kind) -> Mask:
        """Which contacts have a moment of `kind`, timed or not."""
        found = np.zeros(len(self), np.bool_)
        found[self.moment(kind).rows] = True
        return found

    def number(self, fact: Fact, default: float) -> npt.NDArray[np.float64]:
        """The number `fact` for every contact, dense, `default` where it is not said."""
        found = np.full(len(self), default, np.float64)
        numbers = self.numbers.get(fact)
        if numbers is not None:
            found[numbers.rows] = numbers.values
        return found

    def flagged(self, flag: Flag) -> Mask:
        """Which contacts carry `flag`."""
        return np.equal((self.flags >> int(flag)) & 1, 1)

    def take(self, rows: Rows) -> Contacts:
        """The contacts at `rows`, in that order."""
        rows = np.asarray(rows, np.int64)
        old_to_new = np.full(len(self), -1, np.int64)
        old_to_new[rows] = np.arange(len(rows))
        dense = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in _APART}
        return Contacts(
            names=self.names,
            **dense,
            moments={kind: taken for kind, m in self.moments.items() if len((taken := m.take(old_to_new)).rows)},
            numbers={fact: n.take(old_to_new) for fact, n in self.numbers.items()},
            attempts=self.attempts.take(old_to_new),
            suspensions=self.suspensions.take(old_to_new),
            excuses=self.excuses.take(old_to_new),
        )

    @classmethod
    def none(cls, names: Names) -> Contacts:
        """No contacts at all."""
        types: dict[str, type] = {"ids": object, "visits": np.int32, "transfers": np.int16, "flags": np.int32}
        types |= dict.fromkeys(("wait_us", "talk_us", "line"), np.int64)
        types |= dict.fromkeys(("channel", "category", "direction", "outcome"), np.int8)
        columns: dict[str, Any] = {f.name: np.empty(0, types.get(f.name, np.int32)) for f in fields(cls)[1:-5]}
        return cls(names, **columns)

    @classmethod
    def concat(cls, parts: Sequence[Contacts]) -> Contacts:
        """All contacts of `parts` (at least one), one after the other; the parts share their names."""
        sizes = [len(p) for p in parts]
        return cls(
            names=parts[0].names,
            **{
                f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls) if f.name not in _APART
            },
            moments={
                kind: Moments.concat([p.moment(kind) for p in parts], sizes)
                for kind in dict.fromkeys(kind for p in parts for kind in p.moments)
            },
            numbers={
                fact: Numbers.concat([p.numbers.get(fact, Numbers.none()) for p in parts], sizes)
                for fact in dict.fromkeys(fact for p in parts for fact in p.numbers)
            },
            attempts=Attempts.concat([p.attempts for p in parts], sizes),
            suspensions=Suspensions.concat([p.suspensions for p in parts], sizes),
            excuses=Excuses.concat([p.excuses for p in parts], sizes),
        )
