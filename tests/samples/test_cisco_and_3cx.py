"""Real files of Cisco CUCM and 3CX, through the whole road: the same counts per queue as EXPECTED.json states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Visits
from charter.contact import Outcome
from charter.services.profiles import make_profile

NOW = 1_795_000_000_000_000
FILES = (
    "cisco_cucm/cdr_hunt3333_noheader.csv",
    "cisco_cucm/cdr_StandAlone_header_types.csv",
    "3cx/call_report_v20_inbound.csv",
    "3cx/cdroutput_v20_one_call.csv",
)
OUTCOMES = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.VOICEMAIL)


def counts(visits: Visits, chosen: np.ndarray[Any, Any]) -> dict[str, float]:
    """The figures of EXPECTED.json over some visits; a wait that the source does not tell goes by the stamps."""
    outcome, measured = visits.outcome[chosen], visits.wait_us[chosen]
    left = np.where(outcome == Outcome.ANSWERED, visits.answered_at[chosen], visits.ended_at[chosen])
    wait = np.where(measured >= 0, measured, left - visits.offered_at[chosen]) / 1_000_000
    of = {kind: outcome == kind for kind in OUTCOMES}
    answered, abandoned = of[Outcome.ANSWERED], of[Outcome.ABANDONED]
    found: dict[str, float] = {kind.word: int(of[kind].sum()) for kind in OUTCOMES}
    found |= {"offered": int(chosen.sum())}
    found |= {f"answered_within_{limit}s": int((wait[answered] <= limit).sum()) for limit in (20, 30)}
    found |= {f"abandoned_within_{limit}s": int((wait[abandoned] <= limit).sum()) for limit in (5, 20, 30)}
    if answered.any():
        found["asa_seconds"] = round(float(wait[answered].mean()), 3)
        found["max_wait_answered"] = float(wait[answered].max())
        found["talk_seconds_sum"] = float(visits.talk_us[chosen][answered].sum()) / 1_000_000
    return found


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    make_profile(tmp_path, "Proef")
    services = Services(tmp_path, FixedClock(NOW), "test")
    yield services
    services.close()


@pytest.mark.parametrize("name", FILES)
def test_the_counts_per_queue_are_the_expected_ones(name: str, shared: Path, services: Services) -> None:
    samples = shared / "samples" / "phone"
    expected = json.loads((samples / "EXPECTED.json").read_text("utf-8"))["files"][name]
    (outcome,) = services.import_paths([samples / name])
    assert outcome.error is None
    assert outcome.rejected == 0
    assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    contacts, visits = services.contacts()
    groups = {"": (expected, np.ones(len(visits), np.bool_))}
    for queue, figures in expected["per_queue"].items():
        groups[queue] = figures, visits.queue == contacts.names.queues.index(queue)
    for queue, (figures, chosen) in groups.items():
        assert counts(visits, chosen) == pytest.approx({k: figures.get(k, 0) for k in counts(visits, chosen)}), queue


def test_a_file_about_the_sound_of_calls_is_skipped_and_explained(shared: Path, services: Services) -> None:
    folder = shared / "samples" / "phone" / "cisco_cucm"
    (outcome,) = services.import_paths([folder / "cmr_StandAlone_header_types.csv"])
    assert outcome.error is None
    assert (outcome.format, outcome.read, outcome.out_of_scope) == ("cisco_cucm", 2, 2)
    assert [problem.code for problem in outcome.problems] == ["no_calls_in_file"]
