"""What was read: every import with its arithmetic, and every row that was rejected or used with a warning.

Why: the completeness of a figure is arithmetic (design.md 2): read = used + duplicates + rejected + out of scope.
Refuses to name who imported; the journal does (decision 0015).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from charter.locale import N_, _
from charter.problem import Severity
from charter.reports.workbook import times
from charter.reports.workbook.cells import Cell, Column, Formula, Row, Sheet, letter
from charter.reports.workbook.dossier import Dossier, Imported, Rejected

SEVERITIES = {Severity.REJECTED: N_("rejected"), Severity.WARNING: N_("used, with a warning")}

READ, USED, DUPLICATES, REJECTED_ROWS, OUT_OF_SCOPE, ADDED_UP, DIFFERENCE = range(8, 15)
"""Positions of the columns that formulas point at."""


def imported(dossier: Dossier) -> Sheet:
    """One row per import, the first one first; a person's corrections stand under the format `person`."""
    zone = dossier.zone
    return Sheet(
        name=_("Imports"),
        columns=(
            Column(_("No"), 7),
            Column(_("Imported (%(zone)s)") % {"zone": zone.key}, 19),
            Column(_("Source"), 18),
            Column(_("File"), 30, wrap=True),
            Column(_("Format"), 18),
            Column(_("Digest (SHA-256)"), 36, wrap=True),
            Column(_("Tells from (%(zone)s)") % {"zone": zone.key}, 19),
            Column(_("Tells until (%(zone)s)") % {"zone": zone.key}, 19),
            Column(_("Rows read"), 10),
            Column(_("Used"), 10),
            Column(_("Duplicates"), 11),
            Column(_("Rejected rows"), 10),
            Column(_("Out of scope"), 11),
            Column(_("Added up"), 10),
            Column(_("Difference"), 10),
            Column(_("New contacts"), 10),
            Column(_("Changed contacts"), 10),
            Column(_("Remark"), 40, wrap=True),
        ),
        make=lambda: (_row(one, number, dossier) for number, one in enumerate(dossier.imports, 2)),
        size=len(dossier.imports),
        table=_("Imports"),
        frozen=1,
    )


def _row(one: Imported, number: int, dossier: Dossier) -> Row:
    added = one.used + one.duplicates + one.rejected + one.out_of_scope
    first, last = letter(USED), letter(OUT_OF_SCOPE)
    return (
        one.number,
        _moment(one.at, dossier),
        one.source,
        one.file,
        one.format,
        one.digest,
        _moment(one.first_at, dossier),
        _moment(one.last_at, dossier),
        one.read,
        one.used,
        one.duplicates,
        one.rejected,
        one.out_of_scope,
        Formula(f"=SUM({first}{number}:{last}{number})", added),
        Formula(f"={letter(READ)}{number}-{letter(ADDED_UP)}{number}", one.read - added),
        one.contacts_new,
        one.contacts_updated,
        " ".join(_remarks(one)) or None,
    )


def _remarks(one: Imported) -> Iterator[str]:
    if one.repeats is not None:
        yield _("The same file as import %(n)s.") % {"n": one.repeats}
    if one.replaced_by is not None:
        yield _("Replaced by import %(n)s, which read the file in another manner.") % {"n": one.replaced_by}
    if one.undone:
        yield _("Undone: nothing of it counts.")
    if one.gone:
        yield _("Events that went (purged, or taken back): %(n)s.") % {"n": one.gone}


def _moment(at: int | None, dossier: Dossier) -> Cell:
    return None if at is None else times.local(at, dossier.zone)


def rejected(dossier: Dossier) -> list[Sheet]:
    """One row per problem, in the order of the imports and of their files, on as many sheets as they need."""
    step = dossier.rows_per_sheet
    starts = range(0, max(len(dossier.rejected), 1), step)
    return [_problems(dossier.rejected[first : first + step], number) for number, first in enumerate(starts, 1)]


def _problems(found: Sequence[Rejected], number: int) -> Sheet:
    name = _("Rejected rows") if number == 1 else f"{_('Rejected rows')} {number}"
    return Sheet(
        name=name,
        columns=(
            Column(_("Import"), 8),
            Column(_("File"), 30, wrap=True),
            Column(_("Line"), 9),
            Column(_("What became of the row"), 20),
            Column(_("Code"), 24),
            Column(_("What was wrong"), 60, wrap=True),
            Column(_("What to do"), 50, wrap=True),
        ),
        make=lambda: map(_problem, found),
        size=len(found),
        table=name.replace(" ", "_"),
        above=() if found else ((_("Every row could be read: there is nothing to show here."),),),
        identity=(0, 2, 4),
    )


def _problem(one: Rejected) -> Row:
    problem = one.problem
    return (
        one.number,
        one.file,
        problem.line,
        _(SEVERITIES[problem.severity]),
        problem.code,
        _(problem.message) % problem.params,
        _(problem.remedy) % problem.params if problem.remedy else None,
    )
