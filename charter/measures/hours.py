"""When contacts come and when the promise fails: counts per weekday and hour of the local clock.

Why: "Monday between eight and ten" is something a director can act on. Refuses to place what is known only as a day,
and to hide small cells: `charter.reports` does that for what leaves the house.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Contacts, Ints, Mask, Verdict, Verdicts
from charter.contact import Precision
from charter.days import DAY_US, DayTable
from charter.norms.model import Norm

WEEKDAYS = 7
HOURS = 24


@dataclass(frozen=True, slots=True)
class Hours:
    """Counts of shape (7, 24): Monday first, hour 8 is 08:00 up to 09:00 on the clock on the wall.

    `begun` counts every contact that the norm covers, `met` and `breached` those that count. `unplaced` contacts
    have no known hour.
    """

    begun: Ints
    met: Ints
    breached: Ints
    unplaced: int

    @property
    def counted(self) -> Ints:
        """Contacts that count in the share."""
        return self.met + self.breached

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """Met / (met + breached); NaN where nothing counts."""
        counted = self.counted
        return np.divide(self.met, counted, out=np.full(counted.shape, np.nan), where=counted > 0)


def by_hour(contacts: Contacts, verdicts: Verdicts, norm: Norm, days: DayTable) -> Hours:
    """The counts of `verdicts`, all under `norm`; the local hour is that of the start of the clock."""
    weekday, hour = hours_of(contacts, verdicts, norm, days)
    placed = weekday >= 0
    cell = weekday[placed] * HOURS + hour[placed]
    verdict = verdicts.verdict[placed]

    def count(chosen: Mask) -> Ints:
        return np.bincount(cell[chosen], minlength=WEEKDAYS * HOURS).reshape(WEEKDAYS, HOURS)

    return Hours(
        begun=count(np.ones(len(cell), np.bool_)),
        met=count(verdict == Verdict.MET),
        breached=count(verdict == Verdict.BREACHED),
        unplaced=int(np.count_nonzero(~placed)),
    )


def hours_of(contacts: Contacts, verdicts: Verdicts, norm: Norm, days: DayTable) -> tuple[Ints, Ints]:
    """Weekday (0 is Monday) and local hour of the start of each clock; -1 where the hour is not known."""
    weekday, hour = np.full(len(verdicts), -1, np.int64), np.full(len(verdicts), -1, np.int64)
    placed = _hour_known(contacts, verdicts, norm)
    wall = days.wall(verdicts.started_at[placed])
    weekday[placed] = (wall // DAY_US + 3) % WEEKDAYS
    hour[placed] = wall % DAY_US // (DAY_US // HOURS)
    return weekday, hour


def _hour_known(contacts: Contacts, verdicts: Verdicts, norm: Norm) -> Mask:
    """Which clocks started at a moment known to the minute."""
    known = np.zeros(len(verdicts), np.bool_)
    for kind in {kind for version in norm.versions for kind in version.start}:
        moments = contacts.moment(kind)
        exact = np.full(len(contacts), NO_TIME, np.int64)
        fine = moments.precision <= Precision.MINUTE
        exact[moments.rows[fine]] = moments.at[fine]
        at = exact[verdicts.contact]
        known |= (at != NO_TIME) & (at == verdicts.started_at)
    return known
