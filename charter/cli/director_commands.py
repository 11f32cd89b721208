"""What a director asks for on the command line: one chart as a file, with its words and its table."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.cli.usage import WrongValue
from charter.errors import Refused
from charter.locale import N_, _, system

if TYPE_CHECKING:
    from charter.measures.control_limits import Step
    from charter.norms.score import Group
    from charter.reports.charts import Chart, Paper
    from charter.services.charting import Wanted

NAMES = {
    "trend": N_("control chart per month: p where the numbers of contacts differ much, else XmR"),
    "xmr": N_("XmR chart per month"),
    "p": N_("p chart per month"),
    "funnel": N_("teams, channels, queues or organisations compared, without a ranking"),
    "heatmap": N_("volume and share per hour and weekday"),
    "backlog": N_("what is open at the end of the period, against its last day"),
    "waiting": N_("how long residents waited, with the limit"),
    "causes": N_("the reasons given for breaches"),
    "years": N_("this year beside the two before"),
}
"""The charts, spelled here so that the help needs no matplotlib; a test compares them with those that can be drawn."""
LOOKS = ("print", "light", "dark")


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the commands to the program."""

    @app.command(
        help=_("One chart of a period as a picture, SVG or PNG.")
        + "\n\n"
        + "\n\n".join(f"{name}: {_(shows)}" for name, shows in NAMES.items())
        + "\n\n"
        + _("trend, xmr and p reach 24 months back (for a week: 26 weeks), years two years.")
    )
    def chart(
        name: Annotated[str, typer.Argument(metavar="NAME", help=", ".join(NAMES))],
        file: Annotated[Path | None, typer.Argument(metavar="OUT", help=_("The picture, .svg or .png."))] = None,
        period: Annotated[
            str, typer.Option(metavar="P", help=_("2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D."))
        ] = "",
        norm: Annotated[
            str, typer.Option(metavar="ID", help=_("Only this norm; else the one with a term that has most contacts."))
        ] = "",
        by: Annotated[
            str, typer.Option(metavar="team|channel|queue|organisation", help=_("What the funnel compares."))
        ] = "team",
        new_limits: Annotated[
            list[str] | None,
            typer.Option(
                "--new-limits", metavar="DATE:REASON", help=_("Limits begin anew on this day, for this reason.")
            ),
        ] = None,
        around_target: Annotated[
            bool, typer.Option("--around-target", help=_("The funnel stands around the target."))
        ] = False,
        look: Annotated[
            str, typer.Option(metavar="|".join(LOOKS), help=_("Colours: for paper or a screen."))
        ] = "print",
        table: Annotated[bool, typer.Option("--table", help=_("Print the numbers of the chart as CSV."))] = False,
    ) -> int:
        if name not in NAMES:
            raise WrongValue(
                _("there is no chart %(name)s; choose %(names)s.") % {"name": name, "names": ", ".join(NAMES)},
                param_hint="NAME",
            )
        ending = _ending(file, needed=not table and not session.common.as_json)
        chosen = session.period(period)
        if chosen is None:
            raise WrongValue(_("say which period, for example 2026-10."), param_hint="--period")
        group, steps = _group(by), _steps(new_limits or [])
        if look not in LOOKS:
            raise WrongValue(
                _("%(value)s is no look; choose %(looks)s.") % {"value": look, "looks": ", ".join(LOOKS)},
                param_hint="--look",
            )
        from charter.services.charting import Wanted

        small = session.services.profile.few_people
        wanted = Wanted(name, chosen, norm, group, steps, around_target, paper=_paper(look), few_people=small)
        return _show(session, wanted, file, ending, table=table)


def _show(session: Session, wanted: "Wanted", file: Path | None, ending: str, *, table: bool) -> int:
    from charter.reports.charts import FORMATS
    from charter.services import charting

    board = session.board()
    if (at := charting.moment(wanted, board)) != board.as_of:
        board = session.services.board(at)
    norm = charting.norm_of(board, wanted)
    drawn = charting.draw(board, wanted, session.services.by_hand(board.as_of) if wanted.name == "causes" else ())
    if file is not None:
        try:
            file.write_bytes(FORMATS[ending](drawn))
        except OSError as error:
            raise Refused(
                N_("%(file)s cannot be written: %(reason)s."),
                N_("Choose another place."),
                file=str(file),
                reason=system.reason(error),
            ) from error
    if session.common.as_json:
        output.as_json(_described(wanted.name, norm, drawn, file))
    elif table:
        output.as_csv(drawn.table.records, [column.code for column in drawn.table.columns])
    else:
        output.line(drawn.alt_text)
        output.line(_("The picture is written to %(file)s.") % {"file": file})
    if norm and not wanted.norm:
        output.remark(_("Drawn is %(norm)s. Choose another norm with --norm ID.") % {"norm": norm})
    return 0


def _described(name: str, norm: str, drawn: "Chart", file: Path | None) -> dict[str, object]:
    return {
        "chart": name,
        "norm": norm or None,
        "title": drawn.title,
        "subtitle": drawn.subtitle,
        "alt_text": drawn.alt_text,
        "notes": list(drawn.notes),
        "file": None if file is None else str(file),
        "table": drawn.table.records,
    }


def _ending(file: Path | None, *, needed: bool) -> str:
    """The ending of the file, in lower case; wrong use when it is no picture's."""
    if file is None:
        if needed:
            raise WrongValue(_("name the file that the picture goes to, .svg or .png."), param_hint="OUT")
        return ""
    ending = file.suffix.lower().lstrip(".")
    if ending not in ("svg", "png"):
        raise WrongValue(
            _("%(file)s is no picture; let it end in .svg or .png.") % {"file": file.name}, param_hint="OUT"
        )
    return ending


def _group(text: str) -> "Group":
    from charter.norms.score import Group

    known = ("team", "channel", "queue", "organisation")
    if text not in known:
        raise WrongValue(
            _("%(value)s cannot be compared; choose %(known)s.") % {"value": text, "known": ", ".join(known)},
            param_hint="--by",
        )
    return Group(text)


def _steps(texts: list[str]) -> "tuple[Step, ...]":
    """New limits as written, DATE:REASON; wrong use without a date or a reason."""
    from charter.measures.control_limits import Step

    found = []
    for text in texts:
        day, _colon, reason = text.partition(":")
        try:
            on = date.fromisoformat(day.strip())
        except ValueError:
            on = None
        if on is None or not reason.strip():
            raise WrongValue(
                _("%(value)s: write the day and the reason, for example 2026-05-01:second call team.")
                % {"value": text},
                param_hint="--new-limits",
            )
        found.append(Step(on, reason.strip()))
    return tuple(found)


def _paper(look: str) -> "Paper":
    from charter.reports.charts import DARK, LIGHT, PRINT, Paper

    return Paper({"print": PRINT, "light": LIGHT, "dark": DARK}[look])
