"""One contact under one norm version, with the clock and the term of the judge: what an explanation looks at.

Refuses to judge: clock and term come from the functions that judged, the verdict from what they gave.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_TIME, Contacts, Fact, Instants, Verdict, Verdicts
from charter.contact import Kind, Precision
from charter.days import DAY_US
from charter.locale import _, formats
from charter.moments import SETTLES, STARTS
from charter.norms.clocks import Clock, read_clock
from charter.norms.judge import handovers
from charter.norms.model import Limit, Norm, NormKind, NormVersion, Rulebook
from charter.norms.reasons import Reason
from charter.norms.ruler import WorkCalendar
from charter.norms.rulings import UNMEASURED
from charter.norms.terms import Term, find_term
from charter.wording import event_sentence

WALK_OUTS = (Kind.ABANDONED, Kind.LEFT_WITHOUT_SERVICE)
"""How somebody leaves without help."""
MADE_OF = {
    Kind.VALID_INTERIM_MESSAGE: (Kind.INTERIM_MESSAGE,),
    Kind.WAIT_BEGAN: (Kind.WRONG_START, Kind.APPOINTMENT, Kind.CHECK_IN, Kind.WAIT_STARTED, Kind.TICKET),
    Kind.VISIT_ENTERED: (Kind.QUEUE_ENTERED,),
    **dict.fromkeys(STARTS - {Kind.WAIT_BEGAN}, (Kind.WRONG_START,)),
    **dict.fromkeys(SETTLES.values(), (Kind.ANSWERED_ELSEWHERE,)),
}
"""The events that people know, for the moments that are made of them."""


def brief(kind: int) -> str:
    """An event without what it means for the clock."""
    return event_sentence(kind).partition(": ")[0]


def known(column: Instants) -> int | None:
    """The one instant of a column of one row; None where there is none."""
    return None if column[0] == NO_TIME else int(column[0])


@dataclass(frozen=True, slots=True)
class Case:
    """One contact under one norm version, with the clock and the term that the judge used."""

    contact: Contacts
    norm: Norm
    version: NormVersion
    verdicts: Verdicts
    clock: Clock
    term: Term | None
    as_of: int
    work: WorkCalendar
    zone: ZoneInfo
    taken_over: bool

    @classmethod
    def of(cls, contact: Contacts, rulebook: Rulebook, as_of: int, norm: Norm, verdicts: Verdicts) -> Case:
        """Run the judge's own steps once more, for this one contact."""
        work = WorkCalendar.of(rulebook.calendars)
        version = next(v for v in norm.versions if v.number == int(verdicts.version[0]))
        clock = read_clock(version, contact, np.zeros(1, np.int64), work)
        seen = np.where(clock.stop == NO_TIME, as_of, clock.stop)
        timed = norm.kind is NormKind.TIME and clock.start[0] != NO_TIME
        term = (
            find_term(version, contact, clock.rows, clock.start, clock.start_precision, seen, work) if timed else None
        )
        handed = handovers(contact, rulebook, as_of, work).get(norm.id)
        return cls(
            contact,
            norm,
            version,
            verdicts,
            clock,
            term,
            as_of,
            work,
            ZoneInfo(rulebook.calendars.zone),
            handed is not None and bool(handed[0]),
        )

    @property
    def verdict(self) -> Verdict:
        """What the judge found."""
        return Verdict(int(self.verdicts.verdict[0]))

    @property
    def reason(self) -> Reason:
        """Why the judge found it."""
        return Reason(int(self.verdicts.reason[0]))

    @property
    def start(self) -> int | None:
        """When the clock started; None where that is not known."""
        return known(self.clock.start)

    @property
    def stop(self) -> int | None:
        """When the clock stopped; None while it runs, and where that is not known."""
        return known(self.clock.stop)

    @property
    def seen(self) -> int:
        """Up to when the clock is looked at: its stop, else as-of."""
        return self.as_of if self.stop is None else self.stop

    @property
    def counted_us(self) -> int | None:
        """Time on the norm's own clock; None for day norms and where it is not known."""
        spent = int(self.verdicts.spent_us[0])
        return None if spent < 0 else spent

    @property
    def elapsed_us(self) -> int | None:
        """The time as the resident lived it: real time from start to stop, or to as-of while it runs.

        Whole days where one of the two is known only as a day. None where nothing was measured, and where the stop lies
        before the start: a decision may come before the term to decide has begun.
        """
        if self.stop is None and self.verdict in UNMEASURED:
            return None
        if self.start is None or self.norm.kind is not NormKind.TIME or self.seen < self.start:
            return None
        if Precision.DAY in (self.clock.start_precision[0], self.clock.stop_precision[0]):
            first, last = self.work.days.day_of(np.array([self.start, self.seen]))
            return int(last - first) * DAY_US
        return self.seen - self.start

    @property
    def limit(self) -> Limit:
        """The limit that holds for this contact: the longer one where a committee advises."""
        longer = self.version.committee_limit
        advised = self.contact.number(Fact.COMMITTEE, float(self.version.committee))[0] == 1
        return longer if longer is not None and advised else self.version.limit

    def when(self, at: int, precision: int) -> str:
        """When something was, with its preposition: on a day, at a time, or at a time of the day of the start."""
        on = formats.local(at, self.zone).date()
        if precision == Precision.DAY:
            return _("on %(day)s") % {"day": formats.long_day(on)}
        told = {"day": formats.long_day(on), "time": formats.clock(at, self.zone)}
        if formats.is_end_of_day(at, self.zone):
            return _("on %(day)s at %(time)s") % (told | {"time": "24:00"})
        if self.start is not None and at > self.start and on == formats.local(self.start, self.zone).date():
            return _("at %(time)s") % told
        return _("on %(day)s at %(time)s") % told

    def what(self, kinds: tuple[Kind, ...], at: int, when: str) -> str | None:
        """The event among `kinds` at `at`, in the words of the timeline, and when it was; None without one."""
        told = (part for kind in kinds for part in (*MADE_OF.get(kind, ()), kind))
        kind = next((kind for kind in told if self.contact.at(kind)[0] == at), None)
        return None if kind is None else _("%(event)s %(when)s.") % {"event": brief(kind), "when": when}

    @property
    def runs(self) -> bool:
        """Whether the clock of the resident still runs: nobody stopped it and the contact counts."""
        return self.stop is None and self.verdict in (Verdict.PENDING, Verdict.BREACHED)

    @property
    def awaits_answer(self) -> bool:
        """Whether the norm waits for an answer, and not for a mere receipt."""
        return Kind.REPLY_SUBSTANTIVE in self.version.stop and Kind.ACK_SENT not in self.version.stop
