"""`charter sources runs` and `charter sources undo`, as a functional manager uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"
ROWS = "K{n},2026-11-09T10:00:00+01:00,message_received,email,KCC,info,,customer,\n"


@pytest.fixture
def own(run, profile):
    """Run a command on a profile of one's own."""
    return lambda *words: run(*words, "--profile", profile)


@pytest.fixture
def log(own, write) -> Path:
    path = write("a.csv", HEADER + ROWS.format(n=1) + ROWS.format(n=2))
    assert own("import", path).code == 0
    return path


def test_an_import_is_shown_first_and_undone_with_yes(own, log) -> None:
    (row,) = json.loads(own("sources", "runs", "--json").out)
    assert (row["run"], row["file"], row["used"], row["undone"]) == (1, "a.csv", 2, False)
    shown = own("sources", "undo", "1")
    assert (shown.code, "2 contacts go out" in shown.out, "--yes" in shown.out) == (0, True, True)
    assert len(json.loads(own("contacts", "--json").out)) == 2
    done = json.loads(own("sources", "undo", "1", "--yes", "--json").out)
    assert (done["contacts"], done["undone"]) == (2, True)
    assert json.loads(own("contacts", "--json").out) == []
    assert json.loads(own("sources", "runs", "--json").out)[0]["undone"] is True
    assert "undone" in own("sources", "runs").out
    assert own("sources", "runs", "--csv").out.splitlines()[0].startswith("run,at,who,source,file")


def test_what_cannot_be_undone_is_one_sentence(own, log) -> None:
    missing = own("sources", "undo", "7")
    assert (missing.code, "no import 7" in missing.err) == (1, True)
    assert own("sources", "undo", "zeven").code == 2
    own("sources", "undo", "1", "--yes")
    again = own("sources", "undo", "1")
    assert (again.code, "undone already" in again.err) == (1, True)


def test_without_imports_it_says_what_to_do(own) -> None:
    assert "charter import" in own("sources", "runs").out
