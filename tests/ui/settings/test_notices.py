"""When Charter says something by itself: it holds at once, and the notifier finds what was chosen."""

from __future__ import annotations

import pytest

from charter.ui.notifier import ALWAYS, MORNING, OFF, Notifier
from charter.ui.settings.notices import NoticesSection

TEAMS = ["Belastingen", "Burgerzaken", ""]


@pytest.fixture
def section(settings, in_room):
    made = NoticesSection(settings, has_tray=True)
    made.show_teams(TEAMS)
    area = in_room(made)
    yield made
    area.close()


@pytest.mark.parametrize("level", [OFF, MORNING, ALWAYS])
def test_the_notifier_knows_at_once_how_much_is_told(section, settings, tasks, level) -> None:
    section.level.choose(level)
    assert Notifier(tasks, settings, section).level == level


def test_every_choice_says_what_it_does(section) -> None:
    said = set()
    for level in (OFF, MORNING, ALWAYS):
        section.level.choose(level)
        said.add(section._meaning.text())
    assert len(said) == 3


def test_what_was_chosen_stands_there_the_next_time(section, settings) -> None:
    section.level.choose(OFF)
    section.ahead.choose(15)
    section.tray.click()
    section.teams[1].click()
    again = NoticesSection(settings, has_tray=True)
    again.show_teams(TEAMS)
    assert (again.level.value(), again.ahead.value(), again.tray.isChecked()) == (OFF, 15, True)
    assert [box.text() for box in again.teams if box.isChecked()] == ["Burgerzaken"]


def test_what_was_never_chosen_is_shown_as_the_notifier_takes_it(section, settings, tasks) -> None:
    assert section.level.value() == Notifier(tasks, settings, section).level
    assert not settings.contains("notices/level")


def test_a_chosen_team_that_has_another_name_now_can_still_be_seen_and_dropped(section) -> None:
    section.teams[0].click()
    section.show_teams(["Heffingen"])
    assert [(box.text(), box.isChecked()) for box in section.teams] == [("Belastingen", True), ("Heffingen", False)]
    section.teams[0].click()
    section.show_teams(["Heffingen", "Zorg"])
    assert [box.text() for box in section.teams] == ["Heffingen", "Zorg"]


def test_without_teams_it_says_so(settings, in_room, qtbot) -> None:
    made = NoticesSection(settings, has_tray=True)
    area = in_room(made)
    assert area.isVisible()
    assert made._teams.itemAt(0).widget().text() == "No teams are known yet."
    made.show_teams(TEAMS)
    assert [box.text() for box in made.teams] == ["Belastingen", "Burgerzaken"]


def test_where_there_is_no_place_beside_the_clock_nobody_is_offered_it(settings, in_room) -> None:
    made = NoticesSection(settings, has_tray=False)
    area = in_room(made)
    assert area.isVisible()
    assert not made.tray.isVisible()


def test_the_teams_of_the_data_are_offered_beside_those_of_the_profile(screen, real) -> None:
    offered = {box.text() for box in screen.notices.teams}
    assert set(real.profile.teams.values()) <= offered
    assert {team for team in real.board().contacts.names.teams if team} <= offered


def test_longer_words_fit_on_the_smallest_window(longer, settings, in_room, misfits) -> None:
    for has_tray in (True, False):
        made = NoticesSection(settings, has_tray=has_tray)
        made.show_teams(TEAMS)
        assert misfits(in_room(made)) == []
