"""Mailboxes over IMAP, read from real servers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from charter.contact import Event, Kind, Precision
from charter.importers.base import Implied, MailSettings, OutOfScope, ReadContext, Row
from charter.problem import Problem
from charter.sources.base import Fetched, SourceError
from charter.sources.imap import BATCH, ImapSettings, ImapSource

START = 1_790_000_000
INFO = "info@gemeente.nl"
JAN = "jan@gemeente.nl"


def _go_on() -> bool:
    return False


def _fetch(source: ImapSource, context: ReadContext, state: str = "") -> tuple[list[Row], str]:
    rows: list[Row] = []
    for fetched in source.fetch(state, context, _go_on):
        rows.extend(fetched.rows)
        state = fetched.state
    return rows, state


def _ids(rows: Sequence[Row]) -> list[str]:
    return [row.contact.partition("@")[0] for row in rows if isinstance(row, Event)]


def _fill(server: Any, count: int, folder: str = "", first: int = 0) -> None:
    place = server.maildir(INFO, folder)
    for number in range(first, first + count):
        server.deliver(place, number, START + number)


def test_questions_come_from_the_inbox_and_answers_from_sent(mail_server: Any, context: ReadContext) -> None:
    mail_server.deliver(mail_server.maildir(INFO), "vraag", START)
    sent = mail_server.maildir(INFO, "Verzonden items")
    mail_server.deliver(
        sent, "antwoord", START + 3600, From=f"<{INFO}>", To="<bewoner@elders.nl>", In_Reply_To="<vraag@elders.nl>"
    )
    rows, _ = _fetch(mail_server.source(INFO), context)
    assert [(row.contact, row.kind) for row in rows if isinstance(row, Event)] == [
        ("vraag@elders.nl", Kind.MESSAGE_RECEIVED),
        ("antwoord@elders.nl", Kind.REPLY_SUBSTANTIVE),
    ]


def test_received_is_when_the_server_took_the_message_in_utc(mail_server: Any, context: ReadContext) -> None:
    mail_server.deliver(mail_server.maildir(INFO), 1, START, Date="Mon, 21 Sep 2026 09:00:00 +0200")
    mail_server.maildir(INFO, "Sent")
    rows, _ = _fetch(mail_server.source(INFO), context)
    assert [row.at for row in rows if isinstance(row, Event)] == [START * 1_000_000]


def test_a_second_run_brings_only_what_is_new(mail_server: Any, context: ReadContext) -> None:
    _fill(mail_server, 3)
    mail_server.maildir(INFO, "Sent")
    _, state = _fetch(mail_server.source(INFO), context)
    assert _fetch(mail_server.source(INFO), context, state) == ([], state)
    _fill(mail_server, 2, first=3)
    rows, later = _fetch(mail_server.source(INFO), context, state)
    assert sorted(_ids(rows)) == ["3", "4"]
    assert later != state


def test_a_run_that_stops_halfway_goes_on_where_it_stopped(
    mail_server: Any, context: ReadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("charter.sources.imap.BATCH", 5)
    _fill(mail_server, 12)
    mail_server.maildir(INFO, "Sent")
    batches: Iterator[Fetched] = mail_server.source(INFO).fetch("", context, _go_on)
    first = next(batches)
    mail_server.stop()
    with pytest.raises(SourceError) as failed:
        list(batches)
    assert "broke off" in str(failed.value)
    assert "goes on from there" in failed.value.remedy
    mail_server.start()
    rest, _ = _fetch(mail_server.source(INFO), context, first.state)
    assert len(first.rows) == 5
    assert sorted(map(int, _ids([*first.rows, *rest]))) == list(range(12))


def test_no_message_is_marked(mail_server: Any, context: ReadContext) -> None:
    for number, flags in enumerate(("", "S", "RS", "FS", "")):
        answer = {"From": f"<{INFO}>", "To": "<bewoner@elders.nl>", "text": "Uw vraag is in behandeling."}
        mail_server.deliver(mail_server.maildir(INFO), number, START + number, flags, **answer)
    mail_server.maildir(INFO, "Sent")
    before = mail_server.flags(INFO)
    rows, _ = _fetch(mail_server.source(INFO), context)
    assert [row.kind for row in rows if isinstance(row, Event)] == [Kind.INTERIM_MESSAGE] * 5
    assert mail_server.flags(INFO) == before
    assert sum(b"\\Seen" in flags for flags in before.values()) == 3


def test_a_mark_that_somebody_answered_is_told_also_when_it_comes_later(mail_server: Any, context: ReadContext) -> None:
    yesterday = context.now // 1_000_000 - 86_400
    inbox = mail_server.maildir(INFO)
    for name, flags in (("gelijk", "RS"), ("straks", "S"), ("nooit", "S")):
        mail_server.deliver(inbox, name, yesterday, flags)
    mail_server.maildir(INFO, "Sent")
    first, state = _fetch(mail_server.source(INFO), context)
    assert _marked(first) == ["gelijk"]
    assert _fetch(mail_server.source(INFO), context, state) == ([], state)
    message = next(path for path in (inbox / "cur").iterdir() if "<straks@" in path.read_text())
    message.rename(message.with_name(message.name.replace(":2,S", ":2,RS")))
    later, state = _fetch(mail_server.source(INFO), context, state)
    assert (_marked(later), _ids(later)) == (["straks"], [])
    assert _fetch(mail_server.source(INFO), context, state) == ([], state)
    told = [row.event for row in later if isinstance(row, Implied)]
    assert [(event.kind, event.precision) for event in told] == [(Kind.REPLY_SUBSTANTIVE, Precision.MISSING)]


def _marked(rows: Sequence[Row]) -> list[str]:
    return [row.event.contact.partition("@")[0] for row in rows if isinstance(row, Implied)]


def test_answers_from_an_agents_own_mailbox_are_read_from_sent_alone(mail_server: Any, context: ReadContext) -> None:
    mail_server.deliver(mail_server.maildir(INFO), "vraag", START)
    mail_server.maildir(INFO, "Sent Items")
    mail_server.deliver(mail_server.maildir(JAN), "prive", START)
    mail_server.deliver(
        mail_server.maildir(JAN, "Sent Items"),
        "antwoord",
        START + 60,
        From=f"<{JAN}>",
        To="<bewoner@elders.nl>",
        In_Reply_To="<vraag@elders.nl>",
    )
    rows, state = _fetch(mail_server.source(INFO, agents=(JAN,)), context)
    assert _ids(rows) == ["vraag", "antwoord"]
    assert json.loads(state)[JAN].keys() == {"Sent Items"}


def test_the_text_of_a_bounce_and_of_own_mail_is_looked_at(mail_server: Any, context: ReadContext) -> None:
    report = (
        "--x\nContent-Type: text/plain\n\nMislukt.\n--x\nContent-Type: message/delivery-status\n\nAction: failed\n"
        "Final-Recipient: rfc822; bewoner@elders.nl\n\n--x\nContent-Type: message/rfc822\n\n"
        "Message-ID: <a@gemeente.nl>\n--x--"
    )
    inbox = mail_server.maildir(INFO)
    mail_server.deliver(
        inbox,
        "bounce",
        START,
        From="<mailer-daemon@elders.nl>",
        Content_Type='multipart/report; report-type=delivery-status; boundary="x"',
        text=report,
    )
    mail_server.maildir(INFO, "Sent")
    rows, _ = _fetch(mail_server.source(INFO), context)
    assert [(row.kind, "of=a@gemeente.nl" in row.detail) for row in rows if isinstance(row, Event)] == [
        (Kind.DELIVERY_FAILED, True)
    ]


def test_an_invitation_is_known_by_its_structure_alone(mail_server: Any, context: ReadContext) -> None:
    mail_server.deliver(
        mail_server.maildir(INFO),
        "uitnodiging",
        START,
        Content_Type='multipart/alternative; boundary="x"',
        text="--x\nContent-Type: text/plain\n\nKom.\n"
        '--x\nContent-Type: text/calendar; method="REQUEST"\n\nBEGIN:VCALENDAR\n--x--',
    )
    mail_server.maildir(INFO, "Sent")
    rows, _ = _fetch(mail_server.source(INFO), context)
    assert [row.reason for row in rows if isinstance(row, OutOfScope)] == ["calendar"]


def test_who_we_are_is_asked_once(mail_server: Any, context: ReadContext) -> None:
    _fill(mail_server, 2)
    mail_server.maildir(INFO, "Sent")
    rows, _ = _fetch(mail_server.source(INFO), replace(context, mail=MailSettings()))
    assert [row.code for row in rows if isinstance(row, Problem)] == ["own_domains_unknown"]


def test_a_folder_that_was_numbered_anew_is_read_again_and_its_messages_are_known(
    dovecot: Any, context: ReadContext
) -> None:
    _fill(dovecot, 5)
    dovecot.maildir(INFO, "Sent")
    first, state = _fetch(dovecot.source(INFO), context)
    dovecot.stop()
    (dovecot.maildir(INFO) / "dovecot-uidlist").unlink()
    for index in dovecot.maildir(INFO).glob("dovecot.*"):
        index.unlink()
    _fill(dovecot, 1, first=5)
    dovecot.start()
    again, later = _fetch(dovecot.source(INFO), context, state)
    assert json.loads(later)[INFO]["INBOX"][0] != json.loads(state)[INFO]["INBOX"][0]
    known = {row.fingerprint for row in first if isinstance(row, Event)}
    fresh = [row for row in again if isinstance(row, Event) and row.fingerprint not in known]
    assert (len(again), _ids(fresh)) == (6, ["5"])


def test_the_folder_that_the_server_marks_as_sent_is_read_whatever_its_name(dovecot: Any, context: ReadContext) -> None:
    dovecot.deliver(dovecot.maildir(INFO, "Uitgaand"), "antwoord", START, From=f"<{INFO}>", To="<bewoner@elders.nl>")
    dovecot.deliver(dovecot.maildir(INFO, "Sent"), "oud", START, From=f"<{INFO}>", To="<bewoner@elders.nl>")
    assert _ids(_fetch(dovecot.source(INFO), context)[0]) == ["antwoord"]


def test_a_token_opens_the_mailbox(dovecot: Any, context: ReadContext) -> None:
    _fill(dovecot, 1)
    dovecot.maildir(INFO, "Sent")
    assert _ids(_fetch(dovecot.source(INFO, token="token"), context)[0]) == ["0"]


def test_a_folder_of_20_000_messages_comes_in_batches_and_whole(dovecot: Any, context: ReadContext) -> None:
    _fill(dovecot, 20_000)
    dovecot.maildir(INFO, "Sent")
    batches = list(dovecot.source(INFO).fetch("", context, _go_on))
    assert {len(batch.rows) for batch in batches} == {BATCH}
    assert len({row.contact for batch in batches for row in batch.rows if isinstance(row, Event)}) == 20_000


def test_a_mailbox_that_cannot_be_read_does_not_keep_the_others_away(mail_server: Any, context: ReadContext) -> None:
    mail_server.maildir(JAN)
    _fill(mail_server, 1)
    mail_server.maildir(INFO, "Sent")
    batches: list[Fetched] = []
    with pytest.raises(SourceError, match="has no folder that is known"):
        batches.extend(mail_server.source(JAN, INFO).fetch("", context, _go_on))
    assert _ids([row for batch in batches for row in batch.rows]) == ["0"]


def test_the_user_may_stop_it_between_two_batches(
    mail_server: Any, context: ReadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("charter.sources.imap.BATCH", 5)
    _fill(mail_server, 6)
    mail_server.maildir(INFO, "Sent")
    answers = iter([False, True])
    assert len(list(mail_server.source(INFO).fetch("", context, lambda: next(answers)))) == 1


def test_drafts_do_not_count(mail_server: Any, context: ReadContext) -> None:
    mail_server.deliver(mail_server.maildir(INFO), 1, START, "D")
    mail_server.maildir(INFO, "Sent")
    assert [row.reason for row in _fetch(mail_server.source(INFO), context)[0] if isinstance(row, OutOfScope)] == [
        "draft"
    ]


def _said(source: ImapSource) -> str:
    with pytest.raises(SourceError) as failed:
        source.check()
    assert failed.value.remedy
    return str(failed.value)


def test_what_fails_is_said_in_words(mail_server: Any) -> None:
    mail_server.maildir(INFO)
    wrong_password = ImapSource(mail_server.source(INFO)._settings, lambda: "fout")
    said = _said(wrong_password)
    assert "does not let info@gemeente.nl in" in said
    assert "fout" not in said
    assert "cannot be trusted" in _said(mail_server.source(INFO, certificates=""))
    assert "no folder that is known to hold sent mail" in _said(mail_server.source(INFO))
    assert "The folder Archief of info@gemeente.nl cannot be opened" in _said(
        mail_server.source(INFO, folders=("INBOX", "Archief"))
    )
    mail_server.stop()
    assert "broke off" in _said(mail_server.source(INFO))


def test_a_mailbox_that_works_passes_the_check(mail_server: Any) -> None:
    mail_server.maildir(INFO)
    mail_server.maildir(INFO, "Sent")
    source = mail_server.source(INFO)
    source.check()
    assert source.address == f"imaps://localhost:{mail_server.port}/info@gemeente.nl"


@pytest.mark.parametrize("settings", [{}, {"mailboxes": "a@b.nl", "sign_in": "microsoft"}])
def test_settings_that_cannot_work_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ImapSettings.model_validate({"server": "x"} | settings)
