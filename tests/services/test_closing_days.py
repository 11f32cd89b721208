"""The list of closed days: the Cao by rule, the rest chosen; nothing decided that nobody confirmed."""

from __future__ import annotations

from datetime import date, time

import holidays as library
import pytest

from charter.services.closing_days import (
    Choices,
    Ground,
    Hall,
    ahead,
    ascension_bridge,
    decided_through,
    listed,
    proposed,
    unknown_from,
    unknown_is_last,
)  # fmt: skip


def of_year(year: int, **chosen: object) -> list:
    return listed(date(year, 1, 1), date(year, 12, 31), Choices(**chosen))


def test_good_friday_has_no_answer_until_somebody_gives_it():
    friday = date(2027, 3, 26)
    halls = {
        answer: next(one for one in of_year(2027, good_friday_closed=answer) if one.day == friday).hall
        for answer in (None, True, False)
    }
    assert halls == {None: Hall.ASKED, True: Hall.CLOSED, False: Hall.OPEN}


@pytest.mark.parametrize("year", range(2024, 2036))
def test_the_cao_days_are_those_of_the_law_on_weekdays(year):
    known = {
        day for day, name in library.NL(years=year, language="en_US").items()
        if day.weekday() < 5 and name != "Good Friday"
    }  # fmt: skip
    assert {one.day for one in of_year(year) if one.fixed} == known | {
        day for day in (date(year, 5, 5),) if day.weekday() < 5
    }


def test_own_days_and_early_closing_stand_in_order_with_their_reason():
    found = of_year(2027, closed=frozenset({date(2027, 5, 7), date(2027, 9, 1)}), early={(12, 24): time(15)})
    assert [one.day for one in found] == sorted(one.day for one in found)
    told = {one.day: (one.hall, one.ground, one.until) for one in found}
    assert told[date(2027, 5, 7)] == (Hall.CLOSED, Ground.BRIDGE, None)
    assert told[date(2027, 9, 1)] == (Hall.CLOSED, Ground.OWN, None)
    assert told[date(2027, 12, 24)] == (Hall.EARLY, Ground.OWN, time(15))


def test_a_proposal_holds_bridge_days_and_decides_none():
    days = proposed(2028)
    assert [one.day for one in days] == [date(2028, 4, 28), date(2028, 5, 26)]
    assert {one.hall for one in days} == {Hall.ASKED}


@pytest.mark.parametrize("year", range(2024, 2041))
def test_every_proposed_day_lies_between_a_day_off_and_a_weekend(year):
    for one in proposed(year):
        assert one.day.weekday() in (0, 4)
        assert one.day.year == year


def test_the_first_run_looks_fourteen_months_ahead():
    assert ahead(date(2026, 11, 17)) == (date(2026, 11, 17), date(2027, 12, 31))
    assert ascension_bridge(*ahead(date(2026, 11, 17))) == [date(2027, 5, 7)]


def test_a_year_is_known_when_it_has_an_own_closed_day_or_somebody_decided_that_it_has_none():
    today = date(2026, 11, 17)
    days = frozenset({date(2026, 5, 15), date(2027, 5, 7)})
    assert unknown_from(Choices(), today) == 2026
    assert unknown_from(Choices(days), today) == 2028
    assert unknown_from(Choices(days, decided=frozenset({2028, 2029})), today) == 2030
    assert unknown_from(Choices(decided=frozenset({2025})), today) == 2026


def test_a_year_that_was_passed_over_stays_unknown_though_a_later_one_is_known():
    passed_over = Choices(frozenset({date(2026, 5, 15)}), decided=frozenset({2028}))
    assert unknown_from(passed_over, date(2026, 11, 17)) == 2027
    assert not unknown_is_last(passed_over, 2027)
    assert unknown_is_last(Choices(frozenset({date(2026, 5, 15)})), 2027)


@pytest.mark.parametrize(
    ("today", "years"),
    [(date(2026, 11, 17), [2026, 2027]), (date(2026, 10, 31), [2026]), (date(2027, 1, 1), [2027])],
)
def test_the_years_that_end_within_the_fourteen_months_are_decided(today, years):
    assert decided_through(*ahead(today)) == years


def test_29_february_closes_early_only_in_leap_years():
    assert [one.day for one in of_year(2027, early={(2, 29): time(12)}) if one.hall is Hall.EARLY] == []
    assert [one.day for one in of_year(2028, early={(2, 29): time(12)}) if one.hall is Hall.EARLY] == [
        date(2028, 2, 29)
    ]
