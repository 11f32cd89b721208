"""The words in which facts are told: events, and what an event can say of itself.

Why: every reader speaks its own format; behind the readers there is one vocabulary (design.md section 6).
Refuses to decide anything: which event acknowledges, answers or promises is decided in `charter.moments` alone.
The numbers of the codes are on disk; a number is never reused and never changed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, Self


class Code(IntEnum):
    """A closed vocabulary: a number in columns, a lower-case English word in files."""

    @property
    def word(self) -> str:
        """The spelling used in files, on the command line and in the event log."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Self | None:
        """The code spelled `word` (any case), or None when the vocabulary has no such word."""
        return cls.__members__.get(word.strip().upper())


class Channel(Code):
    """The road along which a resident reached the municipality."""

    UNKNOWN = 0
    PHONE = 1
    EMAIL = 2
    LETTER = 3
    COUNTER = 4
    FORM = 5
    PORTAL = 6
    SOCIAL = 7
    REPORT = 8


class Category(Code):
    """What kind of matter a contact is, where that chooses the norm (contract.md 3)."""

    NONE = 0
    COMPLAINT = 1
    OBJECTION = 2
    APPLICATION = 3
    PERMIT = 4
    WOO = 5
    FORMAL = 6
    URGENT = 7
    AVAILABILITY = 8
    CONSULTATION = 9
    TRAVEL_DOCUMENT = 10


class Direction(Code):
    """Who began the contact."""

    UNKNOWN = 0
    IN = 1
    OUT = 2
    INTERNAL = 3


class Performer(Code):
    """Who did what the event says (column `actor` of the event log)."""

    UNKNOWN = 0
    PERSON = 1
    AUTO = 2
    BOT = 3


class Precision(Code):
    """How exactly the time of an event is known. From AMBIGUOUS on there is no usable instant."""

    INSTANT = 0
    SECOND = 1
    MINUTE = 2
    DAY = 3
    AMBIGUOUS = 4
    NONEXISTENT = 5
    MISSING = 6


class Outcome(Code):
    """How a call or a queue visit ended (phone-formats.md 1)."""

    NONE = 0
    ANSWERED = 1
    ABANDONED = 2
    OTHER_EXIT = 3
    VOICEMAIL = 4
    BLOCKED = 5
    OPEN = 6


class Kind(Code):
    """What an event says happened (design.md section 6).

    Below 200: facts, as a source wrote them. From 200 on: moments that `charter.moments` derived from facts;
    no reader yields those.
    """

    # a call
    CALL_STARTED = 1
    IVR_STARTED = 2
    QUEUE_ENTERED = 3
    ANSWERED = 4
    SECOND_LEG_ANSWERED = 5
    TRANSFERRED = 6
    ABANDONED = 7
    """The caller left unanswered; detail `exit=timeout|key|empty|voicemail|dumped` where the caller did not hang up."""
    ENDED = 8
    PLAYED_CLOSED_MESSAGE = 9
    """Refused before the queue; detail `blocked=WORD` keeps the source's own word."""
    RANG_UNANSWERED = 10
    """An agent's phone rang in vain. No outcome of the call; kept for the timeline."""
    LOG_INTERRUPTED = 11
    """The exchange restarted while the call was open: how it ended is not known."""
    # callbacks and cross-channel stops
    CALLBACK_REQUESTED = 20
    TASK_ASSIGNED = 21
    ATTEMPT_FAILED = 22
    CALLBACK_CONNECTED = 23
    AGREED_DATE = 24
    INBOUND_CALL_RESOLVED = 25
    OUTBOUND_CALL_CONNECTED = 26
    TASK_CLOSED = 27
    """Somebody closed the task of a callback; by itself that is no contact with the resident."""
    # what came in
    MESSAGE_RECEIVED = 40
    LETTER_RECEIVED = 41
    SCANNED = 42
    IN_THREAD_OF = 43
    REMINDER_RECEIVED = 44
    FORWARDED_INTERNAL = 45
    REOPENED = 46
    # what went back
    AUTO_ACK = 60
    ACK_SENT = 61
    AUTO_OUT_OF_OFFICE = 62
    BOT_REPLY = 63
    REPLY_HUMAN = 64
    REPLY_SUBSTANTIVE = 65
    DELIVERY_FAILED = 66
    ACK_TREATED_AS_LETTER = 67
    INTERIM_MESSAGE = 68
    """Detail `promised_on=DATE;reason=yes;handler=yes`."""
    # counter
    WAIT_STARTED = 80
    TICKET = 81
    APPOINTMENT = 82
    CHECK_IN = 83
    CALLED = 84
    NO_SHOW = 85
    LEFT_WITHOUT_SERVICE = 86
    # reports in public space
    REQUEST_RECEIVED = 100
    REPORT_RECEIVED = 101
    RESOLVED = 102
    MADE_SAFE = 103
    # formal procedures
    COMPLAINT_RECEIVED = 120
    OUTCOME_SENT = 121
    DECISION_PUBLISHED = 122
    OBJECTION_RECEIVED = 123
    OBJECTION_TERM_ENDED = 124
    APPLICATION_RECEIVED = 125
    DECISION_SENT = 126
    COMPLETION_REQUESTED = 127
    COMPLETED = 128
    SUSPENDED = 129
    RESUMED = 130
    EXTENDED = 131
    END_PLANNED = 132
    """The day on which the register plans to decide."""
    END_LATEST = 133
    """The last day to decide, as the register counts it. No verdict rests on it (decision 0013)."""
    # the rest
    RATED = 150
    READY = 151
    # one e-mail that is not (yet) one of the above by itself
    FOLLOW_UP_RECEIVED = 160
    """The resident wrote again in a conversation that had already begun. Derived from threads."""
    MAIL_TO_THIRD_PARTY = 161
    """Own mail whose recipients do not include the resident: never an answer."""
    # what a person put right; each carries `known_at`, `who` and `reason` in its detail
    ANSWERED_ELSEWHERE = 180
    """Answered along another road; `at` says when."""
    WRONG_START = 181
    """The clock began at another instant: `at`."""
    NOT_OURS = 182
    BELONGS_TO = 183
    """Part of another contact; detail `source` and `contact` name it."""
    CORRECTION_UNDONE = 184
    """Takes back the correction of the run that detail `undoes` names."""
    # moments, derived
    VALID_INTERIM_MESSAGE = 200
    """An interim message with reason, new date and handler."""
    PROMISED_DAY = 201
    """The day that the promise in force names (precision day), capped as contract.md 4 says."""
    WAIT_BEGAN = 202
    """Counter with appointment: the later of appointment and check-in."""
    VISIT_ENTERED = 203
    """A call that went on to another queue: entering the queue in which a person answered, else the last one."""
    CORRECTION_LAPSED = 204
    """A correction that was taken back, or put right again by a later one."""


PLANNED = frozenset({Kind.AGREED_DATE, Kind.APPOINTMENT, Kind.OBJECTION_TERM_ENDED, Kind.END_PLANNED, Kind.END_LATEST})
"""Kinds whose `at` lies in the future by nature: known from detail `known_at`, else from the contact's first event."""

CORRECTIONS = frozenset({Kind.ANSWERED_ELSEWHERE, Kind.WRONG_START, Kind.NOT_OURS, Kind.BELONGS_TO})
"""Kinds by which a person puts a contact right. No reader yields them."""

BY_HAND = CORRECTIONS | {Kind.CORRECTION_UNDONE, Kind.CORRECTION_LAPSED}
"""Kinds that only a person says, known from detail `known_at`. No norm listens to them."""


class Origin(NamedTuple):
    """Where a fact stands: the file, the SHA-256 of its bytes, and the line, sheet row or message number (1-based)."""

    file: str
    digest: str
    line: int


class Event(NamedTuple):
    """One fact, as a reader found it. Instants are UTC microseconds since 1970; None where `precision` has no instant.

    `contact` is the source's own id; for mail the Message-ID of this very message (threads are joined in `moments`).
    `position` orders the events of one contact: the instant for event logs; for logs whose file order rules, the
    highest instant read so far, so that ties and clocks that jump back keep file order (then `line`).
    `fingerprint` is the signed 64-bit identity of the row within its source: the same row again has the same one.
    A day-precision `at` is local midnight at the day's beginning. Empty string and UNKNOWN / NONE mean: not said.
    """

    contact: str
    kind: Kind
    at: int | None
    precision: Precision
    line: int
    position: int
    fingerprint: int
    channel: Channel = Channel.UNKNOWN
    team: str = ""
    queue: str = ""
    category: Category = Category.NONE
    organisation: str = ""
    direction: Direction = Direction.UNKNOWN
    performer: Performer = Performer.UNKNOWN
    customer: str = ""
    agent: str = ""
    wait_us: int | None = None
    """The source's own waiting time of this queue visit, in microseconds."""
    talk_us: int | None = None
    """The source's own talking time of this queue visit, in microseconds."""
    detail: str = ""
    """`key=value` pairs joined by `;`, as the event log writes them."""
