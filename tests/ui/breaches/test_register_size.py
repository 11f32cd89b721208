"""Hearing, filtering, grouping and sorting are work on columns: as many steps of Python however many rows there are."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

import numpy as np

from charter.columns import ByHand, Verdict
from charter.ui.breaches.grouping import GroupBy, groups
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.models.arrangement import arrange, order_of
from charter.ui.models.verdict_columns import VerdictColumns
from charter.ui.sight import Sight

T = TypeVar("T")
FEW, MANY = 500, 5_000


def steps(work: Callable[[], T]) -> tuple[int, T]:
    """How many instructions of Python `work` takes, and what it gives; what numpy does is none."""
    taken, before, collects = 0, sys.gettrace(), gc.isenabled()

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal taken
        frame.f_trace_opcodes = True
        taken += event == "opcode"
        return trace

    gc.disable()  # a collection, whenever it comes, has steps of its own
    sys.settrace(trace)
    try:
        found = work()
    finally:
        sys.settrace(before)
        if collects:
            gc.enable()
    return taken, found


def use_register(sight: Sight) -> int:
    """What the register does beside the window, and what it asks on the main thread; how many rows are left."""
    said = [
        ByHand("", 1, "x", "test", "E-2026-11795", "", "cause", "Storing", "", undone=False),
        ByHand("", 2, "x", "test", "E-2026-11796", "", "assign", "KCC", "", undone=False),
    ]
    heard = sight.hearing(said)
    chosen = RegisterFilter(cause=False)
    mask = chosen.mask(heard)
    assert chosen.lets(heard, int(np.flatnonzero(mask)[0]))
    columns = VerdictColumns(heard)
    for column in (columns.why(), columns.assigned()):
        assert column.keys is not None
        order = order_of(column.keys(), descending=True)
    return arrange(len(heard.board.verdicts), groups(heard, GroupBy.TEAM), mask, order).rows


def sized(sight: Sight, count: int) -> Sight:
    """A sight of so many verdicts, of every kind that the town has."""
    return sight.only(np.resize(np.arange(len(sight.board.verdicts)), count))


def test_the_steps_that_the_register_takes_do_not_grow_with_the_rows(sight) -> None:
    small, large = sized(sight, FEW), sized(sight, MANY)
    for one in (small, large):
        use_register(one)  # what is remembered, such as how a number is written, is looked up now
    few, left = steps(lambda: use_register(small))
    many, left_of_many = steps(lambda: use_register(large))
    assert 0 < left < left_of_many < MANY
    assert many - few < MANY - FEW  # not one step a row


def test_a_walk_over_the_rows_would_be_seen(sight) -> None:
    def walk(seen: Sight) -> int:
        return sum(verdict == Verdict.BREACHED for verdict in seen.board.verdicts.verdict)

    few, _found = steps(lambda: walk(sized(sight, FEW)))
    many, _found = steps(lambda: walk(sized(sight, MANY)))
    assert many - few > MANY - FEW
