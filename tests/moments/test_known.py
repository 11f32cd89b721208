"""What was known at an instant, and when what was planned became known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from charter.columns import Contacts
from charter.contact import Kind

Build = Callable[..., Any]


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
