"""Retention, requests of data subjects and the works council's consent, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

HEADER = "contact,at,event,channel,team,queue,category,actor,detail,customer\n"
LOG = """\
old,2001-03-05T10:00:00+01:00,message_received,email,KCC,info,,person,,Jan.Jansen@Example.org
old,2001-03-06T10:00:00+01:00,reply_substantive,,,,,person,,
call,2001-03-05T10:00:00+01:00,queue_entered,phone,KCC,info,,person,,0612345678
call,2001-03-05T10:00:20+01:00,answered,,,,,person,,
"""


@pytest.fixture
def filled(run, profile: Path, write) -> Path:
    """A profile with contacts of long ago."""
    assert run("import", write("log.csv", HEADER + LOG), "--profile", profile).code == 0
    return profile


def contacts(run, profile: Path) -> list[str]:
    return [row["contact"] for row in run("contacts", "--profile", profile, "--csv").csv]


def journalled(run, profile: Path, what: str) -> list[dict[str, object]]:
    return [entry for entry in run("journal", "--profile", profile, "--json").json if entry["what"] == what]


def test_purge_only_shows_until_it_is_told_yes(run, filled):
    shown = run("purge", "--profile", filled)
    assert shown.code == 0
    assert "charter purge --yes" in shown.out
    assert contacts(run, filled) == ["old", "call"]
    done = run("purge", "--profile", filled, "--yes")
    assert (done.code, contacts(run, filled)) == (0, [])
    assert "journal" in done.out
    assert "Nothing is older" in run("purge", "--profile", filled, "--yes").out
    assert len(journalled(run, filled, "purge")) == 1


def test_purge_tells_scripts_per_source_what_goes(run, filled):
    (row,) = run("purge", "--profile", filled, "--json").json
    assert (row["source"], row["contacts"], row["events"], row["purged"]) == ("event_log", 2, 4, False)
    assert row["first_at"] == "2001-03-05T10:00:00+01:00"
    (row,) = run("purge", "--profile", filled, "--csv", "--yes").csv
    assert (row["contacts"], row["still_open"], row["purged"]) == ("2", "", "true")


def test_purge_can_be_narrowed_to_a_day_and_a_source(run, filled):
    (row,) = run("purge", "--profile", filled, "--json", "--before", "2001-03-06").json
    assert (row["before"], row["contacts"]) == ("2001-03-06", 1)
    assert run("purge", "--profile", filled, "--source", "elsewhere").code == 1
    late = run("purge", "--profile", filled, "--source", "event_log", "--before", "2090-01-01")
    assert (late.code, late.out) == (1, "")
    assert "privacy.retention" in late.err
    assert run("purge", "--profile", filled, "--before", "gisteren").code == 2
    assert run("purge", "--profile", filled, "--staff-names", "--source", "event_log").code == 2


@pytest.mark.parametrize("written", ["jan.jansen@example.org", "Jan.Jansen+thuis@EXAMPLE.org", "old", "event_log/old"])
def test_what_is_held_about_a_person_is_found_however_it_is_written(run, filled, written):
    found = run("subject", written, "--profile", filled, "--json").json
    (one,) = found["contacts"]
    assert (one["contact"], one["source"], one["channel"], one["team"]) == ("old", "event_log", "email", "KCC")
    assert [(moment["what"], moment["file"], moment["line"]) for moment in one["moments"]] == [
        ("message_received", "log.csv", 2),
        ("reply_substantive", "log.csv", 3),
    ]
    assert bool(found["pseudonym"]) == ("@" in written)
    assert found["pseudonym"].startswith(found["key_id"]) or not found["pseudonym"]


def test_a_number_is_found_and_nothing_of_others_is_told(run, filled):
    said = run("subject", "+31 6 1234 5678", "--profile", filled)
    assert "call" in said.out
    assert "old" not in said.out
    assert "12345678" not in said.out
    rows = run("subject", "06-12345678", "--profile", filled, "--csv").csv
    assert {row["contact"] for row in rows} == {"call"}
    assert {row["fact"] for row in rows} == {"moment"}


def test_nobody_found_is_no_error_and_is_explained(run, filled):
    said = run("subject", "niemand@example.org", "--profile", filled)
    assert said.code == 0
    assert "Nothing is held" in said.out
    assert "another address" in said.out
    assert run("subject", "niemand@example.org", "--profile", filled, "--json").json["contacts"] == []
    assert run("subject", " ", "--profile", filled).code == 2


def test_pseudonyms_of_an_older_key_are_counted(run, filled):
    (filled / "pseudonym.key").unlink()
    said = run("subject", "jan.jansen@example.org", "--profile", filled)
    assert said.code == 0
    assert "2 events bear a pseudonym of an older key" in said.err


CONSENT = '\n[privacy]\nstaff_names = true\nworks_council_date = 2020-05-01\nworks_council_reference = "OR 2020-14"\n'


def test_consent_stands_in_the_journal_when_it_comes_and_when_it_goes(run, filled):
    settings = filled / "charter.toml"
    before = settings.read_text("utf-8")
    assert journalled(run, filled, "consent") == []
    begin, _, rest = before.partition("[privacy]")
    settings.write_text(begin + CONSENT + "[conversations]" + rest.partition("[conversations]")[2], "utf-8")
    (entry,) = journalled(run, filled, "consent")
    assert entry["payload_staff_names"] is True
    assert entry["payload_works_council_date"] == "2020-05-01"
    assert entry["payload_works_council_reference"] == "OR 2020-14"
    assert len(journalled(run, filled, "consent")) == 1
    assert run("purge", "--staff-names", "--yes", "--profile", filled).code == 1
    settings.write_text(before, "utf-8")
    assert [e["payload_staff_names"] for e in journalled(run, filled, "consent")] == [True, False]
    assert "0 names" in run("purge", "--staff-names", "--yes", "--profile", filled).out


def test_staff_names_that_are_off_again_are_pointed_at_and_removed(run, profile, write):
    settings = profile / "charter.toml"
    before = settings.read_text("utf-8")
    begin, _, rest = before.partition("[privacy]")
    settings.write_text(begin + CONSENT + "[conversations]" + rest.partition("[conversations]")[2], "utf-8")
    rows = "contact,at,event,channel,agent\na,2026-10-05T10:00:00+02:00,answered,phone,Pietersen\n"
    assert run("import", write("log.csv", rows), "--profile", profile).code == 0
    settings.write_text(before, "utf-8")
    assert "1 name of staff is stored" in run("purge", "--profile", profile).err
    assert run("purge", "--staff-names", "--profile", profile, "--json").json == {"names": 1, "purged": False}
    assert run("purge", "--staff-names", "--yes", "--profile", profile, "--json").json == {"names": 1, "purged": True}
    assert run("purge", "--staff-names", "--profile", profile, "--json").json == {"names": 0, "purged": False}
