"""Messages above the screen: the same sentence stands there once."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from charter.ui.widgets.strips import Message, Strips


@pytest.fixture
def strips(qtbot) -> Strips:
    made = Strips()
    qtbot.addWidget(made)
    return made


def test_the_same_fault_of_two_acts_is_told_once(strips: Strips) -> None:
    strips.say(Message("error", "The disk is full.", topic="import a"))
    strips.say(Message("error", "The disk is full.", topic="judging"))
    assert [one.topic for one in strips.messages] == ["judging"]


def test_two_results_with_each_their_own_way_back_both_stay(strips: Strips) -> None:
    for topic in ("first", "second"):
        strips.say(Message("done", "1 file read.", action=("Undo", lambda: None), topic=topic))
    assert [one.topic for one in strips.messages] == ["second", "first"]


def test_a_message_that_stands_keeps_the_keyboard_when_another_comes_or_goes(strips: Strips, qtbot) -> None:
    strips.show()
    strips.say(Message("error", "The disk is full.", topic="disk", action=("Try again", lambda: None)))
    act = next(one for one in strips.findChildren(QPushButton) if one.text() == "Try again")
    act.setFocus()
    strips.say(Message("done", "1 file read.", topic="import"))
    assert strips.focusWidget() is act
    strips.solve("import")
    strips.solve("something else")
    assert strips.focusWidget() is act
    assert act.isVisible()


def test_the_newest_stands_above_and_what_was_left_out_comes_back_when_there_is_room(strips: Strips, qtbot) -> None:
    strips.show()
    for topic in ("first", "second", "third"):
        strips.say(Message("done", topic, topic=topic))

    def shown() -> list[str]:
        QApplication.processEvents()
        seen = [one for one in strips.findChildren(QLabel) if one.isVisible() and one.text()]
        return [one.text() for one in sorted(seen, key=lambda one: one.mapTo(strips, one.rect().topLeft()).y())]

    assert shown() == ["third", "second", "1 more message"]
    strips.solve("third")
    assert shown() == ["second", "first"]
    strips.solve("second")
    strips.solve("first")
    assert strips.isHidden()
