"""Importing a queue log of a million calls: against reading the same file with the csv module, and nothing more."""

from __future__ import annotations

import csv
from pathlib import Path

from benchmarks.measure import Measured, peak_mb, timed
from benchmarks.town import CONTACTS, bring_in, write_profile, write_queue_log
from charter.store.versions import open_store


def run(folder: Path, scale: float) -> list[Measured]:
    """Into a new SQLite database: read, pseudonymised, stored, moments derived."""
    path = folder / "queue_log"
    lines = write_queue_log(path, round(CONTACTS * scale))
    profile = write_profile(folder / "calls")
    store = open_store(f"sqlite:///{profile.database_file}")
    spent, (outcome,) = timed(lambda: bring_in(store, profile, [path]))
    store.close()
    assert outcome.read == lines == outcome.used + outcome.out_of_scope
    peak = peak_mb()
    floor, rows = timed(lambda: _rows(path))
    assert rows == lines
    return [
        Measured(
            f"importing a queue log of {outcome.contacts_new:_} calls ({lines:_} lines)",
            spent,
            "reading it with csv",
            floor,
            peak,
            limit_s=60,
        )
    ]


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter="|"))
