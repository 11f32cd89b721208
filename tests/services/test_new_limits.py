"""New limits stand in the profile with their reason, in the journal, and in every chart alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import NotFound, Refused
from charter.measures.control_limits import Step
from charter.profile_text import default_text
from charter.services.journal_text import sentence
from charter.services.new_limits import add, steps
from charter.settings import FILE_NAME, load_profile

DAY, REASON = date(2026, 5, 1), "Vast belteam, besluit MT 21-04-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILE_NAME).write_text("# van ons\n" + default_text("Gemeente Voorbeeld"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def services(folder: Path) -> Services:
    made = Services(folder, FixedClock(1_794_900_000_000_000), "jansen")
    yield made
    made.close()


def test_a_decision_is_kept_in_the_profile_whose_comments_stay(services: Services, folder: Path) -> None:
    before = (folder / FILE_NAME).read_text("utf-8")
    services.add_new_limits("phone.callback", DAY, f" {REASON}\n")
    after = (folder / FILE_NAME).read_text("utf-8")
    assert all(line in after for line in before.splitlines())
    assert steps(load_profile(folder)) == {"phone.callback": (Step(DAY, REASON),)}
    assert steps(services.profile) == {"phone.callback": (Step(DAY, REASON),)}
    assert services.board().steps == steps(services.profile)
    assert [path.name for path in folder.glob(".charter-*")] == []


def test_decisions_stand_side_by_side_the_earliest_first(services: Services) -> None:
    services.add_new_limits("phone.callback", DAY, "Vast belteam")
    services.add_new_limits("email.answer", DAY, "Nieuw systeem")
    services.add_new_limits("phone.callback", date(2025, 1, 1), "Fusie van twee teams")
    assert steps(services.profile) == {
        "email.answer": (Step(DAY, "Nieuw systeem"),),
        "phone.callback": (Step(date(2025, 1, 1), "Fusie van twee teams"), Step(DAY, "Vast belteam")),
    }


@pytest.mark.parametrize("written", ["new_limits = []\n", 'new_limits = [{norm="a.b",from=2026-01-01,reason="c"}]\n'])
def test_a_list_between_square_brackets_is_added_to_as_well(folder: Path, written: str) -> None:
    path = folder / FILE_NAME
    path.write_bytes(b"\xef\xbb\xbf" + (written + path.read_text("utf-8")).encode())
    profile = load_profile(folder)
    services = Services(folder, FixedClock(1_794_900_000_000_000), "jansen")
    add(profile, services.rulebook, "phone.callback", DAY, REASON)
    services.close()
    assert steps(load_profile(folder))["phone.callback"] == (Step(DAY, REASON),)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_journal_tells_what_was_decided_and_taken_back_each_once(services: Services, folder: Path) -> None:
    services.add_new_limits("phone.callback", DAY, REASON)
    again = Services(folder, services.clock, "jansen")
    again.journal()
    again.close()
    path = folder / FILE_NAME
    path.write_text(path.read_text("utf-8").split("[[new_limits]]\nnorm", 1)[0], encoding="utf-8")
    later = Services(folder, services.clock, "pietersen")
    told = [entry for entry in later.journal() if entry.what == "new_limits"]
    later.close()
    assert [(sentence(entry), entry.why, entry.who) for entry in told] == [
        ("New limits for phone.callback from 01-05-2026.", REASON, "jansen"),
        ("Took back the new limits for phone.callback from 01-05-2026.", REASON, "pietersen"),
    ]


def test_without_a_reason_a_known_norm_or_a_free_day_nothing_is_written(services: Services, folder: Path) -> None:
    services.add_new_limits("phone.callback", DAY, REASON)
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(Refused, match="need a reason"):
        services.add_new_limits("phone.callback", date(2026, 6, 1), "te kort  ")
    with pytest.raises(Refused, match="already has new limits from 01-05-2026"):
        services.add_new_limits("phone.callback", DAY, "anders dan toen")
    with pytest.raises(NotFound):
        services.add_new_limits("phone.unknown", DAY, REASON)
    assert (folder / FILE_NAME).read_bytes() == before
