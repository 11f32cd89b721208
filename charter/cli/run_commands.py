"""`charter sources runs` and `charter sources undo`: what was read in, and taking one import back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.locale import _

if TYPE_CHECKING:
    from charter.store.imports import Run

_COUNTS = ("read", "used", "duplicates", "rejected", "out_of_scope")
RUN_COLUMNS = ("run", "at", "who", "source", "file", "format", "sha256", "undone", *_COUNTS)


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the commands to `charter sources`."""

    @app.command(help=_("Every file and batch that was read in, with its number."))
    def runs(csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False) -> int:
        found = session.services.runs()
        rows = [_row(one, session) for one in found]
        if session.common.as_json:
            output.as_json(rows)
        elif csv:
            output.as_csv(rows, RUN_COLUMNS)
        elif not found:
            output.line(_("Nothing was read in yet. Read a log in with charter import FILE."))
        else:
            _print(found, session)
        return 0

    @app.command(help=_("What goes when an import is taken back; --yes takes it back."))
    def undo(
        run: Annotated[int, typer.Argument(metavar="RUN", help=_("Its number in charter sources runs."), min=1)],
        yes: Annotated[bool, typer.Option("--yes", help=_("Do it. Without this nothing changes."))] = False,
    ) -> int:
        found = session.services.undo_import(run, for_good=yes)
        if session.common.as_json:
            counts = {name: getattr(found, name) for name in ("events", "contacts", "changed", "by_hand")}
            output.as_json({"run": run, "source": found.run.source, "file": found.run.file, **counts, "undone": yes})
            return 0
        from charter.services import undoing

        for text in undoing.said(found):
            output.line(text)
        done = _("Import %(run)s is undone. The journal tells who did it.")
        not_done = _("Nothing has changed. Do it with charter sources undo %(run)s --yes.")
        output.line((done if yes else not_done) % {"run": run})
        return 0


def _row(one: Run, session: Session) -> dict[str, Any]:
    from charter.locale import formats

    told = {"run": one.id, "at": formats.iso(one.at, session.zone), "who": one.who, "source": one.source}
    told |= {"file": one.file, "format": one.format, "sha256": one.sha256, "undone": one.undone}
    return told | {name: getattr(one.counts, name) for name in _COUNTS}


def _print(found: list[Run], session: Session) -> None:
    from charter.locale import formats

    output.table(
        [
            [
                str(one.id),
                formats.instant(one.at // 60_000_000 * 60_000_000, session.zone),
                one.source,
                one.file,
                *(formats.number(getattr(one.counts, name)) for name in _COUNTS),
                _("undone") if one.undone else "",
            ]
            for one in found
        ],
        [
            _("No"), _("When"), _("Source"), _("File"), _("Read"), _("Used"), _("Duplicate"), _("Rejected"),
            _("Out of scope"), "",
        ],
        right=[0, 4, 5, 6, 7, 8],
    )  # fmt: skip
