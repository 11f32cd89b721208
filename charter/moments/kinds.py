"""What the kinds of events say of a clock: what begins a contact, acknowledges it or settles it.

Why: contract.md 4 and mail-formats.md 5 are tables, and here they are read as such. Refuses to look at an event.
"""

from __future__ import annotations

from collections.abc import Mapping

from charter.contact import Channel, Kind

RECEIVED = (
    Kind.MESSAGE_RECEIVED,
    Kind.LETTER_RECEIVED,
    Kind.QUEUE_ENTERED,
    Kind.CALL_STARTED,
    Kind.CALLBACK_REQUESTED,
    Kind.REPORT_RECEIVED,
    Kind.COMPLAINT_RECEIVED,
    Kind.OBJECTION_RECEIVED,
    Kind.APPLICATION_RECEIVED,
    Kind.REQUEST_RECEIVED,
    Kind.WAIT_BEGAN,
    Kind.TICKET,
    Kind.WAIT_STARTED,
    Kind.RATED,
)
"""What began the contact, most telling first."""

ACKNOWLEDGED = (
    Kind.AUTO_ACK,
    Kind.ACK_SENT,
    Kind.ACK_TREATED_AS_LETTER,
    Kind.INTERIM_MESSAGE,
    Kind.REPLY_HUMAN,
    Kind.REPLY_SUBSTANTIVE,
    Kind.OUTCOME_SENT,
    Kind.OUTBOUND_CALL_CONNECTED,
)
"""What tells the resident that the message arrived (contract.md 4)."""

ANSWERED = (
    Kind.ANSWERED,
    Kind.REPLY_SUBSTANTIVE,
    Kind.OUTBOUND_CALL_CONNECTED,
    Kind.CALLBACK_CONNECTED,
    Kind.INBOUND_CALL_RESOLVED,
    Kind.RESOLVED,
    Kind.OUTCOME_SENT,
    Kind.DECISION_SENT,
    Kind.CALLED,
    Kind.READY,
)
"""What settles the contact."""

STARTS = frozenset(RECEIVED) - {Kind.RATED}
"""What a person means who says that the clock began at another instant: every moment that began the contact."""

SETTLES: Mapping[Kind, Kind] = {
    Kind.MESSAGE_RECEIVED: Kind.REPLY_SUBSTANTIVE,
    Kind.LETTER_RECEIVED: Kind.REPLY_SUBSTANTIVE,
    Kind.CALLBACK_REQUESTED: Kind.CALLBACK_CONNECTED,
    Kind.REPORT_RECEIVED: Kind.RESOLVED,
    Kind.COMPLAINT_RECEIVED: Kind.OUTCOME_SENT,
    Kind.OBJECTION_RECEIVED: Kind.DECISION_SENT,
    Kind.APPLICATION_RECEIVED: Kind.DECISION_SENT,
    Kind.REQUEST_RECEIVED: Kind.DECISION_SENT,
}
"""What a person means who says that a contact was answered elsewhere, by what it began with."""

OPENED_BY: Mapping[Kind, tuple[Channel, ...]] = {
    Kind.LETTER_RECEIVED: (Channel.LETTER,),
    Kind.MESSAGE_RECEIVED: (Channel.EMAIL, Channel.FORM, Channel.PORTAL, Channel.SOCIAL),
}
"""What a written contact began with that has no such event, by its channel."""

WRITTEN = tuple(channel for channels in OPENED_BY.values() for channel in channels)

REPLACED = (Kind.END_PLANNED, Kind.END_LATEST)
"""Days of which the one told last holds."""

TELLING = (
    Kind.INTERIM_MESSAGE,
    Kind.AGREED_DATE,
    Kind.COMPLETION_REQUESTED,
    Kind.SUSPENDED,
    Kind.COMPLETED,
    Kind.RESUMED,
    Kind.EXTENDED,
    Kind.RATED,
)
"""What tells more in its detail than its kind and its time."""
