"""A closed period as it was closed beside what it would be now, with every difference explained by contact.

Why: later data, another norm or a corrected calendar never changes a closed figure, and never hides either (design.md
2). Contacts that were purged since are no difference: they count now as they were closed. Refuses to change anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from charter.columns import Ints, Mask, Rows, Strings, Verdicts, distinct
from charter.contact import Code
from charter.locale import N_
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.norms.score import ScoreRow, score
from charter.services import closing as closed
from charter.services import frozen
from charter.services.board import Board
from charter.services.causes import causes
from charter.services.deriving import Deriving
from charter.services.frozen import Frozen
from charter.services.matching import Matched, match
from charter.services.privacy import StoredKey
from charter.store import closings, retention
from charter.store.closings import Closing
from charter.store.engine import Store


class Change(Code):
    """What is different about a contact under a norm."""

    NEW = 1
    GONE = 2
    VERDICT = 3
    TIMES = 4
    """The same verdict, on other times or for another reason."""


CHANGES = {
    Change.NEW: N_("new"),
    Change.GONE: N_("gone"),
    Change.VERDICT: N_("other verdict"),
    Change.TIMES: N_("other times"),
}


@dataclass(frozen=True, slots=True)
class Differences:
    """One row per contact and norm that is not as it was closed, as columns; those with only other times last.

    `contact` is its own id, or its keyed digest when it is no longer in the data; `row` its row on the board, -1 when
    it is not there. Verdicts and versions are 0 where there is none. `change` holds `Change`, `cause` holds
    `charter.services.causes.Cause`.
    """

    source: Strings
    contact: Strings
    norm: Strings
    change: Ints
    cause: Ints
    closed_verdict: Ints
    now_verdict: Ints
    closed_version: Ints
    now_version: Ints
    row: Rows

    def __len__(self) -> int:
        return len(self.change)


@dataclass(frozen=True, slots=True)
class Compared:
    """A closing beside today; `now` counts what was purged as it was closed.

    `differences` is None when they cannot be told by contact, because the key that named the contacts is not here.
    """

    closing: Closing
    closed: list[ScoreRow]
    now: list[ScoreRow]
    differences: Differences | None
    purged: int
    """Contacts of the closing that were purged since."""

    @property
    def differs(self) -> bool:
        """Whether today gives anything else than was closed."""
        if self.differences is not None:
            return len(self.differences) > 0
        return [replace(row, complete=True) for row in self.closed] != [replace(row, complete=True) for row in self.now]


def compare(
    store: Store, how: Deriving, board: Board, closing: Closing, key: StoredKey | None, *, explained: bool = True
) -> Compared:
    """Hold `board` against a closing; `key` is the profile's, None when it is away.

    Without `explained` the causes stay 0, which is far less work.
    """
    period = closed.period_of(closing)
    now = board.verdicts.take(np.flatnonzero(period.covers(board.verdicts.day)))
    if key is None or closing.figures["key"] != key.key_id:
        return Compared(closing, closed.scores(closing), _scored(board, now, period), None, 0)
    rules_then = closed.rulebook_of(store, closing)
    with store.read() as connection:
        kept = frozen.unpack(closings.verdicts(connection, closing.period))
        limits = retention.limits(connection)
        matched = match(kept, board, now, key.key, limits)
        cause = np.zeros(len(matched.then), np.int64)
        if explained and len(cause):
            cause = causes(connection, how, board, closing, rules_then, kept, now, matched)
    together = Verdicts.concat([now, _as_now(kept, board.rulebook, matched.purged)])
    return Compared(
        closing,
        closed.scores(closing),
        _scored(board, together, period),
        _told(kept, board, now, matched, cause),
        len(distinct(kept.verdicts.contact[matched.purged])),
    )


def _scored(board: Board, verdicts: Verdicts, period: Period) -> list[ScoreRow]:
    whole = board.completeness.holds_for(period)
    return score(board.contacts, verdicts, board.rulebook, period, complete=whole)


def _as_now(kept: Frozen, rulebook: Rulebook, rows: Rows) -> Verdicts:
    """Frozen verdicts in terms of the norms of today; those of a norm that is off today count no more."""
    known = {norm.id: place for place, norm in enumerate(rulebook.norms)}
    place = np.array([known.get(norm, -1) for norm in kept.norms], np.int64)
    chosen = kept.verdicts.take(rows)
    chosen = replace(chosen, norm=place[chosen.norm])
    return chosen.take(chosen.norm >= 0)


def _told(kept: Frozen, board: Board, now: Verdicts, matched: Matched, cause: Rows) -> Differences:
    then, today, row = matched.then, matched.now, matched.board_row
    old, new = then >= 0, today >= 0

    def of(side: Mask, rows: Rows, column: npt.NDArray[np.generic]) -> Ints:
        found = np.zeros(len(rows), np.int64)
        found[side] = column[rows[side]]
        return found

    norm_ids = np.array([norm.id for norm in board.rulebook.norms], object)
    norm, source, contact = (np.empty(len(then), object) for _place in range(3))
    norm[new] = norm_ids[now.norm[today[new]]]
    norm[old] = np.array(kept.norms, object)[kept.verdicts.norm[then[old]]]
    here = row >= 0
    source[here] = np.array(board.contacts.names.sources, object)[board.contacts.source[row[here]]]
    contact[here] = board.contacts.ids[row[here]]
    for place in np.flatnonzero(~here).tolist():
        frozen_row = int(kept.verdicts.contact[then[place]])
        source[place] = kept.contacts.sources[int(kept.contacts.source[frozen_row])]
        contact[place] = kept.contacts.code(frozen_row)
    closed_verdict, now_verdict = of(old, then, kept.verdicts.verdict), of(new, today, now.verdict)
    change = np.select(
        [~old, ~new, closed_verdict != now_verdict], [Change.NEW, Change.GONE, Change.VERDICT], Change.TIMES
    )
    columns: tuple[npt.NDArray[Any], ...] = (
        source, contact, norm, change, cause, closed_verdict, now_verdict,
        of(old, then, kept.verdicts.version), of(new, today, now.version), row,
    )  # fmt: skip
    order = np.argsort(change == Change.TIMES, kind="stable")
    return Differences(*(column[order] for column in columns))
