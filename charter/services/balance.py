"""What the measures of satisfaction and balance need beside contacts and verdicts: who came back, what was aimed at.

Why: command line, window and report must ask for these figures in one way. Refuses to compute one; that is
`charter.measures`. How far a year is told is said here, since only the imports know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from charter.days import date_of, day_number
from charter.locale import _, formats
from charter.measures.balance import Balance, Telling, YearTarget, balance, days_told
from charter.measures.elapsed import TwoClocks, two_clocks
from charter.measures.journeys import journeys
from charter.measures.resolution import Resolution, resolution
from charter.norms.periods import Period
from charter.norms.score import Group
from charter.services.board import Board
from charter.settings import Profile
from charter.store import customers
from charter.store.engine import Store

GRACE_DAYS = 14
"""A source that begins so many days after the first working day of a year may simply have had nothing to tell."""


@dataclass(frozen=True, slots=True)
class Balances:
    """The rows of `charter.measures.balance`, and what is missing in the years they tell of, in sentences."""

    rows: tuple[Balance, ...]
    remarks: tuple[str, ...]


def first_contact(
    store: Store, board: Board, window_days: int, period: Period | None = None, by: Sequence[Group] = ()
) -> list[Resolution]:
    """First-contact resolution in its variants, transfers and promises; repeats within `window_days`."""
    with store.read() as connection:
        who = customers.load(connection, board.contacts, board.as_of)
    return resolution(
        board.contacts,
        board.verdicts,
        board.rulebook,
        journeys(board.contacts, board.work.days),
        who,
        known_until(board),
        board.work.days,
        period,
        by,
        window_days=window_days,
    )


def known_until(board: Board) -> int:
    """The instant after which nobody's coming back can be known: as-of, or the end of all that was imported."""
    last = [source.last_at for source in board.completeness.sources if source.last_at is not None]
    return min(board.as_of, max(last, default=board.as_of))


def both_clocks(board: Board, period: Period | None = None, by: Sequence[Group] = ()) -> list[TwoClocks]:
    """The resident's own clock beside the counted one."""
    lived = journeys(board.contacts, board.work.days)
    return two_clocks(board.contacts, board.verdicts, board.rulebook, lived, board.work, period, by)


def balances(board: Board, profile: Profile, year: int | None = None, by: Sequence[Group] = ()) -> Balances:
    """The balance of every year with contacts, or of `year` alone, against the targets of the profile."""
    days = board.work.days
    lived = journeys(board.contacts, days)
    told = {one: span for one, span in days_told(lived, days).items() if year in (None, one)}
    telling = {one: _telling(board, one, span) for one, span in told.items()}
    rows = balance(
        board.contacts,
        board.verdicts,
        board.rulebook,
        lived,
        days,
        {
            one.year: YearTarget(one.year, one.contacts, one.handling_minutes, one.digital_share, one.satisfaction)
            for one in profile.targets
        },
        telling,
        by,
        digital=profile.channels.digital,
    )
    remarks = [remark for one in sorted(told) for remark in (*_late_starts(board, one), *_missing(board, one))]
    return Balances(tuple(rows), tuple(dict.fromkeys(remarks)))


def _telling(board: Board, year: int, span: tuple[date, date]) -> Telling:
    period = Period.parse(f"{year:04}")
    complete = board.completeness.holds_for(period) and not _late_starts(board, year)
    return Telling(*span, over=day_number(period.last) < _day(board, board.as_of), complete=complete)


def _missing(board: Board, year: int) -> tuple[str, ...]:
    return board.completeness.remarks_for(Period.parse(f"{year:04}"))


def _late_starts(board: Board, year: int) -> list[str]:
    """The sources that begin in the course of `year`, one sentence a source."""
    period = Period.parse(f"{year:04}")
    opening = np.array([day_number(period.first)], np.int32)
    allowed = int(board.work.next_working_day(opening)[0]) + GRACE_DAYS
    begun = {source.source: _day(board, source.first_at) for source in board.completeness.sources if source.first_at}
    return [
        _("%(source)s tells nothing before %(day)s.") % {"source": name, "day": formats.day(date_of(day))}
        for name, day in begun.items()
        if allowed < day <= day_number(period.last)
    ]


def _day(board: Board, at: int) -> int:
    return int(board.work.days.day_of(np.array([at]))[0])
