"""Importing a mailbox of 100 000 messages: against iterating it with the standard library's `mailbox.mbox`."""

from __future__ import annotations

import mailbox
from email.utils import formatdate
from pathlib import Path

import numpy as np

from benchmarks.measure import Measured, peak_mb, timed
from benchmarks.town import UNTIL, bring_in, write_profile
from charter.importers.base import MailSettings, ReadContext
from charter.importers.files import open_stream
from charter.importers.mbox import MboxReader
from charter.store.versions import open_store

MESSAGES = 100_000
_WORDS = (
    "de het een gemeente vraag over aanvraag paspoort afval belasting adres verhuizing graag antwoord met groet".split()
)


def run(folder: Path, scale: float) -> list[Measured]:
    """Reading alone, and the whole import, against the same yardstick."""
    path = folder / "info.mbox"
    messages = round(MESSAGES * scale)
    _write(path, messages)
    profile = write_profile(folder / "mail")
    mail = MailSettings(own_domains=frozenset(profile.mail.own_domains))
    context = ReadContext(profile.zone, int(UNTIL.timestamp()) * 1_000_000, lambda text: text, mail)
    with open_stream(path) as stream:
        reading, count = timed(lambda: sum(1 for _ in MboxReader().read(stream, context)))
    assert count == messages
    store = open_store(f"sqlite:///{profile.database_file}")
    importing, (outcome,) = timed(lambda: bring_in(store, profile, [path]))
    store.close()
    assert outcome.read == messages == outcome.used
    peak = peak_mb()
    yardstick, count = timed(lambda: _iterate(path))
    assert count == messages
    against = "mailbox.mbox, each message parsed"
    return [
        Measured(f"reading a mailbox of {messages:_} messages", reading, against, yardstick, faster=5),
        Measured(
            f"importing it: {outcome.contacts_new:_} conversations", importing, against, yardstick, peak, faster=5
        ),
    ]


def _iterate(path: Path) -> int:
    box = mailbox.mbox(path)
    return sum(1 for message in box if message["Message-ID"])


def _write(path: Path, messages: int) -> None:
    """Questions and answers in turn, plain text with a copy in HTML, about 5 kB each."""
    luck = np.random.default_rng(5)
    begin = int(UNTIL.timestamp()) - messages * 300
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(messages):
            at = begin + number * 300
            question, answers = number // 2 * 2, number % 2
            resident, town = f"bewoner{question % 9000}@example.org", "info@gemeente-maatstaf.example"
            sender, receiver = (town, resident) if answers else (resident, town)
            text = " ".join(_WORDS[word] for word in luck.integers(0, len(_WORDS), 220).tolist())
            lines = "\n".join(text[start : start + 76] for start in range(0, len(text), 76))
            thread = f"In-Reply-To: <{question}@maatstaf.example>\nReferences: <{question}@maatstaf.example>\n"
            file.write(
                f"From {sender} Thu Nov 19 08:00:00 2026\n"
                f"Received: from mx.example.org by mail.gemeente-maatstaf.example with ESMTPS; {formatdate(at)}\n"
                f"Received: from laptop.example.org by mx.example.org with ESMTPSA; {formatdate(at - 2)}\n"
                f'From: "{"Gemeente Maatstaf" if answers else "Een Bewoner"}" <{sender}>\nTo: <{receiver}>\n'
                f"Subject: {'Re: ' if answers else ''}=?utf-8?q?Vraag_over_de_co=C3=B6rdinatie?= {question}\n"
                f"Date: {formatdate(at - 3)}\nMessage-ID: <{number}@maatstaf.example>\n{thread if answers else ''}"
                'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="grens"\n\n'
                f"--grens\nContent-Type: text/plain; charset=utf-8\n\n{lines}\n"
                f"--grens\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>{lines}</p></body></html>\n"
                "--grens--\n\n"
            )
