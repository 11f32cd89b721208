"""What Trends says of a period: the headlines, the list of norms and a paragraph to publish, each with its look.

Why: the sentences are those of the report; here they get the icon and tone under which the window shows them. Refuses
Qt and widgets, and is imported by work beside the window, as `charter.ui.trends.figures` is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from charter.locale import _, formats, ngettext
from charter.measures.control import Assurance, Variation
from charter.measures.findings import Account, Finding
from charter.measures.series import Figure as Measure
from charter.norms.model import NormKind
from charter.reports import small_groups, spelling, words
from charter.reports.charts.words import ASSURANCES, VARIATIONS, value_words
from charter.reports.words import Weight
from charter.services import charting
from charter.services.board import Board
from charter.services.charting import Part
from charter.services.telling import tell
from charter.ui.look.tokens import Tone
from charter.ui.trends.choice import TrendChoice

Sign = tuple[str, Tone, str]
"""Icon, tone and word."""

MOST_HEADLINES = 3
_VARIATION_LOOK: Mapping[Variation, tuple[str, Tone]] = {
    Variation.IMPROVING: ("better", "met"),
    Variation.CONCERNING: ("worse", "breached"),
    Variation.COMMON: ("steady", "muted"),
    Variation.UNKNOWN: ("excluded", "muted"),
}
_ASSURANCE_LOOK: Mapping[Assurance, tuple[str, Tone]] = {
    Assurance.PASS: ("passes", "met"),
    Assurance.FAIL: ("fails", "breached"),
    Assurance.HIT_AND_MISS: ("hit-and-miss", "undetermined"),
}
_WEIGHT_LOOK: Mapping[Weight, tuple[str, Tone]] = {
    Weight.WORSE: ("worse", "breached"),
    Weight.BETTER: ("better", "met"),
    Weight.FAILING: ("fails", "breached"),
    Weight.HIT_AND_MISS: ("hit-and-miss", "undetermined"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """One finding: its norm, its icon, the finding in a few words, and the sentences behind it."""

    norm: str
    icon: str
    tone: Tone
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class NormLine:
    """One norm in the list: its figure, and one or two signs with their words. `spoken` says all of it."""

    norm: str
    title: str
    value: str
    few: bool
    signs: tuple[Sign, ...]
    spoken: str
    help: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one period."""

    opening: str
    headlines: tuple[Headline, ...]
    norms: tuple[NormLine, ...]
    paragraph: str


def tell_all(board: Board, choice: TrendChoice, few_people: Collection[str] = ()) -> Told:
    """The sentences and the list of norms of a period; of teams with few people no text is made to publish."""
    account = tell(of_part(board, choice), choice.period)
    told = words.headlines(account)
    weighty = [one for one in told if one.weight in _WEIGHT_LOOK][:MOST_HEADLINES]
    return Told(
        words.opening(account),
        tuple(
            Headline(one.norm, *_WEIGHT_LOOK[one.weight], one.lead, " ".join((*one.figure, *one.judgement)))
            for one in weighty
        ),
        tuple(_line(finding) for finding in account.findings if _has_data(finding)),
        words.paragraph(account) if _may_leave(choice, account, few_people) else "",
    )


def _may_leave(choice: TrendChoice, account: Account, few_people: Collection[str]) -> bool:
    """Whether the text to publish may be made: of the municipality, or a part with enough contacts and people."""
    if choice.part is None:
        return True
    counted = (finding.row.counted for finding in account.findings)
    return choice.part[1] not in few_people and all(not 0 < n < small_groups.FEWEST for n in counted)


def of_part(board: Board, choice: TrendChoice) -> Board:
    """The board with the verdicts of the part that is looked at."""
    return board if choice.part is None else charting.narrowed(board, Part(*choice.part))


def _has_data(finding: Finding) -> bool:
    return bool(finding.row.counted or finding.row.pending or finding.series.n.sum())


def _line(finding: Finding) -> NormLine:
    row, signs = finding.row, list[Sign]()
    mark = finding.norm.kind is NormKind.MARK
    value = value_words(row.mean, Measure.MEAN) if mark else value_words(row.share, Measure.SHARE)
    if finding.few:
        text = ngettext(
            "Too few contacts for a judgement (%(n)s)", "Too few contacts for a judgement (%(n)s)", row.counted
        )
        signs.append(("excluded", "muted", text % {"n": formats.number(row.counted)}))
    elif finding.variation is Variation.UNKNOWN and finding.series.running[-1]:
        signs.append(("pending", "muted", _("Not over yet, so no judgement")))
    else:
        signs.append((*_VARIATION_LOOK[finding.variation], _(VARIATIONS[finding.variation])))
        if finding.assurance in _ASSURANCE_LOOK:
            signs.append((*_ASSURANCE_LOOK[finding.assurance], _(ASSURANCES[finding.assurance])))
    counted = ngettext("%(n)s contact counted.", "%(n)s contacts counted.", row.counted)
    title = spelling.title(finding.norm)
    said = [counted % {"n": formats.number(row.counted)}]
    if row.target == 1 and finding.assurance is not Assurance.PASS:
        said.append(_("With a target of 100 percent a norm only passes when every period is at 100 percent."))
    spoken = f"{title}: {value}. {'. '.join(word for _icon, _tone, word in signs)}. {' '.join(said)}"
    return NormLine(finding.norm.id, title, value, finding.few, tuple(signs), spoken, " ".join((title + ".", *said)))
