"""A report that made itself is told in a strip, with its folder; one that could not be made says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.errors import Refused
from charter.services.recurring import Attempt
from charter.services.reporting import Report
from charter.ui import messages
from charter.ui.window import main_window
from charter.ui.window.main_window import MainWindow


def attempt(*, complete: bool = True) -> Attempt:
    file = Path("/reports/charter-2026-10.pdf")
    return Attempt("2026-10", Report(file, "2026-10", 0, "", 1, complete, running=False, contacts=7))


FAILED = Attempt("2026-10", error=Refused("The folder %(folder)s does not exist.", "Make it first.", folder="M:"))


@pytest.fixture
def window(services, tasks, settings, qtbot) -> MainWindow:
    made = MainWindow(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


def test_a_strip_says_where_it_is_and_opens_the_folder(window, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(main_window.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.show_reported(attempt())
    message = window.strips.messages[0]
    assert message.gravity == "done"
    assert message.text == "The report over 2026-10 is made: charter-2026-10.pdf."
    assert message.action is not None
    name, act = message.action
    act()
    assert name == "Open folder"
    assert opened == ["/reports"]


def test_a_report_of_a_period_that_is_not_complete_says_so_here_too() -> None:
    assert messages.of_report(attempt(complete=False), lambda folder: None).text.endswith(
        "Not all data is in. The cover says so."
    )


def test_a_folder_that_fails_is_told_once_until_it_is_solved(window) -> None:
    window.show_reported(FAILED)
    window.show_reported(FAILED)
    told = [one for one in window.strips.messages if one.topic == "report 2026-10"]
    assert len(told) == 1
    assert told[0].gravity == "attention"
    assert told[0].detail == "The folder M: does not exist. Make it first. Charter tries it again by itself."
    window.show_reported(attempt())
    assert [one.gravity for one in window.strips.messages if one.topic == "report 2026-10"] == ["done"]


def test_a_fault_of_ours_shows_no_inner_workings() -> None:
    told = messages.of_report(Attempt("2026-10", error=ZeroDivisionError("secret")), lambda folder: None)
    assert "secret" not in f"{told.text} {told.detail}"
