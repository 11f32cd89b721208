"""Promises and agreed days: contract.md 4, from event log to verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]


def promised(*interims: str, reply: str = "", received: str = "2026-11-09T10:00:00") -> str:
    lines = [f"{received} message_received channel=email"]
    for interim in interims:
        at, day = interim.split(">")
        lines.append(f"{at} interim_message | promised_on={day}; reason=yes; handler=yes")
    return "\n".join([*lines, f"{reply} reply_substantive"] if reply else lines)


def test_an_interim_message_inside_the_term_satisfies_the_norm_and_opens_a_promise(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2026-12-04", reply="2026-12-04T23:00:00")
    assert town().verdict(log, "email.answer") == "met"
    promise = town().ruled(log, "email.promise")
    assert (promise.verdict, promise.deadline) == ("met", "2026-12-04T23:59:59")


def test_a_late_interim_message_satisfies_nothing_and_opens_the_promise_all_the_same(town: Build) -> None:
    log = promised("2026-11-17T09:00:00>2026-12-04", reply="2026-12-05T09:00:00")
    assert town().verdict(log, "email.answer") == "breached"
    assert town().verdict(log, "email.promise") == "breached"


@pytest.mark.parametrize("detail", ["promised_on=2026-12-04;reason=yes", "promised_on=2026-12-04;handler=yes",
                                    "reason=yes;handler=yes", "promised_on=soon;reason=yes;handler=yes",
                                    "promised_on=2026-12-04;reason=no;handler=yes", ""])  # fmt: skip
def test_an_interim_message_without_reason_date_and_handler_satisfies_nothing(town: Build, detail: str) -> None:
    log = f"2026-11-09T10:00:00 message_received channel=email\n2026-11-10T10:00:00 interim_message | {detail}"
    assert town().verdict(log, "email.answer") == "breached"
    assert town().verdict(log, "email.ack") == "met"
    assert "email.promise" not in town().norms(log)


def test_a_date_that_had_already_passed_is_no_promise(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2026-11-12")
    assert town().verdict(log, "email.answer") == "breached"
    assert "email.promise" not in town().norms(log)


def test_details_may_be_written_with_spaces_and_capitals(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 message_received channel=email
        2026-11-10T10:00:00 interim_message | Promised_on = 2026-12-04 ; Reason = YES ; handler = yes
    """
    assert town().verdict(log, "email.answer") == "met"


def test_one_new_date_is_allowed_before_the_first_has_passed(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2026-11-27", "2026-11-27T16:00:00>2026-12-11", "2026-12-11T09:00:00>2026-12-18")
    assert town().ruled(log, "email.promise").deadline == "2026-12-11T23:59:59"


def test_a_new_date_after_the_first_has_passed_changes_nothing(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2026-11-27", "2026-11-28T09:00:00>2026-12-11", reply="2026-12-02T10:00:00")
    promise = town().ruled(log, "email.promise")
    assert (promise.verdict, promise.deadline) == ("breached", "2026-11-27T23:59:59")


def test_a_promise_reaches_no_further_than_six_weeks_after_receipt(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2027-03-01")
    assert town().ruled(log, "email.promise").deadline == "2026-12-21T23:59:59"


def test_six_weeks_count_from_the_receipt_of_a_complaint_too(town: Build) -> None:
    log = """
        2026-11-09 complaint_received channel=letter category=complaint
        2026-11-13 interim_message | promised_on=2027-03-01;reason=yes;handler=yes
    """
    assert town().ruled(log, "email.promise").deadline == "2026-12-21T23:59:59"


def test_an_interim_message_after_the_answer_opens_no_promise(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2026-12-04", reply="2026-11-12T10:00:00")
    assert "email.promise" not in town().norms(log)
    assert town().verdict(log, "email.answer") == "met"


def test_an_interim_message_of_unknown_time_leaves_the_answer_undetermined(town: Build) -> None:
    log = promised("->2026-12-04")
    assert town().verdict(log, "email.answer") == "undetermined"
    assert town().verdict(log, "email.promise") == "undetermined"


def test_the_promise_of_a_letter_has_its_own_norm(town: Build) -> None:
    log = """
        2026-11-09 letter_received channel=letter
        2026-11-20 interim_message | promised_on=2026-12-11;reason=yes;handler=yes
        2026-12-14 reply_substantive
    """
    assert town().verdict(log, "letter.answer") == "met"
    assert town().verdict(log, "email.promise") == "breached"


def test_a_bounced_interim_message_opens_no_promise(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2026-12-04") + "\n2026-11-13T15:00:05 delivery_failed"
    assert "email.promise" not in town().norms(log)
    assert town().verdict(log, "email.answer") == "breached"


def test_an_agreed_date_replaces_the_term(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 callback_requested channel=phone
        2026-11-19T15:00:00 agreed_date | known_at=2026-11-11T23:59:59
        2026-11-19T17:30:00 callback_connected
    """
    ruled = town().ruled(log, "phone.callback")
    assert (ruled.verdict, ruled.deadline) == ("met", "2026-11-19T23:59:59")


def test_an_agreed_date_logged_after_the_term_changes_nothing(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 callback_requested channel=phone
        2026-11-19 agreed_date | known_at=2026-11-12T00:00:00
        2026-11-19T15:00:00 callback_connected
    """
    ruled = town().ruled(log, "phone.callback")
    assert (ruled.verdict, ruled.deadline) == ("breached", "2026-11-11T23:59:59")


def test_a_second_agreement_counts_when_it_came_before_the_first_day_had_passed(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 callback_requested channel=phone
        2026-11-19 agreed_date | known_at=2026-11-10T09:00:00
        2026-11-26 agreed_date | known_at=2026-11-19T16:00:00
        2026-12-03 agreed_date | known_at=2026-11-27T09:00:00
    """
    assert town().ruled(log, "phone.callback").deadline == "2026-11-26T23:59:59"
