"""Local times without a zone: asked once for a source on a terminal, told and remembered elsewhere."""

from __future__ import annotations

import io
import sys

import pytest

LOCAL = "contact,at,event,channel\nA,2026-03-02T09:00:00,message_received,email\n"
LATER = "contact,at,event,channel\nB,2026-03-03T09:00:00,message_received,email\n"
WITH_ZONE = "contact,at,event,channel\nC,2026-03-04T09:00:00+01:00,message_received,email\n"
ONLY_DAYS = "contact,at,event,channel\nD,2026-03-05,letter_received,letter\n"


class Terminal(io.StringIO):
    """Somebody types there."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch):
    """Type these lines at a terminal; gives the terminal."""

    def call(text: str) -> Terminal:
        terminal = Terminal(text)
        monkeypatch.setattr(sys, "stdin", terminal)
        return terminal

    return call


@pytest.fixture
def received(run, profile):
    """When each contact came in, as the profile's zone writes it."""

    def call() -> dict[str, str]:
        return {row["contact"]: row["received_at"] for row in run("contacts", "--json", "--profile", profile).json}

    return call


def test_without_a_terminal_the_zone_of_the_profile_is_taken_told_and_remembered(run, profile, write, received) -> None:
    said = run("import", write("a.csv", LOCAL), write("b.csv", LATER), "--profile", profile)
    assert said.code == 0
    assert said.err.count("Europe/Amsterdam from now on") == 1
    assert "--zone" in said.err
    assert received() == {"A": "2026-03-02T09:00:00+01:00", "B": "2026-03-03T09:00:00+01:00"}
    settings = profile / "charter.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"Europe/Amsterdam"', '"Europe/London"'), encoding="utf-8")
    assert "from now on" not in run("import", write("c.csv", LOCAL.replace("A,", "E,")), "--profile", profile).err
    assert received()["E"] == "2026-03-02T08:00:00+00:00"


@pytest.mark.parametrize("text", [WITH_ZONE, ONLY_DAYS])
def test_times_that_say_their_zone_and_bare_days_raise_no_question(run, profile, write, typed, text) -> None:
    terminal = typed("UTC\n")
    said = run("import", write("c.csv", text), "--profile", profile)
    assert (said.code, said.err, terminal.tell()) == (0, "", 0)


def test_on_a_terminal_it_is_asked_once_for_a_source(run, profile, write, typed, received) -> None:
    terminal = typed("Mars\nAmerica/Curacao\nUTC\n")
    said = run("import", write("a.csv", LOCAL), write("b.csv", LATER), "--profile", profile)
    assert said.code == 0
    assert said.err.count("[Europe/Amsterdam]") == 2
    assert "Mars is no time zone" in said.err
    assert received() == {"A": "2026-03-02T14:00:00+01:00", "B": "2026-03-03T14:00:00+01:00"}
    assert terminal.readline() == "UTC\n"


@pytest.mark.parametrize("answer", ["\n", ""])
def test_enter_takes_the_zone_of_the_profile(run, profile, write, typed, received, answer) -> None:
    typed(answer)
    assert run("import", write("a.csv", LOCAL), "--json", "--profile", profile).json[0]["used"] == 1
    assert received() == {"A": "2026-03-02T09:00:00+01:00"}


def test_another_zone_reads_the_file_again_and_says_that_others_were_not(run, profile, write, received) -> None:
    first, second = write("a.csv", LOCAL), write("b.csv", LATER)
    assert run("import", first, second, "--zone", "UTC", "--profile", profile).err == ""
    assert received()["A"] == "2026-03-02T10:00:00+01:00"
    said = run("import", first, "--zone", "Europe/Amsterdam", "--json", "--profile", profile)
    assert [(row["used"], row["duplicates"], row["problems"]) for row in said.json] == [(1, 0, [])]
    assert "no longer in UTC" in said.err
    assert received() == {"A": "2026-03-02T09:00:00+01:00", "B": "2026-03-03T10:00:00+01:00"}
    assert run("import", second, "--profile", profile).err == ""
    assert received()["B"] == "2026-03-03T09:00:00+01:00"
    decided = [row for row in run("journal", "--json", "--profile", profile).json if row["what"] == "source zone"]
    assert [row["payload_zone"] for row in decided] == ["UTC", "Europe/Amsterdam"]


@pytest.mark.parametrize("zone", ["Amsterdam", "../etc", "Europe", "Europe/Amsterdam\0"])
def test_a_zone_that_does_not_exist_is_wrong_use(run, profile, write, zone) -> None:
    said = run("import", write("a.csv", LOCAL), "--zone", zone, "--profile", profile)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert "is no time zone" in said.err
