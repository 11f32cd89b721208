"""`charter norms`: faults one a line with file and key, examples that are run, a preview that changes nothing."""

from __future__ import annotations

from importlib.resources import files

import pytest

LIBRARY = files("charter.norms") / "library"


@pytest.fixture
def norm_text() -> str:
    """The library's norm for answering the phone, as a municipality would copy it."""
    return (LIBRARY / "phone.answer.toml").read_text(encoding="utf-8")


def test_the_library_has_no_faults_and_its_examples_pass(run, profile) -> None:
    said = run("norms", "check", "--profile", profile)
    assert (said.code, said.err) == (0, "")
    told = run("norms", "check", "--json", "--profile", profile).json
    assert told["faults"] == []
    assert all(example["ok"] for example in told["examples"])


def test_every_fault_is_a_line_with_file_and_key(run, profile, norm_text) -> None:
    own = profile / "norms"
    (own / "phone.answer.toml").write_text(norm_text.replace("target =", "taget ="), encoding="utf-8")
    (own / "broken.toml").write_text("[this is no toml\n", encoding="utf-8")
    said = run("norms", "check", "--profile", profile)
    assert said.code == 3
    lines = said.out.splitlines()
    assert any("phone.answer.toml" in line and "taget" in line for line in lines)
    assert any("broken.toml" in line for line in lines)
    assert all(".toml, line " in line for line in lines)
    faults = run("norms", "check", "--json", "--profile", profile).json["faults"]
    assert len(faults) == len(lines)
    assert all(set(fault) == {"file", "line", "key", "code", "message"} for fault in faults)
    one_file = run("norms", "check", own / "phone.answer.toml")
    assert one_file.code == 3
    assert "taget" in one_file.out


def test_an_example_that_fails_is_shown_with_what_was_found(run, write, norm_text) -> None:
    path = write("phone.answer.toml", norm_text.replace('verdict = "met"', 'verdict = "breached"', 1))
    said = run("norms", "check", path)
    assert said.code == 3
    assert "phone.answer" in said.out
    assert "found met" in said.out.lower()
    assert [e["ok"] for e in run("norms", "check", path, "--json").json["examples"]].count(False) == 1


def test_a_faulty_norm_file_leaves_yesterdays_rulebook_judging(run, profile, write) -> None:
    log = "contact,at,event,channel\nc1,2026-03-02T09:00:00,message_received,email\n"
    run("import", write("log.csv", log), "--profile", profile)
    common = ["--json", "--profile", profile, "--as-of", "2026-03-03T09:00"]
    before = run("score", *common)
    (profile / "norms" / "broken.toml").write_text("[this is no toml\n", encoding="utf-8")
    after = run("score", *common)
    assert (after.code, after.json) == (0, before.json)
    assert "norms check" in after.err


def test_a_fresh_profile_with_faulty_norm_files_does_not_judge(run, profile) -> None:
    (profile / "norms" / "broken.toml").write_text("[this is no toml\n", encoding="utf-8")
    said = run("score", "--profile", profile)
    assert (said.code, said.out) == (1, "")
    assert "norms check" in said.err


def test_an_edited_file_judges_at_the_next_command_and_says_so(run, profile, norm_text) -> None:
    assert run("score", "--profile", profile).err == ""
    (profile / "norms" / "phone.answer.toml").write_text(f"enabled = false\n{norm_text}", encoding="utf-8")
    changed = run("score", "--json", "--profile", profile)
    assert "changed" in changed.err
    assert len(changed.json) == 24
    assert run("score", "--json", "--profile", profile).err == ""
    told = [entry["what"] for entry in run("journal", "--json", "--profile", profile).json]
    assert told.count("rulebook_accepted") == 2


def test_a_preview_shows_both_figures_and_changes_nothing(run, demo, write, norm_text) -> None:
    stricter = write("phone.answer.toml", norm_text.replace("25 seconds", "5 seconds"))
    common = ["--profile", demo, "--as-of", "2026-11-17T08:00"]
    before = run("score", "--period", "2026-10", "--json", *common).json
    now, proposed = run("norms", "preview", stricter, "--period", "2026-10", "--json", *common).json
    assert [now["rulebook"], proposed["rulebook"]] == ["now", "proposed"]
    assert {k: v for k, v in now.items() if k not in ("rulebook", "complete")} == {
        k: v for row in before if row["norm"] == "phone.answer" for k, v in row.items() if k != "complete"
    }
    assert proposed["met"] < now["met"]
    assert run("score", "--period", "2026-10", "--json", *common).json == before
    shown = run("norms", "preview", stricter, "--period", "2026-10", *common)
    assert "Nothing has been changed" in shown.out


def test_a_preview_of_a_faulty_file_needs_attention(run, demo, write) -> None:
    broken = write("phone.answer.toml", "id = 5\n")
    said = run("norms", "preview", broken, "--period", "2026-10", "--profile", demo)
    assert said.code == 3
    assert "phone.answer.toml" in said.out
    told = run("norms", "preview", broken, "--period", "2026-10", "--json", "--profile", demo)
    assert told.code == 3
    assert all(fault["file"] == "phone.answer.toml" for fault in told.json)


def test_a_norm_is_shown_with_its_promise_versions_and_examples(run, demo) -> None:
    told = run("norms", "show", "phone.answer", "--json", "--profile", demo).json
    assert {"id", "promise", "versions", "examples", "enabled"} <= set(told)
    assert all(example["ok"] for example in told["examples"])
    dutch, english = (
        run("norms", "show", "phone.answer", "--profile", demo, "--lang", lang).out for lang in ("nl", "en")
    )
    assert "25 seconden; de tekst van de VNG noemt geen percentage." in dutch
    assert "25 seconds; the VNG text names no percentage." in english
    assert "the VNG text" not in dutch


@pytest.mark.parametrize(("language", "note"), [("nl", "15 minuten."), ("en", "15 minutes.")])
def test_the_notes_of_a_norm_are_told_to_scripts_in_the_language_asked_for(run, profile, language, note) -> None:
    told = run("norms", "show", "counter.walk_in", "--json", "--profile", profile, "--lang", language).json
    assert told["versions"][0]["basis"][0]["note"] == note


def test_whichever_command_comes_first_says_that_the_norms_changed(run, profile, norm_text) -> None:
    run("score", "--profile", profile)
    (profile / "norms" / "phone.answer.toml").write_text(f"enabled = false\n{norm_text}", encoding="utf-8")
    assert "changed" in run("norms", "list", "--profile", profile).err
    assert run("norms", "list", "--profile", profile).err == ""


def test_a_changed_norm_whose_examples_no_longer_hold_says_so_before_a_figure(run, profile, norm_text) -> None:
    run("score", "--profile", profile)
    changed = norm_text.replace('limit = "25 seconds"', 'limit = "20 seconds"')
    (profile / "norms" / "phone.answer.toml").write_text(changed, encoding="utf-8")
    assert "an example in it has another outcome" in run("score", "--profile", profile).err


def test_a_preview_of_a_file_that_stands_in_the_profile_compares_with_what_judged_before(
    run, profile, write, norm_text
) -> None:
    log = (
        "contact,at,event,channel\nc1,2026-03-02T09:00:00,queue_entered,phone\nc1,2026-03-02T09:00:22,answered,phone\n"
    )
    run("import", write("log.csv", log), "--profile", profile)
    run("score", "--profile", profile)
    edited = profile / "norms" / "phone.answer.toml"
    edited.write_text(norm_text.replace('limit = "25 seconds"', 'limit = "20 seconds"'), encoding="utf-8")
    now, proposed = run("norms", "preview", edited, "--period", "2026", "--json", "--profile", profile).json
    assert (now["met"], proposed["met"]) == (1, 0)


@pytest.mark.parametrize("norm", ["phone.answer", "phone.transfer_once"])
def test_a_norm_of_the_program_is_copied_to_be_changed_and_never_over_a_file(run, profile, norm) -> None:
    said = run("norms", "copy", norm, "--profile", profile, "--json")
    assert (said.code, said.json) == (0, {"file": str(profile / "norms" / f"{norm}.toml")})
    assert run("norms", "check", "--profile", profile).code == 0
    again = run("norms", "copy", norm, "--profile", profile)
    assert (again.code, again.out) == (1, "")
    assert run("norms", "copy", "no.such", "--profile", profile).code == 1
