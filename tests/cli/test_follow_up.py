"""What people say about contacts, on the command line: from import over breach and excuse to score and back."""

from __future__ import annotations

import pytest

LOG = (
    "contact,at,event,channel,team,queue,category,actor,detail\n"
    "M1,2026-03-09T10:00:00+01:00,message_received,email,KCC,info,,person,\n"
    "M1,2026-03-18T10:00:00+01:00,reply_substantive,email,,,,person,\n"
    "M2,2026-03-09T10:00:00+01:00,message_received,email,KCC,info,,person,\n"
    "M2,2026-03-10T10:00:00+01:00,reply_substantive,email,,,,person,\n"
    "T1,2026-03-09T10:00:00+01:00,queue_entered,phone,KCC,kcc,,,\n"
    "T1,2026-03-09T10:05:00+01:00,answered,phone,,,,person,\n"
)


@pytest.fixture
def say(run, profile, write):
    """Run a command on a profile with one late mail, one in time and one long wait."""
    assert run("import", write("log.csv", LOG), "--profile", profile).code == 0
    return lambda *words: run(*words, "--profile", profile)


def share(say) -> tuple[int, int, int, float]:
    (row,) = [row for row in say("score", "--json").json if row["norm"] == "email.answer"]
    return row["met"], row["breached"], row["excused"], row["share"]


def test_from_breach_over_excuse_to_score_and_back(say) -> None:
    assert share(say) == (1, 1, 0, 0.5)
    (excuse,) = say("follow-up", "M1", "--norm", "email.answer", "--excuse", "Storing; zie = 12", "--json").json
    assert share(say) == (1, 0, 1, 1.0)
    assert [row["contact"] for row in say("breaches", "--norm", "email.answer", "--json").json] == []
    said = say("explain", "M1", "--norm", "email.answer").out
    assert "By the logs alone: Breached. Too late." in said
    assert "Storing; zie = 12" in said
    assert say("undo", excuse["id"], "--reason", "Toch geen storing.").code == 0
    assert share(say) == (1, 1, 0, 0.5)
    assert say("journal", "--verify").code == 0
    assert [row["what"] for row in say("journal", "--json").json][-2:] == ["follow_up", "undone"]


def test_the_breach_list_names_team_cause_and_note_behind_its_own_columns(say) -> None:
    say("follow-up", "M1", "T1", "--assign", "Burgerzaken")
    say("follow-up", "M1", "--norm", "email.answer", "--cause", "Drukker dan verwacht")
    say("follow-up", "M1", "--note", "Nabellen, na 10:00")
    rows = {row["norm"]: row for row in say("breaches", "--csv").csv}
    assert list(rows["email.answer"])[-4:] == ["stopped_at", "assigned", "cause", "note"]
    assert [rows["email.answer"][key] for key in ("assigned", "cause", "note")] == [
        "Burgerzaken",
        "Drukker dan verwacht",
        "Nabellen, na 10:00",
    ]
    assert (rows["email.ack"]["cause"], rows["phone.answer"]["assigned"]) == ("", "Burgerzaken")


def test_a_correction_is_kept_told_and_taken_back(say) -> None:
    kept = say("correct", "event_log/M1", "--answered-at", "2026-03-11T14:00", "--reason", "Aan de balie.")
    assert kept.code == 0
    assert share(say) == (2, 0, 0, 1.0)
    (row,) = say("follow-ups", "--json").json
    assert row["id"] in kept.out
    assert {key: row[key] for key in ("source", "contact", "norm", "what", "value", "reason", "undone")} == {
        "source": "event_log",
        "contact": "M1",
        "norm": "",
        "what": "answered_elsewhere",
        "value": "2026-03-11T14:00:00+01:00",
        "reason": "Aan de balie.",
        "undone": False,
    }
    told = say("explain", "M1", "--norm", "email.answer", "--json").json[0]
    assert any("Aan de balie." in entry["text"] for entry in told["timeline"])
    say("undo", row["id"], "--reason", "Verkeerde dag.")
    assert share(say) == (1, 1, 0, 0.5)
    assert [row["undone"] for row in say("follow-ups", "--contact", "M1", "--csv").csv] == ["true", "false"]
    assert say("follow-ups", "--contact", "M2", "--json").json == []
    assert say("follow-ups", "--as-of", "2026-03-20T09:00", "--json").json == []


@pytest.mark.parametrize("option", ["--started-at=2026-03-12", "--not-ours", "--belongs-to=M2"])
def test_each_correction_changes_the_score(say, option) -> None:
    assert say("correct", "M1", option, "--reason", "Zie het dossier.").code == 0
    assert share(say) != (1, 1, 0, 0.5)


def test_an_excuse_of_what_was_in_time_is_kept_and_says_that_it_changes_nothing(say) -> None:
    said = say("follow-up", "M2", "--norm", "email.answer", "--excuse", "Storing in de centrale.", "--json")
    assert (said.code, len(said.json)) == (0, 1)
    assert "M2" in said.err
    assert share(say) == (1, 1, 0, 0.5)


@pytest.mark.parametrize(
    "words",
    [
        "follow-up M1",
        "follow-up M1 --note a --cause b",
        "follow-up --note a",
        "correct M1 --reason gecontroleerd",
        "correct M1 --not-ours",
        "correct M1 --not-ours --belongs-to M2 --reason gecontroleerd",
        "correct M1 --answered-at gisteren --reason gecontroleerd",
        "undo f1",
    ],
)
def test_wrong_use_is_told_in_one_line(say, words) -> None:
    said = say(*words.split())
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert say("follow-ups", "--json").json == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("follow-up M9 --note a", "M9"),
        ("follow-up M1 --norm fax --note a", "fax"),
        ("follow-up M1 --cause Maanstand", "Te weinig mensen"),
        ("follow-up M1 --excuse=", "reason"),
        ("follow-up M1 --excuse x", "10 characters"),
        ("follow-up M1 --note=", "nothing"),
        ("correct M1 --not-ours --reason=", "reason"),
        ("correct M1 --answered-at 2098-01-01 --reason gecontroleerd", "not come yet"),
        ("correct M1 --answered-at 2026-03-29T02:30 --reason gecontroleerd", "clock change"),
        ("correct T1 --answered-at 2026-03-09T10:00 --reason gecontroleerd", "wait"),
        ("correct M1 --belongs-to M1 --reason gecontroleerd", "itself"),
        ("undo f9 --reason gecontroleerd", "f9"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_with_the_remedy(say, words, told) -> None:
    said = say(*words.split())
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert told in said.err
    assert say("follow-ups", "--json").json == []


def test_nothing_said_is_told_too(say) -> None:
    assert "Nobody" in say("follow-ups").out


def test_the_demo_has_causes_excuses_and_corrections(run, demo) -> None:
    said = [row["what"] for row in run("follow-ups", "--profile", demo, "--json").json]
    assert said.count("cause") >= 24
    assert {"assign", "excuse", "not_ours"} <= set(said)
