"""The sample: per norm a few rows of evidence, drawn so that anybody can draw them again, for the auditor to look up.

The rule: all rows of a norm when there are at most 59, else 59, unless the auditor asks for another number. When none
of 59 rows drawn at random is wrong, it is 95 % certain that less than 5 % of all rows are wrong, because 0.95 to the
power 59 is less than 0.05. The rows stand in the order in which they were drawn, so the first alone are a sample too.

How they are drawn: the rows with the lowest SHA-256 of "seed/norm/source/contact". That needs no random generator, so
every program that can hash draws the same rows. The seed follows from the rulebook and the period unless one is given.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from heapq import nsmallest

import numpy as np

from charter.locale import _
from charter.reports.workbook.cells import Column, Row, Sheet
from charter.reports.workbook.dossier import Dossier
from charter.reports.workbook.evidence import Part, column, parts, rows_at

SIZES = (29, 59, 149)
"""Sizes to choose from: 95 % certain of less than 10, 5 and 2 % wrong."""

_TOLD = (
    "norm", "source", "contact", "started", "stopped", "deadline", "spent", "number", "code", "verdict", "reason",
    "file", "line",
)  # fmt: skip
"""The columns of the evidence that the auditor needs to look a row up."""


def at_most_wrong(size: int) -> int:
    """Below how many whole percents the wrong rows are, 95 % certain, when none of `size` drawn ones is wrong."""
    return math.ceil(100 * (1 - 0.05 ** (1 / size)))


def drawn(dossier: Dossier) -> list[int]:
    """Positions in the evidence, norm after norm, in the order in which they were drawn."""
    contacts, chosen = dossier.contacts, dossier.chosen
    sources = contacts.names.sources
    found: list[int] = []
    for place, norm in enumerate(dossier.rulebook.norms):
        rows = np.flatnonzero(chosen.norm == place)
        of = chosen.contact[rows]
        names = zip(contacts.source[of].tolist(), contacts.ids[of].tolist(), strict=True)
        lots = (
            (hashlib.sha256(f"{dossier.seed}/{norm.id}/{sources[source]}/{id_}".encode(errors="replace")).digest(), row)
            for (source, id_), row in zip(names, rows.tolist(), strict=True)
        )
        found += [row for _lot, row in nsmallest(dossier.sample, lots)]
    return found


def sheet(dossier: Dossier) -> Sheet:
    """One row per row drawn, with room for what the auditor finds."""
    found = drawn(dossier)
    where = parts(dossier)
    yes_no = (_("yes"), _("no"))
    return Sheet(
        name=_("Sample"),
        columns=(
            Column(_("No"), 7),
            *(column(key, dossier) for key in _TOLD),
            Column(_("Row of evidence"), 18),
            Column(_("Source line seen?"), 12, choices=yes_no, fill=True),
            Column(_("Moments right?"), 12, choices=yes_no, fill=True),
            Column(_("Verdict right?"), 12, choices=yes_no, fill=True),
            Column(_("Finding"), 44, wrap=True, fill=True),
        ),
        make=lambda: _rows(dossier, found, where),
        size=len(found),
        table=_("Sample"),
        frozen=1,
    )


def _rows(dossier: Dossier, found: list[int], where: list[Part]) -> Iterator[Row]:
    told = rows_at(dossier, found, _TOLD)
    for number, (position, row) in enumerate(zip(found, told, strict=True), 1):
        part = where[position // dossier.rows_per_sheet]
        yield (number, *row, part.row(position), None, None, None, None)
