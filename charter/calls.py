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
        size, events = story.size, story.events
        kind = story.kind.copy()
        spoken_to = latest_before(story.contact, np.isin(kind, [Kind.QUEUE_ENTERED, Kind.ANSWERED, Kind.IVR_STARTED]))
        by_machine = (spoken_to >= 0) & (kind[spoken_to] == Kind.IVR_STARTED)
        kind[(kind == Kind.TRANSFERRED) & by_machine] = Kind.IVR_STARTED
        steps = np.flatnonzero(
            np.isin(
                kind,
                [
                    Kind.QUEUE_ENTERED,
                    Kind.ANSWERED,
                    Kind.TRANSFERRED,
                    Kind.ABANDONED,
                    Kind.ENDED,
                    Kind.LOG_INTERRUPTED,
                ],
            )
            & np.isin(events.channel[np.searchsorted(story.contact, story.contact)], [Channel.PHONE, Channel.UNKNOWN])
        )
        queue = _carried(story.contact, events.queue)
        steps = steps[np.argsort(story.contact[steps] * (int(queue.max(initial=0)) + 1) + queue[steps], kind="stable")]
        contact, step, place = story.contact[steps], kind[steps], queue[steps]
        fresh = np.ones(len(steps), np.bool_)
        fresh[1:] = (contact[1:] != contact[:-1]) | (place[1:] != place[:-1])
        closing = np.isin(step, [Kind.TRANSFERRED, Kind.ABANDONED, Kind.ENDED, Kind.LOG_INTERRUPTED])
        after = fresh.copy()
        after[1:] |= closing[:-1]
        measured = events.wait_us[steps] >= 0
        starts = (step == Kind.QUEUE_ENTERED) | (
            after
            & (
                np.isin(step, [Kind.ANSWERED, Kind.ABANDONED])
                | (np.isin(step, [Kind.ENDED, Kind.TRANSFERRED]) & measured)
            )
        )
        visit = np.cumsum(starts.astype(np.int64)) - 1
        stray = np.maximum.accumulate(np.where(fresh, np.arange(len(steps)), 0))
        inside = (visit >= 0) & (np.flatnonzero(starts)[np.maximum(visit, 0)] >= stray) if starts.any() else starts
        steps, contact, step, place, visit = (a[inside] for a in (steps, contact, step, place, visit))
        measured = measured[inside]
        total = int(starts.sum())

        answered = np.zeros(total, np.bool_)
        answered[visit[(step == Kind.ANSWERED) | (np.isin(step, [Kind.ENDED, Kind.TRANSFERRED]) & measured)]] = True
        answered[visit[step == Kind.TRANSFERRED]] = True
        left = np.zeros(total, np.bool_)
        left[visit[step == Kind.ABANDONED]] = True
        hung_up = (step == Kind.ENDED) & ~measured & ~answered[visit] & ~left[visit]
        closed_message = np.zeros(size, np.bool_)
        closed_message[story.contact[kind == Kind.PLAYED_CLOSED_MESSAGE]] = True
        hung_up &= ~closed_message[contact]
        kind[steps[hung_up]] = Kind.ABANDONED
        step = kind[steps]
        left[visit[hung_up]] = True

        outcome = np.where(answered, Outcome.ANSWERED, np.where(left, Outcome.ABANDONED, Outcome.OPEN)).astype(np.int8)
        exits = {row: detail.get("exit", "") for row, detail in details(events, kind == Kind.ABANDONED)}
        if exits:
            for row, v in zip(
                steps[step == Kind.ABANDONED].tolist(), visit[step == Kind.ABANDONED].tolist(), strict=True
            ):
                word = exits.get(row)
                if word and not answered[v]:
                    outcome[v] = Outcome.VOICEMAIL if word == "voicemail" else Outcome.OTHER_EXIT
        visits = _visits(story, steps, contact, step, place, visit, total, outcome)
        visits, whole = _whole_calls(size, visits)
        unseen = (whole.count == 0) & closed_message
        unseen |= (whole.outcome == Outcome.OPEN) & closed_message
        return cls(
            story=story,
            kind=kind,
            visits=visits,
            outcome=np.where(unseen, Outcome.BLOCKED, whole.outcome).astype(np.int8),
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


def _carried(contact: Rows, queue: Ints) -> Ints:
    """The queue of every event; an event that names none is in the queue last named in its contact."""
    latest = latest_before(contact, queue != 0)
    return np.where(latest >= 0, queue[np.maximum(latest, 0)], 0).astype(np.int64)


def _visits(
    story: Story, steps: Rows, contact: Rows, step: Ints, place: Ints, visit: Ints, total: int, outcome: Ints
) -> Visits:
    """The columns of the queue visits, in the order of call, queue and time."""
    events = story.events
    at = events.at[steps]

    def first(mask: Mask, values: npt.NDArray[Any], missing: int) -> Instants:
        found = np.full(total, missing, np.int64)
        rows = np.flatnonzero(mask)[::-1]
        found[visit[rows]] = values[rows]
        return found

    wait = first(events.wait_us[steps] >= 0, events.wait_us[steps], -1)
    answered_at = first(step == Kind.ANSWERED, at, NO_TIME)
    talk = np.full(total, -1, np.int64)
    talked = events.talk_us[steps] >= 0
    talk[visit[talked]] = 0
    np.add.at(talk, visit[talked], events.talk_us[steps][talked])
    ended_at = first(np.isin(step, [Kind.ENDED, Kind.TRANSFERRED, Kind.ABANDONED]), at, NO_TIME)
    untold = (answered_at == NO_TIME) & (outcome == Outcome.ANSWERED) & (wait >= 0) & (talk >= 0)
    answered_at = np.where(untold & (ended_at != NO_TIME), ended_at - talk, answered_at)
    entered_at = first(step == Kind.QUEUE_ENTERED, at, NO_TIME)
    implied = (entered_at == NO_TIME) & (answered_at != NO_TIME) & (wait >= 0)
    return Visits(
        contact=first(np.ones(len(steps), np.bool_), contact, -1),
        number=np.zeros(total, np.int32),
        queue=first(np.ones(len(steps), np.bool_), place, 0).astype(np.int32),
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
