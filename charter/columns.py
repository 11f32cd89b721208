"""Facts and verdicts as numpy columns: the currency between store, rules, reports and window.

Why: a million contacts are judged by loops over norms, never over contacts. Refuses to know a database, a clock, a
language or a rule. Plain arrays and tuples of names only, so that everything here can be pickled and compared.
Instants are int64 UTC microseconds with `NO_TIME` for "not there"; durations int64 microseconds with -1 for "not
there"; days int32 local days since 1970-01-01 with `NO_DAY`. Codes are the numbers of the vocabularies in
`charter.contact`; -1 never occurs in them. Names are int32 positions in the tuples of `Names`, where 0 is "".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from charter.contact import Code, Event, Kind

Ints = npt.NDArray[np.integer[Any]]
Instants = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Strings = npt.NDArray[np.object_]

NO_TIME: int = int(np.iinfo(np.int64).min)
NO_DAY: int = int(np.iinfo(np.int32).min)


@dataclass(frozen=True, slots=True)
class Names:
    """What the integer ids in the columns stand for; position 0 is always the empty name."""

    sources: tuple[str, ...] = ("",)
    files: tuple[str, ...] = ("",)
    digests: tuple[str, ...] = ("",)
    """The SHA-256 of each file in `files`, same positions."""
    teams: tuple[str, ...] = ("",)
    queues: tuple[str, ...] = ("",)
    organisations: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Events:
    """Stored facts as columns, one row an event, in any order; `contact` points into `ids` and `source_of`.

    `details` holds the texts of the few rows that have one, `detail_rows` their rows (ascending).
    """

    names: Names
    ids: Strings
    """The source's own id of each contact key (mail: Message-ID)."""
    source_of: Ints
    """Position in `names.sources` of each contact key."""
    threaded: Mask
    """Per contact key: the source holds single messages whose conversations `charter.threads` must join first
    (its reader says `conversations`)."""
    contact: Ints
    kind: Ints
    at: Instants
    precision: Ints
    position: Instants
    line: Ints
    file: Ints
    channel: Ints
    team: Ints
    queue: Ints
    category: Ints
    organisation: Ints
    direction: Ints
    performer: Ints
    wait_us: Instants
    talk_us: Instants
    detail_rows: Rows
    details: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def gather(
        cls, events: Sequence[Event], *, source: str = "", file: str = "", digest: str = "", threaded: bool = False
    ) -> Events:
        """The events of one file of one source as columns; contact keys in order of first appearance."""
        keys: dict[str, int] = {}
        teams, queues, organisations = ({"": 0} for _ in range(3))
        codes = np.array(
            [
                (
                    keys.setdefault(e.contact, len(keys)),
                    e.kind,
                    NO_TIME if e.at is None else e.at,
                    e.precision,
                    e.position,
                    e.line,
                    e.channel,
                    teams.setdefault(e.team, len(teams)),
                    queues.setdefault(e.queue, len(queues)),
                    e.category,
                    organisations.setdefault(e.organisation, len(organisations)),
                    e.direction,
                    e.performer,
                    -1 if e.wait_us is None else e.wait_us,
                    -1 if e.talk_us is None else e.talk_us,
                )
                for e in events
            ],
            np.int64,
        ).reshape(len(events), 15)
        detailed = [row for row, e in enumerate(events) if e.detail]
        return cls(
            names=Names(
                sources=("", source),
                files=("", file),
                digests=("", digest),
                teams=tuple(teams),
                queues=tuple(queues),
                organisations=tuple(organisations),
            ),
            ids=np.array(list(keys), object),
            source_of=np.ones(len(keys), np.int32),
            threaded=np.full(len(keys), threaded),
            contact=codes[:, 0].astype(np.int32),
            kind=codes[:, 1].astype(np.int16),
            at=codes[:, 2].copy(),
            precision=codes[:, 3].astype(np.int8),
            position=codes[:, 4].copy(),
            line=codes[:, 5].copy(),
            file=np.ones(len(events), np.int32),
            channel=codes[:, 6].astype(np.int8),
            team=codes[:, 7].astype(np.int32),
            queue=codes[:, 8].astype(np.int32),
            category=codes[:, 9].astype(np.int8),
            organisation=codes[:, 10].astype(np.int32),
            direction=codes[:, 11].astype(np.int8),
            performer=codes[:, 12].astype(np.int8),
            wait_us=codes[:, 13].copy(),
            talk_us=codes[:, 14].copy(),
            detail_rows=np.array(detailed, np.int64),
            details=tuple(events[row].detail for row in detailed),
        )

    @classmethod
    def concat(cls, parts: Sequence[Events]) -> Events:
        """All events of `parts`, one after the other; the parts share their names and contact keys."""
        offsets = np.cumsum([0, *(len(p) for p in parts)])
        apart = ("names", "ids", "source_of", "threaded", "detail_rows", "details")
        per_event: dict[str, Any] = {
            f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls) if f.name not in apart
        }
        return cls(
            names=parts[0].names,
            ids=parts[0].ids,
            source_of=parts[0].source_of,
            threaded=parts[0].threaded,
            **per_event,
            detail_rows=np.concatenate([p.detail_rows + o for p, o in zip(parts, offsets, strict=False)]),
            details=tuple(text for p in parts for text in p.details),
        )

    def take(self, rows: Rows) -> Events:
        """The events at `rows`, in that order; the contact keys stay as they are."""
        rows = np.asarray(rows, np.int64)
        per_event = {
            f.name: getattr(self, f.name)[rows]
            for f in fields(self)
            if f.name not in ("names", "ids", "source_of", "threaded", "detail_rows", "details")
        }
        index = np.full(len(self), -1, np.int64)
        index[self.detail_rows] = np.arange(len(self.detail_rows))
        found = index[rows]
        return Events(
            names=self.names,
            ids=self.ids,
            source_of=self.source_of,
            threaded=self.threaded,
            **per_event,
            detail_rows=np.flatnonzero(found >= 0),
            details=tuple(self.details[i] for i in found[found >= 0].tolist()),
        )


@dataclass(frozen=True, slots=True)
class Moments:
    """One kind of moment for the contacts that have it.

    `rows` ascend and are unique; `at[i]` and `precision[i]` belong to contact `rows[i]`. `at` is NO_TIME where
    the moment happened at an unknown instant. `untimed[i]` says that a further moment of this kind, of unknown
    instant, exists beside the timed one.
    """

    rows: Rows
    at: Instants
    precision: Ints
    untimed: Mask

    @classmethod
    def none(cls) -> Moments:
        """A kind that nobody has."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0, np.bool_))

    def take(self, old_to_new: Rows) -> Moments:
        """The same moments for a selection of contacts; `old_to_new[row]` is the new row or -1."""
        rows = old_to_new[self.rows]
        keep = rows >= 0
        order = np.argsort(rows[keep], kind="stable")
        return Moments(rows[keep][order], self.at[keep][order], self.precision[keep][order], self.untimed[keep][order])


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number that few contacts have: `values[i]` belongs to contact `rows[i]`; rows ascend and are unique."""

    rows: Rows
    values: npt.NDArray[np.float64]

    @classmethod
    def none(cls) -> Numbers:
        """A number that nobody has."""
        return cls(np.empty(0, np.int64), np.empty(0, np.float64))

    def take(self, old_to_new: Rows) -> Numbers:
        """The same numbers for a selection of contacts; `old_to_new[row]` is the new row or -1."""
        rows = old_to_new[self.rows]
        keep = rows >= 0
        order = np.argsort(rows[keep], kind="stable")
        return Numbers(rows[keep][order], self.values[keep][order])


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
    attempts: Attempts = field(default_factory=lambda: Attempts.none())
    suspensions: Suspensions = field(default_factory=lambda: Suspensions.none())

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
        dense = {
            f.name: getattr(self, f.name)[rows]
            for f in fields(self)
            if f.name not in ("names", "moments", "numbers", "attempts", "suspensions")
        }
        return Contacts(
            names=self.names,
            **dense,
            moments={kind: taken for kind, m in self.moments.items() if len((taken := m.take(old_to_new)).rows)},
            numbers={fact: n.take(old_to_new) for fact, n in self.numbers.items()},
            attempts=self.attempts.take(old_to_new),
            suspensions=self.suspensions.take(old_to_new),
        )

    @classmethod
    def none(cls, names: Names) -> Contacts:
        """No contacts at all."""
        types: dict[str, type] = {"ids": object, "visits": np.int32, "transfers": np.int16, "flags": np.int32}
        types |= dict.fromkeys(("wait_us", "talk_us", "line"), np.int64)
        types |= dict.fromkeys(("channel", "category", "direction", "outcome"), np.int8)
        columns: dict[str, Any] = {f.name: np.empty(0, types.get(f.name, np.int32)) for f in fields(cls)[1:-4]}
        return cls(names, **columns)

    @classmethod
    def concat(cls, parts: Sequence[Contacts]) -> Contacts:
        """All contacts of `parts` (at least one), one after the other; the parts share their names."""
        offsets = np.cumsum([0, *(len(p) for p in parts)])[:-1].tolist()
        sparse = ("names", "moments", "numbers", "attempts", "suspensions")
        return cls(
            names=parts[0].names,
            **{
                f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls) if f.name not in sparse
            },
            moments={
                kind: Moments(*_shifted([p.moment(kind) for p in parts], offsets))
                for kind in dict.fromkeys(kind for p in parts for kind in p.moments)
            },
            numbers={
                fact: Numbers(*_shifted([p.numbers.get(fact, Numbers.none()) for p in parts], offsets))
                for fact in dict.fromkeys(fact for p in parts for fact in p.numbers)
            },
            attempts=Attempts(*_shifted([p.attempts for p in parts], offsets)),
            suspensions=Suspensions(*_shifted([p.suspensions for p in parts], offsets)),
        )


def _shifted(
    parts: Sequence[Moments | Numbers | Attempts | Suspensions], offsets: Sequence[int]
) -> Iterator[npt.NDArray[Any]]:
    """The columns of `parts` one after the other, each part's `rows` further by its offset."""
    yield np.concatenate([p.rows + offset for p, offset in zip(parts, offsets, strict=True)])
    for column in fields(parts[0])[1:]:
        yield np.concatenate([getattr(p, column.name) for p in parts])


@dataclass(frozen=True, slots=True)
class Attempts:
    """Every failed callback attempt, for the effort rule: `at[i]` belongs to contact `rows[i]`; rows ascend."""

    rows: Rows
    at: Instants

    @classmethod
    def none(cls) -> Attempts:
        """No attempts at all."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    def take(self, old_to_new: Rows) -> Attempts:
        """The same attempts for a selection of contacts; `old_to_new[row]` is the new row or -1."""
        rows = old_to_new[self.rows]
        keep = rows >= 0
        order = np.argsort(rows[keep], kind="stable")
        return Attempts(rows[keep][order], self.at[keep][order])


@dataclass(frozen=True, slots=True)
class Suspensions:
    """Every suspension of a statutory term (Awb 4:15), apart from each other and in time; `rows` ascend.

    `since[i]` is the local day of the request, which still counts; `until[i]` the last day that does not, NO_DAY while
    it is open.
    """

    rows: Rows
    since: Days
    until: Days

    @classmethod
    def none(cls) -> Suspensions:
        """No suspensions at all."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))

    def take(self, old_to_new: Rows) -> Suspensions:
        """The same suspensions for a selection of contacts; `old_to_new[row]` is the new row or -1."""
        rows = old_to_new[self.rows]
        keep = rows >= 0
        order = np.argsort(rows[keep], kind="stable")
        return Suspensions(rows[keep][order], self.since[keep][order], self.until[keep][order])


@dataclass(frozen=True, slots=True)
class Visits:
    """One row a queue visit; `contact` points into the rows of the Contacts it was derived with."""

    contact: Rows
    number: Ints
    queue: Ints
    outcome: Ints
    offered_at: Instants
    answered_at: Instants
    ended_at: Instants
    wait_us: Instants
    talk_us: Instants

    def __len__(self) -> int:
        return len(self.contact)

    @classmethod
    def none(cls) -> Visits:
        """No visits at all."""
        types: dict[str, type] = {"queue": np.int32, "number": np.int32, "outcome": np.int8}
        columns: dict[str, Any] = {f.name: np.empty(0, types.get(f.name, np.int64)) for f in fields(cls)}
        return cls(**columns)

    def take(self, old_to_new: Rows) -> Visits:
        """The visits of a selection of contacts, in the order of those; `old_to_new[row]` is the new row or -1."""
        contact = old_to_new[self.contact]
        kept = np.flatnonzero(contact >= 0)
        kept = kept[np.argsort(contact[kept], kind="stable")]
        return Visits(contact[kept], *(getattr(self, f.name)[kept] for f in fields(self)[1:]))

    @classmethod
    def concat(cls, parts: Sequence[Visits], contacts: Sequence[int]) -> Visits:
        """All visits of `parts` (at least one), whose contacts stand one after the other; `contacts` counts those."""
        offsets = np.cumsum([0, *contacts])[:-1].tolist()
        return cls(
            np.concatenate([p.contact + offset for p, offset in zip(parts, offsets, strict=True)]),
            *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)[1:]),
        )


class Verdict(Code):
    """The six verdicts (design.md 2)."""

    MET = 1
    BREACHED = 2
    PENDING = 3
    EXCLUDED = 4
    EXCUSED = 5
    UNDETERMINED = 6


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One row per contact and norm that applies to it.

    `contact` is a row of the Contacts judged; `norm` a position in the rulebook's norms; `version` the norm version's
    own number; `day` the local day of the norm's clock start (NO_DAY for the undated); `deadline` NO_TIME for a norm
    without one; `spent_us` elapsed or opening microseconds for clock norms, -1 for others; `value` the number compared
    by count and mark norms (NaN for others); `reason` a `charter.norms.reasons.Reason`; `stopped_at` the moment that
    stopped the clock, NO_TIME while it runs; `provisional` marks statutory terms beyond the known equated days.
    """

    contact: Rows
    norm: Ints
    version: Ints
    verdict: Ints
    reason: Ints
    day: Days
    started_at: Instants
    deadline: Instants
    stopped_at: Instants
    spent_us: Instants
    value: npt.NDArray[np.float64]
    provisional: Mask

    def __len__(self) -> int:
        return len(self.contact)

    def take(self, rows: Rows | Mask) -> Verdicts:
        """The verdicts at `rows` (positions or a mask)."""
        return Verdicts(*(getattr(self, f.name)[rows] for f in fields(self)))

    @classmethod
    def concat(cls, parts: list[Verdicts]) -> Verdicts:
        """All rows of `parts`, one after the other."""
        return cls(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)))
