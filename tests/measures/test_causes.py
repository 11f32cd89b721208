"""Causes: the most frequent first, the unexplained apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charter.measures.causes import Cause, causes


def test_the_most_frequent_cause_comes_first_and_equal_ones_by_name() -> None:
    found = causes(["ziekte", "storing", "", "drukte", "drukte", ""])
    assert found.causes == (Cause("drukte", 2, 0.5), Cause("storing", 1, 0.75), Cause("ziekte", 1, 1.0))
    assert (found.unsaid, found.said) == (2, 4)


def test_without_breaches_there_are_no_causes() -> None:
    assert causes([]).causes == ()


@given(st.lists(st.sampled_from(["", "a", "b", "c", "d"])))
def test_together_never_falls_and_ends_at_all_that_was_said(reasons: list[str]) -> None:
    found = causes(reasons)
    together = [cause.together for cause in found.causes]
    assert together == sorted(together)
    assert not together or together[-1] == 1.0
    assert found.said + found.unsaid == len(reasons)
