"""Worked examples: they pass when they are right, and they fail when the norm or the expectation is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charter.norms import examples, files
from charter.norms.calendar import DEFAULT, CalendarPeriod, Calendars, ServiceCalendar, parse_hours
from charter.norms.model import Norm, Rulebook
from charter.norms.reasons import Reason
from charter.norms.shape import limit_of


@pytest.fixture
def book() -> Rulebook:
    return files.rulebook([], examples.calendars())[0]


def only(norm: Norm, number: int, **changes: object) -> Norm:
    return replace(norm, examples=(replace(norm.examples[number], **changes),))


def test_a_right_example_tells_verdict_deadline_and_reason(book: Rulebook) -> None:
    [result] = examples.run(only(book.norm("email.answer"), 0), book)
    assert (result.ok, result.found, result.reason) == (True, "met", Reason.IN_TIME)
    assert result.found_deadline == "2026-11-16T23:59:59+01:00"


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "breached"},
        {"deadline": "2026-11-17"},
        {"deadline": "2026-11-16T23:59:58"},
        {"channel": "phone"},
        {"as_of": "2026-11-10"},
    ],
)
def test_a_wrong_example_fails(changes: dict[str, str], book: Rulebook) -> None:
    [result] = examples.run(only(book.norm("email.answer"), 0, **changes), book)
    assert not result.ok


def test_an_example_to_which_the_norm_does_not_apply_finds_nothing(book: Rulebook) -> None:
    [result] = examples.run(only(book.norm("email.answer"), 0, channel="phone"), book)
    assert (result.found, result.found_deadline, result.reason) == ("", "", None)


def test_a_changed_limit_fails_the_examples_of_the_old_one(book: Rulebook) -> None:
    norm = book.norm("phone.answer")
    stricter = replace(norm, versions=(replace(norm.versions[0], limit=limit_of("20 seconds")),))
    assert [result.ok for result in examples.run(stricter, book)] == [False, False, False, False]


def test_a_norm_that_is_not_in_the_rulebook_can_be_tried(book: Rulebook) -> None:
    [norm] = [norm for norm in files.optional() if norm.id == "question.answer"]
    assert all(result.ok for result in examples.run(norm, book))


def test_ready_norms_keep_their_examples_whatever_the_opening_hours_and_own_norms_follow_them(book: Rulebook) -> None:
    mornings = CalendarPeriod(date(2011, 3, 1), {DEFAULT: parse_hours("mon 09:00-12:00")})
    calendars = Calendars(ServiceCalendar("Europe/Amsterdam", (mornings,)), book.calendars.statutory)
    own = replace(book.norm("social.first_response"), id="social.own")
    rare = replace(book, norms=(*book.norms, own), calendars=calendars)
    failed = {result.norm for result in examples.run_all(rare) if not result.ok}
    assert failed == {"social.own"}


def test_an_event_of_an_unknown_time_makes_an_example_undetermined(book: Rulebook) -> None:
    norm = book.norm("email.answer")
    received, answered = norm.examples[0].events
    [result] = examples.run(
        only(norm, 0, events=(replace(received, at=""), answered), verdict="undetermined", deadline=""), book
    )
    assert result.ok


def test_what_is_remembered_of_ready_norms_is_what_running_them_gives(book) -> None:
    for norm in book.norms:
        assert examples.run_one(norm, book) == examples.run(norm, book) == examples.run_one(norm, book)
