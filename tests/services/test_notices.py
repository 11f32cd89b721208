"""A notice comes in opening hours, tells only what is new, names nobody and never comes twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from charter.instants import parse
from charter.norms.judge import judge
from charter.norms.ruler import WorkCalendar
from charter.services.board import Board
from charter.services.completeness import Completeness
from charter.services.notices import Notice, Told, look

HOUR = 3_600_000_000
LOG = """
2026-11-09T10:00:00 message_received channel=social contact=old team=KCC
2026-11-16T13:30:00 message_received channel=social contact=chat team=KCC
2026-11-16T14:00:00 message_received channel=social contact=other team=Burgerzaken
"""
"""WhatsApp is answered in 4 opening hours: old was due days ago, chat on Tuesday at 9:00 and other at 9:30."""


def at(text: str) -> int:
    found = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert found is not None
    assert found.at is not None
    return found.at


@pytest.fixture
def seen(town: Callable[..., Any]) -> Callable[[str], Board]:
    made = town()

    def of(as_of: str) -> Board:
        contacts = made.derive(LOG, as_of)
        work = WorkCalendar.of(made.rulebook.calendars)
        verdicts = judge(contacts.contacts, made.rulebook, at(as_of))
        complete = Completeness.at([], at(as_of), work)
        return Board(contacts.contacts, contacts.visits, verdicts, made.rulebook, at(as_of), work, complete)

    return of


def walk(board: Board, told: Told, *times: str, teams: tuple[str, ...] = ()) -> tuple[list[Notice | None], Told]:
    """What is told at each of `times`, on a board that nobody fetches again."""
    notices = []
    for time in times:
        notice, told = look(board, at(time), told, warning_us=HOUR // 2, teams=teams)
        notices.append(notice)
    return notices, told


def test_the_first_look_of_a_working_day_tells_what_is_late_and_what_is_due_today(seen) -> None:
    (notice,), _told = walk(seen("2026-11-17T08:31:00"), Told(), "2026-11-17T08:31:00")
    assert notice == Notice(True, (("KCC", 1),), (("Burgerzaken", 1), ("KCC", 1)))
    assert (notice.late_total, notice.soon_total) == (1, 2)


def test_after_that_only_what_became_late_is_told_and_each_once(seen) -> None:
    board = seen("2026-11-17T08:31:00")
    notices, _told = walk(
        board, Told(), "2026-11-17T08:31:00", "2026-11-17T09:00:00", "2026-11-17T09:01:00", "2026-11-17T09:02:00",
        "2026-11-17T09:31:00", "2026-11-17T16:59:00",
    )  # fmt: skip
    assert notices[1] is None  # exactly at the deadline is not late
    assert notices[2] == Notice(False, (("KCC", 1),), ())
    assert notices[3] is None
    assert notices[4] == Notice(False, (("Burgerzaken", 1),), ())
    assert notices[5] is None


def test_what_comes_within_the_warning_time_in_open_hours_is_told_once(seen) -> None:
    board = seen("2026-11-16T16:00:00")
    _morning, told = look(board, at("2026-11-16T16:00:00"), Told(), warning_us=HOUR)
    before, told = look(board, at("2026-11-16T16:29:59"), told, warning_us=HOUR)
    exactly, told = look(board, at("2026-11-16T16:30:00"), told, warning_us=HOUR)  # 30 minutes today, 30 tomorrow
    again, _told = look(board, at("2026-11-16T16:31:00"), told, warning_us=HOUR)
    assert (before, exactly, again) == (None, Notice(False, (), (("KCC", 1),)), None)


def test_outside_opening_hours_nothing_is_told_and_nothing_counts_as_told(seen) -> None:
    board = seen("2026-11-17T07:00:00")
    for night in ("2026-11-17T08:29:59", "2026-11-17T17:00:00", "2026-11-21T12:00:00"):
        assert look(board, at(night), Told(), warning_us=HOUR) == (None, Told())
    assert look(board, at("2026-11-17T08:30:00"), Told(), warning_us=HOUR)[0] is not None


def test_a_team_hears_only_of_its_own_contacts(seen) -> None:
    board = seen("2026-11-17T08:31:00")
    (notice,), _told = walk(board, Told(), "2026-11-17T08:31:00", teams=("Burgerzaken",))
    assert notice == Notice(True, (), (("Burgerzaken", 1),))
    assert walk(board, Told(), "2026-11-17T08:31:00", teams=("Nobody",))[0] == [None]


def test_what_is_remembered_does_not_tell_which_contact_it_was(seen) -> None:
    _notice, told = look(seen("2026-11-17T08:31:00"), at("2026-11-17T08:31:00"), Told(), warning_us=HOUR)
    assert told.keys
    assert not any("old" in key or "chat" in key for key in told.keys)


def test_a_new_day_begins_with_a_summary_again(seen) -> None:
    board = seen("2026-11-17T08:31:00")
    notices, _told = walk(board, Told(), "2026-11-17T08:31:00", "2026-11-18T08:30:00")
    assert notices[1] is not None
    assert notices[1].is_morning
    assert notices[1].late_total == 3
