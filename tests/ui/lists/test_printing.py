"""On paper stands what the list shows: its groups, its columns, its filters, and no row more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from charter.ui.breaches.screen import BreachesScreen
from charter.ui.lists import printing
from charter.ui.today.screen import TodayScreen


@pytest.fixture
def asked(monkeypatch):
    """What would be printed."""
    found: list[str] = []
    monkeypatch.setattr(
        printing, "ask", lambda title, about, table, _window: found.append(printing.html(title, about, table))
    )
    return found


def made(kind, services, tasks, settings, qtbot, sight):
    screen = kind(services, tasks, settings)
    qtbot.addWidget(screen)
    screen.resize(1200, 800)
    screen.show()
    screen.show_sight(sight)
    screen.activateWindow()
    screen.table.setFocus()
    qtbot.waitUntil(screen.table.hasFocus)
    return screen


def test_the_worklist_of_a_team_is_printed_in_its_groups(services, tasks, settings, qtbot, sight, asked):
    screen = made(TodayScreen, services, tasks, settings, qtbot, sight)
    screen.team.choose("Belastingen")
    qtbot.keyClick(screen.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    (page,) = asked
    assert "<h1>Today, Tuesday 17 November 2026</h1><p>Team: Belastingen</p>" in page
    assert page.count("<tr>") == 1 + 1 + screen.model.row_total  # the names of the columns, and the one group
    assert "Too late now (2)" in page


def test_the_register_is_printed_as_it_is_filtered_sorted_and_laid_out(
    services, tasks, settings, qtbot, sight, asked, tmp_path
):
    screen = made(BreachesScreen, services, tasks, settings, qtbot, sight)
    qtbot.keyClick(screen.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    (page,) = asked
    assert all(f"<p>{line}</p>" in page for line in screen.filter().told(sight))
    numbers = [sight.number(int(row)) for row in screen.model.shown_rows()]
    places = [page.index(f">{number}<") for number in numbers]
    assert places == sorted(places)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "list.pdf"))
    printing.put(page, printer)
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")


def test_what_nobody_reads_on_paper_is_not_printed(services, tasks, settings, qtbot, sight, asked, monkeypatch):
    monkeypatch.setattr(printing, "MOST", 3)
    screen = made(BreachesScreen, services, tasks, settings, qtbot, sight)
    with qtbot.waitSignal(screen.said) as told:
        screen.print_list()
    assert told.args[0].text == "10 rows are too many to print. Filter first, to at most 3."
    assert asked == []
