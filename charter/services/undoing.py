"""Takes one import back, and tells beforehand what goes: somebody dropped the wrong file, or the right one too early.

Why: a wrong file must not stand in the figures, and nobody should fear to try one. The run stays visible as undone,
with its arithmetic and the number of its events that went; what another import told stays; reading the file again
brings everything back, also what colleagues wrote. Refuses when a period in which its contacts stand is closed, and
while a later import may have told the same again: taking that one back first loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import Instants
from charter.errors import Refused
from charter.locale import N_, _, formats, ngettext
from charter.services import deriving
from charter.services.deriving import Deriving
from charter.settings import Profile
from charter.store import closings, events, imports, journal, names, undoing
from charter.store.engine import Connection, Store
from charter.store.imports import Run
from charter.store.undoing import Traces


@dataclass(frozen=True, slots=True)
class Undoing:
    """What goes, or went, with `run`: `events` in all, and `contacts` of which nothing else tells.

    `changed` are the contacts that stay, because another import tells of them too. `by_hand` counts what people said
    of the contacts that go: it is kept, and stands there again once they are read again.
    """

    run: Run
    events: int
    contacts: int
    changed: int
    by_hand: int

    @property
    def live(self) -> bool:
        """Whether a live source gave it, which does not give it again by itself."""
        return self.run.manner == imports.LIVE


def said(found: Undoing) -> list[str]:
    """What goes and what stays, one sentence each, in the language spoken now."""
    told = []
    if found.contacts:
        gone = ngettext(
            "%(n)s contact goes out of the figures.", "%(n)s contacts go out of the figures.", found.contacts
        )
        told.append(gone % {"n": formats.number(found.contacts)})
    if found.changed:
        stays = ngettext(
            "%(n)s contact changes and stays: another import tells of it too.",
            "%(n)s contacts change and stay: another import tells of them too.",
            found.changed,
        )
        told.append(stays % {"n": formats.number(found.changed)})
    if not told:
        told.append(_("No contact changes: nothing was read, or other imports told all of it too."))
    if found.by_hand:
        told.append(_("What colleagues wrote about these contacts is kept."))
    again = _("Read the file in again, and everything is back.")
    if found.live:
        again = _("The source does not give this again by itself. Remove it and add it again: then it begins anew.")
    return [*told, again]


def preview(store: Store, profile: Profile, number: int) -> Undoing:
    """What would go with import `number`. Raises NotFound, and Refused where `undo` would. Changes nothing."""
    with store.read() as connection:
        run, traces = _looked(connection, profile.zone, number)
    return _undoing(run, traces)


def undo(store: Store, profile: Profile, number: int, who: str, now: int, why: str = "") -> Undoing:
    """Take import `number` back and journal it, in one transaction; raises as `preview` does.

    The stored moments must be those of the profile (`deriving.ensure`).
    """
    how = Deriving.of(profile)
    with store.write() as connection:
        run, traces = _looked(connection, profile.zone, number)
        touched = events.withdraw(connection, [run.id])
        if names.sources_with_conversations(connection)[names.source_id(connection, run.source)]:
            deriving.renew_conversations(connection, how, touched)
        else:
            deriving.renew(connection, how, touched)
        deriving.renew_linked(connection, how)
        imports.mark_undone(connection, run.id)
        found = _undoing(run, traces)
        told = {"run": run.id, "file": run.file, "sha256": run.sha256, "source": run.source}
        counts = {"events": found.events, "contacts": found.contacts}
        journal.append(connection, who, now, imports.UNDO_ENTRY, why, told | counts)
    return found


def _undoing(run: Run, traces: Traces) -> Undoing:
    alone = len(traces.alone)
    return Undoing(run, traces.events, alone, len(traces.contacts) - alone, traces.by_hand)


def _looked(connection: Connection, zone: ZoneInfo, number: int) -> tuple[Run, Traces]:
    """The import and what hangs on it; raises Refused when it may not be taken back."""
    run = imports.find(connection, number)
    what = {"run": formats.number(run.id), "file": run.file}
    if run.undone:
        raise Refused(
            N_("Import %(run)s of %(file)s was undone already."), N_("Read the file in again to have it back."), **what
        )
    traces = undoing.traces(connection, run.id)
    if not traces.events:
        return run, traces
    closed = _closed(connection, zone, traces.at)
    if closed:
        raise Refused(
            N_("Import %(run)s of %(file)s tells of contacts in a closed period: %(periods)s."),
            N_("A closed period no longer changes. Put single contacts right by a correction."),
            **what,
            periods=", ".join(closed),
        )
    later = undoing.read_after(connection, run)
    if later:
        last = later[-1]
        raise Refused(
            N_("Import %(later)s of %(other)s was read later and has rows that may be the same."),
            N_("Undo that one first. Then nothing is lost that it told too. Read it in again after that."),
            later=formats.number(last.id),
            other=last.file,
        )
    return run, traces


def _closed(connection: Connection, zone: ZoneInfo, at: Instants) -> list[str]:
    """The closed periods in which any of these instants lies."""
    found = []
    for closing in closings.every(connection):
        first = _midnight(closing.first_day, zone)
        after = _midnight(closing.last_day + 1, zone)
        if bool(np.any((at >= first) & (at < after))):
            found.append(closing.period)
    return found


def _midnight(day: int, zone: ZoneInfo) -> int:
    """Where a day (from 1970-01-01) begins, in UTC microseconds."""
    begins = datetime.combine(formats.date_of(day), time(), zone)
    return int(begins.timestamp()) * 1_000_000
