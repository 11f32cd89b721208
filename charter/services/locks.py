"""Norm versions that judged a closed period: they no longer change (design.md 2).

Why: a closed figure must mean next year what it means today. A closing remembers, for every norm under which it has a
verdict, which versions were in force on its days and what they said; a rulebook in which that is otherwise is not
accepted. What a version says is everything that decides a verdict or a figure, not where it comes from: a better note
on its basis changes nothing. Calendars are not locked: a closed day that was forgotten must be corrected, and the
closed figures stay beside those of today.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from charter.locale import formats
from charter.norms.model import Norm, NormVersion, Rulebook
from charter.store.closings import Closing

_SAID_OTHERWISE = ("number", "valid_from", "basis")
"""The number and the day stand beside the digest; the basis decides nothing."""

InForce = list[list[Any]]
"""Versions in force, oldest first: [first day in the period as ISO date, number, digest of what it says]."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A norm version that a rulebook changes although the closing of `period` (until `last`) was judged by it."""

    norm: str
    version: int
    period: str
    last: date


def lock(rulebook: Rulebook, used: Collection[str], first: date, last: date) -> dict[str, InForce]:
    """What a closing of these days remembers of the norms `used`."""
    return {norm.id: _in_force(norm, first, last) for norm in rulebook.norms if norm.id in used}


def broken(closings: Iterable[Closing], rulebook: Rulebook) -> list[Broken]:
    """Every locked version that is otherwise in `rulebook`, or no longer there; each version once."""
    now = {norm.id: norm for norm in rulebook.norms}
    found: dict[tuple[str, int], Broken] = {}
    for closing in closings:
        first, last = formats.date_of(closing.first_day), formats.date_of(closing.last_day)
        for norm_id, then in _locked(closing).items():
            norm = now.get(norm_id)
            version = _first_difference(then, _in_force(norm, first, last) if norm else [])
            if version is not None:
                found.setdefault((norm_id, version), Broken(norm_id, version, closing.period, last))
    return list(found.values())


def locked_versions(closings: Iterable[Closing]) -> set[tuple[str, int]]:
    """Norm id and number of every version that judged a closed period."""
    return {
        (norm, int(number))
        for closing in closings
        for norm, versions in _locked(closing).items()
        for _since, number, _digest in versions
    }


def _locked(closing: Closing) -> Mapping[str, Sequence[Sequence[Any]]]:
    found: Mapping[str, Sequence[Sequence[Any]]] = closing.figures["locked"]
    return found


def _first_difference(then: Sequence[Sequence[Any]], now: InForce) -> int | None:
    """The number of the first version of `then` that is not the same in `now`; None when all are."""
    for place, version in enumerate(then):
        if now[place : place + 1] != [list(version)]:
            return int(version[1])
    return int(then[-1][1]) if len(now) > len(then) else None


def _in_force(norm: Norm, first: date, last: date) -> InForce:
    begun = [version for version in norm.versions if version.valid_from <= last]
    past = [number for number, version in enumerate(begun) if version.valid_from <= first]
    return [
        [max(version.valid_from, first).isoformat(), version.number, _said(norm, version)]
        for version in begun[past[-1] if past else 0 :]
    ]


def _said(norm: Norm, version: NormVersion) -> str:
    """The digest of a version; keys that have their default are left out, so that a new key changes no old version."""
    told: dict[str, Any] = {"kind": norm.kind}
    for key in fields(NormVersion):
        value = getattr(version, key.name)
        if key.name not in _SAID_OTHERWISE and value != key.default:
            told[key.name] = value
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
