"""The journal: who did what, when and why, as a chain that shows every later change.

Why: an auditor must be able to see that nothing was silently changed (design.md 4.12). Each entry carries the digest
of the one before it, and a separate head tells which entry is the last, so that a changed, removed or reordered
entry is found, also at the end. Refuses to change or remove an entry: there is no function that does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from charter.locale import N_
from charter.store.schema import journal, journal_head

_HEAD = 1
_BEFORE_THE_FIRST = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; `at` in UTC microseconds, `what` a stable word such as `import`."""

    seq: int
    at: int
    who: str
    what: str
    why: str
    payload: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at entry `seq` (0: no entry tells of it); `message` is a msgid with places `%(seq)s`, `%(about)s`.

    `about` names what else the fault is about, such as a period.
    """

    seq: int
    message: str
    about: str = ""

    @property
    def params(self) -> Mapping[str, str]:
        """What fills the places of `message`."""
        return {"seq": str(self.seq), "about": self.about}


def append(connection: Connection, who: str, at: int, what: str, why: str, payload: Mapping[str, Any]) -> Entry:
    """Add the next entry, in the caller's write transaction. `payload` must be JSON."""
    before = connection.execute(
        select(journal_head.c.seq, journal_head.c.digest).where(journal_head.c.id == _HEAD).with_for_update()
    ).one_or_none()
    last, previous = (before.seq, before.digest) if before else (0, _BEFORE_THE_FIRST)
    seq, written = last + 1, _written(payload)
    digest = _digest(seq, at, who, what, why, written, previous)
    connection.execute(
        insert(journal).values(
            seq=seq, at=at, who=who, what=what, why=why, payload=written, previous=previous, digest=digest
        )
    )
    if before:
        connection.execute(update(journal_head).where(journal_head.c.id == _HEAD).values(seq=seq, digest=digest))
    else:
        connection.execute(insert(journal_head).values(id=_HEAD, seq=seq, digest=digest))
    return Entry(seq, at, who, what, why, payload, digest)


def entries(connection: Connection, what: str = "") -> list[Entry]:
    """Every entry, or those of one kind, the first one first."""
    chosen = select(journal).where(journal.c.what == what) if what else select(journal)
    return [
        Entry(row.seq, row.at, row.who, row.what, row.why, _payload(row.payload), row.digest)
        for row in connection.execute(chosen.order_by(journal.c.seq))
    ]


def latest(connection: Connection, what: str) -> Entry | None:
    """The last entry of this kind."""
    chosen = select(journal).where(journal.c.what == what).order_by(journal.c.seq.desc()).limit(1)
    row = connection.execute(chosen).one_or_none()
    return Entry(row.seq, row.at, row.who, row.what, row.why, json.loads(row.payload), row.digest) if row else None


def head(connection: Connection) -> tuple[int, str]:
    """Number and digest of the last entry, to print on what leaves the house; (0, "") before the first."""
    row = connection.execute(select(journal_head.c.seq, journal_head.c.digest)).one_or_none()
    return (row.seq, row.digest) if row else (0, _BEFORE_THE_FIRST)


def holds(connection: Connection, seq: int, digest: str) -> bool:
    """Whether entry `seq` still is the one with `digest`, as it was printed on something that left the house."""
    found = connection.scalar(select(journal.c.digest).where(journal.c.seq == seq)) if seq else _BEFORE_THE_FIRST
    return bool(found == digest)


def verify(connection: Connection) -> list[Fault]:
    """Everything wrong with the chain, in order; an empty list when each entry stands as it was written.

    A chain that was written anew as a whole is whole: `charter.store.witnesses` holds it against the other tables.
    """
    faults = []
    seq, previous = 0, _BEFORE_THE_FIRST
    for row in connection.execute(select(journal).order_by(journal.c.seq)):
        if row.seq != seq + 1:
            faults.append(Fault(seq + 1, N_("Entry %(seq)s of the journal is missing.")))
        elif row.previous != previous:
            faults.append(Fault(row.seq, N_("Entry %(seq)s of the journal does not follow the one before it.")))
        if row.digest != _digest(row.seq, row.at, row.who, row.what, row.why, row.payload, row.previous):
            faults.append(Fault(row.seq, N_("Entry %(seq)s of the journal was changed.")))
        seq, previous = row.seq, row.digest
    last, digest = head(connection)
    if last > seq:
        faults.append(Fault(seq + 1, N_("Entry %(seq)s of the journal is missing.")))
    elif (last, digest) != (seq, previous):
        faults.append(Fault(seq, N_("Entry %(seq)s is not the one that was written last.")))
    return faults


def _written(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _payload(written: str) -> Mapping[str, Any]:
    """What an entry tells; one that was changed into something else is shown as it stands."""
    try:
        found = json.loads(written)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"unreadable": written}


def _digest(seq: int, at: int, who: str, what: str, why: str, payload: str, previous: str) -> str:
    link = json.dumps([seq, at, who, what, why, payload, previous], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(link.encode("ascii")).hexdigest()
