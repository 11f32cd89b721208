"""One figure, whoever asks: the screen, the PDF, the table of the chart, `charter score` and the workbook."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest

from charter import cli, locale
from charter.app import Services
from charter.clock import FixedClock
from charter.locale import formats
from charter.norms.periods import Period
from charter.services import charting
from charter.services.charting import Wanted
from charter.services.demo import write_demo
from charter.ui.sight import Sight
from charter.ui.trends.screen import TrendsScreen

MORNING = "2026-11-17T08:42:00+01:00"
AS_OF = round(datetime(2026, 11, 17, 8, 42, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000
OCTOBER = Period.parse("2026-10")
NORMS = ("email.answer", "phone.answer", "phone.transfers")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory):
    demo = write_demo(tmp_path_factory.mktemp("town"), until=date(2026, 11, 17), contacts=4000, seed=7)
    made = Services(demo.profile_folder, FixedClock(AS_OF), "jan")
    made.import_paths(demo.logs)
    yield made
    made.close()


@pytest.fixture(scope="module")
def papers(services, tmp_path_factory) -> tuple[list[tuple], str]:
    """The rows of the workbook's summary, and the words of the report, of October."""
    folder = tmp_path_factory.mktemp("papers")
    with locale.speaking("en"):
        board = services.board(AS_OF)
        services.export(board, OCTOBER, folder / "october.xlsx")
        services.report(board, OCTOBER, folder / "october.pdf")
    summary = openpyxl.load_workbook(folder / "october.xlsx")["Summary"]
    pages = pypdf.PdfReader(folder / "october.pdf").pages
    words = " ".join(" ".join(page.extract_text() for page in pages).replace("\u202f", " ").split())
    return list(summary.iter_rows(values_only=True)), words


@pytest.mark.parametrize("norm", NORMS)
def test_five_doors_tell_the_same_figure(norm, services, papers, qtbot, tasks, settings, capsys) -> None:
    folder = str(services.profile.folder)
    cli.main(["score", "--period", "2026-10", "--json", "--profile", folder, "--as-of", MORNING, "--lang", "en"])
    (scored,) = [row for row in json.loads(capsys.readouterr().out) if row["norm"] == norm]
    share, counted = scored["share"], scored["met"] + scored["breached"]
    assert counted >= 20
    locale.use("en")
    board = services.board(AS_OF)

    screen = TrendsScreen(services, tasks, settings)
    qtbot.addWidget(screen)
    screen.show()
    screen.show_sight(Sight.of(board))
    assert screen.norm_model.line(screen.norm_model.row_of(norm)).value == formats.percent(share)

    record = charting.draw(board, Wanted("trend", OCTOBER, norm)).table.records[-1]
    assert (record["period"], record["value"], record["n"]) == ("2026-10", share, counted)

    summary, words = papers
    (row,) = [row for row in summary if norm in row]
    assert share in row
    assert {scored["met"], scored["breached"]} <= set(row)

    title = board.rulebook.norms[board.rulebook.position(norm)].title["en"]
    _before, _, promises = words.partition("Every promise")
    told = promises[promises.index(title) + len(title) :][:40]
    assert formats.percent(share).replace("\u202f", " ") in told
    assert f" {formats.number(counted)} " in told
