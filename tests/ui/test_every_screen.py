"""What holds for every screen, on the real services: words fit, the keyboard reaches all, everything has a name.

A screen that is added to the places is held to this without another line here.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QToolButton, QWidget

import charter
from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.services.demo import write_demo
from charter.services.first_run import Draft
from charter.ui import speech
from charter.ui.first_run.first_run import FirstRun
from charter.ui.look import theme
from charter.ui.screens.places import PLACES
from charter.ui.tasks import TaskRunner
from charter.ui.widgets.table_view import TableView
from charter.ui.window.main_window import MainWindow
from charter.ui.wizard.mapping_wizard import MappingWizard

AS_OF = round(datetime(2026, 11, 17, 8, 42, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000
WIDTH, HEIGHT = (int(part) for part in os.environ.get("CHARTER_WINDOW", "1280x720").split("x"))
STEPS = 400


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town with its logs read in."""
    town = write_demo(tmp_path_factory.mktemp("town"), until=date(2026, 11, 17), contacts=600, seed=7)
    services = Services(town.profile_folder, FixedClock(AS_OF), "tester")
    services.import_paths(town.logs)
    services.close()
    return town.profile_folder


@pytest.fixture
def window(qtbot, tmp_path: Path, profile: Path) -> Iterator[MainWindow]:
    services = Services(profile, FixedClock(AS_OF), "tester")
    runner = TaskRunner()
    made = MainWindow(services, runner, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made)
    made.resize(WIDTH, HEIGHT)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.sight is not None)
    made.settle = lambda: settle(qtbot, runner)
    yield made
    runner.close()
    services.close()


def settle(qtbot, runner: TaskRunner) -> None:
    """Wait until nothing is under way any more and every part has its place."""
    quiet = 0
    while quiet < 3:
        qtbot.wait(60)
        quiet = 0 if runner.busy else quiet + 1
    lay_out()


def resize(window: QWidget, size: tuple[int, int]) -> None:
    """Give a window a size, and every part its place in it."""
    window.resize(*size)
    lay_out()


def lay_out() -> None:
    """Give every part its place: what has its place may ask its neighbours to move."""
    for _round in range(8):
        QApplication.processEvents()


def parts(window: MainWindow) -> Iterator[None]:
    """Show every part of the screen that is shown, one after the other; most have one."""
    for part in getattr(window.shown, "parts", [""]):
        if part:
            window.shown.open_section(part)
        window.settle()
        yield


each_screen = pytest.mark.parametrize("place", [place.id for place in PLACES])


@each_screen
def test_words_that_are_40_percent_longer_fit_on_the_smallest_window(longer, window, misfits, place) -> None:
    window.go_to(place)
    for _part in parts(window):
        assert misfits(window) == []


def test_words_that_are_40_percent_longer_fit_at_150_percent() -> None:
    """On a display of 1920x1080 that Windows shows at 150 % there is room for 1280x720 logical pixels."""
    here = Path(__file__)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(here), "-k", "smallest"],
        cwd=here.parents[2],
        env=os.environ | {"QT_FONT_DPI": "144", "CHARTER_WINDOW": "1280x720"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]


@pytest.fixture
def large(qapp) -> Iterator[None]:
    """Text of 200 %."""
    usual = qapp.font()
    theme.enlarge(qapp, 2.0)
    yield
    theme.enlarge(qapp, 1.0)
    qapp.setFont(usual)


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_every_screen_works_at_200_percent_text(large, qapp, misfits, language, request) -> None:
    speech.speak(qapp, language)
    try:
        window = request.getfixturevalue("window")
        area = window.screens.parentWidget().parentWidget()
        for place in PLACES:
            window.go_to(place.id)
            for _part in parts(window):
                for size in ((1920, 1080), (1280, 720)):
                    resize(window, size)
                    assert [*misfits(window), *_squeezed(window)] == [], (place.id, size)
                    assert area.horizontalScrollBar().maximum() == 0, (place.id, size)
    finally:
        speech.speak(qapp, "en")


@pytest.mark.parametrize("language", locale.LANGUAGES)
def test_the_first_run_works_at_200_percent_text(large, qtbot, tmp_path, misfits, language) -> None:
    locale.use(language)
    runner, settings = TaskRunner(), QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    draft = Draft(organisation="gemeente Voorbeeld")
    asking = FirstRun(tmp_path / "new", FixedClock(AS_OF), "tester", runner, settings, draft)
    qtbot.addWidget(asking)
    asking.show()
    for size in ((1920, 1040), (1180, 660)):
        for step in range(len(asking.steps)):
            asking.go_to(step)
            resize(asking, size)
            assert [*misfits(asking), *_squeezed(asking)] == [], (step, size)
            assert asking.step.horizontalScrollBar().maximum() == 0, (step, size)
    runner.close()


def test_the_wizard_works_at_200_percent_text(large, window, qtbot, tmp_path, misfits) -> None:
    table = tmp_path / "lijst.csv"
    table.write_text("Nr;Datum;Tijd;Wachtrij;Wachttijd;Uitkomst\n7;13-11-2026;10:10;Burgerzaken;20;Verlaten\n" * 3)
    window.intake.map_columns(table)
    qtbot.waitUntil(lambda: window.findChild(MappingWizard) is not None)
    wizard = window.findChild(MappingWizard)
    for size in ((1920, 1040), (1140, 660)):
        for step in range(len(wizard.steps)):
            wizard.go_to(step)
            window.settle()
            resize(wizard, size)
            assert [*misfits(wizard, scrolls=True), *_squeezed(wizard)] == [], (step, size)
            assert wizard.stack.parentWidget().parentWidget().horizontalScrollBar().maximum() == 0, (step, size)
            if wizard.columns.isVisible():
                assert wizard.columns.area.horizontalScrollBar().maximum() == 0
    wizard.reject()


def _squeezed(window: QWidget) -> list[str]:
    """What is too low for a line of its text, and tables with rows that are."""
    parts = [part for kind in (QAbstractButton, QLineEdit, QComboBox) for part in window.findChildren(kind)]
    low = [part.accessibleName() or part.text() for part in parts if part.isVisible() and part.height() < _line(part)]
    tables = [part for part in window.findChildren(TableView) if part.isVisible()]
    return low + [one.accessibleName() for one in tables if one.verticalHeader().defaultSectionSize() < _line(one)]


def _line(part: QWidget) -> int:
    has_text = not isinstance(part, QToolButton)
    return part.fontMetrics().height() if has_text else part.iconSize().height()


@each_screen
def test_everything_that_takes_the_keyboard_has_a_name(window, place) -> None:
    window.go_to(place)
    nameless = [
        type(part).__name__
        for _shown in parts(window)
        for part in window.findChildren(QWidget)
        if part.isVisible()
        and _takes_tab(part)
        and not QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name).strip()
    ]
    assert nameless == []


@each_screen
def test_the_keyboard_alone_reaches_everything_and_is_caught_nowhere(window, qtbot, place) -> None:
    window.go_to(place)
    for _part in parts(window):
        wanted = {
            part for part in window.findChildren(QWidget) if part.isVisible() and part.isEnabled() and _takes_tab(part)
        }
        reached: set[QWidget] = set()
        window.activateWindow()
        window.navigation.setFocus()
        for _step in range(STEPS):
            focused = QApplication.focusWidget()
            if focused in reached and reached >= wanted:
                break
            reached.add(focused)
            keys = (Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier) if _keeps_tab(focused) else (Qt.Key.Key_Tab,)
            QTest.keyClick(focused, *keys)
        assert [type(part).__name__ for part in wanted - reached] == []


def _takes_tab(part: QWidget) -> bool:
    """Whether Tab goes there; the inside of a compound widget (a spin box, a combo box) is its owner's care."""
    inside = part.objectName().startswith("qt_") or part.focusProxy() is not None
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and not inside


def _keeps_tab(part: QWidget | None) -> bool:
    return type(part).__name__ in ("QPlainTextEdit", "QTextEdit") and not part.tabChangesFocus()


WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]")
SPEAKS = {
    "label", "button", "icon_button", "setText", "setWindowTitle", "addAction", "setToolTip", "setAccessibleName",
    "setAccessibleDescription", "setPlaceholderText", "addTab", "setTitle", "setSubTitle", "setPrefix", "setSuffix",
    "setStatusTip", "Message", "Column", "say",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted((Path(charter.__file__).parent / "ui").rglob("*.py")), ids=lambda path: path.stem
)
def test_every_word_of_the_window_comes_from_the_catalogue(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SPEAKS:
            found += [
                f"line {node.lineno}: {said.value}"
                for said in node.args
                if isinstance(said, ast.Constant) and isinstance(said.value, str) and WORDS.search(said.value)
            ]
    assert found == []
