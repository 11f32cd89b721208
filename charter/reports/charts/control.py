"""The control chart: the figure of each period between limits that tell noise from change (XmR, or p).

Why: a bar per month invites a story for every wobble (peers.md 4). A point that is no chance has another shape and
another colour, and `control_words` says why. Refuses to lay limits and to find special causes:
`charter.measures.control` did. The axis of a line need not begin at nothing, and the table says where it runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from charter.locale import _, formats
from charter.measures.control import FEW_CONTACTS, Control, Variation
from charter.measures.control_limits import Kind as Limits
from charter.measures.series import Figure, Series
from charter.measures.signals import Rule
from charter.norms.periods import Period
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.control_words import alt_text_of, notes_of, subtitle_of, title_of
from charter.reports.charts.look import A4, Look, Paper
from charter.reports.charts.page import Page, width_of
from charter.reports.charts.signs import assurance_badge, variation_badge
from charter.reports.charts.table import Column, Kind, Table
from charter.reports.charts.words import (
    ASSURANCES,
    VARIATIONS,
    short_month,
    span_words,
    target_words,
    value_words,
)

_LEAST_AIR = 0.2
"""Above and below marks and seconds that hardly differ."""

SHAPES = {Variation.COMMON: "o", Variation.UNKNOWN: "o", Variation.IMPROVING: "^", Variation.CONCERNING: "v"}


def control_chart(series: Series, made: Control, about: About, paper: Paper = A4) -> Chart:
    """The series with its limits; `made` are the limits of `series`. Without any figure it says so.

    The point of period i stands at x = i, and is row i of the table.
    """
    look = paper.look
    last = made.last
    title = title_of(series, about, last)
    badges = []
    if last is not None:
        signals = made.signals_at(last)
        direction = signals[0].direction if signals else 0
        badges = [
            variation_badge(made.variation, direction, _(VARIATIONS[made.variation]), look),
            assurance_badge(made.assurance, made.better, _(ASSURANCES[made.assurance]), look),
        ]
    notes = notes_of(series, made, about)
    if not _axis_fits(paper):
        notes.append(_("Under each period: the contacts that count."))
    subtitle = subtitle_of(series, made, about)
    page = Page(paper, title, subtitle, notes, badges)
    (axes,) = page.axes()
    if np.isnan(series.value).all():
        page.nothing(axes, _("Nothing counts in %(period)s.") % {"period": span_words(series.periods)})
    else:
        _draw(page, axes, series, made)
    return Chart(
        page.figure, title, subtitle, tuple(notes), alt_text_of(series, made, about, title), _table(series, made, about)
    )


def _draw(page: Page, axes: Axes, series: Series, made: Control) -> None:
    look = page.look
    _heights(page, axes, series, made)
    for segment in made.segments:
        inside = np.arange(segment.first, segment.last + 1)
        edges = np.concatenate([[inside[0] - 0.5], inside, [inside[-1] + 0.5]])
        if segment.centre is not None:
            lower, upper, centre = (
                np.concatenate([[column[inside[0]]], column[inside], [column[inside[-1]]]])
                for column in (made.lower, made.upper, made.centre)
            )
            axes.fill_between(edges, lower, upper, step="mid" if made.kind is Limits.P else None, color=look.band, lw=0)
            style = "steps-mid" if made.kind is Limits.P else "default"
            for column in (lower, upper):
                axes.plot(edges, column, color=look.muted, lw=0.9, ls=(0, (5, 3)), drawstyle=style, gid="limit")
            axes.plot(edges, centre, color=look.chart, lw=1.0, gid="mean")
        taking = inside[made.judged[inside]]
        axes.plot(taking, series.value[taking], color=look.chart, lw=1.4, gid="line")
    if made.target is not None:
        axes.axhline(made.target, color=look.accent, lw=1.3, ls=(0, (1, 2)), gid="target")
    _points(axes, series, made, look)
    _incomplete(axes, series, look)
    _upright_lines(page, axes, series, made)
    axes.set_xlim(-0.6, len(series) - 0.4)
    _time_axis(page, axes, series)
    page.beside(axes, _beside(series, made, look))


def _heights(page: Page, axes: Axes, series: Series, made: Control) -> None:
    target = math.nan if made.target is None else made.target
    everything = np.concatenate([series.value, made.lower, made.upper, [target]])
    low, high = float(np.nanmin(everything)), float(np.nanmax(everything))
    if series.figure is Figure.SHARE:
        page.shares(axes, low, high)
        return
    air = max((high - low) * 0.1, _LEAST_AIR)
    least, most = series.bounds
    page.values(axes, max(low - air, least), min(high + air, most), lambda value: value_words(value, series.figure))


def _points(axes: Axes, series: Series, made: Control, look: Look) -> None:
    colours = {Variation.IMPROVING: look.met, Variation.CONCERNING: look.breached}
    for position in np.flatnonzero(~np.isnan(series.value)).tolist():
        mark = made.mark(position)
        judged = bool(made.judged[position])
        colour = colours.get(mark, look.chart if judged else look.muted)
        hollow = not judged or series.n[position] < FEW_CONTACTS
        axes.plot(
            [position], [series.value[position]], marker=SHAPES[mark] if judged else "s", color=colour, ls="none",
            ms=7 if mark in colours else 5.5, mfc=look.surface if hollow else colour, mew=1.3, zorder=4, gid="point",
        )  # fmt: skip


def _incomplete(axes: Axes, series: Series, look: Look) -> None:
    """Periods of which data is missing are hatched, from foot to top."""
    for position in np.flatnonzero(~series.complete).tolist():
        axes.axvspan(
            position - 0.5, position + 0.5, facecolor="none", edgecolor=look.control, hatch="///", lw=0, alpha=0.55,
            zorder=1.5, gid="incomplete",
        )  # fmt: skip


def _upright_lines(page: Page, axes: Axes, series: Series, made: Control) -> None:
    """Where new limits begin, and where the norm changed, with the date above the line."""
    look = page.look
    lines = [
        (segment.first, f"{_('new limits')} {formats.day(segment.step.on)}", look.chart, "solid")
        for segment in made.segments
        if segment.step
    ]
    lines += [
        (
            change.position,
            f"{_('version %(n)s') % {'n': change.version.number}}, {formats.day(change.on)}",
            look.undetermined,
            "dashdot",
        )
        for change in series.changes
    ]
    ends: list[float] = []
    per_inch = (len(series) + 0.2) / (page.paper.width - 1.9)
    for position, word, colour, dash in sorted(lines, key=lambda line: line[0]):
        at = position - 0.5
        axes.axvline(at, color=colour, lw=1.1, ls=dash, zorder=2, gid="step")
        width = width_of(word) * per_inch
        begin = min(at, len(series) - 0.4 - width)
        row = next((row for row, end in enumerate(ends) if end < begin), len(ends))
        ends[row : row + 1] = [begin + width + 0.08 * per_inch]
        page.text(
            axes, begin, 1.01 + row * 0.075, word, transform=axes.get_xaxis_transform(), color=colour, va="bottom"
        )


def _beside(series: Series, made: Control, look: Look) -> list[tuple[float, str, str]]:
    said = []
    if made.target is not None:
        said.append(
            (made.target, _("target %(value)s") % {"value": target_words(made.target, series.figure)}, look.accent)
        )
    last = made.segments[-1].last
    if not math.isnan(made.centre[last]):
        for column, words, colour in (
            (made.upper, _("upper limit %(value)s"), look.muted),
            (made.centre, _("mean %(value)s"), look.text),
            (made.lower, _("lower limit %(value)s"), look.muted),
        ):
            value = float(column[last])
            said.append((value, words % {"value": value_words(value, series.figure)}, colour))
    return said


def _time_axis(page: Page, axes: Axes, series: Series) -> None:
    """Under the periods that are named: their name, the year where it begins, and the number of contacts."""
    width = page.paper.width - 1.9
    wide = max(width_of(formats.number(int(n))) for n in series.n) if len(series) else 0.2
    room = max(int(width / (max(wide, 0.34) + 0.1)), 1)
    step = next((s for s in (1, 2, 3, 4, 6, 12) if math.ceil(len(series) / s) <= room), 12)
    places = named(series.periods, step)
    words = []
    for number, position in enumerate(places):
        period = series.periods[position]
        before = series.periods[places[number - 1]].last.year if number else None
        year = str(period.last.year) if before != period.last.year else ""
        words.append(f"{short_name(period)}\n{formats.number(int(series.n[position]))}\n{year}")
    page.x_ticks(axes, places, words)
    if _axis_fits(page.paper):
        page.x_label(axes, _("under each period: the contacts that count"))


def _axis_fits(paper: Paper) -> bool:
    """Whether there is room to say under the axis what its numbers are; if not, a remark says so."""
    return width_of(_("under each period: the contacts that count")) < paper.width - 1.9


def named(periods: Sequence[Period], step: int) -> list[int]:
    """The positions whose name stands on the axis: one in `step`, January among them where the periods are months."""
    monthly = all(len(period.label) == len("2026-10") and "W" not in period.label for period in periods)
    if monthly:
        return [place for place, period in enumerate(periods) if (period.first.month - 1) % step == 0]
    return list(range(0, len(periods), step))


def short_name(period: Period) -> str:
    """okt, or wk 46, or 17-11."""
    if "-W" in period.label:
        return _("wk %(n)s") % {"n": int(period.label.split("-W")[1])}
    return formats.day(period.first)[:5] if ".." in period.label else short_month(period.first)


def _table(series: Series, made: Control, about: About) -> Table:
    kind = Kind.SHARE if series.is_share else Kind.NUMBER
    columns = (
        Column("period", _("Period")),
        Column("n", _("Contacts"), Kind.COUNT),
        Column("met", _("Met"), Kind.COUNT),
        Column("pending", _("Running"), Kind.COUNT),
        Column("value", _("Value"), kind),
        Column("target", _("Target"), kind),
        Column("mean", _("Mean"), kind),
        Column("lower", _("Lower limit"), kind),
        Column("upper", _("Upper limit"), kind),
        Column("variation", _("Variation")),
        Column("rules", _("Rules")),
        Column("judged", _("Judged"), Kind.YES),
        Column("complete", _("Complete"), Kind.YES),
        Column("remark", _("Remark")),
    )
    rows = tuple(
        (
            period.label,
            int(series.n[at]),
            int(series.met[at]),
            int(series.pending[at]),
            _number(series.value[at]),
            _number(series.target[at]),
            _number(made.centre[at]),
            _number(made.lower[at]),
            _number(made.upper[at]),
            made.mark(at).value,
            " ".join(rule.value for rule in Rule if rule in {signal.rule for signal in made.signals_at(at)}),
            bool(made.judged[at]),
            bool(series.complete[at]),
            about.of_periods.get(period.label),
        )
        for at, period in enumerate(series.periods)
    )
    return Table(columns, rows)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
