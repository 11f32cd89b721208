"""How large text is: what Windows asks for, times what somebody chose; what holds text grows with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QFontMetrics

from charter.ui import preferences
from charter.ui.look import text_size, theme


@pytest.fixture(autouse=True)
def usual_again(qapp):
    usual = qapp.font()
    yield
    theme.enlarge(qapp, 1.0)
    qapp.setFont(usual)


def test_who_never_chose_has_the_size_of_the_computer(settings) -> None:
    assert preferences.text_size(settings) == 100
    assert text_size.wanted(settings) == text_size.of_this_computer()


@pytest.mark.parametrize("percent", preferences.TEXT_SIZES)
def test_a_choice_comes_on_top_of_what_the_computer_asks_for(settings, monkeypatch, percent) -> None:
    settings.setValue(preferences.TEXT_KEY, percent)
    monkeypatch.setattr(text_size, "of_this_computer", lambda: 1.5)
    assert text_size.wanted(settings) == pytest.approx(1.5 * percent / 100)


@pytest.mark.parametrize("nonsense", ["", "large", "90", "400"])
def test_a_size_that_was_never_offered_is_not_believed(settings, nonsense) -> None:
    settings.setValue(preferences.TEXT_KEY, nonsense)
    assert preferences.text_size(settings) == 100


@pytest.mark.parametrize(
    ("kept", "factor"),
    [(100, 1.0), (150, 1.5), (225, 2.25), ("225", 2.25), (None, 1.0), (0, 1.0), (900, 1.0), ("x", 1)],
)
def test_what_windows_keeps_is_a_percentage_within_its_own_bounds(settings, kept, factor) -> None:
    if kept is not None:
        settings.setValue("TextScaleFactor", kept)
    assert text_size.kept(settings) == factor


def test_on_windows_the_registry_is_asked(monkeypatch, tmp_path) -> None:
    windows = QSettings(str(tmp_path / "registry.ini"), QSettings.Format.IniFormat)
    windows.setValue("TextScaleFactor", 175)
    asked = []
    monkeypatch.setattr(text_size.sys, "platform", "win32")
    monkeypatch.setattr(text_size, "QSettings", lambda key, form: asked.append(key) or windows)
    text_size.QSettings.Format = QSettings.Format
    assert text_size.of_this_computer() == 1.75
    assert asked == [text_size.ACCESSIBILITY]


def test_every_size_of_the_type_scale_grows(qapp) -> None:
    theme.enlarge(qapp, 1.5)
    for points in (theme.CAPTION, theme.BODY, theme.SECTION, theme.HEADLINE, theme.TITLE, theme.COUNT):
        assert theme.font(points).pointSizeF() == pytest.approx(1.5 * points)
    assert qapp.font().pointSizeF() == pytest.approx(1.5 * theme.BODY, abs=0.1)


@pytest.mark.parametrize(("asked", "given"), [(0.5, 1.0), (1.0, 1.0), (2.25, 2.25), (4.5, 2.25)])
def test_text_is_never_smaller_than_usual_and_never_larger_than_windows_goes(qapp, asked, given) -> None:
    theme.enlarge(qapp, asked)
    assert theme.scale() == given


def test_what_holds_text_grows_by_the_lines_it_holds(qapp) -> None:
    theme.enlarge(qapp, 1.0)
    line = QFontMetrics(theme.font(theme.BODY)).height()
    assert (theme.px(100), theme.tall(31), theme.tall(58, 2)) == (100, 31, 58)
    theme.enlarge(qapp, 2.0)
    grown = QFontMetrics(theme.font(theme.BODY)).height() - line
    assert (theme.px(100), theme.tall(31), theme.tall(58, 2)) == (200, 31 + grown, 58 + 2 * grown)
    assert f"min-height: {28 + grown}px" in qapp.styleSheet()
