"""Exit code 2: the arguments are wrong, and one sentence says what to write."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from charter.cli import main
from charter.cli.commands import application
from charter.cli.help_pages import PLACEHOLDERS
from charter.cli.options import Common
from charter.cli.session import Session
from charter.locale import _

WRONG = [
    ("nonsense", "nonsense"),
    ("score --nope", "--nope"),
    ("score extra", "extra"),
    ("score --lang de", "de"),
    ("--lang xx score", "xx"),
    ("score --lang", "--lang"),
    ("score --profile", "--profile"),
    ("score --profile=", "--profile"),
    ("score --period", "--period"),
    ("score --csv=ja", "--csv"),
    ("explain", "CONTACT"),
    ("import", "PATH"),
    ("norms show", "ID"),
    ("norms preview", "FILE"),
    ("norms preview norm.toml", "--period"),
    ("demo --contacts veel", "--contacts"),
    ("demo --contacts 99", "--contacts"),
    ("demo --seed x", "--seed"),
    ("demo --as-of gisteren", "gisteren"),
    ("norms nonsense", "nonsense"),
    ("db nonsense", "nonsense"),
]
WRONG_VALUES = [
    *[
        f"score --period {text}"
        for text in ("2026-Q5", "2026-T4", "2026-13", "2026-W54", "26", "2026-10-15..2026-10-01")
    ],
    "verdicts --period nu",
    "breaches --period 2026-10-01..",
    "score --by galaxy",
    "contacts --from 2026-11-02 --to 2026-11-01",
    "contacts --from 30-10-2026",
    "contacts --to 2026-02-30",
    *[f"{command} --as-of 2026-02-30T08:00" for command in ("score", "verdicts", "breaches", "contacts", "explain x")],
    "score --as-of gisteren",
    "score --as-of 2026-10-25T02:30",
    "norms preview norm.toml --period later",
]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("words", "named"), WRONG)
def test_wrong_arguments_are_named_in_one_sentence_of_the_language(run, words, named, language) -> None:
    said = run("--lang", language, *words.split()) if "--lang" not in words else run(*words.split())
    assert (said.code, said.out) == (2, "")
    assert _(named) in said.err
    assert said.err.count("\n") == 1
    if language == "nl":
        assert not {"missing", "takes", "needs", "There", "No"} & set(said.err.split())


@pytest.mark.parametrize("words", WRONG_VALUES)
def test_a_value_that_means_nothing_is_wrong_use(run, demo, words) -> None:
    said = run("--profile", demo, *words.split())
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["norms"], ["db"]])
def test_without_a_command_the_help_is_shown(capsys, words) -> None:
    assert main(words) == 2
    caught = capsys.readouterr()
    assert "--help" in caught.out
    assert caught.err == ""


@pytest.mark.parametrize("words", [["--help"], ["norms", "--help"], ["import", "--help"], ["score", "--help"]])
def test_help_is_no_fault_and_speaks_the_language(run, words) -> None:
    dutch, english = run("--lang", "nl", *words), run("--lang", "en", *words)
    assert (dutch.code, english.code) == (0, 0)
    assert dutch.out != english.out


def test_an_empty_path_is_not_the_folder_one_stands_in(run, profile, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("import", "", "--profile", profile)
    assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize(("language", "said"), [("nl", "Bedoelt u score?"), ("en", "Do you mean score?")])
def test_a_misspelled_command_gets_the_one_that_is_meant(run, language, said) -> None:
    assert run("--lang", language, "scroe").err.endswith(f" {said}\n")


def test_a_misspelled_team_is_told_which_teams_there_are(run, demo) -> None:
    said = run("breaches", "--team", "Belasting", "--json", "--profile", demo)
    assert (said.code, said.json) == (0, [])
    assert "Belastingen" in said.err
    spelled = run("breaches", "--team", "belastingen", "--json", "--profile", demo)
    assert {row["team"] for row in spelled.json} == {"Belastingen"}
    assert spelled.err == ""


@pytest.mark.parametrize("words", ["score", "breaches", "breaches --due"])
def test_a_profile_without_contacts_says_what_to_do_first(run, profile, words) -> None:
    assert "charter import" in run(*words.split(), "--profile", profile).out


@pytest.mark.parametrize("words", ["init", "demo", "import", "export", "explain", "norms list", "chart"])
def test_a_help_page_tells_the_common_options_and_no_types_of_the_programming_language(run, words) -> None:
    page = run(*words.split(), "--help").out
    assert "--profile" in page
    assert not any(name in page for name in ("<bool>", "<str>", "<path>", "<int", "list["))


def test_a_number_out_of_range_is_told_the_range(run, demo) -> None:
    assert "100" in run("demo", "--contacts", "99").err
    assert "60" in run("resolution", "--window", "99", "--profile", demo).err


def _placeholders(command: Any) -> set[str]:
    found = {parameter.metavar for parameter in command.params if parameter.metavar}
    return found.union(*(_placeholders(below) for below in getattr(command, "commands", {}).values()))


def test_every_placeholder_of_a_word_can_be_translated() -> None:
    used = _placeholders(typer.main.get_command(application(Session(Common()))))
    assert {name for name in used if len(name) > 2 and "|" not in name} == set(PLACEHOLDERS)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_help_page_names_what_a_fault_names(run, language) -> None:
    page = run("--lang", language, "sources", "add", "--help").out
    fault = run("--lang", language, "sources", "add").err
    assert fault.split()[0] == _("KIND")
    assert all(_(word) in page for word in ("KIND", "KEY=VALUE", "[OPTIONS]", "Usage: "))
