"""Plain sentences from figures, at B1 level: what came of a promise, whether that is chance, what may be expected.

Why rules and not a writer: a sentence may say no more than the control chart supports. Without a special cause nothing
rises or falls; without limits nothing is expected; an unfinished period is not judged at all. Refuses to compute a
figure; where a text leaves the house, it refuses figures over fewer than 5 contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from charter.locale import N_, _, formats
from charter.measures.control import Assurance, Rule, Variation
from charter.measures.findings import Account, Finding
from charter.measures.series import Every
from charter.norms.model import NormKind
from charter.reports import spelling
from charter.reports.small_groups import FEWEST

_MOST_IN_PARAGRAPH = 4
_NOT_KNOWN = 0.05
"""From this share on it is said how many contacts could not be judged."""


class Weight(IntEnum):
    """How much a finding asks of a director: a real change first (design/ui.md 6.3)."""

    WORSE = 0
    BETTER = 1
    FAILING = 2
    HIT_AND_MISS = 3
    NOTHING = 4
    NOT_TOLD = 5


@dataclass(frozen=True, slots=True)
class Headline:
    """What is said of one norm: `lead` in a few words, then the sentences, the figure first."""

    norm: str
    weight: Weight
    lead: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as running text."""
        return " ".join(self.sentences)


_LEADS = {
    Weight.WORSE: N_("%(title)s: it really gets worse."),
    Weight.BETTER: N_("%(title)s: it really gets better."),
    Weight.FAILING: N_("%(title)s: this way we do not reach the target."),
    Weight.HIT_AND_MISS: N_("%(title)s: sometimes we reach the target, sometimes not."),
    Weight.NOTHING: N_("%(title)s: nothing has really changed."),
    Weight.NOT_TOLD: N_("%(title)s: no judgement yet."),
}
_LOWER = {
    Every.MONTH: N_("The difference is no chance: it has been lower for %(n)s months now."),
    Every.WEEK: N_("The difference is no chance: it has been lower for %(n)s weeks now."),
}
_SHIFTS = {
    (Variation.IMPROVING, Every.MONTH): N_("It really gets better: above the average for %(n)s months now."),
    (Variation.IMPROVING, Every.WEEK): N_("It really gets better: above the average for %(n)s weeks now."),
    (Variation.CONCERNING, Every.MONTH): N_("It really gets worse: below the average for %(n)s months now."),
    (Variation.CONCERNING, Every.WEEK): N_("It really gets worse: below the average for %(n)s weeks now."),
}
_TRENDS = {
    (Variation.IMPROVING, Every.MONTH): N_("It really gets better: it has risen %(n)s months in a row."),
    (Variation.IMPROVING, Every.WEEK): N_("It really gets better: it has risen %(n)s weeks in a row."),
    (Variation.CONCERNING, Every.MONTH): N_("It really gets worse: it has fallen %(n)s months in a row."),
    (Variation.CONCERNING, Every.WEEK): N_("It really gets worse: it has fallen %(n)s weeks in a row."),
}
_OUTSIDE = {
    Variation.IMPROVING: N_("%(period)s was much better than usual. That is no chance."),
    Variation.CONCERNING: N_("%(period)s was much worse than usual. That is no chance."),
}
_TWO_OF_THREE = {
    (Variation.IMPROVING, Every.MONTH): N_("Two of the last three months were remarkably good. That is no chance."),
    (Variation.IMPROVING, Every.WEEK): N_("Two of the last three weeks were remarkably good. That is no chance."),
    (Variation.CONCERNING, Every.MONTH): N_("Two of the last three months were remarkably bad. That is no chance."),
    (Variation.CONCERNING, Every.WEEK): N_("Two of the last three weeks were remarkably bad. That is no chance."),
}
_STEPS = {
    Variation.IMPROVING: N_("Since %(day)s it really goes better than before."),
    Variation.CONCERNING: N_("Since %(day)s it really goes worse than before."),
}
_COMMON = {
    Every.MONTH: N_("The difference with earlier months may be chance."),
    Every.WEEK: N_("The difference with earlier weeks may be chance."),
}
_TOO_FEW = {
    Every.MONTH: N_("There are too few months yet to see a change."),
    Every.WEEK: N_("There are too few weeks yet to see a change."),
}
_TRIAL = {
    Every.MONTH: N_("This is provisional: it rests on %(n)s months."),
    Every.WEEK: N_("This is provisional: it rests on %(n)s weeks."),
}


def opening(account: Account, *, public: bool = False) -> str:
    """`In oktober 2026 haalden we 5 van de 9 beloften.`, of the promises with a figure and a target."""
    judged = [
        finding.row.target_met
        for finding in account.findings
        if finding.row.target_met is not None and not _hidden(finding, public=public)
    ]
    place = {"when": spelling.when_in_full(account.period), "period": spelling.subject(account.period, account.today)}
    if not judged:
        return _("%(when)s there was nothing to judge.") % place
    figures = place | {"kept": sum(judged), "all": len(judged)}
    if account.running:
        return _("%(period)s is not over yet. So far we kept %(kept)s of the %(all)s promises.") % figures
    return _("%(when)s we kept %(kept)s of the %(all)s promises.") % figures


def headlines(account: Account, *, public: bool = False) -> list[Headline]:
    """What is said of every norm, the most important first, then in the order of the rulebook.

    With `public` a norm over fewer than 5 contacts is told without a figure.
    """
    told = [headline(finding, account, public=public) for finding in account.findings]
    return sorted(told, key=lambda one: one.weight)


def paragraph(account: Account) -> str:
    """A text to publish: the opening, the most important findings, and how they were measured, as plain text."""
    told = [one for one in headlines(account, public=True) if one.weight <= Weight.HIT_AND_MISS][:_MOST_IN_PARAGRAPH]
    parts = [opening(account, public=True)]
    if told:
        parts += [one.text for one in told]
    elif not account.running:
        parts.append(_("No promise shows a change that is more than chance."))
    return "\n".join([_("Service"), "", " ".join([*parts, _closing(account)])])


def _closing(account: Account) -> str:
    n = {"n": formats.number(account.contacts)}
    if account.complete:
        return _("These figures are about %(n)s contacts, all data is in, and we only call no chance what is none.") % n
    return _("These figures are about %(n)s contacts, not all data is in, and we only call no chance what is none.") % n


def headline(finding: Finding, account: Account, *, public: bool = False) -> Headline:
    """What is said of one norm."""
    weight = _weight(finding) if not _hidden(finding, public=public) else Weight.NOT_TOLD
    title = {"title": spelling.title(finding.norm)}
    if not finding.row.counted:
        return Headline(finding.norm.id, weight, _("%(title)s: no figures.") % title, tuple(_nothing(finding, account)))
    return Headline(finding.norm.id, weight, _(_LEADS[weight]) % title, tuple(_sentences(finding, account, public)))


def _hidden(finding: Finding, *, public: bool) -> bool:
    return public and finding.row.counted < FEWEST


def _weight(finding: Finding) -> Weight:
    if finding.variation is Variation.CONCERNING:
        return Weight.WORSE
    if finding.variation is Variation.IMPROVING:
        return Weight.BETTER
    if _fails(finding):
        return Weight.FAILING
    if finding.assurance is Assurance.HIT_AND_MISS:
        return Weight.HIT_AND_MISS
    return Weight.NOTHING if finding.variation is Variation.COMMON else Weight.NOT_TOLD


def _fails(finding: Finding) -> bool:
    return finding.row.target_met is False and bool(finding.missed or finding.assurance is Assurance.FAIL)


def _nothing(finding: Finding, account: Account) -> list[str]:
    place = {"when": spelling.when(account.period, account.today), "counted": spelling.counted(finding.norm)}
    row = finding.row
    if row.pending:
        return [*_running(account), _("For all %(counted)s of this period the term still runs.") % place]
    if row.excluded or row.excused or row.undetermined:
        return [*_running(account), _("%(when)s no %(counted)s counted.") % place]
    return [*_running(account), _("%(when)s there were no %(counted)s.") % place]


def _running(account: Account) -> list[str]:
    if not account.running:
        return []
    return [_("%(period)s is not over yet.") % {"period": spelling.subject(account.period, account.today)}]


def _sentences(finding: Finding, account: Account, public: bool) -> list[str]:
    when = spelling.when(account.period, account.today)
    if _hidden(finding, public=public):
        few = {"when": when, "counted": spelling.counted(finding.norm)}
        small = _("%(when)s there were fewer than 5 %(counted)s.") % few
        return [*_running(account), small, _("That is why we give no figure.")]
    said = spelling.figure(finding.norm, finding.row, finding.version.limit.amount)
    result = {"when": when, "result": spelling.result(finding.norm, finding.version, said)}
    if account.running:
        figure = [*_running(account), _("So far %(result)s.") % result]
    else:
        figure = [_("%(when)s %(result)s.") % result, _against(finding, said)]
    return [*figure, *_evidence(finding, account.every), *_reserves(finding)]


def _against(finding: Finding, said: spelling.Figure) -> str:
    """The figure beside the target, and nothing about why."""
    target = {"target": said.target}
    row, mark = finding.row, finding.norm.kind is NormKind.MARK
    if row.target_met is None:
        return _("We set no target for this.")
    value, aim = (row.mean, finding.version.limit.amount) if mark else (row.share, row.target)
    if value == aim:
        return _("That is exactly the target.")
    if said.near:
        near = N_("That is just enough for the target of %(target)s.")
        return _(near if row.target_met else N_("That is just too little for the target of %(target)s.")) % target
    if mark:
        higher, lower = (
            N_("That is higher than the target of %(target)s."),
            N_("That is lower than the target of %(target)s."),
        )
        return _(higher if row.target_met else lower) % target
    more, less = N_("That is more than the target of %(target)s."), N_("That is less than the target of %(target)s.")
    return _(more if row.target_met else less) % target


def _evidence(finding: Finding, every: Every) -> list[str]:
    """What the control rules support, and nothing besides."""
    if not finding.tells:
        return []
    changed = finding.changed
    if changed is not None:
        day = {"day": spelling.day(changed.on)}
        return [_("Since %(day)s another promise holds. What came before cannot be compared.") % day]
    if finding.variation is Variation.UNKNOWN:
        return [_(_TOO_FEW[every])]
    return [*_expected(finding, every), *_change(finding, every), *_provisional(finding, every)]


def _expected(finding: Finding, every: Every) -> list[str]:
    met = finding.row.target_met
    if met is False and finding.missed:
        return [_(_LOWER[every]) % {"n": finding.missed}]
    if met is False and finding.assurance is Assurance.FAIL:
        return [_("The way we work now, we do not reach the target.")]
    if met and finding.assurance is Assurance.PASS:
        return [_("The way we work now, we always reach the target.")]
    if finding.assurance is Assurance.HIT_AND_MISS:
        return [_("The way we work now, we sometimes reach the target and sometimes not.")]
    return []


def _change(finding: Finding, every: Every) -> list[str]:
    signal, variation = finding.signal, finding.variation
    if signal is None:
        return [_(_COMMON[every])]
    match signal.rule:
        case Rule.OUTSIDE:
            return [_(_OUTSIDE[variation]) % {"period": spelling.subject(finding.series.periods[signal.last])}]
        case Rule.SHIFT:
            return [_(_SHIFTS[variation, every]) % {"n": len(signal.points)}]
        case Rule.TWO_OF_THREE:
            return [_(_TWO_OF_THREE[variation, every])]
        case Rule.TREND:
            return [_(_TRENDS[variation, every]) % {"n": len(signal.points) - 1}]
        case Rule.STEP:
            step = finding.control.segments[-1].step
            return [_(_STEPS[variation]) % {"day": spelling.day(step.on)}] if step else []


def _provisional(finding: Finding, every: Every) -> list[str]:
    segment = finding.control.segments[-1]
    return [_(_TRIAL[every]) % {"n": segment.used}] if segment.trial else []


def _reserves(finding: Finding) -> list[str]:
    """What the reader must know before relying on the figure."""
    row, counted = finding.row, {"counted": spelling.counted(finding.norm)}
    said = []
    if finding.few:
        said.append(_("With so few %(counted)s this does not say much.") % counted)
    if finding.unsettled:
        said.append(_("For %(n)s of the %(counted)s the term still runs.") % (counted | {"n": row.pending}))
        said.append(_("The figure can still change."))
    if row.undetermined > _NOT_KNOWN * (row.counted + row.undetermined):
        said.append(_("For %(n)s of the %(counted)s the time is not known.") % (counted | {"n": row.undetermined}))
    if not row.complete:
        said.append(_("These data are not complete."))
    if finding.norm.statutory:
        said.append(_("This is an indication."))
    return said


def summary(account: Account, most: int = 3) -> Sequence[Headline]:
    """The few findings for the top of a page."""
    return [one for one in headlines(account) if one.weight <= Weight.HIT_AND_MISS][:most]
