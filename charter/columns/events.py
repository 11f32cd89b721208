"""Stored facts as columns, and what the numbers in every column stand for.

Refuses to join, order or interpret events; that is for `charter.threads`, `charter.story` and `charter.moments`.
"""

from __future__ import annotations

from collections.abc import Sequence
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
