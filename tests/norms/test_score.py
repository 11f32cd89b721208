"""From verdicts to figures: contract.md 7, over contacts that went the real road."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from charter.instants import parse
from charter.norms.judge import judge
from charter.norms.periods import Period
from charter.norms.score import Group, ScoreRow, score

Build = Callable[..., Any]

MONDAY = "2026-11-09T10:00"


def rows(
    town: Any, log: str, norm: str, period: str = "", by: Group | None = None, as_of: str = "2026-11-30T12:00:00"
) -> list[ScoreRow]:
    contacts = town.contacts(log, as_of)
    verdicts = judge(contacts, town.rulebook, instant(as_of))
    found = score(contacts, verdicts, town.rulebook, Period.parse(period) if period else None, by)
    return [row for row in found if row.norm == norm]


def instant(as_of: str) -> int:
    read = parse(as_of, ZoneInfo("Europe/Amsterdam"))
    assert read is not None
    assert read.at is not None
    return read.at


def calls(*waits: float | str) -> str:
    """Calls answered after so many seconds, or abandoned (`a12`)."""
    lines = []
    for n, wait in enumerate(waits):
        event = "abandoned" if str(wait).startswith("a") else "answered"
        lines.append(f"{MONDAY}:00 queue_entered channel=phone contact={n} queue=Q{n % 2}")
        lines.append(f"{MONDAY}:{float(str(wait).strip('a')):09.6f} {event} contact={n}")
    return "\n".join(lines)


def test_the_share_is_met_of_met_and_breached_and_the_other_four_stand_beside_it(town: Build) -> None:
    (row,) = rows(town(), calls(10, 20, 30, "a3", "a12", "a40"), "phone.answer")
    assert (row.met, row.breached, row.pending, row.excluded, row.excused, row.undetermined) == (2, 2, 0, 2, 0, 0)
    assert (row.share, row.target, row.target_met, row.counted) == (0.5, 0.8, False, 4)
    assert row.mean == pytest.approx((10 + 20 + 30 + 40) / 4)


def test_the_target_is_met_by_reaching_it_exactly(town: Build) -> None:
    (row,) = rows(town(), calls(10, 10, 10, 10, 30), "phone.answer")
    assert (row.share, row.target_met) == (0.8, True)


def test_the_abandon_rate_is_one_minus_the_share(town: Build) -> None:
    (row,) = rows(town(), calls(10, 20, 30, "a3", "a40"), "phone.abandon")
    assert (row.met, row.breached, row.excluded, row.share, row.target) == (3, 1, 1, 0.75, 0.95)
    assert row.mean is None


def test_the_formula_is_named(town: Build) -> None:
    assert [r.formula for r in rows(town(), calls(10), "phone.answer")] == ["countable"]
    own = town({"phone.answer": 'denominator = "incoming"'})
    assert [r.formula for r in rows(own, calls(10), "phone.answer")] == ["incoming"]


def test_the_mean_mark_decides_whether_the_target_is_met(town: Build) -> None:
    log = "\n".join(
        f"2026-11-09 rated channel=email contact={n} | mark={m}" for n, m in enumerate(["6", "9,5", "7", ""])
    )
    (row,) = rows(town(), log, "satisfaction.mark")
    assert (row.met, row.breached, row.undetermined) == (1, 2, 1)
    assert (row.mean, row.target_met) == (7.5, True)


def test_a_day_norm_has_no_mean_and_a_count_norm_has_one(town: Build) -> None:
    log = "2026-11-09T10:00:00 message_received channel=email\n2026-11-10 reply_substantive"
    assert rows(town(), log, "email.answer")[0].mean is None
    log = f"{calls(10, 10)}\n{MONDAY}:50 transferred contact=0"
    assert rows(town(), log, "phone.transfers")[0].mean == 0.5


def test_a_norm_without_data_has_no_share_and_meets_nothing(town: Build) -> None:
    (row,) = rows(town(), calls(10), "woo.decide")
    assert (row.counted, row.share, row.target_met, row.mean) == (0, None, None, None)


def test_groups_add_up_and_the_empty_group_is_one_of_them(town: Build) -> None:
    log = """
        2026-11-09T10:00:00 message_received channel=email contact=1 team=Zorg
        2026-11-09T10:00:00 message_received channel=email contact=2
        2026-11-09T10:00:00 message_received channel=email contact=3 team=Belastingen
    """
    found = rows(town(), log, "email.answer", by=Group.TEAM)
    assert [(r.group, r.breached) for r in found] == [("", 1), ("Belastingen", 1), ("Zorg", 1)]


def test_a_contact_without_a_channel_stands_in_the_empty_group(town: Build) -> None:
    log = "2026-11-09 rated contact=1 | mark=8\n2026-11-09 rated contact=2 channel=email | mark=8"
    assert [r.group for r in rows(town(), log, "satisfaction.mark", by=Group.CHANNEL)] == ["", "email"]


def test_weeks_and_months_are_those_of_the_clocks_local_start(town: Build) -> None:
    log = """
        2026-12-31T22:59:59+00:00 message_received channel=social contact=1
        2026-12-31T23:00:00+00:00 message_received channel=social contact=2
        - message_received channel=social contact=3
    """
    norm, as_of = "social.first_response", "2027-02-01"
    months = rows(town(), log, norm, by=Group.MONTH, as_of=as_of)
    assert [(r.group, r.breached, r.undetermined) for r in months] == [
        ("", 0, 1), ("2026-12", 1, 0), ("2027-01", 1, 0)
    ]  # fmt: skip
    assert [r.group for r in rows(town(), log, norm, by=Group.WEEK, as_of=as_of)] == ["", "2026-W53"]


def test_undated_contacts_stand_in_no_period(town: Build) -> None:
    log = "- message_received channel=email\n2026-11-09T10:00:00 message_received channel=email contact=2"
    (whole,) = rows(town(), log, "email.answer")
    (november,) = rows(town(), log, "email.answer", "2026-11")
    assert (whole.undetermined, whole.breached) == (1, 1)
    assert (november.undetermined, november.breached) == (0, 1)


def test_the_period_follows_each_norms_own_clock(town: Build) -> None:
    log = """
        2026-10-30T10:00:00 message_received channel=email
        2026-11-02T10:00:00 interim_message | promised_on=2026-11-12;reason=yes;handler=yes
    """
    assert rows(town(), log, "email.answer", "2026-10")[0].counted == 1
    assert rows(town(), log, "email.promise", "2026-10")[0].counted == 0
    assert rows(town(), log, "email.promise", "2026-11")[0].counted == 1


def test_the_target_is_that_of_the_last_version_in_force_in_the_period(town: Build) -> None:
    later = """
[[version]]
number = 2
valid_from = 2026-11-16
channels = ["social"]
start = ["message_received"]
stop = ["reply_human"]
calendar = "service"
limit = "2 opening hours"
target = 0.5

[[version.basis]]
source = "Voorbeeldgemeente"
certainty = "decision"
"""
    ended = "\n[[version]]\nnumber = 2\nvalid_from = 2026-11-16\nended = true\n"
    log = "2026-11-09T10:00:00 message_received channel=social"
    changed, stopped = (town(later={"social.first_response": text}) for text in (later, ended))
    assert rows(changed, log, "social.first_response", "2026-10")[0].target == 0.9
    assert rows(changed, log, "social.first_response", "2026-11")[0].target == 0.5
    assert rows(stopped, log, "social.first_response", "2026-11")[0].target == 0.9


def test_an_incomplete_period_says_so(town: Build) -> None:
    contacts = town().contacts(calls(10))
    verdicts = judge(contacts, town().rulebook, instant("2026-11-30"))
    assert {row.complete for row in score(contacts, verdicts, town().rulebook, complete=False)} == {False}
