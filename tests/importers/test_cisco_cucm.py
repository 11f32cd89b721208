"""CUCM records: shapes of the first row, order of events, staff and residents, and records that no exchange wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from charter.contact import Direction, Event, Kind
from charter.errors import UnreadableFile
from charter.importers.base import Head, Implied, OutOfScope, Row
from charter.importers.cisco_cucm import CiscoCucmReader

READER = CiscoCucmReader()
SAMPLES = Path(__file__).parent / "samples" / "cisco_cucm"
FILE = (SAMPLES / "header_and_types" / "input.csv").read_bytes()
HEADER, TYPES, FIRST, *_ = FILE.splitlines(keepends=True)

Read = Callable[..., list[Row]]


def told(rows: list[Row]) -> list[Event]:
    """Every event, those that follow from a row included."""
    return [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Event | Implied)]


def test_the_same_record_is_the_same_row_with_and_without_header(read: Read) -> None:
    prints = [{event.fingerprint for event in told(read(READER, data))} for data in (FILE, HEADER + FIRST, FIRST)]
    assert prints[1] == prints[2]
    assert prints[1] < prints[0]
    assert len(prints[0]) == len(told(read(READER, FILE)))


def test_columns_go_by_the_names_of_the_header(read: Read) -> None:
    def turned(line: bytes) -> bytes:
        kind, *cells = line.rstrip(b"\n").split(b",")
        return b",".join([kind, *reversed(cells)]) + b"\n"

    turned_round = turned(HEADER) + turned(FIRST)
    assert READER.recognises(Head("cdr", turned_round))
    assert told(read(READER, turned_round)) == told(read(READER, HEADER + FIRST))


def test_a_record_that_is_shorter_than_its_header_lacks_its_last_columns(read: Read) -> None:
    names, cells = (line.rstrip(b"\n").split(b",") for line in (HEADER, FIRST))
    moved = b",".join([*names, *[b"added"] * 40, b"huntPilotDN"])
    whole = moved.replace(b"huntPilotDN", b"moved", 1) + b"\n" + b",".join(cells) + b"\n"
    assert told(read(READER, whole)) == told(read(READER, HEADER + FIRST))


def test_the_events_of_a_row_keep_their_order_when_they_tie(read: Read) -> None:
    events = told(read(READER, FILE))
    for line in {event.line for event in events}:
        places = [event.position for event in events if event.line == line]
        assert places == sorted(set(places))
    at_once = [event for event in events if event.contact == "Raadhuis-1-504"]
    assert [event.kind for event in at_once] == [Kind.QUEUE_ENTERED, Kind.ANSWERED, Kind.ENDED]
    assert at_once[0].at == at_once[1].at


def test_voicemail_and_the_number_of_staff_are_no_answer_and_no_customer(read: Read) -> None:
    events = told(read(READER, FILE))
    voicemail = [event.contact for event in events if event.detail == "exit=voicemail"]
    assert len(voicemail) == 1
    assert not [event for event in events if event.contact in voicemail and event.kind is Kind.ANSWERED]
    assert not [event for event in events if event.direction is Direction.INTERNAL and event.customer]


def test_agents_are_kept_only_with_consent_and_then_as_a_pseudonym(read: Read) -> None:
    assert {event.agent for event in told(read(READER, FILE))} == {""}
    agents = {event.agent for event in told(read(READER, FILE, keep_agents=True))}
    assert agents == {"", "p(medewerker1)", "p(SEP001122334455)", "p(CSFJANSEN)"}


def test_the_number_of_a_resident_who_is_called_stands_nowhere(read: Read) -> None:
    out = [event for event in told(read(READER, FILE)) if event.direction is Direction.OUT]
    assert {event.kind for event in out} == {Kind.OUTBOUND_CALL_CONNECTED, Kind.ATTEMPT_FAILED, Kind.ENDED}
    assert all(event.queue == "" and event.customer.startswith("p(") for event in out)


def test_records_of_sound_between_the_calls_are_out_of_scope(read: Read) -> None:
    assert OutOfScope(12, "sound_quality") in read(READER, FILE)


@pytest.mark.parametrize("data", [b"", b"hello\n", b"1,2,3\n", TYPES[:100], HEADER[:200]])
def test_what_is_no_record_is_not_recognised_and_refused(read: Read, data: bytes) -> None:
    assert not READER.recognises(Head("cdr_x", data))
    with pytest.raises(UnreadableFile, match="cdr_"):
        read(READER, data)
