"""Why a verdict is what it is, in one word for scripts and one sentence for people.

A verdict without a reason does not exist. The numbers stand in columns and are never reused.
"""

from __future__ import annotations

from charter.contact import Code
from charter.locale import N_, _


class Reason(Code):
    """The closed list of reasons."""

    IN_TIME = 1
    LATE = 2
    OPEN_LATE = 3
    RUNNING = 4
    OUTSIDE_HOURS = 10
    SHORT_ABANDON = 11
    LEFT_IN_TIME = 12
    LEFT_LATE = 13
    LEFT_NOT_COUNTED = 14
    BLOCKED = 15
    NO_SHOW = 16
    NOT_CENTRAL = 17
    TRUNCATED = 18
    HANDED_OVER = 19
    LEFT_COUNTED = 20
    NOT_OURS = 21
    PART_OF_ANOTHER = 22
    EFFORT = 30
    EXCUSED = 31
    START_UNKNOWN = 40
    START_MISSING = 41
    STOP_UNKNOWN = 42
    TOO_COARSE = 43
    BEFORE_START = 44
    LOG_OPEN = 45
    VALUE_MISSING = 46
    END_UNKNOWN = 47
    MOVE_UNKNOWN = 48
    KEPT = 60
    BROKEN = 61
    ENOUGH = 62
    TOO_MANY = 63
    TOO_LOW = 64


SENTENCES: dict[Reason, str] = {
    Reason.IN_TIME: N_("On time."),
    Reason.LATE: N_("Too late."),
    Reason.OPEN_LATE: N_("The limit has passed and the clock still runs."),
    Reason.RUNNING: N_("The term has not passed yet."),
    Reason.OUTSIDE_HOURS: N_("Arrived outside opening hours."),
    Reason.SHORT_ABANDON: N_("The caller hung up almost at once."),
    Reason.LEFT_IN_TIME: N_("Left before the limit had passed."),
    Reason.LEFT_LATE: N_("Left without help, after the limit had passed."),
    Reason.LEFT_NOT_COUNTED: N_("Left without help. This score counts answered calls only."),
    Reason.LEFT_COUNTED: N_("Left without help. This score counts every call."),
    Reason.BLOCKED: N_("Refused before the queue: closed, full or nobody there."),
    Reason.NO_SHOW: N_("Did not come for the appointment."),
    Reason.NOT_CENTRAL: N_("Sent to a mailbox that this promise does not cover."),
    Reason.TRUNCATED: N_("The start of this contact is not in the data."),
    Reason.HANDED_OVER: N_("Handled as a letter: the promise for letters applies."),
    Reason.EFFORT: N_("Late, but tried on two working days within the term."),
    Reason.NOT_OURS: N_("Not a contact of this municipality, says a person."),
    Reason.PART_OF_ANOTHER: N_("Part of another contact, says a person. It counts there."),
    Reason.EXCUSED: N_("A person wrote down why it does not count."),
    Reason.START_UNKNOWN: N_("It is not known when the clock started."),
    Reason.START_MISSING: N_("The message that should start the clock is missing."),
    Reason.STOP_UNKNOWN: N_("It is not known when the clock stopped."),
    Reason.TOO_COARSE: N_("The times are not exact enough for this limit."),
    Reason.BEFORE_START: N_("The answer lies before the start. One of the two times is wrong."),
    Reason.LOG_OPEN: N_("The log stops in the middle of the call."),
    Reason.VALUE_MISSING: N_("The mark is missing or is no number."),
    Reason.END_UNKNOWN: N_("The end of the term is not known."),
    Reason.MOVE_UNKNOWN: N_("The term was suspended or extended, but it is not known on which day."),
    Reason.KEPT: N_("As promised."),
    Reason.BROKEN: N_("Not as promised."),
    Reason.ENOUGH: N_("Meets the limit."),
    Reason.TOO_MANY: N_("More than the limit."),
    Reason.TOO_LOW: N_("Below the limit."),
}


def text(reason: int) -> str:
    """The sentence for a reason, in the language spoken now."""
    return _(SENTENCES[Reason(reason)])
