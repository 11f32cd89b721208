"""What is drawn, what stands in the table and what the alternative text says are the same numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from charter.measures.backlog import Backlog
from charter.measures.control import Variation
from charter.reports.charts import LIGHT, PRINT, About, Chart, Paper, heatmap_chart

Draw = Callable[..., Any]
NAMES = (
    "steps", "long", "uneven", "few", "empty", "funnel", "heatmap", "backlog", "waiting", "causes", "years",
)  # fmt: skip


def lines(chart: Chart, gid: str, axes: int = 0) -> list[Any]:
    return [line for line in chart.figure.axes[axes].lines if line.get_gid() == gid]


def column(chart: Chart, code: str) -> list[Any]:
    return [record[code] for record in chart.table.records]


def words(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.texts] + [
        text.get_text() for axes in chart.figure.axes for text in axes.texts
    ]


@pytest.mark.parametrize("name", ["steps", "long", "uneven", "few"])
def test_every_point_of_a_control_chart_stands_in_its_table(example: Draw, name: str) -> None:
    chart = example(name).chart
    drawn = {int(p.get_xdata()[0]): float(p.get_ydata()[0]) for p in lines(chart, "point")}
    told = {place: value for place, value in enumerate(column(chart, "value")) if value is not None}
    assert drawn == told


@pytest.mark.parametrize("name", ["steps", "long", "uneven"])
def test_limits_and_mean_of_a_control_chart_are_those_of_the_table(example: Draw, name: str) -> None:
    chart = example(name).chart
    drawn = {round(float(y), 12) for line in lines(chart, "limit") + lines(chart, "mean") for y in line.get_ydata()}
    told = {round(v, 12) for code in ("lower", "upper", "mean") for v in column(chart, code) if v is not None}
    assert drawn == told
    (target,) = lines(chart, "target")
    assert target.get_ydata()[0] == column(chart, "target")[-1] == 0.9


def test_the_text_of_a_control_chart_says_its_last_figures(example: Draw) -> None:
    chart = example("long").chart
    assert "E-mail answered: 62.0\N{NARROW NO-BREAK SPACE}% as promised in October 2026." in chart.alt_text
    assert "The mean is 70.7\N{NARROW NO-BREAK SPACE}%" in chart.alt_text
    assert "200 contacts counted." in chart.alt_text
    assert "Worsening. Fails the target." in chart.alt_text
    assert "Worse, not by chance: May 2025 to October 2026." in chart.alt_text


def test_a_special_cause_has_a_shape_and_a_colour_of_its_own(example: Draw) -> None:
    example_ = example("long")
    _series, made = example_.measure
    points = lines(example_.chart, "point")
    assert len({point.get_marker() for point in points}) > 1
    for point in points:
        mark = made.mark(int(point.get_xdata()[0]))
        assert point.get_marker() == {"improving": "^", "concerning": "v", "common": "o"}[mark.value]
        assert to_hex(point.get_color()).upper() == {
            Variation.IMPROVING: PRINT.met, Variation.CONCERNING: PRINT.breached, Variation.COMMON: PRINT.chart
        }[mark]  # fmt: skip


def test_a_period_that_runs_is_hollow_and_square_and_said(example: Draw) -> None:
    chart = example("steps").chart
    last = lines(chart, "point")[-1]
    assert (last.get_marker(), to_hex(last.get_markerfacecolor()).upper()) == ("s", PRINT.surface)
    assert any("not judged" in note.replace("\N{NO-BREAK SPACE}", " ") for note in chart.notes)
    assert column(chart, "judged")[-1] is False


def test_few_contacts_are_hollow(example: Draw) -> None:
    chart = example("uneven").chart
    hollow = [to_hex(point.get_markerfacecolor()).upper() == PRINT.surface for point in lines(chart, "point")]
    assert hollow == [n < 20 for n in column(chart, "n")]


def test_an_incomplete_period_is_hatched_and_said(example: Draw) -> None:
    chart = example("steps").chart
    (span,) = [patch for patch in chart.figure.axes[0].patches if patch.get_gid() == "incomplete"]
    assert span.get_hatch() == "///"
    assert "Hatched: the data is not complete (April 2025)." in chart.notes
    assert column(chart, "complete").index(False) == 5


def test_a_rebase_and_a_new_version_are_lines_with_their_reason(example: Draw) -> None:
    chart = example("steps").chart
    assert [line.get_xdata()[0] for line in lines(chart, "step")] == [7.5, 17.5]
    assert "New limits from 01-05-2026: a second call team, decided on 21-04-2026." in chart.notes
    assert any(note.startswith("From 01-07-2025 version 1 holds, another promise") for note in chart.notes)


def test_fewer_than_six_points_have_no_limits_and_that_is_said(example: Draw) -> None:
    chart = example("few").chart
    assert lines(chart, "limit") == []
    assert "There are still too few periods for limits." in chart.notes
    assert set(column(chart, "lower")) == {None}


def test_under_twelve_points_the_limits_are_called_trial_limits(example: Draw) -> None:
    assert not any("Trial limits" in note for note in example("long").chart.notes)
    assert "Trial limits: 11 points, fewer than 12." in example("eleven").chart.notes


def test_the_number_of_contacts_stands_under_every_named_period(example: Draw) -> None:
    chart = example("uneven").chart
    axes: Axes = chart.figure.axes[0]
    for place, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True):
        assert label.get_text().split("\n")[1] == str(column(chart, "n")[int(place)])


def test_thirty_six_months_have_names_that_do_not_touch(example: Draw) -> None:
    figure = example("long").chart.figure
    figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in figure.axes[0].get_xticklabels()]
    assert len(boxes) >= 9
    for left, right in pairwise(boxes):
        assert left.x1 < right.x0


def test_the_points_of_a_funnel_are_those_of_its_table_by_name(example: Draw) -> None:
    made = example("funnel")
    drawn = {(int(p.get_xdata()[0]), float(p.get_ydata()[0])) for p in lines(made.chart, "point")}
    assert drawn == {(r["n"], r["share"]) for r in made.chart.table.records}
    groups = column(made.chart, "group")
    assert groups == sorted(groups), "no ranking"
    for record in made.chart.table.records:
        assert f"{record['group']}: " in made.chart.alt_text
    assert "Taxes: 73.0\N{NARROW NO-BREAK SPACE}% of 115, below the lines." in made.chart.alt_text
    diamonds = [p for p in lines(made.chart, "point") if p.get_marker() == "D"]
    assert [int(p.get_xdata()[0]) for p in diamonds] == [115]
    assert "Taxes: below the lines" in words(made.chart)
    assert "Costs $A and $B" in words(made.chart), "a dollar sign is no mathematics"


def test_the_curves_of_a_funnel_are_exact_binomial(example: Draw) -> None:
    made = example("funnel")
    curves = [(line.get_xdata(), line.get_ydata()) for line in lines(made.chart, "limit")]
    assert len(curves) == 4
    curve = made.measure.curve
    for (n, edge), told in zip(
        curves, (curve.inner_lower, curve.inner_upper, curve.outer_lower, curve.outer_upper), strict=True
    ):
        np.testing.assert_array_equal(edge, told[np.isin(curve.n, n)])


def test_the_cells_of_a_heat_map_are_those_of_its_table(example: Draw) -> None:
    chart = example("heatmap").chart
    above, below = ([t.get_text() for t in axes.texts if t.get_gid() == "number"] for axes in chart.figure.axes)
    records = chart.table.records
    assert above == ["×" if r["contacts"] is None else str(r["contacts"] or "·") for r in records]
    assert below == ["–" if r["share"] is None else str(round(r["share"] * 100)) for r in records]
    assert all(r["share"] is None or r["counted"] >= 20 for r in records)
    assert [r["contacts"] for r in records if r["weekday"] == "Friday" and r["hour"] == "16:00"] == [None]
    assert "Of 7 contacts the hour is not known." in chart.alt_text


def test_the_bars_of_the_backlog_are_those_of_its_table(example: Draw) -> None:
    made = example("backlog")
    found: Backlog = made.measure
    for gid in ("running", "late"):
        bars = [patch for patch in made.chart.figure.axes[0].patches if patch.get_gid() == gid]
        assert {round(p.get_x() + p.get_width() / 2): p.get_height() for p in bars} == {
            place: n for place, n in enumerate(column(made.chart, gid)) if n
        }
    assert made.chart.title == "E-mail answered: 111 open, 12 of them late"
    assert "Last day today: 7." in made.chart.alt_text
    assert "Late, > 28 days: 1." in made.chart.alt_text
    assert found.open.sum() == 111
    late = [p for p in made.chart.figure.axes[0].patches if p.get_gid() == "late"]
    assert {p.get_hatch() for p in late} == {"////"}


def test_the_curve_of_the_waiting_time_is_its_table(example: Draw) -> None:
    made = example("waiting")
    (curve,) = lines(made.chart, "curve")
    assert curve.get_xdata().tolist() == column(made.chart, "wait")
    assert list(curve.get_ydata()) == column(made.chart, "share")
    (point,) = lines(made.chart, "point")
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (5.0, made.measure.within(5.0))
    assert "At the limit of 5 working days the curve stands at 92.0\N{NARROW NO-BREAK SPACE}%." in made.chart.alt_text
    assert "Half within 2 working days." in made.chart.alt_text


def test_the_bars_of_the_causes_are_those_of_the_table(example: Draw) -> None:
    chart = example("causes").chart
    bars = [p for p in chart.figure.axes[0].patches if p.get_gid() in ("cause", "unsaid")]
    assert [p.get_width() for p in bars] == column(chart, "breaches")
    assert bars[-1].get_hatch() == "////"
    assert column(chart, "together")[:2] == [14 / 28, 23 / 28]
    assert "Waiting for another department: 9." in chart.alt_text
    assert "Without a reason: 6." in chart.alt_text


def test_the_points_of_the_years_are_those_of_the_table(example: Draw) -> None:
    made = example("years")
    drawn = sorted(float(p.get_ydata()[0]) for p in lines(made.chart, "point"))
    assert drawn == sorted(v for v in column(made.chart, "value") if v is not None)
    (change,) = lines(made.chart, "change")
    assert change.get_xdata()[0] == pytest.approx(0.5)
    assert "From 01-02-2026 version 1 of the promise holds." in made.chart.notes
    assert len({p.get_marker() for p in lines(made.chart, "point")}) == 4, "every year has its own marker"


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_clipped_by_the_edge(example: Draw, name: str) -> None:
    figure = example(name).chart.figure
    figure.draw_without_rendering()
    width, height = figure.bbox.width, figure.bbox.height
    ticks = [
        label for axes in figure.axes if axes.axison for label in (*axes.get_xticklabels(), *axes.get_yticklabels())
    ]
    for text in [*figure.texts, *(t for axes in figure.axes for t in (*axes.texts, axes.title)), *ticks]:
        box = text.get_window_extent()
        if text.get_text().strip():
            assert box.x0 >= -0.5, text.get_text()
            assert box.x1 <= width + 0.5, text.get_text()
            assert box.y0 >= -0.5, text.get_text()
            assert box.y1 <= height + 0.5, text.get_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_has_words_and_a_table_without_gaps(example: Draw, name: str) -> None:
    chart = example(name).chart
    assert chart.title
    assert chart.title.split(":")[0] in chart.alt_text or "E-mail answered" in chart.alt_text
    assert len({c.code for c in chart.table.columns}) == len(chart.table.columns)
    for row, cells in zip(chart.table.rows, chart.table.cells, strict=True):
        assert len(row) == len(cells) == len(chart.table.columns)
        assert not any(isinstance(value, float) and math.isnan(value) for value in row)


def test_an_empty_period_is_drawn_and_says_so(example: Draw) -> None:
    chart = example("empty").chart
    assert "Nothing counts in July 2026 to October 2026." in words(chart)
    assert chart.title == "E-mail answered: no figure yet"
    assert "Nothing counts in these periods." in chart.alt_text


def test_without_words_only_the_plotting_area_is_drawn(example: Draw) -> None:
    chart = example("steps", Paper.window(LIGHT, 700, 320)).chart
    assert chart.figure.texts == []
    assert chart.figure.get_size_inches().tolist() == [7.0, 3.2]
    assert chart.notes


def test_a_heat_map_that_nobody_looks_at_tells_the_same_without_its_cells(example: Draw) -> None:
    about = About("E-mail answered", "within 5 working days", "October 2026")
    whole, bare = (
        heatmap_chart(example("heatmap").measure, about, Paper(LIGHT), fewest=5, with_cells=cells)
        for cells in (True, False)
    )
    assert len(words(bare)) < 10 < len(words(whole))
    for told in ("title", "subtitle", "notes", "alt_text", "table"):
        assert getattr(bare, told) == getattr(whole, told)
