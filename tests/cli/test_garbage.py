"""Garbage through the whole road: `charter import` counts every row, and good rows keep their verdicts.

The good contacts stand first and last in their file; whatever is done to the middle costs at most the middle.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest

MORNING = "2026-03-20T08:00"
HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
QUEUE_LOG = [
    line
    for n, start in enumerate(range(1772442000, 1772442000 + 40 * 600, 600))
    for line in (
        f"{start}|{start}.{n}|kcc|NONE|ENTERQUEUE||0612345678|1",
        f"{start + 5 + n}|{start}.{n}|kcc|SIP/a|CONNECT|{5 + n}|{start}.{n + 1000}|3",
        f"{start + 90}|{start}.{n}|kcc|SIP/a|COMPLETECALLER|{5 + n}|{85 - n}|1",
    )
]
EVENT_LOG = [
    line
    for n in range(40)
    for line in (
        f"E-{n:03},2026-03-{2 + n % 5:02}T09:{n:02}:00+01:00,message_received,email,Burgerzaken,info@a.example,,,",
        f"E-{n:03},2026-03-{9 + n % 5:02}T10:{n:02}:00+01:00,reply_substantive,,,,,person,",
    )
]
MBOX = [
    "\n".join(
        [
            f"From - Mon Mar  {2 + n % 5} 09:00:00 2026",
            f"Received: from a.example by b.example; {day}, {2 + n % 5:02} Mar 2026 09:{n:02}:00 +0100",
            f"From: Bewoner {n} <bewoner{n}@example.org>",
            "To: info@voorbeeld.example",
            f"Message-ID: <m{n}@example.org>",
            f"Date: {day}, {2 + n % 5:02} Mar 2026 09:{n:02}:00 +0100",
            f"Subject: Vraag {n}",
            "",
            "Goedemorgen, ik heb een vraag.",
            "",
        ]
    )
    for n in range(40)
    for day in [("Mon", "Tue", "Wed", "Thu", "Fri")[n % 5]]
]
TEAMS_HEADER = (
    "CQ Name,ConferenceID,Call Queue Call Result,Call Duration Seconds,Call Start Time UTC,Call End Time UTC\n"
)
TEAMS = [
    f"kcc,conf-{n:03},agent_joined_conference,{5 + n},{day}T09:{n:02}:{n:02},{day}T10:00:00"
    for n in range(40)
    for day in [f"2026-03-{2 + n % 5:02}"]
]
CONNECT = [
    json.dumps(
        {
            "ContactId": f"c-{n:03}",
            "Channel": "VOICE",
            "InitiationMethod": "INBOUND",
            "InitiationTimestamp": f"2026-03-{2 + n % 5:02}T09:{n:02}:00Z",
            "CustomerEndpoint": {"Address": "+31612345678"},
            "Queue": {"Name": "kcc", "EnqueueTimestamp": f"2026-03-{2 + n % 5:02}T09:{n:02}:05Z"},
            "Agent": {"ConnectedToAgentTimestamp": f"2026-03-{2 + n % 5:02}T09:{n:02}:{10 + n:02}Z"},
            "DisconnectTimestamp": f"2026-03-{2 + n % 5:02}T10:00:00Z",
        }
    )
    for n in range(40)
]
CDR = [
    f'"","0612345678","14012","from-pstn","","SIP/trunk-{n:02}","SIP/301-{n:02}","Dial","SIP/301",'
    f'"{day} 10:{n:02}:00","{day} 10:{n:02}:{10 + n}","{day} 10:59:59",'
    f'{3599 - 60 * n},{3589 - 61 * n},"ANSWERED","DOC","17724420{n:02}.{n}",""'
    for n in range(40)
    for day in [f"2026-03-{2 + n % 5:02}"]
]
FORMATS = {
    "amazon_connect": ("records.json", "", CONNECT, 1),
    "asterisk_cdr": ("Master.csv", "", CDR, 1),
    "asterisk_queue_log": ("queue_log", "", QUEUE_LOG, 3),
    "event_log": ("log.csv", HEADER, EVENT_LOG, 2),
    "mbox": ("info.mbox", "", MBOX, 1),
    "teams_call_queue": ("calls.csv", TEAMS_HEADER, TEAMS, 1),
}


@pytest.fixture(params=FORMATS)
def format_(request) -> str:
    return request.param


def _text(format_: str, pieces: list[str] | None = None) -> str:
    _name, header, all_pieces, _per_contact = FORMATS[format_]
    return header + "".join(piece + "\n" for piece in (all_pieces if pieces is None else pieces))


@pytest.fixture
def imported(run, profile):
    """Import paths into the profile, and check what holds for any input; gives exit code and the objects."""

    def call(*words: object):
        said = run("import", *words, "--json", "--zone", "Europe/Amsterdam", "--profile", profile)
        assert said.code in (0, 1, 3)
        for row in said.json:
            assert row["read"] == row["used"] + row["duplicates"] + row["rejected"] + row["out_of_scope"]
            told = [p for p in row["problems"] if p["severity"] == "rejected"]
            assert len(told) == min(row["rejected"], 10_000)
            assert all(p["message"] and p["remedy"] and p["line"] >= 0 for p in row["problems"])
        failed = [row for row in said.json if any(p["severity"] == "error" for p in row["problems"])]
        assert (said.code == 1) == bool(failed)
        assert said.err.count("\n") == len(failed)
        return said.code, said.json

    return call


@pytest.fixture
def judged(run, profile) -> Callable[[], dict[tuple[str, str], tuple]]:
    """The verdicts of the profile, by contact and norm."""

    def call():
        rows = run("verdicts", "--json", "--profile", profile, "--as-of", MORNING).json
        return {
            (r["contact"], r["norm"]): tuple(r[k] for k in ("verdict", "deadline", "spent_s", "reason")) for r in rows
        }

    return call


@pytest.fixture(scope="session")
def clean(tmp_path_factory) -> dict[str, dict[tuple[str, str], tuple]]:
    """The verdicts of each format's undamaged file."""
    return {}


@pytest.fixture
def expected(clean, format_, run, _new_profile, tmp_path):
    if format_ not in clean:
        folder = Path(shutil.copytree(_new_profile, tmp_path / "clean"))
        path = tmp_path / "clean.log"
        path.write_text(_text(format_), encoding="utf-8")
        assert run("import", path, "--profile", folder).code == 0
        rows = run("verdicts", "--json", "--profile", folder, "--as-of", MORNING).json
        clean[format_] = {
            (r["contact"], r["norm"]): tuple(r[k] for k in ("verdict", "deadline", "spent_s", "reason")) for r in rows
        }
        assert len({contact for contact, _norm in clean[format_]}) == 40
    return clean[format_]


def _shuffled(pieces: list[str]) -> list[str]:
    return [pieces[n * 37 % len(pieces)] for n in range(len(pieces))]


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _nul_block(data: bytes) -> bytes:
    middle = data.index(b"\n", len(data) // 2) + 1
    return data[:middle] + b"\0" * 5000 + b"\n" + data[middle:]


def _mixed_ends(data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"".join(line + (b"\r\n" if n % 3 else b"\n") for n, line in enumerate(lines[:-1]))


def _twice(data: bytes) -> bytes:
    return data + data


def _foreign_bytes(data: bytes) -> bytes:
    middle = data.index(b"\n", len(data) // 2) + 1
    return data[:middle] + bytes(range(128, 256)) + b"\n" + data[middle:]


def _bom(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


def _utf_16(data: bytes) -> bytes:
    return data.decode().encode("utf-16")


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data)


def _gzip_cut(data: bytes) -> bytes:
    packed = gzip.compress(data)
    return packed[: len(packed) * 4 // 5]


def _blank_lines(data: bytes) -> bytes:
    return b"\n\n" + data + b"\n \n\n"


def _wrong_line_in_between(data: bytes) -> bytes:
    middle = data.index(b"\n", len(data) // 2) + 1
    return data[:middle] + b"=HYPERLINK(1)|%(n)s|'; DROP TABLE event; --,\x1b[31m\n" + data[middle:]


HARMLESS = [_mixed_ends, _twice, _bom, _gzipped, _blank_lines]
HARMFUL = [_cut, _nul_block, _foreign_bytes, _gzip_cut, _wrong_line_in_between]


@pytest.mark.parametrize("damage", HARMLESS)
def test_what_only_looks_odd_changes_no_verdict(imported, judged, write, format_, expected, damage) -> None:
    code, (row,) = imported(write(FORMATS[format_][0], damage(_text(format_).encode())))
    assert code == 0
    assert row["format"] == format_
    assert row["rejected"] == 0
    assert judged() == expected
    if damage is _twice:
        assert row["duplicates"] == row["used"]


@pytest.mark.parametrize("format_", sorted(FORMATS.keys() - {"mbox"}))
def test_a_text_saved_as_utf_16_is_the_same_log(imported, judged, write, format_, expected) -> None:
    _code, (row,) = imported(write(FORMATS[format_][0], _utf_16(_text(format_).encode())))
    assert row["rejected"] == 0
    assert judged() == expected


def _workbook(format_: str) -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    for line in _text(format_).splitlines():
        book.active.append(line.split(","))
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("format_", ["event_log", "teams_call_queue"])
@pytest.mark.parametrize("damage", [bytes, _gzipped])
def test_a_workbook_with_the_same_rows_is_the_same_log(imported, judged, write, format_, expected, damage) -> None:
    code, (row,) = imported(write("log.xlsx", damage(_workbook(format_))))
    assert (code, row["format"], row["rejected"], row["used"]) == (0, format_, 0, len(FORMATS[format_][2]))
    assert judged() == expected
    _code, (row,) = imported(write(FORMATS[format_][0], _text(format_)))
    assert (row["duplicates"], row["used"]) == (len(FORMATS[format_][2]), 0)


@pytest.mark.parametrize("format_", ["event_log", "teams_call_queue"])
@pytest.mark.parametrize("damage", [_cut, _nul_block, _twice, _foreign_bytes, _bom])
def test_a_damaged_workbook_is_refused_or_read_but_never_misread(
    imported, judged, write, format_, expected, damage
) -> None:
    imported(write("log.xlsx", damage(_workbook(format_))))
    assert judged() in ({}, expected)


@pytest.mark.parametrize("damage", HARMFUL)
def test_damage_costs_no_more_than_the_contacts_it_touches(imported, judged, write, format_, expected, damage) -> None:
    _code, (row,) = imported(write(FORMATS[format_][0], damage(_text(format_).encode())))
    assert row["used"] > 0
    found = judged()
    right = {key for key, value in expected.items() if found.get(key) == value}
    kept = {contact for contact, _norm in right}
    if damage in (_cut, _gzip_cut):
        assert len(kept) >= 15
    else:
        assert len(kept) >= 39
        assert {contact for contact, _norm in found} - {contact for contact, _norm in expected} == set()


def test_the_order_of_rows_does_not_matter_where_rows_have_times(imported, judged, write) -> None:
    _code, (shuffled,) = imported(write("shuffled.csv", _text("event_log", _shuffled(EVENT_LOG))))
    before = judged()
    assert shuffled["contacts_new"] == 40
    assert {verdict for verdict, *_rest in before.values()} == {"met", "breached"}
    _code, (again,) = imported(write("log.csv", _text("event_log")))
    assert (again["used"], again["duplicates"]) == (0, len(EVENT_LOG))
    assert judged() == before


@pytest.mark.parametrize("format_", sorted(FORMATS.keys() - {"mbox"}))
def test_a_shuffled_log_is_read_whole(imported, write, format_) -> None:
    pieces = _shuffled(FORMATS[format_][2])
    code, (row,) = imported(write("log", _text(format_, pieces)))
    assert (code, row["rejected"], row["read"]) == (0, 0, len(pieces))


def test_a_line_of_a_hundred_million_characters_is_one_rejected_row(
    imported, judged, tmp_path, format_, expected
) -> None:
    path = tmp_path / FORMATS[format_][0]
    with path.open("wb") as stream:
        stream.write(_text(format_).encode())
        if format_ == "mbox":
            stream.write(b"From - Mon Mar  2 09:00:00 2026\nSubject: ")
        for _ in range(100):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\n")
    _code, (row,) = imported(path)
    assert row["rejected"] + row["out_of_scope"] <= 1
    assert {key: value for key, value in judged().items() if key in expected} == expected


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\0" * 1000, b"\xff\xfe", b"PK\x03\x04rest", b"%PDF-1.7\n\x93"])
@pytest.mark.parametrize("name", ["empty.csv", "queue_log", "x.mbox", "x.xlsx", "x.gz"])
def test_a_file_of_no_format_fails_alone(imported, write, name, data) -> None:
    good = write("good.csv", _text("event_log"))
    code, (bad, fine) = imported(write(f"bad/{name}", data), good)
    assert code == 1
    assert (bad["read"], bad["format"], bad["sha256"]) == (0, "", "")
    assert fine["used"] == len(EVENT_LOG)


MISTAKEN = ("amazon_connect", "mbox")
"""Whoever says that an object is a message gets its first key as a field of the header."""


@pytest.mark.parametrize(("format_", "as_format"), sorted({*permutations(FORMATS, 2)} - {MISTAKEN}))
def test_another_formats_file_is_counted_or_refused(imported, judged, write, format_, as_format) -> None:
    _code, (row,) = imported(write("file", _text(format_)), "--format", as_format)
    assert row["used"] == 0
    assert judged() == {}


def test_an_extension_says_nothing(imported, judged, write, format_, expected) -> None:
    _code, (row,) = imported(write("wrong.xlsx", _text(format_)))
    assert row["format"] == format_
    assert judged() == expected


def test_a_folder_called_like_a_file_is_looked_through(imported, judged, write, tmp_path, format_, expected) -> None:
    write("queue_log.csv/sub/log.1", _text(format_))
    write("queue_log.csv/readme.txt", "dear reader")
    code, rows = imported(tmp_path / "queue_log.csv")
    assert code == 1
    assert sorted(row["format"] for row in rows) == ["", format_]
    assert judged() == expected


def test_a_folder_without_files_is_said_to_have_none(run, profile, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    said = run("import", tmp_path / "empty", "--json", "--profile", profile)
    assert (said.code, said.json) == (1, [])
    assert "empty" in said.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_is_refused_and_not_waited_for(imported, write, tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, (pipe, fine) = imported(tmp_path / "pipe", write("good.csv", _text("event_log")))
    assert code == 1
    assert pipe["read"] == 0
    assert fine["used"] == len(EVENT_LOG)


@pytest.mark.usefixtures("permissions_hold")
def test_a_file_that_may_not_be_read_fails_alone(imported, write) -> None:
    closed, good = write("closed.csv", _text("event_log")), write("good.csv", _text("event_log"))
    closed.chmod(0)
    code, (bad, fine) = imported(closed, good)
    assert code == 1
    assert (bad["read"], fine["used"]) == (0, len(EVENT_LOG))


def test_a_file_name_that_is_no_text_is_imported(imported, judged, tmp_path, format_, expected) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/log\xff'%(n)s.csv"))
    try:
        path.write_text(_text(format_), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    code, (_row,) = imported(path)
    assert code == 0
    assert judged() == expected


def test_a_file_that_grows_adds_what_is_new(imported, judged, write, format_, expected) -> None:
    pieces, per_contact = FORMATS[format_][2:]
    cut = 17 * per_contact + per_contact // 2
    path = write("growing", _text(format_, pieces[:cut]))
    imported(path)
    with path.open("a", encoding="utf-8") as stream:
        stream.write("".join(piece + "\n" for piece in pieces[cut:]))
    _code, (row,) = imported(path)
    assert (row["duplicates"], row["used"]) == (cut, len(pieces) - cut)
    assert judged() == expected


def test_a_line_that_was_half_written_is_completed_by_the_next_import(
    imported, judged, write, format_, expected
) -> None:
    whole = _text(format_).encode()
    path = write("growing", whole[: len(whole) // 2 + 7])
    imported(path)
    path.write_bytes(whole)
    imported(path)
    assert {key: value for key, value in judged().items() if key in expected} == expected


def test_a_rotated_and_a_renamed_file_add_nothing_twice(imported, judged, write, tmp_path, format_, expected) -> None:
    pieces, per_contact = FORMATS[format_][2:]
    cut = 20 * per_contact + per_contact // 2
    first = write("log", _text(format_, pieces[:cut]))
    imported(first)
    first.rename(tmp_path / "log.1")
    write("log", _text(format_, pieces[cut:]))
    _code, rows = imported(tmp_path / "log.1", tmp_path / "log")
    assert [row["used"] for row in rows] == [0, len(pieces) - cut]
    (tmp_path / "log.1").rename(tmp_path / "renamed.txt")
    _code, (row,) = imported(tmp_path / "renamed.txt")
    assert (row["used"], row["contacts_new"]) == (0, 0)
    assert judged() == expected


BAD_ROWS = {
    "asterisk_queue_log": "yesterday|1.1|kcc|NONE|ENTERQUEUE||\n\n1772442000|half\n",
    "event_log": HEADER + "c1,2026-02-30T09:00:00,message_received,email,,,,,\n,,,,,,,,\nc2,2026-03-02,dance,,,,,,\n",
    "mbox": "From - Mon Mar  2 09:00:00 2026\nno field at all\n\nFrom - Mon Mar  2 09:00:00 2026\n(nor here)\n",
}


@pytest.mark.parametrize("format_", BAD_ROWS)
def test_problems_are_told_in_the_language_with_file_line_and_remedy(run, profile, write, format_) -> None:
    log = write("log.csv", BAD_ROWS[format_])
    told = {}
    for language in ("nl", "en"):
        words = ["import", log, "--format", format_, "--profile", profile, "--lang", language]
        said = run(*words)
        assert said.code == 0
        told[language] = said.err.splitlines()
        assert len(told[language]) == 2
        assert all("log.csv" in line and line.count(". ") >= 1 for line in told[language])
        problems = run(*words, "--json").json[0]["problems"]
        assert [p["line"] for p in problems if f" {p['line']}:" in said.err] == [p["line"] for p in problems]
    assert not set(told["nl"]) & set(told["en"])
    assert run("import", log, "--format", format_, "--strict", "--profile", profile).code == 3


def test_a_source_keeps_to_one_kind(imported, write) -> None:
    imported(write("a", _text("mbox")), "--source", "mixed")
    code, (row,) = imported(write("b", _text("event_log")), "--source", "mixed")
    assert code == 1
    assert row["read"] == 0
