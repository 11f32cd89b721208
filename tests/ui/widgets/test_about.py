"""About the program: who reads it sees every library with its licence, and finds the log."""

from __future__ import annotations

from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton

from charter.ui.widgets.about import about, built_on


def test_every_library_is_named_with_a_licence() -> None:
    assert {"PySide6-Essentials", "SQLAlchemy", "IMAPClient"} <= {name for name, _number, _licence in built_on()}
    assert [name for name, number, licence in built_on() if not number or not licence] == []


def test_it_tells_of_the_lgpl_and_opens_the_folder_of_the_log(qtbot, tmp_path, monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page = about(tmp_path)
    qtbot.addWidget(page)
    said = [part.text() for part in page.findChildren(QLabel)]
    assert any("LGPL version 3" in text for text in said)
    assert f"The log of the program is in {tmp_path}." in said
    page.findChild(QPushButton).click()
    assert opened == [str(tmp_path)]
