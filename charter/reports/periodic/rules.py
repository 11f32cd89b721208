"""What changed in norms and calendar, which versions are in force, and what was closed.

Why: a figure that moved because the rule moved is no news about the work (domain.md 4). Refuses the reasons that people
wrote down: they may name somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from charter.locale import _, formats, ngettext
from charter.norms.model import Norm, NormVersion
from charter.norms.phrases import AFTER_HOURS, END_OF_DAY, within
from charter.reports import spelling
from charter.reports.periodic import cells
from charter.reports.periodic.blocks import Block, Bullets, Column, Heading, Section, Text, grid
from charter.reports.periodic.facts import ClosedPeriod, Facts

SHOWN = 12
"""Digits of a digest that are shown."""


def section(facts: Facts) -> Section:
    """Changes first, then every version in force, the calendar and the closings."""
    changes = [*_norm_changes(facts), *_calendar_changes(facts), *_accepted(facts)]
    nothing = Text(_("Nothing changed in norms and calendar in this period."))
    blocks: list[Block] = [
        Bullets(tuple(changes)) if changes else nothing,
        Heading(_("The promises in force")),
        _versions(facts),
        Text(_("Locked: a period was closed by this version, so it does not change any more."), small=True),
        Heading(_("The calendar")),
        *_calendar(facts),
        *_closings(facts),
    ]
    return Section(_("Norms, calendar and closings"), tuple(blocks))


def _norm_changes(facts: Facts) -> Iterator[str]:
    for norm in facts.rulebook.norms:
        for before, version in zip((None, *norm.versions), norm.versions, strict=False):
            if not facts.period.first <= version.valid_from <= facts.period.last:
                continue
            place = {
                "title": cells.title(norm),
                "day": spelling.day(version.valid_from),
                "limit": within(version.limit),
            }
            if version.ended:
                yield _("%(title)s: from %(day)s on this is no longer promised.") % place
            elif before is None or before.ended:
                yield _("%(title)s: promised from %(day)s on, %(limit)s.") % place
            else:
                yield _("%(title)s: from %(day)s on %(limit)s, target %(target)s.") % (
                    place | {"target": cells.target(norm, version)}
                )


def _calendar_changes(facts: Facts) -> Iterator[str]:
    for one in facts.rulebook.calendars.service.periods:
        if facts.period.first <= one.valid_from <= facts.period.last:
            yield _("From %(day)s on other opening hours hold.") % {"day": spelling.day(one.valid_from)}


def _accepted(facts: Facts) -> Iterator[str]:
    for day, digest in facts.accepted:
        yield _("On %(day)s norms and calendar %(digest)s were accepted.") % {
            "day": spelling.day(day), "digest": digest[:SHOWN],
        }  # fmt: skip


def _versions(facts: Facts) -> Block:
    rows = [
        (
            cells.title(norm),
            str(version.number),
            formats.day(version.valid_from),
            _("no longer promised") if version.ended else within(version.limit),
            cells.target(norm, version),
            _("yes") if (norm.id, version.number) in facts.locked else _("no"),
        )
        for norm in facts.rulebook.norms
        for version in _in_force(norm, facts)
    ]
    columns = (
        Column(_("Promise"), wide=2.4), Column(_("Version"), right=True, wide=0.9),
        Column(_("In force from"), wide=1.2),
        Column(_("Limit"), wide=1.8), Column(_("Target"), right=True, wide=0.8), Column(_("Locked"), wide=1.0),
    )  # fmt: skip
    return grid(columns, rows)


def _in_force(norm: Norm, facts: Facts) -> list[NormVersion]:
    """The versions of which at least a day lies in the period."""
    ends: list[date] = [version.valid_from for version in norm.versions[1:]] + [date.max]
    return [
        version
        for version, end in zip(norm.versions, ends, strict=True)
        if version.valid_from <= facts.period.last and end > facts.period.first
    ]


def _calendar(facts: Facts) -> list[Block]:
    service = facts.rulebook.calendars.service
    closed = [
        (formats.day(day), formats.weekday(day.weekday()), _(name))
        for year in range(facts.period.first.year, facts.period.last.year + 1)
        for day, name in sorted(service.closed_days(year).items())
        if facts.period.first <= day <= facts.period.last
    ]
    blocks: list[Block] = []
    if closed:
        blocks.append(grid((Column(_("Closed on")), Column(_("Day")), Column(_("Why"), wide=3)), closed))
    else:
        blocks.append(Text(_("The town hall had no closed days on weekdays in this period.")))
    in_force = service.period_on(facts.period.last)
    return [*blocks, Bullets((_(AFTER_HOURS[in_force.after_hours]), _(END_OF_DAY[in_force.end_of_day])))]


def _closings(facts: Facts) -> list[Block]:
    blocks: list[Block] = [Heading(_("Closed periods"))]
    if not facts.closings:
        return [*blocks, Text(_("No part of this period was closed. Its figures can still change."))]
    columns = (
        Column(_("Period")), Column(_("Closed on"), wide=1.4), Column(_("Known at"), wide=1.4),
        Column(_("Control code"), wide=1.4),
    )  # fmt: skip
    rows = [
        (
            one.period,
            formats.instant(_minute(one.at), facts.zone),
            formats.deadline(_minute(one.as_of), facts.zone),
            one.digest[:SHOWN],
        )
        for one in facts.closings
    ]
    blocks.append(grid(columns, rows))
    for one in facts.closings:
        if one.closed:
            blocks += _beside(facts, one)
    return blocks


def _beside(facts: Facts, one: ClosedPeriod) -> list[Block]:
    """As closed beside as it would be now."""
    if not one.differs:
        return [Text(_("The figures of today are those that were closed."))]
    now = {row.norm: row for row in one.now}
    rows = []
    for row in one.closed:
        today = now.get(row.norm)
        if today is None or not (row.counted or today.counted):
            continue
        norm = facts.rulebook.norm(row.norm)
        rows.append(
            (
                cells.title(norm), cells.result(norm, row), cells.number(row),
                cells.result(norm, today), cells.number(today),
                _("yes") if _figures(row) != _figures(today) else _("no"),
            )
        )  # fmt: skip
    others = sum(_figures(row) != _figures(now[row.norm]) for row in one.closed if row.norm in now)
    text = ngettext(
        "For %(n)s promise the figure of today differs from the one that was closed.",
        "For %(n)s promises the figures of today differ from those that were closed.",
        others,
    )
    columns = (
        Column(_("Promise"), wide=2.4), Column(_("As closed"), right=True),
        Column(_("Contacts then"), right=True, wide=1.1),
        Column(_("Now"), right=True), Column(_("Contacts now"), right=True, wide=1.1), Column(_("Differs")),
    )  # fmt: skip
    return [Text(text % {"n": others}), grid(columns, rows)]


def _figures(row: object) -> tuple[object, ...]:
    names = ("met", "breached", "pending", "excluded", "excused", "undetermined", "mean")
    return tuple(getattr(row, name) for name in names)


def _minute(at: int) -> int:
    return at // 60_000_000 * 60_000_000
