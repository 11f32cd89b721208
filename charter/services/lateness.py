"""How much too late a contact is, or how much time is left, in the unit in which its promise is made.

Why: "3 working days too late" and "3 h 10 min left" are arithmetic on columns, wanted by the worklist and the register
alike. Judges nothing: `charter.norms.judge` did; here the distance to the limit is only measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from charter.columns import NO_TIME, Instants, Ints, Mask, Verdict
from charter.contact import Channel, Code
from charter.days import DayTable
from charter.norms.model import Unit
from charter.services.board import Board


class Measure(Code):
    """In what the distance to the limit is told."""

    NOTHING = 0
    """There is no distance: no deadline, or nothing known."""
    WORKING_DAYS = 1
    DAYS = 2
    TIME = 3
    """Elapsed microseconds."""
    OPENING_TIME = 4
    """Microseconds within opening hours."""
    NUMBER = 5
    """A count or a mark; there is no early or late in it."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """Per verdict: `amount` in `measure`, positive when beyond the limit, zero or negative when within.

    Days: 0 is the last day itself; late by less than a day that counts is told as TIME. `running` says that the
    clock has not stopped. `urgency` orders all of them: microseconds past the deadline, or beyond the limit for clock
    norms; NO_TIME where there is no distance.
    """

    measure: Ints
    amount: Instants
    running: Ints
    urgency: Instants


_DAY_UNITS = {
    Unit.WORKING_DAYS: Measure.WORKING_DAYS,
    Unit.PROMISED_DAY: Measure.WORKING_DAYS,
    Unit.DAYS: Measure.DAYS,
    Unit.WEEKS: Measure.DAYS,
    Unit.MONTHS: Measure.DAYS,
}


def lateness(board: Board, as_of: int | None = None) -> Lateness:
    """Measure every verdict of `board` against its limit, where the clock still runs at `as_of`.

    `as_of` is in UTC microseconds and not before that of the board, which it is by default: a window that stands open
    tells how much is left now, without judging anew.
    """
    verdicts, rulebook, work = board.verdicts, board.rulebook, board.work
    as_of = board.as_of if as_of is None else as_of
    count = len(verdicts)
    measure = np.zeros(count, np.int8)
    limit = np.zeros(count, np.int64)
    for position, norm in enumerate(rulebook.norms):
        for version in norm.versions:
            rows = (verdicts.norm == position) & (verdicts.version == version.number)
            unit = version.limit.unit
            if unit.is_clock:
                measure[rows] = Measure.OPENING_TIME if unit.is_opening_clock else Measure.TIME
                limit[rows] = round(version.limit.amount * unit.microseconds)
            elif unit in _DAY_UNITS:
                measure[rows] = _DAY_UNITS[unit]
            elif unit in (Unit.TIMES, Unit.MARK):
                measure[rows] = Measure.NUMBER
    running = (verdicts.stopped_at == NO_TIME) & np.isin(verdicts.verdict, [Verdict.PENDING, Verdict.BREACHED])
    dated = verdicts.deadline != NO_TIME
    known = running | (verdicts.stopped_at != NO_TIME)
    in_days = np.isin(measure, [Measure.WORKING_DAYS, Measure.DAYS])
    measure[in_days & ~(dated & known)] = Measure.NOTHING
    spent = (measure == Measure.TIME) | (measure == Measure.OPENING_TIME)
    measure[spent & (verdicts.spent_us < 0)] = Measure.NOTHING
    measure[verdicts.verdict == Verdict.UNDETERMINED] = Measure.NOTHING

    until = np.where(running, as_of, verdicts.stopped_at)
    past = np.where(dated & known, until - np.where(dated, verdicts.deadline, 0), NO_TIME)
    days = DayTable.of_zone(rulebook.calendars.zone)
    amount = np.zeros(count, np.int64)
    spent = (measure == Measure.TIME) | (measure == Measure.OPENING_TIME)
    amount[spent] = verdicts.spent_us[spent] - limit[spent]
    amount[running & (measure == Measure.TIME)] += as_of - board.as_of
    _let_opening_time_pass(amount, running & (measure == Measure.OPENING_TIME), board, as_of)
    for kind in (Measure.WORKING_DAYS, Measure.DAYS):
        rows = np.flatnonzero(measure == kind)
        last = days.day_of(verdicts.deadline[rows] - 1)
        reached = days.day_of(until[rows])
        between = work.working_days_between(last, reached) if kind is Measure.WORKING_DAYS else reached - last
        amount[rows] = between
        # late within the last day (a term that ends at closing time), or late on closed days only: tell the time
        short = rows[(between == 0) & (past[rows] > 0)]
        measure[short] = Measure.TIME
        amount[short] = past[short]
    return Lateness(measure, amount, running, np.where(spent, amount, past))


def _let_opening_time_pass(amount: Instants, rows: Mask, board: Board, as_of: int) -> None:
    """Add what each channel was open between the board's instant and `as_of`."""
    channel = board.contacts.channel[board.verdicts.contact]
    for code in np.unique(channel[rows]):
        ruler = board.work.ruler(Channel(int(code)).word)
        passed = ruler.between(np.array([board.as_of]), np.array([as_of]))
        amount[rows & (channel == code)] += passed[0]
