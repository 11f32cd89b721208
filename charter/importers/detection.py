"""Proposes a mapping for a table that nobody described yet: how it is written, what a row is and its columns mean.

Why: the wizard asks as little as it can (phone-formats.md 10), so the table is read once, whole, and what is sure goes
into the draft. Refuses to decide: what stays open is said as the faults that the mapping would have, and columns about
persons are not read unless somebody says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO

from charter.faults import Fault
from charter.importers import dialect, sheet, table_mapping, text
from charter.importers.base import HEAD_SIZE
from charter.importers.cell_looks import names_no_column
from charter.importers.column_guess import SURE, Column, ColumnGuess
from charter.importers.dialect import FOUND, Writing
from charter.importers.mapping_toml import toml_of
from charter.importers.outcome_words import KNOWN_RESULTS, plain
from charter.problem import Problem

_COUNTS = re.compile(
    r"aantal|number of|\bcount\b|offered|aangeboden|answered|beantwoord|handled|afgehandeld|abandoned|verlaten|missed"
    r"|gemist|percentage|%|gemiddeld|\bgem\.|average|\bavg\b|\basa\b|service ?level"
)
_A_LEG = re.compile(r"\bleg|parent|deelgesprek|segment")


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
    place = _header_place(first, header_line)
    header_line, header = first[place] if place is not None else (0, [])
    width = max((len(cells) for _, cells in first), default=0)
    columns = [Column(name) for name in (header if place is not None else map(str, range(1, width + 1)))]
    rows, type_row, footers = _take(stream, how, (header_line, header), columns)
    guesses = tuple(column.guess() for column in columns)
    row = _row(columns, guesses)
    return Proposal(
        "workbook" if workbook else how.encoding or text.encoding_of(stream),
        delimiter,
        place is not None,
        header_line,
        rows,
        type_row,
        footers,
        row,
        guesses,
        _draft(guesses, row, delimiter, has_header=place is not None),
    )


def tells_totals(beginning: bytes) -> bool:
    """Whether a text that begins so is a table of totals, which no mapping can turn into contacts."""
    if beginning.startswith((sheet.MAGIC, sheet.OLD_OR_LOCKED)):
        return False
    proposal = propose(BytesIO(beginning))
    return proposal.has_header and proposal.row == "total"


def _take(
    stream: BinaryIO, how: Writing, header: tuple[int, list[str]], columns: Sequence[Column]
) -> tuple[int, bool, tuple[int, ...]]:
    """Let `columns` look at all their cells; gives the number of rows, whether types stand first, and the footers."""
    rows, footers, type_row = 0, list[int](), False
    for number, cells in dialect.rows(stream, how):
        if number <= header[0] or isinstance(cells, Problem) or cells == header[1]:
            continue
        if rows == 0 and not type_row and dialect.is_type_row(cells):
            type_row = True
        elif dialect.is_total(cells) or dialect.is_remark(cells, len(columns)):
            footers.append(number)
        else:
            rows += 1
            for column, cell in zip(columns, cells, strict=False):
                if not dialect.is_empty(cell, frozenset()):
                    column.take(cell)
    return rows, type_row, tuple(footers)


def _first(stream: BinaryIO, how: Writing) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for number, cells in dialect.rows(stream, how):
        if not isinstance(cells, Problem):
            found.append((number, cells))
        if len(found) == dialect.LAST_HEADER:
            break
    return found


def _header_place(rows: Sequence[tuple[int, list[str]]], said: int | None) -> int | None:
    """Which of the first rows is the header: the one at the line that was `said`, else one of names alone.

    Those are all different, and it is as wide as the rows below it.
    """
    if said is not None:
        return next((place for place, (number, _) in enumerate(rows) if number == said), None)
    width = Counter(len(cells) for _, cells in rows).most_common(1)[0][0] if rows else 0
    for place, (_, cells) in enumerate(rows):
        names = [plain(cell) for cell in cells if cell]
        if len(cells) < width or (width > 1 and len(names) < max(2, width - 2)):
            continue
        return place if len(set(names)) == len(names) and not any(map(names_no_column, names)) else None
    return None


def _row(columns: Sequence[Column], guesses: Sequence[ColumnGuess]) -> table_mapping.Row:
    """A total has no time of day and several counts; where ids repeat, a row is a visit or a leg of a call."""
    timed = any(guess.shape == "moment" or (guess.shape == "clock" and not _is_length(guess)) for guess in guesses)
    if not timed and sum(bool(_COUNTS.search(plain(g.name))) for g in guesses if g.shape == "number") > 1:
        return "total"
    for column, guess in zip(columns, guesses, strict=True):
        if guess.meanings[:1] and guess.meanings[0][0] == "contact" and column.repeats * 5 > guess.filled:
            return "leg" if any(_A_LEG.search(plain(other.name)) for other in guesses) else "visit"
    return "call"


def _is_length(guess: ColumnGuess) -> bool:
    """Whether times such as 00:00:21 are rather how long something took."""
    meaning = guess.meanings[0][0] if guess.meanings else ""
    return bool(_COUNTS.search(plain(guess.name))) or meaning in table_mapping.DURATIONS


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
