"""What else in the database tells of the journal: closings, imports, rulebooks and follow-ups must have their entries.

Why: a chain shows that an entry was changed, but not that somebody wrote the whole chain anew, or cut off its end
together with the mark of the last entry. Each closing holds the digest of the entry before it, and every import, norm
change, closing and word of a person stands in a table of its own; a journal that tells otherwise was rewritten.
It works the other way round too: counts of an import, words of a person or a rulebook that no longer are what the
journal says were changed past the program. Whoever rewrites all of them alike is found only by what left the house: the
digests in workbooks and of closings. Events are millions, so they are held against the journal only when asked
(`verify_events`). Refuses to say which event was changed: nobody kept it twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from sqlalchemy import Connection, func, select

from charter.columns import Act, ByHand
from charter.locale import N_
from charter.store import by_hand, closings, event_sums, imports, journal, retention
from charter.store.imports import PERSON
from charter.store.journal import Entry, Fault
from charter.store.schema import event, rulebook, run

_REWRITTEN = N_("Entry %(seq)s of the journal is not the one on which the period %(about)s was closed.")
_CLOSING = N_("The closing of %(about)s was changed, or the journal tells otherwise.")
_IMPORT = N_("The journal does not tell of import %(about)s, or tells otherwise.")
_SAID = N_("The journal does not tell of what a person said in %(about)s, or tells otherwise.")
_UNSAID = N_("What a person said in %(about)s is no longer there, and no purge since tells of it.")
_EVENTS = N_("The events of import %(about)s are not the ones that it brought: one was changed, removed or added.")
_RULEBOOK = N_("The journal does not tell how the rulebook %(about)s was accepted, or tells otherwise.")

_OF_AN_IMPORT = ("sha256", "read", "used", "duplicates", "rejected", "out_of_scope")


def verify(connection: Connection) -> list[Fault]:
    """Everything wrong with the chain, and everything of which the rest of the database tells otherwise."""
    faults = journal.verify(connection)
    entries = journal.entries(connection)
    digests = {0: ""} | {entry.seq: entry.digest for entry in entries}
    for period, (seq, digest) in closings.heads(connection).items():
        if digests.get(seq) != digest:
            faults.append(Fault(seq, _REWRITTEN, period))
    faults += [Fault(_seq_of(entries, period), _CLOSING, period) for period in closings.changed(connection)]
    return [*faults, *_imports(connection, entries), *_by_hand(connection, entries), *_rulebooks(connection, entries)]


def verify_events(
    connection: Connection, progress: Callable[[float], None] = lambda share: None
) -> tuple[list[Fault], int]:
    """The imports whose events are no longer what they brought, and how many are too old for the journal to know.

    `progress` is told the share done. What was purged or taken back, the journal tells too; so with a journal that was
    changed itself nothing can be said.
    """
    if journal.verify(connection):
        return [], 0
    brought: dict[int, Entry] = {}
    back: set[int] = set()
    gone: dict[int, event_sums.Sum] = {}
    for entry in journal.entries(connection):
        if entry.what == "import":
            brought[entry.payload["run"]] = entry
            back.update(entry.payload.get("again", ()))
        elif entry.what == imports.UNDO_ENTRY:
            back.add(entry.payload["run"])
        elif entry.what == retention.ENTRY:
            for number, text in entry.payload.get("gone", {}).items():
                gone[int(number)] = gone.get(int(number), event_sums.NOTHING) + event_sums.parsed(text)
    total = connection.scalar(select(func.count()).select_from(event)) or 1
    held = event_sums.by_run(connection, told=lambda read: progress(read / total))
    faults = []
    for number, entry in brought.items():
        left = None
        if number in back:
            left = event_sums.NOTHING
        elif "events" in entry.payload:
            left = event_sums.parsed(entry.payload["events"]) - gone.get(number, event_sums.NOTHING)
        if left is not None and not np.array_equal(left, held.get(number, event_sums.NOTHING)):
            faults.append(Fault(entry.seq, _EVENTS, str(number)))
    persons = select(run.c.id).where(run.c.format == PERSON)
    once = select(event.c.run_id).where(event.c.run_id.in_(persons)).group_by(event.c.run_id).having(func.count() == 1)
    known = {*brought, *connection.scalars(once)}
    faults += [Fault(0, _EVENTS, str(number)) for number in held if number not in known]
    return faults, sum(number not in back and "events" not in entry.payload for number, entry in brought.items())


def _seq_of(entries: list[Entry], period: str) -> int:
    """The entry about the closing of `period`; 0 when there is none."""
    told = (e.seq for e in entries if e.what == closings.ENTRY and e.payload.get("period") == period)
    return next(told, 0)


def _imports(connection: Connection, entries: list[Entry]) -> list[Fault]:
    columns = (run.c.id, run.c.who, run.c.at, *(run.c[name] for name in _OF_AN_IMPORT))
    told = {
        (e.payload.get("run"), e.who, e.at, *(e.payload.get(name) for name in _OF_AN_IMPORT))
        for e in entries
        if e.what == "import"
    }
    undone = {e.payload.get("run") for e in entries if e.what == imports.UNDO_ENTRY}
    rows = connection.execute(select(*columns, run.c.manner).where(run.c.format != PERSON).order_by(run.c.id))
    return [
        Fault(0, _IMPORT, str(row.id))
        for row in rows
        if tuple(row[:-1]) not in told or (row.manner == imports.UNDONE) != (row.id in undone)
    ]


def _by_hand(connection: Connection, entries: list[Entry]) -> list[Fault]:
    """What people said that the journal tells otherwise, and what is gone although it was not purged."""
    tellings: dict[str, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry.payload.get("entry"), str):
            tellings.setdefault(entry.payload["entry"], []).append(entry)
    told = {name: several[-1] for name, several in tellings.items()}
    corrections = select(run.c.id, run.c.who, run.c.at, run.c.file).where(run.c.format == PERSON).order_by(run.c.id)
    runs = {f"c{row.id}": row for row in connection.execute(corrections)}
    found = {one.id: one for one in by_hand.every(connection)}
    faults = [
        Fault(0, _SAID, name)
        for name, row in runs.items()
        if name not in found and (name not in told or (told[name].who, told[name].at) != (row.who, row.at))
    ]
    faults += [Fault(0, _SAID, name) for name, one in found.items() if name not in told or not _same(one, told[name])]
    purges = [e.seq for e in entries if e.what == retention.ENTRY]
    gone = [e for name, e in told.items() if name not in found and not any(e.seq < seq for seq in purges)]
    gone += [  # its number was given out again
        one
        for several in tellings.values()
        for one, other in pairwise(several)
        if not any(one.seq < seq < other.seq for seq in purges)
    ]
    return [*faults, *(Fault(e.seq, _UNSAID, str(e.payload["entry"])) for e in gone)]


def _same(said: ByHand, told: Entry) -> bool:
    """Whether the journal tells of `said` as it now stands."""
    if (told.who, told.at, told.why) != (said.who, said.at, said.reason):
        return False
    if said.what == Act.UNDO.word:
        return bool(told.payload.get("undoes") == said.value)
    typed = hashlib.sha256(said.value.encode()).hexdigest()
    expected = {"act": said.what, "norm": said.norm, "value_sha256": typed}
    return {"norm": "", **told.payload}.items() >= expected.items()


def _rulebooks(connection: Connection, entries: list[Entry]) -> list[Fault]:
    told = Counter((e.payload.get("digest"), e.who, e.at, e.why) for e in entries if e.what == "rulebook_accepted")
    columns = (rulebook.c.content, rulebook.c.accepted_by, rulebook.c.accepted_at, rulebook.c.why)
    rows = connection.execute(select(*columns).order_by(rulebook.c.id))
    kept = Counter((hashlib.sha256(content.encode()).hexdigest(), *rest) for content, *rest in rows)
    return [Fault(0, _RULEBOOK, str(missing[0])[:12]) for missing in kept - told]
