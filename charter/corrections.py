"""What people put right, among the events: which corrections hold, and which contacts they set apart or bring together.

Why before the story is told: a contact of which only a person speaks is no contact, and what belongs to another contact
must stand among its events. Refuses to say what an answer or a start by hand settles: that is `charter.moments`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from charter.columns import NO_TIME, Events, Flag, Rows
from charter.contact import BY_HAND, CORRECTIONS, Kind
from charter.story import typed
from charter.threads import Threaded


def in_force(events: Events) -> Events:
    """The events with corrections that were taken back, or put right again, marked as lapsed.

    What a person says stands in no file (0), so that no contact seems to begin there.
    """
    by_hand = np.isin(events.kind, list(BY_HAND))
    if not by_hand.any():
        return events
    kind = events.kind.copy()
    undone = {int(told["undoes"]) for _, told in _typed(events, Kind.CORRECTION_UNDONE)}
    latest: dict[tuple[int, int], int] = {}
    said = np.flatnonzero(np.isin(kind, list(CORRECTIONS)))
    for row in said[np.argsort(events.file[said], kind="stable")].tolist():
        if int(events.file[row]) in undone:
            kind[row] = Kind.CORRECTION_LAPSED
            continue
        about = int(events.contact[row]), int(kind[row])
        if about in latest:
            kind[latest[about]] = Kind.CORRECTION_LAPSED
        latest[about] = row
    return replace(events, kind=kind, file=np.where(by_hand, 0, events.file))


def put_right(told: Threaded, received: Sequence[Kind]) -> Threaded:
    """What is not ours is flagged; what belongs to another contact is flagged, and its events count there too.

    For the resident it is one matter: the clock runs from her first message, and any answer answers it. Who, where and
    what the other contact is, its own events say. `received` are the kinds that begin a contact.
    """
    events = told.events
    by_hand = events.file == 0
    if not by_hand.any():
        return told
    real = np.zeros(len(events.ids), np.bool_)
    real[events.contact[~by_hand]] = True
    if not real[events.contact].all():
        events = events.take(np.flatnonzero(real[events.contact]))
    flags = told.flags.copy()
    for kind, flag in ((Kind.NOT_OURS, Flag.NOT_OURS), (Kind.BELONGS_TO, Flag.PART_OF_ANOTHER)):
        flags[np.unique(events.contact[events.kind == kind])] |= 1 << flag
    target = _targets(events, told.contact_of)
    linked = target[events.contact] >= 0
    moved = np.flatnonzero(linked & (events.file != 0) & real[np.maximum(target[events.contact], 0)])
    if not len(moved):
        return replace(told, events=events, flags=flags)
    begun = np.full(len(events.ids), np.iinfo(np.int64).max, np.int64)
    began = np.isin(events.kind, received) & (events.at != NO_TIME)
    np.minimum.at(begun, events.contact[began], events.at[began])
    lent = events.take(moved)
    contact = target[lent.contact].astype(lent.contact.dtype)
    again = np.isin(lent.kind, [Kind.MESSAGE_RECEIVED, Kind.LETTER_RECEIVED]) & (lent.at >= begun[contact])
    unsaid = {
        name: np.zeros_like(getattr(lent, name))
        for name in ("file", "channel", "team", "queue", "category", "organisation", "direction")
    }
    lent = replace(lent, contact=contact, kind=np.where(again, Kind.FOLLOW_UP_RECEIVED, lent.kind), **unsaid)
    return replace(told, events=Events.concat([events, lent]), flags=flags)


def _targets(events: Events, contact_of: Rows) -> Rows:
    """For every contact key the key of the contact that a person says it belongs to, or -1."""
    target = np.full(len(events.ids), -1, np.int64)
    said = [(int(events.contact[row]), told) for row, told in _typed(events, Kind.BELONGS_TO)]
    wanted = {told["contact"] for _, told in said}
    named = {
        (events.names.sources[int(events.source_of[key])], str(name)): key
        for key, name in enumerate(events.ids.tolist() if said else [])
        if name in wanted
    }
    for contact, told in said:
        other = named.get((told["source"], told["contact"]), -1)
        if other >= 0 and contact_of[other] != contact:
            target[contact] = contact_of[other]
    return target


def _typed(events: Events, kind: Kind) -> list[tuple[int, dict[str, str]]]:
    """The rows of one kind by hand, with what the person typed."""
    rows = np.flatnonzero(events.kind == kind)
    places = np.searchsorted(events.detail_rows, rows)
    return [(row, typed(events.details[place])) for row, place in zip(rows.tolist(), places.tolist(), strict=True)]
