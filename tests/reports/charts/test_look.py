"""The colours of the pictures are those of the window, and can be read on their own background."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb

from charter.reports.charts import DARK, LIGHT, PRINT, Look
from charter.reports.charts.heatmap import _contrast, _luminance
from charter.reports.charts.page import apart, broken, width_of
from charter.ui.look import tokens

LOOKS = {"light": LIGHT, "dark": DARK, "print": PRINT}


def contrast(one: str, other: str) -> float:
    return _contrast(_luminance(to_rgb(one)), _luminance(to_rgb(other)))


@pytest.mark.parametrize(("look", "theme"), [(LIGHT, tokens.LIGHT), (DARK, tokens.DARK)], ids=["light", "dark"])
def test_a_colour_of_a_picture_is_the_colour_of_the_window_with_the_same_name(look: Look, theme: tokens.Tokens) -> None:
    shared = {f.name for f in fields(Look)} & {f.name for f in fields(tokens.Tokens)}
    assert len(shared) > 12
    for name in shared:
        assert getattr(look, name) == getattr(theme, name), name


@pytest.mark.parametrize("name", LOOKS)
def test_words_can_be_read_and_lines_can_be_seen(name: str) -> None:
    look = LOOKS[name]
    for ink in (look.text, look.muted, look.accent, look.met, look.breached, look.undetermined, look.chart):
        assert contrast(ink, look.surface) >= 4.5, ink
    for line in (look.control, look.pending, look.excluded):
        assert contrast(line, look.surface) >= 3.0, line
    assert contrast(look.chart, look.band) >= 4.5
    assert max(contrast(look.text, look.strong), contrast(look.surface, look.strong)) >= 4.5


def test_lines_of_text_are_broken_where_they_are_too_wide() -> None:
    lines = broken("one two three four five six seven eight nine ten", 1.0)
    assert len(lines) > 2
    assert " ".join(lines) == "one two three four five six seven eight nine ten"
    assert all(width_of(line) <= 1.0 for line in lines)
    assert broken("", 1.0) == []
    assert broken("unbreakablewordthatiswiderthanthepage", 0.5) == ["unbreakablewordthatiswiderthanthepage"]


def test_places_that_collide_move_apart_around_their_middle() -> None:
    assert apart([0.1, 0.5], 0.2) == [0.1, 0.5]
    moved = apart([0.5, 0.5, 0.55], 0.2)
    assert [round(b - a, 9) for a, b in pairwise(moved)] == [0.2, 0.2]
    assert sum(moved) / 3 == pytest.approx(1.55 / 3)
