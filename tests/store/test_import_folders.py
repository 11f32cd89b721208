"""A folder of messages is one import: one transaction, one run, and nothing twice however it grows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from charter.errors import Cancelled
from charter.services import importing
from charter.services.found import files_in
from charter.services.importing import import_files
from charter.services.outcomes import ImportOutcome
from charter.settings import MailSection, Profile
from charter.store import derived, imports
from charter.store.engine import Store

NOW = 1_800_000_000_000_000
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
        "mail": MailSection(own_domains=["voorbeeldgemeente.nl"]),
    },
    strict=False,
    context=Path(),
)
QUESTION = (
    "Message-ID: <q{n}@example.org>\nFrom: jan{n}@example.org\nTo: info@voorbeeldgemeente.nl\n"
    "Date: Mon, 9 Nov 2026 10:{n:02}:00 +0100\nSubject: Vraag {n}\n\nTekst\n"
)
ANSWER = (
    "Message-ID: <a{n}@voorbeeldgemeente.nl>\nIn-Reply-To: <q{n}@example.org>\nFrom: info@voorbeeldgemeente.nl\n"
    "To: jan{n}@example.org\nDate: Mon, 9 Nov 2026 12:{n:02}:00 +0100\nSubject: RE: Vraag {n}\n\nAntwoord\n"
)
Fill = Callable[..., Path]


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """A folder with these files."""

    def write(files: dict[str, str], name: str = "post") -> Path:
        for inside, text in files.items():
            path = tmp_path / name / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path / name

    return write


def run(store: Store, *paths: Path, format_id: str = "") -> list[ImportOutcome]:
    outcomes = import_files(
        store,
        paths,
        profile=PROFILE,
        pseudonym=lambda text: text and "p" + text,
        who="jan",
        now=NOW,
        format_id=format_id,
    )
    for outcome in outcomes:
        assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    return outcomes


def counts(outcome: ImportOutcome) -> tuple[int, int, int, int]:
    return outcome.read, outcome.used, outcome.duplicates, outcome.contacts_new


def maildir(*numbers: int) -> dict[str, str]:
    return {f"cur/176268240{n}.M{n}.host;2,": QUESTION.format(n=n) for n in numbers}


def test_a_folder_of_messages_is_one_run_and_every_other_file_its_own(store: Store, fill: Fill) -> None:
    log = "contact,at,event\nc,2026-11-09T10:00:00Z,call_started\n"
    folder = fill({**maildir(1, 2, 3), "sub/log.csv": log, "sub/los.eml": QUESTION.format(n=4)})
    one, other = run(store, folder)
    assert (one.file, one.format, counts(one)) == (str(folder), "mail_files", (4, 4, 0, 4))
    assert (Path(other.file).name, other.format, other.read) == ("log.csv", "event_log", 1)
    with store.read() as connection:
        runs = imports.runs(connection)
    assert [(run.file, run.format, run.counts.used) for run in runs] == [
        ("post", "mail_files", 4),
        ("log.csv", "event_log", 1),
    ]


def test_the_same_folder_again_or_elsewhere_repeats_the_first_import(store: Store, fill: Fill) -> None:
    (first,) = run(store, fill(maildir(1, 2)))
    (again,) = run(store, fill(maildir(1, 2)))
    (copy,) = run(store, fill(maildir(1, 2), "kopie"))
    assert counts(again) == counts(copy) == (2, 0, 2, 0)
    assert first.sha256 == again.sha256 == copy.sha256
    with store.read() as connection:
        assert [run.repeats for run in imports.runs(connection)] == [None, first.run, first.run]


def test_a_folder_that_has_grown_adds_only_what_is_new(store: Store, fill: Fill) -> None:
    run(store, fill(maildir(1, 2)))
    (grown,) = run(store, fill(maildir(3)))
    assert counts(grown) == (3, 1, 2, 1)


def test_a_message_that_was_read_or_moved_in_the_meantime_is_the_same_message(store: Store, fill: Fill) -> None:
    folder = fill(maildir(1, 2))
    (first,) = run(store, folder)
    (folder / "cur/1762682401.M1.host;2,").rename(folder / "cur/1762682401.M1.host;2,RS")
    (folder / ".Archief/cur").mkdir(parents=True)
    (folder / "cur/1762682402.M2.host;2,").rename(folder / ".Archief/cur/1762682402.M2.host;2,S")
    (later,) = run(store, folder)
    assert counts(later) == (2, 0, 2, 0)
    assert later.sha256 != first.sha256


def test_another_format_that_is_named_reads_each_file_of_the_folder(fill: Fill) -> None:
    folder = fill(maildir(1, 2))
    assert [found.rows for found in files_in([folder], "mbox")] == [(), ()]
    assert [len(found.rows) for found in files_in([folder], "mail_files")] == [2]
    assert [len(found.rows) for found in files_in([folder])] == [2]


def test_a_question_in_an_mbox_and_its_answer_in_a_folder_are_one_contact(
    store: Store, fill: Fill, tmp_path: Path
) -> None:
    mailbox = tmp_path / "inbox.mbox"
    mailbox.write_text("From - \n" + QUESTION.format(n=1), "utf-8")
    run(store, mailbox)
    (answered,) = run(store, fill({"verzonden/a.eml": ANSWER.format(n=1), "b.eml": QUESTION.format(n=1)}))
    assert (answered.contacts_new, answered.contacts_updated) == (0, 1)
    with store.read() as connection:
        assert len(derived.load(connection)[0]) == 1


def test_an_import_of_a_folder_that_is_stopped_leaves_nothing(
    store: Store, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    folder = fill(maildir(1, 2, 3, 4))
    shares: list[float | None] = []
    with pytest.raises(Cancelled):
        import_files(
            store,
            [folder],
            profile=PROFILE,
            pseudonym=lambda text: text,
            who="jan",
            now=NOW,
            progress=lambda told: shares.append(told.share),
            cancelled=lambda: bool(shares),
        )
    assert shares == [0.5]
    with store.read() as connection:
        assert imports.runs(connection) == []
    (whole,) = run(store, folder)
    assert counts(whole) == (4, 4, 0, 4)
