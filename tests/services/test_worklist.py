"""What needs somebody today: late and open, due today, due on the next working day (domain.md 6.1, 11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from charter.columns import Contacts, Rows
from charter.instants import parse
from charter.norms.judge import judge
from charter.norms.ruler import WorkCalendar
from charter.services.board import Board, with_teams
from charter.services.completeness import Completeness
from charter.services.worklist import due_days, worklist

Build = Callable[..., Any]


def board(town: Any, log: str, as_of: str) -> Board:
    read = parse(as_of, ZoneInfo("Europe/Amsterdam"))
    assert read is not None
    assert read.at is not None
    derived = town.derive(log, as_of)
    work = WorkCalendar.of(town.rulebook.calendars)
    verdicts = judge(derived.contacts, town.rulebook, read.at)
    complete = Completeness.at([], read.at, work)
    return Board(derived.contacts, derived.visits, verdicts, town.rulebook, read.at, work, complete)


def named(seen: Board, rows: Rows, norm: str = "email.answer") -> list[str]:
    """The contacts at these places of the worklist, under one norm."""
    verdicts = seen.verdicts
    position = seen.rulebook.position(norm)
    return [str(seen.contacts.ids[verdicts.contact[row]]) for row in rows if verdicts.norm[row] == position]


def mails(**received: str) -> str:
    return "\n".join(f"{at} message_received channel=email contact={name}" for name, at in received.items())


def test_open_contacts_are_late_due_today_or_due_on_the_next_working_day(town: Build) -> None:
    log = mails(
        earlier="2026-11-05T10:00:00",
        late="2026-11-06T10:00:00",
        today="2026-11-09T10:00:00",
        tomorrow="2026-11-10T10:00:00",
        after="2026-11-11T10:00:00",
    )
    seen = board(town(), log, "2026-11-16T09:00:00")
    found = worklist(seen)
    assert named(seen, found.late) == ["earlier", "late"]
    assert named(seen, found.due_today) == ["today"]
    assert named(seen, found.due_next) == ["tomorrow"]
    assert (found.today, found.next_working_day) == (date(2026, 11, 16), date(2026, 11, 17))


def test_the_last_instant_of_the_last_day_is_still_due_today(town: Build) -> None:
    seen = board(town(), mails(a="2026-11-09T10:00:00"), "2026-11-16T23:59:59.999999")
    assert named(seen, worklist(seen).due_today) == ["a"]
    over = board(town(), mails(a="2026-11-09T10:00:00"), "2026-11-17T00:00:00")
    assert named(over, worklist(over).late) == ["a"]


def test_on_friday_the_next_working_day_is_monday(town: Build) -> None:
    seen = board(town(), mails(a="2026-11-09T10:00:00"), "2026-11-13T09:00:00")
    assert named(seen, worklist(seen).due_next) == ["a"]


def test_a_deadline_on_a_closed_day_is_due_on_the_last_working_day_before_it(town: Build) -> None:
    log = "2026-03-16T09:00:00 letter_received channel=letter contact=a"  # six weeks: King's Day, a Monday
    friday, thursday = (board(town(), log, f"2026-04-{day}T09:00:00") for day in ("24", "23"))
    assert named(friday, worklist(friday).due_today, "letter.answer") == ["a"]
    assert named(thursday, worklist(thursday).due_next, "letter.answer") == ["a"]


def test_a_closed_day_says_why_and_keeps_what_was_due_before_it(town: Build) -> None:
    log = "2026-03-16T09:00:00 letter_received channel=letter contact=a"
    seen = board(town(), log, "2026-04-27T09:00:00")
    found = worklist(seen)
    assert found.closed_today == "King's Day"
    assert named(seen, found.due_today, "letter.answer") == ["a"]
    assert found.next_working_day == date(2026, 4, 28)


def test_a_missed_call_is_a_breach_and_no_work(town: Build) -> None:
    log = "2026-11-16T08:40:00 queue_entered channel=phone\n2026-11-16T08:41:00 abandoned"
    seen = board(town(), log, "2026-11-16T09:00:00")
    assert len(worklist(seen).late) == 0


def test_what_cannot_be_measured_is_listed_for_this_month_and_without_a_date(town: Build) -> None:
    log = """
        - message_received channel=email contact=undated
        2026-11-09T10:00:00 message_received channel=email contact=now
        2026-11-09T09:00:00 reply_substantive contact=now
        2026-10-09T10:00:00 message_received channel=email contact=before
        2026-10-09T09:00:00 reply_substantive contact=before
    """
    seen = board(town(), log, "2026-11-16T09:00:00")
    assert set(named(seen, worklist(seen).undetermined)) == {"undated", "now"}


def test_a_team_sees_its_own(town: Build) -> None:
    log = mails(a="2026-11-09T10:00:00") + " team=Zorg\n" + mails(b="2026-11-09T10:00:00")
    seen = board(town(), log, "2026-11-16T09:00:00")
    assert named(seen, worklist(seen, "Zorg").due_today) == ["a"]
    assert named(seen, worklist(seen, "").due_today) == ["b"]
    assert len(worklist(seen, "Belastingen").due_today) == 0


def test_a_contact_without_a_deadline_is_never_due(town: Build) -> None:
    seen = board(town(), "2026-11-16 rated | mark=8", "2026-11-16T09:00:00")
    assert (due_days(seen) < 0).all()


@pytest.mark.parametrize(("queue", "team"), [("KCC", "Publiek"), ("kcc", "Publiek"), ("Balie", "")])
def test_a_queue_can_name_the_team_where_the_source_does_not(town: Build, queue: str, team: str) -> None:
    log = f"2026-11-09T10:00:00 message_received channel=email queue={queue}"
    contacts: Contacts = with_teams(town().contacts(log), {"kcc": "Publiek"})
    assert contacts.names.teams[contacts.team[0]] == team
    said = with_teams(town().contacts(f"{log} team=Zorg"), {"kcc": "Publiek"})
    assert said.names.teams[said.team[0]] == "Zorg"
