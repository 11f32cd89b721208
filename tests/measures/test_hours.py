"""The hour is that of the clock on the wall, also when the clock changes; what has no hour is counted apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from charter.instants import parse
from charter.measures.hours import Hours, by_hour
from charter.norms.judge import judge
from charter.norms.ruler import DayTable

Build = Callable[..., Any]
ZONE = ZoneInfo("Europe/Amsterdam")


def hours(town: Any, log: str, norm: str) -> Hours:
    as_of = parse("2026-11-17T12:00:00", ZONE)
    assert as_of is not None
    assert as_of.at is not None
    contacts = town.contacts(log, "2026-11-17T12:00:00")
    verdicts = judge(contacts, town.rulebook, as_of.at)
    mine = verdicts.take(verdicts.norm == town.rulebook.position(norm))
    return by_hour(contacts, mine, town.rulebook.norm(norm), DayTable.of_zone("Europe/Amsterdam"))


def test_calls_stand_at_their_local_weekday_and_hour(town: Build) -> None:
    found = hours(
        town(),
        """
        2026-11-09T08:59:59 queue_entered channel=phone contact=a
        2026-11-09T09:00:10 answered contact=a
        2026-11-09T09:00:00 queue_entered channel=phone contact=b
        2026-11-09T09:01:00 answered contact=b
        2026-11-13T16:30:00 queue_entered channel=phone contact=c
        2026-11-13T16:30:02 abandoned contact=c
        """,
        "phone.answer",
    )
    assert (found.met[0, 8], found.breached[0, 8]) == (1, 0)
    assert (found.met[0, 9], found.breached[0, 9]) == (0, 1)
    assert (found.begun[4, 16], found.counted[4, 16]) == (1, 0)
    assert found.begun.sum() == 3
    assert found.unplaced == 0
    assert found.share[0, 8] == 1.0
    assert np.isnan(found.share[4, 16])


def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_the_clock_change(town: Build) -> None:
    found = hours(
        town(),
        """
        2026-10-23T09:15:00 message_received channel=email contact=a
        2026-10-26T09:15:00 message_received channel=email contact=b
        2026-03-29T03:15:00 message_received channel=email contact=c
        """,
        "email.answer",
    )
    assert (found.begun[4, 9], found.begun[0, 9], found.begun[6, 3]) == (1, 1, 1)


def test_a_letter_known_by_its_day_has_no_hour(town: Build) -> None:
    found = hours(town(), "2026-11-02 letter_received channel=letter", "letter.answer")
    assert (found.begun.sum(), found.unplaced) == (0, 1)
