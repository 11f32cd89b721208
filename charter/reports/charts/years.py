"""This year beside the years before, month by month, with a line where the promise itself changed.

Why: October is compared with October. Years differ in marker and dash, and each carries its own name at its end.
Refuses to call a difference an improvement: the control chart does, when it is one.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from matplotlib.axes import Axes

from charter.locale import _, formats
from charter.measures.control import FEW_CONTACTS
from charter.measures.series import Figure, Series
from charter.measures.years import Years
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.look import Look, Paper
from charter.reports.charts.page import Page, width_of
from charter.reports.charts.table import Column, Kind, Table
from charter.reports.charts.words import legend, period_words, short_month, target_words, value_words

_MONTHS = 12
_STYLES = (
    ("o", "solid", 2.0),
    ("s", "dashed", 1.4),
    ("^", "dotted", 1.4),
    ("D", "dashdot", 1.2),
    ("v", (0, (1, 3)), 1.2),
)
"""Marker, dash and width: this year, last year, the one before and so on."""


def years_chart(found: Years, monthly: Series, about: About, paper: Paper) -> Chart:
    """The years of `found`, folded from `monthly`, whose target and version changes are drawn."""
    told = [row for row in range(len(found.years)) if not np.isnan(found.value[row]).all()][-len(_STYLES) :]
    title = _title(found, monthly, about)
    subtitle = " · ".join(filter(None, (about.limit, about.period)))
    notes = [*_notes(found, monthly, told), *about.remarks]
    page = Page(paper, title, subtitle, notes)
    (axes,) = page.axes()
    if told:
        _draw(page, axes, found, monthly, told)
    else:
        page.nothing(axes, _("Nothing counts in %(period)s.") % {"period": about.period})
    alt_text = _alt_text(found, monthly, about, title, told, notes)
    return Chart(page.figure, title, subtitle, tuple(notes), alt_text, _table(found, monthly))


def _last(found: Years) -> tuple[int, int] | None:
    judged = np.flatnonzero(found.judged.ravel())
    return divmod(int(judged[-1]), _MONTHS) if len(judged) else None


def _title(found: Years, monthly: Series, about: About) -> str:
    last = _last(found)
    if last is None:
        return _("%(norm)s: no figure yet") % {"norm": about.norm}
    row, month = last
    words = {
        "norm": about.norm,
        "value": value_words(float(found.value[row, month]), monthly.figure),
        "period": _month(found, row, month),
    }
    if row and not math.isnan(found.value[row - 1, month]):
        words["before"] = value_words(float(found.value[row - 1, month]), monthly.figure)
        return _("%(norm)s: %(value)s in %(period)s, %(before)s a year earlier") % words
    return _("%(norm)s: %(value)s in %(period)s") % words


def _month(found: Years, row: int, month: int) -> str:
    return formats.month(date(found.years[row], month + 1, 1))


def _notes(found: Years, monthly: Series, told: list[int]) -> list[str]:
    counts = ~np.isnan(found.value)
    marks = []
    if (counts & found.judged & (found.n < FEW_CONTACTS))[told].any():
        marks.append(_("hollow: fewer than %(n)s contacts, jumps by chance") % {"n": FEW_CONTACTS})
    if (counts & ~found.judged)[told].any():
        marks.append("× " + _("not whole yet, or too many contacts still run"))
    notes = legend(marks)
    notes += [
        _("From %(day)s version %(n)s of the promise holds.")
        % {"day": formats.day(change.on), "n": change.version.number}
        for change in monthly.changes
    ]
    missing = [
        period_words(period)
        for period, whole in zip(monthly.periods, monthly.complete.tolist(), strict=True)
        if not whole
    ]
    if missing:
        notes.append(
            _("Not complete: %(periods)s.") % {"periods": ", ".join(missing[:4]) + ("…" if missing[4:] else "")}
        )
    return notes


def _draw(page: Page, axes: Axes, found: Years, monthly: Series, told: list[int]) -> None:
    look = page.look
    aim = monthly.aim
    known = np.concatenate([found.value[told].ravel(), [math.nan if aim is None else aim]])
    low, high = float(np.nanmin(known)), float(np.nanmax(known))
    if monthly.figure is Figure.SHARE:
        page.shares(axes, low, high)
    else:
        air = max((high - low) * 0.1, 0.2)
        page.values(axes, low - air, high + air, lambda value: value_words(value, monthly.figure))
    axes.set_xlim(-0.4, _MONTHS - 0.6)
    if aim is not None:
        axes.axhline(aim, color=look.accent, lw=1.2, ls=(0, (1, 2)), gid="target")
    beside = (
        []
        if aim is None
        else [(aim, _("target %(value)s") % {"value": target_words(aim, monthly.figure)}, look.accent)]
    )
    for age, row in enumerate(reversed(told)):
        beside.append(_year(axes, found, row, age, look))
    _changes(page, axes, monthly)
    months = list(range(_MONTHS))
    page.x_ticks(axes, months, [short_month(date(found.years[-1], month + 1, 1)) for month in months])
    page.beside(axes, beside)


def _year(axes: Axes, found: Years, row: int, age: int, look: Look) -> tuple[float, str, str]:
    """One year as a line; where its name stands."""
    marker, dash, width = _STYLES[age]
    colour = (look.text, look.pending, look.undetermined, look.excluded, look.control)[age]
    values, judged = found.value[row], found.judged[row]
    months = np.flatnonzero(~np.isnan(values))
    axes.plot(months, values[months], color=colour, lw=width, ls=dash, zorder=4 - age * 0.2, gid="line")
    for month in months.tolist():
        hollow = found.n[row, month] < FEW_CONTACTS
        axes.plot(
            [month], [values[month]], marker=marker if judged[month] else "x", color=colour, ls="none", ms=5.5, mew=1.3,
            mfc=look.surface if hollow else colour, zorder=4.1 - age * 0.2, gid="point",
        )  # fmt: skip
        if not found.complete[row, month]:
            axes.axvspan(
                month - 0.5, month + 0.5, facecolor="none", edgecolor=look.control, hatch="///", lw=0, alpha=0.5,
                gid="incomplete",
            )  # fmt: skip
    sign = {"o": "●", "s": "■", "^": "▲", "D": "◆", "v": "▼"}[marker]
    return float(values[months[-1]]), f"{sign} {found.years[row]}", colour


def _changes(page: Page, axes: Axes, monthly: Series) -> None:
    """A line in the month in which a version of the norm took over, with its first day above it."""
    per_inch = _MONTHS / (page.paper.width - 1.6)
    ends: list[float] = []
    for change in sorted(monthly.changes, key=lambda change: change.on.timetuple().tm_yday):
        at = change.on.month - 1 + (change.on.day - 1) / 31 - 0.5
        axes.axvline(at, color=page.look.undetermined, lw=1.2, ls="dashdot", gid="change")
        said = _("version %(n)s: %(day)s") % {"n": change.version.number, "day": formats.day(change.on)}
        begin = min(at, _MONTHS - 0.6 - width_of(said) * per_inch)
        row = next((row for row, end in enumerate(ends) if end < begin), len(ends))
        ends[row : row + 1] = [begin + (width_of(said) + 0.1) * per_inch]
        page.text(
            axes, begin, 1.01 + row * 0.075, said, transform=axes.get_xaxis_transform(), va="bottom",
            color=page.look.undetermined,
        )  # fmt: skip


def _alt_text(found: Years, monthly: Series, about: About, title: str, told: list[int], notes: list[str]) -> str:
    sentences = [
        _("Line chart of %(norm)s by month, one line a year, %(period)s.")
        % {"norm": about.norm, "period": about.period},
        f"{title}.",
    ]
    if not told:
        sentences.append(_("Nothing counts in %(period)s.") % {"period": about.period})
    for row in reversed(told):
        months = np.flatnonzero(~np.isnan(found.value[row]))
        low, high = (int(months[pick(found.value[row, months])]) for pick in (np.argmin, np.argmax))
        sentences.append(
            _("%(year)s: lowest %(low)s in %(when)s, highest %(high)s in %(then)s.")
            % {
                "year": found.years[row],
                "low": value_words(float(found.value[row, low]), monthly.figure),
                "when": short_month(date(found.years[row], low + 1, 1)),
                "high": value_words(float(found.value[row, high]), monthly.figure),
                "then": short_month(date(found.years[row], high + 1, 1)),
            }
        )
    return " ".join([*sentences, *notes])


def _table(found: Years, monthly: Series) -> Table:
    kind = Kind.SHARE if monthly.is_share else Kind.NUMBER
    columns = (
        Column("month", _("Month")),
        Column("n", _("Contacts"), Kind.COUNT),
        Column("met", _("Met"), Kind.COUNT),
        Column("value", _("Value"), kind),
        Column("target", _("Target"), kind),
        Column("judged", _("Judged"), Kind.YES),
        Column("complete", _("Complete"), Kind.YES),
        Column("new_version", _("New version"), Kind.COUNT),
    )
    changes = {change.position: change.version.number for change in monthly.changes}
    rows = tuple(
        (
            period.label,
            int(monthly.n[at]),
            int(monthly.met[at]),
            None if math.isnan(monthly.value[at]) else float(monthly.value[at]),
            None if math.isnan(monthly.target[at]) else float(monthly.target[at]),
            bool(monthly.judged[at]),
            bool(monthly.complete[at]),
            changes.get(at),
        )
        for at, period in enumerate(monthly.periods)
    )
    return Table(columns, rows)
