"""Text in another size: what the computer asks for is offered, and taken over once the screen may go."""

from __future__ import annotations

import pytest

from charter.ui.look import text_size, theme
from charter.ui.window.appearance import Appearance


@pytest.fixture
def appearance(qapp, settings):
    usual = qapp.font()
    yield Appearance(settings, lambda: False, qapp)
    theme.enlarge(qapp, 1.0)
    qapp.setFont(usual)


def test_another_size_is_taken_over_only_once_the_screen_may_go(appearance, monkeypatch, qtbot) -> None:
    monkeypatch.setattr(text_size, "of_this_computer", lambda: 1.5)
    waiting = []
    _words, take_over = appearance.offer(lambda then: bool(waiting.append(then))).action
    take_over()
    assert theme.scale() == 1.0
    with qtbot.waitSignal(appearance.changed):
        waiting[0]()
    assert theme.scale() == 1.5
    assert appearance.offer(lambda then: True) is None
