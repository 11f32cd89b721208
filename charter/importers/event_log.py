"""Reads the event log: a CSV or XLSX of events, one a row, by which any system can be brought in (design.md 6).

Why: a municipality's own exports, the mapping wizard and the worked examples all speak this format. Columns may stand
in any order; `at` is ISO 8601 only. Refuses to guess: an unknown event or a time that is none costs its row, an unknown
word for channel, category or actor counts as not said, with one warning for each word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO, TypeVar

from charter.contact import BY_HAND, PLANNED, Category, Channel, Code, Direction, Event, Kind, Performer
from charter.errors import UnreadableFile
from charter.importers import sheet, text
from charter.importers.base import UNTIMED, Head, OutOfScope, ReadContext, Row, fingerprint
from charter.importers.faults import no_contact, no_time, too_many_cells, unknown_event
from charter.instants import Instant, parse
from charter.locale import N_
from charter.problem import Problem, Severity

COLUMNS = (
    "contact",
    "at",
    "event",
    "channel",
    "team",
    "queue",
    "category",
    "actor",
    "detail",
    "organisation",
    "customer",
    "agent",
)
REQUIRED = COLUMNS[:3]
_DERIVED = 200
_OTHER_SPELLINGS = {"extended_2_weeks": ("extended", "weeks=2")}
_KINDS = {kind.word: kind for kind in Kind if kind < _DERIVED and kind not in BY_HAND}
_CHANNELS = {"": Channel.UNKNOWN} | {channel.word: channel for channel in Channel}
_CATEGORIES = {"": Category.NONE} | {category.word: category for category in Category}
_PERFORMERS = {"": Performer.UNKNOWN} | {performer.word: performer for performer in Performer}
_WORDS_REMEMBERED = 1000
_C = TypeVar("_C", bound=Code)


class EventLogReader:
    """A CSV or XLSX of events."""

    id = "event_log"
    title = N_("Event log (CSV or XLSX)")
    how = N_("A header with at least the columns contact, at and event (CSV or XLSX).")
    conversations = False
    local_times = True

    def recognises(self, head: Head) -> bool:
        """Whether the header names the required columns; a workbook that cannot be opened is refused here, by name."""
        if sheet.is_workbook(head.name, head.data) and not head.sheet_rows:
            return True
        return _names(head).issuperset(REQUIRED)

    def read(self, stream: BinaryIO, context: ReadContext) -> Iterator[Row]:
        """One row for every data row, and warnings. Raises UnreadableFile without a header or with a bad workbook."""
        is_workbook = stream.read(len(sheet.MAGIC)) in (sheet.MAGIC, sheet.OLD_OR_LOCKED)
        stream.seek(0)
        source: Iterator[tuple[int, list[str] | Problem]] = sheet.rows(stream) if is_workbook else text.rows(stream)
        for number, header in islice(source, 1):
            if isinstance(header, Problem):
                raise _no_header()
            yield from _Sheet(number, header, context, is_workbook).read(source)


def _names(head: Head) -> frozenset[str]:
    """The column names in the first row of a text, or of a workbook's first sheet."""
    if head.sheet_rows:
        return frozenset(text.column_names(head.sheet_rows[0]))
    header = text.first_line(text.decode(head.data))
    return frozenset(text.column_names(header.split(text.delimiter_of(header))))


class _Sheet:
    """One file being read: its columns, and the words already warned about."""

    def __init__(self, number: int, header: list[str], context: ReadContext, is_workbook: bool) -> None:
        self.header = text.column_names(header)
        self.places = {name: place for place, name in reversed(list(enumerate(self.header))) if name in COLUMNS}
        if not self.places.keys() >= set(REQUIRED):
            raise _no_header()
        self.ignored = [name for place, name in enumerate(self.header) if name and self.places.get(name) != place]
        self.number = number
        self.context = context
        self.is_workbook = is_workbook
        self.unknown_words: set[str] = set()
        self.warnings: list[Problem] = []

    def read(self, source: Iterator[tuple[int, list[str] | Problem]]) -> Iterator[Row]:
        if self.ignored:
            yield _ignored_columns(self.number, self.ignored)
        header, event, width = self.header, self.places["event"], len(self.header)
        places = [self.places.get(column, width) for column in COLUMNS]
        for number, found in source:
            if isinstance(found, Problem):
                yield found
                continue
            cells = [cell.strip() for cell in found]
            if any(cells[width:]):
                yield too_many_cells(number, width)
                continue
            if not any(cells):
                continue
            if len(cells) > event and cells[event].lower() == header[event] and text.column_names(cells) == header:
                yield OutOfScope(number, "header")
                continue
            cells = cells[:width] + [""] * (width + 1 - len(cells[:width]))
            row = self._row(number, [cells[place] for place in places])
            yield from self.warnings
            self.warnings.clear()
            yield row

    def _row(self, number: int, cells: list[str]) -> Row:
        contact, written, name, channel, team, queue, category, actor, detail, organisation, customer, agent = cells
        if not contact:
            return no_contact(number)
        name, addition = _OTHER_SPELLINGS.get(name.lower(), (name.lower(), ""))
        kind = _KINDS.get(name)
        if kind is None:
            return unknown_event(number, name)
        instant = self._instant(written)
        if instant is None:
            return no_time(number, written)
        at, precision = instant
        if at is not None and at > self.context.now and kind not in PLANNED:
            self.warnings.append(_in_the_future(number, written))
        said = _pairs(detail)
        if addition and "weeks" not in said:
            detail = f"{detail};{addition}".lstrip(";")
        queue = queue or said.get("mailbox", "")
        if not category and said.get("formal_message", "").lower() == "yes":
            category = Category.FORMAL.word
        its_channel = self._code(_CHANNELS, "channel", channel, number)
        its_category = self._code(_CATEGORIES, "category", category, number)
        performer = self._code(_PERFORMERS, "actor", actor, number)
        moment = written if at is None else at
        codes = f"{int(kind)} {int(its_channel)} {int(its_category)} {int(performer)}"
        pseudonym = self.context.pseudonym
        return Event(
            contact,
            kind,
            at,
            precision,
            number,
            UNTIMED if at is None else at,
            fingerprint(f"{contact}\x1f{moment}\x1f{codes}\x1f{team}\x1f{queue}\x1f{organisation}\x1f{detail}"),
            its_channel,
            team,
            queue,
            its_category,
            organisation,
            Direction.UNKNOWN,
            performer,
            pseudonym(customer) if customer else "",
            pseudonym(agent) if agent and self.context.keep_agents else "",
            detail=detail,
        )

    def _code(self, known: Mapping[str, _C], column: str, word: str, number: int) -> _C:
        code = known.get(word) or known.get(word.lower())
        if code is not None:
            return code
        if word not in self.unknown_words and len(self.unknown_words) < _WORDS_REMEMBERED:
            self.unknown_words.add(word)
            self.warnings.append(_unknown_word(number, column, word))
        return known[""]

    def _instant(self, written: str) -> Instant | None:
        instant = parse(written, self.context.zone)
        if instant is None and self.is_workbook:
            return parse(sheet.serial_date(written), self.context.zone)
        return instant


def _pairs(detail: str) -> Mapping[str, str]:
    """Take `key=value;key=value` apart; keys in lower case, the last of a key wins."""
    if "=" not in detail:
        return {}
    pairs = (pair.partition("=") for pair in detail.split(";"))
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _no_header() -> UnreadableFile:
    return UnreadableFile(
        N_("The file has no header with the columns contact, at and event."),
        N_("Put the names of the columns in the first row, or give a mapping of your own names."),
    )


def _ignored_columns(line: int, names: list[str]) -> Problem:
    return Problem(
        "unknown_columns",
        line,
        N_("These columns are not known and were not read: %(columns)s."),
        N_("Check the spelling of the header. The known columns are: %(known)s."),
        {"columns": ", ".join(names)[:400], "known": ", ".join(COLUMNS)},
        Severity.WARNING,
    )


def _in_the_future(line: int, written: str) -> Problem:
    return Problem(
        "in_the_future",
        line,
        N_("The time %(text)s has not come yet. The row was used."),
        N_("Check the clock of the source and the offset of the time."),
        {"text": written[:80]},
        Severity.WARNING,
    )


def _unknown_word(line: int, column: str, word: str) -> Problem:
    return Problem(
        "unknown_word",
        line,
        N_("“%(word)s” is not known in the column %(column)s. It counts as not filled in, in every row that has it."),
        N_("Use one of the words in the description of the event log."),
        {"word": word[:80], "column": column},
        Severity.WARNING,
    )
