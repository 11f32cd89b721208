"""Which event of a kind holds: bounces, the order of time, and times that nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from charter.columns import Flag

Build = Callable[..., Any]


def test_a_bounce_withdraws_only_the_last_own_message_before_it(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 message_received channel=email
        2026-11-10T10:00:00 reply_substantive
        2026-11-20T10:00:00 reply_substantive
        2026-11-20T10:00:05 delivery_failed
    """
    ruled = town().ruled(log, "email.answer")
    assert ruled.verdict == "met"
    assert ruled.derived.contacts.flagged(Flag.UNDELIVERED)[0]


def test_a_bounce_in_the_second_of_the_reply_withdraws_it_whatever_the_order_of_the_rows(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 message_received channel=email
        2026-11-10T10:00:00 delivery_failed
        2026-11-10T10:00:00 reply_substantive
    """
    assert town().verdict(log, "email.answer") == "breached"


def test_order_is_by_time_never_by_row(town: Build) -> None:
    rows = [
        "2026-11-09T10:00:00 message_received channel=email",
        "2026-11-10T10:00:00 reply_substantive channel=email",
        "2026-11-10T10:00:05 delivery_failed channel=email",
        "2026-11-19T10:00:00 reply_substantive channel=email",
    ]
    assert town().verdict("\n".join(rows[::-1]), "email.answer") == "breached"


def test_reopening_never_changes_a_verdict(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 message_received channel=email
        2026-11-10T10:00:00 reply_substantive
        2026-11-20T10:00:00 reopened
        2026-12-20T10:00:00 reply_substantive
    """
    assert town().verdict(log, "email.answer") == "met"


def test_an_earlier_reply_of_unknown_time_does_not_hide_a_timed_one(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n- reply_substantive\n"
    assert town().ruled(f"{log}2026-11-10T10:00:00 reply_substantive", "email.answer").verdict == "met"
    assert town().ruled(f"{log}2026-11-20T10:00:00 reply_substantive", "email.answer").reason == "stop_unknown"
    assert town().ruled(log, "email.answer").reason == "stop_unknown"
