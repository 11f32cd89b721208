"""The heartbeat: one at a time, on a thread that is lent to it, until it is stopped."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from charter.app import Services
from charter.clock import FixedClock
from charter.errors import StoreError
from charter.services import fetching
from charter.services.fetching import FetchOutcome
from charter.services.profiles import make_profile
from charter.services.schedule import HEARTBEAT_S, Schedule
from charter.store import place

HOUR = 3_600_000_000
NOW = 1_800_000_000_000_000


@pytest.fixture
def writer():
    with ThreadPoolExecutor(1, thread_name_prefix="writer") as pool:
        yield pool


def quicken(schedule: Schedule) -> None:
    """Let the heart beat as fast as the scheduler can."""
    (job,) = schedule._scheduler.get_jobs()
    job.reschedule("interval", seconds=0.01)


def test_the_job_forgets_no_beat_and_never_runs_twice_at_once(writer):
    schedule = Schedule(lambda ending: None, writer)
    schedule._scheduler.start(paused=True)
    (job,) = schedule._scheduler.get_jobs()
    schedule.stop()
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    assert job.trigger.interval.total_seconds() == HEARTBEAT_S == 60


def test_beats_come_at_once_and_again_on_the_thread_that_writes(writer):
    threads: list[str] = []
    enough = threading.Event()

    def beat(ending) -> None:
        threads.append(threading.current_thread().name)
        if len(threads) == 3:
            enough.set()

    schedule = Schedule(beat, writer)
    schedule.start()
    quicken(schedule)
    assert enough.wait(30)
    schedule.stop()
    assert set(threads) == {"writer_0"}
    assert writer.submit(lambda: "open").result() == "open"


def test_where_nothing_may_be_written_no_source_is_asked(tmp_path: Path, writer, monkeypatch):
    make_profile(tmp_path, "Voorbeeld")
    monkeypatch.setattr(place, "is_read_only", lambda path: path.exists())
    monkeypatch.setattr(fetching, "due", lambda *_asked: pytest.fail("a source would be asked"))
    services = Services(tmp_path, FixedClock(NOW), "tester")
    failures: list[Exception] = []
    schedule = services.schedule(writer, lambda _outcomes: None, failures.append)
    schedule._beat(lambda: False)
    services.close()
    assert not failures


def test_a_beat_that_takes_long_is_never_overlapped_and_the_missed_ones_do_not_pile_up(writer, caplog):
    begun, go, second = threading.Event(), threading.Event(), threading.Event()
    running: list[int] = []
    most: list[int] = []

    def beat(ending) -> None:
        running.append(1)
        most.append(len(running))
        if len(most) == 1:
            begun.set()
            go.wait(30)
        elif len(most) == 2:
            second.set()
        running.pop()

    schedule = Schedule(beat, writer)
    with caplog.at_level(logging.WARNING):
        schedule.start()
        assert begun.wait(30)
        quicken(schedule)
        queued = threading.Event()
        schedule._scheduler.add_listener(lambda event: queued.set(), 2**16)  # EVENT_JOB_MAX_INSTANCES
        assert queued.wait(30)
        waiting = writer._work_queue.qsize()
        go.set()
        assert second.wait(30)
        schedule.stop()
    assert (waiting, max(most), caplog.records) == (1, 1, [])


def test_stopping_tells_the_beat_under_way_and_leaves_nothing_behind(writer):
    begun, told = threading.Event(), threading.Event()

    def beat(ending) -> None:
        begun.set()
        while not ending():
            told.wait(0.001)
        told.set()

    schedule = Schedule(beat, writer)
    schedule.start()
    assert begun.wait(30)
    schedule.stop()
    assert told.wait(30)
    assert not [thread for thread in threading.enumerate() if thread.name == "APScheduler"]


def test_a_schedule_that_never_began_can_be_stopped(writer):
    Schedule(lambda ending: None, writer).stop()


@pytest.fixture
def services(tmp_path):
    made = Services(make_profile(tmp_path / "profile", "Gemeente Voorbeeld").folder, FixedClock(NOW), "tester")
    yield made
    made.close()


def add(services: Services, name: str, folder: Path) -> None:
    folder.mkdir()
    services.add_source(services.configure_source(name, "folder", {"path": str(folder)}, 3600))


def beats(services: Services, writer: ThreadPoolExecutor) -> tuple[list[str], list[Exception]]:
    """One heartbeat: the sources that were asked, and what failed."""
    told: list[FetchOutcome] = []
    failed: list[Exception] = []
    schedule = services.schedule(writer, told.extend, failed.append)
    writer.submit(schedule._one_beat).result()
    return [outcome.name for outcome in told], failed


def test_a_heartbeat_asks_what_is_due_and_nothing_else(services, writer, tmp_path):
    add(services, "a", tmp_path / "a")
    add(services, "b", tmp_path / "b")
    assert beats(services, writer) == (["a", "b"], [])
    assert beats(services, writer) == ([], [])
    services.enable_source("b", False)
    services.clock.at += 9 * HOUR
    assert beats(services, writer) == (["a"], [])
    assert beats(services, writer) == ([], [])
    assert [last.started_at for one, last in services.sources() if one.name == "a"] == [NOW + 9 * HOUR]


def test_one_source_with_a_fault_of_ours_does_not_stop_the_next(services, writer, tmp_path, monkeypatch):
    add(services, "a", tmp_path / "a")
    add(services, "b", tmp_path / "b")
    real = fetching.run_source

    def broken(store, name, **more):
        if name == "a":
            raise ZeroDivisionError
        return real(store, name, **more)

    monkeypatch.setattr(fetching, "run_source", broken)
    told, failed = beats(services, writer)
    assert (told, [type(error) for error in failed]) == (["b"], [ZeroDivisionError])


def test_a_database_that_is_away_is_told_and_the_next_heartbeat_comes(services, writer, tmp_path, monkeypatch):
    def away(*told):
        raise StoreError("The database does not answer.")

    add(services, "a", tmp_path / "a")
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "due", away)
        told, failed = beats(services, writer)
    assert (told, [str(error) for error in failed]) == ([], ["The database does not answer."])
    assert beats(services, writer) == (["a"], [])


def test_a_source_that_another_program_is_fetching_is_no_news(services, writer, tmp_path, monkeypatch):
    add(services, "a", tmp_path / "a")
    held = FetchOutcome("a", "folder", NOW, NOW, NOW, held_by="piet@pc2")
    monkeypatch.setattr(fetching, "run_source", lambda *told, **more: held)
    assert beats(services, writer) == ([], [])
