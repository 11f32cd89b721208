"""Real tables of which no reader knows the header, through a mapping and the whole road: as EXPECTED.json counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Contacts, Visits
from charter.contact import Kind, Outcome
from charter.importers import registry
from charter.importers.files import open_head
from charter.importers.mapped_table import best, presets
from charter.services.profiles import make_profile

NOW = 1_795_000_000_000_000
TRAINING = """
id = "training"
title = "Training set"
row = "call"
[columns]
contact = "Call Id"
start = ["Date", "Time"]
wait = "Speed of answer in seconds"
talk = "AvgTalkDuration"
queue = "Topic"
answered_flag = "Answered (Y/N)"
"""
SIMPLE = """
id = "simple"
title = "Simple call log"
row = "call"
[columns]
contact = "CallID"
start = "Time"
talk = "Duration"
direction = "Direction"
outcome = "Status"
"""


def imported(tmp_path: Path, file: Path, mapping: str, *, saved: bool = False) -> tuple[Contacts, Visits]:
    make_profile(tmp_path, "Proef")
    folder = tmp_path / "mappings" if saved else tmp_path
    folder.mkdir(exist_ok=True)
    written = folder / "mine.toml"
    written.write_text(mapping, "utf-8")
    services = Services(tmp_path, FixedClock(NOW), "test")
    (first,) = services.import_paths([file], mapping=None if saved else written)
    (again,) = services.import_paths([file], mapping=None if saved else written)
    assert first.error is None
    assert (first.rejected, first.problems, first.duplicates) == (0, (), 0)
    assert (again.used, again.duplicates) == (0, first.used)
    found = services.contacts()
    services.close()
    return found


def figures(visits: Visits, chosen: np.ndarray[Any, Any]) -> dict[str, Any]:
    outcome, wait = visits.outcome[chosen], visits.wait_us[chosen] / 1_000_000
    answered = outcome == Outcome.ANSWERED
    talk = visits.talk_us[chosen][answered]
    known = bool((wait[answered] >= 0).all())
    counts = {
        "offered": int(chosen.sum()),
        "answered": int(answered.sum()),
        "abandoned": int((outcome == Outcome.ABANDONED).sum()),
        "answered_within_20s": int((wait[answered] <= 20).sum()) if known else None,
        "answered_within_30s": int((wait[answered] <= 30).sum()) if known else None,
        "talk_seconds_sum": int(talk[talk > 0].sum()) // 1_000_000,
    }
    return counts | ({"asa_seconds": round(float(wait[answered].mean()), 3)} if known else {})


@pytest.mark.parametrize(
    ("name", "mapping"), [("generic/call_center_training_set.xlsx", TRAINING), ("3cx/simple_call_log.csv", SIMPLE)]
)
def test_the_counts_per_queue_are_the_expected_ones(name: str, mapping: str, shared: Path, tmp_path: Path) -> None:
    samples = shared / "samples" / "phone"
    expected = json.loads((samples / "EXPECTED.json").read_text())["files"][name]
    contacts, visits = imported(tmp_path, samples / name, mapping)
    whole = figures(visits, np.ones(len(visits), np.bool_))
    assert whole == {key: expected[key] for key in whole}
    for queue, wanted in expected["per_queue"].items():
        mine = visits.queue == contacts.names.queues.index("" if queue == "(none)" else queue)
        found = figures(visits, mine)
        assert found == {key: wanted[key] for key in found}, queue


def test_calls_that_went_out_are_kept_for_the_callback_norm(shared: Path, tmp_path: Path) -> None:
    contacts, _ = imported(tmp_path, shared / "samples" / "phone" / "3cx" / "simple_call_log.csv", SIMPLE)
    assert int(contacts.has(Kind.OUTBOUND_CALL_CONNECTED).sum() + contacts.has(Kind.ATTEMPT_FAILED).sum()) == 2


def test_a_saved_mapping_recognises_the_real_file_by_its_header(shared: Path, tmp_path: Path) -> None:
    saved = 'header = ["CallID", "Time", "Duration", "Direction", "Status"]\n' + SIMPLE
    _, visits = imported(tmp_path, shared / "samples" / "phone" / "3cx" / "simple_call_log.csv", saved, saved=True)
    assert len(visits) == 8


BOOKING = """
id = "booking"
title = "Booking line"
row = "call"
[columns]
contact = "Call"
start = "Call Time"
answered = "Time Answered"
outcome = "Outcome"
[outcomes]
"Call unanswered" = "abandoned"
"Booked" = "answered"
"""


def test_an_answer_time_gives_the_wait(tmp_path: Path) -> None:
    """Rule R14 of the expectations, on a table of our own: its real file is not among the samples."""
    rows = (
        "1,2026-11-09 10:00:00,2026-11-09 10:00:20,Booked\n"
        "2,2026-11-09 10:01:00,2026-11-09 10:01:31,\n"
        "3,2026-11-09 10:02:00,,Call unanswered\n"
    )
    file = tmp_path / "bookings.csv"
    file.write_text(f"Call,Call Time,Time Answered,Outcome\n{rows}", "utf-8")
    _, visits = imported(tmp_path, file, BOOKING)
    waits = (visits.answered_at - visits.offered_at) // 1_000_000
    answered = visits.outcome == Outcome.ANSWERED
    assert sorted(waits[answered].tolist()) == [20, 31]
    assert int((visits.outcome == Outcome.ABANDONED).sum()) == 1


def test_no_preset_claims_a_real_file_of_any_kind(shared: Path) -> None:
    files = sorted(file for file in (shared / "samples").rglob("*") if file.is_file())
    assert files
    for file in files:
        assert [preset.id for preset in presets() if preset.recognises(open_head(file))] == [], file


def test_no_reader_claims_what_a_preset_claims() -> None:
    samples = Path(__file__).parents[1] / "importers" / "samples"
    for preset in presets():
        for file in (samples / preset.id).rglob("input*"):
            head = open_head(file)
            assert [reader.id for reader in registry.READERS if reader.recognises(head)] == []
            named = preset.mapping.header or preset.mapping.recognised_by
            assert [found.id for found in best(presets(), head)] == ([preset.id] if named else [])
