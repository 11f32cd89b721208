"""The curve at the limit is the share; who was never helped stays in the denominator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from charter.instants import parse
from charter.measures.waiting import Limit, Scale, Waiting, waiting
from charter.norms.judge import judge
from charter.norms.ruler import WorkCalendar

Build = Callable[..., Any]
ZONE = ZoneInfo("Europe/Amsterdam")


def waits(town: Any, log: str, norm: str, moment: str = "2026-11-17T12:00:00") -> Waiting:
    as_of = parse(moment, ZONE)
    assert as_of is not None
    assert as_of.at is not None
    verdicts = judge(town.contacts(log, moment), town.rulebook, as_of.at)
    mine = verdicts.take(verdicts.norm == town.rulebook.position(norm))
    return waiting(mine, town.rulebook.norm(norm), WorkCalendar.of(town.rulebook.calendars))


CALLS = """
    2026-11-09T10:00:00 queue_entered channel=phone contact=a
    2026-11-09T10:00:10 answered contact=a
    2026-11-09T10:10:00 queue_entered channel=phone contact=b
    2026-11-09T10:10:25 answered contact=b
    2026-11-09T10:20:00 queue_entered channel=phone contact=c
    2026-11-09T10:21:30 answered contact=c
    2026-11-09T10:30:00 queue_entered channel=phone contact=d
    2026-11-09T10:31:00 abandoned contact=d
    2026-11-09T10:40:00 queue_entered channel=phone contact=e
    2026-11-09T10:40:02 abandoned contact=e
"""


def test_exactly_the_limit_is_within_and_a_caller_who_left_is_never_helped(town: Build) -> None:
    found = waits(town(), CALLS, "phone.answer")
    assert found.scale is Scale.SECONDS
    assert found.waited.tolist() == [10.0, 25.0, 90.0]
    assert (found.unhelped, found.counted, found.met) == (1, 4, 2)
    assert found.limits == (Limit(1, 25.0),)
    assert found.within(25.0) == found.met / found.counted == 0.5
    assert found.within(24.999) == 0.25
    assert found.within(10_000.0) == 0.75


def test_half_waited_at_most_the_median_and_ten_in_ten_were_never_helped(town: Build) -> None:
    found = waits(town(), CALLS, "phone.answer")
    assert found.quantile(0.5) == 25.0
    assert found.quantile(0.75) == 90.0
    assert found.quantile(1.0) is None


def test_mail_is_measured_in_working_days_after_the_day_of_receipt(town: Build) -> None:
    log = """
        2026-11-13T10:00:00 message_received channel=email contact=friday
        2026-11-13T16:00:00 reply_substantive contact=friday
        2026-11-06T10:00:00 message_received channel=email contact=weekend-between
        2026-11-09T09:00:00 reply_substantive contact=weekend-between
        2026-11-16T10:00:00 message_received channel=email contact=running
        2026-10-01T10:00:00 message_received channel=email contact=forgotten
    """
    found = waits(town(), log, "email.answer")
    assert found.scale is Scale.WORKING_DAYS
    assert found.waited.tolist() == [0.0, 1.0]
    assert (found.unhelped, found.running, found.counted) == (1, 1, 3)
    assert found.limits == (Limit(1, 5.0),)


def test_weeks_are_told_in_days(town: Build) -> None:
    log = """
        2026-09-01 letter_received channel=letter
        2026-09-30 reply_substantive
    """
    found = waits(town(), log, "letter.answer")
    assert (found.scale, found.waited.tolist()) == (Scale.DAYS, [29.0])


def test_two_versions_have_two_limits_on_one_scale(town: Build) -> None:
    own = town({"phone.answer": ""}, later={"phone.answer": """
        [[version]]
        number = 2
        valid_from = 2026-11-10
        channels = ["phone"]
        start = ["queue_entered"]
        stop = ["answered"]
        calendar = "service"
        limit = "1 minutes"
        target = 0.9
        basis = [{ source = "Raad", certainty = "decision" }]
    """})  # fmt: skip
    log = (
        CALLS
        + """
        2026-11-11T10:00:00 queue_entered channel=phone contact=later
        2026-11-11T10:00:30 answered contact=later
    """
    )
    found = waits(own, log, "phone.answer")
    assert found.scale is Scale.MINUTES
    assert [limit.version for limit in found.limits] == [1, 2]
    assert [limit.at for limit in found.limits] == pytest.approx([25 / 60, 1.0])
    assert found.left_out == 0


def test_the_curve_is_told_at_its_limits_and_says_what_lies_beyond() -> None:
    waited = np.sort(np.concatenate([np.full(990, 3.0), np.full(10, 500.0)]))
    found = Waiting(Scale.SECONDS, waited, 0, 990, 0, 0, (Limit(1, 25.0),))
    assert 25.0 in found.drawn_at
    assert found.drawn_at[-1] >= 50.0
    assert len(found.drawn_at) < 120
    assert found.beyond == 10


def test_nothing_counted_is_no_share(town: Build) -> None:
    found = waits(town(), "2026-11-16T10:00:00 message_received channel=email", "email.answer")
    assert (found.counted, found.within(5.0), found.quantile(0.5)) == (0, None, None)
    assert len(found.drawn_at) > 2


def test_a_norm_without_a_term_has_no_waiting_time(town: Build) -> None:
    with pytest.raises(ValueError, match="times"):
        waits(town(), CALLS, "phone.transfers")
