"""The way in: a window on a profile, made when there is none, and gone without a trace."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from charter.clock import SystemClock
from charter.services import first_run
from charter.services.first_run import Draft
from charter.services.profiles import make_profile, needs_first_run
from charter.ui import single, start
from charter.ui.first_run.first_run import FirstRun
from charter.ui.last_resort import LastResort
from charter.ui.screens.places import TODAY
from charter.ui.window.main_window import MainWindow


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch):
    """No test writes where a user's window remembers its size, or takes the place of the user's window."""
    monkeypatch.setattr(single, "user_cache_path", lambda *_args, **_more: tmp_path)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)  # a fault must fail the test, not wait for a click
    file = str(tmp_path / "window.ini")
    monkeypatch.setattr(start, "QSettings", lambda: QSettings(file, QSettings.Format.IniFormat))


def close_when_filled(seen: list[str]) -> None:
    """Look again until the window shows data, then close it."""
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
    if windows and windows[0].sight is not None:
        try:
            seen.append(windows[0].screen_of(TODAY).frame.empty.accessibleName())
        finally:
            windows[0].close()
    else:
        QTimer.singleShot(20, lambda: close_when_filled(seen))


def answer_when_asked(asked: list[FirstRun], answer) -> None:
    """Look again until the first run is shown, then live through it."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, FirstRun) and w.isVisible()]
    if found:
        asked.append(found[0])
        answer(found[0])
    else:
        QTimer.singleShot(20, lambda: answer_when_asked(asked, answer))


def test_the_first_start_asks_makes_a_profile_and_says_what_to_do_next(qapp, own_settings, tmp_path, monkeypatch):
    seen: list[str] = []
    asked: list[FirstRun] = []
    monkeypatch.setattr(start, "default_folder", lambda: tmp_path / "new")

    def answer(asking: FirstRun) -> None:
        asking.town.name.setText("Voorbeeld")
        asking.go_on()
        asking.hours.good_friday.group.button(0).click()
        asking.go_on()
        asking.go_on()
        asking.file.later.click()
        close_when_filled(seen)

    QTimer.singleShot(0, lambda: answer_when_asked(asked, answer))
    assert start.main(["--lang", "en"]) == 0
    assert (tmp_path / "new" / "charter.toml").exists()
    assert len(asked) == 1
    assert seen[0].startswith("No contacts yet")
    assert sys.excepthook is sys.__excepthook__ or "pytest" in repr(sys.excepthook)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("readers", "writer"))]


def test_a_database_that_is_gone_is_said_at_the_start(qapp, own_settings, tmp_path, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _title, text: said.append(text))
    make_profile(tmp_path / "town", "Voorbeeld")
    (tmp_path / "town" / "charter.sqlite").unlink()
    assert start.main(["--lang", "en", "--profile", str(tmp_path / "town")]) == 1
    assert len(said) == 1
    assert "is gone" in said[0]
    assert "charter db new" in said[0]
    assert not (tmp_path / "town" / "charter.sqlite").exists()


def test_a_first_log_ends_on_vandaag_with_its_sentence_on_the_real_threads(qapp, own_settings, tmp_path, monkeypatch):
    """The clock of the program is the real one here, so the log is of yesterday."""
    yesterday = SystemClock().now() // 1_000_000 - 86_400
    log = tmp_path / "queue_log"
    lines = [
        f"{yesterday}|1.1|kcc|NONE|ENTERQUEUE||0655501001|1",
        f"{yesterday + 12}|1.1|kcc|SIP/11|CONNECT|12|1.2|3",
        f"{yesterday + 90}|1.1|kcc|SIP/11|COMPLETECALLER|12|78|1",
    ]
    log.write_text("\n".join(lines) + "\n", "utf-8")
    folder, told = tmp_path / "town", []
    draft = Draft(step=3, organisation="Voorbeeld", good_friday_closed=True)
    first_run.save(folder, draft)

    def close_when_told() -> None:
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
        if windows and windows[0].strips.messages:
            told.extend(message.text for message in windows[0].strips.messages)
            windows[0].close()
        else:
            QTimer.singleShot(20, close_when_told)

    def answer(asking: FirstRun) -> None:
        asking.read_in([log])
        close_when_told()

    QTimer.singleShot(0, lambda: answer_when_asked([], answer))
    assert start.main(["--profile", str(folder), "--lang", "en"]) == 0
    assert told[0].startswith("1 telephone call read. ")
    assert not needs_first_run(folder)


def test_a_folder_with_a_profile_opens_the_window_and_asks_nothing(qapp, own_settings, tmp_path, monkeypatch):
    seen: list[str] = []
    make_profile(tmp_path / "town", "Voorbeeld")
    monkeypatch.setattr(start, "_set_up", lambda _folder: pytest.fail("the first run opened"))
    QTimer.singleShot(0, lambda: close_when_filled(seen))
    assert start.main(["--profile", str(tmp_path / "town"), "--lang", "en"]) == 0
    assert seen


@pytest.mark.parametrize("begun", [False, True], ids=["nothing yet", "interrupted"])
def test_a_named_folder_that_is_there_is_asked_about_and_left_as_it_was(qapp, own_settings, tmp_path, begun):
    folder, asked = tmp_path / "town", []
    folder.mkdir()
    if begun:
        first_run.save(folder, Draft(step=2, organisation="Voorbeeld", good_friday_closed=True))
        first_run.found(folder, first_run.load(folder), date(2026, 11, 22))
    steps: list[int] = []

    def answer(asking: FirstRun) -> None:
        steps.append(asking.stack.currentIndex())
        asking.later.click()

    QTimer.singleShot(0, lambda: answer_when_asked(asked, answer))
    assert start.main(["--profile", str(folder), "--lang", "en"]) == 0
    assert steps == [2 if begun else 0]
    assert (folder / "charter.toml").exists() == begun
    assert needs_first_run(folder)


def test_a_profile_that_cannot_be_used_is_told_with_its_remedy(qapp, own_settings, tmp_path, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _title, text: told.append(text))
    (tmp_path / "charter.toml").write_text("organisation = ", encoding="utf-8")
    assert start.main(["--profile", str(tmp_path), "--lang", "en"]) == 1
    assert "charter.toml" in told[0]


def test_a_named_folder_without_a_profile_is_not_made_into_one(qapp, own_settings, tmp_path, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _title, text: told.append(text))
    assert start.main(["--profile", str(tmp_path / "tipo"), "--lang", "en"]) == 1
    assert not (tmp_path / "tipo").exists()
    assert "charter init" in told[0]


def test_an_unknown_language_is_wrong_use(qapp, capsys):
    with pytest.raises(SystemExit) as end:
        start.main(["--lang", "fr"])
    assert end.value.code == 2


def test_a_fault_of_ours_is_logged_told_and_can_be_copied(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: next(b for b in box.buttons() if "Copy" in b.text()))
    resort = LastResort(tmp_path)
    try:
        resort._caught(ZeroDivisionError, ZeroDivisionError("one by nothing"), None)
        assert "ZeroDivisionError" in (tmp_path / "charter.log").read_text("utf-8")
        assert "one by nothing" in QApplication.clipboard().text()
    finally:
        resort.remove()


def test_the_log_of_a_profile_that_may_not_be_written_is_among_those_of_the_user(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr("charter.ui.last_resort.os.access", lambda *_asked: False)
    monkeypatch.setattr("charter.ui.last_resort.user_log_path", lambda *_named, **_more: tmp_path)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    resort = LastResort(tmp_path / "profile")
    try:
        resort._caught(ZeroDivisionError, ZeroDivisionError("one by nothing"), None)
        assert "one by nothing" in (tmp_path / "charter.log").read_text("utf-8")
    finally:
        resort.remove()


def test_the_window_stands_before_spreadsheets_and_charts_are_loaded():
    """Both take longer than the window itself, and nobody asked for them yet."""
    code = (
        "import sys, charter.ui.window.main_window, charter.ui.today.screen;"
        "print([name for name in ('openpyxl', 'matplotlib', 'typst') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
