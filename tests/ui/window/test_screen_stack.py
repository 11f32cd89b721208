"""Screens are made before anybody asks, and get fresh data in turn; whoever asks for one gets it whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from charter.ui.screens.places import ACCOUNTING, BREACHES, NORMS, PLACES, SETTINGS, SOURCES, TODAY
from charter.ui.window import screen_stack
from charter.ui.window.screen_stack import ScreenStack


@pytest.fixture
def stack(services, tasks, settings, qtbot, monkeypatch) -> Iterator[ScreenStack]:
    """Without the settings, for which the services of these tests have no profile."""
    known = [place for place in PLACES if place.id != SETTINGS]
    monkeypatch.setattr(screen_stack, "_MAKE", {place.id: place.make for place in known})
    made = ScreenStack(services, tasks, settings)
    qtbot.addWidget(made)
    yield made
    made.forget_others(made.screen_of(TODAY))


@pytest.fixture
def told(stack):
    """Which screens there are, in the order in which they were made."""
    made: list[object] = []
    stack.made.connect(made.append)
    return made


def test_screens_are_made_ahead_once_and_given_data_when_somebody_asks(stack, told, sight, qtbot) -> None:
    stack.screen_of(TODAY)
    stack.show_sight(sight)
    stack.make_ahead()
    qtbot.waitUntil(lambda: stack.count() == len(PLACES) - 1)
    register = next(screen for screen in told if type(screen).__name__ == "BreachesScreen")
    assert register.model.row_total == 0
    assert stack.screen_of(BREACHES) is register
    assert register.model.row_total > 0
    assert len({type(screen) for screen in told}) == len(told)


def test_fresh_data_comes_to_who_asks_at_once_and_to_the_others_in_turn(stack, sight, qtbot) -> None:
    today, register = stack.screen_of(TODAY), stack.screen_of(BREACHES)
    stack.show_sight(sight)
    assert (today._sight, register._sight) == (None, None)
    assert stack.screen_of(TODAY)._sight is not None
    assert register._sight is None
    qtbot.waitUntil(lambda: register._sight is not None)


def test_who_is_told_of_a_later_instant_has_the_data_first(stack, sight) -> None:
    register = stack.screen_of(BREACHES)
    stack.show_sight(sight)
    stack.retell(replace(sight))
    assert register.model.row_total > 0


def test_when_the_others_are_let_go_they_are_made_anew(stack, told, sight, qtbot) -> None:
    kept, other = stack.screen_of(TODAY), stack.screen_of(SOURCES)
    stack.make_ahead()
    stack.show_sight(sight)
    stack.forget_others(kept)
    assert stack.count() == 1
    assert stack.screen_of(TODAY) is kept
    assert stack.screen_of(SOURCES) is not other
    ahead = told[2]
    assert stack.screen_of(PLACES[1].id) is not ahead
    assert stack.screen_of(ACCOUNTING) in told


def test_a_screen_of_many_parts_grows_part_by_part_and_is_whole_for_whoever_asks(stack, sight, qtbot) -> None:
    stack.screen_of(TODAY)
    stack.show_sight(sight)
    while NORMS not in stack._ahead:
        stack.make_ahead()
    stack._making.stop()
    norms = stack._ahead[NORMS]
    widgets = len(norms.findChildren(QWidget))
    stack.make_ahead()
    stack._making.stop()
    assert len(norms.findChildren(QWidget)) > widgets
    assert not hasattr(norms, "what_if")
    assert stack.screen_of(NORMS) is norms
    assert norms.isAncestorOf(norms.what_if)
    assert norms._sight is sight
    assert not norms.grow()


AHEAD = [place for place in PLACES if place.id not in (TODAY, SETTINGS)]


@pytest.mark.parametrize("place", AHEAD, ids=lambda place: place.id)
def test_between_the_parts_of_a_screen_the_window_has_its_turn(place, services, tasks, settings, qtbot) -> None:
    screen = place.make(services, tasks, settings)
    qtbot.addWidget(screen)
    turns, widgets = 0, len(screen.findChildren(QWidget))
    while screen.grow():
        turns += 1
    assert turns > 2
    assert len(screen.findChildren(QWidget)) > widgets


def test_a_source_may_be_asked_while_its_screen_is_half_made(services, tasks, settings, qtbot) -> None:
    (sources,) = (place.make(services, tasks, settings) for place in PLACES if place.id == SOURCES)
    qtbot.addWidget(sources)
    sources.hear_fetching("info@", 12)
    while sources.grow():
        sources.hear_fetching("info@", 13)
