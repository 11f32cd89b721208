"""Names stand inside the area, cover nothing, and those that are needed always stand somewhere."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charter.reports.charts.placing import Name, places

WIDTH, HEIGHT, LINE = 5.0, 2.5, 0.15
points = st.builds(
    Name, st.floats(0, WIDTH), st.floats(0, HEIGHT), st.floats(0.3, 2.5), needed=st.booleans()
)  # fmt: skip


@given(st.lists(points, max_size=14))
def test_names_lie_inside_and_what_is_needed_is_there(names: list[Name]) -> None:
    found = places(names, LINE, WIDTH, HEIGHT)
    for name, box in zip(names, found, strict=True):
        assert box is not None or not name.needed
        if box is not None:
            assert box.left >= -1e-9
            assert box.right <= WIDTH + 1e-9
            assert box.foot >= 0
            assert box.top <= HEIGHT + 1e-9


@given(st.lists(points.map(lambda n: Name(n.x, n.y, n.width)), max_size=14))
def test_names_that_are_not_needed_cover_no_other_name(names: list[Name]) -> None:
    boxes = [box for box in places(names, LINE, WIDTH, HEIGHT) if box is not None]
    for place, box in enumerate(boxes):
        assert all(box.shared(other) == 0 for other in boxes[place + 1 :])


def test_a_lonely_name_stands_right_of_its_point() -> None:
    (box,) = places([Name(1.0, 1.0, 0.8)], LINE, WIDTH, HEIGHT)
    assert box is not None
    assert box.left > 1.0
    assert box.foot < 1.0 < box.top
