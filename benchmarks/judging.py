"""Judging a million contacts under the 25 norms, and measuring opening hours, against what others do the same with.

The floor is the least that any columns program must do: per norm one gather of start and stop, one subtraction, one
comparison, one column of verdicts. It knows no calendar, no exemption and no missing data; nothing honest is faster.
"""

from __future__ import annotations

from datetime import UTC, time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Measured, best_of, peak_mb, timed
from benchmarks.town import AS_OF, open_town
from charter.columns import NO_TIME, Contacts, Instants, Verdict
from charter.norms.judge import judge
from charter.norms.model import Norm, Rulebook
from charter.norms.ruler import WorkCalendar
from charter.services.board import load_contacts
from charter.services.rulebooks import judging

SAMPLE = 2_000
"""Contacts on which the slow yardsticks are timed; their time is then multiplied to the number that Charter did."""
HOURS = 20


def run(folder: Path, scale: float) -> list[Measured]:
    """Judge the town; then the same opening hours by three roads."""
    profile, store = open_town(folder, scale)
    rulebook = judging(store, profile, "benchmark", AS_OF).rulebook
    contacts, _ = load_contacts(store, profile, AS_OF)
    store.close()
    work = WorkCalendar.of(rulebook.calendars)
    work.ruler("email")
    spent, verdicts = best_of(3, lambda: judge(contacts, rulebook, AS_OF))
    peak = peak_mb()
    prepared = [_prepared(contacts, norm) for norm in rulebook.norms]
    floor, _ = best_of(3, lambda: [_bare(*columns) for columns in prepared])
    found = [
        Measured(
            f"judging {len(rulebook.norms)} norms x {len(contacts):_} contacts ({len(verdicts):_} verdicts)",
            spent,
            "bare numpy floor",
            floor,
            peak,
            limit_s=2,
            limit_mb=1024,
        )
    ]
    return found + _opening_hours(rulebook, work, len(contacts))


def _prepared(contacts: Contacts, norm: Norm) -> tuple[Instants, Instants, Instants]:
    """Dense starts and stops of a norm, and the contacts that have a start: what the floor is given for nothing."""
    version = norm.versions[-1]
    start, stop = (np.full(len(contacts), NO_TIME, np.int64) for _ in range(2))
    for column, kinds in ((start, version.start), (stop, version.stop)):
        for kind in kinds:
            at = contacts.at(kind)
            column[column == NO_TIME] = at[column == NO_TIME]
    rows = np.flatnonzero(start != NO_TIME)
    return (rows[np.isin(contacts.channel[rows], version.channels)] if version.channels else rows), start, stop


def _bare(rows: Instants, start: Instants, stop: Instants) -> tuple[Any, ...]:
    began, ended = start[rows], stop[rows]
    spent = np.where(ended == NO_TIME, AS_OF, ended) - began
    return rows, began, ended, spent, np.where(spent > 25_000_000, np.int8(Verdict.BREACHED), np.int8(Verdict.MET))


def _opening_hours(rulebook: Rulebook, work: WorkCalendar, count: int) -> list[Measured]:
    """Twenty opening hours added, and the opening time between two instants, for instants in opening hours."""
    import pandas as pd
    from businesstimedelta import HolidayRule, Rules, WorkDayRule
    from pandas.tseries.offsets import CustomBusinessHour

    ruler = work.ruler("email")
    luck = np.random.default_rng(7)
    at = ruler.next_open(AS_OF - luck.integers(0, 300 * 86_400, count) * 1_000_000)
    added_s, added = best_of(2, lambda: ruler.add(at, HOURS * 3_600_000_000))
    between_s, between = best_of(2, lambda: ruler.between(at, added))
    assert (between == HOURS * 3_600_000_000).all()
    sample = at[: min(SAMPLE, count)]
    local = pd.to_datetime(sample, unit="us", utc=True).tz_convert("Europe/Amsterdam").tz_localize(None)
    closed = [day for year in (2025, 2026) for day in rulebook.calendars.service.closed_days(year)]
    offset = CustomBusinessHour(n=HOURS, start="08:30", end="17:00", holidays=closed)
    pandas_s, moved = timed(lambda: [moment + offset for moment in local])
    back = pd.DatetimeIndex(moved).tz_localize("Europe/Amsterdam").tz_convert("UTC")
    assert (back.as_unit("us").asi8 == added[: len(sample)]).all()
    rules = Rules([WorkDayRule(time(8, 30), time(17), [0, 1, 2, 3, 4]), HolidayRule(dict.fromkeys(closed, "closed"))])
    spans = [
        (a.to_pydatetime().replace(tzinfo=UTC), b.to_pydatetime().replace(tzinfo=UTC))
        for a, b in zip(local, moved, strict=True)
    ]
    others_s, differences = timed(lambda: [rules.difference(a, b) for a, b in spans])
    assert all(d.hours == HOURS for d in differences)
    return [
        Measured(
            f"deadline after {HOURS} opening hours, {count:_} times", added_s,
            "pandas CustomBusinessHour (from a sample)", pandas_s.times(count / len(sample)),
        ),
        Measured(
            f"opening time between two instants, {count:_} times", between_s,
            "businesstimedelta (from a sample)", others_s.times(count / len(sample)),
        ),
    ]  # fmt: skip
