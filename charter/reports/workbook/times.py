"""Columns of instants as the local dates and times that a worksheet holds.

Why: Excel knows neither zones nor microseconds since 1970. Local time alone is ambiguous for one hour a year, so that
hour is found too. Refuses to round: the microsecond of a value stays; only the end of a day is told as its last whole
second, because its last microsecond would be shown as the next day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from charter.clock import MICROSECONDS
from charter.columns import NO_TIME, Instants, Ints, Mask
from charter.contact import Precision
from charter.days import DayTable
from charter.locale import formats

Shown = list[datetime | date | None]

_HOUR_US = 3_600 * MICROSECONDS


def shown(at: Instants, zone: ZoneInfo, precision: Ints | None = None) -> Shown:
    """Each instant as local time, as a date where `precision` is a day, None where it is not known."""
    known = at != NO_TIME
    local = DayTable.of_zone(zone.key).wall(np.where(known, at, 0))
    ends = known & ((local + 1) % (24 * _HOUR_US) == 0)
    local = np.where(ends, local - (MICROSECONDS - 1), local)
    found: Shown = local.astype("datetime64[us]").tolist()
    for row in np.flatnonzero(~known).tolist():
        found[row] = None
    if precision is not None:
        for row in np.flatnonzero(known & (precision == Precision.DAY)).tolist():
            moment = found[row]
            found[row] = moment.date() if isinstance(moment, datetime) else moment
    return found


def doubled(at: Instants, zone: ZoneInfo) -> Mask:
    """Which instants fall in an hour that the clock shows twice: local time alone does not tell which."""
    days = DayTable.of_zone(zone.key)

    def offset(of: Instants) -> Instants:
        return days.wall(of) - of

    known = np.where(at == NO_TIME, 0, at)
    here, before, after = (offset(known + step) for step in (0, -3 * _HOUR_US, 3 * _HOUR_US))
    first = (after < here) & (offset(known + here - after) == after)
    second = (before > here) & (offset(known - (before - here)) == before)
    return np.logical_and(at != NO_TIME, first | second)


def durations(us: Instants) -> list[timedelta | None]:
    """Microseconds as durations, None for -1."""
    return [None if one < 0 else timedelta(microseconds=one) for one in us.tolist()]


def local(at: int, zone: ZoneInfo) -> datetime:
    """One instant as local time."""
    return formats.local(at, zone).replace(tzinfo=None)
