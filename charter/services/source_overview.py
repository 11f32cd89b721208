"""Every place that data came from, how it stands, and whether each row that was read is counted.

Why: "is everything in, and if not, what to do" must be answered for a mailbox that is asked each hour and for a file
that somebody dropped last month in one and the same table. A file that was read more than once counts as it was read
last. Refuses to fetch and to judge, and to hide a sum that does not come out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from charter.problem import Problem, Severity
from charter.services import fetching
from charter.store import imports
from charter.store import sources as configured_sources
from charter.store.engine import Store
from charter.store.imports import Counts, Run
from charter.store.sources import Configured, Failure, Fetch

PROBLEMS_SHOWN = 10_000
TIMES_SHOWN = 500
_COUNTED = ("read", "used", "duplicates", "rejected", "out_of_scope")
_FILES = "folder"
"""The kind of source that reads files, each under the name of its own format unless it is told another."""


class Standing(Enum):
    """How a source stands; the first that holds."""

    WORKING = "working"
    PAUSED = "paused"
    FAILING = "failing"
    NEVER = "never"
    LOST_ROWS = "lost_rows"
    FILES = "files"
    IN_ORDER = "in_order"


@dataclass(frozen=True, slots=True)
class Supply:
    """One source: asked by itself (`configured`), or only files that somebody chose. Instants in UTC microseconds."""

    name: str
    standing: Standing
    counts: Counts
    runs: tuple[Run, ...]
    """Every file and batch that was read, the last one first."""
    standing_runs: frozenset[int]
    """Those that count: of the same file read twice, the last."""
    configured: Configured | None = None
    fetches: tuple[Fetch, ...] = ()
    """The last times that it was asked, the newest first."""

    @property
    def format(self) -> str:
        """The format of what was read last; "" when nothing was."""
        return self.runs[0].format if self.runs else ""

    @property
    def last_read(self) -> int | None:
        """When something was read last, or nothing new was found."""
        asked = self.configured.succeeded_at if self.configured is not None else None
        return max((at for at in (asked, self.runs[0].at if self.runs else None) if at is not None), default=None)

    @property
    def next_at(self) -> int | None:
        """When it is asked again; None for files, and while it is paused."""
        one = self.configured
        return one.next_at if one is not None and one.enabled else None

    @property
    def wrong(self) -> tuple[Run, ...]:
        """The runs of which the rows that were read are not all counted."""
        return tuple(run for run in self.runs if not run.undone and not adds_up(run.counts))


@dataclass(frozen=True, slots=True)
class Time:
    """One time that a source was read: a file or a batch (`file`), or an attempt that brought nothing."""

    at: int
    who: str
    file: str
    counts: Counts
    failure: Failure = field(default_factory=Failure)
    run: Run | None = None
    """What can be undone; None for an attempt that brought nothing."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One row of which something must be said, and the file it stands in."""

    file: str
    at: int
    problem: Problem

    @property
    def rejected(self) -> bool:
        """Whether the row was not read at all."""
        return self.problem.severity is Severity.REJECTED


def adds_up(counts: Counts) -> bool:
    """Whether every row that was read is counted once."""
    return counts.read == counts.used + counts.duplicates + counts.rejected + counts.out_of_scope


def overview(store: Store, now: int) -> list[Supply]:
    """Every source: those that are asked by the order of their names, then those that are only files."""
    with store.read() as connection:
        runs = [run for run in imports.runs(connection) if run.format != imports.PERSON]
        asked = configured_sources.every(connection)
        history = {one.name: configured_sources.history(connection, one.name, TIMES_SHOWN) for one in asked}
        working = {one.name for one in asked if fetching.fetched_by(connection, one.name, now)}
    owner = _owners(runs, asked, history)
    of_source: defaultdict[str, list[Run]] = defaultdict(list)
    of_files: defaultdict[str, list[Run]] = defaultdict(list)
    for run in reversed(runs):
        if run.id in owner:
            of_source[owner[run.id]].append(run)
        else:
            of_files[run.source].append(run)
    live = [
        _supply(one.name, of_source[one.name], one, tuple(history[one.name]), working=one.name in working)
        for one in asked
    ]
    return live + [_supply(name, of_files[name]) for name in sorted(of_files, key=str.casefold)]


def times(supply: Supply) -> list[Time]:
    """When a source was read, and when that failed; the newest first."""
    read = [Time(run.at, run.who, run.file, run.counts, run=run) for run in supply.runs[:TIMES_SHOWN]]
    failed = [
        Time(fetch.started_at, fetch.who, "", Counts(), fetch.failure)
        for fetch in supply.fetches
        if fetch.failure.message
    ]
    empty = [
        Time(fetch.started_at, fetch.who, "", fetch.counts)
        for fetch in supply.fetches
        if not fetch.failure.message and not fetch.counts.read
    ]
    return sorted([*read, *failed, *empty], key=lambda time: -time.at)[:TIMES_SHOWN]


def troubles(store: Store, supply: Supply) -> list[Trouble]:
    """The rows of a source of which something must be said, as far as they stand; the last file first."""
    runs = {run.id: run for run in supply.runs if run.id in supply.standing_runs}
    with store.read() as connection:
        found = imports.problems_of(connection, list(runs), PROBLEMS_SHOWN)
    return [Trouble(runs[number].file, runs[number].at, problem) for number, problem in found]


def _supply(
    name: str,
    runs: Sequence[Run],
    configured: Configured | None = None,
    fetches: tuple[Fetch, ...] = (),
    *,
    working: bool = False,
) -> Supply:
    standing_runs = _counting(runs)
    counts = [run.counts for run in runs if run.id in standing_runs]
    total = Counts(**{word: sum(getattr(one, word) for one in counts) for word in _COUNTED})
    return Supply(
        name, _standing(configured, total, working=working), total, tuple(runs), standing_runs, configured, fetches
    )


def _standing(one: Configured | None, counts: Counts, *, working: bool) -> Standing:
    if working:
        return Standing.WORKING
    if one is not None and not one.enabled:
        return Standing.PAUSED
    if one is not None and one.failing_since is not None:
        return Standing.FAILING
    if one is not None and one.succeeded_at is None:
        return Standing.NEVER
    if counts.rejected:
        return Standing.LOST_ROWS
    return Standing.FILES if one is None else Standing.IN_ORDER


def _counting(runs: Sequence[Run]) -> frozenset[int]:
    """Of every file the run that read it last; a repetition, which read nothing new, where there is no other.

    Of a file whose last reading was undone nothing counts.
    """
    last: dict[tuple[str, str], Run] = {}
    for run in sorted(runs, key=lambda run: (run.repeats is None, run.id)):
        last[run.source, run.sha256] = run
    return frozenset(run.id for run in last.values() if not run.undone)


def _owners(runs: Sequence[Run], asked: Sequence[Configured], history: dict[str, list[Fetch]]) -> dict[int, str]:
    """Which configured source brought each run. A folder without a name for its contacts is known by the hour."""
    by_name = {
        str(one.settings.get("source") or one.name): one.name
        for one in asked
        if one.settings.get("source") or one.kind != _FILES
    }
    owner = {run.id: by_name[run.source] for run in runs if run.source in by_name}
    for one in asked:
        if one.name in by_name.values():
            continue
        spans = sorted((fetch.started_at, fetch.ended_at, fetch.who) for fetch in history[one.name])
        starts = [start for start, _end, _who in spans]
        for run in runs:
            place = bisect_right(starts, run.at) - 1
            if place >= 0 and run.at <= spans[place][1] and run.who == spans[place][2]:
                owner.setdefault(run.id, one.name)
    return owner
