"""How complete the figures are: behind, failing, rejected, and silent because nothing happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from charter.instants import parse
from charter.norms.periods import Period
from charter.norms.ruler import WorkCalendar
from charter.services.completeness import Completeness
from charter.sources import registry
from charter.sources.base import SourceKind, SourceSettings
from charter.store.imports import Coverage
from charter.store.sources import Configured


def at(text: str) -> int:
    read = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert read is not None
    assert read.at is not None
    return read.at


def source(name: str, last: str | None, rejected: int = 0) -> Coverage:
    until = at(last) if last else None
    return Coverage(source=name, files=1, first_at=until, last_at=until, rejected=rejected)


def configured(name: str, kind: str = "mailbox", succeeded: str = "", failing: str = "", **settings: str) -> Configured:
    return Configured(
        name, kind, settings, 3600, True, "jan", 0,
        succeeded_at=at(succeeded) if succeeded else None, failing_since=at(failing) if failing else None,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def mailbox(monkeypatch) -> None:
    kind = SourceKind("mailbox", "", "", SourceSettings, lambda settings, secret: pytest.fail("nobody connects"))
    monkeypatch.setattr(registry, "KINDS", (*registry.KINDS, kind))


@pytest.fixture
def seen(town: Callable[..., Any]) -> Callable[..., Completeness]:
    """The completeness on Tuesday 17 November 2026, 08:00, after a working Monday."""
    work = WorkCalendar.of(town().rulebook.calendars)

    def seen(*sources: Coverage, live: tuple[Configured, ...] = (), as_of: str = "2026-11-17T08:00") -> Completeness:
        return Completeness.at(sources, at(as_of), work, live)

    return seen


def test_sources_that_reach_the_last_working_day_are_complete(seen):
    told = seen(source("calls", "2026-11-16T16:59"))
    assert (told.complete, told.remarks, told.until) == (True, (), at("2026-11-16T16:59"))


def test_a_failing_source_makes_figures_incomplete_since_its_last_success(seen):
    failing = configured("post", succeeded="2026-11-14T09:00:30", failing="2026-11-14T10:00:30")
    told = seen(source("post", "2026-11-13T16:00"), source("calls", "2026-11-16T16:59"), live=(failing,))
    sentence = "post has failed since 14-11-2026 10:00. The figures after 14-11-2026 09:00 are not complete."
    assert told.remarks[0] == sentence
    assert told.failing_remarks == (sentence,)
    assert not told.complete
    assert told.until == at("2026-11-14T09:00:30")


def test_a_period_that_ended_before_the_last_success_is_not_touched(seen):
    failing = configured("post", succeeded="2026-11-14T09:00", failing="2026-11-14T10:00")
    told = seen(source("post", "2026-11-14T08:00"), live=(failing,))
    assert told.holds_for(Period.parse("2026-11-01..2026-11-13"))
    assert told.remarks_for(Period.parse("2026-11-01..2026-11-13")) == ()
    assert not told.holds_for(Period.parse("2026-11-01..2026-11-14"))
    assert not told.holds_for(Period.parse("2026-11"))


def test_a_source_that_never_told_anything_makes_every_period_incomplete(seen):
    told = seen(source("calls", "2026-11-16T16:59"), live=(configured("post", failing="2026-11-16T10:00"),))
    assert not told.holds_for(Period.parse("2026-01"))
    assert told.remarks == (
        "post has failed since 16-11-2026 10:00 and never told anything. The figures are not complete.",
    )


def test_as_of_before_it_failed_a_source_was_not_failing_yet(seen):
    failing = configured("post", succeeded="2026-11-17T07:00", failing="2026-11-17T09:00")
    assert seen(source("calls", "2026-11-16T16:59"), live=(failing,)).complete


def test_a_mailbox_that_was_asked_and_had_nothing_new_is_not_behind(seen):
    quiet = source("post", "2026-11-10T12:00")
    assert seen(quiet).remarks == ("post tells nothing after 10-11-2026.",)
    told = seen(quiet, live=(configured("post", succeeded="2026-11-17T07:00"),))
    assert (told.complete, told.until) == (True, at("2026-11-17T07:00"))
    named = configured("inbox", succeeded="2026-11-17T07:00", source="post")
    assert seen(quiet, live=(named,)).complete


def test_of_two_mailboxes_in_one_source_the_one_asked_longest_ago_counts(seen):
    live = tuple(
        configured(name, succeeded=day, source="post") for name, day in (("a", "2026-11-17"), ("b", "2026-11-12"))
    )
    assert seen(source("post", "2026-11-10T12:00"), live=live).remarks == ("post tells nothing after 12-11-2026.",)


def test_a_folder_without_new_files_proves_nothing(seen):
    live = (configured("post", kind="folder", succeeded="2026-11-17T07:00"),)
    assert seen(source("post", "2026-11-10T12:00"), live=live).remarks == ("post tells nothing after 10-11-2026.",)


def test_a_kind_that_this_program_does_not_know_proves_nothing_either(seen):
    live = (configured("post", kind="newer", succeeded="2026-11-17T07:00"),)
    assert not seen(source("post", "2026-11-10T12:00"), live=live).complete


def test_rejected_rows_are_told(seen):
    assert seen(source("calls", "2026-11-16T16:59", rejected=2)).remarks == ("calls: 2 rows were rejected.",)


def test_a_period_of_which_contacts_were_purged_says_so_and_a_later_one_does_not(town):
    work = WorkCalendar.of(town().rulebook.calendars)
    purged = {"calls": at("2025-10-17T00:00")}
    told = Completeness.at([source("calls", "2026-11-16T16:59")], at("2026-11-17T08:00"), work, purged=purged)
    old, later = Period.parse("2025-10"), Period.parse("2025-11")
    assert not told.holds_for(old)
    assert told.remarks_for(old) == ("calls: contacts that ended before 17-10-2025 have been purged.",)
    assert (told.holds_for(later), told.remarks_for(later)) == (True, ())
    assert told.complete
