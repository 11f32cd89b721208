"""Watched folders through the whole road, on both databases: from a file on a share to rows counted once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from charter.clock import FixedClock
from charter.services import fetching
from charter.services.fetching import add_source, configure, run_source
from charter.settings import MailSection, Profile
from charter.store import imports, journal
from charter.store import sources as kept
from charter.store.schema import event as event_table

SECOND = 1_000_000
NOW = 1_800_000_000 * SECOND
OLD = 1_700_000_000
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
    },
    strict=False,
    context=Path(),
).model_copy(update={"mail": MailSection.model_validate({"own_domains": ["voorbeeld.nl"]}, strict=False)})


def calls(wanted: range) -> str:
    """The log of some calls of one line."""
    return "".join(f"{1_767_258_000 + n}|{n}.1|balie|NONE|ENTERQUEUE||0612345678|1\n" for n in wanted)


@pytest.fixture
def put(tmp_path):
    def put(name: str, content: str, at: float = OLD) -> Path:
        path = tmp_path / "share" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
        os.utime(path, (at, at))
        return path

    return put


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def ask(store, clock, tmp_path):
    (tmp_path / "share").mkdir(exist_ok=True)
    add_source(store, configure("share", "folder", {"path": str(tmp_path / "share")}, 3600, "jan", NOW))

    def ask(**options):
        clock.at += 600 * SECOND
        return run_source(store, "share", profile=PROFILE, pseudonym=str, who="jan", clock=clock, **options)

    return ask


def events_in(store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(event_table))


def runs_in(store) -> list[str]:
    with store.read() as connection:
        return [run.file for run in imports.runs(connection)]


def test_a_log_that_grows_and_rotates_is_counted_once(store, ask, put, clock):
    put("queue_log", calls(range(10)))
    assert ask().counts.used == 10
    assert (ask().counts.read, runs_in(store)) == (0, ["queue_log"])
    grown = put("queue_log", calls(range(15)))
    assert (ask().counts.used, events_in(store)) == (5, 15)
    grown.rename(grown.with_name("queue_log.1"))
    put("queue_log", calls(range(15, 18)))
    outcome = ask()
    assert (outcome.counts.used, outcome.counts.duplicates, events_in(store)) == (3, 15, 18)
    assert [outcome.error for outcome in outcome.imports] == [None, None]


def test_a_file_still_being_written_is_read_soon_after_it_stands_still(store, ask, put, clock):
    put("queue_log", calls(range(10))[:-5], (clock.at + 599 * SECOND) / SECOND)
    outcome = ask()
    assert (outcome.waiting, outcome.counts.read) == (1, 0)
    assert outcome.next_at == outcome.started_at + fetching.WAITING_S * SECOND
    put("queue_log", calls(range(10)))
    outcome = ask()
    assert (outcome.waiting, outcome.counts.used, outcome.counts.rejected) == (0, 10, 0)
    assert outcome.next_at == outcome.started_at + 3600 * SECOND


def test_a_share_that_vanishes_is_a_failing_source_that_catches_up(store, ask, put):
    put("queue_log", calls(range(10)))
    ask()
    share = put("queue_log.2", calls(range(10, 20))).parent
    away = share.rename(share.with_name("away"))
    outcome = ask()
    assert "cannot be seen" in str(outcome.error)
    assert outcome.failing_since == outcome.started_at
    away.rename(share)
    outcome = ask()
    assert (outcome.failing_since, outcome.counts.used, events_in(store)) == (None, 10, 20)


def test_a_share_that_vanishes_between_two_files_keeps_the_first(store, ask, put, monkeypatch):
    share = put("queue_log.1", calls(range(10))).parent
    put("queue_log.2", calls(range(10, 20)))
    real = fetching.import_files

    def then_away(*told, **more):
        done = real(*told, **more)
        if share.exists():
            share.rename(share.with_name("away"))
        return done

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "import_files", then_away)
        outcome = ask()
    assert "cannot be seen" in str(outcome.error)
    assert (outcome.counts.used, outcome.failing_since) == (10, outcome.started_at)
    share.with_name("away").rename(share)
    assert (ask().counts.used, events_in(store)) == (10, 20)


def test_a_file_that_rotates_away_under_our_hands_is_found_under_its_new_name(store, ask, put, monkeypatch):
    path = put("queue_log", calls(range(10)))
    real = fetching.import_files

    def rotated(*told, **more):
        path.rename(path.with_name("queue_log.1"))
        return real(*told, **more)

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "import_files", rotated)
        outcome = ask()
    assert (outcome.counts.read, outcome.error, outcome.imports) == (0, None, ())
    assert (ask().counts.used, runs_in(store)) == (10, ["queue_log.1"])


def test_a_file_that_nobody_reads_is_told_once_kept_in_the_journal_and_stops_no_other(store, ask, put):
    put("a note.txt", "Vergadering om drie uur.\n")
    put("queue_log", calls(range(10)))
    outcome = ask()
    assert [bool(done.error) for done in outcome.imports] == [True, False]
    assert (outcome.counts.used, outcome.failing_since, outcome.error) == (10, None, None)
    with store.read() as connection:
        assert "none of the known formats" in kept.find(connection, "share").failure.message
        assert [entry.payload["file"] for entry in journal.entries(connection) if entry.what == "file refused"] == [
            "a note.txt"
        ]
    assert ask().imports == ()


def test_single_messages_come_in_as_one_mailbox_and_only_the_new_ones_later(store, ask, put):
    def mail(number: int) -> str:
        return (
            f"From: jan@elders.nl\r\nTo: info@voorbeeld.nl\r\nMessage-ID: <{number}@elders.nl>\r\n"
            f"Date: Mon, 5 Jan 2026 10:0{number}:00 +0100\r\nSubject: vraag {number}\r\n\r\nGoedemorgen\r\n"
        )

    for number in range(3):
        put(f"{number}.eml", mail(number))
    outcome = ask()
    assert (len(outcome.imports), outcome.counts.used) == (1, 3)
    put("3.eml", mail(3))
    outcome = ask()
    assert (outcome.counts.read, outcome.counts.used, events_in(store)) == (1, 1, 4)


def test_stopped_between_two_files_the_rest_comes_later(store, ask, put):
    put("queue_log.1", calls(range(10)))
    put("queue_log.2", calls(range(10, 20)))
    outcome = ask(cancelled=lambda: events_in(store) >= 10)
    assert (outcome.stopped, events_in(store)) == (True, 10)
    assert ask().counts.used == 10
    assert events_in(store) == 20
