"""The auditor's workbook: from a dossier to sheets of cells, and from those to a file.

Why in two steps: `charter verify` lays the cells of a file beside those that the same data give now. Every figure
stands as a value, beside it the formula that computes it from the evidence, and the difference, which reads 0
(design.md 4.18). Refuses to read a database, to judge, and to ask what time it is.
"""

from __future__ import annotations

from charter.reports.workbook import (
    evidence,
    exceptions,
    guide,
    imports,
    reconciliation,
    rules,
    sample,
    sign_off,
    summary,
)
from charter.reports.workbook.cells import Sheet
from charter.reports.workbook.dossier import Dossier

__all__ = ["Dossier", "Sheet", "sheets"]


def sheets(dossier: Dossier) -> list[Sheet]:
    """Every sheet, in the order of the workbook, in the language spoken now."""
    return [
        guide.sheet(dossier),
        summary.sheet(dossier),
        *evidence.sheets(dossier),
        rules.norms(dossier),
        rules.calendar(dossier),
        imports.imported(dossier),
        *imports.rejected(dossier),
        exceptions.sheet(dossier),
        sample.sheet(dossier),
        reconciliation.sheet(dossier),
        sign_off.sheet(dossier),
    ]
