"""Changes `charter.toml` as a careful person would: only the keys that were meant, with every comment where it stood.

Why: the window changes the same file that a functional manager writes, so both must be able to go on with it. A change
is composed as text and read as it will be read; what is wrong is told per key, and nothing is written then. Refuses to
write a file with faults, and to tell values in the journal: they can be addresses of people.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.container import Container
from tomlkit.items import AoT, Comment, Item, Table, Whitespace

from charter.errors import ProfileError, Refused
from charter.faults import Fault, spelled
from charter.faults import Path as KeyPath
from charter.locale import N_, _, system
from charter.profile_faults import FaultyProfileError, faults_of
from charter.services.opening_hours import compact
from charter.services.whole_files import put
from charter.settings import FILE_NAME, CalendarSection, HoursSection, Profile, load_profile
from charter.store import journal
from charter.store.engine import Store

ENTRY = "settings"
"""What the journal calls it."""
GONE = None
"""The value of a key that is taken away."""

Changes = Mapping[KeyPath, Any]
"""New values by key, such as `("mail", "own_domains")` or `("calendar", 1, "hours", "counter")`, 0-based.

A value is what stands in TOML: a text, number, truth, date, list or mapping; a mapping takes the place of a whole
table; `GONE` removes a key. A position one past the last makes a new table of a list.
"""


@dataclass(frozen=True, slots=True)
class Composed:
    """The text that a change gives, and the profile that it says; `profile` is None when there are faults."""

    text: str
    profile: Profile | None
    faults: tuple[Fault, ...] = ()

    def said_at(self, path: KeyPath) -> str:
        """What is wrong at a key or inside it, in the language spoken now; "" when nothing is."""
        key = spelled(path)
        return "\n".join(
            said(fault) for fault in self.faults if fault.key == key or fault.key.startswith((f"{key}.", f"{key}["))
        )


def said(fault: Fault) -> str:
    """A fault without the name of file and key, for under the field."""
    allowed, remedy = _(fault.allowed) % fault.params, _(fault.remedy) % fault.params
    return _("Allowed: %(allowed)s. %(remedy)s") % {"allowed": allowed, "remedy": remedy}


def compose(text: str, changes: Changes, folder: Path) -> Composed:
    """The text of `charter.toml` with `changes`, in their order; faults per key when it is no profile then.

    Raises ValueError when `text` is no TOML.
    """
    document = tomlkit.parse(text)
    for path, value in changes.items():
        _put(document, path, value)
    made = tomlkit.dumps(document)
    try:
        return Composed(made, Profile.model_validate(tomllib.loads(made), context=folder))
    except ValidationError as error:
        return Composed(made, None, faults_of(error, Profile, FILE_NAME))


def composed_of(folder: Path, changes: Changes) -> Composed:
    """What `changes` would make of the file of a profile; raises ProfileError when it cannot be read."""
    path = folder / FILE_NAME
    try:
        return compose(path.read_bytes().decode("utf-8-sig"), changes, folder)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ProfileError(N_("%(file)s cannot be read: %(reason)s."), file=str(path), reason=str(error)) from error


def differing(changes: Changes, text: str) -> dict[KeyPath, Any]:
    """Those of `changes` that say something else than `text` does."""
    values = tomllib.loads(text)
    return {path: value for path, value in changes.items() if _at(values, path) != value}


def save(store: Store, profile: Profile, changes: Changes, who: str, now: int) -> Profile:
    """Write the changes and journal which keys they are about; gives the profile that stands then.

    Raises FaultyProfileError, and Refused when the file cannot be written; the file and the journal are then as they
    were.
    """
    path = profile.folder / FILE_NAME
    try:
        before = path.read_bytes()
        text = before.decode("utf-8-sig")
        wanted = differing(changes, text)
        if not wanted:
            return load_profile(profile.folder)
        composed = compose(text, wanted, profile.folder)
        if composed.profile is None:
            raise FaultyProfileError(composed.faults)
        with store.write() as connection:
            journal.append(connection, who, now, ENTRY, "", {"keys": named(wanted)})
            mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
            put(path, mark + composed.text.encode())
    except OSError as error:
        raise Refused(
            N_("%(file)s cannot be written: %(reason)s."),
            N_("Check that there is room on the disk and that you may change this file."),
            file=str(path),
            reason=system.reason(error),
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(N_("%(file)s cannot be read: %(reason)s."), file=str(path), reason=str(error)) from error
    return composed.profile


def named(changes: Changes) -> list[str]:
    """The keys as the journal tells them: no names of teams, queues and sources."""
    return sorted({".".join(str(part) for part in path[:2] if path[0] in _FIXED) or str(path[0]) for path in changes})


_FIXED = frozenset({"mail", "closed_days", "database", "conversations", "follow_up", "channels", "report", "privacy"})
"""The tables of which every key is one of ours."""


def values_of(section: CalendarSection) -> dict[str, Any]:
    """A period as it stands in TOML."""
    hours = {name: compact(given) for name in HoursSection.model_fields if (given := getattr(section.hours, name))}
    early = {f"{day:02}-{month:02}": f"{at:%H:%M}" for (month, day), at in sorted(section.early_close.items())}
    return {
        "valid_from": section.valid_from,
        "hours": hours,
        "closed": sorted(section.closed),
        "early_close": early,
        "good_friday": section.good_friday,
        "may5_before_2024": section.may5_before_2024,
        "after_hours": str(section.after_hours),
        "end_of_day": str(section.end_of_day),
    }


def period_changes(profile: Profile, number: int, values: Mapping[str, Any], begins: date | None) -> dict[KeyPath, Any]:
    """The changes that give period `number` (0-based) these `values`: in place, or as a new period that `begins`.

    A period that judged already is never changed: who edits it says on which day the new one begins. Positions are
    those of the file, which may list its periods in another order.
    """
    if begins is None:
        place = _place_in_file(profile, profile.calendar[number].valid_from)
        return {("calendar", place, key): value for key, value in values.items()}
    place = len(profile.calendar)
    return {("calendar", place, key): value for key, value in {**values, "valid_from": begins}.items()}


def period_faults(profile: Profile, values: Mapping[str, Any], begins: date | None, today: date) -> dict[str, str]:
    """What is wrong with a new period that only the other periods and the day can tell, by key; msgids."""
    if begins is None:
        return {}
    if begins <= today:
        return {"valid_from": N_("A new period begins tomorrow or later: old verdicts do not change.")}
    if any(one.valid_from == begins for one in profile.calendar):
        return {"valid_from": N_("Another period begins on that day. Choose another day, or change that period.")}
    known = {day for one in profile.calendar for day in one.closed}
    if any(day < begins for day in values["closed"] if day not in known):
        return {"closed": N_("A closed day that you added comes before this period begins. Let it begin earlier.")}
    return {}


def used(profile: Profile, number: int, today: date, *, judged: bool) -> bool:
    """Whether a period gave verdicts: it has begun, and something was `judged`."""
    return judged and profile.calendar[number].valid_from <= today


def _place_in_file(profile: Profile, valid_from: date) -> int:
    written = tomllib.loads((profile.folder / FILE_NAME).read_bytes().decode("utf-8-sig"))["calendar"]
    return next(place for place, one in enumerate(written) if one["valid_from"] == valid_from)


def _at(values: Any, path: KeyPath) -> Any:  # noqa: ANN401 - whatever TOML can hold
    for part in path:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return GONE
    return values


def _put(document: tomlkit.TOMLDocument, path: KeyPath, value: object) -> None:
    at: Any = document
    for part, after in pairwise(path):
        if isinstance(part, int):
            if part == len(at):
                _add_table(at)
            at = at[part]
        elif part not in at:
            _set(at, part, tomlkit.aot() if isinstance(after, int) else tomlkit.table())
            at = at[part]
        else:
            at = at[part]
    key = path[-1]
    if value is GONE:
        if key in at:
            at.remove(key)
    elif isinstance(value, Mapping) and isinstance(at.get(key), MutableMapping):
        standing = at[key]
        for name in [name for name in standing if name not in value]:
            standing.remove(name)
        for name, one in value.items():
            if name not in standing or standing[name] != one:
                _set(standing, name, one)
    else:
        _set(at, str(key), _inline(value) if isinstance(value, Mapping) else _spread(value))


def _inline(value: Mapping[str, Any]) -> Item:
    made = tomlkit.inline_table()
    made.update(value)
    return made


def _spread(value: Any) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """A long list one value a line, as a person would write it."""
    if not isinstance(value, (list, tuple)):
        return value
    made = tomlkit.array()
    made.extend(list(value))
    return made.multiline(len(value) > _ON_A_LINE)


_ON_A_LINE = 5


def _add_table(tables: Any) -> None:  # noqa: ANN401 - an AoT, or an array of inline tables
    """Add a table to a list; the comment that stands above what follows the list stays there."""
    if not isinstance(tables, AoT):
        tables.append(tomlkit.inline_table())
        return
    after = _take_trailing(tables[-1].value) if len(tables) else []
    if len(tables):
        tables[-1].add(tomlkit.nl())
    made = tomlkit.table()
    tables.append(made)
    tables[-1].value.body.extend(after)


def _set(at: Any, key: str, value: Any) -> None:  # noqa: ANN401 - whatever TOML can hold
    """Set a key; a new one stands under the last one, above the comment that belongs to the next table."""
    inside = at.value if isinstance(at, Table) else None
    if key in at or not isinstance(inside, Container):
        at[key] = value
        return
    body = inside.body
    named_here = [name for name, item in body if name is not None and not _is_table(item)]
    if named_here:
        inside._insert_after(named_here[-1], key, tomlkit.item(value))  # tomlkit offers no other way
        return
    after = _take_trailing(inside)
    at[key] = value
    body.extend(after)


def _is_table(item: Item) -> bool:
    return isinstance(item, (Table, AoT))


def _take_trailing(container: Container) -> list[Any]:
    """Take away the comments and empty lines at the end of a table: they belong to what comes after it."""
    taken: list[Any] = []
    while container.body and container.body[-1][0] is None and isinstance(container.body[-1][1], (Comment, Whitespace)):
        taken.insert(0, container.body.pop())
    return taken
