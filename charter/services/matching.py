"""Which frozen verdicts are not as they were closed: the closed ones beside those of today, contact by contact.

Why: contacts are frozen by a keyed digest, so both sides are matched by digests, a million at once. What was purged
since is told apart: nobody can say of it that it changed. Refuses to say why anything differs: that is for `causes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Mask, Rows, Verdict, Verdicts, distinct
from charter.services import frozen
from charter.services.board import Board
from charter.services.frozen import Frozen


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows of the frozen verdicts and of today's that differ, -1 where the other side has none."""

    then: Rows
    now: Rows
    board_row: Rows
    """The contact's row on the board, -1 when it is not there."""
    purged: Rows
    """Frozen verdicts of contacts that were purged."""


def match(kept: Frozen, board: Board, now: Verdicts, key: bytes, limits: dict[str, int]) -> Matched:
    """Hold the frozen verdicts against those of the same days `now`; both rows point into what is given here.

    `limits` says per source up to which instant (UTC microseconds) it was purged.
    """
    rows = distinct(now.contact)
    position = np.searchsorted(rows, now.contact)
    here = frozen.named(board.contacts, rows, key)
    then_code, now_code = _codes((kept.contacts.high, kept.contacts.low), (here.high, here.low))
    ids = [norm.id for norm in board.rulebook.norms]
    places = {norm: place for place, norm in enumerate(dict.fromkeys([*kept.norms, *ids]))}
    then_norm, now_norm = (np.array([places[norm] for norm in each], np.int64) for each in (kept.norms, ids))
    then_key = then_code[kept.verdicts.contact] * len(places) + then_norm[kept.verdicts.norm]
    now_key = now_code[position] * len(places) + now_norm[now.norm]
    _same, then_both, now_both = np.intersect1d(then_key, now_key, assume_unique=True, return_indices=True)
    gone, new = np.ones(len(then_key), np.bool_), np.ones(len(now_key), np.bool_)
    gone[then_both], new[now_both] = False, False
    gone_rows = np.flatnonzero(gone)
    elsewhere = _elsewhere(kept, board, kept.verdicts.contact[gone_rows], key)
    is_purged = (elsewhere < 0) & _before_limits(kept, gone_rows, limits)
    purged, gone_rows, elsewhere = gone_rows[is_purged], gone_rows[~is_purged], elsewhere[~is_purged]
    changed = np.zeros(len(then_both), np.bool_)
    for then_column, now_column in zip(comparable(kept.verdicts, then_both), comparable(now, now_both), strict=True):
        changed |= then_column != now_column
    then_both, now_both, new_rows = then_both[changed], now_both[changed], np.flatnonzero(new)
    return Matched(
        np.concatenate([then_both, gone_rows, np.full(len(new_rows), -1)]),
        np.concatenate([now_both, np.full(len(gone_rows), -1), new_rows]),
        np.concatenate([now.contact[now_both], elsewhere, now.contact[new_rows]]),
        purged,
    )


def _codes(*halves: tuple[frozen.Halves, frozen.Halves]) -> list[Rows]:
    """For each list of digests a number for each digest, the same number for the same one."""
    high, low = (np.concatenate([pair[half] for pair in halves]) for half in (0, 1))
    order = np.lexsort((low, high))
    other = np.ones(len(order), np.int64)
    other[1:] = (high[order][1:] != high[order][:-1]) | (low[order][1:] != low[order][:-1])
    code = np.empty(len(order), np.int64)
    code[order] = np.cumsum(other)
    return np.split(code, np.cumsum([len(pair[0]) for pair in halves])[:-1])


def _elsewhere(kept: Frozen, board: Board, contacts: Rows, key: bytes) -> Rows:
    """The rows on the board of frozen contacts that have no such verdict now; -1 when the contact is not there."""
    if not len(contacts):
        return np.empty(0, np.int64)
    everyone = frozen.named(board.contacts, np.arange(len(board.contacts)), key)
    then, now = _codes((kept.contacts.high[contacts], kept.contacts.low[contacts]), (everyone.high, everyone.low))
    row_of = np.full(int(max(then.max(), now.max(initial=0))) + 1, -1, np.int64)
    row_of[now] = np.arange(len(now))
    return row_of[then]


def _before_limits(kept: Frozen, rows: Rows, limits: dict[str, int]) -> Mask:
    """Which frozen verdicts are of contacts that lie before the day up to which their source was purged."""
    by_source = np.array([limits.get(source, NO_TIME) for source in kept.contacts.sources], np.int64)
    verdicts = kept.verdicts
    limit = by_source[kept.contacts.source[verdicts.contact[rows]]]
    before: Mask = np.maximum(verdicts.started_at[rows], verdicts.stopped_at[rows]) < limit
    return before


def comparable(verdicts: Verdicts, rows: Rows) -> Iterator[npt.NDArray[np.int64]]:
    """What must be equal of the verdicts at `rows`, `COMPARED` columns; what a verdict does not rest on is left out.

    The first column is the verdict, then follow norm version and reason, and the times and the value behind it.
    """
    verdict = verdicts.verdict[rows]
    counts = np.isin(verdict, [Verdict.MET, Verdict.BREACHED])
    yield verdict.astype(np.int64)
    yield verdicts.version[rows].astype(np.int64)
    yield verdicts.reason[rows].astype(np.int64)
    yield verdicts.started_at[rows]
    for column in (verdicts.deadline, verdicts.stopped_at, verdicts.spent_us, verdicts.value.view(np.int64)):
        yield np.where(counts, column[rows], -1)


COMPARED = 8
"""Columns of `comparable`."""
