"""Which imports a choice of files, folders and archives stands for.

Why: the single messages of a mailbox are one import, the files in an archive are each one of their own. Refuses to look
into a file: what it is, readers recognise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from charter.importers import archives, registry


class Found(NamedTuple):
    """What one import reads: a file, or a folder whose `rows` are files that are read as one."""

    path: Path
    rows: tuple[Path, ...] = ()


def files_in(paths: Sequence[Path | Found], format_id: str = "") -> list[Found]:
    """What `paths` stand for: a folder for the mailbox in it, if any, and for every other file, hidden ones left out.

    An archive stands for the files in it. With a `format_id` of another reader every file stands for itself.
    """
    found: list[Found] = []
    of_rows = registry.FOLDERS
    for path in paths:
        if isinstance(path, Found):
            found.append(path)
            continue
        if not path.is_dir():
            found += map(Found, archives.files_in(path))
            continue
        there = list(of_rows.files_in(path))
        together = format_id in ("", of_rows.id)
        rows = tuple(file for file, is_row in there if is_row and together)
        found += [Found(path, rows)] * bool(rows)
        for file, is_row in there:
            found += [] if is_row and together else map(Found, archives.files_in(file))
    return found
