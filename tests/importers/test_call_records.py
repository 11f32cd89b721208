"""Six readers of call records: privacy, order, files in halves, recognition, and bytes that no exchange ever wrote."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.contact import Event, Kind
from charter.errors import UnreadableFile
from charter.importers import asterisk_cdr, avaya_smdr
from charter.importers.amazon_connect import AmazonConnectReader
from charter.importers.asterisk_cdr import AsteriskCdrReader
from charter.importers.asterisk_cel import AsteriskCelReader
from charter.importers.avaya_smdr import AvayaSmdrReader
from charter.importers.base import Head, Implied, Reader, Row
from charter.importers.files import open_head
from charter.importers.freeswitch import FreeswitchReader
from charter.importers.genesys_cloud import GenesysCloudReader
from charter.importers.registry import READERS

MINE: tuple[Reader, ...] = (
    AmazonConnectReader(),
    AsteriskCdrReader(),
    AvayaSmdrReader(),
    FreeswitchReader(),
    GenesysCloudReader(),
    AsteriskCelReader(),
)
SAMPLES = Path(__file__).parent / "samples"
INPUTS = [(reader, path) for reader in MINE for path in sorted((SAMPLES / reader.id).glob("*/input*"))]
TEXTS = [(reader, path) for reader, path in INPUTS if path.suffix != ".xlsx"]
NUMBERS = ("0612345678", "0612345679")

Read = Callable[..., list[Row]]
Counted = Callable[[list[Row]], list[Row]]


def told(rows: list[Row]) -> list[Event]:
    """All events, those that follow from a row included."""
    return [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Event | Implied)]


@pytest.mark.parametrize(("reader", "path"), INPUTS, ids=lambda value: getattr(value, "id", value))
def test_a_sample_is_claimed_by_its_own_reader_alone(reader: Reader, path: Path) -> None:
    head = open_head(path)
    assert [other.id for other in READERS if other.recognises(head)] == [reader.id]


def test_the_samples_of_other_readers_are_claimed_by_none_of_these() -> None:
    others = [path for path in SAMPLES.glob("*/*/input*") if path.parents[1].name not in {r.id for r in MINE}]
    assert others
    for path in others:
        head = open_head(path) if path.is_file() else Head(path.name, b"")
        assert not [reader.id for reader in MINE if reader.recognises(head)], path


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{", b"[]", b"{}", b'{"a": 1}', b"a,b,c\n", bytes(range(256)), b"\0" * 99]
)
def test_what_is_no_call_record_is_not_recognised(data: bytes) -> None:
    assert not [reader.id for reader in MINE if reader.recognises(Head("x", data))]


@pytest.mark.parametrize(("reader", "path"), TEXTS, ids=lambda value: getattr(value, "id", value))
def test_fingerprints_do_not_depend_on_the_caller_and_names_are_kept_nowhere(
    read: Read, reader: Reader, path: Path
) -> None:
    data = path.read_text("utf-8").replace("+31612345678", NUMBERS[0]).replace(f"9{NUMBERS[0]}", NUMBERS[0])
    one, other = (told(read(reader, data.replace(NUMBERS[0], number), keep_agents=True)) for number in NUMBERS)
    assert [event.fingerprint for event in one] == [event.fingerprint for event in other]
    assert "Jansen" not in repr(one)


@pytest.mark.parametrize(("reader", "path"), INPUTS, ids=lambda value: getattr(value, "id", value))
def test_agents_are_kept_only_with_consent(read: Read, reader: Reader, path: Path) -> None:
    assert not any(event.agent for event in told(read(reader, path.read_bytes())))


@pytest.mark.parametrize("reader", MINE, ids=lambda reader: reader.id)
def test_with_consent_agents_are_kept_as_pseudonyms(read: Read, reader: Reader) -> None:
    agents = [
        event.agent
        for mine, path in INPUTS
        if mine is reader
        for event in told(read(reader, path.read_bytes(), keep_agents=True))
        if event.agent
    ]
    assert agents
    assert all(agent.startswith("p(") for agent in agents)


@pytest.mark.parametrize(("reader", "path"), INPUTS, ids=lambda value: getattr(value, "id", value))
def test_within_a_call_the_position_follows_the_order_of_telling(read: Read, reader: Reader, path: Path) -> None:
    rows = read(reader, path.read_bytes())
    for first, second in pairwise(rows):
        if isinstance(second, Implied):
            before, after = told([first]), told([second])
            if before and before[0].contact == after[0].contact and after[0].kind is not Kind.QUEUE_ENTERED:
                assert before[0].position < after[0].position


CDR = (
    '"","{src}","14012","from-pstn","","SIP/trunk-{n}","SIP/301-{n}","Dial","SIP/301","2026-01-05 10:{m:02}:00",'
    '{answer},"2026-01-05 10:{m:02}:40",40,30,"{result}","DOC","17676036{m:02}.{n}","","","17676036{m:02}.{n}",{seq}\n'
)


def cdr(minute: int, *, answered: bool, seq: int = 1) -> str:
    answer = f'"2026-01-05 10:{minute:02}:10"' if answered else ""
    result = "ANSWERED" if answered else "NO ANSWER"
    return CDR.format(src="0612345678", n=minute, m=minute, answer=answer, result=result, seq=seq)


def test_legs_of_a_call_tell_the_same_in_any_order(read: Read) -> None:
    legs = [cdr(5, answered=False, seq=1), cdr(5, answered=True, seq=2), cdr(5, answered=False, seq=3)]
    whole = {(event.kind, event.at, event.wait_us, event.fingerprint) for event in told(read(MINE[1], "".join(legs)))}
    for order in ((0, 2, 1), (1, 0, 2), (2, 1, 0)):
        rows = told(read(MINE[1], "".join(legs[place] for place in order)))
        assert {(event.kind, event.at, event.wait_us, event.fingerprint) for event in rows} == whole
        assert [event.kind for event in rows if event.kind is Kind.QUEUE_ENTERED] == [Kind.QUEUE_ENTERED]
        assert Kind.ABANDONED not in {event.kind for event in rows}


def test_a_call_is_told_when_the_file_has_gone_on_for_a_while(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asterisk_cdr, "_WINDOW", 2)
    lines = [cdr(minute, answered=True) for minute in range(10)]
    rows = read(MINE[1], "".join(lines))
    assert [event.line for event in told(rows) if event.kind is Kind.ANSWERED] == list(range(1, 11))
    monkeypatch.setattr(avaya_smdr, "_WINDOW", 2)
    line = "2026/01/05 10:00:00,00:00:10,2,0612345678,I,14012,14012,,0,{},1,E301,Jan,T9161,LINE 5.1,0,0\n"
    rows = read(MINE[2], "".join(line.format(call) for call in range(10)))
    assert [event.line for event in told(rows) if event.kind is Kind.ANSWERED] == list(range(1, 11))


def test_a_rotated_file_adds_nothing_for_calls_that_were_told(read: Read) -> None:
    lines = [cdr(minute, answered=minute % 2 == 0) for minute in range(6)]
    whole = {event.fingerprint for event in told(read(MINE[1], "".join(lines)))}
    assert {event.fingerprint for event in told(read(MINE[1], "".join(lines[3:])))} < whole


def test_a_name_that_is_not_utf_8_does_no_harm(read: Read) -> None:
    data = cdr(5, answered=True).replace('"","0612345678"', '"Jos\xe9","0612345678"', 1).encode("cp1252")
    assert Kind.ANSWERED in {event.kind for event in told(read(MINE[1], data))}


def test_a_contact_record_that_is_sent_again_adds_only_what_is_new(read: Read) -> None:
    records = [json.loads(line) for line in (SAMPLES / "amazon_connect/lines/input.json").read_text().splitlines()]
    early, late = records[2], records[3]
    for order in ((early, late), (late, early), (late, late)):
        rows = told(read(MINE[0], "".join(map(json.dumps, order))))
        assert len({event.fingerprint for event in rows}) == 2


def test_an_open_conversation_that_is_exported_again_keeps_its_fingerprints(read: Read) -> None:
    lines = (SAMPLES / "genesys_cloud/document/input.json").read_text().splitlines()
    whole = json.loads("\n".join(lines))["conversations"][0]
    open_ = whole | {"participants": whole["participants"][:3]}
    del open_["conversationEnd"]
    first, later = (told(read(MINE[4], json.dumps(conversation))) for conversation in (open_, whole))
    assert [event.kind for event in first] == [Kind.QUEUE_ENTERED]
    assert first[0].fingerprint == later[0].fingerprint


def test_pages_of_conversations_behind_each_other_are_all_read(read: Read, counted: Counted) -> None:
    page = (SAMPLES / "genesys_cloud/document/input.json").read_text()
    assert len(counted(read(MINE[4], page * 3))) == 3 * len(counted(read(MINE[4], page)))


@given(st.sampled_from(MINE), st.binary(max_size=400))
def test_random_bytes_never_make_a_reader_fall(read: Read, reader: Reader, data: bytes) -> None:
    assert reader.recognises(Head("x", data)) in (True, False)
    with suppress(UnreadableFile):
        assert all(isinstance(row, Row) for row in read(reader, data))


LINES = [
    (reader, path)
    for reader, path in INPUTS
    if path.suffix == ".csv" and not path.parent.name.startswith("table_") and reader.id != "asterisk_cel"
]


@settings(max_examples=200)
@given(
    st.sampled_from(LINES),
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(list("9,x;:/ -IO|"))), max_size=9),
)
def test_a_mutilated_file_of_lines_still_adds_up(
    read: Read, counted: Counted, sample: tuple[Reader, Path], wounds: list[tuple[int, str]]
) -> None:
    reader, path = sample
    data = path.read_text("utf-8").replace('"', "")
    for place, wound in wounds:
        place %= len(data)
        if data[place] != "\n":
            data = data[:place] + wound + data[place + 1 :]
    assert len(counted(read(reader, data))) == sum(1 for line in data.splitlines() if line.strip())


OBJECTS = [(reader, path) for reader, path in INPUTS if path.suffix.startswith(".json")]
ODD = (None, "", 7, -1, True, [], {}, [None], [{}], "x", 1e308, "2026-01-05T10:00:00Z", "\ud800")


@settings(max_examples=200)
@given(
    st.sampled_from(OBJECTS), st.randoms(use_true_random=False), st.lists(st.sampled_from(ODD), min_size=1, max_size=6)
)
def test_odd_values_in_an_object_give_one_row_for_it(
    read: Read, counted: Counted, sample: tuple[Reader, Path], chance: random.Random, odd: list[object]
) -> None:
    reader, path = sample
    decoder, text = json.JSONDecoder(), path.read_text("utf-8")
    start = text.index('{"conv' if '{"conversationId' in text else "{")
    record, _ = decoder.raw_decode(text[start:])
    for value in odd:
        place = record
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = chance.choice(keys)
            if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.8:
                place = place[key]
                continue
            place[key] = deepcopy(value)
            break
    rows = read(reader, json.dumps(record))
    told_of = record.get("conversations", [record])
    assert len(counted(rows)) == (len([one for one in told_of if one != []]) if isinstance(told_of, list) else 1)


@given(
    st.sampled_from(INPUTS),
    st.lists(
        st.tuples(st.integers(0, 100_000), st.sampled_from([b'"', b"\n", b"{", b"}", b"\\", b"\0", b"\xff", b""]))
    ),
)
def test_a_mutilated_file_never_makes_a_reader_fall(
    read: Read, sample: tuple[Reader, Path], wounds: list[tuple[int, bytes]]
) -> None:
    reader, path = sample
    data = path.read_bytes()
    for place, wound in wounds:
        place %= len(data)
        data = data[:place] + wound + data[place + 1 :]
    with suppress(UnreadableFile):
        assert all(isinstance(row, Row) for row in read(reader, data))
