"""The tables of the goals: every share and mean beside its number and interval, and nothing small where it leaves."""

from __future__ import annotations

from datetime import date

from charter.measures.balance import ALL, Balance, Telling, YearTarget
from charter.measures.certainty import Mean, Proportion
from charter.measures.resolution import Resolution
from charter.reports.goal_tables import balance_table, resolution_table

NOBODY = Mean(0, None, None, None)


def row(mark: Mean, target: YearTarget) -> Balance:
    told = Telling(date(2025, 1, 1), date(2025, 12, 31), over=True, complete=True)
    return Balance(2025, ALL, (), 1200, Mean(900, 4.5, 4.3, 4.7), Proportion(600, 1200), mark, target, told)


def test_the_balance_stands_beside_its_targets() -> None:
    target = YearTarget(2025, contacts=1000, handling_minutes=5.0, digital_share=0.5, satisfaction=8.0)
    table = balance_table([row(Mean(40, 7.9, 7.6, 8.2), target)], leaves=True)
    (record,) = table.records
    assert (record["contacts"], record["contacts_target"], record["digital_share"]) == (1200, 1000, 0.5)
    assert (record["marks"], record["mark"], record["mark_low"], record["mark_high"]) == (40, 7.9, 7.6, 8.2)
    assert record["result"] == "contacts: not reached; handling time: reached; digital: reached; mark: not reached"


def test_a_mark_of_a_few_residents_is_seen_in_the_house_only() -> None:
    few = row(Mean(3, 9.0, 7.0, 10.0), YearTarget(2025, satisfaction=8.0))
    inside, outside = (balance_table([few], leaves=leaves).records[0] for leaves in (False, True))
    assert (inside["marks"], inside["mark"], inside["result"]) == (3, 9.0, "mark: reached")
    assert (outside["marks"], outside["mark"], outside["result"]) == (None, None, "")


def test_first_contact_is_told_in_every_way_it_is_known() -> None:
    nothing = Proportion(0, 0)
    found = Resolution((), nothing, Proportion(80, 100), 7, 5, Proportion(3, 4), NOBODY, nothing, nothing)
    inside, outside = (resolution_table([found], 7, leaves=leaves).records for leaves in (False, True))
    assert [(line["what"], line["n"], line["share"]) for line in inside] == [
        ("Did not come back within 7 days", 100, 0.8),
        ("Settled at the first contact", 4, 0.75),
    ]
    assert inside[0]["provisional"] == 7
    assert 0 < inside[0]["low"] < 0.8 < inside[0]["high"] < 1
    assert (outside[1]["n"], outside[1]["share"]) == (None, None)
