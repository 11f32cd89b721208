"""`charter chart`: a picture, its words and its table from a real profile; wrong use in one sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from charter.cli.director_commands import NAMES
from charter.settings import CAUSES

Run = Callable[..., Any]
Write = Callable[[str, str], Path]
AS_OF = ("--as-of", "2026-11-17T08:00")
OCTOBER = ("--period", "2026-10")


def test_the_names_in_the_help_are_the_charts_that_can_be_drawn() -> None:
    from charter.services.charting import PICTURES

    assert {name: picture.shows for name, picture in PICTURES.items()} == NAMES


def test_the_help_names_every_chart_and_how_far_back_it_reaches(run: Run) -> None:
    said = run("chart", "--help").out
    assert all(f"{name}:" in said for name in NAMES)
    assert "24 months back" in " ".join(said.split())


def test_a_picture_is_written_and_its_words_are_said(run: Run, demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "funnel.svg"
    said = run("chart", "funnel", file, *OCTOBER, "--profile", demo, *AS_OF)
    assert said.code == 0
    text = ElementTree.parse(file).getroot().findtext("{http://www.w3.org/2000/svg}desc")  # noqa: S314 - our own file
    assert text
    assert text in said.out
    assert "Drawn is phone.answer" in said.err


def test_a_picture_can_be_a_png_in_any_spelling_and_dark(run: Run, demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "BACKLOG.PNG"
    assert run("chart", "backlog", file, *OCTOBER, "--look", "dark", "--profile", demo, *AS_OF).code == 0
    picture = Image.open(file)
    assert picture.text["Description"].startswith("Bar chart of what is open on 31-10-2026 24:00.")
    assert picture.convert("RGB").getpixel((0, 0)) == (0x23, 0x27, 0x2D)


@pytest.mark.parametrize("name", NAMES)
def test_json_tells_the_words_and_the_table_of_every_chart(run: Run, demo: Path, name: str) -> None:
    said = run("chart", name, *OCTOBER, "--json", "--profile", demo, *AS_OF).json
    assert said["chart"] == name
    assert said["file"] is None
    assert said["title"] in said["alt_text"]
    assert said["table"]


def test_the_share_of_a_month_is_that_of_the_score(run: Run, demo: Path) -> None:
    score = run("score", *OCTOBER, "--json", "--profile", demo, *AS_OF).json
    expected = {row["norm"]: row for row in score}["email.answer"]
    table = run("chart", "trend", *OCTOBER, "--norm", "email.answer", "--json", "--profile", demo, *AS_OF).json["table"]
    assert table[-1]["period"] == "2026-10"
    assert table[-1]["value"] == expected["share"]
    assert (table[-1]["met"], table[-1]["n"]) == (expected["met"], expected["met"] + expected["breached"])


def test_the_table_is_csv_and_nothing_else(run: Run, demo: Path) -> None:
    said = run("chart", "waiting", *OCTOBER, "--norm", "email.answer", "--table", "--profile", demo, *AS_OF)
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert list(rows[0]) == ["wait", "helped", "share", "limit_of_version"]
    assert [row["wait"] for row in rows if row["limit_of_version"]] == ["5.0"]
    assert said.err == ""


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_period_is_drawn_and_says_so(run: Run, demo: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "empty.svg"
    said = run("chart", name, file, "--period", "2019-03", "--profile", demo, *AS_OF)
    assert (said.code, file.exists()) == (0, True)
    assert any(words in said.out for words in ("othing", "No contacts", "No breaches", "no breaches"))


@pytest.fixture
def teams(run: Run, profile: Path, write: Write) -> Path:
    """A profile with a large, a middle and a small team."""
    log = ["contact,at,event,channel,team"]
    for team, calls in (("Large", 40), ("Middle", 9), ("Small", 2)):
        for number in range(calls):
            at = f"2026-10-{1 + number % 2:02}T10:{number:02}"
            log.append(f"{team}{number},{at}:00+02:00,queue_entered,phone,{team}")
            log.append(f"{team}{number},{at}:10+02:00,answered,,")
    assert run("import", write("calls.csv", "\n".join(log)), "--profile", profile).code == 0
    return profile


def test_small_groups_do_not_leave_the_house_by_name(run: Run, teams: Path) -> None:
    said = run("chart", "funnel", *OCTOBER, "--json", "--profile", teams, *AS_OF).json
    assert [(row["group"], row["n"]) for row in said["table"]] == [("Large", 40), ("all others", 11)]
    assert "Small groups stand together, or are not shown." in said["notes"]
    assert "Middle" not in str(said)


def test_inside_the_house_every_group_is_shown(teams: Path) -> None:
    from charter.app import Services
    from charter.clock import SystemClock
    from charter.norms.periods import Period
    from charter.services.charting import Wanted, draw

    services = Services(teams, SystemClock(), "tester")
    drawn = draw(services.board(), Wanted("funnel", Period.parse("2026-10"), leaves=False))
    services.close()
    assert [row["group"] for row in drawn.table.records] == ["Large", "Middle", "Small"]


def test_a_month_of_which_a_source_tells_nothing_is_hatched_and_said(run: Run, teams: Path) -> None:
    said = run("chart", "trend", *OCTOBER, "--json", "--profile", teams, *AS_OF).json
    assert [(row["period"], row["complete"]) for row in said["table"]] == [("2026-10", False)]
    assert "Hatched: the data is not complete (October 2026)." in said["notes"]
    assert any("tells nothing after 02-10-2026" in note for note in said["notes"])


def test_causes_are_those_that_people_wrote_down(run: Run, profile: Path, write: Write) -> None:
    log = ["contact,at,event,channel"]
    for number in range(3):
        log.append(f"m{number},2026-10-0{5 + number}T10:00:00+02:00,message_received,email")
    assert run("import", write("mail.csv", "\n".join(log)), "--profile", profile).code == 0
    assert run("follow-up", "m1", "--cause", CAUSES[0], "--profile", profile).code == 0
    said = run("chart", "causes", *OCTOBER, "--norm", "email.answer", "--json", "--profile", profile).json
    table = said["table"]
    assert [(row["cause"], row["breaches"], row["share"]) for row in table][:1] == [(CAUSES[0], 1, None)]
    assert [(row["breaches"], row["share"]) for row in table][1:] == [(2, None)]
    assert said["title"] == "E-mail answered: 1 of the 3 breaches has a reason"


def test_new_limits_need_a_day_and_a_reason(run: Run, demo: Path) -> None:
    for wrong in ("2026-05-01", "2026-05-01: ", "may:because"):
        assert run("chart", "trend", *OCTOBER, "--json", "--new-limits", wrong, "--profile", demo, *AS_OF).code == 2
    said = run(
        "chart", "xmr", *OCTOBER, "--norm", "email.answer", "--json", "--new-limits", "2026-05-01:second team",
        "--profile", demo, *AS_OF,
    )  # fmt: skip
    assert "New limits from 01-05-2026: second team." in said.json["notes"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pie", "a.svg", *OCTOBER), "choose trend, xmr"),
        (("trend", "a.pdf", *OCTOBER), ".svg or .png"),
        (("trend", "a", *OCTOBER), ".svg or .png"),
        (("trend", *OCTOBER), "name the file"),
        (("trend", "a.svg"), "--period"),
        (("trend", "a.svg", "--period", "2026-13"), "2026-13"),
        (("funnel", "a.svg", *OCTOBER, "--by", "month"), "organisation"),
        (("trend", "a.svg", *OCTOBER, "--look", "pink"), "print, light, dark"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(run: Run, demo: Path, words: tuple[str, ...], said: str) -> None:
    found = run("chart", *words, "--profile", demo, *AS_OF)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trend", "--norm", "no.such"), "no norm no.such"),
        (("waiting", "--norm", "phone.fcr"), "sets no term"),
        (("p", "--norm", "satisfaction.mark"), "not about a share"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_remedy(run: Run, demo: Path, words: tuple[str, ...], said: str) -> None:
    found = run("chart", *words, *OCTOBER, "--json", "--profile", demo, *AS_OF)
    assert (found.code, found.out) == (1, "")
    assert said in found.err


def test_a_file_that_cannot_be_written_is_one_line(run: Run, demo: Path, tmp_path: Path) -> None:
    found = run("chart", "backlog", tmp_path / "no" / "a.svg", *OCTOBER, "--profile", demo, *AS_OF)
    assert (found.code, found.out, len(found.err.splitlines())) == (1, "", 1)
    assert "cannot be written" in found.err
