"""What else in the database tells of the journal: closings, imports, rulebooks and follow-ups must have their entries.

Why: a chain shows that an entry was changed, but not that somebody wrote the whole chain anew, or cut off its end
together with the mark of the last entry. Each closing holds the digest of the entry before it, and every import, norm
change, closing and word of a person stands in a table of its own; a journal that tells otherwise was rewritten.
Whoever rewrites all of them alike is found only by what left the house: the digests in workbooks and of closings.
Refuses to look at what an entry says beyond that.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from charter.locale import N_
from charter.store import closings, imports, journal
from charter.store.imports import PERSON
from charter.store.journal import Entry, Fault
from charter.store.schema import follow_up, rulebook, run

_REWRITTEN = N_("Entry %(seq)s of the journal is not the one on which the period %(about)s was closed.")
_CLOSING = N_("The closing of %(about)s was changed, or the journal tells otherwise.")
_IMPORT = N_("The journal does not tell of import %(about)s, or tells otherwise.")
_SAID = N_("The journal does not tell of what a person said in %(about)s, or tells otherwise.")
_RULEBOOK = N_("The journal does not tell how the rulebook %(about)s was accepted, or tells otherwise.")


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


def _seq_of(entries: list[Entry], period: str) -> int:
    """The entry about the closing of `period`; 0 when there is none."""
    told = (e.seq for e in entries if e.what == closings.ENTRY and e.payload.get("period") == period)
    return next(told, 0)


def _imports(connection: Connection, entries: list[Entry]) -> list[Fault]:
    told = {
        (e.payload.get("run"), e.who, e.at, e.payload.get("sha256"), e.payload.get("read"))
        for e in entries
        if e.what == "import"
    }
    undone = {e.payload.get("run") for e in entries if e.what == imports.UNDO_ENTRY}
    columns = (run.c.id, run.c.who, run.c.at, run.c.sha256, run.c.read, run.c.manner)
    rows = connection.execute(select(*columns).where(run.c.format != PERSON).order_by(run.c.id))
    return [
        Fault(0, _IMPORT, str(row.id))
        for row in rows
        if tuple(row[:-1]) not in told or (row.manner == imports.UNDONE) != (row.id in undone)
    ]


def _by_hand(connection: Connection, entries: list[Entry]) -> list[Fault]:
    told = {(e.payload.get("entry"), e.who, e.at) for e in entries}
    corrections = select(run.c.id, run.c.who, run.c.at).where(run.c.format == PERSON).order_by(run.c.id)
    follow_ups = select(follow_up.c.id, follow_up.c.who, follow_up.c.at).order_by(follow_up.c.id)
    kept = [(f"c{row.id}", row.who, row.at) for row in connection.execute(corrections)]
    kept += [(f"f{row.id}", row.who, row.at) for row in connection.execute(follow_ups)]
    return [Fault(0, _SAID, one[0]) for one in kept if one not in told]


def _rulebooks(connection: Connection, entries: list[Entry]) -> list[Fault]:
    told = Counter((e.payload.get("digest"), e.who, e.at, e.why) for e in entries if e.what == "rulebook_accepted")
    columns = (rulebook.c.digest, rulebook.c.accepted_by, rulebook.c.accepted_at, rulebook.c.why)
    kept = Counter(tuple(row) for row in connection.execute(select(*columns).order_by(rulebook.c.id)))
    return [Fault(0, _RULEBOOK, str(missing[0])[:12]) for missing in kept - told]
