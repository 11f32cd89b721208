"""The pictures and tables of Trends, worked out beside the window from what the report uses too.

Why apart: matplotlib takes a second to load and tens of milliseconds to draw. So this module is imported by the work
itself, never by a screen, and a picture comes home as pixels with the places of its points. Refuses Qt and widgets.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from charter.app import Services
from charter.errors import Refused
from charter.locale import N_, _, system
from charter.measures.control import Variation
from charter.measures.funnel import Standing
from charter.measures.resolution import WINDOW_DAYS
from charter.measures.satisfaction import satisfaction
from charter.measures.signals import Rule
from charter.norms.periods import Period
from charter.norms.score import Group
from charter.reports import charts, goal_tables, small_groups
from charter.reports.charts import DARK, FORMATS, LIGHT, Chart, Look, Paper, Table
from charter.reports.charts.funnel import STANDINGS
from charter.reports.charts.look import DPI
from charter.reports.charts.words import RULES, VARIATIONS, period_words
from charter.services import charting
from charter.services.balance import balances, both_clocks
from charter.services.board import Board
from charter.services.charting import Part, Wanted
from charter.ui.look.tokens import Tokens
from charter.ui.trends.choice import FUNNEL, TABLES, Canvas, TrendChoice
from charter.ui.trends.spots import Spot, spots_of
from charter.ui.trends.telling import of_part


@dataclass(frozen=True, slots=True)
class Pixels:
    """A drawn picture: `data` holds RGBA rows of `width` x `height` physical pixels, `ratio` of them a logical one."""

    data: bytes
    width: int
    height: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with its words and its table; `pixels` None for what is a table and no picture."""

    title: str
    subtitle: str
    notes: tuple[str, ...]
    alt_text: str
    table: Table
    cells: tuple[tuple[str, ...], ...]
    spots: tuple[Spot, ...] = ()
    pixels: Pixels | None = None


def show(services: Services, board: Board, choice: TrendChoice, picture: str, canvas: Canvas | None) -> Shown:
    """A picture of the choice for the window; without a canvas only its words and its table.

    Raises Refused and NotFound where there is no such picture.
    """
    if picture in TABLES:
        return _as_shown(picture, *goals(services, board, choice, leaves=False))
    chart = _draw(services, board, choice, picture, _paper(canvas), leaves=False, drawn=canvas is not None)
    shown = Shown(
        chart.title,
        chart.subtitle,
        chart.notes,
        chart.alt_text,
        chart.table,
        tuple(tuple(row) for row in cells(chart.table)),
    )
    if canvas is None:
        return shown
    pixels = rendered(chart.figure, canvas.ratio, canvas.scale)
    return replace(shown, pixels=pixels, spots=spots_of(chart, choice, picture, board, pixels.height, pixels.ratio))


def leaving(services: Services, board: Board, choice: TrendChoice, picture: str) -> Chart | Table:
    """The same as it may leave the house: for paper, and without small groups. Raises Refused where nothing may."""
    if picture in TABLES:
        table, _notes = goals(services, board, choice, leaves=True)
        return table
    return on_paper(services, board, choice, picture)


def on_paper(services: Services, board: Board, choice: TrendChoice, picture: str) -> Chart:
    """A picture that is no table, as it may leave the house. Raises Refused and NotFound."""
    return _draw(services, board, choice, picture, charts.A4, leaves=True)


def save(services: Services, board: Board, choice: TrendChoice, picture: str, path: Path) -> None:
    """Write the picture (.svg, .png) or its table (.csv) as it may leave the house. Raises Refused."""
    ending = path.suffix.lower().lstrip(".")
    made = leaving(services, board, choice, picture)
    if ending == "csv":
        content = comma_separated(made if isinstance(made, Table) else made.table).encode("utf-8-sig")
    elif isinstance(made, Table):
        raise Refused(N_("This is a table and no picture."), N_("Save the numbers instead."))
    else:
        content = FORMATS[ending](made)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refused(
            N_("%(file)s cannot be written: %(reason)s."),
            N_("Choose another place."),
            file=path.name,
            reason=system.reason(error),
        ) from error


def comma_separated(table: Table) -> str:
    """The table for scripts: codes as headings, values unrounded, as `charter chart --table` prints it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.code for column in table.columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.records)
    return out.getvalue()


def tab_separated(table: Table) -> str:
    """The table for people, to paste into a document or a sheet."""
    rows = [[column.heading for column in table.columns], *cells(table)]
    return "\n".join("\t".join(row) for row in rows)


def goals(services: Services, board: Board, choice: TrendChoice, *, leaves: bool) -> tuple[Table, tuple[str, ...]]:
    """One of the tables of the goals behind the promises, and what must be said under it."""
    part = of_part(board, choice)
    if leaves and choice.part is not None and small_groups.concerns(choice.part[0]):
        raise Refused(
            N_("These figures of one team or partner stay here."),
            N_("Choose all teams, or make the report of the period."),
        )
    match choice.picture:
        case "satisfaction":
            whole, each = (
                satisfaction(part.contacts, part.verdicts, part.rulebook, choice.period, by)
                for by in ((), (Group.CHANNEL,))
            )
            unknown = _("It is not known how many residents were asked, so nor is the share that gave no mark.")
            return goal_tables.satisfaction_table(part.rulebook, whole, each, leaves=leaves), (unknown,)
        case "resolution":
            found = services.first_contact(board, WINDOW_DAYS, choice.period)
            again = _(
                "Came back: a new contact of the same number or address within %(n)s days. "
                "Who is anonymous is left out."
            ) % {"n": WINDOW_DAYS}
            return goal_tables.resolution_table(found, WINDOW_DAYS, leaves=leaves), (again, *_of_all(choice))
        case "clocks":
            said = _("Counted: the clock of the norm. For the resident: from the first contact to the answer itself.")
            clocks = both_clocks(part, choice.period)
            return goal_tables.clocks_table(part.rulebook, clocks, leaves=leaves), (said,)
        case _:
            year = balances(board, services.profile)
            return goal_tables.balance_table(year.rows, leaves=leaves), (*year.remarks, *_of_all(choice))


def _of_all(choice: TrendChoice) -> tuple[str, ...]:
    return (_("These figures are of the whole municipality."),) if choice.part is not None else ()


def _as_shown(picture: str, table: Table, notes: tuple[str, ...]) -> Shown:
    nothing = _("There are no figures for this period.")
    said = (*notes, nothing) if not table.rows else notes
    return Shown("", "", said, " ".join(said), table, tuple(tuple(row) for row in cells(table)))


def _draw(
    services: Services,
    board: Board,
    choice: TrendChoice,
    picture: str,
    paper: Paper,
    *,
    leaves: bool,
    drawn: bool = True,
) -> Chart:
    part = None if choice.part is None or picture == FUNNEL else Part(*choice.part)
    norm = "" if picture in ("backlog", "causes") else choice.norm
    small = services.profile.few_people
    wanted = Wanted(
        picture,
        choice.period,
        norm,
        choice.compare,
        leaves=leaves,
        paper=paper,
        part=part,
        few_people=small,
        drawn=drawn,
    )
    if (at := charting.moment(wanted, board)) != board.as_of:
        board = services.board(at)
    return charting.draw(board, wanted, services.by_hand(board.as_of) if picture == "causes" else ())


def look_of(tokens: Tokens) -> Look:
    """The colours of a picture in a window with these tokens, those of a high-contrast theme among them."""
    for look in (LIGHT, DARK):
        if look.surface == tokens.surface:
            return look
    shared: dict[str, Any] = {name: getattr(tokens, name) for name in Look.__slots__ if hasattr(tokens, name)}
    own: dict[str, Any] = {"chart": tokens.text, "band": tokens.surface, "strong": tokens.text, "faint": tokens.surface}
    return replace(DARK if int(tokens.surface[1:3], 16) < 128 else LIGHT, **shared, **own)


def _paper(canvas: Canvas | None) -> Paper:
    """The sheet for a place in the window; as much smaller as its text is larger there."""
    if canvas is None:
        return Paper.window(LIGHT, 800, 300)
    return Paper.window(look_of(canvas.tokens), round(canvas.width / canvas.scale), round(canvas.height / canvas.scale))


def rendered(figure: Figure, ratio: float, scale: float = 1.0) -> Pixels:
    """The figure as pixels, everything on it `scale` times as large."""
    figure.set_dpi(DPI * ratio * scale)
    data, (width, height) = FigureCanvasAgg(figure).print_to_buffer()  # type: ignore[no-untyped-call]
    return Pixels(data, width, height, ratio)


def cells(table: Table) -> list[list[str]]:
    """The rows as people read them, codes in words as well."""
    codes = [column.code for column in table.columns]
    return [[_worded(code, text) for code, text in zip(codes, row, strict=True)] for row in table.cells]


def _worded(code: str, text: str) -> str:
    match code:
        case "period" | "month":
            return period_words(Period.parse(text))
        case "variation":
            return _(VARIATIONS[Variation(text)])
        case "rules":
            return "; ".join(_(RULES[Rule(rule)]) for rule in text.split())
        case "standing":
            return _(STANDINGS[Standing(text)])
        case _:
            return text
