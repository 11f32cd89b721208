"""What each clock comes to: one of six verdicts with one reason, and what a norm covers but does not count.

Clock units are judged by time spent, day units by the due instant; exactly the limit is within; nothing is rounded
before it is compared (design.md decision 1). Missing data is undetermined, never met. Refuses to find a clock or a
term: `charter.norms.clocks` and `charter.norms.terms` did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from charter.columns import NO_TIME, Contacts, Fact, Flag, Instants, Ints, Mask, Verdict, Verdicts
from charter.contact import Channel, Kind, Outcome, Precision
from charter.norms.clocks import (
    OPENINGS,
    Clock,
    is_waiting,
    latest_meant,
    measured_itself,
    slack_of,
    spent_time,
    waited_time,
)
from charter.norms.model import (
    Denominator,
    EffortRule,
    Norm,
    NormKind,
    NormVersion,
    Rulebook,
    Scope,
)
from charter.norms.reasons import Reason
from charter.norms.ruler import WorkCalendar
from charter.norms.terms import Term, find_term


@dataclass(frozen=True, slots=True)
class Ruling:
    """Verdict and reason of each row of a clock, with what was compared."""

    verdict: Ints
    reason: Ints
    deadline: Instants
    spent_us: Instants
    value: npt.NDArray[np.float64]
    provisional: Mask

    def exempted(self, reason: Ints) -> Ruling:
        """The same ruling with `excluded` where `reason` is not 0; the facts stay visible."""
        exempt = reason != 0
        verdict = np.where(exempt, Verdict.EXCLUDED, self.verdict).astype(np.int8)
        outside = np.isin(reason, [Reason.OUTSIDE_HOURS, Reason.BLOCKED, Reason.NO_SHOW, Reason.NOT_CENTRAL])
        return Ruling(
            verdict,
            np.where(exempt, reason, self.reason).astype(np.int8),
            np.where(outside, NO_TIME, self.deadline),
            self.spent_us,
            self.value,
            self.provisional,
        )

    def excused(self, rows: Mask) -> Ruling:
        """The same ruling with `excused` for those of `rows` that are breached or pending: never for what was met."""
        excused = rows & np.isin(self.verdict, [Verdict.BREACHED, Verdict.PENDING])
        return Ruling(
            np.where(excused, Verdict.EXCUSED, self.verdict).astype(np.int8),
            np.where(excused, Reason.EXCUSED, self.reason).astype(np.int8),
            self.deadline,
            self.spent_us,
            self.value,
            self.provisional,
        )

    def verdicts(self, position: int, version: NormVersion, clock: Clock) -> Verdicts:
        """These rows as verdict columns."""
        n = len(clock.rows)
        return Verdicts(
            contact=clock.rows,
            norm=np.full(n, position, np.int16),
            version=np.full(n, version.number, np.int16),
            verdict=self.verdict.astype(np.int8),
            reason=self.reason.astype(np.int8),
            day=clock.day,
            started_at=clock.start,
            deadline=self.deadline,
            stopped_at=clock.stop,
            spent_us=self.spent_us,
            value=self.value,
            provisional=self.provisional,
        )


def decide(
    norm: Norm, version: NormVersion, contacts: Contacts, clock: Clock, as_of: int, work: WorkCalendar
) -> Ruling:
    """The ruling on each row of `clock` before exemptions."""
    match norm.kind:
        case NormKind.TIME:
            return _decide_time(version, contacts, clock, as_of, work)
        case NormKind.SHARE:
            return _decide_share(version, contacts, clock)
        case NormKind.COUNT:
            count = contacts.transfers[clock.rows].astype(np.float64)
            within = count <= version.limit.amount
            return plain(
                np.where(within, Verdict.MET, Verdict.BREACHED),
                np.where(within, Reason.ENOUGH, Reason.TOO_MANY),
                count,
            )
        case NormKind.MARK:
            mark = contacts.number(Fact.MARK, np.nan)[clock.rows]
            given = ~np.isnan(mark)
            enough = mark >= version.limit.amount
            return plain(
                np.where(~given, Verdict.UNDETERMINED, np.where(enough, Verdict.MET, Verdict.BREACHED)),
                np.where(~given, Reason.VALUE_MISSING, np.where(enough, Reason.ENOUGH, Reason.TOO_LOW)),
                mark,
            )


def plain(verdict: Ints, reason: Ints, value: npt.NDArray[np.float64]) -> Ruling:
    """A ruling without deadline and time spent."""
    n = len(verdict)
    return Ruling(
        verdict, reason, np.full(n, NO_TIME, np.int64), np.full(n, -1, np.int64), value, np.zeros(n, np.bool_)
    )


def _decide_share(version: NormVersion, contacts: Contacts, clock: Clock) -> Ruling:
    """Kept when it reached a stop and nothing broke it (contract.md 3 and 7)."""
    rows = clock.rows
    broken = np.zeros(len(rows), np.bool_)
    for kind in version.broken_by:
        broken |= contacts.has(kind)[rows]
    reached = ((clock.stop != NO_TIME) & ~clock.walked_out) | clock.untimed
    waited, slack = waited_time(contacts, clock), slack_of(contacts, clock)
    gone = contacts.has(Kind.ABANDONED)[rows] & (Kind.ABANDONED in version.broken_by)
    gated = np.full(len(rows), version.gate_opening_hours)
    conditions = [
        gated & (clock.start == NO_TIME),
        gated & (clock.start_precision == Precision.DAY),
        _short_abandons(version, clock, waited + slack),
        gone & (clock.stop == NO_TIME),
        _short_abandons(version, clock, np.maximum(waited - slack, 0)),
        broken,
        reached,
    ]
    verdicts = [
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.EXCLUDED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.BREACHED,
        Verdict.MET,
    ]
    reasons = [
        Reason.START_UNKNOWN,
        Reason.TOO_COARSE,
        Reason.SHORT_ABANDON,
        Reason.STOP_UNKNOWN,
        Reason.TOO_COARSE,
        Reason.BROKEN,
        Reason.KEPT,
    ]
    return plain(
        np.select(conditions, verdicts, Verdict.UNDETERMINED),
        np.select(conditions, reasons, Reason.LOG_OPEN),
        np.full(len(rows), np.nan),
    )


def _decide_time(version: NormVersion, contacts: Contacts, clock: Clock, as_of: int, work: WorkCalendar) -> Ruling:
    """Clock units by time spent, day units by the due instant."""
    rows = clock.rows
    running = clock.stop == NO_TIME
    seen = np.where(running, as_of, clock.stop)
    term = find_term(version, contacts, rows, clock.start, clock.start_precision, seen, work)
    spent = spent_time(version, contacts, clock, seen, work)
    limit_us = round(version.limit.amount * version.limit.unit.microseconds) if version.limit.unit.is_clock else 0
    if term.by_due.all():
        late = seen > term.deadline
        unsure = _straddles(clock, term, work)
    else:
        late = np.where(term.by_due, seen > term.deadline, spent > limit_us)
        unsure = _straddles(clock, term, work) & term.by_due
    begun = contacts.at(Kind.OBJECTION_RECEIVED)[rows] if Kind.OBJECTION_TERM_ENDED in version.start else clock.start
    moved = late & (term.latest > term.deadline) & (seen <= term.latest)
    before = ~running & (latest_meant(clock.stop, clock.stop_precision, work) < begun)
    exact = measured_itself(version, contacts, clock)
    cut_off = running & (contacts.outcome[rows] == Outcome.OPEN) & is_waiting(version)
    conditions = [
        clock.start == NO_TIME,
        term.deadline == NO_TIME,
        ~term.by_due & _too_coarse(version, clock.start_precision, exact),
        ~running & ~term.by_due & _too_coarse(version, clock.stop_precision, exact),
        before,
        running & clock.untimed,
        unsure,
        moved,
        late & clock.untimed,
        running & ~late,
        running & cut_off,
        running,
        clock.walked_out,
        late,
    ]
    verdicts = [
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.UNDETERMINED,
        Verdict.PENDING,
        Verdict.UNDETERMINED,
        Verdict.BREACHED,
        Verdict.BREACHED,
        Verdict.BREACHED,
    ]
    reasons = [
        Reason.START_UNKNOWN,
        Reason.END_UNKNOWN,
        Reason.TOO_COARSE,
        Reason.TOO_COARSE,
        Reason.BEFORE_START,
        Reason.STOP_UNKNOWN,
        Reason.TOO_COARSE,
        Reason.MOVE_UNKNOWN,
        Reason.STOP_UNKNOWN,
        Reason.RUNNING,
        Reason.LOG_OPEN,
        Reason.OPEN_LATE,
        Reason.LEFT_LATE,
        Reason.LATE,
    ]
    ruling = Ruling(
        np.select(conditions, verdicts, Verdict.MET),
        np.select(conditions, reasons, Reason.IN_TIME),
        np.where(moved, NO_TIME, term.deadline),
        np.where(term.by_due | (clock.start == NO_TIME), -1, spent),
        np.full(len(rows), np.nan),
        term.provisional,
    )
    return _excuse(version, contacts, clock, term, _abandoned(version, clock, spent, late, ruling), work)


def _short_abandons(version: NormVersion, clock: Clock, waited: Instants) -> Mask:
    """Callers who left below the short-abandon seconds."""
    return np.logical_and(clock.walked_out & (waited >= 0), waited < version.short_abandon_s * 1_000_000)


def _abandoned(version: NormVersion, clock: Clock, spent: Instants, late: Mask, ruling: Ruling) -> Ruling:
    """Who left without help: short, before the limit or after it, as the named formula counts (design.md 6)."""
    if not clock.walked_out.any():
        return ruling
    judged = clock.walked_out & ~np.isin(ruling.verdict, [Verdict.UNDETERMINED])
    at_phone = Kind.ANSWERED in version.stop
    short = judged & _short_abandons(version, clock, spent) & at_phone
    in_time = judged & ~late & ~short
    excluded = short
    reason = np.where(short, Reason.SHORT_ABANDON, np.where(in_time, Reason.LEFT_COUNTED, ruling.reason))
    if version.denominator is Denominator.ANSWERED and at_phone:
        excluded = judged
        reason = np.where(judged & ~short, Reason.LEFT_NOT_COUNTED, reason)
    elif version.denominator is Denominator.COUNTABLE or not at_phone:
        excluded = short | in_time
        reason = np.where(in_time, Reason.LEFT_IN_TIME, reason)
    verdict = np.where(excluded, Verdict.EXCLUDED, ruling.verdict)
    return Ruling(verdict, reason, ruling.deadline, ruling.spent_us, ruling.value, ruling.provisional)


def _excuse(
    version: NormVersion, contacts: Contacts, clock: Clock, term: Term, ruling: Ruling, work: WorkCalendar
) -> Ruling:
    """The effort rule: attempts on two different working days within the term excuse a late callback."""
    if version.effort_rule is EffortRule.OFF or not len(contacts.attempts.rows):
        return ruling
    place = np.full(len(contacts), -1, np.int64)
    place[clock.rows] = np.arange(len(clock.rows))
    row = place[contacts.attempts.rows]
    at = contacts.attempts.at[row >= 0]
    row = row[row >= 0]
    day = work.days.day_of(at)
    counts = (at >= clock.start[row]) & (at <= term.deadline[row]) & work.is_working(day)
    tried = np.unique(np.stack([row[counts], day[counts].astype(np.int64)]), axis=1)
    days_tried = np.bincount(tried[0], minlength=len(clock.rows))
    excused = (ruling.verdict == Verdict.BREACHED) & (days_tried >= 2)
    return Ruling(
        np.where(excused, Verdict.EXCUSED, ruling.verdict),
        np.where(excused, Reason.EFFORT, ruling.reason),
        ruling.deadline,
        ruling.spent_us,
        ruling.value,
        ruling.provisional,
    )


def _too_coarse(version: NormVersion, precision: Ints, exact: Mask) -> Mask:
    """Days say nothing about a clock; minutes nothing about a limit under a minute (decision 0007).

    Unless the time was measured itself, which is `exact`.
    """
    coarse = precision == Precision.DAY
    if version.limit.unit.is_clock and version.limit.amount * version.limit.unit.microseconds < 60_000_000:
        coarse |= ~exact & (precision == Precision.MINUTE)
    return coarse


def _straddles(clock: Clock, term: Term, work: WorkCalendar) -> Mask:
    """Whether a stop of which only the day is known can lie on both sides of the deadline."""
    known = (clock.stop != NO_TIME) & (term.deadline != NO_TIME)
    latest = latest_meant(clock.stop, clock.stop_precision, work)
    return np.logical_and(known & (clock.stop <= term.deadline), latest > term.deadline)


def exemption(
    version: NormVersion,
    contacts: Contacts,
    clock: Clock,
    rulebook: Rulebook,
    as_of: int,
    work: WorkCalendar,
    handed_over: Mask,
) -> Ints:
    """The reason for which the norm covers a contact but does not count it, or 0 (contract.md 3-5)."""
    rows = clock.rows
    reason = np.zeros(len(rows), np.int8)
    if version.gate_opening_hours:
        reason[contacts.outcome[rows] == Outcome.BLOCKED] = Reason.BLOCKED
        timed = (clock.start != NO_TIME) & (clock.start_precision != Precision.DAY)
        channel = contacts.channel[rows]
        for code in np.unique(channel[timed]).tolist():
            mine = np.flatnonzero(timed & (channel == code))
            shut = ~work.ruler(Channel(code).word).is_open(clock.start[mine])
            reason[mine[shut]] = Reason.OUTSIDE_HOURS
    if Kind.WAIT_BEGAN in version.start:
        came = contacts.has(Kind.CHECK_IN)[rows] | contacts.has(Kind.CALLED)[rows]
        came |= contacts.has(Kind.LEFT_WITHOUT_SERVICE)[rows]
        stayed_away = contacts.has(Kind.NO_SHOW)[rows] & ~contacts.has(Kind.CALLED)[rows]
        reason[stayed_away | (~came & (clock.start <= as_of))] = Reason.NO_SHOW
    if version.scope is Scope.CENTRAL_MAILBOXES and rulebook.central_mailboxes:
        central = np.array([name.lower() in rulebook.central_mailboxes for name in contacts.names.queues])
        known = contacts.queue[rows] != 0
        reason[known & ~central[contacts.queue[rows]]] = Reason.NOT_CENTRAL
    if set(version.start) & OPENINGS:
        reason[contacts.flagged(Flag.TRUNCATED)[rows]] = Reason.TRUNCATED
    reason[handed_over] = Reason.HANDED_OVER
    by_hand = set_apart(contacts)[rows]
    return np.where(by_hand != 0, by_hand, reason)


def set_apart(contacts: Contacts) -> Ints:
    """The reason for which a person says that a contact counts under no norm at all, or 0, for every contact."""
    reason = np.where(contacts.flagged(Flag.PART_OF_ANOTHER), Reason.PART_OF_ANOTHER, 0)
    return np.where(contacts.flagged(Flag.NOT_OURS), Reason.NOT_OURS, reason).astype(np.int8)
