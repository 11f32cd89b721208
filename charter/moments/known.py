"""Which events there are at an instant: those that had happened, put right by hand, mails joined into conversations.

Why: any past morning can be looked at again. What happened later has not happened, and what was announced or written
down later was not known. Refuses to say what an event means.
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from charter import corrections, threads
from charter.columns import NO_TIME, Events, Mask
from charter.contact import BY_HAND, PLANNED
from charter.instants import parse
from charter.moments.kinds import RECEIVED
from charter.story import details
from charter.threads import Threaded


def known(
    events: Events, zone: ZoneInfo, as_of: int | None, follow_up_days: int, follow_ups_as_contacts: bool
) -> Threaded:
    """The events known at `as_of` (UTC microseconds; None: all), single messages under their conversations."""
    since = events if as_of is None else events.take(np.flatnonzero(_known(events, zone, as_of)))
    return corrections.put_right(
        _conversations(corrections.in_force(since), follow_up_days, follow_ups_as_contacts), RECEIVED
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
