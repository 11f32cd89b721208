"""The periodic report as a file: gathered from the board, set by Typst, written beside its place, journalled.

Why in that order: a killed report leaves no file that looks whole, and no report leaves the house that the journal
does not know. Its figures are those of the board, its pictures those of `charter.services.charting`, so that no other
place can tell otherwise. Refuses to judge, and to write over a file that another program holds open. Loading this
module loads matplotlib and Typst.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from charter.columns import NO_DAY, ByHand, distinct
from charter.contact import Channel, Kind
from charter.days import day_number
from charter.errors import Cancelled
from charter.locale import N_, formats, language
from charter.measures.findings import Account, Finding
from charter.measures.satisfaction import satisfaction
from charter.norms.model import NormKind
from charter.norms.periods import Period
from charter.reports.charts import PRINT, Chart, Paper
from charter.reports.periodic import ClosedPeriod, Facts, Goals, Pictures, SourceSum, document, pdf
from charter.reports.periodic.channels import aside, channel_of
from charter.reports.small_groups import FEWEST
from charter.services import by_hand, charting, locks
from charter.services.as_closed import Compared
from charter.services.balance import balances, both_clocks, first_contact
from charter.services.board import Board
from charter.services.charting import Wanted
from charter.services.recurring import ENTRY
from charter.services.telling import tell
from charter.services.whole_files import Words, beside
from charter.settings import Profile
from charter.store import closings, imports, journal
from charter.store.closings import Closing
from charter.store.engine import Store
from charter.store.imports import Run

WINDOW_DAYS = 7
MOST_COMPARED = 4
"""Promises of which teams and waiting times are drawn: one for each channel, those with most contacts."""
MOST_HOURS = 2
ENOUGH_FOR_HOURS = 250
"""Contacts from which on a picture of the hours of the week says anything: some five for each of 45 hours."""
TREND = Paper(PRINT, plot=1.75, words=False)
ASIDE = Paper(PRINT, width=3.7, plot=1.36, words=False)
"""Of a control chart beside its words."""
PICTURE = Paper(PRINT, plot=1.9, words=False)
HALF = Paper(PRINT, width=3.05, plot=1.45, words=False)
"""Of a picture beside another one."""
YEARS = Paper(PRINT, plot=1.6, words=False)

_PDF = Words(
    N_("Name a file that ends in .pdf."),
    N_("%(file)s cannot be replaced. Perhaps it is still open in another program."),
    N_("The report cannot be written: %(reason)s."),
)

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What was written; `entry` is its number in the journal, `as_of` in UTC microseconds."""

    file: Path
    period: str
    as_of: int
    sha256: str
    entry: int
    complete: bool
    running: bool
    contacts: int


@dataclass
class _Steps:
    """How far the work is, and whether it must stop."""

    progress: Progress
    cancelled: Callable[[], bool]
    done: int = field(default=0)
    total: int = field(default=60)

    def __call__(self) -> None:
        if self.cancelled():
            raise Cancelled
        self.done += 1
        self.progress(min(self.done / self.total, 0.95))


def gather(
    store: Store,
    profile: Profile,
    board: Board,
    period: Period,
    *,
    made_at: int,
    past: Callable[[int], Board],
    compare: Callable[[Closing], Compared],
    progress: Progress = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Facts:
    """Everything that the report of `period` tells, as the board knows it; `made_at` in UTC microseconds.

    `past` gives the board of an earlier instant, by the same rules; `compare` holds a closing against this board.
    Raises Cancelled.
    """
    steps = _Steps(progress, cancelled)
    steps()
    zone = ZoneInfo(board.work.calendars.zone)
    account = tell(board, period)
    chosen = board.verdicts.take(period.covers(board.verdicts.day))
    with store.read() as connection:
        runs = imports.runs(connection)
        closed = [one for one in closings.every(connection) if one.at <= board.as_of]
        accepted = [
            (formats.local(entry.at, zone).date(), str(entry.payload.get("digest", "")))
            for entry in journal.entries(connection, "rulebook_accepted")
            if entry.at <= board.as_of and entry.payload.get("replaces")
        ]
    return Facts(
        organisation=profile.organisation,
        period=period,
        as_of=board.as_of,
        made_at=made_at,
        zone=zone,
        account=account,
        contacts=board.contacts,
        verdicts=chosen,
        undated=len(distinct(board.verdicts.contact[board.verdicts.day == NO_DAY])),
        rulebook=board.rulebook,
        pictures=_pictures(store, profile, board, account, past, steps),
        goals=_goals(store, profile, board, period, steps),
        remarks=board.completeness.remarks_for(period),
        sources=_sums(runs),
        closings=tuple(_closed(one, period, compare) for one in closed if _overlaps(period, one)),
        locked=frozenset(locks.locked_versions(closed)),
        accepted=tuple(one for one in accepted if one[0] >= period.first),
        few_people=profile.few_people,
    )


def report(
    store: Store,
    facts: Facts,
    path: Path,
    *,
    who: str,
    by_itself: bool = False,
    last_look: Callable[[Connection], None] = lambda connection: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Write the report to `path`, in the language spoken now, and journal it.

    `last_look` is called in the transaction that journals it, and can still refuse. Raises Cancelled, and Refused when
    `path` cannot be written; then nothing was left or journalled, and an older file at `path` stands as it stood.
    """
    written = pdf(document(facts))
    if cancelled():
        raise Cancelled
    sha256 = hashlib.sha256(written).hexdigest()
    payload = {
        "period": facts.period.label,
        "as_of": facts.as_of,
        "language": language(),
        "rulebook": facts.rulebook.digest,
        "complete": facts.account.complete,
        "by_itself": by_itself,
        "sha256": sha256,
        "file": path.name,
    }
    with beside(path, _PDF) as unfinished:
        unfinished.write_bytes(written)
        with store.write() as connection:
            last_look(connection)
            entry = journal.append(connection, who, facts.made_at, ENTRY, "", payload)
            unfinished.replace(path)
    return Report(
        path,
        facts.period.label,
        facts.as_of,
        sha256,
        entry.seq,
        facts.account.complete,
        facts.account.running,
        facts.account.contacts,
    )


def _pictures(
    store: Store, profile: Profile, board: Board, account: Account, past: Callable[[int], Board], steps: _Steps
) -> Pictures:
    period = account.period
    told = [one for one in account.findings if one.row.counted >= FEWEST]
    largest = _largest([one for one in told if one.norm.kind is not NormKind.MARK])
    timed = _largest([one for one in told if one.norm.kind is NormKind.TIME])[:MOST_COMPARED]
    busy = [one for one in timed if one.version.limit.unit.is_clock and one.row.counted >= ENOUGH_FOR_HOURS]
    whole_year = period.label == f"{period.first.year:04}"
    years = largest[:MOST_COMPARED] if whole_year else []
    steps.total = len(told) + len(timed) + len(busy) + len(years) + MOST_COMPARED + 8

    def drawn(name: str, finding: Finding, paper: Paper = PICTURE) -> Chart:
        steps()
        return _drawn(board, Wanted(name, period, finding.norm.id, paper=paper, few_people=profile.few_people))

    steady = [one for one in told if _is_steady(one)]
    marks = {one.norm.id for one in steady if one.norm.kind is NormKind.MARK}
    narrow = marks | aside(one for one in steady if one.norm.id not in marks)
    return Pictures(
        trends={one.norm.id: drawn("trend", one, ASIDE if one.norm.id in narrow else TREND) for one in steady},
        funnels={one.norm.id: chart for one in largest[:MOST_COMPARED] if _compares(chart := drawn("funnel", one))},
        waiting={one.norm.id: drawn("waiting", one, HALF) for one in timed},
        hours={one.norm.id: drawn("heatmap", one, replace(PICTURE, plot=2.8)) for one in busy[:MOST_HOURS]},
        years={one.norm.id: chart for one in years if _several_years(chart := drawn("years", one, YEARS))},
        backlog=_backlog(board, period, past, steps),
        causes=_causes(store, board, account, steps),
    )


def _drawn(board: Board, wanted: Wanted, entries: Sequence[ByHand] = ()) -> Chart:
    """The picture, without the remarks on the data: they stand on the cover and with the method."""
    chart = charting.draw(board, wanted, entries)
    said = charting.remarks(board, wanted.period)
    return replace(chart, notes=tuple(note for note in chart.notes if note not in said))


def _is_steady(finding: Finding) -> bool:
    """Whether a usual month (week) has enough contacts to draw: a line through ones and zeros tells nothing."""
    series = finding.series
    begun = series.n[series.judged]
    return len(begun) > 0 and float(np.median(begun)) >= FEWEST


def _largest(findings: Sequence[Finding]) -> list[Finding]:
    """Of each channel the promise to answer that most contacts fall under, or else another one; the largest first."""
    by_channel: dict[Channel, Finding] = {}
    for one in sorted(findings, key=lambda one: (_is_answer(one), one.row.counted)):
        by_channel[channel_of(one)] = one
    return sorted(by_channel.values(), key=lambda one: -one.row.counted)


def _is_answer(finding: Finding) -> bool:
    """Whether the promise has a term that only an answer ends, and no acknowledgement."""
    acknowledges = {Kind.AUTO_ACK, Kind.ACK_SENT} & set(finding.version.stop)
    return finding.norm.kind is NormKind.TIME and not acknowledges


def _compares(funnel: Chart) -> bool:
    return len(funnel.table.rows) > 1


def _several_years(chart: Chart) -> bool:
    return len({str(row["month"])[:4] for row in chart.table.records if row["n"]}) > 1


def _backlog(board: Board, period: Period, past: Callable[[int], Board], steps: _Steps) -> Chart | None:
    """What was open at the end of the period; None for a period without any verdict."""
    if not period.covers(board.verdicts.day).any():
        return None
    steps()
    wanted = Wanted("backlog", period, paper=PICTURE)
    at = charting.moment(wanted, board)
    return _drawn(board if at == board.as_of else past(at), wanted)


def _causes(store: Store, board: Board, account: Account, steps: _Steps) -> Chart | None:
    """The causes of at least 5 breaches."""
    if sum(one.row.breached for one in account.findings) < FEWEST:
        return None
    steps()
    return _drawn(board, Wanted("causes", account.period, paper=PICTURE), by_hand.every(store, board.as_of))


def _goals(store: Store, profile: Profile, board: Board, period: Period, steps: _Steps) -> Goals:
    steps()
    found = first_contact(store, board, WINDOW_DAYS, period)
    steps()
    whole = balances(board, profile, period.last.year)
    return Goals(
        tuple(satisfaction(board.contacts, board.verdicts, board.rulebook, period)),
        tuple(found),
        WINDOW_DAYS,
        tuple(both_clocks(board, period)),
        whole.rows,
        whole.remarks,
    )


def _sums(runs: Sequence[Run]) -> tuple[SourceSum, ...]:
    """Per source the sum of its files; of a file that was read more than once the last reading counts."""
    by_source: dict[str, list[Run]] = {}
    for run in imports.latest_readings(runs):
        by_source.setdefault(run.source, []).append(run)
    return tuple(_sum(source, its) for source, its in sorted(by_source.items()))


def _sum(source: str, runs: Sequence[Run]) -> SourceSum:
    counts = [run.counts for run in runs]
    first = [one.first_at for one in counts if one.first_at is not None]
    last = [one.last_at for one in counts if one.last_at is not None]
    return SourceSum(
        source,
        len(runs),
        sum(one.read for one in counts),
        sum(one.used for one in counts),
        sum(one.duplicates for one in counts),
        sum(one.rejected for one in counts),
        sum(one.out_of_scope for one in counts),
        min(first, default=None),
        max(last, default=None),
    )


def _overlaps(period: Period, one: Closing) -> bool:
    return one.first_day <= day_number(period.last) and day_number(period.first) <= one.last_day


def _closed(one: Closing, period: Period, compare: Callable[[Closing], Compared]) -> ClosedPeriod:
    """A closing; of exactly these days with its figures beside those of now."""
    told = ClosedPeriod(one.period, one.at, one.as_of, one.digest)
    if (one.first_day, one.last_day) != (day_number(period.first), day_number(period.last)):
        return told
    found = compare(one)
    return replace(told, closed=tuple(found.closed), now=tuple(found.now), differs=found.differs)
