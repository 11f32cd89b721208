"""What a periodic report is made of: figures and pictures of one period, gathered by whoever has the database.

Refuses to compute and to word; the pages beside this module do the wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from charter.columns import Contacts, Verdicts
from charter.measures.balance import Balance
from charter.measures.elapsed import TwoClocks
from charter.measures.findings import Account, Finding
from charter.measures.resolution import Resolution
from charter.measures.satisfaction import Satisfaction
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.norms.score import ScoreRow
from charter.reports.charts import Chart
from charter.reports.small_groups import FEWEST


@dataclass(frozen=True, slots=True)
class SourceSum:
    """The arithmetic of the files of one source; a file that was read twice counts once. Instants: UTC microseconds."""

    source: str
    files: int
    read: int
    used: int
    duplicates: int
    rejected: int
    out_of_scope: int
    first_at: int | None
    last_at: int | None


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A closing that touches the days of the report; `at` and `as_of` in UTC microseconds.

    `closed` and `now` are the figures per norm of a closing of exactly these days, else empty.
    """

    period: str
    at: int
    as_of: int
    digest: str
    closed: tuple[ScoreRow, ...] = ()
    now: tuple[ScoreRow, ...] = ()
    differs: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """The charts, by norm id where there is one for each norm. None: there is nothing to draw."""

    trends: Mapping[str, Chart]
    funnels: Mapping[str, Chart]
    waiting: Mapping[str, Chart]
    hours: Mapping[str, Chart]
    years: Mapping[str, Chart]
    backlog: Chart | None
    causes: Chart | None


@dataclass(frozen=True, slots=True, eq=False)
class Goals:
    """What stands beside the norms: marks, first contact (repeats within `window_days`), both clocks, balance."""

    satisfaction: tuple[Satisfaction, ...]
    resolution: tuple[Resolution, ...]
    window_days: int
    clocks: tuple[TwoClocks, ...]
    balance: tuple[Balance, ...]
    balance_remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Everything; `verdicts` are those of the period alone. Instants in UTC microseconds, days local."""

    organisation: str
    period: Period
    as_of: int
    made_at: int
    zone: tzinfo
    account: Account
    contacts: Contacts
    verdicts: Verdicts
    undated: int
    """Contacts under a norm of which the day is not known; they stand in no period."""
    rulebook: Rulebook
    pictures: Pictures
    goals: Goals
    remarks: tuple[str, ...]
    """What is missing in the data of the period, in the language spoken now."""
    sources: tuple[SourceSum, ...]
    closings: tuple[ClosedPeriod, ...]
    locked: frozenset[tuple[str, int]]
    accepted: tuple[tuple[date, str], ...]
    """When a rulebook was accepted from the first day of the period on, and its digest."""
    few_people: frozenset[str] = frozenset()
    """The teams of fewer than 5 people, with their queues and mailboxes."""

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The promises with figures that may be told: over at least 5 contacts."""
        return tuple(one for one in self.account.findings if one.row.counted >= FEWEST)
