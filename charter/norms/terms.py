"""When a term ends: from the start of the clock to the last day and the due instant.

Design.md decisions 1 and 2, contract.md 6, domain.md 2. The same functions serve the verdict of a million contacts and
the explanation of one. Refuses to say whether anything was in time: that is `judge`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from charter.columns import NO_DAY, NO_TIME, Contacts, Days, Fact, Instants, Ints, Mask, Rows
from charter.contact import Channel, Kind, Precision
from charter.norms.model import CalendarKind, Limit, NormVersion, Rollover, Unit
from charter.norms.ruler import WorkCalendar

DAYS_IN_WEEK = 7
OBJECTION_TERM_DAYS = 42
"""Six weeks to object, from publication (Awb 6:7, 6:8)."""

_ATW_BOUND = {Unit.WEEKS: 12, Unit.MONTHS: 3, Unit.DAYS: 90}
"""Longer terms are outside the Algemene termijnenwet (art. 4); exactly 12 weeks is inside."""


@dataclass(frozen=True, slots=True)
class Term:
    """How the end of each row's term was found. Days are local days; NO_DAY where a step does not apply.

    `day0` is the day that does not count; `nominal` the plain end; `before_roll` the end with suspension and extension;
    `last` the day on which the term ends after roll-over. `deadline` is the last instant that is in time (NO_TIME
    without one). `by_due` marks rows judged by that instant, the others are judged by time spent.
    """

    day0: Days
    nominal: Days
    suspended: Days
    extension: Days
    before_roll: Days
    last: Days
    deadline: Instants
    latest: Instants
    """The last instant that can be in time: after `deadline` where it is not known how far the end was moved."""
    by_due: Mask
    deferred: Mask
    """Receipt after closing counted as received on the next working day."""
    agreed: Mask
    """The day agreed with the resident replaces the term."""
    at_closing: Mask
    """The last day ends at closing time."""
    provisional: Mask
    """Ends in years whose equated days are not decreed yet."""


def find_term(
    version: NormVersion,
    contacts: Contacts,
    rows: Rows,
    start: Instants,
    precision: Ints,
    seen: Instants,
    work: WorkCalendar,
) -> Term:
    """The term of each of `rows` (contacts under `version`) whose clock starts at `start`.

    `seen` is the instant up to which an open suspension has lasted: the decision, or as-of. Rows without a start get
    no deadline.
    """
    n = len(rows)
    channel = contacts.channel[rows]
    agreed_at = _dense(contacts, rows, Kind.AGREED_DATE) if Kind.CALLBACK_REQUESTED in version.start else None
    none = np.full(n, NO_DAY, np.int32)
    nothing = np.zeros(n, np.bool_)
    if version.limit.unit.is_clock:
        end = _clock_end(version.limit, start, channel, work)
        term = Term(none, none, none, none, none, none, end, end, nothing, nothing, nothing, nothing, nothing)
    elif version.limit.unit is Unit.PROMISED_DAY:
        promised = work.days.day_of(_dense(contacts, rows, Kind.PROMISED_DAY))
        day0 = work.days.day_of(start)
        term = _ending(version, work, channel, day0, nothing, promised, promised, none, none)
    elif version.calendar is CalendarKind.STATUTORY:
        term = _statutory(version, contacts, rows, start, seen, work)
    else:
        day0, deferred = work.days.day_of(start), nothing
        if version.limit.unit is Unit.WORKING_DAYS:
            day0, deferred = _receipt_day(start, precision, channel, work)
        nominal = _nominal(day0, _limits(version, contacts, rows), version.limit.unit, work)
        last = nominal
        if version.rollover is Rollover.NEXT_WORKING_DAY:
            last = _where(nominal, work.roll_working)
        elif version.rollover is Rollover.ATW:
            last = _where(nominal, work.roll_statutory)
        term = _ending(version, work, channel, day0, deferred, nominal, last, none, none)
    return term if agreed_at is None else _agreed(term, version, contacts, rows, agreed_at, channel, work)


def objection_term_end(contacts: Contacts, rows: Rows, work: WorkCalendar) -> Days:
    """The last day on which residents could object: six weeks after publication, rolled over once (Atw 1)."""
    published = work.days.day_of(_dense(contacts, rows, Kind.DECISION_PUBLISHED))
    return _where(published, lambda days: work.roll_statutory((days + OBJECTION_TERM_DAYS).astype(np.int32)))


def _dense(contacts: Contacts, rows: Rows, kind: Kind) -> Instants:
    return contacts.at(kind)[rows]


def _where(days: Days, change: Callable[[Days], Days]) -> Days:
    """`change` applied to the days that are known."""
    known = days != NO_DAY
    changed = days.copy()
    changed[known] = change(days[known])
    return changed


def _clock_end(limit: Limit, start: Instants, channel: Ints, work: WorkCalendar) -> Instants:
    """The first instant at which the limit is reached."""
    amount = round(limit.amount * limit.unit.microseconds)
    end = np.full(len(start), NO_TIME, np.int64)
    known = start != NO_TIME
    if limit.unit.is_elapsed_clock:
        end[known] = start[known] + amount
        return end
    for code in np.unique(channel[known]).tolist():
        mine = known & (channel == code)
        end[mine] = work.ruler(Channel(code).word).add(start[mine], amount)
    return end


def _receipt_day(start: Instants, precision: Ints, channel: Ints, work: WorkCalendar) -> tuple[Days, Mask]:
    """Day 0, and whether after-hours receipt moved it to the next working day (contract.md 6)."""
    day = work.days.day_of(start)
    known = day != NO_DAY
    closed = np.zeros(len(day), np.bool_)
    closed[known] = ~work.is_working(day[known])
    late = np.zeros(len(day), np.bool_)
    timed = known & ~closed & (precision != Precision.DAY)
    late[timed] = start[timed] > closings(day[timed], channel[timed], work)
    deferred = np.zeros(len(day), np.bool_)
    deferred[known] = work.after_hours_defers(day[known])
    deferred &= closed | late
    moved = day.copy()
    moved[deferred] = work.next_working_day((day[deferred] + 1).astype(np.int32))
    return moved, deferred


def closings(day: Days, channel: Ints, work: WorkCalendar) -> Instants:
    """The closing instant of each working day for its channel."""
    closing = np.empty(len(day), np.int64)
    for code in np.unique(channel).tolist():
        mine = channel == code
        closing[mine] = work.closing(day[mine], Channel(code).word)
    return closing


def _limits(version: NormVersion, contacts: Contacts, rows: Rows) -> npt.NDArray[np.float64]:
    """The limit's amount per row: the longer one where a committee advises."""
    amounts = np.full(len(rows), version.limit.amount)
    if version.committee_limit is not None:
        advised = contacts.number(Fact.COMMITTEE, float(version.committee))[rows] == 1
        amounts[advised] = version.committee_limit.amount
    return amounts


def _nominal(day0: Days, amount: npt.NDArray[np.float64], unit: Unit, work: WorkCalendar) -> Days:
    """The plain end of a term in working days, days, weeks or months."""
    whole = amount.astype(np.int32)
    known = day0 != NO_DAY
    end = day0.copy()
    match unit:
        case Unit.WORKING_DAYS:
            end[known] = work.add_working_days(day0[known], whole[known])
        case Unit.DAYS:
            end[known] = day0[known] + whole[known]
        case Unit.WEEKS:
            end[known] = day0[known] + whole[known] * DAYS_IN_WEEK
        case Unit.MONTHS:
            end[known] = _add_months(day0[known], whole[known])
        case _:
            raise ValueError(unit)
    return end


def _add_months(day: Days, months: npt.NDArray[np.int32]) -> Days:
    """The same day of a later month, or that month's last day when it is shorter."""
    dates = day.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    of_month = (dates - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months.astype(np.int64)
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    landed = target.astype("datetime64[D]") + np.minimum(of_month, length - 1)
    return landed.astype(np.int64).astype(np.int32)


def _ending(
    version: NormVersion,
    work: WorkCalendar,
    channel: Ints,
    day0: Days,
    deferred: Mask,
    nominal: Days,
    last: Days,
    suspended: Days,
    extension: Days,
    before_roll: Days | None = None,
) -> Term:
    """The end of `last`: midnight, or closing time where the municipality chose so; never for statutory terms."""
    known = last != NO_DAY
    deadline = np.full(len(last), NO_TIME, np.int64)
    deadline[known] = work.days.end(last[known]) - 1
    at_closing = np.zeros(len(last), np.bool_)
    chooses = version.calendar is not CalendarKind.STATUTORY and version.limit.unit is not Unit.DAYS
    if chooses and known.any():
        at_closing[known] = work.ends_at_closing(last[known]) & work.is_working(last[known])
        deadline[at_closing] = closings(last[at_closing], channel[at_closing], work)
    return Term(
        day0=day0,
        nominal=nominal,
        suspended=suspended,
        extension=extension,
        before_roll=nominal if before_roll is None else before_roll,
        last=last,
        deadline=deadline,
        latest=deadline,
        by_due=np.ones(len(last), np.bool_),
        deferred=deferred,
        agreed=np.zeros(len(last), np.bool_),
        at_closing=at_closing,
        provisional=np.zeros(len(last), np.bool_),
    )


def _statutory(
    version: NormVersion, contacts: Contacts, rows: Rows, start: Instants, seen: Instants, work: WorkCalendar
) -> Term:
    """Nominal end, plus suspended days, plus one extension announced in time; rolled over once, at the end.

    What moves the end by an unknown number of days only makes the end uncertain: the term ends then or later.
    """
    day0 = work.days.day_of(start)
    amounts = _limits(version, contacts, rows)
    nominal = _nominal(day0, amounts, version.limit.unit, work)
    rolls = amounts <= _ATW_BOUND.get(version.limit.unit, 0)
    if version.rollover is not Rollover.ATW:
        rolls[:] = False

    def rolled(days: Days) -> Days:
        return np.where(rolls, _where(days, work.roll_statutory), days).astype(np.int32)

    suspended = _suspended_days(contacts, rows, nominal, work.days.day_of(seen), rolled)
    known = nominal != NO_DAY
    end = nominal.copy()
    end[known] += suspended[known]
    extension, possible = _extension_days(version, contacts, rows, rolled(end), work)
    end[known] += extension[known]
    if version.rollover is Rollover.ATW:
        longest = np.maximum(extension, possible)
        rolls = np.where(longest > 0, longest <= _ATW_BOUND[Unit.WEEKS] * DAYS_IN_WEEK, rolls)
    last = rolled(end)
    term = _ending(
        version, work, contacts.channel[rows], day0, np.zeros(len(rows), np.bool_), nominal, last, suspended,
        extension, end,
    )  # fmt: skip
    term.provisional[known] = ~work.statutory_known(last[known])
    undated = _suspended_unknown(contacts, rows)
    if not (undated.any() or possible.any()):
        return term
    latest = term.deadline.copy()
    latest[known] = work.days.end(rolled((end + possible).astype(np.int32))[known]) - 1
    latest[known & undated] = np.iinfo(np.int64).max
    return replace(term, latest=latest)


def _suspended_unknown(contacts: Contacts, rows: Rows) -> Mask:
    """Whether it is not known how long the term stood still."""
    unknown = np.zeros(len(contacts), np.bool_)
    unknown[contacts.suspensions.rows[contacts.suspensions.since == NO_DAY]] = True
    return unknown[rows]


def _suspended_days(contacts: Contacts, rows: Rows, nominal: Days, seen: Days, rolled: Callable[[Days], Days]) -> Days:
    """Days of suspension (Awb 4:15) up to `seen`; a request after the term has ended suspends nothing."""
    days = np.zeros(len(rows), np.int32)
    spans = contacts.suspensions
    place = np.full(len(contacts), -1, np.int64)
    place[rows] = np.arange(len(rows))
    turn = np.arange(len(spans.rows)) - np.searchsorted(spans.rows, spans.rows)
    for number in range(int(turn.max(initial=-1)) + 1):
        nth = (turn == number) & (place[spans.rows] >= 0) & (spans.since != NO_DAY)
        row, since, until = place[spans.rows[nth]], spans.since[nth], spans.until[nth]
        lasted = np.maximum(np.where(until == NO_DAY, seen[row], until) - since, 0)
        end = np.where(nominal == NO_DAY, NO_DAY, nominal + days).astype(np.int32)
        days[row] += np.where(since <= rolled(end)[row], lasted, 0).astype(np.int32)
    return days


def _extension_days(
    version: NormVersion, contacts: Contacts, rows: Rows, end: Days, work: WorkCalendar
) -> tuple[Days, Days]:
    """One extension, of the weeks announced and at most those the law allows, announced on or before the term's end.

    Beside it the days of one that was announced on an unknown day, and so may have been in time.
    """
    announced = work.days.day_of(_dense(contacts, rows, Kind.EXTENDED))
    weeks = contacts.number(Fact.EXTENSION_WEEKS, 0)[rows]
    if version.extension_weeks:
        weeks = np.where(weeks == 0, version.extension_weeks, np.minimum(weeks, version.extension_weeks))
    in_time = (announced != NO_DAY) & (end != NO_DAY) & (announced <= end)
    undated = contacts.has(Kind.EXTENDED)[rows] & (announced == NO_DAY)
    days = (weeks * DAYS_IN_WEEK).astype(np.int32)
    return np.where(in_time, days, 0).astype(np.int32), np.where(undated, days, 0).astype(np.int32)


def _agreed(
    term: Term,
    version: NormVersion,
    contacts: Contacts,
    rows: Rows,
    agreed_at: Instants,
    channel: Ints,
    work: WorkCalendar,
) -> Term:
    """The agreed day replaces the term, unless the agreement was logged after the term (contract.md 2)."""
    logged = contacts.number(Fact.AGREED_KNOWN_AT, -np.inf)[rows]
    agreed = (agreed_at != NO_TIME) & (term.deadline != NO_TIME) & (logged <= term.deadline)
    if not agreed.any():
        return term
    day = np.where(agreed, work.days.day_of(agreed_at), NO_DAY).astype(np.int32)
    ending = _ending(version, work, channel, term.day0, term.deferred, day, day, term.suspended, term.extension)
    return Term(
        day0=term.day0,
        nominal=np.where(agreed, day, term.nominal),
        suspended=term.suspended,
        extension=term.extension,
        before_roll=np.where(agreed, day, term.before_roll),
        last=np.where(agreed, day, term.last),
        deadline=np.where(agreed, ending.deadline, term.deadline),
        latest=np.where(agreed, ending.deadline, term.latest),
        by_due=term.by_due | agreed,
        deferred=term.deferred,
        agreed=agreed,
        at_closing=np.where(agreed, ending.at_closing, term.at_closing),
        provisional=term.provisional,
    )
