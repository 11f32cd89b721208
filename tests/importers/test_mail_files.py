"""Mail that lies one message to a file: what is a message in a folder, and what its name says."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from charter.contact import Event, Kind, Precision
from charter.importers.base import Head, Implied, MailSettings, OutOfScope, ReadContext, Row
from charter.importers.files import open_head
from charter.importers.mail_files import MailFilesReader
from charter.importers.registry import READERS
from charter.problem import Problem, Severity

NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
MAIL = "From: jan@example.org\nTo: info@voorbeeldgemeente.nl\nMessage-ID: <{}@example.org>\nSubject: Vraag\n\nTekst\n"
READER = MailFilesReader()
Fill = Callable[..., Path]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """A folder with a message in each file named, its id the file's own name."""

    def write(*names: str) -> Path:
        for name in names:
            path = tmp_path / "post" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(MAIL.format(path.name.replace(" ", "_")), "utf-8")
        return tmp_path / "post"

    return write


def messages(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path, is_message in READER.files_in(folder) if is_message]


def read(folder: Path) -> list[Row]:
    own = MailSettings(own_domains=frozenset({"voorbeeldgemeente.nl"}))
    context = ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, lambda text: text, own)
    return list(READER.read_all([path for path, is_message in READER.files_in(folder) if is_message], context))


def test_a_maildir_is_all_that_was_delivered_in_it_and_in_its_subfolders(fill: Fill) -> None:
    folder = fill(
        "cur/1762682400.M1P1.host,S=9;2,S",
        "new/1762682401.M2P1.host",
        "tmp/1762682402.M3P1.host",
        ".Verzonden items/cur/1762682403.M4P1.host!2,S",
        "Archief/2026/cur/1762682404.M5P1.host,2,",
        "dovecot-uidlist",
        "dovecot.index.log",
        "subscriptions",
        "cur/.hidden",
    )
    assert messages(folder) == [
        ".Verzonden items/cur/1762682403.M4P1.host!2,S",
        "Archief/2026/cur/1762682404.M5P1.host,2,",
        "cur/1762682400.M1P1.host,S=9;2,S",
        "new/1762682401.M2P1.host",
    ]
    assert len(list(READER.files_in(folder))) == 4


def test_a_folder_of_saved_messages_is_read_with_all_below_it_and_leaves_the_rest(fill: Fill) -> None:
    folder = fill("b.eml", "2025/a.EML", "2025/c.msg", "2025/lijst.csv", ".git/x.eml", "notitie.txt")
    assert messages(folder) == ["2025/a.EML", "2025/c.msg", "b.eml"]
    others = [path.name for path, is_message in READER.files_in(folder) if not is_message]
    assert others == ["lijst.csv", "notitie.txt"]


def test_empty_lines_before_the_header_are_no_end_of_it(fill: Fill) -> None:
    folder = fill("x.eml")
    (folder / "x.eml").write_text("\n" + MAIL.format(1), "utf-8")
    (row,) = read(folder)
    assert isinstance(row, Event)
    assert row.contact == "1@example.org"


def test_each_message_has_the_number_of_its_file(fill: Fill) -> None:
    folder = fill("b.eml", "a.eml", "c/d.eml")
    assert [(row.line, row.contact) for row in read(folder) if isinstance(row, Event)] == [
        (1, "a.eml@example.org"),
        (2, "b.eml@example.org"),
        (3, "d.eml@example.org"),
    ]


@pytest.mark.parametrize("mark", [";", "!", ",", "-", *([":"] if os.name == "posix" else [])])
@pytest.mark.parametrize(
    ("flags", "word"), [("S", ""), ("RS", ""), ("", ""), ("ST", "trashed"), ("DS", "draft"), ("T.eml", "trashed")]
)
def test_the_flags_of_a_name_say_what_was_thrown_away(fill: Fill, mark: str, flags: str, word: str) -> None:
    row, *implied = read(fill(f"cur/1762682400.M1P1.host{mark}2,{flags}"))
    assert bool(implied) == ("R" in flags)
    assert row == OutOfScope(1, word) if word else isinstance(row, Event)


def test_a_question_that_was_marked_as_answered_implies_an_answer_at_an_unknown_time(fill: Fill) -> None:
    question, answer = read(fill("cur/1762682400.M1P1.host;2,RS"))
    assert isinstance(question, Event)
    assert isinstance(answer, Implied)
    assert (answer.event.contact, answer.event.kind) == (question.contact, Kind.REPLY_SUBSTANTIVE)
    assert (answer.event.at, answer.event.precision) == (None, Precision.MISSING)
    assert answer.event.fingerprint != question.fingerprint


def test_the_seconds_in_a_name_are_the_last_resort_and_the_files_own_time_is_none(fill: Fill) -> None:
    folder = fill("cur/1762682400.M1P1.host;2,S", "zonder.eml")
    named, nameless = read(folder)
    assert isinstance(named, Event)
    assert isinstance(nameless, Event)
    assert (named.at, "time=envelope" in named.detail) == (1_762_682_400_000_000, True)
    assert nameless.at is None
    path = folder / "cur/1762682400.M1P1.host;2,S"
    path.write_text("Date: Mon, 9 Nov 2026 10:00:00 +0100\n" + path.read_text("utf-8"), "utf-8")
    dated = read(folder)[0]
    assert isinstance(dated, Event)
    assert "time=date" in dated.detail


def test_a_file_that_cannot_be_opened_costs_one_message(fill: Fill) -> None:
    folder = fill("a.eml", "b.eml")
    (folder / "a.eml").unlink()
    (folder / "a.eml").symlink_to(folder / "nergens")
    lost, kept = read(folder)
    assert isinstance(lost, Problem)
    assert (lost.code, lost.severity) == ("message_unreadable", Severity.REJECTED)
    assert lost.params["file"].endswith("a.eml")
    assert isinstance(kept, Event)


def test_a_message_that_the_server_packed_is_unpacked(fill: Fill) -> None:
    path = fill("cur/1762682400.M1P1.host,Z;2,S") / "cur/1762682400.M1P1.host,Z;2,S"
    path.write_bytes(gzip.compress(path.read_bytes()))
    (row,) = read(path.parents[1])
    assert isinstance(row, Event)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x", b"Received: from a\nFrom: jan@example.org\n\n"),
        ("x", b"\xef\xbb\xbfFrom: jan@example.org\r\nDate: x\r\n\r\n"),
        ("x.eml", b"\r\n\r\nFrom: jan@example.org\r\nSubject: x\r\n\r\n"),
        ("x.eml", b"From jan@example.org Mon Nov  9 10:00:00 2026\nSubject: x\n\n"),
        ("x.eml", b"Content-Type: multipart/report; report-type=delivery-status\n\n"),
    ],
)
def test_a_message_is_claimed_by_its_header_and_by_no_other_reader(name: str, data: bytes) -> None:
    assert [reader.id for reader in READERS if reader.recognises(Head(name, data))] == ["mail_files"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.eml", b""),
        ("x.eml", b"zomaar wat tekst\n"),
        ("x", b"Subject: x\n\n"),
        ("x", b"From: jan\n"),
        ("x", b"From jan@example.org Mon Nov  9 10:00:00 2026\nFrom: a\nDate: b\n\n"),
        ("x.csv", b"contact,at,event\n"),
    ],
)
def test_other_files_are_left_to_others(name: str, data: bytes) -> None:
    assert not READER.recognises(Head(name, data))


def test_every_real_mail_is_claimed_by_one_reader_alone(shared: Path) -> None:
    own = {"eml": "mail_files", "maildir": "mail_files", "msg": "mail_files", "pst": "pst", "mbox": "mbox"}
    own |= {"mbox-variants": "mbox", "logs": "message_trace"}
    folder = shared / "samples" / "mail"
    files = sorted(path for kind in own for path in (folder / kind).rglob("*") if path.is_file())
    assert {path.relative_to(folder).parts[0] for path in files} == set(own)
    for path in files:
        claims = [reader.id for reader in READERS if reader.recognises(open_head(path))]
        assert claims == [own[path.relative_to(folder).parts[0]]], path


def test_no_mail_reader_claims_a_telephone_file(shared: Path) -> None:
    mail = [reader for reader in READERS if reader.conversations]
    assert len(mail) >= 5
    for path in (path for path in (shared / "samples" / "phone").rglob("*") if path.is_file()):
        assert [reader.id for reader in mail if reader.recognises(open_head(path))] == [], path
