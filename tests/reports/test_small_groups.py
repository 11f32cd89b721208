"""Small groups: none is shown, and none can be computed back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charter.norms.score import Group, ScoreRow
from charter.reports.small_groups import FEWEST, Hidden, concerns, shield


def row(group: str, met: int, breached: int = 0, pending: int = 0, norm: str = "phone.answer") -> ScoreRow:
    counted = met + breached
    share = met / counted if counted else None
    return ScoreRow(norm, group, met, breached, pending, 0, 0, 0, share, 0.8, None, None, "countable", complete=True)


def hidden(rows: list[ScoreRow]) -> list[str]:
    return [shown.group for shown in shield(rows) if isinstance(shown, Hidden)]


def test_groups_of_five_and_more_are_shown_as_they_are() -> None:
    rows = [row("KCC", 3, 2), row("Wonen", 50)]

    assert shield(rows) == rows


def test_two_small_groups_that_are_no_small_group_together_hide_each_other() -> None:
    assert hidden([row("A", 4), row("B", 90), row("C", 1), row("D", 7)]) == ["A", "C"]


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    assert hidden([row("A", 4), row("B", 90), row("C", 60, 10), row("D", 7)]) == ["A", "D"]


def test_small_groups_that_are_still_small_together_take_another_with_them() -> None:
    assert hidden([row("A", 2), row("B", 90), row("C", 2), row("D", 7)]) == ["A", "C", "D"]


def test_a_group_in_which_few_people_work_is_small_however_many_contacts_it_has() -> None:
    rows = [row("A", 4), row("B", 90), row("C", 60, 10), row("D", 7)]
    told = shield(rows, {"B"})
    assert [shown.group for shown in told if isinstance(shown, Hidden)] == ["A", "B"]


def test_a_group_of_which_nothing_counts_is_small() -> None:
    assert hidden([row("A", 0, pending=40), row("B", 90), row("C", 91)]) == ["A", "B"]


def test_the_only_group_is_hidden_too() -> None:
    assert shield([row("A", 3)]) == [Hidden("phone.answer", "A")]


def test_norms_do_not_hide_each_other() -> None:
    rows = [row("A", 3), row("B", 8), row("A", 40, norm="email.answer"), row("B", 50, norm="email.answer")]

    assert [isinstance(shown, Hidden) for shown in shield(rows)] == [True, True, False, False]


def test_only_splits_that_name_staff_are_shielded() -> None:
    assert [by for by in (None, *Group) if concerns(by)] == [Group.TEAM, Group.QUEUE, Group.ORGANISATION]


counts = st.integers(0, 9) | st.integers(0, 200)
rows_of_norm = st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=8).map(
    lambda told: [row(str(place), *numbers) for place, numbers in enumerate(told)]
)


@given(rows_of_norm)
def test_no_small_group_is_shown_or_follows_from_the_total(rows: list[ScoreRow]) -> None:
    told = shield(rows)
    left = [r for r in told if isinstance(r, ScoreRow)]

    assert [(r.norm, r.group) for r in told] == [(r.norm, r.group) for r in rows]
    assert all(r.counted >= FEWEST for r in left)
    if 0 < len(left) < len(rows):
        assert len(rows) - len(left) > 1
        assert sum(r.counted for r in rows) - sum(r.counted for r in left) >= FEWEST


@given(rows_of_norm)
def test_not_more_is_hidden_than_needed(rows: list[ScoreRow]) -> None:
    concealed = [r for r, shown in zip(rows, shield(rows), strict=True) if isinstance(shown, Hidden)]
    extra = [r for r in concealed if r.counted >= FEWEST]

    assert len(extra) <= 1
    assert bool(concealed) == any(r.counted < FEWEST for r in rows)


@given(rows_of_norm)
def test_a_hidden_row_holds_no_figure(rows: list[ScoreRow]) -> None:
    told = shield(rows)
    assert all(r in rows if isinstance(r, ScoreRow) else set(r.__slots__) == {"norm", "group"} for r in told)
