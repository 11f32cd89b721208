"""A remark on a period stands in the journal, under the chart, and takes no figure away."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import NotFound, Refused
from charter.norms.periods import Period
from charter.profile_text import default_text
from charter.services.journal_text import sentence
from charter.services.remarks import MOST
from charter.settings import FILE_NAME

NORM, OCTOBER = "phone.callback", Period.parse("2026-10")


@pytest.fixture
def services(tmp_path: Path) -> Services:
    (tmp_path / FILE_NAME).write_text(default_text("Gemeente Voorbeeld"), encoding="utf-8")
    made = Services(tmp_path, FixedClock(1_794_900_000_000_000), "jansen")
    yield made
    made.close()


def test_the_last_remark_of_a_period_stands_and_an_earlier_morning_does_not_know_it(services: Services) -> None:
    before = services.clock.now() - 1
    services.remark(NORM, OCTOBER, "  Staking bij\nde leverancier ")
    assert services.board().remarks == {NORM: {"2026-10": "Staking bij de leverancier"}}
    services.remark(NORM, OCTOBER, "Storing centrale")
    services.remark(NORM, Period.parse("2026-W46"), "Verhuizing")
    assert services.board().remarks == {NORM: {"2026-10": "Storing centrale", "2026-W46": "Verhuizing"}}
    assert services.board(before).remarks == {}


def test_an_empty_remark_takes_it_back_and_the_journal_tells_both(services: Services) -> None:
    services.remark(NORM, OCTOBER, "Storing centrale")
    services.remark(NORM, OCTOBER, "")
    assert services.board().remarks == {NORM: {}}
    told = [(sentence(entry), entry.why) for entry in services.journal() if entry.what == "remark"]
    assert told == [
        ("Remarked on phone.callback in 2026-10.", "Storing centrale"),
        ("Took back the remark on phone.callback in 2026-10.", "Storing centrale"),
    ]
    assert services.verify_journal() == []


def test_what_changes_nothing_is_too_long_or_about_no_norm_is_refused(services: Services) -> None:
    with pytest.raises(Refused, match="Nothing was changed"):
        services.remark(NORM, OCTOBER, " ")
    with pytest.raises(Refused, match="at most 200"):
        services.remark(NORM, OCTOBER, "x" * (MOST + 1))
    with pytest.raises(NotFound):
        services.remark("no.norm", OCTOBER, "Storing")
    assert [entry for entry in services.journal() if entry.what == "remark"] == []
