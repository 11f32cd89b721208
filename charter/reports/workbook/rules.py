"""What judged: the norms with their versions and grounds, and the two calendars.

Why in the workbook: a figure without the rule that made it proves nothing, and a rule that changed must be seen to have
changed (domain.md 4). Refuses to judge what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from charter.columns import Verdict
from charter.contact import Category, Channel
from charter.hours import WeeklyHours
from charter.locale import N_, _, language
from charter.norms.calendar import DEFAULT, CalendarPeriod
from charter.norms.model import CalendarKind, Denominator, Example, Norm, NormVersion
from charter.norms.phrases import AFTER_HOURS, END_OF_DAY, full_ground, within
from charter.reports.workbook.cells import Cell, Column, Row, Share, Sheet
from charter.reports.workbook.dossier import Dossier
from charter.wording import channel_word, event_sentence, verdict_word

COUNTS_OVER = {
    Denominator.COUNTABLE: N_("what could be answered: who left early does not count"),
    Denominator.INCOMING: N_("everything that came in"),
    Denominator.ANSWERED: N_("what was answered"),
}
CALENDARS = {
    CalendarKind.SERVICE: N_("days and hours of the municipality"),
    CalendarKind.STATUTORY: N_("days of the Algemene termijnenwet"),
    CalendarKind.NONE: N_("every moment"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def norms(dossier: Dossier) -> Sheet:
    """One row per norm and version, with the rows of evidence that it judged."""
    versions = [(norm, version) for norm in dossier.rulebook.norms for version in norm.versions]
    return Sheet(
        name=_("Norms"),
        columns=(
            Column(_("Norm"), 22),
            Column(_("Title"), 28, wrap=True),
            Column(_("Promise"), 44, wrap=True),
            Column(_("Version"), 9),
            Column(_("In force from"), 12),
            Column(_("Limit"), 24, wrap=True),
            Column(_("Target"), 10),
            Column(_("Starts with"), 30, wrap=True),
            Column(_("Ends with"), 34, wrap=True),
            Column(_("Counts over"), 26, wrap=True),
            Column(_("Short, in seconds"), 10),
            Column(_("Counted in"), 22, wrap=True),
            Column(_("Channels"), 20, wrap=True),
            Column(_("Categories"), 18, wrap=True),
            Column(_("Ground"), 40, wrap=True),
            Column(_("Indication only"), 11),
            Column(_("Examples"), 52, wrap=True),
            Column(_("Rows judged"), 10),
        ),
        make=lambda: _norm_rows(dossier),
        size=len(versions),
        table=_("Norms"),
        frozen=1,
        identity=(0, 3),
    )


def _norm_rows(dossier: Dossier) -> Iterator[Row]:
    chosen = dossier.chosen
    for position, norm in enumerate(dossier.rulebook.norms):
        versions = chosen.version[chosen.norm == position]
        for version in norm.versions:
            yield _norm_row(norm, version, int(np.count_nonzero(versions == version.number)))


def _norm_row(norm: Norm, version: NormVersion, judged: int) -> Row:
    shown = norm.examples if version is norm.versions[-1] else ()
    return (
        norm.id,
        norm.title[language()],
        norm.promise[language()],
        version.number,
        version.valid_from,
        _("no longer promised") if version.ended else within(version.limit),
        None if version.target is None else Share(version.target),
        _lines(event_sentence(kind) for kind in version.start),
        _lines(event_sentence(kind) for kind in version.stop),
        _(COUNTS_OVER[version.denominator]),
        version.short_abandon_s,
        _(CALENDARS[version.calendar]),
        _lines(channel_word(Channel(channel)) for channel in version.channels),
        _lines(_("without a category") if not one else Category(one).word for one in version.categories),
        _lines(full_ground(basis) for basis in version.basis),
        _("yes") if norm.statutory else None,
        _lines(_example(example) for example in shown),
        judged,
    )


def _example(example: Example) -> str:
    verdict = Verdict.of(example.verdict)
    return f"{example.title[language()]}: {verdict_word(verdict) if verdict else example.verdict}"


def _lines(texts: Iterator[str]) -> str | None:
    return "\n".join(dict.fromkeys(texts)) or None


def calendar(dossier: Dossier) -> Sheet:
    """The days and hours that terms of this period are counted in: opening hours, closed days, days of the law."""
    rows = list(_calendar_rows(dossier))
    return Sheet(
        name=_("Calendar"),
        columns=(
            Column(_("Kind"), 48),
            Column(_("From"), 12),
            Column(_("Until"), 12),
            Column(_("Which"), 24, wrap=True),
            Column(_("What"), 80, wrap=True),
        ),
        make=lambda: iter(rows),
        size=len(rows),
        table=_("Calendar"),
        identity=(0, 1, 3),
    )


def _calendar_rows(dossier: Dossier) -> Iterator[Row]:
    calendars = dossier.rulebook.calendars
    service, law_days = calendars.service, calendars.statutory
    yield _("Time zone"), None, None, None, calendars.zone
    for number, one in enumerate(service.periods):
        following = service.periods[number + 1 : number + 2]
        until = following[0].valid_from - timedelta(days=1) if following else None
        yield from _period_rows(one, until)
    years = range(dossier.period.first.year, dossier.period.last.year + 2)
    for year in years:
        for day, name in sorted(service.closed_days(year).items()):
            yield _("Town hall closed"), day, day, _weekday(day), _(name)
    for year in years:
        for day, name in sorted(law_days.free_days(year).items()):
            yield _("No term ends (Algemene termijnenwet)"), day, day, _weekday(day), _(name)
    for first, last in law_days.known:
        yield _("Equated days known"), first, last, None, _("Outside these years statutory terms are provisional.")


def _period_rows(one: CalendarPeriod, until: date | None) -> Iterator[Row]:
    for channel, hours in sorted(one.hours.items()):
        found = Channel.of(channel)
        name = _("every other channel") if channel == DEFAULT or found is None else channel_word(found)
        yield _("Opening hours"), one.valid_from, until, name, _hours(hours)
    for (month, day), closing in sorted(one.early_close.items()):
        yield _("Closes early"), one.valid_from, until, f"{day:02}-{month:02}", f"{closing:%H:%M}"
    yield _("Setting"), one.valid_from, until, "after_hours", _(AFTER_HOURS[one.after_hours])
    yield _("Setting"), one.valid_from, until, "end_of_day", _(END_OF_DAY[one.end_of_day])


def _hours(hours: WeeklyHours) -> str:
    if hours.always:
        return _("day and night")
    days = (
        f"{_(name)} " + " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in hours.on(day))
        for day, name in enumerate(WEEKDAYS)
        if hours.on(day)
    )
    return ", ".join(days)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def _weekday(day: date) -> Cell:
    return _(WEEKDAYS[day.weekday()])
