"""The contacts that events tell of, with their moments: all that the other modules of this room find, brought together.

Refuses to decide anything that one of them decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from charter.calls import Calls
from charter.columns import NO_TIME, Attempts, Contacts, Events, Flag, Ints, Moments, Rows, Visits
from charter.contact import Direction, Kind
from charter.moments import appointments, by_hand
from charter.moments.effective import effective
from charter.moments.gathered import Gathered, gather
from charter.moments.known import known
from charter.story import Story, firsts


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
    told_of = known(events, zone, as_of, follow_up_days, follow_ups_as_contacts)
    story = Story.tell(told_of.events)
    calls = Calls.of(story)
    channel = story.first_said(story.events.channel)
    category = story.first_said(story.events.category)
    moments = effective(story, calls.kind)
    moments |= by_hand.answered_elsewhere(story, calls.kind, moments, channel)
    moments |= appointments.waits(moments, category)
    moments |= by_hand.started_otherwise(moments, channel)
    gathered = gather(story, calls.kind, zone, moments)
    flags = told_of.flags[story.keys].astype(np.int32)
    for flag, marked in _remarks(story, calls.kind, moments, gathered).items():
        flags[marked] |= 1 << flag
    moments |= gathered.moments
    moments |= calls.abandonments() | calls.implied(moments) | calls.overflows()
    contacts = _contacts(story, calls, channel, category, flags, moments, gathered)
    return Derived(contacts, calls.visits, story.keys, told_of.contact_of)


def told(
    events: Events,
    zone: ZoneInfo,
    *,
    as_of: int | None = None,
    follow_up_days: int = 30,
    follow_ups_as_contacts: bool = False,
) -> Events:
    """The events that `derive` rests on: what was known at `as_of`, single messages under their conversations."""
    return known(events, zone, as_of, follow_up_days, follow_ups_as_contacts).events


def _remarks(story: Story, kind: Ints, moments: Mapping[Kind, Moments], gathered: Gathered) -> dict[Flag, Rows]:
    """Which contacts deserve which remark."""
    again = np.isin(kind, [Kind.REMINDER_RECEIVED, Kind.INBOUND_CALL_RESOLVED])
    return {
        Flag.REVIEW: gathered.unclear,
        Flag.UNDELIVERED: np.unique(story.contact[story.withdrawn]),
        Flag.REPEAT: np.unique(story.contact[again]),
        Flag.LATE_ARRIVAL: appointments.late(moments, story.size),
    }


def _contacts(
    story: Story,
    calls: Calls,
    channel: Ints,
    category: Ints,
    flags: Ints,
    moments: Mapping[Kind, Moments],
    gathered: Gathered,
) -> Contacts:
    """One row a contact, with what its events say of it first."""
    events, kind = story.events, calls.kind
    direction = story.first_said(events.direction)
    direction[direction == Direction.UNKNOWN] = Direction.IN
    team = story.first_said(events.team, kind == Kind.ANSWERED)
    team = np.where(team != 0, team, story.first_said(events.team))
    first = firsts(story.contact, events.file != 0)[1]
    attempted = np.flatnonzero((kind == Kind.ATTEMPT_FAILED) & (events.at != NO_TIME))
    return Contacts(
        names=events.names,
        ids=events.ids[story.keys],
        source=events.source_of[story.keys],
        channel=channel,
        category=category,
        direction=direction,
        team=team.astype(np.int32),
        queue=np.where(calls.queue != 0, calls.queue, story.first_said(events.queue)).astype(np.int32),
        organisation=story.first_said(events.organisation),
        outcome=calls.outcome,
        transfers=np.bincount(story.contact[kind == Kind.TRANSFERRED], minlength=story.size).astype(np.int16),
        visits=calls.count,
        wait_us=by_hand.measured(calls.wait_us, moments),
        talk_us=calls.talk_us,
        file=events.file[first],
        line=events.line[first],
        flags=flags,
        moments={k: m for k, m in moments.items() if len(m.rows)},
        numbers=gathered.numbers,
        attempts=Attempts(story.contact[attempted], events.at[attempted]),
        suspensions=gathered.suspensions,
    )
