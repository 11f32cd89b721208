"""One picture of one period: what it needs is gathered from the board, measured, and handed to the drawing.

Why: window, report and command line ask for the same picture by the same name, and get the same figures. What leaves
the house hides small groups, what stays in it does not (contract.md 7). Refuses to open the database: the board and
what people said about breaches arrive as columns and entries. Loading this module loads matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_DAY, ByHand, Verdict, Verdicts
from charter.contact import Channel
from charter.errors import NotFound, Refused
from charter.locale import N_, _, formats, language
from charter.measures import funnel as comparing
from charter.measures.backlog import backlog
from charter.measures.causes import causes
from charter.measures.control import control
from charter.measures.control_limits import Kind, Step
from charter.measures.hours import by_hour
from charter.measures.series import Every, Series, periods_of, reach, series
from charter.measures.waiting import waiting
from charter.measures.years import by_year
from charter.norms.model import Norm, NormKind
from charter.norms.periods import Period
from charter.norms.phrases import within
from charter.norms.score import Group, positions, score, version_of
from charter.reports import charts, small_groups
from charter.reports.charts import A4, About, Chart, Paper
from charter.reports.small_groups import Hidden
from charter.services.board import Board
from charter.services.by_hand import of_breach, standing
from charter.services.telling import today
from charter.wording import channel_word

_IN_PERIODS = ("trend", "xmr", "p", "years")
"""The pictures with a figure for each month or week."""
YEARS_BACK = 2
"""How many years stand beside that of the period."""


@dataclass(frozen=True, slots=True)
class Part:
    """One team, channel, queue or organisation, by the name that `charter.norms.score` gives it."""

    by: Group
    name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which picture, of which period, and of which norm.

    `norm` "" is all of them where the picture can show that, else the one with a term that has most contacts. `leaves`
    says that it leaves the house. `part` leaves the contacts of all others out. `steps` are dated new limits to
    try, beside those of the board; `around_target` is for a funnel; `few_people` names the teams
    of fewer than 5 people, with their queues. Without `drawn` only words and table are wanted, as far as that is less.
    """

    name: str
    period: Period
    norm: str = ""
    by: Group = Group.TEAM
    steps: tuple[Step, ...] = ()
    around_target: bool = False
    leaves: bool = True
    paper: Paper = A4
    part: Part | None = None
    few_people: frozenset[str] = frozenset()
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Gathered:
    """What every picture starts from: the norm (None: all), its verdicts, and the words about them."""

    board: Board
    wanted: Wanted
    entries: Sequence[ByHand]
    norm: Norm | None
    about: About

    @property
    def verdicts(self) -> Verdicts:
        """The verdicts under the norm, of all days."""
        if self.norm is None:
            return self.board.verdicts
        return self.board.verdicts.take(self.board.verdicts.norm == self.board.rulebook.position(self.norm.id))

    @property
    def of_period(self) -> Verdicts:
        """Those of the period."""
        found = self.verdicts
        return found.take(self.wanted.period.covers(found.day))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The dated new limits of the norm, one a day: those to try stand before those that were decided."""
        days = {step.on: step for step in (*self.board.steps.get(self.one.id, ()), *self.wanted.steps)}
        return tuple(days[on] for on in sorted(days))

    @property
    def one(self) -> Norm:
        """The norm, for pictures that are of one norm."""
        assert self.norm is not None  # noqa: S101 - `PICTURES` says which pictures have one
        return self.norm


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be asked for: what it `shows` (a msgid), and whether it is always of one norm."""

    shows: str
    draw: Callable[[Gathered], Chart]
    of_one_norm: bool = True
    fits: Callable[[Norm], bool] = lambda norm: True


def draw(board: Board, wanted: Wanted, entries: Sequence[ByHand] = ()) -> Chart:
    """The picture; `entries` are what people said about breaches, only needed for `causes`.

    `backlog` is counted at the as-of of the board: give it one of the end of the period (`moment`).
    Raises NotFound for an unknown norm, Refused where the norm has no such picture or a small group would leave the
    house, KeyError for an unknown picture.
    """
    picture = PICTURES[wanted.name]
    if wanted.part is not None:
        board = narrowed(board, wanted.part)
    norm = _norm(board, wanted, picture)
    if wanted.leaves and wanted.part is not None and small_groups.concerns(wanted.part.by):
        _refuse_small(board, wanted, norm)
    return picture.draw(Gathered(board, wanted, entries, norm, _about(board, wanted, norm)))


def narrowed(board: Board, part: Part) -> Board:
    """The same board with the verdicts of one part only."""
    verdicts = board.verdicts
    group, names = positions(board.contacts, verdicts.contact, verdicts.day, part.by)
    place = names.index(part.name) if part.name in names else -1
    return replace(board, verdicts=verdicts.take(group == place))


def _refuse_small(board: Board, wanted: Wanted, norm: Norm | None) -> None:
    """A picture of one team alone tells of a person where few work there, or a period has fewer than 5 contacts."""
    if wanted.part is not None and wanted.part.name in wanted.few_people:
        raise Refused(
            N_("%(group)s has fewer than 5 people."),
            N_("Such figures could be those of one employee, so they stay here. Choose all teams."),
            group=wanted.part.name,
        )
    verdicts = board.verdicts
    if norm is not None:
        verdicts = verdicts.take(verdicts.norm == board.rulebook.position(norm.id))
    span = wanted.period
    if wanted.name in _IN_PERIODS:
        every = Every.WEEK if "-W" in span.label else Every.MONTH
        first = _years_back(verdicts, span) if wanted.name == "years" else reach(verdicts, span, every).first
        spans = periods_of(Period(first, span.last, f"{first}..{span.last}"), every)
    else:
        spans = (span,)
    counting = verdicts.take(np.isin(verdicts.verdict, [Verdict.MET, Verdict.BREACHED])).day
    if any(0 < np.count_nonzero(one.covers(counting)) < small_groups.FEWEST for one in spans):
        raise Refused(
            N_("%(group)s has fewer than 5 counted contacts in a period of this picture."),
            N_("Such figures could be those of one employee, so they stay here. Choose all teams, or a longer period."),
            group=wanted.part.name if wanted.part else "",
        )


def moment(wanted: Wanted, board: Board) -> int:
    """The instant at which the picture must be judged: of a backlog the end of its period, at most that of `board`."""
    if wanted.name != "backlog":
        return board.as_of
    day = np.array([(wanted.period.last - date(1970, 1, 1)).days], np.int32)
    return min(int(board.work.days.end(day)[0]) - 1, board.as_of)


def norm_of(board: Board, wanted: Wanted) -> str:
    """The norm that is drawn; "" for all."""
    norm = _norm(board, wanted, PICTURES[wanted.name])
    return "" if norm is None else norm.id


def _norm(board: Board, wanted: Wanted, picture: Picture) -> Norm | None:
    norms = board.rulebook.norms
    if wanted.norm:
        try:
            norm = board.rulebook.norm(wanted.norm)
        except KeyError as error:
            raise NotFound(
                N_("There is no norm %(norm)s that is on."), N_("See charter norms list."), norm=wanted.norm
            ) from error
        if not picture.fits(norm):
            raise Refused(
                N_("There is no picture %(name)s of %(norm)s: it sets no term."),
                N_("Choose a norm with a term."),
                name=wanted.name,
                norm=norm.id,
            )
        return norm
    if not picture.of_one_norm:
        return None
    verdicts = board.verdicts
    counting = wanted.period.covers(verdicts.day) & np.isin(verdicts.verdict, [Verdict.MET, Verdict.BREACHED])
    n = np.bincount(verdicts.norm[counting], minlength=len(norms))
    fitting = [place for place, norm in enumerate(norms) if picture.fits(norm)]
    if not fitting:
        raise NotFound(N_("No norm is on that this picture can show."), N_("See charter norms list."))
    return norms[max(fitting, key=lambda place: (_has_term(norms[place]) and n[place] > 0, n[place], -place))]


def remarks(board: Board, period: Period) -> tuple[str, ...]:
    """What stands under a picture of what is missing in the data of `period`."""
    found = board.completeness.remarks_for(period)
    if len(found) <= 2:
        return found
    return (*found[:2], _("And %(n)s more remarks on the data.") % {"n": len(found) - 2})


def _about(board: Board, wanted: Wanted, norm: Norm | None) -> About:
    told = remarks(board, wanted.period)
    if norm is None:
        return About(_("All promises"), "", charts.period_words(wanted.period), told)
    version = version_of(norm, wanted.period)
    limit = within(version.limit) if norm.kind is not NormKind.SHARE else ""
    remarked = board.remarks.get(norm.id, {})
    return About(norm.title[language()], limit, charts.period_words(wanted.period), told, remarked)


def _series(gathered: Gathered, span: Period, every: Every = Every.MONTH) -> Series:
    board = gathered.board
    told = tuple(replace(source, rejected=0) for source in board.completeness.sources)
    reaches = replace(board.completeness, sources=told)
    return series(
        board.contacts,
        board.verdicts,
        board.rulebook,
        gathered.one.id,
        today=today(board),
        span=span,
        every=every,
        complete=lambda period: not told or reaches.holds_for(period),
    )


def _control(gathered: Gathered, kind: Kind | None) -> Chart:
    period = gathered.wanted.period
    every = Every.WEEK if "-W" in period.label else Every.MONTH
    found = _series(gathered, reach(gathered.verdicts, period, every), every)
    try:
        made = control(found, gathered.steps, kind, period=period)
    except ValueError as error:
        raise Refused(
            N_("There is no p chart of %(norm)s: it is not about a share."),
            N_("Choose xmr."),
            norm=gathered.one.id,
        ) from error
    return charts.control_chart(found, made, gathered.about, gathered.wanted.paper)


def _funnel(gathered: Gathered) -> Chart:
    board, wanted = gathered.board, gathered.wanted
    rows = score(board.contacts, gathered.verdicts, board.rulebook, wanted.period, wanted.by)
    mine = [row for row in rows if row.norm == gathered.one.id]
    about = gathered.about
    groups = [(group_word(row.group, wanted.by), row.met, row.counted) for row in mine]
    if wanted.leaves and small_groups.concerns(wanted.by):
        told = small_groups.shield(mine, wanted.few_people)
        groups = [
            (group_word(row.group, wanted.by), row.met, row.counted) for row in told if not isinstance(row, Hidden)
        ]
        hidden = [row for row, shown in zip(mine, told, strict=True) if isinstance(shown, Hidden)]
        if len(hidden) > 1 and sum(row.counted for row in hidden) >= small_groups.FEWEST:
            groups.append((_("all others"), sum(row.met for row in hidden), sum(row.counted for row in hidden)))
        if hidden:
            about = replace(about, remarks=(*about.remarks, _("Small groups stand together, or are not shown.")))
    target = version_of(gathered.one, wanted.period).target
    around = target if wanted.around_target else None
    found = comparing.funnel(groups, around=around)
    return charts.funnel_chart(found, wanted.by, about, wanted.paper, around_target=around is not None)


def group_word(group: str, by: Group) -> str:
    """What people call a group that `charter.norms.score` names."""
    if by is Group.CHANNEL:
        return channel_word(Channel.of(group) or Channel.UNKNOWN)
    if by is Group.ORGANISATION:
        return group or _("the municipality itself")
    return group or _("not named")


def _heatmap(gathered: Gathered) -> Chart:
    found = by_hour(gathered.board.contacts, gathered.of_period, gathered.one, gathered.board.work.days)
    fewest = small_groups.FEWEST if gathered.wanted.leaves else 0
    wanted = gathered.wanted
    return charts.heatmap_chart(found, gathered.about, wanted.paper, fewest=fewest, with_cells=wanted.drawn)


def _backlog(gathered: Gathered) -> Chart:
    board = gathered.board
    found = backlog(gathered.verdicts, board.as_of, board.work.days)
    at = formats.deadline(board.as_of, ZoneInfo(board.work.calendars.zone))
    return charts.backlog_chart(found, replace(gathered.about, period=at), gathered.wanted.paper)


def _waiting(gathered: Gathered) -> Chart:
    found = waiting(gathered.of_period, gathered.one, gathered.board.work)
    return charts.waiting_chart(found, gathered.about, gathered.wanted.paper)


def _causes(gathered: Gathered) -> Chart:
    contacts, verdicts = gathered.board.contacts, gathered.of_period
    breaches = np.flatnonzero(verdicts.verdict == Verdict.BREACHED)
    known = standing(gathered.entries)
    said = {place[:2] for place, stands in known.items() if stands.cause}
    reasons = []
    for row in breaches.tolist():
        contact = int(verdicts.contact[row])
        place = contacts.names.sources[int(contacts.source[contact])], str(contacts.ids[contact])
        norm = gathered.board.rulebook.norms[int(verdicts.norm[row])].id
        reasons.append(of_breach(known, *place, norm).cause if place in said else "")
    return charts.causes_chart(causes(reasons), gathered.about, gathered.wanted.paper)


def _years(gathered: Gathered) -> Chart:
    period = gathered.wanted.period
    first = _years_back(gathered.verdicts, period)
    found = _series(gathered, Period(first, period.last, f"{first}..{period.last}"))
    return charts.years_chart(by_year(found), found, gathered.about, gathered.wanted.paper)


def _years_back(verdicts: Verdicts, period: Period) -> date:
    """The first day that stands beside the year of `period`."""
    dated = verdicts.day[verdicts.day != NO_DAY]
    begun = formats.date_of(int(dated.min())) if len(dated) else period.first
    return min(max(date(period.last.year - YEARS_BACK, 1, 1), begun), period.first)


def _has_term(norm: Norm) -> bool:
    return norm.kind is NormKind.TIME


PICTURES: Mapping[str, Picture] = {
    "trend": Picture(
        N_("control chart per month: p where the numbers of contacts differ much, else XmR"),
        lambda g: _control(g, None),
    ),
    "xmr": Picture(N_("XmR chart per month"), lambda g: _control(g, Kind.XMR)),
    "p": Picture(N_("p chart per month"), lambda g: _control(g, Kind.P)),
    "funnel": Picture(N_("teams, channels, queues or organisations compared, without a ranking"), _funnel),
    "heatmap": Picture(N_("volume and share per hour and weekday"), _heatmap),
    "backlog": Picture(N_("what is open at the end of the period, against its last day"), _backlog, of_one_norm=False),
    "waiting": Picture(N_("how long residents waited, with the limit"), _waiting, fits=_has_term),
    "causes": Picture(N_("the reasons given for breaches"), _causes, of_one_norm=False),
    "years": Picture(N_("this year beside the two before"), _years),
}
"""The pictures by the names that scripts use."""
