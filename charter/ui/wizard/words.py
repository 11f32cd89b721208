"""The words of the wizard: sorts of contacts, what a column can mean, units, and what a result means.

Refuses to decide anything: what there is to choose stands in `charter.importers.mapping_draft`.
"""

from __future__ import annotations

from charter.contact import Kind
from charter.importers.mapping_draft import Draft
from charter.locale import N_, _
from charter.wording import EVENTS

SORTS = {
    "call": N_("Telephone calls"),
    "callback": N_("Callback requests"),
    "email": N_("E-mails"),
    "letter": N_("Letters"),
    "form": N_("Web forms"),
    "social": N_("Messages by WhatsApp or social media"),
    "counter": N_("Visits to the counter"),
    "report": N_("Reports of the public space"),
    "complaint": N_("Complaints"),
    "application": N_("Applications"),
    "permit": N_("Permits"),
    "woo": N_("Requests under the Woo"),
}
"""What a table can hold."""

ROWS = {
    "call": N_("One row is a whole call"),
    "visit": N_("One row is a visit to a queue"),
    "leg": N_("One row is a part of a call"),
}

MEANINGS = {
    "contact": N_("Number"),
    "start": N_("Call began"),
    "queued": N_("Entered the queue"),
    "answered": N_("Answered by a person"),
    "end": N_("Ended"),
    "wait": N_("Waiting time"),
    "talk": N_("Talking time"),
    "duration": N_("Whole duration"),
    "queue": N_("Queue or mailbox"),
    "team": N_("Team"),
    "organisation": N_("Organisation"),
    "direction": N_("In or out"),
    "outcome": N_("How it ended"),
    "answered_flag": N_("Answered: yes or no"),
    "caller": N_("Caller (becomes a pseudonym)"),
    "called": N_("Called number (pseudonym)"),
    "agent": N_("Employee (pseudonym)"),
}

UNITS = {
    "s": N_("seconds"),
    "ms": N_("milliseconds"),
    "min": N_("minutes"),
    "day": N_("part of a day"),
    "m:ss": N_("minutes:seconds"),
    "h:mm": N_("hours:minutes"),
}

ORDERS = {"day_first": N_("day-month-year"), "month_first": N_("month-day-year")}

RESULTS = {
    "answered": N_("answered"),
    "transferred": N_("answered, then passed on"),
    "abandoned": N_("hung up by the caller"),
    "voicemail": N_("to voicemail"),
    "timeout": N_("waited too long, moved on"),
    "key": N_("chose another way by key"),
    "empty": N_("nobody at the desks"),
    "other": N_("ended otherwise"),
    "callback": N_("asked to be called back"),
    "blocked": N_("closed or full"),
    "open": N_("not over yet"),
    "ignore": N_("no call of ours"),
}


def meaning_word(draft: Draft, meaning: str) -> str:
    """What a column means, in words."""
    if meaning in draft.sort.events:
        kind = Kind.of(meaning)
        return _(EVENTS[kind]).partition(":")[0] if kind is not None else meaning
    return _(MEANINGS[meaning])
