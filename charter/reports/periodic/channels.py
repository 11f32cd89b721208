"""A page for each channel: what came of its promises, in words, a control chart each, and a small table.

A promise that holds on several channels stands on a page of its own with the others of that kind. Refuses to draw a
chart of fewer than 5 contacts.
"""

from __future__ import annotations

from collections.abc import Sequence

from charter.contact import Channel
from charter.locale import _
from charter.measures.findings import Finding
from charter.norms.model import NormKind
from charter.norms.phrases import within
from charter.reports import words
from charter.reports.periodic import cells
from charter.reports.periodic.blocks import Block, Column, Heading, Picture, Section, Text, grid
from charter.reports.periodic.facts import Facts
from charter.reports.small_groups import FEWEST
from charter.wording import channel_word

SEVERAL = Channel.UNKNOWN
"""In the place of a channel: promises that hold on more than one."""


def sections(facts: Facts) -> list[Section]:
    """The channels that have figures, in the order of `Channel`; several channels last."""
    by_channel: dict[Channel, list[Finding]] = {}
    for finding in facts.account.findings:
        if finding.norm.kind is not NormKind.MARK:
            by_channel.setdefault(channel_of(finding), []).append(finding)
    order = sorted(by_channel, key=lambda channel: (channel is SEVERAL, channel))
    return [_section(facts, channel, by_channel[channel]) for channel in order if _any(by_channel[channel])]


def channel_of(finding: Finding) -> Channel:
    """The channel of the promise, or `SEVERAL`."""
    channels = finding.version.channels
    return channels[0] if len(channels) == 1 else SEVERAL


def _any(findings: Sequence[Finding]) -> bool:
    return any(finding.row.counted or finding.row.pending for finding in findings)


def _section(facts: Facts, channel: Channel, findings: Sequence[Finding]) -> Section:
    title = _("Several channels") if channel is SEVERAL else channel_word(channel)
    shown = [finding for finding in findings if finding.row.counted or finding.row.pending]
    blocks: list[Block] = [_table(shown)]
    drawn = [one for one in shown if one.row.counted >= FEWEST and one.norm.id in facts.pictures.trends]
    for one in drawn:
        told = words.headline(one, facts.account, public=True)
        blocks += [Heading(cells.title(one.norm)), Text(told.text), Picture(facts.pictures.trends[one.norm.id])]
        if one.norm.id in facts.pictures.years:
            blocks.append(Picture(facts.pictures.years[one.norm.id]))
    small = [one for one in shown if one not in drawn]
    if small:
        blocks.append(Heading(_("Too few contacts for a picture")))
        blocks += [Text(words.headline(one, facts.account, public=True).text) for one in small]
    return Section(title, tuple(blocks))


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
    return grid(columns, rows)
