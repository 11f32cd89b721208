"""Reports that make themselves: on their day, once, on one machine, and told when they cannot be made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter import locale
from charter.app import Services
from charter.clock import FixedClock
from charter.errors import Refused
from charter.instants import parse
from charter.norms.calendar_sources import calendars_of
from charter.norms.ruler import WorkCalendar
from charter.services import recurring
from charter.services.profiles import make_profile
from charter.services.recurring import Attempt, come, made
from charter.settings import Every, load_profile
from charter.store import leases

LOG = """contact,at,event,channel,team,queue,category,actor,detail
A1,2026-10-05T09:00:00,message_received,email,KCC,info@voorbeeld.example,,,
A1,2026-10-06T09:00:00,reply_substantive,,,,,person,
A2,2026-11-05T09:00:00,message_received,email,KCC,info@voorbeeld.example,,,
A2,2026-11-30T09:00:00,reply_substantive,,,,,person,
"""
MINUTE = 60_000_000


def instant(text: str) -> int:
    found = parse(text, ZoneInfo("Europe/Amsterdam"))
    assert found is not None
    assert found.at is not None
    return found.at


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> WorkCalendar:
    profile = make_profile(tmp_path_factory.mktemp("work") / "profile", "Gemeente Voorbeeld")
    return WorkCalendar.of(calendars_of(load_profile(profile.folder)))


def labels(every: set[Every], day: int, today: str, work: WorkCalendar) -> list[str]:
    return [period.label for period in come(every, day, date.fromisoformat(today), work)]


@pytest.mark.parametrize(
    ("every", "day", "today", "wanted"),
    [
        (Every.MONTH, 5, "2026-11-05", "2026-09"),  # the 4th working day of November
        (Every.MONTH, 5, "2026-11-06", "2026-10"),
        (Every.MONTH, 5, "2026-11-30", "2026-10"),
        (Every.MONTH, 1, "2026-01-01", "2025-11"),  # New Year's Day is no working day
        (Every.MONTH, 1, "2026-01-02", "2025-12"),
        (Every.QUARTER, 5, "2026-10-06", "2026-Q2"),
        (Every.QUARTER, 5, "2026-10-07", "2026-Q3"),
        (Every.TERTAAL, 5, "2026-09-07", "2026-T2"),
        (Every.TERTAAL, 5, "2026-01-08", "2025-T3"),
        (Every.YEAR, 5, "2026-01-07", "2024"),
        (Every.YEAR, 5, "2026-01-08", "2025"),
        (Every.YEAR, 20, "2026-12-31", "2025"),
        (Every.MONTH, 20, "2012-12-31", "2012-10"),  # December 2012 has nineteen working days
        (Every.MONTH, 20, "2013-01-01", "2012-10"),
        (Every.MONTH, 20, "2013-01-02", "2012-11"),
    ],
)
def test_the_report_of_last_period_comes_on_the_working_day_and_not_before(every, day, today, wanted, work) -> None:
    assert labels({every}, day, today, work) == [wanted]


def test_several_kinds_come_each_on_their_day(work) -> None:
    every = {Every.YEAR, Every.MONTH, Every.QUARTER, Every.TERTAAL}
    assert labels(every, 5, "2026-01-08", work) == ["2025-12", "2025-Q4", "2025-T3", "2025"]
    assert labels({Every.YEAR, Every.MONTH}, 5, "2026-06-30", work) == ["2026-05", "2025"]


@given(
    st.sampled_from(list(Every)),
    st.integers(1, 20),
    st.dates(date(2012, 1, 1), date(2030, 12, 31)),
)
def test_what_has_come_is_over_and_does_not_go_back(work, every, day, today) -> None:
    (period,) = come([every], day, today, work)
    (later,) = come([every], day, today + timedelta(days=1), work)
    assert period.last < today
    assert later.last >= period.last
    assert (today - period.last).days <= 31 * every.months + 45


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile whose reports go to a folder beside it."""
    folder = make_profile(tmp_path / "profile", "Gemeente Voorbeeld").folder
    (tmp_path / "reports").mkdir()
    file = folder / "charter.toml"
    text = file.read_text(encoding="utf-8")
    assert 'folder = ""' in text
    text = text.replace('folder = ""', f"folder = {str(tmp_path / 'reports')!r}")
    file.write_text(text.replace('language = "nl"', 'language = "en"'), encoding="utf-8")
    return folder


def machine(profile: Path, at: str, who: str = "jansen") -> Services:
    return Services(profile, FixedClock(instant(at)), who)


@pytest.fixture
def services(profile: Path, tmp_path: Path) -> Iterator[Services]:
    """One machine, on the day before the report of October is due."""
    made_ = machine(profile, "2026-11-05T17:00")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (outcome,) = made_.import_paths([tmp_path / "log.csv"])
    assert outcome.error is None
    yield made_
    made_.close()


def beat(services: Services) -> list[Attempt]:
    return list(services.recurring().beat(lambda: False))


def reports(tmp_path: Path) -> list[str]:
    return sorted(one.name for one in (tmp_path / "reports").iterdir())


def test_it_is_made_on_its_day_put_in_the_folder_and_journalled_once(services, tmp_path) -> None:
    (first,) = beat(services)  # September, whose day has long come
    assert first.period == "2026-09"
    assert beat(services) == []
    services.clock.at = instant("2026-11-06T00:30")
    (attempt,) = beat(services)
    assert attempt.error is None
    assert attempt.report is not None
    assert reports(tmp_path) == ["charter-2026-09.pdf", "charter-2026-10.pdf"]
    assert beat(services) == []
    entry = services.journal()[-1]
    assert (entry.what, entry.payload["period"], entry.payload["by_itself"]) == ("report", "2026-10", True)
    assert entry.payload["file"] == "charter-2026-10.pdf"
    with pikepdf.open(tmp_path / "reports" / "charter-2026-10.pdf") as file:
        assert str(file.Root.Lang) == "en"


def test_a_machine_that_slept_makes_it_when_it_wakes_and_only_the_last_one(services, tmp_path) -> None:
    services.clock.at = instant("2027-02-20T09:00")
    assert [attempt.period for attempt in beat(services)] == ["2027-01"]
    assert reports(tmp_path) == ["charter-2027-01.pdf"]


def test_a_report_made_by_hand_is_not_the_one_that_makes_itself(services, tmp_path) -> None:
    from charter.norms.periods import Period

    services.clock.at = instant("2026-11-06T09:00")
    (tmp_path / "reports" / "charter-2026-10.pdf").write_bytes(b"ours, with remarks")
    services.report(services.board(), Period.parse("2026-10"), tmp_path / "by-hand.pdf")
    assert [attempt.period for attempt in beat(services)] == ["2026-10"]
    assert reports(tmp_path) == ["charter-2026-10-2.pdf", "charter-2026-10.pdf"]
    assert (tmp_path / "reports" / "charter-2026-10.pdf").read_bytes() == b"ours, with remarks"


def test_another_machine_on_the_same_database_does_not_make_it_again(services, profile, tmp_path) -> None:
    services.clock.at = instant("2026-11-06T09:00")
    assert len(beat(services)) == 1
    other = machine(profile, "2026-11-06T09:01", "pietersen")
    try:
        assert beat(other) == []
    finally:
        other.close()
    assert reports(tmp_path) == ["charter-2026-10.pdf"]


def test_of_two_machines_at_the_same_time_one_makes_it(services, profile, tmp_path, monkeypatch) -> None:
    services.clock.at = instant("2026-11-06T09:00")
    other = machine(profile, "2026-11-06T09:00", "pietersen")
    real = Services.report
    seen: list[list[Attempt]] = []

    def meanwhile(self, *told, **more):
        if self is services:
            seen.append(beat(other))
        return real(self, *told, **more)

    monkeypatch.setattr(Services, "report", meanwhile)
    try:
        (attempt,) = beat(services)
    finally:
        other.close()
    assert attempt.error is None
    assert seen == [[]]
    assert reports(tmp_path) == ["charter-2026-10.pdf"]


def test_who_lost_the_lease_puts_nothing_in_the_folder(services, profile, tmp_path, monkeypatch) -> None:
    """A machine that slept half-way wakes after another one took over."""
    services.clock.at = instant("2026-11-06T09:00")
    other = machine(profile, "2026-11-06T11:00", "pietersen")
    real = Services.report

    def slow(self, *told, **more):
        if self is services:
            assert len(beat(other)) == 1
            self.clock.at = instant("2026-11-06T11:00")
        return real(self, *told, **more)

    monkeypatch.setattr(Services, "report", slow)
    try:
        assert beat(services) == []
    finally:
        other.close()
    assert reports(tmp_path) == ["charter-2026-10.pdf"]
    assert [entry.who for entry in services.journal() if entry.what == "report"] == ["pietersen"]


def test_the_lease_is_given_back_after_success_and_after_failure(services, tmp_path) -> None:
    def holder() -> str:
        with services.store.read() as connection:
            return leases.holder_of(connection, "report 2026-10", services.clock.now())

    services.clock.at = instant("2026-11-06T09:00")
    (tmp_path / "reports").rename(tmp_path / "away")
    (attempt,) = beat(services)
    assert attempt.error is not None
    assert holder() == ""
    (tmp_path / "away").rename(tmp_path / "reports")
    assert len(beat(services)) == 1
    assert holder() == ""


def test_a_folder_that_fails_is_told_and_tried_again_with_longer_pauses(services, tmp_path) -> None:
    services.clock.at = instant("2026-11-06T09:00")
    (tmp_path / "reports").rename(tmp_path / "away")
    recurring_ = services.recurring()

    def after(minutes: int) -> list[Attempt]:
        services.clock.at += minutes * MINUTE
        return list(recurring_.beat(lambda: False))

    (first,) = after(0)
    assert isinstance(first.error, Refused)
    assert "does not exist" in str(first.error)
    assert after(0) == []
    assert len(after(1)) == 1
    assert after(4) == []
    assert len(after(1)) == 1
    assert after(14) == []
    (tmp_path / "away").rename(tmp_path / "reports")
    (done,) = after(1)
    assert done.report is not None
    assert after(0) == []


def test_a_fault_of_ours_is_told_too_and_the_heart_beats_on(services, monkeypatch) -> None:
    services.clock.at = instant("2026-11-06T09:00")

    def broken(self, *told, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(Services, "report", broken)
    (attempt,) = beat(services)
    assert isinstance(attempt.error, ZeroDivisionError)


def test_nothing_makes_itself_without_a_folder_or_without_data(profile, tmp_path) -> None:
    empty = machine(profile, "2026-11-06T09:00")
    try:
        assert beat(empty) == []
        assert reports(tmp_path) == []
    finally:
        empty.close()
    file = profile / "charter.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace(f"folder = {str(tmp_path / 'reports')!r}", 'folder = ""'), "utf-8"
    )
    assert load_profile(profile).report.folder == ""
    without = machine(profile, "2026-11-06T09:00")
    try:
        assert beat(without) == []
    finally:
        without.close()


def test_a_folder_may_stand_in_the_profile(services, profile) -> None:
    (profile / "rapporten").mkdir()
    file = profile / "charter.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text(
        "\n".join('folder = "rapporten"' if line.startswith("folder = ") else line for line in lines), "utf-8"
    )
    again = machine(profile, "2026-11-06T09:00")
    try:
        assert len(beat(again)) == 1
    finally:
        again.close()
    assert [one.name for one in (profile / "rapporten").iterdir()] == ["charter-2026-10.pdf"]


def test_a_period_that_is_not_complete_is_made_and_says_so(services) -> None:
    services.clock.at = instant("2026-12-31T09:00")  # November is told of up to and including the 30th: complete
    (november,) = beat(services)
    assert november.report is not None
    assert november.report.complete
    services.clock.at = instant("2027-01-31T09:00")
    (december,) = beat(services)
    assert december.report is not None
    assert not december.report.complete


def test_the_window_keeps_its_language_while_a_report_speaks_its_own(services) -> None:
    services.clock.at = instant("2026-11-06T09:00")
    locale.use("nl")
    spoken: list[str] = []
    there = threading.Event()

    def look() -> None:
        there.wait(30)
        spoken.append(locale.language())

    with ThreadPoolExecutor(2) as pool:
        window = pool.submit(look)
        attempts = pool.submit(lambda: beat(services)).result()
        there.set()
        window.result()
    assert attempts[0].report is not None
    assert spoken == ["nl"]
    assert services.journal()[-1].payload["language"] == "en"
    assert locale.language() == "nl"


def test_a_heartbeat_asks_the_sources_and_then_makes_the_report(services, tmp_path) -> None:
    services.clock.at = instant("2026-11-06T09:00")
    folder = tmp_path / "drop"
    folder.mkdir()
    services.add_source(services.configure_source("a", "folder", {"path": str(folder)}, 3600))
    (tmp_path / "reports").rename(tmp_path / "away")
    told: list[str] = []
    failed: list[Exception] = []
    with ThreadPoolExecutor(1) as writer:
        schedule = services.schedule(
            writer,
            lambda outcomes: told.extend(one.name for one in outcomes),
            failed.append,
            lambda attempt: told.append(f"{attempt.period} {type(attempt.error).__name__}"),
        )
        writer.submit(schedule._one_beat).result()
    assert (told, failed) == (["a", "2026-10 Refused"], [])


def test_the_journal_is_the_memory(services) -> None:
    services.clock.at = instant("2026-11-06T09:00")
    beat(services)
    with services.store.read() as connection:
        assert made(connection) == {"2026-10"}
    assert recurring.ENTRY == "report"
