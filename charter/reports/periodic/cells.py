"""Figures as they stand in the tables of the report, in the language spoken now.

Refuses to show a figure over fewer than 5 contacts.
"""

from __future__ import annotations

from collections.abc import Sequence

from charter.contact import Channel
from charter.locale import N_, _, formats
from charter.measures.certainty import Mean, Proportion
from charter.measures.control import Assurance, Variation
from charter.measures.findings import Finding
from charter.norms.model import Norm, NormKind, NormVersion
from charter.norms.score import ScoreRow
from charter.reports import spelling
from charter.reports.charts.words import ASSURANCES, VARIATIONS
from charter.reports.small_groups import FEWEST, MARK, Hidden, Shown
from charter.wording import channel_word

NOTHING = "–"
FEW = f"<\N{NO-BREAK SPACE}{FEWEST}"
"""In the place of a small number."""
NO_JUDGEMENT = N_("No judgement")


def few(row: ScoreRow) -> bool:
    """Whether `row` has figures, over so few contacts that they are not told."""
    return 0 < row.counted < FEWEST


def number(row: ScoreRow) -> str:
    """How many contacts count."""
    return FEW if few(row) else formats.number(row.counted)


def result(norm: Norm, row: Shown) -> str:
    """The share, or the mean of a mark norm."""
    if isinstance(row, Hidden):
        return MARK
    if not row.counted or few(row):
        return NOTHING
    if norm.kind is NormKind.MARK:
        return figure(row.mean, 2)
    return share(row.share)


def target(norm: Norm, version: NormVersion) -> str:
    """What the norm aims at."""
    if norm.kind is NormKind.MARK:
        return formats.number(version.limit.amount, 1)
    if version.target is None:
        return NOTHING
    percent = version.target * 100
    whole = abs(percent - round(percent)) < 1e-9
    return formats.number(percent, 0 if whole else 1) + formats.NARROW_SPACE + "%"


def share(value: float | None) -> str:
    """88,2 %, or a dash."""
    return NOTHING if value is None else formats.percent(value)


def figure(value: float | None, decimals: int = 1) -> str:
    """7,4, or a dash."""
    return NOTHING if value is None else formats.number(value, decimals)


def reached(met: bool | None) -> str:
    """Whether a target was reached; a dash where there is none."""
    return NOTHING if met is None else _("reached") if met else _("not reached")


def variation(finding: Finding) -> str:
    """Whether anything changed, as the control chart says."""
    known = finding.variation is not Variation.UNKNOWN
    return _(VARIATIONS[finding.variation]) if known else _(NO_JUDGEMENT)


def assurance(finding: Finding) -> str:
    """What may be expected of the target."""
    known = finding.assurance is not Assurance.UNKNOWN
    return _(ASSURANCES[finding.assurance]) if known else _(NO_JUDGEMENT)


def proportion(found: Proportion) -> str:
    """The share with its interval, of at least 5."""
    if found.n < FEWEST or found.low is None or found.high is None:
        return NOTHING
    low, high = (formats.number(bound * 100) for bound in (found.low, found.high))
    return f"{share(found.share)} ({low}–{high})"


def mean(found: Mean, decimals: int = 1) -> str:
    """The mean with its interval, of at least 5."""
    if found.n < FEWEST or found.value is None:
        return NOTHING
    if found.low is None:
        return figure(found.value, decimals)
    return f"{figure(found.value, decimals)} ({figure(found.low, decimals)}–{figure(found.high, decimals)})"


def count(n: int) -> str:
    """How many there are; a small number is not told."""
    return FEW if 0 < n < FEWEST else formats.number(n)


def title(norm: Norm) -> str:
    """The name of the norm."""
    return spelling.title(norm)


def channel(word: str) -> str:
    """The channel that scripts call `word`."""
    return channel_word(Channel.of(word) or Channel.UNKNOWN)


def listed(words: Sequence[str]) -> str:
    """a, b en c."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
