"""3CX and Teams: what is refused with which remedy, what must not leak, and bytes that no exchange ever wrote."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from charter.columns import Events
from charter.contact import Direction, Event, Kind, Outcome
from charter.errors import UnreadableFile
from charter.importers import registry, teams_call_queue
from charter.importers.base import Head, Implied, Row
from charter.importers.files import open_head
from charter.moments import derive
from charter.problem import Problem

IDS = ("cisco_cucm", "3cx_call_report", "3cx_cdroutput", "teams_call_queue", "teams_pstn_usage")
SAMPLES = Path(__file__).parent / "samples"
FILES = [path for name in IDS for path in sorted((SAMPLES / name).glob("*/input.csv"))]
CDR_LOG = (
    "Call 12,0000AB_12,00:05:36,2026/11/16 09:00:00,2026/11/16 09:00:00,2026/11/16 09:05:36,TerminatedBySrc,"
    "+31205550101,Ext.800,10021,800,800,,,,Chain: +31205550101;Ext.800;Ext.101;\n"
)

Read = Callable[..., list[Row]]
Counted = Callable[[list[Row]], list[Row]]


def sample(reader_id: str, case: str) -> bytes:
    return (SAMPLES / reader_id / case / "input.csv").read_bytes()


def told(rows: list[Row]) -> list[Event]:
    """Every event, those that follow from a row included."""
    return [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Event | Implied)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_every_line_is_told_once_and_every_fingerprint_is_its_own(path: Path, read: Read, counted: Counted) -> None:
    reader = registry.recognise(open_head(path))
    rows = read(reader, path.read_bytes())
    lines = [row.line for row in counted(rows)]
    assert lines == sorted(set(lines))
    if path.parent.name != "every_mistake":
        prints = [event.fingerprint for event in told(rows)]
        assert len(prints) == len(set(prints))


@pytest.mark.parametrize("reader_id", IDS)
@settings(max_examples=40)
@given(data=st.data())
def test_damage_costs_rows_and_never_more(reader_id: str, read: Read, counted: Counted, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([path for path in FILES if path.parent.parent.name == reader_id])).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    upto = data.draw(st.integers(at, min(len(whole), at + 200)))
    damaged = whole[:at] + data.draw(st.binary(max_size=40)) + whole[upto:]
    try:
        rows = read(registry.by_id(reader_id), damaged)
    except UnreadableFile:
        return
    lines = [row.line for row in counted(rows)]
    assert lines == sorted(set(lines))
    assert all(-(2**63) <= event.fingerprint < 2**63 for event in told(rows))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_no_other_reader_claims_the_file(path: Path) -> None:
    head = open_head(path)
    assert [r.id for r in registry.READERS if r.recognises(head)] == [path.parent.parent.name]


def test_cdr_log_is_recognised_and_refused_with_what_to_export_instead(read: Read) -> None:
    reader = registry.recognise(Head("cdr.log", CDR_LOG.encode() * 3))
    assert reader.id == "3cx_cdr_log"
    with pytest.raises(UnreadableFile, match=r"not when a person did.*call report"):
        read(reader, CDR_LOG)


def test_a_report_of_totals_per_day_is_refused_with_what_to_set(read: Read) -> None:
    reader = registry.by_id("teams_call_queue")
    per_day = "CQ Name,Call Queue Call Result,Call Count,Date\ncq_kcc,agent_joined_conference,40,2026-11-16\n"
    assert reader.recognises(Head("x.csv", per_day.encode()))
    several = sample("teams_call_queue", "codes").replace(b"\n1,0,11,", b"\n7,0,11,")
    for text in (per_day, several.decode()):
        with pytest.raises(UnreadableFile, match="Per Call"):
            read(reader, text)


def test_utc_is_preferred_to_the_local_time_beside_it(read: Read) -> None:
    rows = told(read(registry.by_id("teams_call_queue"), sample("teams_call_queue", "codes")))
    moved = sample("teams_call_queue", "codes").replace(b"2026-11-16T10:", b"2020-01-01T10:")
    assert told(read(registry.by_id("teams_call_queue"), moved)) == rows


def test_a_file_as_long_as_teams_ever_gives_is_suspected(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams_call_queue, "MOST_ROWS", 14)
    rows = read(registry.by_id("teams_call_queue"), sample("teams_call_queue", "codes"))
    assert isinstance(rows[-1], Problem)
    assert rows[-1].code == "perhaps_cut_off"


def test_a_workbook_goes_to_the_reader_whose_header_it_has(tmp_path: Path, read: Read) -> None:
    for reader_id, columns in {
        "3cx_call_report": ["Call Time", "Caller ID", "Destination", "Status", "Ringing", "Talking"],
        "event_log": ["contact", "at", "event"],
        "teams_call_queue": ["CQ Name", "Call Queue Call Result", "Call Start Time UTC", "ConferenceID"],
    }.items():
        book = Workbook()
        assert book.active is not None
        book.active.append(columns)
        book.save(tmp_path / "export.xlsx")
        head = open_head(tmp_path / "export.xlsx")
        assert [reader.id for reader in registry.READERS if reader.recognises(head)] == [reader_id]


@pytest.mark.parametrize(
    ("reader_id", "case"),
    [
        ("3cx_call_report", "older_version"),
        ("asterisk_cel", "calls"),
        ("asterisk_queue_log", "old_table_with_pipes"),
        ("asterisk_queue_log", "pbxware_table"),
    ],
)
def test_the_table_in_a_workbook_reads_as_the_csv(reader_id: str, case: str, tmp_path: Path, read: Read) -> None:
    text = sample(reader_id, case)
    book = Workbook()
    assert book.active is not None
    for cells in csv.reader(text.decode().splitlines(), delimiter=";" if b";" in text.splitlines()[0] else ","):
        book.active.append(cells)
    book.save(tmp_path / "export.xlsx")
    assert registry.recognise(open_head(tmp_path / "export.xlsx")).id == reader_id
    reader = registry.by_id(reader_id)
    assert read(reader, (tmp_path / "export.xlsx").read_bytes()) == read(reader, text)


def test_without_consent_no_agent_is_kept_and_with_it_only_a_pseudonym(read: Read) -> None:
    for path in FILES:
        reader = registry.by_id(path.parent.parent.name)
        assert {event.agent for event in told(read(reader, path.read_bytes()))} <= {""}
        agents = {event.agent for event in told(read(reader, path.read_bytes(), keep_agents=True))}
        assert all(agent == "" or agent.startswith("p(") for agent in agents)


def test_no_number_of_a_resident_stands_outside_a_pseudonym(read: Read) -> None:
    for path in FILES:
        for row in read(registry.by_id(path.parent.parent.name), path.read_bytes()):
            found = row.event if isinstance(row, Implied) else row
            assert "555010" not in repr(found._replace(customer="") if isinstance(found, Event) else found)


def test_calls_over_pstn_prove_only_that_a_resident_was_called(read: Read) -> None:
    rows = [e for case in ("calling_plan", "direct_routing") for e in told(_pstn(read, case))]
    assert {event.direction for event in rows} == {Direction.OUT}
    assert {event.kind for event in rows} == {Kind.OUTBOUND_CALL_CONNECTED, Kind.ATTEMPT_FAILED, Kind.ENDED}


def test_what_the_results_of_teams_make_of_calls(read: Read) -> None:
    facts = told(read(registry.by_id("teams_call_queue"), sample("teams_call_queue", "codes")))
    derived = derive(Events.gather(facts, source="teams_call_queue", file="input.csv"), ZoneInfo("UTC"))
    visits = Counter(Outcome(outcome) for outcome in derived.visits.outcome.tolist())
    assert visits == {Outcome.ANSWERED: 2, Outcome.ABANDONED: 2, Outcome.VOICEMAIL: 2, Outcome.OTHER_EXIT: 6}
    assert len(derived.contacts) == 14
    assert int(derived.contacts.has(Kind.CALLBACK_REQUESTED).sum()) == 2
    assert sorted(derived.contacts.wait_us[derived.contacts.outcome == Outcome.ANSWERED].tolist()) == [
        10**7,
        11 * 10**6,
    ]


def _pstn(read: Read, case: str) -> list[Row]:
    return read(registry.by_id("teams_pstn_usage"), sample("teams_pstn_usage", case))
