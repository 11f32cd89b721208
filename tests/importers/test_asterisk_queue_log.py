"""The queue log: order, fingerprints, privacy, restarts, and bytes that no exchange ever wrote."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.contact import Event, Kind
from charter.errors import UnreadableFile
from charter.importers.asterisk_queue_log import AsteriskQueueLogReader
from charter.importers.base import Head, Implied, Row
from charter.importers.text import LONGEST_LINE
from charter.problem import Problem

READER = AsteriskQueueLogReader()
SAMPLES = Path(__file__).parent / "samples" / "asterisk_queue_log"
LOG = (SAMPLES / "every_event" / "input.log").read_bytes()
TABLE = (SAMPLES / "realtime_table" / "input.csv").read_bytes()

Read = Callable[..., list[Row]]
Counted = Callable[[list[Row]], list[Row]]


def events(rows: list[Row]) -> list[Event]:
    return [row for row in rows if isinstance(row, Event)]


def non_blank(data: bytes) -> int:
    text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return sum(1 for line in text.split(b"\n") if line.strip(b" \t|"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_of_any_system_give_the_same_rows(read: Read, end: bytes) -> None:
    assert read(READER, LOG.replace(b"\n", end)) == read(READER, LOG)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_saved_again_gives_the_same_rows(read: Read, encoding: str) -> None:
    saved = LOG.decode().encode(encoding)
    assert READER.recognises(Head("queue_log", saved))
    assert read(READER, saved) == read(READER, LOG)


def test_the_same_row_has_the_same_fingerprint_wherever_it_stands(read: Read) -> None:
    lines = LOG.splitlines(keepends=True)
    whole = {event.fingerprint for event in events(read(READER, LOG))}
    rotated = {event.fingerprint for event in events(read(READER, b"".join(lines[20:])))}
    assert len(whole) == len(events(read(READER, LOG)))
    assert rotated < whole


def test_a_table_with_epochs_gives_the_fingerprints_of_the_file(read: Read) -> None:
    file = (
        "1767603610|1767603609.1|KCC|NONE|ENTERQUEUE||0612345678|1\n"
        "1767603630|1767603609.1|KCC|SIP/8001|CONNECT|20|1767603625.2|5\n"
    )
    table = (SAMPLES / "old_table_with_pipes" / "input.csv").read_bytes()
    pbxware = (SAMPLES / "pbxware_table" / "input.csv").read_bytes()
    of_file = [event.fingerprint for event in events(read(READER, file))]
    assert of_file == [event.fingerprint for event in events(read(READER, table))][:2]
    assert of_file[0] == events(read(READER, pbxware))[0].fingerprint


def test_the_fingerprint_does_not_depend_on_the_caller(read: Read) -> None:
    row = "1767603610|1767603609.1|KCC|NONE|ENTERQUEUE||{}|1\n"
    one, other = (events(read(READER, row.format(number)))[0] for number in ("0612345678", "0612345679"))
    assert one.fingerprint == other.fingerprint
    assert one.customer != other.customer


def test_the_name_of_the_caller_is_kept_nowhere(read: Read) -> None:
    rows = read(READER, "1767603610|1767603609.1|KCC|NONE|ENTERQUEUE||0612345678|1|Jansen\n", keep_agents=True)
    assert "Jansen" not in repr(rows)


def test_agents_are_kept_only_with_consent_and_then_as_a_pseudonym(read: Read) -> None:
    row = "1767603630|1767603609.1|KCC|Pietersen|CONNECT|20|1767603625.2|5\n"
    assert events(read(READER, row))[0].agent == ""
    assert events(read(READER, row, keep_agents=True))[0].agent == "p(Pietersen)"
    nobody = "1767603630|1767603609.1|KCC|NONE|ABANDON|1|1|3\n"
    assert events(read(READER, nobody, keep_agents=True))[0].agent == ""


def test_file_order_survives_a_clock_that_jumps_back(read: Read) -> None:
    stamps = [1767603700, 1767603600, 1767603650, 1767603701]
    rows = events(read(READER, "".join(f"{stamp}|c{i}|KCC|NONE|FULL|\n" for i, stamp in enumerate(stamps))))
    assert [row.position // 1_000_000 for row in rows] == [1767603700, 1767603700, 1767603700, 1767603701]
    assert sorted(rows, key=lambda row: (row.position, row.line)) == rows


def test_a_restart_ends_only_the_calls_that_were_open(read: Read, counted: Counted) -> None:
    data = (SAMPLES / "restart_in_mid_call" / "input.log").read_bytes()
    rows = read(READER, data)
    implied = [row.event for row in rows if isinstance(row, Implied)]
    assert [(event.contact, event.line) for event in implied] == [
        ("1767603609.1", 6),
        ("1767603619.2", 6),
        ("1767603709.5", 8),
    ]
    assert {event.kind for event in implied} == {Kind.LOG_INTERRUPTED}
    assert len({event.fingerprint for event in implied}) == 3
    assert len(counted(rows)) == non_blank(data)


def test_a_wait_that_is_no_number_of_seconds_is_not_said(read: Read) -> None:
    for written in ("", "-1", "soon", "1e3", "١٢", "99999999999"):
        rows = events(read(READER, f"1767603630|1767603609.1|KCC|A|CONNECT|{written}|x|5\n"))
        assert [row.wait_us for row in rows] == [None]


def test_a_line_of_a_hundred_million_characters_costs_one_row(read: Read) -> None:
    data = LOG + b"1767603999|1767603998.1|KCC|NONE|" + b"X" * 100_000_000 + b"\n" + b"1767604999|9.9|KCC|NONE|FULL|\n"
    rows = read(READER, data)
    assert isinstance(rows[-2], Problem)
    assert (rows[-2].code, rows[-2].params) == ("line_too_long", {"limit": str(LONGEST_LINE)})
    assert events(rows)[-1].contact == "9.9"
    assert events(rows)[-1].line == LOG.count(b"\n") + 2


def test_the_columns_of_a_table_may_stand_in_any_order(read: Read) -> None:
    table = '"Event", "callid","queue","agent","time"\n"FULL","1","KCC","A","1767603600"\n'
    assert READER.recognises(Head("x.csv", table.encode()))
    assert [(event.contact, event.queue, event.detail) for event in events(read(READER, table))] == [
        ("1", "KCC", "blocked=FULL")
    ]


def test_a_table_whose_header_is_damaged_is_refused_with_what_to_do(read: Read) -> None:
    with pytest.raises(UnreadableFile, match="header row"):
        read(READER, 'time,callid,queue,agent,"event\n1767603600,1,KCC,A,FULL\n')


def test_an_empty_file_has_no_rows(read: Read) -> None:
    assert read(READER, b"") == []
    assert read(READER, b"\n\r\n   \n") == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x00" * 100,
        b"contact,at,event\nB1,2026-11-09,answered\n",
        b"From jan@example.org Mon Nov  9 10:00:00 2026\n",
        b"date,queue,offered,answered\n2026-11-09,KCC,100,90\n",
        b'"","0612345678","2000","from-trunk"\n',
        b"a|b|c|d|e\n" * 10,
        LOG[:100] + b"prose\n" * 30,
    ],
)
def test_what_is_no_queue_log_is_not_recognised(data: bytes) -> None:
    assert not READER.recognises(Head("queue_log", data))


def test_blocks_that_stand_twice_are_told_twice_with_one_fingerprint(read: Read) -> None:
    once, twice = events(read(READER, LOG)), events(read(READER, LOG + LOG))
    assert len(twice) == 2 * len(once)
    assert {event.fingerprint for event in twice} == {event.fingerprint for event in once}


@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(read: Read, data: bytes) -> None:
    with suppress(UnreadableFile):
        assert all(isinstance(row, Row) for row in read(READER, data))


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LOG) - 1), st.sampled_from([b"|", b"\n", b"9", b"", b"\xff", b"NONE", b"\r\n", b"-"])
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_a_mutilated_log_still_adds_up(
    read: Read, counted: Counted, wounds: list[tuple[int, bytes]], random: object
) -> None:
    data = LOG
    for place, wound in wounds:
        data = data[:place] + wound + data[place + 1 :]
    lines = data.splitlines(keepends=True)
    random.shuffle(lines)  # type: ignore[attr-defined]
    data = b"\n".join(lines)
    rows = counted(read(READER, data))
    assert len(rows) == non_blank(data)
    assert [row.line for row in rows] == sorted(row.line for row in rows)


@given(
    st.lists(
        st.tuples(
            st.integers(80, len(TABLE) - 1), st.sampled_from([b",", b'"', b"\n", b"9", b"", b"\xff", b"|", b"\0"])
        ),
        max_size=8,
    )
)
def test_a_mutilated_table_never_makes_it_fall(read: Read, wounds: list[tuple[int, bytes]]) -> None:
    data = TABLE
    for place, wound in wounds:
        data = data[:place] + wound + data[place + 1 :]
    try:
        rows = read(READER, data)
    except UnreadableFile:
        rows = []
    assert all(isinstance(row, Row) for row in rows)


def test_the_real_samples_are_read_without_a_rejected_row(read: Read, shared: Path) -> None:
    files = sorted((shared / "samples" / "phone" / "asterisk_queue_log").iterdir())
    for file in files:
        data = file.read_bytes()
        assert READER.recognises(Head(file.name, data))
        assert not [row for row in read(READER, data) if isinstance(row, Problem)]
    log, table = (
        events(read(READER, (files[0].parent / name).read_bytes()))
        for name in ("queue_log", "pbxware_queue_log_part1.csv")
    )
    assert [row.fingerprint for row in log] == [row.fingerprint for row in table]
    waits = [row.wait_us for row in log if row.kind is Kind.ANSWERED]
    assert len(waits) == 66
    assert round(sum(wait or 0 for wait in waits) / 66e6, 3) == 44.091
    assert sum(row.talk_us or 0 for row in log) == 16_397_000_000
