"""Damaged samples of every reader through the whole import: rows add up, nothing escapes, and what is stored is whole.

The samples are the golden inputs of the readers (`tests/importers/samples`): a new reader is held to this by having
one.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from charter.errors import CharterError
from charter.importers.base import Reader
from charter.importers.files import open_stream
from charter.importers.mapped_table import presets
from charter.importers.registry import READERS
from charter.problem import Severity
from charter.services.board import load_contacts
from charter.services.importing import import_files
from charter.services.outcomes import ImportOutcome
from charter.settings import Profile
from charter.store import imports, journal
from charter.store.engine import Store
from charter.store.versions import open_store

SAMPLES = Path(__file__).parents[1] / "importers" / "samples"
NOW = 1_800_000_000_000_000
PROFILE = Profile.model_validate(
    {
        "organisation": "Gemeente Voorbeeld",
        "mail": {"own_domains": ["voorbeeldgemeente.nl"]},
        "calendar": [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}],
    },
    strict=False,
    context=Path(),
)


def _middle(data: bytes) -> int:
    return data.find(b"\n", len(data) // 2) + 1


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "whole": lambda data: data,
    "cut in a row": lambda data: data[: len(data) * 3 // 5],
    "cut in the header": lambda data: data[:20],
    "the end only": lambda data: data[len(data) // 2 :],
    "without the first line": lambda data: data.partition(b"\n")[2],
    "twice": lambda data: data + data,
    "zeros": lambda data: data[: _middle(data)] + b"\0" * 3000 + b"\n" + data[_middle(data) :],
    "foreign bytes": lambda data: data[: _middle(data)] + bytes(range(128, 256)) + b"\n" + data[_middle(data) :],
    "a line of quotes": lambda data: data[: _middle(data)] + b'"' * 999 + b"\n" + data[_middle(data) :],
    "wrong line ends": lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
    "other separators": lambda data: data.replace(b",", b"\t").replace(b";", b"|"),
    "UTF-16 as it is": lambda data: data.decode("utf-8", "replace").encode("utf-16"),
    "UTF-16 without a mark": lambda data: data.decode("utf-8", "replace").encode("utf-16-be"),
    "UTF-8 read as Windows": lambda data: data.decode("cp1252", "replace").encode("utf-8"),
    "other digits": lambda data: data.translate(bytes.maketrans(b"0123456789", b"9999999999")),
    "no digits": lambda data: data.translate(bytes.maketrans(b"0123456789", b"xxxxxxxxxx")),
    "packed and cut": lambda data: gzip.compress(data)[: len(gzip.compress(data)) * 4 // 5],
    "nothing": lambda data: b"",
}


def inputs(reader: Reader) -> list[Path]:
    """The largest sample; `test_every_reader` damages all of them, without the import."""
    found = [path for path in (SAMPLES / reader.id).glob("*/input*") if path.is_file()]
    return sorted(found, key=lambda path: (path.stat().st_size, path))[-1:]


SAMPLED = [reader for reader in (*READERS, *presets()) if inputs(reader)]


def damaged(reader: Reader, folder: Path) -> list[Path]:
    """Every sample of a reader, damaged in every way, as files."""
    written = []
    for number, path in enumerate(inputs(reader)):
        with open_stream(path) as stream:
            data = stream.read()
        for place, damage in enumerate(DAMAGE.values()):
            file = folder / f"{number}-{place}{path.suffix}"
            file.write_bytes(damage(data))
            written.append(file)
    return written


def brought_in(store: Store, paths: list[Path], **more: str) -> list[ImportOutcome]:
    return import_files(store, paths, profile=PROFILE, pseudonym=lambda text: text and "p", who="jan", now=NOW, **more)


def adds_up(store: Store, outcome: ImportOutcome) -> bool:
    """Whether each row became one thing, and a file that was refused left nothing and says what to do."""
    counted = outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    if outcome.error is not None:
        told = isinstance(outcome.error, CharterError) and bool(str(outcome.error) and outcome.error.remedy)
        return told and (outcome.read, counted, outcome.run) == (0, 0, None)
    with store.read() as connection:
        listed = imports.problems(connection, outcome.run or 0)
    rejected = [problem for problem in listed if problem.severity is Severity.REJECTED]
    said = all(problem.message % problem.params and problem.remedy % problem.params for problem in listed)
    return said and outcome.read == counted and len(rejected) == outcome.rejected


@pytest.mark.parametrize("reader", SAMPLED, ids=lambda reader: reader.id)
def test_whatever_is_damaged_the_rows_add_up_and_what_is_stored_is_whole(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "logs").mkdir()
    paths = damaged(reader, tmp_path / "logs")
    store = open_store(f"sqlite:///{tmp_path / 'charter.db'}")
    try:
        outcomes = [*brought_in(store, paths), *brought_in(store, paths, format_id=reader.id)]
        assert [Path(outcome.file) for outcome in outcomes] == paths * 2
        assert [outcome for outcome in outcomes if not adds_up(store, outcome)] == []
        assert any(outcome.used for outcome in outcomes)
        known = {str(name) for name in load_contacts(store, PROFILE, None)[0].ids}
        again = brought_in(store, paths, format_id=reader.id)
        assert sum(outcome.used for outcome in again) == 0
        assert {str(name) for name in load_contacts(store, PROFILE, None)[0].ids} == known
        with store.read() as connection:
            assert journal.verify(connection) == []
    finally:
        store.close()
