"""One norm file's text becomes a norm, or a switch, or everything that is wrong in it.

Why apart from `charter.norms.files`: a file is judged here by itself, whatever other files say. The shape of its tables
is checked by `charter.norms.shape`; here keys are compared with each other, version with version, limit with kind.
Refuses to repair: a text with a fault gives no norm.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from charter.faults import Fault, Path
from charter.norms.faults import NormFile
from charter.norms.model import Basis, CalendarKind, Example, ExampleEvent, Norm, NormKind, NormVersion, Rollover, Unit
from charter.norms.shape import (
    LIMIT_SPELLINGS,
    BasisTable,
    EndedTable,
    ExampleTable,
    NormTable,
    SwitchTable,
    Texts,
    VersionTable,
    checked,
)

_KINDS: dict[NormKind, tuple[str, ...]] = {
    NormKind.TIME: tuple(word for word in LIMIT_SPELLINGS if word not in ("times", "mark 7.5", "none")),
    NormKind.SHARE: ("none",),
    NormKind.COUNT: ("times",),
    NormKind.MARK: ("mark 7.5",),
}
_TERMS = frozenset({Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS})
_AT_LINE = re.compile(r"at line ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Switch:
    """A file that only switches the ready norm `id` on or off."""

    id: str
    enabled: bool


def units(kind: NormKind) -> tuple[Unit, ...]:
    """The units that a limit of this kind of norm may have."""
    return tuple(Unit.MARK if word == "mark 7.5" else Unit(word) for word in _KINDS[kind])


def parse(norm_file: NormFile, text: str) -> tuple[Norm | Switch | None, list[Fault]]:
    """Read the text of `norm_file`: what it says, or None with everything that is wrong in it."""
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return None, [_toml_fault(norm_file, text, str(error))]
    return _switch(raw, norm_file) if "enabled" in raw and raw.keys() <= {"id", "enabled"} else _norm(raw, norm_file)


def _toml_fault(norm_file: NormFile, text: str, message: str) -> Fault:
    lines = text.split("\n")
    found = _AT_LINE.search(message)
    line = min(int(found[1]), len(lines)) if found else len(lines)
    if "overwrite" in message or "twice" in message:
        code = "duplicate_key"
    else:
        code = "impossible_date" if message.startswith("Invalid date") else "toml"
    return norm_file.fault(code, (), lines[line - 1], line)


def _switch(raw: dict[str, Any], norm_file: NormFile) -> tuple[Switch | None, list[Fault]]:
    table = checked(SwitchTable, raw, norm_file)
    return (None, table) if isinstance(table, list) else (Switch(table.id, table.enabled), [])


def _norm(raw: dict[str, Any], norm_file: NormFile) -> tuple[Norm | None, list[Fault]]:
    table = checked(NormTable, raw, norm_file)
    faults = table if isinstance(table, list) else []
    versions = _versions(raw, norm_file, faults)
    examples = _examples(raw, norm_file, faults)
    if isinstance(table, list) or faults:
        return None, faults
    return Norm(
        id=table.id,
        kind=table.kind,
        title=_both(table.title),
        promise=_both(table.promise),
        versions=tuple(versions),
        examples=tuple(examples),
        enabled=table.enabled,
        statutory=table.statutory,
        short_title=table.short_title.model_dump() if table.short_title else {},
        counted=table.counted.model_dump() if table.counted else {},
        headline=table.headline.model_dump() if table.headline else {},
    ), []


def _both(words: Texts) -> dict[str, str]:
    return {"nl": words.nl, "en": words.en}


def _tables(raw: dict[str, Any], key: str) -> list[tuple[Path, dict[str, Any]]]:
    tables = raw.get(key)
    tables = tables if isinstance(tables, list) else []
    return [((key, index), table) for index, table in enumerate(tables) if isinstance(table, dict)]


def _examples(raw: dict[str, Any], norm_file: NormFile, faults: list[Fault]) -> list[Example]:
    examples = []
    for at, written in _tables(raw, "example"):
        table = checked(ExampleTable, written, norm_file, at)
        if isinstance(table, list):
            faults += table
            continue
        examples.append(
            Example(
                title=_both(table.title),
                events=tuple(ExampleEvent(e.event, e.at, e.detail, e.actor) for e in table.events),
                verdict=table.verdict,
                channel=table.channel.word,
                category=table.category.word if table.category else "",
                queue=table.queue,
                as_of=table.as_of,
                deadline=table.deadline,
            )
        )
    return examples


def _versions(raw: dict[str, Any], norm_file: NormFile, faults: list[Fault]) -> list[NormVersion]:
    kind = raw.get("kind") if raw.get("kind") in list(NormKind) else None
    versions: list[NormVersion] = []
    tables = _tables(raw, "version")
    faults += _order(tables, norm_file)
    for at, written in tables:
        if written.get("ended") is True:
            ended = checked(EndedTable, written, norm_file, at)
            if isinstance(ended, list):
                faults += ended
            elif at == ("version", 0):
                faults.append(norm_file.fault("ended_first", (*at, "ended"), value=True))
            elif versions:
                basis = _bases(ended.basis)
                versions.append(
                    replace(versions[-1], number=ended.number, valid_from=ended.valid_from, basis=basis, ended=True)
                )
            continue
        table = checked(VersionTable, written, norm_file, at)
        if isinstance(table, list):
            faults += table
            continue
        if kind:
            faults += _misfits(NormKind(kind), str(raw.get("id")), table, at, norm_file)
        versions.append(
            NormVersion(
                number=table.number,
                valid_from=table.valid_from,
                start=tuple(table.start),
                stop=tuple(table.stop),
                limit=table.limit,
                target=table.target,
                calendar=table.calendar,
                basis=_bases(table.basis),
                denominator=table.denominator,
                short_abandon_s=table.short_abandon_s,
                effort_rule=table.effort_rule,
                rollover=table.rollover,
                scope=table.scope,
                committee=table.committee,
                committee_limit=table.committee_limit,
                extension_weeks=table.extension_weeks,
                gate_opening_hours=table.gate_opening_hours,
                hands_over_to=table.hands_over_to,
                broken_by=tuple(table.broken_by),
                channels=tuple(table.channels),
                categories=tuple(table.categories),
            )
        )
    return versions


def _bases(tables: Iterable[BasisTable]) -> tuple[Basis, ...]:
    return tuple(
        Basis(table.source, table.certainty, table.article, _both(table.note) if table.note else {}) for table in tables
    )


def _order(tables: Sequence[tuple[Path, dict[str, Any]]], norm_file: NormFile) -> list[Fault]:
    """Check that numbers and dates ascend, also in versions that have other faults."""
    faults = []
    for key, type_ in (("number", int), ("valid_from", date)):
        seen: list[Any] = []
        for at, table in tables:
            value = table.get(key)
            if not isinstance(value, type_) or isinstance(value, bool | datetime):
                continue
            word = key.removeprefix("valid_").replace("from", "date")
            if value in seen:
                faults.append(norm_file.fault(f"{word}_twice", (*at, key), value))
            elif seen and value < max(seen):
                faults.append(norm_file.fault(f"{word}_order", (*at, key), value))
            seen.append(value)
    return faults


def _misfits(kind: NormKind, norm_id: str, table: VersionTable, at: Path, norm_file: NormFile) -> list[Fault]:
    """Compare the keys of a version with each other and with the kind of the norm."""
    faults: list[Fault] = []
    limit, unit, calendar = table.limit, table.limit.unit, table.calendar

    def fault(code: str, key: str, value: object = "", **params: str) -> None:
        faults.append(norm_file.fault(code, (*at, key), value, 0, **params))

    allowed = _KINDS[kind]
    spelling = "mark 7.5" if unit is Unit.MARK else unit.value
    if spelling not in allowed:
        fault("limit_of_kind", "limit", limit, kind=kind.value, options=", ".join(allowed))
    if kind in (NormKind.TIME, NormKind.SHARE) and not table.stop:
        fault("stop_missing", "stop")
    for event in table.stop:
        if kind is NormKind.TIME and event in table.start:
            fault("start_is_stop", "stop", event.word)
    if kind is NormKind.SHARE and not table.broken_by:
        fault("broken_by_missing", "broken_by")
    if kind is not NormKind.SHARE and table.broken_by:
        fault("broken_by_of_kind", "broken_by", [event.word for event in table.broken_by], kind=kind.value)
    if unit.is_opening_clock and calendar is not CalendarKind.SERVICE:
        fault("calendar_of_limit", "calendar", calendar.value, limit=str(limit), options="service")
    if unit is Unit.WORKING_DAYS and calendar is CalendarKind.NONE:
        fault("calendar_of_limit", "calendar", calendar.value, limit=str(limit), options="service, statutory")
    if table.rollover is Rollover.ATW and calendar is not CalendarKind.STATUTORY:
        fault("calendar_of_rollover", "calendar", calendar.value, rollover="atw", options="statutory")
    if table.rollover is Rollover.NEXT_WORKING_DAY and calendar is CalendarKind.NONE:
        fault("calendar_of_rollover", "calendar", "none", rollover="next_working_day", options="service, statutory")
    if table.gate_opening_hours and calendar is not CalendarKind.SERVICE:
        fault("calendar_of_gate", "calendar", calendar.value)
    if table.committee_limit and table.committee_limit.unit is not unit:
        fault("limit_of_committee", "committee_limit", table.committee_limit, options=unit.value)
    if table.committee and not table.committee_limit:
        fault("committee", "committee", value=True)
    if table.extension_weeks and unit not in _TERMS:
        fault("limit_of_extension", "extension_weeks", table.extension_weeks)
    if table.hands_over_to == norm_id:
        fault("itself", "hands_over_to", norm_id)
    return faults
