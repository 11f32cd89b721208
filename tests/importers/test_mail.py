"""What one message is: its time, its writer, its class, and the event that it becomes."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.contact import Channel, Direction, Event, Kind, Performer, Precision
from charter.importers import mail_header, mail_text
from charter.importers.base import InterimTemplate, MailSettings, OutOfScope, ReadContext, Row
from charter.importers.mail import Mailroom
from charter.problem import Problem

NOW = int(datetime(2026, 12, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
DATE = "Date: Mon, 9 Nov 2026 10:00:00 +0100"
RECEIVED_AT = datetime(2026, 11, 9, 9, tzinfo=UTC)
IN = "From: jan@example.org\nTo: info@voorbeeldgemeente.nl"
OUT = "From: info@voorbeeldgemeente.nl\nTo: jan@example.org"


def room(**mail: object) -> Mailroom:
    told: dict[str, object] = {"own_domains": frozenset({"voorbeeldgemeente.nl"}), **mail}
    keep = bool(told.pop("keep_agents", False))
    settings = MailSettings(**told)  # type: ignore[arg-type]
    return Mailroom(
        ReadContext(
            ZoneInfo("Europe/Amsterdam"), NOW, lambda text: f"p({text})" if text else "", settings, keep_agents=keep
        )
    )


def sort(header: str, body: str = "", *, envelope: bytes = b"", received_at: int | None = None, **mail: object) -> Row:
    return room(**mail).row(7, f"{header}\n\n{body}".encode(), envelope, received_at)


def event(header: str, body: str = "", **mail: object) -> Event:
    found = sort(f"{header}\n{DATE}" if "Date:" not in header else header, body, **mail)
    assert isinstance(found, Event), found
    return found


def reason(header: str, body: str = "", **mail: object) -> str:
    found = sort(header, body, **mail)
    assert isinstance(found, OutOfScope), found
    return found.reason


def detail(found: Event) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in found.detail.split(";"))


def at(found: Event) -> datetime:
    assert found.at is not None
    return datetime.fromtimestamp(found.at / 1_000_000, UTC)


# time


def test_the_topmost_received_line_counts_after_its_last_semicolon() -> None:
    found = event(
        f"Received: from a (b; c) by d\n\tid 1; Mon, 9 Nov 2026 10:00:00 +0100 (CET)\n"
        f"Received: by e; Sun, 8 Nov 2026 10:00:00 +0100\n{IN}\nDate: Sat, 7 Nov 2026 10:00:00 +0100"
    )
    assert at(found) == RECEIVED_AT
    assert found.precision is Precision.SECOND
    assert "time" not in detail(found)


def test_what_the_server_says_goes_before_the_header() -> None:
    found = sort(f"{IN}\nReceived: by e; Sun, 8 Nov 2026 10:00:00 +0100", received_at=int(RECEIVED_AT.timestamp()))
    assert isinstance(found, Event)
    assert at(found) == RECEIVED_AT
    assert detail(found)["time"] == "given"


@pytest.mark.parametrize(
    "impossible",
    [
        "Received: by e; no date at all",
        "Received: by e",
        "Received: by e; Fri, 1 Jan 2038 10:00:00 +0000",
        "Received: by e; Sun, 31 Dec 1989 10:00:00 +0000",
        "Received: by e; Thu, 3 Dec 2026 10:00:00 +0100",
        "Received: by e; Mon, 30 Feb 2026 10:00:00 +0100",
        "Received: by e; Mon, 9 Nov 2026 25:00:00 +0100",
    ],
)
def test_an_impossible_or_future_source_gives_way_to_the_next(impossible: str) -> None:
    found = event(f"{impossible}\n{IN}\n{DATE}")
    assert at(found) == RECEIVED_AT
    assert detail(found)["time"] == "date"
    last = sort(f"{impossible}\n{IN}\nDate: gisteren", envelope=b"From - Mon Nov  9 09:00:00 2026")
    assert isinstance(last, Event)
    assert at(last) == RECEIVED_AT
    assert detail(last)["time"] == "envelope"


def test_without_any_usable_time_the_message_is_used_and_its_time_missing() -> None:
    found = sort(f"{IN}\nDate: gisteren", envelope=b"From - ")
    assert isinstance(found, Event)
    assert (found.at, found.precision) == (None, Precision.MISSING)


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Mon, 9 Nov 2026 10:00:00 +0100", 9),
        ("Mon, 9 Nov 2026 10:00:00 +0100 (CET)", 9),
        ("9 Nov 2026 10:00:00 +0100", 9),
        ("Tue, 9 Nov 2026 10:00 +0100", 9),
        ("Mon, 9 Nov 2026 10:00:00 -0000", 10),
        ("Mon, 9 Nov 2026 10:00:00", 10),
        ("Mon, 9 Nov 2026 10:00:00 GMT", 10),
        ("Mon, 9 Nov 2026 05:00:00 EST", 10),
        ("Mon, 9 Nov 26 10:00:00 +0000", 10),
        ("Mon,\n 9 Nov 2026\n 10:00:00 +0000", 10),
        ("Mon Nov  9 10:00:00 2026", 10),
        ("Mon, 9 Nov 2026 15:00:00 +0530", 9.5),
        ("Mon, 9 Nov 2026 10:00:00 +01:00", 9),
        ("Mon, 9 Nov 2026 10:00:00 -05:30 (EST)", 15.5),
        ("Mon, 9 Nov 2026 10:00:00 CET", 9),
        ("9 November 2026 10:00 CEST", 8),
        ("Mon, 9 Nov 2026 10:00:00 (MEZ)", 9),
        ("9 November 2026 10:00:00 +0100 (CET)", 9),
        ("2026-11-09T10:00:00+01:00", 9),
        ("2026-11-09 10:00:00", 10),
    ],
)
def test_dates_as_mail_programs_write_them(written: str, hour: float) -> None:
    told = mail_header.seconds(written.encode())
    assert told == datetime(2026, 11, 9, tzinfo=UTC).timestamp() + hour * 3600


@given(st.datetimes(datetime(1990, 1, 2), datetime(2037, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_a_regular_date_is_the_instant_it_names(moment: datetime, minutes: int) -> None:
    sign = "-" if minutes < 0 else "+"
    text = (
        f"{moment.day} {moment:%b} {moment.year} {moment:%H:%M:%S} {sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    )
    assert mail_header.seconds(text.encode()) == moment.replace(tzinfo=UTC, microsecond=0).timestamp() - minutes * 60


@pytest.mark.parametrize(
    "line",
    [
        b"From x Mon Nov  9 10:00:00 2026",
        b"From 1844@xxx Mon Nov 09 10:00:00 +0000 2026",
        b"From x at y  Mon Nov  9 11:00:00 2026 +0100",
        b"From x Mon Nov  9 10:00 UTC 2026",
    ],
)
def test_dates_of_separator_lines(line: bytes) -> None:
    assert mail_header.envelope_seconds(line) == datetime(2026, 11, 9, 10, tzinfo=UTC).timestamp()


# addresses, ids, subjects


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Jan <Jan@Example.org>", ["jan@example.org"]),
        ("jan@example.org (Jan; thuis)", ["jan@example.org"]),
        ('"Jansen, <Jan>" <jan@example.org>, piet@example.org', ["jan@example.org", "piet@example.org"]),
        ("=?utf-8?Q?Jansen=2C_Jan?= <jan@example.org>", ["jan@example.org"]),
        ("jan@oud.example via Lijst <lijst@example.org>", ["lijst@example.org"]),
        ("Team: a@example.org, b@example.org;, c@example.org", ["a@example.org", "b@example.org", "c@example.org"]),
        ("A: B: a@example.org;;", ["a@example.org"]),
        ("undisclosed-recipients:;", []),
        ("Jan </O=GEMEENTE/OU=X/CN=JAN>", ["/o=gemeente/ou=x/cn=jan"]),
        ("jan@example.org, JAN@example.org", ["jan@example.org"]),
        ("'jan@example.org'; 'Piet' <piet@example.org>", ["jan@example.org", "piet@example.org"]),
        ("o'brien@example.org", ["o'brien@example.org"]),
        ("=?utf-8?B?SmFuIDxqYW5AZXhhbXBsZS5vcmc+?=", ["jan@example.org"]),
        ("=?utf-8?B?SmFu?=", []),
        ("", []),
    ],
)
def test_addresses_of_a_field(written: str, found: list[str]) -> None:
    assert list(mail_header.addresses(written.encode())) == found


def header(text: str) -> dict[bytes, bytes]:
    return mail_header.fields(mail_header.cut(text.encode())[0])


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Message-ID: <a@b>", "a@b"),
        ("Message-ID:\n <a@\n b>", "a@b"),
        ("message-id: <a@b>\nMessage-ID: <c@d>", "a@b"),
        ("Message-Id: a@b", "a@b"),
        ("Message-ID: <a@b", "a@b"),
        ("Message-ID: <[x]@b>", "[x]@b"),
        ("Message-ID: <>", ""),
        ("Subject: x", ""),
    ],
)
def test_the_id_of_a_message(written: str, found: str) -> None:
    assert mail_header.message_id(header(written)) == found


def test_references_and_in_reply_to_together_each_once() -> None:
    found = header("References: <a@b>\n <c@\n d> junk <a@b>\nIn-Reply-To: <e@f>\n\n")
    assert mail_header.references(found) == ["a@b", "c@d", "e@f"]


def test_an_address_in_a_prose_in_reply_to_is_no_id() -> None:
    found = header("In-Reply-To: Message of Monday from Jan <jan@example.org> <id@x>\n\n")
    assert mail_header.references(found, ["jan@example.org"]) == ["id@x"]


def test_of_very_many_references_the_first_and_the_last_are_kept() -> None:
    found = mail_header.references(header("References: " + " ".join(f"<{n}@x>" for n in range(500)) + "\n\n"))
    assert len(found) == mail_header.MAX_REFERENCES
    assert found[0] == "0@x"
    assert found[-1] == "499@x"


def test_outlook_and_gmail_name_their_conversations() -> None:
    opener = base64.b64encode(b"\x01" + bytes(5) + bytes(range(16)))
    reply = base64.b64encode(b"\x01" + bytes(5) + bytes(range(16)) + bytes(5))
    guid = bytes(range(16)).hex()
    assert mail_header.conversations({b"thread-index": opener}) == ([guid], False)
    assert mail_header.conversations({b"thread-index": reply, b"x-gm-thrid": b" 18"}) == ([guid, "gm18"], True)
    assert mail_header.conversations({b"thread-index": b"AQ==", b"x-gm-thrid": b"x"}) == ([], False)
    assert mail_header.conversations({b"thread-index": b"\xff?"}) == ([], False)
    assert mail_header.conversations({}) == ([], False)


@pytest.mark.parametrize(
    "written",
    [
        "Snoei de boom",
        "RE: Snoei  de boom",
        "Antw: FW: [Extern] Re[2]: Snoei de boom (fwd)",
        "Betreft: Snoei de boom",
        "=?utf-8?Q?Snoei_?= =?utf-8?B?ZGUgYm9vbQ==?=",
        "回复：Snoei de boom",
        "Doorst: Snoei\n de boom",
    ],
)
def test_prefixes_tags_and_encodings_leave_one_base_subject(written: str) -> None:
    assert mail_header.subject(written.encode()).base == "snoei de boom"


def test_a_raw_eight_bit_subject_is_read() -> None:
    assert mail_header.subject("Café".encode("latin-1")).base == "café"
    assert mail_header.subject("Café".encode()).base == "café"


@pytest.mark.parametrize("written", ["=?utf-8?Q?=ZZ?=", "=?nonsense?B?####?=", "=?utf-8?B?a?="])
def test_a_broken_encoded_word_costs_nothing(written: str) -> None:
    assert isinstance(mail_header.subject(written.encode()).base, str)


def test_betreft_begins_subjects_and_proves_no_reply() -> None:
    assert not mail_header.subject(b"Betreft: parkeren").reply
    assert mail_header.subject(b"Antw: parkeren").reply
    assert mail_header.subject(b"[Wijk] RE: parkeren").reply


# classes


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ("X-Mozilla-Status: 0008", "expunged"),
        ("X-Mozilla-Draft-Info: internal/draft", "draft"),
        ("X-Unsent: 1", "draft"),
        ("X-Gmail-Labels: =?utf-8?Q?Concepten,Belangrijk?=", "draft"),
        ("X-Gmail-Labels: Spam,Ongelezen", "spam"),
        ("X-Gmail-Labels: =?UTF-8?Q?Prullenbak,Ongelezen?=", "trashed"),
        ("Subject: Gelezen: RE: Vraag", "receipt"),
        ("Subject: Not read: Vraag", "receipt"),
        ("Content-Type: multipart/report;\n report-type=disposition-notification", "receipt"),
        ('Content-Type: Multipart/Report; boundary=x; report-type="feedback-report"', "complaint"),
        ("Auto-Submitted: auto-generated (x); y", "automatic"),
        ("X-Autoreply: yes", "automatic"),
        ("Precedence: auto_reply", "automatic"),
        ("Subject: Automatisch antwoord: Vraag", "automatic"),
        ("Subject: [Wijk] Afwezig", "automatic"),
        ("Subject: Afwezigheidsmelding: Vraag", "automatic"),
        ("Subject: Afwezig van 3 t/m 14 november", "automatic"),
        ("Subject: Afwezigheid wegens vakantie\nX-Auto-Response-Suppress: All", "automatic"),
        ("Content-Type: text/calendar; method=REQUEST", "calendar"),
        ("Subject: Geaccepteerd: overleg", "calendar"),
        ("Subject: Tentatively accepted: overleg", "calendar"),
        ("List-Id: <nieuws.example>", "bulk"),
        ("List-Unsubscribe: <x>", "bulk"),
        ("Precedence: junk", "bulk"),
        ("Feedback-ID: 1", "bulk"),
        ("X-Spam-Flag: YES", "spam"),
        ("X-MS-Exchange-Organization-SCL: 6", "spam"),
        ("Subject: [SPAM] Rijk", "spam"),
    ],
)
def test_what_is_not_written_by_a_resident_to_us_is_out_of_scope(more: str, word: str) -> None:
    assert reason(f"{IN}\n{more}") == word


@pytest.mark.parametrize(
    "more",
    [
        "X-Auto-Response-Suppress: All",
        "Auto-Submitted: no",
        "X-Mozilla-Status: 0001",
        "X-Mozilla-Status: wat",
        "X-MS-Exchange-Organization-SCL: -1",
        "Subject: Afwezige buren",
        "Subject: Afwezigheid van mijn zoon op school",
        "Subject: Afwezig kind melden",
        "Subject: Gelezen en niet begrepen",
        "Content-Type: multipart/mixed; boundary=x",
    ],
)
def test_what_only_looks_automatic_opens_a_contact(more: str) -> None:
    assert event(f"{IN}\n{more}").kind is Kind.MESSAGE_RECEIVED


def test_an_invitation_is_found_among_the_parts_and_a_link_to_a_calendar_is_none() -> None:
    parts = f"{IN}\nContent-Type: multipart/alternative; boundary=x"
    assert reason(parts, '--x\nContent-Type: TEXT/Calendar; charset=utf-8;\n\tmethod="CANCEL"\n\n') == "calendar"
    assert (
        event(parts, "--x\nContent-Type: text/plain\n\nhttps://x/calendar?method=request").kind is Kind.MESSAGE_RECEIVED
    )
    assert event(parts, "--x\nContent-Type: text/calendar; method=PUBLISH\n\n").kind is Kind.MESSAGE_RECEIVED


def test_own_mail_through_a_mailing_service_is_not_bulk_for_its_feedback_id() -> None:
    assert event(f"{OUT}\nFeedback-ID: 1:ses").kind is Kind.REPLY_SUBSTANTIVE


def test_mail_over_an_own_list_is_not_bulk() -> None:
    more = f"{IN}\nList-Id: Wijk <wijk.voorbeeldgemeente.nl>\nPrecedence: list"
    assert event(more, own_lists=frozenset({"wijk.voorbeeldgemeente.nl"})).kind is Kind.MESSAGE_RECEIVED


def test_a_mailbox_that_is_a_group_is_no_mailing_list() -> None:
    group = f"{IN}\nList-Id: <info.voorbeeldgemeente.nl>\nPrecedence: list"
    assert event(group, mailboxes=frozenset({"info@voorbeeldgemeente.nl"})).kind is Kind.MESSAGE_RECEIVED
    assert reason(group, mailboxes=frozenset({"balie@voorbeeldgemeente.nl"})) == "bulk"


# sides


def test_a_message_of_a_resident_names_its_mailbox_and_nobody_else() -> None:
    found = event(f"{IN}, burgerzaken@voorbeeldgemeente.nl\nMessage-ID: <a@b>\nSubject: Vraag; een =")
    assert (found.contact, found.kind, found.channel) == ("a@b", Kind.MESSAGE_RECEIVED, Channel.EMAIL)
    assert (found.direction, found.performer) == (Direction.IN, Performer.PERSON)
    assert (found.queue, found.customer) == ("info@voorbeeldgemeente.nl", "p(jan@example.org)")
    assert detail(found) == {"party": "p(jan@example.org)", "subject": "p(vraag%3B een =)", "time": "date"}


def test_a_configured_mailbox_goes_before_another_own_address() -> None:
    to = "From: jan@example.org\nTo: a.bakker@voorbeeldgemeente.nl, info@voorbeeldgemeente.nl"
    assert event(to, mailboxes=frozenset({"info@voorbeeldgemeente.nl"})).queue == "info@voorbeeldgemeente.nl"


def test_a_tag_behind_a_plus_is_the_same_person() -> None:
    assert event(IN.replace("jan@", "Jan+gemeente@")).customer == "p(jan@example.org)"


def test_a_tag_behind_a_plus_is_the_same_mailbox_unless_it_is_one_of_its_own() -> None:
    tagged, only = "info+hond@voorbeeldgemeente.nl", {"own_domains": frozenset[str]()}
    mail = IN.replace("info@voorbeeldgemeente.nl", tagged)
    assert event(mail).queue == "info@voorbeeldgemeente.nl"
    assert event(mail, mailboxes=frozenset({"info@voorbeeldgemeente.nl"}), **only).queue == "info@voorbeeldgemeente.nl"
    assert event(mail, mailboxes=frozenset({tagged})).queue == tagged


@pytest.mark.parametrize("field", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_mail_blindly_copied_to_us_is_found_by_where_it_was_delivered(field: str) -> None:
    found = event(f"From: jan@example.org\nTo: pers@krant.example\n{field}: info@voorbeeldgemeente.nl")
    assert found.queue == "info@voorbeeldgemeente.nl"


def test_a_subdomain_or_longer_domain_is_not_ours() -> None:
    for domain in ("lists.voorbeeldgemeente.nl", "nietvoorbeeldgemeente.nl"):
        assert event(f"From: x@{domain}\nTo: info@voorbeeldgemeente.nl").kind is Kind.MESSAGE_RECEIVED


def test_exact_domains_agents_mailboxes_and_exchange_addresses_are_ours() -> None:
    assert event(OUT.replace("voorbeeldgemeente", "VoorbeeldGemeente")).kind is Kind.REPLY_SUBSTANTIVE
    agent = "From: hulp@example.net\nTo: jan@example.org"
    assert event(agent, agent_addresses=frozenset({"hulp@example.net"})).kind is Kind.REPLY_SUBSTANTIVE
    assert event(agent, mailboxes=frozenset({"hulp@example.net"})).kind is Kind.REPLY_SUBSTANTIVE
    assert event("From: J </O=GEM/CN=J>\nTo: jan@example.org").kind is Kind.REPLY_SUBSTANTIVE


def test_nothing_is_ours_when_nobody_said_who_we_are() -> None:
    found = event(OUT, own_domains=frozenset())
    assert (found.kind, found.queue) == (Kind.MESSAGE_RECEIVED, "")


def test_list_software_that_rewrites_the_writer_is_seen_through() -> None:
    lists = frozenset({"lijst@example.net"})
    via = "From: Jan via Lijst <lijst@example.net>\nTo: info@voorbeeldgemeente.nl"
    assert (
        event(f"{via}\nReply-To: lijst@example.net, jan@example.org", list_addresses=lists).customer
        == "p(jan@example.org)"
    )
    assert event(f"{via}\nX-MailFrom: jan@example.org", list_addresses=lists).customer == "p(jan@example.org)"
    group = "From: Jan via Info <info@voorbeeldgemeente.nl>\nTo: info@voorbeeldgemeente.nl"
    assert event(f"{group}\nX-Original-From: jan@example.org").kind is Kind.MESSAGE_RECEIVED


def test_a_message_left_in_a_safe_is_a_mail_of_whom_it_says_to_reply_to() -> None:
    safe = "From: Jan via Zivver <noreply@zivver.com>\nTo: info@voorbeeldgemeente.nl\nAuto-Submitted: auto-generated"
    found = event(f"{safe}\nReply-To: jan@example.org")
    assert (found.kind, found.channel, found.customer) == (Kind.MESSAGE_RECEIVED, Channel.EMAIL, "p(jan@example.org)")
    assert reason(safe) == "automatic"
    assert reason(f"{safe.replace('zivver.com', 'zivver.com.example')}\nReply-To: jan@example.org") == "automatic"


def test_mail_on_behalf_keeps_the_mailbox_and_hides_the_colleague() -> None:
    mail = f"{OUT}\nSender: a.bakker@voorbeeldgemeente.nl"
    mailboxes = frozenset({"info@voorbeeldgemeente.nl"})
    hidden, shown = event(mail, mailboxes=mailboxes), event(mail, mailboxes=mailboxes, keep_agents=True)
    assert (hidden.queue, hidden.agent) == ("info@voorbeeldgemeente.nl", "")
    assert shown.agent == "p(a.bakker@voorbeeldgemeente.nl)"
    assert event(OUT.replace("info@", "a.bakker@"), mailboxes=mailboxes).queue == ""


def test_a_copy_for_information_opens_nothing_unless_the_profile_says_so() -> None:
    copied = "From: jan@example.org\nTo: buur@example.org\nCc: info@voorbeeldgemeente.nl"
    assert reason(copied) == "for_information"
    assert event(copied, cc_counts=True).kind is Kind.MESSAGE_RECEIVED
    assert event(f"{copied}\nIn-Reply-To: <a@b>").kind is Kind.MESSAGE_RECEIVED


def test_a_web_form_is_written_by_whom_it_says_to_reply_to() -> None:
    senders = frozenset({"noreply@forms.example"})
    form = "From: noreply@forms.example\nTo: info@voorbeeldgemeente.nl\nAuto-Submitted: auto-generated"
    found = event(f"{form}\nReply-To: Els <els@example.org>", form_senders=senders)
    assert (found.kind, found.channel, found.customer) == (Kind.MESSAGE_RECEIVED, Channel.FORM, "p(els@example.org)")
    assert event(form, form_senders=senders).customer == ""
    receipt = event("From: noreply@forms.example\nTo: els@example.org", form_senders=senders)
    assert (receipt.kind, receipt.performer) == (Kind.AUTO_ACK, Performer.AUTO)
    assert reason(form) == "automatic"


# own mail


def test_mail_among_colleagues_is_internal_unless_it_is_about_a_mail() -> None:
    among = "From: a@voorbeeldgemeente.nl\nTo: b@voorbeeldgemeente.nl"
    assert reason(among) == "internal"
    assert event(f"{among}\nReferences: <a@b>").kind is Kind.FORWARDED_INTERNAL
    assert event(f"{among}\nSubject: FW: Vraag").kind is Kind.FORWARDED_INTERNAL
    assert reason("From: a@voorbeeldgemeente.nl\nTo: a@voorbeeldgemeente.nl") == "internal"


@pytest.mark.parametrize("prefix", ["FW:", "Fwd:", "Doorst:", "[Extern] FW :"])
def test_a_forward_is_no_answer_whoever_gets_it(prefix: str) -> None:
    assert event(f"{OUT}\nSubject: {prefix} Vraag").kind is Kind.FORWARDED_INTERNAL


def test_mail_without_visible_recipient_answers_nobody() -> None:
    assert event("From: info@voorbeeldgemeente.nl\nTo: undisclosed-recipients:;").kind is Kind.MAIL_TO_THIRD_PARTY


def test_mail_to_a_public_list_of_ours_says_so_and_to_a_group_mailbox_does_not() -> None:
    lists = frozenset({"wijk@lijst.example", "groep@voorbeeldgemeente.nl"})
    public = event("From: info@voorbeeldgemeente.nl\nTo: wijk@lijst.example", own_lists=lists)
    assert (public.kind, detail(public)["list"]) == (Kind.REPLY_SUBSTANTIVE, "yes")
    assert reason("From: info@voorbeeldgemeente.nl\nTo: groep@voorbeeldgemeente.nl", own_lists=lists) == "internal"


@pytest.mark.parametrize(
    ("more", "body", "kind"),
    [
        ("Auto-Submitted: auto-replied", "Dank u.", Kind.AUTO_ACK),
        ("Subject: Ontvangstbevestiging", "Beste mevrouw,", Kind.AUTO_ACK),
        ("Subject: Automatisch antwoord: Vraag", "Wij hebben uw e-mail in goede orde ontvangen.", Kind.AUTO_ACK),
        ("Subject: Automatisch antwoord: Vraag", "Maandag weer.", Kind.AUTO_OUT_OF_OFFICE),
        ("Subject: Automatic reply: Vraag\nX-Auto-Response-Suppress: All", "", Kind.AUTO_OUT_OF_OFFICE),
        ("Subject: Afwezig: Vraag", "Uw bericht is ontvangen.", Kind.AUTO_OUT_OF_OFFICE),
        ("Auto-Submitted: auto-replied", "Ik ben op vakantie.", Kind.AUTO_OUT_OF_OFFICE),
        (
            "Auto-Submitted: auto-replied",
            "Wij handelen uw bericht af als brief: als brief behandelen wij het.",
            Kind.ACK_TREATED_AS_LETTER,
        ),
    ],
)
def test_which_automatic_message_of_ours_it_is(more: str, body: str, kind: Kind) -> None:
    found = event(f"{OUT}\n{more}", body)
    assert (found.kind, found.performer) == (kind, Performer.AUTO)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: Vraag", "Wij hebben uw e-mail ontvangen. Uw container wordt morgen geleegd."),
        ("RE: Ontvangstbevestiging", "Uw container wordt morgen geleegd."),
        ("Re: Vraag", "Morgen.\n\nOp ma 9 nov. 2026 om 10:00 schreef Jan:\n> u ontvangt uiterlijk 4 december antwoord"),
        ("Re: Vraag", "Morgen.\n\n-----Oorspronkelijk bericht-----\nUw vraag is in behandeling genomen."),
        ("Re: Vraag", "Morgen.\nVan: Gemeente\nUw vraag is in behandeling genomen."),
        ("Re: Vraag", "Morgen.\n*Van:* Gemeente\nUw vraag is in behandeling genomen."),
        ("Re: Vraag", "Morgen.\n-- \nEen bezwaar per e-mail nemen wij zo in behandeling."),
        ("Re: Vraag", "Wij nemen uw aanvraag niet in behandeling."),
        ("Re: Vraag", "Uw bezwaar is niet in behandeling genomen."),
    ],
)
def test_an_answer_stays_an_answer(subject: str, body: str) -> None:
    found = event(f"{OUT}\nSubject: {subject}", body)
    assert (found.kind, found.performer) == (Kind.REPLY_SUBSTANTIVE, Performer.PERSON)


def test_an_interim_message_carries_its_date_and_is_valid_only_by_template() -> None:
    body = "Uw vraag is in behandeling genomen. U ontvangt uiterlijk 4 december 2026 antwoord."
    found = event(OUT, body)
    assert found.kind is Kind.INTERIM_MESSAGE
    assert detail(found)["promised_on"] == "2026-12-04"
    assert "reason" not in detail(found)
    template = InterimTemplate("in behandeling genomen", reason=True, handler=True)
    told = detail(event(OUT, body, interim_templates=(template,)))
    assert (told["promised_on"], told["reason"], told["handler"]) == ("2026-12-04", "yes", "yes")
    own_words = InterimTemplate("Wij Zoeken Het Uit", handler=True)
    told = detail(event(OUT, "Wij zoeken het uit.", interim_templates=(own_words,)))
    assert told["handler"] == "yes"
    assert "promised_on" not in told


@pytest.mark.parametrize(
    "body", ["Wij nemen uw vraag in behandeling.", "Uw bezwaar is nog niet in behandeling genomen."]
)
def test_what_is_under_way_is_no_answer_yet(body: str) -> None:
    assert event(OUT, body).kind is Kind.INTERIM_MESSAGE


def test_where_no_text_is_known_the_automatic_reply_of_a_mailbox_acknowledges() -> None:
    reply = f"{OUT}\nSubject: Automatisch antwoord: Vraag"
    mailboxes = frozenset({"info@voorbeeldgemeente.nl"})
    assert event(reply, mailboxes=mailboxes).kind is Kind.AUTO_ACK
    assert event(reply, "Wij zijn er niet.", mailboxes=mailboxes).kind is Kind.AUTO_OUT_OF_OFFICE
    assert event(reply.replace("info@", "a.bakker@"), mailboxes=mailboxes).kind is Kind.AUTO_OUT_OF_OFFICE
    assert event(f"{OUT}\nSubject: Afwezig: Vraag", mailboxes=mailboxes).kind is Kind.AUTO_OUT_OF_OFFICE


def test_a_person_can_say_that_a_mail_is_handled_as_a_letter() -> None:
    found = event(OUT, "Wij behandelen uw bericht als brief. U krijgt uiterlijk 21 december antwoord.")
    assert (found.kind, found.performer) == (Kind.ACK_TREATED_AS_LETTER, Performer.PERSON)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("uiterlijk 4 december 2026", date(2026, 12, 4)),
        ("uiterlijk op vrijdag 4 december", date(2026, 12, 4)),
        ("uiterlijk 04-12-2026", date(2026, 12, 4)),
        ("uiterlijk 4.12.2026", date(2026, 12, 4)),
        ("uiterlijk 2026-12-04", date(2026, 12, 4)),
        ("uiterlijk\n4 dec. 2026", date(2026, 12, 4)),
        ("vóór 5 december 2026", date(2026, 12, 4)),
        ("u ontvangt voor 5 december antwoord", date(2026, 12, 4)),
        ("no later than december 4, 2026", date(2026, 12, 4)),
        ("by friday 4th of december 2026", date(2026, 12, 4)),
        ("uiterlijk 8 januari", date(2027, 1, 8)),
        ("uiterlijk 1 november 2026; daarna uiterlijk 4 december 2026", date(2026, 12, 4)),
        ("uw afspraak voor 5 december", None),
        ("op 4 december 2026", None),
        ("uiterlijk 31-11-2026", None),
        ("uiterlijk 4 oktober 2026", None),
        ("uiterlijk volgende week", None),
    ],
)
def test_the_day_that_a_text_promises(words: str, day: date | None) -> None:
    assert mail_text.promised_day(words, date(2026, 11, 12)) == day


@pytest.mark.parametrize(
    ("kind", "encoding", "body"),
    [
        (b"text/plain; charset=utf-8", b"base64", base64.b64encode(b"Tussenbericht")),
        (b"text/plain; charset=utf-8", b"quoted-printable", b"Tussen=\nbericht"),
        (b"text/html", b"7bit", b"<style>x{}</style><p>Tussen<b>bericht</b></p>"),
        (
            b"multipart/mixed; boundary=a",
            b"",
            b"--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n"
            b"Content-Type:\n text/plain\n\n"
            + base64.b64encode(b"Tussenbericht")
            + b"\n--b\nContent-Type: text/html\n\nx\n",
        ),
    ],
)
def test_the_opening_of_a_text_is_decoded(kind: bytes, encoding: bytes, body: bytes) -> None:
    assert mail_text.opening(kind, encoding, body).strip() == "tussenbericht"


# bounces

BOUNCE = "From: MAILER-DAEMON@mx.example\nTo: info@voorbeeldgemeente.nl\nSubject: Undeliverable: Re: Vraag"
REPORT = (
    "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; jan@example.org\nAction: {action}\n\n"
    "--b\nContent-Type: message/rfc822\n\nReceived: x\nMessage-ID:\n <antwoord@voorbeeldgemeente.nl>\n\n--b--\n"
)
MULTIPART = "Content-Type: multipart/report; report-type=delivery-status; boundary=b"


def test_a_bounce_names_the_mail_it_returns_and_whom_it_did_not_reach() -> None:
    found = event(f"{BOUNCE}\n{MULTIPART}\nMessage-ID: <b@mx>", REPORT.format(action="failed"))
    assert (found.kind, found.performer) == (Kind.DELIVERY_FAILED, Performer.AUTO)
    assert detail(found)["of"] == "antwoord@voorbeeldgemeente.nl"
    assert detail(found)["party"] == "p(jan@example.org)"


def test_an_old_exchange_bounce_is_found_by_what_it_answers() -> None:
    old = "From: postmaster@mx.example\nTo: info@voorbeeldgemeente.nl\nSubject: Onbestelbaar: Vraag\nIn-Reply-To: <x@y>"
    assert detail(event(old))["of"] == "x@y"


def test_a_delay_withdraws_nothing_and_a_bounce_of_nothing_known_is_no_event() -> None:
    assert reason(f"{BOUNCE}\n{MULTIPART}", REPORT.format(action="delayed")) == "delivery_notice"
    assert reason(BOUNCE, "Mailbox vol.") == "bounce"


# what is no message


@pytest.mark.parametrize("text", ["", "\n", "Geen kop, alleen tekst.", "Geen kop\n\nA: b", "Groet: jan\n\nTot ziens"])
def test_a_message_without_header_is_rejected_with_a_remedy(text: str) -> None:
    found = room().row(7, text.encode())
    assert isinstance(found, Problem)
    assert (found.code, found.line) == ("no_header", 7)
    assert found.remedy


def test_a_header_ends_where_a_line_is_no_field() -> None:
    found = header("Subject: a\n>From x\nMessage-ID: <a@b>\ngewone tekst\nFrom: vals@example.org\n\n")
    assert b"message-id" in found
    assert b"from" not in found


@pytest.mark.parametrize(
    "name", ["To", "From", "Subject", "References", "Message-ID", "Received", "Date", "Content-Type"]
)
@pytest.mark.parametrize(
    "piece", [b"a", b"<", b"[", b"(", b'"', b"=?", b"text/calendar", b"a@", b" ,", b"\n ", b"=?utf-8?Q?a?="]
)
def test_an_endless_field_is_read_to_an_end(name: str, piece: bytes) -> None:
    header_block = name.encode() + b": " + piece * (60_000 // len(piece))
    found = room().row(1, b"X: y\n" + header_block + b"\n\n" + piece * (60_000 // len(piece)))
    assert isinstance(found, Event | OutOfScope)
    assert not isinstance(found, Event) or len(found.contact) < 1100
