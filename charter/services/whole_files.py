"""Files that are put in place whole or not at all, and in words what kept one from its place.

Why: half a profile, or a report that a full disk cut off, is worse than none. So everything is written to a file of
another name in the same folder, which takes the place of the old one at once. Refuses to make folders.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from charter.errors import CharterError, Refused
from charter.locale import N_, system


class Words(NamedTuple):
    """What is said of a file of this sort that cannot be written; msgids."""

    ending: str
    """Which files to name."""
    in_use: str
    """With a place for `file`."""
    failed: str
    """With a place for `reason`."""


def put(path: Path, content: bytes) -> None:
    """Put the whole file in place; the old one, whose rights it keeps, stands until then. Raises OSError."""
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def beside(path: Path, words: Words) -> Iterator[Path]:
    """A file of another name in the same folder, gone afterwards whatever happens; faults of the disk as Refused."""
    unfinished: Path | None = None
    try:
        if path.is_dir():
            raise Refused(N_("%(file)s is a folder."), words.ending, file=str(path))
        if path.exists():
            with path.open("ab"):
                pass
        chosen = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.part")
        chosen.open("xb").close()
        unfinished = chosen
        yield unfinished
    except OSError as error:
        raise _told(path, error, words) from error
    finally:
        if unfinished is not None:
            with suppress(OSError):
                unfinished.unlink()


def _told(path: Path, error: OSError, words: Words) -> CharterError:
    """What stands in the way, and what to do."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Refused(N_("The folder %(folder)s does not exist."), N_("Make it first."), folder=str(path.parent))
    if isinstance(error, PermissionError) and path.exists():
        return Refused(words.in_use, N_("Close it and try again, or choose another name."), file=str(path))
    if isinstance(error, PermissionError):
        return Refused(
            N_("In the folder %(folder)s you may not make files."),
            N_("Choose another folder."),
            folder=str(path.parent),
        )
    return Refused(words.failed, N_("Nothing was kept. Check the disk and try again."), reason=system.reason(error))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
