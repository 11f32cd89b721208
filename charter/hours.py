"""How a municipality writes its opening hours: `mon-fri 09:00-12:30 13:00-16:00, thu -20:00`.

Why here, below everything: the profile is checked with these words, and the calendar is built from them. Refuses to
know dates, zones and closed days; those belong to `charter.norms.calendar`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from charter.locale import N_

DAY_SECONDS = 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROUND_THE_CLOCK = "24x7"

Span = tuple[int, int]
"""Opening and closing in wall-clock seconds since local midnight; a closing past 86 400 lies on the next day."""

_TIME = r"(\d{1,2}):(\d\d)"
_SPAN = re.compile(rf"{_TIME}-{_TIME}")
_UNTIL = re.compile(rf"-{_TIME}")


class AfterHours(StrEnum):
    """Which day is day 0 for what arrives after closing or on a closed day (domain.md 2.2)."""

    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"


class EndOfDay(StrEnum):
    """When the last day of a term in days ends (domain.md 2.2)."""

    MIDNIGHT = "midnight"
    CLOSING = "closing"


class HoursError(ValueError):
    """A text that is no opening hours; `message` is a msgid that `params` fills."""

    def __init__(self, message: str, **params: str) -> None:
        super().__init__(message % params)
        self.message = message
        self.params: Mapping[str, str] = params


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """The spans of each weekday, Monday first, ascending and disjoint.

    `always` (written `24x7`) means every day of the year: closed days and early closing do not touch it.
    """

    week: tuple[tuple[Span, ...], ...]
    always: bool = False

    def on(self, weekday: int) -> tuple[Span, ...]:
        """Spans of `weekday` (0 is Monday); empty when there are none."""
        return self.week[weekday]

    def __str__(self) -> str:
        if self.always:
            return ROUND_THE_CLOCK
        return ", ".join(
            f"{WEEKDAYS[weekday]} " + " ".join(f"{clock_time(start)}-{clock_time(end)}" for start, end in spans)
            for weekday, spans in enumerate(self.week)
            if spans
        )


def parse_hours(text: str) -> WeeklyHours:
    """Hours that `text` says; raises HoursError, a ValueError, in words when it says none.

    Clauses are separated by commas, each of days (`mon`, `mon-fri`, `mon wed`) and spans (`09:00-12:30`); a later
    clause replaces what an earlier one said of the same day. `-20:00` moves the last closing of a day that has hours.
    `24:00` ends a day; a span whose end is not after its start ends on the next day. `24x7` is every hour there is.
    """
    text = " ".join(text.lower().split())
    if text == ROUND_THE_CLOCK:
        return WeeklyHours((((0, DAY_SECONDS),),) * 7, always=True)
    if not text:
        raise HoursError(N_("There are no opening hours here."))
    week: list[tuple[Span, ...]] = [()] * 7
    for clause in text.split(","):
        words = clause.split()
        times = [word for word in words if ":" in word]
        names = words[: len(words) - len(times)]
        if not names or not times or any(":" in name for name in names):
            raise HoursError(N_('"%(clause)s" must name days and then times.'), clause=clause.strip())
        for weekday in [weekday for name in names for weekday in _weekdays(name)]:
            if until := _UNTIL.fullmatch(times[0]):
                week[weekday] = _close_at(week[weekday], times, _seconds(until[1], until[2], until[0]), weekday)
            else:
                week[weekday] = tuple(_span(word) for word in times)
    _refuse_overlap(week)
    return WeeklyHours(tuple(week))


def _weekdays(name: str) -> list[int]:
    first, dash, last = name.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        raise HoursError(N_('"%(word)s" is no day; the days are %(days)s.'), word=name, days=", ".join(WEEKDAYS))
    begin = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - begin) % 7 + 1 if dash else 1
    return [(begin + step) % 7 for step in range(length)]


def _span(word: str) -> Span:
    found = _SPAN.fullmatch(word)
    if found is None:
        raise HoursError(N_('"%(word)s" is no span of time; write it as 09:00-17:00.'), word=word)
    start, end = _seconds(found[1], found[2], word), _seconds(found[3], found[4], word)
    if start in (end, DAY_SECONDS):
        raise HoursError(N_('"%(word)s" does not say how long it lasts.'), word=word)
    return start, end if end > start else end + DAY_SECONDS


def _close_at(spans: tuple[Span, ...], times: list[str], closing: int, weekday: int) -> tuple[Span, ...]:
    if len(times) > 1:
        raise HoursError(N_('"%(word)s" must be the only time of its days.'), word=times[0])
    if not spans:
        raise HoursError(
            N_('"%(day)s %(word)s" moves a closing time, but %(day)s has no hours yet.'),
            day=WEEKDAYS[weekday],
            word=times[0],
        )
    if closing <= spans[-1][0]:
        raise HoursError(
            N_('"%(day)s %(word)s" closes before the last opening of that day.'), day=WEEKDAYS[weekday], word=times[0]
        )
    return (*spans[:-1], (spans[-1][0], closing))


def _refuse_overlap(week: list[tuple[Span, ...]]) -> None:
    for weekday, spans in enumerate(week):
        tomorrow = [(start + DAY_SECONDS, end + DAY_SECONDS) for start, end in week[(weekday + 1) % 7][:1]]
        for (_, end), (start, _) in pairwise([*spans, *tomorrow]):
            if end > start:
                raise HoursError(N_("The hours of %(day)s overlap or are out of order."), day=WEEKDAYS[weekday])


def _seconds(hour: str, minute: str, word: str) -> int:
    seconds = int(hour) * 3600 + int(minute) * 60
    if int(minute) > 59 or seconds > DAY_SECONDS:
        raise HoursError(N_('"%(word)s" has a time that does not exist.'), word=word)
    return seconds


def clock_time(seconds: int) -> str:
    """Seconds after midnight as HH:MM; after the next midnight they count from there."""
    minutes = (seconds if seconds <= DAY_SECONDS else seconds - DAY_SECONDS) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"
