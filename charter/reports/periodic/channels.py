"""A page for each channel: what came of its promises, in words, a control chart each, and a small table.

A promise that holds on several channels stands on a page of its own with the others of that kind; channels without any
picture stand together. Refuses to draw a chart of fewer than 5 contacts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from charter.contact import Channel
from charter.locale import _
from charter.measures.findings import Finding
from charter.norms.model import NormKind
from charter.norms.phrases import within
from charter.reports import words
from charter.reports.charts import Chart
from charter.reports.charts.words import GAP
from charter.reports.periodic import cells
from charter.reports.periodic.blocks import ASIDE, Abreast, Block, Column, Heading, Picture, Section, Text, grid
from charter.reports.periodic.facts import Facts
from charter.reports.small_groups import FEWEST
from charter.wording import channel_word

SEVERAL = Channel.UNKNOWN
"""In the place of a channel: promises that hold on more than one."""
MOST_BELOW = 2
"""So many pictures fit on a page below their words; more stand beside them."""


def sections(facts: Facts) -> list[Section]:
    """The channels with pictures in the order of `Channel`, several channels last; then all others in one section."""
    told = [one for one in facts.account.findings if one.norm.kind is not NormKind.MARK and _any(one)]
    drawn, others = [], []
    for channel, findings in _by_channel(told):
        its = [one for one in findings if one.row.counted >= FEWEST and one.norm.id in facts.pictures.trends]
        if its:
            blocks = (_table(findings), *_pictures(facts, its), *_unseen(facts, findings, its))
            drawn.append(Section(_title(channel), blocks))
        else:
            others += [Heading(_title(channel)), _table(findings), *_sentences(facts, findings)]
    return [*drawn, Section(_("Channels with few contacts"), tuple(others))] if others else drawn


def aside(drawn: Iterable[Finding]) -> set[str]:
    """The norms among `drawn` whose picture stands beside its words: those of a channel with more than two."""
    return {one.norm.id for _channel, each in _by_channel(drawn) if len(each) > MOST_BELOW for one in each}


def channel_of(finding: Finding) -> Channel:
    """The channel of the promise, or `SEVERAL`."""
    channels = finding.version.channels
    return channels[0] if len(channels) == 1 else SEVERAL


def _by_channel(findings: Iterable[Finding]) -> list[tuple[Channel, list[Finding]]]:
    def order(finding: Finding) -> tuple[bool, Channel]:
        return channel_of(finding) is SEVERAL, channel_of(finding)

    return [(key[1], list(each)) for key, each in groupby(sorted(findings, key=order), order)]


def _any(finding: Finding) -> bool:
    return bool(finding.row.counted or finding.row.pending)


def _title(channel: Channel) -> str:
    return _("Several channels") if channel is SEVERAL else channel_word(channel)


def _pictures(facts: Facts, drawn: Sequence[Finding]) -> list[Block]:
    """Each promise with its picture; what holds for all pictures is said once below them."""
    remarks = [_remarks(facts.pictures.trends[one.norm.id]) for one in drawn]
    shared = [said for said in remarks[0] if len(drawn) > 1 and all(said in others for others in remarks)]
    narrow = aside(drawn)
    blocks: list[Block] = []
    for one, its in zip(drawn, remarks, strict=True):
        chart = facts.pictures.trends[one.norm.id]
        told = words.headline(one, facts.account, public=True).text
        said = (Heading(cells.title(one.norm)), Text(told), Text(chart.subtitle, small=True))
        own = " · ".join(remark for remark in its if remark not in shared)
        seen: tuple[Picture | Text, ...] = (Picture(chart, bare=True),)
        if own:
            seen = (*seen, Text(own, small=True))
        blocks += [Abreast((said, seen), ASIDE)] if one.norm.id in narrow else [*said, *seen]
    if shared:
        blocks.append(Text(_("For each picture: %(remarks)s") % {"remarks": " · ".join(shared)}, small=True))
    return blocks


def _remarks(chart: Chart) -> list[str]:
    """The signs and the remarks under a picture, one by one."""
    return [said for note in chart.notes for said in note.split(GAP)]


def _unseen(facts: Facts, findings: Sequence[Finding], drawn: Sequence[Finding]) -> list[Block]:
    """The promises of the channel without a picture."""
    small = [one for one in findings if one not in drawn]
    return [Heading(_("Too few contacts for a picture")), *_sentences(facts, small)] if small else []


def _sentences(facts: Facts, findings: Sequence[Finding]) -> list[Block]:
    """What is said of each, but the same sentence once."""
    said = [words.headline(one, facts.account, public=True).text for one in findings]
    return [Text(text) for text in dict.fromkeys(said)]


def _table(findings: Sequence[Finding]) -> Block:
    rows = [
        (
            cells.title(one.norm),
            within(one.version.limit) if one.norm.kind is not NormKind.SHARE else cells.NOTHING,
            cells.result(one.norm, one.row),
            cells.target(one.norm, one.version),
            cells.number(one.row),
            cells.count(one.row.pending),
            cells.variation(one),
        )
        for one in findings
    ]
    columns = (
        Column(_("Promise"), wide=2.2), Column(_("Limit"), wide=1.6), Column(_("Result"), right=True),
        Column(_("Target"), right=True, wide=0.8), Column(_("Contacts"), right=True, wide=1.1),
        Column(_("Running"), right=True), Column(_("Change"), wide=1.5),
    )  # fmt: skip
    return grid(columns, rows, dense=True)
