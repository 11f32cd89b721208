"""Lines and rows of text: encodings, delimiters, quotation marks."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.importers import text
from charter.problem import Problem

DUTCH = "contact;naam\nC1;Eén geïnteresseerde € 5\n"


def rows(data: bytes) -> list[tuple[int, list[str] | Problem]]:
    return list(text.rows(io.BytesIO(data)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_of_a_dutch_office_gives_the_same_text(encoding: str) -> None:
    data = DUTCH.encode(encoding)
    assert [line for _, line in text.lines(io.BytesIO(data))] == DUTCH.splitlines()
    assert text.decode(data) == DUTCH


def test_a_file_whose_halves_have_other_encodings_is_read_in_both() -> None:
    data = "één\n".encode() + "één\n".encode("cp1252")
    assert [line for _, line in text.lines(io.BytesIO(data))] == ["één", "één"]


def test_a_stream_stays_open_after_it_was_read() -> None:
    stream = io.BytesIO(b"a\nb\n")
    assert len(list(text.lines(stream))) == 2
    assert not stream.closed


def test_a_stream_may_be_closed_before_all_is_read() -> None:
    stream = io.BytesIO(b"a\nb\n")
    lines = text.lines(stream)
    assert next(lines) == (1, "a")
    stream.close()
    lines.close()
    assert stream.closed


def test_the_delimiter_is_the_one_that_the_header_uses_most() -> None:
    for delimiter in text.DELIMITERS:
        assert text.delimiter_of(delimiter.join(["contact", "at", "event", "a b"])) == delimiter
    assert text.delimiter_of("contact") == ","


def test_the_first_line_is_the_first_that_says_something() -> None:
    assert text.first_line("\r\n\nsep=;\r\nevent;at\r\nx;y") == "event;at"
    assert text.first_line("\n \n") == ""


def test_a_line_of_nothing_but_nul_bytes_is_not_blank() -> None:
    assert rows(b"a,b\n\0\0\0\n\0c,d\0\n") == [(1, ["a", "b"]), (2, ["\ufffd"]), (3, ["c", "d"])]


def test_the_longest_line_is_kept_and_one_longer_is_not() -> None:
    longest = b"x" * (text.LONGEST_LINE - 1)
    found = list(text.lines(io.BytesIO(longest + b"\n" + longest + b"x\nend")))
    assert [(number, len(line) if line else None) for number, line in found] == [
        (1, text.LONGEST_LINE - 1),
        (2, None),
        (3, 3),
    ]


def test_a_row_over_several_lines_has_the_number_of_its_first() -> None:
    assert rows(b'a,b\r\n1,"two\r\nlines"\r\n2,x\r\n') == [(1, ["a", "b"]), (2, ["1", "two\nlines"]), (4, ["2", "x"])]


def test_an_open_quotation_beside_a_closed_one_costs_one_row() -> None:
    found = rows(b'a,b\n1,"open\n2,"closed"\n3,x\n')
    assert [(number, isinstance(cells, Problem)) for number, cells in found] == [
        (1, False),
        (2, True),
        (3, False),
        (4, False),
    ]


CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r\ufeff"), min_size=1, max_size=8)


@given(
    st.lists(st.lists(CELLS.filter(str.strip), min_size=2, max_size=4), min_size=1, max_size=6),
    st.sampled_from(text.DELIMITERS),
)
def test_what_the_csv_module_writes_is_read_back(table: list[list[str]], delimiter: str) -> None:
    header = delimiter.join("abcd")
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    found = rows(f"{header}\n{stream.getvalue()}".encode())
    assert [cells for _, cells in found[1:]] == table
