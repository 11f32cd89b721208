"""Teams by queue and mailbox: a row a team, refused in words where a queue stands twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charter.errors import Refused
from charter.norms.periods import Period
from charter.norms.score import Group
from charter.services.charting import Part, Wanted, draw
from charter.ui.settings.teams import TeamsSection


@pytest.fixture
def teams(screen) -> TeamsSection:
    screen.open_section("teams")
    return screen.teams


def shown(teams: TeamsSection) -> dict[str, str]:
    return {row.name.text(): row.places.text() for row in teams.rows}


def working(contacts) -> list[str]:
    """The team of each contact of which no log names the team."""
    sources = [contacts.names.sources[source] for source in contacts.source]
    teams = [contacts.names.teams[team] for team in contacts.team]
    return [team for team, source in zip(teams, sources, strict=True) if source in ("asterisk_queue_log", "mbox")]


def test_each_team_stands_in_a_row_with_its_queues_and_mailboxes(teams, real):
    assert shown(teams)["Burgerzaken"] == "burgerzaken; burgerzaken@gemeente-voorbeeld.example"
    assert teams.changes() == {}


def test_a_changed_name_goes_to_every_place_of_the_team_and_to_stored_contacts(screen, teams, real, written, typed):
    before = working(real.board().contacts)
    typed(teams.rows[1].name, "Publiekszaken")
    assert (
        screen.strip.words.text()
        == "Stored contacts get their team anew, unless their log names one. Figures per team can change."
    )
    screen.save()
    assert written()["teams"]["burgerzaken"] == written()["teams"]["burgerzaken@gemeente-voorbeeld.example"]
    assert written()["teams"]["burgerzaken"] == "Publiekszaken"
    after = working(real.board().contacts)
    assert "Burgerzaken" in before
    assert after == ["Publiekszaken" if team == "Burgerzaken" else team for team in before]


def test_a_team_is_added_with_the_keyboard_alone(screen, teams, written):
    teams.add_team.setFocus()
    QTest.keyClick(teams.add_team, Qt.Key.Key_Space)
    for text in ("Balie", "balie_oost; balie@gemeente-voorbeeld.example", "8"):
        QTest.keyClicks(QApplication.focusWidget(), text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is teams.rows[-1].remove
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is teams.add_team
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert written()["teams"]["balie_oost"] == "Balie"
    assert written()["team_sizes"] == {"Balie": 8}
    assert written()["teams"]["balie@gemeente-voorbeeld.example"] == "Balie"


def test_a_team_is_removed_and_the_keyboard_goes_on(screen, teams, written):
    gone = next(row for row in teams.rows if row.name.text() == "Openbare ruimte")
    gone.remove.click()
    assert teams.add_team.hasFocus()
    screen.save()
    assert "afval" not in written()["teams"]


def test_a_queue_with_two_teams_is_refused_in_words(screen, teams, written, typed):
    before = written()
    typed(teams.rows[0].places, "kcc_algemeen; afval")
    screen.save()
    assert teams._faults["teams",][1].text() == "afval stands with two teams. Choose one."
    assert screen.strip.faults.text() == "1 fault. Correct it first."
    assert teams.rows[3].places.hasFocus()
    assert written() == before


def test_a_queue_that_is_written_twice_in_one_row_is_no_fault(screen, teams, written, typed):
    typed(teams.rows[3].places, "afval; afval; groen")
    screen.save()
    assert written()["teams"]["groen"] == "Openbare ruimte"


@pytest.mark.parametrize(("field", "text"), [("name", ""), ("places", " ; ")])
def test_half_a_row_is_refused_and_the_empty_field_is_where_to_go(screen, teams, typed, field, text):
    typed(getattr(teams.rows[2], field), text)
    screen.save()
    assert getattr(teams.rows[2], field).hasFocus()
    assert teams._faults["teams",][1].text() == ("Write a name and at least one queue or mailbox, or remove the row.")


def test_not_saving_brings_back_what_stood(screen, teams):
    before = shown(teams)
    teams.rows[0].remove.click()
    teams.add_team.click()
    screen.throw_away()
    assert shown(teams) == before


def test_words_that_are_40_percent_longer_fit(longer, real, in_room, misfits):
    section = TeamsSection()
    section.show_profile(real.profile)
    area = in_room(section)
    section.show_faults(lambda _path: "There is something wrong with this, and this sentence says what it is.")
    QApplication.processEvents()
    assert misfits(area) == []


def test_a_team_of_few_people_is_said_so_and_its_figures_stay_here(screen, teams, real, written, typed):
    at = {row.name.text(): row for row in teams.rows}
    typed(at["Belastingen"].people, "3")
    typed(at["Klantcontactcentrum"].people, "14")
    screen.save()
    assert written()["team_sizes"] == {"Klantcontactcentrum": 14, "Belastingen": 3}
    few = real.profile.few_people
    assert few == {"Belastingen", "belastingen"}
    wanted = Wanted("waiting", Period.parse("2026"), "phone.answer", part=Part(Group.TEAM, "Belastingen"))
    with pytest.raises(Refused, match="Belastingen has fewer than 5 people"):
        draw(real.board(), replace(wanted, few_people=few))
    typed({row.name.text(): row for row in teams.rows}["Belastingen"].people, "")
    screen.save()
    assert written()["team_sizes"] == {"Klantcontactcentrum": 14}


def test_the_people_of_a_team_go_with_its_name_and_with_the_team(screen, teams, written, typed):
    typed(teams.rows[0].people, "14")
    screen.save()
    typed(teams.rows[0].name, "KCC")
    screen.save()
    assert written()["team_sizes"] == {"KCC": 14}
    teams.rows[0].remove.click()
    screen.save()
    assert written()["team_sizes"] == {}


@pytest.mark.parametrize("text", ["veel", "0"])
def test_people_that_are_no_number_are_refused_in_words(screen, teams, written, typed, text):
    typed(teams.rows[1].people, text)
    screen.save()
    assert teams.rows[1].people.hasFocus()
    assert teams._faults["teams",][1].text() == "Write how many people work there as a whole number, or nothing."
    assert "team_sizes" not in written()
