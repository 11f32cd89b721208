"""What is wrong with a norm file, said so that a policy officer can mend it.

Why: every fault of every file is told at once, with file, line, key, what was found, what is allowed and what to do
(design.md decision 6). Refuses to speak a language: the sentences are msgids, filled with `params` when they are read.
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


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one file.

    `line` is 1-based, 0 when the fault belongs to no line. `key` is the path of the key, with 1-based positions:
    `version[2].limit`. `code` is a stable word. `found`, `allowed` and `remedy` are msgids whose places `params` fills;
    `str(fault)` is the whole sentence in the language spoken now.
    """

    file: str
    line: int
    key: str
    found: str
    allowed: str
    remedy: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        places = {
            "file": self.file,
            "line": self.line,
            "key": self.key,
            "found": _(self.found) % self.params,
            "allowed": _(self.allowed) % self.params,
            "remedy": _(self.remedy) % self.params,
        }
        if not self.key:
            return _("%(file)s, line %(line)s: found: %(found)s; allowed: %(allowed)s. %(remedy)s") % places
        return _("%(file)s, line %(line)s, %(key)s: found: %(found)s; allowed: %(allowed)s. %(remedy)s") % places


class _Words(NamedTuple):
    allowed: str
    remedy: str
    found: str = "%(value)s"


_NOTHING = N_("nothing")
_ONE_OF = N_("one of: %(options)s")
_ASCENDING = N_("versions from old to new, each with a higher number and a later date")

_WORDS: Mapping[str, _Words] = {
    "unreadable": _Words(
        N_("a file that can be opened and read"),
        N_("Check that the file exists and that you may read it."),
        N_("a file that cannot be opened"),
    ),
    "encoding": _Words(
        N_("a text file in UTF-8"), N_("Save the file again as UTF-8."), N_("characters that are not UTF-8")
    ),
    "toml": _Words(
        N_("lines such as key = value, [table] or [[table]]"),
        N_("Correct this line. Put texts between double quotes, and dates and numbers without quotes."),
    ),
    "impossible_date": _Words(N_("a date that exists"), N_("Correct the date.")),
    "duplicate_key": _Words(N_("each key once in its table"), N_("Remove one of the two.")),
    "missing": _Words(N_("the key %(name)s"), N_("Add this key."), _NOTHING),
    "unknown_key": _Words(_ONE_OF, N_("Remove this key, or correct its spelling.")),
    "gap": _Words(
        N_("versions that follow each other without a last day"),
        N_("A version runs until the next one. To end a promise, add a version with ended = true."),
    ),
    "empty": _Words(N_("a text"), N_("Write the text."), N_("an empty text")),
    "empty_list": _Words(N_("at least one value"), N_("Add a value to the list."), N_("an empty list")),
    "not_text": _Words(N_("a text"), N_("Put the text between double quotes.")),
    "not_whole": _Words(N_("a whole number"), N_("Write a whole number without quotes.")),
    "not_number": _Words(N_("a number"), N_("Write the number without quotes and with a decimal point.")),
    "not_bool": _Words(N_("true or false"), N_("Write true or false without quotes.")),
    "not_date": _Words(N_("a date such as 2026-01-01"), N_("Write year-month-day without quotes.")),
    "not_list": _Words(N_("a list between square brackets"), N_('Write a list, such as ["email", "form"].')),
    "single_table": _Words(
        N_("a table between double brackets, as many times as needed"), N_("Write [[%(name)s]] instead of [%(name)s].")
    ),
    "not_table": _Words(N_("a table with its own keys"), N_("See the page on norm files for the keys of this table.")),
    "unknown_word": _Words(_ONE_OF, N_("Choose one of these words.")),
    "bad_id": _Words(
        N_("two or more words of small letters, digits and _, joined by a point, such as email.answer"),
        N_("Correct the id."),
    ),
    "range": _Words(N_("a number from %(least)s to %(most)s"), N_("Write a number within these bounds.")),
    "target": _Words(N_("a number from 0 to 1"), N_("Write a share as a fraction: 90 %% is 0.90.")),
    "too_long": _Words(N_("at most %(most)s characters"), N_("Make the text shorter.")),
    "bad_limit": _Words(
        N_('a number and a unit, such as "5 working days", or one of: %(options)s'),
        N_("Correct the limit. Use whole numbers for days, weeks, months and times, and at most 10000."),
    ),
    "limit_of_kind": _Words(
        N_("for kind %(kind)s: %(options)s"), N_("Change the limit, or choose another kind for this norm.")
    ),
    "limit_of_committee": _Words(N_("the same unit as limit: %(options)s"), N_("Write both limits in the same unit.")),
    "committee": _Words(N_("committee = true only beside committee_limit"), N_("Add committee_limit.")),
    "limit_of_extension": _Words(
        N_("extension_weeks only with a limit in days, weeks or months"), N_("Remove extension_weeks.")
    ),
    "calendar_of_limit": _Words(
        N_("for limit %(limit)s: %(options)s"), N_("Change the calendar, or the unit of the limit.")
    ),
    "calendar_of_rollover": _Words(
        N_("for rollover %(rollover)s: %(options)s"), N_("Change the calendar, or the rollover.")
    ),
    "calendar_of_gate": _Words(
        N_('calendar = "service" beside gate_opening_hours'), N_("Change the calendar, or remove gate_opening_hours.")
    ),
    "stop_missing": _Words(
        N_("at least one event that stops the clock"), N_("Add stop with one or more events."), _NOTHING
    ),
    "broken_by_missing": _Words(
        N_("at least one event that breaks the promise"), N_("Add broken_by with one or more events."), _NOTHING
    ),
    "broken_by_of_kind": _Words(N_("broken_by only for kind share, not for %(kind)s"), N_("Remove broken_by.")),
    "start_is_stop": _Words(N_("an event that is not in start"), N_("Remove this event from start or from stop.")),
    "number_twice": _Words(_ASCENDING, N_("Give each version a number of its own.")),
    "number_order": _Words(_ASCENDING, N_("Put the versions in order, or correct the number.")),
    "date_twice": _Words(_ASCENDING, N_("Two versions begin on the same day. Correct one of the dates.")),
    "date_order": _Words(_ASCENDING, N_("Put the versions in order, or correct the date.")),
    "ended_first": _Words(N_("ended = true in a second or later version"), N_("Remove this version.")),
    "bad_instant": _Words(
        N_("a date or a time such as 2026-11-09 or 2026-11-09T10:00:00"), N_("Correct the date or the time.")
    ),
    "bad_detail": _Words(N_("pairs such as promised_on=2026-12-04;reason=yes"), N_("Correct the detail.")),
    "unknown_norm": _Words(N_("the id of an existing norm: %(options)s"), N_("Correct the id.")),
    "itself": _Words(N_("the id of another norm"), N_("Name another norm, or remove hands_over_to.")),
    "duplicate_id": _Words(N_("each id in one file"), N_("The id is also in %(other)s. Remove one of the two files.")),
}
_DID_YOU_MEAN = N_("Did you mean %(near)s?")


def shown(value: object) -> str:
    """Spell a value of a TOML file as its reader knows it, in at most `LONGEST_SHOWN` characters."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, list):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    elif isinstance(value, dict):
        text = "{" + ", ".join(value) + "}"
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def spelled(path: Path) -> str:
    """`("version", 1, "limit")` as `version[2].limit`."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


class Source:
    """The name and the text of one file: makes faults that know their line."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._lines = _line_of_each_key(text)

    def fault(self, code: str, path: Path, value: object = "", line: int = 0, **params: str) -> Fault:
        """Make a fault at `path`; the line is that of the nearest key or table around it, unless it is given."""
        words = _WORDS[code]
        remedy = words.remedy
        if code in ("unknown_key", "unknown_word", "unknown_norm"):
            near = get_close_matches(shown(value), params["options"].split(", "), n=1)
            if near:
                remedy, params = _DID_YOU_MEAN, params | {"near": near[0]}
        return Fault(
            file=self.name,
            line=line or self._line(path),
            key=spelled(path),
            found=words.found,
            allowed=words.allowed,
            remedy=remedy,
            code=code,
            params=params | {"value": shown(value)},
        )

    def _line(self, path: Path) -> int:
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=\s*(.*)")


def _line_of_each_key(text: str) -> dict[Path, int]:
    """Find the 1-based line of each table, key and listed inline table, as far as they begin a line of their own."""
    lines: dict[Path, int] = {}
    last: dict[Path, int] = {}
    table: Path = ()
    listed: Path = ()

    def resolved(names: list[str]) -> Path:
        path: Path = ()
        for name in names:
            path += (name.strip(" \"'"),)
            if path in last:
                path += (last[path],)
        return path

    for number, line in enumerate(text.splitlines(), start=1):
        if listed:
            if line.lstrip().startswith("{"):
                last[listed] = last.get(listed, -1) + 1
                lines.setdefault((*listed, last[listed]), number)
                continue
            if line.lstrip().startswith("]"):
                listed = ()
                continue
        if header := _HEADER.match(line):
            names = header[2].split(".")
            if header[1] == "[[":
                path = (*resolved(names[:-1]), names[-1].strip(" \"'"))
                last[path] = last.get(path, -1) + 1
                lines.setdefault(path, number)
            table = resolved(names)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            path = table + tuple(name.strip("\"'") for name in key[1].split("."))
            lines.setdefault(path, number)
            if key[2].startswith("[") and "]" not in key[2]:
                listed = path
    return lines
