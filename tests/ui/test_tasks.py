"""Work runs elsewhere, its result comes home to the main thread, once."""

from __future__ import annotations

import threading

import pytest

from charter.errors import Cancelled, NotFound
from charter.ui.tasks import Pool, TaskRunner


@pytest.fixture
def runner(qapp):
    made = TaskRunner()
    yield made
    made.close()


def test_work_runs_beside_the_window_and_its_result_comes_home(runner, qtbot):
    told = []
    runner.run(
        lambda _task: threading.current_thread(),
        lambda worker: told.append((worker, threading.current_thread())),
        told.append,
    )
    qtbot.waitUntil(lambda: bool(told))
    worker, home = told[0]
    assert worker is not threading.main_thread()
    assert home is threading.main_thread()


def test_a_fault_comes_home_as_a_fault(runner, qtbot):
    told = []

    def work(_task):
        raise NotFound("gone")

    runner.run(work, lambda _result: told.append("done"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], NotFound)
    assert len(told) == 1


def test_the_writer_does_one_thing_at_a_time_in_order(runner, qtbot):
    order, busy = [], threading.Lock()

    def work(number):
        def go(_task):
            assert busy.acquire(blocking=False)
            order.append(number)
            busy.release()
            return number

        return go

    done, failed = [], []
    for number in range(20):
        runner.run(work(number), done.append, failed.append, Pool.WRITER)
    qtbot.waitUntil(lambda: len(done) + len(failed) == 20)
    assert order == done == list(range(20))


def test_progress_comes_home_while_the_work_goes_on(runner, qtbot):
    told, go_on = [], threading.Event()

    def work(task):
        runner.tell(task, lambda: told.append(threading.current_thread()))
        return go_on.wait(60)

    done = []
    runner.run(work, done.append, done.append)
    qtbot.waitUntil(lambda: bool(told))
    assert done == []
    assert told == [threading.main_thread()]
    go_on.set()
    qtbot.waitUntil(lambda: done == [True])


def test_work_that_is_cancelled_notices_and_says_so(runner, qtbot):
    begun, told = threading.Event(), []

    def work(task):
        begun.set()
        while not task.cancelled():
            threading.Event().wait(0.001)
        raise Cancelled

    task = runner.run(work, lambda _result: told.append("done"), told.append)
    assert begun.wait(60)
    task.cancel()
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], Cancelled)


def test_work_that_is_forgotten_reports_to_nobody(runner, qtbot):
    told, hold = [], threading.Event()
    task = runner.run(
        lambda _task: hold.wait(60), lambda _result: told.append("old"), lambda _error: told.append("old")
    )
    task.forget()
    hold.set()
    runner.run(lambda _task: None, lambda _result: told.append("new"), told.append, Pool.WRITER)
    runner.run(lambda _task: None, lambda _result: told.append("new"), told.append)
    qtbot.waitUntil(lambda: told.count("new") == 2)
    assert "old" not in told


def test_closing_waits_for_work_and_reports_nothing_after(qapp):
    runner, told, begun = TaskRunner(), [], threading.Event()

    def work(task):
        begun.set()
        while not task.cancelled():
            threading.Event().wait(0.001)
        told.append("ended")

    runner.run(work, lambda _result: told.append("home"), lambda _error: told.append("home"), Pool.WRITER)
    runner.run(lambda _task: told.append("queued"), told.append, told.append, Pool.WRITER)
    assert begun.wait(60)
    runner.close()
    qapp.processEvents()
    assert told == ["ended"]


class Part:
    """Stands for a part of the window: says on which thread it went."""

    def __init__(self, went: list[threading.Thread]) -> None:
        self.went = went

    def __del__(self) -> None:
        self.went.append(threading.current_thread())


@pytest.mark.parametrize("end", ["done", "failed", "forgotten", "never begun", "closed"])
def test_what_the_work_refers_to_goes_on_the_main_thread(runner, qtbot, end):
    went, hold = [], threading.Event()

    def errand(part):
        def work(_task):
            hold.wait(60)
            if end == "failed":
                raise NotFound(str(part))
            return part

        return runner.run(work, lambda _result: str(part), lambda _error: str(part))

    tasks = [errand(Part(went)) for _ in range(4)]
    if end == "forgotten":
        for task in tasks:
            task.forget()
    if end == "never begun":
        for task in tasks:
            task.cancel()
    hold.set()
    if end == "closed":
        runner.close()
    qtbot.waitUntil(lambda: len(went) == 4)
    assert set(went) == {threading.main_thread()}


def test_nothing_runs_once_it_is_closed(runner):
    runner.close()
    told = []
    task = runner.run(lambda _task: told.append("ran"), told.append, told.append)
    assert told == []
    assert task.cancelled()
