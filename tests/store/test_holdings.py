"""What the database holds of each import and source, counted anew, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.services.importing import import_files
from charter.settings import Profile
from charter.store import events, holdings
from charter.store.engine import Store

NOW = 1_800_000_000_000_000
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
        "mail": {"own_domains": ["voorbeeld.example"]},
    },
    strict=False,
    context=Path(),
)
CALLS = """\
1772438400|1772438400.1|kcc|NONE|ENTERQUEUE||0655501001|1
1772438412|1772438400.1|kcc|SIP/11|CONNECT|12|1772438400.2|3
1772438502|1772438400.1|kcc|SIP/11|COMPLETECALLER|12|90|1
"""
MAIL = """\
From bewoner@example.org Mon Mar  2 09:30:00 2026
Received: from mail.example.org by mx.voorbeeld.example; Mon, 2 Mar 2026 09:30:00 +0100
From: bewoner@example.org
To: info@voorbeeld.example
Message-ID: <vraag@example.org>

Goedemorgen.

From info@voorbeeld.example Wed Mar  4 11:00:00 2026
Date: Wed, 4 Mar 2026 11:00:00 +0100
From: info@voorbeeld.example
To: bewoner@example.org
Message-ID: <antwoord@voorbeeld.example>
In-Reply-To: <vraag@example.org>

Beste bewoner.
"""


@pytest.fixture
def take_in(store: Store, tmp_path: Path):
    """Import a file with this text."""

    def take(name: str, text: str) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        (outcome,) = import_files(
            store, [tmp_path / name], profile=PROFILE, pseudonym=lambda text: text, who="w", now=NOW
        )
        assert outcome.error is None

    return take


def test_every_event_of_an_import_is_still_there(store: Store, take_in) -> None:
    take_in("queue_log", CALLS)
    take_in("again", CALLS)
    with store.read() as connection:
        first, again = holdings.of_imports(connection)
    assert first.held == first.run.counts.used + first.run.counts.implied > 0
    assert (again.held, again.run.repeats, again.run.counts.used) == (0, first.run.id, 0)
    assert (first.gone, first.replaced_by, again.replaced_by) == (0, None, None)


def test_events_that_were_taken_back_are_counted_as_gone(store: Store, take_in) -> None:
    take_in("queue_log", CALLS)
    with store.write() as connection:
        events.withdraw(connection, [1])
    with store.read() as connection:
        (only,) = holdings.of_imports(connection)
        assert holdings.of_sources(connection) == []
    assert only.held == 0
    assert only.gone == only.run.counts.used + only.run.counts.implied


def test_messages_of_one_conversation_are_one_contact(store: Store, take_in) -> None:
    take_in("info.mbox", MAIL)
    take_in("queue_log", CALLS)
    with store.read() as connection:
        found = {one.source: (one.keys, one.joined) for one in holdings.of_sources(connection)}
    assert found == {"mbox": (2, 1), "asterisk_queue_log": (1, 0)}
