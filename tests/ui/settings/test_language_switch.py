"""Another language without a restart: no word of the old one is left on any of the screens.

The other language here is a made-up one that marks each text, so that a text which nobody translated shows by itself.
"""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QTabWidget,
    QWidget,
)

import charter
from charter import locale
from charter.ui import speech
from charter.ui.screens.places import PLACES, SETTINGS
from charter.ui.window.main_window import MainWindow

MARK = "\N{HEAVY ASTERISK}"
ROWS = 12
"""So many rows of a table are read."""


class Marked(gettext.NullTranslations):
    """A language in which every text is marked."""

    def gettext(self, message: str) -> str:
        return MARK + message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def texts_of_the_code() -> set[str]:
    """Every text that the code marks for translation."""
    found: set[str] = set()
    for path in Path(charter.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "N_", "ngettext"):
                said = node.args[:2] if getattr(node.func, "id", "") == "ngettext" else node.args[:1]
                found |= {one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


@pytest.fixture(scope="module")
def untranslated() -> re.Pattern[str]:
    """What is a text of the code without its mark, a few words in each of its places."""
    plain = [text for text in texts_of_the_code() if re.search(r"[A-Za-z]{3}", re.sub(r"%\(\w+\)s", "", text))]
    spelled = [
        r"\S+(?: \S+){0,3}".join(re.escape(part) for part in re.split(r"%\(\w+\)[a-z]", text.replace("%%", "%")))
        for text in plain
    ]
    return re.compile("|".join(sorted(spelled, key=len, reverse=True)), re.DOTALL)


def shown(window: QWidget) -> Iterator[str]:
    """Every text of a window: on its widgets, in its lists and tables, in its menus, and for who cannot see it."""
    for part in (window, *window.findChildren(QWidget)):
        yield from (part.toolTip(), part.accessibleName(), part.accessibleDescription(), part.windowTitle())
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        elif isinstance(part, QLineEdit):
            yield part.placeholderText()
        elif isinstance(part, QComboBox):
            yield from (part.itemText(row) for row in range(part.count()))
        elif isinstance(part, QTabWidget):
            yield from (part.tabText(tab) for tab in range(part.count()))
        elif isinstance(part, QAbstractItemView) and part.model() is not None:
            yield from cells(part)
    yield from (action.text() for action in window.findChildren(QAction))


def cells(view: QAbstractItemView) -> Iterator[str]:
    """The headers and the first rows of a list or table."""
    model, role = view.model(), Qt.ItemDataRole
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal, role.DisplayRole) or "")
        for row in range(min(model.rowCount(), ROWS)):
            for kind in (role.DisplayRole, role.ToolTipRole, role.AccessibleTextRole):
                yield str(model.index(row, column).data(kind) or "")


def visit(window: MainWindow) -> set[str]:
    """Every text of every screen, and of every part of the settings."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what was taken away goes now
    found: set[str] = set()
    for place in PLACES:
        window.go_to(place.id)
        for part in getattr(window.shown, "parts", [""]):
            if part:
                window.shown.open_section(part)
            found |= set(shown(window))
    return found


@pytest.fixture
def window(qtbot, qapp, real, tasks, settings, monkeypatch):
    known = locale._catalogue
    monkeypatch.setattr(locale, "_catalogue", lambda language: Marked() if language == "nl" else known(language))
    made = MainWindow(real, tasks, settings)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    yield made
    speech.speak(qapp, "en")


def test_on_all_screens_no_text_of_the_old_language_is_left(window, qtbot, untranslated) -> None:
    before = {text for text in visit(window) if untranslated.fullmatch(text)}
    assert len(before) > 200
    settings = window.screen_of(SETTINGS)
    settings.display.language.choose("nl")
    qtbot.waitUntil(lambda: window.screen_of(SETTINGS) is not settings)
    after = visit(window)
    assert sum(text.startswith(MARK) for text in after) > 200
    assert sorted(text for text in after if untranslated.fullmatch(text.partition(MARK)[0])) == []


def test_and_back_again_no_text_of_the_other_one(window, qtbot) -> None:
    window.appearance.speak("nl")
    window.go_to(SETTINGS)
    settings = window.shown
    settings.display.language.choose("en")
    qtbot.waitUntil(lambda: window.screen_of(SETTINGS) is not settings)
    assert sorted(text for text in visit(window) if MARK in text) == []
