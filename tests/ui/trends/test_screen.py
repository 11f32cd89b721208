"""Trends shows what the report shows, points at the contacts behind it, and lets nothing small leave the house."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from charter.contact import Channel
from charter.measures.control_limits import Step
from charter.norms.periods import Period
from charter.norms.score import Group, score
from charter.reports import words
from charter.services.telling import tell
from charter.ui.look import theme
from charter.ui.look.tokens import DARK
from charter.ui.sight import Sight
from charter.ui.trends import figures
from charter.ui.trends.choice import COUNTED, PICTURES, TABLES, periods, usual
from charter.ui.trends.heat_table import HeatCell, HeatModel, share_text
from charter.ui.trends.norm_list import NormList, NormListModel
from charter.ui.trends.picture_card import COPY_NUMBERS, SAVE_NUMBERS, SAVE_PICTURE
from charter.ui.trends.remark_dialog import RemarkDialog
from charter.ui.trends.screen import TrendsScreen
from charter.ui.trends.telling import NormLine

EACH, NORM = 30, "email.answer"
OCTOBER = Period.parse("2026-10")


def asked(screen) -> list[Any]:
    found: list[Any] = []
    screen.register_wanted.connect(found.append)
    return found


def told(screen) -> list[Any]:
    found: list[Any] = []
    screen.said.connect(found.append)
    return found


def choose_save(monkeypatch, path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_the_sentences_and_signs_are_those_of_the_report(screen, busy):
    account = tell(busy, OCTOBER)
    assert screen.period.value() == OCTOBER  # the last month that is over
    assert screen.headlines.accessibleName().startswith(words.opening(account))
    lead = words.headlines(account)[0].lead
    assert lead in screen.headlines.accessibleName()
    line = screen.norm_model.line(0)
    assert (line.norm, line.value) == (NORM, "96.7\u202f%")
    assert [word for _icon, _tone, word in line.signs] == ["Improving", "Hit and miss"]


def test_picture_table_and_score_have_the_same_figures(screen, busy):
    shown = screen.card.shown
    codes = [column.code for column in shown.table.columns]
    found = {row[codes.index("period")]: row for row in shown.table.rows}
    for month in ("2025-03", "2026-10"):
        (row,) = score(busy.contacts, busy.verdicts, busy.rulebook, Period.parse(month))[:1]
        assert (found[month][codes.index("n")], found[month][codes.index("value")]) == (row.counted, row.share)
    screen.table_button.click()
    assert screen.card.part is screen.card.table
    place = codes.index("value")
    seen = [screen.card.model.cell(row, place).text for row in range(len(shown.table.rows))]
    assert seen == [row[place] for row in shown.cells]
    assert len(screen.card.view.spots) == len(shown.table.rows)
    assert "96.7\u202f%" in screen.card.view.spots[-1].words
    assert "30 contacts counted" in screen.card.view.spots[-1].words


def test_a_point_opens_exactly_the_contacts_behind_it(screen, busy):
    found = asked(screen)
    screen.card.view.setFocus()
    QTest.keyClick(screen.card.view, Qt.Key.Key_End)
    QTest.keyClick(screen.card.view, Qt.Key.Key_Left)
    QTest.keyClick(screen.card.view, Qt.Key.Key_Return)
    (wanted,) = found
    assert (wanted.norm, wanted.period.label, wanted.verdicts) == (NORM, "2026-09", COUNTED)
    assert wanted.mask(Sight.of(busy)).sum() == EACH
    spot = screen.card.view.spots[3]
    QTest.mouseClick(screen.card.view, Qt.MouseButton.LeftButton, pos=QPoint(int(spot.x), int(spot.y)))
    assert found[-1] == spot.register


def test_left_and_right_tell_each_point(screen):
    heard: list[str] = []
    screen.card.view.pointed.connect(heard.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(screen.card.view, key)
    first, second = (spot.words for spot in screen.card.view.spots[:2])
    assert heard == [first, second, first]
    assert screen.card.view.accessibleDescription() == first


def test_a_cell_passes_weekday_and_hour_and_a_team_its_name(screen, busy):
    found = asked(screen)
    screen.part.choose((Group.TEAM, "Burgerzaken"))
    screen.heat.opened.emit(HeatCell(1, 9, 22, 22, 0.5))
    assert (found[0].team, found[0].weekday, found[0].hour, found[0].norm) == ("Burgerzaken", 1, 9, NORM)
    screen.part.choose((Group.CHANNEL, "email"))
    screen.heat.opened.emit(HeatCell(1, 9, 22, 22, 0.5))
    assert (found[1].channel, found[1].team) == (Channel.EMAIL, None)
    names = {spot.register.team for spot in screen.funnel.view.spots}
    assert names == {"Burgerzaken", "KCC Team 1", "Belastingen"}
    screen.funnel.view.opened.emit(screen.funnel.view.spots[0].register)
    assert found[2].mask(Sight.of(busy)).sum() in (2, 14)


def test_a_team_alone_has_its_own_figures(screen):
    screen.part.choose((Group.TEAM, "Belastingen"))
    codes = [column.code for column in screen.card.shown.table.columns]
    assert {row[codes.index("n")] for row in screen.card.shown.table.rows} == {2}
    assert screen.norm_model.line(0).few


def test_small_teams_are_seen_here_and_never_leave(screen, monkeypatch, tmp_path):
    said = told(screen)
    assert "Belastingen" in screen.funnel.view.accessibleDescription()
    file = tmp_path / "teams.csv"
    choose_save(monkeypatch, file)
    screen.papers.leave(SAVE_NUMBERS, "funnel")
    assert "Belastingen" not in file.read_text("utf-8-sig")
    screen.table_button.click()
    screen.funnel.table.selectAll()
    screen.funnel.table.copy()
    assert "Belastingen" not in QGuiApplication.clipboard().text()
    assert "Burgerzaken" not in QGuiApplication.clipboard().text() or "all others" in QGuiApplication.clipboard().text()
    screen.part.choose((Group.TEAM, "Belastingen"))
    for way, name in ((SAVE_PICTURE, "own.svg"), (SAVE_NUMBERS, "own.csv")):
        choose_save(monkeypatch, tmp_path / name)
        screen.papers.leave(way, "trend")
        assert not (tmp_path / name).exists()
        assert "fewer than 5 counted contacts" in said[-1].text
    QGuiApplication.clipboard().setText("before")
    screen.papers.leave(COPY_NUMBERS, "trend")
    screen.headlines.copy.click()
    assert QGuiApplication.clipboard().text() == "before"


def test_a_saved_picture_and_its_numbers_are_those_of_the_screen(screen, monkeypatch, tmp_path):
    for name, way in (("a.svg", SAVE_PICTURE), ("b.png", SAVE_PICTURE), ("c", SAVE_NUMBERS)):
        choose_save(monkeypatch, tmp_path / name)
        screen.papers.leave(way, "trend")
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()
    assert (tmp_path / "b.png").read_bytes().startswith(b"\x89PNG")
    rows = list(csv.DictReader((tmp_path / "c.csv").read_text("utf-8-sig").splitlines()))
    codes = [column.code for column in screen.card.shown.table.columns]
    assert [float(row["value"]) for row in rows] == [row[codes.index("value")] for row in screen.card.shown.table.rows]


def test_the_text_to_publish_is_copied_as_text(screen, busy):
    screen.headlines.copy.click()
    assert QGuiApplication.clipboard().text() == words.paragraph(tell(busy, OCTOBER))


@pytest.mark.parametrize("picture", [name for name in PICTURES if name not in ("resolution", "waiting")])
def test_every_picture_can_be_asked_for_by_name(screen, picture):
    failed: list[Exception] = []
    screen.failed.connect(failed.append)
    screen.card.picture.choose(picture)
    assert not failed
    assert screen.choice().picture == picture
    assert (screen.card.part is screen.card.table) == (picture in TABLES)
    assert screen.card.limits.isVisibleTo(screen) == (picture == "trend")


def test_a_picture_that_cannot_be_made_says_why_in_its_place(screen, monkeypatch):
    from charter.errors import Refused

    def refuse(*_: object) -> None:
        raise Refused("There is no such picture.", "Choose another.")

    monkeypatch.setattr(figures, "show", refuse)
    screen.card.picture.choose("years")
    assert "There is no such picture." in screen.card.view.accessibleName()


def test_another_theme_draws_with_its_own_colours(screen, qtbot):
    light = screen.card.shown.pixels.data[:4]
    theme.use(QApplication.instance(), DARK)
    qtbot.waitUntil(lambda: screen.card.shown.pixels.data[:4] != light)
    assert bytes.fromhex(DARK.surface[1:]) == screen.card.shown.pixels.data[:3]


def test_another_size_is_drawn_once_it_stands_still_and_only_then(screen, qtbot, monkeypatch):
    drawn: list[str] = []
    real = figures.show
    monkeypatch.setattr(figures, "show", lambda *a: drawn.append(a[3]) or real(*a))
    screen.resize(1400, 900)
    screen.resize(1300, 860)
    qtbot.waitUntil(lambda: len(drawn) >= 2)
    qtbot.wait(500)
    assert drawn.count("trend") <= 2
    assert "heatmap" not in drawn
    assert screen.card.shown.pixels.width == screen.card.view.width()


def test_nothing_is_worked_out_on_the_windows_own_thread(qtbot, world, held, settings, busy):
    made = TrendsScreen(world, held, settings)
    qtbot.addWidget(made)
    made.show_sight(Sight.of(busy))
    assert not held.held  # nobody looks
    made.show()
    assert len(held.held) == 1
    assert made.card.shown is None
    held.let_go()
    assert made.norm_model.rowCount() == 1
    held.let_go()
    assert made.card.shown is not None
    made.norm_model.show_lines(())
    made.part.choose((Group.TEAM, "Burgerzaken"))
    made.part.choose(None)
    assert [task.wanted for task, *_rest in held.held] == [False, True]


def test_the_screen_itself_loads_no_matplotlib():
    code = "import sys; import charter.ui.trends.screen; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_new_limits_are_kept_and_the_data_is_fetched_again(screen, qtbot, world, busy):
    said, refreshed = told(screen), []
    screen.refresh_wanted.connect(lambda: refreshed.append(True))
    screen.pen.keep(lambda: world.add_new_limits(NORM, date(2026, 5, 1), "Vast team, besluit MT"), "Done.")
    assert world.limits == [(NORM, date(2026, 5, 1), "Vast team, besluit MT")]
    assert refreshed == [True]
    assert said[-1].gravity == "done"
    screen.show_sight(Sight.of(replace(busy, steps={NORM: (Step(date(2026, 5, 1), "Vast team"),)})))
    assert any("Vast team" in note for note in screen.card.shown.notes)
    assert "Improving" in screen.norm_model.line(0).spoken


def test_a_remark_on_a_period_is_asked_kept_and_drawn(screen, world, busy):
    said, asked_for = told(screen), []
    world.remark = lambda *given: asked_for.append(given)
    screen.card.remark.click()
    dialog = next(one for one in screen.findChildren(RemarkDialog) if one.isVisible())
    assert dialog.period == OCTOBER
    dialog.act.click()
    assert "Write a remark" in dialog.fault.text()
    assert dialog.focusWidget() is dialog.field
    dialog.field.setText(" Storing  telefooncentrale ")
    dialog.act.click()
    assert asked_for == [(NORM, OCTOBER, "Storing telefooncentrale")]
    assert said[-1].text == "The remark is kept."
    screen.show_sight(Sight.of(replace(busy, remarks={NORM: {"2026-10": "Storing telefooncentrale"}})))
    assert "October 2026: Storing telefooncentrale" in screen.card.shown.notes
    assert "Remark: Storing telefooncentrale" in screen.card.view.spots[-1].words
    place = [column.code for column in screen.card.shown.table.columns].index("remark")
    assert screen.card.shown.cells[-1][place] == "Storing telefooncentrale"
    screen.card.remark.click()
    again = next(one for one in screen.findChildren(RemarkDialog) if one.isVisible() and one is not dialog)
    assert again.field.text() == "Storing telefooncentrale"
    again.field.clear()
    again.act.click()
    assert asked_for[-1] == (NORM, OCTOBER, "")


def test_the_report_is_made_of_the_chosen_period(screen, world, monkeypatch, tmp_path):
    choose_save(monkeypatch, tmp_path / "rapport")
    screen.unit.choose("quarter")
    screen.report_button.click()
    assert world.reports == [("2026-Q3", "rapport.pdf")]


def test_without_contacts_there_is_a_way_to_begin(qtbot, services, tasks, settings, no_board):
    made = TrendsScreen(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    assert "Reading the data" in made.empty.accessibleName()
    made.show_sight(Sight.of(no_board))
    assert "No figures yet" in made.empty.accessibleName()
    assert not made.unit.isVisible()


def test_few_months_give_no_limits_and_say_so(qtbot, world, tasks, settings, busy):
    kept = busy.verdicts.day >= (date(2026, 8, 1) - date(1970, 1, 1)).days
    made = TrendsScreen(world, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.show_sight(Sight.of(replace(busy, verdicts=busy.verdicts.take(kept))))
    assert any("too few periods for limits" in note for note in made.card.shown.notes)
    made.period.choose(Period.parse("2026-11"))
    assert "not over yet" in made.headlines.accessibleName()
    assert "Not judged" in made.card.view.spots[-1].words
    assert "November 2026 is not over yet." in made.card.shown.notes
    assert "Not over yet, so no judgement" in made.norm_model.line(0).spoken


def test_what_was_chosen_is_remembered(qtbot, screen, world, tasks, settings, busy):
    screen.unit.choose("year")
    screen.card.picture.choose("years")
    screen.funnel.compare.choose(Group.CHANNEL)
    again = TrendsScreen(world, tasks, settings)
    qtbot.addWidget(again)
    again.show()
    again.show_sight(Sight.of(busy))
    chosen = again.choice()
    assert (chosen.picture, chosen.compare, chosen.period.label) == ("years", Group.CHANNEL, "2025")


def test_periods_are_offered_newest_first_and_never_before_they_begin():
    days = np.array(
        [(date(2026, 1, 31) - date(1970, 1, 1)).days, (date(2026, 11, 16) - date(1970, 1, 1)).days], np.int32
    )
    today = date(2026, 11, 17)
    labels = {unit: [one.label for one in periods(unit, days, today)] for unit in ("month", "quarter", "third", "week")}
    assert labels == {
        "month": ["2026-11", "2026-01"],
        "quarter": ["2026-Q4", "2026-Q1"],
        "third": ["2026-T3", "2026-T1"],
        "week": ["2026-W47", "2026-W05"],
    }
    assert usual(periods("month", days, today), today).label == "2026-01"
    assert usual([], today) is None


def test_the_heat_map_is_a_table_of_phrases(qtmodeltester, qtbot):
    model = HeatModel()
    model.show_cells(
        [HeatCell(day, hour, 25, 25, 0.6 + 0.1 * day if hour == 8 else None) for day in (0, 1) for hour in (8, 9)]
    )
    qtmodeltester.check(model)
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Monday from 8 to 9 o'clock: 60.0\u202f% as promised. 25 contacts counted."
    )
    assert model.index(0, 1).data() == "–"
    assert (model.depth(model.cell(model.index(0, 0))), model.depth(model.cell(model.index(1, 0)))) == (1.0, 0.0)
    assert share_text(0.999) == "99"
    assert share_text(1.0) == "100"


def test_the_list_of_norms_is_a_sound_model(qtmodeltester, screen):
    qtmodeltester.check(screen.norm_model)
    assert screen.norm_model.index(0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("E-mail: 96.7")


def test_the_keyboard_reaches_every_region(screen):
    assert all(region.focusPolicy() & Qt.FocusPolicy.TabFocus for region in screen.regions())
    screen.take_focus()
    QTest.keyClick(screen, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert screen.card.part is screen.card.table


def test_the_chosen_norm_is_brought_to_the_middle_of_the_list(qtbot):
    lines = [NormLine(f"norm.{n}", f"Norm {n}", "90 %", False, (), f"Norm {n}", "") for n in range(40)]
    model = NormListModel()
    model.show_lines(lines)
    view = NormList(model, "Norms")
    qtbot.addWidget(view)
    view.resize(290, 400)
    view.show()
    qtbot.wait(10)
    view.choose("norm.20")
    assert abs(view.visualRect(view.currentIndex()).center().y() - 200) < 40
    before = view.verticalScrollBar().value()
    view.choose("norm.21")
    assert view.verticalScrollBar().value() == before
