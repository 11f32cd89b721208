"""A table through `charter import --mapping FILE`, a saved mapping, and a preset."""

from __future__ import annotations

from pathlib import Path

import pytest

MAPPING = """
id = "kcc_list"
title = "Lijst van het KCC"
row = "call"
header = ["Nr", "Tijdstip", "Uitkomst"]
[columns]
contact = "Nr"
start = "Tijdstip"
outcome = "Uitkomst"
"""
TABLE = "Nr;Tijdstip;Uitkomst\n1;9-11-2026 10:00;verlaten\n2;13-11-2026 10:01;gesproken\n3;13-11-2026 10:02;weg\n"


@pytest.fixture
def desk(run, tmp_path: Path) -> Path:
    assert run("--profile", tmp_path / "p", "init").code == 0
    (tmp_path / "list.csv").write_text(TABLE, "utf-8")
    (tmp_path / "mine.toml").write_text(MAPPING, "utf-8")
    return tmp_path


def test_a_table_is_imported_with_the_mapping_that_is_given(run, desk: Path) -> None:
    said = run("--profile", desk / "p", "import", "--json", "--mapping", desk / "mine.toml", desk / "list.csv")
    (outcome,) = said.json
    assert (said.code, outcome["format"]) == (0, "kcc_list")
    assert (outcome["read"], outcome["used"], outcome["rejected"]) == (3, 2, 1)
    assert "weg" in outcome["problems"][0]["message"]


def test_without_a_mapping_the_table_is_refused_and_with_a_saved_one_it_is_known(run, desk: Path) -> None:
    assert "--mapping" in run("--profile", desk / "p", "import", desk / "list.csv").err
    (desk / "p" / "mappings").mkdir()
    (desk / "p" / "mappings" / "mine.toml").write_text(MAPPING, "utf-8")
    assert run("--profile", desk / "p", "import", "--json", desk / "list.csv").json[0]["format"] == "kcc_list"
    listed = {row["id"]: row for row in run("--profile", desk / "p", "formats", "--json").json}
    assert listed["kcc_list"]["title"] == "Lijst van het KCC"
    assert listed["anywhere365"]["recognised_by"] != listed["xelion"]["recognised_by"]


def test_a_changed_mapping_reads_the_file_again(run, desk: Path) -> None:
    words = ("--profile", desk / "p", "import", "--json", "--mapping", desk / "mine.toml", desk / "list.csv")
    run(*words)
    (desk / "mine.toml").write_text(MAPPING + '[outcomes]\n"weg" = "abandoned"\n', "utf-8")
    (outcome,) = run(*words).json
    assert (outcome["used"], outcome["rejected"]) == (3, 0)


def test_a_mapping_with_faults_stops_the_import_with_all_of_them(run, desk: Path) -> None:
    (desk / "mine.toml").write_text('id = "kcc_list"\nrow = "call"\n', "utf-8")
    said = run("--profile", desk / "p", "import", "--mapping", desk / "mine.toml", desk / "list.csv")
    assert said.code == 1
    assert all(word in said.err for word in ("mine.toml, title", "start or queued", "answered_flag"))


def test_a_faulty_saved_mapping_is_named_where_it_may_be_missed_and_stops_nothing_else(run, desk: Path) -> None:
    (desk / "p" / "mappings").mkdir()
    (desk / "p" / "mappings" / "half.toml").write_text('id = "half"\n', "utf-8")
    log = desk / "log.csv"
    log.write_text("contact,at,event\nx,2026-11-09T10:00:00,call_started\n", "utf-8")
    said = run("--profile", desk / "p", "import", "--json", log, desk / "list.csv")
    assert said.code == 1
    assert "half.toml" in said.err
    assert said.json[0]["used"] == 1
    assert "half.toml" in run("--profile", desk / "p", "formats").err


def test_a_mapping_beside_a_format_is_wrong_use(run, desk: Path) -> None:
    said = run(
        "--profile", desk / "p", "import", "--format", "mbox", "--mapping", desk / "mine.toml", desk / "list.csv"
    )
    assert said.code == 2
    assert "leave --format out" in said.err


def test_a_mapping_that_is_not_there_is_said_so(run, desk: Path) -> None:
    said = run("--profile", desk / "p", "import", "--mapping", desk / "none.toml", desk / "list.csv")
    assert said.code == 1
    assert "none.toml cannot be read" in said.err


def test_a_table_whose_columns_got_other_names_is_told_to_look_like_its_mapping(run, desk: Path) -> None:
    (desk / "p" / "mappings").mkdir()
    (desk / "p" / "mappings" / "mine.toml").write_text(MAPPING, "utf-8")
    (desk / "list.csv").write_text(TABLE.replace("Uitkomst", "Resultaat"), "utf-8")
    said = run("--profile", desk / "p", "import", desk / "list.csv")
    assert said.code == 1
    assert "looks like a table of your mapping “kcc_list”" in said.err
    assert "New: resultaat. Gone: uitkomst." in said.err
    (desk / "list.csv").write_text("Product;Aantal;Prijs\nboek;1;2\n", "utf-8")
    assert "kcc_list" not in run("--profile", desk / "p", "import", desk / "list.csv").err
