"""Importing a mailbox of 100 000 messages: against iterating it with the standard library's `mailbox.mbox`."""

from __future__ import annotations

import mailbox
from base64 import b64encode
from contextlib import closing
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
_WORDS = ("de", "het", "gemeente", "vraag", "over", "aanvraag", "paspoort", "afval", "belasting", "adres", "verhuizing")


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
    with closing(mailbox.mbox(path)) as box:
        return sum(1 for message in box if message["Message-ID"])


def _write(path: Path, messages: int) -> None:
    """Questions and answers in turn: text with a copy in HTML, every eighth with an attachment; 18 kB on average.

    So large are the messages of real archives too (19 kB a message over those that the readers were tried on).
    """
    luck = np.random.default_rng(5)
    words = " ".join(_WORDS[word] for word in luck.integers(0, len(_WORDS), 20_000).tolist())
    text = "\n".join(words[start : start + 76] for start in range(0, len(words), 76))
    attachment = "\n".join(b64encode(luck.bytes(57)).decode() for _ in range(780))
    begin = int(UNTIL.timestamp()) - messages * 300
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, cut in enumerate(luck.integers(0, 50_000, messages).tolist()):
            at = begin + number * 300
            question, answers = number // 2 * 2, number % 2
            resident, town = f"bewoner{question % 9000}@example.org", "info@gemeente-maatstaf.example"
            sender, receiver = (town, resident) if answers else (resident, town)
            thread = f"In-Reply-To: <{question}@maatstaf.example>\nReferences: <{question}@maatstaf.example>\n"
            received = "".join(
                f"Received: from mx{hop}.example.org (mx{hop}.example.org [192.0.2.{hop}])\n"
                f"\tby mail.gemeente-maatstaf.example with ESMTPS id {number:x}{hop};\n\t{formatdate(at - hop)}\n"
                for hop in range(4)
            )
            file.write(
                f"From {sender} Thu Nov 19 08:00:00 2026\n{received}"
                f'From: "{"Gemeente Maatstaf" if answers else "Een Bewoner"}" <{sender}>\nTo: <{receiver}>\n'
                f"Subject: {'Re: ' if answers else ''}=?utf-8?q?Vraag_over_de_co=C3=B6rdinatie?= {question}\n"
                f"Date: {formatdate(at - 5)}\nMessage-ID: <{number}@maatstaf.example>\n{thread if answers else ''}"
                'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="grens"\n\n'
                f"--grens\nContent-Type: text/plain; charset=utf-8\n\n{text[cut : cut + 3000]}\n"
                f"--grens\nContent-Type: text/html; charset=utf-8\n\n<html><p>{text[cut : cut + 7000]}</p></html>\n"
            )
            if number % 8 == 0:
                file.write(
                    "--grens\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
                    f'Content-Disposition: attachment; filename="bijlage.pdf"\n\n{attachment}\n'
                )
            file.write("--grens--\n\n")
