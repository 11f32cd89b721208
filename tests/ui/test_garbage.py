"""Garbage is collected in calm moments; what a screen will need is loaded without being asked for."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from babel import localedata

from charter import locale
from charter.locale import formats
from charter.ui import preload
from charter.ui.garbage import ENOUGH, MANY, Garbage


class Knot:
    """Something that holds itself: only a collection finds it."""

    def __init__(self):
        self.self = self


@pytest.fixture
def garbage(qtbot):
    made = Garbage(lambda: made.at_work)
    made.at_work = False
    yield made
    made.close()


def test_nothing_is_collected_while_work_is_under_way_however_much_is_made(garbage):
    knot = Knot()
    gone = weakref.ref(knot)
    garbage.at_work = True
    del knot
    made = [[] for _ in range(100_000)]
    assert not garbage.collect()
    assert gone() is not None
    garbage.at_work = False
    assert garbage.collect()
    assert gone() is None
    assert len(made) == 100_000


def test_a_thread_of_work_never_collects_what_belongs_to_the_window(garbage):
    knot = Knot()
    gone = weakref.ref(knot)
    del knot
    with ThreadPoolExecutor() as pool:
        assert pool.submit(lambda: len([Knot() for _ in range(100_000)])).result() == 100_000
    assert gone() is not None
    assert garbage.collect()
    assert gone() is None


def test_in_a_calm_moment_it_is_collected_by_itself(garbage, qtbot):
    knot = Knot()
    gone = weakref.ref(knot)
    del knot
    for _ in range(2 * ENOUGH):
        Knot()
    qtbot.waitUntil(lambda: gone() is None)


def test_what_was_there_is_passed_over_until_the_end(qtbot):
    knot = Knot()
    garbage = Garbage(lambda: False)
    gone = weakref.ref(knot)
    del knot
    garbage.collect()
    assert gone() is not None
    garbage.close()
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("on", [True, False], ids=["on", "off"])
def test_in_the_end_collecting_is_as_it_was_before(qtbot, on):
    (gc.enable if on else gc.disable)()
    try:
        garbage = Garbage(lambda: False)
        assert not gc.isenabled()
        garbage.close()
        assert gc.isenabled() is on
    finally:
        gc.disable()


def test_charts_and_workbooks_are_loaded_without_a_widget_in_sight():
    told = (
        "import sys; from charter.ui import preload; preload.load(); "
        "print(all(name in sys.modules for name in ('matplotlib', 'openpyxl', *preload.MODULES)))"
    )
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False, timeout=60)
    assert (run.returncode, run.stdout) == (0, "True\n"), run.stderr


def test_the_tables_of_the_language_are_read_beside_the_window(monkeypatch):
    localedata.load("nl")
    monkeypatch.setattr(localedata, "_cache", {})
    formats._habits.cache_clear()  # it holds tables that an earlier test had read
    locale.use("nl")
    preload.speak()
    assert "nl" in localedata._cache


def test_loading_stops_when_the_window_goes(monkeypatch):
    loaded = []
    monkeypatch.setattr(preload, "import_module", loaded.append)
    preload.load(lambda: len(loaded) == 2)
    assert loaded == list(preload.MODULES[:2])


def test_while_work_is_under_way_what_it_left_behind_is_found_among_what_is_new(garbage, qtbot):
    garbage.at_work = True
    gone = [weakref.ref(Knot()) for _ in range(ENOUGH)]
    garbage.soon()
    qtbot.waitUntil(lambda: not any(one() is not None for one in gone))
    kept = [[] for _ in range(MANY + ENOUGH)]
    late = weakref.ref(Knot())
    garbage.look()
    assert late() is not None
    assert len(kept) > MANY


def test_what_was_new_at_one_look_and_garbage_at_the_next_is_found_in_a_calm_moment(garbage):
    garbage.at_work = True
    gone, knots = weakref.ref(knot := Knot()), [Knot() for _ in range(ENOUGH)]
    garbage.look()
    assert gone() is knot
    del knot, knots
    garbage.look()
    garbage.at_work = False
    garbage.look()
    assert gone() is None
