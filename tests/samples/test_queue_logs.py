"""Real queue logs, through the whole road from file to database: the same counts per queue as EXPECTED.json states."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Visits
from charter.contact import Kind, Outcome
from charter.services.profiles import make_profile

NOW = 1_795_000_000_000_000
FILES = (
    "queue_log",
    "pbxware_queue_log_part1.csv",
    "wazo_closed.csv",
    "wazo_joinempty.csv",
    "wazo_received_abandoned.csv",
    "wazo_received_answered.csv",
    "wazo_saturated.csv",
    "wazo_two_queues_one_call.csv",
)


def counts(visits: Visits, chosen: np.ndarray[Any, Any]) -> dict[str, Any]:
    """The figures of EXPECTED.json over some visits; waiting times in seconds as the source gives them."""
    outcome, wait = visits.outcome[chosen], visits.wait_us[chosen] / 1_000_000
    answered, abandoned = outcome == Outcome.ANSWERED, outcome == Outcome.ABANDONED
    found = {
        "offered": int(chosen.sum()),
        "answered": int(answered.sum()),
        "abandoned": int(abandoned.sum()),
        "other_exit": int((outcome == Outcome.OTHER_EXIT).sum()),
        "answered_within_20s": int((wait[answered] <= 20).sum()),
        "answered_within_30s": int((wait[answered] <= 30).sum()),
        "abandoned_within_5s": int((wait[abandoned] <= 5).sum()),
        "abandoned_within_20s": int((wait[abandoned] <= 20).sum()),
        "abandoned_within_30s": int((wait[abandoned] <= 30).sum()),
    }
    if answered.any():
        talk = visits.talk_us[chosen][answered]
        found["asa_seconds"] = round(float(wait[answered].mean()), 3)
        found["max_wait_answered"] = float(wait[answered].max())
        found["talk_seconds_sum"] = int(talk[talk > 0].sum()) // 1_000_000
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_counts_per_queue_are_the_expected_ones(name: str, shared: Path, tmp_path: Path) -> None:
    samples = shared / "samples" / "phone"
    expected = json.loads((samples / "EXPECTED.json").read_text())["files"][f"asterisk_queue_log/{name}"]
    make_profile(tmp_path, "Proef")
    services = Services(tmp_path, FixedClock(NOW), "test")
    (outcome,) = services.import_paths([samples / "asterisk_queue_log" / name])
    assert outcome.error is None
    assert outcome.rejected == 0
    assert outcome.read == outcome.used + outcome.duplicates + outcome.rejected + outcome.out_of_scope
    contacts, visits = services.contacts()
    everything = counts(visits, np.ones(len(visits), np.bool_))
    for key, value in everything.items():
        assert value == expected.get(key, 0), key
    for queue, figures in expected["per_queue"].items():
        mine = visits.queue == contacts.names.queues.index(queue)
        for key, value in counts(visits, mine).items():
            assert value == figures.get(key, 0), (queue, key)
    if "blocked" in expected:
        blocked = contacts.outcome == Outcome.BLOCKED
        queues = Counter(contacts.names.queues[q] for q in contacts.queue[blocked].tolist())
        wanted: Counter[str] = Counter()
        for key, n in expected["blocked"].items():
            wanted[key.split(":")[0]] += n
        assert queues == wanted
        assert contacts.has(Kind.PLAYED_CLOSED_MESSAGE)[blocked].all()
    services.close()


def test_the_export_of_the_same_log_adds_nothing(shared: Path, tmp_path: Path) -> None:
    folder = shared / "samples" / "phone" / "asterisk_queue_log"
    make_profile(tmp_path, "Proef")
    services = Services(tmp_path, FixedClock(NOW), "test")
    first, again = services.import_paths([folder / "queue_log", folder / "pbxware_queue_log_part1.csv"])
    assert (first.contacts_new, again.contacts_new) == (74, 0)
    assert again.duplicates == first.used
    services.close()
