"""Real call records, through the whole road from file to database: the counts per queue of EXPECTED.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Visits
from charter.contact import Kind, Outcome
from charter.services.outcomes import ImportOutcome
from charter.services.profiles import make_profile

NOW = 1_795_000_000_000_000
FILES = (
    "asterisk_cdr/cdr_csv_Master_linkedid.csv",
    "asterisk_cdr/cdr_custom_Master.csv",
    "genesys_cloud/conversation_details_2016_voice_and_callback.json",
    "genesys_cloud/conversation_details_synthetic.jsonl",
    "amazon_connect/ctr_inbound_answered.json",
    "asterisk_cel/given_queue_call_then_destination_user_uuid_should_be_answered_callee.csv",
    "asterisk_cel/switchboard_call_answered_then_put_in_shared_queue_then_answered.csv",
    "asterisk_cel/when_calling_unreachable_phone_then_destination_info_is_set_within_call_log.csv",
    "avaya_smdr/ipoffice_doc_examples.csv",
    "freeswitch/cdr_csv_Master_excel_resaved.csv",
    "freeswitch/json_cdr_answered.json",
)


def counts(visits: Visits, chosen: np.ndarray[Any, Any]) -> dict[str, Any]:
    """The figures of EXPECTED.json over some visits; waiting times in seconds as the source gives them."""
    outcome, wait = visits.outcome[chosen], visits.wait_us[chosen] / 1_000_000
    answered, abandoned = outcome == Outcome.ANSWERED, outcome == Outcome.ABANDONED
    found: dict[str, Any] = {
        "offered": int(chosen.sum()),
        "answered": int(answered.sum()),
        "abandoned": int(abandoned.sum()),
        "open": int((outcome == Outcome.OPEN).sum()),
        "answered_within_20s": int(((wait >= 0) & (wait <= 20))[answered].sum()),
        "answered_within_30s": int(((wait >= 0) & (wait <= 30))[answered].sum()),
        "abandoned_within_5s": int(((wait >= 0) & (wait <= 5))[abandoned].sum()),
        "abandoned_within_20s": int(((wait >= 0) & (wait <= 20))[abandoned].sum()),
        "abandoned_within_30s": int(((wait >= 0) & (wait <= 30))[abandoned].sum()),
    }
    if (wait[answered] >= 0).any():
        talk = visits.talk_us[chosen][answered]
        found["asa_seconds"] = round(float(wait[answered].mean()), 3)
        found["max_wait_answered"] = round(float(wait[answered].max()), 3)
        found["talk_seconds_sum"] = int(talk[talk > 0].sum()) / 1_000_000
    return found


def imported(services: Services, path: Path) -> ImportOutcome:
    """What became of one file that must be read whole."""
    (outcome,) = services.import_paths([path])
    assert outcome.error is None
    assert outcome.rejected == 0
    assert outcome.read == outcome.used + outcome.duplicates + outcome.out_of_scope
    return outcome


def differences(expected: dict[str, Any], found: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Where the figures differ; what EXPECTED.json leaves out or cannot know (null) is not compared, counts are 0."""
    outcomes = dict.fromkeys(("answered", "abandoned", "open"), 0)
    wanted = {key: value for key, value in (outcomes | expected).items() if key in found and value is not None}
    return {key: (value, found[key]) for key, value in wanted.items() if value != found[key]}


@pytest.mark.parametrize("name", FILES)
def test_the_counts_per_queue_are_the_expected_ones(name: str, shared: Path, tmp_path: Path) -> None:
    samples = shared / "samples" / "phone"
    expected = json.loads((samples / "EXPECTED.json").read_text())["files"][name]
    make_profile(tmp_path, "Proef")
    services = Services(tmp_path, FixedClock(NOW), "test")
    outcome = imported(services, samples / name)
    assert outcome.duplicates == expected.get("duplicate_rows", 0)
    contacts, visits = services.contacts()
    wrong = differences(expected, counts(visits, np.ones(len(visits), np.bool_)))
    assert not wrong
    for queue, figures in expected["per_queue"].items():
        if queue == "(not in CEL)":
            continue
        mine = visits.queue == contacts.names.queues.index(queue)
        assert not differences(figures, counts(visits, mine)), queue
    services.close()


def test_a_rotated_or_repeated_file_adds_nothing(shared: Path, tmp_path: Path) -> None:
    data = (shared / "samples" / "phone" / FILES[0]).read_bytes()
    make_profile(tmp_path / "profile", "Proef")
    services = Services(tmp_path / "profile", FixedClock(NOW), "test")
    outcomes = []
    for name, part in (
        ("Master.csv", data),
        ("Master.csv.1", data[: data.index(b"\n", 9000) + 1]),
        ("again", data * 2),
    ):
        (tmp_path / name).write_bytes(part)
        outcomes.append(imported(services, tmp_path / name))
    assert [outcome.contacts_new for outcome in outcomes] == [30, 0, 0]
    assert outcomes[0].out_of_scope == 6 + 1, "announcements, and what followed a call that nobody answered"
    contacts, visits = services.contacts()
    assert len(contacts) == len(visits) == 30
    services.close()


def test_a_callback_is_requested_but_an_agent_who_takes_it_on_is_no_answer(shared: Path, tmp_path: Path) -> None:
    make_profile(tmp_path, "Proef")
    services = Services(tmp_path, FixedClock(NOW), "test")
    imported(services, shared / "samples" / "phone" / FILES[2])
    contacts, _ = services.contacts()
    assert int(contacts.has(Kind.CALLBACK_REQUESTED).sum()) == 1
    assert not contacts.has(Kind.CALLBACK_CONNECTED).any()
    services.close()
