"""What somebody chose for this computer: it is known again at the next start, and nonsense is not believed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from charter import locale
from charter.profile_text import default_text
from charter.ui import preferences, single, speech, start
from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.settings import autostart
from charter.ui.window.main_window import MainWindow


def test_who_never_chose_has_dutch_the_colours_of_the_computer_and_usual_rows(settings):
    assert preferences.language(settings) == "nl"
    assert preferences.scheme(settings) == preferences.SYSTEM
    assert preferences.row_height(settings) == 31


@pytest.mark.parametrize("rows", preferences.HEIGHTS)
def test_every_choice_of_rows_has_its_height(settings, rows):
    settings.setValue(preferences.ROWS_KEY, rows)
    assert preferences.row_height(settings) == preferences.HEIGHTS[rows]


def test_what_it_does_not_know_it_does_not_believe(settings):
    for key in (preferences.LANGUAGE_KEY, preferences.SCHEME_KEY, preferences.ROWS_KEY):
        settings.setValue(key, "fr")
    assert preferences.language(settings) == "nl"
    assert preferences.scheme(settings) == preferences.SYSTEM
    assert preferences.rows(settings) == preferences.USUAL


@pytest.fixture
def remembered(tmp_path: Path, monkeypatch, settings):
    """The settings of a user who has been here before, in place of those of this computer."""
    monkeypatch.setattr(single, "user_cache_path", lambda *_args, **_more: tmp_path)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    monkeypatch.setattr(start, "QSettings", lambda: QSettings(settings.fileName(), QSettings.Format.IniFormat))
    (tmp_path / "charter.toml").write_text(default_text("Voorbeeld"), encoding="utf-8")
    monkeypatch.setattr(start, "default_folder", lambda: tmp_path)
    yield settings
    app = QApplication.instance()
    theme.prefer(app, preferences.SYSTEM)
    theme.use(app, LIGHT)
    speech.speak(app, "en")


def close_when_shown(seen: list[tuple[str, object]]) -> None:
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
    if windows and windows[0].sight is not None:
        model = windows[0].navigation_model
        seen.append((model.data(model.index(0)), theme.tokens()))
        windows[0].close()
    else:
        QTimer.singleShot(20, lambda: close_when_shown(seen))


@pytest.mark.parametrize(("language", "words"), [("nl", "Vandaag"), ("en", "Today")])
def test_the_next_start_speaks_the_language_and_wears_the_colours_that_were_chosen(qapp, remembered, language, words):
    seen: list[tuple[str, object]] = []
    remembered.setValue(preferences.LANGUAGE_KEY, language)
    remembered.setValue(preferences.SCHEME_KEY, preferences.DARK)
    remembered.sync()
    QTimer.singleShot(0, lambda: close_when_shown(seen))
    assert start.main([]) == 0
    assert seen == [(words, DARK)]


def test_a_language_on_the_command_line_is_for_this_time_only(qapp, remembered):
    seen: list[tuple[str, object]] = []
    remembered.setValue(preferences.LANGUAGE_KEY, "nl")
    remembered.sync()
    QTimer.singleShot(0, lambda: close_when_shown(seen))
    assert start.main(["--lang", "en"]) == 0
    assert seen[0][0] == "Today"
    assert preferences.language(remembered) == "nl"
    assert locale.language() == "en"


def test_windows_starts_charter_on_this_profile_and_on_no_other(settings, tmp_path):
    mine, other = autostart.Autostart(settings, tmp_path / "mine"), autostart.Autostart(settings, tmp_path / "other")
    assert not mine.is_on
    mine.turn(on=True)
    assert (mine.is_on, other.is_on) == (True, False)
    mine.turn(on=False)
    assert not mine.is_on
    assert not settings.contains("Charter")


def test_the_command_opens_the_window_and_keeps_a_folder_with_spaces_whole(tmp_path):
    told = autostart.command(tmp_path / "my town")
    assert re.search(r'-c "from charter\.ui\.start import main; main\(\)" --profile ".*my town"$', told)


def test_outside_windows_nobody_is_offered_it(monkeypatch, tmp_path):
    monkeypatch.setattr(autostart.sys, "platform", "linux")
    assert autostart.of_this_computer(tmp_path) is None
