"""Everything that a person changed about the contacts of the period: excuses, causes, corrections, and what was undone.

Why a sheet of its own: nothing may be silently changed. People are numbered, unless the works council agreed that staff
may be named (decision 0015); the journal, which stays inside, names them.
"""

from __future__ import annotations

from collections.abc import Iterator

from charter.columns import NO_DAY, Mask, distinct
from charter.columns.by_hand import ByHand
from charter.locale import N_, _
from charter.reports.workbook import times
from charter.reports.workbook.cells import Column, Row, Sheet
from charter.reports.workbook.dossier import Dossier

ACTS = {
    "assign": N_("given to a team"),
    "cause": N_("cause named"),
    "note": N_("note"),
    "excuse": N_("excused"),
    "answered_elsewhere": N_("corrected: answered elsewhere"),
    "wrong_start": N_("corrected: other start"),
    "not_ours": N_("corrected: not ours, not counted"),
    "belongs_to": N_("corrected: belongs to another contact"),
    "undo": N_("taken back"),
}


def sheet(dossier: Dossier) -> Sheet:
    """One row per act, in the order in which they were done; notes and assignments too."""
    found = list(of_the_period(dossier))
    return Sheet(
        name=_("Exceptions"),
        columns=(
            Column(_("No"), 12),
            Column(_("When (%(zone)s)") % {"zone": dossier.zone.key}, 19),
            Column(_("Who"), 18),
            Column(_("Source"), 16),
            Column(_("Contact"), 24),
            Column(_("Norm"), 20),
            Column(_("What"), 28, wrap=True),
            Column(_("Namely"), 28, wrap=True),
            Column(_("Why"), 60, wrap=True),
            Column(_("Taken back later"), 12),
        ),
        make=lambda: (_row(one, dossier) for one in found),
        size=len(found),
        table=_("Exceptions"),
        above=() if found else ((_("Nobody changed anything by hand in this period."),),),
    )


def of_the_period(dossier: Dossier) -> Iterator[ByHand]:
    """What was said by `as_of`, save about contacts that were judged in other periods only."""
    if not dossier.by_hand:
        return
    inside = dossier.period.covers(dossier.verdicts.day)
    elsewhere = _contacts(dossier, dossier.verdicts.day != NO_DAY) - _contacts(dossier, inside)
    for one in dossier.by_hand:
        if one.at <= dossier.as_of and (one.source, one.contact) not in elsewhere:
            yield one


def _contacts(dossier: Dossier, chosen: Mask) -> set[tuple[str, str]]:
    contacts = dossier.contacts
    names = contacts.names.sources
    rows = distinct(dossier.verdicts.contact[chosen])
    sources = [names[source] for source in contacts.source[rows].tolist()]
    return set(zip(sources, map(str, contacts.ids[rows].tolist()), strict=True))


def _row(one: ByHand, dossier: Dossier) -> Row:
    return (
        one.id,
        times.local(one.at, dossier.zone),
        dossier.person(one.who),
        one.source,
        one.contact,
        one.norm or _("every norm"),
        _(ACTS.get(one.what, one.what)),
        one.value or None,
        one.reason or None,
        _("yes") if one.undone else None,
    )
