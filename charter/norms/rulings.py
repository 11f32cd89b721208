"""What each clock comes to: one of six verdicts with one reason, and what a norm covers but does not count.

Clock units are judged by time spent, day units by the due instant; exactly the limit is within; nothing is rounded
before it is compared (design.md decision 1). Missing data is undetermined, never met. Refuses to find a clock or a
term: `charter.norms.clocks` and `charter.norms.terms` did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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

UNMEASURED = (Verdict.EXCLUDED, Verdict.UNDETERMINED)
"""The verdicts under which a clock that nothing stopped measured no time: nobody is known to wait and to count."""


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
        """These rows as verdict columns; time is told only where it was measured."""
        n = len(clock.rows)
        unmeasured = (clock.stop == NO_TIME) & np.isin(self.verdict, UNMEASURED)
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
            spent_us=np.where(unmeasured, -1, self.spent_us),
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


class _Ground(NamedTuple):
    """The rows for which a verdict holds, with its reason, unless an earlier ground holds for them."""

    rows: Mask
    verdict: Verdict
    reason: Reason


def _settle(grounds: Sequence[_Ground], verdict: Verdict, reason: Reason) -> tuple[Ints, Ints]:
    """Verdict and reason by the first ground that holds for each row; `verdict` and `reason` where none does."""
    rows, verdicts, reasons = zip(*grounds, strict=True)
    return np.select(rows, verdicts, verdict), np.select(rows, reasons, reason)


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
    may_be_short = _short_abandons(version, clock, np.maximum(waited - slack, 0))
    grounds = (
        _Ground(gated & (clock.start == NO_TIME), Verdict.UNDETERMINED, Reason.START_UNKNOWN),
        _Ground(gated & (clock.start_precision == Precision.DAY), Verdict.UNDETERMINED, Reason.TOO_COARSE),
        _Ground(_short_abandons(version, clock, waited + slack), Verdict.EXCLUDED, Reason.SHORT_ABANDON),
        _Ground(gone & (clock.stop == NO_TIME), Verdict.UNDETERMINED, Reason.STOP_UNKNOWN),
        _Ground(may_be_short, Verdict.UNDETERMINED, Reason.TOO_COARSE),
        _Ground(broken, Verdict.BREACHED, Reason.BROKEN),
        _Ground(reached, Verdict.MET, Reason.KEPT),
    )
    return plain(*_settle(grounds, Verdict.UNDETERMINED, Reason.LOG_OPEN), np.full(len(rows), np.nan))


@dataclass(frozen=True, slots=True)
class _Timing:
    """A clock held against its term: `seen` is its stop, or as-of while it is running."""

    clock: Clock
    running: Mask
    seen: Instants
    term: Term
    spent: Instants
    late: Mask

    @classmethod
    def of(cls, version: NormVersion, contacts: Contacts, clock: Clock, as_of: int, work: WorkCalendar) -> _Timing:
        """Find the term, the time spent and what is late."""
        running = clock.stop == NO_TIME
        seen = np.where(running, as_of, clock.stop)
        term = find_term(version, contacts, clock.rows, clock.start, clock.start_precision, seen, work)
        spent = spent_time(version, contacts, clock, seen, work)
        return cls(clock, running, seen, term, spent, _is_late(version, term, seen, spent))


def _is_late(version: NormVersion, term: Term, seen: Instants, spent: Instants) -> Mask:
    """Clock units by time spent, day units by the due instant; exactly the limit is within (design.md decision 1)."""
    unit = version.limit.unit
    limit_us = round(version.limit.amount * unit.microseconds) if unit.is_clock else 0
    return np.where(term.by_due, seen > term.deadline, spent > limit_us)


def _decide_time(version: NormVersion, contacts: Contacts, clock: Clock, as_of: int, work: WorkCalendar) -> Ruling:
    """First what is not known, then what runs, who left and what is late; the rest is in time (contract.md 5-6)."""
    timing = _Timing.of(version, contacts, clock, as_of, work)
    term, moved = timing.term, _moved_unknown(timing)
    grounds = (
        *_unknown(version, contacts, timing, moved, work),
        *_running(version, contacts, timing),
        _Ground(clock.walked_out, Verdict.BREACHED, Reason.LEFT_LATE),
        _Ground(timing.late, Verdict.BREACHED, Reason.LATE),
    )
    ruling = Ruling(
        *_settle(grounds, Verdict.MET, Reason.IN_TIME),
        np.where(moved, NO_TIME, term.deadline),
        np.where(term.by_due | (clock.start == NO_TIME), -1, timing.spent),
        np.full(len(clock.rows), np.nan),
        term.provisional,
    )
    return _excuse(version, contacts, timing, _abandoned(version, timing, ruling), work)


def _unknown(
    version: NormVersion, contacts: Contacts, timing: _Timing, moved: Mask, work: WorkCalendar
) -> tuple[_Ground, ...]:
    """What is missing, impossible or too coarse is undetermined, never met (design.md, contract.md 2 and 4)."""
    clock, term = timing.clock, timing.term
    grounds = (
        (clock.start == NO_TIME, Reason.START_UNKNOWN),
        (term.deadline == NO_TIME, Reason.END_UNKNOWN),
        (_coarse_stamps(version, contacts, timing), Reason.TOO_COARSE),
        (_stopped_before_start(version, contacts, timing, work), Reason.BEFORE_START),
        (timing.running & clock.untimed, Reason.STOP_UNKNOWN),
        (_straddles(timing, work), Reason.TOO_COARSE),
        (moved, Reason.MOVE_UNKNOWN),
        (timing.late & clock.untimed, Reason.STOP_UNKNOWN),
    )
    return tuple(_Ground(rows, Verdict.UNDETERMINED, reason) for rows, reason in grounds)


def _running(version: NormVersion, contacts: Contacts, timing: _Timing) -> tuple[_Ground, ...]:
    """As-of exactly at the deadline is pending; a log that ends in mid-call says nothing (contract.md 5-6)."""
    open_call = (contacts.outcome[timing.clock.rows] == Outcome.OPEN) & is_waiting(version)
    return (
        _Ground(timing.running & ~timing.late, Verdict.PENDING, Reason.RUNNING),
        _Ground(timing.running & open_call, Verdict.UNDETERMINED, Reason.LOG_OPEN),
        _Ground(timing.running, Verdict.BREACHED, Reason.OPEN_LATE),
    )


def _moved_unknown(timing: _Timing) -> Mask:
    """Late, unless a suspension or extension of which the day is not known moved the end far enough."""
    term = timing.term
    return timing.late & (term.latest > term.deadline) & (timing.seen <= term.latest)


def _stopped_before_start(version: NormVersion, contacts: Contacts, timing: _Timing, work: WorkCalendar) -> Mask:
    """A reply before receipt, however small the gap (contract.md 4); an objection may be decided before its term."""
    clock = timing.clock
    begun = clock.start
    if Kind.OBJECTION_TERM_ENDED in version.start:
        begun = contacts.at(Kind.OBJECTION_RECEIVED)[clock.rows]
    return ~timing.running & (latest_meant(clock.stop, clock.stop_precision, work) < begun)


def _coarse_stamps(version: NormVersion, contacts: Contacts, timing: _Timing) -> Mask:
    """Whether start or stop is too coarse for a limit of time spent."""
    clock = timing.clock
    exact = measured_itself(version, contacts, clock)
    coarse = ~timing.running & _too_coarse(version, clock.stop_precision, exact)
    coarse |= _too_coarse(version, clock.start_precision, exact)
    return coarse & ~timing.term.by_due


def _short_abandons(version: NormVersion, clock: Clock, waited: Instants) -> Mask:
    """Callers who left below the short-abandon seconds."""
    return np.logical_and(clock.walked_out & (waited >= 0), waited < version.short_abandon_s * 1_000_000)


def _abandoned(version: NormVersion, timing: _Timing, ruling: Ruling) -> Ruling:
    """Who left without help: short, before the limit or after it, as the named formula counts (design.md 6)."""
    clock = timing.clock
    if not clock.walked_out.any():
        return ruling
    judged = clock.walked_out & ~np.isin(ruling.verdict, [Verdict.UNDETERMINED])
    at_phone = Kind.ANSWERED in version.stop
    short = judged & _short_abandons(version, clock, timing.spent) & at_phone
    in_time = judged & ~timing.late & ~short
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


def _excuse(version: NormVersion, contacts: Contacts, timing: _Timing, ruling: Ruling, work: WorkCalendar) -> Ruling:
    """The effort rule: attempts on two different working days within the term excuse a late callback."""
    if version.effort_rule is EffortRule.OFF or not len(contacts.attempts.rows):
        return ruling
    clock = timing.clock
    place = np.full(len(contacts), -1, np.int64)
    place[clock.rows] = np.arange(len(clock.rows))
    row = place[contacts.attempts.rows]
    at = contacts.attempts.at[row >= 0]
    row = row[row >= 0]
    day = work.days.day_of(at)
    counts = (at >= clock.start[row]) & (at <= timing.term.deadline[row]) & work.is_working(day)
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


def _straddles(timing: _Timing, work: WorkCalendar) -> Mask:
    """Whether a stop of which only the day is known can lie on both sides of the deadline."""
    clock, term = timing.clock, timing.term
    known = term.by_due & ~timing.running & (term.deadline != NO_TIME)
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
