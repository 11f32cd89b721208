"""An auditor with a profile that may not be written: every command that reads gives the same figures."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest

from charter.cli import main
from charter.services.privacy import KEY_FILE
from charter.settings import DATABASE_NAME
from charter.store import derived, place
from charter.store.engine import reach

READING = [
    "score --json", "verdicts --csv", "breaches --json", "contacts --csv", "explain c2", "closed 2026-03 --json",
    "journal --json", "journal --verify", "follow-ups --json", "sources list --json", "sources runs --json",
    "norms list --json", "purge --json", "words --period 2026-03", "verify --json out.xlsx",
]  # fmt: skip
WRITING = [
    "import log.csv", "export --period 2026-03 new.xlsx", "report --period 2026-03 new.pdf", "close 2026-02",
    "sources undo 1 --yes", "follow-up c2 --note x", "norms accept", "serve",
]  # fmt: skip
MARCH = ("--period", "2026-03")
AS_OF = ("--as-of", "2026-04-12T08:00")
LOG = """\
contact,at,event,channel,team
c1,2026-03-02T09:00:00+01:00,message_received,email,North
c1,2026-03-03T09:00:00+01:00,reply_substantive,,
c2,2026-03-02T10:00:00+01:00,message_received,email,South
c3,2026-04-09T10:00:00+02:00,message_received,email,South
"""


@pytest.fixture(scope="session")
def _made(_new_profile: Path, tmp_path_factory) -> Path:
    """A profile with three contacts, a closed month and the workbook of it."""
    folder = tmp_path_factory.mktemp("read-only")
    profile = Path(shutil.copytree(_new_profile, folder / "profile"))
    (folder / "log.csv").write_text(LOG, encoding="utf-8")
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for words in (["import", folder / "log.csv"], ["close", "2026-03"], ["export", folder / "out.xlsx", *MARCH]):
            assert main([*map(str, words), "--profile", str(profile), *AS_OF]) == 0
    return folder


@pytest.fixture
def town(_made: Path, tmp_path: Path, monkeypatch) -> Path:
    """The same, of one's own; its workbook lies where one works."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(_made / "out.xlsx", tmp_path)
    return Path(shutil.copytree(_made / "profile", tmp_path / "profile"))


@pytest.fixture
def both(run, town: Path, tmp_path: Path, monkeypatch):
    """Give what a command says in the profile, and in a copy that may not be written."""
    copy = Path(shutil.copytree(town, tmp_path / "copy"))
    monkeypatch.setattr(place, "is_read_only", lambda path: path.parent == copy)

    def ask(*words: str):
        before = {file.name: file.read_bytes() for file in copy.rglob("*") if file.is_file()}
        told = [run(*words, "--profile", folder, *AS_OF) for folder in (town, copy)]
        assert {file.name: file.read_bytes() for file in copy.rglob("*") if file.is_file()} == before
        return told

    return ask


def test_every_command_that_reads_says_the_same(both) -> None:
    for words in READING:
        there, here = both(*words.split())
        assert here == there, words
        assert here.code == 0, words


def test_a_command_that_must_write_says_so_in_one_line(run, town: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(place, "is_read_only", lambda _path: True)
    for words in WRITING:
        said = run(*words.split(), "--profile", town, *AS_OF)
        assert (said.code, said.out, said.err.count("\n")) == (1, "", 1), (words, said)
        assert "read-only" in said.err, (words, said)
    assert not list(tmp_path.glob("new.*"))


def test_moments_made_by_other_rules_are_derived_in_memory(both, town: Path, tmp_path: Path) -> None:
    store = reach(f"sqlite:///{town / DATABASE_NAME}")
    with store.write() as connection:
        part = derived.load_parts(connection)
        derived.clear(connection)
        derived.put(connection, "older rules", part.take(np.arange(1)), np.empty(0, np.int64))
    store.close()
    for words in (
        "contacts --csv",
        "score --json",
        "verdicts --csv",
        "closed 2026-03 --json",
        "verify --json out.xlsx",
    ):
        shutil.copy(town / DATABASE_NAME, tmp_path / "copy")
        there, here = both(*words.split())
        assert here == there, words
        assert here.code == 0


def test_a_changed_calendar_judges_only_where_it_can_be_accepted(both, town: Path, tmp_path: Path) -> None:
    before = both("score", "--json")[1]
    for folder in (town, tmp_path / "copy"):
        settings = folder / "charter.toml"
        text = settings.read_text(encoding="utf-8")
        assert "[closed_days]" in text or "closed = []" in text
        settings.write_text(text.replace("closed = []", "closed = [2026-04-10]"), encoding="utf-8")
    there, here = both("score", "--json")
    assert "From now on the new text judges" in there.err
    assert "read-only" in here.err
    assert here.json == before.json


def test_what_the_journal_cannot_be_told_is_said(both, tmp_path: Path) -> None:
    settings = tmp_path / "copy" / "charter.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write('\n[[new_limits]]\nnorm = "email.answer"\nfrom = 2026-03-01\nreason = "new system"\n')
    there, here = both("score", "--json")
    assert here.out == there.out
    assert "journal does not know" in here.err


def test_a_closed_period_is_shown_where_its_key_stayed_in_the_keyring_of_another_computer(
    run, both, town: Path, tmp_path: Path
) -> None:
    file = tmp_path / "copy" / KEY_FILE
    _where, key_id, _key = file.read_text(encoding="ascii").split()
    file.write_text(f"keyring {key_id}\n", encoding="ascii")
    there, here = both("score", "--period", "2026-03", "--json")
    assert here.json == there.json
    assert "The key that named the contacts is not here" in here.err
    shutil.copy(file, town)
    said = run("score", "--period", "2026-03", "--profile", town, *AS_OF)
    assert said.code == 1, "where one may write, the key has to come back"


def test_a_read_only_disk_is_read(run, town: Path) -> None:
    """The same on a disk that the system itself forbids to write."""
    unshare, mount = shutil.which("unshare"), shutil.which("mount")
    if unshare is None or mount is None:
        pytest.skip("there is no unshare or mount here, so no read-only disk can be made")
    own = [unshare, "-m"] if os.geteuid() == 0 else [unshare, "-r", "-m"]
    script = f'{mount} --bind "$1" "$1" && {mount} -o remount,bind,ro "$1" && shift && exec "$@"'
    begin = [*own, "sh", "-c", script, "sh", str(town)]
    if subprocess.run([*begin, "true"], capture_output=True).returncode:
        pytest.skip("this user may not make a read-only disk")
    ask = [sys.executable, "-m", "charter.cli", "score", "--json", "--profile", str(town), *AS_OF]
    here = subprocess.run([*begin, *ask], capture_output=True, text=True, check=False)
    assert (here.returncode, here.stderr) == (0, "")
    assert json.loads(here.stdout) == run("score", "--json", "--profile", town, *AS_OF).json
