"""The cover and the page of conclusions: what a director reads when there is time for one page.

Refuses to say more than the control rules support: the sentences are those of `charter.reports.words`.
"""

from __future__ import annotations

from charter.contact import Kind
from charter.locale import _, formats
from charter.measures.findings import Finding
from charter.norms.model import NormKind
from charter.reports import spelling, words
from charter.reports.charts import period_words
from charter.reports.periodic import cells
from charter.reports.periodic.blocks import Block, Bullets, Column, Cover, Heading, Notice, Section, Text, grid
from charter.reports.periodic.facts import Facts
from charter.reports.words import Weight

MOST_HEADLINES = 4
MOST_REMARKS = 6


def cover(facts: Facts) -> Cover:
    """The first page; it says when the period is not over or the data is not complete."""
    asked = period_words(facts.period)
    lines = [
        (_("Period"), _("%(first)s to %(last)s") % {
            "first": formats.day(facts.period.first), "last": formats.day(facts.period.last),
        }),
        (_("Known at"), formats.deadline(facts.as_of, facts.zone)),
        (_("Made on"), formats.instant(facts.made_at // 60_000_000 * 60_000_000, facts.zone)),
    ]  # fmt: skip
    return Cover(
        facts.organisation, _("Do we keep our promises?"), asked[:1].upper() + asked[1:], tuple(lines), _notice(facts)
    )


def _notice(facts: Facts) -> Notice | None:
    said = []
    if facts.account.running:
        day = {"day": formats.day(facts.period.last)}
        said.append(_("This period is not over yet: its last day is %(day)s. All figures can still change.") % day)
    if not facts.account.contacts:
        said.append(_("There is nothing to judge in this period: no contact counts in it."))
    if not facts.account.complete:
        said.append(_("Not all data of this period is in. The figures may change."))
        said += facts.remarks[:MOST_REMARKS]
        if len(facts.remarks) > MOST_REMARKS:
            said.append(_("And %(n)s more remarks on the data.") % {"n": len(facts.remarks) - MOST_REMARKS})
    if not said:
        return None
    running, empty = facts.account.running, not facts.account.contacts
    title = (
        _("Incomplete: not over yet")
        if running
        else _("No figures")
        if empty and facts.account.complete
        else _("Incomplete")
    )
    return Notice(title, tuple(said))


def section(facts: Facts) -> Section:
    """One page: the findings, the text to publish, and every promise in one table."""
    account = facts.account
    told = [one for one in words.headlines(account, public=True) if one.weight <= Weight.HIT_AND_MISS]
    blocks: list[Block] = [Text(words.opening(account, public=True), lead=True)]
    if told:
        blocks.append(Bullets(tuple(one.lead for one in told[:MOST_HEADLINES])))
        if len(told) > MOST_HEADLINES:
            more = _("The other findings stand with each channel: %(n)s more ask for attention.")
            blocks.append(Text(more % {"n": len(told) - MOST_HEADLINES}, small=True))
    heading, _blank, *paragraph = words.paragraph(account).split("\n")
    blocks += [Heading(heading), Text(" ".join(paragraph)), Heading(_("Every promise"))]
    return Section(_("Conclusions"), (*blocks, *_table(facts)))


def _table(facts: Facts) -> list[Block]:
    shown = [one for one in facts.account.findings if one.row.counted and not cells.few(one.row)]
    few = [cells.title(one.norm) for one in facts.account.findings if cells.few(one.row)]
    silent = [cells.title(one.norm) for one in facts.account.findings if not one.row.counted]
    rows = [
        (
            cells.title(one.norm) + ("*" if one.norm.statutory else ""),
            cells.result(one.norm, one.row),
            cells.target(one.norm, one.version),
            cells.number(one.row),
            cells.reached(one.row.target_met),
            cells.variation(one),
            cells.assurance(one),
        )
        for one in shown
    ]
    columns = (
        Column(_("Promise"), wide=2.5),
        Column(_("Result"), right=True, wide=0.95),
        Column(_("Target"), right=True, wide=0.7),
        Column(_("Contacts"), right=True),
        Column(_("Target reached"), wide=1.2),
        Column(_("Change"), wide=1.5),
        Column(_("Expectation"), wide=1.6),
    )
    blocks: list[Block] = [grid(columns, rows, dense=True)] if rows else []
    if any(one.norm.statutory for one in shown):
        blocks.append(Text(_("* A term of the law. What stands here is an indication."), small=True))
    if any(one.norm.kind is NormKind.MARK for one in shown):
        blocks.append(Text(_("The result is a share of the contacts; of a mark it is the mean."), small=True))
    blocks += [Text(_given_up(one), small=True) for one in shown if Kind.ABANDONED in one.version.broken_by]
    if few:
        said = _("Fewer than 5 contacts, so no figure: %(norms)s.") % {"norms": cells.listed(few)}
        blocks.append(Text(said, small=True))
    if silent:
        said = _("No figures in this period: %(norms)s.") % {"norms": cells.listed(silent)}
        blocks.append(Text(said, small=True))
    return blocks


def _given_up(finding: Finding) -> str:
    """The rate by which such a norm is known, beside its result (contract.md 7: the rate is 1 - share)."""
    told = {
        "title": cells.title(finding.norm),
        "rate": cells.figure(100 * (1 - (finding.row.share or 0.0))),
        "counted": spelling.counted(finding.norm),
    }
    return _("%(title)s: %(rate)s percent of the %(counted)s gave up. The result is the share that did not.") % told
