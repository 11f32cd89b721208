"""`charter sources` and `charter serve`, as a functional manager uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from charter.sources import registry, secrets
from charter.sources.base import SourceKind, SourceSettings

LINES = (
    "1767258001|1.1|burgerzaken|NONE|ENTERQUEUE||0612345678|1",
    "1767258013|1.1|burgerzaken|SIP/1|CONNECT|12|SIP/1-a|3",
    "1767258101|1.1|burgerzaken|SIP/1|COMPLETECALLER|12|88|1",
)


@pytest.fixture
def logs(write) -> Path:
    """A folder with a log that was written long ago."""
    path = write("logs/queue_log", "".join(f"{line}\n" for line in LINES))
    os.utime(path, (1_767_258_200, 1_767_258_200))
    return path.parent


@pytest.fixture
def needy(monkeypatch) -> list[str]:
    """A kind that needs a password; gives the passwords that it was given."""
    given: list[str] = []

    class Needy:
        kind = "needy"
        conversations = False
        address = "needy://"

        def __init__(self, secret) -> None:
            self._secret = secret

        def fetch(self, state, context, cancelled):
            given.append(self._secret())
            return iter(())

        def check(self) -> None:
            given.append(self._secret())

    kind = SourceKind("needy", "Needy", "nothing", SourceSettings, lambda _settings, secret: Needy(secret), "Password")
    monkeypatch.setattr(registry, "KINDS", (*registry.KINDS, kind))
    return given


@pytest.fixture
def keyring(monkeypatch) -> dict[tuple[str, str], str]:
    """A keyring that keeps what it is given."""
    import keyring

    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, name: kept.get((service, name)))
    monkeypatch.setattr(keyring, "set_password", lambda service, name, text: kept.__setitem__((service, name), text))
    monkeypatch.setattr(keyring, "delete_password", lambda service, name: kept.pop((service, name), None))
    return kept


def test_a_source_is_tested_without_fetching_anything(run, profile, logs):
    at = ("--profile", profile)
    run("sources", "add", "folder", "centrale", f"path={logs}", *at)
    reached = run("sources", "test", "centrale", *at)
    assert (reached.code, reached.out, reached.err) == (0, "The connection works. Nothing was fetched.\n", "")
    assert run("sources", "list", "--json", *at).json[0]["state"] == "new"
    logs.rename(logs.with_name("elsewhere"))
    lost = run("sources", "test", "centrale", *at)
    assert (lost.code, lost.out, lost.err.count("\n")) == (1, "", 1)
    assert "cannot be seen" in lost.err
    assert run("sources", "test", "nowhere", *at).code == 1


def test_a_folder_is_added_fetched_listed_paused_and_removed(run, profile, logs):
    at = ("--profile", profile)
    assert run("sources", "list", *at).out.startswith("There are no sources yet.")
    assert run("sources", "add", "folder", "centrale", f"path={logs}", "--every", "5min", *at).code == 0
    (listed,) = run("sources", "list", "--json", *at).json
    assert (listed["name"], listed["kind"], listed["every_s"], listed["state"]) == ("centrale", "folder", 300, "new")
    (fetched,) = run("sources", "run", "--json", *at).json
    assert (fetched["name"], fetched["read"], fetched["used"], fetched["errors"]) == ("centrale", 3, 3, [])
    (listed,) = run("sources", "list", "--json", *at).json
    assert (listed["state"], listed["last_read"], listed["last_run_by"]) == ("ok", 3, listed["added_by"])
    (fetched,) = run("sources", "run", "centrale", "--json", *at).json
    assert fetched["read"] == 0
    assert run("sources", "pause", "centrale", *at).code == 0
    assert run("sources", "list", "--json", *at).json[0]["state"] == "paused"
    assert run("sources", "run", "--json", *at).json == []
    assert run("sources", "resume", "centrale", *at).code == 0
    assert run("sources", "remove", "centrale", *at).out == "centrale is removed. Its contacts stay.\n"
    assert run("sources", "list", "--json", *at).json == []
    assert [row["contact"] for row in run("contacts", "--json", *at).json] == ["1.1"]
    words = [row["what"] for row in run("journal", "--json", *at).json]
    assert [word for word in words if "source" in word] == [
        "source added", "source paused", "source resumed", "source removed",
    ]  # fmt: skip
    assert run("journal", "--verify", *at).code == 0


def test_a_fetch_that_is_stopped_leaves_a_record_and_says_what_is_kept(run, profile, logs, monkeypatch):
    from charter.services.taking import Taking

    def interrupted(*_anything):
        raise KeyboardInterrupt

    at = ("--profile", profile)
    run("sources", "add", "folder", "centrale", f"path={logs}", *at)
    with monkeypatch.context() as patched:
        patched.setattr(Taking, "take", interrupted)
        said = run("sources", "run", *at)
    assert (said.code, said.out) == (1, "")
    assert said.err == "Stopped. What was fetched is kept; the next time goes on from there.\n"
    (listed,) = run("sources", "list", "--json", *at).json
    assert (listed["last_read"], listed["last_run_by"]) == (0, listed["added_by"])
    assert run("sources", "run", "--json", *at).json[0]["read"] == 3


def test_a_folder_that_vanishes_is_a_failing_source_and_every_figure_says_so(run, profile, logs):
    at = ("--profile", profile)
    run("sources", "add", "folder", "centrale", f"path={logs}", *at)
    run("sources", "run", *at)
    logs.rename(logs.with_name("away"))
    failed = run("sources", "run", *at)
    assert failed.code == 1
    assert failed.err.startswith(
        f"centrale: The folder {logs} cannot be seen: it does not exist. Check that the network"
    )
    listed = run("sources", "list", *at)
    assert "fails" in listed.out
    assert listed.err.startswith("centrale has failed since ")
    said = run("score", *at)
    assert "centrale has failed since " in said.err
    assert "are not complete" in said.err
    assert {row["complete"] for row in run("score", "--json", *at).json} == {False}
    logs.with_name("away").rename(logs)
    assert run("sources", "run", *at).code == 0
    assert "failed" not in run("score", *at).err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("folder", "centrale"), 2, "path is missing."),
        (("folder", "centrale", "path=/", "pad=/"), 2, "pad is not known; there are source, zone, path,"),
        (("folder", "centrale", "path=/", "password=geheim"), 2, "password is not known;"),
        (("folder", "centrale", "path=/", "zone=Mars"), 2, "zone must be the name of a time zone."),
        (("folder", "centrale", "path=/", "settle=soon"), 2, "settle cannot be “soon”."),
        (("folder", "centrale", "path"), 2, "path is no KEY=VALUE."),
        (("folder", " ", "path=/"), 2, "an empty name is no name."),
        (("folder", "centrale", "path=/", "--every", "1s"), 2, "1s is no rhythm"),
        (("folder", "centrale", "path=/", "--every", "32d"), 2, "32d is no rhythm"),
        (("folder", "centrale", "path=/nowhere/at/all"), 1, "cannot be seen"),
        (("folder", "centrale", "path=/", "format=fax"), 1, "There is no format called “fax”."),
        (("fax", "centrale"), 1, "There is no kind of source called “fax”. Choose one of: folder"),
    ],
)
def test_what_cannot_be_added_is_told_and_not_kept(run, profile, words, code, said):
    refused = run("sources", "add", *words, "--profile", profile)
    assert (refused.code, refused.out) == (code, "")
    assert said in refused.err
    assert "geheim" not in refused.err
    assert run("sources", "list", "--json", "--profile", profile).json == []


def test_a_source_that_is_not_there_is_told(run, profile):
    for command in ("run", "remove", "pause", "resume", "password"):
        refused = run("sources", command, "mail", "--profile", profile)
        assert refused.code == 1
        assert refused.err.startswith("There is no configured source mail. There are none yet.")


def test_without_a_terminal_no_password_is_asked(run, profile, needy, keyring, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: pytest.fail("it asked"))
    refused = run("sources", "add", "needy", "mijn post", "--profile", profile)
    assert refused.code == 1
    assert "environment variable CHARTER_SECRET_MIJN_POST" in refused.err
    monkeypatch.setenv("CHARTER_SECRET_MIJN_POST", "geheim")
    assert run("sources", "add", "needy", "mijn post", "--profile", profile).code == 0
    assert (needy, keyring) == (["geheim"], {})


def test_on_a_terminal_the_password_is_asked_kept_in_the_keyring_and_told_nobody(
    run, profile, needy, keyring, monkeypatch
):
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("getpass.getpass", lambda prompt: {"Password: ": "geheim"}[prompt])
    added = run("sources", "add", "needy", "post", "--profile", profile)
    assert (added.code, needy, list(keyring.values())) == (0, ["geheim"], ["geheim"])
    told = [
        added,
        *(run(*words, "--profile", profile) for words in (("sources", "list", "--json"), ("journal", "--json"))),
    ]
    assert "geheim" not in "".join(said.out + said.err for said in told)
    assert b"geheim" not in b"".join(file.read_bytes() for file in profile.rglob("*") if file.is_file())
    monkeypatch.setattr("getpass.getpass", lambda prompt: "nieuw")
    assert run("sources", "password", "post", "--profile", profile).code == 0
    run("sources", "run", "--profile", profile)
    assert needy[-1] == "nieuw"
    run("sources", "remove", "post", "--profile", profile)
    assert keyring == {}


def test_without_a_keyring_a_password_is_refused_with_the_remedy(run, profile, needy, monkeypatch):
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("getpass.getpass", lambda prompt: "geheim")
    refused = run("sources", "add", "needy", "post", "--profile", profile)
    assert refused.code == 1
    assert secrets.variable("post") in refused.err
    assert "geheim" not in refused.err


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_asks_what_is_due_and_stops_cleanly(run, profile, logs, number):
    run("sources", "add", "folder", "centrale", f"path={logs}", "--profile", profile)
    program = subprocess.Popen(
        [sys.executable, "-m", "charter", "serve", "--lang", "en", "--json", "--profile", str(profile)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    try:
        assert program.stdout is not None
        told = json.loads(program.stdout.readline())
        assert (told["name"], told["used"]) == ("centrale", 3)
        program.send_signal(number)
        out, err = program.communicate(timeout=30)
    finally:
        program.kill()
    assert (program.returncode, out) == (0, "")
    assert err.splitlines() == [
        "Charter asks the sources when they are due. Stop it with Ctrl+C.",
        "Charter has stopped. Everything that was fetched is kept.",
    ]
