"""How long residents waited: the share that was helped within each time, with the limit as a line.

Why: the curve shows what a share hides, how late the late ones are. It is drawn in steps, as it was counted, and ends
below 100 % when some were never helped. Refuses to smooth.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from charter.locale import N_, _, formats, ngettext
from charter.measures.waiting import Scale, Waiting
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.look import Paper
from charter.reports.charts.page import Page, width_of
from charter.reports.charts.table import Column, Kind, Table

AXES = {
    Scale.SECONDS: N_("seconds"),
    Scale.MINUTES: N_("minutes"),
    Scale.HOURS: N_("hours"),
    Scale.OPENING_MINUTES: N_("minutes within opening hours"),
    Scale.OPENING_HOURS: N_("hours within opening hours"),
    Scale.WORKING_DAYS: N_("working days"),
    Scale.DAYS: N_("days"),
    Scale.DAYS_PAST_PROMISE: N_("days after the promised day"),
}


def waiting_chart(found: Waiting, about: About, paper: Paper) -> Chart:
    """The distribution of `found`."""
    share = found.met / found.counted if found.counted else None
    title = (
        _("%(norm)s: nothing counts yet") % {"norm": about.norm}
        if share is None
        else _("%(norm)s: %(share)s within the limit") % {"norm": about.norm, "share": formats.percent(share)}
    )
    subtitle = " · ".join(filter(None, (about.limit, about.period, *_typical(found))))
    notes = [*_notes(found), *about.remarks]
    page = Page(paper, title, subtitle, notes)
    (axes,) = page.axes()
    if found.counted:
        _draw(page, axes, found)
    else:
        page.nothing(axes, _("Nothing counts in %(period)s.") % {"period": about.period})
    sentences = [
        _("Curve of the waiting time of %(norm)s, %(period)s.") % {"norm": about.norm, "period": about.period},
        f"{title}.",
        *(f"{said[0].upper()}{said[1:]}." for said in _typical(found)),
        *(
            _("At the limit of %(limit)s %(unit)s the curve stands at %(share)s.")
            % {
                "limit": _amount(limit.at),
                "unit": _(AXES[found.scale]),
                "share": formats.percent(found.within(limit.at) or 0.0),
            }
            for limit in found.limits
            if found.counted
        ),
    ]
    return Chart(page.figure, title, subtitle, tuple(notes), " ".join([*sentences, *notes]), _table(found))


def _typical(found: Waiting) -> list[str]:
    """Half and nine in ten, where so many were helped."""
    said = []
    for share, words in ((0.5, _("half within %(wait)s")), (0.9, _("nine in ten within %(wait)s"))):
        wait = found.quantile(share)
        if wait is not None:
            said.append(words % {"wait": f"{_amount(wait)} {_(AXES[found.scale])}"})
    return said


def _amount(value: float) -> str:
    return formats.number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def _notes(found: Waiting) -> list[str]:
    told = (
        (found.counted, ngettext("%(n)s contact counts.", "%(n)s contacts count.", found.counted)),
        (
            found.unhelped,
            ngettext(
                "%(n)s of them was not helped: the curve does not reach the top.",
                "%(n)s of them were not helped: the curve does not reach the top.",
                found.unhelped,
            ),
        ),
        (
            found.beyond,
            ngettext(
                "%(n)s of them waited longer than is drawn.",
                "%(n)s of them waited longer than is drawn.",
                found.beyond,
            ),
        ),
        (
            found.running,
            ngettext(
                "%(n)s contact still runs and is not in it.",
                "%(n)s contacts still run and are not in it.",
                found.running,
            ),
        ),
        (
            found.left_out,
            ngettext(
                "%(n)s contact had a limit of another kind and is not in it.",
                "%(n)s contacts had a limit of another kind and are not in it.",
                found.left_out,
            ),
        ),
    )
    notes = [text % {"n": formats.number(n)} for n, text in told if n]
    at_limit = found.within(found.limits[-1].at) if found.limits else None
    if at_limit is not None and len(found.limits) == 1 and abs(at_limit - found.met / found.counted) > 0.0005:
        notes.append(
            _("The share by verdict can differ from the curve: a term may start later, stand still or be extended.")
        )
    return notes


def _draw(page: Page, axes: Axes, found: Waiting) -> None:
    look = page.look
    waits = found.drawn_at
    shares = [found.within(wait) or 0.0 for wait in waits.tolist()]
    axes.step(waits, shares, where="post", color=look.chart, lw=1.6, gid="curve")
    page.shares(axes, 0.0, 1.0)
    axes.set_xlim(float(waits[0]), float(waits[-1]))
    per_inch = (waits[-1] - waits[0]) / (page.paper.width - 0.9)
    ends: list[float] = []
    for limit in found.limits:
        share = found.within(limit.at) or 0.0
        axes.axvline(limit.at, color=look.accent, lw=1.3, ls=(0, (1, 2)), gid="limit")
        axes.plot([limit.at], [share], marker="o", ms=6.5, color=look.accent, ls="none", zorder=4, gid="point")
        said = _("limit %(limit)s: %(share)s") % {"limit": _amount(limit.at), "share": formats.percent(share)}
        if len(found.limits) > 1:
            said = _("version %(n)s, %(words)s") % {"n": limit.version, "words": said}
        begin = min(limit.at, waits[-1] - width_of(said) * per_inch)
        row = next((row for row, end in enumerate(ends) if end < begin), len(ends))
        ends[row : row + 1] = [begin + (width_of(said) + 0.1) * per_inch]
        page.text(
            axes, begin, 1.01 + row * 0.085, said, transform=axes.get_xaxis_transform(), va="bottom", color=look.accent
        )
    places = MaxNLocator(8, integer=True).tick_values(float(waits[0]), float(waits[-1]))
    places = [tick for tick in places if waits[0] <= tick <= waits[-1]]
    page.x_ticks(axes, places, [_amount(tick) for tick in places])
    page.x_label(axes, _(AXES[found.scale]))


def _table(found: Waiting) -> Table:
    columns = (
        Column("wait", _("Wait in %(unit)s") % {"unit": _(AXES[found.scale])}, Kind.NUMBER),
        Column("helped", _("Helped within"), Kind.COUNT),
        Column("share", _("Share"), Kind.SHARE),
        Column("limit_of_version", _("Limit of version"), Kind.COUNT),
    )
    if not found.counted:
        return Table(columns, ())
    versions = {limit.at: limit.version for limit in found.limits}
    rows = []
    for wait in found.drawn_at.tolist():
        share = found.within(wait) or 0.0
        rows.append((wait, round(share * found.counted), share, versions.get(wait)))
    return Table(columns, tuple(rows))
