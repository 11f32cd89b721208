"""Small figures of every kind, made by hand: what the pictures of the tests are drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from charter.measures.backlog import Backlog
from charter.measures.causes import causes
from charter.measures.control import control
from charter.measures.control_limits import Kind, Step
from charter.measures.funnel import funnel
from charter.measures.hours import Hours
from charter.measures.series import Better, Change, Every, Figure, Series, periods_of
from charter.measures.waiting import Limit, Scale, Waiting
from charter.measures.years import by_year
from charter.norms.files import library
from charter.norms.periods import Period
from charter.norms.score import Group
from charter.reports.charts import (
    A4,
    About,
    Chart,
    Paper,
    backlog_chart,
    causes_chart,
    control_chart,
    funnel_chart,
    heatmap_chart,
    waiting_chart,
    years_chart,
)

WOBBLE = (79, 77, 79, 76, 80, 80, 77, 79, 76, 80, 78, 77, 80, 78, 77, 79, 78, 77)
ABOUT = About("E-mail answered", "within 5 working days", "October 2026")


@dataclass(frozen=True)
class Example:
    """A chart and the measure that it must tell."""

    chart: Chart
    measure: object


def monthly(
    met: list[int],
    n: list[int],
    *,
    last: date = date(2026, 10, 31),
    gaps: tuple[int, ...] = (),
    running: int = 0,
    changes: tuple[Change, ...] = (),
    target: float = 0.9,
) -> Series:
    """A series of months that ends with `last`; `gaps` are positions without all data, the last `running` run."""
    first = last.year * 12 + last.month - len(n)
    begin = date(first // 12, first % 12 + 1, 1)
    counted = np.array(n, np.int64)
    complete, runs, no = (np.full(len(n), value) for value in (True, False, False))
    complete[list(gaps)] = False
    runs[len(n) - running :] = True
    value = np.divide(met, counted, out=np.full(len(n), np.nan), where=counted > 0)
    return Series(
        "email.answer", "", Figure.SHARE, Better.UP, periods_of(Period(begin, last, f"{begin}..{last}"), Every.MONTH),
        np.array(met, np.int64), counted, np.zeros(len(n), np.int64), value, np.full(len(n), target), complete, runs,
        no, changes,
    )  # fmt: skip


def _version(series: Series, position: int, *, another: bool) -> Change:
    norm = next(norm for norm in library() if norm.id == "email.answer")
    return Change(series.periods[position].first, position, norm.versions[0], another)


def _stepped() -> Series:
    met = [2 * m for m in WOBBLE] + [172, 173, 174, 172, 174, 173]
    found = monthly(met, [200] * 24, gaps=(5,), running=1)
    change = _version(found, 8, another=True)
    return monthly(met, [200] * 24, gaps=(5,), running=1, changes=(change,))


def _long() -> Series:
    return monthly([2 * m for m in WOBBLE] + [2 * m - 30 for m in WOBBLE], [200] * 36)


def _uneven() -> Series:
    n = [40, 420, 60, 380, 90, 500, 35, 450, 15, 70, 400, 300]
    return monthly([round(x * (0.97 if i == 5 else 0.86)) for i, x in enumerate(n)], n, gaps=(3,))


def _hours() -> Hours:
    begun = np.zeros((7, 24), np.int64)
    for day in range(5):
        for hour in range(8, 17):
            begun[day, hour] = 24 + 9 * (hour in (9, 10)) + 12 * (day == 0) - 3 * day
    begun[4, 16], begun[2, 12] = 3, 0
    met = np.rint(begun * np.linspace(0.7, 0.97, 24)[np.newaxis, :]).astype(np.int64)
    return Hours(begun, met, begun - met, 7)


def _waiting() -> Waiting:
    waited = np.sort(np.concatenate([np.repeat(np.arange(0.0, 5.0), [20, 45, 60, 40, 30]), np.arange(5.0, 17.0)]))
    return Waiting(Scale.WORKING_DAYS, waited, 6, 196, 11, 0, (Limit(1, 5.0),))


def _draw(name: str, paper: Paper) -> Example:
    match name:
        case "steps":
            series = _stepped()
            made = control(series, (Step(date(2026, 5, 1), "a second call team, decided on 21-04-2026"),), Kind.XMR)
        case "long":
            series = _long()
            made = control(series)
        case "uneven":
            series = _uneven()
            made = control(series)
        case "eleven":
            series = monthly([2 * m for m in WOBBLE[:11]], [200] * 11)
            made = control(series)
        case "few":
            series = monthly([170, 175, 168, 180], [200, 200, 200, 200])
            made = control(series)
        case "empty":
            series = monthly([0] * 4, [0] * 4)
            made = control(series)
        case _:
            return _other(name, paper)
    return Example(control_chart(series, made, ABOUT, paper), (series, made))


def _other(name: str, paper: Paper) -> Example:
    match name:
        case "funnel":
            teams = [
                ("Permits", 78, 92), ("Public space", 34, 37), ("Taxes", 84, 115), ("Civil affairs", 121, 141),
                ("Contact centre 1", 170, 199), ("Contact centre 2", 206, 231), ("Costs $A and $B", 20, 24),
            ]  # fmt: skip
            found = funnel(teams, around=None)
            return Example(funnel_chart(found, Group.TEAM, ABOUT, paper), found)
        case "heatmap":
            hours = _hours()
            return Example(heatmap_chart(hours, ABOUT, paper, fewest=5), hours)
        case "backlog":
            open_ = Backlog(
                np.array([14, 9, 22, 31, 17, 6, 0, 0, 0, 0, 0]), np.array([0, 0, 0, 0, 0, 1, 5, 3, 0, 2, 1]),
                np.array([3.0, 4, 5, 6, 7, 8, 9, 12, np.nan, 25, 80.5]),
            )  # fmt: skip
            return Example(backlog_chart(open_, ABOUT, paper), open_)
        case "waiting":
            waiting = _waiting()
            return Example(waiting_chart(waiting, ABOUT, paper), waiting)
        case "causes":
            said = ["Too few people"] * 14 + ["Waiting for another department"] * 9 + ["Breakdown of the telephone"] * 4
            reasons = causes([*said, "Came in at the wrong place", *[""] * 6])
            return Example(causes_chart(reasons, ABOUT, paper), reasons)
        case "years":
            series = monthly([*_long().met[:22], *[round(m * 1.09) for m in _long().met[:12]]], [200] * 34, gaps=(30,))
            series = monthly(
                series.met.tolist(),
                series.n.tolist(),
                gaps=(30,),
                running=1,
                changes=(_version(series, 25, another=False),),
            )
            folded = by_year(series)
            return Example(years_chart(folded, series, ABOUT, paper), (folded, series))
    raise KeyError(name)


@pytest.fixture
def example() -> Callable[..., Example]:
    """Draw one of the examples by its name."""

    def draw(name: str, paper: Paper = A4) -> Example:
        return _draw(name, paper)

    return draw
