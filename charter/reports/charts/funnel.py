"""The funnel: teams, channels or organisations compared with what chance alone allows for their size.

Why: of a small team a low share says little (peers.md 4). Inside the lines the difference may be chance, and no order
of merit can be read from it: names come by alphabet. Refuses to rank and to hide: small groups arrive merged or not at
all.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from charter.locale import N_, _, formats, ngettext
from charter.measures.funnel import INNER, OUTER, Funnel, Member, Standing
from charter.measures.series import Figure
from charter.norms.score import Group
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.look import TEXT_PT, Paper
from charter.reports.charts.page import Page, width_of
from charter.reports.charts.placing import Name, places
from charter.reports.charts.table import Column, Kind, Table
from charter.reports.charts.words import legend, target_words

GROUPS = {
    Group.TEAM: N_("teams"),
    Group.CHANNEL: N_("channels"),
    Group.QUEUE: N_("queues"),
    Group.ORGANISATION: N_("organisations"),
}
STANDINGS = {
    Standing.ABOVE: N_("above the lines"),
    Standing.WITHIN: N_("within the lines"),
    Standing.BELOW: N_("below the lines"),
    Standing.UNKNOWN: N_("nothing counts"),
}
_LINE = TEXT_PT * 1.2 / 72
_LONGEST = 36


def funnel_chart(found: Funnel, by: Group, about: About, paper: Paper, *, around_target: bool = False) -> Chart:
    """The groups of `found`, split `by`, around their common share, or around the target when that was asked."""
    shown = [member for member in found.members if member.n]
    outside = [member for member in shown if member.standing in (Standing.ABOVE, Standing.BELOW)]
    title = _title(len(outside), len(shown), by, about)
    subtitle = " · ".join(filter(None, (about.limit, about.period)))
    notes = _notes(found, shown, around_target=around_target)
    page = Page(paper, title, subtitle, [*notes, *about.remarks])
    (axes,) = page.axes()
    if shown and found.centre is not None:
        _draw(page, axes, found, shown)
    else:
        page.nothing(axes, _("Nothing counts in %(period)s.") % {"period": about.period})
    alt_text = " ".join([_alt_text(found, shown, by, about, title), *notes[-1:], *about.remarks])
    return Chart(page.figure, title, subtitle, (*notes, *about.remarks), alt_text, _table(found))


def _title(outside: int, total: int, by: Group, about: About) -> str:
    words = {
        "norm": about.norm,
        "n": formats.number(outside),
        "total": formats.number(total),
        "groups": _(GROUPS[by]),
    }
    if not total:
        return _("%(norm)s: no %(groups)s to compare") % words
    if not outside:
        return _("%(norm)s: the difference between the %(groups)s may be chance") % words
    return (
        ngettext(
            "%(norm)s: %(n)s of the %(total)s %(groups)s differs more than chance allows",
            "%(norm)s: %(n)s of the %(total)s %(groups)s differ more than chance allows",
            outside,
        )
        % words
    )


def _notes(found: Funnel, shown: Sequence[Member], *, around_target: bool) -> list[str]:
    if not shown:
        return []
    said = [_("inside the lines: the difference may be chance")]
    marks = ["● " + said[0]]
    if any(member.standing in (Standing.ABOVE, Standing.BELOW) for member in shown):
        marks.append("◆ " + _("outside the lines: not by chance"))
    middle = _("the target") if around_target else _("the share of all together")
    notes = [
        *legend(marks),
        _("In the middle: %(middle)s. By chance alone %(inner)s is inside the dashed lines, %(outer)s the solid.")
        % {"middle": middle, "inner": _percent(INNER), "outer": _percent(OUTER)},
    ]
    if found.overdispersed:
        notes.append(
            _("As a whole they differ more than chance allows. Look for a common cause before you look at one of them.")
        )
    return notes


def _percent(share: float) -> str:
    """95 %, 99,8 %."""
    return target_words(share, Figure.SHARE)


def _draw(page: Page, axes: Axes, found: Funnel, shown: Sequence[Member]) -> None:
    look, curve = page.look, found.curve
    most = float(curve.n[-1])
    shares = [member.met / member.n for member in shown]
    seen = curve.n >= min(10, min(member.n for member in shown))
    told = curve.n >= min(member.n for member in shown) * 0.6
    low = min([*shares, float(curve.outer_lower[told].min())])
    high = max([*shares, float(curve.outer_upper[told].max())])
    page.shares(axes, low, high)
    axes.set_xlim(0, most)
    for lower, upper, dash, width in (
        (curve.inner_lower, curve.inner_upper, (0, (5, 3)), 1.0),
        (curve.outer_lower, curve.outer_upper, "solid", 1.1),
    ):
        for edge in (lower, upper):
            axes.plot(curve.n[seen], edge[seen], color=look.muted, lw=width, ls=dash, gid="limit")
    axes.axhline(found.centre or 0.0, color=look.chart, lw=1.2, gid="mean")
    for member, share in zip(shown, shares, strict=True):
        out = member.standing in (Standing.ABOVE, Standing.BELOW)
        colour = look.accent if not out else look.breached if member.standing is Standing.BELOW else look.met
        axes.plot(
            [member.n], [share], marker="D" if out else "o", ms=7 if out else 6.5, color=colour, ls="none", zorder=4,
            gid="point",
        )  # fmt: skip
    ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(0, most) if 0 <= tick <= most]
    page.x_ticks(axes, ticks, [formats.number(tick) for tick in ticks])
    page.x_label(axes, _("contacts that count"))
    page.beside(
        axes,
        [
            (float(curve.inner_lower[-1]), _percent(INNER), look.muted),
            (float(curve.outer_lower[-1]), _percent(OUTER), look.muted),
            (found.centre or 0.0, formats.percent(found.centre or 0.0), look.text),
        ],
    )
    _name(page, axes, shown)


def _name(page: Page, axes: Axes, shown: Sequence[Member]) -> None:
    """A name beside each point, where there is room for it; a name without room stands in the table alone."""
    page.figure.draw_without_rendering()
    area = axes.get_window_extent()
    wide, tall = area.width / page.figure.dpi, area.height / page.figure.dpi
    x_most, (y_low, y_high) = axes.get_xlim()[1], axes.get_ylim()
    said, names = [], []
    for member in shown:
        out = member.standing in (Standing.ABOVE, Standing.BELOW)
        words = member.group if len(member.group) <= _LONGEST else f"{member.group[: _LONGEST - 1]}…"
        said.append(f"{words}: {_(STANDINGS[member.standing])}" if out else words)
        y = (member.met / member.n - y_low) / (y_high - y_low)
        names.append(Name(member.n / x_most * wide, y * tall, width_of(said[-1]), needed=out))
    for words, name, box in zip(said, names, places(names, _LINE, wide, tall), strict=True):
        if box is None:
            continue
        middle = (box.foot + box.top) / 2
        if abs(middle - name.y) > 1.5 * _LINE:
            ends = [name.x / wide, min(max(name.x, box.left), box.right) / wide], [name.y / tall, middle / tall]
            axes.plot(*ends, transform=axes.transAxes, color=page.look.control, lw=0.8, zorder=2.5, gid="leader")
        page.text(
            axes, box.left / wide, middle / tall, words, transform=axes.transAxes, va="center", color=page.look.text,
            zorder=3, gid="name", bbox={"facecolor": page.look.surface, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip


def _alt_text(found: Funnel, shown: Sequence[Member], by: Group, about: About, title: str) -> str:
    sentences = [
        _("Funnel chart of %(groups)s, %(period)s.") % {"groups": _(GROUPS[by]), "period": about.period},
        f"{title}.",
    ]
    if not shown:
        sentences.append(_("Nothing counts in %(period)s.") % {"period": about.period})
    elif found.centre is not None:
        sentences.append(_("The middle is %(share)s.") % {"share": formats.percent(found.centre)})
    sentences += [
        _("%(group)s: %(share)s of %(n)s, %(standing)s.")
        % {
            "group": member.group,
            "share": formats.percent(member.met / member.n),
            "n": formats.number(member.n),
            "standing": _(STANDINGS[member.standing]),
        }
        for member in shown
    ]
    return " ".join(sentences)


def _table(found: Funnel) -> Table:
    columns = (
        Column("group", _("Group")),
        Column("n", _("Contacts"), Kind.COUNT),
        Column("met", _("Met"), Kind.COUNT),
        Column("share", _("Share"), Kind.SHARE),
        Column("centre", _("Middle"), Kind.SHARE),
        Column("lower_95", _("95 % from"), Kind.SHARE),
        Column("upper_95", _("95 % to"), Kind.SHARE),
        Column("lower_998", _("99.8 % from"), Kind.SHARE),
        Column("upper_998", _("99.8 % to"), Kind.SHARE),
        Column("standing", _("Standing")),
    )
    rows = tuple(
        (
            member.group,
            member.n,
            member.met,
            member.share,
            found.centre,
            *(count / member.n if member.n else None for count in (*member.inner, *member.outer)),
            member.standing.value,
        )
        for member in found.members
    )
    return Table(columns, rows)
