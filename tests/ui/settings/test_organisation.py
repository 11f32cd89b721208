"""Who the municipality is: only what was changed is told, and the consequence with it."""

from __future__ import annotations

import pytest

from charter.ui.settings.organisation import OrganisationSection


@pytest.fixture
def section(real, in_room):
    made = OrganisationSection()
    made.show_profile(real.profile)
    area = in_room(made)
    yield made
    area.close()


def test_it_shows_what_stands_and_has_changed_nothing(section, real) -> None:
    assert section.name.text() == real.profile.organisation
    assert section.lists["mailboxes"].text() == ", ".join(real.profile.mail.mailboxes)
    assert section.changes() == {}
    assert section.consequence() == ""


def test_a_long_list_is_shown_from_its_beginning(section) -> None:
    assert section.lists["mailboxes"].cursorPosition() == 0


def test_a_name_between_spaces_is_no_change_and_a_new_one_is(section, typed) -> None:
    typed(section.name, " Gemeente Voorbeeld ")
    assert section.changes() == {}
    typed(section.name, "Elders")
    assert section.changes() == {("organisation",): "Elders"}
    assert section.consequence() == ""


def test_addresses_may_be_parted_by_commas_and_semicolons(section, typed) -> None:
    typed(section.lists["form_senders"], "a@elders.nl; b@elders.nl,, c@elders.nl ")
    assert section.changes() == {("mail", "form_senders"): ["a@elders.nl", "b@elders.nl", "c@elders.nl"]}
    assert "earlier verdicts can change" in section.consequence()


def test_an_emptied_list_is_a_change(section, typed) -> None:
    typed(section.lists["mailboxes"], "")
    assert section.changes() == {("mail", "mailboxes"): []}


def test_longer_words_fit_on_the_smallest_window(longer, real, in_room, misfits) -> None:
    made = OrganisationSection()
    made.show_profile(real.profile)
    assert misfits(in_room(made)) == []
