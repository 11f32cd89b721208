"""Opens a file for reading, and looks through gzip: rotated logs and archived mailboxes come as `.gz`.

Why: transport is not format; a reader only ever sees plain bytes. Refuses to load a file whole, and refuses to lose the
good part of a damaged archive: what could be unpacked is read, and `damage` says that the rest is missing. Refuses
archives of several files: packed without compression they look like a log with rubbish between its lines.
"""

from __future__ import annotations

import gzip
import io
import stat
import zlib
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from charter.errors import UnreadableFile
from charter.importers import sheet
from charter.importers.base import HEAD_SIZE, Head
from charter.importers.dialect import LAST_HEADER
from charter.locale import N_, system
from charter.problem import Problem, Severity

if TYPE_CHECKING:
    from typing_extensions import Buffer

GZIP = b"\x1f\x8b"
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
)
"""How archives begin that are not looked through: ZIP (also an empty one), 7-Zip, RAR, bzip2, xz, Zstandard."""
_TAR = slice(257, 262)
_OF_OFFICE = (b"mimetype", b"[Content_Types].xml", b"_rels/", b"docProps/")
"""What stands first in a ZIP that is one document: ODF, and Office Open XML."""
_FIRST_NAME = 30
"""Where the name of the first file stands in a ZIP."""


class _Unpacked(io.RawIOBase):
    """The contents of a gzip file up to where it is damaged; `damaged` says whether it is."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=packed)
        self.damaged = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._gzip.seek(offset, whence)

    def tell(self) -> int:
        return self._gzip.tell()

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            found = self._gzip.read1(len(view))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.damaged = True
            return 0
        view[: len(found)] = found
        return len(found)

    def close(self) -> None:
        if not self.closed:
            self._gzip.close()
            self._packed.close()
        super().close()


def open_stream(path: Path) -> BinaryIO:
    """Open the file for reading, unpacked when it is gzip; raises UnreadableFile with a remedy."""
    try:
        if not (path.is_dir() or stat.S_ISREG(path.stat().st_mode)):
            raise UnreadableFile(
                N_("%(file)s is no file but a device or a pipe."),
                N_("Save the log as a file first, then import that."),
                file=str(path),
            )
        stream = path.open("rb")
        packed = stream.read(len(GZIP)) == GZIP
        stream.seek(0)
    except OSError as error:
        raise UnreadableFile(
            N_("%(file)s cannot be opened: %(reason)s."),
            N_("Check that the file exists and that you may read it."),
            file=str(path),
            reason=system.reason(error),
        ) from error
    return io.BufferedReader(_Unpacked(stream), HEAD_SIZE) if packed else stream


def open_head(path: Path) -> Head:
    """Read the beginning of a file, unpacked and under its own name; raises UnreadableFile with a remedy."""
    with open_stream(path) as stream:
        name = path.name.removesuffix(".gz") if _unpacked(stream) else path.name
        data = stream.read(HEAD_SIZE)
        if not sheet.is_workbook(name, data):
            _refuse_archive(name, data)
            return Head(name, data)
        return Head(name, data, _first_rows(stream), partial(_first_rows_of, path))


def _refuse_archive(name: str, data: bytes) -> None:
    if data.startswith(sheet.MAGIC) and data.startswith(_OF_OFFICE, _FIRST_NAME):
        raise UnreadableFile(
            N_("%(file)s is a document of an office program, and Charter cannot read its contents."),
            N_("If there is a table in it, save that as CSV or XLSX, and import the new file."),
            file=name,
        )
    if data.startswith(_ARCHIVES) or data[_TAR] == b"ustar":
        raise UnreadableFile(
            N_("%(file)s is an archive: other files are packed in it."),
            N_("Unpack it, and import the files that come out."),
            file=name,
        )


def _first_rows_of(path: Path, name: str) -> tuple[tuple[str, ...], ...]:
    with open_stream(path) as stream:
        return _first_rows(stream, name)


def _first_rows(stream: BinaryIO, name: str = "") -> tuple[tuple[str, ...], ...]:
    stream.seek(0)
    try:
        return tuple(tuple(cells) for _, cells in islice(sheet.rows(stream, name), LAST_HEADER))
    except UnreadableFile:
        return ()


def damage(stream: BinaryIO) -> Problem | None:
    """What is wrong with a stream of `open_stream` that has been read to its end; line 0 stands for the whole file."""
    unpacked = _unpacked(stream)
    if unpacked is None or not unpacked.damaged:
        return None
    return Problem(
        "archive_damaged",
        0,
        N_("The compressed file is damaged or was cut off. Everything before that point was read."),
        N_("Fetch the file again and import it again. Nothing is counted twice."),
        severity=Severity.WARNING,
    )


def _unpacked(stream: BinaryIO) -> _Unpacked | None:
    raw = getattr(stream, "raw", None)
    return raw if isinstance(raw, _Unpacked) else None
