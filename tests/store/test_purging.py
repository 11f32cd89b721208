"""Purging on both databases: whole contacts, provable afterwards, gone for good, and all or nothing."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from charter.columns import Act
from charter.errors import NotFound, Refused, StoreError
from charter.norms import files
from charter.norms.calendar_sources import calendars_of
from charter.services import deriving, purging
from charter.services.deriving import Deriving
from charter.services.importing import import_files
from charter.services.outcomes import ImportOutcome
from charter.services.purging import Purge
from charter.settings import MailSection, Profile
from charter.store import by_hand, derived, engine, journal, keys
from charter.store.engine import Store
from charter.store.schema import contact_key, event, follow_up, problem, run
from charter.store.versions import open_store

HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()) * 1_000_000
LOG = """\
old,2025-03-03T10:00:00+01:00,call_started,phone,KCC,bz,,person,
old,2025-03-03T10:00:09+01:00,queue_entered,,,,,,
old,2025-03-03T10:00:30+01:00,answered,,,,,person,
spans,2025-11-20T10:00:00+01:00,message_received,email,KCC,bz,,person,
spans,2025-11-24T10:00:00+01:00,reply_substantive,email,,,,person,
open,2025-03-03T10:00:00+01:00,application_received,letter,VTH,,application,person,
open,2025-03-10T10:00:00+01:00,completion_requested,letter,VTH,,application,person,
undated,,message_received,email,KCC,bz,,person,
first,2025-03-03T10:00:00+01:00,message_received,email,KCC,bz,,person,
first,2025-03-04T10:00:00+01:00,reply_substantive,email,,,,person,
second,2026-10-05T10:00:00+02:00,message_received,email,KCC,bz,,person,in_thread_of=first
new,2026-10-05T10:00:00+02:00,call_started,phone,KCC,bz,,person,
"""
BROKEN = "broken,Jansen 0612345678,call_started,phone,KCC,bz,,person,\n"


PROFILE = """
organisation = "Gemeente Voorbeeld"
[[calendar]]
valid_from = 2011-03-01
hours = { default = "mon-fri 08:30-17:00" }
[privacy.retention]
default = "12 months"
queues = "300 days"
"""


def profile(text: str = PROFILE) -> Profile:
    return Profile.model_validate(tomllib.loads(text), context=Path())


def asked(now: int, chosen: Profile | None = None, **narrowed: object) -> purging.Asked:
    of = chosen or profile()
    rulebook, faults = files.rulebook([], calendars_of(of), ())
    assert not faults
    return purging.Asked(of, rulebook, now, **narrowed)  # type: ignore[arg-type]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """One's own database, for what does not depend on its kind."""
    opened = open_store(f"sqlite:///{tmp_path / 'charter.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def write(tmp_path: Path):
    def write(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write


def take(store: Store, *paths: Path, now: int = NOW, source: str = "", **changes: object) -> list[ImportOutcome]:
    outcomes = import_files(
        store,
        paths,
        profile=profile().model_copy(update=changes),
        pseudonym=lambda told: told and f"k:{'p' * 16}",
        who="jan",
        now=now,
        source=source,
    )
    assert not [outcome.error for outcome in outcomes if outcome.error]
    for outcome in outcomes:
        assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    return outcomes


def held(store: Store) -> list[str]:
    with store.read() as connection:
        return sorted(connection.execute(select(contact_key.c.external_id)).scalars())


def unbalanced(store: Store) -> list[int]:
    """The imports of which the events that are there and those that went are not the ones that were stored."""
    there = select(func.count()).where(event.c.run_id == run.c.id).scalar_subquery()
    wrong = select(run.c.id).where(run.c.used + run.c.implied != run.c.purged + there)
    with store.read() as connection:
        return list(connection.execute(wrong).scalars())


def leaving(found: Purge, source: str = "event_log"):
    return next(one for one in found.sources if one.source == source)


def test_what_would_go_is_shown_and_nothing_is_changed(own, write):
    take(own, write("log.csv", HEADER + LOG))
    found = leaving(purging.preview(own, asked(NOW)))
    assert (found.before, found.contacts, found.events) == (date(2025, 11, 22), 1, 3)
    assert found.still_open == ("open",)
    assert found.first_at == int(datetime(2025, 3, 3, 9, tzinfo=UTC).timestamp()) * 1_000_000
    assert found.oldest_kept_at == found.first_at
    assert len(held(own)) == 7


def test_whole_contacts_go_and_what_runs_spans_or_is_named_by_a_newer_one_stays(store, write):
    take(store, write("log.csv", HEADER + LOG))
    assert purging.purge(store, asked(NOW), "jan").contacts == 1
    assert held(store) == ["first", "new", "open", "second", "spans", "undated"]
    assert unbalanced(store) == []


def test_a_chain_goes_when_its_newest_contact_is_old(own, write):
    take(own, write("log.csv", HEADER + LOG))
    later = NOW + 366 * 86_400 * 1_000_000
    purging.purge(own, asked(later), "jan")
    assert held(own) == ["open"]


def test_the_stored_moments_are_those_of_the_events_that_stay(own, write):
    take(own, write("log.csv", HEADER + LOG))
    purging.purge(own, asked(NOW), "jan")
    how = Deriving.of(profile())
    with own.read() as connection:
        kept = derived.load_parts(connection)
    with own.write() as connection:
        derived.clear(connection)
        deriving.renew(connection, how, keys.owned_by(connection, 1))
    with own.read() as connection:
        anew = derived.load_parts(connection)
    assert kept.keys.tolist() == anew.keys.tolist()
    assert kept.contacts.ids.tolist() == anew.contacts.ids.tolist()


def test_every_table_forgets_the_contact(store, write):
    take(store, write("log.csv", HEADER + LOG))
    with store.write() as connection:
        key = keys.find(connection, 1, "old")
        told = {"key": key, "norm": "", "who": "jan", "at": NOW}
        first = by_hand.add_follow_up(connection, act=Act.NOTE, value="Jansen was boos", reason="", **told)
        undo = {"act": Act.UNDO, "value": "", "reason": "vergist", "undoes": int(first[1:])}
        by_hand.add_follow_up(connection, **undo, **told)
    purging.purge(store, asked(NOW), "jan")
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(follow_up)) == 0
        assert connection.scalar(select(func.count()).where(event.c.key_id == key)) == 0
        assert key not in derived.keys_of(connection)


def test_a_note_that_names_another_contact_keeps_that_one(own, write):
    take(own, write("log.csv", HEADER + LOG))
    with own.write() as connection:
        about = keys.find(connection, 1, "new")
        value = "event_log/old"
        by_hand.add_follow_up(connection, key=about, norm="", act=Act.NOTE, value=value, reason="", who="jan", at=NOW)
    purging.purge(own, asked(NOW), "jan")
    assert "old" in held(own)


def test_values_in_problems_of_old_imports_are_forgotten(store, write):
    take(store, write("log.csv", HEADER + "".join(LOG.splitlines(keepends=True)[:3]) + BROKEN))
    found = purging.purge(store, asked(NOW), "jan")
    assert found.problems == 1
    with store.read() as connection:
        row = connection.execute(select(problem)).one()
    assert "Jansen" not in row.params
    assert (row.line, row.code) != (0, "")
    assert purging.preview(store, asked(NOW)).problems == 0


def test_one_source_or_an_earlier_day_narrows_it(own, write):
    lines = LOG.splitlines(keepends=True)
    take(own, write("log.csv", HEADER + "".join(lines[:3])))
    take(own, write("other.csv", HEADER + "".join(lines[:3])), source="other")
    assert purging.preview(own, asked(NOW)).contacts == 2
    assert purging.preview(own, asked(NOW, before=date(2025, 3, 3))).contacts == 0
    assert purging.preview(own, asked(NOW, before=date(2025, 3, 4))).contacts == 2
    assert purging.purge(own, asked(NOW, source="other"), "jan").contacts == 1
    assert held(own) == ["old"]
    with pytest.raises(NotFound):
        purging.preview(own, asked(NOW, source="elsewhere"))
    with pytest.raises(Refused, match="2025-11-22"):
        purging.preview(own, asked(NOW, source="other", before=date(2025, 11, 23)))


def test_each_source_has_its_own_term(own, write):
    lines = LOG.splitlines(keepends=True)
    take(own, write("log.csv", HEADER + lines[3] + lines[4]), source="queues")
    take(own, write("log2.csv", HEADER + lines[3] + lines[4]), source="other")
    found = purging.preview(own, asked(NOW))
    assert (leaving(found, "queues").before, leaving(found, "queues").contacts) == (date(2026, 1, 26), 1)
    assert (leaving(found, "other").before, leaving(found, "other").contacts) == (date(2025, 11, 22), 0)


def test_the_journal_tells_who_removed_how_much_of_what(own, write):
    take(own, write("log.csv", HEADER + LOG))
    purging.purge(own, asked(NOW), "jan")
    with own.read() as connection:
        entry = journal.latest(connection, "purge")
        assert journal.verify(connection) == []
    assert entry is not None
    assert (entry.who, entry.at, entry.payload["contacts"]) == ("jan", NOW, 1)
    (told,) = entry.payload["sources"]
    assert (told["source"], told["before"], told["events"], told["still_open"]) == ("event_log", "2025-11-22", 3, 1)
    purging.purge(own, asked(NOW), "jan")
    with own.read() as connection:
        assert journal.latest(connection, "purge") == entry, "nothing went, so there is nothing to tell"


def test_a_grown_file_brings_nothing_back(store, write):
    path = write("log.csv", HEADER + LOG)
    take(store, path)
    purging.purge(store, asked(NOW), "jan")
    before = held(store)
    (grown,) = take(
        store, write("grown.csv", HEADER + LOG + "last,2026-11-20T10:00:00+01:00,call_started,phone,,,,,\n")
    )
    assert held(store) == sorted([*before, "last"])
    assert (grown.used, grown.duplicates, grown.out_of_scope, grown.contacts_new) == (1, 9, 3, 1)
    assert [(p.code, p.params["rows"], p.params["day"]) for p in grown.problems] == [("purged", "3", "2025-11-22")]
    assert unbalanced(store) == []
    (same,) = take(store, path)
    assert (same.used, same.duplicates) == (0, 12)


def test_a_term_that_is_made_longer_lets_old_contacts_in_again(own, write):
    take(own, write("log.csv", HEADER + LOG))
    purging.purge(own, asked(NOW), "jan")
    longer = profile(PROFILE.replace("12 months", "36 months")).privacy
    (again,) = take(own, write("log2.csv", HEADER + LOG + "\n"), privacy=longer)
    assert "old" in held(own)
    assert again.used == 3


def test_before_the_first_purge_an_import_keeps_everything(own, write):
    take(own, write("log.csv", HEADER + LOG), source="elsewhere")
    purging.purge(own, asked(NOW), "jan")
    (first,) = take(own, write("log.csv", HEADER + LOG))
    assert first.used == 12


MAIL = MailSection(own_domains=("voorbeeld.example",))


def mail(number: int, day: str, refs: str = "", *, own: bool = False) -> str:
    author, to = ("info@voorbeeld.example", "jan.pietersen@example.org")[:: 1 if own else -1]
    continued = f"References: <{refs}>\nIn-Reply-To: <{refs}>\n" if refs else ""
    return (
        f"From {author} {day} 10:00:00 2026\nFrom: {author}\nTo: {to}\nMessage-ID: <secret-{number}@mail.example.org>\n"
        f"Date: {day} 10:00:00 +0100\nSubject: {'Re: ' if refs else ''}Boom\n{continued}\nTekst\n\n"
    )


def conversation(begin: int, year: int) -> str:
    question = mail(begin, f"Mon, 03 Mar {year}")
    return question + mail(begin + 1, f"Tue, 04 Mar {year}", f"secret-{begin}@mail.example.org", own=True)


def test_a_conversation_goes_with_all_its_messages(store, write):
    take(store, write("info.mbox", conversation(1, 2025) + conversation(11, 2026)), mail=MAIL)
    found = purging.purge(store, asked(NOW), "jan")
    assert (leaving(found, "mbox").contacts, leaving(found, "mbox").events) == (1, 2)
    assert held(store) == ["secret-11@mail.example.org", "secret-12@mail.example.org"]
    (again,) = take(store, write("b.mbox", conversation(1, 2025) + conversation(11, 2026) + "\n"), mail=MAIL)
    assert (again.used, again.duplicates, again.out_of_scope, again.contacts_new) == (0, 2, 2, 0)
    assert len(held(store)) == 2


def test_an_old_question_that_a_new_message_refers_to_stays(own, write):
    late = mail(21, "Mon, 05 Oct 2026", "secret-1@mail.example.org")
    take(own, write("info.mbox", conversation(1, 2025) + late), mail=MAIL)
    assert purging.purge(own, asked(NOW), "jan").contacts == 0
    assert len(held(own)) == 3


def test_the_bytes_of_a_purged_message_id_are_no_longer_in_the_file(tmp_path, write):
    file = tmp_path / "charter.sqlite"
    store = open_store(f"sqlite:///{file}")
    take(store, write("info.mbox", "".join(conversation(2 * n, 2025) for n in range(1, 200))), mail=MAIL)
    take(store, write("new.mbox", conversation(1001, 2026)), mail=MAIL)

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("charter.sqlite*"))

    assert b"secret-2@mail" in everything()
    purging.purge(store, asked(NOW), "jan")
    left = everything()
    store.close()
    assert b"secret-2@mail" not in left
    assert b"secret-399@mail" not in left
    assert b"secret-1001@mail" in left


def test_another_reader_does_not_hinder_the_deleting_but_is_told_of(tmp_path, write, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_MS", 100)
    store = open_store(f"sqlite:///{tmp_path / 'charter.sqlite'}")
    take(store, write("log.csv", HEADER + LOG))
    other = open_store(f"sqlite:///{tmp_path / 'charter.sqlite'}")
    with other.read() as looking:
        assert looking.scalar(select(func.count()).select_from(event)) == 12
        with pytest.raises(StoreError, match="same command again"):
            purging.purge(store, asked(NOW), "jan")
    assert "old" not in held(store)
    purging.purge(store, asked(NOW), "jan")
    store.close()
    other.close()


def test_a_purge_that_fails_half_way_leaves_everything(own, write, monkeypatch):
    take(own, write("log.csv", HEADER + LOG))

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(purging.journal, "append", fail)
    with pytest.raises(ZeroDivisionError):
        purging.purge(own, asked(NOW), "jan")
    assert len(held(own)) == 7
    assert unbalanced(own) == []


def test_a_purge_that_is_killed_half_way_leaves_everything(tmp_path, write):
    url = f"sqlite:///{tmp_path / 'charter.sqlite'}"
    store = open_store(url)
    take(store, write("log.csv", HEADER + LOG))
    store.close()
    command = [
        sys.executable,
        str(Path(__file__).with_name("killed_purge.py")),
        str(tmp_path / "charter.sqlite"),
        str(NOW),
    ]
    assert subprocess.run(command, check=False).returncode == 9
    store = open_store(url)
    assert len(held(store)) == 7
    assert unbalanced(store) == []
    assert purging.purge(store, asked(NOW), "jan").contacts == 1
    store.close()


CONSENT = """
[privacy]
staff_names = true
works_council_date = %s
works_council_reference = "OR 2026-14"
"""
AGENTS = HEADER.replace("\n", ",agent\n") + "a,2026-10-05T10:00:00+02:00,answered,phone,,,,person,,Pietersen\n"


def test_names_of_staff_go_when_they_are_off_again(store, write):
    with_consent = profile(PROFILE + CONSENT % "2026-05-01")
    take(store, write("log.csv", AGENTS), privacy=with_consent.privacy)
    with pytest.raises(Refused):
        purging.purge_staff_names(store, with_consent, "jan", NOW)
    assert purging.preview(store, asked(NOW, with_consent)).staff_names == 0
    assert purging.preview(store, asked(NOW)).staff_names == 1
    assert purging.purge_staff_names(store, profile(), "jan", NOW) == 1
    with store.read() as connection:
        assert connection.execute(text("select count(*) from name where dictionary = 4")).scalar() == 0
        assert connection.execute(select(event.c.agent_id)).scalars().all() == [0]
        entry = journal.latest(connection, "staff names purged")
    assert entry is not None
    assert entry.payload == {"names": 1}
    assert unbalanced(store) == []


def test_before_the_day_of_consent_no_name_is_kept(own, write):
    later = profile(PROFILE + CONSENT % "2026-12-01")
    take(own, write("log.csv", AGENTS), privacy=later.privacy)
    assert purging.preview(own, asked(NOW)).staff_names == 0
