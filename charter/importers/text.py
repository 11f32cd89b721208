"""Lines and delimited rows of text in whatever encoding a Dutch office writes it.

Why: `csv.Sniffer` and guessing libraries fail on Dutch files, and one runaway quotation mark must not swallow a
thousand rows. UTF-16 is known by its mark, else text is UTF-8, and bytes that are not UTF-8 are read as Windows-1252
where they stand. Refuses to keep more than one row in memory and refuses lines that no log writes.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import BinaryIO

from charter.locale import N_
from charter.problem import Problem

LONGEST_LINE = 128 * 1024
"""Characters. A longer line is one rejected row, and its end is not kept."""

DELIMITERS = ",;\t|"
_LINES_IN_A_ROW = 50
_BLOCK = 1 << 16
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OLD_WINDOWS = "charter-windows-1252"
"""How bytes that are not UTF-8 are decoded: the name of an error handler of codecs."""
_LOST = "\ufffd"
"""Stands for a line of nothing but NUL bytes, as a power failure leaves: something was there, so it is not blank."""


def _read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(OLD_WINDOWS, _read_as_windows_1252)


@lru_cache(maxsize=1)
def decode(data: bytes, encoding: str = "") -> str:
    """Decode the beginning of a file, for recognising it; a character cut in two at the end does no harm.

    Every reader asks it of the same beginning, and that of a photograph is thousands of bytes that are not UTF-8.
    """
    if encoding:
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    if data.startswith(_UTF_16):
        return data.decode("utf-16", "replace")
    return data.removeprefix(codecs.BOM_UTF8).decode("utf-8", OLD_WINDOWS)


def encoding_of(stream: BinaryIO) -> str:
    """How the bytes are to be read; all of them, for the first letter with an accent may stand at the end."""
    stream.seek(0)
    beginning = stream.read(4)
    stream.seek(0)
    if beginning.startswith(_UTF_16):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := stream.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8-sig" if beginning.startswith(codecs.BOM_UTF8) else "utf-8"


def lines(stream: BinaryIO, encoding: str = "") -> Iterator[tuple[int, str | None]]:
    """Each line with its 1-based number, without its end and without NUL bytes; None for a line that is too long."""
    wide = stream.read(2) in _UTF_16
    stream.seek(0)
    found, odd = (encoding, "replace") if encoding else ("utf-16", "replace") if wide else ("utf-8", OLD_WINDOWS)
    text = io.TextIOWrapper(stream, found, odd)
    try:
        readline = partial(text.readline, LONGEST_LINE)
        for number, line in enumerate(iter(readline, ""), 1):
            if len(line) == LONGEST_LINE and line[-1] != "\n":
                while (rest := readline()) and rest[-1] != "\n":
                    pass
                yield number, None
            elif "\0" in line:
                yield number, line.replace("\0", "").removeprefix("\ufeff").rstrip("\n") or _LOST
            elif number == 1:
                yield number, line.removeprefix("\ufeff").rstrip("\n")
            else:
                yield number, line.rstrip("\n")
    finally:
        if not stream.closed:
            text.detach()


def too_long(line: int) -> Problem:
    """Say that a line is longer than any log writes."""
    return Problem(
        "line_too_long",
        line,
        N_("The line has more than %(limit)s characters."),
        N_("This is no row of a log. Check whether the file was damaged; the other rows were read."),
        {"limit": str(LONGEST_LINE)},
    )


def delimiter_of(header: str) -> str:
    """Return the delimiter that stands most often in the header; a comma when none does."""
    return max(DELIMITERS, key=header.count)


def column_names(header: Sequence[str]) -> list[str]:
    """Spell the names of a header in one way: lower case, without spaces and quotation marks around them."""
    return [name.strip(' "\t').lower() for name in header]


def first_line(text: str) -> str:
    """Return the first line that is not blank and not a spreadsheet's `sep=` remark; empty when there is none."""
    found = (line for line in io.StringIO(text, newline=None) if line.strip() and not _is_separator_remark(line))
    return next(found, "").rstrip("\n")


def rows(stream: BinaryIO, delimiter: str = "", encoding: str = "") -> Iterator[tuple[int, list[str] | Problem]]:
    """Each row that is not blank, the header first, as (number of its first line, its cells or what is wrong with it).

    A cell in quotation marks may hold line ends; a quotation mark that is never closed costs only its own line. Without
    a `delimiter` the first row decides, without an `encoding` the bytes do.
    """
    remarks = True
    source = lines(stream, encoding)
    waiting: deque[tuple[int, str | None]] = deque()
    while (item := waiting.popleft() if waiting else next(source, None)) is not None:
        number, line = item
        if line is None:
            yield number, too_long(number)
            continue
        if not line.strip() or (remarks and _is_separator_remark(line)):
            continue
        remarks = False
        delimiter = delimiter or delimiter_of(line)
        if '"' not in line:
            yield number, line.split(delimiter)
            continue
        whole, taken = line, list[tuple[int, str | None]]()
        quotes = line.count('"')
        while quotes % 2 and len(taken) < _LINES_IN_A_ROW and len(whole) < LONGEST_LINE:
            follower = waiting.popleft() if waiting else next(source, None)
            if follower is None:
                break
            taken.append(follower)
            if follower[1] is None:
                break
            whole += "\n" + follower[1]
            quotes += follower[1].count('"')
        cells = _cells(whole, delimiter, strict=False) if quotes % 2 == 0 else None
        if cells is None:
            waiting.extendleft(reversed(taken))
            cells = _cells(line, delimiter, strict=True)
        yield number, _open_quotation(number) if cells is None else cells


def _is_separator_remark(line: str) -> bool:
    return line[:4].lower() == "sep=" and len(line.strip()) <= len("sep=;")


def _cells(text: str, delimiter: str, *, strict: bool) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=strict), None)
    except csv.Error:
        return None


def _open_quotation(line: int) -> Problem:
    return Problem(
        "open_quotation",
        line,
        N_("A quotation mark is opened and never closed."),
        N_("Write a quotation mark inside a cell twice, or remove it. The rows after this one were read."),
    )
