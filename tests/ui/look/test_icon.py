"""Every icon that is asked for is there, every file is used, and no outline is only a colour apart."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

import charter.ui
from charter.ui.look import icon
from charter.ui.look.verdict_look import CHANNEL_ICON, VERDICT_ICON

ROOM = Path(charter.ui.__file__).parent
NAMES = sorted(path.name.removesuffix(".svg") for path in (files("charter.ui") / "icons").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_drawn_and_shows_something(qapp, name: str):
    source = (files("charter.ui") / "icons" / f"{name}.svg").read_text("utf-8")
    assert QSvgRenderer(QByteArray(source.replace("cutout", "white").encode())).isValid()
    image = icon.pixmap(name, "text", 24).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24))


def test_every_icon_asked_for_is_there_and_every_file_is_asked_for():
    told = " ".join(path.read_text("utf-8") for path in ROOM.rglob("*.py"))
    words = set(re.findall(r'"([a-z-]+)"', told))
    assert set(VERDICT_ICON.values()) | set(CHANNEL_ICON.values()) <= set(NAMES)
    assert [name for name in NAMES if name not in words] == []


def test_what_was_read_ahead_opens_no_file_when_it_is_drawn(qapp, monkeypatch):
    icon.forget_drawn()
    icon._source.cache_clear()
    icon.read_ahead()
    monkeypatch.setattr(icon, "_FOLDER", None)
    assert not any(icon.pixmap(name, "text", 24).isNull() for name in NAMES)


def test_the_verdicts_differ_in_black_and_white(qapp):
    drawn = [icon.pixmap(name, "text", 24).toImage() for name in [*VERDICT_ICON.values(), "last-day"]]
    assert all(one != other for place, one in enumerate(drawn) for other in drawn[place + 1 :])


def test_it_is_drawn_in_the_pixels_of_the_screen(qapp):
    assert icon.pixmap("met", "met", 16, 2.0).width() == 32
    assert icon.pixmap("met", "met", 16, 2.0).deviceIndependentSize().width() == 16
