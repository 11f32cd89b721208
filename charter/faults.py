"""What is wrong with a file that people write, said so that they can mend it.

Why one form: a norm file, a profile and a mapping tell every fault at once, with file, line and key, what was found,
what is allowed and what to do (design.md decision 6). Refuses to speak a language: the sentences are msgids, filled
with `params` when they are read. Which words a fault has stands with the files: `charter.norms.faults` and
`charter.profile_faults`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from charter.locale import N_, _

Path = tuple[str | int, ...]
"""Where a value stands: names of keys and 0-based positions in lists, such as ("version", 1, "limit")."""

LONGEST_SHOWN = 80
_PASSWORD = re.compile(r"(://[^/@\s:]*:)[^@\s]*@")
"""The password in an address: a fault stands in terminals and logs, so it is never repeated."""


class Words(NamedTuple):
    """The msgids of one kind of fault; `found` is the value itself where nothing else is said."""

    allowed: str
    remedy: str
    found: str = "%(value)s"


NO_TOML = Words(
    N_("lines such as key = value, [table] or [[table]]"),
    N_("Correct this line. Put texts between double quotes, and dates and numbers without quotes."),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one file.

    `line` is 1-based, 0 when it is not known; `key` is the path of the key, with 1-based positions, such as
    `version[2].limit`, or "". `code` is a stable word, where the files have such words. `found`, `allowed` and `remedy`
    are msgids whose places `params` fills; `str(fault)` is the whole sentence in the language spoken now.
    """

    file: str
    key: str
    found: str
    allowed: str
    remedy: str
    params: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    code: str = ""

    def __str__(self) -> str:
        where = [_("line %(line)s") % {"line": self.line}] if self.line else []
        places = {
            "file": self.file,
            "where": ", ".join([*where, self.key] if self.key else where),
            "found": _(self.found) % self.params,
            "allowed": _(self.allowed) % self.params,
            "remedy": _(self.remedy) % self.params,
        }
        return _("%(file)s, %(where)s: found: %(found)s; allowed: %(allowed)s. %(remedy)s") % places


def advised(remedy: str, params: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The remedy for the found `value`, and its params: the one of `options` that is nearly it, else `remedy`."""
    near = get_close_matches(params["value"], params["options"].split(", "), n=1) if "options" in params else []
    return (N_("Did you mean %(near)s?"), {**params, "near": near[0]}) if near else (remedy, dict(params))


def shown(value: object) -> str:
    """Spell a value of a TOML file as its writer knows it, without passwords, in at most `LONGEST_SHOWN` characters."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, list):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    elif isinstance(value, dict):
        text = "{" + ", ".join(value) + "}"
    else:
        text = _PASSWORD.sub(r"\1…@", " ".join(str(value).split()))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def spelled(path: Path) -> str:
    """`("version", 1, "limit")` as `version[2].limit`."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
