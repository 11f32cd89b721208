"""Nothing that points at a resident or an employee is stored, logged or told: over every sample of every reader."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Text, select

from charter.services.importing import import_files
from charter.services.outcomes import ImportOutcome
from charter.services.privacy import Pseudonymiser, canonical
from charter.settings import Profile
from charter.store.engine import Store
from charter.store.schema import metadata, name
from charter.store.versions import open_store

SAMPLES = Path(__file__).resolve().parents[1] / "importers" / "samples"
CASES = sorted(path.parent for path in SAMPLES.glob("*/*/input*"))
NOW = 1_796_126_400_000_000
MAIL = {
    "own_domains": ["voorbeeldgemeente.nl"],
    "mailboxes": ["info@voorbeeldgemeente.nl", "burgerzaken@voorbeeldgemeente.nl"],
    "form_senders": ["noreply@forms.example"],
    "list_addresses": ["wijkraad@lijst.example"],
    "own_lists": ["wijkraad.lijst.example", "wijkraad@lijst.example"],
}
CONSENT = {"staff_names": True, "works_council_date": "2026-01-01", "works_council_reference": "OR 1"}


def profile(**privacy: object) -> Profile:
    calendar = [{"valid_from": "2011-03-01", "hours": {"default": "mon-fri 08:30-17:00"}}]
    told = {"organisation": "Gemeente", "calendar": calendar, "mail": MAIL, "privacy": privacy}
    return Profile.model_validate(told, strict=False, context=Path())


@dataclass
class Spy:
    """A pseudonymiser that remembers what it was given."""

    given: set[str] = field(default_factory=set)
    _real: Pseudonymiser = field(default_factory=lambda: Pseudonymiser(b"k" * 32, "abcd"))

    def __call__(self, told: str) -> str:
        self.given.add(told)
        return self._real(told)


@dataclass
class Taken:
    """What one import of every sample left behind."""

    given: set[str]
    texts: list[str]
    agents: int
    outcomes: list[ImportOutcome]
    logged: str


class Ear(logging.Handler):
    """Hears everything that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def take_all(folder: Path, **privacy: object) -> Taken:
    spy, ear = Spy(), Ear()
    logger = logging.getLogger()
    before = logger.level
    logger.addHandler(ear)
    logger.setLevel(logging.DEBUG)
    store = open_store(f"sqlite:///{folder / 'charter.sqlite'}")
    outcomes = []
    for case in CASES:
        (path,) = case.glob("input*")
        outcomes += import_files(
            store,
            [path],
            profile=profile(**privacy),
            pseudonym=spy,
            who="tester",
            now=NOW,
            format_id=case.parent.name,
            source=f"{case.parent.name}/{case.name}",
        )
    logger.removeHandler(ear)
    logger.setLevel(before)
    texts = list(stored(store))
    with store.read() as connection:
        agents = len(connection.execute(select(name.c.id).where(name.c.dictionary == 4)).all())
    store.close()
    return Taken(spy.given, texts, agents, outcomes, "\n".join(ear.heard))


def stored(store: Store) -> Iterator[str]:
    """Every text in the database."""
    with store.read() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, Text)]
            for row in connection.execute(select(*columns)) if columns else ():
                yield from filter(None, row)


def shown(taken: Taken) -> str:
    """All that is stored, logged or told, in one text in lower case."""
    told = [str(problem) for outcome in taken.outcomes for problem in outcome.problems]
    told += [str(outcome.error) for outcome in taken.outcomes if outcome.error]
    return "\n".join([*taken.texts, taken.logged, *told]).lower()


OURS = frozenset({"14012", "info@voorbeeldgemeente.nl", "burgerzaken@voorbeeldgemeente.nl"})
"""Numbers and addresses of the municipality itself, which are the names of its queues and mailboxes."""
ALSO_AN_ID = frozenset({"toekomst@example.org"})
"""An address of the samples that is the Message-ID of another mail as well."""


def people(given: set[str]) -> list[str]:
    """Of what was made a pseudonym: the addresses and numbers, as written and as they are known again."""
    spellings = {spelled for told in given for spelled in (told.strip().lower(), canonical(told)) if spelled}
    telling = {spelled for spelled in spellings if "@" in spelled or len(re.sub(r"\D", "", spelled)) >= 5}
    return sorted(telling - OURS - ALSO_AN_ID)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Every sample, with names of staff off."""
    return take_all(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """Every sample, with the works council's consent."""
    return take_all(tmp_path_factory.mktemp("agreed"), **CONSENT)


def test_every_sample_is_imported_and_many_people_stand_in_them(plain: Taken) -> None:
    assert [outcome.error for outcome in plain.outcomes if outcome.error] == []
    assert len(people(plain.given)) > 20


def test_no_address_or_number_of_a_resident_is_stored_logged_or_told(plain: Taken) -> None:
    left = shown(plain)
    assert [person for person in people(plain.given) if person in left] == []


def test_no_subject_of_a_mail_is_stored(plain: Taken) -> None:
    left = shown(plain)
    subjects = [told for told in plain.given if " " in told and "@" not in told and len(told) > 12]
    assert subjects
    assert [subject for subject in subjects if subject.lower() in left] == []


def test_with_names_of_staff_off_none_is_stored_by_any_reader(plain: Taken, agreed: Taken) -> None:
    named = {told.lower() for told in agreed.given - plain.given if len(told) > 2} - OURS
    assert len(named) > 10
    assert plain.agents == 0
    left = set(re.findall(r"[\w.@/-]+", shown(plain)))
    assert sorted(named & left) == []


def test_with_consent_names_of_staff_are_stored_as_pseudonyms(agreed: Taken) -> None:
    assert agreed.agents > 10
    left = set(shown(agreed).splitlines())
    named = {told.lower() for told in agreed.given if len(told) > 5} - OURS - ALSO_AN_ID
    assert sorted(named & left) == []


def test_a_person_in_the_wrong_cell_is_not_told_of(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("contact,at,event\na,06-12345678,answered\nb,2026-11-02T10:00:00+01:00,j.jansen@example.org\n")
    store = open_store(f"sqlite:///{tmp_path / 'charter.sqlite'}")
    (outcome,) = import_files(store, [path], profile=profile(), pseudonym=Spy(), who="tester", now=NOW)
    left = "\n".join([*stored(store), *map(str, outcome.problems)])
    store.close()
    assert outcome.rejected == 2
    assert "12345678" not in left
    assert "jansen" not in left
