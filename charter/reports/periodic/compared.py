"""Teams and partner organisations, compared without a ranking and without anybody's figure showing through.

Why no ranking: of ten equal teams one is always the last (peers.md 4). Refuses small groups: what stands here passed
`charter.reports.small_groups.shield`, and no partner that is shown leaves a small remainder of the teams that are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import groupby
from operator import attrgetter

import numpy as np

from charter.columns import Verdict
from charter.locale import _
from charter.norms.score import Group, positions, score
from charter.reports import small_groups
from charter.reports.periodic import cells
from charter.reports.periodic.blocks import Block, Column, Heading, Picture, Section, Text, grid
from charter.reports.periodic.facts import Facts
from charter.reports.small_groups import Hidden, Shown


def teams(facts: Facts) -> Section | None:
    """Funnels of the promises that most contacts fall under, and a table; None with fewer than two teams."""
    shown = _shielded(facts, Group.TEAM, facts.pictures.funnels)
    rows = [row for each in shown.values() for row in each]
    if len({row.group for row in rows}) < 2:
        return None
    blocks: list[Block] = [
        Text(_("Teams differ in what they get to do. A picture shows which difference is more than chance.")),
        Text(_("The order is that of the alphabet. There is no ranking.")),
        *(Picture(picture) for picture in facts.pictures.funnels.values()),
        Heading(_("The figures of the teams")),
        *_hidden_note(rows),
        grid(_columns(_("Team")), _rows(facts, shown, _("not named"))),
    ]
    return Section(_("Teams compared"), tuple(blocks))


def partners(facts: Facts) -> list[Section]:
    """One section for all partner organisations, each under its own heading; none when no contact names one."""
    shown = _shielded(facts, Group.ORGANISATION, [norm.id for norm in facts.rulebook.norms])
    for norm_id, compared in _shielded(facts, Group.TEAM, facts.pictures.funnels).items():
        unseen = {row.group for row in compared if isinstance(row, Hidden)}
        if unseen and norm_id in shown:
            shown[norm_id] = _without_remainder(facts, norm_id, shown[norm_id], unseen)
    rows = [row for each in shown.values() for row in each]
    names = sorted({row.group for row in rows if row.group})
    if not names:
        return []
    blocks: list[Block] = [
        Text(_("These organisations answer residents in our name. We hold them to the same promises.")),
        Text(_("All together: the municipality and its partners.")),
        *_hidden_note(rows),
    ]
    whole = {one.norm.id: one for one in facts.account.findings}
    columns = (
        Column(_("Promise"), wide=2.4), Column(_("Result"), right=True), Column(_("Target"), right=True, wide=0.8),
        Column(_("Contacts"), right=True), Column(_("Target reached"), wide=1.2), Column(_("All together"), right=True),
    )  # fmt: skip
    for name in names:
        lines = []
        for norm_id, each in shown.items():
            finding = whole[norm_id]
            lines += [
                (
                    cells.title(finding.norm),
                    cells.result(finding.norm, row),
                    cells.target(finding.norm, finding.version),
                    small_groups.MARK if isinstance(row, Hidden) else cells.number(row),
                    cells.NOTHING if isinstance(row, Hidden) else cells.reached(row.target_met),
                    cells.result(finding.norm, finding.row),
                )
                for row in each
                if row.group == name
            ]
        blocks += [Heading(name), grid(columns, lines)]
    return [Section(_("Partner organisations"), tuple(blocks))]


def _shielded(facts: Facts, by: Group, norms: Sequence[str] | Mapping[str, object]) -> dict[str, list[Shown]]:
    rows = score(facts.contacts, facts.verdicts, facts.rulebook, facts.period, by)
    chosen = [row for row in rows if row.norm in norms]
    told = small_groups.shield(chosen, facts.few_people)
    return {norm: list(each) for norm, each in groupby(told, attrgetter("norm"))}


def _without_remainder(facts: Facts, norm_id: str, shown: Sequence[Shown], unseen: Set[str]) -> list[Shown]:
    """`shown`, but not the partners that, taken from the `unseen` teams of which they are part, leave a small group."""
    verdicts = facts.verdicts.take(
        (facts.verdicts.norm == facts.rulebook.position(norm_id))
        & np.isin(facts.verdicts.verdict, (Verdict.MET, Verdict.BREACHED))
        & facts.period.covers(facts.verdicts.day)
    )
    team, teams = positions(facts.contacts, verdicts.contact, verdicts.day, Group.TEAM)
    partner, partners = positions(facts.contacts, verdicts.contact, verdicts.day, Group.ORGANISATION)
    hidden = np.isin(team, [place for place, name in enumerate(teams) if name in unseen])
    within = [
        (row.counted, row.group)
        for row in shown
        if not isinstance(row, Hidden) and row.group and hidden[partner == partners.index(row.group)].all()
    ]
    rest = int(np.count_nonzero(hidden)) - sum(counted for counted, _group in within)
    away = set()
    for counted, group in sorted(within):
        if not 0 < rest < small_groups.FEWEST:
            break
        away.add(group)
        rest += counted
    return [Hidden(norm_id, row.group) if row.group in away else row for row in shown]


def _columns(group: str) -> tuple[Column, ...]:
    return (
        Column(_("Promise"), wide=1.8), Column(group, wide=2.0), Column(_("Result"), right=True),
        Column(_("Target"), right=True, wide=0.8), Column(_("Contacts"), right=True),
    )  # fmt: skip


def _rows(facts: Facts, shown: Mapping[str, Sequence[Shown]], nobody: str) -> list[tuple[str, ...]]:
    whole = {one.norm.id: one for one in facts.account.findings}
    return [
        (
            cells.title(whole[norm].norm),
            row.group or nobody,
            cells.result(whole[norm].norm, row),
            cells.target(whole[norm].norm, whole[norm].version),
            small_groups.MARK if isinstance(row, Hidden) else cells.number(row),
        )
        for norm, each in shown.items()
        for row in sorted(each, key=lambda one: one.group.casefold())
    ]


def _hidden_note(rows: Sequence[Shown]) -> list[Block]:
    if not any(isinstance(row, Hidden) for row in rows):
        return []
    mark = f"{small_groups.MARK}: {_(small_groups.WORD)}. "
    return [Text(mark + _(small_groups.NOTE), small=True)]
