"""Plain sentences from figures, at B1 level: what came of a promise, whether that is chance, what may be expected.

Why rules and not a writer: a sentence may say no more than the control chart supports. Without a special cause nothing
rises or falls; without limits nothing is expected; an unfinished period is not judged at all. Refuses to compute a
figure; where a text leaves the house, it refuses figures over fewer than 5 contacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from charter.locale import N_, _, formats
from charter.measures.control import FEW_CONTACTS, Assurance, Variation
from charter.measures.findings import Account, Finding
from charter.measures.series import Every
from charter.measures.signals import Rule
from charter.norms.model import NormKind
from charter.reports import spelling
from charter.reports.small_groups import FEWEST

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
    """What is said of one norm: `lead` in a few words, then sentences.

    `figure` tells what came of it and sets that beside the target, `judgement` what the control rules say of it,
    `remarks` what they cannot say and what the reader must know before relying on the figure.
    """

    norm: str
    weight: Weight
    lead: str
    figure: tuple[str, ...]
    judgement: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences as running text."""
        return " ".join((*self.figure, *self.judgement, *self.remarks))


_LEADS = {
    Weight.WORSE: N_("%(title)s: it really gets worse."),
    Weight.BETTER: N_("%(title)s: it really gets better."),
    Weight.FAILING: N_("%(title)s: this way we do not reach the target."),
    Weight.HIT_AND_MISS: N_("%(title)s: sometimes we reach the target, sometimes not."),
    Weight.NOTHING: N_("%(title)s: nothing has really changed."),
    Weight.NOT_TOLD: N_("%(title)s: no judgement yet."),
}
_MISSED = {
    Every.MONTH: N_("%(title)s: we have missed the target for %(n)s months now."),
    Every.WEEK: N_("%(title)s: we have missed the target for %(n)s weeks now."),
}
"""The lead where the limits leave the target possible and yet it was missed all the time."""
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
    Variation.IMPROVING: N_("%(period)s was clearly better than usual. That is no chance."),
    Variation.CONCERNING: N_("%(period)s was clearly worse than usual. That is no chance."),
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
    Every.MONTH: N_("There is no real change: the differences between months may be chance."),
    Every.WEEK: N_("There is no real change: the differences between weeks may be chance."),
}
_TOO_FEW = {
    Every.MONTH: N_("There are too few months yet to see a change."),
    Every.WEEK: N_("There are too few weeks yet to see a change."),
}
_THIN = {
    Every.MONTH: N_("The last month has too few %(counted)s to see a change."),
    Every.WEEK: N_("The last week has too few %(counted)s to see a change."),
}
_TRIAL = {
    Every.MONTH: N_("This is provisional: it rests on %(n)s months."),
    Every.WEEK: N_("This is provisional: it rests on %(n)s weeks."),
}

_BEGINNINGS = (N_("For example,"), N_("Further,"), N_("Besides,"), N_("Finally,"))
"""How the findings of a paragraph begin, in the place of the period."""


def opening(account: Account, *, public: bool = False) -> str:
    """`In oktober 2026 haalden we 5 van de 9 beloften.`, of the promises with a figure and a target."""
    judged = [
        finding.row.target_met
        for finding in account.findings
        if finding.row.target_met is not None and not _hidden(finding, public=public)
    ]
    place = {"when": spelling.when_in_full(account.period), "period": spelling.subject(account.period, account.today)}
    if not judged:
        when = _("So far") if account.running else place["when"]
        return _("%(when)s there was nothing to judge.") % {"when": when}
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
    by_norm = {finding.norm.id: finding for finding in account.findings}
    told = [one for one in headlines(account, public=True) if one.weight <= Weight.HIT_AND_MISS][: len(_BEGINNINGS)]
    parts = [opening(account, public=True)]
    for begin, one in zip(_BEGINNINGS, told, strict=False):
        begun = headline(by_norm[one.norm], account, public=True, begin=_(begin))
        parts += [*begun.figure, *begun.judgement]
    if not any(finding.row.counted and not _hidden(finding, public=True) for finding in account.findings):
        missing = [] if account.complete else [_("Not all data of this period is in.")]
        return "\n".join([_("Our service"), "", " ".join([*parts, *missing])])
    if not told and not account.running:
        parts.append(_("No promise shows a change that is more than chance."))
    return "\n".join([_("Our service"), "", " ".join([*parts, _closing(account)])])


def _closing(account: Account) -> str:
    n = {"n": formats.number(account.contacts)}
    if account.complete:
        return _("This is about %(n)s contacts, all data is in, and what may be chance we do not call a change.") % n
    return _("This is about %(n)s contacts, not all data is in, and what may be chance we do not call a change.") % n


def headline(finding: Finding, account: Account, *, public: bool = False, begin: str = "") -> Headline:
    """What is said of one norm; `begin` stands in the place of the period."""
    title, norm = {"title": spelling.title(finding.norm)}, finding.norm.id
    begin = begin or (_("So far") if account.running else spelling.when(account.period, account.today))
    running = _running(account)
    if not finding.row.counted:
        nothing = _nothing(finding) % {"when": begin, "counted": spelling.counted(finding.norm)}
        return Headline(norm, Weight.NOT_TOLD, _("%(title)s: no figures.") % title, (*running, nothing))
    if _hidden(finding, public=public):
        small = _("%(when)s fewer than 5 %(counted)s counted.")
        figure = small % {"when": begin, "counted": spelling.counted(finding.norm)}
        lead = _("%(title)s: no figures.") % title
        return Headline(norm, Weight.NOT_TOLD, lead, (*running, figure, _("That is why we give no figure.")))
    if finding.row.counted == 1 and finding.norm.kind is not NormKind.MARK:
        kept = N_("It went as promised.") if finding.row.met else N_("It did not go as promised.")
        one = _("%(when)s only 1 contact counted.") % {"when": begin}
        lead = _(_LEADS[Weight.NOT_TOLD]) % title
        return Headline(norm, Weight.NOT_TOLD, lead, (*running, one, _(kept)), remarks=tuple(_reserves(finding)))
    weight = _weight(finding)
    said = spelling.figure(finding.norm, finding.row, finding.version.limit.amount)
    result = {"when": begin, "result": spelling.result(finding.norm, finding.held, said)}
    beside = () if account.running else (_against(finding, said), *_before(finding))
    indication = (_("This is an indication."),) if finding.norm.statutory else ()
    return Headline(
        norm,
        weight,
        _lead(finding, weight, account.every),
        figure=(*running, _("%(when)s %(result)s.") % result, *beside, *indication),
        judgement=(*_expected(finding, account.every), *_change(finding, account.every)),
        remarks=(*_limits(finding, account.every), *_reserves(finding)),
    )


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
    beyond = finding.assurance is Assurance.FAIL or bool(finding.missed)
    return finding.row.target_met is False and beyond


def _lead(finding: Finding, weight: Weight, every: Every) -> str:
    if weight is Weight.FAILING and finding.assurance is not Assurance.FAIL:
        return _(_MISSED[every]) % {"title": spelling.title(finding.norm), "n": finding.missed}
    return _(_LEADS[weight]) % {"title": spelling.title(finding.norm)}


def _nothing(finding: Finding) -> str:
    row = finding.row
    left_out = row.excluded or row.excused
    if row.pending and (left_out or row.undetermined):
        return _("For the %(counted)s that count the term still runs.")
    if row.pending:
        return _("For all %(counted)s of this period the term still runs.")
    if row.undetermined and not left_out:
        return _("For all %(counted)s of this period the time is not known.")
    if left_out:
        return _("%(when)s no %(counted)s counted.")
    return _("%(when)s there were no %(counted)s.")


def _running(account: Account) -> tuple[str, ...]:
    if not account.running:
        return ()
    place = {"period": spelling.subject(account.period, account.today)}
    if account.period.first > account.today:
        return (_("%(period)s has not begun yet.") % place,)
    return (_("%(period)s is not over yet.") % place,)


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


def _before(finding: Finding) -> tuple[str, ...]:
    """Since when the target holds, and what it was, where it changed within the period."""
    mark = finding.norm.kind is NormKind.MARK
    aims = [(version.valid_from, version.limit.amount if mark else version.target) for version in finding.held]
    changed = [(since, before) for (_since, before), (since, after) in pairwise(aims) if after != before]
    if not changed or finding.row.target_met is None:
        return ()
    since, before = changed[-1]
    holds = _("This target holds since %(day)s.") % {"day": spelling.day(since)}
    if before is None:
        return (holds,)
    target = {"target": spelling.aim(finding.norm, before, finding.row.counted)}
    return holds, _("Before that it was %(target)s.") % target


def _limits(finding: Finding, every: Every) -> list[str]:
    """What the control rules cannot say of this period."""
    if not finding.tells:
        return _thin(finding, every)
    if finding.changed is not None:
        day = {"day": spelling.day(finding.changed.on)}
        return [_("Since %(day)s another promise holds. What came before cannot be compared.") % day]
    if finding.variation is Variation.UNKNOWN:
        return [_(_TOO_FEW[every])]
    steady = _("It does not really get better or worse.") if _fails(finding) and finding.missed else _(_COMMON[every])
    said = [steady] if finding.variation is Variation.COMMON else []
    segment = finding.control.segments[-1]
    return [*said, _(_TRIAL[every]) % {"n": segment.used}] if segment.trial else said


def _thin(finding: Finding, every: Every) -> list[str]:
    """Why nothing is said of change in a period with contacts enough: its last month, where it would show, has few."""
    if finding.running or finding.unsettled or finding.few or int(finding.series.n[-1]) >= FEW_CONTACTS:
        return []
    return [_(_THIN[every]) % {"counted": spelling.counted(finding.norm)}]


def _expected(finding: Finding, every: Every) -> list[str]:
    met = finding.row.target_met
    if _fails(finding) and finding.missed:
        return [_(_LOWER[every]) % {"n": finding.missed}]
    if _fails(finding):
        return [_("The way we work now, we do not reach the target.")]
    if met and finding.assurance is Assurance.PASS and finding.kept_throughout:
        return [_("The way we work now, we always reach the target.")]
    if finding.assurance is Assurance.HIT_AND_MISS:
        return [_("The way we work now, we sometimes reach the target and sometimes not.")]
    return []


def _change(finding: Finding, every: Every) -> list[str]:
    signal, variation = finding.signal, finding.variation
    if signal is None:
        return []
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
    return said
