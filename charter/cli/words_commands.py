"""What came of the promises of a period, in plain sentences, with a paragraph that is ready to publish."""

from typing import TYPE_CHECKING, Annotated

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.locale import _

if TYPE_CHECKING:
    from charter.reports.words import Headline


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the command to the program."""

    @app.command(help=_("What came of the promises of a period, in plain sentences; with a text to publish."))
    def words(
        period: Annotated[
            str, typer.Option(metavar="P", help=_("2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D."))
        ] = "",
        norm: Annotated[str, typer.Option(metavar="ID", help=_("Only this norm."))] = "",
    ) -> int:
        chosen = session.period(period)
        if chosen is None:
            raise WrongValue(_("say which period, for example 2026-10."), param_hint="--period")
        from charter.reports import words as wording
        from charter.services.telling import tell

        board = session.board()
        if norm:
            session.norm_position(board, norm)
        account = tell(board, chosen)
        told = [one for one in wording.headlines(account) if norm in ("", one.norm)]
        if session.common.as_json:
            output.as_json(
                {
                    "period": chosen.label,
                    "complete": account.complete,
                    "opening": wording.opening(account),
                    "headlines": [
                        {"norm": one.norm, "weight": one.weight.name.lower(), "lead": one.lead, "text": one.text}
                        for one in told
                    ],
                    "paragraph": wording.paragraph(account),
                }
            )
            return 0
        session.tell_what_is_missing(board.completeness, chosen)
        if norm:
            _show(told)
            return 0
        output.line(wording.opening(account))
        output.line()
        _show(told)
        output.line(_("To publish:"))
        output.line()
        output.line(wording.paragraph(account))
        return 0


def _show(told: "list[Headline]") -> None:
    for one in told:
        output.line(one.lead)
        output.line(one.text)
        output.line()
