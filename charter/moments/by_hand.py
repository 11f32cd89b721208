"""What a person says of a clock: when the contact was answered, and when it began.

Why beside the other moments and not among them: what a person says takes the place of what the log tells. Which
corrections hold is for `charter.corrections`; refuses to doubt them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from charter.columns import NO_TIME, Instants, Ints, Moments
from charter.contact import Kind
from charter.moments.effective import first
from charter.moments.kinds import OPENED_BY, SETTLES, STARTS, WRITTEN
from charter.story import Story


def measured(wait_us: Instants, moments: Mapping[Kind, Moments]) -> Instants:
    """The source's own waiting time, where nobody says that it began at the wrong instant."""
    if Kind.WRONG_START not in moments:
        return wait_us
    measured = wait_us.copy()
    measured[moments[Kind.WRONG_START].rows] = -1
    return measured


def answered_elsewhere(story: Story, kind: Ints, moments: Mapping[Kind, Moments], channel: Ints) -> dict[Kind, Moments]:
    """A person says when it was answered: that settles what the contact began with, whatever else has no time.

    What was written is answered, whatever it began with.
    """
    if Kind.ANSWERED_ELSEWHERE not in moments:
        return {}
    said = np.zeros(story.size, np.bool_)
    said[moments[Kind.ANSWERED_ELSEWHERE].rows] = True
    found = {}
    for settles in dict.fromkeys(SETTLES.values()):
        begun = np.isin(channel, WRITTEN) & (settles == Kind.REPLY_SUBSTANTIVE)
        for began in (began for began, end in SETTLES.items() if end is settles and began in moments):
            begun[moments[began].rows] = True
        told = (kind == Kind.ANSWERED_ELSEWHERE) & begun[story.contact]
        logged = (kind == settles) & ~story.withdrawn
        logged &= ~((said & begun)[story.contact] & (story.events.at == NO_TIME))
        if told.any():
            found[settles] = first(story, told | logged)
    return found


def started_otherwise(moments: Mapping[Kind, Moments], channel: Ints) -> dict[Kind, Moments]:
    """A person says when it began: every moment that began the contact moves there.

    A written contact without any gets one.
    """
    if Kind.WRONG_START not in moments:
        return {}
    said, size = moments[Kind.WRONG_START], len(channel)
    at, precision = np.full(size, NO_TIME, np.int64), np.zeros(size, np.int8)
    at[said.rows], precision[said.rows] = said.at, said.precision
    begun = np.zeros(size, np.bool_)
    found = {}
    for kind in STARTS.intersection(moments):
        rows = moments[kind].rows
        begun[rows] = True
        right = at[rows] != NO_TIME
        found[kind] = Moments(
            rows,
            np.where(right, at[rows], moments[kind].at),
            np.where(right, precision[rows], moments[kind].precision),
            moments[kind].untimed & ~right,
        )
    for kind, channels in OPENED_BY.items():
        lost = said.rows[~begun[said.rows] & np.isin(channel[said.rows], channels)]
        opened = Moments(lost, at[lost], precision[lost], np.zeros(len(lost), np.bool_))
        both = Moments.concat([found.get(kind, Moments.none()), opened], [0, 0])
        found[kind] = both.take(np.arange(size))
    return found
