"""Where the database is, how large, whether another one can be reached, a copy of it, and a new one for one lost.

SQLite makes a file that is not there: a lost database would come back empty, with a journal that knows of nothing. The
pseudonym key is made beside a database and never without one, so the key tells that there was one. Refuses to move
contacts from one database to another, and to show a password.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from charter.errors import Refused, StoreError
from charter.locale import N_
from charter.services.privacy import KEY_FILE
from charter.settings import Profile
from charter.store.engine import Store, reach
from charter.store.versions import SCHEMA_VERSION, open_store, schema_version


@dataclass(frozen=True, slots=True)
class Place:
    """A database: its `file`, None on a server, and the bytes that the file takes with its log, 0 on a server."""

    file: Path | None
    size: int


def place(profile: Profile) -> Place:
    """Where the database of a profile is."""
    if profile.database.url:
        return Place(None, 0)
    file = profile.database_file
    parts = [file, file.with_name(f"{file.name}-wal")]
    return Place(file, sum(part.stat().st_size for part in parts if part.exists()))


def refuse_lost(profile: Profile) -> None:
    """Raise StoreError when the profile had a database file and it is gone, or empty."""
    if not profile.database.url and not _filled(profile.database_file) and (profile.folder / KEY_FILE).exists():
        raise StoreError(
            N_("The database of this profile is gone: %(file)s."),
            N_('Put the file or a backup of it back. To begin anew: charter db new --profile "%(folder)s"'),
            file=str(profile.database_file),
            folder=str(profile.folder),
        )


def begin_anew(profile: Profile) -> Path:
    """Make an empty database in the place of one that is gone. Raises Refused when it is there, or on a server."""
    if profile.database.url:
        raise Refused(N_("This database is on a server."), N_("Ask its administrator for an empty one."))
    file = profile.database_file
    if _filled(file):
        raise Refused(
            N_("There is a database already: %(file)s."),
            N_("To begin anew, first move that file to another folder."),
            file=str(file),
        )
    open_store(f"sqlite:///{file}").close()
    return file


def _filled(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def check(url: str) -> bool:
    """Reach the database at `url` and change nothing; False when it has no tables of Charter yet.

    Raises StoreError when it cannot be reached, or holds another version.
    """
    store = reach(url)
    try:
        found = schema_version(store)
    finally:
        store.close()
    if found not in (None, SCHEMA_VERSION):
        raise StoreError(
            N_("That database belongs to another version of Charter."), N_("Update it with: charter db upgrade")
        )
    return found is not None


def copy(store: Store, file: Path) -> int:
    """Write a whole copy of the database to `file`; gives its bytes. Raises Refused on a server, StoreError."""
    store.copy_to(file)
    return file.stat().st_size
