"""The summary: per norm each figure as a value, the formula that counts it from the evidence, and the difference.

Three bands of the same columns side by side, so that any figure and its proof stand in one row. Refuses to compute a
share itself: `charter.norms.score` does, the reader's own program does it again, and the two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from charter.columns import Verdict
from charter.locale import N_, _, language
from charter.norms.model import Denominator, NormKind, Rulebook
from charter.norms.periods import Period
from charter.norms.score import ScoreRow, score, version_of
from charter.reports.workbook.cells import Cell, Column, Formula, Heading, Row, Share, Sheet, letter
from charter.reports.workbook.dossier import Dossier
from charter.reports.workbook.evidence import Part, count, parts, total
from charter.wording import verdict_word

COUNTED = {
    Denominator.COUNTABLE: N_("countable"),
    Denominator.INCOMING: N_("incoming"),
    Denominator.ANSWERED: N_("answered"),
}
"""What the share of a norm counts over, in a word; the sheet of norms explains it."""
REACHED = N_("reached")
NOT_REACHED = N_("not reached")

_IDENTITY = 4
"""Norm, title, target, formula: what stands before the three bands."""
_TARGET = 2
_FIGURES = 9
"""Six counts, share, mean, result."""


def sheet(dossier: Dossier) -> Sheet:
    """One row per norm, in the order of the rulebook; norms without data too."""
    above: tuple[Row, ...] = (
        (Heading(_("%(town)s: were the promises kept?") % {"town": dossier.organisation}),),
        (_("Period %(period)s. Share = met / (met + breached).") % {"period": dossier.period.label},),
        (_state(dossier),),
        (None,),
    )
    figures = score(dossier.contacts, dossier.chosen, dossier.rulebook, dossier.period, complete=dossier.complete)
    first = len(above) + 3
    where = parts(dossier)
    lines = [_Line(row, dossier.rulebook, dossier.period, where, number) for number, row in enumerate(figures, first)]
    titles = [*(verdict_word(verdict) for verdict in Verdict), _("Share"), _("Mean"), _("Result")]
    return Sheet(
        name=_("Summary"),
        columns=(
            Column(_("Norm"), 22),
            Column(_("Promise in short"), 36),
            Column(_("Target"), 10),
            Column(_("Counts over"), 15),
            *(Column(title, 12 if title != titles[-1] else 14) for title in titles),
            *(Column(_("%(figure)s, recomputed") % {"figure": title}, 13) for title in titles),
            *(Column(_("%(figure)s, difference") % {"figure": title}, 12) for title in titles),
        ),
        make=lambda: _rows(lines),
        size=len(lines),
        table=_("Summary"),
        above=above,
        bands=(
            ("", _IDENTITY),
            (_("Figures"), _FIGURES),
            (_("Recomputed from the evidence"), _FIGURES),
            (_("Difference: must be 0"), _FIGURES),
        ),
        frozen=2,
        breaks=(_IDENTITY + _FIGURES, _IDENTITY + 2 * _FIGURES),
    )


def _state(dossier: Dossier) -> str:
    if not len(dossier.chosen):
        return _("There is nothing to judge in this period: no contact began in it.")
    if dossier.complete:
        return _("The data of this period is complete.")
    return " ".join((_("The data of this period is not complete."), *dossier.remarks))


def _rows(lines: Sequence[_Line]) -> Iterator[Row]:
    return (line.cells() for line in lines)


@dataclass(frozen=True, slots=True)
class _Line:
    """The row of one norm; `number` is the number of the row on the sheet."""

    figures: ScoreRow
    rulebook: Rulebook
    period: Period
    parts: Sequence[Part]
    number: int

    def cells(self) -> Row:
        norm = self.rulebook.norm(self.figures.norm)
        values = self._values()
        counted = _(COUNTED[Denominator(self.figures.formula)])
        identity: Row = (norm.id, norm.title[language()], self._target(), counted)
        recomputed = [Formula(text, value) for text, value in zip(self._formulas(), values, strict=True)]
        differences = [Formula(self._difference(place), 0) for place in range(_FIGURES)]
        return (*identity, *values, *recomputed, *differences)

    def _values(self) -> list[str | int | float | timedelta | None]:
        row = self.figures
        counts = [row.met, row.breached, row.pending, row.excluded, row.excused, row.undetermined]
        share = None if row.share is None else Share(row.share)
        return [*counts, share, self._mean(), self._result()]

    def _target(self) -> Cell:
        """The share to reach; of a mark norm the mark."""
        norm = self.rulebook.norm(self.figures.norm)
        if norm.kind is NormKind.MARK:
            return float(version_of(norm, self.period).limit.amount)
        return None if self.figures.target is None else Share(self.figures.target)

    def _mean(self) -> float | timedelta | None:
        mean = self.figures.mean
        if mean is None or not self._is_clock:
            return mean
        return timedelta(seconds=mean)

    def _result(self) -> str | None:
        if self.figures.target_met is None:
            return None
        return _(REACHED) if self.figures.target_met else _(NOT_REACHED)

    def _formulas(self) -> list[str]:
        here = f"$A{self.number}"
        counts = ["=" + count(self.parts, norm=here, code=f'"{verdict.word}"') for verdict in Verdict]
        met, breached, *_rest = (self._at(_FIGURES + place) for place in range(6))
        mean = self._at(_FIGURES + 7)
        share = self._at(_FIGURES + 6)
        judged = mean if self.rulebook.norm(self.figures.norm).kind is NormKind.MARK else share
        target = f"{letter(_TARGET)}{self.number}"
        result = f'=IF(OR({judged}="",{target}=""),"",IF({judged}>={target},"{_(REACHED)}","{_(NOT_REACHED)}"))'
        return [*counts, f'=IF({met}+{breached}=0,"",{met}/({met}+{breached}))', self._mean_formula(here), result]

    def _mean_formula(self, here: str) -> str:
        """The mean of what was compared, over what counts."""
        key = "spent" if self._is_clock else "number"
        counted = [f'"{Verdict.MET.word}"', f'"{Verdict.BREACHED.word}"']
        added = "+".join(total(self.parts, key, norm=here, code=code) for code in counted)
        how_many = "+".join(count(self.parts, norm=here, code=code, **{key: '">=0"'}) for code in counted)
        return f'=IF({how_many}=0,"",({added})/({how_many}))'

    def _difference(self, place: int) -> str:
        """0 when both are equal or both are absent; a difference in the twelfth decimal is how machines add up."""
        value, again = self._at(place), self._at(_FIGURES + place)
        if place == _FIGURES - 1:
            return f"=IF({value}={again},0,1)"
        return f"=IF(COUNT({value},{again})=2,ROUND({value}-{again},9),COUNT({value},{again}))"

    @property
    def _is_clock(self) -> bool:
        norm = self.rulebook.norm(self.figures.norm)
        return any(version.limit.unit.is_clock for version in norm.versions)

    def _at(self, place: int) -> str:
        return f"{letter(_IDENTITY + place)}{self.number}"
