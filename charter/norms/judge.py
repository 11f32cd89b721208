"""Every contact under every norm that applies to it gets exactly one of six verdicts, with one reason.

`judge` is a pure function of columns: no database, no clock, no language; judging any split of the contacts
equals judging the whole (contract.md 8). It loops over norms and their versions, never over contacts. Missing data is
undetermined, never met. Exactly the limit is within; nothing is rounded before it is compared (design.md decision 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import numpy.typing as npt

from charter.columns import NO_DAY, NO_TIME, Contacts, Days, Fact, Flag, Instants, Ints, Mask, Rows, Verdict, Verdicts
from charter.contact import Category, Channel, Direction, Kind, Outcome, Precision
from charter.days import DAY_US
from charter.moments import earliest
from charter.norms.model import (
    CalendarKind,
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
from charter.norms.terms import Term, find_term, objection_term_end

_EPOCH = date(1970, 1, 1)
_OPENINGS = frozenset({Kind.MESSAGE_RECEIVED, Kind.LETTER_RECEIVED})
_ACKNOWLEDGEMENTS = frozenset({Kind.AUTO_ACK, Kind.ACK_SENT})
_OTHER_BEGINNINGS = (
    Kind.COMPLAINT_RECEIVED,
    Kind.OBJECTION_RECEIVED,
    Kind.OBJECTION_TERM_ENDED,
    Kind.APPLICATION_RECEIVED,
    Kind.REQUEST_RECEIVED,
    Kind.REPORT_RECEIVED,
    Kind.CALLBACK_REQUESTED,
    Kind.RATED,
)
"""What begins a contact under another norm than its channel's answer norm."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of some contacts under one norm version: where it started, and what stopped it.

    `rows` are contacts; the other columns belong to them one by one. `walked_out` marks a stop by somebody who
    left without help. `untimed` says that the clock was also stopped at an unknown instant.
    """

    rows: Rows
    start: Instants
    start_precision: Ints
    day: Days
    stop: Instants
    stop_precision: Ints
    walked_out: Mask
    untimed: Mask

    def take(self, chosen: Mask) -> Clock:
        """The clocks in `chosen`."""
        return self if chosen.all() else Clock(*(getattr(self, f.name)[chosen] for f in fields(self)))


def judge(contacts: Contacts, rulebook: Rulebook, as_of: int) -> Verdicts:
    """The verdicts of `contacts` under every norm of `rulebook`, as known at `as_of` (UTC microseconds).

    One row per contact and norm that applies, norms in the order of the rulebook, contacts ascending.
    """
    work = WorkCalendar.of(rulebook.calendars)
    handed = handovers(contacts, rulebook, as_of, work)
    parts = [
        _judge_norm(position, norm, contacts, rulebook, as_of, work, handed)
        for position, norm in enumerate(rulebook.norms)
    ]
    return Verdicts.concat(parts) if parts else _nothing()


def handovers(contacts: Contacts, rulebook: Rulebook, as_of: int, work: WorkCalendar) -> Mapping[str, Mask]:
    """Which contacts each norm hands over, or takes over, because they are handled as a letter within the term.

    Keys are norm ids; the same mask stands under the norm that hands over and the norm that takes over.
    """
    said = contacts.at(Kind.ACK_TREATED_AS_LETTER)
    found: dict[str, Mask] = {}
    for norm in rulebook.norms:
        if not any(version.hands_over_to for version in norm.versions):
            continue
        for version, clock in _versions(norm, contacts, work, np.zeros(len(contacts), np.bool_)):
            rows = clock.rows
            if version.hands_over_to and (said[rows] != NO_TIME).any():
                term = find_term(
                    version, contacts, rows, clock.start, clock.start_precision, np.full(len(rows), as_of), work
                )
                within = (said[rows] != NO_TIME) & (term.deadline != NO_TIME) & (said[rows] <= term.deadline)
                for side in (norm.id, version.hands_over_to):
                    found.setdefault(side, np.zeros(len(contacts), np.bool_))[rows[within]] = True
    return found


def _judge_norm(
    position: int,
    norm: Norm,
    contacts: Contacts,
    rulebook: Rulebook,
    as_of: int,
    work: WorkCalendar,
    handed: Mapping[str, Mask],
) -> Verdicts:
    """All verdicts under one norm."""
    over = handed.get(norm.id, np.zeros(len(contacts), np.bool_))
    hands = any(version.hands_over_to for version in norm.versions)
    taken = np.zeros(len(contacts), np.bool_) if hands else over
    parts = []
    for version, clock in _versions(norm, contacts, work, taken):
        ruling = decide(norm, version, contacts, clock, as_of, work)
        exempt = exemption(version, contacts, clock, rulebook, work, over[clock.rows] & hands)
        parts.append(ruling.exempted(exempt).verdicts(position, version, clock))
    parts.extend(_without_opening(position, norm, contacts))
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else _nothing()
    verdicts = Verdicts.concat(parts)
    return verdicts.take(np.argsort(verdicts.contact, kind="stable"))


def _versions(norm: Norm, contacts: Contacts, work: WorkCalendar, taken_over: Mask) -> list[tuple[NormVersion, Clock]]:
    """Each version of a norm with the clocks that it judges: those that started while it was in force.

    Contacts without a dated start belong to the last version. `taken_over` are contacts that another norm hands over.
    """
    result = []
    left = np.ones(len(contacts), np.bool_)
    for version, following in zip(norm.versions, (*norm.versions[1:], None), strict=True):
        rows = np.flatnonzero(left & (_fits(version, contacts) | taken_over))
        rows = rows[_started(version, contacts, rows) | taken_over[rows]]
        clock = read_clock(version, contacts, rows, work)
        day = clock.day
        since = (version.valid_from - _EPOCH).days
        until = np.iinfo(np.int32).max if following is None else (following.valid_from - _EPOCH).days
        in_force = (day >= since) & (day < until)
        if following is None:
            in_force |= day == NO_DAY
        left[rows[in_force]] = False
        if not version.ended:
            result.append((version, clock.take(in_force)))
    return result


def _fits(version: NormVersion, contacts: Contacts) -> Mask:
    """Whether channel and category are among those that the version covers (contract.md 3)."""
    fits = np.ones(len(contacts), np.bool_)
    if version.channels:
        fits &= np.isin(contacts.channel, [int(c) for c in version.channels])
    if version.categories:
        fits &= np.isin(contacts.category, [int(c) for c in version.categories])
    return fits


def _started(version: NormVersion, contacts: Contacts, rows: Rows) -> Mask:
    """Which of `rows` have the event that starts the version's clock, timed or not."""
    started = np.zeros(len(rows), np.bool_)
    for kind in version.start:
        started |= contacts.has(kind)[rows]
    if Kind.OBJECTION_TERM_ENDED in version.start:
        started |= contacts.has(Kind.OBJECTION_RECEIVED)[rows]
    if version.gate_opening_hours:
        started |= contacts.outcome[rows] == Outcome.BLOCKED
    return started


def read_clock(version: NormVersion, contacts: Contacts, rows: Rows, work: WorkCalendar) -> Clock:
    """Start and stop of the version's clock for `rows`."""
    start, start_precision = _first_of(contacts, rows, version.start)
    opening, opening_precision = _first_of(contacts, rows, (Kind.MESSAGE_RECEIVED,))
    taken = (start == NO_TIME) & (start_precision == Precision.MISSING) & (Kind.LETTER_RECEIVED in version.start)
    start, start_precision = np.where(taken, opening, start), np.where(taken, opening_precision, start_precision)
    if version.gate_opening_hours:
        refused, how = _first_of(contacts, rows, (Kind.PLAYED_CLOSED_MESSAGE, Kind.CALL_STARTED))
        blocked = (start == NO_TIME) & (contacts.outcome[rows] == Outcome.BLOCKED)
        start, start_precision = np.where(blocked, refused, start), np.where(blocked, how, start_precision)
    day = work.days.day_of(start)
    if Kind.OBJECTION_TERM_ENDED in version.start:
        start, start_precision, day = _after_objection_term(contacts, rows, start, start_precision, work)
    stop, stop_precision = (column[rows] for column in earliest(contacts, version.stop))
    untimed = np.zeros(len(rows), np.bool_)
    for kind in version.stop:
        moments = contacts.moment(kind)
        lost = np.zeros(len(contacts), np.bool_)
        lost[moments.rows[moments.untimed]] = True
        untimed |= lost[rows]
    left, left_precision = (column[rows] for column in earliest(contacts, (Kind.ABANDONED, Kind.LEFT_WITHOUT_SERVICE)))
    if _is_waiting(version):
        untimed |= _has_left(contacts)[rows] & (stop == NO_TIME) & (left == NO_TIME)
    walked_out = (stop == NO_TIME) & ~untimed & (left != NO_TIME) & _is_waiting(version)
    return Clock(
        rows=rows,
        start=start,
        start_precision=start_precision,
        day=day,
        stop=np.where(walked_out, left, stop),
        stop_precision=np.where(walked_out, left_precision, stop_precision),
        walked_out=walked_out,
        untimed=untimed,
    )


def _has_left(contacts: Contacts) -> Mask:
    """Which residents left without help, at a known instant or not."""
    return contacts.has(Kind.ABANDONED) | contacts.has(Kind.LEFT_WITHOUT_SERVICE)


def _is_waiting(version: NormVersion) -> bool:
    """Whether somebody waits while this clock runs, and may leave."""
    return bool({Kind.ANSWERED, Kind.CALLED} & set(version.stop))


def _first_of(contacts: Contacts, rows: Rows, kinds: tuple[Kind, ...]) -> tuple[Instants, Ints]:
    """The moment of the first of `kinds` that each contact has; NO_TIME and a precision that says why without one."""
    at = np.full(len(rows), NO_TIME, np.int64)
    precision = np.full(len(rows), Precision.MISSING, np.int8)
    open_rows = np.ones(len(rows), np.bool_)
    for kind in kinds:
        moments = contacts.moment(kind)
        times = np.full(len(contacts), NO_TIME, np.int64)
        how = np.full(len(contacts), Precision.MISSING, np.int8)
        times[moments.rows], how[moments.rows] = moments.at, moments.precision
        has = contacts.has(kind)[rows] & open_rows
        at[has], precision[has] = times[rows][has], how[rows][has]
        open_rows &= ~has
    return at, precision


def _after_objection_term(
    contacts: Contacts, rows: Rows, start: Instants, precision: Ints, work: WorkCalendar
) -> tuple[Instants, Ints, Days]:
    """The clock of a decision on an objection: from the day after the objection term, given or computed (Awb 7:10)."""
    ended = work.days.day_of(start)
    computed = np.where(start == NO_TIME, objection_term_end(contacts, rows, work), NO_DAY).astype(np.int32)
    known = computed != NO_DAY
    start, precision = start.copy(), precision.copy()
    start[known] = work.days.end(computed[known]) - 1
    precision[known] = Precision.DAY
    ended = np.where(known, computed, ended)
    return start, precision, np.where(ended == NO_DAY, NO_DAY, ended + 1).astype(np.int32)


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
            return _plain(
                np.where(within, Verdict.MET, Verdict.BREACHED),
                np.where(within, Reason.ENOUGH, Reason.TOO_MANY),
                count,
            )
        case NormKind.MARK:
            mark = contacts.number(Fact.MARK, np.nan)[clock.rows]
            given = ~np.isnan(mark)
            enough = mark >= version.limit.amount
            return _plain(
                np.where(~given, Verdict.UNDETERMINED, np.where(enough, Verdict.MET, Verdict.BREACHED)),
                np.where(~given, Reason.VALUE_MISSING, np.where(enough, Reason.ENOUGH, Reason.TOO_LOW)),
                mark,
            )


def _plain(verdict: Ints, reason: Ints, value: npt.NDArray[np.float64]) -> Ruling:
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
    waited, slack = _waited(contacts, clock), _slack(contacts, clock)
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
    return _plain(
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
    before = ~running & (_latest(clock.stop, clock.stop_precision, work) < begun)
    cut_off = running & (contacts.outcome[rows] == Outcome.OPEN) & _is_waiting(version)
    conditions = [
        clock.start == NO_TIME,
        term.deadline == NO_TIME,
        ~term.by_due & _too_coarse(version, clock.start_precision),
        ~running & ~term.by_due & _too_coarse(version, clock.stop_precision),
        before,
        running & clock.untimed,
        unsure,
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
        term.deadline,
        np.where(term.by_due | (clock.start == NO_TIME), -1, spent),
        np.full(len(rows), np.nan),
        term.provisional,
    )
    return _excuse(version, contacts, clock, term, _abandoned(version, clock, spent, late, ruling), work)


def spent_time(version: NormVersion, contacts: Contacts, clock: Clock, seen: Instants, work: WorkCalendar) -> Instants:
    """Microseconds from start to `seen`: real elapsed time, or open time of the channel; -1 without a start.

    The waiting time that the telephone exchange itself measured goes before the difference of its stamps.
    """
    spent = np.where(clock.start == NO_TIME, -1, seen - clock.start)
    if version.limit.unit.is_opening_clock:
        channel = contacts.channel[clock.rows]
        for code in np.unique(channel).tolist():
            mine = (channel == code) & (clock.start != NO_TIME)
            spent[mine] = work.ruler(Channel(code).word).between(clock.start[mine], seen[mine])
        return spent
    waited = _waited(contacts, clock)
    measured = (waited >= 0) & (clock.stop != NO_TIME) & (Kind.QUEUE_ENTERED in version.start)
    return np.where(measured, waited, spent)


def _waited(contacts: Contacts, clock: Clock) -> Instants:
    """The exchange's own waiting time, or the difference of the stamps; -1 where neither is known."""
    known = (clock.start != NO_TIME) & (clock.stop != NO_TIME)
    stamped = np.where(known, clock.stop - clock.start, -1)
    own = contacts.wait_us[clock.rows]
    return np.where(own >= 0, own, stamped)


def _slack(contacts: Contacts, clock: Clock) -> Instants:
    """How far the waiting time can be off, because its stamps know only the minute or the day."""
    roughest = np.maximum(clock.start_precision, clock.stop_precision)
    slack = np.select([roughest == Precision.MINUTE, roughest == Precision.DAY], [60_000_000, DAY_US], 0)
    return np.where(contacts.wait_us[clock.rows] >= 0, 0, slack)


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


def _too_coarse(version: NormVersion, precision: Ints) -> Mask:
    """Days say nothing about a clock; minutes nothing about a limit under a minute (decision 0007)."""
    coarse = precision == Precision.DAY
    if version.limit.unit.is_clock and version.limit.amount * version.limit.unit.microseconds < 60_000_000:
        coarse |= precision == Precision.MINUTE
    return coarse


def _latest(at: Instants, precision: Ints, work: WorkCalendar) -> Instants:
    """The last instant that a moment can mean: the end of the day for a bare date."""
    whole_day = (precision == Precision.DAY) & (at != NO_TIME)
    latest = at.copy()
    latest[whole_day] = work.days.end(work.days.day_of(at[whole_day])) - 1
    return latest


def _straddles(clock: Clock, term: Term, work: WorkCalendar) -> Mask:
    """Whether a stop of which only the day is known can lie on both sides of the deadline."""
    known = (clock.stop != NO_TIME) & (term.deadline != NO_TIME)
    latest = _latest(clock.stop, clock.stop_precision, work)
    return np.logical_and(known & (clock.stop <= term.deadline), latest > term.deadline)


def exemption(
    version: NormVersion,
    contacts: Contacts,
    clock: Clock,
    rulebook: Rulebook,
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
        absent = ~came | (contacts.has(Kind.NO_SHOW)[rows] & ~contacts.has(Kind.CALLED)[rows])
        reason[absent] = Reason.NO_SHOW
    if version.scope is Scope.CENTRAL_MAILBOXES and rulebook.central_mailboxes:
        central = np.array([name.lower() in rulebook.central_mailboxes for name in contacts.names.queues])
        known = contacts.queue[rows] != 0
        reason[known & ~central[contacts.queue[rows]]] = Reason.NOT_CENTRAL
    if set(version.start) & _OPENINGS:
        reason[contacts.flagged(Flag.TRUNCATED)[rows]] = Reason.TRUNCATED
    reason[handed_over] = Reason.HANDED_OVER
    return reason


def _without_opening(position: int, norm: Norm, contacts: Contacts) -> list[Verdicts]:
    """A written contact without its opening event is undetermined under its channel's answer norm (contract.md 3)."""
    version = norm.versions[-1]
    answers = (
        norm.kind is NormKind.TIME and set(version.start) & _OPENINGS and not set(version.stop) & _ACKNOWLEDGEMENTS
    )
    if not answers or version.ended or version.calendar is CalendarKind.STATUTORY:
        return []
    lost = _fits(version, contacts) & (contacts.direction == Direction.IN) & (contacts.channel != Channel.PHONE)
    lost &= contacts.category != Category.AVAILABILITY
    for kind in (*version.start, *_OPENINGS, *_OTHER_BEGINNINGS):
        lost &= ~contacts.has(kind)
    rows = np.flatnonzero(lost)
    n = len(rows)
    ruling = _plain(np.full(n, Verdict.UNDETERMINED), np.full(n, Reason.START_MISSING), np.full(n, np.nan))
    missing = np.full(n, NO_TIME, np.int64)
    how = np.full(n, Precision.MISSING, np.int8)
    clock = Clock(
        rows, missing, how, np.full(n, NO_DAY, np.int32), missing, how, np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    )
    return [ruling.verdicts(position, version, clock)]


def _nothing() -> Verdicts:
    none = np.empty(0, np.int64)
    return Verdicts(
        none, none.astype(np.int16), none.astype(np.int16), none.astype(np.int8), none.astype(np.int8),
        none.astype(np.int32), none, none, none, none, none.astype(np.float64), none.astype(np.bool_),
    )  # fmt: skip
