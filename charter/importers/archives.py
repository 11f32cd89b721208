"""Looks into ZIP archives: each file in one has a path of its own, such as export.zip/calls.csv, and is read there.

Why: Teams delivers its PSTN usage as a ZIP, and exports that come by mail are often zipped. Nothing is unpacked onto
the disk, so that no copy of personal data stays behind and no name in an archive can lead out of a folder. Refuses
archives with more than `MOST_FILES` files or more than `LARGEST` bytes in them, files locked with a password, and
archives in archives (`files.open_head`).
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import cast

from charter.errors import UnreadableFile
from charter.importers import sheet
from charter.locale import N_, system

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP begins, and one without files."""
MOST_FILES = 1_000
LARGEST = 4 << 30
"""Bytes of all files together, unpacked. What is packed says its size beforehand, and no more than that is read."""

_OF_OFFICE = (b"mimetype", b"[Content_Types].xml", b"_rels/", b"docProps/")
"""What stands first in a ZIP that is one document: ODF, and Office Open XML."""
_FIRST_NAME = 30
"""Where the name of the first file stands in a ZIP."""
_NO_NAME = re.compile(r'[:*?"<>|\x00-\x1f]')
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


def is_document(beginning: bytes) -> bool:
    """Whether a file that begins so is a ZIP that an office program wrote as one document."""
    return beginning.startswith(sheet.MAGIC) and beginning.startswith(_OF_OFFICE, _FIRST_NAME)


def files_in(path: Path) -> list[Path]:
    """The paths of the files in the archive at `path`, in its order, hidden ones left out.

    It is `path` alone when that is no archive, when nothing is in it, or when it cannot be looked into: opening it then
    tells why.
    """
    try:
        found = [path / name for name in members(path)] if _is_archive(path) else []
    except UnreadableFile:
        found = []
    return found or [path]


def around(path: Path) -> Path | None:
    """The archive in which the file at `path` lies; None for one that lies on the disk, or nowhere."""
    if os.path.lexists(path):
        return None
    outer = next((parent for parent in path.parents if os.path.lexists(parent)), path)
    return outer if outer != path and outer.is_file() and _is_archive(outer) else None


def members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """What is in the archive at `path`, by names that stay below it; raises UnreadableFile for one not looked into."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [part for part in archive.infolist() if not part.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise UnreadableFile(
            N_("The archive %(file)s is damaged and cannot be opened."),
            N_("Fetch it again and import it again. Nothing is counted twice."),
            file=path.name,
        ) from error
    except OSError as error:
        raise unopened(path, error) from error
    if len(found) > MOST_FILES or sum(part.file_size for part in found) > LARGEST:
        raise UnreadableFile(
            N_("The archive %(file)s holds more than %(files)s files, or more than %(size)s GB."),
            N_("Unpack it, check what comes out, and import those files."),
            file=path.name,
            files=str(MOST_FILES),
            size=str(LARGEST >> 30),
        )
    named: dict[str, zipfile.ZipInfo] = {}
    for part in found:
        steps = [_NO_NAME.sub("_", step) for step in re.split(r"[/\\]", part.filename)]
        steps = [step for step in steps if step not in ("", ".", "..")]
        if steps and not any(step.startswith(".") or step == "__MACOSX" for step in steps):
            name, times = "/".join(steps), 1
            while name in named:
                times += 1
                name = "/".join([*steps[:-1], f"{times} {steps[-1]}"])
            named[name] = part
    return named


def opened(archive: Path, path: Path) -> tuple[zipfile.ZipExtFile, zipfile.ZipFile]:
    """Open the file at `path` in `archive`; close both. Raises UnreadableFile with a remedy."""
    name = path.relative_to(archive).as_posix()
    part = members(archive).get(name)
    if part is None:
        raise unopened(path, FileNotFoundError(2, os.strerror(2)))
    if part.flag_bits & _ENCRYPTED:
        raise UnreadableFile(
            N_("%(file)s is locked with a password."),
            N_("Unpack the archive with the password, and import the files that come out."),
            file=f"{archive.name}/{name}",
        )
    strange = UnreadableFile(
        N_("%(file)s is packed in a way that cannot be read, or it is damaged."),
        N_("Unpack the archive, and import the files that come out."),
        file=f"{archive.name}/{name}",
    )
    if part.compress_type not in _PACKED:
        raise strange
    try:
        around = zipfile.ZipFile(archive)
        try:
            return cast("zipfile.ZipExtFile", around.open(part)), around
        except BaseException:
            around.close()
            raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise strange from error
    except OSError as error:
        raise unopened(path, error) from error


def _is_archive(path: Path) -> bool:
    """Whether a file on the disk is a ZIP of files, and no workbook or other document; a pipe is not waited for."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            beginning = stream.read(256)
    except OSError:
        return False
    return beginning.startswith(ZIP) and not (sheet.is_workbook(path.name, beginning) or is_document(beginning))


def unopened(path: Path, error: OSError) -> UnreadableFile:
    """The world lets nobody open the file at `path`."""
    return UnreadableFile(
        N_("%(file)s cannot be opened: %(reason)s."),
        N_("Check that the file exists and that you may read it."),
        file=str(path),
        reason=system.reason(error),
    )
