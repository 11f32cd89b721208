"""What is still open, in bands before and past the last day.

Why: the late ones are the work of today, those before the line the work of this week. Late bars are hatched and stand
right of the line, so that no colour is needed. Refuses to name a contact: the worklist does.
"""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from charter.locale import _, formats, ngettext
from charter.measures.backlog import BANDS, Backlog
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.look import Paper
from charter.reports.charts.page import Page
from charter.reports.charts.table import Column, Kind, Table
from charter.reports.charts.words import legend

_TODAY = BANDS.index((0, 0))


def backlog_chart(found: Backlog, about: About, paper: Paper) -> Chart:
    """The open promises of `found`; `about.period` is the moment they are counted at."""
    total, late = int(found.open.sum()), int(found.late.sum())
    words = {"norm": about.norm, "n": formats.number(total), "late": formats.number(late)}
    if total:
        title = ngettext(
            "%(norm)s: %(n)s open, %(late)s of it late", "%(norm)s: %(n)s open, %(late)s of them late", total
        )
    else:
        title = _("%(norm)s: nothing is open")
    title %= words
    subtitle = " · ".join(filter(None, (about.limit, about.period)))
    notes = legend(["■ " + _("the term still runs"), "▨ " + _("too late")]) if total else []
    page = Page(paper, title, subtitle, [*notes, *about.remarks])
    (axes,) = page.axes()
    if total:
        _draw(page, axes, found)
    else:
        page.nothing(axes, _("Nothing is open on %(moment)s.") % {"moment": about.period})
    return Chart(page.figure, title, subtitle, (*notes, *about.remarks), _alt_text(found, about, title), _table(found))


def _draw(page: Page, axes: Axes, found: Backlog) -> None:
    look = page.look
    places = list(range(len(BANDS)))
    due, late = np.flatnonzero(found.running), np.flatnonzero(found.late)
    axes.bar(due, found.running[due], 0.78, color=look.pending, gid="running")
    axes.bar(
        late, found.late[late], 0.78, bottom=found.running[late], facecolor=look.surface, edgecolor=look.breached,
        hatch="////", lw=1.2, gid="late",
    )  # fmt: skip
    page.counts(axes, float(found.open.max()))
    axes.set_xlim(-0.6, len(BANDS) - 0.4)
    for place, height in enumerate(found.open.tolist()):
        if height:
            page.text(
                axes, place, height, formats.number(height), ha="center", va="bottom", color=look.text, gid="number"
            )
    axes.axvline(_TODAY + 0.5, color=look.text, lw=1.2, gid="deadline")
    page.text(
        axes, _TODAY + 0.42, 1.01, _("still to go"), transform=axes.get_xaxis_transform(), ha="right", va="bottom"
    )
    page.text(axes, _TODAY + 0.58, 1.01, _("late"), transform=axes.get_xaxis_transform(), ha="left", va="bottom")
    page.x_ticks(axes, places, [band_words(place) for place in places])
    page.x_label(axes, _("days before and after the last day"))


def band_words(place: int) -> str:
    """> 28, 15–28, 1–3, or today."""
    first, last = BANDS[place]
    if first is None:
        return f"> {-(last or 0) - 1}"
    if last is None:
        return f"> {first - 1}"
    if (first, last) == (0, 0):
        return _("today")
    least, most = sorted((abs(first), abs(last)))
    return f"{least}–{most}"


def _side(place: int) -> str:
    return _("still to go") if place < _TODAY else _("late") if place > _TODAY else _("last day")


def _alt_text(found: Backlog, about: About, title: str) -> str:
    sentences = [_("Bar chart of what is open on %(moment)s.") % {"moment": about.period}, f"{title}."]
    for place, n in enumerate(found.open.tolist()):
        if n:
            sentences.append(
                _("%(side)s, %(days)s days: %(n)s.")
                % {"side": _side(place).capitalize(), "days": band_words(place), "n": formats.number(n)}
                if place != _TODAY
                else _("Last day today: %(n)s.") % {"n": formats.number(n)}
            )
    return " ".join([*sentences, *about.remarks])


def _table(found: Backlog) -> Table:
    columns = (
        Column("side", _("Against the last day")),
        Column("days", _("Days")),
        Column("running", _("Running"), Kind.COUNT),
        Column("late", _("Late"), Kind.COUNT),
        Column("median_age_days", _("Median age in days"), Kind.NUMBER),
    )
    rows = tuple(
        (
            _side(place),
            band_words(place),
            int(found.running[place]),
            int(found.late[place]),
            None if math.isnan(found.median_age[place]) else float(found.median_age[place]),
        )
        for place in range(len(BANDS))
    )
    return Table(columns, rows)
