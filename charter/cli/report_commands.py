"""`charter report`: the periodic report for directors and for publication, as an accessible PDF."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.locale import _

if TYPE_CHECKING:
    from charter.norms.periods import Period


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the command to the program."""

    @app.command(help=_("The report of a period as an accessible PDF: conclusions, channels, teams, method, numbers."))
    def report(
        file: Annotated[Path, typer.Argument(metavar="OUT", help=_("The report, .pdf."))],
        period: Annotated[
            str, typer.Option(metavar="P", help=_("2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D."))
        ] = "",
    ) -> int:
        chosen = session.period(period)
        if chosen is None:
            raise WrongValue(_("say which period, for example 2026-10."), param_hint="--period")
        if file.suffix.lower() != ".pdf":
            raise WrongValue(_("%(file)s is no report; let it end in .pdf.") % {"file": file.name}, param_hint="OUT")
        return _report(session, chosen, file)


def _report(session: Session, period: "Period", file: Path) -> int:
    from charter.locale import formats

    board = session.board()
    with output.progress(_("Making the report")) as tell:
        made = session.services.report(board, period, file, progress=lambda share: tell(_("Making the report"), share))
    if session.common.as_json:
        output.as_json(
            {
                "file": str(made.file),
                "period": made.period,
                "as_of": formats.iso(made.as_of, session.zone),
                "contacts": made.contacts,
                "complete": made.complete,
                "running": made.running,
                "sha256": made.sha256,
                "entry": made.entry,
            }
        )
    else:
        output.line(_("The report is written to %(file)s.") % {"file": made.file})
    if not made.contacts:
        output.remark(_("There is nothing to judge in this period: no contact counts in it."))
    if made.running:
        output.remark(_("This period is not over yet. The cover says so."))
    if not made.complete:
        output.remark(_("The data of this period is not complete. The cover says so."))
        session.tell_what_is_missing(board.completeness, period)
    return 0
