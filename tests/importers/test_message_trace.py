"""What Exchange notes of mail: which row tells of a mail, how its times are written, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.contact import Event, Kind, Precision
from charter.errors import UnreadableFile
from charter.importers import files
from charter.importers.base import Head, MailSettings, OutOfScope, ReadContext, Row
from charter.importers.message_trace import MessageTraceReader
from charter.importers.outlook_csv import OutlookCsvReader
from charter.importers.registry import READERS
from charter.problem import Problem, Severity

OWN = MailSettings(own_domains=frozenset({"voorbeeldgemeente.nl"}))
NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
TRACE = "Received,SenderAddress,RecipientAddress,Subject,Status,MessageId\n"


def rows(data: str | bytes, mail: MailSettings = OWN) -> list[Row]:
    raw = data.encode() if isinstance(data, str) else data
    context = ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, lambda text: f"p({text})" if text else "", mail)
    return list(MessageTraceReader().read(io.BytesIO(raw), context))


def mail(at: str, number: int = 1) -> str:
    return f'"{at}",jan@example.org,info@voorbeeldgemeente.nl,Vraag,Delivered,<{number}@example.org>\n'


def local(event: Row) -> str:
    assert isinstance(event, Event)
    assert event.at is not None
    return datetime.fromtimestamp(event.at / 1_000_000, UTC).strftime("%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("written", "other", "read"),
    [
        ("9-11-2026 09:00:00", "13-11-2026 10:00:00", "11-09T09:00"),
        ("11/9/2026 9:00:00 AM", "11/13/2026 10:00:00 PM", "11-09T09:00"),
        ("9/11/2026 9:00:00 pm", "13/11/2026 10:00", "11-09T21:00"),
        ("9.11.2026 12:05:00 AM", "13.11.2026 10:00:00 AM", "11-09T00:05"),
        ("2026-11-09T09:00:00.1234567Z", "2026-11-09T10:00:00", "11-09T09:00"),
        ("2026/11/09 09:00:00", "9 nov. 2026 10:00:00", "11-09T09:00"),
        ("11-11-2026 09:00:00", "11-11-2026 10:00:00", "11-11T09:00"),
    ],
)
def test_the_whole_column_decides_which_number_is_the_day(written: str, other: str, read: str) -> None:
    first, second = rows(TRACE + mail(written) + mail(other, 2))
    assert local(first) == read
    assert isinstance(second, Event)


@pytest.mark.parametrize("other", ["12-10-2026 09:00:00", "9-11-2026 10:00:00", "11-11-2026 10:00:00"])
def test_dates_that_could_be_read_in_two_ways_are_refused_with_the_remedy(other: str) -> None:
    with pytest.raises(UnreadableFile, match="two ways"):
        rows(TRACE + mail("9-11-2026 09:00:00") + mail(other, 2))


def test_dates_of_both_orders_in_one_file_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="No order reads them all"):
        rows(TRACE + mail("13-11-2026 09:00:00") + mail("11-13-2026 09:00:00", 2))


def test_recipients_that_powershell_did_not_write_are_refused_with_the_remedy() -> None:
    header = "Timestamp,Source,EventId,MessageId,Recipients,MessageSubject,Sender\n"
    row = "2026-11-09 09:00:00,SMTP,RECEIVE,<1@example.org>,System.String[],Vraag,jan@example.org\n"
    with pytest.raises(UnreadableFile, match="-join ';'"):
        rows(header + row)


def test_a_trace_from_a_workbook_is_the_trace(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(TRACE.strip().split(","))
    for minute in range(12):
        line = mail("2026-11-09T09:00:00Z", minute + 1).strip().split(",")
        sheet.append([datetime(2026, 11, 9, 9, minute), *line[1:]])  # noqa: DTZ001 - as a spreadsheet holds it
    book.save(tmp_path / "trace.xlsx")
    assert MessageTraceReader().recognises(files.open_head(tmp_path / "trace.xlsx"))
    first, *others = rows((tmp_path / "trace.xlsx").read_bytes())
    assert isinstance(first, Event)
    assert (local(first), first.precision) == ("11-09T09:00", Precision.MINUTE)
    assert len(others) == 11


def test_a_mail_to_many_is_one_mail_that_knows_all_who_got_it() -> None:
    line = "2026-11-09T09:00:00Z,info@voorbeeldgemeente.nl,{},RE: Vraag,{},<1@voorbeeldgemeente.nl>\n"
    told = rows(
        TRACE
        + line.format("derde@example.net", "Delivered")
        + line.format("jan@example.org", "Delivered")
        + line.format("weg@example.net", "Failed")
    )
    event, *steps = told
    assert isinstance(event, Event)
    assert event.kind is Kind.REPLY_SUBSTANTIVE
    assert "party=p(derde@example.net) p(jan@example.org);" in event.detail
    assert steps == [OutOfScope(3, "delivery_step"), OutOfScope(4, "delivery_step")]


def test_the_earliest_receipt_tells_of_a_mail_wherever_it_stands() -> None:
    header = "date_time_utc,event_id,source,sender_address,recipient_address,message_subject,message_id\n"
    line = "2026-11-09T09:00:{:02}Z,{},SMTP,jan@example.org,info@voorbeeldgemeente.nl,Vraag,<1@example.org>\n"
    told = rows(header + line.format(9, "SEND") + line.format(8, "RECEIVE") + line.format(7, "RECEIVE"))
    assert [row.line for row in told if isinstance(row, Event)] == [4]


def test_the_same_mail_in_another_log_is_the_same_row() -> None:
    header = "date-time,event-id,source,sender-address,recipient-address,message-subject,message-id\n"
    line = "2026-11-09T09:00:0{}Z,{},{},jan@example.org,info@voorbeeldgemeente.nl,Vraag,<1@example.org>\n"
    (one,) = rows("#Fields: " + header + line.format(1, "RECEIVE", "SMTP"))
    (other,) = rows("#Fields: " + header + line.format(2, "DELIVER", "STOREDRIVER"))
    assert isinstance(one, Event)
    assert isinstance(other, Event)
    assert (one.fingerprint, one.contact) == (other.fingerprint, other.contact)


def test_a_file_without_header_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="column names"):
        rows("2026-11-09T09:00:00Z,jan@example.org\n")


def test_without_own_addresses_there_is_one_warning() -> None:
    warning, event = rows(TRACE + mail("2026-11-09T09:00:00Z"), MailSettings())
    assert isinstance(warning, Problem)
    assert warning.severity is Severity.WARNING
    assert isinstance(event, Event)


@pytest.mark.parametrize(
    ("data", "reader_id"),
    [
        (TRACE.encode(), "message_trace"),
        (TRACE.replace(",", ";").encode("utf-16"), "message_trace"),
        (b"\xef\xbb\xbf#Software: Microsoft Exchange Server\r\n#Fields: date-time,source,event-id,message-id,"
         b"recipient-address,message-subject,sender-address\r\n", "message_trace"),
        (b'"Timestamp","MessageId","Recipients","MessageSubject","Sender","EventId"\r\n', "message_trace"),
        (b'"Subject","Body","From: (Name)","From: (Address)","From: (Type)","To: (Name)"\r\n', "outlook_csv"),
        ('"Onderwerp";"Hoofdtekst";"Van: (naam)";"Van: (adres)"\r\n'.encode("cp1252"), "outlook_csv"),
    ],
)  # fmt: skip
def test_exactly_one_reader_claims_each_header(data: bytes, reader_id: str) -> None:
    assert [reader.id for reader in READERS if reader.recognises(Head("x.csv", data))] == [reader_id]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"contact,at,event\n",
        b"date,queue,offered,answered\n",
        b"Message ID,Start date,Sender,Subject,Recipient address\n",
        b"#Fields: date time cs-uri\n",
        b"From: jan@example.org\nSubject: x\n\n",
        b"Subject,Sender,Size\n",
    ],
)
def test_other_files_are_not_claimed(data: bytes) -> None:
    assert not MessageTraceReader().recognises(Head("x.csv", data))
    assert not OutlookCsvReader().recognises(Head("x.csv", data))


def test_outlooks_own_csv_is_refused_with_the_way_that_works() -> None:
    context = ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, lambda text: text, OWN)
    with pytest.raises(UnreadableFile, match=r"holds? no|no date.*\.pst"):
        list(OutlookCsvReader().read(io.BytesIO(b'"Subject","From: (Name)"\r\n'), context))


CELL = st.sampled_from(
    ["2026-11-09T09:00:00Z", "13-11-2026 09:00", "jan@example.org", "info@voorbeeldgemeente.nl", "<1@x>", "RECEIVE",
     "SMTP", "FAIL", "<>", "", '"', "\0", "#", "a##Fail;b@c##Deliver"]
) | st.text(max_size=12)  # fmt: skip
HEADERS = st.sampled_from(
    [
        TRACE,
        "#Fields: date-time,source,event-id,message-id,recipient-address,message-subject,sender-address,return-path\n",
        "origin_timestamp_utc,sender_address,recipient_status,message_subject,message_id\n",
    ]
)


@given(HEADERS, st.lists(st.lists(CELL, max_size=9).map(",".join), max_size=12))
def test_whatever_stands_in_the_rows_each_of_them_is_told_once(header: str, lines: list[str]) -> None:
    data = header + "".join(f"{line}\n" for line in lines)
    told: Callable[[Any], bool] = lambda row: not isinstance(row, Problem) or row.severity is Severity.REJECTED  # noqa: E731
    try:
        found = [row for row in rows(data.encode("utf-8", "surrogatepass")) if told(row)]
    except UnreadableFile:
        return
    numbers = [row.line for row in found]
    assert len(numbers) == len(set(numbers))
