"""Dates that a file leaves open: said on the command line, asked on a terminal, never guessed, and known again."""

from __future__ import annotations

import io
import sys

import pytest

CALL = "{date} 10:00:05;00:01:00;12;0205550101;I;14012;14012;;0;{call};0;E301;Jan;T9161;LINE 5.1;0;0\n"
OPEN = CALL.format(date="05-11-2026", call=1) + CALL.format(date="06-11-2026", call=2)
CLEAR = CALL.format(date="16-11-2026", call=3)


@pytest.fixture
def read_in(run, profile):
    """Import these files, in the zone of the profile, and tell what was said."""

    def call(*words: object):
        return run("import", *words, "--zone", "Europe/Amsterdam", "--profile", profile)

    return call


@pytest.fixture
def days(run, profile):
    """The days on which calls came in."""

    def call() -> list[str]:
        listed = run("contacts", "--json", "--profile", profile).json
        return sorted(row["received_at"][:10] for row in listed)

    return call


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> io.StringIO:
    terminal = io.StringIO(text)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    return terminal


def test_without_a_word_the_file_is_not_read_and_the_remedy_is_told(read_in, days, write) -> None:
    said = read_in(write("a.csv", OPEN))
    assert said.code == 1
    assert "05-11-2026 10:00:05" in said.err
    assert "--dates dd-mm" in said.err
    assert days() == []


@pytest.mark.parametrize(
    ("dates", "first"), [("dd-mm", ["2026-11-05", "2026-11-06"]), ("mm-dd", ["2026-05-11", "2026-06-11"])]
)
def test_the_order_that_was_said_reads_open_dates_and_leaves_clear_ones(read_in, days, write, dates, first) -> None:
    assert read_in(write("a.csv", OPEN), write("b.csv", CLEAR), "--dates", dates).code == 0
    assert days() == [*first, "2026-11-16"]


def test_the_same_file_is_known_again_and_another_one_is_asked_about(read_in, days, write) -> None:
    first = write("a.csv", OPEN)
    read_in(first, "--dates", "dd-mm")
    again = read_in(first, "--json")
    assert [(row["used"], row["duplicates"]) for row in again.json] == [(0, 2)]
    assert read_in(write("b.csv", OPEN.replace("0205550101", "0205550102"))).code == 1
    assert len(days()) == 2


def test_another_order_takes_the_place_of_the_first_reading(read_in, days, write) -> None:
    first = write("a.csv", OPEN)
    read_in(first, "--dates", "mm-dd")
    read_in(first, "--dates", "dd-mm")
    assert days() == ["2026-11-05", "2026-11-06"]


def test_on_a_terminal_it_is_asked_with_both_days_until_it_is_clear(read_in, days, write, monkeypatch) -> None:
    terminal = typed(monkeypatch, "5 november\ndd-mm\nmm-dd\n")
    said = read_in(write("a.csv", OPEN))
    assert said.code == 0
    assert said.err.count("Thursday 5 November 2026 (dd-mm) or Monday 11 May 2026 (mm-dd)?") == 2
    assert days() == ["2026-11-05", "2026-11-06"]
    assert terminal.readline() == "mm-dd\n"


def test_on_a_terminal_no_answer_is_no_guess(read_in, days, write, monkeypatch) -> None:
    typed(monkeypatch, "")
    assert read_in(write("a.csv", OPEN)).code == 1
    assert days() == []


def test_an_order_that_is_none_is_wrong_use(read_in, write) -> None:
    said = read_in(write("a.csv", OPEN), "--dates", "jj-mm")
    assert (said.code, said.out) == (2, "")
    assert "dd-mm" in said.err
