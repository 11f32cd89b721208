"""When a term ends: contract.md 6, from event log to deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

DEFERS = 'after_hours = "next_working_day"'
CLOSING = 'end_of_day = "closing"'


def mail(at: str, *more: str) -> str:
    return "\n".join([f"{at} message_received channel=email", *more])


# days


def test_a_term_is_the_whole_of_its_last_day(town: Build) -> None:
    last = mail("2026-11-09T10:00:00", "2026-11-16T23:59:59.999999 reply_substantive")
    late = mail("2026-11-09T10:00:00", "2026-11-17T00:00:00 reply_substantive")
    assert town().verdict(last, "email.answer") == "met"
    assert town().verdict(late, "email.answer") == "breached"


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("2026-11-10T08:00:00", "2026-11-17"),  # before opening
        ("2026-11-10T17:00:00", "2026-11-17"),  # exactly at closing
        ("2026-11-10T17:00:00.000001", "2026-11-18"),  # after closing
        ("2026-11-14T11:00:00", "2026-11-23"),  # Saturday counts as Monday
        ("2026-11-14", "2026-11-23"),
        ("2026-11-10", "2026-11-17"),
        ("2026-12-24T15:30:00", "2027-01-05"),  # closed early, then Christmas: counts as Monday 28 December
    ],
)
def test_after_hours_receipt_counts_as_received_on_the_next_working_day(
    town: Build, received: str, deadline: str
) -> None:
    assert town(calendar=DEFERS).ruled(mail(received), "email.answer").deadline == f"{deadline}T23:59:59"


def test_after_hours_receipt_moves_terms_in_working_days_only(town: Build) -> None:
    own = town(calendar=DEFERS)
    assert own.ruled("2026-03-07T09:00:00 letter_received channel=letter", "letter.ack").deadline[:10] == "2026-03-16"
    assert (
        own.ruled("2026-03-07T09:00:00 letter_received channel=letter", "letter.answer").deadline[:10] == "2026-04-18"
    )


@pytest.mark.parametrize(
    ("received", "deadline"), [("2026-11-10T18:00:00", "2026-11-10"), ("2026-11-14T11:00:00", "2026-11-16")]
)
def test_0_working_days_is_the_end_of_day_0_or_of_the_next_working_day(
    town: Build, received: str, deadline: str
) -> None:
    own = town({"email.answer": 'limit = "0 working days"'})
    assert own.ruled(mail(received), "email.answer").deadline == f"{deadline}T23:59:59"


def test_closing_time_ends_charter_terms_inclusively(town: Build) -> None:
    own = town(calendar=CLOSING)
    at = own.ruled(mail("2026-11-09T10:00:00", "2026-11-16T17:00:00 reply_substantive"), "email.answer")
    assert (at.verdict, at.deadline) == ("met", "2026-11-16T17:00:00")
    after = mail("2026-11-09T10:00:00", "2026-11-16T17:00:00.000001 reply_substantive")
    assert own.verdict(after, "email.answer") == "breached"


def test_closing_time_ends_week_terms_and_promised_days_too(town: Build) -> None:
    own = town(calendar=CLOSING)
    letter = "2026-03-04T09:00:00 letter_received channel=letter"
    assert own.ruled(letter, "letter.answer").deadline == "2026-04-15T17:00:00"
    promise = mail(
        "2026-11-09T10:00:00", "2026-11-10T10:00:00 interim_message | promised_on=2026-12-04;reason=yes;handler=yes"
    )
    assert own.ruled(promise, "email.promise").deadline == "2026-12-04T17:00:00"


def test_closing_time_never_ends_a_statutory_term(town: Build) -> None:
    log = "2026-03-02T09:00:00 application_received channel=letter"
    assert town(calendar=CLOSING).ruled(log, "application.decide").deadline == "2026-04-28T23:59:59"


def test_a_term_that_ends_on_a_closed_day_ends_at_midnight(town: Build) -> None:
    log = "2026-03-16T09:00:00 letter_received channel=letter"
    assert town(calendar=CLOSING).ruled(log, "letter.answer").deadline == "2026-04-27T23:59:59"


# clocks


def test_an_opening_hour_norm_follows_the_time_spent(town: Build) -> None:
    log = "2026-11-12T13:00:00 message_received channel=social\n2026-11-12T20:00:00 reply_human"
    ruled = town().ruled(log, "social.first_response")
    assert (ruled.deadline, ruled.spent_s, ruled.verdict) == ("2026-11-12T17:00:00", 4 * 3600, "met")
    next_morning = log.replace("12T20:00:00", "13T08:30:00.000001")
    assert town().verdict(next_morning, "social.first_response") == "breached"


def test_24_hours_run_day_and_night(town: Build) -> None:
    log = "2026-11-14T20:00:00 report_received channel=report category=urgent\n2026-11-15T20:00:00 made_safe"
    assert town().verdict(log, "public_space.urgent") == "met"


# the law

DECIDE = "application.decide"


def application(at: str, *more: str) -> str:
    return "\n".join([f"{at} application_received channel=letter category=application", *more])


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("2026-03-20", "2026-05-18"),  # Friday 15 May 2026 is equated, then a weekend
        ("2026-11-07", "2027-01-04"),  # Saturday 2 January 2027
        ("2025-11-07", "2026-01-05"),  # Friday 2 January 2026 is equated
        ("2026-02-06", "2026-04-07"),  # Good Friday up to and including Easter Monday
    ],
)
def test_a_statutory_term_rolls_over_every_free_day_at_its_end(town: Build, received: str, deadline: str) -> None:
    assert town().ruled(application(received), DECIDE).deadline == f"{deadline}T23:59:59"


def test_the_objection_term_itself_rolls_over_easter(town: Build) -> None:
    log = "2026-02-20 decision_published channel=letter category=objection\n2026-03-10 objection_received"
    ruled = town().ruled(log, "objection.decide")
    assert (ruled.started_at[:10], ruled.deadline) == ("2026-04-07", "2026-05-19T23:59:59")


def test_an_objection_decided_before_the_objection_term_has_ended_is_in_time(town: Build) -> None:
    log = """
        2026-02-20 decision_published channel=letter category=objection
        2026-03-10 objection_received
        2026-03-25T10:00:00 decision_sent
    """
    assert town().verdict(log, "objection.decide") == "met"
    assert town().verdict(log.replace("03-25", "03-09"), "objection.decide") == "undetermined"


def test_an_objection_without_any_term_is_undetermined(town: Build) -> None:
    log = "2026-03-10 objection_received channel=letter category=objection"
    assert town().ruled(log, "objection.decide").reason == "start_unknown"


@pytest.mark.parametrize("where", ["objection_received", "objection_term_ended", "decision_published"])
def test_a_committee_named_in_any_detail_lengthens_the_term(town: Build, where: str) -> None:
    rows = ("2026-03-02 decision_published", "2026-03-20 objection_received", "2026-04-13 objection_term_ended")
    log = "\n".join(
        f"{row} channel=letter category=objection {'| committee=yes' if row.endswith(where) else ''}" for row in rows
    )
    assert town().ruled(log, "objection.decide").deadline == "2026-07-06T23:59:59"


def test_the_norms_own_committee_lengthens_the_term_unless_the_detail_says_no(town: Build) -> None:
    own = town({"complaint.decide": "committee = true"})
    log = "2026-02-02 complaint_received channel=letter category=complaint"
    assert own.ruled(log, "complaint.decide").deadline == "2026-04-13T23:59:59"
    assert own.ruled(f"{log} | committee=no", "complaint.decide").deadline == "2026-03-16T23:59:59"


def test_the_bound_of_the_law_is_tested_for_each_part_of_the_term(town: Build) -> None:
    inside = town({DECIDE: 'limit = "12 weeks"'}).ruled(application("2026-02-02"), DECIDE)
    outside = town({DECIDE: 'limit = "13 weeks"'}).ruled(application("2026-01-26"), DECIDE)
    assert inside.deadline == "2026-04-28T23:59:59"
    assert outside.deadline == "2026-04-27T23:59:59"
    by_committee = town({DECIDE: 'limit = "8 weeks"\ncommittee_limit = "13 weeks"\ncommittee = true'})
    assert by_committee.ruled(application("2026-01-26"), DECIDE).deadline == "2026-04-27T23:59:59"
    extended = town({DECIDE: 'limit = "13 weeks"\nextension_weeks = 6'})
    log = application("2025-12-15", "2026-02-02 extended | weeks=6")
    assert extended.ruled(log, DECIDE).deadline == "2026-04-28T23:59:59"


@pytest.mark.parametrize(("received", "provisional"), [("2028-09-01", False), ("2028-12-01", True)])
def test_a_term_that_ends_beyond_the_known_equated_days_is_provisional(
    town: Build, received: str, provisional: bool
) -> None:
    ruled = town().ruled(application(received), DECIDE, "2029-06-01")
    assert ruled.verdicts.provisional.tolist() == [provisional]
    assert ("Provisional" in " ".join(s.text for s in ruled.explanation.steps)) == provisional


# suspension (Awb 4:15)


def test_a_suspension_lasts_from_the_day_after_the_request_to_the_day_of_completion(town: Build) -> None:
    log = application("2026-03-03", "2026-03-09 completion_requested", "2026-03-23 completed")
    assert town().ruled(log, DECIDE).deadline == "2026-05-12T23:59:59"  # 28 April + 14


def test_an_open_suspension_is_pending_and_moves_with_as_of(town: Build) -> None:
    log = application("2026-03-03", "2026-03-09 completion_requested")
    early, late = (town().ruled(log, DECIDE, day) for day in ("2026-03-20T12:00:00", "2027-03-19T12:00:00"))
    assert (early.verdict, late.verdict) == ("pending", "pending")
    assert early.deadline == "2026-05-11T23:59:59"  # 28 April + 11 = Saturday 9 May
    assert early.deadline < late.deadline


def test_a_decision_during_an_open_suspension_is_in_time(town: Build) -> None:
    log = application("2026-03-03", "2026-03-09 completion_requested", "2026-09-01 decision_sent")
    assert town().verdict(log, DECIDE) == "met"


def test_until_ends_a_suspension_and_completion_before_it_ends_it_sooner(town: Build) -> None:
    log = application("2026-03-03", "2026-03-09 completion_requested | until=2026-03-30")
    assert town().ruled(log, DECIDE).deadline == "2026-05-19T23:59:59"  # 28 April + 21
    assert town().ruled(f"{log}\n2026-03-16 completed", DECIDE).deadline == "2026-05-06T23:59:59"  # 5 May is free


def test_a_suspension_after_the_term_changes_nothing(town: Build) -> None:
    log = application("2026-03-03", "2026-04-29 completion_requested", "2026-05-20 completed")
    assert town().ruled(log, DECIDE).deadline == "2026-04-28T23:59:59"
    on_the_last_day = log.replace("04-29", "04-28")
    assert town().ruled(on_the_last_day, DECIDE).deadline == "2026-05-20T23:59:59"


def test_two_suspensions_add_up_and_overlapping_days_count_once(town: Build) -> None:
    apart = ("2026-03-09 suspended", "2026-03-12 resumed", "2026-03-16 suspended", "2026-03-20 resumed")
    assert town().ruled(application("2026-03-03", *apart), DECIDE).deadline == "2026-05-06T23:59:59"  # + 3 + 4, rolled
    overlapping = ("2026-03-09 suspended | until=2026-03-20", "2026-03-16 suspended | until=2026-03-30")
    assert town().ruled(application("2026-03-03", *overlapping), DECIDE).deadline == "2026-05-19T23:59:59"  # + 21


def test_a_second_suspension_after_the_term_changes_nothing(town: Build) -> None:
    first = ("2026-03-09 suspended", "2026-03-12 resumed")  # the term ends on 1 May
    log = application("2026-03-03", *first, "2026-05-04 suspended", "2026-06-04 resumed", "2026-05-20 decision_sent")
    ruled = town().ruled(log, DECIDE)
    assert (ruled.verdict, ruled.deadline) == ("breached", "2026-05-01T23:59:59")
    open_again = application("2026-03-03", *first, "2026-05-04 suspended")
    assert town().verdict(open_again, DECIDE) == "breached"


@pytest.mark.parametrize(
    ("more", "verdict", "reason", "deadline"),
    [
        ("- suspended\n2026-04-28 decision_sent", "met", "in_time", "2026-04-28T23:59:59"),
        ("- suspended\n2026-04-29 decision_sent", "undetermined", "move_unknown", ""),
        ("- suspended", "undetermined", "move_unknown", ""),
        ("- completion_requested\n2026-03-20 completed\n2026-04-29 decision_sent", "undetermined", "move_unknown", ""),
        ("2026-03-09 suspended\n- resumed\n2026-04-29 decision_sent", "undetermined", "move_unknown", ""),
        ("- suspended\n2026-03-09 suspended\n2026-03-12 resumed\n2026-05-04 decision_sent", "breached", "late", None),
        ("2026-03-09 suspended\n2026-03-12 resumed\n- resumed\n2026-05-04 decision_sent", "breached", "late", None),
    ],
)
def test_a_suspension_of_unknown_length_leaves_open_what_lies_after_the_plain_end(
    town: Build, more: str, verdict: str, reason: str, deadline: str | None
) -> None:
    ruled = town().ruled(application("2026-03-03", more), DECIDE)
    wanted = "2026-05-01T23:59:59" if deadline is None else deadline
    assert (ruled.verdict, ruled.reason, ruled.deadline) == (verdict, reason, wanted)


def test_a_suspension_of_unknown_length_is_pending_up_to_the_plain_end(town: Build) -> None:
    log = application("2026-03-03", "- suspended")
    ruled = town().ruled(log, DECIDE, "2026-04-20T12:00:00")
    assert (ruled.verdict, ruled.deadline) == ("pending", "2026-04-28T23:59:59")
    steps = {step.code: step.text for step in ruled.explanation.steps}
    assert "not known from which day" in steps["suspended_unknown"]
    assert "at the earliest" in steps["end"]


def test_a_suspension_of_unknown_length_moves_no_charter_term(town: Build) -> None:
    log = mail("2026-11-09T10:00:00", "- suspended", "2026-11-17T10:00:00 reply_substantive")
    assert town().verdict(log, "email.answer") == "breached"


# extension


def woo(*more: str) -> str:
    return "\n".join(["2026-11-27T09:00:00 request_received channel=email category=woo", *more])


@pytest.mark.parametrize(
    ("extended", "deadline"),
    [
        ("2026-12-07 extended | weeks=2", "2027-01-08"),  # from Friday 25 December, the nominal end
        ("2026-12-28T23:59:59 extended | weeks=2", "2027-01-08"),  # on the last day, rolled over
        ("2026-12-29 extended | weeks=2", "2026-12-28"),  # too late
        ("2026-12-07 extended | weeks=1", "2027-01-04"),
        ("2026-12-07 extended | weeks=8", "2027-01-08"),  # more than the law allows
        ("2026-12-07 extended", "2027-01-08"),
        ("2026-12-07 extended_2_weeks", "2027-01-08"),
        ("2026-12-07 extended | weeks=-2", "2027-01-08"),  # no number of weeks: those of the law
        ("2026-12-07 extended | weeks=1\n2026-12-14 extended | weeks=2", "2027-01-04"),  # once only
    ],
)
def test_one_extension_counts_from_the_nominal_end(town: Build, extended: str, deadline: str) -> None:
    assert town().ruled(woo(extended), "woo.decide").deadline == f"{deadline}T23:59:59"


@pytest.mark.parametrize(
    ("decided", "verdict"),
    [("2026-12-28", "met"), ("2026-12-29", "undetermined"), ("2027-01-08", "undetermined"), ("2027-01-09", "breached")],
)
def test_an_extension_announced_on_an_unknown_day_may_or_may_not_have_counted(
    town: Build, decided: str, verdict: str
) -> None:
    ruled = town().ruled(woo("- extended | weeks=2", f"{decided} decision_sent"), "woo.decide")
    assert ruled.verdict == verdict
    assert "extended_unknown" in {step.code for step in ruled.explanation.steps}


def test_an_extension_may_be_announced_on_the_end_that_a_suspension_moved(town: Build) -> None:
    log = woo("2026-12-01 suspended", "2026-12-15 resumed", "2027-01-08 extended | weeks=2")
    assert town().ruled(log, "woo.decide").deadline == "2027-01-22T23:59:59"
