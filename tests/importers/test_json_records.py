"""Objects of JSON files: every arrangement, damage, and characters that no database keeps."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.importers.json_records import Record, first_record, number, records, word
from charter.problem import Problem


def found(data: bytes, inside: str = "") -> list[tuple[int, Record | str]]:
    rows = records(io.BytesIO(data), inside)
    return [(line, row.code if isinstance(row, Problem) else row) for line, row in rows]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}\n{"a": 2}\n',
        b'{"a": 1}\r\n\r\n{"a": 2}',
        b'{"a": 1}{"a": 2}',
        b'[{"a": 1},\n {"a": 2}]\n',
        b'{"total": 2, "list": [\n{"a": 1}, {"a": 2}\n], "cursor": "x", "more": {"y": 1}}\n',
        b'\xef\xbb\xbf{"a": 1}\n{"a": 2}\n',
        '{"a": 1}\n{"a": 2}\n'.encode("utf-16"),
    ],
)
def test_objects_are_found_in_every_arrangement(data: bytes) -> None:
    assert [row for _, row in found(data, "list")] == [{"a": 1}, {"a": 2}]
    assert first_record(data, "list").lstrip(" \n[").startswith('{"a": 1}')


def test_an_object_has_the_number_of_its_first_line() -> None:
    assert found(b'\n{"a":\n1}\n\n{"a": 2} {"a": 3}\n') == [(2, {"a": 1}), (5, {"a": 2}), (5, {"a": 3})]


def test_a_broken_object_costs_itself_and_not_the_ones_behind_it() -> None:
    data = b'{"a": 1}\n{"a": \n{"a": 3}\nrubbish\n{"a": "x}\n{"a": 5}{"a" 6}{"a": 7}\n{"a": 8'
    told = found(data)
    assert [row for _, row in told if isinstance(row, dict)] == [{"a": 1}, {"a": 3}, {"a": 5}, {"a": 7}]
    assert [line for line, row in told if row == "broken_record"] == [2, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "data", [b'{"a":' + b"[" * 200_000, b'{"a":' + b"9" * 5000 + b"}", b'{"a": "' + b"x" * 9_000_000]
)
def test_an_object_that_no_exchange_writes_is_one_rejected_row(data: bytes) -> None:
    assert found(data + b'\n{"b": 1}')[-1] == (2, {"b": 1})


def test_what_no_database_keeps_is_replaced_and_what_it_keeps_is_not() -> None:
    data = rb'{"a": "\ud800x \udc00 \u0000 \ud83d\ude00 \u00e9"}'
    assert found(data) == [(1, {"a": "\ufffdx \ufffd \ufffd \U0001f600 é"})]


def test_a_path_that_leads_nowhere_gives_nothing() -> None:
    record = {"a": {"b": "c", "n": "12.5", "t": True, "big": 1e300, "nan": float("nan")}}
    assert (word(record, "a", "b"), word(record, "a", "b", "c"), word(record, "x"), word(record, "a")) == (
        "c",
        "",
        "",
        "",
    )
    assert number(record, "a", "n") == 12.5
    assert [number(record, "a", key) for key in ("b", "t", "big", "nan", "x")] == [None] * 5


OBJECTS = st.dictionaries(st.text(max_size=5), st.recursive(st.integers() | st.text(max_size=9), st.lists), max_size=4)


@given(st.lists(OBJECTS.filter(bool), max_size=6), st.sampled_from(["", "\n", " ", ",\n", "\r\n\r\n"]), st.booleans())
def test_what_the_json_module_writes_is_read_back(objects: list[Record], between: str, pretty: bool) -> None:
    data = between.join(json.dumps(o, indent=2 if pretty else None, ensure_ascii=False) for o in objects)
    safe = data.encode("utf-8", "replace").replace(b"\\u0000", b"?")
    expected = [
        json.loads(json.dumps(o, ensure_ascii=False).encode("utf-8", "replace").replace(b"\\u0000", b"?"))
        for o in objects
    ]
    assert [row for _, row in found(safe)] == expected


@given(st.binary(max_size=300))
def test_random_bytes_never_make_it_fall(data: bytes) -> None:
    for line, _ in records(io.BytesIO(b'{"a": 1}' + data)):
        assert line >= 1
