"""The queue visits of calls, and what they make of the call as a whole (contract.md 5, phone-formats.md 2).

A contact is a call; its queue visits are kept under it. The clock runs from the first queue entry to the first person,
so an overflow to another queue does not restart it, unless the norm starts with `visit_entered`. Refuses to say
whether a wait was too long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Instants, Ints, Mask, Moments, Rows, Visits
from charter.contact import Channel, Kind, Outcome, Precision
from charter.story import Story, details, firsts, lasts, latest_before


@dataclass(frozen=True, slots=True)
class Calls:
    """The queue visits of calls and what they make of the call as a whole (contract.md 5, phone-formats.md 2)."""

    story: Story
    kind: Ints
    """The kinds of the story; an `ended` that nobody answered is an `abandoned`, a machine's transfer its own menu."""
    visits: Visits
    outcome: Ints
    queue: Ints
    count: Ints
    wait_us: Instants
    talk_us: Instants
    entered_at: Instants
    """When the visit began that gives the call its queue."""

    @classmethod
    def of(cls, story: Story) -> Calls:
        """Group the events of calls into visits: in order, per call and queue."""
        kind = _without_menus(story)
        steps = _Steps.of(story, kind)
        closed_message = np.zeros(story.size, np.bool_)
        closed_message[story.contact[kind == Kind.PLAYED_CLOSED_MESSAGE]] = True
        answered, left = steps.answered(), steps.left()
        hung_up = steps.hung_up(answered, left) & ~closed_message[steps.contact]
        kind[steps.rows[hung_up]] = Kind.ABANDONED
        left[steps.visit[hung_up]] = True
        steps = replace(steps, kind=kind[steps.rows])
        visits, whole = _whole_calls(story.size, _visits(story, steps, _outcomes(story, kind, steps, answered, left)))
        refused = closed_message & ((whole.count == 0) | (whole.outcome == Outcome.OPEN))
        return cls(
            story=story,
            kind=kind,
            visits=visits,
            outcome=np.where(refused, Outcome.BLOCKED, whole.outcome).astype(np.int8),
            queue=whole.queue,
            count=whole.count,
            wait_us=whole.wait_us,
            talk_us=whole.talk_us,
            entered_at=whole.entered_at,
        )

    def implied(self, moments: Mapping[Kind, Moments]) -> dict[Kind, Moments]:
        """Queue entry and answer of calls whose log tells them only by its own waiting and talking time (R1).

        A call that was certainly answered, but nobody knows when, has an answer of unknown time.
        """
        visits = self.visits
        told = (visits.number == 1) & (visits.wait_us >= 0) & (visits.answered_at != NO_TIME)
        rows = np.flatnonzero(told & self._lack(moments, Kind.QUEUE_ENTERED)[visits.contact])
        entered = _on_seconds(visits.contact[rows], visits.offered_at[rows])
        owners = np.flatnonzero(self._lack(moments, Kind.ANSWERED) & (self.outcome == Outcome.ANSWERED))
        first = np.full(self.story.size, np.iinfo(np.int64).max, np.int64)
        known = visits.answered_at != NO_TIME
        np.minimum.at(first, visits.contact[known], visits.answered_at[known])
        lost = first[owners] == np.iinfo(np.int64).max
        answered = Moments(
            owners,
            np.where(lost, NO_TIME, first[owners]),
            np.where(lost, Precision.MISSING, Precision.SECOND).astype(np.int8),
            lost,
        )
        found = {Kind.QUEUE_ENTERED: entered, Kind.ANSWERED: answered}
        return {kind: _beside(moments.get(kind), more) for kind, more in found.items() if len(more.rows)}

    def _lack(self, moments: Mapping[Kind, Moments], kind: Kind) -> Mask:
        """Which contacts have no moment of `kind`."""
        lack = np.ones(self.story.size, np.bool_)
        if kind in moments:
            lack[moments[kind].rows] = False
        return lack

    def abandonments(self) -> dict[Kind, Moments]:
        """When the callers whom nobody answered left: the last time, if an overflow carried them on first."""
        story = self.story
        at = story.events.at
        lost = np.isin(self.outcome, [Outcome.ABANDONED, Outcome.OTHER_EXIT, Outcome.VOICEMAIL])
        mask = (self.kind == Kind.ABANDONED) & lost[story.contact]
        owner, row = lasts(story.contact, mask)
        return {Kind.ABANDONED: Moments(owner, at[row], story.events.precision[row], at[row] == NO_TIME)}

    def overflows(self) -> dict[Kind, Moments]:
        """When calls that went on to another queue entered the one in which a person answered, else the last one.

        A norm that starts with this before the queue entry lets the wait begin again in each queue (contract.md 5).
        """
        rows = np.flatnonzero((self.count > 1) & (self.entered_at != NO_TIME))
        return {Kind.VISIT_ENTERED: _on_seconds(rows, self.entered_at[rows])}


def _without_menus(story: Story) -> Ints:
    """The kinds of the story; a transfer by a machine that spoke last is one more step of its menu."""
    kind = story.kind.copy()
    spoken_to = latest_before(story.contact, np.isin(kind, [Kind.QUEUE_ENTERED, Kind.ANSWERED, Kind.IVR_STARTED]))
    by_machine = (spoken_to >= 0) & (kind[spoken_to] == Kind.IVR_STARTED)
    kind[(kind == Kind.TRANSFERRED) & by_machine] = Kind.IVR_STARTED
    return kind


_CLOSING = (Kind.TRANSFERRED, Kind.ABANDONED, Kind.ENDED, Kind.LOG_INTERRUPTED)
"""What ends a queue visit."""


@dataclass(frozen=True, slots=True)
class _Steps:
    """The events that make up queue visits, in the order of call, queue and time.

    `rows` are events of the story; `visit` counts `total` visits from 0. `measured` says that the source gives its own
    waiting time.
    """

    rows: Rows
    contact: Rows
    kind: Ints
    queue: Ints
    measured: Mask
    visit: Ints
    total: int

    @classmethod
    def of(cls, story: Story, kind: Ints) -> _Steps:
        """The steps of telephone calls; those before the first visit to their queue belong to none."""
        events = story.events
        by_phone = np.isin(
            events.channel[np.searchsorted(story.contact, story.contact)], [Channel.PHONE, Channel.UNKNOWN]
        )
        rows = np.flatnonzero(np.isin(kind, [Kind.QUEUE_ENTERED, Kind.ANSWERED, *_CLOSING]) & by_phone)
        queue = _carried(story.contact, events.queue)
        rows = rows[np.argsort(story.contact[rows] * (int(queue.max(initial=0)) + 1) + queue[rows], kind="stable")]
        contact, step, place = story.contact[rows], kind[rows], queue[rows]
        measured = events.wait_us[rows] >= 0
        fresh = np.ones(len(rows), np.bool_)
        fresh[1:] = (contact[1:] != contact[:-1]) | (place[1:] != place[:-1])
        starts = _visit_starts(step, fresh, measured)
        visit = np.cumsum(starts.astype(np.int64)) - 1
        here = np.maximum.accumulate(np.where(fresh, np.arange(len(rows)), 0))
        inside = (visit >= 0) & (np.flatnonzero(starts)[np.maximum(visit, 0)] >= here) if starts.any() else starts
        return cls(
            rows[inside], contact[inside], step[inside], place[inside], measured[inside], visit[inside],
            total=int(starts.sum()),
        )  # fmt: skip

    def answered(self) -> Mask:
        """The visits in which a person spoke: said so, talked and waited as the source measured it, or passed on."""
        spoke = (self.kind == Kind.ANSWERED) | (self.kind == Kind.TRANSFERRED)
        return self._with(spoke | ((self.kind == Kind.ENDED) & self.measured))

    def left(self) -> Mask:
        """The visits that the caller left, or was sent away from, without help."""
        return self._with(self.kind == Kind.ABANDONED)

    def hung_up(self, answered: Mask, left: Mask) -> Mask:
        """The steps that end a visit of which nothing else is told: the caller gave up."""
        return (self.kind == Kind.ENDED) & ~self.measured & ~answered[self.visit] & ~left[self.visit]

    def _with(self, steps: Mask) -> Mask:
        """The visits that have any of `steps`."""
        found = np.zeros(self.total, np.bool_)
        found[self.visit[steps]] = True
        return found


def _visit_starts(step: Ints, fresh: Mask, measured: Mask) -> Mask:
    """Where a visit begins: an entry; or in a `fresh` queue, or after a visit's end, what can only follow an entry."""
    after = fresh.copy()
    after[1:] |= np.isin(step, _CLOSING)[:-1]
    follows = np.isin(step, [Kind.ANSWERED, Kind.ABANDONED])
    follows |= np.isin(step, [Kind.ENDED, Kind.TRANSFERRED]) & measured
    return (step == Kind.QUEUE_ENTERED) | (after & follows)


def _outcomes(story: Story, kind: Ints, steps: _Steps, answered: Mask, left: Mask) -> Ints:
    """How each visit ended; one left by timeout, key, empty queue or voicemail says so (contract.md 5)."""
    outcome = np.where(answered, Outcome.ANSWERED, np.where(left, Outcome.ABANDONED, Outcome.OPEN)).astype(np.int8)
    exits = {row: detail.get("exit", "") for row, detail in details(story.events, kind == Kind.ABANDONED)}
    if exits:
        gone = steps.kind == Kind.ABANDONED
        for row, visit in zip(steps.rows[gone].tolist(), steps.visit[gone].tolist(), strict=True):
            word = exits.get(row)
            if word and not answered[visit]:
                outcome[visit] = Outcome.VOICEMAIL if word == "voicemail" else Outcome.OTHER_EXIT
    return outcome


def _carried(contact: Rows, queue: Ints) -> Ints:
    """The queue of every event; an event that names none is in the queue last named in its contact."""
    latest = latest_before(contact, queue != 0)
    return np.where(latest >= 0, queue[np.maximum(latest, 0)], 0).astype(np.int64)


def _visits(story: Story, steps: _Steps, outcome: Ints) -> Visits:
    """The columns of the queue visits, in the order of call, queue and time."""
    events, step, visit, total = story.events, steps.kind, steps.visit, steps.total
    at, wait_us, talk_us = (column[steps.rows] for column in (events.at, events.wait_us, events.talk_us))
    everything = np.ones(len(steps.rows), np.bool_)

    def first(mask: Mask, values: npt.NDArray[Any], missing: int) -> Instants:
        found = np.full(total, missing, np.int64)
        rows = np.flatnonzero(mask)[::-1]
        found[visit[rows]] = values[rows]
        return found

    wait = first(wait_us >= 0, wait_us, -1)
    answered_at = first(step == Kind.ANSWERED, at, NO_TIME)
    talk = np.full(total, -1, np.int64)
    talked = talk_us >= 0
    talk[visit[talked]] = 0
    np.add.at(talk, visit[talked], talk_us[talked])
    ended_at = first(np.isin(step, [Kind.ENDED, Kind.TRANSFERRED, Kind.ABANDONED]), at, NO_TIME)
    untold = (answered_at == NO_TIME) & (outcome == Outcome.ANSWERED) & (wait >= 0) & (talk >= 0)
    answered_at = np.where(untold & (ended_at != NO_TIME), ended_at - talk, answered_at)
    entered_at = first(step == Kind.QUEUE_ENTERED, at, NO_TIME)
    implied = (entered_at == NO_TIME) & (answered_at != NO_TIME) & (wait >= 0)
    return Visits(
        contact=first(everything, steps.contact, -1),
        number=np.zeros(total, np.int32),
        queue=first(everything, steps.queue, 0).astype(np.int32),
        outcome=outcome,
        offered_at=np.where(implied, answered_at - wait, np.where(entered_at == NO_TIME, answered_at, entered_at)),
        answered_at=answered_at,
        ended_at=ended_at,
        wait_us=wait,
        talk_us=talk,
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the visits of each call come to."""

    outcome: Ints
    queue: Ints
    count: Ints
    wait_us: Instants
    talk_us: Instants
    entered_at: Instants


def _whole_calls(size: int, visits: Visits) -> tuple[Visits, _Whole]:
    """Number the visits of each call in time; the call takes the queue in which a person answered, else the last."""
    order = np.lexsort((visits.offered_at, visits.contact))
    visits = Visits(*(getattr(visits, f.name)[order] for f in fields(visits)))
    everyone = np.arange(size)
    count = np.bincount(visits.contact, minlength=size).astype(np.int16)
    begins = np.searchsorted(visits.contact, everyone)
    visits = replace(visits, number=(np.arange(len(visits)) - begins[visits.contact] + 1).astype(np.int32))
    outcome = np.zeros(size, np.int8)
    queue = np.zeros(size, np.int32)
    entered_at = np.full(size, NO_TIME, np.int64)
    for owner, row in (
        lasts(visits.contact, np.ones(len(visits), np.bool_)),
        firsts(visits.contact, visits.outcome == Outcome.ANSWERED),
    ):
        outcome[owner] = visits.outcome[row]
        queue[owner] = visits.queue[row]
        entered_at[owner] = visits.offered_at[row]
    wait = np.full(size, -1, np.int64)
    alone = count[visits.contact] == 1
    wait[visits.contact[alone]] = visits.wait_us[alone]
    talk = np.full(size, -1, np.int64)
    talked = visits.talk_us >= 0
    talk[visits.contact[talked]] = 0
    np.add.at(talk, visits.contact[talked], visits.talk_us[talked])
    return visits, _Whole(outcome, queue, count, wait, talk, entered_at)


def _on_seconds(owners: Rows, at: Instants) -> Moments:
    return Moments(owners, at, np.full(len(owners), Precision.SECOND, np.int8), np.zeros(len(owners), np.bool_))


def _beside(moments: Moments | None, more: Moments) -> Moments:
    """`moments` and, for contacts that have none there, `more`."""
    if moments is None:
        return more
    everyone = np.arange(more.rows.max(initial=-1) + 1)
    more = more.take(np.where(np.isin(everyone, moments.rows), -1, everyone))
    rows = np.concatenate([moments.rows, more.rows])
    order = np.argsort(rows, kind="stable")
    return Moments(
        rows[order],
        np.concatenate([moments.at, more.at])[order],
        np.concatenate([moments.precision, more.precision])[order],
        np.concatenate([moments.untimed, more.untimed])[order],
    )
