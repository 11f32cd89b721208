"""A small town with contacts that were judged, on the real services, and the settings of it in a window."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QScrollArea, QWidget

from charter.app import Services
from charter.clock import FixedClock
from charter.services.demo import write_demo
from charter.ui.settings.screen import SettingsScreen
from charter.ui.sight import Sight

TODAY = date(2026, 11, 17)
AS_OF = round(datetime(2026, 11, 17, 8, 42, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000
ROOM = 780
"""So wide is a part of the settings on the smallest window."""


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sight]:
    """The folder of a profile with some contacts in its database, to be copied before use; and what was judged."""
    town = write_demo(tmp_path_factory.mktemp("town"), until=TODAY, contacts=60, seed=7)
    services = Services(town.profile_folder, FixedClock(AS_OF), "tester")
    services.import_paths(town.logs)
    sight = Sight.of(services.board())
    services.close()
    return town.profile_folder, sight


@pytest.fixture
def real(judged: tuple[Path, Sight], tmp_path: Path) -> Iterator[Services]:
    """The real services on a town of one's own."""
    folder = tmp_path / "own"
    shutil.copytree(judged[0], folder)
    made = Services(folder, FixedClock(AS_OF), "tester")
    yield made
    made.close()


@pytest.fixture
def written(real: Services) -> Callable[[], dict[str, Any]]:
    """Reads what stands in charter.toml now."""
    return lambda: tomllib.loads((real.profile.folder / "charter.toml").read_text("utf-8"))


@pytest.fixture
def screen(qtbot, real: Services, judged: tuple[Path, Sight], tasks, settings) -> SettingsScreen:
    """The settings, knowing what was judged."""
    made = SettingsScreen(real, tasks, settings)
    qtbot.addWidget(made)
    made.resize(1072, 640)
    made.show()
    made.show_sight(judged[1])
    return made


@pytest.fixture
def answer(monkeypatch) -> Callable[[str], list[str]]:
    """Answers each question by the button with these words; gives what was asked."""

    def set_up(words: str) -> list[str]:
        asked: list[str] = []
        monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(f"{box.text()} {box.informativeText()}"))
        monkeypatch.setattr(
            QMessageBox, "clickedButton", lambda box: next(one for one in box.buttons() if one.text() == words)
        )
        return asked

    return set_up


@pytest.fixture
def typed() -> Callable[[QWidget, str], None]:
    """Types into a field as a hand does: what stood there is replaced, and the field is left."""

    def write(field: QWidget, text: str) -> None:
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
        field.editingFinished.emit()

    return write


@pytest.fixture
def in_room(qtbot) -> Callable[[QWidget], QScrollArea]:
    """Puts a part of the settings where it stands on the smallest window; no window manager resizes it there."""
    rooms = []

    def put(part: QWidget) -> QScrollArea:
        room = QWidget()
        rooms.append(room)
        qtbot.addWidget(room)
        room.resize(1280, 720)
        area = QScrollArea(room)
        area.setObjectName("plain")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(part)
        area.resize(ROOM, 560)
        room.show()
        qtbot.wait(1)
        return area

    return put
