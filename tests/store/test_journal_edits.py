"""Every way of editing the journal past the program that we could think of: each must be found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from charter.errors import Cancelled
from charter.store import closings, imports, journal, names, rulebooks, witnesses
from charter.store.engine import Store
from charter.store.schema import journal as table
from charter.store.schema import journal_head as head
from charter.store.schema import rulebook, run

LAST = 9
Row = dict[str, Any]


@pytest.fixture
def kept(store: Store) -> Store:
    """Nine entries: two rulebooks, two imports, follow-up, a closing in the middle, and three after it."""
    with store.write() as connection:
        rulebooks.accept(connection, "first", sha256("first"), "jan", 1, "council decision")
        _import(connection, 2, "a.csv")
        journal.append(connection, "piet", 3, "source added", "", {"source": "mail", "kind": "imap"})
        rulebooks.accept(connection, "second", sha256("second"), "jan", 4, "a correction")
        journal.append(connection, "jan", 5, "export", "", {"file": "q.xlsx", "sha256": "ab"})
        closings.add(
            connection, period="2026-03", first_day=1, last_day=31, as_of=6, at=6, who="jan", remark="fine",
            rulebook="d2", contacts="c", figures={}, verdicts=b"v",
        )  # fmt: skip
        _import(connection, 7, "b.csv")
        journal.append(connection, "jan", 8, "source paused", "", {"source": "mail"})
        journal.append(connection, "jan", 9, "purge", "", {"sources": [], "contacts": 0})
        assert journal.head(connection)[0] == LAST
        assert witnesses.verify(connection) == []
    return store


def _import(connection: Connection, at: int, file: str) -> None:
    source = names.use_source(connection, "log", "event_log", conversations=False)
    run = imports.begin(
        connection, source_id=source, who="jan", at=at, file=file, sha256=file, format_id="event_log", manner=""
    )
    imports.finish(connection, run, imports.Counts(read=at, used=at))
    journal.append(connection, "jan", at, "import", "", {"run": run, "file": file, "sha256": file, **counted(at)})


def counted(read: int) -> Row:
    return {"read": read, "used": read, "duplicates": 0, "rejected": 0, "out_of_scope": 0}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def undone(store: Store) -> Iterator[Connection]:
    """A write transaction of which nothing is kept."""
    with suppress(Cancelled), store.write() as connection:
        yield connection
        raise Cancelled


@dataclass(frozen=True)
class Edit:
    """One way to edit the journal."""

    name: str
    do: Callable[[Connection], None]


def rows(connection: Connection) -> list[Row]:
    return [dict(row) for row in connection.execute(select(table).order_by(table.c.seq)).mappings()]


def put(connection: Connection, entries: list[Row], *, hashed: bool = False, headed: bool = False) -> None:
    """Write the journal anew; `hashed` makes a new chain of it, `headed` a new mark of the last entry."""
    if hashed:
        previous = ""
        for seq, row in enumerate(entries, 1):
            row |= {"seq": seq, "previous": previous}
            previous = row["digest"] = digest_of(row)
    connection.execute(delete(table))
    if entries:
        connection.execute(insert(table), entries)
    if headed:
        last = entries[-1] if entries else {"seq": 0, "digest": ""}
        connection.execute(update(head).values(seq=last["seq"], digest=last["digest"]))


def digest_of(row: Row) -> str:
    return journal._digest(*(row[key] for key in ("seq", "at", "who", "what", "why", "payload", "previous")))


def changed(seq: int, column: str, value: object) -> Edit:
    def do(connection: Connection) -> None:
        connection.execute(update(table).where(table.c.seq == seq).values({column: value}))

    return Edit(f"{column} of {seq}: {value}", do)


def rehashed(seq: int) -> Edit:
    """One entry is changed and gets the digest that fits; its followers stay."""

    def do(connection: Connection) -> None:
        entries = rows(connection)
        row = entries[seq - 1]
        row["who"] = "somebody"
        row["digest"] = digest_of(row)
        put(connection, entries)

    return Edit(f"new digest of {seq}", do)


def removed(*gone: int, headed: bool, renumbered: bool = False) -> Edit:
    def do(connection: Connection) -> None:
        left = [row for row in rows(connection) if row["seq"] not in gone]
        if renumbered:
            left = [row | {"seq": seq} for seq, row in enumerate(left, 1)]
        put(connection, left, headed=headed)

    return Edit(f"without {gone}{', numbered again' * renumbered}{', head too' * headed}", do)


def swapped(one: int, other: int) -> Edit:
    def do(connection: Connection) -> None:
        entries = rows(connection)
        entries[one - 1], entries[other - 1] = (
            entries[other - 1] | {"seq": one},
            entries[one - 1] | {"seq": other},
        )
        put(connection, entries)

    return Edit(f"{one} and {other} swapped", do)


def inserted(place: int, *, chained: bool) -> Edit:
    """A new entry before `place`, those after it moved up; `chained`: with the digests that fit its own place."""

    def do(connection: Connection) -> None:
        entries = rows(connection)
        new = entries[0] | {"who": "nobody", "what": "export", "payload": "{}"}
        new["previous"] = entries[place - 2]["digest"] if place > 1 else ""
        entries.insert(place - 1, new)
        entries = [row | {"seq": seq} for seq, row in enumerate(entries, 1)]
        if chained:
            entries[place - 1]["digest"] = digest_of(entries[place - 1])
        put(connection, entries, headed=True)

    return Edit(f"one more before {place}{', chained' * chained}", do)


def rewritten(name: str, edit: Callable[[list[Row]], list[Row]]) -> Edit:
    """The whole chain is written anew, with the mark of the last entry: only another table can tell."""

    def do(connection: Connection) -> None:
        put(connection, edit(rows(connection)), hashed=True, headed=True)

    return Edit(f"all anew: {name}", do)


def with_other(seq: int, **values: object) -> Callable[[list[Row]], list[Row]]:
    def edit(entries: list[Row]) -> list[Row]:
        entries[seq - 1] |= values
        return entries

    return edit


IMPORTED_OTHERWISE = json.dumps({"run": 2, "sha256": "b.csv", **counted(7), "read": 1})
COLUMNS = {"at": 77, "who": "somebody", "what": "other", "why": "because", "payload": "{}", "previous": "0" * 64,
           "digest": "0" * 64, "seq": 100}  # fmt: skip

EDITS = [
    *(changed(seq, column, value) for seq in range(1, LAST + 1) for column, value in COLUMNS.items()),
    changed(2, "payload", "no json at all"),
    changed(2, "payload", "[]"),
    *(rehashed(seq) for seq in range(1, LAST + 1)),
    *(removed(seq, headed=headed) for seq in (1, 5, 8) for headed in (False, True)),
    removed(LAST, headed=False),
    *(removed(seq, headed=True, renumbered=True) for seq in (1, 2, 5, 8)),
    *(swapped(one, other) for one, other in ((1, 2), (4, 5), (8, 9), (1, 9), (2, 7))),
    *(inserted(place, chained=chained) for place in (1, 2, 5, 9) for chained in (False, True)),
    removed(*range(5, 10), headed=False),
    removed(*range(6, 10), headed=True),
    removed(*range(7, 10), headed=True),
    removed(*range(1, 10), headed=False),
    removed(*range(1, 10), headed=True),
    rewritten("another who before the closing", with_other(5, who="somebody")),
    rewritten("another what before the closing", with_other(3, what="export")),
    rewritten("another export before the closing", with_other(5, payload='{"file":"q.xlsx","sha256":"cd"}')),
    rewritten("the closing itself", with_other(6, payload=json.dumps({"period": "2026-03", "digest": "0"}))),
    rewritten("the closing under another word", with_other(6, what="export")),
    rewritten("an import after the closing", with_other(7, who="somebody")),
    rewritten("the read rows of an import", with_other(7, payload=IMPORTED_OTHERWISE)),
    rewritten("an acceptance", with_other(4, why="no reason")),
    rewritten("without an import", lambda entries: [row for row in entries if row["seq"] != 7]),
    rewritten("without the closing", lambda entries: [row for row in entries if row["seq"] != 6]),
    rewritten("without the export before it", lambda entries: [row for row in entries if row["seq"] != 5]),
    rewritten("one more at the beginning", lambda entries: [dict(entries[4]), *entries]),
    rewritten("two swapped", lambda entries: [entries[1], entries[0], *entries[2:]]),
    rewritten("cut off after the closing", lambda entries: entries[:6]),
]


def test_every_edit_of_the_journal_is_found(kept: Store) -> None:
    assert len(EDITS) > 100
    assert len({edit.name for edit in EDITS}) == len(EDITS)
    missed = []
    for edit in EDITS:
        with undone(kept) as connection:
            edit.do(connection)
            if not witnesses.verify(connection):
                missed.append(edit.name)
    assert missed == []
    with kept.read() as connection:
        assert witnesses.verify(connection) == []


def test_a_rulebook_or_import_that_is_not_what_the_journal_says_is_found(kept: Store) -> None:
    for edit in (
        update(rulebook).where(rulebook.c.id == 1).values(content="first, but easier"),
        update(rulebook).where(rulebook.c.id == 2).values(accepted_by="piet"),
        update(run).where(run.c.id == 2).values(used=3, rejected=4),
        update(run).where(run.c.id == 1).values(read=3),
    ):
        with undone(kept) as connection:
            connection.execute(edit)
            assert len(witnesses.verify(connection)) == 1


def test_what_is_written_anew_after_the_last_closing_and_stands_nowhere_else_needs_the_printed_digest(
    kept: Store,
) -> None:
    with kept.read() as connection:
        printed = journal.head(connection)
    for edit in (rewritten("the last entry", with_other(LAST, who="somebody")), removed(LAST, headed=True)):
        with undone(kept) as connection:
            edit.do(connection)
            assert witnesses.verify(connection) == []
            assert not journal.holds(connection, *printed)
    with kept.read() as connection:
        assert journal.holds(connection, *printed)


def test_a_chain_without_a_head_is_found(kept: Store) -> None:
    with undone(kept) as connection:
        connection.execute(delete(head))
        assert witnesses.verify(connection)
