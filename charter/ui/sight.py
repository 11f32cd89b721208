"""What the screens show of one board, worked out once, off the main thread.

Why: screens only look things up. A sight is never changed; fresh data is a new sight.
Refuses to judge: every figure comes from the services.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from charter import locale
from charter.columns import NO_DAY, Act, ByHand, Days, Ints, Mask, Rows, Verdict, distinct
from charter.contact import Channel
from charter.days import DayTable, date_of
from charter.norms.model import Norm
from charter.norms.periods import Period
from charter.norms.score import ScoreRow, score
from charter.services import said
from charter.services.board import Board
from charter.services.lateness import Lateness, Measure, lateness
from charter.services.norm_checks import distrusted
from charter.services.said import ClosedDays, Following, Said
from charter.services.worklist import Worklist, worklist
from charter.ui.look.verdict_look import CALLBACK_NORM, CHANNEL_ICON

_CHUNK = 20_000


@dataclass(frozen=True)
class Sight:
    """A board, how late everything on it is, and the first answers to what the screens ask."""

    board: Board
    lateness: Lateness
    worklist: Worklist
    """For all teams."""
    scores: list[ScoreRow]
    score_period: Period
    days: Days
    """The local days in which something was judged, ascending."""
    months: tuple[Period, ...]
    """The months in which something was judged, the newest first."""
    teams: tuple[int, ...]
    """The teams that occur, in the order of the alphabet."""
    norms: tuple[int, ...]
    """The norms that judged something, in the order of the rulebook."""
    period: Period | None
    """The month of today when something was judged in it, else the newest month before it; None without any."""
    longest: int
    """The greatest number of days that anything is late, for the width of a column."""
    id_rank: Ints
    """For each contact the place of its number among all numbers."""
    id_order: Rows
    """The contacts by the alphabet of their numbers."""
    following: Following
    """What people said of each verdict."""
    closed: tuple[ClosedDays, ...]
    distrusted: frozenset[str] = frozenset()
    """The norms whose worked examples are not right: their scores are not shown."""

    @classmethod
    def of(cls, board: Board, heard: Said | None = None) -> Sight:
        """Work everything out; takes about a second for a million contacts."""
        heard = heard or Said()
        verdicts = board.verdicts
        today = date_of(int(DayTable.of_zone(board.rulebook.calendars.zone).day_of(np.array([board.as_of]))[0]))
        period = score_period(today)
        measured = lateness(board)
        in_days = (measured.measure == Measure.WORKING_DAYS) | (measured.measure == Measure.DAYS)
        days = distinct(verdicts.day).astype(np.int32)
        days = days[days != NO_DAY]
        found = np.unique(days.astype("datetime64[D]").astype("datetime64[M]"))
        months = tuple(Period.parse(str(month)) for month in found[::-1])
        names = board.contacts.names.teams
        usual = next((month for month in months if month.first <= today), None)
        ranks = rank(board.contacts.ids)
        order = np.empty(len(ranks), np.int64)
        order[ranks] = np.arange(len(ranks))
        return cls(
            board=board,
            lateness=measured,
            worklist=worklist(board),
            scores=score(board.contacts, verdicts, board.rulebook, period),
            score_period=period,
            days=days,
            months=months,
            teams=tuple(sorted(present(board.contacts.team) - {0}, key=lambda team: names[team].casefold())),
            norms=tuple(sorted(present(verdicts.norm))),
            period=usual,
            longest=int(measured.amount[in_days].max(initial=0)),
            id_rank=ranks,
            id_order=order,
            following=said.hear(Following.none(len(verdicts)), board, order, heard.entries),
            closed=heard.closed,
            distrusted=distrusted(board.rulebook),
        ).prepared()

    def prepared(self) -> Sight:
        """Itself, once what the window asks as soon as it is shown has been worked out beside it."""
        _kept = self.unexplained
        return self

    def hearing(self, entries: Sequence[ByHand]) -> Sight:
        """The same sight when `entries` hold besides: told at once, before the database is asked again."""
        following = said.hear(self.following, self.board, self.id_order, entries)
        excused = self._excused([one for one in entries if one.what == Act.EXCUSE.word])
        board = self.board
        if len(excused):
            board = replace(board, verdicts=said.excuse(board.verdicts, excused))
        return replace(self, following=following, board=board)

    def only(self, rows: Rows) -> Sight:
        """The same sight of some of its verdicts; counts, days and the worklist stay those of all."""
        late, said_of = self.lateness, self.following
        return replace(
            self,
            board=replace(self.board, verdicts=self.board.verdicts.take(rows)),
            lateness=Lateness(late.measure[rows], late.amount[rows], late.running[rows], late.urgency[rows]),
            following=replace(
                said_of, assigned=said_of.assigned[rows], cause=said_of.cause[rows], note=said_of.note[rows]
            ),
        )

    def _excused(self, entries: Sequence[ByHand]) -> Rows:
        """The verdicts of which `entries` say that they do not count."""
        places = said.rows_of(self.board.contacts, self.id_order, ((one.source, one.contact) for one in entries))
        by_norm: dict[str, list[int]] = {}
        for one in entries:
            if (one.source, one.contact) in places:
                by_norm.setdefault(one.norm, []).append(places[one.source, one.contact])
        found = [np.empty(0, np.int64)]
        for norm, contacts in by_norm.items():
            rows = said.verdicts_of(self.board, np.array(contacts, np.int64))
            found.append(rows[said.under(self.board, norm, rows)])
        return np.concatenate(found)

    @cached_property
    def without_cause(self) -> Mask:
        """Which verdicts are breached and have no cause yet."""
        return (self.board.verdicts.verdict == Verdict.BREACHED) & (self.following.cause == 0)

    @cached_property
    def unexplained(self) -> int:
        """How many breaches of `period` have no cause yet."""
        inside = self.without_cause
        return int(np.count_nonzero(inside & self.period.covers(self.board.verdicts.day) if self.period else inside))

    def closed_of(self, row: int) -> ClosedDays | None:
        """The closed period in which a verdict lies."""
        day = int(self.board.verdicts.day[row])
        if day == NO_DAY:
            return None
        return next((one for one in self.closed if one.first <= date_of(day) <= one.last), None)

    def place(self, row: int) -> tuple[str, str]:
        """The source of the contact of a verdict, and its own id there."""
        contacts, contact = self.board.contacts, int(self.board.verdicts.contact[row])
        return contacts.names.sources[int(contacts.source[contact])], str(contacts.ids[contact])

    def find(self, place: tuple[str, str]) -> int | None:
        """The row of the contact of a source and its own id there."""
        return said.rows_of(self.board.contacts, self.id_order, [place]).get(place)

    def norm_id(self, row: int) -> str:
        """The id of the norm of a verdict."""
        return self.board.rulebook.norms[int(self.board.verdicts.norm[row])].id

    def later(self, as_of: int) -> Sight:
        """The same verdicts in the same order, told at a later instant: what is left, and what is late by now."""
        return replace(self, lateness=lateness(self.board, as_of))

    @property
    def zone(self) -> str:
        """The zone in which days are told."""
        return self.board.rulebook.calendars.zone

    @cached_property
    def today(self) -> date:
        """The local day of the as-of instant."""
        return self.day(self.board.as_of)

    def day(self, at: int) -> date:
        """The local day of an instant."""
        return date_of(int(DayTable.of_zone(self.zone).day_of(np.array([at]))[0]))

    @cached_property
    def norm_titles(self) -> tuple[str, ...]:
        """A short name of each norm, in the language spoken."""
        return tuple(short_title(norm) for norm in self.board.rulebook.norms)

    @cached_property
    def norm_rank(self) -> Ints:
        """For each norm the place of its short name in the alphabet."""
        return alphabet(self.norm_titles)

    @cached_property
    def team_rank(self) -> Ints:
        """For each team the place of its name in the alphabet."""
        return alphabet(self.board.contacts.names.teams)

    def number(self, row: int) -> str:
        """The number of the contact of a verdict."""
        return str(self.board.contacts.ids[int(self.board.verdicts.contact[row])])

    def channel_icon(self, row: int) -> str:
        """The icon of the road along which a verdict's contact came."""
        if self.board.rulebook.norms[int(self.board.verdicts.norm[row])].id == CALLBACK_NORM:
            return "callback"
        return CHANNEL_ICON[Channel(int(self.board.contacts.channel[int(self.board.verdicts.contact[row])]))]

    def row_of(self, contact: int, norm: int) -> int | None:
        """The verdict of a contact under a norm."""
        found = np.flatnonzero((self.board.verdicts.contact == contact) & (self.board.verdicts.norm == norm))
        return int(found[0]) if len(found) else None


def present(positions: Ints) -> set[int]:
    """Which positions occur in a column of positions."""
    return {int(position) for position in np.flatnonzero(np.bincount(positions))} if len(positions) else set()


def short_title(norm: Norm) -> str:
    """The name of a norm for a narrow column."""
    return norm.short_title.get(locale.language()) or norm.title.get(locale.language()) or norm.id


def score_period(today: date) -> Period:
    """This month up to yesterday; on the first day of a month the month before."""
    yesterday = today - timedelta(days=1)
    month = Period.month_of(yesterday)
    return Period(month.first, yesterday, month.label) if yesterday.month == today.month else month


def rank(names: npt.NDArray[np.object_]) -> Ints:
    """The place of each name among all of them, worked out in small bites so that the window keeps moving."""
    if not len(names):
        return np.empty(0, np.int32)
    chunks = [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]
    width = max(max(map(len, chunk)) for chunk in chunks)
    kind = "S" if all(all(map(str.isascii, chunk)) for chunk in chunks) else "U"
    flat = np.empty(len(names), f"{kind}{max(1, width)}")
    for position, chunk in enumerate(chunks):
        flat[position * _CHUNK : position * _CHUNK + len(chunk)] = chunk
    ranks = np.empty(len(names), np.int32)
    ranks[np.argsort(flat, kind="stable")] = np.arange(len(names), dtype=np.int32)
    return ranks


def alphabet(names: tuple[str, ...]) -> Ints:
    """The place of each name in the alphabet."""
    order = sorted(range(len(names)), key=lambda position: names[position].casefold())
    ranks: Rows = np.empty(len(names), np.int64)
    ranks[order] = np.arange(len(names))
    return ranks.astype(np.int16)
