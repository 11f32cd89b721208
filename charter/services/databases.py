"""Where the database is, how large, whether another one can be reached, and a copy of it.

Refuses to move contacts from one database to another, and to show a password.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from charter.errors import StoreError
from charter.locale import N_
from charter.settings import Profile
from charter.store.engine import Store, reach
from charter.store.versions import SCHEMA_VERSION, schema_version


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
