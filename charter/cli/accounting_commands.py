"""`charter export`: the auditor's workbook over a period."""

from pathlib import Path
from typing import Annotated

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.locale import _


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the command to the program."""

    @app.command(help=_("Export the evidence of a period as a workbook for the auditor."))
    def export(
        file: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=_("The workbook to write, ending in .xlsx."))],
        period: Annotated[str, typer.Option(metavar="P", help=_("2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D."))],
        seed: Annotated[
            int | None, typer.Option(metavar="N", min=0, help=_("Draw the sample with this number."))
        ] = None,
        sample: Annotated[
            int | None, typer.Option(metavar="N", min=29, help=_("Draw so many rows of each norm; 59 is usual."))
        ] = None,
    ) -> int:
        return _export(session, file, period, seed, sample)


def _export(session: Session, file: Path, spelled: str, seed: int | None, sample: int | None) -> int:
    from charter.locale import formats

    period = session.period(spelled)
    if period is None:
        raise WrongValue(_("name a period."), param_hint="--period")
    if file.suffix.lower() != ".xlsx":
        raise WrongValue(_("write the name of a file that ends in .xlsx."), param_hint="OUT.xlsx")
    board = session.board()
    with output.progress(_("Writing the workbook")) as tell:
        made = session.services.export(
            board, period, file, seed=seed, sample=sample, progress=lambda share: tell(_("Writing the workbook"), share)
        )
    if session.common.as_json:
        output.as_json(
            {
                "file": str(made.file),
                "period": made.period,
                "as_of": formats.iso(board.as_of, session.zone),
                "rows": made.rows,
                "content": made.content,
                "sha256": made.sha256,
                "seed": made.seed,
                "journal": made.entry,
                "complete": made.complete,
            }
        )
        return 0
    output.line(
        _("The workbook %(file)s holds %(n)s rows of evidence.") % {"file": made.file, "n": formats.number(made.rows)}
    )
    output.line(_("Seed of the sample: %(seed)s. Digest: %(digest)s.") % {"seed": made.seed, "digest": made.content})
    if not made.rows:
        output.remark(_("The period is empty: the workbook says so."))
    for remark in board.completeness.remarks_for(period):
        output.remark(remark)
    return 0
