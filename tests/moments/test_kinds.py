"""What acknowledges and what answers: contract.md 2-4, from event log to verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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


def test_handled_as_a_letter_inside_the_term_hands_over_to_the_letter_norm(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-16T23:59:59 ack_treated_as_letter"
    assert town().ruled(log, "email.answer").reason == "handed_over"
    letter = town().ruled(log, "letter.answer", "2026-12-01")
    assert (letter.verdict, letter.deadline) == ("pending", "2026-12-21T23:59:59")


def test_handled_as_a_letter_after_the_term_has_no_effect(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-17T00:00:00 ack_treated_as_letter"
    assert town().verdict(log, "email.answer") == "breached"
    assert "letter.answer" not in town().norms(log)
