"""The resident's own clock beside the counted one, and the journey on which it rests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.columns import NO_TIME, Flag, Moments
from charter.contact import Kind
from charter.instants import parse
from charter.measures.elapsed import OwnClock, TwoClocks, two_clocks
from charter.measures.journeys import journeys
from charter.measures.waiting import Scale
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.norms.ruler import WorkCalendar
from charter.norms.score import Group

Build = Callable[..., Any]
AS_OF = "2027-02-01T12:00:00"
HOUR = 3600.0
DAY = 24 * HOUR


def at(text: str) -> int:
    read = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert read is not None
    assert read.at is not None
    return read.at


def both(
    town: Any, log: str, *, as_of: str = AS_OF, period: str = "", by: tuple[Group, ...] = ()
) -> dict[str, TwoClocks]:
    contacts = town.contacts(log, as_of)
    work = WorkCalendar.of(town.rulebook.calendars)
    verdicts = judge(contacts, town.rulebook, at(as_of))
    chosen = Period.parse(period) if period else None
    found = two_clocks(contacts, verdicts, town.rulebook, journeys(contacts, work.days), work, chosen, by)
    return {"/".join((row.norm, *row.group)): row for row in found}


def own_seconds(town: Any, log: str) -> list[float]:
    contacts = town.contacts(log, AS_OF)
    elapsed = journeys(contacts, WorkCalendar.of(town.rulebook.calendars).days).elapsed_us
    return [float(us) / 1e6 if us >= 0 else -1 for us in elapsed]


def test_the_weekend_counts_for_the_resident_and_not_for_the_norm(town: Build) -> None:
    log = "2026-11-06T16:00 message_received channel=email\n2026-11-09T10:00 reply_substantive"
    row = both(town(), log)["email.answer"]
    assert (row.counted.scale, row.counted.quantile(0.5)) == (Scale.WORKING_DAYS, 1.0)
    assert row.own.quantile(0.5) == 66 * HOUR


def test_an_interim_message_ends_the_counted_clock_and_not_the_residents(town: Build) -> None:
    interim = "2026-11-13T15:00 interim_message | promised_on=2026-12-04;reason=yes;handler=yes"
    log = f"2026-11-09T10:00 message_received channel=email\n{interim}"
    row = both(town(), log, as_of="2026-11-20T12:00:00")["email.answer"]
    assert (row.counted.quantile(0.5), row.own.quantile(0.5), row.own.unhelped) == (4.0, None, 1)
    row = both(town(), f"{log}\n2026-12-03T11:00 reply_substantive")["email.answer"]
    assert row.own.quantile(0.9) == 24 * DAY + HOUR


def test_a_call_runs_from_the_first_ring_and_not_from_the_queue(town: Build) -> None:
    log = "2026-11-09T10:00:00 call_started channel=phone\n2026-11-09T10:00:40 queue_entered\n"
    log += "2026-11-09T10:00:50 answered"
    row = both(town(), log)["phone.answer"]
    assert (row.counted.quantile(0.5), row.own.quantile(0.5)) == (10.0, 50.0)


def test_who_is_called_back_is_helped_by_that_call(town: Build) -> None:
    log = "2026-11-09T10:00:00 queue_entered channel=phone\n2026-11-09T10:00:10 answered\n"
    log += "2026-11-09T10:05:00 callback_requested"
    assert both(town(), log)["phone.answer"].own.unhelped == 1
    row = both(town(), f"{log}\n2026-11-10T12:00:00 callback_connected")["phone.answer"]
    assert (row.own.n, row.own.quantile(0.5)) == (1, 26 * HOUR)


def test_who_left_stays_in_the_denominator_so_nine_in_ten_is_nine_in_ten_of_all(town: Build) -> None:
    calls = [
        f"2026-11-09T10:{n:02}:00 queue_entered channel=phone contact={n}\n"
        f"2026-11-09T10:{n:02}:{20 + n} {'abandoned' if n == 9 else 'answered'} contact={n}"
        for n in range(10)
    ]
    row = both(town(), "\n".join([*calls[:9], calls[9].replace(":29 ", ":59 ")]))["phone.answer"]
    assert (row.own.n, row.own.unhelped) == (10, 1)
    assert (row.own.quantile(0.5), row.own.quantile(0.9), row.own.quantile(0.91)) == (24.0, 28.0, None)


def test_an_early_visitor_waits_from_coming_in(town: Build) -> None:
    log = "2026-11-10T10:00 appointment channel=counter\n2026-11-10T09:50 check_in\n2026-11-10T10:04 called"
    row = both(town(), log)["counter.appointment"]
    assert (row.counted.quantile(0.5), row.own.quantile(0.5)) == (4.0, 14 * 60.0)


@pytest.mark.parametrize(
    ("log", "seconds"),
    [
        ("2026-11-09T10:00 message_received channel=email\n2026-11-09T09:59 reply_substantive", -1),
        ("- message_received channel=email\n2026-11-09T09:59 reply_substantive", -1),
        ("2026-11-09T10:00 message_received channel=email\n- reply_substantive", -1),
        ("2026-11-09T10:00 message_received channel=email", -1),
        ("2026-11-09T10:00 message_received channel=email\n2026-11-09 reply_substantive", 0),
        ("2026-11-09 letter_received channel=letter\n2026-11-12T09:00 reply_substantive", 3 * DAY),
        ("2026-10-24 letter_received channel=letter\n2026-10-26 reply_substantive", 2 * DAY),
        ("2026-11-09T10:00 message_received channel=social\n2026-11-09T11:00 reply_human", HOUR),
        ("2026-11-09T10:00 message_received channel=email\n2026-11-09T11:00 reply_human", -1),
        ("2026-11-09T10:00 message_received channel=social\n2026-11-09T10:01 bot_reply actor=bot", -1),
    ],
)
def test_what_is_not_known_or_cannot_be_has_no_elapsed_time(town: Build, log: str, seconds: float) -> None:
    assert own_seconds(town(), log) == [seconds]


def test_what_happened_at_an_unknown_time_is_told_apart(town: Build) -> None:
    log = "2026-11-09T10:00 message_received channel=email\n2026-11-10T10:00 interim_message | {}\n"
    log = log.format("promised_on=2026-12-04;reason=yes;handler=yes") + "- outcome_sent"
    row = both(town(), log)["email.answer"]
    assert (row.own.n, row.own.unknown) == (0, 1)


def test_a_mark_alone_is_no_contact_of_a_resident(town: Build) -> None:
    contacts = town().contacts("2026-11-09T10:00 rated channel=phone | mark=8", AS_OF)
    lived = journeys(contacts, WorkCalendar.of(town().rulebook.calendars).days)
    assert not lived.inbound.any()
    assert lived.came.tolist() == [NO_TIME]


@pytest.mark.parametrize("flag", [Flag.NOT_OURS, Flag.PART_OF_ANOTHER])
def test_what_a_person_said_is_not_ours_or_part_of_another_is_no_contact_here(town: Build, flag: Flag) -> None:
    contacts = town().contacts("2026-11-09T10:00 message_received channel=email", AS_OF)
    days = WorkCalendar.of(town().rulebook.calendars).days
    assert journeys(contacts, days).inbound.tolist() == [True]
    said = replace(contacts, flags=contacts.flags | (1 << flag))
    assert journeys(said, days).inbound.tolist() == [False]


def test_the_real_start_that_a_person_said_goes_before_every_other(town: Build) -> None:
    log = "2026-11-09T10:00:00 ivr_started channel=phone\n2026-11-09T10:00:40 queue_entered\n"
    log += "2026-11-09T10:01:00 answered"
    contacts = town().contacts(log, AS_OF)
    nobody = np.zeros(1, np.bool_)
    real = Moments(np.zeros(1, np.int64), np.array([at("2026-11-09T10:00:30")]), np.zeros(1, np.int8), nobody)
    corrected = replace(contacts, moments={**contacts.moments, Kind.WRONG_START: real})
    days = WorkCalendar.of(town().rulebook.calendars).days
    assert journeys(contacts, days).elapsed_us.tolist() == [60_000_000]
    assert journeys(corrected, days).elapsed_us.tolist() == [30_000_000]


def test_acknowledgements_and_promises_have_no_answer_to_wait_for(town: Build) -> None:
    log = "2026-11-09T10:00 message_received channel=email\n2026-11-09T10:01 auto_ack actor=auto\n"
    log += "2026-11-13T15:00 interim_message | promised_on=2026-12-04;reason=yes;handler=yes\n"
    assert both(town(), f"{log}2026-12-03T11:00 reply_substantive").keys() == {"email.answer"}


def test_clocks_fall_apart_by_group_and_period(town: Build) -> None:
    log = "\n".join(
        f"2026-{month:02}-02T10:00 message_received channel=email contact={month} organisation={name}\n"
        f"2026-{month:02}-0{month - 6}T10:00 reply_substantive contact={month}"
        for month, name in ((9, "GGD"), (11, ""))
    )
    by = (Group.ORGANISATION,)
    assert both(town(), log, by=by).keys() == {"email.answer/", "email.answer/GGD"}
    assert both(town(), log, by=by, period="2026-09").keys() == {"email.answer/GGD"}


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(0, 10), st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_is_the_least_time_within_which_so_many_were_helped(
    waits: list[int], unhelped: int, share: float
) -> None:
    clock = OwnClock(np.sort(np.array(waits, np.float64)), unhelped, 0)
    enough = [wait for wait in sorted(waits) if sum(w <= wait for w in waits) >= share * clock.n - 1e-9]
    assert clock.quantile(share) == (enough[0] if enough else None)
