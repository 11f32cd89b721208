"""Which reader a file gets: exactly one, or a clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.errors import NotFound, UnreadableFile
from charter.importers import registry
from charter.importers.base import Head
from charter.importers.event_log import EventLogReader
from charter.importers.files import open_head


@pytest.mark.parametrize(
    ("name", "data", "reader_id"),
    [
        ("queue_log", b"1767603610|1767603609.1|KCC|NONE|ENTERQUEUE||0612345678|1\n", "asterisk_queue_log"),
        ("x.csv", b"time,callid,queuename,agent,event,data1\n", "asterisk_queue_log"),
        ("x.csv", b"contact,at,event\n", "event_log"),
        ("x.csv", b"\xef\xbb\xbfEvent;Contact;At\r\n", "event_log"),
        ("x.XLSX", b"PK\x03\x04", "event_log"),
        ("inbox", b"From jan@example.org Mon Nov  9 10:00:00 2026\nFrom: a\n\nb\n", "mbox"),
    ],
)
def test_a_file_is_recognised_by_what_it_holds(name: str, data: bytes, reader_id: str) -> None:
    assert registry.recognise(Head(name, data)).id == reader_id


@pytest.mark.parametrize(
    "data",
    [
        b"date,queue,offered,answered\n2026-11-09,KCC,100,93\n",
        b"Datum;Wachtrij;Aangeboden;Beantwoord;Gem. wachttijd\r\n1-11-2026;KCC;120;110;00:00:21\r\n",
    ],
)
def test_daily_totals_are_told_to_be_totals_for_no_mapping_helps(data: bytes) -> None:
    with pytest.raises(registry.UnknownFormat, match="are totals, not calls"):
        registry.recognise(Head("totals.csv", data))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256))),
        ("letter.docx", b"PK\x03\x04 word/document.xml"),
        ("x.csv", b"contact,event\n"),
    ],
)
def test_a_file_that_nobody_claims_is_refused_with_the_way_on(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        registry.recognise(Head(name, data))
    assert all(way in str(refusal.value) for way in (name, "charter formats", "--mapping", "event log"))


def test_an_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(UnreadableFile, match=r"x\.csv is empty"):
        registry.recognise(Head("x.csv", b"\r\n"))


def test_two_claims_are_refused_with_both_names(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(EventLogReader):
        id = "other_log"

    monkeypatch.setattr(registry, "READERS", (EventLogReader(), Other()))
    with pytest.raises(UnreadableFile, match="event_log, other_log"):
        registry.recognise(Head("x.csv", b"contact,at,event\n"))


def test_a_reader_is_found_by_its_id_or_the_ids_are_named() -> None:
    for reader in registry.READERS:
        assert registry.by_id(reader.id) is reader
    with pytest.raises(NotFound, match="asterisk_queue_log"):
        registry.by_id("totals")


def test_ids_are_unique_and_every_reader_says_what_it_reads() -> None:
    assert len({reader.id for reader in registry.READERS}) == len(registry.READERS)
    assert all(reader.title and reader.how for reader in registry.READERS)


OWN = {
    "3cx/call_report_v20_inbound.csv": "3cx_call_report",
    "3cx/cdr_log_one_line.log": "3cx_cdr_log",
    "3cx/cdroutput_v20_one_call.csv": "3cx_cdroutput",
    "3cx/simple_call_log.csv": "",
    "amazon_connect": "amazon_connect",
    "asterisk_cdr": "asterisk_cdr",
    "asterisk_cel": "asterisk_cel",
    "asterisk_queue_log": "asterisk_queue_log",
    "avaya_smdr": "avaya_smdr",
    "cisco_cucm": "cisco_cucm",
    "freeswitch": "freeswitch",
    "genesys_cloud": "genesys_cloud",
    "generic/call_center_training_set.xlsx": "",
}
"""Of the real telephone files: the reader that claims the file, or all of its folder; empty when none may."""


def test_each_real_telephone_file_is_claimed_by_its_own_reader_alone(shared: Path) -> None:
    folder = shared / "samples" / "phone"
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    assert files
    for file in files:
        head = open_head(file)
        claims = [reader.id for reader in registry.READERS if reader.recognises(head)]
        own = OWN.get(file.relative_to(folder).as_posix(), OWN.get(file.parent.name))
        assert len(claims) <= 1, file
        assert own is None or claims == [own] * bool(own), file
