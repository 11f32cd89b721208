"""What a person says of a table, one answer at a time, and the mapping that follows from it.

Why: the wizard asks in plain words, and a mapping is a file (docs/mapping.md); between the two every answer is kept
apart, so that changing one never loses another. Refuses to choose where the table leaves two readings open: the order
of days and months, and the unit of a duration, are questions until somebody answers them. Refuses to read a column
about persons unless somebody says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from charter.importers import table_mapping
from charter.importers.column_guess import SURE, ColumnGuess
from charter.importers.detection import Proposal
from charter.importers.dialect import FOUND, Writing
from charter.importers.mapping_toml import toml_of
from charter.importers.outcome_words import KNOWN_RESULTS, plain
from charter.importers.table_mapping import DURATIONS, MOMENTS, Row, TableMapping
from charter.importers.table_times import Order, Unit
from charter.locale import N_

OF_CALLS = (
    "contact", "start", "queued", "answered", "end", "wait", "talk", "duration", "queue", "team", "organisation",
    "direction", "outcome", "answered_flag", "caller", "called", "agent",
)  # fmt: skip
"""What a column of a table of calls can mean, in the order in which it is offered."""
OF_OTHERS = ("contact", "queue", "team", "organisation", "agent", "caller")
"""What a column of any other table can mean, besides its events."""
NOT_READ = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of contacts that a table can hold; `events` are its moments in the order in which they happen."""

    id: str
    channel: str
    events: tuple[str, ...] = ()
    category: str = ""


CALLS = Sort("call", "phone")
SORTS = (
    CALLS,
    Sort("callback", "phone", ("callback_requested", "attempt_failed", "callback_connected")),
    Sort("email", "email", ("message_received", "ack_sent", "reply_substantive")),
    Sort("letter", "letter", ("letter_received", "ack_sent", "reply_substantive")),
    Sort("form", "form", ("message_received", "ack_sent", "reply_substantive")),
    Sort("social", "social", ("message_received", "reply_human")),
    Sort("counter", "counter", ("ticket", "appointment", "check_in", "called", "left_without_service")),
    Sort("report", "report", ("report_received", "made_safe", "resolved")),
    Sort("complaint", "letter", ("complaint_received", "ack_sent", "outcome_sent"), "complaint"),
    Sort("application", "portal", ("application_received", "decision_sent"), "application"),
    Sort("permit", "portal", ("application_received", "decision_sent"), "permit"),
    Sort("woo", "email", ("request_received", "decision_sent"), "woo"),
)
"""The sorts that the wizard offers; what else there is, a mapping written by hand can say."""

_DATED = frozenset(("moment", "day", "clock"))
_BEGINS = re.compile(
    r"ontvang|binnen|aanvraag|aangevraagd|aangemaakt|ingediend|gemeld|melding|getrokken|verzoek|received|created"
    r"|opened|requested|datum in\b|begin|start"
)
_ENDS = re.compile(
    r"afgehandeld|afgerond|beantwoord|besluit|besloten|gereed|gesloten|opgelost|opgeroepen|teruggebeld|verzonden"
    r"|answered|closed|resolved|decided|called|completed|sent\b|datum uit\b|eind"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What must be said before the table can be read: about a column, or "order", or "columns" as a whole."""

    place: str
    text: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that was said so far."""

    proposal: Proposal
    sort: Sort
    row: Row
    channel: str
    meanings: Mapping[str, str]
    """Per column the key of `[columns]`, or the event of which it has the time; `NOT_READ`."""
    order: Order | None = None
    """Which of day and month comes first, as a person said it."""
    units: Mapping[str, Unit] = field(default_factory=dict)
    """Per column of durations the unit, as a person said it."""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """What the table's own words for results mean."""
    id: str = "my_table"
    title: str = "My table"
    how: Writing = FOUND
    """As a person said it; what is "" is found in each file."""
    kept: Mapping[str, Any] = field(default_factory=dict)
    """What an older mapping says and nobody is asked here; it stays."""

    @property
    def offered(self) -> tuple[str, ...]:
        """What a column can mean."""
        return OF_CALLS if self.row != "contact" else (*self.sort.events, *OF_OTHERS)

    def columns_of(self, meaning: str) -> list[ColumnGuess]:
        """The columns that have a meaning; a day before its time of day."""
        found = [column for column in self.proposal.columns if self.meanings.get(column.name, NOT_READ) == meaning]
        return sorted(found, key=lambda column: column.shape == "clock")

    def of_sort(self, sort: Sort) -> Draft:
        """The same table as contacts of another sort: what its columns mean is proposed anew."""
        return replace(self, sort=sort, channel=sort.channel, **_proposed(self.proposal, sort))

    @property
    def dated(self) -> list[ColumnGuess]:
        """The columns with dates that are read."""
        timed = {*MOMENTS, *self.sort.events}
        read = (column for column in self.proposal.columns if self.meanings.get(column.name, NOT_READ) in timed)
        return [column for column in read if column.shape in ("moment", "day")]

    @property
    def order_found(self) -> Order | None:
        """The order that all dates together leave; None when a person must say it."""
        orders = {column.order for column in self.dated}
        return orders.pop() if len(orders) == 1 else None

    def unit(self, column: ColumnGuess) -> Unit | None:
        """The unit of a column of durations; None when a person must say it."""
        return self.units.get(column.name) or column.unit

    @property
    def unknown_words(self) -> tuple[str, ...]:
        """The results in the table of which nobody knows by itself what they mean."""
        words = (word for column in self.columns_of("outcome") for word in column.words)
        return tuple(word for word in words if plain(word) not in KNOWN_RESULTS)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What must still be said, in the order in which it stands on the page."""
        return tuple(self._questions())

    def _questions(self) -> Iterator[Question]:
        counts = Counter(self.meanings.get(column.name, NOT_READ) for column in self.proposal.columns)
        read = {meaning for meaning in counts if meaning}
        most = {meaning: 2 if meaning in self._paired else 1 for meaning in read}
        for column in self.proposal.columns:
            meaning = self.meanings.get(column.name, NOT_READ)
            if meaning and counts[meaning] > most[meaning]:
                yield Question(column.name, N_("More columns mean the same. Choose which one is right."))
                break
            lone = meaning in self._timed and counts[meaning] == 1 and column.shape == "clock"
            if lone:
                yield Question(column.name, N_("This is a time without a day. Say which column has its day."))
            if meaning in DURATIONS and self.unit(column) is None:
                yield Question(column.name, N_("Say whether these are seconds, minutes or something else."))
        yield from self._lacking(read)
        if self.dated and self.order is None and self.order_found is None:
            yield Question(
                "order", N_("The dates can be read in two ways. Choose whether the day or the month comes first.")
            )

    def _lacking(self, read: set[str]) -> Iterator[Question]:
        if self.row == "contact":
            if self.sort.events and self.sort.events[0] not in read and not read.intersection(self.sort.events):
                yield Question("columns", N_("Say which column has the day or the time at which the contact began."))
            return
        if not read.intersection(("start", "queued")):
            yield Question("columns", N_("Say which column has the time at which the call began."))
        if not read.intersection(("outcome", "answered_flag", "answered")):
            yield Question(
                "columns", N_("Say which column tells whether a person answered. Without one no norm can be judged.")
            )
        if self.row != "call" and "contact" not in read:
            yield Question("columns", N_("Say which column has the number of the call: a call has several rows here."))

    @property
    def _timed(self) -> frozenset[str]:
        return frozenset((*MOMENTS, *self.sort.events))

    @property
    def _paired(self) -> frozenset[str]:
        """What two columns may say together."""
        return self._timed | {"contact"} | ({"outcome"} if self.row != "contact" else set())

    @property
    def values(self) -> dict[str, Any]:
        """The mapping, as TOML gives it."""
        proposal = self.proposal
        of_calls = self.row != "contact"
        said = {meaning: _written([c.name for c in self.columns_of(meaning)]) for meaning in self.offered}
        columns = {meaning: names for meaning, names in said.items() if names and meaning not in self.sort.events}
        order = self.order or self.order_found
        return _filled(
            {
                **{key: value for key, value in self.kept.items() if not isinstance(value, Mapping)},
                "id": self.id,
                "title": self.title,
                "row": self.row,
                "channel": "" if self.channel == "phone" else self.channel,
                "category": self.sort.category,
                "header": [c.name for c in proposal.columns if c.name] if proposal.has_header else [],
                **({} if proposal.has_header else {"has_header": False}),
                "delimiter": self.how.delimiter or ("" if proposal.has_header else proposal.delimiter),
                "sheet": self.how.sheet,
                "encoding": self.how.encoding,
                "columns": columns,
                "times": {**self.kept.get("times", {}), **({"order": order} if self.dated and order else {})},
                "units": {
                    meaning: unit
                    for meaning in DURATIONS
                    for column in self.columns_of(meaning)
                    if of_calls and (unit := self.unit(column)) not in (None, "s")
                },
                "outcomes": {word: result for word, result in self.outcomes.items() if result and "outcome" in columns},
                "moments": {event: said[event] for event in self.sort.events if not of_calls and said[event]},
                **{key: value for key, value in self.kept.items() if isinstance(value, Mapping) and key != "times"},
            }
        )

    @property
    def mapping(self) -> TableMapping:
        """The mapping; raises FaultyMappingError while there are questions."""
        return table_mapping.of(self.values, f"{self.id}.toml")

    @property
    def toml(self) -> str:
        """The mapping as a file."""
        return toml_of(self.values)


def draft_of(proposal: Proposal, how: Writing = FOUND) -> Draft:
    """What a table seems to be, before anybody said anything: a table of calls."""
    return Draft(proposal, CALLS, channel=CALLS.channel, how=how, **_proposed(proposal, CALLS))


def draft_from(mapping: TableMapping, proposal: Proposal) -> Draft:
    """What `mapping` says of a table, to be changed."""
    values = mapping.model_dump(exclude_defaults=True, mode="json")
    events = tuple(mapping.moments)
    sort = next((s for s in SORTS if s.events and set(events) <= set(s.events) and s.channel == mapping.channel), None)
    if not events:
        sort = CALLS
    found = sort or Sort("", mapping.channel, events, mapping.category)
    meant = {
        plain(name): meaning
        for meaning, names in [*mapping.columns.model_dump().items(), *mapping.moments.items()]
        for name in names
    }
    told = ((meaning, name) for meaning in DURATIONS for name in getattr(mapping.columns, meaning))
    units = {name: getattr(mapping.units, meaning) for meaning, name in told}
    asked = {"id", "title", "row", "channel", "category", "header", "has_header", "delimiter", "sheet", "encoding",
             "columns", "units", "outcomes", "moments"}  # fmt: skip
    kept = {key: value for key, value in values.items() if key not in asked | {"times"}}
    zone = {"times": {"zone": mapping.times.zone}} if mapping.times.zone else {}
    return Draft(
        proposal,
        replace(found, category=mapping.category),
        mapping.row,
        mapping.channel,
        {column.name: meant.get(plain(column.name), NOT_READ) for column in proposal.columns},
        None if mapping.times.order == "auto" else mapping.times.order,
        {column.name: units[column.name] for column in proposal.columns if column.name in units},
        dict(mapping.outcomes),
        mapping.id,
        mapping.title,
        mapping.how,
        {**kept, **zone},
    )


def _proposed(proposal: Proposal, sort: Sort) -> dict[str, Any]:
    """What a row is and what each column means, as far as that is sure."""
    if sort.events:
        return {"row": "contact", "meanings": _events(proposal, sort)}
    meanings = dict.fromkeys((column.name for column in proposal.columns), NOT_READ)
    for meaning, names in proposal.draft.get("columns", {}).items():
        meanings |= dict.fromkeys([names] if isinstance(names, str) else names, meaning)
    for column in proposal.columns:
        asked = [m for m, sure in column.meanings if sure >= SURE and m in DURATIONS]
        if column.unit is None and asked and not column.private and asked[0] not in meanings.values():
            meanings[column.name] = asked[0]
    return {"row": "call" if proposal.row in ("total", "contact") else proposal.row, "meanings": meanings}


def _events(proposal: Proposal, sort: Sort) -> dict[str, str]:
    """Which columns tell the first and the last event of a sort, and where a contact belongs."""
    meanings: dict[str, str] = {}
    for column in proposal.columns:
        name, meaning = plain(column.name), NOT_READ
        if column.private:
            pass
        elif column.shape in _DATED:
            if _ENDS.search(name):
                meaning = _last(sort)
            elif _BEGINS.search(name) or sort.events[0] not in meanings.values():
                meaning = sort.events[0]
        else:
            sure = [m for m, certain in column.meanings if certain >= SURE and m in OF_OTHERS]
            meaning = next((m for m in sure if m not in meanings.values()), NOT_READ)
        meanings[column.name] = meaning
    return meanings


def _last(sort: Sort) -> str:
    return "called" if sort.id == "counter" else sort.events[-1]


def _written(names: list[str]) -> str | list[str]:
    return names[0] if len(names) == 1 else names


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is False or value not in ({}, [], "", None)}
