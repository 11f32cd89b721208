"""`charter satisfaction`, `resolution`, `clocks` and `balance` on a real profile: figures, spellings, honesty."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from charter.cli import measure_rows

Run = Callable[..., Any]
Write = Callable[[str, str], Path]
AS_OF = ("--as-of", "2026-11-17T08:00")
COLUMNS = ("contact", "at", "event", "channel", "organisation", "customer", "detail")
LOG = [
    ("1", "2026-11-02T10:00:00+01:00", "queue_entered", "phone", "", "0205550101", ""),
    ("1", "2026-11-02T10:00:10+01:00", "answered", "", "", "", ""),
    ("2", "2026-11-04T10:00:00+01:00", "queue_entered", "phone", "GGD", "+31 20 5550101", ""),
    ("2", "2026-11-04T10:00:20+01:00", "answered", "", "", "", ""),
    ("3", "2026-11-05T10:00:00+01:00", "queue_entered", "phone", "", "anonymous", ""),
    ("3", "2026-11-05T10:00:20+01:00", "answered", "", "", "", ""),
    ("4", "2026-11-16T10:00:00+01:00", "queue_entered", "phone", "", "0205550102", ""),
    ("4", "2026-11-16T10:00:20+01:00", "answered", "", "", "", ""),
    ("5", "2026-11-06T10:00:00+01:00", "message_received", "email", "", "iemand@example.org", ""),
    ("5", "2026-11-09T10:00:00+01:00", "reply_substantive", "", "", "", ""),
    ("6", "2026-11-09T12:00:00+01:00", "rated", "phone", "", "", "mark=8"),
    ("7", "2026-11-09T12:00:00+01:00", "rated", "phone", "GGD", "", "mark=6"),
]


@pytest.fixture
def town(run: Run, profile: Path, write: Write) -> Path:
    table = io.StringIO()
    csv.writer(table).writerows([COLUMNS, *LOG])
    assert run("import", write("log.csv", table.getvalue()), "--profile", profile).code == 0
    return profile


def test_the_same_number_written_otherwise_came_back_and_who_is_anonymous_did_not(run: Run, town: Path) -> None:
    (row,) = run("resolution", "--profile", town, "--json", *AS_OF).json
    assert (row["flag_n"], row["flag_share"]) == (4, 1.0)
    assert (row["repeat_n"], row["repeat_share"], row["repeat_window_days"]) == (3, pytest.approx(2 / 3), 7)
    assert (row["repeat_provisional"], row["repeat_unknown"], row["calls"], row["transfers_mean"]) == (1, 1, 4, 0.0)
    (row,) = run("resolution", "--profile", town, "--json", "--window", 1, *AS_OF).json
    assert (row["repeat_share"], row["repeat_window_days"]) == (1.0, 1)


def test_what_was_logged_after_as_of_is_not_known(run: Run, town: Path) -> None:
    (row,) = run("resolution", "--profile", town, "--json", "--as-of", "2026-11-03T12:00").json
    assert (row["flag_n"], row["repeat_n"], row["repeat_provisional"]) == (1, 0, 1)
    (row,) = run("satisfaction", "--profile", town, "--json", "--as-of", "2026-11-03T12:00").json
    assert (row["n"], row["mean"], row["target_met"]) == (0, None, None)


def test_a_window_is_not_over_before_the_data_reaches_its_end(run: Run, town: Path) -> None:
    (row,) = run("resolution", "--profile", town, "--json", "--as-of", "2026-12-31T12:00").json
    assert (row["repeat_n"], row["repeat_provisional"]) == (3, 1), "the log ends on 16 November"


def test_marks_split_by_organisation_and_nobody_pretends_to_know_who_gave_none(run: Run, town: Path) -> None:
    own, ggd = run("satisfaction", "--profile", town, "--json", "--by", "organisation,channel", *AS_OF).json
    assert (own["organisation"], own["channel"], own["n"], own["mean"], own["mark_8"]) == ("", "phone", 1, 8.0, 1)
    assert (ggd["organisation"], ggd["mean"], ggd["target"], ggd["target_met"]) == ("GGD", 6.0, 7.5, False)
    assert (ggd["few"], ggd["mean_low"], ggd["certain"], ggd["unanswered_share"]) == (True, None, None, None)
    said = run("satisfaction", "--profile", town, "--by", "organisation", *AS_OF).out
    assert "Gemeente Voorbeeld" in said
    assert "not known how many residents were asked" in said
    assert "Fewer than 30 marks" in said


def test_the_score_splits_by_organisation_and_year_too(run: Run, town: Path) -> None:
    rows = run("score", "--profile", town, "--json", "--by", "organisation", *AS_OF).json
    assert [(r["group"], r["met"]) for r in rows if r["norm"] == "phone.answer"] == [("", 3), ("GGD", 1)]
    rows = run("score", "--profile", town, "--json", "--by", "year", *AS_OF).json
    assert {r["group"] for r in rows} == {"2026"}


def test_both_clocks_of_a_mail_over_the_weekend(run: Run, town: Path) -> None:
    found = {row["norm"]: row for row in run("clocks", "--profile", town, "--json", *AS_OF).json}
    mail = found["email.answer"]
    assert (mail["scale"], mail["counted_median"], mail["own_median_s"]) == ("working days", 1.0, 72 * 3600)
    said = run("clocks", "--profile", town, *AS_OF).out
    assert "1 working day" in said
    assert "3 days" in said


def test_the_balance_against_targets_of_the_year(run: Run, town: Path) -> None:
    with (town / "charter.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[[targets]]\nyear = 2026\ndigital_share = 0.2\nsatisfaction = 7.5\ncontacts = 100\n")
    whole, mail, phone = run("balance", "--profile", town, "--json", *AS_OF).json
    assert [row["channel"] for row in (whole, mail, phone)] == ["all", "email", "phone"]
    assert (whole["contacts"], whole["contacts_target"], whole["contacts_met"]) == (5, 100, None)
    assert (whole["digital_share"], whole["digital_met"]) == (0.2, True)
    assert (whole["mark_mean"], whole["mark_met"], whole["handling_n"], whole["handling_met"]) == (7.0, False, 0, None)
    assert (phone["mark_met"], phone["digital_share"], phone["contacts_target"]) == (False, None, None)
    assert (whole["first_day"], whole["last_day"], whole["over"], whole["complete"]) == (
        "2026-11-02", "2026-11-16", False, False,
    )  # fmt: skip
    said = run("balance", "--profile", town, *AS_OF)
    assert "digital: reached; mark: not reached" in said.out
    assert "This year is not complete." in said.out
    assert "event_log tells nothing before 02-11-2026." in said.err


def test_the_balance_of_a_partner_organisation_and_of_a_year_without_contacts(run: Run, town: Path) -> None:
    rows = run("balance", "--profile", town, "--json", "--by", "organisation", *AS_OF).json
    assert {(row["organisation"], row["channel"]): row["contacts"] for row in rows} == {
        ("", "all"): 4, ("", "email"): 1, ("", "phone"): 3, ("GGD", "all"): 1, ("GGD", "phone"): 1,
    }  # fmt: skip
    nothing = run("balance", "--profile", town, "--json", "--year", 2019, *AS_OF)
    assert (nothing.code, nothing.json) == (0, [])
    assert "no contacts in this year" in run("balance", "--profile", town, "--year", 2019, *AS_OF).out


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("satisfaction", measure_rows.SATISFACTION_COLUMNS),
        ("resolution", measure_rows.RESOLUTION_COLUMNS),
        ("clocks", measure_rows.CLOCK_COLUMNS),
        ("balance", measure_rows.BALANCE_COLUMNS),
    ],
)
def test_csv_and_json_have_the_same_columns_and_a_profile_without_contacts_says_so(
    run: Run, town: Path, demo: Path, command: str, columns: tuple[str, ...]
) -> None:
    asked = (command, "--profile", town, "--by", "organisation", *AS_OF)
    rows = run(*asked, "--json").json
    table = run(*asked, "--csv")
    assert [list(row) for row in table.csv] == [list(row) for row in rows]
    assert list(rows[0]) == ["organisation", *columns]
    assert run(command, "--profile", demo, "--as-of", "2026-11-17T08:00").code == 0


@pytest.mark.parametrize("command", ["satisfaction", "resolution", "clocks", "balance"])
def test_nothing_imported_is_said_and_is_no_failure(run: Run, profile: Path, command: str) -> None:
    said = run(command, "--profile", profile)
    assert said.code == 0
    assert len(said.out.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("satisfaction", "--by", "agent"),
        ("satisfaction", "--period", "2026-13"),
        ("resolution", "--window", 0),
        ("clocks", "--by", "channel,nobody"),
        ("balance", "--by", "month"),
        ("balance", "--year", "vorig"),
    ],
)
def test_what_cannot_be_asked_is_wrong_use(run: Run, profile: Path, words: tuple[object, ...]) -> None:
    said = run(*words, "--profile", profile)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.strip().splitlines()) == 1
