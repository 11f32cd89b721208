"""Runs the worked examples of norm files, along the very road that real contacts go: events, moments, verdicts.

Why: an example is a promise about the rules, made by whoever wrote the norm; when the rules or the norm no longer keep
it, that must show before a figure does. Ready norms are tried with `calendars()`, so that the opening hours of one town
hall cannot fail them; a municipality's own norms with its own calendars. Refuses to accept or reject a norm; whoever
asked decides what a failing example means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from charter.columns import NO_TIME, Events, Verdict
from charter.contact import Category, Channel, Event, Kind, Performer, Precision
from charter.instants import Instant, parse
from charter.moments import derive
from charter.norms.calendar import DEFAULT, CalendarPeriod, Calendars, ServiceCalendar, parse_hours
from charter.norms.calendar_sources import statutory_calendar
from charter.norms.files import library, optional
from charter.norms.judge import judge
from charter.norms.model import Example, Norm, Rulebook
from charter.norms.reasons import Reason

_UNTIMED = 2**62
"""The position of an event whose instant is not known: after all that are."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What one worked example should give and what it gives.

    `expected` and `found` are words of `Verdict`; `found` is "" when the norm does not apply to the example at all.
    Deadlines are as the file spells them, and as ISO 8601 with offset; "" when there is none.
    """

    norm: str
    title: Mapping[str, str]
    expected: str
    found: str
    expected_deadline: str
    found_deadline: str
    reason: Reason | None
    ok: bool
    version: int = 0
    """The number of the version that judged it; 0 when the norm does not apply."""


@cache
def calendars() -> Calendars:
    """Build the calendars in which the ready norms' examples are counted: Monday to Friday, 08:30 to 17:00."""
    period = CalendarPeriod(date(2011, 3, 1), {DEFAULT: parse_hours("mon-fri 08:30-17:00")})
    return Calendars(ServiceCalendar("Europe/Amsterdam", (period,)), statutory_calendar())


def run_all(rulebook: Rulebook) -> list[ExampleResult]:
    """Run the examples of every norm that is on."""
    return [result for norm in rulebook.norms for result in run_one(norm, rulebook)]


def run_one(norm: Norm, rulebook: Rulebook) -> list[ExampleResult]:
    """Run the examples of one norm: of a ready norm in `calendars()`, of an own one in those of the rulebook.

    What ready norms give is remembered: it follows from the program alone.
    """
    ready = _ready()
    if ready.get(norm.id) != norm:
        return run(norm, rulebook)
    givers = _givers(norm, rulebook)
    if all(ready.get(giver.id) == giver for giver in givers):
        return list(_of_ready(norm.id, tuple(giver.id for giver in givers), rulebook.central_mailboxes))
    return run(norm, replace(rulebook, calendars=calendars()))


def run(norm: Norm, rulebook: Rulebook) -> list[ExampleResult]:
    """Run the examples of one norm, which need not be in the rulebook, in the calendars of the rulebook.

    An example without `as_of` is judged at its last event.
    """
    judging = replace(rulebook, norms=(norm, *_givers(norm, rulebook)))
    return [_run(norm, example, judging) for example in norm.examples]


@cache
def _ready() -> Mapping[str, Norm]:
    return {norm.id: norm for norm in library() + optional()}


@cache
def _of_ready(norm_id: str, givers: tuple[str, ...], central: tuple[str, ...]) -> tuple[ExampleResult, ...]:
    norm, others = _ready()[norm_id], tuple(_ready()[giver] for giver in givers)
    return tuple(run(norm, Rulebook((norm, *others), calendars(), central_mailboxes=central)))


def _givers(norm: Norm, rulebook: Rulebook) -> tuple[Norm, ...]:
    """The norms that hand contacts over to this one."""
    return tuple(n for n in rulebook.norms if n.id != norm.id and any(v.hands_over_to == norm.id for v in n.versions))


def _run(norm: Norm, example: Example, rulebook: Rulebook) -> ExampleResult:
    zone = ZoneInfo(rulebook.calendars.zone)
    events = _events(example, zone)
    as_of = _instant(example.as_of, zone).at
    if as_of is None:
        as_of = max((event.at for event in events if event.at is not None), default=0)
    contacts = derive(Events.gather(events, source="example"), zone, as_of=as_of).contacts
    verdicts = judge(contacts, rulebook, as_of)
    own = verdicts.take(np.flatnonzero(verdicts.norm == 0))
    found = Verdict(int(own.verdict[0])).word if len(own) else ""
    deadline = int(own.deadline[0]) if len(own) else NO_TIME
    return ExampleResult(
        norm=norm.id,
        title=example.title,
        expected=example.verdict,
        found=found,
        expected_deadline=example.deadline,
        found_deadline=_local(deadline, zone).isoformat(timespec="seconds") if deadline != NO_TIME else "",
        reason=Reason(int(own.reason[0])) if len(own) else None,
        ok=found == example.verdict and _is_deadline(deadline, example.deadline, zone),
        version=int(own.version[0]) if len(own) else 0,
    )


def _events(example: Example, zone: ZoneInfo) -> list[Event]:
    """Write the events of an example as a reader of an event log would have given them."""
    return [
        Event(
            contact="example",
            kind=Kind[told.event.upper()],
            at=instant.at,
            precision=instant.precision,
            line=line,
            position=_UNTIMED if instant.at is None else instant.at,
            fingerprint=line,
            channel=Channel[example.channel.upper()],
            queue=example.queue,
            category=Category.of(example.category) or Category.NONE,
            performer=Performer.of(told.actor) or Performer.UNKNOWN,
            detail=told.detail,
        )
        for line, told in enumerate(example.events, start=1)
        for instant in [_instant(told.at, zone)]
    ]


def _instant(text: str, zone: ZoneInfo) -> Instant:
    return parse(text, zone) or Instant(None, Precision.MISSING)


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(zone)


def _is_deadline(found: int, expected: str, zone: ZoneInfo) -> bool:
    """Compare to the second; a bare date asks for some moment of that local day."""
    if not expected:
        return True
    if found == NO_TIME:
        return False
    wanted = _instant(expected, zone)
    if wanted.precision is Precision.DAY:
        return _local(found, zone).date().isoformat() == expected.strip()
    return wanted.at is not None and wanted.at // 1_000_000 == found // 1_000_000
