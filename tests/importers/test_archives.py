"""ZIP archives: each file in one is read as a file of its own, and what cannot be is refused alone, with a remedy."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from charter.errors import UnreadableFile
from charter.importers import archives
from charter.importers.files import called, damage, open_head, open_packed, open_stream

LOG = b"".join(b"%d|%d|KCC|NONE|FULL|\n" % (1767603600 + i, i * 7919 % 10007) for i in range(9_000))
Pack = Callable[..., Path]


def packed(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """An archive with these files; `change` may do something to its bytes."""

    def write(
        files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED, change: Callable[[bytes], bytes] = bytes
    ) -> Path:
        path = tmp_path / "export.zip"
        path.write_bytes(change(packed(files, how)))
        return path

    return write


def locked(data: bytes) -> bytes:
    """Say of every file in the archive that it is encrypted."""
    told = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = data.find(mark)
        while found >= 0:
            told[found + place] |= 1
            found = data.find(mark, found + 1)
    return bytes(told)


def test_a_file_in_an_archive_has_a_path_and_a_name_and_is_read_as_often_as_wanted(pack: Pack) -> None:
    (path,) = archives.files_in(pack({"november/queue_log": LOG}))
    assert called(path) == "export.zip/november/queue_log"
    assert (open_head(path).name, open_head(path).data[:99]) == ("queue_log", LOG[:99])
    with open_stream(path) as stream:
        assert stream.read() == LOG
        stream.seek(0)
        assert stream.read() == LOG
        assert damage(stream) is None


def test_a_rotated_log_in_an_archive_is_unpacked_twice(pack: Pack) -> None:
    rotated = gzip.compress(LOG)
    (path,) = archives.files_in(pack({"queue_log.1.gz": rotated}))
    assert open_head(path).name == "queue_log.1"
    with open_stream(path) as stream, open_packed(path) as as_it_lies:
        assert stream.read() == LOG
        assert as_it_lies.read() == rotated


def test_names_stay_within_the_archive_and_hidden_files_are_left_out(pack: Pack) -> None:
    files = {
        "../../etc/log": b"a",
        "/log": b"b",
        "C:\\logs\\log": b"c",
        "dir/": b"",
        "__MACOSX/log": b"d",
        ".DS_Store": b"e",
        "./log": b"f",
    }
    found = archives.files_in(pack(files))
    assert [called(path) for path in found] == [
        "export.zip/etc/log",
        "export.zip/log",
        "export.zip/C_/logs/log",
        "export.zip/2 log",
    ]
    assert [open_stream(path).read() for path in found] == [b"a", b"b", b"c", b"f"]


@pytest.mark.parametrize(
    ("files", "how", "change", "said"),
    [
        ({"log": LOG}, zipfile.ZIP_DEFLATED, locked, "locked with a password"),
        ({"log": LOG}, zipfile.ZIP_BZIP2, bytes, "packed in a way that cannot be read"),
        ({"inner.zip": packed({"log": LOG})}, zipfile.ZIP_STORED, bytes, "export.zip/inner.zip is an archive"),
        ({"inner.7z": b"7z\xbc\xaf\x27\x1c" + LOG}, zipfile.ZIP_STORED, bytes, "export.zip/inner.7z is an archive"),
        ({"brief.docx": packed({"[Content_Types].xml": LOG})}, zipfile.ZIP_STORED, bytes, "document of an office"),
    ],
)
def test_what_cannot_be_read_in_an_archive_says_what_to_do(
    pack: Pack, files: Mapping[str, bytes], how: int, change: Callable[[bytes], bytes], said: str
) -> None:
    (path,) = archives.files_in(pack(files, how, change))
    with pytest.raises(UnreadableFile, match=said) as caught:
        open_head(path)
    assert ("npack" in caught.value.remedy) != ("save that as CSV or XLSX" in caught.value.remedy)


def test_of_a_damaged_file_in_an_archive_the_beginning_is_read_and_the_rest_is_said_to_be_missing(pack: Pack) -> None:
    def spoil(data: bytes) -> bytes:
        middle = len(data) // 2
        return data[:middle] + b"\xff" * 40 + data[middle + 40 :]

    (path,) = archives.files_in(pack({"log": LOG}, change=spoil))
    with open_stream(path) as stream:
        found = stream.read()
        assert damage(stream) is not None
    assert LOG.startswith(found[:1000])


def test_an_archive_that_cannot_be_looked_into_is_one_file_that_is_refused(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off = pack({"log": LOG}, change=lambda data: data[:-30])
    assert archives.files_in(cut_off) == [cut_off]
    with pytest.raises(UnreadableFile, match="is damaged"):
        open_head(cut_off)
    monkeypatch.setattr(archives, "MOST_FILES", 2)
    crowded = pack({"a": b"", "b": b"", "c": b""})
    assert archives.files_in(crowded) == [crowded]
    with pytest.raises(UnreadableFile, match="more than 2 files, or more than 4 GB"):
        open_head(crowded)


def test_a_bomb_is_refused_by_the_size_that_it_says_it_has(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 1 << 20)
    bomb = pack({"log": bytes(1 << 19), "other": bytes((1 << 19) + 1)})
    assert bomb.stat().st_size < 5_000
    with pytest.raises(UnreadableFile, match="holds more than"):
        open_head(bomb)


def test_a_workbook_is_no_archive_of_files(tmp_path: Path, pack: Pack) -> None:
    book = pack({"xl/workbook.xml": b"<a/>"}).rename(tmp_path / "lijst.xlsx")
    assert archives.files_in(book) == [book]
    assert archives.around(book / "xl" / "workbook.xml") is None


def test_a_file_that_is_not_in_the_archive_cannot_be_opened(pack: Pack) -> None:
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        open_stream(pack({"log": LOG}) / "other")
