"""Which rulebook judges: the one in the database; files in the profile are how it is written (contract.md 2).

On one's own SQLite an edited file is accepted at the next command, with a notice; on a shared server, and where nothing
may be written, it stays a proposal. A file with faults is never accepted, nor one that changes a version by which a
period was closed (`charter.services.locks`): the rulebook that judged yesterday judges on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from charter.errors import ProfileError, Refused
from charter.faults import Fault
from charter.locale import N_, _, formats
from charter.norms import examples, files
from charter.norms.calendar_sources import calendars_of
from charter.norms.model import Rulebook
from charter.services import locks
from charter.settings import Profile
from charter.store import closings
from charter.store import rulebooks as stored
from charter.store.engine import Store


@dataclass(frozen=True, slots=True)
class Judging:
    """The rulebook that judges, and what its reader must be told: `notice` is a msgid, "" when there is nothing.

    `params` fills the places of `notice`.
    """

    rulebook: Rulebook
    notice: str = ""
    faults: tuple[Fault, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """The notice in the language spoken now."""
        return _(self.notice) % self.params if self.notice else ""


ACCEPTED = N_("The norm files or the calendar have changed. From now on the new text judges.")
ACCEPTED_FAILING = N_(
    "The norm files or the calendar have changed. From now on the new text judges, but an example in it has another "
    "outcome. See charter norms check."
)
PROPOSED = N_("The norm files or the calendar have changed. They are a proposal until charter norms accept.")
UNWRITTEN = N_(
    "The norm files or the calendar have changed, but this profile is read-only. The norms accepted last judge on."
)
LOCKED = N_(
    "%(file)s changes version %(version)s of the norm %(norm)s, by which the period %(period)s was closed. The norms "
    "accepted last judge on. Put that version back as it was, and make a new version with a valid_from after %(day)s."
)
FAULTY = N_("The norm files have faults. The rulebook accepted last judges on. See charter norms check.")


def judging(store: Store, profile: Profile, who: str, now: int) -> Judging:
    """The rulebook that judges now; raises ProfileError when there is none yet and the files have faults."""
    texts, faults = files.texts(profile.norms_folder)
    calendars, central = calendars_of(profile), profile.mail.central_mailboxes
    written, more = files.rulebook(texts, calendars, central)
    faults = [*faults, *more]
    with store.read() as connection:
        current = stored.current(connection)
        closed = closings.every(connection)
    if current is not None and current.digest == written.digest and not faults:
        return Judging(written)
    if faults:
        if current is None:
            raise _faulty(len(faults))
        return Judging(files.from_bundle(current.content), FAULTY, tuple(faults))
    changed = locks.broken(closed, written)
    if changed and current is not None:
        params = _about(changed[0], texts)
        return Judging(files.from_bundle(current.content), LOCKED, params=params)
    if current is not None and not (store.is_sqlite and store.is_writable):
        return Judging(files.from_bundle(current.content), PROPOSED if store.is_writable else UNWRITTEN)
    if not store.is_writable:
        return Judging(written)
    why = N_("files changed") if current is not None else N_("first rulebook")
    with store.write() as connection:
        stored.accept(connection, files.bundle(texts, calendars, central), written.digest, who, now, why)
    if not all(result.ok for result in examples.run_all(written)):
        return Judging(written, ACCEPTED_FAILING)
    return Judging(written, ACCEPTED if current is not None else "")


def standing(store: Store) -> Rulebook | None:
    """The rulebook accepted last, whatever the files say by now; None when none ever was."""
    with store.read() as connection:
        current = stored.current(connection)
    return None if current is None else files.from_bundle(current.content)


def accept(store: Store, profile: Profile, who: str, now: int, why: str) -> bool:
    """Let the profile's files judge from now on; False when they already do.

    Raises ProfileError for faulty files, Refused when they change a version by which a period was closed.
    """
    texts, faults = files.texts(profile.norms_folder)
    calendars, central = calendars_of(profile), profile.mail.central_mailboxes
    written, more = files.rulebook(texts, calendars, central)
    if faults or more:
        raise _faulty(len(faults) + len(more))
    with store.write() as connection:
        changed = locks.broken(closings.every(connection), written)
        if changed:
            raise Refused(LOCKED, **_about(changed[0], texts))
        return stored.accept(connection, files.bundle(texts, calendars, central), written.digest, who, now, why)


def _about(changed: locks.Broken, texts: Iterable[files.Text]) -> dict[str, str]:
    return {
        "file": files.file_of(texts, changed.norm) or "norms",
        "norm": changed.norm,
        "version": str(changed.version),
        "period": changed.period,
        "day": formats.day(changed.last),
    }


def _faulty(n: int) -> ProfileError:
    return ProfileError(N_("The norm files have %(n)s faults."), N_("See charter norms check."), n=str(n))
