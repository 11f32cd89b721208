"""Whether one contact was enough: by what the organisation did, by what the resident did, and on every channel.

Three figures, because the field has three (phone-formats.md 11, domain.md 1.2), side by side and never mixed: `by_flag`
is the share norm of `contract.md` 3 (answered calls without transfer, callback or task); `by_repeat` looks whether the
same resident came back within the window; `at_once` holds contacts on every channel to the flag's yardstick. Refuses to
call a window over before it is: until then an answered contact is provisional and does not count, whether the resident
has already come back or not, for otherwise every new month would look bad. Who is unknown is no repeat, and counts in
none of it. Nobody's identity rests on a pseudonym here: it only tells that a number or address came back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charter.columns import NO_TIME, Contacts, Flag, Instants, Ints, Mask, Verdict, Verdicts, distinct
from charter.contact import Category, Channel, Kind
from charter.days import DAY_US, DayTable
from charter.measures.certainty import Mean, Proportion, means, proportions
from charter.measures.journeys import Journeys
from charter.measures.split import Label, Split
from charter.norms.model import Rulebook
from charter.norms.periods import Period
from charter.norms.score import Group

UNKNOWN_CUSTOMER = -1
FLAG_NORM = "phone.fcr"
PROMISE_NORM = "email.promise"
WINDOW_DAYS = 7
PROCEDURES = (
    Category.COMPLAINT,
    Category.OBJECTION,
    Category.APPLICATION,
    Category.PERMIT,
    Category.WOO,
    Category.AVAILABILITY,
    Category.TRAVEL_DOCUMENT,
)
"""Matters that a law or a product takes its time for: no question that one contact could settle. Nor is a report of
something in public space, where the work is outside."""
_PASSED_ON = (
    Kind.TRANSFERRED,
    Kind.CALLBACK_REQUESTED,
    Kind.TASK_ASSIGNED,
    Kind.FORWARDED_INTERNAL,
    Kind.INTERIM_MESSAGE,
    Kind.REMINDER_RECEIVED,
    Kind.FOLLOW_UP_RECEIVED,
    Kind.REOPENED,
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """One group. `repeats_provisional` are answered contacts whose window is not over; `repeats_unknown` have nobody.

    `transfers` is the mean number of transfers of an answered call, `transferred` the share with at least one;
    `promises` are the promised dates that were kept.
    """

    group: Label
    by_flag: Proportion
    by_repeat: Proportion
    repeats_provisional: int
    repeats_unknown: int
    at_once: Proportion
    transfers: Mean
    transferred: Proportion
    promises: Proportion


def resolution(
    contacts: Contacts,
    verdicts: Verdicts,
    rulebook: Rulebook,
    lived: Journeys,
    customers: Ints,
    known_until: int,
    days: DayTable,
    period: Period | None = None,
    by: Sequence[Group] = (),
    *,
    window_days: int = WINDOW_DAYS,
) -> list[Resolution]:
    """The figures per group, for all groups that any of them has.

    `customers` holds a number for each contact's resident, UNKNOWN_CUSTOMER where there is none; `known_until` (UTC
    microseconds) is the instant up to which is known who came back. Answered contacts stand on the local day of their
    answer, promises on that of the interim message.
    """
    again = came_back(lived, customers, window_days)
    over = (lived.answered != NO_TIME) & (lived.answered + window_days * DAY_US < known_until)
    answered = lived.inbound & (lived.answered != NO_TIME) & ~_before(lived.answered, lived.came)
    day = days.day_of(lived.answered)
    if period is not None:
        answered &= period.covers(day)
    known = answered & (customers != UNKNOWN_CUSTOMER)
    questions = answered & ~np.isin(contacts.category, PROCEDURES) & (contacts.channel != Channel.REPORT)
    sums = _Sums(contacts, rulebook, verdicts, period, by)

    def shares(among: Mask, hits: Mask) -> dict[Label, Proportion]:
        rows = np.flatnonzero(among)
        split = Split.of(contacts, rows, day[rows], by)
        return dict(zip(split.labels, proportions(split.cell, hits[rows], split.size), strict=True))

    flag, promises = sums.shares(FLAG_NORM), sums.shares(PROMISE_NORM)
    repeat, open_ = shares(known & over, ~again), shares(known & ~over, known)
    lost, at_once = shares(answered & ~known, answered), shares(questions, settled_at_once(contacts))
    calls = answered & contacts.has(Kind.ANSWERED)
    rows = np.flatnonzero(calls)
    split = Split.of(contacts, rows, day[rows], by)
    moved = contacts.transfers[rows].astype(np.float64)
    transfers = dict(zip(split.labels, means(split.cell, moved, split.size, 0.0), strict=True))
    transferred = shares(calls, contacts.transfers > 0)
    nothing = Proportion(0, 0)
    labels = sorted({label for each in (flag, promises, repeat, open_, lost, at_once, transfers) for label in each})
    return [
        Resolution(
            group=label,
            by_flag=flag.get(label, nothing),
            by_repeat=repeat.get(label, nothing),
            repeats_provisional=open_.get(label, nothing).n,
            repeats_unknown=lost.get(label, nothing).n,
            at_once=at_once.get(label, nothing),
            transfers=transfers.get(label, Mean(0)),
            transferred=transferred.get(label, nothing),
            promises=promises.get(label, nothing),
        )
        for label in labels
    ]


def settled_at_once(contacts: Contacts) -> Mask:
    """Which contacts, once answered, were passed on to nobody, put off to no later day and not asked about again."""
    settled = (contacts.transfers == 0) & ~contacts.flagged(Flag.REPEAT) & ~contacts.flagged(Flag.FOLLOW_UP)
    for kind in _PASSED_ON:
        settled &= ~contacts.has(kind)
    return settled


def came_back(lived: Journeys, customers: Ints, window_days: int) -> Mask:
    """Whose resident began another contact after the answer, up to and including `window_days` times 24 hours later.

    A contact begun before or at the answer is no repeat, nor is one of somebody unknown.
    """
    found = np.zeros(len(customers), np.bool_)
    someone = customers != UNKNOWN_CUSTOMER
    new = np.flatnonzero(someone & lived.inbound & (lived.came != NO_TIME))
    old = np.flatnonzero(someone & lived.inbound & (lived.answered != NO_TIME))
    if not len(new) or not len(old):
        return found
    times = distinct(np.concatenate([lived.came[new], lived.answered[old]]))
    width = len(times)
    who = np.searchsorted(distinct(customers), customers)
    arrivals = who[new].astype(np.int64) * width + np.searchsorted(times, lived.came[new])
    order = np.argsort(arrivals, kind="stable")
    answers = who[old].astype(np.int64) * width + np.searchsorted(times, lived.answered[old])
    place = np.searchsorted(arrivals[order], answers, side="right")
    there = place < len(new)
    following = new[order[np.where(there, place, 0)]]
    same = there & (customers[following] == customers[old])
    found[old] = same & (lived.came[following] - lived.answered[old] <= window_days * DAY_US)
    return found


def _before(a: Instants, b: Instants) -> Mask:
    return np.logical_and((a != NO_TIME) & (b != NO_TIME), a < b)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Shares of norms, as `charter score` counts them, per group."""

    contacts: Contacts
    rulebook: Rulebook
    verdicts: Verdicts
    period: Period | None
    by: Sequence[Group]

    def shares(self, norm_id: str) -> dict[Label, Proportion]:
        """met of met and breached; nothing for a norm that is off."""
        places = [place for place, norm in enumerate(self.rulebook.norms) if norm.id == norm_id]
        chosen = np.isin(self.verdicts.norm, places) & np.isin(self.verdicts.verdict, [Verdict.MET, Verdict.BREACHED])
        if self.period is not None:
            chosen &= self.period.covers(self.verdicts.day)
        mine = self.verdicts.take(chosen)
        split = Split.of(self.contacts, mine.contact, mine.day, self.by)
        return dict(zip(split.labels, proportions(split.cell, mine.verdict == Verdict.MET, split.size), strict=True))
