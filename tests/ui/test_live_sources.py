"""Live sources in the window: F5 asks them, the schedule's news arrives, and what fails is said since when."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from charter.app import Services
from charter.clock import SystemClock
from charter.errors import StoreError, UnreadableFile
from charter.services.fetching import FetchOutcome
from charter.services.outcomes import ImportOutcome
from charter.services.profiles import make_profile
from charter.store.imports import Counts
from charter.store.sources import Configured, Failure
from charter.ui import start
from charter.ui.screens.places import TODAY
from charter.ui.window.main_window import MainWindow

HOUR = 3_600_000_000


@pytest.fixture
def window(services, tasks, settings, qtbot):
    made = MainWindow(services, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


@pytest.fixture
def failing(services, board):
    """Let the exchange fail since an hour ago."""
    failure = Failure("%(server)s does not answer.", "Check the network.", {"server": "centrale"})
    one = Configured(
        "centrale", "folder", {}, 3600, True, "jan", 0, succeeded_at=board.as_of - 2 * HOUR,
        failing_since=board.as_of - HOUR, failures=2, failure=failure,
    )  # fmt: skip
    broken = replace(board, completeness=replace(board.completeness, failing=(one,)))
    services.made = lambda: broken
    return one


def outcome(*done: ImportOutcome, **more) -> FetchOutcome:
    read = sum(one.read for one in done)
    return FetchOutcome("centrale", "folder", 0, 0, 0, Counts(read=read, used=read), done, **more)


def said(window) -> list[tuple[str, str]]:
    return [(message.gravity, message.text) for message in window.strips.messages]


def test_f5_asks_the_sources_and_shows_the_data_again(window, services, qtbot):
    services.fetched = [outcome(ImportOutcome("queue_log", read=3, used=3, contacts_new=1))]
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert (services.fetches, services.boards) == (1, 2)
    assert said(window) == [("done", "3 rows read = 3 used + 0 double + 0 rejected + 0 out of scope. 1 new contacts.")]
    assert window.work.isHidden()


def test_f5_without_sources_only_shows_the_data_again(window, services, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert (services.boards, said(window)) == (2, [])


def test_f5_while_files_are_read_in_asks_nothing(services, held, settings, qtbot, tmp_path):
    made = MainWindow(services, held, settings)
    qtbot.addWidget(made)
    made.intake.import_paths([tmp_path])
    made.intake.fetch()
    held.let_go()
    assert services.fetches == 0


def test_what_fails_is_said_in_the_strip_and_the_status_bar_since_when(window, failing):
    window.refresh()
    (message,) = window.strips.messages
    assert message.text == (
        "centrale has failed since 17-11-2026 07:12. The figures after 17-11-2026 06:12 are not complete."
    )
    assert message.detail == "centrale: centrale does not answer. Check the network."
    assert window.state.sentence.text() == "centrale: not fetched since Tue 17-11 07:12"
    assert message.text in window.screen_of(TODAY)._caution.text()


def test_a_closed_message_stays_closed_while_the_same_source_fails(window, failing, services, board):
    window.refresh()
    window.strips.solve("sources")
    window.refresh()
    assert said(window) == []
    services.made = lambda: board
    window.refresh()
    assert "not fetched" not in window.state.sentence.text()


def test_a_source_that_is_restored_takes_its_message_away(window, failing, services, board):
    window.refresh()
    services.made = lambda: board
    window.show_fetched([outcome()])
    assert said(window) == []


def test_the_schedule_shows_news_and_is_silent_without(window, services):
    window.show_fetched([outcome()])
    assert (services.boards, said(window)) == (1, [])
    window.show_fetched([outcome(ImportOutcome("a", read=1, used=1))])
    assert (services.boards, len(said(window))) == (2, 1)


def test_a_file_that_nobody_reads_and_a_source_that_another_fetches_are_told(window, services):
    refused = ImportOutcome("note.txt", error=UnreadableFile("note.txt is in none of the known formats."))
    window.show_fetched([outcome(refused), outcome(held_by="piet@pc2", error=StoreError("x"))])
    assert said(window) == [
        ("information", "Somebody else is fetching centrale now. The figures follow by themselves."),
        ("error", "centrale: note.txt is in none of the known formats."),
    ]


def test_a_database_that_fails_while_fetching_is_told_with_its_remedy(window, services, qtbot):
    services.fault = StoreError("The database does not answer.", "Check the network.")
    window.intake.fetch()
    assert ("error", "The database does not answer. Check the network.") in said(window)


def test_the_window_starts_the_schedule_and_ends_it(qapp, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(start, "QSettings", lambda: QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "queue_log").write_text("1767258001|1.1|burgerzaken|NONE|ENTERQUEUE||0612345678|1\n", encoding="utf-8")
    services = Services(make_profile(tmp_path / "profile", "Gemeente Voorbeeld").folder, SystemClock(), "tester")
    services.add_source(services.configure_source("centrale", "folder", {"path": str(logs), "settle": "0"}, 3600))
    seen: list[int] = []

    def look() -> None:
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
        if windows and windows[0].sight is not None and len(windows[0].sight.board.contacts):
            seen.append(len(windows[0].sight.board.contacts))
            windows[0].close()
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)
    assert start.run(services) == 0
    services.close()
    assert seen == [1]
    assert not [one for one in threading.enumerate() if one.name.startswith(("APScheduler", "writer"))]
