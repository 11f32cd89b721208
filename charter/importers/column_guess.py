"""One column of an unknown table: what it could mean, by its name and by all of its cells together.

Why: the wizard asks as little as it can, and shows why it thinks so (phone-formats.md 10). Refuses to decide: every
meaning has how sure it is, the order of dates and the unit of durations stay open where both readings are possible,
and the cells of a column about persons are shown masked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from charter.importers import cell_looks
from charter.importers.cell_looks import Shape
from charter.importers.outcome_words import plain
from charter.importers.table_times import Order, Orders, Unit

SURE = 0.6
"""From this certainty on a meaning goes into the draft."""
EXAMPLES = 3
_MOST_DISTINCT = 200
_MOSTLY = 0.9
_LOOKED_AT = 5000
"""Cells of a column by which its shape is known; the order of its dates is decided by all of them."""
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


class Column:
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
        self.looks.update(cell_looks.looks_like(cell))
        self.persons += cell_looks.personal(cell)
        if cell_looks.SHORT_SPAN.fullmatch(cell):
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
            tuple(map(cell_looks.masked, examples)) if private else examples,
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
