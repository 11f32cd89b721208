"""The look follows the system, and lets a contrast theme win."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette

from charter.ui.look import icon, theme
from charter.ui.look.tokens import DARK, LIGHT
from charter.ui.widgets.parts import IconLabel


class System:
    """An application as the theme sees it, with the system's wishes as arguments."""

    def __init__(self, app, scheme, contrast=Qt.ContrastPreference.NoPreference):
        self._app = app
        self.hints = SimpleNamespace(
            colorScheme=lambda: scheme, accessibility=lambda: SimpleNamespace(contrastPreference=lambda: contrast)
        )

    def styleHints(self):  # noqa: N802
        return self.hints

    def __getattr__(self, name):
        return getattr(self._app, name)


def test_dark_when_the_system_is_dark_and_light_when_it_does_not_say(qapp):
    theme.follow_system(System(qapp, Qt.ColorScheme.Dark))
    assert theme.tokens() == DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window
    theme.follow_system(System(qapp, Qt.ColorScheme.Unknown))
    assert theme.tokens() == LIGHT


def test_a_contrast_theme_wins_and_there_is_no_style_sheet(qapp):
    theme.follow_system(System(qapp, Qt.ColorScheme.Dark, Qt.ContrastPreference.HighContrast))
    assert qapp.styleSheet() == ""
    assert theme.tokens().text == qapp.palette().color(QPalette.ColorRole.Text).name()
    assert theme.tokens().met == theme.tokens().breached


def test_the_change_is_told(qapp, qtbot):
    with qtbot.waitSignal(theme.look().changed):
        theme.use(qapp, DARK)


def test_an_icon_set_once_follows_the_theme(qapp, qtbot):
    button_icon = icon.icon("close")
    before = button_icon.pixmap(16, 16).toImage()
    label = IconLabel("close", "text")
    qtbot.addWidget(label)
    label_before = label.pixmap().toImage()
    theme.use(qapp, DARK)
    qapp.processEvents()
    assert button_icon.pixmap(16, 16).toImage() != before
    assert label.pixmap().toImage() != label_before


def test_no_text_is_smaller_than_nine_points():
    sizes = (theme.CAPTION, theme.BODY, theme.SECTION, theme.HEADLINE, theme.TITLE, theme.COUNT)
    assert min(sizes) == 9
    assert list(sizes) == sorted(sizes)
