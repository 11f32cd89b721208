"""Completeness and method: where the data came from, what counts, and by which rules a change is called a change.

Why: whoever doubts a figure must be able to follow it without asking the author. Refuses to repeat the norms; they
stand with the calendar.
"""

from __future__ import annotations

from charter.columns import Verdict
from charter.locale import N_, _, formats
from charter.measures.control import FEW_CONTACTS
from charter.measures.control_limits import TRIAL_POINTS
from charter.norms.model import Denominator
from charter.reports import small_groups
from charter.reports.periodic import cells
from charter.reports.periodic.blocks import Abreast, Block, Bullets, Column, Heading, Section, Text, grid
from charter.reports.periodic.facts import Facts, SourceSum
from charter.wording import verdict_word

MEANINGS = {
    Verdict.MET: N_("the promise was kept"),
    Verdict.BREACHED: N_("the promise was not kept, or its last day is over and there is no answer yet"),
    Verdict.PENDING: N_("the term still runs"),
    Verdict.EXCLUDED: N_("the promise does not count this contact"),
    Verdict.EXCUSED: N_("somebody gave a reason why it does not count, with a name and a date in the journal"),
    Verdict.UNDETERMINED: N_("a time is missing or impossible; this never counts as kept"),
}
FORMULAS = {
    Denominator.COUNTABLE: N_("countable: what could be answered; who left early does not count"),
    Denominator.INCOMING: N_("incoming: everything that came in"),
    Denominator.ANSWERED: N_("answered: only what was answered"),
}
WORDS = {
    Denominator.COUNTABLE: N_("countable"),
    Denominator.INCOMING: N_("incoming"),
    Denominator.ANSWERED: N_("answered"),
}


def section(facts: Facts) -> Section:
    """Completeness with the sum of each source, then the method."""
    complete = _("The data of this period is complete.")
    blocks: list[Block] = [
        Heading(_("Is all data in?")),
        Text(complete if facts.account.complete else _("Not all data of this period is in.")),
        *([Bullets(facts.remarks)] if facts.remarks else []),
        *_undated(facts),
        *_sources(facts),
        Heading(_("What counts")),
        Text(_("A share is what was kept, divided by what was kept and what was not kept. The rest is counted apart.")),
        Bullets(tuple(f"{verdict_word(verdict)}: {_(text)}." for verdict, text in MEANINGS.items())),
        *_formulas(facts),
        *_verdicts(facts),
        Abreast((_control_rules(), _not_shown(facts)), (1.45, 1.0)),
    ]
    return Section(_("Completeness and method"), tuple(blocks))


def _undated(facts: Facts) -> list[Block]:
    if not facts.undated:
        return []
    said = _("Contacts without a known day: %(n)s. They stand in no period.")
    return [Text(said % {"n": cells.count(facts.undated)})]


def _sources(facts: Facts) -> list[Block]:
    if not facts.sources:
        return [Text(_("No data was read in."))]
    rows = [(one.source, *_numbers(one), *_span(facts, one)) for one in facts.sources]
    columns = (
        Column(_("Source"), wide=1.7), Column(_("Files"), right=True, wide=0.9), Column(_("Read"), right=True),
        Column(_("Used"), right=True), Column(_("Duplicate"), right=True, wide=1.05),
        Column(_("Rejected"), right=True, wide=1.15),
        Column(_("Out of scope"), right=True, wide=1.1),
        Column(_("First day"), wide=1.3), Column(_("Last day"), wide=1.3),
    )  # fmt: skip
    text = _("For every source: rows read = used + duplicate + rejected + out of scope.")
    return [Text(text), grid(columns, rows, dense=True)]


def _numbers(one: SourceSum) -> list[str]:
    counts = (one.files, one.read, one.used, one.duplicates, one.rejected, one.out_of_scope)
    return [formats.number(n) for n in counts]


def _span(facts: Facts, one: SourceSum) -> list[str]:
    return [
        cells.NOTHING if at is None else formats.day(formats.local(at, facts.zone).date())
        for at in (one.first_at, one.last_at)
    ]


def _formulas(facts: Facts) -> list[Block]:
    """What the shares of this report count over."""
    used = {Denominator(finding.row.formula) for finding in facts.account.findings}
    told = [f"{_(text)}." for formula, text in FORMULAS.items() if formula in used]
    return [Text(" ".join([_("What a share counts over is set for each promise:"), *told]))] if told else []


def _verdicts(facts: Facts) -> list[Block]:
    rows = []
    for finding in facts.account.findings:
        row = finding.row
        counts = (row.met, row.breached, row.pending, row.excluded, row.excused, row.undetermined)
        if not any(counts):
            continue
        shown = [small_groups.MARK if cells.few(row) else formats.number(n) for n in counts[:2]]
        shown += [cells.count(n) for n in counts[2:]]
        rows.append((cells.title(finding.norm), _(WORDS[Denominator(row.formula)]), *shown))
    if not rows:
        return []
    columns = (
        Column(_("Promise"), wide=3.2), Column(_("Counts over"), wide=1.1),
        *(Column(verdict_word(verdict), right=True, wide=1.1) for verdict in Verdict),
    )  # fmt: skip
    return [grid(columns, rows, dense=True)]


def _not_shown(facts: Facts) -> tuple[Heading | Text, ...]:
    return (
        Heading(_("What is not shown")),
        Text(_(small_groups.NOTE)),
        Text(_("This report names no residents and no employees.")),
        Text(_("Norms and calendar: %(digest)s.") % {"digest": facts.rulebook.digest[:12]}, small=True),
    )


def _control_rules() -> tuple[Heading | Text | Bullets, ...]:
    return (
        Heading(_("When we call a change a change")),
        Text(_("Figures always go up and down a little. We draw limits around the mean of the months.")),
        Text(_("Between the limits it may be chance. We call it a real change when one of these rules holds:")),
        Bullets((
            _("A point lies beyond the limits."),
            _("Seven or more points in a row lie on one side of the mean."),
            _("Seven or more points in a row each rise, or each fall."),
            _("Two of three points in a row lie close to the same limit."),
        )),
        Text(_(
            "Limits of an XmR chart: the mean, and 2.66 times the mean difference between neighbours. Very large "
            "differences are left out. Of a p chart: what chance explains for that number of contacts."
        )),
        Text(
            _("Under %(points)s points the limits are on trial. Under %(contacts)s contacts a share says little.")
            % {"points": TRIAL_POINTS, "contacts": FEW_CONTACTS}
        ),
    )  # fmt: skip
