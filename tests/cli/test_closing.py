"""`charter close`, `charter closed` and what `score` and `norms` say of a closed period."""

from __future__ import annotations

from importlib.resources import files

import pytest

HEADER = "contact,at,event,channel\n"
YEAR = "2024"
LOG = (
    "c1,2024-03-04T09:00:00,message_received,email\nc1,2024-03-05T09:00:00,reply_substantive,\n"
    "c2,2024-03-04T10:00:00,message_received,email\n"
)
LATER = "c2,2024-03-06T10:00:00,reply_substantive,\n"


@pytest.fixture
def town(run, profile, write):
    """March 2024: of two e-mails one was answered."""
    run("import", write("march.csv", HEADER + LOG), "--profile", profile)

    def ask(*words: object):
        return run(*words, "--profile", profile)

    return ask


def answered(rows: list[dict]) -> dict:
    return next(row for row in rows if row["norm"] == "email.answer")


def test_closing_shows_what_is_red_and_closes_all_the_same(town) -> None:
    said = town("close", "2024-03", "--remark", "one mailbox came late")
    assert (said.code, said.err) == (0, "")
    assert "2024-03 is closed" in said.out
    (row,) = town("closed", "--json").json
    assert (row["period"], row["remark"], row["contacts"], row["intact"]) == (
        "2024-03",
        "one mailbox came late",
        2,
        True,
    )
    assert row["digest"] in said.out
    assert (row["first_day"], row["last_day"]) == ("2024-03-01", "2024-03-31")
    assert town("closed", "--csv").csv[0]["digest"] == row["digest"]
    assert "2024-03" in town("closed").out


def test_red_checks_are_told_to_scripts_too(town, write) -> None:
    town("import", write("bad.csv", HEADER + "c9,2024-02-31T09:00:00,message_received,email\n"))
    said = town("close", "2024-03", "--json")
    assert (said.code, said.err) == (0, "")
    checks = {check["code"]: check for check in said.json["checks"]}
    assert checks["sources"]["red"]
    assert any("rejected" in text for text in checks["sources"]["texts"])
    assert not checks["journal"]["red"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("close", "2999"), 1),
        (("close", "2024-03-10..2024-04-10"), 1),
        (("close", "2024-03"), 1),
        (("close", "March"), 2),
        (("close", ""), 2),
        (("close",), 2),
        (("closed", "March"), 2),
        (("closed", "2023"), 1),
        (("close", "2024-04", "--as-of", "2098-01-01T00:00"), 1),
        (("close", "2024-04", "--as-of", "2024-04-15T00:00"), 1),
    ],
    ids=str,
)
def test_what_cannot_be_closed_is_one_line(town, words: tuple[str, ...], code: int) -> None:
    town("close", "2024-03")
    said = town(*words)
    assert (said.code, said.out) == (code, "")
    assert said.err.count("\n") == 1
    assert len(town("closed", "--json").json) == 1


def test_a_score_of_a_closed_period_shows_both_and_says_whether_they_differ(town, write) -> None:
    plain = town("score", "--period", "2024-03", "--json").json
    town("close", "2024-03")
    same = town("score", "--period", "2024-03", "--json")
    row = answered(same.json)
    assert (row["closed_met"], row["closed_breached"], row["closed_share"], row["differs"]) == (1, 1, 0.5, False)
    assert [{key: value for key, value in each.items() if key in plain[0]} for each in same.json] == plain
    assert "would be the same" in same.err
    town("import", write("later.csv", HEADER + LATER))
    other = town("score", "--period", "2024-03", "--json")
    row = answered(other.json)
    assert (row["met"], row["closed_met"], row["closed_share"], row["differs"]) == (2, 1, 0.5, True)
    assert "otherwise" in other.err
    table = town("score", "--period", "2024-03")
    assert table.out.index("As closed:") < table.out.index("As it would be now:")
    for words in (("--period", "2024-Q1"), (), ("--period", "2024-03", "--by", "week")):
        said = town("score", *words, "--json")
        assert not any("closed_met" in row for row in said.json)
        assert "closed" not in said.err
    assert answered(town("score", "--period", "2024-03-01..2024-03-31", "--json").json)["closed_met"] == 1
    assert answered(town("score", "--period", "2024-03", "--csv").csv)["closed_met"] == "1"


def test_a_closed_period_explains_every_difference(town, write) -> None:
    town("close", "2024-03", "--remark", "as agreed")
    town("import", write("later.csv", HEADER + LATER))
    told = town("closed", "2024-03", "--json").json
    assert told["remark"] == "as agreed"
    row = answered(told["figures"])
    assert (row["closed_met"], row["now_met"], row["differs"]) == (1, 2, True)
    found = [row for row in told["differences"] if row["norm"] == "email.answer"]
    assert found == [
        {
            "contact": "c2", "source": "event_log", "norm": "email.answer", "change": "verdict", "cause": "data",
            "closed_verdict": "breached", "now_verdict": "met", "closed_version": 1, "now_version": 1,
        }
    ]  # fmt: skip
    assert town("closed", "2024-03", "--csv").csv[0].keys() == found[0].keys()
    said = town("closed", "2024-03").out
    assert all(word in said for word in ("c2", "email.answer", "Breached", "Met", "data that came in after"))


def test_a_norm_by_which_a_period_was_closed_is_locked(town, profile) -> None:
    def locked() -> dict[str, bool]:
        return {row["id"]: row["locked"] for row in town("norms", "list", "--json").json}

    assert not any(locked().values())
    town("close", "2024-03")
    assert locked()["email.answer"]
    assert not locked()["phone.answer"]
    assert town("norms", "show", "email.answer", "--json").json["versions"][0]["locked"]
    text = (files("charter.norms") / "library" / "email.answer.toml").read_text(encoding="utf-8")
    own = profile / "norms" / "email.answer.toml"
    own.write_text(text.replace('limit = "5 working days"', 'limit = "1 working days"'), encoding="utf-8")
    before = answered(town("score", "--period", "2024", "--json").json)
    said = town("score", "--period", "2024", "--json")
    assert answered(said.json) == before
    assert said.err.count("\n") == 1
    assert all(word in said.err for word in ("email.answer.toml", "version 1", "2024-03", "31-03-2024", "valid_from"))
    refused = town("norms", "accept")
    assert (refused.code, refused.out) == (1, "")
    assert "email.answer.toml" in refused.err
    own.unlink()
    assert town("score", "--json").err == ""


def test_the_journal_tells_in_sentences_what_was_done(town) -> None:
    town("close", "2024-03", "--remark", "as agreed")
    said = " ".join(town("journal").out.split())
    assert "Imported march.csv into event_log" in said
    assert "Closed the period 2024-03" in said
    assert "as agreed" in said
    raw = town("journal", "--json").json
    assert [entry["what"] for entry in raw][-3:] == ["import", "rulebook_accepted", "closing"]
    assert raw[-1]["payload_period"] == "2024-03"
    assert town("journal", "--verify").code == 0


def test_a_closing_changed_past_the_program_is_reported(town, profile) -> None:
    import sqlite3

    town("close", "2024-03")
    database = sqlite3.connect(profile / "charter.sqlite")
    with database:
        database.execute("UPDATE closing SET remark = 'never mind'")
    database.close()
    assert town("closed", "--json").json[0]["intact"] is False
    assert town("closed").code == 3
    assert town("closed", "2024-03").code == 3
    said = town("journal", "--verify")
    assert said.code == 3
    assert "2024-03" in said.out
