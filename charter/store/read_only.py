"""How a SQLite file is read that may not be written: on a read-only disk or share, or without permission.

Why apart: SQLite wants to write beside a file in order to read it (the index of its log). Where nothing but the file is
there, it is read as it stands (`immutable`), on a network share too; where its log is there, SQLite reads that as well.
Refuses to leave out what stands in a log, and to go on once the file was changed under its eyes. (decision 0030)
"""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL

from charter.errors import Refused, StoreError
from charter.locale import N_
from charter.store import place

REFUSAL = N_("This profile is read-only, so nothing can be changed or noted in its journal.")
REMEDY = N_("Do this in the profile of the municipality itself, or in a copy in a folder where you may write.")


def refused() -> Refused:
    """What to raise where something must be written."""
    return Refused(REFUSAL, REMEDY)


class Standing:
    """A file as it stood when it was opened: nothing locks it, so whoever has read must look again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._was = self._now()

    def __call__(self) -> None:
        """Raise StoreError when the file is another one by now, or somebody began to write to its log."""
        if self._now() != self._was:
            raise StoreError(
                N_("The database was changed while Charter was reading it: %(file)s."),
                N_("Close Charter and try again."),
                file=str(self._file),
            )

    def _now(self) -> tuple[int, ...]:
        try:
            found = self._file.stat()
        except OSError:
            return ()
        return found.st_size, found.st_mtime_ns, found.st_ino, _filled(_beside(self._file, "-wal"))


def way(file: Path) -> tuple[URL, Standing | None]:
    """The address under which `file` can be read, and what to ask after reading where nothing locks it.

    Raises StoreError when its last changes stand in a log that cannot be read here.
    """
    log, index = _beside(file, "-wal"), _beside(file, "-shm")
    left = next((one for one in (log, _beside(file, "-journal")) if _filled(one)), None)
    with_log = log.exists() and index.exists() and not place.on_network_share(file)
    if left is not None and not (left == log and with_log):
        raise StoreError(
            N_("The last changes of the database are still in %(file)s, and here they cannot be read."),
            N_("Close Charter where the profile is, or copy the whole folder to this computer. Then try again."),
            file=str(left),
        )
    if with_log:
        return _address(file, {"mode": "ro"}), None
    return _address(file, {"mode": "ro", "immutable": "1"}), Standing(file)


def in_memory() -> URL:
    """The address of a new database that is gone when its last connection closes."""
    return URL.create("sqlite", database=f"file:{uuid.uuid4().hex}", query={"mode": "memory", "cache": "shared"} | _URI)


_URI = {"uri": "true"}


def _address(file: Path, query: dict[str, str]) -> URL:
    path = file.absolute().as_posix()
    slash = "" if path.startswith("/") else "/"
    return URL.create("sqlite", database=f"file://{slash}{quote(path, safe='/:')}", query=query | _URI)


def _beside(file: Path, end: str) -> Path:
    return file.with_name(f"{file.name}{end}")


def _filled(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0
