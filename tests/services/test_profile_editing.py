"""Changing charter.toml: only what was meant, comments where they stood, faults told, the journal without values."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import Refused
from charter.profile_faults import FaultyProfileError
from charter.profile_text import default_text
from charter.services import journal_text, profile_editing
from charter.services.profile_editing import compose, period_changes, period_faults, used, values_of
from charter.settings import load_profile

NOW = 1_795_300_000_000_000
TEXT = default_text("Voorbeeld")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    (tmp_path / "charter.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def services(town: Path):
    made = Services(town, FixedClock(NOW), "tester")
    yield made
    made.close()


def lines(text: str) -> set[str]:
    return set(text.splitlines())


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def test_only_the_line_that_was_meant_changes():
    made = compose(TEXT, {("organisation",): "Elders"}, Path()).text
    assert lines(made) - lines(TEXT) == {'organisation = "Elders"'}
    assert comments(made) == comments(TEXT)


def test_a_new_key_stands_in_its_own_table_above_the_comment_of_the_next():
    made = compose(TEXT, {("privacy", "works_council_date"): date(2026, 5, 1)}, Path()).text
    place = made.splitlines().index("works_council_date = 2026-05-01")
    assert made.splitlines()[place - 1] == 'works_council_reference = ""'
    assert made.splitlines()[place + 2].startswith("# How long contacts are kept")


def test_a_new_period_stands_after_the_last_and_the_comment_of_the_database_stays_with_the_database(town):
    profile = load_profile(town)
    values = values_of(profile.calendar[0]) | {"closed": [date(2027, 5, 7)]}
    made = compose(TEXT, period_changes(profile, 0, values, date(2027, 1, 1)), town)
    assert made.profile is not None
    assert [one.valid_from for one in made.profile.calendar] == [date(2011, 3, 1), date(2027, 1, 1)]
    assert made.profile.calendar[0] == profile.calendar[0]
    assert made.profile.calendar[1].closed == {date(2027, 5, 7)}
    above = made.text.split("[database]")[0].splitlines()
    assert above[-1].startswith("#")
    assert comments(made.text) == comments(TEXT)


def test_a_period_is_found_in_the_file_whatever_its_place_there(town):
    head, tail = TEXT.split("[database]")
    later = '\n[[calendar]]\nvalid_from = 2000-01-01\nhours = { default = "mon-thu 09:00-16:00" }\n\n[database]'
    (town / "charter.toml").write_text(head + later + tail, encoding="utf-8")
    profile = load_profile(town)
    assert profile.calendar[1].valid_from == date(2011, 3, 1)
    changes = period_changes(profile, 1, {"good_friday": "closed"}, None)
    made = compose((town / "charter.toml").read_text("utf-8"), changes, town).profile
    assert made is not None
    assert [one.good_friday for one in made.calendar] == ["open", "closed"]


def test_a_whole_table_is_replaced_and_what_stays_the_same_stays_where_it_is():
    first = compose(TEXT, {("teams",): {"info@voorbeeld.nl": "KCC", "bz": "Burgerzaken"}}, Path()).text
    made = compose(first, {("teams",): {"bz": "Burgerzaken", "rij": "Balie"}}, Path())
    assert tomllib.loads(made.text)["teams"] == {"bz": "Burgerzaken", "rij": "Balie"}
    assert '[teams]\nbz = "Burgerzaken"\nrij = "Balie"\n\n# ' in made.text


def test_a_key_can_be_taken_away_and_a_missing_table_made():
    small = 'organisation = "x"\n[[calendar]]\nvalid_from = 2011-01-01\nhours = { default = "mon 09:00-17:00" }\n'
    made = compose(small, {("mail", "own_domains"): ["a.nl"]}, Path())
    assert made.profile is not None
    assert made.profile.mail.own_domains == ("a.nl",)
    gone = compose(made.text, {("mail", "own_domains"): profile_editing.GONE}, Path())
    assert gone.profile is not None
    assert gone.profile.mail.own_domains == ()


def test_every_fault_is_told_at_its_own_key():
    made = compose(TEXT, {("organisation",): "", ("conversations", "follow_up_days"): 400}, Path())
    assert made.profile is None
    assert made.said_at(("organisation",)) == "Allowed: a text. Write the text."
    assert made.said_at(("conversations", "follow_up_days")).startswith("Allowed: at most 365.")
    assert made.said_at(("teams",)) == ""


def test_names_of_staff_need_the_day_and_the_reference():
    on = {("privacy", "staff_names"): True}
    assert "works council" in compose(TEXT, on, Path()).said_at(("privacy", "staff_names"))
    more = {("privacy", "works_council_date"): date(2026, 5, 1), ("privacy", "works_council_reference"): "OR 12"}
    assert compose(TEXT, {**on, **more}, Path()).profile is not None


def test_a_new_period_may_not_begin_before_tomorrow_nor_with_another_one(town):
    profile, today = load_profile(town), date(2026, 11, 22)
    values = values_of(profile.calendar[0])
    assert "valid_from" in period_faults(profile, values, today, today)
    assert "valid_from" in period_faults(profile, values, date(2011, 3, 1), date(2010, 1, 1))
    assert period_faults(profile, values, date(2026, 11, 23), today) == {}
    early = values | {"closed": [date(2026, 12, 28)]}
    assert "closed" in period_faults(profile, early, date(2027, 1, 1), today)


def test_a_period_is_used_when_it_began_and_something_was_judged(town):
    profile = load_profile(town)
    assert used(profile, 0, date(2026, 11, 22), judged=True)
    assert not used(profile, 0, date(2026, 11, 22), judged=False)
    assert not used(profile, 0, date(2011, 2, 28), judged=True)


def test_saving_writes_the_file_and_journals_the_keys_without_values(services, town):
    services.save_settings({("teams",): {"j.jansen@voorbeeld.nl": "KCC"}, ("mail", "own_domains"): ["voorbeeld.nl"]})
    assert services.profile.teams == {"j.jansen@voorbeeld.nl": "KCC"}
    assert load_profile(town).mail.own_domains == ("voorbeeld.nl",)
    entry = services.journal()[-1]
    assert (entry.what, entry.payload) == ("settings", {"keys": ["mail.own_domains", "teams"]})
    assert journal_text.sentence(entry) == "Changed settings: mail.own_domains, teams."
    assert "jansen" not in str(entry)


def test_years_that_were_decided_are_saved_journalled_and_judge_nothing(services, town):
    file = town / "charter.toml"
    old = file.read_text("utf-8").replace("[closed_days]\ndecided = []\n", "")
    file.write_text(old, "utf-8")
    assert load_profile(town).closed_days.decided == ()
    digest = services.rulebook.digest
    services.save_settings({("closed_days", "decided"): [2026, 2027]})
    assert load_profile(town).closed_days.decided == (2026, 2027)
    assert services.rulebook.digest == digest
    entry = services.journal()[-1]
    assert (entry.what, entry.payload) == ("settings", {"keys": ["closed_days.decided"]})


def test_saving_what_stands_already_changes_nothing(services, town):
    before = (town / "charter.toml").read_bytes()
    services.save_settings({("organisation",): "Voorbeeld"})
    assert (town / "charter.toml").read_bytes() == before
    assert services.journal() == []


def test_a_file_with_faults_is_not_written(services, town):
    before = (town / "charter.toml").read_bytes()
    with pytest.raises(FaultyProfileError):
        services.save_settings({("organisation",): ""})
    assert (town / "charter.toml").read_bytes() == before
    assert services.journal() == []
    assert services.profile.organisation == "Voorbeeld"


def test_a_file_that_cannot_be_written_leaves_no_entry(services, monkeypatch):
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(profile_editing, "put", full)
    with pytest.raises(Refused):
        services.save_settings({("organisation",): "Elders"})
    assert services.journal() == []


def test_a_new_calendar_judges_at_the_next_look_and_old_days_stay_as_they_were(services):
    before = services.rulebook
    values = values_of(services.profile.calendar[0]) | {"good_friday": "closed"}
    services.save_settings(period_changes(services.profile, 0, values, date(2027, 1, 1)))
    after = services.rulebook
    assert after.digest != before.digest
    friday = {year: not after.calendars.service.closure(day) for year, day in FRIDAYS.items()}
    assert friday == {2026: True, 2027: False}


FRIDAYS = {2026: date(2026, 4, 3), 2027: date(2027, 3, 26)}


def test_a_consent_that_is_saved_stands_in_the_journal_too(services):
    services.save_settings(
        {
            ("privacy", "staff_names"): True,
            ("privacy", "works_council_date"): date(2026, 5, 1),
            ("privacy", "works_council_reference"): "OR 12",
        }
    )
    assert [entry.what for entry in services.journal()] == ["settings", "consent"]


def test_another_database_is_opened_after_its_address_was_saved(services, monkeypatch):
    first = services.store
    services.save_settings({("database", "url"): "postgresql+psycopg://user@nowhere.invalid/charter"})
    assert "store" not in services.__dict__
    assert services.database_url.endswith("nowhere.invalid/charter")
    assert first is not None


@given(
    st.lists(st.sampled_from(["own_domains", "mailboxes", "form_senders"]), min_size=1, max_size=4), st.integers(0, 9)
)
def test_any_row_of_changes_keeps_every_comment(keys: list[str], number: int):
    text = TEXT
    for place, key in enumerate(keys):
        value = [f"a{number}{place}.nl"] if key == "own_domains" else [f"x{number}@a{place}.nl"]
        made = compose(text, {("mail", key): value}, Path())
        assert made.profile is not None
        text = made.text
    assert comments(text) == comments(TEXT)
