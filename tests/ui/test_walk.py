"""One new user, from a folder without anything to a workbook: by keyboard, mouse and a dropped file, on real threads.

Sunday 22 November 2026. The town hall's list of reports has columns that Charter never saw. M2 came in on 20 October
and is not done: more than ten working days. The user maps the table, sees M2, excuses it and hands over the evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from charter.clock import FixedClock
from charter.services import first_run
from charter.ui.first_run.ended import Ended
from charter.ui.first_run.first_run import FirstRun
from charter.ui.follow_up.dialogs import ExcuseDialog
from charter.ui.screens.places import ACCOUNTING, BREACHES, TODAY
from charter.ui.tasks import TaskRunner
from charter.ui.window.main_window import MainWindow
from charter.ui.wizard.mapping_wizard import MappingWizard

NOW = round(datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000
TABLE = """\
Zaaknummer;Datum binnen;Datum afgehandeld;Afdeling;Melder
M1;19-10-2026;22-10-2026;Wegen;J. Voorbeeld
M2;20-10-2026;;Groen;K. Voorbeeld
"""
REPORTS = 7
WHY = "De kraan stond stil na de storm; zie het logboek van 26 oktober."


@pytest.fixture
def tasks() -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


@pytest.fixture
def wait(qtbot) -> Callable[[Callable[[], object]], None]:
    def until(what: Callable[[], object]) -> None:
        qtbot.waitUntil(lambda: bool(what()))

    return until


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def shown_button(root: QWidget, text: str) -> QPushButton:
    (found,) = [one for one in root.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    return found


def set_up(
    tmp_path: Path, tasks: TaskRunner, settings: QSettings, qtbot, wait: Callable[[Callable[[], object]], None]
) -> Ended:
    """The first run, its first file a table that must be mapped."""
    table = tmp_path / "meldingen.csv"
    table.write_text(TABLE, "utf-8")
    folder = tmp_path / "profile"
    asking = FirstRun(folder, FixedClock(NOW), "jan", tasks, settings, first_run.load(folder))
    qtbot.addWidget(asking, before_close_func=lambda gone: gone.hide())
    asking.show()
    asking.activateWindow()
    assert QTest.qWaitForWindowActive(asking)
    QTest.keyClicks(QApplication.focusWidget(), "Gemeente Voorbeeld")
    press(Qt.Key.Key_Return)
    asking.hours.good_friday.group.button(1).click()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert asking.step is asking.file
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(table))])
    none = Qt.KeyboardModifier.NoModifier
    asking.file.zone.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton, none)
    )
    wait(lambda: asking.file.strips.messages)
    words, _act = asking.file.strips.messages[0].action
    shown_button(asking, words).click()
    wizard = asking.findChild(MappingWizard)
    wait(lambda: wizard.draft is not None)
    wizard.next.click()
    wizard.kind.group.button(REPORTS).click()
    for _step in range(3):
        wizard.next.click()
    wait(lambda: asking.ended is not None)
    return asking.ended


def test_from_nothing_by_a_mapped_table_and_an_excused_breach_to_the_evidence(
    tmp_path, tasks, settings, qtbot, wait, monkeypatch, steps_of
):
    ended = set_up(tmp_path, tasks, settings, qtbot, wait)
    services = ended.services
    window = MainWindow(services, tasks, settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    assert ended.welcome(window)
    assert window.strips.messages[0].text.startswith("2 contacts read. 1 met, 1 breached.")

    window.go_to(TODAY)
    today = window.shown
    assert [today.model.row_total, window.sight.number(int(today.model.shown_rows()[0]))] == [1, "M2"]
    today.table.choose_first()
    press(Qt.Key.Key_Return)
    register = window.screen_of(BREACHES)
    assert window.shown is register
    wait(lambda: register.pane.isVisible() and register.pane.number.text() == "M2")
    steps = steps_of(register.pane)
    assert any("10 working days" in step for step in steps), steps

    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    (dialog,) = [one for one in register.findChildren(ExcuseDialog) if one.isVisible()]
    dialog.act.click()
    assert dialog.isVisible(), "an excuse without a reason is none"
    dialog.cause.choose(services.profile.follow_up.causes[0])
    QTest.keyClicks(dialog.reason, WHY)
    dialog.act.click()
    wait(lambda: window.screen_of(TODAY).model.row_total == 0)

    window.go_to(ACCOUNTING)
    accounting = window.shown
    wait(lambda: accounting.account() is not None)
    assert accounting.account().period.label == "2026-10", "the newest that is over"
    file = tmp_path / "oktober.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(file), ""))
    accounting.card.workbook.click()
    wait(file.exists)

    book = openpyxl.load_workbook(file)
    excused = [row for row in book["Exceptions"].iter_rows(values_only=True) if "M2" in row]
    assert len(excused) == 1
    assert WHY in excused[0]
    assert "jan" not in excused[0], "names of staff stay out until the works council agrees"
    lines = list(book["Evidence"].iter_rows(values_only=True))
    head = next(line for line in lines if "Contact" in line)
    contact, verdict, origin = (head.index(name) for name in ("Contact", "Verdict (code)", "Line"))
    assert [(line[contact], line[verdict], line[origin]) for line in lines if line[contact] in ("M1", "M2")] == [
        ("M1", "met", 2),
        ("M2", "excused", 3),
    ]
    assert not any("Voorbeeld" in str(cell) for line in lines for cell in line if cell is not None)
    assert services.verify_journal() == []
    services.close()
