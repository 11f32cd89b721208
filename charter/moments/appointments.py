"""Counter visits with an appointment: when the wait begins, and who came too late (contract.md 5).

Refuses to say whether a wait was too long.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from charter.columns import NO_TIME, Instants, Ints, Mask, Moments, Rows
from charter.contact import Category, Kind, Precision


def waits(moments: Mapping[Kind, Moments], category: Ints) -> dict[Kind, Moments]:
    """The wait begins at the later of appointment and check-in; called before the appointment, the wait was nothing.

    A ticket of somebody with an appointment is a check-in.
    """
    announced = np.zeros(len(category), np.bool_)
    for kind in (Kind.APPOINTMENT, Kind.CHECK_IN, Kind.NO_SHOW):
        if kind in moments:
            announced[moments[kind].rows] = True
    announced &= category != Category.AVAILABILITY
    rows = np.flatnonzero(announced)
    if not len(rows):
        return {}
    absorbed = {
        kind: moments[kind].take(np.where(announced, -1, np.arange(len(category))))
        for kind in (Kind.TICKET, Kind.WAIT_STARTED)
        if kind in moments
    }
    return {Kind.WAIT_BEGAN: _began(moments, rows, len(category)), **absorbed}


def late(moments: Mapping[Kind, Moments], size: int) -> Rows:
    """Which of `size` contacts checked in after the time of their appointment."""
    if Kind.CHECK_IN not in moments or Kind.APPOINTMENT not in moments:
        return np.empty(0, np.int64)
    planned = np.full(size, np.iinfo(np.int64).max, np.int64)
    timed = moments[Kind.APPOINTMENT].precision < Precision.DAY
    planned[moments[Kind.APPOINTMENT].rows[timed]] = moments[Kind.APPOINTMENT].at[timed]
    checked = moments[Kind.CHECK_IN]
    return checked.rows[(checked.at != NO_TIME) & (checked.at > planned[checked.rows])]


def _began(moments: Mapping[Kind, Moments], rows: Rows, size: int) -> Moments:
    """When the waits of the contacts `rows` began; a day without a time leaves that open."""
    planned, how_planned, planned_roughly = _latest(moments, (Kind.APPOINTMENT,), rows, size)
    arrived, how_arrived, arrived_roughly = _latest(
        moments, (Kind.CHECK_IN, Kind.TICKET, Kind.WAIT_STARTED), rows, size
    )
    began = np.maximum(planned, arrived)
    precision = np.where(planned > arrived, how_planned, how_arrived)
    for kind in (Kind.CALLED, Kind.LEFT_WITHOUT_SERVICE):
        at, _how, _roughly = _latest(moments, (kind,), rows, size)
        early = (at != NO_TIME) & (at >= arrived) & (at < began)
        began = np.where(early, at, began)
    for roughly, how in ((planned_roughly, how_planned), (arrived_roughly, how_arrived)):
        precision = np.where(roughly, how, precision)
        began = np.where(roughly & (how > Precision.DAY), NO_TIME, began)
    return Moments(rows, began, precision.astype(np.int8), np.zeros(len(rows), np.bool_))


def _latest(
    moments: Mapping[Kind, Moments], kinds: tuple[Kind, ...], rows: Rows, size: int
) -> tuple[Instants, Ints, Mask]:
    """The latest of `kinds`, how exactly it is known, and whether it is there without a time of day."""
    at = np.full(size, NO_TIME, np.int64)
    precision = np.full(size, Precision.MISSING, np.int8)
    there = np.zeros(size, np.bool_)
    for found in (moments[kind] for kind in kinds if kind in moments):
        later = (found.at > at[found.rows]) | ~there[found.rows]
        at[found.rows[later]] = found.at[later]
        precision[found.rows[later]] = found.precision[later]
        there[found.rows] = True
    return at[rows], precision[rows], (there & (precision >= Precision.DAY))[rows]
