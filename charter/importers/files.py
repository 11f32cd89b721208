"""Opens a file for reading, also one in a ZIP, and looks through gzip: rotated logs come as `.gz`, exports as `.zip`.

Why: transport is not format; a reader only ever sees plain bytes. Refuses to load a file whole, and refuses to lose the
good part of a damaged archive: what could be unpacked is read, and `damage` says that the rest is missing. Refuses to
read an archive of several files as one: packed without compression it looks like a log with rubbish between its lines.
"""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from charter.errors import UnreadableFile
from charter.importers import archives, sheet
from charter.importers.base import HEAD_SIZE, Head
from charter.importers.dialect import LAST_HEADER
from charter.locale import N_
from charter.problem import Problem, Severity

if TYPE_CHECKING:
    from typing_extensions import Buffer

GZIP = b"\x1f\x8b"
_ARCHIVES = (
    *archives.ZIP,
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
)
"""How archives begin: ZIP, and those that are not looked into: 7-Zip, RAR, bzip2, xz, Zstandard."""
_TAR = slice(257, 262)


class _Unpacked(io.RawIOBase):
    """What was packed, up to where it is damaged; `damaged` says whether it is."""

    def __init__(self, content: gzip.GzipFile | zipfile.ZipExtFile, around: BinaryIO | zipfile.ZipFile) -> None:
        """`around` is what `content` is unpacked from."""
        self._content = content
        self._around = around
        self.damaged = False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        return self._content.tell()

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            found = self._content.read1(len(view))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
            self.damaged = True
            return 0
        view[: len(found)] = found
        return len(found)

    def close(self) -> None:
        if not self.closed:
            self._content.close()
            self._around.close()
        super().close()


def called(path: Path) -> str:
    """The name of a file; of one in an archive with that of the archive before it."""
    archive = archives.around(path)
    return path.name if archive is None else path.relative_to(archive.parent).as_posix()


def open_packed(path: Path) -> io.BufferedReader:
    """Open the file for reading as it lies on the disk or in an archive; raises UnreadableFile with a remedy."""
    archive = archives.around(path)
    if archive is not None:
        return io.BufferedReader(_Unpacked(*archives.opened(archive, path)), HEAD_SIZE)
    try:
        if not (path.is_dir() or stat.S_ISREG(path.stat().st_mode)):
            raise UnreadableFile(
                N_("%(file)s is no file but a device or a pipe."),
                N_("Save the log as a file first, then import that."),
                file=str(path),
            )
        return path.open("rb")
    except OSError as error:
        raise archives.unopened(path, error) from error


def open_stream(path: Path) -> BinaryIO:
    """Open the file for reading, unpacked when it is gzip; raises UnreadableFile with a remedy."""
    stream = open_packed(path)
    try:
        is_gzip = stream.read(len(GZIP)) == GZIP
        stream.seek(0)
    except OSError as error:
        stream.close()
        raise archives.unopened(path, error) from error
    return io.BufferedReader(_Unpacked(gzip.GzipFile(fileobj=stream), stream), HEAD_SIZE) if is_gzip else stream


def open_head(path: Path) -> Head:
    """Read the beginning of a file, unpacked and under its own name; raises UnreadableFile with a remedy."""
    with open_stream(path) as stream:
        name = path.name.removesuffix(".gz") if _unpacked(stream) else path.name
        data = stream.read(HEAD_SIZE)
        if not sheet.is_workbook(name, data):
            _refuse_archive(path, data)
            return Head(name, data)
        return Head(name, data, _first_rows(stream), partial(_first_rows_of, path))


def _refuse_archive(path: Path, data: bytes) -> None:
    if archives.is_document(data):
        raise UnreadableFile(
            N_("%(file)s is a document of an office program, and Charter cannot read its contents."),
            N_("If there is a table in it, save that as CSV or XLSX, and import the new file."),
            file=called(path),
        )
    if data.startswith(archives.ZIP) and archives.around(path) is None:
        archives.members(path)
    if data.startswith(_ARCHIVES) or data[_TAR] == b"ustar":
        raise UnreadableFile(
            N_("%(file)s is an archive: other files are packed in it."),
            N_("Unpack it, and import the files that come out."),
            file=called(path),
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
