"""Exit code 1: the world failed, and one line on standard error says what and what to do."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

EVERYTHING_THAT_READS = [
    "score", "verdicts", "breaches", "contacts", "journal", "journal --verify", "explain POST-00001", "norms list",
    "norms show phone.answer", "db upgrade",
]  # fmt: skip


def _one_line(said) -> bool:
    return said.code == 1 and said.out == "" and said.err.count("\n") == 1


@pytest.mark.parametrize("command", EVERYTHING_THAT_READS)
def test_without_a_profile_every_command_says_how_to_make_one(run, tmp_path, command) -> None:
    said = run(*command.split(), "--profile", tmp_path / "none")
    assert _one_line(said)
    assert "charter init" in said.err


@pytest.mark.parametrize("command", EVERYTHING_THAT_READS)
@pytest.mark.parametrize("damage", ["garbage", "cut"])
def test_a_corrupt_database_is_said_to_be_damaged(run, demo, tmp_path, command, damage) -> None:
    folder = Path(shutil.copytree(demo, tmp_path / "damaged", ignore=shutil.ignore_patterns("logs")))
    database = folder / "charter.sqlite"
    data = database.read_bytes()
    database.write_bytes(b"not a database at all" * 500 if damage == "garbage" else data[:4096] + data[:100])
    said = run(*command.split(), "--profile", folder)
    assert _one_line(said)
    assert "damaged" in said.err


@pytest.mark.parametrize("command", EVERYTHING_THAT_READS)
def test_a_database_that_is_gone_does_not_come_back_empty(run, profile, command) -> None:
    (profile / "charter.sqlite").unlink()
    said = run(*command.split(), "--profile", profile)
    assert _one_line(said)
    assert "is gone" in said.err
    assert not (profile / "charter.sqlite").exists()


def test_who_begins_anew_says_so(run, profile) -> None:
    assert _one_line(run("db", "new", "--profile", profile))
    (profile / "charter.sqlite").unlink()
    assert run("score", "--profile", profile).code == 1
    assert run("db", "new", "--json", "--profile", profile).json == {"database": str(profile / "charter.sqlite")}
    assert run("score", "--profile", profile).code == 0


def test_a_newer_database_is_refused(run, profile) -> None:
    with sqlite3.connect(profile / "charter.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    said = run("score", "--profile", profile)
    assert _one_line(said)
    assert "newer" in said.err


@pytest.mark.parametrize(
    "text", ["[broken", "organisation = 3\nfoo = 1\n", b"\xff\xfe\x00", "", 'organisation = "X"\ncalendar = 5\n']
)
def test_a_faulty_profile_is_one_line(run, profile, text) -> None:
    (profile / "charter.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    said = run("score", "--profile", profile)
    assert _one_line(said)
    assert "charter.toml" in said.err


@pytest.mark.parametrize("command", ["score", "import x.csv"])
def test_a_profile_that_is_a_file_is_refused(run, write, command) -> None:
    assert _one_line(run(*command.split(), "--profile", write("file", "x")))


@pytest.mark.parametrize(
    "command",
    [
        "explain nobody",
        "explain nosource/nobody",
        "explain POST-00001 --norm no.norm",
        "verdicts --norm no.norm",
        "breaches --norm no.norm",
        "norms show no.norm",
        "norms check missing.toml",
        "norms preview missing.toml --period 2026",
        "explain POST-00001 --as-of 2020-01-01",
    ],
)
def test_what_does_not_exist_is_not_found(run, demo, command) -> None:
    said = run(*command.split(), "--profile", demo)
    assert _one_line(said)


def test_a_profile_is_never_made_twice(run, profile) -> None:
    before = (profile / "charter.toml").read_bytes()
    assert _one_line(run("init", "--profile", profile))
    assert (profile / "charter.toml").read_bytes() == before


def test_a_folder_that_cannot_be_made_is_one_line(run, write) -> None:
    below_a_file = write("file", "x") / "below"
    assert _one_line(run("init", "--profile", below_a_file))
    assert _one_line(run("demo", below_a_file, "--contacts", 100, "--no-window"))


@pytest.mark.usefixtures("permissions_hold")
def test_a_read_only_folder_is_one_line(run, profile, demo, tmp_path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    profile.chmod(0o500)
    (profile / "charter.sqlite").chmod(0o400)
    try:
        assert _one_line(run("init", "--profile", closed))
        assert _one_line(run("demo", closed, "--contacts", 100, "--no-window"))
        said = run("import", demo / "logs" / "balie.csv", "--profile", profile)
        assert (said.code, said.out) == (1, "")
    finally:
        profile.chmod(0o700)


def test_a_disk_that_refuses_is_one_line(run, profile, monkeypatch) -> None:
    def refuse(*_anything, **_more):
        raise PermissionError(13, "Permission denied", "charter.sqlite")

    monkeypatch.setattr("charter.store.place.make_private", refuse)
    assert _one_line(run("score", "--profile", profile))
    assert _one_line(run("contacts", "--json", "--profile", profile))


def test_stopping_is_no_traceback(run, profile, monkeypatch) -> None:
    def interrupted(*_anything, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("charter.app.Services.board", interrupted)
    assert _one_line(run("score", "--profile", profile))


def test_an_import_that_is_stopped_tells_which_files_are_kept(run, profile, demo, monkeypatch) -> None:
    from charter.services.taking import Taking

    take = Taking.take

    def interrupted(taking, rows):
        if any("99." in row.contact for row in rows if hasattr(row, "contact")):
            raise KeyboardInterrupt
        take(taking, rows)

    monkeypatch.setattr(Taking, "take", interrupted)
    logs = [demo.parent / "first_queue_log", demo.parent / "second_queue_log"]
    for number, log in zip(("1", "99"), logs, strict=True):
        log.write_text(f"1794820200|{number}.1|kcc|NONE|ENTERQUEUE||0612345678|1\n", encoding="utf-8")
    said = run("import", *logs, "--json", "--profile", profile)
    assert said.code == 1
    assert said.err.splitlines()[-1] == "Stopped. Files that were done are kept; of the others nothing."
    assert [(row["file"], row["used"]) for row in said.json] == [(str(logs[0]), 1)]
    assert [row["contact"] for row in run("contacts", "--json", "--profile", profile).json] == ["1.1"]


def test_a_fault_of_ours_is_not_hidden(run, profile, monkeypatch) -> None:
    def wrong(*_anything, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("charter.app.Services.board", wrong)
    with pytest.raises(ZeroDivisionError):
        run("score", "--profile", profile)
