"""The rows of one file or fetch on their way into the database, and what became of each.

Why: completeness is arithmetic (design.md 2): `read = used + duplicates + rejected + out_of_scope`, always, whoever
brings the rows. Refuses to open files and to decide when a transaction ends: that is `importing` and `fetching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_TIME, Mask, Rows, distinct
from charter.contact import PLANNED, Event, Kind, Precision
from charter.importers.base import (
    Implied,
    OutOfScope,
    Row,
)
from charter.instants import parse
from charter.locale import N_
from charter.locale.formats import local
from charter.problem import Problem, Severity
from charter.services import deriving
from charter.services.deriving import Deriving
from charter.services.privacy import veiled
from charter.store import imports, retention
from charter.store.engine import Connection
from charter.store.event_sums import Sum
from charter.store.events import Batch, Intake
from charter.store.imports import Counts
from charter.story import pairs

_RETAINED = 8_000_000
"""Rows of new contacts kept in memory until the end of a file; beyond that they are read back."""


class Taking:
    """The rows of one file on their way into the database, and what became of them."""

    def __init__(
        self,
        connection: Connection,
        intake: Intake,
        run: int,
        withdrawn: Rows,
        zone: ZoneInfo,
        kept_since: int = NO_TIME,
    ) -> None:
        """`withdrawn` are the contact keys of which events were taken back; `kept_since` the last purge of the source.

        Of what is new, contacts that ended before that instant (UTC microseconds) are not kept.
        """
        self._connection = connection
        self._kept_since = kept_since
        self._counted: list[Rows] = []
        self._zone = zone
        self._intake = intake
        self._run = run
        self._problems = self._used = self._duplicates = self._rejected = self._out_of_scope = self._implied = 0
        self._rough = 0
        self._new: list[Batch] = []
        self._retained = 0
        self._touched: list[Rows] = [withdrawn]
        self._first_at: int | None = None
        self._last_at: int | None = None

    @property
    def read(self) -> int:
        """Rows so far."""
        return self._used + self._duplicates + self._rejected + self._out_of_scope

    @property
    def sum(self) -> Sum:
        """What the events that were kept come to."""
        return self._intake.sum

    def take(self, rows: Sequence[Row]) -> None:
        """Count these rows, and store what they tell."""
        told = [row for row in rows if row.__class__ is Event]
        rest = [row for row in rows if row.__class__ is not Event] if len(told) < len(rows) else []
        problems = [row for row in rest if isinstance(row, Problem)]
        self._list(problems)
        self._rejected += sum(problem.severity is Severity.REJECTED for problem in problems)
        self._out_of_scope += sum(isinstance(row, OutOfScope) for row in rest)
        implied = [row.event for row in rest if isinstance(row, Implied)]
        if told or implied:
            fresh, batch = self._intake.add([*told, *implied])
            used = int(fresh[: len(told)].sum())
            self._used += used
            self._duplicates += len(told) - used
            self._implied += int(fresh[len(told) :].sum())
            if self._kept_since != NO_TIME:
                self._counted.append(batch.key[: len(told)][fresh[: len(told)]])
            self._note_span(batch)
            self._list(_unclear_times(batch))
            self._rough += int(_without_seconds(batch).sum())
            self._keep(batch if fresh.all() else batch.take(fresh))

    def _list(self, problems: Sequence[Problem]) -> None:
        """Keep problems for whoever looks them up, numbered in the order of the file, quoting nobody's number."""
        if problems:
            seemly = [replace(p, params={name: veiled(text) for name, text in p.params.items()}) for p in problems]
            imports.add_problems(self._connection, self._run, self._problems + 1, seemly)
            self._problems += len(problems)

    def finish(self, how: Deriving, conversations: bool) -> Counts:
        """Derive the contacts that were touched, and say what became of the rows."""
        self._intake.save_names()
        if self._rough:
            told = {"calls": str(self._rough)}
            self._list([Problem("no_seconds", 1, _NO_SECONDS, _WITH_SECONDS, told, Severity.WARNING)])
        keys = self._intake.keys
        touched = distinct(np.concatenate([*self._touched, np.empty(0, np.int64)]))
        if conversations:
            made = np.arange(keys.first_new, keys.next)
            fresh, grown = deriving.renew_conversations(self._connection, how, np.union1d(touched, made))
        else:
            deriving.renew(self._connection, how, touched)
            if self._new:
                deriving.add(self._connection, how, self._new)
            elif self._retained:
                deriving.renew(self._connection, how, np.arange(keys.first_new, keys.next))
            fresh, grown = keys.next - keys.first_new, len(touched)
        deriving.renew_linked(self._connection, how)
        fresh -= self._leave_out(how)
        return Counts(
            read=self.read,
            used=self._used,
            duplicates=self._duplicates,
            rejected=self._rejected,
            out_of_scope=self._out_of_scope,
            contacts_new=fresh,
            contacts_updated=grown,
            implied=self._implied,
            first_at=self._first_at,
            last_at=self._last_at,
        )

    def _leave_out(self, how: Deriving) -> int:
        """Take away again what ended before the last purge: its rows are out of scope. Gives how many contacts."""
        if self._kept_since == NO_TIME:
            return 0
        found = retention.held(self._connection, self._intake.keys.first_new)
        old = (found.events > 0) & (found.last_at < self._kept_since)
        if not old.any():
            return 0
        keys = found.keys_of(old)
        rows = int(np.isin(np.concatenate(self._counted), keys).sum())
        self._used -= rows
        self._out_of_scope += rows
        self._implied -= int(found.events[old].sum()) - rows
        day = local(self._kept_since, self._zone).date().isoformat()
        self._list([Problem("purged", 1, _PURGED, _LONGER, {"rows": str(rows), "day": day}, Severity.WARNING)])
        gone = retention.remove(self._connection, keys, how.rules, counted=False)
        self._intake.sum = self._intake.sum - gone[self._run]
        return int(old.sum())

    def _keep(self, batch: Batch) -> None:
        """Remember which older contacts were touched; and the events of new ones while there is room."""
        new = batch.key >= self._intake.keys.first_new
        self._touched.append(distinct(batch.key[~new]))
        self._retained += int(new.sum())
        if self._retained > _RETAINED:
            self._new.clear()
        elif new.any():
            self._new.append(batch.take(new))

    def _note_span(self, told: Batch) -> None:
        """Remember when the file begins and ends to tell; of a planned moment that is when it was announced."""
        planned = np.isin(told.kind, list(PLANNED))
        announced = [parse(pairs(text).get("known_at", ""), self._zone) for text in told.details[planned]]
        known = [instant.at for instant in announced if instant is not None and instant.at is not None]
        at = np.concatenate([told.at[(told.at != NO_TIME) & ~planned], np.array(known, np.int64)])
        if len(at):
            first, last = int(at.min()), int(at.max())
            self._first_at = first if self._first_at is None else min(first, self._first_at)
            self._last_at = last if self._last_at is None else max(last, self._last_at)


_PURGED = N_("%(rows)s rows are about contacts that ended before %(day)s. They were purged and are not kept again.")
_LONGER = N_("Nothing needs to be done. To keep contacts longer, change [privacy.retention] in charter.toml.")


_NO_SECONDS = N_(
    "Calls whose time has no seconds and whose waiting time is not given: %(calls)s. Whether those were answered within"
    " a number of seconds cannot be measured."
)
_WITH_SECONDS = N_("Export the calls with seconds, or with the waiting time of each call.")


def _without_seconds(told: Batch) -> Mask:
    """Which events end a wait for a person of which only the minute is known."""
    ended = np.isin(told.kind, (Kind.ANSWERED, Kind.ABANDONED))
    return ended & (told.precision == Precision.MINUTE) & (told.wait_us < 0)


def _unclear_times(told: Batch) -> list[Problem]:
    """One remark for each line whose local time the change of the clock doubled or skipped (design.md decision 3)."""
    return [
        Problem(f"time.{precision.word}", line, message, _SAY_WHICH, severity=Severity.WARNING)
        for precision, message in _UNCLEAR.items()
        for line in np.unique(told.line[told.precision == precision]).tolist()
    ]


_UNCLEAR = {
    Precision.AMBIGUOUS: N_("This local time occurs twice, because the clock went back."),
    Precision.NONEXISTENT: N_("This local time does not exist, because the clock went forward."),
}
_SAY_WHICH = N_("The moment counts as unknown. Export the times with an offset (such as +01:00) or in UTC.")
