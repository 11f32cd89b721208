"""First-contact resolution by flag, by who came back and on every channel; transfers and promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.columns import NO_TIME
from charter.contact import Direction
from charter.days import DAY_US, DayTable
from charter.instants import parse
from charter.measures.certainty import Proportion
from charter.measures.journeys import Journeys, journeys
from charter.measures.resolution import UNKNOWN_CUSTOMER, Resolution, came_back, resolution
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.norms.score import Group, score

Build = Callable[..., Any]
AS_OF = "2026-12-31T12:00:00"
DAYS = DayTable.of_zone("Europe/Amsterdam")


def at(text: str) -> int:
    read = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert read is not None
    assert read.at is not None
    return read.at


def measured(
    town: Any,
    log: str,
    customers: Sequence[int] = (),
    *,
    as_of: str = AS_OF,
    period: str = "",
    by: tuple[Group, ...] = (),
) -> list[Resolution]:
    """The figures; `customers` in the order in which the contacts are first named."""
    contacts = town.contacts(log, as_of)
    who = np.array([*customers[: len(contacts)], *[UNKNOWN_CUSTOMER] * (len(contacts) - len(customers))], np.int64)
    verdicts = judge(contacts, town.rulebook, at(as_of))
    lived = journeys(contacts, DAYS)
    chosen = Period.parse(period) if period else None
    return resolution(contacts, verdicts, town.rulebook, lived, who, at(as_of), DAYS, chosen, by)


def call(contact: str, when: str, *, more: str = "", answered: bool = True, seconds: int = 10) -> str:
    """A call of two minutes that enters at `when` (to the minute) and is answered, or left, after `seconds`."""
    day, minute = when.split("T")
    came, next_minute = f"{day}T{minute}:00", f"{day}T{minute}:{seconds:02}"
    event = "answered" if answered else "abandoned"
    lines = [f"{came} queue_entered contact={contact} channel=phone {more}", f"{next_minute} {event} contact={contact}"]
    return "\n".join(lines)


def test_a_new_contact_within_the_window_is_a_repeat_and_the_last_moment_is_within(town: Build) -> None:
    first = call("1", "2026-11-02T10:00")
    exactly = "2026-11-09T10:00:10 queue_entered contact=2 channel=phone"
    after = "2026-11-09T10:00:11 queue_entered contact=2 channel=phone"
    assert measured(town(), f"{first}\n{exactly}", [1, 1])[0].by_repeat == Proportion(0, 1)
    assert measured(town(), f"{first}\n{after}", [1, 1])[0].by_repeat == Proportion(1, 1)


def test_the_window_is_provisional_until_it_has_passed(town: Build) -> None:
    log = call("1", "2026-11-02T10:00")
    for as_of, provisional in (("10:00:09", 1), ("10:00:10", 1), ("10:00:11", 0)):
        (row,) = measured(town(), log, [1], as_of=f"2026-11-09T{as_of}")
        assert (row.repeats_provisional, row.by_repeat.n) == (provisional, 1 - provisional), as_of


def test_who_came_back_already_is_provisional_too_while_the_window_is_open(town: Build) -> None:
    log = call("1", "2026-11-02T10:00") + "\n" + call("2", "2026-11-03T10:00")
    (row,) = measured(town(), log, [1, 1], as_of="2026-11-04T10:00:00")
    assert (row.repeats_provisional, row.by_repeat) == (2, Proportion(0, 0))


def test_an_unknown_customer_is_no_repeat_and_does_not_count(town: Build) -> None:
    log = call("1", "2026-11-02T10:00") + "\n" + call("2", "2026-11-03T10:00")
    (row,) = measured(town(), log)
    assert (row.by_repeat, row.repeats_unknown, row.by_flag) == (Proportion(0, 0), 2, Proportion(2, 2))
    (row,) = measured(town(), log, [1, UNKNOWN_CUSTOMER])
    assert (row.by_repeat, row.repeats_unknown) == (Proportion(1, 1), 1)


def test_another_customer_is_no_repeat(town: Build) -> None:
    log = call("1", "2026-11-02T10:00") + "\n" + call("2", "2026-11-03T10:00")
    assert measured(town(), log, [1, 2])[0].by_repeat == Proportion(2, 2)


def test_a_call_after_an_abandoned_one_repeats_nothing_but_an_abandoned_call_can_be_a_repeat(town: Build) -> None:
    left, helped = call("1", "2026-11-02T10:00", answered=False, seconds=40), call("2", "2026-11-02T11:00")
    assert measured(town(), f"{left}\n{helped}", [1, 1])[0].by_repeat == Proportion(1, 1)
    helped, left = call("1", "2026-11-02T10:00"), call("2", "2026-11-02T11:00", answered=False, seconds=40)
    assert measured(town(), f"{helped}\n{left}", [1, 1])[0].by_repeat == Proportion(0, 1)


def test_a_transfer_within_the_call_is_no_repeat_but_breaks_the_flag(town: Build) -> None:
    log = call("1", "2026-11-02T10:00") + "\n2026-11-02T10:02 transferred contact=1\n2026-11-02T10:05 ended contact=1"
    (row,) = measured(town(), log, [1])
    assert (row.by_repeat, row.by_flag, row.at_once) == (Proportion(1, 1), Proportion(0, 1), Proportion(0, 1))
    assert (row.transfers.n, row.transfers.value, row.transferred) == (1, 1.0, Proportion(1, 1))


def test_a_contact_that_the_municipality_began_is_no_repeat(town: Build) -> None:
    contacts = town().contacts(call("1", "2026-11-02T10:00") + "\n" + call("2", "2026-11-03T10:00"), AS_OF)
    ours = replace(contacts, direction=np.array([Direction.IN, Direction.OUT], np.int8))
    assert came_back(journeys(contacts, DAYS), np.array([1, 1]), 7).tolist() == [True, False]
    assert came_back(journeys(ours, DAYS), np.array([1, 1]), 7).tolist() == [False, False]


@pytest.mark.parametrize("put_off", ["callback_requested", "task_assigned"])
def test_a_callback_or_task_means_not_at_once_by_flag_and_on_every_channel(town: Build, put_off: str) -> None:
    log = call("1", "2026-11-02T10:00") + f"\n2026-11-02T10:03 {put_off} contact=1"
    (row,) = measured(town(), log, [1])
    assert (row.by_flag, row.at_once) == (Proportion(0, 1), Proportion(0, 1))


@pytest.mark.parametrize(
    ("between", "settled"),
    [
        ("", 1),
        ("2026-11-03 forwarded_internal", 0),
        ("2026-11-03 reminder_received", 0),
        ("2026-11-04 interim_message | promised_on=2026-11-20;reason=yes;handler=yes", 0),
    ],
)
def test_an_answered_mail_is_settled_at_once_when_nothing_came_between(town: Build, between: str, settled: int) -> None:
    log = f"2026-11-02T10:00 message_received channel=email\n{between}\n2026-11-05T10:00 reply_substantive"
    assert measured(town(), log)[0].at_once == Proportion(settled, 1)


@pytest.mark.parametrize(
    "log",
    [
        "2026-11-02 complaint_received channel=letter category=complaint\n2026-11-20 outcome_sent",
        "2026-11-02T10:00 report_received channel=report\n2026-11-05T10:00 resolved",
        "2026-11-02T10:00 message_received channel=email",
        "2026-11-02T10:00 message_received channel=email\n2026-11-02T09:00 reply_substantive",
    ],
)
def test_procedures_reports_open_contacts_and_impossible_answers_are_no_first_contacts(town: Build, log: str) -> None:
    assert measured(town(), log)[0].at_once == Proportion(0, 0)


def test_promises_kept_are_those_of_the_norm(town: Build) -> None:
    log = "\n".join(
        f"2026-11-09T10:00 message_received channel=email contact={n}\n"
        f"2026-11-13T15:00 interim_message contact={n} | promised_on=2026-12-04;reason=yes;handler=yes\n"
        f"2026-12-{day}T11:00 reply_substantive contact={n}"
        for n, day in enumerate(("03", "04", "07"))
    )
    assert measured(town(), log)[0].promises == Proportion(2, 3)


def test_a_period_holds_the_answers_of_its_days_and_as_of_hides_what_came_later(town: Build) -> None:
    log = call("1", "2026-10-30T10:00") + "\n" + call("2", "2026-11-02T10:00")
    (row,) = measured(town(), log, [1, 1], period="2026-10")
    assert (row.by_repeat, row.by_flag.n) == (Proportion(0, 1), 1)
    (row,) = measured(town(), log, [1, 1], as_of="2026-11-01T10:00:00")
    assert (row.by_flag.n, row.repeats_provisional) == (1, 1)


def test_groups_are_the_union_of_what_any_figure_has(town: Build) -> None:
    log = call("1", "2026-11-02T10:00", more="organisation=GGD") + "\n"
    log += "2026-11-02T10:00 message_received channel=email contact=2\n2026-11-05T10:00 reply_substantive contact=2"
    found = {row.group: row for row in measured(town(), log, [1, 2], by=(Group.ORGANISATION, Group.CHANNEL))}
    assert found.keys() == {("GGD", "phone"), ("", "email")}
    assert found["", "email"].by_flag == Proportion(0, 0)
    assert found["GGD", "phone"].by_flag == Proportion(1, 1)


def test_by_flag_is_the_share_of_the_score(town: Build) -> None:
    log = "\n".join(call(str(n), f"2026-11-02T10:{n:02}") for n in range(5))
    log += "\n2026-11-02T10:30 transferred contact=0\n2026-11-02T10:30 transferred contact=3"
    built = town()
    contacts = built.contacts(log, AS_OF)
    (scored,) = [
        row
        for row in score(contacts, judge(contacts, built.rulebook, at(AS_OF)), built.rulebook)
        if row.norm == "phone.fcr"
    ]
    assert measured(built, log)[0].by_flag == Proportion(scored.met, scored.met + scored.breached) == Proportion(3, 5)


Contact = tuple[int, int, int | None, bool]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([UNKNOWN_CUSTOMER, 0, 1, 7]),
            st.integers(0, 20),
            st.one_of(st.none(), st.integers(0, 3)),
            st.booleans(),
        ),
        max_size=30,
    ),
    st.integers(1, 9),
)
def test_who_came_back_is_what_plain_python_finds(contacts: list[Contact], window: int) -> None:
    """Times in whole days, so that edges are hit often."""
    n = len(contacts)
    came = np.array([c[1] * DAY_US for c in contacts], np.int64)
    answered = np.array([NO_TIME if c[2] is None else (c[1] + c[2]) * DAY_US for c in contacts], np.int64)
    inbound = np.array([c[3] for c in contacts], np.bool_)
    there = answered != NO_TIME
    lived = Journeys(inbound, came, answered, answered, there, np.full(n, -1, np.int64))
    found = came_back(lived, np.array([c[0] for c in contacts], np.int64), window)

    def again(old: Contact) -> bool:
        customer, day, wait, is_in = old
        return (
            customer != UNKNOWN_CUSTOMER
            and is_in
            and wait is not None
            and any(
                new_is_in and who == customer and day + wait < came_on <= day + wait + window
                for who, came_on, _wait, new_is_in in contacts
            )
        )

    assert found.tolist() == [again(contact) for contact in contacts]
