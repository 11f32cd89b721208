"""What scripts read: exact columns and types, nothing else on standard output (contract.md 1)."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

MORNING = "2026-11-17T08:00"
ZONE = ZoneInfo("Europe/Amsterdam")
CONTACT = [
    "contact", "source", "channel", "team", "queue", "direction", "received_at", "acknowledged_at", "interim_at",
    "promised_on", "answered_at", "ended_at", "abandoned", "transfers", "wait_s", "talk_s", "origin_file",
    "origin_line",
]  # fmt: skip
VERDICT = ["contact", "norm", "version", "verdict", "deadline", "spent_s", "reason"]
SCORE = [
    "norm", "group", "met", "breached", "pending", "excluded", "excused", "undetermined", "share", "target",
    "target_met", "mean", "formula", "complete",
]  # fmt: skip
COUNTS = ["met", "breached", "pending", "excluded", "excused", "undetermined"]
IMPORT = [
    "file", "format", "sha256", "read", "used", "duplicates", "rejected", "out_of_scope", "contacts_new",
    "contacts_updated", "problems",
]  # fmt: skip
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LISTS = ["contacts", "contacts --visits", "verdicts", "breaches", "breaches --due", "score", "score --by team"]
HEADER = "contact,at,event,channel,team,queue,category,actor,detail\n"


def _in_zone(text: str) -> bool:
    return bool(INSTANT.fullmatch(text)) and datetime.fromisoformat(text).astimezone(ZONE).isoformat() == text


@pytest.mark.parametrize("command", LISTS)
def test_json_and_csv_say_the_same_in_every_language(run, demo, command) -> None:
    common = ["--profile", demo, "--as-of", MORNING]
    words = command.split()
    as_json, as_csv = run(*words, *common, "--json", "--lang", "nl"), run(*words, *common, "--csv")
    assert (as_json.code, as_csv.code) == (0, 0)
    rows = as_json.json
    assert rows or "--due" in words
    assert as_csv.csv == [{key: _cell(value) for key, value in row.items()} for row in rows]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_contacts_have_the_columns_of_the_contract(run, demo) -> None:
    rows = run("contacts", "--json", "--profile", demo).json
    assert all(list(row) == CONTACT for row in rows)
    moments = ("received_at", "acknowledged_at", "interim_at", "promised_on", "answered_at", "ended_at")
    told = [row[name] for row in rows for name in moments if row[name] is not None]
    assert all(_in_zone(text) or DAY.fullmatch(text) for text in told)
    assert {type(row["abandoned"]) for row in rows} == {bool}
    assert {type(row[name]) for row in rows for name in ("transfers", "origin_line")} == {int}
    assert {row["direction"] for row in rows} <= {"in", "out", "internal"}
    assert all(row["origin_file"] and row["origin_line"] >= 1 for row in rows)
    assert len({(row["source"], row["contact"]) for row in rows}) == len(rows)


def test_letters_keep_their_dates_and_terms_end_with_the_day(run, demo) -> None:
    letters = [row for row in run("contacts", "--json", "--profile", demo).json if row["channel"] == "letter"]
    assert letters
    assert all(DAY.fullmatch(row["received_at"]) for row in letters)
    late = run("breaches", "--json", "--profile", demo, "--as-of", MORNING).json
    written = [row for row in late if row["channel"] == "letter"]
    assert written
    assert all(DAY.fullmatch(row["started_at"]) for row in written)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT23:59:59\+0[12]:00", row["deadline"]) for row in written)


def test_visits_number_the_queues_of_a_call(run, demo) -> None:
    calls = run("contacts", "--json", "--profile", demo).json
    visits = run("contacts", "--visits", "--json", "--profile", demo).json
    assert all(list(row) == [*CONTACT, "visit", "outcome"] for row in visits)
    numbers: dict[str, list[int]] = {}
    for row in visits:
        numbers.setdefault(row["contact"], []).append(row["visit"])
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert set(numbers) <= {row["contact"] for row in calls if row["channel"] == "phone"}
    assert max(map(len, numbers.values())) > 1


def test_contacts_from_and_to_are_inclusive_days_of_receipt(run, demo) -> None:
    everything = run("contacts", "--json", "--profile", demo).json
    some = run("contacts", "--json", "--from", "2026-10-05", "--to", "2026-10-06", "--profile", demo).json
    wanted = [r for r in everything if (r["received_at"] or "")[:10] in ("2026-10-05", "2026-10-06")]
    assert some == wanted
    assert {row["received_at"][:10] for row in some} == {"2026-10-05", "2026-10-06"}


def test_verdicts_are_one_a_contact_and_norm_with_a_reason(run, demo) -> None:
    rows = run("verdicts", "--json", "--profile", demo, "--as-of", MORNING).json
    assert all(list(row) == VERDICT for row in rows)
    assert len({(row["contact"], row["norm"]) for row in rows}) == len(rows)
    assert all(row["reason"] for row in rows)
    assert {type(row["version"]) for row in rows} == {int}
    assert {row["verdict"] for row in rows} <= {"met", "breached", "pending", "excluded", "excused", "undetermined"}
    assert all(_in_zone(row["deadline"]) for row in rows if row["deadline"] is not None)
    with_deadline = {row["norm"] for row in rows if row["deadline"]}
    assert "email.answer" in with_deadline
    assert not {"phone.abandon", "phone.transfers", "phone.fcr", "satisfaction.mark"} & with_deadline
    measured = {row["norm"] for row in rows if row["spent_s"] is not None}
    assert {"phone.answer", "counter.walk_in"} <= measured
    assert "email.answer" not in measured


def test_verdicts_of_one_norm_and_period_are_those_of_all(run, demo) -> None:
    common = ["--json", "--profile", demo, "--as-of", MORNING]
    rows = run("verdicts", "--norm", "phone.answer", *common).json
    assert rows == [row for row in run("verdicts", *common).json if row["norm"] == "phone.answer"]
    october = run("verdicts", "--norm", "phone.answer", "--period", "2026-10", *common).json
    assert 0 < len(october) < len(rows)
    assert all(row in rows for row in october)


@pytest.mark.parametrize("by", ["", "month", "week", "team", "channel", "queue"])
def test_score_is_flat_and_its_share_is_met_of_counted(run, demo, by) -> None:
    rows = run("score", *(["--by", by] if by else []), "--json", "--profile", demo, "--as-of", MORNING).json
    for row in rows:
        assert list(row) == SCORE
        assert {type(row[name]) for name in COUNTS} == {int}
        counted = row["met"] + row["breached"]
        assert row["share"] == (row["met"] / counted if counted else None)
        assert row["target_met"] is None or type(row["target_met"]) is bool
        assert type(row["complete"]) is bool
        assert row["formula"] in ("countable", "incoming", "answered")
    assert len({(row["norm"], row["group"]) for row in rows}) == len(rows)
    if not by:
        assert len(rows) == 25
        assert {row["group"] for row in rows} == {""}


@pytest.mark.parametrize("by", ["month", "week", "team", "channel", "queue"])
def test_groups_add_up_to_the_whole(run, demo, by) -> None:
    common = ["--json", "--profile", demo, "--as-of", MORNING]
    whole, parts = run("score", *common).json, run("score", "--by", by, *common).json
    assert whole
    for norm in whole:
        mine = [row for row in parts if row["norm"] == norm["norm"]]
        assert [sum(row[name] for row in mine) for name in COUNTS] == [norm[name] for name in COUNTS]


def test_score_counts_the_verdicts(run, demo) -> None:
    common = ["--json", "--period", "2026-Q4", "--profile", demo, "--as-of", MORNING]
    verdicts, scores = run("verdicts", *common).json, run("score", *common).json
    assert verdicts
    assert scores
    for row in scores:
        mine = [v["verdict"] for v in verdicts if v["norm"] == row["norm"]]
        assert [mine.count(name) for name in COUNTS] == [row[name] for name in COUNTS]


def test_an_empty_period_is_written_and_says_so(run, demo) -> None:
    common = ["--period", "1999", "--profile", demo]
    as_json = run("score", "--json", *common)
    assert as_json.code == 0
    assert all(row["share"] is None and row["met"] == 0 for row in as_json.json)
    for command in ("score", "verdicts", "breaches"):
        said = run(command, *common)
        assert said.code == 0
        assert said.out.strip()
    assert run("verdicts", "--json", *common).json == []
    assert run("verdicts", "--csv", *common).out == ",".join(VERDICT) + "\n"
    assert run("contacts", "--from", "1999-01-01", "--to", "1999-01-02", "--profile", demo).out.strip()


def test_breaches_are_the_breached_verdicts_with_at_least_their_columns(run, demo) -> None:
    common = ["--json", "--period", "2026", "--profile", demo, "--as-of", MORNING]
    verdicts = [row for row in run("verdicts", *common).json if row["verdict"] == "breached"]
    breaches = run("breaches", *common).json
    assert all(set(VERDICT) <= set(row) for row in breaches)
    assert _keys(breaches) == _keys(verdicts)
    team = breaches[0]["team"]
    mine = run("breaches", "--team", team, *common).json
    assert _keys(mine) == _keys([row for row in breaches if row["team"] == team])
    norm = breaches[0]["norm"]
    assert {row["norm"] for row in run("breaches", "--norm", norm, *common).json} == {norm}
    assert run("breaches", "--team", "Nobody", *common).json == []


def _keys(rows) -> list[tuple[str, str]]:
    return sorted((row["contact"], row["norm"]) for row in rows)


def test_due_is_pending_and_ends_today_or_on_the_next_working_day(run, profile, write) -> None:
    mails = "".join(f"m{day},2026-11-{day:02}T09:00:00,message_received,email,,,,,\n" for day in (6, 9, 10, 11))
    run("import", write("log.csv", HEADER + mails), "--profile", profile)
    common = ["--norm", "email.answer", "--json", "--profile", profile, "--as-of", "2026-11-13T10:00"]
    rows = run("breaches", "--due", *common).json
    assert [(r["contact"], r["verdict"], r["deadline"]) for r in rows] == [
        ("m6", "pending", "2026-11-13T23:59:59+01:00"),
        ("m9", "pending", "2026-11-16T23:59:59+01:00"),
    ]


def test_formats_norms_and_journal_are_lists_of_flat_objects(run, demo) -> None:
    for words in (["formats"], ["norms", "list"], ["journal"]):
        rows = run(*words, "--json", "--profile", demo).json
        assert rows
        assert not [value for row in rows for value in row.values() if isinstance(value, (dict, list))]
    formats = [row["id"] for row in run("formats", "--json").json]
    assert {"asterisk_queue_log", "event_log", "mbox"} <= set(formats)
    norms = run("norms", "list", "--json", "--profile", demo).json
    assert sum(row["enabled"] for row in norms) == 25


def test_the_journal_is_whole_and_says_when_it_is_not(run, profile, write) -> None:
    import sqlite3

    run("import", write("a.csv", HEADER + "c1,2026-03-02T09:00:00,message_received,email,,,,,\n"), "--profile", profile)
    assert run("journal", "--verify", "--profile", profile).code == 0
    assert run("journal", "--verify", "--json", "--profile", profile).json == []
    with sqlite3.connect(profile / "charter.sqlite") as connection:
        connection.execute("UPDATE journal SET who = 'somebody else'")
    connection.close()
    said = run("journal", "--verify", "--json", "--profile", profile)
    assert said.code == 3
    assert [set(fault) for fault in said.json] == [{"seq", "message"}] * len(said.json)
    assert run("journal", "--verify", "--profile", profile).code == 3


def test_an_event_that_was_changed_past_the_program_is_found_with_its_import(run, profile, write) -> None:
    import sqlite3

    run("import", write("a.csv", HEADER + "c1,2026-03-02T09:00:00,message_received,email,,,,,\n"), "--profile", profile)
    said = run("journal", "--verify", "--events", "--profile", profile)
    assert said.code == 0
    assert said.out.endswith("The events are those that the imports brought.\n")
    with sqlite3.connect(profile / "charter.sqlite") as connection:
        connection.execute("UPDATE event SET at = at - 1")
    connection.close()
    assert run("journal", "--verify", "--profile", profile).code == 0
    said = run("journal", "--events", "--json", "--profile", profile)
    assert said.code == 3
    assert ["import 1" in fault["message"] for fault in said.json] == [True]


def test_import_tells_its_counts_and_problems(run, profile, write) -> None:
    log = write("log.csv", HEADER + "c1,2026-03-02T09:00:00,message_received,email,,,,,\nc1,never,reply_human,,,,,,\n")
    said = run("import", log, "--json", "--zone", "UTC", "--profile", profile)
    assert (said.code, said.err) == (0, "")
    (row,) = said.json
    assert list(row) == IMPORT
    assert (row["read"], row["used"], row["rejected"], row["contacts_new"]) == (2, 1, 1, 1)
    (problem,) = row["problems"]
    assert {"code", "line", "message", "remedy"} <= set(problem)
    assert problem["line"] == 3
    assert run("import", log, "--strict", "--profile", profile).code == 3


@pytest.mark.parametrize("place", ["before", "after", "mixed", "equals"])
def test_common_options_stand_before_or_after(run, demo, place) -> None:
    words = {
        "before": ["--profile", demo, "--lang", "en", "--json", "--as-of", MORNING, "score", "--period", "2026-10"],
        "after": ["score", "--period", "2026-10", "--profile", demo, "--lang", "en", "--json", "--as-of", MORNING],
        "mixed": ["--json", "score", "--profile", demo, "--period", "2026-10", "--as-of", MORNING, "--lang", "en"],
        "equals": ["--json", "score", f"--profile={demo}", "--period=2026-10", f"--as-of={MORNING}", "--lang=en"],
    }[place]
    expected = run("score", "--period", "2026-10", "--json", "--profile", demo, "--as-of", MORNING)
    assert run(*words).out == expected.out


HOSTILE = [
    '=cmd|"/c calc"!A1',
    "-1+1",
    "@SUM(A1)",
    "+31",
    "a,b",
    "ab'c",
    "[red]bold[/red]",
    "a/b",
    "über €",
    "%(n)s %d",
    "a;b",
]


def test_odd_ids_are_listed_verbatim_and_can_be_explained(run, profile, write) -> None:
    rows = "".join(
        f'"{id_.replace(chr(34), chr(34) * 2)}",2026-03-02T09:00:00,message_received,email,=team,,,,\n'
        for id_ in HOSTILE
    )
    assert run("import", write("odd.csv", HEADER + rows), "--json", "--profile", profile).json[0]["used"] == len(
        HOSTILE
    )
    listed = run("contacts", "--csv", "--profile", profile).csv
    assert sorted(row["contact"] for row in listed) == sorted(HOSTILE)
    assert {row["team"] for row in listed} == {"=team"}
    table = run("contacts", "--profile", profile).out
    for id_ in HOSTILE:
        said = run("explain", "--profile", profile, "--as-of", "2026-03-03T09:00", "--json", "--", id_)
        assert said.code == 0
        assert {e["contact"] for e in said.json} == {id_}
        assert id_ in run("explain", "--profile", profile, "--as-of", "2026-03-03T09:00", "--", id_).out
        assert id_ in table


def test_an_id_in_two_sources_must_be_named_with_its_source(run, profile, write) -> None:
    log = write("log.csv", HEADER + "c/1,2026-03-02T09:00:00,message_received,email,,,,,\n")
    for source in ("north", "south"):
        run("import", log, "--source", source, "--profile", profile)
    common = ["--profile", profile, "--as-of", "2026-03-03T09:00"]
    said = run("explain", "c/1", *common)
    assert (said.code, said.out) == (1, "")
    assert "north" in said.err
    assert "south" in said.err
    assert run("explain", "north/c/1", "--json", *common).json
    assert run("explain", "east/c/1", *common).code == 1
    assert [row["source"] for row in run("contacts", "--csv", *common).csv] == ["north", "south"]


def test_explain_tells_steps_and_the_line_of_the_source(run, demo) -> None:
    (late, *_rest) = run("breaches", "--json", "--profile", demo, "--as-of", MORNING).json
    common = ["--profile", demo, "--as-of", MORNING, "--norm", late["norm"]]
    (told,) = run("explain", late["contact"], "--json", *common).json
    assert [told[name] for name in ("verdict", "reason", "version", "deadline")] == [
        late[name] for name in ("verdict", "reason", "version", "deadline")
    ]
    assert [set(step) for step in told["steps"]] == [{"code", "text"}] * len(told["steps"])
    contact = next(r for r in run("contacts", "--json", "--profile", demo).json if r["contact"] == late["contact"])
    assert [told[name] for name in ("origin_file", "origin_line")] == [
        contact[name] for name in ("origin_file", "origin_line")
    ]
    shown = run("explain", late["contact"], *common).out
    assert all(step["text"] in shown for step in told["steps"])


def test_the_journal_speaks_the_language_of_the_reader_and_json_keeps_the_codes(run, demo) -> None:
    assert "ingelezen in event_log" in run("journal", "--profile", demo, "--lang", "nl").out
    assert "import" in {entry["what"] for entry in run("journal", "--profile", demo, "--json").json}


def test_a_count_for_people_has_its_thousands_apart_and_one_for_scripts_has_not(run, profile, write) -> None:
    lines = "".join(f"c{n},2026-03-02T09:00:00,message_received,email,,,,,\n" for n in range(1500))
    log = write("log.csv", HEADER + lines)
    assert "1.500" in run("import", log, "--zone", "UTC", "--profile", profile, "--lang", "nl").out
    assert run("import", log, "--zone", "UTC", "--profile", profile, "--json").json[0]["read"] == 1500


def test_of_a_team_that_does_not_exist_only_that_is_said(run, demo) -> None:
    said = run("breaches", "--team", "nix", "--period", "2026-10", "--profile", demo, "--as-of", MORNING)
    assert (said.code, said.out) == (0, "")
    assert "There is no team nix." in said.err
