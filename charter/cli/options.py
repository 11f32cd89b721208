"""The options that every command takes, accepted before and after the command's own arguments (contract.md 1).

Why once: a script may put them on either side of any command. Refuses to act on them; `charter.cli.session` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from charter.locale import LANGUAGES, _


class CommonOptionError(ValueError):
    """A common option is used wrongly; the text says how."""


@dataclass(frozen=True, slots=True)
class Common:
    """What holds for every command. `as_of` is as written: its zone is the profile's."""

    profile: Path | None = None
    language: str = "nl"
    as_json: bool = False
    as_of: str = ""


_WITH_VALUE = ("--profile", "--lang", "--as-of")


def hoist(arguments: Sequence[str]) -> tuple[Common, list[str]]:
    """Take the common options out of `arguments`, wherever they stand before `--`; raises CommonOptionError."""
    values: dict[str, str] = {}
    as_json = False
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
            break
        if word == "--json":
            as_json = True
        elif name in _WITH_VALUE:
            if not equals:
                value = waiting.pop(0) if waiting else ""
            if not value:
                raise CommonOptionError(_("%(option)s needs a value.") % {"option": name})
            values[name] = value
        else:
            rest.append(word)
    language = values.get("--lang", "nl")
    if language not in LANGUAGES:
        raise CommonOptionError(_("%(value)s is no language of Charter. Choose nl or en.") % {"value": language})
    profile = values.get("--profile")
    return Common(Path(profile) if profile else None, language, as_json, values.get("--as-of", "")), rest
