"""From verdicts to figures: per norm, period and group the six counts, the share and whether the target was met.

Share is always met / (met + breached); the other four counts always stand beside it (contract.md 7). Refuses to
suppress anything: what leaves the house is another room's care.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from charter.columns import Contacts, Days, Rows, Verdict, Verdicts
from charter.contact import Channel
from charter.norms import periods
from charter.norms.model import Norm, NormKind, NormVersion, Rulebook
from charter.norms.periods import Period


class Group(StrEnum):
    """What a score, and every other figure, can be split by."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    TEAM = "team"
    CHANNEL = "channel"
    QUEUE = "queue"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The figures of one norm, of one group when the score is split. `share` is 0..1, None when nothing counts.

    `mean` is the mean mark of a mark norm, the mean count of a count norm, the mean seconds of a clock norm, else
    None. `complete` says whether the data of the period is complete.
    """

    norm: str
    group: str
    met: int
    breached: int
    pending: int
    excluded: int
    excused: int
    undetermined: int
    share: float | None
    target: float | None
    target_met: bool | None
    mean: float | None
    formula: str
    complete: bool

    @property
    def counted(self) -> int:
        """Contacts that count in the share."""
        return self.met + self.breached


def score(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    period: Period | None = None,
    by: Group | None = None,
    *,
    complete: bool = True,
) -> list[ScoreRow]:
    """The figures per norm (in rulebook order), and per group when `by` is given: then only groups that occur."""
    chosen = verdicts if period is None else verdicts.take(period.covers(verdicts.day))
    group, labels = positions(contacts, chosen.contact, chosen.day, by)
    width = len(labels)
    cell = chosen.norm.astype(np.int64) * width + group
    size = len(rulebook.norms) * width
    counts = {
        verdict: np.bincount(cell[chosen.verdict == verdict], minlength=size).reshape(-1, width) for verdict in Verdict
    }
    compared = np.where(
        np.isnan(chosen.value), np.where(chosen.spent_us >= 0, chosen.spent_us / 1e6, np.nan), chosen.value
    )
    counting = np.isin(chosen.verdict, [Verdict.MET, Verdict.BREACHED]) & ~np.isnan(compared)
    total = np.bincount(cell[counting], weights=compared[counting], minlength=size).reshape(-1, width)
    n = np.bincount(cell[counting], minlength=size).reshape(-1, width)
    rows = []
    for position, norm in enumerate(rulebook.norms):
        version = version_of(norm, period)
        for column, label in sorted(enumerate(labels), key=lambda pair: pair[1]):
            tally = {verdict: int(counts[verdict][position, column]) for verdict in Verdict}
            if by is not None and not sum(tally.values()):
                continue
            mean = float(total[position, column] / n[position, column]) if n[position, column] else None
            rows.append(_row(norm, version, label, tally, mean, complete=complete))
    return rows


def _row(
    norm: Norm, version: NormVersion, group: str, tally: dict[Verdict, int], mean: float | None, *, complete: bool
) -> ScoreRow:
    counted = tally[Verdict.MET] + tally[Verdict.BREACHED]
    share = tally[Verdict.MET] / counted if counted else None
    target_met = None
    if norm.kind is NormKind.MARK:
        target_met = None if mean is None else mean >= version.limit.amount
    elif share is not None and version.target is not None:
        target_met = share >= version.target
    return ScoreRow(
        norm=norm.id,
        group=group,
        met=tally[Verdict.MET],
        breached=tally[Verdict.BREACHED],
        pending=tally[Verdict.PENDING],
        excluded=tally[Verdict.EXCLUDED],
        excused=tally[Verdict.EXCUSED],
        undetermined=tally[Verdict.UNDETERMINED],
        share=share,
        target=version.target,
        target_met=target_met,
        mean=mean,
        formula=str(version.denominator.value),
        complete=complete,
    )


def version_of(norm: Norm, period: Period | None) -> NormVersion:
    """The version whose target holds: the last one in force in the period, in which the promise was made."""
    promised = [version for version in norm.versions if not version.ended] or list(norm.versions)
    begun = [version for version in promised if period is None or version.valid_from <= period.last]
    return begun[-1] if begun else promised[0]


def positions(contacts: Contacts, rows: Rows, days: Days, by: Group | None) -> tuple[Days, list[str]]:
    """For each of `rows` (contacts, each on its local day of `days`) the position of its group in the list of labels.

    The empty label stands for what has no group; of an organisation, for the municipality itself.
    """
    match by:
        case None:
            return np.zeros(len(rows), np.int32), [""]
        case Group.YEAR:
            return periods.years(days)
        case Group.MONTH:
            return periods.months(days)
        case Group.WEEK:
            return periods.weeks(days)
        case Group.TEAM:
            return contacts.team[rows].astype(np.int32), list(contacts.names.teams)
        case Group.QUEUE:
            return contacts.queue[rows].astype(np.int32), list(contacts.names.queues)
        case Group.ORGANISATION:
            return contacts.organisation[rows].astype(np.int32), list(contacts.names.organisations)
        case Group.CHANNEL:
            return contacts.channel[rows].astype(np.int32), ["", *(channel.word for channel in Channel if channel)]
