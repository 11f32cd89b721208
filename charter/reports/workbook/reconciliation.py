"""The reconciliation: what stands in this workbook, in the database and in the sources must be the same number.

Why: an auditor asks first whether anything is missing. Each line sets two numbers that were counted in different ways
side by side; the difference is a formula and reads 0. Refuses to explain a difference away.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from charter.columns import NO_DAY
from charter.locale import _
from charter.reports.workbook.cells import Cell, Column, Formula, Row, Sheet
from charter.reports.workbook.dossier import Dossier
from charter.reports.workbook.evidence import count, parts

Line = tuple[str, str, Cell, str, Cell]
"""What is compared, the name of the left number and it, the name of the right number and it."""


def sheet(dossier: Dossier) -> Sheet:
    """One row per comparison."""
    lines = [*_of_norms(dossier), *_of_contacts(dossier), *_of_imports(dossier)]
    return Sheet(
        name=_("Reconciliation"),
        columns=(
            Column(_("What"), 44, wrap=True),
            Column(_("On the one side"), 48, wrap=True),
            Column(_("How many"), 12),
            Column(_("On the other side"), 56, wrap=True),
            Column(_("How many there"), 12),
            Column(_("Difference"), 12),
        ),
        make=lambda: _rows(lines),
        size=len(lines),
        table=_("Reconciliation"),
        identity=(0, 1),
    )


def _rows(lines: list[Line]) -> Iterator[Row]:
    for number, line in enumerate(lines, 2):
        yield (*line, Formula(f"=C{number}-E{number}", _value(line[2]) - _value(line[4])))


def _value(cell: Cell) -> int:
    value = cell.value if isinstance(cell, Formula) else cell
    assert isinstance(value, int)  # noqa: S101 - every line holds whole numbers
    return value


def _of_norms(dossier: Dossier) -> Iterator[Line]:
    where = parts(dossier)
    judged = dossier.verdicts.norm[dossier.period.covers(dossier.verdicts.day)]
    for place, norm in enumerate(dossier.rulebook.norms):
        stands = int(np.count_nonzero(dossier.chosen.norm == place))
        yield (
            _("Norm %(norm)s") % {"norm": norm.id},
            _("rows of evidence"),
            Formula("=" + count(where, norm=f'"{norm.id}"'), stands),
            _("verdicts of the period, judged from the database"),
            int(np.count_nonzero(judged == place)),
        )
    every = "+".join(f"COUNTA({part.column('code')})" for part in where)
    yield (
        _("All norms"),
        _("rows of evidence"),
        Formula("=" + every, len(dossier.chosen)),
        _("verdicts in all, less those of other periods and those without a date"),
        len(dossier.verdicts) - _elsewhere(dossier) - dossier.undated,
    )


def _elsewhere(dossier: Dossier) -> int:
    dated = dossier.verdicts.day != NO_DAY
    return int(np.count_nonzero(dated & ~dossier.period.covers(dossier.verdicts.day)))


def _of_contacts(dossier: Dossier) -> Iterator[Line]:
    contacts = dossier.contacts
    known = np.bincount(contacts.source, minlength=len(contacts.names.sources))
    for tally in dossier.sources:
        place = contacts.names.sources.index(tally.source)
        yield (
            _("Contacts of the source %(source)s") % {"source": tally.source},
            _("contacts known at as-of, and contacts that begin later"),
            int(known[place]) + tally.later,
            _("numbers given in the database, less messages that belong to another contact"),
            tally.keys - tally.joined,
        )
    yield (
        _("Contacts in all"),
        _("with a verdict in this period, in another one, without a date, or under no norm"),
        sum(_by_fate(dossier)),
        _("contacts known at as-of"),
        len(contacts),
    )


def _by_fate(dossier: Dossier) -> tuple[int, int, int, int]:
    """Contacts by the best that can be said of them; each counts once."""
    verdicts = dossier.verdicts
    best = np.zeros(len(dossier.contacts), np.int8)
    best[verdicts.contact] = 1
    best[verdicts.contact[verdicts.day != NO_DAY]] = 2
    best[verdicts.contact[dossier.period.covers(verdicts.day)]] = 3
    none, undated, dated, inside = np.bincount(best, minlength=4).tolist()
    return inside, dated, undated, none


def _of_imports(dossier: Dossier) -> Iterator[Line]:
    for one in dossier.imports:
        name = _("Import %(n)s, %(file)s") % {"n": one.number, "file": one.file}
        yield (
            name,
            _("rows read"),
            one.read,
            _("used + duplicates + rejected + out of scope"),
            one.used + one.duplicates + one.rejected + one.out_of_scope,
        )
        yield (
            name,
            _("rows used, and events that follow from a row"),
            one.used + one.implied,
            _("events in the database, and events that went: purged or taken back for a later import"),
            one.held + one.gone,
        )
