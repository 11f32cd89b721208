"""Language and look: what is chosen holds at once and is known at the next start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from charter.ui import preferences, speech
from charter.ui.look import theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.screens.places import SETTINGS
from charter.ui.settings.autostart import Autostart
from charter.ui.settings.display import DisplaySection
from charter.ui.window.main_window import MainWindow


@pytest.fixture
def undressed(qapp):
    """Puts language and colours back after the test."""
    yield
    theme.prefer(qapp, preferences.SYSTEM)
    speech.speak(qapp, "en")


def test_it_shows_what_holds_now(settings, in_room) -> None:
    settings.setValue(preferences.SCHEME_KEY, preferences.DARK)
    settings.setValue(preferences.ROWS_KEY, preferences.COMPACT)
    made = DisplaySection(settings, None)
    area = in_room(made)
    assert area.isVisible()
    assert (made.language.value(), made.scheme.value(), made.rows.value()) == ("en", "dark", "compact")
    assert made.autostart is None


def test_the_colours_change_at_once_and_are_kept(screen, settings, undressed) -> None:
    screen.display.scheme.choose(preferences.DARK)
    assert theme.tokens() == DARK
    assert preferences.scheme(settings) == preferences.DARK
    screen.display.scheme.choose(preferences.LIGHT)
    assert theme.tokens() == LIGHT


def test_a_choice_of_colours_stands_when_the_computer_changes(qapp, undressed) -> None:
    theme.prefer(qapp, preferences.DARK)
    theme.follow_system(qapp)
    assert theme.tokens() == DARK


def test_windows_is_told_by_one_tick(settings, in_room, tmp_path) -> None:
    run = QSettings(str(tmp_path / "run.ini"), QSettings.Format.IniFormat)
    autostart = Autostart(run, tmp_path)
    made = DisplaySection(settings, autostart)
    area = in_room(made)
    assert area.isVisible()
    assert not made.autostart.isChecked()
    made.autostart.click()
    assert autostart.is_on
    assert DisplaySection(settings, autostart).autostart.isChecked()
    made.autostart.click()
    assert not autostart.is_on


def test_longer_words_fit_on_the_smallest_window(longer, settings, in_room, misfits, tmp_path) -> None:
    run = QSettings(str(tmp_path / "run.ini"), QSettings.Format.IniFormat)
    assert misfits(in_room(DisplaySection(settings, Autostart(run, tmp_path)))) == []


# the language, in the window


@pytest.fixture
def window(qtbot, real, tasks, settings, undressed):
    made = MainWindow(real, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    made.go_to(SETTINGS)
    made.shown.open_section("display")
    return made


def test_another_language_is_spoken_at_once_and_kept(window, qtbot, settings) -> None:
    before = window.shown
    before.display.language.choose("nl")
    qtbot.waitUntil(lambda: window.shown is not before)
    assert window.shown.display.language.value() == "nl"
    assert window.shown.stack.currentIndex() == window.shown.parts.index("display")
    assert preferences.language(settings) == "nl"


@pytest.fixture
def usual_again(qapp):
    """Puts the size of text back after the test."""
    usual = qapp.font()
    yield
    theme.enlarge(qapp, 1.0)
    qapp.setFont(usual)


def test_another_size_of_text_holds_at_once_and_is_kept(window, qtbot, settings, usual_again) -> None:
    before = window.shown
    before.display.text_size.choose(150)
    qtbot.waitUntil(lambda: window.shown is not before)
    assert theme.scale() == 1.5
    assert window.shown.display.text_size.value() == 150
    assert window.shown.stack.currentIndex() == window.shown.parts.index("display")
    assert preferences.text_size(settings) == 150


def test_while_files_are_read_in_the_size_of_text_stays_too(window, qtbot, settings, monkeypatch) -> None:
    monkeypatch.setattr(type(window.intake), "under_way", True)
    before = window.shown
    before.display.text_size.choose(200)
    qtbot.waitUntil(lambda: window.strips.messages[0].text.startswith("Charter is still"))
    assert window.shown is before
    assert before.display.text_size.value() == 100
    assert theme.scale() == 1.0


def test_while_files_are_read_in_the_language_stays_and_the_list_says_so(window, qtbot, settings, monkeypatch) -> None:
    monkeypatch.setattr(type(window.intake), "under_way", True)
    before = window.shown
    before.display.language.choose("nl")
    qtbot.waitUntil(lambda: window.strips.messages[0].text.startswith("Charter is still"))
    assert window.shown is before
    assert before.display.language.value() == "en"
    assert not settings.contains(preferences.LANGUAGE_KEY)


@pytest.mark.parametrize(("choice", "spoken"), [("Stay here", "en"), ("Do not save", "nl"), ("Save", "nl")])
def test_what_is_not_saved_is_asked_about_before_another_language(window, qtbot, answer, real, choice, spoken) -> None:
    asked = answer(choice)
    screen = window.shown
    screen.organisation.name.setText("Elders")
    screen.organisation.name.textEdited.emit("Elders")
    screen.display.language.choose("nl")
    qtbot.waitUntil(lambda: (window.shown is not screen) == (spoken == "nl"))
    QApplication.processEvents()
    assert window.shown.display.language.value() == spoken
    assert len(asked) == 1
    assert (real.profile.organisation == "Elders") == (choice == "Save")
