"""What an import comes to: written down, witnessed in the journal, and told to who asked.

Why: files and live sources end in the same arithmetic (design.md 2), so it is concluded in one place. Refuses to read
or store a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from charter.errors import CharterError
from charter.problem import Problem
from charter.store import event_sums, imports, journal
from charter.store.engine import Connection
from charter.store.event_sums import Sum
from charter.store.imports import Counts

PROBLEMS_TOLD = 10_000
"""An outcome holds at most so many problems; the database holds all."""
_COUNTED = ("read", "used", "duplicates", "rejected", "out_of_scope", "contacts_new", "contacts_updated")


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one file. With an `error` nothing of it was kept, and the counts are 0."""

    file: str
    format: str = ""
    sha256: str = ""
    read: int = 0
    used: int = 0
    duplicates: int = 0
    rejected: int = 0
    out_of_scope: int = 0
    contacts_new: int = 0
    contacts_updated: int = 0
    problems: tuple[Problem, ...] = ()
    """The first ones, at most `PROBLEMS_TOLD`."""
    remarks: tuple[Problem, ...] = ()
    """What was decided about the source of the file; no row is wrong."""
    error: CharterError | None = None
    run: int | None = None
    """The number of the import in the database."""


class Stored(NamedTuple):
    """A run whose rows are stored. `file` is as the user knows it, `name` as the database does.

    `sum` is what its events come to, `again` the runs of which it took the events back.
    """

    run: int
    file: str
    name: str
    sha256: str
    source: str
    format: str
    counts: Counts
    sum: Sum
    again: Sequence[int] = ()


def conclude(connection: Connection, done: Stored, who: str, now: int, why: str) -> ImportOutcome:
    """Write the arithmetic of a run down, and into the journal."""
    counted = {name: getattr(done.counts, name) for name in _COUNTED}
    imports.finish(connection, done.run, done.counts)
    told = {"run": done.run, "file": done.name, "sha256": done.sha256, "source": done.source, "format": done.format}
    witnessed = {"events": event_sums.written(done.sum)} | ({"again": [*done.again]} if done.again else {})
    journal.append(connection, who, now, "import", why, told | counted | witnessed)
    return ImportOutcome(
        file=done.file,
        format=done.format,
        sha256=done.sha256,
        **counted,
        problems=tuple(imports.problems(connection, done.run, PROBLEMS_TOLD)),
        run=done.run,
    )
