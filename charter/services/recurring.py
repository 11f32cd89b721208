"""Reports that make themselves: last period's report, on a set working day, in a set folder, once.

Why the journal is the memory: it is in the database, so a machine that was off catches up, and of two machines one
makes the report. A lease keeps them from making it at the same time; the transaction that journals the report looks
once more. Refuses to hide anything: a folder that fails is told and tried again with longer and longer pauses, and a
report of a period that is not complete says so on its cover. Refuses to make up for more than one period of a kind.
"""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection

from charter.clock import MICROSECONDS, Clock
from charter.days import date_of, day_number
from charter.errors import Cancelled, CharterError
from charter.locale import N_, speaking
from charter.norms.periods import Period
from charter.norms.ruler import WorkCalendar
from charter.settings import Every, Profile
from charter.store import imports, journal, leases
from charter.store.engine import Store

if TYPE_CHECKING:
    from charter.services.reporting import Report  # loads matplotlib and Typst

ENTRY = "report"
"""What the journal calls a report."""
LEASE_S = 1800
"""How long making one report may take before another machine may try."""
PAUSES_MIN = (1, 5, 15, 60, 120, 240, 360)
"""After a failure, in the order of failures; the last one holds."""

LastLook = Callable[[Connection], None]
Make = Callable[[Period, Path, LastLook, Callable[[], bool]], "Report"]


class Overtaken(CharterError):  # noqa: N818 - named after the situation
    """Another machine made the report, or is making it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of the report of `period`: made, or failed with `error` (a CharterError, or a fault of ours)."""

    period: str
    report: Report | None = None
    error: Exception | None = None


class Recurring:
    """Looks at each heartbeat which report is due, and lets it be made.

    `work` gives the working days; `make` makes a report as known now, in the language spoken, at a path, and calls what
    it is given in the transaction that journals it.
    """

    def __init__(
        self,
        store: Callable[[], Store],
        profile: Callable[[], Profile],
        work: Callable[[], WorkCalendar],
        make: Make,
        clock: Clock,
        who: str,
    ) -> None:
        self._store = store
        self._profile = profile
        self._work = work
        self._make = make
        self._clock = clock
        self._owner = f"{who}@{platform.node()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._failures = 0
        self._again_at = 0

    def beat(self, ending: Callable[[], bool]) -> Iterator[Attempt]:
        """Make every report that is due, until one fails; raises StoreError when the database fails."""
        settings = self._profile().report
        if not settings.folder or self._clock.now() < self._again_at:
            return
        for period in self.due():
            if ending():
                return
            try:
                with speaking(settings.language):
                    made = self._one(period, ending)
            except (Overtaken, Cancelled):
                continue
            except Exception as error:  # noqa: BLE001 - told, and tried again: sources must go on whatever this met
                pause = PAUSES_MIN[min(self._failures, len(PAUSES_MIN) - 1)]
                self._failures += 1
                self._again_at = self._clock.now() + pause * 60 * MICROSECONDS
                yield Attempt(period.label, error=error)
                return
            self._failures = 0
            yield Attempt(period.label, made)

    def due(self) -> list[Period]:
        """The periods of which the day has come and that have no report yet; none while there is no data at all."""
        settings, work = self._profile().report, self._work()
        today = date_of(int(work.days.day_of(np.array([self._clock.now()]))[0]))
        wanted = come(settings.every, settings.working_day, today, work)
        with self._store().read() as connection:
            known = made(connection)
            told = bool(imports.coverage(connection))
        return [period for period in wanted if told and period.label not in known]

    def _one(self, period: Period, ending: Callable[[], bool]) -> Report:
        name = f"report {period.label}"
        self._take(name, period)
        try:
            return self._make(
                period, self._free(period), lambda connection: self._look(connection, name, period), ending
            )
        finally:
            with self._store().write() as connection:
                leases.release(connection, name, self._owner)

    def _take(self, name: str, period: Period) -> None:
        with self._store().write() as connection:
            if leases.take(connection, name, self._owner, self._clock.now(), LEASE_S) != self._owner:
                raise Overtaken(N_("The report over %(period)s is being made elsewhere."), period=period.label)
            self._look(connection, name, period)

    def _look(self, connection: Connection, name: str, period: Period) -> None:
        """Refuse to go on when the lease went to another one, or the report is there."""
        mine = leases.holder_of(connection, name, self._clock.now()) == self._owner
        if not mine or period.label in made(connection):
            raise Overtaken(N_("The report over %(period)s is being made elsewhere."), period=period.label)

    def _free(self, period: Period) -> Path:
        """A name in the folder that no file has: what a person put there stays."""
        profile = self._profile()
        folder = profile.folder / Path(profile.report.folder).expanduser()
        names = [f"charter-{period.label}.pdf", *(f"charter-{period.label}-{n}.pdf" for n in range(2, 100))]
        return next((folder / name for name in names if not (folder / name).exists()), folder / names[0])


def made(connection: Connection) -> set[str]:
    """The periods of which a report made itself, as the journal tells."""
    every = journal.entries(connection, ENTRY)
    return {str(entry.payload.get("period")) for entry in every if entry.payload.get("by_itself")}


def come(every: Collection[Every], working_day: int, today: date, work: WorkCalendar) -> list[Period]:
    """Of each kind the last period whose report is to be there on `today`: the n-th working day after it has come."""
    found = []
    for kind in Every:
        if kind in every:
            periods = list(_over(kind, today))
            ends = np.array([day_number(period.last) for period in periods], np.int32)
            days = work.add_working_days(ends, working_day).tolist()
            found += [one for one, day in zip(periods, days, strict=True) if day <= day_number(today)][:1]
    return found


def _over(kind: Every, today: date) -> Iterator[Period]:
    """The last three periods of a kind that are over on `today`, the latest first.

    Three: on 1 January the twentieth working day after November may still have to come, and October's has come.
    """
    period = _holding(kind, today)
    for _ in range(3):
        period = _holding(kind, period.first - timedelta(days=1))
        yield period


def _holding(kind: Every, day: date) -> Period:
    """The period of a kind in which `day` lies."""
    number = (day.month - 1) // kind.months + 1
    labels = {
        Every.MONTH: f"{day.year:04}-{day.month:02}",
        Every.QUARTER: f"{day.year:04}-Q{number}",
        Every.TERTAAL: f"{day.year:04}-T{number}",
        Every.YEAR: f"{day.year:04}",
    }
    return Period.parse(labels[kind])
