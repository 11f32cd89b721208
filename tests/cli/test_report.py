"""`charter report`: a tagged PDF that says the same as every other door, hides small groups and names nobody."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pikepdf
import pytest

from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.columns import Verdict
from charter.contact import Kind
from charter.errors import Cancelled, Refused
from charter.importers.event_log import COLUMNS
from charter.instants import parse
from charter.locale import formats
from charter.norms.periods import Period
from charter.norms.score import Group, score
from charter.reports import periodic
from charter.reports.periodic import channels, compared
from charter.reports.periodic.blocks import Grid, Heading, Picture, Section, Text
from charter.reports.periodic.facts import Facts
from charter.reports.periodic.typeset import _told
from charter.reports.small_groups import FEWEST, MARK
from charter.services import reporting
from charter.services.profiles import make_profile

MORNING = "2026-11-17T08:00"
OCTOBER = Period.parse("2026-10")


def instant(text: str) -> int:
    found = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert found is not None
    assert found.at is not None
    return found.at


@pytest.fixture(scope="module")
def town(demo: Path, tmp_path_factory) -> Path:
    """The demo town, in which reports may be journalled."""
    return Path(shutil.copytree(demo, tmp_path_factory.mktemp("report") / "demo"))


@pytest.fixture(scope="module")
def services(town: Path) -> Iterator[Services]:
    made = Services(town, FixedClock(instant(MORNING)), "jansen")
    yield made
    made.close()


def gathered(services: Services, period: Period, as_of: str = MORNING) -> Facts:
    board = services.board(instant(as_of))
    return reporting.gather(
        services.store,
        services.profile,
        board,
        period,
        made_at=services.clock.now(),
        past=services.board,
        compare=lambda closed: services.as_closed(board, closed, explained=False),
    )


@pytest.fixture(scope="module")
def october(services: Services) -> Facts:
    with locale.speaking("en"):
        return gathered(services, OCTOBER)


@pytest.fixture(scope="module")
def document(october: Facts) -> periodic.Document:
    with locale.speaking("en"):
        return periodic.document(october)


@dataclass
class Element:
    """One element of the structure tree."""

    tag: str
    alt: str
    title: str
    parts: list[Element] = field(default_factory=list)

    def every(self, *tags: str) -> list[Element]:
        found = [self] if self.tag in tags else []
        return found + [one for part in self.parts for one in part.every(*tags)]


def tree(pdf: pikepdf.Pdf) -> Element:
    def element(node: pikepdf.Dictionary) -> Element:
        kids = node.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        made = Element(str(node.get("/S", "")), str(node.get("/Alt", "")), str(node.get("/T", "")))
        made.parts = [element(kid) for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        return made

    return element(pdf.Root.StructTreeRoot)


@pytest.fixture(scope="module", params=["nl", "en"])
def pdf(request, services: Services, tmp_path_factory) -> Iterator[tuple[str, pikepdf.Pdf]]:
    file = tmp_path_factory.mktemp("pdf") / "report.pdf"
    with locale.speaking(request.param):
        reporting.report(services.store, gathered(services, OCTOBER), file, who="jansen")
    with pikepdf.open(file) as opened:
        yield request.param, opened


def test_a_reader_is_told_language_title_and_that_it_is_accessible(pdf) -> None:
    language, file = pdf
    assert str(file.Root.Lang) == language
    assert bool(file.Root.MarkInfo.Marked)
    assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
    title = str(file.docinfo["/Title"])
    assert title.startswith("Gemeente Voorbeeld: ")
    assert "2026" in title
    with file.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert metadata["dc:title"] == title
    assert str(file.docinfo["/CreationDate"]).startswith("D:20261117070000")


def test_every_picture_has_words_and_every_table_headings(pdf) -> None:
    _language, file = pdf
    whole = tree(file)
    pictures, tables = whole.every("/Figure"), whole.every("/Table")
    assert len(pictures) > 5
    assert len(tables) > len(pictures)
    assert [one for one in pictures if len(one.alt) < 30] == []
    for table in tables:
        first = table.every("/TR")[0]
        assert {cell.tag for cell in first.parts} == {"/TH"}
        assert {len(row.parts) for row in table.every("/TR")} == {len(first.parts)}


def test_headings_come_in_order_and_are_bookmarks(pdf) -> None:
    _language, file = pdf
    headings = tree(file).every("/H1", "/H2", "/H3")
    levels = [int(one.tag[-1]) for one in headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    with file.open_outline() as outline:
        first = [one.title for one in outline.root]
    assert [one.title for one in headings if one.tag == "/H1"][1:] == first
    assert len(first) > 8


def test_everything_that_is_read_is_tagged(pdf) -> None:
    """Each page marks its content as part of the structure, or as an artifact such as its foot."""
    _language, file = pdf
    for page in file.pages:
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
            if str(operator) in ("Tj", "TJ", "Do"):
                assert depth, operands


def test_the_text_comes_out_in_reading_order(pdf, document) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed here; the order of the tags is tested without it")
    language, file = pdf
    if language == "en":
        raw = subprocess.run(
            ["pdftotext", "-raw", file.filename, "-"], capture_output=True, check=True, encoding="utf-8"
        ).stdout
        found = " ".join(raw.replace("\u00ad\n", "").split())
        cover, conclusions = document.cover, document.sections[0]
        texts = [block.text for block in conclusions.blocks if hasattr(block, "text")]
        place = 0
        for said in [cover.organisation, cover.title, cover.period, "Contents", conclusions.title, *texts]:
            place = found.index(" ".join(said.split()), place)


def grids(section: Section) -> list[Grid]:
    return [block for block in section.blocks if isinstance(block, Grid)]


def the(document: periodic.Document, title: str) -> Section:
    return next(section for section in document.sections if section.title == title)


def test_the_figures_are_those_of_charter_score(run, town, document) -> None:
    rows = run("score", "--period", "2026-10", "--json", "--profile", town, "--as-of", MORNING).json
    norms = {row["id"]: row for row in run("norms", "list", "--json", "--profile", town).json}
    (table,) = grids(the(document, "Conclusions"))
    shown = {row[0].rstrip("*"): row for row in table.rows}
    counted = [row for row in rows if row["met"] + row["breached"] >= FEWEST]
    assert len(counted) > 5
    assert len(shown) == len(counted)
    for row in counted:
        cells = shown[norms[row["norm"]]["title"]]
        is_mark = row["norm"] == "satisfaction.mark"
        assert cells[1] == (formats.number(row["mean"], 2) if is_mark else formats.percent(row["share"]))
        assert cells[3] == formats.number(row["met"] + row["breached"])
        assert cells[4] == {True: "reached", False: "not reached", None: "–"}[row["target_met"]]


def test_the_rate_of_callers_who_gave_up_stands_beside_the_share_who_did_not(october, document) -> None:
    row = next(one.row for one in october.account.findings if one.norm.id == "phone.abandon")
    said = [block.text for block in the(document, "Conclusions").blocks if isinstance(block, Text)]
    rate = formats.number(100 * row.breached / row.counted, 1)
    told = f"{rate} percent of the callers gave up. The result is the share that did not."
    assert f"Abandon rate (did not give up): {told}" in said


def test_the_last_point_of_a_chart_is_the_figure_of_the_table(october, document) -> None:
    assert october.pictures.trends
    for norm, chart in october.pictures.trends.items():
        finding = next(one for one in october.account.findings if one.norm.id == norm)
        record = chart.table.records[-1]
        assert (record["period"], record["met"], record["n"]) == ("2026-10", finding.row.met, finding.row.counted)


CODES = {"variation", "rules", "standing"}
"""Columns that hold codes of scripts: the annex has words for them."""


def whole(table: Grid, first: list[str]) -> list[tuple[str, ...]]:
    """The rows of `table`, and where one is left out the one before it again."""
    if len(table.rows) == len(first):
        return list(table.rows)
    printed = {row[0]: row[1:] for row in table.rows}
    rows, last = [], ()
    for cell in first:
        last = printed.get(cell, last)
        rows.append((cell, *last))
    return rows


def test_every_number_of_every_picture_stands_in_the_annex(document) -> None:
    pictures = [block.chart for section in document.sections for block in section.read if isinstance(block, Picture)]
    annexes = [section for section in document.sections if section.title.startswith("Annex")]
    told = {
        title.text: (said.text, table)
        for section in annexes
        for title, said, table in zip(section.blocks[::3], section.blocks[1::3], section.blocks[2::3], strict=True)
    }
    assert pictures
    for chart in pictures:
        said, table = told[chart.title]
        rows = whole(table, [row[0] for row in chart.table.cells])
        for place, column in enumerate(chart.table.columns):
            drawn = [row[place] for row in chart.table.cells]
            if column.heading in [one.heading for one in table.columns]:
                at = [one.heading for one in table.columns].index(column.heading)
                assert column.code in CODES or [row[at] for row in rows] == drawn
            elif column.code not in CODES and set(drawn) - {"", "–"}:
                most = max(drawn, key=drawn.count)
                assert f"{column.heading}: {most}" in said
                rest = [row for row in chart.table.cells if row[place] != most]
                assert [f"{row[0]}: {row[place]}" in said for row in rest] == [True] * len(rest)


def pages_of(file: pikepdf.Pdf) -> dict[str, int]:
    """On which page, from 0, each section begins."""
    places = {page.objgen: place for place, page in enumerate(file.pages)}
    with file.open_outline() as outline:
        return {
            one.title: places[(one.destination or one.action.D)[0].objgen] for one in outline.root
        }  # fmt: skip


def test_conclusions_and_each_channel_take_one_page(pdf, october) -> None:
    language, file = pdf
    begins = pages_of(file)
    with locale.speaking(language):
        titles = [one.title for one in periodic.document(october).sections[: len(channels.sections(october)) + 2]]
    assert len(titles) > 4
    assert [begins[title] for title in titles] == list(range(1, len(titles) + 1))


def test_codes_of_scripts_are_words_in_the_annex(document) -> None:
    cells = {cell for section in document.sections for table in grids(section) for row in table.rows for cell in row}
    assert "No change" in cells
    assert not cells & {"common", "improving", "concerning", "within", "shift"}


def test_no_team_with_few_contacts_has_a_figure(october, document) -> None:
    few = {
        (row.norm, row.group)
        for by in (Group.TEAM, Group.ORGANISATION)
        for row in score(october.contacts, october.verdicts, october.rulebook, OCTOBER, by)
        if row.group and row.counted < FEWEST
    }
    assert few
    titles = {norm.title["en"]: norm.id for norm in october.rulebook.norms}
    seen = 0
    for promise, team, result, _target, n in grids(the(document, "Teams compared"))[0].rows:
        if (titles[promise], team) in few:
            assert (result, n) == (MARK, MARK)
            seen += 1
    partners = the(document, "Partner organisations")
    names = [block.text for block in partners.blocks if isinstance(block, Heading)]
    for name, table in zip(names, grids(partners), strict=True):
        for promise, result, _target, n, *_rest in table.rows:
            if (titles[promise], name) in few:
                assert (result, n) == (MARK, MARK)
                seen += 1
    assert seen


def test_no_partner_leaves_a_small_remainder_of_the_teams_that_are_not_shown(october) -> None:
    norm, contacts, judged = "phone.answer", october.contacts, october.verdicts
    judged = judged.take(np.isin(judged.verdict, (Verdict.MET, Verdict.BREACHED)) & OCTOBER.covers(judged.day))
    rows = judged.contact[judged.norm == october.rulebook.position(norm)]
    names = replace(contacts.names, teams=("", "Big", "Six", "Three"), organisations=("", "Partner"))
    told = {}
    for three in (3, 5):
        team, partner = np.full_like(contacts.team, 1), np.zeros_like(contacts.organisation)
        team[rows[:6]], partner[rows[:6]], team[rows[6 : 6 + three]] = 2, 1, 3
        facts = replace(october, contacts=replace(contacts, team=team, organisation=partner, names=names))
        with locale.speaking("en"):
            (section,) = compared.partners(facts)
        told[three] = {row[0]: row[1] for row in grids(section)[0].rows}["Phone answered"]
    assert told[3] == MARK, "nine of two teams that are not shown, less six, are three"
    assert told[5] != MARK, "both teams are shown"


def test_of_a_promise_with_few_contacts_no_number_is_told_with_the_method_either(october, document) -> None:
    few = {one.norm.title["en"]: one.row for one in october.account.findings if 0 < one.row.counted < FEWEST}
    rows = {row[0]: row[2:] for row in grids(the(document, "Completeness and method"))[-1].rows}
    assert few
    for title in few:
        assert rows[title][:2] == (MARK, MARK)
    small = {str(n) for n in range(1, FEWEST)}
    assert not any(small & set(counts[2:]) for counts in rows.values())


def test_nobody_is_named(services, document) -> None:
    with locale.speaking("en"):
        told = json.dumps(_told(document, {}), ensure_ascii=False)
    contacts = services.board(instant(MORNING)).contacts
    assert "@" not in told
    assert "jansen" not in told
    words = set(re.findall(r"[\w.-]+", told))
    assert not words & set(map(str, contacts.ids.tolist()))


def test_the_same_data_and_instant_give_the_same_bytes(services, tmp_path) -> None:
    with locale.speaking("en"):
        week = Period.parse("2026-W41")
        one = reporting.report(services.store, gathered(services, week), tmp_path / "one.pdf", who="jansen")
        two = reporting.report(services.store, gathered(services, week), tmp_path / "two.pdf", who="pietersen")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert one.sha256 == two.sha256


def test_no_font_of_the_machine_is_used(pdf) -> None:
    _language, file = pdf
    fonts = {
        str(font.BaseFont).split("+")[-1]
        for page in file.pages
        for font in page.get("/Resources", {}).get("/Font", {}).values()
    }
    assert fonts
    assert all(font.startswith(("Libertinus", "DejaVu")) for font in fonts)


def test_the_journal_knows_what_left_the_house(services, tmp_path) -> None:
    with locale.speaking("en"):
        made = services.report(services.board(instant(MORNING)), Period.parse("2019"), tmp_path / "out.pdf")
    entry = services.journal()[-1]
    assert (entry.seq, entry.what, entry.who) == (made.entry, "report", "jansen")
    assert entry.payload["sha256"] == hashlib.sha256((tmp_path / "out.pdf").read_bytes()).hexdigest() == made.sha256
    told = {name: entry.payload[name] for name in ("file", "period", "as_of", "rulebook", "by_itself")}
    assert told == {
        "file": "out.pdf",
        "period": "2019",
        "as_of": instant(MORNING),
        "rulebook": services.rulebook.digest,
        "by_itself": False,
    }
    assert not services.verify_journal()


def test_a_stopped_report_leaves_nothing(services, tmp_path) -> None:
    before = len(services.journal())
    board = services.board(instant(MORNING))
    with pytest.raises(Cancelled):
        services.report(board, OCTOBER, tmp_path / "out.pdf", cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []
    assert len(services.journal()) == before


def test_progress_grows(services, tmp_path) -> None:
    told: list[float] = []
    services.report(services.board(instant(MORNING)), Period.parse("2019"), tmp_path / "out.pdf", progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1


def test_a_report_that_cannot_be_placed_leaves_the_old_one(services, tmp_path, monkeypatch) -> None:
    (tmp_path / "out.pdf").write_bytes(b"old")
    before = len(services.journal())

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Refused, match="cannot be written"):
        services.report(services.board(instant(MORNING)), Period.parse("2019"), tmp_path / "out.pdf")
    monkeypatch.undo()
    assert [one.name for one in tmp_path.iterdir()] == ["out.pdf"]
    assert (tmp_path / "out.pdf").read_bytes() == b"old"
    assert len(services.journal()) == before


def test_an_empty_period_is_written_and_says_so(run, town, tmp_path) -> None:
    said = run("report", tmp_path / "out.pdf", "--period", "2019", "--profile", town, "--as-of", MORNING)
    assert said.code == 0
    assert "nothing to judge" in said.err
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("period", ["2026-T2", "2026-10-05..2026-10-16"])
def test_every_kind_of_period_can_be_told(services, period) -> None:
    with locale.speaking("nl"):
        told = periodic.document(gathered(services, Period.parse(period)))
        assert periodic.pdf(told).startswith(b"%PDF")
    assert told.cover.notice is None


def test_the_cover_says_that_a_period_is_not_over(services) -> None:
    told = periodic.document(gathered(services, Period.parse("2026-11")))
    assert told.cover.notice is not None
    assert told.cover.notice.title == "Incomplete: not over yet"
    assert told.footer.endswith("not complete")


def test_the_cover_says_which_source_is_behind(run, services, town, tmp_path) -> None:
    told = periodic.document(gathered(services, Period.parse("2026-11"), "2026-12-10T08:00"))
    assert told.cover.notice is not None
    assert told.cover.notice.title == "Incomplete"
    assert any("tells nothing after" in text for text in told.cover.notice.texts)
    said = run(
        "report", tmp_path / "o.pdf", "--period", "2027-01", "--profile", town, "--as-of", "2027-03-10T08:00", "--json"
    )
    assert said.code == 0
    assert said.json["complete"] is False
    assert "The cover says so." in said.err


@pytest.fixture
def own_town(demo: Path, tmp_path: Path) -> Iterator[Services]:
    """A town in which one test may close and correct."""
    made = Services(Path(shutil.copytree(demo, tmp_path / "own")), FixedClock(instant(MORNING)), "jansen")
    yield made
    made.close()


def test_a_closed_period_stands_as_closed_beside_now(own_town) -> None:
    services = own_town
    september = Period.parse("2026-09")
    services.close_period(services.board(instant(MORNING)), september, "no remark of ours may show")
    same = the(periodic.document(gathered(services, september)), "Norms, calendar and closings")
    texts = [block.text for block in same.blocks if hasattr(block, "text")]
    assert "The figures of today are those that were closed." in texts
    assert "yes" in {row[5] for row in grids(same)[0].rows}
    board = services.board(instant(MORNING))
    inside = board.verdicts.take(september.covers(board.verdicts.day))
    row = int(inside.contact[0])
    place = f"{board.contacts.names.sources[int(board.contacts.source[row])]}/{board.contacts.ids[row]}"
    services.clock.at += 1
    services.correct(place, Kind.NOT_OURS, "not ours after all")
    facts = gathered(services, september, "2026-11-17T08:01")
    section = the(periodic.document(facts), "Norms, calendar and closings")
    beside = next(table for table in grids(section) if table.columns[1].heading == "As closed")
    assert "yes" in {row[5] for row in beside.rows}
    assert "remark" not in json.dumps(_told(periodic.document(facts), {}))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("out.pdf",), 2),
        (("out.pdf", "--period", "never"), 2),
        (("out.txt", "--period", "2026-10"), 2),
        (("--period", "2026-10"), 2),
        (("no/such/folder/out.pdf", "--period", "2019"), 1),
    ],
)
def test_wrong_use_is_told_in_one_line(run, town, tmp_path, words, code) -> None:
    arguments = [tmp_path / word if word.startswith(("out", "no/")) else word for word in words]
    said = run("report", *arguments, "--profile", town, "--as-of", MORNING)
    assert said.code == code
    assert len(said.err.strip().splitlines()) == 1
    assert said.out == ""
    assert not list(tmp_path.iterdir())


NAMES = (
    '#eval("1+1")',
    "$x^2$ ]",
    'back\\slash "quoted"',
    "\u202eright\u0007 tab\tx",
    "A" * 200,
    "/* c */ <b>&amp;</b>",
)


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Services]:
    """A town whose names are markup, and signs that no face has."""
    profile = make_profile(tmp_path / "profile", f'#panic("x") ]$ \\ 漢字 {"Lang" * 60}')
    services = Services(profile.folder, FixedClock(instant(MORNING)), "jansen")
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as file:
        log = csv.writer(file)
        log.writerow([*COLUMNS])
        for number in range(12 * len(NAMES)):
            team, day = NAMES[number % len(NAMES)], date(2026, 10, 1 + number % 28)
            log.writerow([f"c{number}", f"{day}T09:00:00", "message_received", "email", team, "q", "", "", "", team])
            log.writerow([f"c{number}", f"{day}T15:00:00", "reply_substantive", "", "", "", "", "person", "", ""])
    (outcome,) = services.import_paths([tmp_path / "log.csv"])
    assert outcome.error is None
    yield services
    services.close()


def test_names_from_outside_are_text_and_never_markup(hostile, tmp_path) -> None:
    hostile.report(hostile.board(), OCTOBER, tmp_path / "out.pdf")
    with pikepdf.open(tmp_path / "out.pdf") as file:
        title = str(file.docinfo["/Title"])
        headings = [one.title.replace("\u200b", "") for one in tree(file).every("/H2")]
    assert title.startswith('#panic("x") ]$ \\ \ufffd\ufffd Lang')
    assert {'#eval("1+1")', "$x^2$ ]", 'back\\slash "quoted"', "A" * 200, "/* c */ <b>&amp;</b>"} <= set(headings)
