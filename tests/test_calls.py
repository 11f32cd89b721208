"""Calls and visitors: contract.md 5, from event log to verdict."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from charter.columns import Events, Flag
from charter.contact import Event, Outcome
from charter.importers.asterisk_queue_log import AsteriskQueueLogReader
from charter.importers.base import Implied, ReadContext
from charter.moments import Derived, derive
from charter.norms.judge import judge

Build = Callable[..., Any]
ZONE = ZoneInfo("Europe/Amsterdam")
DAY = "2026-11-09T"


def call(*events: str) -> str:
    return "\n".join(f"{DAY}{event} channel=phone" if "|" not in event else f"{DAY}{event}" for event in events)


def queue_log(*lines: str) -> Derived:
    """A queue log whose seconds count from Monday 9 November 2026, 10:00 in Amsterdam."""
    text = "".join(f"{1794214800 + int(line.split('|', 1)[0])}|{line.split('|', 1)[1]}\n" for line in lines)
    context = ReadContext(ZONE, 1_900_000_000_000_000, lambda number: number)
    rows = AsteriskQueueLogReader().read(io.BytesIO(text.encode()), context)
    found = [row.event if isinstance(row, Implied) else row for row in rows if isinstance(row, Event | Implied)]
    return derive(Events.gather(found), ZONE)


# visits


def test_an_overflow_does_not_restart_the_clock_and_names_the_queue_that_answered(town: Build) -> None:
    log = call(
        "10:00:00 queue_entered queue=Algemeen",
        "10:00:20 abandoned queue=Algemeen channel=phone | exit=timeout",
        "10:00:20 queue_entered queue=Overloop",
        "10:00:30 answered queue=Overloop",
        "10:02:00 ended",
    )
    ruled = town().ruled(log, "phone.answer")
    assert (ruled.verdict, ruled.spent_s) == ("breached", 30)
    contacts, visits = ruled.derived.contacts, ruled.derived.visits
    assert contacts.names.queues[contacts.queue[0]] == "Overloop"
    assert visits.number.tolist() == [1, 2]
    assert visits.outcome.tolist() == [Outcome.OTHER_EXIT, Outcome.ANSWERED]
    assert town().verdict(log, "phone.abandon") == "met"


def test_a_norm_may_let_the_wait_begin_again_in_each_queue(town: Build) -> None:
    own = town({"phone.answer": 'start = ["visit_entered", "queue_entered"]'})
    overflow = call(
        "10:00:00 queue_entered queue=Algemeen",
        "10:00:20 abandoned queue=Algemeen channel=phone | exit=timeout",
        "10:00:20 queue_entered queue=Overloop",
        "10:00:30 answered queue=Overloop",
        "10:02:00 ended",
    )
    ruled = own.ruled(overflow, "phone.answer")
    assert (ruled.verdict, ruled.spent_s, ruled.started_at) == ("met", 10, f"{DAY}10:00:20")
    once = own.ruled(call("10:00:00 queue_entered", "10:00:30 answered", "10:02:00 ended"), "phone.answer")
    assert (once.verdict, once.spent_s) == ("breached", 30)


def test_a_call_that_nobody_answered_belongs_to_its_last_queue(town: Build) -> None:
    log = call(
        "10:00:00 queue_entered queue=Algemeen",
        "10:01:00 abandoned queue=Algemeen channel=phone | exit=timeout",
        "10:01:00 queue_entered queue=Overloop",
        "10:01:10 abandoned queue=Overloop",
    )
    ruled = town().ruled(log, "phone.answer")
    assert (ruled.verdict, ruled.reason, ruled.spent_s) == ("breached", "left_late", 70)
    contacts = ruled.derived.contacts
    assert contacts.names.queues[contacts.queue[0]] == "Overloop"
    assert town().verdict(log, "phone.abandon") == "breached"


def test_visits_that_interleave_are_kept_apart(town: Build) -> None:
    log = call(
        "10:00:00 queue_entered queue=A",
        "10:00:05 queue_entered queue=B",
        "10:00:10 answered queue=A",
        "10:00:12 abandoned queue=B",
        "10:01:00 ended queue=A",
    )
    derived = town().derive(log)
    assert derived.visits.outcome.tolist() == [Outcome.ANSWERED, Outcome.ABANDONED]
    assert derived.contacts.outcome.tolist() == [Outcome.ANSWERED]
    assert town().verdict(log, "phone.answer") == "met"


def test_a_caller_whom_a_person_helped_is_not_abandoned_by_leaving_the_second_queue(town: Build) -> None:
    log = call(
        "10:00:00 queue_entered queue=A",
        "10:00:10 answered queue=A",
        "10:01:00 transferred queue=A",
        "10:01:00 queue_entered queue=B",
        "10:09:00 abandoned queue=B",
    )
    assert town().verdict(log, "phone.answer") == "met"
    assert town().verdict(log, "phone.abandon") == "met"
    assert town().verdict(log, "phone.fcr") == "breached"


@pytest.mark.parametrize("who", ["", "actor=bot"])
def test_a_bot_that_passes_a_caller_on_neither_answers_nor_transfers(town: Build, who: str) -> None:
    log = call(
        "10:00:00 queue_entered queue=Bot",
        "10:00:01 answered queue=Bot actor=bot",
        f"10:00:10 transferred queue=Bot {who}",
        "10:00:10 queue_entered queue=KCC",
    )
    lost, helped = (f"{log}\n{DAY}10:00:50 {event} queue=KCC" for event in ("abandoned", "answered"))
    assert town().ruled(lost, "phone.answer").reason == "left_late"
    assert town().verdict(lost, "phone.abandon") == "breached"
    assert town().ruled(helped, "phone.answer").spent_s == 50
    assert town().verdict(helped, "phone.fcr") == "met"
    assert town().derive(helped).contacts.transfers.tolist() == [0]


@pytest.mark.parametrize("way", ["timeout", "key", "empty", "voicemail"])
def test_leaving_by_another_exit_is_an_abandon_at_that_moment(town: Build, way: str) -> None:
    log = f"{DAY}10:00:00 queue_entered channel=phone\n{DAY}10:00:40 abandoned | exit={way}"
    assert town().ruled(log, "phone.answer").reason == "left_late"
    assert town().verdict(log, "phone.abandon") == "breached"


def test_a_call_that_ended_in_the_queue_was_abandoned(town: Build) -> None:
    log = call("10:00:00 queue_entered", "10:00:40 ended")
    assert town().ruled(log, "phone.answer").reason == "left_late"


# the log stops


def test_a_call_that_the_log_leaves_open_is_pending_up_to_its_limit_and_undetermined_after(town: Build) -> None:
    log = call("10:00:00 queue_entered")
    assert town().verdict(log, "phone.answer", f"{DAY}10:00:25") == "pending"
    assert town().ruled(log, "phone.answer", f"{DAY}10:00:26").reason == "log_open"
    assert town().verdict(log, "phone.abandon") == "undetermined"


def test_a_restart_of_the_exchange_leaves_the_call_undetermined() -> None:
    derived = queue_log("0|1.1|Algemeen|NONE|ENTERQUEUE||0612345678|1", "30|NONE|NONE|NONE|QUEUESTART|")
    assert derived.contacts.outcome.tolist() == [Outcome.OPEN]


def test_a_call_whose_connect_line_was_lost_was_answered_all_the_same(town: Build) -> None:
    lost = queue_log(
        "0|1.1|Algemeen|NONE|ENTERQUEUE||0612345678|1",
        "80|1.1|Algemeen|SIP/1|COMPLETEAGENT|10|70|1",
    )
    rulebook = town().rulebook
    verdicts = judge(lost.contacts, rulebook, 1_900_000_000_000_000)
    said = {rulebook.norms[n].id: v for n, v in zip(verdicts.norm, verdicts.verdict, strict=True)}
    assert said["phone.answer"] == 1
    assert verdicts.spent_us[verdicts.norm == rulebook.position("phone.answer")] == 10_000_000


def test_a_call_answered_in_its_second_queue_without_a_connect_line_was_answered_then(town: Build) -> None:
    lost = queue_log(
        "0|1.1|Algemeen|NONE|ENTERQUEUE||0612345678|1",
        "10|1.1|Algemeen|NONE|EXITWITHTIMEOUT|1|1|10",
        "10|1.1|Overloop|NONE|ENTERQUEUE||0612345678|1",
        "90|1.1|Overloop|SIP/1|COMPLETECALLER|10|70|1",
    )
    rulebook = town().rulebook
    verdicts = judge(lost.contacts, rulebook, 1_900_000_000_000_000)
    answer = verdicts.take(verdicts.norm == rulebook.position("phone.answer"))
    assert (answer.verdict.tolist(), answer.spent_us.tolist()) == ([1], [20_000_000])


def test_a_call_that_was_transferred_was_answered_at_an_unknown_moment(town: Build) -> None:
    log = call("10:00:00 queue_entered", "10:02:00 transferred", "10:05:00 ended")
    assert town().ruled(log, "phone.answer").reason == "stop_unknown"
    assert town().verdict(log, "phone.abandon") == "met"


# short abandons and formulas


@pytest.mark.parametrize(("second", "reason"), [("04.999999", "short_abandon"), ("05", "left_in_time")])
def test_a_short_abandon_lies_below_the_short_abandon_seconds(town: Build, second: str, reason: str) -> None:
    log = call("10:00:00 queue_entered", f"10:00:{second} abandoned")
    assert town().ruled(log, "phone.answer").reason == reason


def test_the_abandon_rate_leaves_short_abandons_out_and_counts_all_others(town: Build) -> None:
    assert town().verdict(call("10:00:00 queue_entered", "10:00:04 abandoned"), "phone.abandon") == "excluded"
    assert town().verdict(call("10:00:00 queue_entered", "10:00:05 abandoned"), "phone.abandon") == "breached"


@pytest.mark.parametrize(
    ("formula", "short", "at_limit", "late"),
    [
        ("countable", "excluded", "excluded", "breached"),
        ("incoming", "excluded", "breached", "breached"),
        ("answered", "excluded", "excluded", "excluded"),
    ],
)
def test_each_formula_counts_abandons_its_own_way(
    town: Build, formula: str, short: str, at_limit: str, late: str
) -> None:
    own = town({"phone.answer": f'denominator = "{formula}"'})
    for second, expected in (("04", short), ("12", at_limit), ("25", at_limit), ("25.000001", late)):
        log = call("10:00:00 queue_entered", f"10:00:{second} abandoned")
        assert own.verdict(log, "phone.answer") == expected, second


def test_an_abandon_that_counts_before_the_limit_is_not_said_to_be_later(town: Build) -> None:
    own = town({"phone.answer": 'denominator = "incoming"'})
    log = call("10:00:00 queue_entered", "10:00:12 abandoned")
    assert own.ruled(log, "phone.answer").reason == "left_counted"


def test_an_abandon_at_an_unknown_moment_is_undetermined(town: Build) -> None:
    log = f"{DAY}10:00:00 queue_entered channel=phone\n- abandoned"
    assert town().verdict(log, "phone.answer") == "undetermined"
    assert town().verdict(log, "phone.abandon") == "undetermined"


def test_an_abandon_within_a_known_minute_may_have_been_short(town: Build) -> None:
    assert town().verdict(call("10:00 queue_entered", "10:00 abandoned"), "phone.abandon") == "undetermined"
    assert town().verdict(call("10:00 queue_entered", "10:22 abandoned"), "phone.abandon") == "breached"


# opening hours


@pytest.mark.parametrize(
    ("at", "verdict"),
    [("08:29:59", "excluded"), ("08:30:00", "met"), ("16:59:59.999999", "met"), ("17:00:00", "excluded")],
)
def test_opening_counts_and_closing_does_not(town: Build, at: str, verdict: str) -> None:
    log = f"{DAY}{at} queue_entered channel=phone\n{DAY}17:00:10 answered"
    log = log if at.startswith("1") else f"{DAY}{at} queue_entered channel=phone\n{DAY}08:30:01 answered"
    assert town().verdict(log, "phone.answer") == verdict


def test_a_call_refused_before_the_queue_is_counted_apart(town: Build) -> None:
    log = call("10:00:00 call_started", "10:00:01 played_closed_message", "10:00:20 ended")
    ruled = town().ruled(log, "phone.answer")
    assert (ruled.verdict, ruled.reason, ruled.deadline) == ("excluded", "blocked", "")


REFUSED = call("10:00:00 call_started", "10:00:01 played_closed_message", "10:00:20 ended")
AT_NIGHT = f"{DAY}20:00:00 queue_entered channel=phone"


@pytest.mark.parametrize(
    ("log", "spent"),
    [
        (REFUSED, None),
        (AT_NIGHT, None),
        (AT_NIGHT + f"\n{DAY}20:00:40 answered", 40),
        (call("10:00:00 queue_entered") + "\n- answered", None),
        (call("10:00:00 queue_entered", "10:00:40 answered"), 40),
    ],
    ids=["refused", "at night", "answered at night", "answered at an unknown moment", "answered"],
)
def test_time_is_told_only_where_it_was_measured(town: Build, log: str, spent: int | None) -> None:
    ruled = town().ruled(log, "phone.answer")
    assert ruled.spent_s == spent
    assert ruled.explanation.counted_us == ruled.explanation.elapsed_us == (spent and spent * 1_000_000)


def test_a_call_of_which_only_the_day_is_known_is_undetermined(town: Build) -> None:
    log = "2026-11-09 queue_entered channel=phone\n2026-11-09 abandoned"
    assert town().verdict(log, "phone.answer") == "undetermined"
    assert town().verdict(log, "phone.abandon") == "undetermined"


def test_a_call_that_entered_at_an_unknown_moment_is_undetermined(town: Build) -> None:
    log = f"- queue_entered channel=phone\n{DAY}10:00:10 answered"
    assert town().ruled(log, "phone.answer").reason == "start_unknown"
    assert town().ruled(log, "phone.abandon").reason == "start_unknown"


# transfers and first contact


def test_transfers_and_first_contact_count_answered_calls_only(town: Build) -> None:
    assert not {"phone.transfers", "phone.fcr"} & set(
        town().norms(call("10:00:00 queue_entered", "10:00:40 abandoned"))
    )
    assert {"phone.transfers", "phone.fcr"} <= set(town().norms(call("10:00:00 queue_entered", "10:00:09 answered")))


@pytest.mark.parametrize("after", ["transferred", "callback_requested", "task_assigned"])
def test_first_contact_is_broken_by_a_transfer_a_callback_or_a_task(town: Build, after: str) -> None:
    log = call("10:00:00 queue_entered", "10:00:09 answered", f"10:01:00 {after}")
    assert town().verdict(log, "phone.fcr") == "breached"


# the counter


def visit(*events: str) -> str:
    return "\n".join(f"2026-11-10T{event} channel=counter" for event in events)


@pytest.mark.parametrize(
    ("events", "verdict", "spent"),
    [
        (("10:00:00 appointment", "09:50:00 check_in", "10:05:00 called"), "met", 300),
        (("10:00:00 appointment", "09:50:00 check_in", "10:05:00.000001 called"), "breached", 300.000001),
        (("10:00:00 appointment", "09:50:00 check_in", "09:55:00 called"), "met", 0),
        (("10:00:00 appointment", "10:04:00 called"), "met", 240),
        (("10:00:00 appointment", "09:58:00 called"), "met", 0),
        (("10:00:00 appointment", "10:07:00 check_in", "10:11:00 called"), "met", 240),
        (("10:07:00 check_in", "10:11:00 called"), "met", 240),
    ],
)
def test_with_an_appointment_the_wait_starts_at_the_later_of_appointment_and_check_in(
    town: Build, events: tuple[str, ...], verdict: str, spent: float
) -> None:
    ruled = town().ruled(visit(*events), "counter.appointment")
    assert (ruled.verdict, ruled.spent_s) == (verdict, spent)


def test_an_appointment_never_checked_in_and_never_called_is_excluded(town: Build) -> None:
    assert town().ruled(visit("10:00:00 appointment"), "counter.appointment").reason == "no_show"
    log = visit("10:00:00 appointment") + "\n- no_show"
    assert town().ruled(log, "counter.appointment").reason == "no_show"


def test_checked_in_and_never_called_is_late_from_the_limit_on(town: Build) -> None:
    log = visit("10:00:00 appointment", "10:01:00 check_in")
    assert town().verdict(log, "counter.appointment", "2026-11-10T10:06:00") == "pending"
    assert town().verdict(log, "counter.appointment", "2026-11-10T10:06:01") == "breached"


@pytest.mark.parametrize(("left", "verdict"), [("13:15:00", "excluded"), ("13:15:01", "breached")])
def test_who_left_at_or_before_the_limit_is_excluded_and_later_is_breached(
    town: Build, left: str, verdict: str
) -> None:
    log = visit("13:00:00 ticket", f"{left} left_without_service")
    assert town().verdict(log, "counter.walk_in") == verdict


def test_an_appointment_is_never_judged_as_a_walk_in(town: Build) -> None:
    log = visit("09:55:00 ticket", "10:00:00 appointment", "10:20:00 called")
    assert town().norms(log) == ["counter.appointment"]
    assert town().norms(visit("10:00:00 ticket", "10:20:00 called")) == ["counter.walk_in"]


@pytest.mark.parametrize(
    "log",
    [
        "- appointment channel=counter\n2026-11-10T09:50:00 check_in\n2026-11-10T10:04:00 called",
        "2026-11-10 appointment channel=counter\n2026-11-10T09:50:00 check_in\n2026-11-10T10:04:00 called",
        "2026-11-10T10:00:00 appointment channel=counter\n- check_in\n2026-11-10T10:07:00 called",
    ],
)
def test_a_later_of_two_moments_is_not_known_when_one_of_them_is_not(town: Build, log: str) -> None:
    assert town().verdict(log, "counter.appointment") == "undetermined"


def test_a_late_arrival_is_remarked(town: Build) -> None:
    late = town().contacts(visit("10:00:00 appointment", "10:07:00 check_in", "10:11:00 called"))
    assert late.flagged(Flag.LATE_ARRIVAL)[0]


def test_the_first_free_slot_answers_a_request_for_an_appointment(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 request_received channel=counter category=availability
        2026-11-16T09:00:00 appointment
    """
    assert town().norms(log) == ["counter.availability"]
    assert town().verdict(log, "counter.availability", "2026-11-09T10:05:00") == "met"
    assert town().verdict(log.replace("11-16", "11-17"), "counter.availability") == "breached"
