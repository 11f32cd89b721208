"""Stored facts as columns, and what the numbers in every column stand for.

Refuses to join, order or interpret events; that is for `charter.threads`, `charter.story` and `charter.moments`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from charter.columns.arrays import NO_TIME, Instants, Ints, Mask, Rows, Strings
from charter.contact import Event

_APART = ("names", "ids", "source_of", "threaded", "detail_rows", "details")
"""The fields of `Events` that hold no row an event."""


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
        count = len(events)
        keys: dict[str, int] = {}
        teams, queues, organisations = ({"": 0} for _ in range(3))
        contact = np.fromiter(_placed(keys, (e.contact for e in events)), np.int32, count)
        team = np.fromiter(_placed(teams, (e.team for e in events)), np.int32, count)
        queue = np.fromiter(_placed(queues, (e.queue for e in events)), np.int32, count)
        organisation = np.fromiter(_placed(organisations, (e.organisation for e in events)), np.int32, count)
        detailed = [row for row, e in enumerate(events) if e.detail]
        return cls(
            names=Names(("", source), ("", file), ("", digest), tuple(teams), tuple(queues), tuple(organisations)),
            ids=np.array(list(keys), object),
            source_of=np.ones(len(keys), np.int32),
            threaded=np.full(len(keys), threaded),
            contact=contact,
            kind=np.fromiter((e.kind for e in events), np.int16, count),
            at=np.fromiter((NO_TIME if e.at is None else e.at for e in events), np.int64, count),
            precision=np.fromiter((e.precision for e in events), np.int8, count),
            position=np.fromiter((e.position for e in events), np.int64, count),
            line=np.fromiter((e.line for e in events), np.int64, count),
            file=np.ones(count, np.int32),
            channel=np.fromiter((e.channel for e in events), np.int8, count),
            team=team,
            queue=queue,
            category=np.fromiter((e.category for e in events), np.int8, count),
            organisation=organisation,
            direction=np.fromiter((e.direction for e in events), np.int8, count),
            performer=np.fromiter((e.performer for e in events), np.int8, count),
            wait_us=np.fromiter((-1 if e.wait_us is None else e.wait_us for e in events), np.int64, count),
            talk_us=np.fromiter((-1 if e.talk_us is None else e.talk_us for e in events), np.int64, count),
            detail_rows=np.array(detailed, np.int64),
            details=tuple(events[row].detail for row in detailed),
        )

    @classmethod
    def concat(cls, parts: Sequence[Events]) -> Events:
        """All events of `parts`, one after the other; the parts share their names and contact keys."""
        offsets = np.cumsum([0, *(len(p) for p in parts)])
        per_event: dict[str, Any] = {
            f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls) if f.name not in _APART
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
        per_event = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in _APART}
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


def _placed(names: dict[str, int], said: Iterable[str]) -> Iterator[int]:
    """The position of each name in `names`, which gets those that it lacks."""
    return (names.setdefault(name, len(names)) for name in said)
