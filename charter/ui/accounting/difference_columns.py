"""A closing beside today as columns: per norm the figures, per contact the verdicts and why they differ.

Refuses to find a difference or its cause: `charter.services.as_closed` did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from charter.columns import Verdict
from charter.locale import _, formats
from charter.norms.score import ScoreRow
from charter.services.as_closed import Compared, Differences
from charter.services.causes import Cause
from charter.services.causes import reason as cause_text
from charter.ui.look.verdict_look import VERDICT_ICON, VERDICT_TONE
from charter.ui.models.cells import Cell, Column
from charter.ui.models.verdict_columns import NOTHING
from charter.wording import verdict_word


@dataclass(frozen=True, slots=True)
class Beside:
    """One norm: as it was closed, as it would be now, and how many verdicts differ (-1: that cannot be told)."""

    norm: str
    closed: ScoreRow | None
    now: ScoreRow | None
    different: int


def besides(compared: Compared) -> list[Beside]:
    """The norms that are not as they were closed, in the order of today's rulebook."""
    closed = {row.norm: row for row in compared.closed}
    now = {row.norm: row for row in compared.now}
    found = compared.differences
    rows = []
    for norm in dict.fromkeys([*now, *closed]):
        then, today = closed.get(norm), now.get(norm)
        different = -1 if found is None else int(np.count_nonzero(found.norm == norm))
        if different > 0 or _counted(then) != _counted(today):
            rows.append(Beside(norm, then, today, different))
    return rows


def beside_columns(rows: Sequence[Beside], titles: Mapping[str, str]) -> tuple[Column, ...]:
    """One row a norm."""
    names = [titles.get(row.norm, row.norm) for row in rows]

    def count(row: int) -> Cell:
        different = rows[row].different
        return Cell(NOTHING if different < 0 else formats.number(different))

    def share(found: ScoreRow | None) -> Cell:
        return Cell(NOTHING if found is None or found.share is None else formats.percent(found.share))

    def counted(found: ScoreRow | None) -> Cell:
        met, breached = _counted(found)
        places = {"met": formats.number(met), "counted": formats.number(met + breached)}
        return Cell(_("%(met)s of %(counted)s") % places)

    return (
        Column("norm", _("Norm"), lambda row: Cell(names[row]), None, "0" * 20, shrinks=True),
        Column("closed", _("As closed"), lambda row: share(rows[row].closed), None, "100,0 %", right=True),
        Column("closed_met", _("Met then"), lambda row: counted(rows[row].closed), None, "0.000 van 0.000", leaves=1),
        Column("now", _("As now"), lambda row: share(rows[row].now), None, "100,0 %", right=True),
        Column("now_met", _("Met now"), lambda row: counted(rows[row].now), None, "0.000 van 0.000", leaves=2),
        Column("different", _("Other verdicts"), count, None, "00.000", right=True),
    )


def difference_columns(found: Differences, titles: Mapping[str, str]) -> tuple[Column, ...]:
    """One row a contact under a norm."""

    def verdict(code: int) -> Cell:
        if not code:
            return Cell(NOTHING, spoken=_("no verdict"))
        one = Verdict(code)
        return Cell(verdict_word(one), VERDICT_ICON[one], VERDICT_TONE[one], VERDICT_TONE[one])

    def norm(row: int) -> str:
        return titles.get(str(found.norm[row]), str(found.norm[row]))

    return (
        Column(
            "contact",
            _("Contact"),
            lambda row: Cell(f"{found.source[row]}/{found.contact[row]}"),
            None,
            "0" * 20,
            shrinks=True,
        ),
        Column("norm", _("Norm"), lambda row: Cell(norm(row)), None, "0" * 14, shrinks=True),
        Column(
            "closed",
            _("As closed"),
            lambda row: verdict(int(found.closed_verdict[row])),
            lambda: found.closed_verdict,
            "mm" + _("Not measurable"),
        ),
        Column(
            "now",
            _("As now"),
            lambda row: verdict(int(found.now_verdict[row])),
            lambda: found.now_verdict,
            "mm" + _("Not measurable"),
        ),
        Column(
            "cause",
            _("Why"),
            lambda row: Cell(cause_text(Cause(int(found.cause[row])))),
            lambda: found.cause,
            "0" * 30,
            shrinks=True,
        ),
    )


def _counted(row: ScoreRow | None) -> tuple[int, int]:
    return (0, 0) if row is None else (row.met, row.breached)
