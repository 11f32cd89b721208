"""Where the data is: a file or a server, tried before it is kept, and a copy of one's own."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from charter.services import databases
from charter.settings import DatabaseSection as Written
from charter.ui.settings.database import FILE, SERVER, URL, DatabaseSection

ADDRESS = "postgresql+psycopg://charter@server.example/charter"


@pytest.fixture
def section(real, in_room):
    made = DatabaseSection()
    made.show_profile(real.profile)
    made.show_place(databases.place(real.profile))
    area = in_room(made)
    yield made
    area.close()


def test_a_file_is_told_with_its_size_and_asks_for_no_address(section, real) -> None:
    assert section.kind.value() == FILE
    assert section.place.text().startswith(f"{real.profile.database_file} (")
    assert section.place.text().endswith(" MB)")
    assert not section.url.isVisible()
    assert section.copy.isVisible()
    assert section.changes() == {}


def test_a_server_asks_for_its_address_and_says_that_contacts_stay_behind(section, typed) -> None:
    section.kind.choose(SERVER)
    assert section.url.isVisible()
    assert section.faults() == {URL: "Write the address of the server."}
    typed(section.url, ADDRESS)
    assert section.faults() == {}
    assert section.changes() == {URL: ADDRESS}
    assert section.consequence() == "Charter opens the other database. Contacts do not move with you."


def test_who_is_on_a_server_makes_no_copy_here(section, real) -> None:
    on_server = real.profile.model_copy(update={"database": Written(url=ADDRESS)})
    section.show_profile(on_server)
    section.show_place(databases.place(on_server))
    assert section.url.text() == ADDRESS
    assert section.place.text() == "The server above"
    assert not section.copy.isVisible()
    assert section.no_copy.isVisible()
    section.kind.choose(FILE)
    assert section.changes() == {URL: ""}


def test_a_test_without_an_address_goes_to_the_field_and_tries_nothing(section) -> None:
    tried = []
    section.test_wanted.connect(tried.append)
    section.kind.choose(SERVER)
    section.test.click()
    assert QApplication.focusWidget() is section.url
    assert section._faults[URL][1].text() == "Write the address of the server."
    assert tried == []


def test_what_came_of_a_test_is_forgotten_when_another_address_is_typed(section, typed) -> None:
    section.say_tested("It works.", "met")
    section.kind.choose(SERVER)
    assert section.outcome.text() == ""
    section.say_tested("It works.", "met")
    typed(section.url, ADDRESS)
    assert section.outcome.text() == ""


# on the screen


def test_the_own_file_can_be_reached(screen) -> None:
    screen.database.test.click()
    assert screen.database.outcome.text() == "It works."
    assert screen.database.outcome.property("tone") == "met"


def test_an_empty_database_works_too_and_says_what_charter_makes_there(screen, tmp_path, typed) -> None:
    sqlite3.connect(tmp_path / "empty.sqlite").close()
    screen.database.kind.choose(SERVER)
    typed(screen.database.url, f"sqlite:///{tmp_path / 'empty.sqlite'}")
    screen.database.test.click()
    assert screen.database.outcome.text() == "It works. It is empty: Charter makes its tables there."


def test_what_cannot_be_reached_is_told_beside_the_button_without_a_password(screen, typed) -> None:
    screen.open_section("database")
    screen.database.kind.choose(SERVER)
    typed(screen.database.url, "postgresql+psycopg://charter:geheim@127.0.0.1:1/charter")
    screen.database.test.click()
    assert screen.database.outcome.property("tone") == "breached"
    assert screen.database.outcome.text()
    assert "geheim" not in screen.database.outcome.text()


def test_a_copy_is_whole_and_says_that_it_holds_personal_data(screen, tmp_path, monkeypatch) -> None:
    told, file = [], tmp_path / "copy.sqlite"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    screen.said.connect(lambda message: told.append(message.text))
    screen.database.copy.click()
    assert len(told) == 1
    assert str(file) in told[0]
    assert "personal data" in told[0]
    assert databases.check(f"sqlite:///{file}")
    assert screen.database.copying.text() == ""


def test_a_copy_that_cannot_be_written_is_told_and_leaves_nothing(screen, tmp_path, monkeypatch) -> None:
    failed, file = [], tmp_path / "nowhere" / "copy.sqlite"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    screen.failed.connect(failed.append)
    screen.database.copy.click()
    assert len(failed) == 1
    assert screen.database.copying.text() == ""
    assert not file.exists()


def test_who_names_no_place_gets_no_copy(screen, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    told = []
    screen.said.connect(told.append)
    screen.database.copy.click()
    assert told == []


def test_longer_words_fit_on_the_smallest_window(longer, real, in_room, misfits) -> None:
    made = DatabaseSection()
    made.show_profile(real.profile)
    made.kind.choose(SERVER)
    made.show_faults(lambda _path: "Something is wrong with what stands in this field.")
    made.say_tested("It works. It is empty: Charter makes its tables there.", "met")
    assert misfits(in_room(made)) == []
