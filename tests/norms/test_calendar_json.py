"""Calendars in the store: what comes out is what went in."""

from __future__ import annotations

import json
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from charter.norms import calendar_json
from charter.norms.calendar import (
    DEFAULT,
    AfterHours,
    CalendarPeriod,
    Calendars,
    EndOfDay,
    ServiceCalendar,
    StatutoryCalendar,
    parse_hours,
)

days = st.dates(date(2011, 1, 1), date(2040, 12, 31))
hours = st.sampled_from(
    ["24x7", "mon-fri 08:30-17:00", "mon-fri 09:00-12:30 13:00-16:00, thu -20:00", "sat 22:00-02:00", "sun 00:00-24:00"]
).map(parse_hours)
periods = st.builds(
    CalendarPeriod,
    valid_from=days,
    hours=st.dictionaries(st.sampled_from(["phone", "counter"]), hours).flatmap(
        lambda some: hours.map(lambda default: {**some, DEFAULT: default})
    ),
    closed=st.frozensets(days, max_size=5),
    early_close=st.dictionaries(
        st.tuples(st.integers(1, 12), st.integers(1, 28)), st.times(time(8), time(18)), max_size=3
    ),
    good_friday_closed=st.booleans(),
    may5_before_2024_closed=st.booleans(),
    after_hours=st.sampled_from(AfterHours),
    end_of_day=st.sampled_from(EndOfDay),
)
calendars = st.builds(
    Calendars,
    st.builds(
        ServiceCalendar,
        st.just("Europe/Amsterdam"),
        st.lists(periods, min_size=1, max_size=3, unique_by=lambda period: period.valid_from).map(
            lambda some: tuple(sorted(some, key=lambda period: period.valid_from))
        ),
    ),
    st.builds(
        StatutoryCalendar,
        st.frozensets(days, max_size=5),
        st.lists(st.tuples(days, days), max_size=2).map(tuple),
    ),
)


@given(calendars)
def test_calendars_survive_the_store(before: Calendars) -> None:
    assert calendar_json.from_json(json.loads(json.dumps(calendar_json.to_json(before)))) == before


@given(calendars)
def test_equal_calendars_are_written_equally_whatever_the_order_of_their_channels(before: Calendars) -> None:
    period = before.service.periods[0]
    turned = CalendarPeriod(
        period.valid_from,
        dict(reversed(period.hours.items())),
        period.closed,
        dict(reversed(period.early_close.items())),
        period.good_friday_closed,
        period.may5_before_2024_closed,
        period.after_hours,
        period.end_of_day,
    )
    after = Calendars(ServiceCalendar(before.service.zone, (turned, *before.service.periods[1:])), before.statutory)
    written = [json.dumps(calendar_json.to_json(c), sort_keys=True) for c in (before, after)]
    assert written[0] == written[1]
