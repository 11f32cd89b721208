"""The columns of "Score per norm": one row a norm, beside each percentage its target and its number of contacts.

Why: a percentage without its target and its number says nothing. Refuses to count; `charter.norms.score` did.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from charter.locale import _, formats
from charter.measures.control import Variation
from charter.norms.score import ScoreRow
from charter.ui.look.tokens import Tone
from charter.ui.models.cells import Cell, Column

FEW = 20
"""Under so many contacts there is no verdict on a norm."""
_BAR_POINTS = 0.10
NOTHING = "–"


def counted(row: ScoreRow) -> int:
    """How many contacts the share is of."""
    return row.counted


def look(row: ScoreRow) -> tuple[str, Tone]:
    """The icon and tone of a norm: on target, below it, or too few contacts to say."""
    if row.target_met is None or counted(row) < FEW:
        return "excluded", "muted"
    return ("met", "met") if row.target_met else ("breached", "breached")


def standing(row: ScoreRow) -> str:
    """The same in words."""
    if row.target_met is None:
        return _("no target")
    if counted(row) < FEW:
        return _("too few contacts for a verdict")
    return _("on target") if row.target_met else _("below target")


_HEADING: dict[Variation, tuple[str, Tone]] = {
    Variation.IMPROVING: ("better", "met"),
    Variation.CONCERNING: ("worse", "breached"),
    Variation.COMMON: ("steady", "muted"),
}


def direction_word(variation: Variation) -> str:
    """Where a norm is heading, as a chart may tell it."""
    return {
        Variation.IMPROVING: _("Improving"),
        Variation.CONCERNING: _("Worsening"),
        Variation.COMMON: _("No change"),
    }[variation]


def wrong_example() -> str:
    """Why a score is not shown."""
    return _("example is not right")


@dataclass(frozen=True, slots=True)
class _Cells:
    """What the cells of each score show; `hidden` says of which the score is not shown."""

    rows: Sequence[ScoreRow]
    titles: Sequence[str]
    headings: Sequence[Variation]
    hidden: Sequence[bool]

    def name(self, row: int) -> Cell:
        title = self.titles[row]
        if self.hidden[row]:
            return Cell(title, "attention", "warn", spoken=f"{title}, {wrong_example()}")
        picture, tone = look(self.rows[row])
        return Cell(title, picture, tone, spoken=f"{title}, {standing(self.rows[row])}")

    def distance(self, row: int) -> Cell:
        share, target, hidden = self.rows[row].share, self.rows[row].target, self.hidden[row]
        _picture, tone = look(self.rows[row])
        if hidden or share is None or target is None:
            why = wrong_example() if hidden else _("no target")
            return Cell("", icon_tone="muted" if hidden else tone, bar=float("nan"), spoken=why)
        points = formats.number(abs(share - target) * 100, 1)
        above = _("%(points)s points above the target") if share >= target else _("%(points)s points below the target")
        distance = max(-1.0, min(1.0, (share - target) / _BAR_POINTS))
        return Cell("", icon_tone=tone, bar=distance, spoken=above % {"points": points})

    def share(self, row: int) -> Cell:
        value = self.rows[row].share
        if self.hidden[row]:
            return Cell(NOTHING, tone="warn", spoken=wrong_example())
        if value is None:
            return Cell(NOTHING, tone="muted", spoken=_("nothing counts"))
        picture, tone = _HEADING.get(self.headings[row], ("", "muted"))
        text = formats.percent(value)
        spoken = f"{text}, {direction_word(self.headings[row])}" if picture else text
        return Cell(text, picture, tone, "muted" if counted(self.rows[row]) < FEW else "text", spoken=spoken)

    def target(self, row: int) -> Cell:
        value = self.rows[row].target
        return Cell(NOTHING, tone="muted") if value is None else Cell(target_text(value))

    def count(self, row: int) -> Cell:
        return Cell(formats.number(counted(self.rows[row])))


def score_columns(
    rows: Sequence[ScoreRow],
    titles: Sequence[str],
    headings: Sequence[Variation],
    distrusted: Collection[str],
) -> tuple[Column, ...]:
    """The columns over `rows`, with the short name of each norm in `titles` and where it is heading in `headings`.

    The score of a norm in `distrusted` is not shown (`charter.services.norm_checks`).
    """
    hidden = [row.norm in distrusted for row in rows]
    cells = _Cells(rows, titles, headings, hidden)

    def numbers(values: Sequence[float | None]) -> npt.NDArray[np.float64]:
        return np.array([np.nan if value is None else value for value in values], np.float64)

    order = np.argsort(np.array([title.casefold() for title in titles], dtype=object)) if titles else np.empty(0, int)
    place = np.empty(len(titles), np.int64)
    place[order] = np.arange(len(titles))
    return (
        Column("norm", _("Norm"), cells.name, lambda: place, "mm" + max(titles, key=len, default=""), shrinks=True),
        Column(
            "distance",
            _("± target"),
            cells.distance,
            None,
            "mmm",
            leaves=2,
            help=_("The line is the target: left is below it, right above. Cut off at 10 points."),
        ),
        Column(
            "share",
            _("Score"),
            cells.share,
            lambda: numbers([None if hid else r.share for r, hid in zip(rows, hidden, strict=True)]),
            "mm100,0\u202f%",
            right=True,
            help=_("The sign says whether the whole months before this one really change; below it stands in words."),
        ),
        Column(
            "target", _("Target"), cells.target, lambda: numbers([r.target for r in rows]), "100\u202f%", right=True
        ),
        Column(
            "count",
            _("Count"),
            cells.count,
            lambda: np.array([counted(r) for r in rows], np.int64),
            "88.888",
            right=True,
            leaves=1,
            help=_("Met and breached together."),
        ),
    )


def target_text(target: float) -> str:
    """80 %, or 97,5 % where a target has a fraction."""
    percent = formats.percent(target)
    return percent.replace(formats.number(0.0, 1)[1:], "") if round(target * 1000) % 10 == 0 else percent
