"""One row of a telephone log that tells a whole queue visit or call, told as the events that follow from it.

Why: such a row counts once, yet says when the caller came, who answered and how it ended; each of those is an event
with its own fingerprint. Refuses to know any format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from charter.contact import Channel, Direction, Event, Kind, Performer, Precision
from charter.importers.base import UNTIMED, Implied, Row, fingerprint
from charter.instants import EARLIEST, Instant


@dataclass(slots=True)
class CallRow:
    """What the events of one row share; `identity` tells the row from every other and holds no resident's number."""

    line: int
    identity: str
    contact: str
    queue: str = ""
    direction: Direction = Direction.IN
    customer: str = ""
    position: int = EARLIEST
    """Of the event told last."""

    def tell(
        self,
        kind: Kind,
        when: Instant,
        *,
        queue: str | None = None,
        wait_us: int | None = None,
        talk_us: int | None = None,
        agent: str = "",
        detail: str = "",
    ) -> Event:
        """The next event of this row, at `when`; ANSWERED only when a person did. Durations in microseconds.

        Events of one row stay in the order in which they are told, however their instants tie.
        """
        self.position = max(self.position + 1, UNTIMED if when.at is None else when.at)
        return Event(
            self.contact,
            kind,
            when.at,
            when.precision,
            self.line,
            self.position,
            fingerprint(f"{self.identity}\x1f{kind.word}"),
            Channel.PHONE,
            queue=self.queue if queue is None else queue,
            direction=self.direction,
            performer=Performer.PERSON if kind is Kind.ANSWERED else Performer.UNKNOWN,
            customer=self.customer,
            agent=agent,
            wait_us=wait_us,
            talk_us=talk_us,
            detail=detail,
        )


def as_rows(events: Iterable[Event]) -> Iterator[Row]:
    """Count the first event as the row; the others follow from it."""
    for place, event in enumerate(events):
        yield Implied(event) if place else event


def between(start: Instant, end: Instant) -> int | None:
    """Microseconds from start to end; None when one is not known to the second, or when that would be negative."""
    if start.at is None or end.at is None or max(start.precision, end.precision) > Precision.SECOND:
        return None
    return end.at - start.at if end.at >= start.at else None


def in_order(events: Iterable[Event]) -> Iterator[Event]:
    """Events of one call whose order is certain, even where a clock jumps or a time is not known."""
    position = 0
    for event in events:
        position = max(position + 1, event.at or 0)
        yield event._replace(position=position)
