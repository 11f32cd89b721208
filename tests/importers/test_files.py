"""Opening files: plain, packed, damaged, absent."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from charter.errors import UnreadableFile
from charter.importers.base import HEAD_SIZE
from charter.importers.files import damage, open_head, open_stream
from charter.problem import Severity

TEXT = b"".join(b"%d|%d|KCC|NONE|FULL|\n" % (1767603600 + i, i * 7919 % 10007) for i in range(20_000))


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_reads_the_same_packed_or_not(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("queue_log.gz" if packed else "queue_log")
    path.write_bytes(gzip.compress(TEXT) if packed else TEXT)
    head = open_head(path)
    assert (head.name, head.data) == ("queue_log", TEXT[:HEAD_SIZE])
    with open_stream(path) as stream:
        assert stream.read(10) == TEXT[:10]
        stream.seek(0)
        assert stream.read() == TEXT
        assert damage(stream) is None


def test_a_packed_file_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "queue_log.1"
    path.write_bytes(gzip.compress(TEXT))
    assert open_head(path).name == "queue_log.1"
    assert open_head(path).data == TEXT[:HEAD_SIZE]


@pytest.mark.parametrize("keep", [0.5, 0.9, 0.999])
def test_of_a_cut_off_archive_everything_before_the_cut_is_read(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "queue_log.gz"
    whole = gzip.compress(TEXT)
    path.write_bytes(whole[: int(len(whole) * keep)])
    with open_stream(path) as stream:
        found = stream.read()
        problem = damage(stream)
    assert TEXT.startswith(found)
    assert len(found) > len(TEXT) * (keep - 0.2)
    assert problem is not None
    assert (problem.code, problem.severity) == ("archive_damaged", Severity.WARNING)


def test_of_a_damaged_archive_the_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "queue_log.gz"
    data = bytearray(gzip.compress(TEXT))
    middle = len(data) // 2
    data[middle : middle + 40] = b"\xff" * 40
    path.write_bytes(bytes(data))
    with open_stream(path) as stream:
        found = stream.read()
        assert damage(stream) is not None
    assert len(found) > 1000
    assert TEXT[:1000] == found[:1000]


def test_an_archive_of_a_few_bytes_is_empty_and_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "queue_log.gz"
    path.write_bytes(b"\x1f\x8b\x08")
    assert open_head(path).data == b""
    with open_stream(path) as stream:
        assert stream.read() == b""
        assert damage(stream) is not None


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_what_cannot_be_opened_says_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="Check that the file exists"):
        open_head(tmp_path / name)


def _zip(name: str, how: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        archive.writestr(name, TEXT)
    return packed.getvalue()


def _tar() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("queue_log")
        member.size = len(TEXT)
        archive.addfile(member, io.BytesIO(TEXT))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("queue_log.zip", _zip("queue_log", zipfile.ZIP_STORED), "is an archive"),
        ("Calls.Export.zip", _zip("PSTN.calls.2026-11-01.csv", zipfile.ZIP_DEFLATED), "is an archive"),
        ("queue_log.bz2", bz2.compress(TEXT), "is an archive"),
        ("queue_log.xz", lzma.compress(TEXT), "is an archive"),
        ("queue_log.tgz", gzip.compress(_tar()), "is an archive"),
        ("lijst.ods", _zip("mimetype", zipfile.ZIP_STORED), "is a document of an office program"),
        ("brief.docx", _zip("[Content_Types].xml", zipfile.ZIP_DEFLATED), "is a document of an office program"),
    ],
)
def test_an_archive_is_no_log_whatever_lines_are_in_it(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=said):
        open_head(path)
