"""The page on which people sign: what they declare, with room for name, role, date and signature.

Refuses to fill in anything: a signature that a program made says nothing.
"""

from __future__ import annotations

from charter.locale import _
from charter.reports.workbook.cells import Column, Heading, Row, Sheet
from charter.reports.workbook.dossier import Dossier


def sheet(dossier: Dossier) -> Sheet:
    """The declarations and the room to sign."""
    rows = _rows(dossier)
    return Sheet(
        name=_("Sign-off"),
        columns=tuple(Column("", width, fill=True) for width in (44, 28, 28, 16, 34)),
        make=lambda: iter(rows),
        size=len(rows),
        least_lines=2,
    )


def _rows(dossier: Dossier) -> list[Row]:
    declared = {"town": dossier.organisation, "period": dossier.period.label}
    roles = (_("Drawn up by"), _("Checked by"), _("Accepted by (accountable for the service)"), _("Auditor"))
    empty = (None, None, None, None)
    return [
        (Heading(_("Sign-off of the figures of %(town)s over %(period)s") % declared),),
        (_("Whoever signs declares for the own role:"),),
        (_("Drawn up: the sources named under Imports were read in full, as far as is known."),),
        (_("Checked: every difference on Summary and Reconciliation reads 0, and the Exceptions were looked at."),),
        (_("Accepted: these figures may be reported."),),
        (_("Auditor: the Sample was looked up, and the findings stand there."),),
        (None,),
        (Heading(_("Role")), Heading(_("Name")), Heading(_("Function")), Heading(_("Date")), Heading(_("Signature"))),
        *((role, *empty) for role in roles),
        (None,),
        (Heading(_("Remarks")),),
        (None,),
    ]
