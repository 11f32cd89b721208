"""A norm changed by a form: what was filled in becomes the text of a norm file, a norm, and every fault at its field.

Why: a form and a file must never disagree. So the form writes a file (`charter.services.norm_writing`), and the file is
read by the code that reads every file; what is wrong comes back at the field that it belongs to.
Refuses to keep anything: `charter.services.norm_filing` does, and the rulebook that judges is not touched here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from charter.columns import Verdict
from charter.contact import Category, Channel
from charter.faults import Fault
from charter.locale import _, formats, language
from charter.norms import examples, files
from charter.norms.examples import ExampleResult
from charter.norms.model import (
    Basis,
    CalendarKind,
    Denominator,
    EffortRule,
    Example,
    ExampleEvent,
    Limit,
    Norm,
    NormVersion,
    Rollover,
    Rulebook,
    Scope,
    Unit,
)
from charter.norms.shape import FACTS
from charter.services import locks, norm_writing
from charter.store.closings import Closing
from charter.wording import verdict_word

WITHOUT_AMOUNT = frozenset({Unit.PROMISED_DAY, Unit.NONE})
"""Units that no number stands before."""
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,3})?")
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLACE = re.compile(r"(version|example)\[(\d+)\]\.?(.*)")
_NAME = "form.toml"
_UNSAID = "…"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the form sets of a version. `amount`, `target` (per cent, "" for none) and `short_abandon` are as typed."""

    amount: str
    unit: Unit
    target: str
    calendar: CalendarKind
    rollover: Rollover
    denominator: Denominator
    short_abandon: str
    scope: Scope
    effort_rule: EffortRule
    gate_opening_hours: bool
    committee: bool

    @classmethod
    def of(cls, version: NormVersion) -> Terms:
        """A version as the form shows it."""
        return cls(
            amount="" if version.limit.unit in WITHOUT_AMOUNT else typed(version.limit.amount),
            unit=version.limit.unit,
            target="" if version.target is None else typed(version.target * 100),
            calendar=version.calendar,
            rollover=version.rollover,
            denominator=version.denominator,
            short_abandon=typed(version.short_abandon_s),
            scope=version.scope,
            effort_rule=version.effort_rule,
            gate_opening_hours=version.gate_opening_hours,
            committee=version.committee,
        )


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version as it is to be kept: its terms, its first day, and where they come from."""

    terms: Terms
    valid_from: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with a field, in the language spoken now; `field` is "" for what belongs to none of them.

    Fields are those of `Terms`, `valid_from`, `source`, `article`, `note`, `examples`, and `example.N.KEY` (N from 0).
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of a changed norm file, the norm in it (None with faults), and its examples as they come out."""

    text: str
    norm: Norm | None
    faults: tuple[FieldFault, ...] = ()
    results: tuple[ExampleResult, ...] = ()


def typed(value: float) -> str:
    """A number as people type it: `5`, `97,5`."""
    text = f"{round(value, 3):.3f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language() == "nl" else text


def number_of(text: str) -> float | None:
    """What was typed, with a decimal comma or point; None when it is no number, or may be read in two ways."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):
        return None
    return float(text.replace(",", "."))


def last_promised(norm: Norm) -> NormVersion:
    """The version that a new one follows: the last in which the promise was made."""
    return [version for version in norm.versions if not version.ended][-1]


def tried(text: str, terms: Terms, base: NormVersion, since: date) -> Composed:
    """The norm of the file `text` as if `base` with these terms held from `since` on; for looking, never to keep."""
    faults = _typing_faults(terms)
    try:
        raw = tomllib.loads(text)
        versions = list(raw["version"])
        table = next(one for one in versions if one["number"] == base.number)
    except (ValueError, KeyError, TypeError, StopIteration):
        return Composed(text, None, _unreadable(text))
    if faults:
        return Composed(text, None, faults)
    kept = [one for one in versions if one["valid_from"] < since]
    number = kept[-1]["number"] + 1 if kept else 1
    raw["version"] = [*kept, _version(table, terms) | {"number": number, "valid_from": since}]
    raw["enabled"] = True
    return _read(norm_writing.written(raw), len(kept), len(raw.get("example", ())))


def proposed(
    text: str, new: NewVersion, added: Sequence[Example], rulebook: Rulebook, closings: Iterable[Closing]
) -> Composed:
    """The file `text` with a version and worked examples added to its end, and all that keeps it from being kept.

    `rulebook` is the one that judges. A version may not begin inside a closed period or before the last version, no
    example may come out otherwise, and of those that fall under the new version one is met and one breached.
    """
    unsaid = []
    if not new.basis.source.strip():
        unsaid.append(FieldFault("source", _("Write which decision or law this rests on.")))
    for place, example in enumerate(added):
        if not next(iter(example.title.values()), "").strip():
            unsaid.append(FieldFault(f"example.{place}.title", _("Give the example a name.")))
    faults = [*_typing_faults(new.terms), *unsaid]
    before = _read(text, 0, 0)
    if before.norm is None:
        return Composed(text, None, _unreadable(text))
    latest = before.norm.versions[-1]
    if new.valid_from <= latest.valid_from:
        words = _("Version %(number)s begins on %(day)s. Choose a later day.")
        faults.append(
            FieldFault("valid_from", words % {"number": latest.number, "day": formats.day(latest.valid_from)})
        )
    closed = _closed(before.norm, new, rulebook, closings)
    if closed is not None:
        faults.append(closed)
    if len(faults) > len(unsaid):
        return Composed(text, None, tuple(faults))
    composed = _appended(text, before.norm, _filled(new), [_named(example) for example in added])
    if composed.norm is None:
        return replace(composed, faults=(*unsaid, *composed.faults))
    results = tuple(examples.run(composed.norm, rulebook))
    number = composed.norm.versions[-1].number
    return replace(composed, results=results, faults=(*unsaid, *_example_faults(results, number)))


def _filled(new: NewVersion) -> NewVersion:
    """With something in the place of what is not said yet, so that the examples run all the same."""
    return new if new.basis.source.strip() else replace(new, basis=replace(new.basis, source=_UNSAID))


def _named(example: Example) -> Example:
    named = next(iter(example.title.values()), "").strip()
    return example if named else replace(example, title={"nl": _UNSAID, "en": _UNSAID})


def exemplified(text: str, example: Example, rulebook: Rulebook) -> Composed:
    """The file `text` with a worked example added, and how all its examples come out."""
    if not next(iter(example.title.values()), "").strip():
        return Composed(text, None, (FieldFault("example.0.title", _("Give the example a name.")),))
    before = _read(text, 0, 0)
    if before.norm is None:
        return Composed(text, None, _unreadable(text))
    composed = _read(norm_writing.with_examples(text, [example]), len(before.norm.versions), len(before.norm.examples))
    if composed.norm is None:
        return composed
    results = tuple(examples.run(composed.norm, rulebook))
    faults = () if results[-1].ok else (FieldFault("examples", outcome(results[-1])),)
    return replace(composed, results=results, faults=faults)


def pattern(norm: Norm, verdict: Verdict, since: date) -> Example:
    """An example of the norm with this verdict, a whole number of weeks later, so that it begins on `since` or after.

    Its deadline is left out: under other terms it may be another. A norm without such an example gives one of its
    first start and stop, which its writer must fill in.
    """
    found = [example for example in norm.examples if example.verdict == verdict.word]
    plain = [example for example in found if len(example.events) > 1 and not any(e.detail for e in example.events)]
    if found:
        return moved((plain or found)[0], since)
    version = last_promised(norm)
    known = [next((kind.word for kind in kinds if kind.word in FACTS), "") for kinds in (version.start, version.stop)]
    hours = (f"{since.isoformat()}T{hour}:00:00" for hour in ("10", "11"))
    events = tuple(ExampleEvent(word, at) for word, at in zip(known, hours, strict=True) if word)
    channel = version.channels[0] if version.channels else Channel.EMAIL
    category = version.categories[0].word if version.categories and Category.NONE not in version.categories else ""
    return Example({"nl": "", "en": ""}, events, verdict.word, channel.word, category)


def moved(example: Example, since: date) -> Example:
    """The example a whole number of weeks later, so that its first day is `since` or after; without its deadline."""
    days = [date.fromisoformat(day) for event in example.events for day in _DAY.findall(event.at)]
    if not days:
        return replace(example, deadline="")
    weeks = max(0, -(-(since - min(days)).days // 7))

    def later(text: str) -> str:
        return _DAY.sub(lambda day: (date.fromisoformat(day[0]) + timedelta(weeks=weeks)).isoformat(), text)

    events = tuple(replace(event, at=later(event.at), detail=later(event.detail)) for event in example.events)
    return replace(example, events=events, as_of=later(example.as_of), deadline="")


def outcome(result: ExampleResult) -> str:
    """`Klopt`, or what was expected and what came out."""
    if result.ok:
        return _("Right")
    expected, found = (Verdict.of(word) for word in (result.expected, result.found))
    if expected is not None and expected is found:
        return _("Not right: the last moment is another, %(deadline)s") % {"deadline": result.found_deadline or "–"}
    return _("Not right: expected %(expected)s, outcome %(found)s") % {
        "expected": verdict_word(expected) if expected is not None else result.expected,
        "found": verdict_word(found) if found is not None else _("no verdict"),
    }


def _typing_faults(terms: Terms) -> tuple[FieldFault, ...]:
    """What is wrong with what was typed, before any file can say so."""
    faults = []
    if terms.unit not in WITHOUT_AMOUNT and number_of(terms.amount) is None:
        faults.append(FieldFault("amount", _("Write a number, such as 5 or 2.5.")))
    share = number_of(terms.target)
    if terms.target.strip() and (share is None or share > 100):
        faults.append(FieldFault("target", _("Write a percentage from 0 to 100, or nothing.")))
    seconds = number_of(terms.short_abandon)
    if seconds is None or seconds > 3600:
        faults.append(FieldFault("short_abandon", _("Write a number of seconds from 0 to 3600.")))
    return tuple(faults)


def _version(table: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """A version's table with these terms; keys that have their default are written only where they stood already."""
    amount = number_of(terms.amount)
    share = number_of(terms.target)
    told: dict[str, tuple[Any, Any]] = {
        "limit": (str(Limit(amount or 0, terms.unit)), None),
        "calendar": (terms.calendar.value, CalendarKind.SERVICE.value),
        "rollover": (terms.rollover.value, Rollover.NONE.value),
        "denominator": (terms.denominator.value, Denominator.COUNTABLE.value),
        "short_abandon_s": (_plain(number_of(terms.short_abandon) or 0.0), 5),
        "scope": (terms.scope.value, Scope.ALL.value),
        "effort_rule": (terms.effort_rule.value, EffortRule.OFF.value),
        "gate_opening_hours": (terms.gate_opening_hours, False),
        "committee": (terms.committee, False),
    }
    made = {key: value for key, value in table.items() if key != "target"}
    made |= {key: value for key, (value, usual) in told.items() if key in table or value != usual}
    if share is not None:
        made["target"] = round(share / 100, 6)
    return made


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _appended(text: str, norm: Norm, new: NewVersion, added: Sequence[Example]) -> Composed:
    base = last_promised(norm)
    standing = next(one for one in tomllib.loads(text)["version"] if one["number"] == base.number)
    told = {"number": norm.versions[-1].number + 1, "valid_from": new.valid_from} | {
        key: value
        for key, value in _version(standing, new.terms).items()
        if key not in ("number", "valid_from", "basis")
    }
    made = norm_writing.with_version(text, told, new.basis, added)
    return _read(made, len(norm.versions), len(norm.examples))


def _read(text: str, version: int, example: int) -> Composed:
    """Read a file; faults in the version at this place, and in examples from that place on, belong to fields."""
    norm, faults = files.read(_NAME, text)
    return Composed(text, norm, tuple(_at_field(fault, version, example) for fault in faults))


_FIELD_OF = {"limit": "amount", "short_abandon_s": "short_abandon", "committee_limit": "amount"}
_OF_TERMS = frozenset(Terms.__slots__) | {"valid_from"}


def _at_field(fault: Fault, version: int, example: int) -> FieldFault:
    place = _PLACE.match(fault.key)
    remedy = _(fault.remedy) % fault.params
    if place is not None and place[1] == "version" and int(place[2]) == version + 1:
        key = _FIELD_OF.get(place[3], place[3])
        if key in _OF_TERMS:
            return FieldFault(key, remedy)
        if key.startswith("basis["):
            return FieldFault(key.split(".")[1], remedy)
    if place is not None and place[1] == "example" and int(place[2]) > example:
        return FieldFault(f"example.{int(place[2]) - example - 1}.{place[3]}".rstrip("."), remedy)
    return FieldFault("", str(fault))


def _unreadable(text: str) -> tuple[FieldFault, ...]:
    _norm, faults = files.read(_NAME, text)
    found = tuple(FieldFault("", str(fault)) for fault in faults)
    return found or (FieldFault("", _("The norm file has faults. Correct the file first.")),)


def _closed(norm: Norm, new: NewVersion, rulebook: Rulebook, closings: Iterable[Closing]) -> FieldFault | None:
    """Whether a version from that day on would change what judged a closed period."""
    told = list(closings)
    now = replace(norm, enabled=True)
    next_one = replace(last_promised(norm), number=norm.versions[-1].number + 1, valid_from=new.valid_from)
    then = replace(now, versions=(*norm.versions, next_one))

    def broken(with_norm: Norm) -> dict[tuple[str, int, str], locks.Broken]:
        norms = {one.id: one for one in rulebook.norms} | {with_norm.id: with_norm}
        found = (
            one for closing in told for one in locks.broken([closing], replace(rulebook, norms=tuple(norms.values())))
        )
        return {(one.norm, one.version, one.period): one for one in found if one.norm == norm.id}

    before = broken(now)
    fresh = [one for key, one in broken(then).items() if key not in before]
    if not fresh:
        return None
    last = max(fresh, key=lambda one: one.last)
    words = _("The period %(period)s is closed. Choose a day after %(day)s.")
    return FieldFault("valid_from", words % {"period": last.period, "day": formats.day(last.last)})


def _example_faults(results: Sequence[ExampleResult], number: int) -> tuple[FieldFault, ...]:
    faults = [
        FieldFault(
            "examples",
            _("Example “%(title)s”. %(outcome)s.")
            % {"title": result.title.get(language(), ""), "outcome": outcome(result)},
        )
        for result in results
        if not result.ok
    ]
    under = {result.found for result in results if result.ok and result.version == number}
    for verdict, words in (
        (Verdict.MET, _("Give an example that is met under the new version.")),
        (Verdict.BREACHED, _("Give an example that is breached under the new version.")),
    ):
        if verdict.word not in under:
            faults.append(FieldFault("examples", words))
    return tuple(faults)
