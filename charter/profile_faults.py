"""What is wrong with a profile, said so that a functional manager can mend it.

Why: every fault of `charter.toml` is told at once, with file, key, what was found, what is allowed and what to do,
in our words and not in pydantic's. Refuses to know the keys themselves; those stand in `charter.settings`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from charter.errors import ProfileError
from charter.faults import NO_TOML, Fault, Words, advised, shown, spelled
from charter.hours import HoursError
from charter.locale import N_


class FaultyProfileError(ProfileError):
    """A profile with faults, all of them in `faults`; the message holds them in the language of now."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(N_("The profile cannot be used. %(faults)s"), faults=" ".join(str(fault) for fault in faults))
        self.faults = faults


class WrongValueError(ValueError):
    """What a check of a value in a profile raises: `allowed` and `remedy` are msgids that `params` fills."""

    def __init__(self, allowed: str, remedy: str, **params: str) -> None:
        super().__init__(allowed)
        self.allowed = allowed
        self.remedy = remedy
        self.params: Mapping[str, str] = params


_ONE_OF = N_("one of: %(options)s")
_TEXT = Words(N_("a text"), N_("Put the text between double quotes."))
_LIST = Words(N_("a list between square brackets"), N_('Write a list, such as [] or ["a", "b"].'))
_TABLE = Words(N_("a table with its own keys"), N_("Look at the profile that charter init writes."))
_DATE = Words(N_("a date such as 2026-01-01"), N_("Write year-month-day without quotes."))
_WORD = Words(_ONE_OF, N_("Choose one of these words."))
_HOURS = N_('hours such as "mon-fri 09:00-12:30 13:00-16:00, thu -20:00", or "24x7"')
_WORDS: Mapping[str, Words] = {
    "missing": Words(N_("the key %(name)s"), N_("Add this key."), N_("nothing")),
    "extra_forbidden": Words(_ONE_OF, N_("Remove this key, or correct its spelling.")),
    "string_type": _TEXT,
    "string_too_short": Words(N_("a text"), N_("Write the text."), N_("an empty text")),
    "bool_type": Words(N_("true or false"), N_("Write true or false without quotes.")),
    "int_type": Words(N_("a whole number"), N_("Write a whole number without quotes.")),
    "float_type": Words(N_("a number"), N_("Write a number without quotes, such as 7.5.")),
    "greater_than_equal": Words(N_("%(ge)s or more"), N_("Write a higher number.")),
    "less_than_equal": Words(N_("at most %(le)s"), N_("Write a lower number.")),
    "tuple_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "date_type": _DATE,
    "literal_error": _WORD,
    "enum": _WORD,
}


def faults_of(error: ValidationError, model: type[BaseModel], file: str) -> tuple[Fault, ...]:
    """Every fault in `error`, which pydantic raised when it held `file` against `model`."""
    return tuple(_fault(found, model, file) for found in error.errors(include_url=False))


def _fault(found: Mapping[str, Any], model: type[BaseModel], file: str) -> Fault:
    path = tuple(part for part in found["loc"] if part != "[key]")
    context = found.get("ctx", {})
    params = {"value": shown(found["input"]), "name": str(path[-1])}
    cause = context.get("error")
    if isinstance(cause, HoursError):
        return Fault(file, spelled(path), "%(value)s", _HOURS, cause.message, {**params, **cause.params})
    if isinstance(cause, WrongValueError):
        return Fault(file, spelled(path), "%(value)s", cause.allowed, cause.remedy, {**params, **cause.params})
    words = _WORDS[found["type"]]
    params |= {key: str(value) for key, value in context.items()}
    if found["type"] == "extra_forbidden":
        params |= {"value": str(path[-1]), "options": ", ".join(_keys(model, path[:-1]))}
    elif "expected" in context:
        params["options"] = ", ".join(re.findall(r"'([^']*)'", context["expected"]))
    remedy, params = advised(words.remedy, params)
    return Fault(file, spelled(path), words.found, words.allowed, remedy, params)


def no_toml(file: str, line: int, found: str) -> Fault:
    """The fault of a file that is no TOML at `line`; `found` is a msgid or the line itself."""
    return Fault(file, "", found.replace("%", "%%"), NO_TOML.allowed, NO_TOML.remedy, line=line)


def broken_toml(file: str, text: str, error: tomllib.TOMLDecodeError) -> Fault:
    """The fault of a file whose `text` is no TOML: the line as it stands, for the reader's own words are English."""
    found = re.search(r"at line (\d+)", str(error))
    lines = text.splitlines()
    line = int(found[1]) if found else text.count("\n") + 1
    standing = lines[line - 1].strip() if line <= len(lines) else ""
    return no_toml(file, line, shown(standing) if standing else N_("nothing"))


def _keys(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The keys that the table at `path` inside `model` may have."""
    table: Any = model
    for name in path:
        if isinstance(name, str):
            table = _table(table.model_fields[name].annotation)
    return [field.alias or name for name, field in table.model_fields.items()]


def _table(annotation: Any) -> Any:  # noqa: ANN401 - an annotation can be anything
    """The model in `Model`, `tuple[Model, ...]` or `Model | None`."""
    inner = [part for part in getattr(annotation, "__args__", ()) if part is not Ellipsis]
    return _table(inner[0]) if inner else annotation
