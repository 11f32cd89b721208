"""Event-log files: one CSV row an event, as a counter system, a post register or a report desk would export them.

The columns are those that `charter.importers.event_log` reads. Refuses to write what, on the last morning, has not
happened yet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from charter.services.demo.year import Year, local

COLUMNS = ("contact", "at", "event", "channel", "team", "queue", "category", "organisation", "actor", "detail")


class EventLog:
    """A growing event log; `about` sets the cells that all rows of one contact share."""

    def __init__(self, year: Year, writer: csv.DictWriter[str]) -> None:
        self._year = year
        self._writer = writer
        self._shared: dict[str, str] = {}

    def about(
        self, contact: str, channel: str, team: str, queue: str = "", category: str = "", organisation: str = ""
    ) -> None:
        """Turn to another contact, of a partner organisation or (without one) of the town itself."""
        self._shared = {
            "contact": contact,
            "channel": channel,
            "team": team,
            "queue": queue,
            "category": category,
            "organisation": organisation,
        }

    def add(
        self, at: int | date, event: str, *, actor: str = "person", detail: str = "", planned: bool = False
    ) -> bool:
        """Write one event, at seconds since 1970 or on a date; returns False when it still lies ahead.

        A planned event (an agreed date, an appointment) is written at once.
        """
        ahead = at >= self._year.until if isinstance(at, date) else at > self._year.end
        if ahead and not planned:
            return False
        text = at.isoformat() if isinstance(at, date) else local(at).isoformat()
        self._writer.writerow({**self._shared, "at": text, "event": event, "actor": actor, "detail": detail})
        return True


@contextmanager
def event_log(path: Path, year: Year) -> Iterator[EventLog]:
    """Open the event log `path` for writing, with its header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        yield EventLog(year, writer)
