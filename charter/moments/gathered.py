"""What the particulars of few contacts come to, as columns: promises, agreed days, suspensions, numbers.

Why: `charter.particulars` reads one contact at a time; the columns of all of them are made here. Refuses to read the
details of the many contacts that have none that matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_TIME, Fact, Instants, Ints, Moments, Numbers, Rows, Suspensions
from charter.contact import Kind, Precision
from charter.moments.kinds import RECEIVED, TELLING
from charter.particulars import Particulars
from charter.story import Story, details

_ANSWERS = (Kind.REPLY_SUBSTANTIVE, Kind.OUTBOUND_CALL_CONNECTED)
"""After these a promise is none any more."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is said in details. `unclear` are the contacts with an interim message that is no valid promise."""

    numbers: dict[Fact, Numbers]
    moments: dict[Kind, Moments]
    suspensions: Suspensions
    unclear: Rows


def gather(story: Story, kind: Ints, zone: ZoneInfo, moments: Mapping[Kind, Moments]) -> Gathered:
    """Read the particulars of every contact that has any; `moments` say when it came in and was answered."""
    numbers: dict[Fact, dict[int, float]] = {fact: {} for fact in Fact}
    promises: dict[int, tuple[int, int, int, bool]] = {}
    agreed: dict[int, tuple[int, int]] = {}
    suspended: list[tuple[int, int, int]] = []
    unclear: list[int] = []
    answered = _earliest(story.size, moments, _ANSWERS)
    received = _earliest(story.size, moments, RECEIVED)
    for contact, particulars in _each(story, kind, zone):
        particulars.numbers(numbers, contact)
        suspended += [(contact, since, until) for since, until in particulars.suspensions()]
        promise = particulars.promise(int(answered[contact]), int(received[contact]))
        if promise is not None:
            promises[contact] = promise
        elif story.events.threaded[story.keys[contact]] and particulars.has(Kind.INTERIM_MESSAGE):
            unclear.append(contact)
        date_agreed = particulars.agreed_day()
        if date_agreed is not None:
            agreed[contact] = date_agreed[:2]
            if date_agreed[2] != NO_TIME:
                numbers[Fact.AGREED_KNOWN_AT][contact] = date_agreed[2]
    spans = np.array(sorted(suspended), np.int64).reshape(-1, 3)
    return Gathered(
        {fact: _numbers(values) for fact, values in numbers.items() if values},
        _promised(promises) | _agreed(agreed),
        Suspensions(spans[:, 0], spans[:, 1].astype(np.int32), spans[:, 2].astype(np.int32)),
        np.array(unclear, np.int64),
    )


def _each(story: Story, kind: Ints, zone: ZoneInfo) -> Iterator[tuple[int, Particulars]]:
    """The contacts of which a detail tells more than its event."""
    telling = np.isin(kind, TELLING)
    texts = zip(story.events.detail_rows.tolist(), story.events.details, strict=True)
    telling[[row for row, text in texts if "committee" in text.lower()]] = True
    detail_of = dict(details(story.events, telling))
    by_contact: dict[int, list[int]] = {}
    for row in np.flatnonzero(telling & ~story.withdrawn).tolist():
        by_contact.setdefault(int(story.contact[row]), []).append(row)
    for contact, rows in by_contact.items():
        yield contact, Particulars(story.events, kind, zone, rows, detail_of)


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


def _promised(promises: Mapping[int, tuple[int, int, int, bool]]) -> dict[Kind, Moments]:
    """The interim messages that promise, and the days promised; both from `Particulars.promise`."""
    if not promises:
        return {}
    owners = np.array(sorted(promises), np.int64)
    table = np.array([promises[c] for c in owners.tolist()], np.int64)
    days = np.full(len(owners), Precision.DAY, np.int8)
    return {
        Kind.VALID_INTERIM_MESSAGE: Moments(
            owners, table[:, 0], table[:, 1].astype(np.int8), table[:, 3].astype(np.bool_)
        ),
        Kind.PROMISED_DAY: Moments(owners, table[:, 2], days, np.zeros(len(owners), np.bool_)),
    }


def _agreed(agreed: Mapping[int, tuple[int, int]]) -> dict[Kind, Moments]:
    """The days agreed with the resident, with their precision."""
    if not agreed:
        return {}
    owners = np.array(sorted(agreed), np.int64)
    table = np.array([agreed[c] for c in owners.tolist()], np.int64)
    untimed = np.zeros(len(owners), np.bool_)
    return {Kind.AGREED_DATE: Moments(owners, table[:, 0], table[:, 1].astype(np.int8), untimed)}
