"""The clock of a norm version: which contacts it runs for, what started it and what stopped it.

Contract.md 3-5 on columns. Refuses to say when a term ends (`terms`) and whether the stop was in time (`rulings`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Contacts, Days, Instants, Ints, Mask, Rows
from charter.contact import Channel, Kind, Outcome, Precision
from charter.days import DAY_US
from charter.norms.model import (
    Norm,
    NormVersion,
)
from charter.norms.ruler import WorkCalendar
from charter.norms.terms import objection_term_end

_EPOCH = date(1970, 1, 1)
OPENINGS = frozenset({Kind.MESSAGE_RECEIVED, Kind.LETTER_RECEIVED})
"""What opens a written contact."""


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


def versions(norm: Norm, contacts: Contacts, work: WorkCalendar, taken_over: Mask) -> list[tuple[NormVersion, Clock]]:
    """Each version of a norm with the clocks that it judges: those that started while it was in force.

    Contacts without a dated start belong to the last version. `taken_over` are contacts that another norm hands over.
    """
    result = []
    left = np.ones(len(contacts), np.bool_)
    for version, following in zip(norm.versions, (*norm.versions[1:], None), strict=True):
        rows = np.flatnonzero(left & (fits(version, contacts) | taken_over))
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


def fits(version: NormVersion, contacts: Contacts) -> Mask:
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
    stop, stop_precision = (column[rows] for column in contacts.earliest(version.stop))
    untimed = np.zeros(len(rows), np.bool_)
    for kind in version.stop:
        moments = contacts.moment(kind)
        lost = np.zeros(len(contacts), np.bool_)
        lost[moments.rows[moments.untimed]] = True
        untimed |= lost[rows]
    left, left_precision = (column[rows] for column in contacts.earliest((Kind.ABANDONED, Kind.LEFT_WITHOUT_SERVICE)))
    if is_waiting(version):
        untimed |= _has_left(contacts)[rows] & (stop == NO_TIME) & (left == NO_TIME)
    walked_out = (stop == NO_TIME) & ~untimed & (left != NO_TIME) & is_waiting(version)
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


def is_waiting(version: NormVersion) -> bool:
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
    return np.where(measured_itself(version, contacts, clock), contacts.wait_us[clock.rows], spent)


def measured_itself(version: NormVersion, contacts: Contacts, clock: Clock) -> Mask:
    """Whether the telephone exchange measured the time of `clock` itself: exact, however rough its stamps are."""
    is_wait = Kind.QUEUE_ENTERED in version.start and not version.limit.unit.is_opening_clock
    return (contacts.wait_us[clock.rows] >= 0) & (clock.stop != NO_TIME) & is_wait


def waited_time(contacts: Contacts, clock: Clock) -> Instants:
    """The exchange's own waiting time, or the difference of the stamps; -1 where neither is known."""
    known = (clock.start != NO_TIME) & (clock.stop != NO_TIME)
    stamped = np.where(known, clock.stop - clock.start, -1)
    own = contacts.wait_us[clock.rows]
    return np.where(own >= 0, own, stamped)


def slack_of(contacts: Contacts, clock: Clock) -> Instants:
    """How far the waiting time can be off, because its stamps know only the minute or the day."""
    roughest = np.maximum(clock.start_precision, clock.stop_precision)
    slack = np.select([roughest == Precision.MINUTE, roughest == Precision.DAY], [60_000_000, DAY_US], 0)
    return np.where(contacts.wait_us[clock.rows] >= 0, 0, slack)


def latest_meant(at: Instants, precision: Ints, work: WorkCalendar) -> Instants:
    """The last instant that a moment can mean: the end of the day for a bare date."""
    whole_day = (precision == Precision.DAY) & (at != NO_TIME)
    latest = at.copy()
    latest[whole_day] = work.days.end(work.days.day_of(at[whole_day])) - 1
    return latest
