"""Objects of a JSON file, one by one: a line each, a list, a document with a list in it, or one behind the other.

Why: cloud exchanges write gigabytes in any of these forms, sometimes without a line end between two objects; only one
object is ever held. A broken object costs itself, not the ones behind it. Refuses objects larger than any contact is.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from charter.importers.text import OLD_WINDOWS, decode
from charter.locale import N_
from charter.problem import Problem

LARGEST = 8_000_000
"""Characters of one object."""

_BLOCK = 256 * 1024
_BETWEEN = re.compile(r"[\s,\[\]]*")
_NO_OBJECT = re.compile(r'(?:null|true|false|-?[0-9][0-9.eE+-]{0,400}|"(?:[^"\\\n]|\\.){0,400}")(?=\s*[,\]])')
"""Something in a list that is no object."""
_AHEAD = 1000
_CLOSED = re.compile(r"\}")
_LINE_END = re.compile(r"\n")
_NEXT_RECORD = re.compile(r"\n(?=\{)|\}\s*,?\s*(?=\{\")")
"""An object at the beginning of a line, or close behind a brace."""
_FIRST = re.compile(r'\s*\[?\s*\{\s*"')
_HALVES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})"
)
"""Characters written in two halves, and what no database keeps: a half without the other, and NUL."""
_PAIR = 12
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Record = Mapping[str, Any]


def looks_like_json(data: bytes) -> bool:
    """Whether the beginning of a file is that of a JSON object or of a list of them."""
    return _FIRST.match(decode(data)) is not None


def first_record(data: bytes, inside: str = "") -> str:
    """The text of the beginning of a file from its first record on; empty when it is no JSON."""
    text = decode(data)
    if not _FIRST.match(text):
        return ""
    opening = _opening(inside).match(text) if inside else None
    return text[opening.end() if opening else 0 :]


def records(stream: BinaryIO, inside: str = "") -> Iterator[tuple[int, Record | Problem]]:
    """Each object with the number of its first line; with `inside`, those in the list of that name in a document."""
    wide = stream.read(2) in _UTF_16
    stream.seek(0)
    encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", OLD_WINDOWS)
    text = io.TextIOWrapper(stream, encoding, errors)
    try:
        yield from _Scanner(text, inside).records()
    finally:
        if not stream.closed:
            text.detach()


def _opening(inside: str) -> re.Pattern[str]:
    return re.compile(rf'\s*\{{[^\[\]{{}}]*"{inside}"\s*:\s*\[')


class _Scanner:
    """The text that is being looked at: `buffer` from `place` on was read and is not yet told."""

    def __init__(self, text: io.TextIOBase, inside: str) -> None:
        self.text = text
        self.buffer = ""
        self.place = 0
        self.line = 1
        self.within = self.behind = False
        self.opening = _opening(inside) if inside else None
        self.decoder = json.JSONDecoder()

    def records(self) -> Iterator[tuple[int, Record | Problem]]:
        while True:
            between = _BETWEEN.match(self.buffer, self.place)
            if between and between.end() > self.place:
                if self.within and "]" in between[0]:
                    self.within, self.behind = False, True
                self._go(between.end())
            if len(self.buffer) - self.place < _AHEAD and self._more():
                continue
            if self.place == len(self.buffer):
                return
            line, first = self.line, self.buffer[self.place]
            if self.opening and not self.within and (opened := self.opening.match(self.buffer, self.place)):
                self._go(opened.end())
                self.within, self.behind = True, False
            elif first == "{":
                yield self._record()
            elif self.behind and first in '}"':
                # Behind the list stand totals and the like, up to the brace that closes the document.
                self._go(self._end_of(_CLOSED))
            else:
                item = _NO_OBJECT.match(self.buffer, self.place)
                self._go(item.end() if item else self._end_of(_LINE_END))
                yield line, broken_record(line)

    def _record(self) -> tuple[int, Record | Problem]:
        line = self.line
        while True:
            try:
                found, end = self.decoder.raw_decode(self.buffer, self.place)
            except json.JSONDecodeError as error:
                cut_off = error.pos > len(self.buffer) - 16 or error.msg.startswith("Unterminated")
                if cut_off and len(self.buffer) - self.place < LARGEST and self._more():
                    continue
            except (ValueError, RecursionError):
                pass
            else:
                written = self.buffer[self.place : end]
                self._go(end)
                return line, _storable(written) if "\\u" in written else found
            self._go(self._end_of(_NEXT_RECORD, 1))
            return line, broken_record(line)

    def _end_of(self, pattern: re.Pattern[str], after: int = 0) -> int:
        """Where the first match of `pattern` ends; the end of the text when there is none."""
        while (found := pattern.search(self.buffer, self.place + after)) is None:
            self._go(max(self.place, len(self.buffer) - 16))
            after = 0
            if not self._more():
                return len(self.buffer)
        return found.end()

    def _go(self, place: int) -> None:
        self.line += self.buffer.count("\n", self.place, place)
        self.place = place

    def _more(self) -> bool:
        self.buffer = self.buffer[self.place :]
        self.place = 0
        block = self.text.read(max(_BLOCK, len(self.buffer)))
        self.buffer += block
        return bool(block)


def _storable(written: str) -> Record:
    text = _HALVES.sub(lambda half: half[0] if len(half[0]) == _PAIR else r"\ufffd", written)
    found: Record = json.loads(text)
    return found


def word(record: Record, *path: str) -> str:
    """The text at a path of keys; empty when there is none."""
    found = value(record, *path)
    if isinstance(found, str):
        return found.strip()
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def value(record: Record, *path: str) -> object:
    """What stands at a path of keys; None when nothing does."""
    found: object = record
    for key in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def listed(record: Record, key: str) -> list[Record]:
    """The objects in the list called `key`."""
    found = record.get(key)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def number(record: Record, *path: str) -> float | None:
    """The number at a path of keys, also where it is written as text; None when there is none of at most 30 years."""
    found = value(record, *path)
    if isinstance(found, str):
        try:
            found = float(found)
        except ValueError:
            return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if math.isfinite(found) and 0 <= found < 1e9 else None


def broken_record(line: int) -> Problem:
    """Say that what begins on this line is no JSON object."""
    return Problem(
        "broken_record",
        line,
        N_("What begins here is no complete JSON object."),
        N_("The file was damaged or cut off here. The other objects were read; fetch the file again for this one."),
    )
