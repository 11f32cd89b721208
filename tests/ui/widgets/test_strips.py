"""Messages above the screen: the same sentence stands there once."""

from __future__ import annotations

import pytest

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
