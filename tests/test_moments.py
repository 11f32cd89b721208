"""What acknowledges, answers, promises or ends: contract.md 2-4, from event log to verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from charter.columns import Contacts, Flag
from charter.contact import Kind

Build = Callable[..., Any]

OPENINGS = {
    "email.ack": "message_received channel=email",
    "formal.ack": "message_received channel=form category=formal",
    "letter.ack": "letter_received channel=letter",
    "complaint.ack": "complaint_received channel=email category=complaint",
    "email.answer": "message_received channel=email",
    "form.answer": "message_received channel=form",
    "letter.answer": "letter_received channel=letter",
    "social.first_response": "message_received channel=social",
    "phone.callback": "callback_requested channel=phone",
    "public_space.urgent": "report_received channel=report category=urgent",
    "complaint.decide": "complaint_received channel=letter category=complaint",
}
ACKNOWLEDGEMENTS = {
    "ack_sent",
    "ack_treated_as_letter",
    "interim_message",
    "reply_human",
    "reply_substantive",
    "outcome_sent",
}
STOPS = {
    "email.ack": ACKNOWLEDGEMENTS | {"auto_ack", "outbound_call_connected"},
    "formal.ack": ACKNOWLEDGEMENTS | {"auto_ack", "outbound_call_connected"},
    "letter.ack": ACKNOWLEDGEMENTS,
    "complaint.ack": ACKNOWLEDGEMENTS,
    "email.answer": {"reply_substantive", "outbound_call_connected"},
    "form.answer": {"reply_substantive", "outbound_call_connected"},
    "letter.answer": {"reply_substantive", "outbound_call_connected"},
    "social.first_response": {"reply_human", "reply_substantive"},
    "phone.callback": {"callback_connected", "inbound_call_resolved", "outbound_call_connected"},
    "public_space.urgent": {"made_safe", "resolved"},
    "complaint.decide": {"outcome_sent"},
}
ANYTHING = sorted(set().union(*STOPS.values()) | {"auto_out_of_office", "bot_reply", "task_assigned", "scanned"})


@pytest.mark.parametrize("norm", STOPS)
def test_only_what_the_table_names_stops_the_clock(town: Build, norm: str) -> None:
    stopped = {
        event
        for event in ANYTHING
        if town().verdict(
            f"2026-11-09T10:00:00 {OPENINGS[norm]}\n2026-11-09T11:00:00 {event}", norm, "2027-03-01T12:00:00"
        )
        in ("met", "excluded")
    }
    handed_over = {"ack_treated_as_letter"} if norm in ("email.answer", "form.answer") else set()
    assert stopped == STOPS[norm] | handed_over


@pytest.mark.parametrize("machine", ["auto", "bot"])
@pytest.mark.parametrize("event", ["reply_substantive", "reply_human", "interim_message"])
def test_what_a_machine_wrote_never_answers(town: Build, event: str, machine: str) -> None:
    log = f"""
        2026-11-09T10:00:00 message_received channel=email
        2026-11-09T10:00:02 {event} actor={machine} | promised_on=2026-12-04;reason=yes;handler=yes
    """
    assert town().verdict(log, "email.answer") == "breached"
    assert town().verdict(log, "email.ack") == ("met" if machine == "auto" else "breached")
    assert "email.promise" not in town().norms(log)


@pytest.mark.parametrize("event", ["callback_connected", "inbound_call_resolved", "outbound_call_connected"])
def test_a_machine_on_the_line_is_no_callback(town: Build, event: str) -> None:
    log = f"2026-11-09T10:00:00 callback_requested channel=phone\n2026-11-09T11:00:00 {event} actor=bot"
    assert town().verdict(log, "phone.callback") == "breached"


def test_an_acknowledgement_by_a_machine_does_not_acknowledge_a_letter(town: Build) -> None:
    log = "2026-11-09 letter_received channel=letter\n2026-11-09 ack_sent actor=auto"
    assert town().verdict(log, "letter.ack") == "breached"


# promises


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


# handled as a letter


def test_handled_as_a_letter_inside_the_term_hands_over_to_the_letter_norm(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-16T23:59:59 ack_treated_as_letter"
    assert town().ruled(log, "email.answer").reason == "handed_over"
    letter = town().ruled(log, "letter.answer", "2026-12-01")
    assert (letter.verdict, letter.deadline) == ("pending", "2026-12-21T23:59:59")


def test_handled_as_a_letter_after_the_term_has_no_effect(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-17T00:00:00 ack_treated_as_letter"
    assert town().verdict(log, "email.answer") == "breached"
    assert "letter.answer" not in town().norms(log)


# bounces


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


def test_a_bounced_interim_message_opens_no_promise(town: Build) -> None:
    log = promised("2026-11-13T15:00:00>2026-12-04") + "\n2026-11-13T15:00:05 delivery_failed"
    assert "email.promise" not in town().norms(log)
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


# as-of


def test_what_happened_after_as_of_has_not_happened(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-10T10:00:00 reply_substantive"
    assert len(town().contacts(log, "2026-11-09T09:59:59")) == 0
    assert town().verdict(log, "email.answer", "2026-11-10T09:59:59") == "pending"
    assert town().verdict(log, "email.answer", "2026-11-10T10:00:00") == "met"


@pytest.mark.parametrize(("event", "column"), [("agreed_date", "phone"), ("appointment", "counter"),
                                               ("objection_term_ended", "letter")])  # fmt: skip
def test_a_planned_moment_is_known_from_its_announcement_else_from_the_first_event(
    town: Build, event: str, column: str
) -> None:
    def seen(log: str, as_of: str) -> bool:
        contacts: Contacts = town().contacts(log, as_of)
        return bool(len(contacts)) and bool(contacts.has(Kind[event.upper()])[0])

    began = f"2026-11-09T10:00:00 message_received channel={column}"
    announced = f"{began}\n2026-11-30 {event} | known_at=2026-11-12T09:00:00"
    assert not seen(announced, "2026-11-12T08:59:59")
    assert seen(announced, "2026-11-12T09:00:00")
    unannounced = f"{began}\n2026-11-30 {event}"
    assert not seen(unannounced, "2026-11-09T09:59:59")
    assert seen(unannounced, "2026-11-09T10:00:00")
    announced_first = f"{began}\n2026-11-30 {event} | known_at=2026-11-02T09:00:00"
    assert not seen(announced_first, "2026-11-02T08:59:59")
    assert seen(announced_first, "2026-11-02T09:00:00")


def test_an_event_without_a_time_is_known_once_the_contact_has_begun(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n- reply_substantive"
    assert len(town().contacts(log, "2026-11-09T09:00:00")) == 0
    assert town().contacts(log, "2026-11-09T10:00:00").has(Kind.REPLY_SUBSTANTIVE)[0]


# agreed dates


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


# who it is


def test_columns_said_once_hold_for_the_whole_contact(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 message_received channel=email team=Burgerzaken queue=info@x.nl category=formal
        2026-11-10T10:00:00 reply_substantive
    """
    contacts = town().contacts(log)
    assert contacts.names.teams[contacts.team[0]] == "Burgerzaken"
    assert contacts.names.queues[contacts.queue[0]] == "info@x.nl"
    assert set(town().norms(log)) == {"email.ack", "email.answer", "formal.ack"}


def test_an_earlier_reply_of_unknown_time_does_not_hide_a_timed_one(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n- reply_substantive\n"
    assert town().ruled(f"{log}2026-11-10T10:00:00 reply_substantive", "email.answer").verdict == "met"
    assert town().ruled(f"{log}2026-11-20T10:00:00 reply_substantive", "email.answer").reason == "stop_unknown"
    assert town().ruled(log, "email.answer").reason == "stop_unknown"


def test_deriving_each_contact_alone_gives_the_same_moments(town: Build) -> None:
    logs = [
        f"2026-11-09T10:00:0{n} message_received channel=email contact={n}\n"
        f"2026-11-1{n}T10:00:00 interim_message contact={n} | promised_on=2026-12-0{n};reason=yes;handler=yes"
        for n in range(1, 6)
    ]
    together = town().contacts("\n".join(logs))
    for row, log in enumerate(logs):
        alone = town().contacts(log)
        for kind in Kind:
            assert np.array_equal(alone.at(kind), together.at(kind)[[row]])
