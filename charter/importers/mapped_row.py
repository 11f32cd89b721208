"""One row of a table that a mapping describes, told as the events that follow from it.

Why: a row says in a handful of cells what a log says in lines; how those cells hang together is the same for every
mapping. A call, a visit to a queue and one leg of a call differ only in which events they may tell. Refuses words that
neither the mapping nor the closed vocabulary knows, and to call an answer what no cell says was one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from charter.contact import Direction, Event, Kind
from charter.importers.base import OutOfScope, ReadContext, fingerprint
from charter.importers.call_row import CallRow, between
from charter.importers.faults import no_duration, no_time, no_unit
from charter.importers.outcome_words import DIRECTIONS, KNOWN_RESULTS, KNOWN_WAYS, NO, YES, Result, Way, plain
from charter.importers.table_mapping import DURATIONS, MOMENTS, TableMapping
from charter.importers.table_times import TWO_PARTS, Order, Unit, duration, moment
from charter.instants import MISSING, Instant
from charter.locale import N_
from charter.problem import Problem

_NOT_IDENTITY = ("caller", "called", "agent")
_CODES = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")
_Word = TypeVar("_Word")


class Reading:
    """What holds for every row of a table: its mapping, what the words in it mean, and where its columns stand."""

    def __init__(self, mapping: TableMapping, order: Order, zone: ZoneInfo, context: ReadContext) -> None:
        self.mapping = mapping
        self.order = order
        self.zone = zone
        self.context = context
        self.places: Mapping[str, int] = {}
        self.results: dict[str, Result] = {**KNOWN_RESULTS, **_plain_keys(_spread(mapping.outcomes))}
        self.ways: dict[str, Way] = {**KNOWN_WAYS, **_plain_keys(mapping.directions)}
        self.columns: dict[str, tuple[str, ...]] = {
            name: tuple(map(plain, names)) for name, names in mapping.columns.model_dump().items() if names
        }
        self.where: Mapping[str, tuple[int, ...]] = {}
        self.telling: tuple[int, ...] = ()
        self.says_more = bool({"team", "organisation"} & self.columns.keys())
        """Whether rows tell the team or the organisation."""

    def settle(self, places: Mapping[str, int]) -> None:
        """The header has been read: where each column stands."""
        self.places = places
        self.where = {meaning: tuple(places[name] for name in names) for meaning, names in self.columns.items()}
        hidden = {name for key in _NOT_IDENTITY for name in self.columns.get(key, ())}
        self.telling = tuple(places[name] for name in sorted(self.mapping.needed - hidden))


class Record:
    """One row about a contact: its cells by what they mean."""

    def __init__(self, line: int, cells: list[str], reading: Reading) -> None:
        self.line = line
        self.reading = reading
        self._cells = cells

    def at(self, column: str) -> str:
        """The cell in the column of that name."""
        return self._cells[self.reading.places[column]]

    def text(self, meaning: str) -> str:
        """The cell that says `meaning`; empty without such a column."""
        places = self.reading.where.get(meaning)
        return self._cells[places[0]] if places else ""

    def cells(self, meaning: str) -> list[str]:
        """The one or two cells that say `meaning` together."""
        return [self._cells[place] for place in self.reading.where.get(meaning, ())]

    @property
    def contact(self) -> str:
        """The number of the contact: the first of its columns that is filled."""
        return next(filter(None, self.cells("contact")), "")

    @property
    def outcome(self) -> str:
        """How it ended, in the words of the source."""
        return " ".join(filter(None, self.cells("outcome")))

    def row(self, direction: Direction) -> CallRow:
        """What the events of this row share. A row without a number is known by everything it says."""
        number = self.text("called" if direction is Direction.OUT else "caller") or self.text("caller")
        customer = self.reading.context.pseudonym(number)
        contact, queue = self.contact, self.text("queue")
        identity = "\x1f".join([self._cells[place] for place in self.reading.telling])
        if not contact:
            identity += f"\x1f{customer}"
            when = " ".join(self.cells("start") or self.cells("queued"))
            contact = " ".join(filter(None, (when, queue, f"{fingerprint(identity) % 2**32:08x}")))
        return CallRow(self.line, identity, contact, queue, direction, customer)

    def complete(self, event: Event) -> Event:
        """The event with what the row says of the municipality."""
        if not self.reading.says_more:
            return event
        return event._replace(team=self.text("team"), organisation=self.text("organisation"))


class Leg(NamedTuple):
    """The first and the last row of a call of which every party is a row, and whether a person answered in any."""

    first_at: int
    first_line: int
    last_at: int
    last_line: int
    answered: bool


class Call(NamedTuple):
    """One row that is a call, a visit or a leg, read but not told yet. Durations in microseconds."""

    record: Record
    row: CallRow
    result: Result
    word: str
    start: Instant
    queued: Instant
    never_queued: bool
    answered: Instant
    end: Instant
    wait: int | None
    talk: int | None
    agent: str

    @property
    def came(self) -> Instant:
        """When the caller entered the queue, else when the call began."""
        return self.start if self.queued is MISSING else self.queued

    @classmethod
    def read(cls, record: Record) -> Call | Problem | OutOfScope:
        """Read a row: what it says, what is wrong with it, or why it does not count."""
        reading, line = record.reading, record.line
        direction = _direction(record)
        if not isinstance(direction, Direction):
            return direction
        result = _result(record)
        if isinstance(result, Problem):
            return result
        if result == "ignore" or direction is Direction.INTERNAL:
            return OutOfScope(line, "ignored" if result == "ignore" else "internal")
        when: dict[str, Instant] = {}
        for name in MOMENTS:
            cells = record.cells(name)
            found = moment(cells, reading.order, reading.zone) if any(cells) else MISSING
            if found is None:
                return no_time(line, " ".join(cells))
            when[name] = found
        spans: dict[str, int | None] = {}
        for name in DURATIONS:
            unit: Unit = getattr(reading.mapping.units, name)
            spans[name] = duration(record.text(name), unit) if record.text(name) else None
            if record.text(name) and spans[name] is None:
                two_parts = unit not in TWO_PARTS and duration(record.text(name), "m:ss") is not None
                return (no_unit if two_parts else no_duration)(line, record.text(name))
        came = when["start"] if when["queued"] is MISSING else when["queued"]
        answered = when["answered"]
        if answered is MISSING:
            answered = came.later(spans["wait"])
        end = when["end"]
        if end is MISSING:
            end = when["start"].later(spans["duration"])
        context = reading.context
        return cls(
            record,
            record.row(direction),
            result,
            record.outcome,
            when["start"],
            when["queued"],
            "queued" in reading.columns and not any(record.cells("queued")),
            answered,
            end,
            spans["wait"],
            spans["talk"],
            context.pseudonym(record.text("agent")) if context.keep_agents else "",
        )

    def events(self) -> Iterator[Event]:
        """What a call or a visit to a queue tells, in the order in which it happened."""
        yield from map(self.record.complete, self._outward() if self.row.direction is Direction.OUT else self._inward())

    def leg_events(self, leg: Leg) -> Iterator[Event]:
        """What one party tells: the first row begins the call, and the last one ends it where no person answered."""
        yield from map(self.record.complete, self._party(leg))

    def _outward(self) -> Iterator[Event]:
        reached = self.result in ("answered", "transferred")
        kind = Kind.OUTBOUND_CALL_CONNECTED if reached else Kind.ATTEMPT_FAILED
        when = self.start if self.answered.at is None or not reached else self.answered
        yield self.row.tell(kind, when, agent=self.agent)

    def _inward(self) -> Iterator[Event]:
        row = self.row
        if self.result == "blocked":
            word = self.word.replace(";", " ").replace("=", " ") or "blocked"
            yield row.tell(Kind.PLAYED_CLOSED_MESSAGE, self.came, detail=f"blocked={word}")
            return
        if "queued" in self.record.reading.columns and self.start is not MISSING:
            yield row.tell(Kind.CALL_STARTED, self.start, queue="")
        if self.never_queued and self.start is not MISSING and self.result not in ("answered", "transferred"):
            yield row.tell(Kind.ENDED, self.end)
            return
        yield row.tell(Kind.QUEUE_ENTERED, self.came)
        if self.result in ("answered", "transferred"):
            yield from self._answer()
        elif self.result != "open":
            yield from self._left()

    def _party(self, leg: Leg) -> Iterator[Event]:
        row = self.row
        if row.direction is Direction.OUT:
            yield from self._outward()
            return
        first, last = row.line == leg.first_line, row.line == leg.last_line
        if first:
            yield row.tell(Kind.QUEUE_ENTERED, self.came)
        if self.result in ("answered", "transferred"):
            answer, *rest = self._answer()
            yield answer
            yield from rest if last else ()
        elif last and leg.answered:
            yield row.tell(Kind.ENDED, self.end)
        elif last and self.result != "open":
            yield from self._left()
        elif not first:
            yield row.tell(Kind.RANG_UNANSWERED, self.came)

    def _answer(self) -> Iterator[Event]:
        row, talk = self.row, self.talk
        end = self.answered.later(talk) if self.end is MISSING else self.end
        if talk is None:
            talk = between(self.answered, end)
        yield row.tell(Kind.ANSWERED, self.answered, wait_us=self.wait, talk_us=talk, agent=self.agent)
        if self.result == "transferred":
            yield row.tell(Kind.TRANSFERRED, end)
        elif end is not MISSING:
            yield row.tell(Kind.ENDED, end)

    def _left(self) -> Iterator[Event]:
        end = self.came.later(self.wait) if self.end is MISSING else self.end
        if self.result == "callback":
            yield self.row.tell(Kind.CALLBACK_REQUESTED, end)
        detail = "" if self.result == "abandoned" else f"exit={self.result}"
        yield self.row.tell(Kind.ABANDONED, end, wait_us=self.wait, detail=detail)


def _direction(record: Record) -> Direction | Problem | OutOfScope:
    """Which way the call went; in, where the table has no column for it or the cell is empty."""
    word = plain(record.text("direction"))
    if not word:
        return Direction.IN
    way = record.reading.ways.get(word)
    if way is None:
        return _unknown(record.line, "direction", record.text("direction"))
    return OutOfScope(record.line, "ignored") if way == "ignore" else DIRECTIONS[way]


def _result(record: Record) -> Result | Problem:
    """How the call ended: the word for it rules, then yes or no, then whether there is a time of the answer."""
    word, flag, columns = plain(record.outcome), plain(record.text("answered_flag")), record.reading.columns
    if word:
        result = record.reading.results.get(word)
        return _unknown(record.line, "outcome", record.outcome) if result is None else result
    if flag in YES:
        return "answered"
    if flag in NO or (not flag and "answered_flag" in columns and "answered" not in columns):
        return "abandoned"
    if flag:
        return _unknown(record.line, "answered_flag", record.text("answered_flag"))
    if "answered" in columns:
        return "answered" if any(record.cells("answered")[-1:]) else "abandoned"
    return _unknown(record.line, "outcome", "")


def _plain_keys(words: Mapping[str, _Word]) -> dict[str, _Word]:
    return {plain(word): meaning for word, meaning in words.items()}


def _spread(words: Mapping[str, _Word]) -> dict[str, _Word]:
    """A range of codes, such as 5-98, as each of its codes."""
    spread: dict[str, _Word] = {}
    for word, meaning in words.items():
        if found := _CODES.fullmatch(word):
            spread |= {str(code): meaning for code in range(int(found[1]), int(found[2]) + 1)}
        spread[word] = meaning
    return spread


def _unknown(line: int, column: str, word: str) -> Problem:
    return Problem(
        "unknown_word",
        line,
        N_("“%(word)s” is not known as a value of %(column)s."),
        N_("Add the word to the mapping and say what it means, then import the file again."),
        {"word": word[:80], "column": column},
    )
