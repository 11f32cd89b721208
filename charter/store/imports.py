"""What was imported: one row a file, with its arithmetic and its problems.

Why: completeness is arithmetic (design.md 2), and a screen over an incomplete period must be able to say so. Refuses to
keep the rows themselves: a problem has a line number, and the words that the reader chose.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, true, update

from charter.errors import NotFound
from charter.locale import N_
from charter.problem import Problem, Severity
from charter.store.engine import insert_rows
from charter.store.names import storable
from charter.store.schema import problem as problem_table
from charter.store.schema import run as table
from charter.store.schema import source

_AT_ONCE = 500
"""Runs in one question."""
PERSON = "person"
"""The format of a run that holds what a person put right (`charter.store.by_hand`), and no file."""
UNDONE = "undone"
"""The manner of a run that was taken back: nothing of it is read any more, and its file is new again."""
UNDO_ENTRY = "import undone"
"""What the journal calls taking an import back."""
LIVE = "live"
"""The manner of rows that can only be had again by asking again."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file: `read = used + duplicates + rejected + out_of_scope`; and of the contacts.

    `implied` counts the events that were stored besides, because they follow from a row: of every run
    `used + implied` is the events that are there and those that went (column `purged`, `charter.store.retention`).
    `first_at` and `last_at` (UTC microseconds) span what the file tells of; None when it tells of no time.
    """

    read: int = 0
    used: int = 0
    duplicates: int = 0
    rejected: int = 0
    out_of_scope: int = 0
    contacts_new: int = 0
    contacts_updated: int = 0
    implied: int = 0
    first_at: int | None = None
    last_at: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """The import of one file; `at` in UTC microseconds, `repeats` the run of the very same file before it, or None.

    `manner` names everything that decided how its rows were read, or is LIVE or UNDONE.
    """

    id: int
    source: str
    who: str
    at: int
    file: str
    sha256: str
    format: str
    repeats: int | None
    counts: Counts
    manner: str = ""

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.manner == UNDONE


@dataclass(frozen=True, slots=True)
class Coverage:
    """How complete a source is: what its files tell of, and the rows that were lost. A file counts once.

    `uncounted` are rows that were read and of which nobody can say what became of them.
    """

    source: str
    files: int
    first_at: int | None
    last_at: int | None
    rejected: int
    uncounted: int = 0


def begin(
    connection: Connection,
    *,
    source_id: int,
    who: str,
    at: int,
    file: str,
    sha256: str,
    format_id: str,
    manner: str,
    repeats: int | None = None,
) -> int:
    """Note that an import begins, and give it its number. `manner` names everything that decides how rows are read."""
    number = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
    connection.execute(
        insert(table).values(
            **dict.fromkeys(_NUMBERS, 0),
            id=number,
            source_id=source_id,
            who=who,
            at=at,
            file=storable(file),
            sha256=sha256,
            format=format_id,
            manner=manner,
            repeats=repeats,
        )
    )
    return number


def finish(connection: Connection, run: int, counts: Counts) -> None:
    """Note what became of the rows."""
    values = {name: getattr(counts, name) for name in _COUNTS}
    connection.execute(update(table).where(table.c.id == run).values(values))


def last_reading(connection: Connection, source_id: int, sha256: str) -> Run | None:
    """The last import of the very same file into this source that was no mere repetition; None when it was undone.

    Only this one can hold events: what an earlier one brought was taken back for it.
    """
    found = _runs(
        connection, table.c.source_id == source_id, table.c.sha256 == sha256, table.c.repeats.is_(None)
    )  # fmt: skip
    return found[-1] if found and not found[-1].undone else None


def find(connection: Connection, number: int) -> Run:
    """The import with this number; raises NotFound."""
    found = _runs(connection, table.c.id == number, table.c.format != PERSON)
    if not found:
        raise NotFound(N_("There is no import %(run)s."), N_("See charter sources runs."), run=str(number))
    return found[0]


def mark_undone(connection: Connection, run: int) -> None:
    """Note that an import was taken back; its counts stay as they were."""
    connection.execute(update(table).where(table.c.id == run).values(manner=UNDONE))


def latest_readings(every: Iterable[Run]) -> list[Run]:
    """Of every file of `every` the run that read it last, those that only repeat it and those undone left out."""
    last = {(run.source, run.sha256): run for run in every if run.repeats is None and run.format != PERSON}
    return [run for run in last.values() if not run.undone]


def runs(connection: Connection) -> list[Run]:
    """Every import, the first one first."""
    return _runs(connection)


def add_problems(connection: Connection, run: int, number: int, problems: Iterable[Problem]) -> None:
    """Store problems of a run; the first one gets `number`."""
    columns = tuple(column.name for column in problem_table.columns)
    rows = (
        (run, n, p.line, p.code, p.message, p.remedy, storable(_written(p)), p.severity.value)
        for n, p in enumerate(problems, number)
    )
    insert_rows(connection, problem_table, columns, rows)


def problems(connection: Connection, run: int, limit: int | None = None) -> list[Problem]:
    """The problems of a run, in the order of the file; a repeated import has those of the first. At most `limit`."""
    first = connection.scalar(select(func.coalesce(table.c.repeats, table.c.id)).where(table.c.id == run))
    statement = select(problem_table).where(problem_table.c.run_id == first).order_by(problem_table.c.number)
    return [_problem(row) for row in connection.execute(statement.limit(limit))]


def problems_of(connection: Connection, numbers: Sequence[int], limit: int) -> list[tuple[int, Problem]]:
    """The problems of these runs with the run of each, the last run first, in the order of its file."""
    found: list[tuple[int, Problem]] = []
    newest = sorted(numbers, reverse=True)
    for start in range(0, len(newest), _AT_ONCE):
        if len(found) >= limit:
            break
        some = problem_table.c.run_id.in_(newest[start : start + _AT_ONCE])
        statement = select(problem_table).where(some).order_by(problem_table.c.run_id.desc(), problem_table.c.number)
        found += [(row.run_id, _problem(row)) for row in connection.execute(statement.limit(limit - len(found)))]
    return found


def last_told(connection: Connection) -> int | None:
    """The last instant that anything imported, or said by a person, tells of."""
    return connection.scalar(select(func.max(table.c.last_at)))


def coverage(connection: Connection, last_run: int | None = None) -> list[Coverage]:
    """How complete each source is, or was after import `last_run`; what people put right makes it no more complete."""
    by_then = true() if last_run is None else table.c.id <= last_run
    first = select(func.max(table.c.id)).where(table.c.repeats.is_(None), by_then)
    latest = first.group_by(table.c.source_id, table.c.sha256)
    statement = (
        select(
            source.c.name,
            func.count(table.c.id),
            func.min(table.c.first_at),
            func.max(table.c.last_at),
            func.coalesce(func.sum(table.c.rejected), 0),
            func.coalesce(func.sum(func.abs(table.c.read - _COUNTED)), 0),
        )
        .join_from(source, table)
        .where(table.c.id.in_(latest.scalar_subquery()), table.c.format != PERSON, table.c.manner != UNDONE)
        .group_by(source.c.id, source.c.name)
        .order_by(source.c.id)
    )
    return [Coverage(*row) for row in connection.execute(statement)]


_COUNTED = table.c.used + table.c.duplicates + table.c.rejected + table.c.out_of_scope
_COUNTS = tuple(f.name for f in fields(Counts))
_NUMBERS = tuple(name for name in _COUNTS if name not in ("first_at", "last_at"))


def _runs(connection: Connection, *conditions: ColumnElement[bool]) -> list[Run]:
    statement = select(table, source.c.name.label("source")).join_from(table, source)
    return [
        Run(
            row.id,
            row.source,
            row.who,
            row.at,
            row.file,
            row.sha256,
            row.format,
            row.repeats,
            Counts(*(getattr(row, name) for name in _COUNTS)),
            row.manner,
        )
        for row in connection.execute(statement.where(*conditions).order_by(table.c.id))
    ]


def _problem(row: Row[Any]) -> Problem:
    return Problem(row.code, row.line, row.message, row.remedy, json.loads(row.params), Severity(row.severity))


def _written(problem: Problem) -> str:
    return json.dumps(dict(problem.params), ensure_ascii=False)
