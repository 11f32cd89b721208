"""A workbook as it stands in a file: its sheets, row by row, each cell as the number, text or formula that was saved.

Why not the reader of the imports: a formula must come back letter by letter, beside the value that was saved with it.
Nothing is trusted: the file may have been made to harm. What is unpacked is measured before and while it is read, rows
stream through, and entities are never resolved. Refuses to say whether what stands there is right.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from lxml import etree  # type: ignore[import-untyped]
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import from_ISO8601, to_excel
from openpyxl.utils.escape import unescape

from charter.errors import UnreadableFile
from charter.locale import N_, system
from charter.reports.workbook.cells import Formula, Share, letter
from charter.reports.workbook.cells import Row as TypedRow

LARGEST_UNPACKED = 6 << 30
"""Bytes of all parts together: a full sheet of evidence takes some two and a half thousand million."""
LARGEST_PART = 256 << 20
"""Bytes of a part that is kept in memory: texts, styles, properties."""
LARGEST_ROW = 16 << 20
"""Bytes of a sheet without the end of a row."""
WIDEST = 16_384
"""Columns of a sheet in Excel."""
TIGHTEST = 300
"""A sheet is packed some ten to forty times; what unfolds more than so many times was made to."""

_Element: TypeAlias = Any
"""Of lxml, which publishes no types."""
_BLOCK = 1 << 16
_LOCKED = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_UNSOUND = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, OSError, EOFError, LookupError, ValueError, OverflowError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
_RELATION = "{*}Relationship"
_ID = ("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
       "{http://purl.oclc.org/ooxml/officeDocument/relationships}id")  # fmt: skip
_SMEARED = timedelta(microseconds=5)
"""So much a time of this century shifts in fifteen digits, which is what LibreOffice keeps of a number."""
DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - the times of a worksheet are local times


class Other(NamedTuple):
    """Something in a cell that Charter never writes: an error, a yes or no."""

    text: str


Found = str | float | Formula | Other | None
"""What stands in a cell. Dates and durations are numbers of days, as the file holds them."""


class FoundRow(NamedTuple):
    """A row that stands in the file: its number (1-based) and its cells, without the empty ones at the end."""

    number: int
    cells: tuple[Found, ...]


class FoundSheet(NamedTuple):
    """A sheet: its name, whether it is hidden, and which part of the file it is."""

    name: str
    hidden: bool
    part: str


@dataclass
class Book:
    """An opened workbook; made by `opened`."""

    archive: zipfile.ZipFile
    sheets: tuple[FoundSheet, ...]
    names: tuple[str, ...]
    """Names that somebody gave to cells or formulas."""
    properties: Mapping[str, str]
    """The custom properties of the file."""
    maker: str
    """Who made it, as the file says."""
    _texts: list[str] = field(default_factory=list)
    _kinds: list[str] = field(default_factory=list)

    def rows(self, sheet: FoundSheet) -> Iterator[FoundRow]:
        """The rows that hold something; raises UnreadableFile."""
        for number, cells in self._rows(sheet):
            yield FoundRow(number, tuple(value for value, _style in cells))

    def typed(self, sheet: FoundSheet) -> Iterator[tuple[int, TypedRow]]:
        """The rows with their numbers, dates and durations read by the look of each cell, as Charter wrote them."""
        for number, cells in self._rows(sheet):
            yield number, tuple(self._typed(value, style) for value, style in cells)

    def _typed(self, value: Found, style: int) -> Any:  # noqa: ANN401 - a Cell, or what Charter never writes
        if not isinstance(value, float):
            return value
        kind = self._kinds[style] if style < len(self._kinds) else ""
        if kind in ("instant", "date", "duration"):
            span = timedelta(milliseconds=round(value * 86_400_000))
            exact = timedelta(microseconds=round(value * 86_400_000_000))
            span = span if abs(exact - span) <= _SMEARED else exact
            at = None if kind == "duration" else DAY_0 + span
            return span if at is None else at.date() if kind == "date" else at
        if kind == "share":
            return Share(value)
        return int(value) if kind == "" and value.is_integer() else value

    def _rows(self, sheet: FoundSheet) -> Iterator[tuple[int, list[tuple[Found, int]]]]:
        shared: dict[str, tuple[str, str]] = {}
        last = 0
        with _sound():
            for element in _elements(self.archive, sheet.part, "{*}row", LARGEST_UNPACKED):
                number = int(element.get("r") or last + 1)
                if number <= last:
                    raise _damaged()
                last = number
                cells = self._cells(element, last, shared)
                if cells:
                    yield last, cells

    def _cells(self, row: _Element, number: int, shared: dict[str, tuple[str, str]]) -> list[tuple[Found, int]]:
        cells: list[tuple[Found, int]] = []
        for cell in row:
            place = cell.get("r") or f"{letter(len(cells))}{number}"
            column = _column(place)
            if column < len(cells):
                raise _damaged()
            while len(cells) < column:
                cells.append((None, 0))
            cells.append((self._value(cell, place, shared), int(cell.get("s") or 0)))
        while cells and cells[-1][0] is None:
            cells.pop()
        return cells

    def _value(self, cell: _Element, place: str, shared: dict[str, tuple[str, str]]) -> Found:
        kind = cell.get("t")
        value: str | None = None
        formula: str | None = None
        for child in cell:
            tag = child.tag
            if tag.endswith("}v"):
                value = child.text
            elif tag.endswith("}is"):
                value = _text(child)
            elif tag.endswith("}f"):
                formula = _formula(child, place, shared)
        found = self._plain(kind, value)
        if formula is None:
            return found
        return Formula(formula, found.text if isinstance(found, Other) else found)

    def _plain(self, kind: str | None, value: str | None) -> str | float | Other | None:
        if not value:
            return None
        if kind == "s":
            return self._texts[int(value)] or None
        if kind in ("str", "inlineStr"):
            return unescape(value) if "_x" in value else value
        if kind == "d":
            return float(to_excel(from_ISO8601(value)))  # type: ignore[no-untyped-call]
        if kind in ("b", "e"):
            return Other(value)
        return float(value)


_columns: dict[str, int] = {}


def _column(place: str) -> int:
    """The column of a cell, counted from 0."""
    letters = place.rstrip("0123456789")
    found = _columns.get(letters)
    if found is None:
        found = 0
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            raise _damaged()
        for one in letters.upper():
            found = found * 26 + ord(one) - 64
        found -= 1
        if found >= WIDEST:
            raise _damaged()
        _columns[letters] = found
    return found


def _formula(element: _Element, place: str, shared: dict[str, tuple[str, str]]) -> str:
    """The text with its `=`; of a formula that was saved once for many cells the text of this cell."""
    text = f"={element.text or ''}"
    kind, group = element.get("t"), element.get("si") or ""
    if kind == "array":
        return f"{{{text}}}"
    if kind == "shared" and element.text:
        shared[group] = (text, place)
    elif kind == "shared" and group in shared:
        text, origin = shared[group]
        return str(Translator(text, origin=origin).translate_formula(place))
    return text


def _text(element: _Element) -> str:
    """The text of a cell, whatever its parts look like; not how it is pronounced."""
    if len(element) == 1 and not len(element[0]):
        return element[0].text or ""
    return "".join(
        one.text or ""
        for one in element.iter("{*}t")
        if (above := one.getparent()) is None or not str(above.tag).endswith("}rPh")
    )


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """The workbook at `path`; raises UnreadableFile, here and while its rows are read."""
    with ExitStack() as open_:
        try:
            stream = open_.enter_context(path.open("rb"))
            beginning = stream.read(len(_LOCKED))
        except OSError as error:
            raise UnreadableFile(
                N_("%(file)s cannot be opened: %(reason)s."), file=str(path), reason=system.reason(error)
            ) from error
        if beginning == _LOCKED:
            raise UnreadableFile(
                N_("The workbook has a password, or is of an old kind (.xls)."),
                N_("Save it without a password as .xlsx, or take the file that Charter made."),
            )
        if beginning != _ZIP:
            raise foreign()
        with _sound():
            archive = open_.enter_context(zipfile.ZipFile(stream))
            _measure(archive)
            book = _book(archive)
        yield book


@contextmanager
def _sound() -> Iterator[None]:
    """Whatever is wrong inside the file, in one sentence: who damaged or made it can do so in many ways."""
    try:
        yield
    except _UNSOUND as error:
        raise _damaged() from error


def foreign() -> UnreadableFile:
    """What is said of a file that Charter did not make."""
    return UnreadableFile(N_("This is no workbook of Charter."), N_("Choose a file that charter export made."))


def _damaged() -> UnreadableFile:
    return UnreadableFile(N_("The workbook is damaged and cannot be read."), N_("Take the file that Charter made."))


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        N_("The workbook unpacks to more than a workbook of Charter can hold."), N_("Take the file that Charter made.")
    )


def _measure(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.NameToInfo:
        raise foreign()
    if len({part.filename for part in parts}) != len(parts) or any(part.flag_bits & 1 for part in parts):
        raise _damaged()
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _too_large()
    if any(part.file_size > _BLOCK * 16 and part.file_size > TIGHTEST * part.compress_size for part in parts):
        raise _too_large()


def _book(archive: zipfile.ZipFile) -> Book:
    book = _tree(archive, "xl/workbook.xml")
    targets = {one.get("Id"): one for one in _tree(archive, "xl/_rels/workbook.xml.rels").iter(_RELATION)}
    parts = {
        key: posixpath.normpath(posixpath.join("/xl", one.get("Target") or ""))[1:] for key, one in targets.items()
    }
    sheets = []
    for one in book.iter("{*}sheet"):
        key = next((found for name in _ID if (found := one.get(name))), None)
        sheets.append(FoundSheet(one.get("name") or "", (one.get("state") or "visible") != "visible", parts[key]))
    names = [one.get("name") or "" for one in book.iter("{*}definedName")]
    found = Book(
        archive,
        tuple(sheets),
        tuple(name for name in names if not name.startswith("_xlnm.")),
        _properties(archive),
        _maker(archive),
    )
    for key, one in targets.items():
        if (one.get("Type") or "").endswith("/sharedStrings"):
            found._texts = [
                unescape(text) if "_x" in (text := _text(item)) else text
                for item in _elements(archive, parts[key], "{*}si", LARGEST_PART)
            ]
    found._kinds = _kinds(archive)
    return found


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    if "docProps/custom.xml" not in archive.NameToInfo:
        return {}
    properties = _tree(archive, "docProps/custom.xml").iter("{*}property")
    return {one.get("name") or "": "".join(str(text) for text in one.itertext()) for one in properties}


def _maker(archive: zipfile.ZipFile) -> str:
    if "docProps/core.xml" not in archive.NameToInfo:
        return ""
    return next((one.text or "" for one in _tree(archive, "docProps/core.xml").iter("{*}creator")), "")


def _kinds(archive: zipfile.ZipFile) -> list[str]:
    """Per look of a cell what its format says that it holds: instant, date, duration, share, number, or "" (whole)."""
    if "xl/styles.xml" not in archive.NameToInfo:
        return []
    styles = _tree(archive, "xl/styles.xml")
    codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    codes |= {one.get("numFmtId"): one.get("formatCode") or "" for one in styles.iter("{*}numFmt")}
    looks = next(styles.iter("{*}cellXfs"), None)
    return [] if looks is None else [_kind(codes.get(one.get("numFmtId"), "")) for one in looks]


def _kind(code: str) -> str:
    code = code.lower()
    if "[h" in code:
        return "duration"
    if "yy" in code:
        return "instant" if "h" in code else "date"
    return "share" if "%" in code else "number" if "0.0" in code else ""


def _tree(archive: zipfile.ZipFile, part: str) -> _Element:
    """A small part as a whole."""
    with archive.open(part) as stream:
        content = stream.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise _too_large()
    if b"<!DOCTYPE" in content:
        raise _damaged()
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _elements(archive: zipfile.ZipFile, part: str, tag: str, most: int) -> Iterator[_Element]:
    """The elements called `tag`, one by one; each is forgotten when the next one is asked for."""
    parser = etree.XMLPullParser(events=("end",), tag=tag, resolve_entities=False, no_network=True)
    read = since = 0
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            if not read and b"<!DOCTYPE" in block:
                raise _damaged()
            read, since = read + len(block), since + len(block)
            if read > most or since > LARGEST_ROW:
                raise _too_large()
            parser.feed(block)
            for _event, element in parser.read_events():
                since = 0
                yield element
                above = element.getparent()
                element.clear()
                if above is not None:
                    del above[: above.index(element)]
    parser.close()
