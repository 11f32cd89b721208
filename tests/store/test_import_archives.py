"""Archives through the whole road: each file in one is an import of its own, and the same file loose counts once."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from charter.clock import FixedClock
from charter.contact import Origin
from charter.services import source_line
from charter.services.fetching import add_source, configure, run_source
from charter.services.importing import import_files
from charter.services.outcomes import ImportOutcome
from charter.services.source_line import Standing
from charter.settings import Profile
from charter.store import imports
from charter.store.engine import Store

NOW = 1_800_000_000_000_000
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
    },
    strict=False,
    context=Path(),
)


def calls(first: int) -> str:
    return "".join(f"{1_767_258_000 + n}|{n}.1|balie|NONE|ENTERQUEUE||0612345678|1\n" for n in range(first, first + 5))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An archive with two logs and two files that are none."""
    path = tmp_path / "share" / "export.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("queue_log", calls(0))
        archive.writestr("leesmij.txt", "Dit is geen logbestand.\n")
        archive.writestr("older/inner.zip", b"PK\x03\x04" + bytes(40))
        archive.writestr("older/queue_log", calls(5))
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def run(store: Store, *paths: Path) -> list[ImportOutcome]:
    return import_files(store, paths, profile=PROFILE, pseudonym=str, who="jan", now=NOW)


def files_read(store: Store) -> list[str]:
    with store.read() as connection:
        return sorted(one.file for one in imports.runs(connection))


def test_each_file_in_an_archive_is_an_import_and_one_that_fails_stops_no_other(store: Store, export: Path) -> None:
    outcomes = run(store, export)
    assert [(Path(one.file).name, one.used, bool(one.error)) for one in outcomes] == [
        ("queue_log", 5, False),
        ("leesmij.txt", 0, True),
        ("inner.zip", 0, True),
        ("queue_log", 5, False),
    ]
    assert files_read(store) == ["export.zip/older/queue_log", "export.zip/queue_log"]


def test_the_same_file_loose_or_in_a_folder_adds_nothing(store: Store, export: Path) -> None:
    run(store, export.parent)
    loose = export.with_name("queue_log")
    loose.write_text(calls(0), encoding="utf-8", newline="")
    (outcome,) = run(store, loose)
    assert (outcome.used, outcome.duplicates, outcome.sha256) == (0, 5, hashlib.sha256(loose.read_bytes()).hexdigest())


def test_one_file_of_an_archive_can_be_named_as_after_a_question_about_it(store: Store, export: Path) -> None:
    (outcome,) = run(store, export / "older" / "queue_log")
    assert (outcome.used, files_read(store)) == (5, ["export.zip/older/queue_log"])


def test_the_line_of_a_contact_is_found_in_the_archive(store: Store, export: Path) -> None:
    outcome = run(store, export)[-1]
    origin = Origin("export.zip/older/queue_log", outcome.sha256, 2)
    found = source_line.find(store, "asterisk_queue_log", origin, [export.parent])
    assert (found.standing, found.text) == (Standing.FOUND, calls(5).splitlines()[1])
    changed = source_line.find(store, "asterisk_queue_log", origin._replace(digest="0" * 64), [export.parent])
    assert changed.standing is Standing.CHANGED


def test_a_watched_folder_reads_an_archive_once(store: Store, export: Path) -> None:
    add_source(store, configure("share", "folder", {"path": str(export.parent)}, 3600, "jan", NOW))
    clock = FixedClock(NOW)
    counts = []
    for _ in range(2):
        clock.at += 600_000_000
        outcome = run_source(store, "share", profile=PROFILE, pseudonym=str, who="jan", clock=clock)
        assert outcome is not None
        counts.append((outcome.counts.used, len(outcome.imports)))
    assert counts == [(10, 4), (0, 0)]
