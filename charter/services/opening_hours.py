"""Opening hours as a form shows them: from and till per weekday, in the words in which the profile keeps them.

Why: a form holds what people type, half finished at times; what is wrong is told per day, in words. Refuses hours that
run past midnight and more than two spans a day: those are written in `charter.toml`, and a form that cannot show them
leaves them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from charter.hours import DAY_SECONDS, ROUND_THE_CLOCK, WEEKDAYS, WeeklyHours, clock_time
from charter.locale import N_

MOST_SPANS = 2

Typed = tuple[str, str]
"""What stands in the fields "from" and "till"; both empty where it is closed."""
Week = tuple[tuple[Typed, ...], ...]
"""The fields of each weekday, Monday first."""

_TIME = re.compile(r"(\d{1,2})[:.]?(\d\d)?|(\d{1,2})(\d\d)")


@dataclass(frozen=True, slots=True)
class HoursFault:
    """What is wrong on a weekday (0 is Monday), in which span and field (0 from, 1 till); a msgid."""

    weekday: int
    span: int
    field: int
    message: str


def shown(hours: WeeklyHours) -> Week | None:
    """The fields that say these hours, None when a form cannot show them."""
    if hours.always or any(
        len(day) > MOST_SPANS or any(end > DAY_SECONDS for _start, end in day) for day in hours.week
    ):
        return None
    return tuple(tuple((clock_time(start), clock_time(end)) for start, end in day) for day in hours.week)


def text_of(week: Week) -> tuple[str, tuple[HoursFault, ...]]:
    """The text for the profile, such as `mon-thu 09:00-12:30 13:00-17:00, fri 09:00-12:00`; "" with faults."""
    faults: list[HoursFault] = []
    read: list[tuple[tuple[int, int], ...]] = []
    for weekday, day in enumerate(week):
        spans: list[tuple[int, int]] = []
        for place, (start, end) in enumerate(day):
            fault = _fault(weekday, place, start, end, spans)
            if fault is not None:
                faults.append(fault)
            elif start.strip():
                spans.append((_seconds(start) or 0, _seconds(end) or 0))
        read.append(tuple(spans))
    if not faults and not any(read):
        faults.append(HoursFault(0, 0, 0, N_("Write opening hours for at least one day.")))
    return ("" if faults else spelled(read)), tuple(faults)


def spelled(week: Sequence[Sequence[tuple[int, int]]]) -> str:
    """Weekly spans in seconds as the profile writes them, equal days that follow each other together."""
    clauses: list[str] = []
    first = 0
    while first < len(week):
        last = first
        while last + 1 < len(week) and tuple(week[last + 1]) == tuple(week[first]):
            last += 1
        if week[first]:
            days = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
            clauses.append(" ".join([days, *(f"{clock_time(start)}-{clock_time(end)}" for start, end in week[first])]))
        first = last + 1
    return ", ".join(clauses)


def compact(hours: WeeklyHours) -> str:
    """Hours as the profile writes them, as short as can be."""
    return ROUND_THE_CLOCK if hours.always else spelled(hours.week)


def tidy(text: str) -> str:
    """A time as it is shown: `9`, `900` and `9.00` are 09:00; what is no time stays what it is."""
    seconds = _seconds(text)
    return text.strip() if seconds is None else clock_time(seconds)


def _fault(weekday: int, place: int, start: str, end: str, before: Sequence[tuple[int, int]]) -> HoursFault | None:
    if not start.strip() and not end.strip():
        return None
    for field, text in enumerate((start, end)):
        if not text.strip():
            return HoursFault(weekday, place, field, N_("Write both times, or none."))
        if _seconds(text) is None:
            return HoursFault(weekday, place, field, N_("Write a time such as 09:00."))
    opens, closes = _seconds(start) or 0, _seconds(end) or 0
    if closes <= opens:
        return HoursFault(weekday, place, 1, N_("The end comes before the start."))
    if before and opens < before[-1][1]:
        return HoursFault(weekday, place, 0, N_("The hours of this day overlap."))
    return None


def _seconds(text: str) -> int | None:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    seconds = hour * 3600 + minute * 60
    return seconds if minute < 60 and seconds <= DAY_SECONDS else None
