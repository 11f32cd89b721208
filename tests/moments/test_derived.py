"""One row a contact, whoever stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from charter.contact import Kind

Build = Callable[..., Any]


def test_columns_said_once_hold_for_the_whole_contact(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 message_received channel=email team=Burgerzaken queue=info@x.nl category=formal
        2026-11-10T10:00:00 reply_substantive
    """
    contacts = town().contacts(log)
    assert contacts.names.teams[contacts.team[0]] == "Burgerzaken"
    assert contacts.names.queues[contacts.queue[0]] == "info@x.nl"
    assert set(town().norms(log)) == {"email.ack", "email.answer", "formal.ack"}


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
