"""The commands. Each asks the services one thing and shows the answer; its heavy imports stand inside it.

Why so thin: window and command line must show the same figure, so neither computes one. Refuses to ask anything of a
person (contract.md 1).
"""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from charter.cli import (
    accounting_commands,
    balance_commands,
    closing_commands,
    director_commands,
    follow_up_commands,
    journal_commands,
    listing,
    norm_commands,
    output,
    privacy_commands,
    report_commands,
    source_commands,
    usage,
    verify_commands,
    words_commands,
)
from charter.cli.session import SPLITS, Session
from charter.cli.usage import WrongValue
from charter.locale import _

if TYPE_CHECKING:
    from charter.services.importing import Progress
    from charter.services.outcomes import ImportOutcome

WORLD_FAILED = 1
NEEDS_ATTENTION = 3
SEPARATOR = ", "
DEMO = Path("charter-demo")


def application(session: Session) -> typer.Typer:
    """The program with all its commands, its help in the language spoken now."""
    app = typer.Typer(
        help=_("Charter watches whether the municipality keeps its service promises."),
        epilog=_(
            "Every command takes --profile DIR, --lang nl|en and --json. Commands that read take --as-of INSTANT too."
        ),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    _add_setting_up(app, session)
    _add_database(app, session)
    _add_facts(app, session)
    _add_judgements(app, session)
    balance_commands.add_to(app, session)
    director_commands.add_to(app, session)
    report_commands.add_to(app, session)
    words_commands.add_to(app, session)
    follow_up_commands.add_to(app, session)
    closing_commands.add(app, session)
    accounting_commands.add_to(app, session)
    verify_commands.add_to(app, session)
    journal_commands.add_to(app, session)
    app.add_typer(
        source_commands.application(session), name="sources", help=_("Live sources: mailboxes, folders, systems.")
    )
    _add_serving(app, session)
    privacy_commands.add_to(app, session)
    app.add_typer(norm_commands.application(session), name="norms", help=_("The rulebook and its examples."))
    return app


def _add_serving(app: typer.Typer, session: Session) -> None:
    @app.command(help=_("Ask the sources when they are due, without a window."))
    def serve() -> int:
        return source_commands.serve(session)


def _add_setting_up(app: typer.Typer, session: Session) -> None:
    @app.command(help=_("Write a believable municipality's raw logs, import and judge them, and show the result."))
    def demo(
        folder: Annotated[Path | None, typer.Argument(metavar="DIR", help=_("Where the demo comes."))] = None,
        contacts: Annotated[int, typer.Option(metavar="N", min=100, help=_("About how many contacts."))] = 12_000,
        seed: Annotated[int, typer.Option(metavar="N", help=_("The same seed gives the same town."))] = 2026,
        window: Annotated[bool, typer.Option("--window/--no-window", help=_("Open the window afterwards."))] = True,
    ) -> int:
        from charter.cli.demo import run

        chosen = folder or session.common.profile or DEMO
        return run(session, chosen, contacts=contacts, seed=seed, window=window)

    @app.command(help=_("Make a profile: organisation, calendars, norms."))
    def init(
        organisation: Annotated[
            str, typer.Option(metavar="NAME", help=_("The name of the municipality."))
        ] = "Gemeente",
    ) -> int:
        from charter.services.profiles import make_profile

        made = make_profile(session.folder, organisation)
        if session.common.as_json:
            output.as_json({"profile": str(made.folder), "key_in_keyring": made.key_in_keyring})
            return 0
        output.line(_("The profile is made in %(folder)s.") % {"folder": made.folder})
        output.line(_("Please confirm in charter.toml: opening hours, closed days, and whether Good Friday is open."))
        if not made.key_in_keyring:
            output.remark(_("There is no keyring here. The key for pseudonyms is in a file only you can read."))
        return 0

    @app.command(help=_("The formats that can be imported, and how they are recognised."))
    def formats() -> int:
        return _show_formats(session)


def _show_formats(session: Session) -> int:
    """The readers, the saved mappings of the profile and the ready ones; what is wrong with a saved one is a remark."""
    from charter.importers import mapped_table, registry

    saved, faults = mapped_table.saved(session.folder / mapped_table.FOLDER)
    readers = (*registry.READERS, *saved, *mapped_table.presets())
    rows = [{"id": r.id, "title": _(r.title), "recognised_by": _(r.how)} for r in readers]
    if session.common.as_json:
        output.as_json(rows)
    else:
        output.table([list(row.values()) for row in rows], [_("Id"), _("What"), _("Recognised by")])
    for fault in faults:
        output.remark(str(fault))
    return 0


def _add_database(app: typer.Typer, session: Session) -> None:
    database = typer.Typer(help=_("The database."), no_args_is_help=True)

    @database.command(help=_("Bring the database to the schema of this program."))
    def upgrade() -> int:
        changed = session.services.upgrade()
        if session.common.as_json:
            output.as_json({"changed": changed})
        else:
            output.line(_("The database has been upgraded.") if changed else _("The database is up to date."))
        return 0

    @database.command(help=_("Make an empty database in the place of one that is gone."))
    def new() -> int:
        from charter.services import databases
        from charter.settings import load_profile

        file = databases.begin_anew(load_profile(session.folder))
        if session.common.as_json:
            output.as_json({"database": str(file)})
        else:
            output.line(_("An empty database is made: %(file)s.") % {"file": file})
        return 0

    app.add_typer(database, name="db")


def _add_facts(app: typer.Typer, session: Session) -> None:
    @app.command("import", help=_("Import log files or folders."))
    def import_(
        paths: Annotated[list[str], typer.Argument(metavar="PATH", help=_("Files or folders."))],
        format_: Annotated[str, typer.Option("--format", metavar="ID", help=_("Read as this format."))] = "",
        mapping: Annotated[str, typer.Option(metavar="FILE", help=_("What the columns of the files mean."))] = "",
        source: Annotated[str, typer.Option(metavar="NAME", help=_("The source these files belong to."))] = "",
        zone: Annotated[str, typer.Option(metavar="ZONE", help=_("The time zone of local times in these files."))] = "",
        dates: Annotated[
            str, typer.Option(metavar="dd-mm|mm-dd", help=_("How to read dates that can be read in two ways."))
        ] = "",
        strict: Annotated[bool, typer.Option("--strict", help=_("Exit with 3 when a row was rejected."))] = False,
    ) -> int:
        from charter.cli.outcomes import show_outcomes

        if not all(paths):
            raise WrongValue(_("an empty name is no file."), param_hint="PATH")
        if format_ and mapping:
            raise WrongValue(_("a mapping is a format already; leave --format out."), param_hint="--mapping")
        outcomes, stopped = _bring_in(session, paths, format_, mapping, source.strip(), (zone.strip(), dates.strip()))
        show_outcomes(outcomes, as_json=session.common.as_json)
        if stopped:
            output.remark(_("Stopped. Files that were done are kept; of the others nothing."))
            return WORLD_FAILED
        if not outcomes:
            output.remark(_("There is no file in %(folders)s.") % {"folders": SEPARATOR.join(paths)})
            return WORLD_FAILED
        if any(outcome.error for outcome in outcomes):
            return WORLD_FAILED
        return NEEDS_ATTENTION if strict and any(outcome.rejected for outcome in outcomes) else 0

    @app.command(help=_("Every contact with its moments."))
    def contacts(
        first: Annotated[str, typer.Option("--from", metavar="D", help=_("First day of receipt."))] = "",
        last: Annotated[str, typer.Option("--to", metavar="D", help=_("Last day of receipt."))] = "",
        visits: Annotated[bool, typer.Option("--visits", help=_("One row per queue visit."))] = False,
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        bounds = usage.day(first, "--from"), usage.day(last, "--to")
        if bounds[0] and bounds[1] and bounds[1] < bounds[0]:
            raise WrongValue(_("the last day lies before the first."), param_hint="--to")
        return _list_contacts(session, *bounds, visits=visits, csv=csv)


def _bring_in(
    session: Session, paths: list[str], format_id: str, mapping: str, source: str, times: tuple[str, str]
) -> "tuple[list[ImportOutcome], bool]":
    """Import with progress shown; what became of each file, and whether it was stopped before the last one.

    `times` is the zone and the order of dates, as written.
    """
    from charter.cli import dates as orders
    from charter.cli import zone as zones
    from charter.errors import Cancelled
    from charter.locale import formats

    zone, order = zones.given(times[0]), orders.given(times[1])
    asks = sys.stdin.isatty()
    outcomes: list[ImportOutcome] = []
    with output.progress(_("Importing")) as tell:

        def show(at: "Progress") -> None:
            tell(f"{Path(at.file).name} {formats.number(at.rows)}", at.share)

        try:
            session.services.import_paths(
                [Path(path) for path in paths],
                format_id=format_id,
                mapping=Path(mapping) if mapping else None,
                source=source,
                zone=zone,
                ask_zone=partial(zones.asked, tell, session.zone) if asks else None,
                dates=order,
                ask_dates=partial(orders.asked, tell) if asks else None,
                progress=show,
                done=outcomes.append,
            )
        except (Cancelled, KeyboardInterrupt):
            return outcomes, True
    return outcomes, False


def _list_contacts(session: Session, first: date | None, last: date | None, *, visits: bool, csv: bool) -> int:
    """The contacts or queue visits received from `first` to `last`, both included (contract.md 1 and 3)."""
    import numpy as np

    from charter.cli import rows
    from charter.norms.periods import Period

    found, each = session.services.contacts(session.as_of if session.common.as_of else None)
    chosen = rows.inclusive_days(rows.received_days(found, session.zone), first, last)
    if visits:
        columns, shown = rows.VISIT_COLUMNS, rows.VISIT_COLUMNS_SHOWN
        listed = rows.visits(found, each, chosen, session.zone)
    else:
        columns, shown = rows.CONTACT_COLUMNS, rows.CONTACT_COLUMNS_SHOWN
        listed = rows.contacts(found, np.flatnonzero(chosen), session.zone)
    empty = _("No contact was received on these days.")
    if not len(found):
        empty = _("No contacts. Import a log with charter import FILE.")
    listing.show(session, listed, columns, shown, csv=csv, empty=empty)
    if not (csv or session.common.as_json):
        until = Period(first or last, last, "") if last else None
        session.tell_what_is_missing(session.completeness, until)
    return 0


def _add_judgements(app: typer.Typer, session: Session) -> None:
    period_option = typer.Option(metavar="P", help=_("2026, 2026-Q3, 2026-T2, 2026-10, 2026-W46 or D..D."))
    norm_option = typer.Option(metavar="ID", help=_("Only this norm."))

    @app.command(help=_("Every contact under every norm that applies to it."))
    def verdicts(
        norm: Annotated[str, norm_option] = "",
        period: Annotated[str, period_option] = "",
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        from charter.cli import rows

        chosen_period = session.period(period)
        board = session.board()
        chosen = session.chosen(board, chosen_period, norm)
        listed = rows.verdicts(board.contacts, board.verdicts, board.rulebook, chosen, session.zone)
        columns = rows.VERDICT_COLUMNS
        listing.show(session, listed, columns, columns, csv=csv, empty=_("No verdicts in this period."))
        if not (csv or session.common.as_json):
            session.tell_what_is_missing(board.completeness, chosen_period)
        return 0

    @app.command(help=_("Per norm: the six counts, the share and the target."))
    def score(
        period: Annotated[str, period_option] = "",
        by: Annotated[str, typer.Option(metavar=SPLITS, help=_("Split by."))] = "",
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        from charter.cli import figures

        return figures.show_score(session, session.period(period), session.group(by), csv=csv)

    @app.command(help=_("The worklist: every breach, or what is due today and on the next working day."))
    def breaches(
        period: Annotated[str, period_option] = "",
        team: Annotated[str, typer.Option(metavar="T", help=_("Only this team."))] = "",
        norm: Annotated[str, norm_option] = "",
        due: Annotated[bool, typer.Option("--due", help=_("What is due today or on the next working day."))] = False,
        csv: Annotated[bool, typer.Option("--csv", help=_("As CSV."))] = False,
    ) -> int:
        from charter.cli import figures

        return figures.show_breaches(session, session.period(period), team=team, norm=norm, due=due, csv=csv)

    @app.command(help=_("The steps from receipt to verdict, in words."))
    def explain(
        contact: Annotated[str, typer.Argument(metavar="CONTACT", help=_("The contact's id, or SOURCE/ID."))],
        norm: Annotated[str, norm_option] = "",
    ) -> int:
        from charter.cli import figures

        return figures.show_explanation(session, contact, norm)
