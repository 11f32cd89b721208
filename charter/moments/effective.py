"""Which event of a kind holds for a contact: the first that was not withdrawn, or of some kinds the one told last.

Refuses to weigh events of different kinds against each other.
"""

from __future__ import annotations

import numpy as np

from charter.columns import NO_TIME, Ints, Mask, Moments
from charter.contact import Kind
from charter.moments.kinds import REPLACED
from charter.story import Story, firsts, lasts


def effective(story: Story, kind: Ints) -> dict[Kind, Moments]:
    """The first effective moment of every kind that occurs; what a bounce withdrew did not happen."""
    held = ~story.withdrawn
    return {
        Kind(k): first(story, _told_last(story, (kind == k) & held) if k in REPLACED else (kind == k) & held)
        for k in np.unique(kind).tolist()
        if k not in (Kind.DELIVERY_FAILED, Kind.ABANDONED)
    }


def first(story: Story, mask: Mask) -> Moments:
    """The first timed row of `mask` per contact; an untimed one where there is nothing else."""
    at, precision = story.events.at, story.events.precision
    timed = at != NO_TIME
    owner, row = firsts(story.contact, mask & timed)
    lost_owner, lost_row = firsts(story.contact, mask & ~timed)
    beside = np.isin(owner, lost_owner)
    only = ~np.isin(lost_owner, owner)
    rows = np.concatenate([owner, lost_owner[only]])
    order = np.argsort(rows, kind="stable")
    return Moments(
        rows[order],
        np.concatenate([at[row], at[lost_row[only]]])[order],
        np.concatenate([precision[row], precision[lost_row[only]]])[order],
        np.concatenate([beside, np.ones(int(only.sum()), np.bool_)])[order],
    )


def _told_last(story: Story, mask: Mask) -> Mask:
    """Of the rows of `mask` the last one of each contact."""
    last = np.zeros(len(mask), np.bool_)
    last[lasts(story.contact, mask)[1]] = True
    return last
