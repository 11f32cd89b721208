"""The import service on both databases, with the real readers."""

import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from charter.contact import Kind
from charter.errors import Cancelled, NotFound, UnreadableFile
from charter.importers import registry
from charter.importers.asterisk_queue_log import AsteriskQueueLogReader
from charter.services import deriving, importing, outcomes, taking
from charter.services.deriving import Deriving
from charter.services.importing import import_files
from charter.settings import MailSection, Profile
from charter.store import derived, events, imports, journal, keys, names
from charter.store.schema import event as event_table
from charter.store.schema import problem as problem_table
from charter.store.versions import open_store

HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
NOW = 1_800_000_000_000_000
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
    },
    strict=False,
    context=Path(),
)


def call(number: int, at: int = 1_767_258_000, *, answered: bool = True) -> list[str]:
    """The lines of one call."""
    name = f"{at + number}.{number}"
    lines = [f"{at + number}|{name}|burgerzaken|NONE|ENTERQUEUE||0612345678|1"]
    if answered:
        lines += [
            f"{at + number + 12}|{name}|burgerzaken|SIP/1|CONNECT|12|SIP/1-a|3",
            f"{at + number + 100}|{name}|burgerzaken|SIP/1|COMPLETECALLER|12|88|1",
        ]
    else:
        lines += [f"{at + number + 40}|{name}|burgerzaken|NONE|ABANDON|1|1|40"]
    return lines


def log(calls: range) -> list[str]:
    """The lines of `calls`, every third one abandoned, in order of time as an exchange writes them."""
    lines = [line for number in calls for line in call(number, answered=number % 3 != 0)]
    return sorted(lines, key=lambda line: int(line.partition("|")[0]))


@pytest.fixture
def write(tmp_path):
    def write(name: str, lines: list[str]) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return path

    return write


def run(store, *paths, **options):
    outcomes = import_files(
        store, paths, profile=PROFILE, pseudonym=lambda text: text and "p" + text[-2:], who="jan", now=NOW, **options
    )
    for outcome in outcomes:
        assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    return outcomes


def picture(store) -> list[tuple]:
    """Everything that the stored contacts say, without numbers of the database and without the file they came from."""
    with store.read() as connection:
        contacts, visits = derived.load(connection)
        told = events.load(connection)
    again = Deriving.of(PROFILE).derive(told)
    assert again.contacts.ids.tolist() == contacts.ids.tolist()
    assert {k: m.at.tolist() for k, m in again.contacts.moments.items()} == {
        k: m.at.tolist() for k, m in contacts.moments.items()
    }
    assert len(visits) == len(again.visits)
    moments: list[list[tuple[str, int]]] = [[] for _ in range(len(contacts))]
    for kind, moment in contacts.moments.items():
        for row, at in zip(moment.rows.tolist(), moment.at.tolist(), strict=True):
            moments[row].append((kind.word, at))
    waits: list[list[int]] = [[] for _ in range(len(contacts))]
    for row, wait in zip(visits.contact.tolist(), visits.wait_us.tolist(), strict=True):
        waits[row].append(wait)
    columns = zip(
        [contacts.names.sources[number] for number in contacts.source.tolist()],
        contacts.ids.tolist(),
        [contacts.names.queues[number] for number in contacts.queue.tolist()],
        contacts.outcome.tolist(),
        contacts.wait_us.tolist(),
        map(sorted, moments),
        waits,
        strict=True,
    )
    return sorted(columns)


def test_a_queue_log_becomes_contacts(store, write):
    (outcome,) = run(store, write("queue_log", log(range(30))))
    assert (outcome.format, outcome.read, outcome.used, outcome.contacts_new) == ("asterisk_queue_log", 80, 80, 30)
    with store.read() as connection:
        contacts, visits = derived.load(connection)
        (only,) = imports.runs(connection)
        (entry,) = journal.entries(connection)
    assert len(contacts) == len(visits) == 30
    assert contacts.has(Kind.ANSWERED).sum() == 20
    assert contacts.names.files[contacts.file[0]] == "queue_log"
    assert contacts.names.digests[contacts.file[0]] == outcome.sha256
    assert (only.counts.used, only.who, only.at, only.file) == (80, "jan", NOW, "queue_log")
    assert only.counts.first_at == 1_767_258_000_000_000
    assert (entry.what, entry.payload["sha256"], entry.payload["used"]) == ("import", outcome.sha256, 80)


def test_the_same_file_again_adds_nothing_and_is_not_read(store, write, monkeypatch):
    path = write("queue_log", [*log(range(30)), "this is no line of a log"])
    (first,) = run(store, path)
    before = picture(store)
    monkeypatch.setattr(importing, "_read", None)
    (again,) = run(store, path.rename(path.with_name("renamed")))
    assert (again.read, again.used, again.duplicates, again.rejected) == (81, 0, 80, 1)
    assert (again.contacts_new, again.contacts_updated) == (0, 0)
    assert again.problems == first.problems
    assert picture(store) == before
    with store.read() as connection:
        (whole,) = imports.coverage(connection)
    assert (whole.files, whole.rejected) == (1, 1)


def test_an_overlapping_file_adds_only_what_is_new(store, write):
    run(store, write("old", log(range(20))))
    (outcome,) = run(store, write("new", log(range(10, 30))))
    assert (outcome.used, outcome.duplicates, outcome.contacts_new, outcome.contacts_updated) == (27, 27, 10, 0)
    assert len(picture(store)) == 30


def test_a_growing_file_completes_the_calls_that_were_open(store, write):
    lines = log(range(1, 3))
    (first,) = run(store, write("queue_log", lines[:4]))
    (second,) = run(store, write("queue_log", lines))
    assert (first.used, second.used, second.duplicates) == (4, 2, 4)
    assert (second.contacts_new, second.contacts_updated) == (0, 2)
    assert [told[3] for told in picture(store)] == [1, 1]


def test_rotated_files_give_the_same_contacts_in_either_order(tmp_path, write):
    lines = log(range(40))
    parts = [write("queue_log.1", lines[:50]), write("queue_log", lines[50:])]
    pictures = []
    for number, order in enumerate((parts, parts[::-1])):
        store = open_store(f"sqlite:///{tmp_path / f'{number}.db'}")
        run(store, *order)
        pictures.append(picture(store))
        store.close()
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) == 40


def test_a_row_twice_in_one_file_counts_once(store, write):
    lines = log(range(5))
    (outcome,) = run(store, write("queue_log", lines + lines[:4]))
    assert (outcome.read, outcome.used, outcome.duplicates) == (len(lines) + 4, len(lines), 4)


def test_batches_of_any_size_give_the_same(tmp_path, write, monkeypatch):
    path = write("queue_log", log(range(30)) + log(range(10)))
    pictures = []
    for size in (7, 50_000):
        monkeypatch.setattr(importing, "BATCH", size)
        store = open_store(f"sqlite:///{tmp_path / f'{size}.db'}")
        (outcome,) = run(store, path)
        assert (outcome.used, outcome.duplicates) == (80, 26)
        pictures.append(picture(store))
        store.close()
    assert pictures[0] == pictures[1]


def test_a_file_too_large_to_keep_in_memory_is_read_back(tmp_path, write, monkeypatch):
    monkeypatch.setattr(taking, "_RETAINED", 10)
    monkeypatch.setattr(importing, "BATCH", 8)
    store = open_store(f"sqlite:///{tmp_path / 'charter.db'}")
    (outcome,) = run(store, write("queue_log", log(range(30))))
    assert outcome.contacts_new == len(picture(store)) == 30
    store.close()


def test_contacts_of_many_chunks_are_kept_apart(tmp_path, write, monkeypatch):
    monkeypatch.setattr(derived, "CHUNK", 8)
    monkeypatch.setattr(deriving, "CHUNK", 8)
    store = open_store(f"sqlite:///{tmp_path / 'charter.db'}")
    lines = log(range(50))
    run(store, write("a", lines[:60]), write("b", lines[40:]))
    assert len(picture(store)) == 50
    with store.read() as connection:
        key = keys.find(connection, names.source_id(connection, "asterisk_queue_log"), "1767258020.20")
        stored = derived.load_parts(connection)
        told = events.load(connection, contact_of=key)
    (row,) = np.flatnonzero(stored.keys == key)
    assert [stored.contacts.ids[row]] == told.ids.tolist() == ["1767258020.20"]
    assert (int(np.count_nonzero(stored.visits.contact == row)), len(told)) == (1, 3)
    store.close()


def test_a_bad_row_costs_one_row_and_is_told(store, write):
    rows = ["c1,2026-03-02T09:00:00+01:00,message_received,email,,,,,", "c2,30 February,message_received,email,,,,,"]
    (outcome,) = run(store, write("log.csv", [HEADER.strip(), *rows]))
    assert (outcome.read, outcome.used, outcome.rejected, outcome.error) == (2, 1, 1, None)
    (problem,) = outcome.problems
    assert problem.remedy
    with store.read() as connection:
        assert imports.problems(connection, outcome.run) == [problem]


def test_many_problems_are_all_stored_and_some_are_told(store, write, monkeypatch):
    monkeypatch.setattr(outcomes, "PROBLEMS_TOLD", 3)
    (outcome,) = run(store, write("queue_log", log(range(4)) + ["nonsense"] * 9))
    assert (outcome.rejected, len(outcome.problems)) == (9, 3)
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(problem_table)) == 9


def test_a_folder_is_walked_and_what_nobody_reads_is_named(store, write, tmp_path):
    write("in/queue_log", log(range(3)))
    write("in/letter.txt", ["Geachte heer,"])
    write("in/.hidden", ["nothing"])
    good, bad = sorted(run(store, tmp_path / "in"), key=lambda outcome: outcome.error is not None)
    assert good.used == 7 + 1
    assert Path(bad.file).name == "letter.txt"
    assert bad.read == 0


def test_a_file_that_is_not_there_does_not_stop_the_others(store, write, tmp_path):
    outcomes = run(store, tmp_path / "absent", write("queue_log", log(range(3))))
    assert [outcome.error is None for outcome in outcomes] == [False, True]


def test_an_unknown_format_is_refused_before_anything_is_done(store, write):
    with pytest.raises(NotFound):
        run(store, write("queue_log", log(range(3))), format_id="telepathy")


def test_a_source_keeps_to_its_kind(store, write):
    mail = write(
        "box.mbox", ["From a@b.nl Mon Mar  2 09:00:00 2026", "Message-ID: <1@b.nl>", "From: a@b.nl", "", "Dag"]
    )
    first, second = run(store, write("queue_log", log(range(3))), mail, source="all")
    assert first.error is None
    assert "another kind" in str(second.error)


def test_cancelling_leaves_nothing_of_the_file(store, write, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 10)
    steps = iter(range(1000))
    with pytest.raises(Cancelled):
        run(
            store,
            write("done", log(range(3))),
            write("stopped", log(range(50, 90))),
            cancelled=lambda: next(steps) > 4,
        )
    with store.read() as connection:
        assert [known.file for known in imports.runs(connection)] == ["done"]
        assert len(derived.load(connection)[0]) == 3
        assert journal.verify(connection) == []
        assert connection.scalar(select(func.count()).select_from(event_table)) == 8


def test_progress_ends_with_the_whole_file(store, write):
    told = []
    run(store, write("queue_log", log(range(30))), progress=told.append)
    assert (told[-1].rows, told[-1].share, told[-1].number, told[-1].files) == (80, 1.0, 1, 1)


def test_other_rules_make_everything_be_derived_again(store, write, monkeypatch):
    run(store, write("queue_log", log(range(30))))
    before = picture(store)
    how = Deriving.of(PROFILE)
    assert deriving.ensure(store, how) is False
    monkeypatch.setattr(deriving.moments, "RULES", "rules of another day")
    shares = []
    assert deriving.ensure(store, how, progress=shares.append) is True
    assert shares[-1] == 1.0
    assert picture(store) == before
    assert deriving.ensure(store, how) is False


def mail(number: int, day: int, sender: str, to: str, answers: int | None = None) -> list[str]:
    """One message of a mailbox; `number` is its Message-ID."""
    return [
        f"From {sender} Mon Mar {day:2d} 09:00:00 2026",
        f"Received: from mx.example.org by in.voorbeeld.nl; Mon, {day} Mar 2026 09:00:00 +0100",
        f"Date: Mon, {day} Mar 2026 09:00:00 +0100",
        f"From: {sender}",
        f"To: {to}",
        f"Message-ID: <{number}@example.org>",
        *([f"In-Reply-To: <{answers}@example.org>"] if answers is not None else []),
        f"Subject: {'Re: ' if answers is not None else ''}Vraag {number if answers is None else answers}",
        "",
        "Dag.",
        "",
    ]


OUR = "info@voorbeeld.nl"
QUESTION, OTHER = mail(1, 2, "jan@home.example", OUR), mail(2, 2, "piet@home.example", OUR)
ANSWER = mail(3, 4, OUR, "jan@home.example", answers=1)


def run_mail(store, *paths):
    municipality = PROFILE.model_copy(update={"mail": MailSection(own_domains=("voorbeeld.nl",))})
    return import_files(
        store, paths, profile=municipality, pseudonym=lambda text: text and f"p{hash(text)}", who="jan", now=NOW
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["question first", "answer first"])
def test_messages_of_one_conversation_are_one_contact(store, write, order):
    paths = [write("in.mbox", [*QUESTION, *OTHER]), write("sent.mbox", ANSWER)]
    outcomes = run_mail(store, *(paths[number] for number in order))
    assert [outcome.error for outcome in outcomes] == [None, None]
    with store.read() as connection:
        contacts, _ = derived.load(connection)
        source = names.source_id(connection, outcomes[0].format)
        key = keys.find(connection, source, contacts.ids[contacts.has(Kind.REPLY_SUBSTANTIVE)][0])
        conversation = events.load(connection, contact_of=key)
    assert len(contacts) == 2
    assert sorted(conversation.kind.tolist()) == [Kind.MESSAGE_RECEIVED, Kind.REPLY_SUBSTANTIVE]
    if order == (0, 1):
        assert (outcomes[0].contacts_new, outcomes[1].contacts_new, outcomes[1].contacts_updated) == (2, 0, 1)


def test_a_mailbox_imported_twice_adds_nothing(store, write):
    box = write("box.mbox", [*QUESTION, *ANSWER])
    run_mail(store, box)
    (again,) = run_mail(store, write("copy.mbox", [*OTHER, *QUESTION, *ANSWER]))
    assert (again.used, again.duplicates, again.contacts_new, again.contacts_updated) == (1, 2, 1, 0)


def test_conversations_and_calls_live_side_by_side(store, write, monkeypatch):
    monkeypatch.setattr(derived, "CHUNK", 4)
    monkeypatch.setattr(deriving, "CHUNK", 4)
    lines = log(range(6))
    run_mail(store, write("a", lines[:6]), write("in.mbox", QUESTION), write("b", lines), write("out.mbox", ANSWER))
    with store.read() as connection:
        contacts, visits = derived.load(connection)
        calls = contacts.names.sources.index("asterisk_queue_log")
    assert (int((contacts.source == calls).sum()), int((contacts.source != calls).sum()), len(visits)) == (6, 1, 6)


def test_text_that_no_database_can_hold_is_made_to_fit(store, write, tmp_path):
    path = tmp_path / "log.csv"
    row = b'"c\x00\xff1",2026-03-02T09:00:00+01:00,message_received,email,"t\x00eam",,,,"note=\x00"\n'
    path.write_bytes(HEADER.encode() + row)
    run(store, path)
    assert len(picture(store)) <= 1


HOSTILE = st.sampled_from(
    [
        "1767258000|1.1|q|NONE|ENTERQUEUE||06",
        "1767258012|1.1|q|a|CONNECT|99999999999999999999999|x|3",
        "1767258012|1.1|q|a|COMPLETECALLER|-5|1e400|1",
        "99999999999999999999|1.2|q|NONE|ENTERQUEUE||",
        "-1|1.2|q|NONE|ABANDON|1|1|9223372036854775807",
        "c1,2026-03-02T09:00:00+01:00,message_received,email,,,,,promised_on=99999-99-99",
        "c1,9999-12-31T23:59:59-23:59,agreed_date,phone,,,,,known_at=0001-01-01",
        "\x00|\udcff|\x1f|;=|",
        '"unclosed,,,',
    ]
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.one_of(HOSTILE, st.text(max_size=40)), max_size=8), reader=st.sampled_from(registry.READERS))
def test_no_input_stops_an_import_or_disappears_from_the_count(tmp_path_factory, rows, reader):
    folder = tmp_path_factory.mktemp("hostile")
    text = "\n".join([HEADER.strip() if reader.id == "event_log" else "", *rows])
    (folder / "file").write_bytes(text.encode("utf-8", "surrogatepass"))
    store = open_store(f"sqlite:///{folder / 'charter.db'}")
    (outcome,) = run(store, folder / "file", format_id=reader.id)
    assert outcome.error is None or isinstance(outcome.error, UnreadableFile)
    with store.read() as connection:
        derived.load(connection)
    store.close()


def test_a_disk_that_fails_in_the_middle_is_told_and_leaves_nothing(store, write, monkeypatch):
    def broken(*_anything):
        yield from ()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(AsteriskQueueLogReader, "read", broken)
    (outcome,) = run(store, write("queue_log", log(range(3))))
    assert "cannot be read to its end" in str(outcome.error)
    with store.read() as connection:
        assert imports.runs(connection) == []


def test_nothing_personal_is_stored(store, write):
    run(store, write("queue_log", log(range(3))))
    with store.read() as connection:
        said = connection.execute(select(event_table.c.customer, event_table.c.agent_id)).all()
    assert {row.customer for row in said} == {"p78", None}
    assert {row.agent_id for row in said} == {0}


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(5)), cuts=st.lists(st.integers(1, 79), min_size=4, max_size=4, unique=True))
def test_however_a_log_is_cut_repeated_and_ordered_the_contacts_are_the_same(tmp_path_factory, order, cuts):
    folder = tmp_path_factory.mktemp("cuts")
    lines = log(range(30))
    (folder / "whole").write_text("\n".join(lines) + "\n")
    edges = sorted({0, *cuts, len(lines)})
    parts = []
    for number, (start, stop) in enumerate(pairwise(edges)):
        part = folder / f"part{number}"
        part.write_text("\n".join(lines[max(0, start - 5) : stop]) + "\n")
        parts.append(part)
    parts = [parts[number] for number in order]
    one, many = (open_store(f"sqlite:///{folder / name}.db") for name in ("one", "many"))
    run(one, folder / "whole")
    outcomes = run(many, *parts, *parts[:1])
    assert sum(outcome.used for outcome in outcomes) == len(lines)
    assert picture(one) == picture(many)
    one.close()
    many.close()


def test_columns_survive_the_database(store, write):
    run(store, write("queue_log", log(range(30))))
    with store.read() as connection:
        stored = events.load(connection)
    derived_now = Deriving.of(PROFILE).derive(stored)
    with store.read() as connection:
        contacts, visits = derived.load(connection)
    for column in (
        "channel",
        "category",
        "direction",
        "team",
        "queue",
        "outcome",
        "wait_us",
        "talk_us",
        "file",
        "line",
    ):
        expected = getattr(derived_now.contacts, column)
        assert getattr(contacts, column).dtype == expected.dtype
        np.testing.assert_array_equal(getattr(contacts, column), expected)
    for column in ("contact", "number", "queue", "offered_at", "answered_at", "ended_at", "wait_us", "talk_us"):
        np.testing.assert_array_equal(getattr(visits, column), getattr(derived_now.visits, column))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork there is no cheap way to be killed twenty times")
def test_killed_at_any_moment_an_import_leaves_whole_files_and_can_be_repeated(tmp_path, write):
    lines = log(range(900))
    paths = [write(name, lines[start : start + 1000]) for name, start in (("a", 0), ("b", 700), ("c", 1400))]
    whole = open_store(f"sqlite:///{tmp_path / 'whole.db'}")
    used = {outcome.sha256: outcome.used for outcome in run(whole, *paths)}
    expected = picture(whole)
    whole.close()
    command = [sys.executable, str(Path(__file__).with_name("killed_imports.py")), *map(str, paths)]
    kept = set()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as victim:

        def one_life(number: int, seconds: float) -> tuple[str, float]:
            victim.stdin.write(f"{tmp_path / f'{number}.db'} {seconds}\n")
            victim.stdin.flush()
            how, lived = victim.stdout.readline().split()
            return how, float(lived)

        lives = [one_life(-number, 60) for number in range(2)]
        assert [how for how, _ in lives] == ["exit0", "exit0"]
        full = min(lived for _, lived in lives)
        killed = 0
        for number in range(1, 61):
            if killed == 20:
                break
            how, _ = one_life(number, random.uniform(0.001, full))  # noqa: S311 - a moment, not a secret
            killed += how == "killed"
            store = open_store(f"sqlite:///{tmp_path / f'{number}.db'}")
            with store.read() as connection:
                done = imports.runs(connection)
                assert journal.verify(connection) == []
                assert len(journal.entries(connection)) == len(done)
                stored = select(event_table.c.run_id, func.count()).group_by(event_table.c.run_id)
                assert dict(tuple(row) for row in connection.execute(stored)) == {
                    one.id: one.counts.used for one in done
                }
            assert all(one.counts.used == used[one.sha256] for one in done)
            kept.add(len(done))
            run(store, *paths)
            assert picture(store) == expected
            store.close()
        victim.stdin.close()
    assert killed == 20
    assert len(kept) > 1


def test_a_mailbox_read_with_other_settings_is_read_again_instead_of_kept_as_it_was(store, write):
    """Whoever forgot to say who "we" are can say it and import the same file once more."""
    lines = [
        "From bewoner@example.org Mon Nov  9 09:00:00 2026",
        "From: bewoner@example.org",
        "To: info@voorbeeld.nl",
        "Message-ID: <vraag@example.org>",
        "Date: Mon, 9 Nov 2026 09:00:00 +0000",
        "",
        "Hoe laat bent u open?",
        "",
        "From info@voorbeeld.nl Tue Nov 10 09:00:00 2026",
        "From: info@voorbeeld.nl",
        "To: bewoner@example.org",
        "Message-ID: <antwoord@voorbeeld.nl>",
        "In-Reply-To: <vraag@example.org>",
        "Date: Tue, 10 Nov 2026 09:00:00 +0000",
        "",
        "Om half negen.",
        "",
    ]
    path = write("info.mbox", lines)
    run(store, path)
    with store.read() as connection:
        assert not derived.load(connection)[0].has(Kind.REPLY_SUBSTANTIVE).any()
    municipality = PROFILE.model_copy(update={"mail": MailSection(own_domains=("voorbeeld.nl",))})
    (outcome,) = import_files(
        store, [path], profile=municipality, pseudonym=lambda text: text and "p" + text[-2:], who="jan", now=NOW
    )
    assert (outcome.read, outcome.used, outcome.duplicates) == (2, 2, 0)
    with store.read() as connection:
        contacts = derived.load(connection)[0]
        assert contacts.ids.tolist() == ["vraag@example.org"]
        assert contacts.has(Kind.REPLY_SUBSTANTIVE).all()
        assert journal.entries(connection)[-1].why.startswith("read again")
        (covered,) = imports.coverage(connection)
        assert covered.files == 1


def test_local_times_that_the_clock_change_doubled_or_skipped_are_used_and_listed(store, write):
    rows = [
        HEADER.strip(),
        "A,2026-10-25T02:30:00,queue_entered,phone,,,,,",
        "B,2026-03-29T02:30:00,queue_entered,phone,,,,,",
        "C,2026-10-25T02:30:00+01:00,queue_entered,phone,,,,,",
    ]
    (outcome,) = run(store, write("calls.csv", rows))
    assert (outcome.used, outcome.rejected) == (3, 0)
    assert [(p.code, p.line) for p in outcome.problems] == [("time.ambiguous", 2), ("time.nonexistent", 3)]
    assert [p.code for p in outcome.remarks] == ["zone_assumed"]
