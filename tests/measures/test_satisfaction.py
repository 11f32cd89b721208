"""The marks of residents: number, mean, interval, distribution and target, per group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.instants import parse
from charter.measures.satisfaction import Satisfaction, satisfaction
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.norms.score import Group, score

Build = Callable[..., Any]
AS_OF = "2027-02-01T12:00:00"


def at(text: str) -> int:
    read = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert read is not None
    assert read.at is not None
    return read.at


def marks(town: Any, log: str, period: str = "", by: tuple[Group, ...] = (), as_of: str = AS_OF) -> list[Satisfaction]:
    contacts = town.contacts(log, as_of)
    verdicts = judge(contacts, town.rulebook, at(as_of))
    return satisfaction(contacts, verdicts, town.rulebook, Period.parse(period) if period else None, by)


def rated(*each: tuple[str, str, str]) -> str:
    """Ratings: (day, mark, further columns)."""
    return "\n".join(f"{day} rated contact={n} {more} | mark={mark}" for n, (day, mark, more) in enumerate(each))


def test_without_marks_there_is_one_row_that_says_so(town: Build) -> None:
    (row,) = marks(town(), "2026-11-09T10:00 message_received channel=email")
    assert (row.mark.n, row.mark.value, row.target_met, row.certain, sum(row.distribution)) == (0, None, None, None, 0)
    assert row.target == 7.5


def test_one_mark_has_a_mean_but_no_interval_and_no_certainty(town: Build) -> None:
    (row,) = marks(town(), rated(("2026-11-09", "8", "channel=email")))
    assert (row.mark.n, row.mark.value, row.mark.low, row.target_met, row.certain) == (1, 8.0, None, True, None)
    assert row.mark.few


def test_a_half_mark_is_counted_upwards_and_every_mark_stands_in_the_distribution(town: Build) -> None:
    days = [("2026-11-09", mark, "channel=email") for mark in ("1", "7,5", "7.4", "9.5", "10", "5.5")]
    (row,) = marks(town(), rated(*days))
    assert row.distribution == (1, 0, 0, 0, 0, 1, 1, 1, 0, 2)
    assert row.enough.hits == 3
    assert row.enough.n == sum(row.distribution) == 6


def test_a_rating_without_a_usable_mark_is_told_apart(town: Build) -> None:
    (row,) = marks(town(), rated(("2026-11-09", "8", "channel=email"), ("2026-11-09", "12", "channel=email")))
    assert (row.mark.n, row.unreadable) == (1, 1)


def test_a_target_within_the_interval_may_be_chance(town: Build) -> None:
    wide = [("2026-11-09", mark, "channel=phone") for mark in ("7", "8", "9")]
    narrow = [("2026-11-09", mark, "channel=phone") for mark in ("9", "9", "9.5") * 5]
    assert [row.certain for row in marks(town(), rated(*wide))] == [False]
    assert [(row.certain, row.target_met) for row in marks(town(), rated(*narrow))] == [(True, True)]


def test_marks_fall_apart_by_organisation_channel_and_year_in_one_way(town: Build) -> None:
    log = rated(
        ("2025-12-31T23:59", "6", "channel=phone organisation=GGD"),
        ("2026-01-01T00:01", "8", "channel=phone organisation=GGD"),
        ("2026-05-01", "9", "channel=counter"),
    )
    by = (Group.YEAR, Group.ORGANISATION, Group.CHANNEL)
    assert [(row.group, row.mark.value) for row in marks(town(), log, by=by)] == [
        (("2025", "GGD", "phone"), 6.0),
        (("2026", "", "counter"), 9.0),
        (("2026", "GGD", "phone"), 8.0),
    ]


def test_a_mark_given_after_as_of_has_not_been_given(town: Build) -> None:
    log = rated(("2026-11-09T10:00", "6", "channel=phone"), ("2026-11-10T10:00", "9", "channel=phone"))
    (row,) = marks(town(), log, as_of="2026-11-09T23:00:00")
    assert (row.mark.n, row.mark.value) == (1, 6.0)


def test_the_target_is_that_of_the_version_in_force_in_the_period(town: Build) -> None:
    later = '[[version]]\nnumber = 2\nvalid_from = 2026-07-01\nstart = ["rated"]\ncalendar = "none"\nlimit = "mark 8"\n'
    later += '[[version.basis]]\nsource = "Charter"\ncertainty = "decision"\n'
    raised = town(later={"satisfaction.mark": later})
    log = rated(("2026-03-09", "7.8", "channel=phone"), ("2026-11-09", "7.8", "channel=phone"))
    assert [(row.target, row.target_met) for row in marks(raised, log, "2026-Q1")] == [(7.5, True)]
    assert [(row.target, row.target_met) for row in marks(raised, log, "2026-Q4")] == [(8.0, False)]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(["phone", "email", "counter"]), st.integers(0, 22), st.integers(1, 12)), max_size=25
    )
)
def test_the_mean_is_the_one_of_the_score_whatever_the_marks(town: Build, ratings: list[tuple[str, int, int]]) -> None:
    built = town()
    log = rated(*((f"2026-{month:02}-09", f"{half / 2:g}", f"channel={channel}") for channel, half, month in ratings))
    contacts = built.contacts(log, AS_OF)
    verdicts = judge(contacts, built.rulebook, at(AS_OF))
    by_channel = {row.group: row for row in satisfaction(contacts, verdicts, built.rulebook, by=(Group.CHANNEL,))}
    scores = score(contacts, verdicts, built.rulebook, by=Group.CHANNEL)
    scored = {(row.group,): row for row in scores if row.norm == "satisfaction.mark"}
    assert by_channel.keys() == scored.keys()
    for label, row in by_channel.items():
        assert row.mark.value == pytest.approx(scored[label].mean)
        assert (row.target_met, row.unreadable) == (scored[label].target_met, scored[label].undetermined)
        valid = [half / 2 for channel, half, _month in ratings if channel == label[0] and 2 <= half <= 20]
        assert row.distribution == tuple(sum(int(v + 0.5) == whole for v in valid) for whole in range(1, 11))
