"""When contacts come and when the promise fails: one cell an hour and weekday, above the volume, below the share.

Why: staff are planned by the hour. One hue, and the number in every cell, so that colour only points. Refuses a share
of fewer than 20 contacts, and counts below `fewest` where the picture leaves the house.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.typing import ColorType

from charter.locale import _, formats, ngettext
from charter.measures.control import FEW_CONTACTS
from charter.measures.hours import HOURS, WEEKDAYS, Hours
from charter.reports.charts.chart import About, Chart
from charter.reports.charts.look import TEXT_PT, Look, Paper
from charter.reports.charts.page import Page, face, width_of
from charter.reports.charts.table import Column, Kind, Table
from charter.reports.charts.words import long_weekday, weekday

_OFFICE = range(8, 18)
_WORKWEEK = 5
_FLAT = 0.02
"""Shares that differ less than this have one colour."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Which days and hours are drawn: those between the first and the last with contacts."""

    days: range
    hours: range


def heatmap_chart(found: Hours, about: About, paper: Paper, *, fewest: int = 0, with_cells: bool = True) -> Chart:
    """The counts and shares of `found`; counts below `fewest` are not told.

    Without cells only the words and the table are of use: drawing hundreds of cells takes as long as all the rest.
    """
    frame = _frame(found)
    share = np.where(found.counted >= FEW_CONTACTS, found.share, np.nan)
    begun = np.where((found.begun > 0) & (found.begun < fewest), -1, found.begun)
    title = _title(found, share, about)
    subtitle = " · ".join(filter(None, (about.limit, about.period)))
    notes = [] if not found.begun.sum() else _notes(found, share, fewest, paper.look)
    panels = 1 if np.isnan(share).all() else 2
    height = panels * (len(frame.days) * 0.235 + 0.5)
    sized = Paper(paper.look, paper.width, max(paper.plot if panels > 1 else 0.0, height), words=paper.words)
    page = Page(sized, title, subtitle, [*notes, *about.remarks])
    areas = page.axes(rows=panels)
    if found.begun.sum() and with_cells:
        depth = np.where(begun < 0, np.nan, found.begun / found.begun.max())
        _cells(page, areas[0], frame, depth, [[_count(n) for n in row] for row in begun.tolist()])
        page.heading(areas[0], _("How many contacts"))
    elif with_cells:
        page.nothing(areas[0], _("No contacts in %(period)s.") % {"period": about.period})
    if panels > 1 and with_cells:
        depth = (np.nanmax(share) - share) / max(np.nanmax(share) - np.nanmin(share), _FLAT)
        words = [["–" if np.isnan(s) else formats.number(_points(s)) for s in row] for row in share.tolist()]
        _cells(page, areas[1], frame, depth, words)
        page.heading(areas[1], _("What share was as promised, in %"))
    alt_text = _alt_text(found, share, about, title, notes, fewest)
    table = _table(found, share, frame, fewest)
    return Chart(page.figure, title, subtitle, (*notes, *about.remarks), alt_text, table)


def _points(share: float) -> float:
    """Whole percents, never 100 for less than all."""
    return 99 if share < 1 and round(share * 100) == 100 else share * 100


def _frame(found: Hours) -> _Frame:
    days, hours = np.flatnonzero(found.begun.sum(axis=1)), np.flatnonzero(found.begun.sum(axis=0))
    if not len(days):
        return _Frame(range(_WORKWEEK), _OFFICE)
    last = _WORKWEEK if days[-1] < _WORKWEEK else WEEKDAYS
    return _Frame(range(last), range(int(hours[0]), int(hours[-1]) + 1))


def _lowest(share: npt.NDArray[np.float64]) -> tuple[int, int] | None:
    if np.isnan(share).all():
        return None
    day, hour = divmod(int(np.nanargmin(share)), HOURS)
    return day, hour


def _busiest(found: Hours) -> tuple[int, int]:
    day, hour = divmod(int(found.begun.argmax()), HOURS)
    return day, hour


def _title(found: Hours, share: npt.NDArray[np.float64], about: About) -> str:
    lowest = _lowest(share)
    if lowest is None:
        return _("%(norm)s: too few contacts for an hour by hour picture") % {"norm": about.norm}
    day, hour = lowest
    return _("%(norm)s: lowest on %(day)s from %(hour)s to %(next)s o'clock, %(share)s") % {
        "norm": about.norm,
        "day": long_weekday(day),
        "hour": hour,
        "next": hour + 1,
        "share": formats.percent(float(share[day, hour])),
    }


def _notes(found: Hours, share: npt.NDArray[np.float64], fewest: int, look: Look) -> list[str]:
    if look.dark:
        tone = _("Lighter cells: more contacts; below, a lower share.")
    else:
        tone = _("Darker cells: more contacts; below, a lower share.")
    notes = [tone]
    if (np.isnan(share) & (found.begun > 0)).any():
        notes.append(_("–: fewer than %(n)s contacts count, too few for a share.") % {"n": FEW_CONTACTS})
    if fewest and ((found.begun > 0) & (found.begun < fewest)).any():
        notes.append(_("×: fewer than %(n)s contacts, not shown.") % {"n": fewest})
    if found.unplaced:
        notes.append(
            ngettext(
                "Of %(n)s contact the hour is not known.", "Of %(n)s contacts the hour is not known.", found.unplaced
            )
            % {"n": formats.number(found.unplaced)}
        )
    return notes


def _count(n: int) -> str:
    return "×" if n < 0 else formats.number(n) if n else "·"


def _cells(page: Page, axes: Axes, frame: _Frame, depth: npt.NDArray[np.float64], words: list[list[str]]) -> None:
    """One rectangle and its number a cell; `depth` 0..1 from faint to strong."""
    look = page.look
    hue = LinearSegmentedColormap.from_list("depth", [look.faint, look.strong])
    room = (page.paper.width - 0.75) / len(frame.hours)
    widest = max(width_of(words[day][hour], 1.0) for day in frame.days for hour in frame.hours)
    size = min(TEXT_PT, (room - 0.04) / max(widest, 1e-6))
    for row, day in enumerate(frame.days):
        for column, hour in enumerate(frame.hours):
            tone = float(depth[day, hour])
            colour = look.surface if np.isnan(tone) else hue(min(max(tone, 0.0), 1.0))
            axes.add_patch(
                Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour, edgecolor=look.surface, lw=1.5, gid="cell")
            )
            ink = look.muted if np.isnan(tone) else _ink(colour, look)
            page.text(
                axes, column, row, words[day][hour], ha="center", va="center_baseline", color=ink, gid="number",
                fontproperties=face(size),
            )  # fmt: skip
    axes.set_xlim(-0.5, len(frame.hours) - 0.5)
    axes.set_ylim(len(frame.days) - 0.5, -0.5)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    every = 1 if room > width_of("00") + 0.08 else 2
    shown = range(0, len(frame.hours), every)
    page.x_ticks(axes, list(shown), [str(frame.hours[place]) for place in shown])
    page.y_ticks(axes, list(range(len(frame.days))), [weekday(day) for day in frame.days])


def _ink(colour: ColorType, look: Look) -> str:
    """Dark or light words, whichever differs most from the cell (WCAG 2 contrast)."""
    cell = _luminance(to_rgb(colour))
    inks = (look.text, look.surface)
    return max(inks, key=lambda ink: _contrast(cell, _luminance(to_rgb(ink))))


def _luminance(rgb: tuple[float, float, float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _alt_text(
    found: Hours, share: npt.NDArray[np.float64], about: About, title: str, notes: list[str], fewest: int
) -> str:
    sentences = [
        _("Heat map of %(norm)s by weekday and hour, %(period)s.") % {"norm": about.norm, "period": about.period},
    ]
    if not found.begun.sum():
        return " ".join([*sentences, _("No contacts."), *about.remarks])
    sentences.append(f"{title}.")
    day, hour = _busiest(found)
    if found.begun[day, hour] >= fewest:
        sentences.append(
            _("Busiest on %(day)s from %(hour)s to %(next)s o'clock, with %(n)s contacts.")
            % {
                "day": long_weekday(day),
                "hour": hour,
                "next": hour + 1,
                "n": formats.number(int(found.begun[day, hour])),
            }
        )
    if not np.isnan(share).all():
        best = float(np.nanmax(share))
        sentences.append(_("The best hour has %(share)s.") % {"share": formats.percent(best)})
    return " ".join([*sentences, *notes[1:], *about.remarks])


def _table(found: Hours, share: npt.NDArray[np.float64], frame: _Frame, fewest: int) -> Table:
    columns = (
        Column("weekday", _("Day")),
        Column("hour", _("Hour")),
        Column("contacts", _("Contacts"), Kind.COUNT),
        Column("counted", _("Counted"), Kind.COUNT),
        Column("share", _("Share"), Kind.SHARE),
    )

    def told(n: int) -> int | None:
        return None if 0 < n < fewest else n

    rows = tuple(
        (
            long_weekday(day),
            f"{hour:02}:00",
            told(int(found.begun[day, hour])),
            told(int(found.counted[day, hour])),
            None if np.isnan(share[day, hour]) else float(share[day, hour]),
        )
        for day in frame.days
        for hour in frame.hours
    )
    return Table(columns, rows)
