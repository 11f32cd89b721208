"""The balance that directors steer on: contacts, handling time and digital share beside the mark, per channel and year.

Why together: fewer calls or shorter ones look like a gain until the mark beside them falls. Targets are set per year,
by the municipality; where none is set there is no verdict. Refuses to count a mark, a free slot or a call that we owe
as a contact, and to call a number of contacts within its target before the year is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Contacts, Days, Ints, Mask, Rows, Verdict, Verdicts
from charter.contact import Category, Channel, Kind
from charter.days import DayTable, date_of
from charter.measures.certainty import Mean, Proportion, means, proportions
from charter.measures.journeys import CAME, Journeys
from charter.measures.satisfaction import HIGHEST, LOWEST
from charter.measures.split import Label, Split
from charter.norms.model import NormKind, Rulebook
from charter.norms.score import Group

ALL = "all"
"""In the place of a channel: all channels together."""
DIGITAL = (Channel.EMAIL, Channel.FORM, Channel.PORTAL, Channel.SOCIAL)
MARK_NORM = "satisfaction.mark"


@dataclass(frozen=True, slots=True)
class YearTarget:
    """What a municipality set itself for one year; None where it set nothing.

    At most so many `contacts` and so many `handling_minutes` a contact on average; at least `digital_share` (0..1) and
    a mean mark of `satisfaction`.
    """

    year: int
    contacts: int | None = None
    handling_minutes: float | None = None
    digital_share: float | None = None
    satisfaction: float | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """Of which days of a year the data tells, and whether it is the whole year without a loss."""

    first: date
    last: date
    over: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """One channel (or `ALL`) in one year, in one group. `group` holds the labels of the further groups asked for.

    `handling` is the mean in minutes of the contacts whose talking time is known; `digital` stands on `ALL` alone.
    `target` holds what was set for this year and this row: the number of contacts, the handling time and the digital
    share on `ALL`, the mark on every channel; a part of the municipality (`group`) has no number of contacts of its
    own.
    """

    year: int
    channel: str
    group: Label
    contacts: int
    handling: Mean
    digital: Proportion | None
    mark: Mean
    target: YearTarget
    telling: Telling

    @property
    def contacts_met(self) -> bool | None:
        """Whether the number of contacts stayed within its target; only a whole, finished year can say yes."""
        if self.target.contacts is None:
            return None
        if self.contacts > self.target.contacts:
            return False
        return True if self.telling.over and self.telling.complete else None

    @property
    def handling_met(self) -> bool | None:
        """Whether the mean handling time stayed within its target."""
        if self.target.handling_minutes is None or self.handling.value is None:
            return None
        return self.handling.value <= self.target.handling_minutes

    @property
    def digital_met(self) -> bool | None:
        """Whether the digital share reached its target."""
        if self.target.digital_share is None or self.digital is None or self.digital.share is None:
            return None
        return self.digital.share >= self.target.digital_share

    @property
    def satisfaction_met(self) -> bool | None:
        """Whether the mean mark reached its target."""
        if self.target.satisfaction is None or self.mark.value is None:
            return None
        return self.mark.value >= self.target.satisfaction


def balance(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    lived: Journeys,
    days: DayTable,
    targets: Mapping[int, YearTarget],
    telling: Mapping[int, Telling],
    by: Sequence[Group] = (),
    *,
    digital: Sequence[Channel] = DIGITAL,
) -> list[Balance]:
    """A row a year and channel with contacts or marks, per group of `by`; `ALL` first in each year.

    `telling` names the years that are shown. Contacts stand in the year of the local day on which the resident came.
    """
    came = days.day_of(lived.came)
    rows = np.flatnonzero(is_contact(contacts, lived) & (came != NO_DAY))
    places = [place for place, norm in enumerate(rulebook.norms) if norm.id == MARK_NORM and norm.kind is NormKind.MARK]
    marked = verdicts.take(np.isin(verdicts.norm, places) & np.isin(verdicts.verdict, [Verdict.MET, Verdict.BREACHED]))
    found: list[Balance] = []
    for per_channel in (False, True):
        groups = (Group.YEAR, *by, *((Group.CHANNEL,) if per_channel else ()))
        counted = _counted(contacts, rows, came[rows], groups, digital)
        marks = _marks(contacts, marked, groups)
        for label in sorted(counted.keys() | marks.keys()):
            year = int(label[0]) if label[0] else 0
            if year not in telling:
                continue
            number, handling, share = counted.get(label, _NOTHING)
            found.append(
                Balance(
                    year=year,
                    channel=label[-1] if per_channel else ALL,
                    group=label[1:-1] if per_channel else label[1:],
                    contacts=number,
                    handling=handling,
                    digital=None if per_channel else share,
                    mark=marks.get(label, Mean(0)),
                    target=_for_row(targets.get(year, YearTarget(year)), per_channel=per_channel, part=bool(by)),
                    telling=telling[year],
                )
            )
    return sorted(found, key=lambda row: (row.year, row.group, row.channel != ALL, row.channel))


def is_contact(contacts: Contacts, lived: Journeys) -> Mask:
    """Which rows are a contact of a resident with us.

    Not a mark, not a question when there is a free slot, and not the register's own row for a call that we owe: the
    contact in which it was asked is the contact.
    """
    owed = contacts.has(Kind.CALLBACK_REQUESTED) & (contacts.channel == Channel.PHONE)
    for kind in CAME:
        if kind is not Kind.CALLBACK_REQUESTED:
            owed &= ~contacts.has(kind)
    return lived.inbound & ~owed & (contacts.category != Category.AVAILABILITY)


def days_told(lived: Journeys, days: DayTable) -> dict[int, tuple[date, date]]:
    """For each year the first and last local day on which a resident came."""
    came = days.day_of(lived.came[lived.inbound & (lived.came != NO_TIME)])
    years = came.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return {
        int(year): (date_of(int(came[years == year].min())), date_of(int(came[years == year].max())))
        for year in np.unique(years)
    }


_NOTHING = (0, Mean(0), Proportion(0, 0))


def _counted(
    contacts: Contacts, rows: Rows, came: Days, groups: Sequence[Group], digital: Sequence[Channel]
) -> dict[Label, tuple[int, Mean, Proportion]]:
    split = Split.of(contacts, rows, came, groups)
    talk = contacts.talk_us[rows]
    known = talk >= 0
    handling = means(split.cell[known], talk[known] / 60e6, split.size, 0.0)
    shares = proportions(split.cell, np.isin(contacts.channel[rows], [int(one) for one in digital]), split.size)
    return {label: (share.n, mean, share) for label, mean, share in zip(split.labels, handling, shares, strict=True)}


def _marks(contacts: Contacts, marked: Verdicts, groups: Sequence[Group]) -> dict[Label, Mean]:
    split = Split.of(contacts, marked.contact, marked.day, groups)
    cell: Ints = split.cell
    return dict(zip(split.labels, means(cell, marked.value, split.size, LOWEST, HIGHEST), strict=True))


def _for_row(target: YearTarget, *, per_channel: bool, part: bool) -> YearTarget:
    """What of a year's target holds for a row: a channel has a mark only, a part no number of contacts."""
    if per_channel:
        return YearTarget(target.year, satisfaction=target.satisfaction)
    if part:
        return YearTarget(target.year, None, target.handling_minutes, target.digital_share, target.satisfaction)
    return target
