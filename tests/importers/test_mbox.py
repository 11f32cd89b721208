"""How a mailbox file falls apart into messages, and what becomes of each."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.contact import Event, Kind, Precision
from charter.importers import mail_header, mail_text, mbox
from charter.importers.base import Head, MailSettings, OutOfScope, ReadContext, Row
from charter.importers.mail import Mailroom
from charter.importers.mbox import MboxReader, split
from charter.importers.registry import READERS
from charter.problem import Problem, Severity

NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
OWN = MailSettings(own_domains=frozenset({"voorbeeldgemeente.nl"}))
WORDS = {"bounce": "dsn", "receipt": "mdn", "complaint": "arf", "automatic": "auto"}

MESSAGE = b"""From jan@example.org Mon Nov  9 09:15:30 2026
Message-ID: <%d@example.org>
From: jan@example.org
To: info@voorbeeldgemeente.nl
Date: Mon, 9 Nov 2026 10:15:30 +0100
Subject: Vraag

Tekst.

"""


def context(mail: MailSettings = OWN) -> ReadContext:
    return ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, lambda text: f"p({text})" if text else "", mail)


def rows(data: bytes, mail: MailSettings = OWN) -> list[Row]:
    return list(MboxReader().read(io.BytesIO(data), context(mail)))


def counted(found: list[Row]) -> list[Row]:
    return [row for row in found if not (isinstance(row, Problem) and row.severity is Severity.WARNING)]


def expected(shared: Path) -> dict[str, dict[str, object]]:
    told = json.loads((shared / "samples/mail/EXPECTED.json").read_text("utf-8"))
    samples: dict[str, dict[str, object]] = told["samples"]
    return samples


def settings_of(sample: dict[str, object]) -> MailSettings:
    def names(key: str) -> frozenset[str]:
        found = sample.get(key) or []
        assert isinstance(found, list)
        return frozenset(found)

    return MailSettings(
        own_domains=names("org_domains"),
        agent_addresses=names("org_addresses"),
        list_addresses=names("list_addresses"),
        own_lists=names("own_lists"),
        cc_counts=True,
    )


def messages(folder: Path, sample: dict[str, object]) -> Iterator[tuple[bytes, bytes]]:
    path = folder / str(sample["path"])
    if sample["kind"] == "mbox":
        with path.open("rb") as stream:
            yield from split(stream)
        return
    files = (
        path.rglob("*.eml") if sample["kind"] == "emldir" else (f for d in ("cur", "new") for f in (path / d).iterdir())
    )
    for file in sorted(files):
        yield next(iter(split(io.BytesIO(file.read_bytes()))))


# splitting


def test_every_real_mailbox_has_as_many_messages_as_counted(shared: Path) -> None:
    folder = shared / "samples/mail"
    counts = {}
    for name, sample in expected(shared).items():
        if sample["kind"] == "mbox":
            with (folder / str(sample["path"])).open("rb") as stream:
                counts[name] = (sum(1 for _ in split(stream)), sample["messages"])
    assert len(counts) > 20
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1]} == {}


def test_classes_time_sources_and_ids_of_all_real_mail_are_as_counted(shared: Path) -> None:
    folder = shared / "samples/mail"
    differences = {}
    for name, sample in expected(shared).items():
        room = Mailroom(context(settings_of(sample)))
        classes: Counter[str] = Counter()
        sources: Counter[str] = Counter()
        headless = without_id = 0
        ids: Counter[str] = Counter()
        for envelope, message in messages(folder, sample):
            block, body = mail_header.cut(message)
            header = mail_header.fields(block)
            if not header:
                headless += 1
                continue
            own_id = mail_header.message_id(header)
            ids[own_id] += 1
            without_id += not own_id
            word = room.classify(header, room.own.author(header), body)
            classes[WORDS.get(word, word)] += 1
            found = room.time(header, envelope)
            if found.seconds is not None:
                sources[found.source] += 1
        ids.pop("", None)
        told = {
            "unparsable": headless,
            "without_message_id": without_id,
            "duplicates": sum(ids.values()) - len(ids),
            "class": dict(classes),
            "time_source": dict(sources),
        }
        wrong = {key: (value, sample[key]) for key, value in told.items() if value != sample[key]}
        if wrong:
            differences[name] = wrong
    # An id without angle brackets (Netscape, 1996) still finds its message; the expectation counts it as none.
    assert differences == {"mbox-variants/mimekit-content-length.mbox": {"without_message_id": (0, 1)}}


def test_a_body_line_that_begins_with_from_does_not_split() -> None:
    data = MESSAGE % 1 + b"From Russia with love\nYear: 1963\n\n" + MESSAGE % 2
    assert [row.contact for row in rows(data) if isinstance(row, Event)] == ["1@example.org", "2@example.org"]


def test_a_quoted_from_line_belongs_to_the_body() -> None:
    assert len(rows(MESSAGE % 1 + b">From jan@example.org Mon Nov  9 09:15:30 2026\nA: b\n\n" + MESSAGE % 2)) == 2


def test_a_separator_without_empty_line_before_it_splits_when_a_field_follows() -> None:
    assert len(rows((MESSAGE % 1).rstrip() + b"\n" + MESSAGE % 2)) == 2


@pytest.mark.parametrize(
    "line",
    [b"From - ", b"From ", b"From 1844000000000000001@xxx", b"From jan at example.org  Mon Nov  9 09:15:30 2026"],
)
def test_separator_lines_of_other_programs_split_too(line: bytes) -> None:
    data = (MESSAGE % 1 + MESSAGE % 2).replace(b"From jan@example.org Mon Nov  9 09:15:30 2026", line)
    assert len(rows(data)) == 2


def test_bom_and_windows_line_ends_change_nothing() -> None:
    data = MESSAGE % 1 + MESSAGE % 2
    plain, windows = rows(data), rows(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert plain == windows
    mixed = rows(MESSAGE % 1 + (MESSAGE % 2).replace(b"\n", b"\r\n"))
    assert mixed == plain


def test_text_before_the_first_separator_is_one_rejected_message_not_lost() -> None:
    found = rows(b"dit is geen mailbox\n\n" + MESSAGE % 1)
    assert [type(row) for row in found] == [Problem, Event]


def test_an_empty_file_holds_nothing() -> None:
    assert rows(b"") == []
    assert rows(b"\n\n") == []


def test_content_length_is_not_believed() -> None:
    data = (MESSAGE % 1).replace(b"Subject:", b"Content-Length: 99999\nSubject:") + MESSAGE % 2
    assert len(rows(data)) == 2


# recognising


def test_the_first_line_tells_an_mbox() -> None:
    assert MboxReader().recognises(Head("x", MESSAGE % 1))
    assert MboxReader().recognises(Head("x", b"\xef\xbb\xbfFrom - \r\nA: b\r\n"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"From Russia with love\n",
        b"contact,at,event\n",
        b"Message-ID: <x>\n\n",
        b"PK\x03\x04",
        b"1636|x|NONE|NONE|\n",
    ],
)
def test_other_files_are_not_claimed(data: bytes) -> None:
    assert not MboxReader().recognises(Head("x", data))


def test_no_other_reader_claims_a_mailbox() -> None:
    assert [reader.id for reader in READERS if reader.recognises(Head("x.mbox", MESSAGE % 1))] == ["mbox"]


# rows


def test_without_own_addresses_there_is_one_warning_and_everything_is_received() -> None:
    found = rows(
        MESSAGE % 1 + (MESSAGE % 2).replace(b"From: jan@example.org", b"From: info@voorbeeldgemeente.nl"),
        MailSettings(),
    )
    assert isinstance(found[0], Problem)
    assert found[0].severity is Severity.WARNING
    assert [row.kind for row in found[1:] if isinstance(row, Event)] == [Kind.MESSAGE_RECEIVED] * 2


def test_a_copy_has_the_same_fingerprint_wherever_it_stands() -> None:
    one, two, copy = rows(MESSAGE % 1 + MESSAGE % 2 + MESSAGE % 1)
    assert isinstance(one, Event)
    assert isinstance(two, Event)
    assert isinstance(copy, Event)
    assert one.fingerprint == copy.fingerprint != two.fingerprint
    assert one.contact == copy.contact
    (alone,) = rows(MESSAGE % 2)
    assert isinstance(alone, Event)
    assert alone.fingerprint == two.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"From: jan@example.org", b"From: piet@example.org"),
        (b"Subject: Vraag", b"Subject: Iets anders"),
        (b"Date: Mon, 9 Nov", b"Date: Wed, 11 Nov"),
    ],
)
def test_another_mail_with_the_same_id_is_another_contact(old: bytes, new: bytes) -> None:
    first, second = rows(MESSAGE % 1 + (MESSAGE % 1).replace(old, new))
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert first.fingerprint != second.fingerprint
    assert second.contact.startswith(f"{first.contact}#")


def test_a_list_tag_and_a_reply_prefix_do_not_make_another_mail() -> None:
    first, second = rows(MESSAGE % 1 + (MESSAGE % 1).replace(b"Subject: Vraag", b"Subject: [Extern] RE: vraag"))
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert first.fingerprint == second.fingerprint


def test_mail_without_id_is_known_again_after_it_was_read_or_starred() -> None:
    bare = (MESSAGE % 1).replace(b"Message-ID: <1@example.org>\n", b"X-Mozilla-Status: 0000\n")
    first, second = rows(bare + bare.replace(b"Status: 0000", b"Status: 0005"))
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert first.contact.startswith("sha256:")
    assert first.contact == second.contact
    assert first.fingerprint == second.fingerprint


def test_no_address_or_subject_of_a_resident_is_in_an_event() -> None:
    room = ReadContext(ZoneInfo("Europe/Amsterdam"), NOW, lambda text: "#" if text else "", OWN)
    secret = (MESSAGE % 1).replace(b"Vraag", b"Geheimpje").replace(b"<1@example.org>", b"<1@host>")
    (event,) = MboxReader().read(io.BytesIO(secret), room)
    assert "example.org" not in str(event)
    assert "geheimpje" not in str(event).lower()


# garbage


def reference_count(data: bytes) -> int:
    """The separator rule, written down once more over the whole file at once."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    starts = []
    for number, line in enumerate(lines):
        if re.fullmatch(rb"From (\S+( at \S+)?)?[ \t]*((Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d{4}.*)?[ \t]*\r?", line) and (
            number == 0
            or lines[number - 1].rstrip(b"\r") == b""
            or (number + 1 < len(lines) and re.match(rb"[!-9;-~]+[ \t]*:", lines[number + 1]))
        ):
            starts.append(number)
    before = b"\n".join(lines[: starts[0] if starts else len(lines)])
    return len(starts) + bool(before.strip())


PIECES = st.sampled_from(
    [
        MESSAGE % 1,
        MESSAGE % 2,
        b"\n",
        b"\r\n",
        b"From ",
        b"From - \n",
        b"\nFrom x\n",
        b"A: b\n",
        b">From y\n",
        b"\0",
        b"x" * 90,
    ]
)
FILES = st.lists(PIECES | st.binary(max_size=40), max_size=30).map(b"".join)


@given(FILES, st.integers(16, 400))
def test_any_bytes_give_one_row_a_message_however_they_are_cut(data: bytes, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mbox, "_CHUNK", chunk)
        found = counted(rows(data))
    assert len(found) == reference_count(data)
    assert [row.line for row in found] == list(range(1, len(found) + 1))
    for row in found:
        assert not isinstance(row, Event) or (row.at is None) == (row.precision is Precision.MISSING)


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            "Subject",
            "From",
            "To",
            "Date",
            "Received",
            "References",
            "Content-Type",
            "Thread-Index",
            "Message-ID",
            "X-Mozilla-Status",
            "X-Gmail-Labels",
        ]
    ),
)
def test_whatever_stands_in_a_field_costs_at_most_that_message(value: bytes, name: str) -> None:
    data = b"From - \n" + name.encode() + b": " + value.replace(b"\n", b" ") + b"\nTo: a@voorbeeldgemeente.nl\n\nText\n"
    (row,) = counted(rows(data))
    assert isinstance(row, Event | OutOfScope | Problem)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"base64", b"quoted-printable", b"8bit", b"?"]),
    st.sampled_from(
        [
            b"text/plain; charset=utf-7",
            b"text/html; charset=nonsense",
            b"multipart/mixed; boundary=x",
            b"multipart/report; report-type=delivery-status",
        ]
    ),
)
def test_whatever_stands_in_the_body_of_own_mail_is_read_without_fault(
    body: bytes, encoding: bytes, kind: bytes
) -> None:
    data = (
        b"From - \nFrom: a@voorbeeldgemeente.nl\nTo: x@example.org\nContent-Type: "
        + kind
        + b"\nContent-Transfer-Encoding: "
        + encoding
        + b"\n\n--x\nContent-Type: text/plain\n\n"
        + body.replace(b"From ", b"")
    )
    assert len(counted(rows(data))) == 1


def test_a_truncated_mailbox_keeps_every_message_before_the_cut() -> None:
    data = MESSAGE % 1 + MESSAGE % 2
    for cut in range(len(MESSAGE % 1) + 60, len(data), 7):
        found = rows(data[:cut])
        assert len(found) == 2
        assert isinstance(found[0], Event)


class _Endless(io.RawIOBase):
    """A mailbox of one message whose single body line is 100 MB long, and one message behind it."""

    def __init__(self) -> None:
        self._left = 100
        self._start, self._end = MESSAGE % 1, b"\n\n" + MESSAGE % 2

    def read(self, size: int = -1) -> bytes:
        if self._start:
            start, self._start = self._start, b""
            return start
        if self._left:
            self._left -= 1
            return b"x" * (1 << 20)
        end, self._end = self._end, b""
        return end


def test_a_message_of_100_megabytes_is_never_held() -> None:
    tracemalloc.start()
    try:
        found = list(MboxReader().read(_Endless(), context()))  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [row.contact for row in found if isinstance(row, Event)] == ["1@example.org", "2@example.org"]
    assert peak < 16 << 20


def test_the_text_of_a_message_is_looked_at_only_when_it_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(mail_text, "opening", lambda kind, encoding, body: looked.append(body) or "")
    answer = (MESSAGE % 2).replace(b"From: jan@example.org", b"From: info@voorbeeldgemeente.nl")
    answer = answer.replace(b"To: info@voorbeeldgemeente.nl", b"To: jan@example.org")
    found = rows(MESSAGE % 1 + answer.replace(b"Tekst.", b"Antwoord."))
    assert [row.kind for row in found if isinstance(row, Event)] == [Kind.MESSAGE_RECEIVED, Kind.REPLY_SUBSTANTIVE]
    assert [body.strip() for body in looked] == [b"Antwoord."]
