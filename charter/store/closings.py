"""Closed periods: figures that no longer change, with the digests of what made them (design.md 2).

Why: what was reported must stay provable, also when later data, another norm or a purge would give other figures
today. A closing and its journal entry are one transaction; each holds the digest of the other side, so that neither can
be rewritten alone. Refuses to change or drop a closing, and to know what its figures and verdicts mean.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from charter.errors import NotFound, StoreError
from charter.locale import N_
from charter.store import journal
from charter.store.names import storable
from charter.store.schema import closing as table

ENTRY = "closing"
"""What the journal calls a closing."""


@dataclass(frozen=True, slots=True)
class Closing:
    """One closed period. Days count from 1970-01-01; `as_of` and `at` (when it was closed) in UTC microseconds.

    `rulebook` and `contacts` are the digests of what judged and of what was judged; `figures` is JSON; `head` is the
    last journal entry before the closing (number and digest); `digest` covers all of it, the verdicts included.
    """

    period: str
    first_day: int
    last_day: int
    as_of: int
    at: int
    who: str
    remark: str
    rulebook: str
    contacts: str
    figures: Mapping[str, Any]
    head: tuple[int, str]
    digest: str


def add(
    connection: Connection,
    *,
    period: str,
    first_day: int,
    last_day: int,
    as_of: int,
    at: int,
    who: str,
    remark: str,
    rulebook: str,
    contacts: str,
    figures: Mapping[str, Any],
    verdicts: bytes,
) -> Closing:
    """Keep a closing and journal it, in the caller's write transaction. `figures` must be JSON."""
    seq, before = journal.head(connection)
    written = json.dumps(
        {**figures, "at": at, "journal": [seq, before]}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    kept_remark = storable(remark)
    values = {
        "period": period,
        "first_day": first_day,
        "last_day": last_day,
        "as_of": as_of,
        "who": who,
        "remark": kept_remark,
        "rulebook": rulebook,
        "contacts": contacts,
        "figures": written,
    }
    of_verdicts = hashlib.sha256(verdicts).hexdigest()
    digest = _digest(values, of_verdicts)
    connection.execute(insert(table).values(**values, verdicts=verdicts, digest=digest))
    told = {
        "period": period,
        "as_of": as_of,
        "rulebook": rulebook,
        "contacts": contacts,
        "verdicts": of_verdicts,
        "digest": digest,
    }
    journal.append(connection, who, at, ENTRY, kept_remark, told)
    return _closing({**values, "digest": digest})


def every(connection: Connection) -> list[Closing]:
    """Every closing, by its first day, the longest period first."""
    found = [_closing(dict(row)) for row in connection.execute(_WITHOUT_VERDICTS).mappings()]
    return sorted(found, key=lambda closing: (closing.first_day, -closing.last_day))


def find(connection: Connection, first_day: int, last_day: int) -> Closing | None:
    """The closing of exactly these days; None when they were not closed."""
    chosen = _WITHOUT_VERDICTS.where(table.c.first_day == first_day, table.c.last_day == last_day)
    row = connection.execute(chosen).mappings().one_or_none()
    return _closing(dict(row)) if row else None


def verdicts(connection: Connection, period: str) -> bytes:
    """The frozen verdicts of the closing with this label. Raises NotFound."""
    found = connection.scalar(select(table.c.verdicts).where(table.c.period == period))
    if found is None:
        raise NotFound(N_("The period %(period)s has not been closed."), N_("See charter closed."), period=period)
    return bytes(found)


def changed(connection: Connection) -> list[str]:
    """The periods whose closing no longer is what its own digest, or the journal, says; also those taken away."""
    told = [entry.payload for entry in journal.entries(connection) if entry.what == ENTRY]
    journalled = {str(payload.get("period")): payload.get("digest") for payload in told}
    kept: dict[str, str] = {}
    for row in connection.execute(select(table).order_by(table.c.first_day)).mappings():
        of_verdicts = hashlib.sha256(bytes(row["verdicts"])).hexdigest()
        kept[row["period"]] = row["digest"] if _digest(row, of_verdicts) == row["digest"] else ""
    named = dict.fromkeys([*kept, *journalled])
    return [period for period in named if not kept.get(period) or kept[period] != journalled.get(period)]


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """Per period the last journal entry before it was closed, of the closings that can be read."""
    found = {}
    for row in connection.execute(_WITHOUT_VERDICTS).mappings():
        try:
            found[row["period"]] = _closing(dict(row)).head
        except StoreError:
            continue
    return found


_COVERED = ("period", "first_day", "last_day", "as_of", "who", "remark", "rulebook", "contacts", "figures")
_WITHOUT_VERDICTS = select(*(table.c[name] for name in (*_COVERED, "digest")))


def _digest(values: Mapping[Any, Any], of_verdicts: str) -> str:
    told = json.dumps([*(values[name] for name in _COVERED), of_verdicts], separators=(",", ":"))
    return hashlib.sha256(told.encode("ascii")).hexdigest()


def _closing(values: dict[str, Any]) -> Closing:
    try:
        figures = json.loads(values.pop("figures"))
        seq, before = figures.pop("journal")
        return Closing(**values, at=figures.pop("at"), figures=figures, head=(seq, before))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            N_("The closing of %(period)s cannot be read: it was changed past the program."),
            N_("Put back a backup of the database."),
            period=str(values["period"]),
        ) from error
