"""`charter satisfaction`, `resolution`, `clocks`, `balance`: the goals behind the norms, with number and interval."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from charter.cli import output
from charter.cli.session import SPLITS, Session
from charter.cli.usage import WrongValue
from charter.locale import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from charter.norms.periods import Period
    from charter.norms.score import Group


def add_to(app: typer.Typer, session: Session) -> None:
    """Add the commands to the program."""
    period_option = typer.Option(metavar="P", help=_("2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D."))
    by_option = typer.Option(metavar=SPLITS, help=_("Split by; several with commas between them."))
    csv_option = typer.Option("--csv", help=_("As CSV."))
    window_option = typer.Option(min=1, max=60, metavar="DAYS", help=_("Came back within so many days."))

    @app.command(help=_("The marks of residents: how many, the mean with its interval, the target."))
    def satisfaction(
        period: Annotated[str, period_option] = "",
        by: Annotated[str, by_option] = "",
        csv: Annotated[bool, csv_option] = False,
    ) -> int:
        return _satisfaction(session, session.period(period), _groups(session, by), csv=csv)

    @app.command(help=_("Helped in one contact: by flag, by who came back, on every channel; transfers, promises."))
    def resolution(
        period: Annotated[str, period_option] = "",
        by: Annotated[str, by_option] = "",
        window: Annotated[int, window_option] = 7,
        csv: Annotated[bool, csv_option] = False,
    ) -> int:
        return _resolution(session, session.period(period), _groups(session, by), window, csv=csv)

    @app.command(help=_("The resident's own clock beside the counted one: median and nine in ten."))
    def clocks(
        period: Annotated[str, period_option] = "",
        by: Annotated[str, by_option] = "",
        csv: Annotated[bool, csv_option] = False,
    ) -> int:
        return _clocks(session, session.period(period), _groups(session, by), csv=csv)

    @app.command(help=_("Contacts, handling time and digital share beside the mark, per year and channel."))
    def balance(
        year: Annotated[int | None, typer.Option(min=1990, max=2099, metavar="Y", help=_("Only this year."))] = None,
        by: Annotated[str, typer.Option(metavar="organisation|team|queue", help=_("Split further by."))] = "",
        csv: Annotated[bool, csv_option] = False,
    ) -> int:
        return _balance(session, year, _groups(session, by), csv=csv)


def _groups(session: Session, text: str) -> "tuple[Group, ...]":
    """The groups spelled `text`, commas between them; wrong use when one is not known."""
    found = (session.group(word.strip()) for word in text.split(",") if word.strip())
    return tuple(dict.fromkeys(group for group in found if group is not None))


def _satisfaction(session: Session, period: "Period | None", by: "Sequence[Group]", *, csv: bool) -> int:
    from charter.cli import measure_rows, measure_tables
    from charter.measures.satisfaction import satisfaction

    board = session.board()
    found = satisfaction(board.contacts, board.verdicts, board.rulebook, period, by)
    complete = board.completeness.holds_for(period)
    rows = [measure_rows.satisfaction(row, by, complete=complete) for row in found]
    if not _written(session, rows, measure_rows.columns(measure_rows.SATISFACTION_COLUMNS, by), csv=csv):
        measure_tables.print_satisfaction(found, by, board.rulebook, session.services.profile.organisation)
        session.tell_what_is_missing(board.completeness, period)
    return 0


def _resolution(session: Session, period: "Period | None", by: "Sequence[Group]", window: int, *, csv: bool) -> int:
    from charter.cli import measure_rows, measure_tables

    board = session.board()
    found = session.services.first_contact(board, window, period, by)
    complete = board.completeness.holds_for(period)
    rows = [measure_rows.resolution(row, by, window, complete=complete) for row in found]
    if not _written(session, rows, measure_rows.columns(measure_rows.RESOLUTION_COLUMNS, by), csv=csv):
        measure_tables.print_resolution(found, by, window, session.services.profile.organisation)
        session.tell_what_is_missing(board.completeness, period)
    return 0


def _clocks(session: Session, period: "Period | None", by: "Sequence[Group]", *, csv: bool) -> int:
    from charter.cli import measure_rows, measure_tables
    from charter.services.balance import both_clocks

    board = session.board()
    found = both_clocks(board, period, by)
    complete = board.completeness.holds_for(period)
    rows = [measure_rows.clocks(row, by, complete=complete) for row in found]
    if not _written(session, rows, measure_rows.columns(measure_rows.CLOCK_COLUMNS, by), csv=csv):
        measure_tables.print_clocks(found, by, board.rulebook, session.services.profile.organisation)
        session.tell_what_is_missing(board.completeness, period)
    return 0


def _balance(session: Session, year: int | None, by: "Sequence[Group]", *, csv: bool) -> int:
    from charter.cli import measure_rows, measure_tables
    from charter.norms.score import Group
    from charter.services.balance import balances

    if not set(by) <= {Group.ORGANISATION, Group.TEAM, Group.QUEUE}:
        raise WrongValue(
            _("the balance stands per year and channel; choose organisation, team or queue."), param_hint="--by"
        )
    found = balances(session.board(), session.services.profile, year, by)
    rows = [measure_rows.balance(row, by) for row in found.rows]
    if not _written(session, rows, measure_rows.columns(measure_rows.BALANCE_COLUMNS, by), csv=csv):
        measure_tables.print_balance(found.rows, by, session.services.profile.organisation)
        for remark in found.remarks:
            output.remark(remark)
    return 0


def _written(session: Session, rows: list[dict[str, Any]], columns: list[str], *, csv: bool) -> bool:
    """Whether the rows were for a script, and have been written."""
    if session.common.as_json:
        output.as_json(rows)
    elif csv:
        output.as_csv(rows, columns)
    return session.common.as_json or csv
