"""Why a verdict is not as it was closed: the contact is judged again in steps, and what changes it is the cause.

Why in steps: the facts of today at the instant of closing, then the rules of today, then the instant of today. The
first step begins at what was closed and the last one ends at what is shown, so no difference is without a cause, and
none is guessed. Refuses to change a verdict.
"""

from __future__ import annotations

from enum import IntFlag

import numpy as np
import numpy.typing as npt

from charter.columns import Contacts, Mask, Rows, Verdict, Verdicts
from charter.locale import N_, _
from charter.norms.judge import judge
from charter.norms.model import Rulebook
from charter.norms.reasons import Reason
from charter.services.board import Board
from charter.services.closing import calendar_digest, period_of
from charter.services.deriving import Deriving
from charter.services.frozen import Frozen
from charter.services.matching import COMPARED, Matched, comparable
from charter.store import by_hand, events, keys
from charter.store.closings import Closing
from charter.store.engine import Connection


class Cause(IntFlag):
    """Why it is different; several may be true at once."""

    DATA = 1
    PERSON = 2
    NORM = 4
    CALENDAR = 8
    TIME = 16

    @property
    def words(self) -> tuple[str, ...]:
        """The single causes as stable words."""
        return tuple(str(cause.name).lower() for cause in Cause if cause in self)


CAUSES = {
    Cause.DATA: N_("data that came in after the closing"),
    Cause.PERSON: N_("an excuse or a correction by a person"),
    Cause.NORM: N_("another norm version"),
    Cause.CALENDAR: N_("a changed calendar"),
    Cause.TIME: N_("what happened after the closing"),
}


def reason(cause: Cause) -> str:
    """The causes in the language spoken now."""
    return ", ".join(_(CAUSES[one]) for one in Cause if one in cause)


def causes(
    connection: Connection,
    how: Deriving,
    board: Board,
    closing: Closing,
    rules_then: Rulebook,
    kept: Frozen,
    now: Verdicts,
    matched: Matched,
) -> Rows:
    """For each difference of `matched` what made it, as numbers of `Cause`; `rules_then` judged at the closing."""
    rows = np.unique(matched.board_row[matched.board_row >= 0])
    contacts = how.derive(events.load(connection, keys_of(connection, board.contacts, rows)), closing.as_of).contacts
    again = _Again(board, kept, now, matched)
    before, after = again.closed(), again.today()
    other_facts = again.judged(contacts, rules_then, closing)
    other_rules = again.judged(contacts, board.rulebook, closing)
    of_norm = again.versions_differ(rules_then, board.rulebook)
    if closing.figures["calendar"] == calendar_digest(board.rulebook.calendars):
        of_norm[:] = True
    by_data = _unlike(before, other_facts) & ~_excused(before)
    by_rules = _unlike(other_facts, other_rules)
    by_time = _unlike(other_rules, after) & ~_excused(after)
    corrected = again.among(_corrected_since(connection, closing.as_of))
    by_person = (_excused(before) != _excused(after)) | (by_time & corrected)
    cause = np.zeros(len(before), np.int64)
    for happened, one in (
        (by_data, Cause.DATA),
        (by_person, Cause.PERSON),
        (by_rules & of_norm, Cause.NORM),
        (by_rules & ~of_norm, Cause.CALENDAR),
        (by_time & ~corrected, Cause.TIME),
    ):
        cause[happened] |= int(one)
    cause[cause == 0] = int(Cause.DATA)
    return cause


class _Again:
    """The differences as keys of contact and norm, and what each is under one way of judging, one line each."""

    def __init__(self, board: Board, kept: Frozen, now: Verdicts, matched: Matched) -> None:
        self._kept, self._now, self._matched = kept, now, matched
        contacts, rows = board.contacts, matched.board_row
        self._row_of = {
            (contacts.names.sources[int(contacts.source[row])], str(contacts.ids[row])): row
            for row in np.unique(rows[rows >= 0]).tolist()
        }
        then, today = matched.then, matched.now
        ids = [norm.id for norm in board.rulebook.norms]
        self._norms = tuple(dict.fromkeys([*kept.norms, *ids]))
        then_norm, now_norm = (np.array([self._norms.index(norm) for norm in each]) for each in (kept.norms, ids))
        self._norm = np.where(
            then >= 0,
            then_norm[kept.verdicts.norm[np.maximum(then, 0)]] if len(kept.verdicts) else 0,
            now_norm[now.norm[np.maximum(today, 0)]] if len(now) else 0,
        )

    def closed(self) -> npt.NDArray[np.int64]:
        """As it was closed."""
        return _lines(self._kept.verdicts, self._matched.then)

    def today(self) -> npt.NDArray[np.int64]:
        """As the board shows it."""
        return _lines(self._now, self._matched.now)

    def judged(self, contacts: Contacts, rulebook: Rulebook, closing: Closing) -> npt.NDArray[np.int64]:
        """As `rulebook` judges `contacts` at the instant of the closing."""
        verdicts = judge(contacts, rulebook, closing.as_of)
        sources, ids = contacts.names.sources, contacts.ids.tolist()
        places = zip((sources[number] for number in contacts.source.tolist()), ids, strict=True)
        row = np.array([self._row_of.get(place, -1) for place in places], np.int64)
        norm = np.array([_place(self._norms, norm.id) for norm in rulebook.norms], np.int64)
        inside = period_of(closing).covers(verdicts.day) & (row[verdicts.contact] >= 0) & (norm[verdicts.norm] >= 0)
        verdicts = verdicts.take(inside)
        found = row[verdicts.contact] * len(self._norms) + norm[verdicts.norm]
        order = np.argsort(found, kind="stable")
        wanted = np.where(self._matched.board_row >= 0, self._matched.board_row * len(self._norms) + self._norm, -1)
        if not len(found):
            return _lines(verdicts, np.full(len(wanted), -1))
        place = np.minimum(np.searchsorted(found[order], wanted), len(found) - 1)
        return _lines(verdicts, np.where(found[order][place] == wanted, order[place], -1))

    def versions_differ(self, then: Rulebook, now: Rulebook) -> Mask:
        """For which differences the norm itself is not the same in both rulebooks."""
        versions = [{norm.id: norm.versions for norm in rulebook.norms} for rulebook in (then, now)]
        same = np.array([versions[0].get(norm) == versions[1].get(norm) for norm in self._norms], np.bool_)
        differ: Mask = ~same[self._norm]
        return differ

    def among(self, places: set[tuple[str, str]]) -> Mask:
        """Which differences are about these contacts."""
        rows = [self._row_of[place] for place in places if place in self._row_of]
        return np.isin(self._matched.board_row, np.array(rows, np.int64))


def _place(norms: tuple[str, ...], norm: str) -> int:
    return norms.index(norm) if norm in norms else -1


def _lines(verdicts: Verdicts, rows: Rows) -> npt.NDArray[np.int64]:
    """`comparable` of the verdicts at `rows`; a line of -1 where there is none."""
    there = rows >= 0
    lines = np.full((len(rows), COMPARED), -1, np.int64)
    lines[there] = np.stack(list(comparable(verdicts, rows[there])), axis=1)
    return lines


def _unlike(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> Mask:
    differs: Mask = (one != other).any(axis=1)
    return differs


def _excused(lines: npt.NDArray[np.int64]) -> Mask:
    """Which verdicts a person excused."""
    excused: Mask = (lines[:, 0] == Verdict.EXCUSED) & (lines[:, 2] != Reason.EFFORT)
    return excused


def keys_of(connection: Connection, contacts: Contacts, rows: Rows) -> Rows:
    """The keys of every event that tells of these contacts, also of those that people said belong to them."""
    parts = [np.empty(0, np.int64)]
    for number in np.unique(contacts.source[rows]).tolist():
        ids = contacts.ids[rows[contacts.source[rows] == number]].tolist()
        parts.append(keys.of_contacts(connection, int(number), ids))
    own = np.unique(np.concatenate(parts))
    linked = [keys.joined_to(connection, one) for one, other in by_hand.links(connection) if other in own]
    return np.unique(np.concatenate([own, *linked]))


def _corrected_since(connection: Connection, as_of: int) -> set[tuple[str, str]]:
    """Source and id of the contacts that a person put right, or no longer, after `as_of`."""
    known = {entry.id: entry for entry in by_hand.every(connection)}
    found: set[tuple[str, str]] = set()
    for entry in known.values():
        if entry.at > as_of and by_hand.is_correction(entry):
            said = known.get(entry.value, entry)
            source, _slash, contact = said.value.partition("/")
            found |= {(entry.source, entry.contact), (source, contact)}
    return found
