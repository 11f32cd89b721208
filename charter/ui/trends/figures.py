"""What Trends shows, worked out beside the window: sentences, figures and pictures, from what the report uses too.

Why apart: matplotlib takes a second to load and tens of milliseconds to draw. So this module is imported by the work
itself, never by a screen, and a picture comes home as pixels with the places of its points. Refuses Qt and widgets.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from charter.app import Services
from charter.errors import Refused
from charter.locale import N_, _, formats, ngettext, system
from charter.measures.control import FEW_CONTACTS, Assurance, Variation
from charter.measures.findings import Account, Finding
from charter.measures.funnel import Standing
from charter.measures.resolution import WINDOW_DAYS
from charter.measures.satisfaction import satisfaction
from charter.measures.series import Figure as Measure
from charter.measures.signals import Rule
from charter.norms.model import NormKind
from charter.norms.periods import Period
from charter.norms.score import Group, score
from charter.reports import charts, goal_tables, small_groups, spelling, words
from charter.reports.charts import DARK, FORMATS, LIGHT, Chart, Kind, Look, Paper, Table
from charter.reports.charts.funnel import STANDINGS
from charter.reports.charts.look import DPI
from charter.reports.charts.table import Value, written
from charter.reports.charts.words import ASSURANCES, RULES, VARIATIONS, period_words, value_words
from charter.reports.words import Weight
from charter.services import charting
from charter.services.balance import balances, both_clocks
from charter.services.board import Board
from charter.services.charting import Part, Wanted
from charter.services.telling import tell
from charter.ui.breaches.register_filter import RegisterFilter
from charter.ui.look.tokens import Tokens, Tone
from charter.ui.trends.choice import TABLES, Canvas, TrendChoice

Sign = tuple[str, Tone, str]
"""Icon, tone and word."""

MOST_HEADLINES = 3
FUNNEL, HEATMAP = "funnel", "heatmap"
_VARIATION_LOOK: Mapping[Variation, tuple[str, Tone]] = {
    Variation.IMPROVING: ("better", "met"),
    Variation.CONCERNING: ("worse", "breached"),
    Variation.COMMON: ("steady", "muted"),
    Variation.UNKNOWN: ("excluded", "muted"),
}
_ASSURANCE_LOOK: Mapping[Assurance, tuple[str, Tone]] = {
    Assurance.PASS: ("passes", "met"),
    Assurance.FAIL: ("fails", "breached"),
    Assurance.HIT_AND_MISS: ("hit-and-miss", "undetermined"),
}
_WEIGHT_LOOK: Mapping[Weight, tuple[str, Tone]] = {
    Weight.WORSE: ("worse", "breached"),
    Weight.BETTER: ("better", "met"),
    Weight.FAILING: ("fails", "breached"),
    Weight.HIT_AND_MISS: ("hit-and-miss", "undetermined"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """One finding: its norm, its icon, the finding in a few words, and the sentences behind it."""

    norm: str
    icon: str
    tone: Tone
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class NormLine:
    """One norm in the list: its figure, and one or two signs with their words. `spoken` says all of it."""

    norm: str
    title: str
    value: str
    few: bool
    signs: tuple[Sign, ...]
    spoken: str
    help: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one period."""

    opening: str
    headlines: tuple[Headline, ...]
    norms: tuple[NormLine, ...]
    paragraph: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a picture: its place in logical pixels, its row in the table, its words, the contacts behind it."""

    x: float
    y: float
    row: int
    words: str
    register: RegisterFilter


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


def tell_all(board: Board, choice: TrendChoice, few_people: Collection[str] = ()) -> Told:
    """The sentences and the list of norms of a period; of teams with few people no text is made to publish."""
    account = tell(_of_part(board, choice), choice.period)
    told = words.headlines(account)
    weighty = [one for one in told if one.weight in _WEIGHT_LOOK][:MOST_HEADLINES]
    return Told(
        words.opening(account),
        tuple(
            Headline(one.norm, *_WEIGHT_LOOK[one.weight], one.lead, " ".join((*one.figure, *one.judgement)))
            for one in weighty
        ),
        tuple(_line(finding) for finding in account.findings if _has_data(finding)),
        words.paragraph(account) if _may_leave(choice, account, few_people) else "",
    )


def _may_leave(choice: TrendChoice, account: Account, few_people: Collection[str]) -> bool:
    """Whether the text to publish may be made: of the municipality, or a part with enough contacts and people."""
    if choice.part is None:
        return True
    counted = (finding.row.counted for finding in account.findings)
    return choice.part[1] not in few_people and all(not 0 < n < small_groups.FEWEST for n in counted)


def _of_part(board: Board, choice: TrendChoice) -> Board:
    return board if choice.part is None else charting.narrowed(board, Part(*choice.part))


def _has_data(finding: Finding) -> bool:
    return bool(finding.row.counted or finding.row.pending or finding.series.n.sum())


def _line(finding: Finding) -> NormLine:
    row, signs = finding.row, list[Sign]()
    mark = finding.norm.kind is NormKind.MARK
    value = value_words(row.mean, Measure.MEAN) if mark else value_words(row.share, Measure.SHARE)
    if finding.few:
        text = ngettext(
            "Too few contacts for a judgement (%(n)s)", "Too few contacts for a judgement (%(n)s)", row.counted
        )
        signs.append(("excluded", "muted", text % {"n": formats.number(row.counted)}))
    elif finding.variation is Variation.UNKNOWN and finding.series.running[-1]:
        signs.append(("pending", "muted", _("Not over yet, so no judgement")))
    else:
        signs.append((*_VARIATION_LOOK[finding.variation], _(VARIATIONS[finding.variation])))
        if finding.assurance in _ASSURANCE_LOOK:
            signs.append((*_ASSURANCE_LOOK[finding.assurance], _(ASSURANCES[finding.assurance])))
    counted = ngettext("%(n)s contact counted.", "%(n)s contacts counted.", row.counted)
    title = spelling.title(finding.norm)
    said = [counted % {"n": formats.number(row.counted)}]
    if row.target == 1 and finding.assurance is not Assurance.PASS:
        said.append(_("With a target of 100 percent a norm only passes when every period is at 100 percent."))
    spoken = f"{title}: {value}. {'. '.join(word for _icon, _tone, word in signs)}. {' '.join(said)}"
    return NormLine(finding.norm.id, title, value, finding.few, tuple(signs), spoken, " ".join((title + ".", *said)))


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
    return replace(shown, pixels=pixels, spots=_spots(chart, choice, picture, pixels, board))


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
    part = _of_part(board, choice)
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


def _spots(chart: Chart, choice: TrendChoice, picture: str, pixels: Pixels, board: Board) -> tuple[Spot, ...]:
    """The points that can be pointed at; a picture without them tells in its table."""
    if picture not in ("trend", FUNNEL):
        return ()
    records = [dict(zip([c.code for c in chart.table.columns], row, strict=True)) for row in chart.table.rows]
    points = [line for axes in chart.figure.axes for line in axes.lines if line.get_gid() == "point"]
    if picture == FUNNEL:
        rows = [row for row, record in enumerate(records) if record["n"]]
        names = _names(choice, board)
    else:
        rows = [round(float(np.asarray(line.get_xdata())[0])) for line in points]
        names = {}
    kinds = {column.code: column.kind for column in chart.table.columns}
    spots = []
    for line, row in zip(points, rows, strict=True):
        record = records[row]
        x, y = line.get_transform().transform(np.asarray(line.get_xydata())[0])
        if picture == FUNNEL:
            said = _group_words(record)
            register = choice.register(group=(choice.compare, names.get(str(record["group"]), "")))
        else:
            period = Period.parse(str(record["period"]))
            said, register = _period_said(record, period, kinds["value"]), choice.register(period)
        spots.append(Spot(x / pixels.ratio, (pixels.height - y) / pixels.ratio, row, said, register))
    return tuple(sorted(spots, key=lambda spot: (spot.x, spot.y)))


def _names(choice: TrendChoice, board: Board) -> dict[str, str]:
    """For what a group is called in a picture, the name that the score gives it."""
    rows = score(board.contacts, board.verdicts, board.rulebook, choice.period, choice.compare)
    return {charting.group_word(row.group, choice.compare): row.group for row in rows}


def _period_said(record: Mapping[str, Value], period: Period, kind: Kind) -> str:
    """A point of a control chart in words: its figure, its number, its target, and what may be said of it."""
    n = int(str(record["n"]))
    counted = ngettext("%(n)s contact counted.", "%(n)s contacts counted.", n) % {"n": formats.number(n)}
    said = [f"{period_words(period).capitalize()}: {written(record['value'], kind)}.", counted]
    if record["target"] is not None:
        said.append(_("The target is %(value)s.") % {"value": written(record["target"], kind)})
    if not record["judged"]:
        said.append(_("Not judged: the period still runs, or is not whole."))
    elif record["variation"] != Variation.UNKNOWN.value:
        mark = Variation(str(record["variation"]))
        rules = "; ".join(_(RULES[Rule(rule)]) for rule in str(record["rules"]).split())
        said.append(
            _("Inside the lines: the difference may be chance.") if not rules else f"{_(VARIATIONS[mark])}: {rules}."
        )
    if n < FEW_CONTACTS:
        said.append(_("So few contacts jump by chance."))
    if record["remark"]:
        said.append(_("Remark: %(remark)s") % {"remark": record["remark"]})
    if not record["complete"]:
        said.append(_("The data of this period is not complete."))
    return " ".join(said)


def _group_words(record: Mapping[str, Value]) -> str:
    n = int(str(record["n"]))
    return _("%(group)s: %(share)s of %(n)s, %(standing)s.") % {
        "group": record["group"],
        "share": written(record["share"], Kind.SHARE),
        "n": formats.number(n),
        "standing": _(STANDINGS[Standing(str(record["standing"]))]),
    }


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
