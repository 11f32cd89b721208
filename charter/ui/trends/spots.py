"""The points of a picture that can be pointed at: where each stands, what it says, and the contacts behind it.

Why: a picture comes home as pixels; without these nobody could ask a point what it is, with the mouse or with the
keyboard. Refuses to draw, and to count anew: every word comes from the picture's own table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from charter.locale import _, formats, ngettext
from charter.measures.control import FEW_CONTACTS, Variation
from charter.measures.funnel import Standing
from charter.measures.signals import Rule
from charter.norms.periods import Period
from charter.norms.score import score
from charter.reports.charts import Chart, Kind
from charter.reports.charts.funnel import STANDINGS
from charter.reports.charts.table import Value, written
from charter.reports.charts.words import RULES, VARIATIONS, period_words
from charter.services import charting
from charter.services.board import Board
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.trends.choice import FUNNEL, TrendChoice


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a picture: its place in logical pixels, its row in the table, its words, the contacts behind it."""

    x: float
    y: float
    row: int
    words: str
    register: RegisterFilter


def spots_of(
    chart: Chart, choice: TrendChoice, picture: str, board: Board, height: int, ratio: float
) -> tuple[Spot, ...]:
    """The points of a drawn picture, `height` and `ratio` as its pixels have; one without points tells in its table."""
    if picture not in ("trend", FUNNEL):
        return ()
    records = [dict(zip([c.code for c in chart.table.columns], row, strict=True)) for row in chart.table.rows]
    points = [line for axes in chart.figure.axes for line in axes.lines if line.get_gid() == "point"]
    if picture == FUNNEL:
        rows = [row for row, record in enumerate(records) if record["n"]]
        names = _names(choice, board)
    else:
        rows = [round(float(np.asarray(line.get_xdata())[0])) for line in points]
        names = {}
    kinds = {column.code: column.kind for column in chart.table.columns}
    spots = []
    for line, row in zip(points, rows, strict=True):
        record = records[row]
        x, y = line.get_transform().transform(np.asarray(line.get_xydata())[0])
        if picture == FUNNEL:
            said = _group_words(record)
            register = choice.register(group=(choice.compare, names.get(str(record["group"]), "")))
        else:
            period = Period.parse(str(record["period"]))
            said, register = _period_said(record, period, kinds["value"]), choice.register(period)
        spots.append(Spot(x / ratio, (height - y) / ratio, row, said, register))
    return tuple(sorted(spots, key=lambda spot: (spot.x, spot.y)))


def _names(choice: TrendChoice, board: Board) -> dict[str, str]:
    """For what a group is called in a picture, the name that the score gives it."""
    rows = score(board.contacts, board.verdicts, board.rulebook, choice.period, choice.compare)
    return {charting.group_word(row.group, choice.compare): row.group for row in rows}


def _period_said(record: Mapping[str, Value], period: Period, kind: Kind) -> str:
    """A point of a control chart in words: its figure, its number, its target, and what may be said of it."""
    n = int(str(record["n"]))
    counted = ngettext("%(n)s contact counted.", "%(n)s contacts counted.", n) % {"n": formats.number(n)}
    said = [f"{period_words(period).capitalize()}: {written(record['value'], kind)}.", counted]
    if record["target"] is not None:
        said.append(_("The target is %(value)s.") % {"value": written(record["target"], kind)})
    if not record["judged"]:
        said.append(_("Not judged: the period still runs, or is not whole."))
    elif record["variation"] != Variation.UNKNOWN.value:
        mark = Variation(str(record["variation"]))
        rules = "; ".join(_(RULES[Rule(rule)]) for rule in str(record["rules"]).split())
        said.append(
            _("Inside the lines: the difference may be chance.") if not rules else f"{_(VARIATIONS[mark])}: {rules}."
        )
    if n < FEW_CONTACTS:
        said.append(_("So few contacts jump by chance."))
    if record["remark"]:
        said.append(_("Remark: %(remark)s") % {"remark": record["remark"]})
    if not record["complete"]:
        said.append(_("The data of this period is not complete."))
    return " ".join(said)


def _group_words(record: Mapping[str, Value]) -> str:
    n = int(str(record["n"]))
    return _("%(group)s: %(share)s of %(n)s, %(standing)s.") % {
        "group": record["group"],
        "share": written(record["share"], Kind.SHARE),
        "n": formats.number(n),
        "standing": _(STANDINGS[Standing(str(record["standing"]))]),
    }
