"""Reads any table through a mapping: the presets of this program, the mappings of a profile, or one that is given.

Why: behind it a hand-made list is as good as a log (phone-formats.md 10). A row is read as its mapping says and in no
other way. Refuses totals, a date order that the column leaves open, and outcomes that neither the mapping nor the
closed vocabulary knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files as resources
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from charter.contact import Direction, Kind
from charter.errors import UnreadableFile
from charter.faults import Fault
from charter.importers import dialect, resaved, table_mapping
from charter.importers.base import UNTIMED, Head, OutOfScope, ReadContext, Row
from charter.importers.call_row import as_rows
from charter.importers.faults import no_contact, no_time, too_many_cells
from charter.importers.mapped_row import Call, Leg, Reading, Record
from charter.importers.outcome_words import plain
from charter.importers.table_mapping import MOMENTS, FaultyMappingError, TableMapping
from charter.importers.table_times import Order, Orders, moment
from charter.instants import Instant
from charter.locale import N_, language
from charter.problem import Problem, Severity

FOLDER = "mappings"
"""Of the profile: where saved mappings lie, one `*.toml` each."""
_SAME_ENOUGH = 0.75
"""Share of the header that must still be there for a mapping to claim a file whose header changed."""

_ALIKE = 0.5
"""Share of the header from which a file that no mapping claims is told to look like that of one."""


class Alike(NamedTuple):
    """A mapping whose header a file has for a part: the columns that came, and those that went."""

    reader: MappedTable
    came: list[str]
    went: list[str]


class MappedTable:
    """A reader made of a mapping."""

    conversations = False

    def __init__(self, mapping: TableMapping) -> None:
        self.mapping = mapping
        self.id = mapping.id
        self.local_times = not mapping.times.zone

    @property
    def title(self) -> str:
        """The title, in the language of now."""
        return self.mapping.title_nl if language() == "nl" and self.mapping.title_nl else self.mapping.title

    @property
    def how(self) -> str:
        """How files are recognised, and whether that was ever tried on a real one."""
        mapping = self.mapping
        if mapping.has_header and (mapping.header or mapping.recognised_by):
            if mapping.verified:
                return N_("By the columns in its header.")
            return N_("By the columns in its header. Not verified yet with a real export: compare ten rows by hand.")
        return N_("Only when its id is given with --format. Correct the names of the columns in a mapping of your own.")

    def recognises(self, head: Head) -> bool:
        """Whether the header has every column that is read, and what tells this table from others."""
        return self.likeness(head) > 0

    def likeness(self, head: Head) -> float:
        """How much the header is the one that the mapping was made for: 0 is not, 1 is exactly."""
        mapping = self.mapping
        if not mapping.has_header or not (mapping.header or mapping.recognised_by):
            return 0.0
        telling = mapping.needed | set(dialect.names(mapping.recognised_by))
        known = set(dialect.names(mapping.header)) - {""}
        for cells in dialect.first_rows(head, mapping.how):
            found = set(dialect.names(cells)) - {""}
            if telling <= found:
                share = len(known & found) / len(known | found) if known else 1.0
                kept = len(known & found) / len(known) if known else 1.0
                return share if mapping.recognised_by or kept >= _SAME_ENOUGH else 0
        return 0

    def changed(self, head: Head) -> Alike | None:
        """What changed in the header since the mapping was made; None when most of it is gone."""
        known = [name for name in dialect.names(self.mapping.header) if name]
        for cells in dialect.first_rows(head, self.mapping.how) if known else ():
            found = [name for name in dialect.names(cells) if name]
            went = [name for name in known if name not in found]
            if len(went) <= len(known) * (1 - _ALIKE):
                return Alike(self, [name for name in found if name not in known], went)
        return None

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """Every row; the columns with times are read beforehand where the order of their dates must be found out.

        Raises UnreadableFile for a table of totals, without the columns of the mapping, or with an undecided order.
        """
        mapping = self.mapping
        if mapping.row == "total":
            raise _totals(mapping)
        zone = ZoneInfo(mapping.times.zone) if mapping.times.zone else context.zone
        table = _Table(mapping, _order(mapping, stream, context.dates), zone, context)
        if mapping.row == "leg":
            table.note_legs(dialect.rows(stream, mapping.how))
        yield from table.read(dialect.rows(stream, mapping.how))


@cache
def presets() -> tuple[MappedTable, ...]:
    """The mappings that come with the program, by name."""
    folder = resources("charter.importers") / "presets"
    found = sorted((file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(MappedTable(table_mapping.read(text, name)) for name, text in found)


def load(path: Path) -> MappedTable:
    """The reader of one mapping file; raises FaultyMappingError or UnreadableFile."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            N_("The mapping %(file)s cannot be read."),
            N_("Check that the file exists and that it is text in UTF-8."),
            file=str(path),
        ) from error
    return MappedTable(table_mapping.read(text, path.name))


def saved(folder: Path) -> tuple[list[MappedTable], list[Fault]]:
    """The readers of the mappings in a folder, by name, and the faults of those that cannot be used."""
    found: list[MappedTable] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(load(path))
        except FaultyMappingError as error:
            faults += error.faults
        except UnreadableFile:
            faults.append(_unreadable(path.name))
    return found, faults


def best(readers: Sequence[MappedTable], head: Head) -> list[MappedTable]:
    """The readers whose header is most like that of the file; more than one when nothing tells them apart."""
    likeness = [reader.likeness(head) for reader in readers]
    most = max(likeness, default=0.0)
    return [reader for reader, like in zip(readers, likeness, strict=True) if like == most > 0]


def alike(readers: Sequence[MappedTable], head: Head) -> Alike | None:
    """Of the mappings that do not claim the file, the one of which it lacks the fewest columns, if it is like any."""
    found = [changed for reader in readers if (changed := reader.changed(head)) is not None]
    return min(found, key=lambda one: len(one.went), default=None)


class _Header:
    """The header of a file: where the columns of a mapping stand."""

    def __init__(self, mapping: TableMapping) -> None:
        self._mapping = mapping
        self.cells: list[str] = []
        self.places: dict[str, int] = {}
        self._seen = 0
        self._missing = sorted(mapping.needed)

    @property
    def found(self) -> bool:
        """Whether the header has been read."""
        return bool(self.places)

    def look(self, cells: Sequence[str]) -> bool:
        """Whether these cells are the header; raises UnreadableFile when none of the first rows is."""
        mapping = self._mapping
        names = dialect.names(cells) if mapping.has_header else [str(place) for place in range(1, len(cells) + 1)]
        missing = sorted(mapping.needed - set(names))
        if not missing:
            self.cells = names
            self.places = {name: place for place, name in reversed(list(enumerate(names)))}
            return True
        self._missing = min(self._missing, missing, key=len)
        self._seen += 1
        if self._seen == dialect.LAST_HEADER or not mapping.has_header:
            raise self.absent()
        return False

    def absent(self) -> UnreadableFile:
        """Say which columns the file lacks."""
        return UnreadableFile(
            N_("The table lacks columns that the mapping “%(mapping)s” reads: %(columns)s."),
            N_("Export the table with these columns, or correct the names in the mapping."),
            mapping=self._mapping.id,
            columns=", ".join(self._missing),
        )

    def changes(self) -> tuple[list[str], list[str]]:
        """The columns that came and that went since the mapping was made."""
        known = [name for name in dialect.names(self._mapping.header) if name]
        if not known:
            return [], []
        found = [name for name in self.cells if name]
        return [n for n in found if n not in known], [n for n in known if n not in found]


def _order(mapping: TableMapping, stream: BinaryIO, said: Order) -> Order:
    """The order of days and months; raises UnreadableFile when all dates together and a person leave it open."""
    if mapping.times.order != "auto":
        return mapping.times.order
    columns = [getattr(mapping.columns, name) for name in MOMENTS] + list(mapping.moments.values())
    dates = {plain(names[0]) for names in columns if names}
    header, orders, places = _Header(mapping), Orders(), list[int]()
    for _, cells in dialect.rows(stream, mapping.how):
        if isinstance(cells, Problem):
            continue
        if not header.found:
            if not header.look(cells):
                continue
            places = [header.places[name] for name in dates]
            if mapping.has_header:
                continue
        for place in places:
            if place < len(cells):
                orders.look(cells[place])
    decided = orders.decided
    if orders.mixed:
        raise resaved.in_both_orders()
    if decided is None and said == "auto":
        raise resaved.DatesOpen(orders.example)
    return decided or said


class _Table:
    """One file being read through a mapping."""

    def __init__(self, mapping: TableMapping, order: Order, zone: ZoneInfo, context: ReadContext) -> None:
        self.mapping = mapping
        self.reading = Reading(mapping, order, zone, context)
        self.columns = self.reading.columns
        self.header = _Header(mapping)
        self.empty = frozenset(word.casefold() for word in mapping.empty)
        self.only = {plain(name): frozenset(map(plain, words)) for name, words in mapping.only.items()}
        self.legs: dict[str, Leg] = {}

    def note_legs(self, source: Iterator[tuple[int, list[str] | Problem]]) -> None:
        """Remember of every call which row is its first, which its last, and whether a person answered in any."""
        for found in self._records(source):
            if not isinstance(found, Record) or not (contact := found.contact):
                continue
            call = Call.read(found)
            if not isinstance(call, Call):
                continue
            at, line = call.came.at or UNTIMED, found.line
            last = call.end.at or at
            answered = call.result in ("answered", "transferred")
            leg = self.legs.get(contact, Leg(at, line, last, line, answered))
            first_at, first_line = min((leg.first_at, leg.first_line), (at, line))
            last_at, last_line = max((leg.last_at, leg.last_line), (last, line))
            self.legs[contact] = Leg(first_at, first_line, last_at, last_line, leg.answered or answered)
        self.header = _Header(self.mapping)

    def read(self, source: Iterator[tuple[int, list[str] | Problem]]) -> Iterator[Row]:
        """Tell every row."""
        tell = self._contact if self.mapping.row == "contact" else self._call
        for found in self._records(source):
            if isinstance(found, Record):
                yield from tell(found)
            else:
                yield found

    def _records(self, source: Iterator[tuple[int, list[str] | Problem]]) -> Iterator[Record | Problem | OutOfScope]:
        """Every row that is about a contact; what is wrong with the others, or why they are not."""
        header, above = self.header, list[int]()
        width, first = 0, True
        for number, cells in source:
            if isinstance(cells, Problem):
                yield cells
                continue
            if not header.found:
                if not header.look(cells):
                    above.append(number)
                    continue
                yield from (OutOfScope(line, "above_header") for line in above)
                width = len(header.cells)
                self.reading.settle(header.places)
                came, went = header.changes()
                if came or went:
                    yield _header_changed(number, self.mapping, came, went)
                if self.mapping.has_header:
                    continue
            beginning, first = first, False
            if any(cells[width:]):
                yield too_many_cells(number, width)
                continue
            cells = ["" if dialect.is_empty(cell, self.empty) else cell for cell in cells]
            if not any(cells):
                continue
            reason = self._aside(cells, beginning=beginning)
            record = Record(number, cells + [""] * (width - len(cells)), self.reading)
            if reason:
                yield OutOfScope(number, reason)
            elif any(plain(record.at(name)) not in words for name, words in self.only.items()):
                yield OutOfScope(number, "not_chosen")
            else:
                yield record
        if not header.found:
            raise header.absent()

    def _aside(self, cells: list[str], *, beginning: bool) -> str:
        """Why a row is about the table and not in it; empty when it is in it."""
        if self.mapping.has_header and dialect.names(cells) == self.header.cells:
            return "header"
        if beginning and dialect.is_type_row(cells):
            return "type_row"
        if dialect.is_total(cells):
            return "totals"
        return "remark" if dialect.is_remark(cells, len(self.header.cells)) else ""

    def _call(self, record: Record) -> Iterator[Row]:
        if "contact" in self.columns and not record.contact:
            yield no_contact(record.line)
            return
        call = Call.read(record)
        if not isinstance(call, Call):
            yield call
            return
        leg = self.legs.get(call.row.contact)
        yield from as_rows(call.events() if leg is None else call.leg_events(leg))

    def _contact(self, record: Record) -> Iterator[Row]:
        """Tell a row by its moments, in the order of time."""
        told: list[tuple[int, Kind, Instant]] = []
        for word, names in self.mapping.moments.items():
            cells = [record.at(plain(name)) for name in names]
            when, kind = moment(cells, self.reading.order, self.reading.zone), Kind.of(word)
            if when is None:
                yield no_time(record.line, " ".join(cells).strip())
                return
            if any(cells) and kind is not None:
                told.append((UNTIMED if when.at is None else when.at, kind, when))
        if "contact" in self.columns and not record.contact:
            yield no_contact(record.line)
        elif not told:
            yield no_time(record.line, "")
        else:
            row = record.row(Direction.IN)
            kinds = self.mapping.channel_code, self.mapping.category_code
            told.sort(key=lambda one: one[0])
            events = [record.complete(row.tell(kind, when)) for _, kind, when in told]
            yield from as_rows(event._replace(channel=kinds[0], category=kinds[1]) for event in events)


def _header_changed(line: int, mapping: TableMapping, came: Sequence[str], went: Sequence[str]) -> Problem:
    return Problem(
        "header_changed",
        line,
        N_("The header is not the one for which “%(mapping)s” was made. New: %(new)s. Gone: %(gone)s."),
        N_("Check that the columns still mean the same, and put the new header in the mapping."),
        {"mapping": mapping.id, "new": ", ".join(came)[:300] or "-", "gone": ", ".join(went)[:300] or "-"},
        Severity.WARNING,
    )


def _totals(mapping: TableMapping) -> UnreadableFile:
    return UnreadableFile(
        N_("The rows of this table (%(mapping)s) are totals, not calls. No norm can be judged on them."),
        N_("Export the calls themselves: one row for every call, with the time and the waiting time."),
        mapping=mapping.id,
    )


def _unreadable(file: str) -> Fault:
    return Fault(
        file, "", N_("a file that cannot be opened"), N_("a text file in UTF-8"), N_("Save the file again as UTF-8.")
    )
