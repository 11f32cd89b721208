"""A norm changed in the window stands in the profile's own file, judges, and is journalled; or nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import NotFound, ProfileError
from charter.norms import files
from charter.norms.model import Basis, Certainty
from charter.profile_text import default_text
from charter.services import norm_filing
from charter.services.norm_editing import NewVersion, Terms, proposed
from charter.settings import FILE_NAME

MAIL, MARK = "email.answer", "satisfaction.mark_8"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    (tmp_path / FILE_NAME).write_text(default_text("Gemeente Voorbeeld"), encoding="utf-8")
    made = Services(tmp_path, FixedClock(1_794_900_000_000_000), "jansen")
    assert made.rulebook.norms
    yield made
    made.close()


def two_versions(services: Services) -> str:
    text = norm_filing.text_of(services.profile, MAIL)
    terms = Terms.of(services.rulebook.norm(MAIL).versions[-1])
    new = NewVersion(terms, date(2027, 1, 1), Basis("Raad", Certainty.SEEN))
    return proposed(text, new, (), services.rulebook, ()).text


def test_a_saved_version_judges_at_once_and_stands_in_the_journal(services: Services) -> None:
    assert services.save_norm(MAIL, two_versions(services), "Raadsbesluit")
    assert [version.number for version in services.rulebook.norm(MAIL).versions] == [1, 2]
    assert services.journal()[-1].why == "Raadsbesluit"
    file = services.profile.norms_folder / f"{MAIL}.toml"
    assert file.read_text("utf-8").startswith("# An automatic message is no answer.")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_norm_goes_off_and_on_again(services: Services) -> None:
    services.save_norm(MAIL, norm_filing.switching(services.profile, MAIL, enabled=False), "uit")
    cards = services.norm_cards()
    assert next(card.norm.id for card in cards.every if not card.on) == MAIL
    assert "enabled = false" in norm_filing.text_of(services.profile, MAIL)
    services.save_norm(MAIL, norm_filing.switching(services.profile, MAIL, enabled=True), "aan")
    assert services.rulebook.norm(MAIL)
    services.save_norm(MAIL, two_versions(services), "twee")
    services.save_norm(MAIL, norm_filing.switching(services.profile, MAIL, enabled=False), "uit")
    assert MAIL not in {norm.id for norm in services.rulebook.norms}
    assert files.read("x", norm_filing.text_of(services.profile, MAIL))[0].versions[1].number == 2


def test_an_optional_norm_is_switched_on_by_a_file_of_its_own(services: Services) -> None:
    services.save_norm(MARK, norm_filing.switching(services.profile, MARK, enabled=True), "aan")
    assert services.rulebook.norm(MARK)
    assert norm_filing.text_of(services.profile, MARK) == files.shipped(MARK)


def test_cards_are_every_norm_with_its_examples(services: Services) -> None:
    cards = services.norm_cards()
    ready = {norm.id: norm for norm in (*files.library(), *files.optional())}
    assert {card.norm.id for card in cards.every} == set(ready)
    assert [card.norm.id for card in cards.every if card.on] == [norm.id for norm in services.rulebook.norms]
    assert all(len(card.results) == len(ready[card.norm.id].examples) for card in cards.every)
    assert not any(card.failing for card in cards.every)


def test_a_faulty_text_leaves_everything_as_it_was(services: Services) -> None:
    services.save_norm(MAIL, two_versions(services), "twee")
    file = services.profile.norms_folder / f"{MAIL}.toml"
    before, entries = file.read_bytes(), len(services.journal())
    with pytest.raises(ProfileError):
        services.save_norm(MAIL, "id = 5", "fout")
    assert file.read_bytes() == before
    with pytest.raises(ProfileError):
        services.save_norm(MARK, "id = 5", "fout")
    assert not (services.profile.norms_folder / f"{MARK}.toml").exists()
    assert len(services.journal()) == entries


def test_a_file_that_somebody_else_left_with_faults_is_never_written_over(services: Services) -> None:
    text = two_versions(services)
    file = services.profile.norms_folder / f"{MAIL}.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("id = onaf", "utf-8")
    with pytest.raises(ProfileError):
        services.save_norm(MAIL, text, "twee")
    assert file.read_text("utf-8") == "id = onaf"


def test_the_file_that_already_tells_of_the_norm_is_changed_whatever_its_name(services: Services) -> None:
    file = services.profile.norms_folder / "mail.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(files.shipped(MAIL), "utf-8")
    services.save_norm(MAIL, two_versions(services), "twee")
    assert [path.name for path in file.parent.iterdir()] == ["mail.toml"]


def test_an_unknown_norm_is_not_found(services: Services) -> None:
    with pytest.raises(NotFound):
        norm_filing.text_of(services.profile, "geen.norm")
