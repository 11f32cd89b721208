"""The balance: contacts, handling time and digital share beside the mark, per year and channel, against targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.contact import Channel
from charter.days import DayTable
from charter.instants import parse
from charter.measures.balance import ALL, Balance, Telling, YearTarget, balance, days_told
from charter.measures.journeys import journeys
from charter.norms.judge import judge
from charter.norms.score import Group

Build = Callable[..., Any]
AS_OF = "2027-02-01T12:00:00"
DAYS = DayTable.of_zone("Europe/Amsterdam")
OVER = Telling(date(2026, 1, 1), date(2026, 12, 31), over=True, complete=True)
BEGUN = {
    "phone": "queue_entered", "email": "message_received", "counter": "ticket", "letter": "letter_received",
    "social": "message_received", "report": "report_received",
}  # fmt: skip


def at(text: str) -> int:
    read = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert read is not None
    assert read.at is not None
    return read.at


def balanced(
    town: Any,
    log: str,
    *,
    target: YearTarget | None = None,
    telling: Telling = OVER,
    by: tuple[Group, ...] = (),
    talked: Sequence[float] = (),
    digital: Sequence[Channel] | None = None,
) -> dict[str, Balance]:
    """The rows by `year/group/channel`; `talked` in minutes, a contact, in the order of the log."""
    contacts = town.contacts(log, AS_OF)
    if talked:
        contacts = replace(contacts, talk_us=np.array([round(m * 60e6) if m >= 0 else -1 for m in talked], np.int64))
    verdicts = judge(contacts, town.rulebook, at(AS_OF))
    lived = journeys(contacts, DAYS)
    found = balance(
        contacts,
        verdicts,
        town.rulebook,
        lived,
        DAYS,
        {target.year: target} if target else {},
        dict.fromkeys((2025, 2026), telling),
        by,
        **({"digital": digital} if digital is not None else {}),
    )
    rows = {"/".join((str(row.year), *row.group, row.channel)): row for row in found}
    assert len(rows) == len(found)
    return rows


def contacts_of(*channels: str, day: str = "2026-11-09") -> str:
    return "\n".join(f"{day} {BEGUN[channel]} channel={channel} contact={n}" for n, channel in enumerate(channels))


def test_the_digital_share_is_of_all_contacts_and_stands_on_the_total_alone(town: Build) -> None:
    found = balanced(town(), contacts_of("email", "phone", "social", "counter", "report"))
    assert (found["2026/all"].contacts, found["2026/all"].digital.hits) == (5, 2)
    assert found["2026/email"].digital is None
    assert list(found) == ["2026/all", "2026/counter", "2026/email", "2026/phone", "2026/report", "2026/social"]


def test_which_channels_are_digital_is_the_municipalitys_choice(town: Build) -> None:
    found = balanced(town(), contacts_of("email", "report", "phone"), digital=(Channel.REPORT,))
    assert found["2026/all"].digital.share == pytest.approx(1 / 3)


def test_handling_time_is_the_mean_of_the_calls_whose_time_is_known(town: Build) -> None:
    row = balanced(town(), contacts_of("phone", "phone", "phone", "email"), talked=[2, 4, -1, -1])["2026/all"]
    assert (row.contacts, row.handling.n, row.handling.value) == (4, 2, 3.0)


@pytest.mark.parametrize(
    "no_contact",
    [
        "2026-11-09 rated channel=phone | mark=8",
        "2026-11-09T10:00 request_received channel=counter category=availability",
        "2026-11-09T10:00 callback_requested channel=phone",
    ],
)
def test_a_mark_a_free_slot_and_a_call_that_we_owe_are_no_contacts(town: Build, no_contact: str) -> None:
    found = balanced(
        town(), contacts_of("letter") + f"\n{no_contact} contact=x".replace("| mark=8 contact=x", "contact=x | mark=8")
    )
    assert found["2026/all"].contacts == 1


def test_a_call_in_which_a_callback_is_asked_is_a_contact(town: Build) -> None:
    log = "2026-11-09T10:00:00 queue_entered channel=phone\n2026-11-09T10:00:10 answered\n"
    log += "2026-11-09T10:05 callback_requested"
    assert balanced(town(), log)["2026/all"].contacts == 1


def test_marks_stand_beside_the_contacts_of_their_channel_and_year(town: Build) -> None:
    log = contacts_of("phone") + "\n2026-12-01 rated contact=m channel=phone | mark=6\n"
    log += "2025-12-31T23:59 rated contact=n channel=counter | mark=9"
    found = balanced(town(), log)
    assert (found["2026/phone"].mark.value, found["2026/all"].mark.value) == (6.0, 6.0)
    assert (found["2025/counter"].contacts, found["2025/counter"].mark.value) == (0, 9.0)


def test_a_contact_stands_in_the_local_year_in_which_the_resident_came(town: Build) -> None:
    log = "2025-12-31T23:59:59 message_received channel=email contact=1\n2026-01-01T00:00 message_received contact=2"
    found = balanced(town(), f"{log} channel=email")
    assert (found["2025/all"].contacts, found["2026/all"].contacts) == (1, 1)


def test_without_a_target_there_is_no_verdict(town: Build) -> None:
    log = contacts_of("phone", "email") + "\n2026-12-01 rated contact=m channel=phone | mark=6"
    row = balanced(town(), log, talked=[3, -1, -1], target=YearTarget(2025, 1, 1.0, 1.0, 10.0))["2026/all"]
    assert (row.contacts_met, row.handling_met, row.digital_met, row.satisfaction_met) == (None,) * 4


def test_every_target_is_reached_exactly_at_its_edge_and_missed_beyond(town: Build) -> None:
    log = contacts_of("phone", "email") + "\n2026-12-01 rated contact=m channel=phone | mark=8"
    edge = YearTarget(2026, contacts=2, handling_minutes=3.0, digital_share=0.5, satisfaction=8.0)
    past = YearTarget(2026, contacts=1, handling_minutes=2.9, digital_share=0.51, satisfaction=8.1)
    for target, met in ((edge, True), (past, False)):
        row = balanced(town(), log, talked=[3, -1, -1], target=target)["2026/all"]
        assert (row.contacts_met, row.handling_met, row.digital_met, row.satisfaction_met) == (met,) * 4


@pytest.mark.parametrize(("over", "complete"), [(False, True), (True, False), (False, False)])
def test_the_number_of_contacts_is_only_within_its_target_when_the_whole_year_is_told(
    town: Build, *, over: bool, complete: bool
) -> None:
    telling = replace(OVER, over=over, complete=complete)
    log = contacts_of("phone", "email")
    assert balanced(town(), log, target=YearTarget(2026, contacts=2), telling=telling)["2026/all"].contacts_met is None
    assert balanced(town(), log, target=YearTarget(2026, contacts=1), telling=telling)["2026/all"].contacts_met is False


def test_a_channel_has_only_the_marks_target_and_a_part_no_number_of_contacts(town: Build) -> None:
    target = YearTarget(2026, contacts=9, handling_minutes=3.0, digital_share=0.5, satisfaction=8.0)
    found = balanced(town(), contacts_of("phone") + " organisation=GGD", target=target, by=(Group.ORGANISATION,))
    assert found["2026/GGD/phone"].target == YearTarget(2026, satisfaction=8.0)
    assert found["2026/GGD/all"].target == replace(target, contacts=None)


def test_years_that_nobody_asked_for_and_undated_contacts_are_not_shown(town: Build) -> None:
    log = contacts_of("phone", day="2019-03-01") + "\n- message_received channel=email contact=x"
    assert balanced(town(), log) == {}


def test_the_days_that_a_year_tells_of_are_the_first_and_the_last_contact(town: Build) -> None:
    log = "2025-03-01 letter_received channel=letter contact=1\n"
    log += "2025-12-31T23:30 message_received channel=email contact=2\n"
    log += "2026-01-02 rated channel=phone contact=3 | mark=8"
    assert days_told(journeys(town().contacts(log, AS_OF), DAYS), DAYS) == {
        2025: (date(2025, 3, 1), date(2025, 12, 31))
    }


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(BEGUN)),
            st.sampled_from(["2025-06-03", "2026-02-03"]),
            st.sampled_from(["", "GGD"]),
            st.integers(-1, 9),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_channels_and_organisations_add_up_to_the_year(town: Build, rows: list[tuple[str, str, str, int]]) -> None:
    log = "\n".join(
        f"{day} {BEGUN[channel]} channel={channel} contact={n} organisation={name}"
        for n, (channel, day, name, _talk) in enumerate(rows)
    )
    talked = [float(talk) for *_rest, talk in rows]
    whole, parts = balanced(town(), log, talked=talked), balanced(town(), log, talked=talked, by=(Group.ORGANISATION,))
    for year, count in Counter(day[:4] for _channel, day, *_rest in rows).items():
        assert whole[f"{year}/all"].contacts == count
        assert sum(r.contacts for r in whole.values() if r.year == int(year) and r.channel != ALL) == count
        assert sum(r.contacts for r in parts.values() if r.year == int(year) and r.channel == ALL) == count
        known = [talk for _channel, day, _name, talk in rows if day[:4] == year and talk >= 0]
        assert whole[f"{year}/all"].handling.n == len(known)
        assert whole[f"{year}/all"].handling.value == (pytest.approx(sum(known) / len(known)) if known else None)
        digital = sum(channel in ("email", "social") for channel, day, *_rest in rows if day[:4] == year)
        assert whole[f"{year}/all"].digital.hits == digital
