"""The first run on a folder of its own; a kill is simulated by leaving the old window alone and making a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtTest import QTest

from charter.clock import FixedClock
from charter.services import first_run
from charter.ui.first_run.first_run import FirstRun

NOW = round(datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()) * 1_000_000
SIZE = (1180, 660)
"""What a screen of 1280x720 leaves."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "town"


@pytest.fixture
def opened(folder: Path, tasks, settings, qtbot) -> Iterator[Callable[[], FirstRun]]:
    """Opens the first run as the folder has it now."""
    made: list[FirstRun] = []

    def make() -> FirstRun:
        asking = FirstRun(folder, FixedClock(NOW), "tester", tasks, settings, first_run.load(folder))
        qtbot.addWidget(asking, before_close_func=lambda gone: gone.hide())
        asking.resize(*SIZE)
        asking.show()
        asking.activateWindow()
        assert QTest.qWaitForWindowActive(asking)
        made.append(asking)
        return asking

    yield make
    for asking in made:
        for services in {asking._services, asking.ended.services if asking.ended else None} - {None}:
            services.close()


@pytest.fixture
def dutch_of() -> Callable[[str, str], str]:
    """The Dutch words where the catalogue has them already, else the English ones: fragments are merged by the lead."""
    from charter.locale import _

    return lambda dutch, english: dutch if _("Choose Open or Closed") == "Kies Open of Dicht" else english
