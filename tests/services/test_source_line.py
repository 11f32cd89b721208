"""The line of a source is shown as long as its file is there and the same, and never otherwise."""

from __future__ import annotations

import hashlib

import pytest

from charter.contact import Origin
from charter.services.source_line import Standing, _look


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "post.csv"
    made.write_bytes("\ufeffnummer;datum\r\nA1;2026-11-09\r\nA2;caf\u00e9\r\n".encode())
    return made


def origin(file, line):
    return Origin(file.name, hashlib.sha256(file.read_bytes()).hexdigest(), line)


def test_the_line_is_found_in_the_first_folder_that_has_the_same_file(file, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "post.csv").write_text("something else")
    assert _look(origin(file, 3), [other, tmp_path]) == (Standing.FOUND, file, "A2;caf\u00e9")
    assert _look(origin(file, 1), [tmp_path])[2] == "nummer;datum"


def test_a_file_that_changed_shows_nothing(file, tmp_path):
    was = origin(file, 2)
    file.write_text("nummer;datum\nA1;2026-11-10\n")
    assert _look(was, [tmp_path]) == (Standing.CHANGED, None, "")


def test_a_file_that_is_gone_is_said_to_be(file, tmp_path):
    assert _look(origin(file, 2), [tmp_path / "nowhere"])[0] is Standing.GONE


def test_a_file_without_lines_of_text_is_not_shown(file, tmp_path):
    file.write_bytes(b"PK\x03\x04\x00\x00")
    assert _look(origin(file, 1), [tmp_path])[0] is Standing.NO_TEXT
    assert _look(origin(file, 99), [tmp_path])[0] is Standing.NO_TEXT
