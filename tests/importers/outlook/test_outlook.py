"""What Outlook keeps of a message, in .msg files and in data files, told as the message that it was."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.contact import Event, Kind, Precision
from charter.errors import UnreadableFile
from charter.importers import msg
from charter.importers.base import Head, Implied, MailSettings, OutOfScope, ReadContext, Reader, Row
from charter.importers.mail_files import MailFilesReader
from charter.importers.pst import PstReader
from charter.importers.registry import READERS
from charter.problem import Problem

NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
OWN = MailSettings(own_domains=frozenset({"voorbeeldgemeente.nl"}), mailboxes=frozenset({"info@voorbeeldgemeente.nl"}))
SENT, TAKEN = (int(datetime(2026, 11, 9, 9, 15, second, tzinfo=UTC).timestamp()) for second in (30, 32))
CLASS, SUBJECT, FLAGS, BODY, HEADERS = 0x001A, 0x0037, 0x0E07, 0x1000, 0x007D
ID, IN_REPLY_TO, RETURNED, INDEX = 0x1035, 0x1042, 0x1046, 0x0071
SENDER, SMTP_SENDER, FROM, SMTP_FROM = 0x0C1F, 0x5D01, 0x0065, 0x5D02
TYPE, ADDRESS, SMTP = 0x0C15, 0x3003, 0x39FE
RESIDENT = {TYPE: 1, SMTP: "jan@example.org"}
MAILBOX = {TYPE: 1, SMTP: "info@voorbeeldgemeente.nl"}
QUESTION = {
    CLASS: "IPM.Note",
    SUBJECT: "Vraag",
    FLAGS: 1,
    SMTP_SENDER: "jan@example.org",
    ID: "<1@example.org>",
    0x0039: SENT,
    0x0E06: TAKEN,
}
ANSWER = {
    CLASS: "IPM.Note",
    SUBJECT: "RE: Vraag",
    FLAGS: 1,
    SMTP_SENDER: "piet@voorbeeldgemeente.nl",
    SMTP_FROM: "info@voorbeeldgemeente.nl",
    IN_REPLY_TO: "<1@example.org>",
    ID: "2@voorbeeldgemeente.nl",
    0x0039: TAKEN,
}


def context(mail: MailSettings = OWN, *, agents: bool = False) -> ReadContext:
    zone = ZoneInfo("Europe/Amsterdam")
    return ReadContext(zone, NOW, lambda text: f"p({text})" if text else "", mail, keep_agents=agents)


def rows(reader: Reader, data: bytes, told: ReadContext | None = None) -> list[Row]:
    return list(reader.read(io.BytesIO(data), told or context()))


def event(data: bytes, told: ReadContext | None = None) -> Event:
    (row,) = rows(MailFilesReader(), data, told)
    assert isinstance(row, Event), row
    return row


def iso(row: Event) -> str:
    return "" if row.at is None else datetime.fromtimestamp(row.at / 1e6, UTC).strftime("%d %H:%M:%S")


Write = Callable[..., bytes]


def test_a_received_message_is_a_question_at_the_time_of_its_delivery(write_msg: Write) -> None:
    found = event(write_msg(QUESTION, MAILBOX))
    assert (found.contact, found.kind, iso(found)) == ("1@example.org", Kind.MESSAGE_RECEIVED, "09 09:15:32")
    assert found.queue == "info@voorbeeldgemeente.nl"
    assert found.detail == "party=p(jan@example.org);subject=p(vraag);time=given"


def test_a_sent_copy_without_any_header_is_an_answer_of_its_sender_for_the_mailbox(write_msg: Write) -> None:
    found = event(write_msg(ANSWER, RESIDENT, {TYPE: 2, ADDRESS: "/O=GEM/OU=X/CN=KEES"}), context(agents=True))
    assert (found.contact, found.kind, iso(found)) == ("2@voorbeeldgemeente.nl", Kind.REPLY_SUBSTANTIVE, "09 09:15:32")
    assert found.queue == "info@voorbeeldgemeente.nl"
    assert found.agent == "p(piet@voorbeeldgemeente.nl)"
    assert "party=p(jan@example.org);refs=1@example.org;" in found.detail


def test_the_same_message_in_a_mailbox_file_is_the_same_row(write_msg: Write) -> None:
    eml = (
        b"Received: from a by b; Mon, 9 Nov 2026 10:15:32 +0100\nMessage-ID: <1@example.org>\nFrom: jan@example.org\n"
        b"To: info@voorbeeldgemeente.nl\nDate: Mon, 9 Nov 2026 10:15:30 +0100\nSubject: Vraag\n\n"
    )
    one, other = event(write_msg(QUESTION, MAILBOX)), event(eml)
    assert (one.contact, one.fingerprint, one.at) == (other.contact, other.fingerprint, other.at)


def test_the_header_that_was_kept_speaks_and_the_properties_fill_what_it_lacks(write_msg: Write) -> None:
    kept = "Microsoft Mail Internet Headers Version 2.0\r\nFrom: els@example.org\r\nList-Id: <x>\r\n\r\n"
    (row,) = rows(MailFilesReader(), write_msg({**QUESTION, HEADERS: kept}, MAILBOX))
    assert row == OutOfScope(1, "bulk")
    found = event(write_msg({**QUESTION, HEADERS: kept.replace("List-Id", "X-Thing")}, MAILBOX))
    assert found.customer == "p(els@example.org)"
    assert found.contact == "1@example.org"


def test_outlooks_conversation_is_a_thread_key(write_msg: Write) -> None:
    guid = bytes(range(16))
    found = event(write_msg({**QUESTION, INDEX: b"\x01" + bytes(5) + guid}, MAILBOX))
    assert f"index={guid.hex()}" in found.detail


def test_the_text_tells_an_interim_message_whatever_its_header_says_of_its_parts(write_msg: Write) -> None:
    kept = "From: info@voorbeeldgemeente.nl\r\nTo: jan@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n"
    text = "Wij nemen uw vraag in behandeling. U ontvangt uiterlijk 20 november 2026 een antwoord."
    found = event(write_msg({**ANSWER, HEADERS: kept, BODY: text}, RESIDENT))
    assert found.kind is Kind.INTERIM_MESSAGE
    assert "promised_on=2026-11-20" in found.detail
    html = {**ANSWER, 0x1013: f"<p>{text}</p>".encode(), 0x3FDE: 65001}
    assert event(write_msg(html, RESIDENT)).kind is Kind.INTERIM_MESSAGE


def test_a_message_without_any_date_is_kept_with_its_time_missing(write_msg: Write) -> None:
    undated = {tag: value for tag, value in QUESTION.items() if tag not in (0x0039, 0x0E06)}
    found = event(write_msg(undated, MAILBOX))
    assert (found.at, found.precision) == (None, Precision.MISSING)


@pytest.mark.parametrize("verb", [102, 103])
def test_that_outlook_remembers_an_answer_is_told_with_its_time(write_msg: Write, verb: int) -> None:
    question, answer = rows(MailFilesReader(), write_msg({**QUESTION, 0x1081: verb, 0x1082: TAKEN + 60}, MAILBOX))
    assert isinstance(question, Event)
    assert isinstance(answer, Implied)
    assert (answer.event.contact, answer.event.kind) == (question.contact, Kind.REPLY_SUBSTANTIVE)
    assert iso(answer.event) == "09 09:16:32"
    _, undated = rows(MailFilesReader(), write_msg({**QUESTION, 0x1081: verb}, MAILBOX))
    assert isinstance(undated, Implied)
    assert undated.event.precision is Precision.MISSING


def test_that_outlook_remembers_a_forward_is_no_answer(write_msg: Write) -> None:
    assert len(rows(MailFilesReader(), write_msg({**QUESTION, 0x1081: 104, 0x1082: TAKEN}, MAILBOX))) == 1


def test_a_store_that_was_filled_later_does_not_tell_when_mail_was_received(write_msg: Write) -> None:
    kept = "Received: from a by b; Mon, 2 Nov 2026 10:00:00 +0100\r\nFrom: jan@example.org\r\n"
    found = event(write_msg({**QUESTION, HEADERS: kept}, MAILBOX))
    assert (iso(found), "time=" in found.detail) == ("02 09:00:00", False)
    same_day = kept.replace("2 Nov 2026 10:00", "9 Nov 2026 10:00")
    assert iso(event(write_msg({**QUESTION, HEADERS: same_day}, MAILBOX))) == "09 09:15:32"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({CLASS: "IPM.Contact"}, "not_mail"),
        ({CLASS: "IPM.Task"}, "not_mail"),
        ({CLASS: "IPM.Appointment"}, "calendar"),
        ({CLASS: "IPM.Schedule.Meeting.Request"}, "calendar"),
        ({CLASS: "REPORT.IPM.Note.IPNRN"}, "receipt"),
        ({CLASS: "REPORT.IPM.Note.IPNNRN"}, "receipt"),
        ({CLASS: "REPORT.IPM.Note.DR"}, "delivery_notice"),
        ({CLASS: "REPORT.IPM.Note.NDR"}, "bounce"),
        ({CLASS: "IPM.Outlook.Recall"}, "recall"),
        ({CLASS: "IPM.Note.Rules.OofTemplate.Microsoft"}, "automatic"),
        ({FLAGS: 8}, "draft"),
        ({SMTP_SENDER: ""}, "draft"),
        ({CLASS: ""}, "not_mail"),
    ],
)
def test_what_is_no_mail_of_a_person_is_out_of_scope(
    write_msg: Write, changed: dict[int, str | int], word: str
) -> None:
    assert rows(MailFilesReader(), write_msg({**QUESTION, **changed}, MAILBOX)) == [OutOfScope(1, word)]


@pytest.mark.parametrize("word", ["IPM.Note ", "ipm.note", "IPM.Note.SMIME.MultipartSigned"])
def test_a_mail_is_known_however_its_class_is_written(write_msg: Write, word: str) -> None:
    assert event(write_msg({**QUESTION, CLASS: word}, MAILBOX)).kind is Kind.MESSAGE_RECEIVED


def test_a_returned_message_names_the_mail_and_the_address_that_failed(write_msg: Write) -> None:
    report = {CLASS: "REPORT.IPM.Note.NDR", SUBJECT: "Onbestelbaar: RE: Vraag", RETURNED: "<2@voorbeeldgemeente.nl>"}
    found = event(write_msg({**report, ID: "<3@x>", 0x0E06: TAKEN}, RESIDENT))
    assert found.kind is Kind.DELIVERY_FAILED
    assert "party=p(jan@example.org)" in found.detail
    assert "of=2@voorbeeldgemeente.nl" in found.detail


def test_a_damaged_file_is_one_rejected_message(write_msg: Write) -> None:
    whole = write_msg(QUESTION, MAILBOX)
    for cut in (9, 512, 600, 1500):
        (row,) = rows(MailFilesReader(), whole[:cut])
        assert isinstance(row, Problem)
        assert row.code == "message_damaged"


@settings(max_examples=60)
@given(places=st.lists(st.tuples(st.integers(8, 9000), st.integers(0, 255)), max_size=12))
def test_whatever_became_of_the_bytes_there_is_one_row(write_msg: Write, places: list[tuple[int, int]]) -> None:
    data = bytearray(write_msg(QUESTION, MAILBOX))
    for place, byte in places:
        data[place % len(data)] = byte
    assert len(rows(MailFilesReader(), msg.MAGIC + bytes(data[8:]))) == 1


def test_only_messages_among_compound_files_are_claimed(write_msg: Write) -> None:
    data = write_msg(QUESTION, MAILBOX)
    assert [r.id for r in READERS if r.recognises(Head("x", data))] == ["mail_files"]
    assert [r.id for r in READERS if r.recognises(Head("x.xls", msg.MAGIC + bytes(2000)))] == []


def test_real_messages_are_told_as_another_program_reads_them(shared: Path) -> None:
    folder = shared / "samples/mail"
    files = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["msg"]["files"]
    for name, told in files.items():
        (row,) = rows(MailFilesReader(), (folder / "msg" / name).read_bytes())
        is_mail = told["message_class"].rstrip("\0 ") == "IPM.Note" and told["sender"]
        if not is_mail:
            assert isinstance(row, OutOfScope), name
        elif name == "tika-testMSG.msg":
            assert row == OutOfScope(1, "bulk")  # a mailing list, of which the profile says nothing
        else:
            assert isinstance(row, Event), name
            at = datetime.fromisoformat(told["received"]).timestamp()
            assert row.at == at * 1_000_000
            assert row.contact == told["message_id"] or (not told["message_id"] and row.contact.startswith("sha256:"))
            assert told["in_reply_to"] is None or told["in_reply_to"] in row.detail
            assert ("index=" in row.detail) == bool(told["conversation_index_bytes"])


# data files


def test_real_data_files_give_every_item_once_and_only_mail_is_used(shared: Path) -> None:
    pytest.importorskip("pypff", reason="the extra pst is not installed")
    folder = shared / "samples/mail"
    files = json.loads((folder / "EXPECTED.json").read_text("utf-8"))["pst"]["files"]
    assert len(files) == 5
    own_lists = frozenset({"users.opennlp.apache.org", "dev.opennlp.apache.org"})
    for name, told in files.items():
        data = (folder / "pst" / name).read_bytes()
        assert [r.id for r in READERS if r.recognises(Head(name, data[:1000]))] == ["pst"]
        found = rows(PstReader(), data, context(MailSettings(own_domains=OWN.own_domains, own_lists=own_lists)))
        assert [row.line for row in found] == list(range(1, told["items"] + 1))
        mails = [item for item in told["content"] if item["message_class"].startswith("IPM.Note")]
        assert len(mails) == told["mail_items"]
        times = {
            (item["internet_message_id"] or "").strip("<>"): item["delivery_time"] or item["client_submit_time"]
            for item in mails
        }
        for row in found:
            if isinstance(row, Event):
                assert row.at == datetime.fromisoformat(times[row.contact]).timestamp() * 1_000_000


def test_a_real_question_and_its_answer_in_a_data_file_are_of_one_thread(shared: Path) -> None:
    pytest.importorskip("pypff", reason="the extra pst is not installed")
    data = (shared / "samples/mail/pst/tika-testPST.pst").read_bytes()
    lists = frozenset({"users.opennlp.apache.org", "users@opennlp.apache.org"})
    ours = context(MailSettings(agent_addresses=frozenset({"kottmann@gmail.com"}), own_lists=lists))
    found = {row.contact: row for row in rows(PstReader(), data, ours) if isinstance(row, Event)}
    answer = found["530D9CAC.5080901@gmail.com"]
    assert "CAJ+FrY6C_Hp_b-Pzx2VqUqnonx9Dei8kcXDV7j1wPT99mNKsuA@mail.gmail.com" in answer.detail
    assert answer.kind is Kind.REPLY_SUBSTANTIVE


def test_without_libpff_a_data_file_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypff", None)
    with pytest.raises(UnreadableFile, match=r"pip install \"charter\[pst\]\""):
        rows(PstReader(), b"!BDN" + bytes(600))


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_a_damaged_data_file_is_refused_with_the_remedy(size: int) -> None:
    pytest.importorskip("pypff", reason="the extra pst is not installed")
    with pytest.raises(UnreadableFile, match="scanpst"):
        rows(PstReader(), b"!BDN" + base64.b64decode("AAAA") * size)
