"""Proposes a mapping for a table that nobody described yet: how it is written, and what each column could mean.

Why: the wizard asks as little as it can, and shows why it thinks so (phone-formats.md 10). A column is judged by its
name and by all of its cells together. Refuses to decide: everything is a proposal with how sure it is, what stays open
is said as the faults that the mapping would have, and columns about persons are not read unless somebody says so.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

from charter.contact import Precision
from charter.faults import Fault
from charter.importers import dialect, sheet, table_mapping, text
from charter.importers.base import HEAD_SIZE
from charter.importers.dialect import FOUND, Writing
from charter.importers.outcome_words import KNOWN_RESULTS, KNOWN_WAYS, NO, YES, plain
from charter.importers.table_times import Order, Orders, Unit, duration, moment
from charter.problem import Problem

Shape = Literal[
    "empty", "moment", "day", "clock", "span", "short_span", "number", "share", "yes_no", "result", "way", "text"
]
"""What the cells of a column look like: `span` is h:mm:ss, `short_span` two numbers with a colon, `share` below 1."""

SURE = 0.6
"""From this certainty on a meaning goes into the draft."""
EXAMPLES = 3
_MOST_DISTINCT = 200
_MOSTLY = 0.9
_LOOKED_AT = 5000
"""Cells of a column by which its shape is known; the order of its dates is decided by all of them."""
_UTC = ZoneInfo("UTC")
_ORDERS: tuple[Order, ...] = ("day_first", "month_first")

_SHORT_SPAN = re.compile(r"[0-9]{1,3}:[0-5][0-9]")
_SPAN = re.compile(r"(?:[0-9]{1,3} days?, )?[0-9]{1,4}:[0-5][0-9]:[0-5][0-9](?:[.,][0-9]+)?")
_HALF_DAY = re.compile(r"[0-9]{1,2}:[0-5][0-9](?::[0-5][0-9])? ?[AaPp]\.?[Mm]\.?")
_NUMBER = re.compile(r"[0-9]{1,17}(?:[.,][0-9]{1,25})?(?:[eE]-[0-9]{1,2})?")
_PHONE = re.compile(r"(?:tel:|sip:)?(?:\+|00)?[0-9][0-9 ()-]{7,16}[0-9]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTCODE = re.compile(r"[1-9][0-9]{3} ?[A-Z]{2}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
_BSN = re.compile(r"[0-9]{8,9}")
_PERSONAL = re.compile(
    r"bsn|burgerservice|\bnaam\b|achternaam|voornaam|\bname\b|first name|last name|adres|address|postcode|woonplaats"
    r"|telefoon|phone|\bnummer beller|caller|beller|\bani\b|\bcli\b|e-?mail|geboorte|birth|iban|klant|customer|burger"
    r"|agent|medewerker|employee|operator|behandelaar$|user"
)
_NOT_PERSONAL = re.compile(r"queue|wachtrij|skill|ucc|group|groep|team|afdeling|topic|onderwerp|resource account")

_NAMES: Mapping[str, str] = {
    "contact": r"call ?_?id|contact ?_?id|gespreks?-?id|gespreksnummer|\bid\b|\bsid\b|uniqueid|linkedid|meldingnummer"
    r"|(?:zaak|melding|meldings|ticket|bon|registratie|dossier|kenmerk)-?(?:nummer|id|nr)\b|kenmerk|referentie"
    r"|call number|^nr\.?$|volgnummer|gespreksnr|sessie-id|session id|conversation",
    "queued": r"queue (?:entry|start|time in)|entered queue|in wachtrij (?:sinds|om)|enqueue",
    "answered": r"time answered|answer(?:ed)? (?:time|at)|answered$|opgenomen om|beantwoord om|aangenomen om"
    r"|antwoordtijd|tijdstip (?:opgenomen|beantwoord)|connect(?:ed)? time",
    "end": r"\bend\b|end ?_?time|eindtijd|einde|ended|eind\b|disconnect",
    "start": r"call time|start|begin|datum|date|tijd|time|aanvang|received|ontvangen|created",
    "wait": r"wait|wacht|queue seconds|speed of answer|time to answer|in queue|opneemtijd|hold ?time|aannametijd",
    "talk": r"talk|gesprek(?:s?(?:duur|tijd))?$|gesprekstijd|spreektijd|billsec|handle",
    "duration": r"duration|duur|total time|totale tijd|length|lengte",
    "queue": r"queue|wachtrij|skill|csq|topic|onderwerp|ucc|lijn\b|hunt|ring ?group|belgroep|service",
    "team": r"team|afdeling|department|group|groep|cluster",
    "direction": r"direction|richting|call type|gesprekstype|soort gesprek|inbound|in/out",
    "outcome": r"status|result|outcome|disposition|afhandeling|verwerking|uitkomst|reden",
    "answered_flag": r"answered|beantwoord|opgenomen|aangenomen",
    "caller": r"caller|beller|from|van\b|ani\b|nummer|phone|telefoon|number",
    "agent": r"agent|medewerker|employee|user|operator",
}
_SPANS = frozenset(("number", "span", "short_span", "share", "clock"))
_SHAPES: Mapping[str, frozenset[str]] = {
    "contact": frozenset(("number", "text")),
    "queued": frozenset(("moment", "clock")),
    "answered": frozenset(("moment", "clock")),
    "end": frozenset(("moment", "clock")),
    "start": frozenset(("moment", "day", "clock")),
    "wait": _SPANS,
    "talk": _SPANS,
    "duration": _SPANS,
    "queue": frozenset(("text",)),
    "team": frozenset(("text",)),
    "direction": frozenset(("way",)),
    "outcome": frozenset(("result", "text")),
    "answered_flag": frozenset(("yes_no",)),
    "caller": frozenset(("number", "text")),
    "agent": frozenset(("text",)),
}
_PERSONS = ("caller", "agent")
_BY_SHAPE_ALONE = {"result": "outcome", "way": "direction", "yes_no": "answered_flag", "moment": "start"}
_COUNTS = re.compile(
    r"aantal|number of|\bcount\b|offered|aangeboden|percentage|%|gemiddeld|average|\basa\b|service ?level"
)
_A_LEG = re.compile(r"\bleg|parent|deelgesprek|segment")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column could mean."""

    name: str
    shape: Shape
    filled: int
    meanings: tuple[tuple[str, float], ...]
    """A key of `[columns]` with how sure it is, 0 to 1; the surest first."""
    private: bool
    """It tells of a person; it is not read unless somebody says so."""
    examples: tuple[str, ...]
    """Of a private column with every letter as x and every digit as 9."""
    order: Order | None
    """Of dates: which comes first; None when both readings stay possible, or none reads all."""
    unit: Unit | None
    """Of durations; None when it has to be asked."""
    words: tuple[str, ...]
    """The different words, of a column with few of them that is not private."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a table is written, what its columns could mean, and the mapping that follows from it."""

    encoding: str
    """`utf-8`, `utf-8-sig`, `utf-16`, `windows-1252`, `workbook`, or what a person said."""
    delimiter: str
    """Empty for a workbook."""
    has_header: bool
    header_line: int
    """The line or sheet row; 0 without a header."""
    rows: int
    type_row: bool
    footers: tuple[int, ...]
    """The lines of totals and remarks."""
    row: table_mapping.Row
    """What a row seems to be; never `contact`, which only a person can say."""
    columns: tuple[ColumnGuess, ...]
    draft: Mapping[str, Any] = field(default_factory=dict)
    """The mapping as far as it is sure, as TOML gives it."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What the draft still lacks: the questions that the wizard has to ask."""
        return table_mapping.check(self.draft, "")

    @property
    def unsettled(self) -> tuple[str, ...]:
        """The columns of which the order of the dates, or the unit of the durations, has to be asked."""
        return tuple(
            column.name
            for column in self.columns
            if (column.shape in ("moment", "day") and column.order is None)
            or (column.unit is None and any(m in table_mapping.DURATIONS and s >= SURE for m, s in column.meanings))
        )

    @property
    def unknown_words(self) -> tuple[str, ...]:
        """The outcomes in the table of which nobody said yet what they mean."""
        name = self.draft.get("columns", {}).get("outcome")
        words = (word for column in self.columns if column.name == name for word in column.words)
        return tuple(word for word in words if plain(word) not in KNOWN_RESULTS)

    @property
    def toml(self) -> str:
        """The draft as a mapping file."""
        return toml_of(self.draft)


class _Column:
    """One column while the table is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.filled = 0
        self.looks: Counter[str] = Counter()
        self.persons = 0
        self.orders = Orders()
        self.distinct: dict[str, None] = {}
        self.many = False
        self.largest = 0
        self.repeats = 0
        self.looked = 0

    def take(self, cell: str) -> None:
        """Look at one cell that is not empty."""
        self.filled += 1
        if cell in self.distinct:
            self.repeats += 1
        elif len(self.distinct) < _MOST_DISTINCT:
            self.distinct[cell] = None
        else:
            self.many = True
        self.orders.look(cell)
        if self.looked == _LOOKED_AT:
            return
        self.looked += 1
        self.looks.update(_looks(cell))
        self.persons += _personal(cell)
        if _SHORT_SPAN.fullmatch(cell):
            self.largest = max(self.largest, int(cell.partition(":")[0]))

    @property
    def shape(self) -> Shape:
        """What nearly all cells look like, the most telling first."""
        if not self.filled:
            return "empty"
        shapes: tuple[Shape, ...] = (
            "yes_no", "result", "way", "moment", "day", "share", "clock", "short_span", "span", "number",
        )  # fmt: skip
        for shape in shapes:
            if self.looks[shape] >= _MOSTLY * self.looked:
                return shape
        return "text"

    @property
    def private(self) -> bool:
        """Whether it tells of persons, by its name or by its cells."""
        name = plain(self.name)
        named = bool(_PERSONAL.search(name)) and not _NOT_PERSONAL.search(name)
        return named or (self.looked > 0 and self.persons * 2 > self.looked and self.shape in ("text", "number"))

    def guess(self) -> ColumnGuess:
        """What it could mean."""
        shape, private = self.shape, self.private
        meanings = sorted(_meanings(plain(self.name), shape, private=private).items(), key=lambda found: -found[1])
        private = private or any(meaning in _PERSONS and sure >= SURE for meaning, sure in meanings[:1])
        examples = tuple(list(self.distinct)[:EXAMPLES])
        few = not self.many and len(self.distinct) <= 30 and shape in ("result", "way", "yes_no", "text")
        return ColumnGuess(
            self.name,
            shape,
            self.filled,
            tuple(meanings),
            private,
            tuple(map(masked, examples)) if private else examples,
            self.orders.decided if shape in ("moment", "day") else None,
            self._unit(shape),
            tuple(self.distinct) if few and not private else (),
        )

    def _unit(self, shape: Shape) -> Unit | None:
        name = plain(self.name)
        if shape in ("span", "clock") and self.looks["span"] >= _MOSTLY * self.looked:
            return "s"
        if shape == "share":
            return "day"
        if shape in ("short_span", "clock"):
            return "m:ss" if self.largest > 23 else None
        if shape != "number":
            return None
        if re.search(r"\bms\b|milli|\(ms\)", name):
            return "ms"
        if re.search(r"\bmin", name):
            return "min"
        return "s" if re.search(r"sec|\bs\b|wait_time|talk_time|billsec|duration$", name) else None


def propose(stream: BinaryIO, how: Writing = FOUND, header_line: int | None = None) -> Proposal:
    """Read the whole table once and propose what it is; raises UnreadableFile for a workbook that cannot be read.

    `how` and `header_line` (0: there is none) are what a person said of it; "" and None look for themselves.
    """
    stream.seek(0)
    beginning = stream.read(HEAD_SIZE)
    workbook = beginning.startswith((sheet.MAGIC, sheet.OLD_OR_LOCKED))
    delimiter = "" if workbook else how.delimiter or dialect.delimiter_of(text.decode(beginning, how.encoding))
    how = how._replace(delimiter=delimiter)
    first = _first(stream, how)
    if header_line is None:
        place = _header_place([cells for _, cells in first])
    else:
        place = next((place for place, (number, _) in enumerate(first) if number == header_line), None)
    header_line, header = first[place] if place is not None else (0, [])
    width = max((len(cells) for _, cells in first), default=0)
    names = header if place is not None else [str(number) for number in range(1, width + 1)]
    columns = [_Column(name) for name in names]
    rows, footers, type_row = 0, list[int](), False
    for number, cells in dialect.rows(stream, how):
        if number <= header_line or isinstance(cells, Problem) or cells == header:
            continue
        if rows == 0 and not type_row and dialect.is_type_row(cells):
            type_row = True
        elif dialect.is_total(cells) or dialect.is_remark(cells, len(names)):
            footers.append(number)
        else:
            rows += 1
            for column, cell in zip(columns, cells, strict=False):
                if not dialect.is_empty(cell, frozenset()):
                    column.take(cell)
    guesses = tuple(column.guess() for column in columns)
    row = _row(columns, guesses)
    return Proposal(
        "workbook" if workbook else how.encoding or _encoding(stream),
        delimiter,
        place is not None,
        header_line,
        rows,
        type_row,
        tuple(footers),
        row,
        guesses,
        _draft(guesses, row, delimiter, has_header=place is not None),
    )


def toml_of(values: Mapping[str, Any]) -> str:
    """Write a mapping as TOML: texts, lists of texts, truths, and tables of those."""
    lines = [f"{key} = {_written(value)}" for key, value in values.items() if not isinstance(value, Mapping)]
    for key, table in values.items():
        if isinstance(table, Mapping) and table:
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_written(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _written(name)


def _written(value: object) -> str:
    """JSON writes texts, truths and lists of them as TOML does, but for one sign."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _first(stream: BinaryIO, how: Writing) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for number, cells in dialect.rows(stream, how):
        if not isinstance(cells, Problem):
            found.append((number, cells))
        if len(found) == dialect.LAST_HEADER:
            break
    return found


def _header_place(rows: Sequence[list[str]]) -> int | None:
    """Which of the first rows is the header: one of names alone, all different, as wide as the rows below it."""
    width = Counter(len(cells) for cells in rows).most_common(1)[0][0] if rows else 0
    for place, cells in enumerate(rows):
        names = [plain(cell) for cell in cells if cell]
        if len(cells) < width or (width > 1 and len(names) < max(2, width - 2)):
            continue
        return place if len(set(names)) == len(names) and not any(map(_is_data, names)) else None
    return None


def _is_data(cell: str) -> bool:
    """Whether a cell can be no name of a column: a number, a time, an address, a word for a result."""
    looks = _looks(cell) - {"result", "way", "yes_no"}
    return bool(looks) or bool(_PHONE.fullmatch(cell) or _MAIL.fullmatch(cell))


def _looks(cell: str) -> set[str]:
    """Everything that a cell could be."""
    looks: set[str] = set()
    word = plain(cell)
    if word in YES or word in NO:
        looks.add("yes_no")
    if word in KNOWN_RESULTS:
        looks.add("result")
    if word in KNOWN_WAYS:
        looks.add("way")
    if _NUMBER.fullmatch(cell):
        looks.add("number")
        if float(cell.replace(",", ".")) < 1:
            looks.add("share" if "." in cell or "," in cell else "number")
        elif len(cell) < 8 and "." not in cell and "," not in cell:
            return looks
    elif _SPAN.fullmatch(cell):
        looks |= {"span"} | (
            {"clock"} if duration(cell, "s") is not None and int(cell.split(":")[0][-2:]) < 24 else set()
        )
    elif _SHORT_SPAN.fullmatch(cell):
        looks |= {"short_span"} | ({"clock"} if int(cell.partition(":")[0]) < 24 else set())
    elif _HALF_DAY.fullmatch(cell):
        looks.add("clock")
    for order in _ORDERS:
        found = moment([cell], order, _UTC)
        if found is not None and found.precision is not Precision.MISSING:
            looks.add("day" if found.precision is Precision.DAY else "moment")
    return looks


def _personal(cell: str) -> bool:
    """Whether a cell looks like a citizen service number, a telephone number, an address or an account."""
    if _BSN.fullmatch(cell) and _eleven(cell.zfill(9)):
        return True
    digits = sum(map(str.isdigit, cell))
    phone = 9 <= digits <= 15 and bool(_PHONE.fullmatch(cell)) and cell.lstrip("telsip:")[0] in "+0"
    return phone or any(pattern.fullmatch(cell) for pattern in (_MAIL, _POSTCODE, _IBAN))


def _eleven(digits: str) -> bool:
    """The check of a citizen service number: weights 9 to 2, the last digit counts negative."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return total > 0 and total % 11 == 0


def masked(cell: str) -> str:
    """The cell with every letter as x and every digit as 9."""
    return "".join("9" if sign.isdigit() else "x" if sign.isalpha() else sign for sign in cell)


def _meanings(name: str, shape: str, *, private: bool) -> dict[str, float]:
    """How sure each meaning is: by name and look 0.9, by a look that only one meaning has 0.6, by name alone 0.2."""
    found: dict[str, float] = {}
    spans = any(re.search(_NAMES[meaning], name) for meaning in ("wait", "talk")) and shape in _SPANS
    for meaning, pattern in _NAMES.items():
        match = re.search(pattern, name)
        if private and meaning not in _PERSONS:
            continue
        if meaning in ("start", "end") and spans:
            continue
        if match and shape in _SHAPES[meaning]:
            found[meaning] = 0.9 - 0.01 * len(found)
        elif match and not private:
            found[meaning] = 0.2
    alone = _BY_SHAPE_ALONE.get(shape)
    if alone and not private and found.get(alone, 0) < SURE:
        found[alone] = max(found.get(alone, 0), SURE if max(found.values(), default=0) < SURE else 0.4)
    return found


def _row(columns: Sequence[_Column], guesses: Sequence[ColumnGuess]) -> table_mapping.Row:
    """A total has no time of day and several counts; where ids repeat, a row is a visit or a leg of a call."""
    timed = any(guess.shape in ("moment", "clock") for guess in guesses)
    if not timed and sum(bool(_COUNTS.search(plain(g.name))) for g in guesses if g.shape == "number") > 1:
        return "total"
    for column, guess in zip(columns, guesses, strict=True):
        if guess.meanings[:1] and guess.meanings[0][0] == "contact" and column.repeats * 5 > guess.filled:
            return "leg" if any(_A_LEG.search(plain(other.name)) for other in guesses) else "visit"
    return "call"


def _draft(columns: Sequence[ColumnGuess], row: str, delimiter: str, *, has_header: bool) -> dict[str, Any]:
    """The mapping as far as it is sure. A column gets one meaning, a meaning one column: the surest."""
    chosen: dict[str, ColumnGuess] = {}
    ranked = sorted(
        ((sure, column, meaning) for column in columns for meaning, sure in column.meanings if sure >= SURE),
        key=lambda found: -found[0],
    )
    taken: set[str] = set()
    for _, column, meaning in ranked:
        asked = meaning in table_mapping.DURATIONS and column.unit is None
        if meaning not in chosen and column.name not in taken and not column.private and not asked:
            chosen[meaning] = column
            taken.add(column.name)
    draft: dict[str, Any] = {"id": "my_table", "title": "My table", "row": row}
    if has_header:
        draft["header"] = [column.name for column in columns if column.name]
    else:
        draft["has_header"] = False
        draft["delimiter"] = delimiter
    draft["columns"] = {meaning: _with_date(meaning, column, columns) for meaning, column in chosen.items()}
    draft["times"] = dict(_times(chosen.values()))
    draft["units"] = {m: c.unit for m, c in chosen.items() if m in table_mapping.DURATIONS and c.unit != "s"}
    return {key: value for key, value in draft.items() if value not in ({}, [], "")}


def _with_date(meaning: str, column: ColumnGuess, columns: Sequence[ColumnGuess]) -> str | list[str]:
    """A time of day goes with the column of days, a day with that of the times of day."""
    if meaning not in ("start", "queued", "answered", "end"):
        return column.name
    days = [other.name for other in columns if other.shape == "day" and not other.private]
    clocks = [
        other.name
        for other in columns
        if other.shape == "clock" and any(m == "start" and sure >= SURE for m, sure in other.meanings)
    ]
    if column.shape == "clock" and days:
        return [days[0], column.name]
    return [column.name, clocks[0]] if column.shape == "day" and clocks else column.name


def _times(columns: Iterable[ColumnGuess]) -> Iterator[tuple[str, str]]:
    orders = {column.order for column in columns if column.shape in ("moment", "day")}
    if orders == {"month_first"}:
        yield "order", "month_first"


def _encoding(stream: BinaryIO) -> str:
    """How the bytes are to be read; all of them, for the first letter with an accent may stand at the end."""
    stream.seek(0)
    beginning = stream.read(4)
    stream.seek(0)
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := stream.read(HEAD_SIZE):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8-sig" if beginning.startswith(codecs.BOM_UTF8) else "utf-8"
