"""The sheet that every chart is drawn on: the finding above, the remarks below, the axes between them.

Why: titles, axes and remarks look alike in all charts, and no word is clipped: lines are broken by their measured
width, and the page is as high as they need. Refuses pyplot and global settings; every text has its face, size and
colour set, and none is read as mathematics (a team may be called "A$").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.textpath import TextToPath
from matplotlib.ticker import MaxNLocator

from charter.locale import formats
from charter.reports.charts.lettering import legible
from charter.reports.charts.look import DPI, FONT, TEXT_PT, TITLE_PT, Look, Paper

_MARGIN = 0.12
_LEADING = 1.38
_POINT = 1 / 72
_STEP = TEXT_PT * _LEADING * _POINT
_TITLE_STEP = TITLE_PT * _LEADING * _POINT
_BADGE_STEP = TEXT_PT * 1.95 * _POINT
_MEASURE = TextToPath()
_HINTED = 1.04
"""On a screen letters are moved to whole pixels, which makes a line a little wider than its outlines."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A small sign with its word, in a row under the title. `sign` is drawn within -1..1."""

    word: str
    colour: str
    sign: Path


def face(size: float = TEXT_PT, *, bold: bool = False) -> FontProperties:
    """The face of every word."""
    return FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")


def width_of(text: str, size: float = TEXT_PT, *, bold: bool = False) -> float:
    """The width of a line of text in inches."""
    width, _height, _descent = _MEASURE.get_text_width_height_descent(legible(text), face(size, bold=bold), False)
    return float(width) * _POINT * _HINTED


def broken(text: str, width: float, size: float = TEXT_PT, *, bold: bool = False) -> list[str]:
    """`text` in lines no wider than `width` inches; a single word may be wider."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        elif lines or word:
            lines.append(word)
    return lines


class Page:
    """A figure with its words in place; `axes` makes the plotting areas between them."""

    def __init__(
        self, paper: Paper, title: str, subtitle: str = "", notes: Sequence[str] = (), badges: Sequence[Badge] = ()
    ) -> None:
        self.paper = paper
        self.look: Look = paper.look
        inside = paper.width - 2 * _MARGIN
        above = broken(title, inside, TITLE_PT, bold=True) if paper.words else []
        below = broken(subtitle, inside) if paper.words else []
        rows = _in_rows(badges, inside) if paper.words else []
        foot = [line for note in notes for line in broken(note, inside)] if paper.words else []
        head = len(above) * _TITLE_STEP + len(below) * _STEP + len(rows) * _BADGE_STEP + (0.16 if above else 0)
        tail = len(foot) * _STEP + (0.1 if foot else 0)
        self.height = head + paper.plot + tail
        self.figure = Figure(
            figsize=(paper.width, self.height), dpi=DPI, facecolor=self.look.surface, edgecolor=self.look.surface
        )
        top = self.height - _MARGIN
        for line in above:
            self._put(line, _MARGIN, top, TITLE_PT, self.look.text, bold=True)
            top -= _TITLE_STEP
        for line in below:
            self._put(line, _MARGIN, top, TEXT_PT, self.look.muted)
            top -= _STEP
        for row in rows:
            self._signs(row, top - _BADGE_STEP / 2)
            top -= _BADGE_STEP
        for number, line in enumerate(reversed(foot)):
            self._put(line, _MARGIN, 0.09 + number * _STEP, TEXT_PT, self.look.muted, va="baseline")
        self.figure.set_layout_engine(
            "constrained",
            rect=(0.01, tail / self.height, 0.98, paper.plot / self.height),
            h_pad=0.05,
            w_pad=0.06,
        )

    def axes(self, columns: int = 1, rows: int = 1, **keywords: Any) -> list[Axes]:  # noqa: ANN401 - of matplotlib
        """The plotting areas, row by row, in the house style."""
        made = self.figure.subplots(rows, columns, squeeze=False, **keywords).ravel().tolist()
        for axes in made:
            self._dress(axes)
        return made

    def text(self, axes: Axes, x: float, y: float, words: str, **keywords: Any) -> Any:  # noqa: ANN401 - of matplotlib
        """Words in the plotting area, in its coordinates unless `transform` says otherwise."""
        chosen: dict[str, Any] = {"color": self.look.muted, "fontproperties": face(), "parse_math": False} | keywords
        return axes.text(x, y, legible(words), **chosen)

    def heading(self, axes: Axes, words: str) -> None:
        """A title above one of several plotting areas."""
        axes.set_title(
            legible(words), loc="left", color=self.look.text, fontproperties=face(bold=True), parse_math=False, pad=5
        )

    def x_label(self, axes: Axes, words: str) -> None:
        """What stands along the x axis."""
        axes.set_xlabel(words, color=self.look.muted, fontproperties=face(), parse_math=False)

    def x_ticks(self, axes: Axes, places: Sequence[float], words: Sequence[str]) -> None:
        """Marks on the x axis, in words that do not change when the language does."""
        axes.set_xticks(
            list(places), [*map(legible, words)], color=self.look.muted, fontproperties=face(), parse_math=False
        )

    def y_ticks(self, axes: Axes, places: Sequence[float], words: Sequence[str]) -> None:
        """Marks on the y axis."""
        axes.set_yticks(
            list(places), [*map(legible, words)], color=self.look.muted, fontproperties=face(), parse_math=False
        )

    def shares(self, axes: Axes, low: float, high: float) -> None:
        """The y axis as percentages from `low` to `high` (0..1), a little air at both ends, never outside 0..100 %."""
        air = max((high - low) * 0.08, 0.01)
        low, high = max(0.0, low - air), min(1.0, high + air)
        axes.set_ylim(low - (0.01 if low == 0 else 0), high + (0.015 * (high - low) + 0.004 if high == 1 else 0))
        places = [
            tick for tick in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high) if low <= tick <= high
        ]
        whole = all(abs(tick * 100 - round(tick * 100)) < 1e-9 for tick in places)
        self.y_ticks(
            axes,
            places,
            [formats.number(tick * 100, 0 if whole else 1) + formats.NARROW_SPACE + "%" for tick in places],
        )

    def values(self, axes: Axes, low: float, high: float, words: Callable[[float], str]) -> None:
        """The y axis from `low` to `high` in another measure than shares, its marks written by `words`."""
        found = MaxNLocator(7, steps=[1, 2, 5, 10]).tick_values(low, high)
        places = [tick for tick in found if low <= tick <= high]
        axes.set_ylim(low, high)
        self.y_ticks(axes, places, [words(tick) for tick in places])

    def counts(self, axes: Axes, high: float) -> None:
        """The y axis as whole numbers from nothing to `high`."""
        axes.set_ylim(0, max(high, 1) * 1.14)
        places = [
            t for t in MaxNLocator(5, integer=True).tick_values(0, max(high, 1) * 1.08) if t <= max(high, 1) * 1.14
        ]
        self.y_ticks(axes, places, [formats.number(tick) for tick in places])

    def beside(self, axes: Axes, words: Sequence[tuple[float, str, str]]) -> None:
        """Words right of the plotting area at heights of its data: (y, words, colour), moved apart where they collide.

        Call it last: it measures the plotting area.
        """
        low, high = axes.get_ylim()
        self.figure.draw_without_rendering()
        gap = _STEP / (axes.get_window_extent().height / self.figure.dpi)
        wanted = sorted(((y - low) / (high - low), said, colour) for y, said, colour in words)
        places = apart([place for place, _said, _colour in wanted], gap)
        for place, (_y, said, colour) in zip(places, wanted, strict=True):
            self.text(axes, 1.012, place, said, transform=axes.transAxes, va="center", color=colour)

    def nothing(self, axes: Axes, words: str) -> None:
        """An empty picture that says so."""
        axes.set_axis_off()
        lines = "\n".join(broken(words, self.paper.width * 0.8))
        self.text(axes, 0.5, 0.5, lines, transform=axes.transAxes, ha="center", va="center")

    def _dress(self, axes: Axes) -> None:
        axes.set_facecolor(self.look.surface)
        for side, spine in axes.spines.items():
            spine.set_visible(side in ("left", "bottom"))
            spine.set_color(self.look.line)
            spine.set_linewidth(0.8)
        axes.tick_params(
            which="both", color=self.look.line, labelcolor=self.look.muted, labelsize=TEXT_PT, labelfontfamily=FONT,
            length=3, width=0.8, pad=3, direction="out",
        )  # fmt: skip
        axes.set_axisbelow(True)
        axes.grid(visible=True, axis="y", color=self.look.hair, linewidth=0.8, linestyle="-")

    def _signs(self, badges: Sequence[Badge], middle: float) -> None:
        at = _MARGIN + 0.09
        for badge in badges:
            for marker, size in ((Path.unit_circle(), 13.0), (badge.sign, 8.5)):
                self.figure.add_artist(
                    Line2D(
                        [at], [middle], transform=self.figure.dpi_scale_trans, linestyle="none", marker=marker,
                        markersize=size, markerfacecolor="none", markeredgecolor=badge.colour, markeredgewidth=1.2,
                    )
                )  # fmt: skip
            self._put(badge.word, at + 0.15, middle, TEXT_PT, badge.colour, bold=True, va="center_baseline")
            at += _badge_width(badge)

    def _put(
        self, words: str, x: float, y: float, size: float, colour: str, *, bold: bool = False, va: str = "top"
    ) -> None:
        """Words at a place in inches from the lower left corner."""
        self.figure.text(
            x, y, legible(words), transform=self.figure.dpi_scale_trans, color=colour, va=va, ha="left",
            fontproperties=face(size, bold=bold), parse_math=False,
        ).set_in_layout(False)  # fmt: skip


def _badge_width(badge: Badge) -> float:
    return 0.42 + width_of(badge.word, bold=True)


def _in_rows(badges: Sequence[Badge], width: float) -> list[list[Badge]]:
    """The badges in as many rows as their words need."""
    rows: list[list[Badge]] = []
    taken = width
    for badge in badges:
        if taken + _badge_width(badge) > width:
            rows.append([])
            taken = 0.0
        rows[-1].append(badge)
        taken += _badge_width(badge)
    return rows


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Ascending `places`, moved as little as needed so that neighbours are at least `gap` apart."""
    groups: list[tuple[float, int]] = []
    for place in places:
        middle, size = place, 1
        while groups and middle - groups[-1][0] < gap * (size + groups[-1][1]) / 2:
            before, others = groups.pop()
            middle = (middle * size + before * others) / (size + others)
            size += others
        groups.append((middle, size))
    return [middle + gap * (at - (size - 1) / 2) for middle, size in groups for at in range(size)]
