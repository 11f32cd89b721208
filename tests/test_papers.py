"""The papers at the front door say what is true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import charter
from charter.importers.mapped_table import presets
from charter.importers.registry import READERS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAPERS = [path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))]


def test_ci_runs_the_test_command_of_the_readme():
    command = next(line for line in README.splitlines() if line.endswith(".venv/bin/pytest"))
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_readme_and_ci_name_the_same_system_libraries():
    in_ci = re.search(r"qt_packages=\((.*)\)", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert in_ci is not None
    assert f"apt-get install {in_ci[1]}" in README


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_to_a_page_leads_somewhere(paper):
    text = (ROOT / paper).read_text("utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in t]
    assert [target for target in targets if not (ROOT / paper).parent.joinpath(target).exists()] == []


IMPORTERS = (ROOT / "docs" / "importers.md").read_text("utf-8")


def test_every_format_has_its_paragraph_in_the_order_of_the_command():
    assert re.findall(r"^### (\S+)$", IMPORTERS, re.MULTILINE) == [reader.id for reader in READERS]
    assert re.findall(r"^\| `(\w+)` \|", IMPORTERS.partition("## Ready mappings")[2], re.MULTILINE) == [
        mapping.id for mapping in presets()
    ]


def test_a_paragraph_says_what_a_format_gives_and_where_it_stops():
    paragraphs = re.split(r"^##+ .*$", IMPORTERS.partition("## The formats")[2], flags=re.MULTILINE)[1:-1]
    assert len(paragraphs) == len(READERS)
    assert all("**Gives**" in paragraph and "**Limits**" in paragraph for paragraph in paragraphs)


def test_the_reader_that_is_the_example_is_in_the_files_that_the_page_lists_and_in_no_other():
    table = IMPORTERS.partition("## Adding a reader")[2].partition("\n\n1. ")[0]
    listed = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(listed) == 4
    (samples,) = (ROOT / path for path in listed if path.endswith("/"))
    assert all((case / "expected").exists() and [*case.glob("input*")] for case in samples.iterdir())
    naming = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "charter").rglob("*")
        if path.suffix in (".py", ".toml", ".po") and samples.name in path.read_text("utf-8")
    }
    assert naming == {path for path in listed if not path.endswith("/")}


def test_every_decision_has_a_number_of_its_own_that_its_title_repeats():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in pages]
    assert len(set(numbers)) == len(numbers)
    assert [path.name for path in pages if not path.read_text("utf-8").startswith(f"# {path.name[:4]} ")] == []


def test_every_decision_that_the_code_names_exists():
    named = {
        number
        for path in (*ROOT.glob("charter/**/*.py"), ROOT / "pyproject.toml")
        for number in re.findall(r"decisions?[ /](0\d{3})", path.read_text("utf-8"))
    }
    assert named
    assert named <= {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}


def test_the_licence_is_the_whole_eupl():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [int(n) for n in re.findall(r"^(\d+)\. ?[A-Z]", text, re.MULTILINE)] == list(range(1, 16))
    assert "Appendix" in text
    assert "LiLiQ-R" in text


def test_the_changelog_begins_with_the_version_of_the_program():
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    assert version == charter.__version__
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
