"""How late, in the unit of the promise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from charter.columns import NO_TIME, Verdict, Verdicts
from charter.contact import Channel, Kind
from charter.hours import parse_hours
from charter.norms.calendar import CalendarPeriod, Calendars, ServiceCalendar, StatutoryCalendar
from charter.norms.model import CalendarKind, Limit, Norm, NormKind, NormVersion, Rulebook, Unit
from charter.norms.ruler import WorkCalendar
from charter.services.board import Board
from charter.services.lateness import Measure, lateness

HOUR = 3_600_000_000


def at(text: str) -> int:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    return round(local.astimezone(UTC).timestamp() * 1_000_000)


def measured(
    unit,
    verdict=Verdict.BREACHED,
    deadline=NO_TIME,
    stopped=NO_TIME,
    spent=-1,
    as_of="2026-11-17T08:12",
    n=5,
    board_at="",
):
    version = NormVersion(
        1, date(2011, 3, 1), (Kind.MESSAGE_RECEIVED,), (Kind.REPLY_SUBSTANTIVE,), Limit(n, unit), 0.9,
        CalendarKind.SERVICE, (),
    )  # fmt: skip
    calendars = Calendars(
        ServiceCalendar(
            "Europe/Amsterdam", (CalendarPeriod(date(2011, 3, 1), {"default": parse_hours("mon-fri 08:30-17:00")}),)
        ),
        StatutoryCalendar(frozenset(), ()),
    )
    book = Rulebook((Norm("x", NormKind.TIME, {}, {}, (version,)),), calendars)
    one = np.array
    verdicts = Verdicts(
        contact=one([0]), norm=one([0]), version=one([1]), verdict=one([int(verdict)]), reason=one([1]), day=one([0]),
        started_at=one([0]), deadline=one([deadline]), stopped_at=one([stopped]), spent_us=one([spent]),
        value=one([np.nan]), provisional=one([False]),
    )  # fmt: skip
    contacts = SimpleNamespace(channel=one([int(Channel.EMAIL)]))
    seen = at(board_at or as_of)
    board = Board(contacts, None, verdicts, book, seen, WorkCalendar.of(calendars), None)
    found = lateness(board, at(as_of))
    return Measure(int(found.measure[0])), int(found.amount[0]), bool(found.running[0]), int(found.urgency[0])


END_FRIDAY = at("2026-11-14T00:00") - 1


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2026-11-12T12:00", -1),
        ("2026-11-13T00:00", 0),
        ("2026-11-13T23:59:59", 0),
        ("2026-11-16T00:00", 1),
        ("2026-11-17T23:00", 2),
    ],
)
def test_working_days_late_or_left_skip_the_weekend(as_of, days):
    verdict = Verdict.PENDING if days <= 0 else Verdict.BREACHED
    found = measured(Unit.WORKING_DAYS, verdict, END_FRIDAY, as_of=as_of)
    assert found[:3] == (Measure.WORKING_DAYS, days, True)


def test_late_on_closed_days_only_is_told_in_time():
    measure, amount, _running, urgency = measured(
        Unit.WORKING_DAYS, Verdict.BREACHED, END_FRIDAY, as_of="2026-11-14T03:00"
    )
    assert measure is Measure.TIME
    assert amount == urgency == 3 * HOUR + 1


def test_a_stopped_clock_is_measured_where_it_stopped():
    found = measured(Unit.WORKING_DAYS, Verdict.BREACHED, END_FRIDAY, stopped=at("2026-11-16T09:00"))
    assert found[:3] == (Measure.WORKING_DAYS, 1, False)


def test_calendar_days_count_the_weekend():
    found = measured(Unit.WEEKS, Verdict.BREACHED, END_FRIDAY, as_of="2026-11-16T09:00")
    assert found[:2] == (Measure.DAYS, 3)


def test_a_clock_norm_is_measured_by_time_spent_not_by_the_deadline():
    late = measured(Unit.OPENING_HOURS, Verdict.BREACHED, at("2026-11-16T12:00"), spent=6 * HOUR, n=4)
    left = measured(Unit.OPENING_HOURS, Verdict.PENDING, at("2026-11-17T11:40"), spent=1 * HOUR, n=4)
    assert late[:3] == (Measure.OPENING_TIME, 2 * HOUR, True)
    assert left[:3] == (Measure.OPENING_TIME, -3 * HOUR, True)


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.OPENING_HOURS, Unit.DAYS])
def test_what_cannot_be_measured_has_no_distance(unit):
    measure, _amount, running, urgency = measured(unit, Verdict.UNDETERMINED)
    assert measure is Measure.NOTHING
    assert not running
    assert urgency == NO_TIME


def test_a_count_has_no_early_or_late():
    assert measured(Unit.TIMES, Verdict.BREACHED)[0] is Measure.NUMBER


@pytest.mark.parametrize(
    ("unit", "as_of", "left"),
    [
        (Unit.OPENING_HOURS, "2026-11-17T10:30", -1 * HOUR),  # open since 08:30
        (Unit.HOURS, "2026-11-17T10:30", -1 * HOUR // 2),  # two and a half hours since 08:00, and one before
        (Unit.OPENING_HOURS, "2026-11-17T12:30", 1 * HOUR),
    ],
)
def test_a_window_left_open_tells_what_is_left_by_now(unit, as_of, left):
    found = measured(
        unit, Verdict.PENDING, at("2026-11-17T12:00"), spent=HOUR, n=4, board_at="2026-11-17T08:00", as_of=as_of
    )
    assert found[1] == left
