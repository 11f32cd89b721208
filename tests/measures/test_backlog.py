"""Open promises stand in the band of their days past the deadline; done ones stand nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from charter.instants import parse
from charter.measures.backlog import BANDS, Backlog, backlog
from charter.norms.judge import judge
from charter.norms.ruler import DayTable

Build = Callable[..., Any]
ZONE = ZoneInfo("Europe/Amsterdam")


def open_at(town: Any, log: str, moment: str) -> Backlog:
    as_of = parse(moment, ZONE)
    assert as_of is not None
    assert as_of.at is not None
    verdicts = judge(town.contacts(log, moment), town.rulebook, as_of.at)
    mine = verdicts.take(verdicts.norm == town.rulebook.position("email.answer"))
    return backlog(mine, as_of.at, DayTable.of_zone("Europe/Amsterdam"))


def band(days: int) -> int:
    return next(i for i, (a, b) in enumerate(BANDS) if (a is None or days >= a) and (b is None or days <= b))


def test_the_bands_cover_every_day_once() -> None:
    for days in range(-60, 60):
        assert sum((a is None or days >= a) and (b is None or days <= b) for a, b in BANDS) == 1


def test_open_mail_stands_before_and_past_its_last_day(town: Build) -> None:
    mail = """
        2026-11-09T10:00:00 message_received channel=email contact=last-day-monday
        2026-11-12T10:00:00 message_received channel=email contact=last-day-thursday
        2026-10-01T10:00:00 message_received channel=email contact=long-ago
        2026-11-10T10:00:00 message_received channel=email contact=done
        2026-11-11T10:00:00 reply_substantive contact=done
    """
    found = open_at(town(), mail, "2026-11-16T15:00:00")
    assert found.running[band(0)] == 1, "the last day of a term is still in time"
    assert found.running[band(-3)] == 1
    assert found.late[band(39)] == 1
    assert found.open.sum() == 3
    assert found.median_age[band(0)] == 7
    later = open_at(town(), mail, "2026-11-17T00:00:00")
    assert (later.late[band(1)], later.running[band(0)]) == (1, 0)


def test_what_had_not_begun_at_that_moment_is_not_open(town: Build) -> None:
    found = open_at(town(), "2026-11-12T10:00:00 message_received channel=email", "2026-11-11T10:00:00")
    assert found.open.sum() == 0
    assert np.isnan(found.median_age).all()
