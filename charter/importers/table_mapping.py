"""A mapping: what the columns of somebody's table mean, written down once as TOML (docs/mapping.md).

Why: no program knows every export, but whoever made the export does. A mapping is kept under the header it was made
for, so that next month's file is known again. Every fault of a file is told at once. Refuses tables of which it cannot
be told whether a person answered, and mappings that a reader would have to guess with.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from charter.contact import BY_HAND, Category, Channel, Kind
from charter.errors import ProfileError
from charter.faults import Fault, shown
from charter.importers.dialect import Writing
from charter.importers.outcome_words import Result, Way, plain
from charter.importers.table_times import Order, Unit
from charter.locale import N_
from charter.profile_faults import WrongValueError, broken_toml, faults_of
from charter.profile_values import zone_name

Row = Literal["call", "visit", "leg", "contact", "total"]
"""What one row of the table is: a call; a visit to a queue; one party that a call reached; anything else that a norm
covers, told by its moments; or a total, which is recognised only to be refused."""

MOMENTS = ("start", "queued", "answered", "end")
DURATIONS = ("wait", "talk", "duration")
_STARTS = ("start", "queued")
_TELLS_ANSWER = ("outcome", "answered_flag", "answered")
_OF_CALLS = ("call", "visit", "leg")


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", value):
        raise WrongValueError(N_("small letters, digits and _, such as kcc_list"), N_("Correct the id."))
    return value


def _column(value: object) -> tuple[str, ...]:
    if isinstance(value, str) and value.strip():
        return (value,)
    raise WrongValueError(N_("the name of a column"), N_("Write the name as it stands in the header."))


def _columns(value: object) -> tuple[str, ...]:
    if isinstance(value, str) and value.strip():
        return (value,)
    if isinstance(value, list) and len(value) == 2 and all(isinstance(name, str) and name.strip() for name in value):
        return tuple(value)
    raise WrongValueError(
        N_('the name of a column, or of two that are read together: ["Date", "Time"]'),
        N_("Write the name as it stands in the header."),
    )


def _kind(value: str) -> str:
    kind = Kind.of(value)
    if kind is None or kind >= Kind.VALID_INTERIM_MESSAGE or kind in BY_HAND:
        raise WrongValueError(
            N_("an event of the event log, such as callback_requested"),
            N_("Choose an event from the page on the event log."),
        )
    return value


Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(strict=False)]
Column = Annotated[tuple[str, ...], Field(strict=False), BeforeValidator(_column)]
OneOrTwo = Annotated[tuple[str, ...], Field(strict=False), BeforeValidator(_columns)]
"""One column, or two that are read together."""
ChannelWord = Literal["phone", "email", "letter", "counter", "form", "portal", "social", "report"]
CategoryWord = Literal[
    "",
    "complaint",
    "objection",
    "application",
    "permit",
    "woo",
    "formal",
    "urgent",
    "availability",
    "consultation",
    "travel_document",
]


class Section(BaseModel):
    """A table of a mapping: unknown keys and values of another type are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Columns(Section):
    """Which column says what; a column that is not named here is not read."""

    contact: OneOrTwo = ()
    """The number of the call or case; of two columns the first that is filled. Rows with the same are one contact."""
    start: OneOrTwo = ()
    """When the call began; also the entry into the queue, where no column tells that. Two columns: date and time."""
    queued: OneOrTwo = ()
    answered: OneOrTwo = ()
    """When a person answered; never the exchange, a menu or a voicemail box."""
    end: OneOrTwo = ()
    wait: Column = ()
    talk: Column = ()
    duration: Column = ()
    """From beginning to end, waiting included."""
    queue: Column = ()
    team: Column = ()
    organisation: Column = ()
    agent: Column = ()
    caller: Column = ()
    called: Column = ()
    """Whom we called, in rows that go out."""
    direction: Column = ()
    outcome: OneOrTwo = ()
    """How it ended; the words of two columns are joined by a space."""
    answered_flag: Column = ()


class Times(Section):
    """How times are written."""

    order: Order = "auto"
    zone: Annotated[str, AfterValidator(zone_name)] | None = None
    """Of times without an offset; without it the zone of the profile."""


class Units(Section):
    """In what the durations are; h:mm:ss explains itself."""

    wait: Unit = "s"
    talk: Unit = "s"
    duration: Unit = "s"


class TableMapping(Section):
    """The whole of a mapping file."""

    id: Annotated[str, AfterValidator(_id)]
    """The id of the format, and so the default source."""
    title: Text
    title_nl: str = ""
    """The title in Dutch, where that is another one."""
    verified: bool = True
    """Whether it was ever held against a real export."""
    remark: str = ""
    """What to check: for people."""
    row: Row
    channel: ChannelWord = "phone"
    category: CategoryWord = ""
    header: Texts = ()
    """All columns of the table for which the mapping was made."""
    recognised_by: Texts = ()
    """Columns that only this table has; without them the header decides."""
    has_header: bool = True
    """Without a header the columns are called 1, 2, 3 and so on."""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    sheet: str = ""
    """Of a workbook; without it the first one."""
    encoding: Literal["", "utf-8", "utf-16", "windows-1252", "cp850"] = ""
    """Only where it is found out wrongly."""
    empty: Texts = ()
    """Words that stand for an empty cell, besides NULL, \\N, - and the like."""
    columns: Columns = Columns()
    times: Times = Times()
    units: Units = Units()
    outcomes: dict[str, Result] = {}
    directions: dict[str, Way] = {}
    only: dict[str, Texts] = {}
    """Per column the words of rows that count; other rows are out of scope."""
    moments: dict[Annotated[str, AfterValidator(_kind)], OneOrTwo] = {}
    """Of a row that is a contact: per event the column with its time."""

    @property
    def how(self) -> Writing:
        """How the table is written, as far as the mapping says."""
        return Writing(self.delimiter, self.sheet, self.encoding)

    @property
    def needed(self) -> frozenset[str]:
        """Every column that is read, spelled in one way."""
        listed = [*self.columns.model_dump().values(), *self.moments.values(), *((name,) for name in self.only)]
        return frozenset(plain(name) for names in listed for name in names)

    @property
    def digest(self) -> str:
        """SHA-256 of what the mapping says."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def channel_code(self) -> Channel:
        """The channel of its contacts."""
        return Channel.of(self.channel) or Channel.UNKNOWN

    @property
    def category_code(self) -> Category:
        """The category of its contacts."""
        return Category.of(self.category) or Category.NONE


class FaultyMappingError(ProfileError):
    """A mapping with faults, all of them in `faults`; the message holds them in the language of now."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(N_("The mapping cannot be used. %(faults)s"), faults=" ".join(str(fault) for fault in faults))
        self.faults = faults


def read(text: str, file: str) -> TableMapping:
    """Read the text of the mapping file called `file`; raises FaultyMappingError with all that is wrong."""
    try:
        values = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise FaultyMappingError((broken_toml(file, text, error),)) from error
    return of(values, file)


def of(values: Mapping[str, Any], file: str) -> TableMapping:
    """The mapping that `values` say, as TOML gives them; raises FaultyMappingError with all that is wrong."""
    faults = check(values, file)
    if faults:
        raise FaultyMappingError(faults)
    return TableMapping.model_validate(values)


def check(values: Mapping[str, Any], file: str) -> tuple[Fault, ...]:
    """Everything that is wrong with a mapping, each value by itself and all of them together."""
    try:
        TableMapping.model_validate(values)
    except ValidationError as error:
        alone = faults_of(error, TableMapping, file)
    else:
        alone = ()
    return (*alone, *_together(values, file))


def _together(values: Mapping[str, Any], file: str) -> Iterator[Fault]:
    """What is wrong with the values together; a value that is wrong by itself is not looked at again."""
    row = values.get("row")
    columns = {key for key, value in _table(values, "columns").items() if value}
    moments = _table(values, "moments")
    if row == "contact":
        if not moments:
            yield _lacking(file, "moments", N_("at least one event with its column"), N_("Add a table [moments]."))
        unread = columns - {"contact", "queue", "team", "organisation", "agent", "caller"}
        for key in sorted(unread & Columns.model_fields.keys()):
            yield _unfit(file, f"columns.{key}", key, "contact", N_("Move the column to [moments], or remove the key."))
    elif row in _OF_CALLS:
        if moments:
            yield _unfit(
                file,
                "moments",
                shown(dict(moments)),
                row,
                N_("Name the columns under [columns], or write row = contact."),
            )
        if not columns.intersection(_STARTS):
            yield _lacking(file, "columns", N_("start or queued"), N_("Say which column has the time of the call."))
        if not columns.intersection(_TELLS_ANSWER):
            yield _lacking(
                file,
                "columns",
                N_("outcome, answered_flag or answered"),
                N_("Say which column tells whether a person answered. Without one, no norm can be judged."),
            )
        if row != "call" and "contact" not in columns:
            yield _lacking(
                file,
                "columns.contact",
                N_("the name of a column"),
                N_("Say which column has the number of the call, or write row = call."),
            )
        for table, column in (("outcomes", "outcome"), ("directions", "direction")):
            if _table(values, table) and column not in columns:
                yield _lacking(
                    file,
                    f"columns.{column}",
                    N_("the name of a column"),
                    N_("Say which column has these words, or remove the table."),
                )
        for unit in sorted(_table(values, "units").keys() & set(DURATIONS)):
            if unit not in columns:
                yield _lacking(
                    file,
                    f"columns.{unit}",
                    N_("the name of a column"),
                    N_("Say which column has this duration, or remove its unit."),
                )
    if values.get("has_header") is False:
        for key in ("header", "recognised_by"):
            if values.get(key):
                yield _unfit(file, key, shown(values[key]), "has_header", N_("Remove the key, or has_header = false."))


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key, {})
    return found if isinstance(found, dict) else {}


def _lacking(file: str, key: str, allowed: str, remedy: str) -> Fault:
    return Fault(file, key, N_("nothing"), allowed, remedy)


def _unfit(file: str, key: str, value: str, row: str, remedy: str) -> Fault:
    return Fault(
        file, key, "%(value)s", N_("this key only where it fits %(row)s"), remedy, {"value": value, "row": str(row)}
    )
