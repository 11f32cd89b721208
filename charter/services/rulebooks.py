"""Which rulebook judges: the one in the database; files in the profile are how it is written (contract.md 2).

On one's own SQLite an edited file is accepted at the next command, with a notice; on a shared server it stays a
proposal. A file with faults is never accepted: the rulebook that judged yesterday judges on.
"""

from __future__ import annotations

from dataclasses import dataclass

from charter.errors import ProfileError
from charter.faults import Fault
from charter.locale import N_
from charter.norms import examples, files
from charter.norms.calendar_sources import calendars_of
from charter.norms.model import Rulebook
from charter.settings import Profile
from charter.store import rulebooks as stored
from charter.store.engine import Store


@dataclass(frozen=True, slots=True)
class Judging:
    """The rulebook that judges, and what its reader must be told: `notice` is a msgid, "" when there is nothing."""

    rulebook: Rulebook
    notice: str = ""
    faults: tuple[Fault, ...] = ()


ACCEPTED = N_("The norm files or the calendar have changed. From now on the new text judges.")
ACCEPTED_FAILING = N_(
    "The norm files or the calendar have changed. From now on the new text judges, but an example in it has another "
    "outcome. See charter norms check."
)
PROPOSED = N_("The norm files or the calendar have changed. They are a proposal until charter norms accept.")
FAULTY = N_("The norm files have faults. The rulebook accepted last judges on. See charter norms check.")


def judging(store: Store, profile: Profile, who: str, now: int) -> Judging:
    """The rulebook that judges now; raises ProfileError when there is none yet and the files have faults."""
    texts, faults = files.texts(profile.norms_folder)
    calendars, central = calendars_of(profile), profile.mail.central_mailboxes
    written, more = files.rulebook(texts, calendars, central)
    faults = [*faults, *more]
    with store.read() as connection:
        current = stored.current(connection)
    if current is not None and current.digest == written.digest and not faults:
        return Judging(written)
    if faults:
        if current is None:
            raise _faulty(len(faults))
        return Judging(files.from_bundle(current.content), FAULTY, tuple(faults))
    if current is not None and not store.is_sqlite:
        return Judging(files.from_bundle(current.content), PROPOSED)
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
    """Let the profile's files judge from now on; False when they already do. Raises ProfileError for faulty files."""
    texts, faults = files.texts(profile.norms_folder)
    calendars, central = calendars_of(profile), profile.mail.central_mailboxes
    written, more = files.rulebook(texts, calendars, central)
    if faults or more:
        raise _faulty(len(faults) + len(more))
    with store.write() as connection:
        return stored.accept(connection, files.bundle(texts, calendars, central), written.digest, who, now, why)


def _faulty(n: int) -> ProfileError:
    return ProfileError(N_("The norm files have %(n)s faults."), N_("See charter norms check."), n=str(n))
