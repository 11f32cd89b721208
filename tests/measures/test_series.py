"""A series has every period, says how far each can be told, and its figure is that of the score."""

from __future__ import annotations

import random
import statistics
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from charter.columns import Contacts, Verdicts
from charter.instants import parse
from charter.measures.control import control
from charter.measures.control_limits import Kind, Step
from charter.measures.series import Better, Every, Figure, Series, reach, series, split
from charter.measures.signals import Rule
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.norms.score import Group, score

Build = Callable[..., Any]
TODAY = date(2026, 11, 17)


def judged(town: Any, log: str, as_of: str = "2026-11-17T12:00:00") -> tuple[Contacts, Verdicts]:
    contacts = town.contacts(log, as_of)
    at = parse(as_of, ZoneInfo("Europe/Amsterdam"))
    assert at is not None
    assert at.at is not None
    return contacts, judge(contacts, town.rulebook, at.at)


def calls(*each: tuple[str, float, str]) -> str:
    """Calls on a day, answered after so many seconds, for a team."""
    lines = []
    for number, (day, wait, team) in enumerate(each):
        lines.append(f"{day}T10:00:00 queue_entered channel=phone contact={number} team={team}")
        lines.append(f"{day}T10:{int(wait) // 60:02}:{wait % 60:09.6f} answered contact={number}")
    return "\n".join(lines)


def of(town: Any, log: str, norm: str = "phone.answer", **settings: Any) -> Series:
    contacts, verdicts = judged(town, log)
    return series(contacts, verdicts, town.rulebook, norm, today=settings.pop("today", TODAY), **settings)


def test_every_month_of_the_span_is_there_also_the_empty_one(town: Build) -> None:
    made = of(town(), calls(("2026-08-03", 10, "A"), ("2026-08-04", 40, "A"), ("2026-10-05", 10, "B")))
    assert [period.label for period in made.periods] == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert made.n.tolist() == [2, 0, 1, 0]
    assert made.met.tolist() == [1, 0, 1, 0]
    np.testing.assert_array_equal(made.value, [0.5, np.nan, 1.0, np.nan])
    assert made.running.tolist() == [False, False, False, True]
    assert made.judged.tolist() == [True, False, True, False]
    assert (made.aim, made.better, made.bounds) == (0.8, Better.UP, (0.0, 1.0))


def test_figures_equal_the_score_and_a_plain_recomputation(town: Build) -> None:
    dice = random.Random(5)  # noqa: S311 - the same calls every time
    each = [
        (
            f"2026-{dice.randint(1, 10):02}-{dice.choice([12, 13, 14, 16, 17, 19, 20]):02}",
            float(dice.randint(6, 60)),
            dice.choice("ABC"),
        )
        for _call in range(400)
    ]
    weekdays = [one for one in each if date.fromisoformat(one[0]).weekday() < 5]
    built = town()
    contacts, verdicts = judged(built, calls(*weekdays))
    made = series(contacts, verdicts, built.rulebook, "phone.answer", today=TODAY)
    rows = {
        row.group: row
        for row in score(contacts, verdicts, built.rulebook, by=Group.MONTH)
        if row.norm == "phone.answer"
    }
    for place, period in enumerate(made.periods):
        row = rows.get(period.label)
        if row is not None:
            assert (made.met[place], made.n[place], made.target[place]) == (row.met, row.counted, row.target)
            assert made.value[place] == row.share
    medians = series(contacts, verdicts, built.rulebook, "phone.answer", today=TODAY, figure=Figure.MEDIAN_TIME)
    waits = defaultdict(list)
    counted = set(contacts.ids[verdicts.contact[(verdicts.norm == 0) & (verdicts.verdict <= 2)]])
    for number, (day, wait, _team) in enumerate(weekdays):
        if str(number) in counted:
            waits[day[:7]].append(wait)
    for place, period in enumerate(medians.periods):
        if period.label in waits:
            assert medians.value[place] == pytest.approx(statistics.median(waits[period.label]))
    assert (medians.better, medians.aim) == (Better.DOWN, 25.0)


def test_groups_come_by_name_and_add_up(town: Build) -> None:
    built = town()
    contacts, verdicts = judged(
        built, calls(("2026-09-03", 10, "Zuid"), ("2026-09-03", 40, "Noord"), ("2026-10-05", 10, "Zuid"))
    )
    parts = split(contacts, verdicts, built.rulebook, "phone.answer", Group.TEAM, today=TODAY)
    whole = series(contacts, verdicts, built.rulebook, "phone.answer", today=TODAY)
    assert [part.group for part in parts] == ["Noord", "Zuid"]
    assert sum(part.n for part in parts).tolist() == whole.n.tolist()
    assert sum(part.met for part in parts).tolist() == whole.met.tolist()


def test_weeks_and_days_are_periods_too(town: Build) -> None:
    log = calls(("2026-11-06", 10, "A"), ("2026-11-09", 10, "A"), ("2026-11-16", 40, "A"))
    weeks = of(town(), log, every=Every.WEEK)
    assert [(p.label, n) for p, n in zip(weeks.periods, weeks.n.tolist(), strict=True)] == [
        ("2026-W45", 1), ("2026-W46", 1), ("2026-W47", 1),
    ]  # fmt: skip
    days = of(town(), log, every=Every.DAY, span=Period.parse("2026-11-06..2026-11-09"))
    assert days.n.tolist() == [1, 0, 0, 1]


def test_contacts_outside_the_span_count_in_no_period(town: Build) -> None:
    log = calls(("2026-08-03", 10, "A"), ("2026-09-03", 10, "A"), ("2026-10-05", 10, "A"))
    assert of(town(), log, span=Period.parse("2026-09")).n.tolist() == [1]


def test_a_month_with_too_many_open_contacts_is_not_judged_yet(town: Build) -> None:
    letters = [
        f"2026-10-0{n}T10:00 letter_received channel=letter contact=L{n}\n"
        f"2026-10-12T10:00 reply_substantive contact=L{n}"
        for n in (1, 2, 5)
    ]
    late = "2026-10-29T10:00 letter_received channel=letter contact=L9"
    settled = of(town(), "\n".join(letters), "letter.answer", today=date(2026, 11, 17))
    waiting = of(town(), "\n".join([*letters, late]), "letter.answer", today=date(2026, 11, 17))
    assert (settled.judged[0], waiting.judged[0]) == (True, False)
    assert (waiting.pending[0], waiting.unsettled[0], waiting.value[0]) == (1, True, 1.0)


def test_incomplete_periods_are_said_but_take_part(town: Build) -> None:
    made = of(
        town(),
        calls(("2026-09-03", 10, "A"), ("2026-10-05", 10, "A")),
        complete=lambda period: period.label != "2026-10",
    )
    assert made.complete.tolist() == [True, False, True]
    assert made.judged.tolist() == [True, True, False]


def test_a_month_in_which_the_data_begins_is_partial(town: Build) -> None:
    made = of(town(), calls(("2026-08-20", 10, "A"), ("2026-09-03", 10, "A")))
    assert made.partial.tolist() == [True, False, False, False]
    assert not made.judged[0]


def test_a_new_version_is_a_dated_change_with_its_own_target(town: Build) -> None:
    later = """
        [[version]]
        number = 2
        valid_from = 2026-09-01
        channels = ["phone"]
        start = ["queue_entered"]
        stop = ["answered"]
        limit = "25 seconds"
        gate_opening_hours = true
        target = 0.85
        basis = [{ source = "Raadsbesluit", certainty = "decision" }]
        [[version]]
        number = 3
        valid_from = 2026-10-15
        channels = ["phone"]
        start = ["queue_entered"]
        stop = ["answered"]
        limit = "20 seconds"
        gate_opening_hours = true
        target = 0.85
        basis = [{ source = "Raadsbesluit", certainty = "decision" }]
    """
    made = of(town(later={"phone.answer": later}), calls(("2026-08-03", 10, "A"), ("2026-10-20", 22, "A")))
    assert made.target.tolist() == [0.8, 0.85, 0.85, 0.85]
    assert [(c.on, c.position, c.version.number, c.another_promise) for c in made.changes] == [
        (date(2026, 9, 1), 1, 2, False),
        (date(2026, 10, 15), 2, 3, True),
    ]
    assert made.met.tolist() == [1, 0, 0, 0]


def test_a_mark_norm_has_the_mean_mark_against_its_limit(town: Build) -> None:
    log = "\n".join(
        f"2026-10-0{n}T10:00 rated channel=phone contact=M{n} detail=mark={mark}"
        for n, mark in ((1, 7), (2, 8), (5, 9))
    )
    made = of(town(), log, "satisfaction.mark")
    assert (made.figure, made.value[0], made.aim, made.bounds) == (Figure.MEAN, 8.0, 7.5, (1.0, 10.0))


def test_a_norm_without_data_is_an_empty_series(town: Build) -> None:
    made = of(town(), calls(("2026-08-03", 10, "A")), "woo.decide")
    assert (len(made), made.n.tolist()) == (1, [0])
    with pytest.raises(KeyError):
        of(town(), "", "no.such")


def test_a_step_takes_effect_in_the_first_whole_period(town: Build) -> None:
    each = [(f"2026-{month:02}-12", 10.0, "A") for month in range(1, 11) if date(2026, month, 12).weekday() < 5]
    made = control(of(town(), calls(*each)), [Step(date(2026, 3, 2), "new team"), Step(date(2026, 6, 1), "more lines")])
    assert [segment.first for segment in made.segments] == [0, 3, 5]


@pytest.mark.parametrize(
    ("every", "period", "first"),
    [
        (Every.MONTH, "2026-11", date(2024, 12, 1)),
        (Every.MONTH, "2026-12", date(2025, 1, 1)),
        (Every.MONTH, "2026", date(2025, 1, 1)),
        (Every.WEEK, "2026-W46", date(2026, 5, 24)),
    ],
)
def test_a_chart_reaches_two_years_or_half_a_year_back(town: Build, every: Every, period: str, first: date) -> None:
    _contacts, old = judged(town(), calls(("2020-08-03", 10, "A")))
    _contacts, new = judged(town(), calls(("2026-11-09", 10, "A")))
    span = reach(old, Period.parse(period), every)
    assert (span.first, span.last) == (first, Period.parse(period).last)
    assert reach(new, Period.parse(period), every).first == min(date(2026, 11, 9), Period.parse(period).first)


def bare(met: list[int], n: list[int]) -> Series:
    """A series of shares over the first months of 2025."""
    size = len(n)
    none = np.zeros(size, np.bool_)
    months = tuple(Period.month_of(date(2025 + at // 12, at % 12 + 1, 1)) for at in range(size))
    return Series(
        "phone.answer", "", Figure.SHARE, Better.UP, months, np.array(met), np.array(n), np.zeros(size, np.int64),
        np.array(met) / np.array(n), np.full(size, 0.8), ~none, none, none, (),
    )  # fmt: skip


def test_ordinary_months_have_an_xmr_chart_and_months_of_very_different_size_a_p_chart() -> None:
    met = [90, 92, 89, 91, 88, 92, 90, 89]
    assert control(bare(met, [100] * 8)).kind is Kind.XMR
    assert control(bare(met, [100] * 7 + [400])).kind is Kind.P
    assert control(bare(met, [100] * 7 + [399])).kind is Kind.XMR
    assert control(bare(met, [100] * 8), kind=Kind.P).kind is Kind.P


def test_one_late_contact_after_months_of_everything_is_no_special_cause() -> None:
    quiet = bare([500] * 11 + [499], [500] * 12)
    assert (control(quiet).kind, control(quiet).signals) == (Kind.P, ())
    assert {signal.rule for signal in control(quiet, kind=Kind.XMR).signals} >= {Rule.OUTSIDE}
    many = bare([500] * 11 + [480], [500] * 12)
    assert Rule.OUTSIDE in {signal.rule for signal in control(many).signals}


def test_a_mean_has_no_p_chart(town: Build) -> None:
    with pytest.raises(ValueError, match="shares"):
        control(
            of(town(), "2026-10-01T10:00 rated channel=phone contact=M detail=mark=7", "satisfaction.mark"), kind=Kind.P
        )
