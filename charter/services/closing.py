"""Closing a period: its figures and verdicts are frozen, with the digests of the data, norms and calendar behind them.

Why: what was reported does not change any more; what comes in later is shown beside it (design.md 2,
`charter.services.as_closed`). Checks that are red are told and do not prevent closing: whoever closes answers for it,
with a remark. Refuses a period that is not over, and to close the same days twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from charter.columns import Rows, Verdict, Verdicts, distinct, fingerprint
from charter.days import day_number
from charter.errors import Cancelled, Refused
from charter.locale import N_, _, formats, ngettext
from charter.norms import calendar_json, examples, files
from charter.norms.calendar import Calendars
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.norms.score import ScoreRow, score
from charter.services import by_hand, frozen, locks
from charter.services.board import Board
from charter.services.privacy import StoredKey
from charter.store import closings, witnesses
from charter.store import rulebooks as stored
from charter.store.closings import Closing
from charter.store.engine import Store


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist before closing: `code` for scripts, `texts` in the language spoken now."""

    code: str
    red: bool
    texts: tuple[str, ...] = ()


def checks(store: Store, board: Board, period: Period) -> list[Check]:
    """What whoever closes `period` must know: sources, norms, the journal, and verdicts that ask for a look."""
    chosen = np.flatnonzero(period.covers(board.verdicts.day))
    verdict = board.verdicts.verdict[chosen]
    unexplained = _without_cause(store, board, chosen[verdict == Verdict.BREACHED])
    running = int((verdict == Verdict.PENDING).sum())
    unmeasured = int((verdict == Verdict.UNDETERMINED).sum())
    excused = int((verdict == Verdict.EXCUSED).sum())
    failing = sum(not result.ok for result in examples.run_all(board.rulebook))
    with store.read() as connection:
        faults = witnesses.verify(connection)
    behind = board.completeness.remarks_for(period) or (_("There is no data yet."),)
    return [
        Check("sources", True, behind) if not board.completeness.holds_for(period) else Check("sources", False),
        _counted("examples", failing, ngettext(
            "%(n)s example of a norm has another outcome. See charter norms check.",
            "%(n)s examples of norms have another outcome. See charter norms check.", failing,
        )),
        _counted("running", running, ngettext(
            "%(n)s promise to a resident still runs.", "%(n)s promises to residents still run.", running
        )),
        _counted("without_cause", unexplained, ngettext(
            "%(n)s breach has no cause yet.", "%(n)s breaches have no cause yet.", unexplained
        )),
        Check("journal", bool(faults), tuple(_(fault.message) % fault.params for fault in faults)),
        Check("not_measurable", False, () if not unmeasured else (ngettext(
            "%(n)s verdict is not measurable.", "%(n)s verdicts are not measurable.", unmeasured
        ) % {"n": formats.number(unmeasured)},)),
        Check("excused", False, () if not excused else (ngettext(
            "%(n)s late contact is excused and does not count as met.",
            "%(n)s late contacts are excused and do not count as met.", excused,
        ) % {"n": formats.number(excused)},)),
    ]  # fmt: skip


def close(
    store: Store,
    board: Board,
    period: Period,
    remark: str,
    key: StoredKey,
    who: str,
    now: int,
    *,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Closing:
    """Freeze the figures of `period` as `board` shows them; `now` in UTC microseconds.

    `progress` is told the share done. Raises Cancelled before anything was written, and Refused when the period is not
    over at `now` and at the board's instant, when the board looks ahead of now, or when these days are closed already
    or cut through a closed period.
    """

    def step(share: float) -> None:
        if cancelled():
            raise Cancelled
        progress(share)

    _refuse_early(board, period, now)
    first, last = day_number(period.first), day_number(period.last)
    chosen: Rows = np.flatnonzero(period.covers(board.verdicts.day))
    verdicts = board.verdicts.take(chosen)
    kept = frozen.freeze(board.contacts, verdicts, board.rulebook, key.key)
    step(0.5)
    about = board.contacts.take(distinct(verdicts.contact))
    figures = _figures(board, period, verdicts, kept, key.key_id)
    step(0.6)
    packed = frozen.pack(kept)
    step(0.7)
    facts = fingerprint.digest(about)
    step(0.9)
    with store.write() as connection:
        _refuse_twice(closings.every(connection), period, first, last)
        return closings.add(
            connection,
            period=period.label,
            first_day=first,
            last_day=last,
            as_of=board.as_of,
            at=now,
            who=who,
            remark=remark,
            rulebook=board.rulebook.digest,
            contacts=facts,
            figures=figures,
            verdicts=packed,
        )


def _figures(board: Board, period: Period, verdicts: Verdicts, kept: frozen.Frozen, key_id: str) -> dict[str, Any]:
    """What is reported of the period, and what it rests on: calendar, key, and the norm versions that are locked."""
    whole = board.completeness.holds_for(period)
    rows = score(board.contacts, board.verdicts, board.rulebook, period, complete=whole)
    used = {kept.norms[position] for position in np.unique(verdicts.norm).tolist()}
    return {
        "scores": [asdict(row) for row in rows],
        "contacts": len(kept.contacts),
        "verdicts": len(verdicts),
        "calendar": calendar_digest(board.rulebook.calendars),
        "key": key_id,
        "locked": locks.lock(board.rulebook, used, period.first, period.last),
    }


def of_period(store: Store, period: Period) -> Closing | None:
    """The closing of exactly the days of `period`; None when they were not closed."""
    with store.read() as connection:
        return closings.find(connection, day_number(period.first), day_number(period.last))


def every(store: Store) -> list[tuple[Closing, bool]]:
    """Every closing, and whether it still is what its own digest and the journal say."""
    with store.read() as connection:
        changed = set(closings.changed(connection))
        return [(closing, closing.period not in changed) for closing in closings.every(connection)]


def locked_versions(store: Store) -> set[tuple[str, int]]:
    """Norm id and number of every norm version by which a period was closed."""
    with store.read() as connection:
        return locks.locked_versions(closings.every(connection))


def period_of(closing: Closing) -> Period:
    """The days of a closing."""
    return Period(formats.date_of(closing.first_day), formats.date_of(closing.last_day), closing.period)


def rulebook_of(store: Store, closing: Closing) -> Rulebook:
    """The rulebook by which a period was closed."""
    with store.read() as connection:
        return files.from_bundle(stored.by_digest(connection, closing.rulebook).content)


def scores(closing: Closing) -> list[ScoreRow]:
    """The closed figures, per norm."""
    return [ScoreRow(**row) for row in closing.figures["scores"]]


def calendar_digest(calendars: Calendars) -> str:
    """The SHA-256 of both calendars."""
    written = json.dumps(calendar_json.to_json(calendars), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def _without_cause(store: Store, board: Board, breached: Rows) -> int:
    """How many of the verdicts at `breached` nobody gave a cause."""
    known = by_hand.standing(by_hand.every(store, board.as_of))
    if not any(said.cause for said in known.values()):
        return len(breached)
    contacts, verdicts = board.contacts, board.verdicts.take(breached)
    sources, norms = contacts.names.sources, [norm.id for norm in board.rulebook.norms]
    rows = zip(
        contacts.source[verdicts.contact].tolist(),
        contacts.ids[verdicts.contact].tolist(),
        verdicts.norm.tolist(),
        strict=True,
    )
    return sum(not by_hand.of_breach(known, sources[s], contact, norms[norm]).cause for s, contact, norm in rows)


def _counted(code: str, n: int, text: str) -> Check:
    return Check(code, bool(n), (text % {"n": formats.number(n)},) if n else ())


def _refuse_early(board: Board, period: Period, now: int) -> None:
    if board.as_of > now:
        raise Refused(N_("A period cannot be closed as of a moment that has yet to come."), N_("Leave out --as-of."))
    today = int(board.work.days.day_of(np.array([board.as_of]))[0])
    if today <= day_number(period.last):
        raise Refused(
            N_("The period %(period)s is not over yet: its last day is %(day)s."),
            N_("Close it after that day."),
            period=period.label,
            day=formats.day(period.last),
        )


def _refuse_twice(closed: list[Closing], period: Period, first: int, last: int) -> None:
    """The same days are closed once. A year, its quarters and its weeks may all be closed; free days D..D must fit."""
    for closing in closed:
        if (closing.first_day, closing.last_day) == (first, last) or closing.period == period.label:
            raise Refused(
                N_("The period %(period)s is closed already, as %(closed)s."),
                N_("See charter closed %(closed)s: later data stands there beside the closed figures."),
                period=period.label,
                closed=closing.period,
            )
        apart = closing.last_day < first or last < closing.first_day
        inside = (closing.first_day <= first and last <= closing.last_day) or (
            first <= closing.first_day and closing.last_day <= last
        )
        if not apart and not inside and (".." in period.label or ".." in closing.period):
            raise Refused(
                N_("The days %(period)s cut through the closed period %(closed)s."),
                N_("Choose days that lie wholly inside or wholly outside it."),
                period=period.label,
                closed=closing.period,
            )
