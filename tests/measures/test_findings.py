"""What may be told of a period is decided before any word is chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from charter.columns import Contacts, Verdicts
from charter.measures.control import Assurance, Variation
from charter.measures.findings import Account, Finding, account
from charter.measures.series import Every, series
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.norms.score import score

Build = Callable[..., Any]
AS_OF = 1_795_000_000_000_000


def calls(per_month: dict[str, tuple[int, int]]) -> str:
    """Calls on the second of each month at ten: so many answered in time, so many late."""
    lines = []
    for month, (met, late) in per_month.items():
        for number in range(met + late):
            contact, wait = f"{month}.{number}", 10 if number < met else 50
            lines.append(f"{month}-12T10:00:00 queue_entered channel=phone contact={contact}")
            lines.append(f"{month}-12T10:00:{wait} answered contact={contact}")
    return "\n".join(lines)


def facts(town: Any, log: str) -> tuple[Contacts, Verdicts]:
    contacts = town.contacts(log)
    return contacts, judge(contacts, town.rulebook, AS_OF)


def of(town: Any, log: str, period: str, **settings: Any) -> tuple[Account, Finding]:
    contacts, verdicts = facts(town, log)
    made = account(contacts, verdicts, town.rulebook, Period.parse(period), today=date(2026, 11, 17), **settings)
    return made, next(finding for finding in made.findings if finding.norm.id == "phone.answer")


MONTHS = {f"2026-{month:02}": (20, 5) for month in (1, 2, 3, 5, 6, 8, 10)}


def test_the_figures_are_those_of_the_score_and_the_chart_ends_with_the_period(town: Build) -> None:
    built = town()
    contacts, verdicts = facts(built, calls(MONTHS))
    made, finding = of(built, calls(MONTHS), "2026-Q2")
    assert [one.row for one in made.findings] == score(contacts, verdicts, built.rulebook, Period.parse("2026-Q2"))
    assert [period.label for period in finding.series.periods] == [f"2026-{month:02}" for month in range(1, 7)]
    assert (made.every, made.contacts) == (Every.MONTH, 50)
    alone = series(contacts, verdicts, built.rulebook, "phone.answer", today=date(2026, 11, 17))
    np.testing.assert_array_equal(finding.series.n, alone.n[:6])


def test_a_period_that_cuts_a_month_in_two_is_not_told_by_that_month(town: Build) -> None:
    whole, cut = (of(town(), calls(MONTHS), period)[1] for period in ("2026-10", "2026-10-05..2026-10-20"))
    assert whole.row.counted == cut.row.counted == 25
    assert (whole.tells, cut.tells) == (True, False)
    assert (cut.variation, cut.assurance, cut.missed) == (Variation.UNKNOWN, Assurance.UNKNOWN, 0)
    assert (whole.control.assurance, cut.control.assurance) == (whole.assurance, Assurance.UNKNOWN)
    assert whole.assurance is not Assurance.UNKNOWN


def test_few_contacts_tell_nothing(town: Build) -> None:
    enough, few = (of(town(), calls(MONTHS | {"2026-10": share}), "2026-10")[1] for share in ((16, 4), (16, 3)))
    assert (enough.few, enough.tells) == (False, True)
    assert (few.few, few.tells) == (True, False)


def test_a_running_period_tells_nothing(town: Build) -> None:
    made, finding = of(town(), calls(MONTHS | {"2026-11": (20, 5)}), "2026-11")
    assert (made.running, finding.tells) == (True, False)


def test_weeks_are_held_against_weeks(town: Build) -> None:
    made, finding = of(town(), calls(MONTHS), "2026-W46")
    assert made.every is Every.WEEK
    assert finding.series.periods[-1].label == "2026-W46"


def test_missing_seven_periods_in_a_row_is_no_chance_and_six_may_be(town: Build) -> None:
    low = {"2025-12": (20, 5)} | dict.fromkeys(MONTHS, (15, 10))
    assert of(town(), calls(low), "2026-10")[1].missed == 7
    assert of(town(), calls(low | {"2026-01": (25, 0)}), "2026-10")[1].missed == 0
