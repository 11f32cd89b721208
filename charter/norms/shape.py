"""The shape of a norm file: which keys each table has and what each key may hold.

Why pydantic: it checks every key of a table and tells all faults at once. Its own words for them are mapped to the
codes of `charter.norms.faults`. Refuses to compare keys with each other; that is the part of `charter.norms.norm_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError

from charter.columns import Verdict
from charter.contact import BY_HAND, Category, Channel, Kind, Performer
from charter.faults import Fault, Path
from charter.instants import parse
from charter.norms.faults import NormFile
from charter.norms.model import (
    CalendarKind,
    Certainty,
    Denominator,
    EffortRule,
    Limit,
    NormKind,
    Rollover,
    Scope,
    Unit,
)

T = TypeVar("T")
N = TypeVar("N", int, float)
M = TypeVar("M", bound="Table")

_ANY_ZONE = ZoneInfo("UTC")
LONGEST_SHORT_TITLE = 18
LARGEST_AMOUNT = 10_000
FACTS: Mapping[str, Kind] = {
    kind.word: kind for kind in Kind if kind < Kind.VALID_INTERIM_MESSAGE and kind not in BY_HAND
}
"""Events that a source can write; norms may also start and stop on the derived ones."""

_SINGULAR = {unit.value.removesuffix("s"): unit for unit in Unit}
_COUNTED: Mapping[str, Unit] = {
    word: unit
    for word, unit in ({unit.value: unit for unit in Unit} | _SINGULAR).items()
    if unit not in (Unit.PROMISED_DAY, Unit.MARK, Unit.NONE)
}
LIMIT_SPELLINGS = (*(unit.value for unit in Unit if unit in _COUNTED.values()), "promised day", "mark 7.5", "none")
_AMOUNT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ([a-z]+(?: [a-z]+)?)")
_MARK = re.compile(r"mark ([0-9]{1,2}(?:\.[0-9]{1,3})?)")
_MAY_BE_ZERO = frozenset({Unit.WORKING_DAYS, Unit.DAYS, Unit.TIMES})


def limit_of(text: str) -> Limit | None:
    """`5 working days`, `1 month`, `promised day`, `mark 7.5` or `none` as a limit; None when it is none of these."""
    if text in (Unit.PROMISED_DAY, Unit.NONE):
        return Limit(0, Unit(text))
    if mark := _MARK.fullmatch(text):
        return Limit(float(mark[1]), Unit.MARK) if 1 <= float(mark[1]) <= 10 else None
    found = _AMOUNT.fullmatch(text)
    unit = _COUNTED.get(found[2]) if found else None
    if found is None or unit is None:
        return None
    amount = float(found[1])
    whole = unit.is_clock or amount.is_integer()
    if not whole or amount > LARGEST_AMOUNT or (amount == 0 and unit not in _MAY_BE_ZERO):
        return None
    return Limit(amount, unit)


def _refuse(code: str, **params: object) -> PydanticCustomError:
    return PydanticCustomError(code, code, params)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _refuse("not_text")
    if not value.strip():
        raise _refuse("empty")
    return value.strip()


def _in_both(value: object) -> object:
    """A text without a language stands for both."""
    if isinstance(value, dict):
        return value
    text = _text(value)
    return {"nl": text, "en": text}


def _word(options: Mapping[str, T]) -> Callable[[object], T]:
    """Check that a value is one of `options` and give what the word stands for."""

    def choose(value: object) -> T:
        word = _text(value)
        if word not in options:
            raise _refuse("unknown_word", options=", ".join(options))
        return options[word]

    return choose


def _limit(value: object) -> Limit:
    limit = limit_of(_text(value))
    if limit is None:
        raise _refuse("bad_limit", options=", ".join(LIMIT_SPELLINGS))
    return limit


def _id(value: object) -> str:
    word = _text(value)
    if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+", word):
        raise _refuse("bad_id")
    return word


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise _refuse("target")
    return value


def _between(least: int, most: int) -> Callable[[N], N]:
    """Check that a number lies within bounds, both inclusive."""

    def check(value: N) -> N:
        if not least <= value <= most:
            raise _refuse("range", least=str(least), most=str(most))
        return value

    return check


def _filled(value: list[T]) -> list[T]:
    if not value:
        raise _refuse("empty_list")
    return value


def _short(value: str) -> str:
    if len(value) > LONGEST_SHORT_TITLE:
        raise _refuse("too_long", most=str(LONGEST_SHORT_TITLE))
    return value


def _headline(value: str) -> str:
    places = re.findall(r"\{\w+\}", value)
    others = re.sub(r"\{\w+\}", "", value)
    known = places.count("{figure}") == 1 and places.count("{limit}") == len(places) - 1 <= 1
    if not known or re.search(r"[{}\n]", others) or value.endswith("."):
        raise _refuse("bad_headline")
    return value


def _instant(value: object) -> str:
    """Take a TOML date or time, or a text that says one, as text."""
    text = value.isoformat() if isinstance(value, date | datetime) else _text(value)
    if parse(text, _ANY_ZONE) is None:
        raise _refuse("bad_instant")
    return text


def _moment(value: object) -> str:
    """Take an instant, or an empty text for a time that the source did not know."""
    return "" if value == "" else _instant(value)


def _detail(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"[\w.]+=[^=;]*(;[\w.]+=[^=;]*)*", text):
        raise _refuse("bad_detail")
    return text


Text = Annotated[str, BeforeValidator(_text)]
ShortText = Annotated[Text, AfterValidator(_short)]
HeadlineText = Annotated[Text, AfterValidator(_headline)]
Instant = Annotated[str, PlainValidator(_instant)]
Moment = Annotated[str, PlainValidator(_moment)]
Detail = Annotated[str, PlainValidator(_detail)]
NormId = Annotated[str, PlainValidator(_id)]
LimitText = Annotated[Limit, PlainValidator(_limit)]
KindWord = Annotated[Kind, PlainValidator(_word({kind.word: kind for kind in Kind if kind not in BY_HAND}))]
FactWord = Annotated[str, PlainValidator(_word({word: word for word in FACTS}))]
ChannelWord = Annotated[Channel, PlainValidator(_word({c.word: c for c in Channel if c is not Channel.UNKNOWN}))]
CategoryWord = Annotated[Category, PlainValidator(_word({category.word: category for category in Category}))]
ActorWord = Annotated[str, PlainValidator(_word({p.word: p.word for p in Performer if p is not Performer.UNKNOWN}))]
VerdictWord = Annotated[str, PlainValidator(_word({verdict.word: verdict.word for verdict in Verdict}))]
KindOfNorm = Annotated[NormKind, PlainValidator(_word({kind.value: kind for kind in NormKind}))]
CalendarWord = Annotated[CalendarKind, PlainValidator(_word({kind.value: kind for kind in CalendarKind}))]
DenominatorWord = Annotated[Denominator, PlainValidator(_word({word.value: word for word in Denominator}))]
RolloverWord = Annotated[Rollover, PlainValidator(_word({word.value: word for word in Rollover}))]
ScopeWord = Annotated[Scope, PlainValidator(_word({word.value: word for word in Scope}))]
EffortWord = Annotated[EffortRule, PlainValidator(_word({word.value: word for word in EffortRule}))]
CertaintyWord = Annotated[Certainty, PlainValidator(_word({word.value: word for word in Certainty}))]
Number = Annotated[int, AfterValidator(_between(1, 9999))]
Weeks = Annotated[int, AfterValidator(_between(0, 104))]
Seconds = Annotated[float, AfterValidator(_between(0, 3600))]


class Table(BaseModel):
    """A table of a norm file: unknown keys and values of another type are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Texts(Table):
    """A text in Dutch and in English."""

    nl: Text
    en: Text


class ShortTexts(Table):
    """A text for narrow columns."""

    nl: ShortText
    en: ShortText


class Headlines(Table):
    """A sentence about the result, without its beginning and its full stop."""

    nl: HeadlineText
    en: HeadlineText


class NormTable(Table):
    """The whole file; versions and examples are checked one by one, so that no fault hides another."""

    id: NormId
    kind: KindOfNorm
    title: Texts
    promise: Texts
    version: Annotated[list[dict[str, Any]], AfterValidator(_filled)]
    short_title: ShortTexts | None = None
    counted: Texts | None = None
    headline: Headlines | None = None
    statutory: bool = False
    enabled: bool = True
    example: list[dict[str, Any]] = []


class SwitchTable(Table):
    """A file that only switches a ready norm on or off."""

    id: NormId
    enabled: bool


class BasisTable(Table):
    """Where a promise comes from."""

    source: Text
    certainty: CertaintyWord
    article: Text = ""
    note: Annotated[Texts, BeforeValidator(_in_both)] | None = None


class VersionTable(Table):
    """The promise as it stands from a day on."""

    number: Number
    valid_from: date
    start: Annotated[list[KindWord], AfterValidator(_filled)]
    limit: LimitText
    basis: Annotated[list[BasisTable], AfterValidator(_filled)]
    stop: list[KindWord] = []
    broken_by: list[KindWord] = []
    calendar: CalendarWord = CalendarKind.SERVICE
    target: Annotated[float, AfterValidator(_share)] | None = None
    denominator: DenominatorWord = Denominator.COUNTABLE
    short_abandon_s: Seconds = 5.0
    effort_rule: EffortWord = EffortRule.OFF
    rollover: RolloverWord = Rollover.NONE
    scope: ScopeWord = Scope.ALL
    committee: bool = False
    committee_limit: LimitText | None = None
    extension_weeks: Weeks = 0
    gate_opening_hours: bool = False
    hands_over_to: NormId = ""
    channels: list[ChannelWord] = []
    categories: list[CategoryWord] = []
    ended: bool = False


class EndedTable(Table):
    """From a day on the promise is no longer made."""

    number: Number
    valid_from: date
    ended: Literal[True]
    basis: list[BasisTable] = []


class EventTable(Table):
    """One event of a worked example."""

    event: FactWord
    at: Moment
    detail: Detail = ""
    actor: ActorWord = ""


class ExampleTable(Table):
    """A worked example: what happened, and what must come out."""

    title: Texts
    channel: ChannelWord
    events: Annotated[list[EventTable], AfterValidator(_filled)]
    verdict: VerdictWord
    category: CategoryWord = Category.NONE
    queue: Text = ""
    as_of: Instant = ""
    deadline: Instant = ""


_CODES: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "string_type": "not_text",
    "int_type": "not_whole",
    "float_type": "not_number",
    "bool_type": "not_bool",
    "date_type": "not_date",
    "list_type": "not_list",
    "dict_type": "not_table",
    "model_type": "not_table",
}
"""pydantic's own error types, in our codes; our own checks raise our codes already."""
_LAST_DAYS = frozenset({"valid_until", "valid_to", "until", "geldig_tot"})


def checked(model: type[M], raw: object, norm_file: NormFile, at: Path = ()) -> M | list[Fault]:
    """Give the table `raw`, which stands at the path `at`, or everything that is wrong inside it."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        return list(_faults(error, model, norm_file, at))


def _faults(error: ValidationError, model: type[Table], norm_file: NormFile, at: Path) -> Iterator[Fault]:
    for found in error.errors(include_url=False):
        path = at + found["loc"]
        name = str(found["loc"][-1]) if found["loc"] else ""
        code = _CODES.get(found["type"], found["type"])
        params = {key: str(value) for key, value in found.get("ctx", {}).items()} if code == found["type"] else {}
        if code == "missing":
            yield norm_file.fault(code, path, name=name)
        elif code == "not_list" and name in ("version", "example"):
            yield norm_file.fault("single_table", path, found["input"], name=name)
        elif code == "unknown_key" and name in _LAST_DAYS:
            yield norm_file.fault("gap", path, name)
        elif code == "unknown_key":
            yield norm_file.fault(code, path, name, options=", ".join(_keys(model, found["loc"][:-1])))
        else:
            yield norm_file.fault(code, path, found["input"], 0, **params)


def _keys(model: type[Table], path: Path) -> list[str]:
    """Name the keys that the table at `path` inside `model` may have."""
    inner: Mapping[str, type[Table]] = {
        "title": Texts,
        "promise": Texts,
        "short_title": ShortTexts,
        "counted": Texts,
        "headline": Headlines,
        "basis": BasisTable,
        "note": Texts,
        "events": EventTable,
    }
    names = [part for part in path if isinstance(part, str)]
    return list((inner[names[-1]] if names else model).model_fields)
