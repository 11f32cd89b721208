"""`charter verify`: whether a workbook still says what Charter wrote, sheet by sheet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charter.cli import output
from charter.cli.session import Session
from charter.locale import _

if TYPE_CHECKING:
    from charter.services.verifying import Verified

NEEDS_ATTENTION = 3
MOST_SHOWN = 20
"""Differences shown of a sheet without --all."""


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the command to the program."""

    @app.command(help=_("Check a workbook of charter export against the database and the journal."))
    def verify(
        file: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help=_("The workbook to check."))],
        every: Annotated[bool, typer.Option("--all", help=_("Name every difference, not only the cause."))] = False,
    ) -> int:
        return _verify(session, file, every=every)


def _verify(session: Session, file: Path, *, every: bool) -> int:
    if session.common.as_of:
        output.remark(_("A workbook is checked at its own as-of; --as-of does not count."))
    _rulebook = session.rulebook
    with output.progress(_("Checking the workbook")) as tell:
        result = session.services.verify(file, progress=lambda share: tell(_("Checking the workbook"), share))
    if session.common.as_json:
        output.as_json(_as_json(session, result))
    else:
        _show(session, result, every=every)
    return 0 if result.agrees else NEEDS_ATTENTION


def _as_json(session: Session, result: Verified) -> dict[str, Any]:
    from charter.locale import formats
    from charter.services import verified_text

    return {
        "file": str(result.file),
        "agrees": result.agrees,
        "period": result.period,
        "as_of": formats.iso(result.as_of, session.zone),
        "rows": result.rows,
        "journal": result.entry,
        "journal_intact": result.journal_intact,
        "same_bytes": result.same_bytes,
        "rulebook_known": result.rulebook_known,
        "same_rulebook": result.same_rulebook,
        "purged": result.purged,
        "since": [{"seq": entry.seq, "what": entry.what} for entry in result.since],
        "differences": [_row(one) for one in result.differences],
        "sheets": [
            {
                "sheet": sheet.name,
                "rows": sheet.rows,
                "result": sheet.state.value,
                "number": sheet.number,
                "filled": sheet.filled,
                "differences": [_row(one) for one in sheet.differences],
            }
            for sheet in result.sheets
        ],
        "remarks": [*verified_text.remarks(result)],
    }


def _row(one: Any) -> dict[str, str]:  # noqa: ANN401 - a Difference, which loads too much for a page of help
    return {name: str(value) for name, value in asdict(one).items()}


def _show(session: Session, result: Verified, *, every: bool) -> None:
    from charter.locale import formats
    from charter.services import verified_text

    output.line(
        _("Period %(period)s, as known at %(at)s, %(n)s rows of evidence.")
        % {"period": result.period, "at": formats.instant(result.as_of, session.zone), "n": formats.number(result.rows)}
    )
    output.table(
        [
            [sheet.name, formats.number(sheet.rows), _(verified_text.STATES[sheet.state]), formats.number(sheet.number)]
            for sheet in result.sheets
        ],
        [_("Sheet"), _("Rows"), _("Result"), _("Differences")],
        right=(1, 3),
    )
    told = list(verified_text.lines(result, None if every else MOST_SHOWN))
    for text in told:
        output.line(text)
    output.line(verified_text.conclusion(result))
    if len(told) < result.number and not every:
        output.remark(_("See the differences one by one with --all."))
    for remark in verified_text.remarks(result):
        output.remark(remark)
