"""A file is put in place whole or not at all."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from charter.errors import CharterError
from charter.services.whole_files import Words, beside, put

WORDS = Words("Name a file.", "%(file)s is open.", "It cannot be written: %(reason)s.")


def test_a_file_is_made_or_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    for content in (b"one", b"two"):
        put(file, content)
        assert file.read_bytes() == content
        assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no rights in the mode of a file")
def test_a_file_that_is_replaced_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"one")
    file.chmod(0o640)
    put(file, b"two")
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_replaced_stands_as_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    file = tmp_path / "a.toml"
    file.write_bytes(b"one")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="full"):
        put(file, b"two")
    with pytest.raises(CharterError, match="It cannot be written"), beside(file, WORDS) as unfinished:
        unfinished.replace(file)
    assert file.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_in_the_place_of_a_file_and_a_file_in_the_place_of_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    for path, said in ((tmp_path, "is a folder. Name a file."), (tmp_path / "a" / "b", "does not exist. Make it")):
        with pytest.raises(CharterError, match=said), beside(path, WORDS):
            pytest.fail("there is no such place")


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(CharterError), beside(tmp_path / ("a" * 300), WORDS):
        pytest.fail("no disk takes such a name")
