"""What a norm is: a dated promise with a start, a stop, a limit and a target (design.md decision 6).

Why: the rulebook is data that a policy officer writes. Refuses to read files (`files`) and to judge (`judge`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from charter.contact import Category, Channel, Kind
from charter.norms.calendar import Calendars


class NormKind(StrEnum):
    """What is compared: a time, the share of contacts, a count or a mark."""

    TIME = "time"
    SHARE = "share"
    COUNT = "count"
    MARK = "mark"


class Unit(StrEnum):
    """The unit of a limit. Clock units are judged by time spent, day units by the due instant (decision 1)."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    OPENING_MINUTES = "opening minutes"
    OPENING_HOURS = "opening hours"
    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    PROMISED_DAY = "promised day"
    TIMES = "times"
    MARK = "mark"
    NONE = "none"
    """A share norm: every contact is met or breached by what happened, not by a limit."""

    @property
    def is_elapsed_clock(self) -> bool:
        """Counted in real elapsed time."""
        return self in (Unit.SECONDS, Unit.MINUTES, Unit.HOURS)

    @property
    def is_opening_clock(self) -> bool:
        """Counted in opening hours of the channel."""
        return self in (Unit.OPENING_MINUTES, Unit.OPENING_HOURS)

    @property
    def is_clock(self) -> bool:
        """Judged by time spent."""
        return self.is_elapsed_clock or self.is_opening_clock

    @property
    def microseconds(self) -> int:
        """Microseconds in one of a clock unit; raises KeyError for the others."""
        return {
            Unit.SECONDS: 1_000_000,
            Unit.MINUTES: 60_000_000,
            Unit.OPENING_MINUTES: 60_000_000,
            Unit.HOURS: 3_600_000_000,
            Unit.OPENING_HOURS: 3_600_000_000,
        }[self]


@dataclass(frozen=True, slots=True)
class Limit:
    """`5 working days`, `25 seconds`, `promised day`, `2 times`, `mark 7.5`: an amount and its unit, inclusive."""

    amount: float
    unit: Unit

    def __str__(self) -> str:
        if self.unit in (Unit.PROMISED_DAY, Unit.NONE):
            return str(self.unit.value)
        if self.unit is Unit.MARK:
            return f"mark {self.amount:g}"
        word = self.unit.value[:-1] if self.amount == 1 else self.unit.value
        return f"{self.amount:g} {word}"


class CalendarKind(StrEnum):
    """Whose days count: the town hall's, the law's (Algemene termijnenwet), or simply every moment."""

    SERVICE = "service"
    STATUTORY = "statutory"
    NONE = "none"


class Denominator(StrEnum):
    """Which contacts a share counts over (design.md decision 4 and section 6)."""

    COUNTABLE = "countable"
    INCOMING = "incoming"
    ANSWERED = "answered"


class Rollover(StrEnum):
    """What happens to a term that ends on a closed day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"
    ATW = "atw"


class Scope(StrEnum):
    """Which mailboxes a mail norm covers (VNG, July 2011)."""

    ALL = "all"
    CENTRAL_MAILBOXES = "central_mailboxes"


class EffortRule(StrEnum):
    """When failed attempts excuse a late callback."""

    OFF = "off"
    TWO_ATTEMPTS_ON_TWO_WORKING_DAYS = "2_attempts_on_2_working_days"


class Certainty(StrEnum):
    """How sure we are of a legal basis (domain.md, certainty marks S, M, D)."""

    SEEN = "seen"
    UNVERIFIED = "unverified"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a promise or its percentage comes from. `note` holds `nl` and `en`, or nothing."""

    source: str
    certainty: Certainty
    article: str = ""
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NormVersion:
    """A norm as it stands from `valid_from` (local midnight) until the next version.

    `start` and `stop` are kinds of moments; the first of `start` that a contact has begins its clock.
    `categories` empty means any; Category.NONE in it admits contacts without one. `gate_opening_hours`: only what
    arrives in opening hours counts. `extension_weeks` is the longest extension allowed (0: as long as announced);
    `committee_limit` replaces the limit when a committee advises; `committee` says that one always does.
    `hands_over_to` names the norm that takes a contact over that is handled as a letter within this norm's term.
    `broken_by` belongs to share norms: a contact with any of these moments breaks the promise; one that reached a
    `stop` without them kept it.
    """

    number: int
    valid_from: date
    start: tuple[Kind, ...]
    stop: tuple[Kind, ...]
    limit: Limit
    target: float | None
    calendar: CalendarKind
    basis: tuple[Basis, ...]
    denominator: Denominator = Denominator.COUNTABLE
    short_abandon_s: float = 5.0
    effort_rule: EffortRule = EffortRule.OFF
    rollover: Rollover = Rollover.NONE
    scope: Scope = Scope.ALL
    committee: bool = False
    committee_limit: Limit | None = None
    extension_weeks: int = 0
    gate_opening_hours: bool = False
    hands_over_to: str = ""
    broken_by: tuple[Kind, ...] = ()
    channels: tuple[Channel, ...] = ()
    categories: tuple[Category, ...] = ()
    ended: bool = False
    """From `valid_from` on the municipality no longer makes this promise."""


@dataclass(frozen=True, slots=True)
class ExampleEvent:
    """One event of a worked example, spelled as in the event log."""

    event: str
    at: str
    detail: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example inside the norm file: run on load and by `charter norms check`."""

    title: Mapping[str, str]
    events: tuple[ExampleEvent, ...]
    verdict: str
    channel: str
    category: str = ""
    queue: str = ""
    as_of: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Norm:
    """A promise with its dated versions, oldest first. `title` and `promise` hold `nl` and `en`."""

    id: str
    kind: NormKind
    title: Mapping[str, str]
    promise: Mapping[str, str]
    versions: tuple[NormVersion, ...]
    examples: tuple[Example, ...] = ()
    enabled: bool = True
    statutory: bool = False
    """Judged as an indication only; the legal conclusion is the case handler's."""
    short_title: Mapping[str, str] = field(default_factory=dict)
    """At most 18 characters, for narrow columns."""
    counted: Mapping[str, str] = field(default_factory=dict)
    """What is counted, in the plural: e-mails, telefoontjes."""
    headline: Mapping[str, str] = field(default_factory=dict)
    """What follows `In oktober` in a sentence about the result, with the places `{figure}` and perhaps `{limit}`."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that judges: the norms that are on, in the order of the library, and the calendars.

    `digest` is the SHA-256 of the canonical text of norms and calendars; `central_mailboxes` are addresses in lower
    case (empty: every own address is central).
    """

    norms: tuple[Norm, ...]
    calendars: Calendars
    digest: str = ""
    central_mailboxes: tuple[str, ...] = ()

    def position(self, norm_id: str) -> int:
        """Where `norm_id` stands in `norms`; raises KeyError when it is not there."""
        for position, norm in enumerate(self.norms):
            if norm.id == norm_id:
                return position
        raise KeyError(norm_id)

    def norm(self, norm_id: str) -> Norm:
        """The norm `norm_id`; raises KeyError when it is not there."""
        return self.norms[self.position(norm_id)]
