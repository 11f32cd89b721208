"""What people said of the verdicts on a board, as columns over those verdicts; and which periods are closed.

Why: a register of a million verdicts sorts, filters and counts by team, cause and note, so these must be numbers beside
the verdicts. Only entries are walked through, never contacts. Refuses to judge: what an excuse does is the judge's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
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


def hear(following: Following, board: Board, rank: Ints, entries: Sequence[ByHand]) -> Following:
    """`following` with what `entries` (oldest first) say besides; what was undone is passed over.

    `rank` is the place of each contact's id among all ids. What is said of one norm goes before what is said of all,
    whenever it was said.
    """
    held = [entry for entry in entries if entry.what in _HEARD and not entry.undone]
    places = rows_of(board.contacts, rank, ((entry.source, entry.contact) for entry in held))
    for norm in dict.fromkeys(["", *(entry.norm for entry in held)]):
        its = [entry for entry in held if entry.norm == norm and (entry.source, entry.contact) in places]
        if its:
            following = _with_norm(following, board, norm, its, places)
    return following


def excuse(verdicts: Verdicts, chosen: Mask) -> Verdicts:
    """The verdicts as they are once those of `chosen` are excused: never what was met (as `Ruling.excused`)."""
    excused = chosen & np.isin(verdicts.verdict, [Verdict.BREACHED, Verdict.PENDING])
    return replace(
        verdicts,
        verdict=np.where(excused, Verdict.EXCUSED, verdicts.verdict).astype(verdicts.verdict.dtype),
        reason=np.where(excused, Reason.EXCUSED, verdicts.reason).astype(verdicts.reason.dtype),
    )


def rows_of(contacts: Contacts, rank: Ints, places: Iterable[by_hand.Place]) -> dict[by_hand.Place, int]:
    """The row of each contact of `places` (source and id) that there is, found by halving."""
    wanted = list(dict.fromkeys(places))
    if not wanted:
        return {}
    order = np.empty(len(rank), np.int64)
    order[rank] = np.arange(len(rank))
    found = {}
    for source, contact in wanted:
        place = bisect_left(order, contact, key=lambda row: str(contacts.ids[row]))
        while place < len(order) and str(contacts.ids[order[place]]) == contact:
            row = int(order[place])
            if contacts.names.sources[int(contacts.source[row])] == source:
                found[source, contact] = row
                break
            place += 1
    return found


def verdict_rows(board: Board, norm: str) -> Rows:
    """The verdicts under a norm; "" is every norm."""
    if not norm:
        return np.arange(len(board.verdicts))
    position = next((place for place, one in enumerate(board.rulebook.norms) if one.id == norm), -1)
    return np.flatnonzero(board.verdicts.norm == position)


def _with_norm(
    following: Following, board: Board, norm: str, entries: Sequence[ByHand], places: dict[by_hand.Place, int]
) -> Following:
    rows = verdict_rows(board, norm)
    contact = board.verdicts.contact[rows]
    columns = {"assigned": following.assigned, "cause": following.cause, "note": following.note}
    names = {
        "assigned": dict.fromkeys(following.teams),
        "cause": dict.fromkeys(following.causes),
        "note": dict.fromkeys(following.notes),
    }
    positions = {field: {name: place for place, name in enumerate(known)} for field, known in names.items()}
    said = {field: np.zeros(len(board.contacts), np.int32) for field in columns}
    for entry in entries:
        field, row = _HEARD[entry.what], places[entry.source, entry.contact]
        if entry.value and not (entry.what == Act.EXCUSE.word and said[field][row]):
            said[field][row] = positions[field].setdefault(entry.value, len(positions[field]))
    for field, dense in said.items():
        new = dense[contact]
        column = columns[field].copy()
        column[rows] = np.where(new, new, column[rows])
        columns[field] = column
    return Following(
        teams=tuple(positions["assigned"]),
        causes=tuple(positions["cause"]),
        notes=tuple(positions["note"]),
        **columns,
    )
