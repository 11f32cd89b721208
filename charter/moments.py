"""From events to the moments of a contact: the one place that decides what acknowledges, answers, promises or ends.

The decision table of mail-formats.md 5 under decisions 1-5 of design.md, and contract.md 2, 4 and 5, on columns. Norms
name moments; they never look at events. Refuses to know a calendar, a limit or a verdict: whether a moment came in
time is for `charter.norms`. What happened after `as_of` has not happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from charter import threads
from charter.columns import (
    NO_TIME,
    Attempts,
    Contacts,
    Events,
    Fact,
    Flag,
    Instants,
    Ints,
    Mask,
    Moments,
    Numbers,
    Rows,
    Visits,
)
from charter.contact import PLANNED, Category, Channel, Direction, Kind, Outcome, Performer, Precision
from charter.instants import parse

RULES = "2026-11-21"
"""Names these rules. Stored moments made by other rules are derived again; change it with every change of meaning."""

PROMISE_LIMIT_DAYS = 42
"""A promised day further away than six weeks after receipt counts as six weeks (contract.md 4)."""

OWN_MESSAGES = (
    Kind.AUTO_ACK,
    Kind.ACK_SENT,
    Kind.AUTO_OUT_OF_OFFICE,
    Kind.BOT_REPLY,
    Kind.REPLY_HUMAN,
    Kind.REPLY_SUBSTANTIVE,
    Kind.ACK_TREATED_AS_LETTER,
    Kind.INTERIM_MESSAGE,
    Kind.OUTCOME_SENT,
    Kind.DECISION_SENT,
)
"""What a bounce can withdraw."""

RECEIVED = (
    Kind.MESSAGE_RECEIVED,
    Kind.LETTER_RECEIVED,
    Kind.QUEUE_ENTERED,
    Kind.CALL_STARTED,
    Kind.CALLBACK_REQUESTED,
    Kind.REPORT_RECEIVED,
    Kind.COMPLAINT_RECEIVED,
    Kind.OBJECTION_RECEIVED,
    Kind.APPLICATION_RECEIVED,
    Kind.REQUEST_RECEIVED,
    Kind.WAIT_BEGAN,
    Kind.TICKET,
    Kind.WAIT_STARTED,
    Kind.RATED,
)
"""What began the contact, most telling first."""

ACKNOWLEDGED = (
    Kind.AUTO_ACK,
    Kind.ACK_SENT,
    Kind.ACK_TREATED_AS_LETTER,
    Kind.INTERIM_MESSAGE,
    Kind.REPLY_HUMAN,
    Kind.REPLY_SUBSTANTIVE,
    Kind.OUTCOME_SENT,
    Kind.OUTBOUND_CALL_CONNECTED,
)
"""What tells the resident that the message arrived (contract.md 4)."""

ANSWERED = (
    Kind.ANSWERED,
    Kind.REPLY_SUBSTANTIVE,
    Kind.OUTBOUND_CALL_CONNECTED,
    Kind.CALLBACK_CONNECTED,
    Kind.INBOUND_CALL_RESOLVED,
    Kind.RESOLVED,
    Kind.OUTCOME_SENT,
    Kind.DECISION_SENT,
    Kind.CALLED,
    Kind.READY,
)
"""What settles the contact."""

_SAID_BY_A_MACHINE: Mapping[Kind, tuple[Kind, Kind]] = {
    Kind.REPLY_SUBSTANTIVE: (Kind.AUTO_ACK, Kind.BOT_REPLY),
    Kind.REPLY_HUMAN: (Kind.AUTO_ACK, Kind.BOT_REPLY),
    Kind.INTERIM_MESSAGE: (Kind.AUTO_ACK, Kind.BOT_REPLY),
    Kind.ACK_SENT: (Kind.AUTO_ACK, Kind.AUTO_ACK),
    Kind.ANSWERED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
    Kind.CALLBACK_CONNECTED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
    Kind.OUTBOUND_CALL_CONNECTED: (Kind.IVR_STARTED, Kind.IVR_STARTED),
}
"""What an event becomes when `auto` or `bot` did it: a machine can acknowledge, never answer (decision 5)."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Contacts with their moments, the queue visits under them, and which contact key each contact is."""

    contacts: Contacts
    visits: Visits
    keys: Rows
    """For each contact its position in `events.ids`, ascending."""


def derive(
    events: Events,
    zone: ZoneInfo,
    *,
    as_of: int | None = None,
    follow_up_days: int = 30,
    follow_ups_as_contacts: bool = False,
) -> Derived:
    """The contacts that `events` tell of, as known at `as_of` (UTC microseconds; None: everything imported)."""
    known, flags = _told(events, zone, as_of, follow_up_days, follow_ups_as_contacts)
    return _Story.tell(known).contacts(zone, flags)


def told(
    events: Events,
    zone: ZoneInfo,
    *,
    as_of: int | None = None,
    follow_up_days: int = 30,
    follow_ups_as_contacts: bool = False,
) -> Events:
    """The events that `derive` rests on: what was known at `as_of`, single messages under their conversations."""
    return _told(events, zone, as_of, follow_up_days, follow_ups_as_contacts)[0]


def _told(
    events: Events, zone: ZoneInfo, as_of: int | None, follow_up_days: int, follow_ups_as_contacts: bool
) -> tuple[Events, Ints]:
    known = events if as_of is None else events.take(np.flatnonzero(_known(events, zone, as_of)))
    return _conversations(known, follow_up_days, follow_ups_as_contacts)


def _known(events: Events, zone: ZoneInfo, as_of: int) -> Mask:
    """Which events had been known at `as_of`: planned moments from their announcement, others from their instant."""
    planned = np.isin(events.kind, list(PLANNED))
    timed = (events.at != NO_TIME) & ~planned
    first = np.full(len(events.ids), np.iinfo(np.int64).max, np.int64)
    np.minimum.at(first, events.contact[timed], events.at[timed])
    begun = (first <= as_of) | (first == np.iinfo(np.int64).max)
    known = begun[events.contact] & (planned | ~timed | (events.at <= as_of))
    for row, detail in _details(events, planned):
        announced = parse(detail.get("known_at", ""), zone)
        if announced is not None and announced.at is not None and announced.at > as_of:
            known[row] = False
    return known


def _conversations(events: Events, follow_up_days: int, follow_ups_as_contacts: bool) -> tuple[Events, Ints]:
    """The events with single messages joined into conversations, and the flags that this gave each contact key."""
    flags = np.zeros(len(events.ids), np.int32)
    if not events.threaded.any() or not len(events):
        return events, flags
    single = events.threaded[events.contact]
    joined = threads.join(
        events.take(np.flatnonzero(single)),
        follow_up_days=follow_up_days,
        follow_ups_as_contacts=follow_ups_as_contacts,
    )
    return Events.concat([events.take(np.flatnonzero(~single)), joined.events]), joined.flags


def _details(events: Events, wanted: Mask) -> list[tuple[int, dict[str, str]]]:
    """The rows among `wanted` that have a detail, with its pairs."""
    return [
        (row, dict(pair.split("=", 1) for pair in text.split(";") if "=" in pair))
        for row, text in zip(events.detail_rows.tolist(), events.details, strict=True)
        if wanted[row]
    ]


def _firsts(contact: Ints, mask: Mask) -> tuple[Rows, Rows]:
    """The contacts that have a row in `mask`, and the first such row of each; `contact` must ascend."""
    rows = np.flatnonzero(mask)
    owner = contact[rows]
    first = np.ones(len(rows), np.bool_)
    first[1:] = owner[1:] != owner[:-1]
    return owner[first].astype(np.int64), rows[first]


def _lasts(contact: Ints, mask: Mask) -> tuple[Rows, Rows]:
    """The contacts that have a row in `mask`, and the last such row of each; `contact` must ascend."""
    rows = np.flatnonzero(mask)
    owner = contact[rows]
    last = np.ones(len(rows), np.bool_)
    last[:-1] = owner[1:] != owner[:-1]
    return owner[last].astype(np.int64), rows[last]


def _latest_before(contact: Ints, mask: Mask) -> Rows:
    """For every row the latest row of the same contact at or before it that is in `mask`, or -1."""
    latest = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), -1))
    begins = np.searchsorted(contact, contact, "left")
    return np.where(latest >= begins, latest, -1)


def local_day(at: int, zone: ZoneInfo) -> int:
    """The local day of an instant, as days since 1970-01-01."""
    return (datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone).date() - date(1970, 1, 1)).days


def _midnight(day: int, zone: ZoneInfo) -> int:
    """The instant at which a local day begins."""
    moment = datetime.combine(date(1970, 1, 1) + timedelta(days=day), datetime.min.time(), zone)
    return int(moment.timestamp()) * 1_000_000


@dataclass(frozen=True, slots=True)
class _Story:
    """The events in the order in which they happened, contact by contact, with machines' words and bounces settled.

    `contact` is dense: contact 0 is `keys[0]`, and so on.
    """

    events: Events
    keys: Rows
    contact: Ints
    kind: Ints
    withdrawn: Mask

    @classmethod
    def tell(cls, events: Events) -> _Story:
        """Order the events, take machines at their word, and let bounces withdraw what they bounced."""
        order = np.lexsort((events.line, events.position, events.contact))
        events = events.take(order)
        keys, contact = np.unique(events.contact, return_inverse=True)
        kind = events.kind.copy()
        for said, (auto, bot) in _SAID_BY_A_MACHINE.items():
            kind[(events.kind == said) & (events.performer == Performer.AUTO)] = auto
            kind[(events.kind == said) & (events.performer == Performer.BOT)] = bot
        own = np.isin(kind, OWN_MESSAGES)
        withdrawn = np.zeros(len(kind), np.bool_)
        bounces = np.flatnonzero(kind == Kind.DELIVERY_FAILED)
        if len(bounces):
            bounced = _latest_before(contact, own)[bounces]
            withdrawn[bounced[bounced >= 0]] = True
        return cls(events, keys.astype(np.int64), contact.astype(np.int64), kind, withdrawn)

    @property
    def size(self) -> int:
        return len(self.keys)

    def _first_said(self, column: Ints, also: Mask | None = None) -> Ints:
        """The first value of `column` that is not 0, per contact."""
        said = np.zeros(self.size, column.dtype)
        owner, row = _firsts(self.contact, (column != 0) if also is None else (column != 0) & also)
        said[owner] = column[row]
        return said

    def contacts(self, zone: ZoneInfo, key_flags: Ints) -> Derived:
        """One row a contact, with the first effective moment of each kind."""
        events = self.events
        calls = _Calls.of(self)
        kind = calls.kind
        category = self._first_said(events.category)
        channel = self._first_said(events.channel)
        direction = self._first_said(events.direction)
        direction[direction == Direction.UNKNOWN] = Direction.IN
        team = self._first_said(events.team, kind == Kind.ANSWERED)
        team = np.where(team != 0, team, self._first_said(events.team))
        first = np.searchsorted(self.contact, np.arange(self.size))
        moments = self._moments(kind, category)
        numbers, more, flags = self._particulars(kind, moments, zone, key_flags[self.keys].astype(np.int32))
        moments |= more
        moments |= calls.abandonments() | calls.implied(moments)
        attempted = np.flatnonzero((kind == Kind.ATTEMPT_FAILED) & (events.at != NO_TIME))
        contacts = Contacts(
            names=events.names,
            ids=events.ids[self.keys],
            source=events.source_of[self.keys],
            channel=channel,
            category=category,
            direction=direction,
            team=team.astype(np.int32),
            queue=np.where(calls.queue != 0, calls.queue, self._first_said(events.queue)).astype(np.int32),
            organisation=self._first_said(events.organisation),
            outcome=calls.outcome,
            transfers=np.bincount(self.contact[kind == Kind.TRANSFERRED], minlength=self.size).astype(np.int16),
            visits=calls.count,
            wait_us=calls.wait_us,
            talk_us=calls.talk_us,
            file=events.file[first],
            line=events.line[first],
            flags=flags,
            moments={k: m for k, m in moments.items() if len(m.rows)},
            numbers={f: n for f, n in numbers.items() if len(n.rows)},
            attempts=Attempts(self.contact[attempted], events.at[attempted]),
        )
        return Derived(contacts, calls.visits, self.keys)

    def _moment(self, mask: Mask) -> Moments:
        """The first timed row of `mask` per contact; an untimed one where there is nothing else."""
        at, precision = self.events.at, self.events.precision
        timed = at != NO_TIME
        owner, row = _firsts(self.contact, mask & timed)
        lost_owner, lost_row = _firsts(self.contact, mask & ~timed)
        beside = np.isin(owner, lost_owner)
        only = ~np.isin(lost_owner, owner)
        rows = np.concatenate([owner, lost_owner[only]])
        order = np.argsort(rows, kind="stable")
        return Moments(
            rows[order],
            np.concatenate([at[row], at[lost_row[only]]])[order],
            np.concatenate([precision[row], precision[lost_row[only]]])[order],
            np.concatenate([beside, np.ones(int(only.sum()), np.bool_)])[order],
        )

    def _moments(self, kind: Ints, category: Ints) -> dict[Kind, Moments]:
        """The first effective moment of every kind that occurs; what a bounce withdrew did not happen."""
        effective = ~self.withdrawn
        moments = {
            Kind(k): self._moment((kind == k) & effective)
            for k in np.unique(kind).tolist()
            if k not in (Kind.DELIVERY_FAILED, Kind.ABANDONED)
        }
        return moments | self._waits(moments, category)

    def _waits(self, moments: Mapping[Kind, Moments], category: Ints) -> dict[Kind, Moments]:
        """Counter visits with an appointment: the wait begins at the later of appointment and check-in (contract.md 5).

        A ticket of somebody with an appointment is a check-in. Called before the appointment, the wait was nothing.
        """
        announced = np.zeros(self.size, np.bool_)
        for kind in (Kind.APPOINTMENT, Kind.CHECK_IN, Kind.NO_SHOW):
            if kind in moments:
                announced[moments[kind].rows] = True
        announced &= category != Category.AVAILABILITY
        rows = np.flatnonzero(announced)
        if not len(rows):
            return {}

        def dense(kind: Kind) -> tuple[Instants, Ints]:
            at = np.full(self.size, NO_TIME, np.int64)
            precision = np.full(self.size, Precision.MISSING, np.int8)
            if kind in moments:
                at[moments[kind].rows] = moments[kind].at
                precision[moments[kind].rows] = moments[kind].precision
            return at[rows], precision[rows]

        began = np.full(len(rows), NO_TIME, np.int64)
        precision = np.full(len(rows), Precision.MISSING, np.int8)
        for kind in (Kind.APPOINTMENT, Kind.CHECK_IN, Kind.TICKET, Kind.WAIT_STARTED):
            at, how = dense(kind)
            later = at > began
            began, precision = np.where(later, at, began), np.where(later, how, precision)
        arrived = np.max(np.stack([dense(k)[0] for k in (Kind.CHECK_IN, Kind.TICKET, Kind.WAIT_STARTED)]), axis=0)
        for kind in (Kind.CALLED, Kind.LEFT_WITHOUT_SERVICE):
            at, _how = dense(kind)
            early = (at != NO_TIME) & (at >= arrived) & (at < began)
            began = np.where(early, at, began)
        waits = Moments(rows, began, precision, np.zeros(len(rows), np.bool_))
        absorbed = {
            kind: moments[kind].take(np.where(announced, -1, np.arange(self.size)))
            for kind in (Kind.TICKET, Kind.WAIT_STARTED)
            if kind in moments
        }
        return {Kind.WAIT_BEGAN: waits, **absorbed}

    def _particulars(
        self, kind: Ints, moments: Mapping[Kind, Moments], zone: ZoneInfo, flags: Ints
    ) -> tuple[dict[Fact, Numbers], dict[Kind, Moments], Ints]:
        """What only few contacts have and what stands in details: promises, agreed days, suspensions, marks."""
        telling = np.isin(
            kind,
            [
                Kind.INTERIM_MESSAGE,
                Kind.AGREED_DATE,
                Kind.COMPLETION_REQUESTED,
                Kind.SUSPENDED,
                Kind.COMPLETED,
                Kind.RESUMED,
                Kind.EXTENDED,
                Kind.RATED,
                Kind.COMPLAINT_RECEIVED,
                Kind.OBJECTION_RECEIVED,
            ],
        )
        detail_of = dict(_details(self.events, telling))
        found: dict[Fact, dict[int, float]] = {fact: {} for fact in Fact}
        by_contact: dict[int, list[int]] = {}
        for row in np.flatnonzero(telling & ~self.withdrawn).tolist():
            by_contact.setdefault(int(self.contact[row]), []).append(row)
        answered = self._answers(moments)
        received = self._receipts(moments)
        promises: dict[int, tuple[int, int, int]] = {}
        agreed: dict[int, tuple[int, int]] = {}
        for contact, rows in by_contact.items():
            particulars = _Particulars(self.events, kind, zone, rows, detail_of)
            particulars.numbers(found, contact)
            promise = particulars.promise(int(answered[contact]), int(received[contact]))
            if promise is not None:
                promises[contact] = promise
            elif self.events.threaded[self.keys[contact]] and particulars.has(Kind.INTERIM_MESSAGE):
                flags[contact] |= 1 << Flag.REVIEW
            date_agreed = particulars.agreed_day()
            if date_agreed is not None:
                agreed[contact] = date_agreed[:2]
                if date_agreed[2] != NO_TIME:
                    found[Fact.AGREED_KNOWN_AT][contact] = date_agreed[2]
        for flag, marks in self._remarks(kind, moments).items():
            flags[marks] |= 1 << flag
        numbers = {fact: _numbers(values) for fact, values in found.items() if values}
        derived: dict[Kind, Moments] = {}
        if promises:
            owners = np.array(sorted(promises), np.int64)
            table = np.array([promises[c] for c in owners.tolist()], np.int64)
            derived[Kind.VALID_INTERIM_MESSAGE] = Moments(
                owners, table[:, 0], table[:, 1].astype(np.int8), np.zeros(len(owners), np.bool_)
            )
            derived[Kind.PROMISED_DAY] = _on_days(owners, table[:, 2])
        if agreed:
            owners = np.array(sorted(agreed), np.int64)
            derived[Kind.AGREED_DATE] = Moments(
                owners,
                np.array([agreed[c][0] for c in owners.tolist()], np.int64),
                np.array([agreed[c][1] for c in owners.tolist()], np.int8),
                np.zeros(len(owners), np.bool_),
            )
        return numbers, derived, flags

    def _answers(self, moments: Mapping[Kind, Moments]) -> Instants:
        """When each contact was answered, or the end of time."""
        return _earliest(self.size, moments, (Kind.REPLY_SUBSTANTIVE, Kind.OUTBOUND_CALL_CONNECTED))

    def _receipts(self, moments: Mapping[Kind, Moments]) -> Instants:
        """When each written contact came in, or the end of time."""
        return _earliest(self.size, moments, (Kind.MESSAGE_RECEIVED, Kind.LETTER_RECEIVED))

    def _remarks(self, kind: Ints, moments: Mapping[Kind, Moments]) -> dict[Flag, Rows]:
        """Which contacts deserve which remark."""
        late = np.empty(0, np.int64)
        if Kind.CHECK_IN in moments and Kind.APPOINTMENT in moments:
            planned = np.full(self.size, np.iinfo(np.int64).max, np.int64)
            planned[moments[Kind.APPOINTMENT].rows] = moments[Kind.APPOINTMENT].at
            checked = moments[Kind.CHECK_IN]
            late = checked.rows[(checked.at != NO_TIME) & (checked.at > planned[checked.rows])]
        again = np.isin(kind, [Kind.REMINDER_RECEIVED, Kind.INBOUND_CALL_RESOLVED])
        return {
            Flag.UNDELIVERED: np.unique(self.contact[self.withdrawn]),
            Flag.REPEAT: np.unique(self.contact[again]),
            Flag.LATE_ARRIVAL: late,
        }


def _earliest(size: int, moments: Mapping[Kind, Moments], kinds: tuple[Kind, ...]) -> Instants:
    """The earliest timed moment of `kinds` per contact, or the end of time."""
    earliest = np.full(size, np.iinfo(np.int64).max, np.int64)
    for kind in kinds:
        if kind in moments:
            timed = moments[kind].at != NO_TIME
            np.minimum.at(earliest, moments[kind].rows[timed], moments[kind].at[timed])
    return earliest


def _numbers(values: Mapping[int, float]) -> Numbers:
    owners = np.array(sorted(values), np.int64)
    return Numbers(owners, np.array([values[c] for c in owners.tolist()], np.float64))


def _on_seconds(owners: Rows, at: Instants) -> Moments:
    return Moments(owners, at, np.full(len(owners), Precision.SECOND, np.int8), np.zeros(len(owners), np.bool_))


def _beside(moments: Moments | None, more: Moments) -> Moments:
    """`moments` and, for contacts that have none there, `more`."""
    if moments is None:
        return more
    everyone = np.arange(more.rows.max(initial=-1) + 1)
    more = more.take(np.where(np.isin(everyone, moments.rows), -1, everyone))
    rows = np.concatenate([moments.rows, more.rows])
    order = np.argsort(rows, kind="stable")
    return Moments(
        rows[order],
        np.concatenate([moments.at, more.at])[order],
        np.concatenate([moments.precision, more.precision])[order],
        np.concatenate([moments.untimed, more.untimed])[order],
    )


def _on_days(owners: Rows, midnights: Instants) -> Moments:
    return Moments(owners, midnights, np.full(len(owners), Precision.DAY, np.int8), np.zeros(len(owners), np.bool_))


@dataclass(frozen=True, slots=True)
class _Particulars:
    """The events of one contact whose details matter, in order. Few contacts have any."""

    events: Events
    kind: Ints
    zone: ZoneInfo
    rows: list[int]
    detail_of: Mapping[int, Mapping[str, str]]

    def has(self, kind: Kind) -> bool:
        return any(self.kind[row] == kind for row in self.rows)

    def _of(self, *kinds: Kind) -> list[tuple[int, Mapping[str, str]]]:
        return [(row, self.detail_of.get(row, {})) for row in self.rows if self.kind[row] in kinds]

    def numbers(self, found: dict[Fact, dict[int, float]], contact: int) -> None:
        """Write the contact's mark, committee, extension and suspensions into `found`."""
        for row, detail in self._of(*Kind):
            if "committee" in detail:
                found[Fact.COMMITTEE][contact] = float(detail["committee"].strip().lower() in ("yes", "ja", "true"))
            if self.kind[row] == Kind.RATED:
                mark = _number(detail.get("mark", ""))
                if mark is not None:
                    found[Fact.MARK].setdefault(contact, mark)
            if self.kind[row] == Kind.EXTENDED:
                found[Fact.EXTENSION_WEEKS].setdefault(contact, _number(detail.get("weeks", "")) or 0)
        self._suspensions(found, contact)

    def _suspensions(self, found: dict[Fact, dict[int, float]], contact: int) -> None:
        """Awb 4:15: from the day after the request up to and including the day of completion; `until` ends it too."""
        turns: list[tuple[int, bool]] = []
        for row, detail in self._of(Kind.COMPLETION_REQUESTED, Kind.SUSPENDED, Kind.COMPLETED, Kind.RESUMED):
            at = int(self.events.at[row])
            if at == NO_TIME:
                continue
            asks = self.kind[row] in (Kind.COMPLETION_REQUESTED, Kind.SUSPENDED)
            turns.append((local_day(at, self.zone), asks))
            until = parse(detail.get("until", ""), self.zone)
            if asks and until is not None and until.at is not None:
                turns.append((local_day(until.at, self.zone), False))
        since: int | None = None
        days = 0
        for day, asks in sorted(turns, key=lambda turn: turn[0]):
            if asks and since is None:
                since = day
                found[Fact.SUSPENDED_FIRST].setdefault(contact, day)
            elif not asks and since is not None:
                days += day - since
                since = None
        if days:
            found[Fact.SUSPENDED_DAYS][contact] = days
        if since is not None:
            found[Fact.SUSPENDED_SINCE][contact] = since

    def promise(self, answered_at: int, received_at: int) -> tuple[int, int, int] | None:
        """Instant and precision of the first valid interim message before the answer, and midnight of the day promised.

        One new date is allowed, given before the first has passed; never beyond six weeks after receipt.
        """
        valid: list[tuple[int, int, int]] = []
        for row, detail in self._of(Kind.INTERIM_MESSAGE):
            day = parse(detail.get("promised_on", ""), self.zone)
            at = int(self.events.at[row])
            told = all(detail.get(part, "").strip().lower() in ("yes", "ja", "true") for part in ("reason", "handler"))
            if told and at != NO_TIME and at < answered_at and day is not None and day.at is not None:
                valid.append((at, int(self.events.precision[row]), local_day(day.at, self.zone)))
        if not valid:
            return None
        at, precision, promised = valid[0]
        if len(valid) > 1 and local_day(valid[1][0], self.zone) <= promised:
            promised = valid[1][2]
        if received_at != np.iinfo(np.int64).max:
            promised = min(promised, local_day(received_at, self.zone) + PROMISE_LIMIT_DAYS)
        return at, precision, _midnight(promised, self.zone)

    def agreed_day(self) -> tuple[int, int, int] | None:
        """The day agreed with the resident, its precision, and when that was logged (NO_TIME: with the request).

        A later agreement replaces an earlier one that had not passed yet.
        """
        agreements: list[tuple[int, int, int]] = []
        for row, detail in self._of(Kind.AGREED_DATE):
            at = int(self.events.at[row])
            if at != NO_TIME:
                logged = parse(detail.get("known_at", ""), self.zone)
                known = NO_TIME if logged is None or logged.at is None else logged.at
                agreements.append((known, at, int(self.events.precision[row])))
        if not agreements:
            return None
        agreements.sort(key=lambda agreement: agreement[0])
        known, at, precision = agreements[0]
        for later_known, later_at, later_precision in agreements[1:]:
            if later_known == NO_TIME or local_day(later_known, self.zone) <= local_day(at, self.zone):
                at, precision = later_at, later_precision
        return at, precision, known


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Calls:
    """The queue visits of calls and what they make of the call as a whole (contract.md 5, phone-formats.md 2)."""

    story: _Story
    kind: Ints
    """The kinds of the story, an `ended` that nobody answered turned into `abandoned`."""
    visits: Visits
    outcome: Ints
    queue: Ints
    count: Ints
    wait_us: Instants
    talk_us: Instants

    @classmethod
    def of(cls, story: _Story) -> _Calls:
        """Group the events of calls into visits: in order, per call and queue."""
        size, events = story.size, story.events
        kind = story.kind.copy()
        steps = np.flatnonzero(
            np.isin(
                kind,
                [
                    Kind.QUEUE_ENTERED,
                    Kind.ANSWERED,
                    Kind.TRANSFERRED,
                    Kind.ABANDONED,
                    Kind.ENDED,
                    Kind.LOG_INTERRUPTED,
                ],
            )
            & np.isin(events.channel[np.searchsorted(story.contact, story.contact)], [Channel.PHONE, Channel.UNKNOWN])
        )
        queue = _carried(story.contact, events.queue)
        steps = steps[np.argsort(story.contact[steps] * (int(queue.max(initial=0)) + 1) + queue[steps], kind="stable")]
        contact, step, place = story.contact[steps], kind[steps], queue[steps]
        fresh = np.ones(len(steps), np.bool_)
        fresh[1:] = (contact[1:] != contact[:-1]) | (place[1:] != place[:-1])
        closing = np.isin(step, [Kind.TRANSFERRED, Kind.ABANDONED, Kind.ENDED, Kind.LOG_INTERRUPTED])
        after = fresh.copy()
        after[1:] |= closing[:-1]
        measured = events.wait_us[steps] >= 0
        starts = (step == Kind.QUEUE_ENTERED) | (
            after
            & (
                np.isin(step, [Kind.ANSWERED, Kind.ABANDONED])
                | (np.isin(step, [Kind.ENDED, Kind.TRANSFERRED]) & measured)
            )
        )
        visit = np.cumsum(starts) - 1
        stray = np.maximum.accumulate(np.where(fresh, np.arange(len(steps)), 0))
        inside = (visit >= 0) & (np.flatnonzero(starts)[np.maximum(visit, 0)] >= stray) if starts.any() else starts
        steps, contact, step, place, visit = (a[inside] for a in (steps, contact, step, place, visit))
        measured = measured[inside]
        total = int(starts.sum())

        answered = np.zeros(total, np.bool_)
        answered[visit[(step == Kind.ANSWERED) | (np.isin(step, [Kind.ENDED, Kind.TRANSFERRED]) & measured)]] = True
        answered[visit[step == Kind.TRANSFERRED]] = True
        left = np.zeros(total, np.bool_)
        left[visit[step == Kind.ABANDONED]] = True
        hung_up = (step == Kind.ENDED) & ~measured & ~answered[visit] & ~left[visit]
        closed_message = np.zeros(size, np.bool_)
        closed_message[story.contact[kind == Kind.PLAYED_CLOSED_MESSAGE]] = True
        hung_up &= ~closed_message[contact]
        kind[steps[hung_up]] = Kind.ABANDONED
        step = kind[steps]
        left[visit[hung_up]] = True

        outcome = np.where(answered, Outcome.ANSWERED, np.where(left, Outcome.ABANDONED, Outcome.OPEN)).astype(np.int8)
        exits = {row: detail.get("exit", "") for row, detail in _details(events, kind == Kind.ABANDONED)}
        if exits:
            for row, v in zip(
                steps[step == Kind.ABANDONED].tolist(), visit[step == Kind.ABANDONED].tolist(), strict=True
            ):
                word = exits.get(row)
                if word and not answered[v]:
                    outcome[v] = Outcome.VOICEMAIL if word == "voicemail" else Outcome.OTHER_EXIT
        visits = _visits(story, steps, contact, step, place, visit, total, outcome)
        visits, whole = _whole_calls(size, visits)
        unseen = (whole.count == 0) & closed_message
        unseen |= (whole.outcome == Outcome.OPEN) & closed_message
        return cls(
            story=story,
            kind=kind,
            visits=visits,
            outcome=np.where(unseen, Outcome.BLOCKED, whole.outcome).astype(np.int8),
            queue=whole.queue,
            count=whole.count,
            wait_us=whole.wait_us,
            talk_us=whole.talk_us,
        )

    def implied(self, moments: Mapping[Kind, Moments]) -> dict[Kind, Moments]:
        """Queue entry and answer of calls whose log tells them only by its own waiting and talking time (R1)."""
        missing = np.ones(self.story.size, np.bool_)
        if Kind.QUEUE_ENTERED in moments:
            missing[moments[Kind.QUEUE_ENTERED].rows] = False
        visits = self.visits
        told = (visits.number == 1) & (visits.wait_us >= 0) & (visits.answered_at != NO_TIME)
        rows = np.flatnonzero(told & missing[visits.contact])
        if not len(rows):
            return {}
        entered = _on_seconds(visits.contact[rows], visits.offered_at[rows])
        answered = _on_seconds(visits.contact[rows], visits.answered_at[rows])
        return {
            Kind.QUEUE_ENTERED: _beside(moments.get(Kind.QUEUE_ENTERED), entered),
            Kind.ANSWERED: _beside(moments.get(Kind.ANSWERED), answered),
        }

    def abandonments(self) -> dict[Kind, Moments]:
        """When the callers whom nobody answered left: the last time, if an overflow carried them on first."""
        story = self.story
        at = story.events.at
        lost = np.isin(self.outcome, [Outcome.ABANDONED, Outcome.OTHER_EXIT, Outcome.VOICEMAIL])
        mask = (self.kind == Kind.ABANDONED) & lost[story.contact]
        owner, row = _lasts(story.contact, mask)
        return {Kind.ABANDONED: Moments(owner, at[row], story.events.precision[row], np.zeros(len(owner), np.bool_))}


def _carried(contact: Ints, queue: Ints) -> Ints:
    """The queue of every event; an event that names none is in the queue last named in its contact."""
    latest = _latest_before(contact, queue != 0)
    return np.where(latest >= 0, queue[np.maximum(latest, 0)], 0).astype(np.int64)


def _visits(
    story: _Story, steps: Rows, contact: Ints, step: Ints, place: Ints, visit: Ints, total: int, outcome: Ints
) -> Visits:
    """The columns of the queue visits, in the order of call, queue and time."""
    events = story.events
    at = events.at[steps]

    def first(mask: Mask, values: Instants, missing: int) -> Instants:
        found = np.full(total, missing, np.int64)
        rows = np.flatnonzero(mask)[::-1]
        found[visit[rows]] = values[rows]
        return found

    wait = first(events.wait_us[steps] >= 0, events.wait_us[steps], -1)
    answered_at = first(step == Kind.ANSWERED, at, NO_TIME)
    talk = np.full(total, -1, np.int64)
    talked = events.talk_us[steps] >= 0
    talk[visit[talked]] = 0
    np.add.at(talk, visit[talked], events.talk_us[steps][talked])
    ended_at = first(np.isin(step, [Kind.ENDED, Kind.TRANSFERRED, Kind.ABANDONED]), at, NO_TIME)
    untold = (answered_at == NO_TIME) & (outcome == Outcome.ANSWERED) & (wait >= 0) & (talk >= 0)
    answered_at = np.where(untold & (ended_at != NO_TIME), ended_at - talk, answered_at)
    entered_at = first(step == Kind.QUEUE_ENTERED, at, NO_TIME)
    implied = (entered_at == NO_TIME) & (answered_at != NO_TIME) & (wait >= 0)
    return Visits(
        contact=first(np.ones(len(steps), np.bool_), contact, -1),
        number=np.zeros(total, np.int32),
        queue=first(np.ones(len(steps), np.bool_), place, 0).astype(np.int32),
        outcome=outcome,
        offered_at=np.where(implied, answered_at - wait, np.where(entered_at == NO_TIME, answered_at, entered_at)),
        answered_at=answered_at,
        ended_at=ended_at,
        wait_us=wait,
        talk_us=talk,
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the visits of each call come to."""

    outcome: Ints
    queue: Ints
    count: Ints
    wait_us: Instants
    talk_us: Instants


def _whole_calls(size: int, visits: Visits) -> tuple[Visits, _Whole]:
    """Number the visits of each call in time; the call takes the queue in which a person answered, else the last."""
    order = np.lexsort((visits.offered_at, visits.contact))
    visits = Visits(*(getattr(visits, f.name)[order] for f in fields(visits)))
    everyone = np.arange(size)
    count = np.bincount(visits.contact, minlength=size).astype(np.int16)
    begins = np.searchsorted(visits.contact, everyone)
    visits = replace(visits, number=(np.arange(len(visits)) - begins[visits.contact] + 1).astype(np.int32))
    outcome = np.zeros(size, np.int8)
    queue = np.zeros(size, np.int32)
    for owner, row in (
        _lasts(visits.contact, np.ones(len(visits), np.bool_)),
        _firsts(visits.contact, visits.outcome == Outcome.ANSWERED),
    ):
        outcome[owner] = visits.outcome[row]
        queue[owner] = visits.queue[row]
    wait = np.full(size, -1, np.int64)
    alone = count[visits.contact] == 1
    wait[visits.contact[alone]] = visits.wait_us[alone]
    talk = np.full(size, -1, np.int64)
    talked = visits.talk_us >= 0
    talk[visits.contact[talked]] = 0
    np.add.at(talk, visits.contact[talked], visits.talk_us[talked])
    return visits, _Whole(outcome, queue, count, wait, talk)


def earliest(contacts: Contacts, kinds: tuple[Kind, ...]) -> tuple[Instants, npt.NDArray[np.int8]]:
    """The earliest timed moment of `kinds` for every contact, with its precision; NO_TIME and MISSING without one."""
    at = np.full(len(contacts), NO_TIME, np.int64)
    precision = np.full(len(contacts), Precision.MISSING, np.int8)
    for kind in kinds:
        moments = contacts.moment(kind)
        timed = moments.at != NO_TIME
        rows, times, how = moments.rows[timed], moments.at[timed], moments.precision[timed]
        better = (at[rows] == NO_TIME) | (times < at[rows])
        at[rows[better]] = times[better]
        precision[rows[better]] = how[better]
    return at, precision
