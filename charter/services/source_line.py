"""The line of a source in which a contact first appears, as long as the file is still there and still the same.

Why: whoever doubts a verdict wants to see what the source wrote. Charter keeps a file's name and SHA-256, not where it
stood nor what was in it; a file that came in an archive is looked for there. Refuses to show a line of a file that has
changed, and to repair anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path

from charter.contact import Origin
from charter.errors import UnreadableFile
from charter.importers import archives, files
from charter.services import identity
from charter.store import imports
from charter.store.engine import Store

LONGEST = 4_000
"""More characters of a line than this are not shown."""
_BLOCK = 1 << 20


class Standing(Enum):
    """What became of the file."""

    FOUND = "found"
    GONE = "gone"
    CHANGED = "changed"
    NO_TEXT = "no_text"
    """It is there and unchanged, but not made of lines of text."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a contact comes from. `imported_at` (UTC microseconds) and `who` are of the import, None and "" unknown."""

    origin: Origin
    source: str
    format: str
    imported_at: int | None
    who: str
    standing: Standing
    path: Path | None = None
    text: str = ""


def find(store: Store, source: str, origin: Origin, folders: Iterable[Path]) -> SourceLine:
    """Look for the file of `origin` in `folders`, and read its line."""
    with store.read() as connection:
        runs = [run for run in imports.runs(connection) if run.source == source and run.sha256 == origin.digest]
    run = next((run for run in runs if not run.undone), None)
    standing, path, text = _look(origin, folders)
    return SourceLine(
        origin,
        source,
        run.format if run else "",
        run.at if run else None,
        run.who if run else "",
        standing,
        path,
        text,
    )


def _look(origin: Origin, folders: Iterable[Path]) -> tuple[Standing, Path | None, str]:
    standing: Standing = Standing.GONE
    for folder in folders:
        path = folder / origin.file
        try:
            if not path.is_file() and archives.around(path) is None:
                continue
            if identity.of_file(path) != origin.digest:
                standing = Standing.CHANGED
                continue
            text = _line(path, origin.line)
        except (OSError, UnreadableFile):
            continue
        return (Standing.NO_TEXT, path, "") if text is None else (Standing.FOUND, path, text)
    return standing, None, ""


def _line(path: Path, number: int) -> str | None:
    """Line `number` (1-based), None when the file is no text or is shorter."""
    with files.open_packed(path) as file:
        if b"\0" in file.read(_BLOCK) or number < 1:
            return None
        file.seek(0)
        found = next(islice(file, number - 1, number), None)
    return None if found is None else found.decode("utf-8", "replace").rstrip("\r\n").lstrip("\ufeff")[:LONGEST]
