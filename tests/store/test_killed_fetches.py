"""A program that is killed while it fetches, at every statement that it sends: nothing is lost, nothing comes twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from charter.services.fetching import LEASE_S
from charter.store import imports, journal
from charter.store import sources as kept
from charter.store.schema import event as event_table
from charter.store.sources import Configured
from charter.store.versions import open_store

CALLS = 12


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot fork, and so cannot die so often in a moment")
def test_killed_at_any_statement_what_is_stored_is_what_the_state_says(tmp_path):
    program = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed_fetches.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    stored, unfinished, statement, now = set(), 0, 1, 0
    try:
        for number in range(24):
            database = tmp_path / f"{number}.db"
            with_source(database)
            for at in (statement, statement // 2, 10**9):  # two lives that are killed, and one that may finish
                now += (LEASE_S + 1) * 1_000_000
                program.stdin.write(f"{database} {max(at, 1)} {now}\n")
                program.stdin.flush()
                ended = program.stdout.readline().strip()
                stored.add(looked_at(database))
            assert ended == "exit0"
            assert looked_at(database) == CALLS
            unfinished += at_first_life_was_killed(database)
            statement += 7
    finally:
        program.stdin.close()
        program.wait(30)
        program.stdout.close()
    assert stored == {0, 3, 6, 9, 12}
    assert unfinished > 10


def with_source(database: Path) -> None:
    store = open_store(f"sqlite:///{database}")
    with store.write() as connection:
        kept.add(connection, Configured("centrale", "exchange", {}, 3600, True, "jan", 0))
    store.close()


def looked_at(database: Path) -> int:
    """How many events there are, which must be what the state, the runs and the journal say."""
    store = open_store(f"sqlite:///{database}")
    with store.read() as connection:
        events = int(connection.scalar(select(func.count()).select_from(event_table)) or 0)
        runs = imports.runs(connection)
        entries = [entry for entry in journal.entries(connection) if entry.what == "import"]
        assert int(kept.find(connection, "centrale").state or 0) == events
        assert sum(run.counts.used for run in runs) == events
        assert sum(run.counts.duplicates for run in runs) == 0
        assert len(entries) == len(runs)
        assert journal.verify(connection) == []
    store.close()
    return events


def at_first_life_was_killed(database: Path) -> bool:
    """Whether fewer runs were recorded than lives were lived: the last one always is."""
    store = open_store(f"sqlite:///{database}")
    with store.read() as connection:
        recorded = len(kept.history(connection, "centrale", 10))
    store.close()
    return recorded < 3
