"""From events to the moments of a contact: the one place that decides what acknowledges, answers, promises or ends.

The decision table of mail-formats.md 5 under decisions 1-5 of design.md, and contract.md 2, 4 and 5, on columns. Norms
name moments; they never look at events. Refuses to know a calendar, a limit or a verdict: whether a moment came in
time is for `charter.norms`. What happened after `as_of` has not happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np

from charter import corrections, threads
from charter.calls import Calls
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
    Suspensions,
    Visits,
)
from charter.contact import BY_HAND, PLANNED, Category, Channel, Direction, Kind, Precision
from charter.instants import parse
from charter.particulars import Particulars
from charter.story import Story, details, firsts, lasts
from charter.threads import Threaded

RULES = "2026-11-22.2"
"""Names these rules. Stored moments made by other rules are derived again; change it with every change of meaning."""


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

STARTS = frozenset(RECEIVED) - {Kind.RATED}
"""What a person means who says that the clock began at another instant: every moment that began the contact."""

SETTLES: Mapping[Kind, Kind] = {
    Kind.MESSAGE_RECEIVED: Kind.REPLY_SUBSTANTIVE,
    Kind.LETTER_RECEIVED: Kind.REPLY_SUBSTANTIVE,
    Kind.CALLBACK_REQUESTED: Kind.CALLBACK_CONNECTED,
    Kind.REPORT_RECEIVED: Kind.RESOLVED,
    Kind.COMPLAINT_RECEIVED: Kind.OUTCOME_SENT,
    Kind.OBJECTION_RECEIVED: Kind.DECISION_SENT,
    Kind.APPLICATION_RECEIVED: Kind.DECISION_SENT,
    Kind.REQUEST_RECEIVED: Kind.DECISION_SENT,
}
"""What a person means who says that a contact was answered elsewhere, by what it began with."""

REPLACED = (Kind.END_PLANNED, Kind.END_LATEST)
"""Days of which the one told last holds."""

TELLING = (
    Kind.INTERIM_MESSAGE,
    Kind.AGREED_DATE,
    Kind.COMPLETION_REQUESTED,
    Kind.SUSPENDED,
    Kind.COMPLETED,
    Kind.RESUMED,
    Kind.EXTENDED,
    Kind.RATED,
)
"""What tells more in its detail than its kind and its time."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Contacts with their moments, the queue visits under them, and which contact key each contact is."""

    contacts: Contacts
    visits: Visits
    keys: Rows
    """For each contact its position in `events.ids`, ascending."""
    contact_of: Rows
    """For every contact key of the events the key of the contact that its message belongs to."""


def derive(
    events: Events,
    zone: ZoneInfo,
    *,
    as_of: int | None = None,
    follow_up_days: int = 30,
    follow_ups_as_contacts: bool = False,
) -> Derived:
    """The contacts that `events` tell of, as known at `as_of` (UTC microseconds; None: everything imported)."""
    known = _told(events, zone, as_of, follow_up_days, follow_ups_as_contacts)
    return _Reading(Story.tell(known.events)).contacts(zone, known.flags, known.contact_of)


def told(
    events: Events,
    zone: ZoneInfo,
    *,
    as_of: int | None = None,
    follow_up_days: int = 30,
    follow_ups_as_contacts: bool = False,
) -> Events:
    """The events that `derive` rests on: what was known at `as_of`, single messages under their conversations."""
    return _told(events, zone, as_of, follow_up_days, follow_ups_as_contacts).events


def _told(
    events: Events, zone: ZoneInfo, as_of: int | None, follow_up_days: int, follow_ups_as_contacts: bool
) -> Threaded:
    known = events if as_of is None else events.take(np.flatnonzero(_known(events, zone, as_of)))
    return corrections.put_right(
        _conversations(corrections.in_force(known), follow_up_days, follow_ups_as_contacts), RECEIVED
    )


def _known(events: Events, zone: ZoneInfo, as_of: int) -> Mask:
    """Which events had been known at `as_of`: from their instant, or from when somebody told what is told by hand.

    Planned moments are known from their announcement, corrections from when they were written down.
    """
    planned = np.isin(events.kind, list(PLANNED | BY_HAND))
    timed = (events.at != NO_TIME) & ~planned
    begun = np.full(len(events.ids), np.iinfo(np.int64).max, np.int64)
    np.minimum.at(begun, events.contact[timed], events.at[timed])
    begun[begun == np.iinfo(np.int64).max] = NO_TIME
    since = np.where(timed, events.at, begun[events.contact])
    for row, detail in details(events, planned):
        announced = parse(detail.get("known_at", ""), zone)
        if announced is not None and announced.at is not None:
            since[row] = announced.at
    return since <= as_of


def _conversations(events: Events, follow_up_days: int, follow_ups_as_contacts: bool) -> Threaded:
    """The events with single messages joined into conversations."""
    if not events.threaded.any() or not len(events):
        return Threaded(events, np.zeros(len(events.ids), np.int32), np.arange(len(events.ids)))
    single = events.threaded[events.contact]
    joined = threads.join(
        events.take(np.flatnonzero(single)),
        follow_up_days=follow_up_days,
        follow_ups_as_contacts=follow_ups_as_contacts,
    )
    return replace(joined, events=Events.concat([events.take(np.flatnonzero(~single)), joined.events]))


@dataclass(frozen=True, slots=True)
class _Reading:
    """The story of all contacts, read moment by moment."""

    story: Story

    @property
    def events(self) -> Events:
        return self.story.events

    @property
    def contact(self) -> Rows:
        return self.story.contact

    @property
    def size(self) -> int:
        return self.story.size

    def contacts(self, zone: ZoneInfo, key_flags: Ints, contact_of: Rows) -> Derived:
        """One row a contact, with the first effective moment of each kind."""
        events = self.events
        calls = Calls.of(self.story)
        kind = calls.kind
        category = self.story.first_said(events.category)
        channel = self.story.first_said(events.channel)
        direction = self.story.first_said(events.direction)
        direction[direction == Direction.UNKNOWN] = Direction.IN
        team = self.story.first_said(events.team, kind == Kind.ANSWERED)
        team = np.where(team != 0, team, self.story.first_said(events.team))
        first = firsts(self.contact, events.file != 0)[1]
        moments = self._moments(kind, category, channel)
        numbers, more, suspensions, flags = self._particulars(
            kind, moments, zone, key_flags[self.story.keys].astype(np.int32)
        )
        moments |= more
        moments |= calls.abandonments() | calls.implied(moments) | calls.overflows()
        attempted = np.flatnonzero((kind == Kind.ATTEMPT_FAILED) & (events.at != NO_TIME))
        contacts = Contacts(
            names=events.names,
            ids=events.ids[self.story.keys],
            source=events.source_of[self.story.keys],
            channel=channel,
            category=category,
            direction=direction,
            team=team.astype(np.int32),
            queue=np.where(calls.queue != 0, calls.queue, self.story.first_said(events.queue)).astype(np.int32),
            organisation=self.story.first_said(events.organisation),
            outcome=calls.outcome,
            transfers=np.bincount(self.contact[kind == Kind.TRANSFERRED], minlength=self.size).astype(np.int16),
            visits=calls.count,
            wait_us=self._measured(calls.wait_us, moments),
            talk_us=calls.talk_us,
            file=events.file[first],
            line=events.line[first],
            flags=flags,
            moments={k: m for k, m in moments.items() if len(m.rows)},
            numbers={f: n for f, n in numbers.items() if len(n.rows)},
            attempts=Attempts(self.contact[attempted], events.at[attempted]),
            suspensions=suspensions,
        )
        return Derived(contacts, calls.visits, self.story.keys, contact_of)

    def _moment(self, mask: Mask) -> Moments:
        """The first timed row of `mask` per contact; an untimed one where there is nothing else."""
        at, precision = self.events.at, self.events.precision
        timed = at != NO_TIME
        owner, row = firsts(self.contact, mask & timed)
        lost_owner, lost_row = firsts(self.contact, mask & ~timed)
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

    def _told_last(self, mask: Mask) -> Mask:
        """Of the rows of `mask` the last one of each contact."""
        last = np.zeros(len(mask), np.bool_)
        last[lasts(self.contact, mask)[1]] = True
        return last

    def _measured(self, wait_us: Instants, moments: Mapping[Kind, Moments]) -> Instants:
        """The source's own waiting time, where nobody says that it began at the wrong instant."""
        if Kind.WRONG_START not in moments:
            return wait_us
        measured = wait_us.copy()
        measured[moments[Kind.WRONG_START].rows] = -1
        return measured

    def _moments(self, kind: Ints, category: Ints, channel: Ints) -> dict[Kind, Moments]:
        """The first effective moment of every kind that occurs; what a bounce withdrew did not happen."""
        effective = ~self.story.withdrawn
        moments = {
            Kind(k): self._moment(
                self._told_last((kind == k) & effective) if k in REPLACED else (kind == k) & effective
            )
            for k in np.unique(kind).tolist()
            if k not in (Kind.DELIVERY_FAILED, Kind.ABANDONED)
        }
        moments |= self._answered_elsewhere(kind, moments, channel)
        moments |= self._waits(moments, category)
        return moments | self._started_otherwise(moments, channel)

    def _answered_elsewhere(self, kind: Ints, moments: Mapping[Kind, Moments], channel: Ints) -> dict[Kind, Moments]:
        """A person says when it was answered: that settles what the contact began with, whatever else has no time.

        What was written is answered, whatever it began with.
        """
        if Kind.ANSWERED_ELSEWHERE not in moments:
            return {}
        said = np.zeros(self.size, np.bool_)
        said[moments[Kind.ANSWERED_ELSEWHERE].rows] = True
        found = {}
        for settles in dict.fromkeys(SETTLES.values()):
            begun = np.isin(channel, _WRITTEN) & (settles == Kind.REPLY_SUBSTANTIVE)
            for began in (began for began, end in SETTLES.items() if end is settles and began in moments):
                begun[moments[began].rows] = True
            told = (kind == Kind.ANSWERED_ELSEWHERE) & begun[self.contact]
            logged = (kind == settles) & ~self.story.withdrawn
            logged &= ~((said & begun)[self.contact] & (self.events.at == NO_TIME))
            if told.any():
                found[settles] = self._moment(told | logged)
        return found

    def _started_otherwise(self, moments: Mapping[Kind, Moments], channel: Ints) -> dict[Kind, Moments]:
        """A person says when it began: every moment that began the contact moves there.

        A written contact without any gets one.
        """
        if Kind.WRONG_START not in moments:
            return {}
        said = moments[Kind.WRONG_START]
        at, precision = np.full(self.size, NO_TIME, np.int64), np.zeros(self.size, np.int8)
        at[said.rows], precision[said.rows] = said.at, said.precision
        begun = np.zeros(self.size, np.bool_)
        found = {}
        for kind in STARTS.intersection(moments):
            rows = moments[kind].rows
            begun[rows] = True
            right = at[rows] != NO_TIME
            found[kind] = Moments(
                rows,
                np.where(right, at[rows], moments[kind].at),
                np.where(right, precision[rows], moments[kind].precision),
                moments[kind].untimed & ~right,
            )
        for kind, channels in _OPENED_BY.items():
            lost = said.rows[~begun[said.rows] & np.isin(channel[said.rows], channels)]
            opened = Moments(lost, at[lost], precision[lost], np.zeros(len(lost), np.bool_))
            both = Moments.concat([found.get(kind, Moments.none()), opened], [0, 0])
            found[kind] = both.take(np.arange(self.size))
        return found

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

        def dense(*kinds: Kind) -> tuple[Instants, Ints, Mask]:
            """The latest of `kinds`, how exactly it is known, and whether it is there without a time of day."""
            at = np.full(self.size, NO_TIME, np.int64)
            precision = np.full(self.size, Precision.MISSING, np.int8)
            there = np.zeros(self.size, np.bool_)
            for found in (moments[kind] for kind in kinds if kind in moments):
                later = (found.at > at[found.rows]) | ~there[found.rows]
                at[found.rows[later]] = found.at[later]
                precision[found.rows[later]] = found.precision[later]
                there[found.rows] = True
            return at[rows], precision[rows], (there & (precision >= Precision.DAY))[rows]

        planned, how_planned, planned_roughly = dense(Kind.APPOINTMENT)
        arrived, how_arrived, arrived_roughly = dense(Kind.CHECK_IN, Kind.TICKET, Kind.WAIT_STARTED)
        began = np.maximum(planned, arrived)
        precision = np.where(planned > arrived, how_planned, how_arrived)
        for kind in (Kind.CALLED, Kind.LEFT_WITHOUT_SERVICE):
            at, _how, _roughly = dense(kind)
            early = (at != NO_TIME) & (at >= arrived) & (at < began)
            began = np.where(early, at, began)
        for roughly, how in ((planned_roughly, how_planned), (arrived_roughly, how_arrived)):
            precision = np.where(roughly, how, precision)
            began = np.where(roughly & (how > Precision.DAY), NO_TIME, began)
        waits = Moments(rows, began, precision.astype(np.int8), np.zeros(len(rows), np.bool_))
        absorbed = {
            kind: moments[kind].take(np.where(announced, -1, np.arange(self.size)))
            for kind in (Kind.TICKET, Kind.WAIT_STARTED)
            if kind in moments
        }
        return {Kind.WAIT_BEGAN: waits, **absorbed}

    def _particulars(
        self, kind: Ints, moments: Mapping[Kind, Moments], zone: ZoneInfo, flags: Ints
    ) -> tuple[dict[Fact, Numbers], dict[Kind, Moments], Suspensions, Ints]:
        """What only few contacts have and what stands in details: promises, agreed days, suspensions, marks."""
        telling = np.isin(kind, TELLING)
        texts = zip(self.events.detail_rows.tolist(), self.events.details, strict=True)
        telling[[row for row, text in texts if "committee" in text.lower()]] = True
        detail_of = dict(details(self.events, telling))
        found: dict[Fact, dict[int, float]] = {fact: {} for fact in Fact}
        by_contact: dict[int, list[int]] = {}
        for row in np.flatnonzero(telling & ~self.story.withdrawn).tolist():
            by_contact.setdefault(int(self.contact[row]), []).append(row)
        answered = self._answers(moments)
        received = self._receipts(moments)
        promises: dict[int, tuple[int, int, int, bool]] = {}
        agreed: dict[int, tuple[int, int]] = {}
        suspended: list[tuple[int, int, int]] = []
        for contact, rows in by_contact.items():
            particulars = Particulars(self.events, kind, zone, rows, detail_of)
            particulars.numbers(found, contact)
            suspended += [(contact, since, until) for since, until in particulars.suspensions()]
            promise = particulars.promise(int(answered[contact]), int(received[contact]))
            if promise is not None:
                promises[contact] = promise
            elif self.events.threaded[self.story.keys[contact]] and particulars.has(Kind.INTERIM_MESSAGE):
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
                owners, table[:, 0], table[:, 1].astype(np.int8), table[:, 3].astype(np.bool_)
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
        spans = np.array(sorted(suspended), np.int64).reshape(-1, 3)
        suspensions = Suspensions(spans[:, 0], spans[:, 1].astype(np.int32), spans[:, 2].astype(np.int32))
        return numbers, derived, suspensions, flags

    def _answers(self, moments: Mapping[Kind, Moments]) -> Instants:
        """When each contact was answered, or the end of time."""
        return _earliest(self.size, moments, (Kind.REPLY_SUBSTANTIVE, Kind.OUTBOUND_CALL_CONNECTED))

    def _receipts(self, moments: Mapping[Kind, Moments]) -> Instants:
        """When each contact came in, or the end of time."""
        return _earliest(self.size, moments, RECEIVED)

    def _remarks(self, kind: Ints, moments: Mapping[Kind, Moments]) -> dict[Flag, Rows]:
        """Which contacts deserve which remark."""
        late = np.empty(0, np.int64)
        if Kind.CHECK_IN in moments and Kind.APPOINTMENT in moments:
            planned = np.full(self.size, np.iinfo(np.int64).max, np.int64)
            timed = moments[Kind.APPOINTMENT].precision < Precision.DAY
            planned[moments[Kind.APPOINTMENT].rows[timed]] = moments[Kind.APPOINTMENT].at[timed]
            checked = moments[Kind.CHECK_IN]
            late = checked.rows[(checked.at != NO_TIME) & (checked.at > planned[checked.rows])]
        again = np.isin(kind, [Kind.REMINDER_RECEIVED, Kind.INBOUND_CALL_RESOLVED])
        return {
            Flag.UNDELIVERED: np.unique(self.contact[self.story.withdrawn]),
            Flag.REPEAT: np.unique(self.contact[again]),
            Flag.LATE_ARRIVAL: late,
        }


_OPENED_BY: Mapping[Kind, list[Channel]] = {
    Kind.LETTER_RECEIVED: [Channel.LETTER],
    Kind.MESSAGE_RECEIVED: [Channel.EMAIL, Channel.FORM, Channel.PORTAL, Channel.SOCIAL],
}


_WRITTEN = [channel for channels in _OPENED_BY.values() for channel in channels]


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


def _on_days(owners: Rows, midnights: Instants) -> Moments:
    return Moments(owners, midnights, np.full(len(owners), Precision.DAY, np.int8), np.zeros(len(owners), np.bool_))
