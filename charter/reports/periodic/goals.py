"""The goals behind the promises: marks, one contact that is enough, the resident's own clock, and the balance.

Refuses a share or mean of fewer than 5 contacts, and one without its number and interval.
"""

from __future__ import annotations

from charter.contact import Channel
from charter.locale import _, formats
from charter.measures.balance import ALL, Balance
from charter.measures.elapsed import TwoClocks
from charter.norms.model import Limit
from charter.norms.phrases import limit_phrase
from charter.reports.periodic import cells
from charter.reports.periodic.blocks import ASIDE, Abreast, Block, Column, Heading, Picture, Section, Text, grid
from charter.reports.periodic.facts import Facts
from charter.reports.small_groups import FEWEST
from charter.wording import channel_word

MEDIAN, NINE_IN_TEN = 0.5, 0.9


def section(facts: Facts) -> Section:
    """Satisfaction, first contact, both clocks and the balance, each under its own heading."""
    blocks = [*_satisfaction(facts), *_resolution(facts), *_clocks(facts), *_balance(facts)]
    return Section(_("Satisfaction and balance"), tuple(blocks))


def _satisfaction(facts: Facts) -> list[Block]:
    blocks: list[Block] = [Heading(_("The marks of residents"))]
    told = [row for row in facts.goals.satisfaction if row.mark.n >= FEWEST]
    if not told:
        return [*blocks, Text(_("Fewer than 5 residents gave a mark in this period. That is why we give no figure."))]
    rows = []
    for row in told:
        result = cells.reached(row.target_met)
        rows.append(
            (
                cells.title(facts.rulebook.norm(row.norm)),
                formats.number(row.mark.n),
                cells.mean(row.mark, 2),
                cells.figure(row.target, 1),
                f"{result} {_('(may be chance)')}" if row.certain is False else result,
            )
        )
    columns = (
        Column(_("Promise"), wide=1.6), Column(_("Marks"), right=True, wide=0.8),
        Column(_("Mean (95 % interval)"), right=True, wide=1.6), Column(_("Target"), right=True, wide=0.7),
        Column(_("Target reached"), wide=1.6),
    )  # fmt: skip
    unknown = _("It is not known how many residents were asked, so nor is the share that gave no mark.")
    drawn = [facts.pictures.trends[row.norm] for row in told if row.norm in facts.pictures.trends]
    blocks.append(grid(columns, rows, dense=True))
    for chart in drawn:
        said = (Text(chart.title, lead=True), Text(chart.subtitle, small=True), Text(unknown, small=True))
        blocks.append(Abreast((said, (Picture(chart, bare=True),)), ASIDE))
        blocks.append(Text(" · ".join(chart.notes), small=True))
    return blocks if drawn else [*blocks, Text(unknown, small=True)]


def _resolution(facts: Facts) -> list[Block]:
    rows = []
    for row in facts.goals.resolution:
        for name, n, said in (
            (_("Helped at once, by phone"), row.by_flag.n, cells.proportion(row.by_flag)),
            (_("Did not come back"), row.by_repeat.n, cells.proportion(row.by_repeat)),
            (_("Settled at the first contact"), row.at_once.n, cells.proportion(row.at_once)),
            (_("Transfers per call"), row.transfers.n, cells.mean(row.transfers, 2)),
            (_("Promises kept"), row.promises.n, cells.proportion(row.promises)),
        ):
            if n:
                rows.append((name, said, cells.count(n)))
    blocks: list[Block] = [Heading(_("Is one contact enough?"))]
    if not rows:
        return [*blocks, Text(_("No contact was answered in this period."))]
    columns = (
        Column(_("What"), wide=2), Column(_("Figure (95 % interval)"), right=True, wide=1.4),
        Column(_("Contacts"), right=True),
    )  # fmt: skip
    again = _("Came back: a new contact of the same number or address within %(n)s days. Who is anonymous is left out.")
    remarks = [again % {"n": facts.goals.window_days}]
    provisional = sum(row.repeats_provisional for row in facts.goals.resolution)
    if provisional:
        text = _("%(contacts)s contacts do not count yet, because their %(n)s days are not over.")
        remarks.append(text % {"contacts": cells.count(provisional), "n": facts.goals.window_days})
    return [*blocks, grid(columns, rows, dense=True), Text(" ".join(remarks), small=True)]


def _clocks(facts: Facts) -> list[Block]:
    told = [row for row in facts.goals.clocks if row.own.n >= FEWEST]
    if not told:
        return []
    rows = [
        (
            cells.title(facts.rulebook.norm(row.norm)),
            formats.number(row.own.n),
            _counted(row, MEDIAN),
            _counted(row, NINE_IN_TEN),
            _own(row, MEDIAN),
            _own(row, NINE_IN_TEN),
        )
        for row in told
    ]
    columns = (
        Column(_("Promise"), wide=2.6), Column(_("Contacts"), right=True),
        Column(_("Counted: half within"), right=True),
        Column(_("Counted: 9 in 10 within"), right=True), Column(_("For the resident: half within"), right=True),
        Column(_("For the resident: 9 in 10 within"), right=True),
    )  # fmt: skip
    said = _("Counted: the clock of the norm. For the resident: from the first contact to the answer itself.")
    return [Heading(_("The resident's own clock")), grid(columns, rows, dense=True), Text(said, small=True)]


def _counted(row: TwoClocks, share: float) -> str:
    value = row.counted.quantile(share)
    if value is None:
        return cells.NOTHING
    return limit_phrase(Limit(value, row.counted.scale.unit))


def _own(row: TwoClocks, share: float) -> str:
    seconds = row.own.quantile(share)
    return cells.NOTHING if seconds is None else formats.duration(round(seconds) * 1_000_000)


def _balance(facts: Facts) -> list[Block]:
    if not facts.goals.balance:
        return []
    rows = [
        (
            str(row.year),
            _("all channels") if row.channel == ALL else channel_word(Channel.of(row.channel) or Channel.UNKNOWN),
            cells.count(row.contacts),
            cells.mean(row.handling),
            cells.NOTHING if row.digital is None else cells.proportion(row.digital),
            cells.mean(row.mark, 2),
            _results(row) or cells.NOTHING,
        )
        for row in facts.goals.balance
    ]
    columns = (
        Column(_("Year"), wide=0.65), Column(_("Channel"), wide=2.3), Column(_("Contacts"), right=True, wide=1.1),
        Column(_("Minutes a contact"), right=True, wide=1.2), Column(_("Digital"), right=True, wide=1.3),
        Column(_("Mean mark"), right=True, wide=1.4), Column(_("Against the target"), wide=2.6),
    )  # fmt: skip
    told: list[Block] = []
    for year, telling in {row.year: row.telling for row in facts.goals.balance}.items():
        said = (
            _("%(year)s: %(first)s up to and including %(last)s.")
            if telling.over
            else _("%(year)s so far: %(first)s up to and including %(last)s.")
        )
        days = {"year": year, "first": formats.day(telling.first), "last": formats.day(telling.last)}
        whole = "" if telling.complete else " " + _("This year is not complete.")
        told.append(Text(said % days + whole, small=True))
    told += [Text(remark, small=True) for remark in facts.goals.balance_remarks]
    return [Heading(_("The balance of the year")), grid(columns, rows, dense=True), *told]


def _results(row: Balance) -> str:
    """Which targets were reached; nothing where none is set."""
    said = [
        (_("contacts"), row.contacts_met),
        (_("handling time"), row.handling_met),
        (_("digital"), row.digital_met),
        (_("mark"), row.satisfaction_met if row.mark.n >= FEWEST else None),
    ]
    return "; ".join(f"{what}: {cells.reached(met)}" for what, met in said if met is not None)
