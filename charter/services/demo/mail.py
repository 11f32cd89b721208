"""The mailboxes of the town hall as mboxrd files: questions, automatic replies, answers in their threads, and noise.

mboxrd, because it is the one mbox dialect that can be read back without loss (every `>*From ` gets one more `>`).
A conversation is made whole when it opens; its messages wait in a heap until their time comes, so that each file is in
order and a large town needs no more memory than its open conversations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from email.utils import format_datetime
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import IO, NamedTuple

from charter.services.demo import texts
from charter.services.demo.year import HOUR, Year, local, midnight, pick

DOMAIN = "gemeente-voorbeeld.example"
MAILBOXES = {"info": "Klantcontactcentrum", "burgerzaken": "Burgerzaken", "vergunningen": "Vergunningen"}
"""Mailbox and the team that reads it."""
FORM_SENDER = f"webformulier@{DOMAIN}"
WORKING_DAYS = {
    "info": ((0, 1, 2, 3, 4, 5, 6, 8), (24, 24, 17, 12, 8, 5, 3, 4)),
    "burgerzaken": ((0, 1, 2, 3, 4, 5, 6, 9), (15, 22, 20, 15, 10, 6, 5, 4)),
    "vergunningen": ((1, 2, 3, 4, 5, 6, 8, 12), (10, 16, 19, 18, 15, 9, 7, 5)),
}
"""After how many working days a mailbox answers, and how often."""
_FROM = re.compile(r"^(>*From )", re.MULTILINE)


class Mail(NamedTuple):
    """One message on its way to a file; messages sort by time."""

    at: int
    number: int
    mailbox: str
    text: str


class Question(NamedTuple):
    """What opens a conversation: when, by whom, to which mailbox, about what, and its Message-ID."""

    at: int
    day: date
    mailbox: str
    resident: str
    subject: str
    id: str
    form: bool


def write_mailboxes(folder: Path, year: Year, rng: Random, conversations: int) -> tuple[Path, ...]:
    """Write about `conversations` conversations of the year to one mbox per mailbox."""
    post = PostOffice(year, rng)
    paths = tuple(folder / f"{mailbox}.mbox" for mailbox in MAILBOXES)
    with ExitStack() as stack:
        files = {path.stem: stack.enter_context(path.open("w", encoding="utf-8", newline="\n")) for path in paths}
        for at, day in sorted(_openings(year, rng, conversations)):
            post.deliver(files, until=min(at, year.end))
            post.converse(at, day)
        post.deliver(files, until=year.end)
    return paths


def _openings(year: Year, rng: Random, conversations: int) -> Iterator[tuple[int, date]]:
    for day in pick(rng, conversations, year.days, year.growing):
        yield midnight(day) + int(rng.triangular(5.5, 23.9, 11) * HOUR), day


class PostOffice:
    """Makes conversations and keeps the messages whose time has not come."""

    def __init__(self, year: Year, rng: Random) -> None:
        self.year = year
        self.rng = rng
        self._waiting: list[Mail] = []
        self._unused = list(MAILBOXES)
        self._number = 0

    def deliver(self, files: Mapping[str, IO[str]], until: int) -> None:
        """Write every waiting message up to `until` to its file."""
        while self._waiting and self._waiting[0].at <= until:
            mail = heappop(self._waiting)
            files[mail.mailbox].write(mail.text)

    def converse(self, at: int, day: date) -> None:
        """Open a conversation, or let something come in that is none."""
        rng = self.rng
        if rng.random() < 0.05 and not self._unused:
            self._newsletter(at)
            return
        mailbox = rng.choices(tuple(MAILBOXES), (6, 2 * self.year.rush(day) ** 0.7, 2))[0]
        if self._unused:  # even the smallest town has mail in every mailbox
            mailbox = self._unused.pop()
        subject, text = rng.choice(texts.QUESTIONS[mailbox])
        resident = f"bewoner{rng.randrange(1, 9000):04}@example.{rng.choice(('org', 'net', 'com'))}"
        form = mailbox == "info" and rng.random() < 0.2
        question = Question(at, day, mailbox, resident, subject, self._id("example.org"), form)
        self._ask(question, text)
        self._acknowledge(question)
        self._reply(question)

    def _ask(self, question: Question, text: str) -> None:
        headers = {"Message-ID": question.id}
        sender = question.resident
        if question.form:
            sender, headers["Reply-To"] = FORM_SENDER, question.resident
        body = texts.letter(text, "Met vriendelijke groet,\neen inwoner van Voorbeeld")
        subject = f"Contactformulier: {question.subject}" if question.form else question.subject
        self._send(question.at, question.mailbox, (sender, _address(question.mailbox)), subject, body, headers)

    def _acknowledge(self, question: Question) -> None:
        if question.mailbox == "vergunningen" or self.rng.random() < 0.03:
            return
        automatic = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
        subject = f"Ontvangstbevestiging: {question.subject}"
        self._answer(question, question.at + self.rng.randrange(1, 40), texts.ACKNOWLEDGEMENT, automatic, subject)

    def _reply(self, question: Question) -> None:
        """Answer on time, late, by way of an interim message, or not (yet)."""
        rng, year, day = self.rng, self.year, question.day
        if rng.random() < 0.001 + self._still_open(year.workday(day, 5)):
            if rng.random() < 0.4:
                reminder = self._office(day, 4)
                self._follow_up(question, reminder, rng.choice(texts.REMINDERS))
            return
        slow = day.month in (7, 8) or (question.mailbox == "burgerzaken" and year.rush(day) > 2)
        days = rng.choices(*WORKING_DAYS[question.mailbox])[0] + (1 if slow else 0)
        team = MAILBOXES[question.mailbox]
        if days > 4 and rng.random() < 0.4:
            told = self._office(day, rng.randrange(2, 5))
            promised = year.workday(day, rng.randrange(9, 20))
            text = texts.letter(texts.interim(rng.choice(texts.REASONS), promised, team), f"Team {team}")
            self._answer(question, told, text)
            days = rng.choices((-2, -1, 0, 3), (3, 3, 3, 1))[0]
            if abs((promised - year.until).days) <= 2:
                return
            day = promised
        answered = max(self._office(day, days), question.at + rng.randrange(300, 3 * HOUR))
        mailbox = question.mailbox
        if mailbox == "info" and rng.random() < 0.12:
            mailbox = "vergunningen"
            self._forward(question, max(question.at + 200, answered - 2 * HOUR))
        answer = self._answer(
            question, answered, texts.letter(rng.choice(texts.ANSWERS), f"Team {MAILBOXES[mailbox]}"), mailbox=mailbox
        )
        if rng.random() < 0.008:
            self._bounce(question, answered + 4, answer)
            if rng.random() < 0.9:
                again = self._office(day, days + rng.randrange(1, 4))
                self._answer(question, again, texts.letter(rng.choice(texts.ANSWERS), f"Team {MAILBOXES[mailbox]}"))
        elif rng.random() < 0.02:
            away = {"Auto-Submitted": "auto-replied", "In-Reply-To": answer}
            self._follow_up(question, answered + 3, texts.AWAY, away, f"Automatisch antwoord: {question.subject}")
        elif rng.random() < 0.12:
            self._follow_up(question, answered + rng.randrange(600, 40 * HOUR), rng.choice(texts.THANKS))

    def _still_open(self, due: date) -> float:
        """Say how likely a mail that is due on `due` is still open this morning: less so when it is already late."""
        days = (due - self.year.until).days
        return (0.12 if days < 0 else 0.45) if -4 <= days <= 4 else 0.0

    def _answer(
        self,
        question: Question,
        at: int,
        text: str,
        headers: Mapping[str, str] | None = None,
        subject: str = "",
        mailbox: str = "",
    ) -> str:
        """Send a message of ours to the resident; returns its Message-ID."""
        message_id = self._id(DOMAIN)
        mailbox = mailbox or question.mailbox
        thread = {"Message-ID": message_id, "In-Reply-To": question.id, "References": question.id, **(headers or {})}
        who = (_address(mailbox), question.resident)
        self._send(at, mailbox, who, subject or f"RE: {question.subject}", text, thread)
        return message_id

    def _follow_up(
        self, question: Question, at: int, text: str, headers: Mapping[str, str] | None = None, subject: str = ""
    ) -> None:
        thread = {
            "Message-ID": self._id("example.org"),
            "In-Reply-To": question.id,
            "References": question.id,
            **(headers or {}),
        }
        who = (question.resident, _address(question.mailbox))
        self._send(at, question.mailbox, who, subject or f"Re: {question.subject}", text + "\n", thread)

    def _forward(self, question: Question, at: int) -> None:
        thread = {"Message-ID": self._id(DOMAIN), "In-Reply-To": question.id, "References": question.id}
        who = (_address(question.mailbox), _address("vergunningen"))
        text = "Collega's, kunnen jullie deze vraag beantwoorden?\n"
        self._send(at, question.mailbox, who, f"FW: {question.subject}", text, thread)

    def _bounce(self, question: Question, at: int, answer: str) -> None:
        """Report that `answer` could not be delivered (RFC 3464)."""
        boundary = f"grens{at:x}"
        headers = {
            "Message-ID": self._id(f"mx.{DOMAIN}"),
            "In-Reply-To": answer,
            "Auto-Submitted": "auto-replied",
            "Content-Type": f'multipart/report; report-type=delivery-status; boundary="{boundary}"',
        }
        parts = (
            "Content-Type: text/plain; charset=utf-8\n\nHet bericht kon niet worden bezorgd.\n",
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; "
            f"mx.{DOMAIN}\n\nFinal-Recipient: rfc822; {question.resident}\nAction: failed\nStatus: 5.1.1\n",
            f"Content-Type: message/rfc822-headers\n\nMessage-ID: {answer}\nTo: {question.resident}\n",
        )
        body = "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"
        who = (f"MAILER-DAEMON@mx.{DOMAIN}", _address(question.mailbox))
        self._send(at, question.mailbox, who, "Undelivered Mail Returned to Sender", body, headers)

    def _newsletter(self, at: int) -> None:
        headers = {
            "Message-ID": self._id("nieuws.example.com"),
            "List-Id": "<gemeentenieuws.nieuws.example.com>",
            "List-Unsubscribe": "<mailto:afmelden@nieuws.example.com>",
            "Precedence": "bulk",
        }
        who = ("redactie@nieuws.example.com", _address("info"))
        self._send(at, "info", who, "Nieuws voor gemeenten", texts.NEWSLETTER, headers)

    def _send(
        self, at: int, mailbox: str, who: tuple[str, str], subject: str, body: str, headers: Mapping[str, str]
    ) -> None:
        """Queue one message from `who[0]` to `who[1]`; what comes from outside carries our server's Received line."""
        sender, recipient = who
        stamp = format_datetime(local(at))
        lines: Sequence[str] = [f"From {sender} {datetime.fromtimestamp(at, UTC).ctime()}"]
        if not sender.endswith("@" + DOMAIN) or sender == FORM_SENDER:
            host = f"mx.{DOMAIN}"
            lines = [
                *lines,
                f"Received: from mail.example.org (mail.example.org [192.0.2.25]) by {host} with ESMTPS; {stamp}",
            ]
        every = {
            "From": sender,
            "To": recipient,
            "Subject": subject,
            "Date": stamp,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
        }
        merged = {**every, **headers}
        lines = [*lines, *(f"{name}: {value}" for name, value in merged.items()), "", _FROM.sub(r">\1", body), ""]
        self._number += 1
        heappush(self._waiting, Mail(at, self._number, mailbox, "\n".join(lines)))

    def _office(self, day: date, days: int) -> int:
        return self.year.office(self.year.workday(day, days), self.rng)

    def _id(self, host: str) -> str:
        self._number += 1
        return f"<{self._number:06}.{self.rng.getrandbits(32):08x}@{host}>"


def _address(mailbox: str) -> str:
    return f"{mailbox}@{DOMAIN}"
