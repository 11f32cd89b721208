"""Every benchmark runs at a very small scale and measures what it says. How long it takes is no test's business."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from time import perf_counter

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("benchmarks")


@pytest.fixture(autouse=True)
def _from_the_checkout(monkeypatch):
    """Benchmarks are no part of the package; they, and the processes they start, are found in the checkout."""
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.chdir(ROOT)


def run(name, folder):
    return import_module(f"benchmarks.{name}").run(folder, 0.001)


def has_taken_time(found):
    return all(one.spent.wall > 0 and (one.yardstick is None or one.yardstick.wall > 0) for one in found)


def test_judging_agrees_with_pandas_and_businesstimedelta_while_it_is_compared_with_them(folder):
    pytest.importorskip("pandas", reason="the yardsticks are the extra `benchmarks`")
    pytest.importorskip("businesstimedelta", reason="the yardsticks are the extra `benchmarks`")
    found = run("judging", folder)
    assert found[0].what.startswith("judging 25 norms x 1_000 contacts")
    assert has_taken_time(found)


@pytest.mark.parametrize("name", ["queue_log", "mailboxes", "readers", "board"])
def test_it_measures_the_ordinary_road(name, folder):
    assert has_taken_time(run(name, folder))


def test_the_window_tells_what_it_was_busy_with(folder):
    pytest.importorskip("PySide6", reason="the window needs PySide6")
    found = run("window", folder)
    blocks = [one for one in found if one.what.startswith("longest block of the window: ")]
    assert len(found) == 5 + len(blocks)
    assert [one.what.partition(": ")[2] for one in blocks][:2] == ["opening", "choosing rows"]
    assert blocks[-1].what.endswith(": all of it")
    assert blocks[-1].spent == max(one.spent for one in blocks)
    assert has_taken_time(found)


def test_the_watchdog_names_what_held_the_loop(request):
    pytest.importorskip("PySide6", reason="the window needs PySide6")
    request.getfixturevalue("qapp")
    watchdog = import_module("benchmarks.window.watchdog")
    watch = watchdog.Watchdog()
    watch.tick()
    began = perf_counter()
    while perf_counter() - began < 0.1:
        numbers_that_nobody_asked_for()
    watch.tick()
    block = watch.longest()
    assert watch.longest().seconds < block.seconds
    watch.close()
    assert 0.05 < block.seconds < perf_counter() - began
    assert "numbers_that_nobody_asked_for" in block.held or "test_the_watchdog" in block.held


def numbers_that_nobody_asked_for():
    return sum(number * number for number in range(10_000))


def test_a_target_is_judged_at_full_size_and_a_multiple_at_every_size():
    measure = import_module("benchmarks.measure")
    one, three, nine = (measure.Spent(seconds, seconds) for seconds in (1.0, 3.0, 9.0))
    slow = measure.Measured("work", three, "yardstick", nine, limit_s=2)
    assert slow.ratio == pytest.approx(1 / 3)
    assert (slow.reached(1), slow.reached(0.1)) == (False, None)
    assert measure.Measured("work", three, "yardstick", nine, faster=5).reached(0.1) is False
    assert measure.Measured("work", one, "yardstick", nine, faster=5).reached(0.1) is True
    assert measure.Measured("work", one, peak_mb=2000, limit_s=2, limit_mb=1024).reached(1) is False
    assert measure.Measured("work", one).reached(1) is None


def test_an_unknown_benchmark_is_wrong_use(capsys):
    main = import_module("benchmarks.__main__").main
    with pytest.raises(SystemExit) as left:
        main(["no_such_thing"])
    assert left.value.code == 2
    assert "no_such_thing" in capsys.readouterr().err
