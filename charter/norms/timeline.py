"""What happened in one case, and the days of its term, to be drawn beside the steps (design/ui.md 6.2).

Refuses to draw; the window and the command line do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from charter.columns import NO_DAY, NO_TIME, Events
from charter.contact import Kind, Precision
from charter.locale import _, formats
from charter.norms.case import MADE_OF, WALK_OUTS, Case, brief, known
from charter.norms.model import NormKind, Unit
from charter.norms.said import sentences
from charter.wording import event_sentence

_STRIP_HEAD = 3
_STRIP_TAIL = 4
_STRIP_MOST = 10


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the term; `role` is start, counted, skipped, deadline or more, `label` what stands under the day."""

    day: date
    label: str
    role: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; `role` is start, event, stop, deadline or now. `at` is None when it is not known."""

    at: int | None
    precision: Precision
    text: str
    role: str
    late: bool = False


def strip(case: Case) -> list[StripDay]:
    """The days from receipt to the last day; long terms show their first three and last four days."""
    if case.term is None or not case.term.by_due[0] or case.term.last[0] == NO_DAY:
        return []
    first, last = int(case.term.day0[0]), int(case.term.last[0])
    working = case.version.limit.unit is Unit.WORKING_DAYS and not case.term.agreed[0]
    days = [StripDay(formats.date_of(first), _("start"), "start")]
    number = 0
    for on in range(first + 1, last + 1):
        closure = case.work.closure_name(on) if working or on == last else ""
        number += not closure
        label = (
            _("closed") if closure and on != last else str(number) if working else _("last day") if on == last else ""
        )
        role = "deadline" if on == last else "skipped" if closure else "counted"
        days.append(StripDay(formats.date_of(on), label, role, _(closure)))
    if len(days) <= _STRIP_MOST:
        return days
    gap = StripDay(days[_STRIP_HEAD].day, "…", "more")
    return [*days[:_STRIP_HEAD], gap, *days[-_STRIP_TAIL:]]


def timeline(case: Case, events: Events | None) -> list[TimelineEntry]:
    """What happened, in time; the deadline and, while the clock runs, the present stand among it."""
    entries = _events(case, events) if events is not None else _moments(case)
    deadline = known(case.verdicts.deadline)
    if deadline is not None:
        passed = case.seen > deadline
        said = _("The last moment has passed") if passed else _("Last moment to be in time")
        entries.append(TimelineEntry(deadline, Precision.INSTANT, said, "deadline", passed))
    if case.runs and case.norm.kind is NormKind.TIME:
        said = _("Now: no answer yet") if case.awaits_answer else _("Now: the clock still runs")
        entries.append(TimelineEntry(case.as_of, Precision.INSTANT, said, "now"))
    dated = [e for e in entries if e.at is not None]
    return [*sorted(dated, key=lambda e: e.at or 0), *(e for e in entries if e.at is None)]


def _entry(case: Case, kind: int, at: int, precision: int) -> TimelineEntry:
    said = event_sentence(kind)
    role = "event"
    kinds = {Kind(kind), *(made for made, parts in MADE_OF.items() if kind in parts)}
    if at != NO_TIME and at == case.start and kinds.intersection(case.version.start):
        role, said = "start", _("%(event)s: the clock starts") % {"event": brief(kind)}
    elif (
        at != NO_TIME
        and at == case.stop
        and (kinds.intersection(case.version.stop) or (case.clock.walked_out[0] and kind in WALK_OUTS))
    ):
        role, said = "stop", _("%(event)s: the clock stops") % {"event": brief(kind)}
    return TimelineEntry(None if at == NO_TIME else at, Precision(precision), said, role)


def _events(case: Case, events: Events) -> list[TimelineEntry]:
    order = np.lexsort((events.line, events.position))
    entries = [
        _entry(case, int(events.kind[row]), int(events.at[row]), int(events.precision[row])) for row in order.tolist()
    ]
    by_hand = sentences(events)
    return [
        replace(entry, text=by_hand[row]) if row in by_hand else entry
        for row, entry in zip(order.tolist(), entries, strict=True)
    ]


def _moments(case: Case) -> list[TimelineEntry]:
    return [
        _entry(case, kind, int(m.at[0]), int(m.precision[0]))
        for kind, m in case.contact.moments.items()
        if len(m.rows) and kind < Kind.VALID_INTERIM_MESSAGE
    ]
