"""Why the promise was not kept: one bar a reason, the most frequent above, with what they are together.

Why: the few causes that make most of the breaches are where to act. What nobody explained is hatched and stands last,
apart from the shares. Refuses to hide how much is unexplained, and to make a share of a handful of reasons.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from charter.locale import _, formats, ngettext
from charter.measures.causes import Causes
from charter.measures.control import FEW_CONTACTS
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.look import Paper
from charter.reports.charts.page import Page, broken
from charter.reports.charts.table import Column, Kind, Table

MOST = 12
"""So many causes have a bar; the table has them all."""


def causes_chart(found: Causes, about: About, paper: Paper) -> Chart:
    """The causes of the breaches of `about.period`."""
    total = found.said + found.unsaid
    title = _title(found, about)
    subtitle = " · ".join(filter(None, (about.limit, about.period)))
    notes = []
    if found.unsaid and _shared(found):
        notes.append(_("Together: the share of the breaches with a reason, from above to here."))
    if len(found.causes) > MOST:
        rest = len(found.causes) - MOST
        notes.append(
            ngettext("%(n)s more reason stands in the table.", "%(n)s more reasons stand in the table.", rest)
            % {"n": formats.number(rest)}
        )
    bars = min(len(found.causes), MOST) + bool(found.unsaid)
    sized = Paper(paper.look, paper.width, max(paper.plot if bars > 6 else 0.8, 0.6 + bars * 0.32), words=paper.words)
    page = Page(sized if total else paper, title, subtitle, [*notes, *about.remarks])
    (axes,) = page.axes()
    if total:
        _draw(page, axes, found)
    else:
        page.nothing(axes, _("No breaches in %(period)s.") % {"period": about.period})
    sentences = [_("Bar chart of the reasons for breaches of %(norm)s, %(period)s.")
                 % {"norm": about.norm, "period": about.period}, f"{title}."]  # fmt: skip
    sentences += [f"{cause.reason}: {formats.number(cause.count)}." for cause in found.causes]
    if found.unsaid:
        sentences.append(_("Without a reason: %(n)s.") % {"n": formats.number(found.unsaid)})
    alt_text = " ".join([*sentences, *about.remarks])
    return Chart(page.figure, title, subtitle, (*notes, *about.remarks), alt_text, _table(found))


def _title(found: Causes, about: About) -> str:
    words = {"norm": about.norm, "n": formats.number(found.unsaid), "total": formats.number(found.said + found.unsaid)}
    if not found.said + found.unsaid:
        return _("%(norm)s: no breaches") % words
    if not found.causes:
        return (
            ngettext(
                "%(norm)s: the breach has no reason yet",
                "%(norm)s: none of the %(total)s breaches has a reason yet",
                found.unsaid,
            )
            % words
        )
    if not _shared(found):
        words["said"] = formats.number(found.said)
        return (
            ngettext(
                "%(norm)s: %(said)s of the %(total)s breaches has a reason",
                "%(norm)s: %(said)s of the %(total)s breaches have a reason",
                found.said,
            )
            % words
        )
    first = found.causes[0]
    words |= {"cause": first.reason, "share": formats.percent(first.count / found.said)}
    return _("%(norm)s: “%(cause)s” is %(share)s of the reasons given") % words


def _shared(found: Causes) -> bool:
    """Whether there are reasons enough to say which share each is."""
    return found.said >= FEW_CONTACTS


def _draw(page: Page, axes: Axes, found: Causes) -> None:
    look = page.look
    shown = found.causes[:MOST]
    names = [cause.reason for cause in shown]
    counts = [cause.count for cause in shown]
    axes.barh(range(len(shown)), counts, 0.68, color=look.accent, gid="cause")
    said = [formats.number(cause.count) for cause in shown]
    if _shared(found):
        together = _("%(n)s, together %(share)s")
        shares = [formats.percent(cause.together) for cause in shown]
        said = [together % {"n": n, "share": share} for n, share in zip(said, shares, strict=True)]
    if found.unsaid:
        axes.barh(
            [len(shown)], [found.unsaid], 0.68, facecolor=look.surface, edgecolor=look.excluded, hatch="////", lw=1.2,
            gid="unsaid",
        )  # fmt: skip
        names.append(_("no reason given yet"))
        counts.append(found.unsaid)
        said.append(formats.number(found.unsaid))
    most = max(counts)
    axes.set_xlim(0, most * 1.42)
    axes.set_ylim(len(counts) - 0.5, -0.5)
    for place, (count, words) in enumerate(zip(counts, said, strict=True)):
        page.text(axes, count + most * 0.015, place, words, va="center", color=look.text, gid="number")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    page.y_ticks(axes, range(len(names)), ["\n".join(broken(name, page.paper.width * 0.34)) for name in names])
    places = [tick for tick in MaxNLocator(5, integer=True).tick_values(0, most) if 0 <= tick <= most]
    page.x_ticks(axes, places, [formats.number(tick) for tick in places])
    page.x_label(axes, _("breaches"))


def _table(found: Causes) -> Table:
    columns = (
        Column("cause", _("Reason")),
        Column("breaches", _("Breaches"), Kind.COUNT),
        Column("share", _("Share of the reasons given"), Kind.SHARE),
        Column("together", _("Together"), Kind.SHARE),
    )
    rows: list[tuple[str, int, float | None, float | None]] = [
        (cause.reason, cause.count, cause.count / found.said, cause.together)
        if _shared(found)
        else (cause.reason, cause.count, None, None)
        for cause in found.causes
    ]
    if found.unsaid:
        rows.append((_("no reason given yet"), found.unsaid, None, None))
    return Table(columns, tuple(rows))
