"""Every list and figure over a period that is not complete says so, beside the figures and not among them."""

from __future__ import annotations

from pathlib import Path

import pytest

LOG = (
    "contact,at,event,channel,team,queue,category,actor,detail\n"
    "A,2026-11-02T09:00:00+01:00,message_received,email,,,,,\n"
    "B,never,message_received,email,,,,,\n"
)
LATER = "2026-11-20T12:00"
LISTS = ["score", "verdicts", "breaches", "breaches --due"]


@pytest.fixture
def town(run, profile: Path, write) -> Path:
    assert run("import", write("log.csv", LOG), "--profile", profile).code == 0
    return profile


@pytest.mark.parametrize("command", [*LISTS, "contacts", "words --period 2026-11"])
def test_what_is_missing_is_said_beside_the_list(run, town: Path, command: str) -> None:
    said = run(*command.split(), "--profile", town, "--as-of", LATER)
    assert said.code == 0
    assert "event_log tells nothing after 02-11-2026." in said.err
    assert "event_log: 1 row was rejected." in said.err
    assert "rejected" not in said.out


@pytest.mark.parametrize(
    "command", [f"{name} --period 2026-11-01..2026-11-02" for name in LISTS] + ["contacts --to 2026-11-02"]
)
def test_a_period_that_was_told_to_its_end_is_not_called_behind(run, town: Path, command: str) -> None:
    said = run(*command.split(), "--profile", town, "--as-of", LATER)
    assert "tells nothing after" not in said.err
    assert "1 row was rejected" in said.err


@pytest.mark.parametrize(
    "words", ["verdicts --csv", "breaches --csv", "contacts --csv", "verdicts --json", "contacts --json"]
)
def test_scripts_get_nothing_but_rows(run, town: Path, words: str) -> None:
    said = run(*words.split(), "--profile", town, "--as-of", LATER)
    assert (said.code, said.err) == (0, "")


def test_calls_without_seconds_are_told_at_the_import(run, profile: Path, write) -> None:
    head, mail, _ = LOG.splitlines(keepends=True)
    call = "C,2026-11-02T09:0%d,%s,phone,,,,,\n"
    log = head + mail + call % (0, "queue_entered") + call % (1, "answered")
    said = run("import", write("log.csv", log), "--profile", profile)
    assert said.code == 0
    assert "Calls whose time has no seconds and whose waiting time is not given: 1." in said.err
    said = run(
        "import", write("log2.csv", log.replace(":00,", ":00:00,").replace(":01,", ":01:00,")), "--profile", profile
    )
    assert "no seconds" not in said.err
