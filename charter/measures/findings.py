"""What came of every promise in one period, with the series that says whether anything really changed.

Why: page, window and command line must tell the same story, so what may be told is decided once, before any word is
chosen. The figure of the period is that of `charter.norms.score`; change and expectation come from the control chart of
the months (of a week: the weeks) up to the end of the period. Refuses to word anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from charter.columns import Contacts, Verdict, Verdicts, distinct
from charter.measures.control import FEW_CONTACTS, Assurance, Control, Variation, another_promise, control
from charter.measures.control_limits import Step
from charter.measures.series import SETTLED, Change, Every, Series, reach, series
from charter.measures.signals import RUN, Rule, Signal
from charter.norms.model import Norm, NormVersion, Rulebook
from charter.norms.periods import Period
from charter.norms.score import ScoreRow, score, version_of


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One promise in one period. `row` is its score, `control` the chart of `series`, which ends with the period."""

    norm: Norm
    period: Period
    version: NormVersion
    row: ScoreRow
    series: Series
    control: Control
    running: bool

    @property
    def held(self) -> tuple[NormVersion, ...]:
        """The versions that promised something on a day of the period, the last of them `version`."""
        ends = [*(version.valid_from for version in self.norm.versions[1:]), date.max]
        promised = [
            version
            for version, end in zip(self.norm.versions, ends, strict=True)
            if not version.ended and version.valid_from <= self.period.last and end > self.period.first
        ]
        return tuple(promised) or (self.version,)

    @property
    def unsettled(self) -> bool:
        """Whether so many contacts are still open that the figure says little."""
        return self.row.pending > SETTLED * (self.row.counted + self.row.pending)

    @property
    def few(self) -> bool:
        """Whether the figure rests on so few contacts that it jumps by chance."""
        return self.row.counted < FEW_CONTACTS

    @property
    def changed(self) -> Change | None:
        """The change of the promise itself by which the months under the last limits cannot be compared."""
        return another_promise(self.series, self.control)

    @property
    def tells(self) -> bool:
        """Whether the chart may speak of this period: it is over, settled and rests on enough contacts.

        A period that ends in the middle of a month is not told by that month.
        """
        last = len(self.series) - 1
        ending = self.series.periods[last]
        inside = self.period.first <= ending.first and ending.last <= self.period.last
        whole = self.control.last == last and not (self.running or self.unsettled)
        return inside and whole and not self.few and int(self.series.n[last]) >= FEW_CONTACTS

    @property
    def comparable(self) -> bool:
        """Whether it may speak of change and expectation too: the promise stayed the same."""
        return self.tells and self.changed is None

    @property
    def variation(self) -> Variation:
        """What the last point says; UNKNOWN where the chart may not speak."""
        return self.control.variation if self.comparable else Variation.UNKNOWN

    @property
    def assurance(self) -> Assurance:
        """What may be expected of the target; UNKNOWN where the chart may not speak."""
        return self.control.assurance if self.comparable else Assurance.UNKNOWN

    @property
    def signal(self) -> Signal | None:
        """The special cause of the last point that tells most: a run on one side before a single month."""
        if not self.comparable or self.control.last is None:
            return None
        found = self.control.signals_at(self.control.last)
        return next((one for one in found if one.rule is Rule.SHIFT), next(iter(found), None))

    @property
    def kept_throughout(self) -> bool:
        """Whether no period under the last limits missed its target."""
        segment = self.control.segments[-1]
        inside = np.arange(segment.first, segment.last + 1)
        inside = inside[self.control.judged[inside]]
        return not (self.series.value[inside] < self.series.target[inside]).any()

    @property
    def missed(self) -> int:
        """How many periods in a row, up to the last, lie below their target; 0 under seven, which may be chance."""
        if not self.comparable:
            return 0
        judged = np.flatnonzero(self.control.judged)
        below = self.series.value[judged] < self.series.target[judged]
        run = len(below) if below.all() else int(np.argmin(below[::-1]))
        return run if run >= RUN else 0


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """Every promise of one period, in the order of the rulebook. `contacts` counts those that were judged in it."""

    period: Period
    today: date
    complete: bool
    contacts: int
    every: Every
    findings: tuple[Finding, ...]

    @property
    def running(self) -> bool:
        """Whether the period is not over."""
        return self.period.last >= self.today


def account(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    period: Period,
    *,
    today: date,
    complete: Callable[[Period], bool] = lambda period: True,
    steps: Mapping[str, Sequence[Step]] | None = None,
) -> Account:
    """The findings of `period` as known on `today`; `steps` are the new limits per norm."""
    every = Every.WEEK if "-W" in period.label else Every.MONTH
    whole = complete(period)
    inside = verdicts.take(period.covers(verdicts.day))
    rows = score(contacts, verdicts, rulebook, period, complete=whole)
    found = []
    for position, (norm, row) in enumerate(zip(rulebook.norms, rows, strict=True)):
        span = reach(verdicts.take(verdicts.norm == position), period, every)
        drawn = series(contacts, verdicts, rulebook, norm.id, today=today, span=span, every=every, complete=complete)
        chart = control(drawn, (steps or {}).get(norm.id, ()), period=period)
        found.append(Finding(norm, period, version_of(norm, period), row, drawn, chart, period.last >= today))
    judged = inside.take(np.isin(inside.verdict, [Verdict.MET, Verdict.BREACHED]))
    return Account(period, today, whole, len(distinct(judged.contact)), every, tuple(found))
