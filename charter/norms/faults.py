"""The faults that a norm file can have, and the line on which each stands.

Refuses to read a norm: `charter.norms.shape` and `charter.norms.norm_text` find the faults, each by its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from charter.faults import NO_TOML, Fault, Path, Words, advised, shown, spelled
from charter.locale import N_

_NOTHING = N_("nothing")
_ONE_OF = N_("one of: %(options)s")
_ASCENDING = N_("versions from old to new, each with a higher number and a later date")

_WORDS: Mapping[str, Words] = {
    "unreadable": Words(
        N_("a file that can be opened and read"),
        N_("Check that the file exists and that you may read it."),
        N_("a file that cannot be opened"),
    ),
    "encoding": Words(
        N_("a text file in UTF-8"), N_("Save the file again as UTF-8."), N_("characters that are not UTF-8")
    ),
    "toml": NO_TOML,
    "impossible_date": Words(N_("a date that exists"), N_("Correct the date.")),
    "duplicate_key": Words(N_("each key once in its table"), N_("Remove one of the two.")),
    "missing": Words(N_("the key %(name)s"), N_("Add this key."), _NOTHING),
    "unknown_key": Words(_ONE_OF, N_("Remove this key, or correct its spelling.")),
    "gap": Words(
        N_("versions that follow each other without a last day"),
        N_("A version runs until the next one. To end a promise, add a version with ended = true."),
    ),
    "empty": Words(N_("a text"), N_("Write the text."), N_("an empty text")),
    "empty_list": Words(N_("at least one value"), N_("Add a value to the list."), N_("an empty list")),
    "not_text": Words(N_("a text"), N_("Put the text between double quotes.")),
    "not_whole": Words(N_("a whole number"), N_("Write a whole number without quotes.")),
    "not_number": Words(N_("a number"), N_("Write the number without quotes and with a decimal point.")),
    "not_bool": Words(N_("true or false"), N_("Write true or false without quotes.")),
    "not_date": Words(N_("a date such as 2026-01-01"), N_("Write year-month-day without quotes.")),
    "not_list": Words(N_("a list between square brackets"), N_('Write a list, such as ["email", "form"].')),
    "single_table": Words(
        N_("a table between double brackets, as many times as needed"), N_("Write [[%(name)s]] instead of [%(name)s].")
    ),
    "not_table": Words(N_("a table with its own keys"), N_("See the page on norm files for the keys of this table.")),
    "unknown_word": Words(_ONE_OF, N_("Choose one of these words.")),
    "bad_id": Words(
        N_("two or more words of small letters, digits and _, joined by a point, such as email.answer"),
        N_("Correct the id."),
    ),
    "range": Words(N_("a number from %(least)s to %(most)s"), N_("Write a number within these bounds.")),
    "target": Words(N_("a number from 0 to 1"), N_("Write a share as a fraction: 90 %% is 0.90.")),
    "too_long": Words(N_("at most %(most)s characters"), N_("Make the text shorter.")),
    "bad_headline": Words(
        N_("a sentence without its first words and full stop, with {figure} once and {limit} at most once"),
        N_('Write it such as "beantwoordden we {figure} op tijd".'),
    ),
    "bad_limit": Words(
        N_('a number and a unit, such as "5 working days", or one of: %(options)s'),
        N_("Correct the limit. Use whole numbers for days, weeks, months and times, and at most 10000."),
    ),
    "limit_of_kind": Words(
        N_("for kind %(kind)s: %(options)s"), N_("Change the limit, or choose another kind for this norm.")
    ),
    "limit_of_committee": Words(N_("the same unit as limit: %(options)s"), N_("Write both limits in the same unit.")),
    "committee": Words(N_("committee = true only beside committee_limit"), N_("Add committee_limit.")),
    "limit_of_extension": Words(
        N_("extension_weeks only with a limit in days, weeks or months"), N_("Remove extension_weeks.")
    ),
    "calendar_of_limit": Words(
        N_("for limit %(limit)s: %(options)s"), N_("Change the calendar, or the unit of the limit.")
    ),
    "calendar_of_rollover": Words(
        N_("for rollover %(rollover)s: %(options)s"), N_("Change the calendar, or the rollover.")
    ),
    "calendar_of_gate": Words(
        N_('calendar = "service" beside gate_opening_hours'), N_("Change the calendar, or remove gate_opening_hours.")
    ),
    "stop_missing": Words(
        N_("at least one event that stops the clock"), N_("Add stop with one or more events."), _NOTHING
    ),
    "broken_by_missing": Words(
        N_("at least one event that breaks the promise"), N_("Add broken_by with one or more events."), _NOTHING
    ),
    "broken_by_of_kind": Words(N_("broken_by only for kind share, not for %(kind)s"), N_("Remove broken_by.")),
    "start_is_stop": Words(N_("an event that is not in start"), N_("Remove this event from start or from stop.")),
    "number_twice": Words(_ASCENDING, N_("Give each version a number of its own.")),
    "number_order": Words(_ASCENDING, N_("Put the versions in order, or correct the number.")),
    "date_twice": Words(_ASCENDING, N_("Two versions begin on the same day. Correct one of the dates.")),
    "date_order": Words(_ASCENDING, N_("Put the versions in order, or correct the date.")),
    "ended_first": Words(N_("ended = true in a second or later version"), N_("Remove this version.")),
    "bad_instant": Words(
        N_("a date or a time such as 2026-11-09 or 2026-11-09T10:00:00"), N_("Correct the date or the time.")
    ),
    "bad_detail": Words(N_("pairs such as promised_on=2026-12-04;reason=yes"), N_("Correct the detail.")),
    "unknown_norm": Words(N_("the id of an existing norm: %(options)s"), N_("Correct the id.")),
    "itself": Words(N_("the id of another norm"), N_("Name another norm, or remove hands_over_to.")),
    "duplicate_id": Words(N_("each id in one file"), N_("The id is also in %(other)s. Remove one of the two files.")),
}


class NormFile:
    """The name and the text of one file: makes faults that know their line."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._lines = _line_of_each_key(text)

    def fault(self, code: str, path: Path, value: object = "", line: int = 0, **params: str) -> Fault:
        """Make a fault at `path`; the line is that of the nearest key or table around it, unless it is given."""
        words = _WORDS[code]
        remedy, params = words.remedy, params | {"value": shown(value)}
        if code in ("unknown_key", "unknown_word", "unknown_norm"):
            remedy, params = advised(remedy, params)
        return Fault(
            file=self.name,
            key=spelled(path),
            found=words.found,
            allowed=words.allowed,
            remedy=remedy,
            params=params,
            line=line or self._line(path),
            code=code,
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
