"""What people said of the verdicts on a board, as columns over those verdicts; and which periods are closed.

Why: a register of a million verdicts sorts, filters and counts by team, cause and note, so these must be numbers beside
the verdicts. Only entries are walked through, never contacts. Refuses to judge: what an excuse does is the judge's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from charter.columns import Act, ByHand, Contacts, Ints, Mask, Rows, Verdict, Verdicts
from charter.locale import formats
from charter.norms.reasons import Reason
from charter.services import by_hand
from charter.services.board import Board
from charter.store import closings
from charter.store.engine import Store

_HEARD = {Act.ASSIGN.word: "assigned", Act.CAUSE.word: "cause", Act.NOTE.word: "note", Act.EXCUSE.word: "cause"}


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The days of a closed period, and the instant (UTC microseconds) at which it was closed."""

    first: date
    last: date
    at: int


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that people said, oldest first, and the closed periods."""

    entries: tuple[ByHand, ...] = ()
    closed: tuple[ClosedDays, ...] = ()


@dataclass(frozen=True, slots=True)
class Following:
    """One row a verdict: `assigned` points into `teams`, `cause` into `causes`, `note` into `notes`; 0 is nothing."""

    teams: tuple[str, ...]
    causes: tuple[str, ...]
    notes: tuple[str, ...]
    assigned: Ints
    cause: Ints
    note: Ints

    @classmethod
    def none(cls, count: int) -> Following:
        """Nothing was said of any of `count` verdicts."""
        zeros = np.zeros(count, np.int32)
        return cls(("",), ("",), ("",), zeros, zeros, zeros)

    @property
    def noted(self) -> Mask:
        """Which verdicts have a note."""
        return np.not_equal(self.note, 0)


def read(store: Store, as_of: int) -> Said:
    """What was said and closed up to `as_of` (UTC microseconds)."""
    with store.read() as connection:
        closed = [
            ClosedDays(formats.date_of(one.first_day), formats.date_of(one.last_day), one.at)
            for one in closings.every(connection)
            if one.at <= as_of
        ]
    return Said(tuple(by_hand.every(store, as_of)), tuple(closed))


def hear(following: Following, board: Board, order: Rows, entries: Sequence[ByHand]) -> Following:
    """`following` with what `entries` (oldest first) say besides; what was undone is passed over.

    `order` holds the contacts by the alphabet of their ids. What is said of one norm goes before what is said of all,
    whenever it was said.
    """
    held = [entry for entry in entries if entry.what in _HEARD and not entry.undone]
    places = rows_of(board.contacts, order, ((entry.source, entry.contact) for entry in held))
    held = [entry for entry in held if (entry.source, entry.contact) in places]
    if not held:
        return following
    about = np.array(sorted(places.values()), np.int64)
    touched = verdicts_of(board, about)
    names = {"assigned": following.teams, "cause": following.causes, "note": following.notes}
    positions = {field: {name: place for place, name in enumerate(known)} for field, known in names.items()}
    columns: dict[str, Ints] = {}
    for norm in dict.fromkeys(["", *(entry.norm for entry in held)]):
        rows = touched[under(board, norm, touched)]
        line = np.searchsorted(about, board.verdicts.contact[rows])
        for field, said in _said_of(held, norm, places, about, positions).items():
            column = columns[field] if field in columns else getattr(following, field).copy()
            new = said[line]
            column[rows] = np.where(new, new, column[rows])
            columns[field] = column
    return replace(
        following,
        teams=tuple(positions["assigned"]),
        causes=tuple(positions["cause"]),
        notes=tuple(positions["note"]),
        **columns,
    )


def _said_of(
    entries: Sequence[ByHand],
    norm: str,
    places: Mapping[by_hand.Place, int],
    about: Rows,
    positions: Mapping[str, dict[str, int]],
) -> dict[str, Ints]:
    """What `entries` say of a norm, by field: for each contact of `about` the position of the name, which is added."""
    found: dict[str, Ints] = {}
    for entry in entries:
        if entry.norm != norm or not entry.value:
            continue
        field = _HEARD[entry.what]
        said = found.setdefault(field, np.zeros(len(about), np.int32))
        line = np.searchsorted(about, places[entry.source, entry.contact])
        if entry.what != Act.EXCUSE.word or not said[line]:
            said[line] = positions[field].setdefault(entry.value, len(positions[field]))
    return found


def excuse(verdicts: Verdicts, chosen: Rows) -> Verdicts:
    """The verdicts as they are once those at `chosen` are excused: never what was met (as `Ruling.excused`)."""
    excused = chosen[np.isin(verdicts.verdict[chosen], [Verdict.BREACHED, Verdict.PENDING])]
    verdict, reason = verdicts.verdict.copy(), verdicts.reason.copy()
    verdict[excused], reason[excused] = Verdict.EXCUSED, Reason.EXCUSED
    return replace(verdicts, verdict=verdict, reason=reason)


def verdicts_of(board: Board, contacts: Rows) -> Rows:
    """The verdicts of some contacts, ascending: one walk over all of them, however many contacts those are."""
    named = np.zeros(len(board.contacts), np.bool_)
    named[contacts] = True
    return np.flatnonzero(named[board.verdicts.contact])


def under(board: Board, norm: str, rows: Rows) -> Mask:
    """Which of these verdicts are under a norm; "" is every norm."""
    if not norm:
        return np.ones(len(rows), np.bool_)
    position = next((place for place, one in enumerate(board.rulebook.norms) if one.id == norm), -1)
    return np.equal(board.verdicts.norm[rows], position)


def rows_of(contacts: Contacts, order: Rows, places: Iterable[by_hand.Place]) -> dict[by_hand.Place, int]:
    """The row of each contact of `places` (source and id) that there is, found by halving in `order`, as in `hear`."""
    found = {}
    for source, contact in dict.fromkeys(places):
        place = bisect_left(order, contact, key=lambda row: str(contacts.ids[row]))
        while place < len(order) and str(contacts.ids[order[place]]) == contact:
            row = int(order[place])
            if contacts.names.sources[int(contacts.source[row])] == source:
                found[source, contact] = row
                break
            place += 1
    return found
