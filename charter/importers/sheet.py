"""Rows of one sheet of a workbook (XLSX), the first unless another is named; every cell as a CSV of it would have it.

Why: the parser below keeps a sheet in memory as a full rectangle, so one cell in the last corner, or a well-packed
bomb, would take the machine down; what is inside is measured before it is opened. Refuses workbooks that are absurdly
large, broken or locked, with a remedy, and never looks at formulas: only at the values that the spreadsheet saved.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING, BinaryIO

from charter.errors import UnreadableFile
from charter.locale import N_

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAGIC = b"PK\x03\x04"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
"""How old `.xls` files and password-protected workbooks begin."""

LARGEST_UNPACKED = 1 << 30
"""Bytes."""
LARGEST_RECTANGLE = 20_000_000
"""Cells: a full sheet of a million rows and nineteen columns."""

_OTHER_KINDS = {"content.xml", "xl/workbook.bin"}
"""ODS and XLSB, which the parser would also open and which are not measured here."""
_BLOCK = 1 << 20
_PLACE = re.compile(rb"""<(?:\w+:)?(row|c)(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["']([A-Za-z]*)([0-9]+)["'])?""")
_EXCEL_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's dates are local times


def is_workbook(name: str, beginning: bytes) -> bool:
    """Whether a file called `name` that begins so is a workbook, readable or not."""
    return beginning.startswith((MAGIC, OLD_OR_LOCKED)) and name.lower().endswith((".xlsx", ".xlsm"))


def rows(stream: BinaryIO, name: str = "") -> Iterator[tuple[int, list[str]]]:
    """Each row of sheet `name` ("": the first) that is not blank, as (sheet row, cells).

    Raises UnreadableFile with a remedy, also when there is no such sheet.
    """
    for number, cells in enumerate(_values(stream, name), 1):
        texts = [_text(value) for value in cells]
        if any(texts):
            yield number, texts


def names(stream: BinaryIO) -> tuple[str, ...]:
    """The names of the sheets; raises UnreadableFile as `rows` does."""
    from python_calamine import load_workbook

    stream.seek(0)
    next(rows(stream), None)
    stream.seek(0)
    return tuple(load_workbook(stream).sheet_names)


def serial_date(number: str) -> str:
    """Write the day number of a spreadsheet (46335.5) as a local time; the text itself when it is no believable one."""
    try:
        days = float(number)
    except ValueError:
        return number
    if not 32_874 <= days < 73_051:  # 1990 up to and including 2099
        return number
    return _text(_EXCEL_DAY_0 + timedelta(days=days))


def _values(stream: BinaryIO, name: str) -> Iterator[Sequence[object]]:
    from python_calamine import PasswordError, load_workbook

    if stream.read(len(OLD_OR_LOCKED)) == OLD_OR_LOCKED:
        raise _locked()
    stream.seek(0)
    try:
        _measure(stream)
        stream.seek(0)
        found = _sheet(load_workbook(stream), name)
        before = [""] * (found.start[1] if found.start else 0)  # the parser leaves out empty columns at the left
        yield from ([*before, *cells] for cells in found.iter_rows())
    except UnreadableFile:
        raise
    except PasswordError as error:
        raise _locked() from error
    except Exception as error:  # the parsers of other people fail in many ways; to the user they are one
        raise UnreadableFile(
            N_("The workbook is damaged and cannot be opened."),
            N_("Open it in the spreadsheet program, save it again, or save the sheet as CSV."),
        ) from error


def _measure(stream: BinaryIO) -> None:
    """Raise UnreadableFile when the workbook would not fit in the memory of an ordinary computer."""
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names or names & _OTHER_KINDS:
            raise zipfile.BadZipFile
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _too_large()
        for part in parts:
            if part.filename.lower().endswith(".xml"):
                with archive.open(part) as content:
                    if _rectangle(content) > LARGEST_RECTANGLE:
                        raise _too_large()


def _rectangle(content: IO[bytes]) -> int:
    """Count the cells of the rectangle that holds every cell of a sheet; raises UnreadableFile for endless text."""
    row = column = height = width = 0
    rest = b""
    while block := content.read(_BLOCK):
        block = rest + block
        cut = block.rfind(b"<")
        if len(block) - cut > 2 * _BLOCK:
            raise _too_large()
        for what, letters, digits in _PLACE.findall(block, 0, cut):
            if what == b"row":
                row = int(digits) if digits else row + 1
                column = 0
                continue
            if digits:
                row, column = int(digits), _column(letters)
            else:
                column += 1
            height, width = max(height, row), max(width, column)
        rest = block[cut:] if cut >= 0 else block
    return height * width


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _text(value: object) -> str:
    match value:
        case str():
            return value.replace("\0", "").strip()
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            # Day fractions are binary: half a millisecond off is the same written time.
            whole = (value + timedelta(microseconds=500)).replace(microsecond=0)
            if abs(value - whole) < timedelta(milliseconds=1):
                return whole.isoformat()
            return value.isoformat(timespec="milliseconds")
        case date() | time():
            return value.isoformat()
    return str(value)


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    if not name:
        return book.get_sheet_by_index(0)
    if name in book.sheet_names:
        return book.get_sheet_by_name(name)
    raise UnreadableFile(
        N_("The workbook has no sheet called %(sheet)s."),
        N_("Choose another sheet, or give the sheet that name again."),
        sheet=name,
    )


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        N_("The workbook is far larger than a sheet of events can be."),
        N_("Remove stray cells far to the right or below, or save the sheet as CSV and import that."),
    )


def _locked() -> UnreadableFile:
    return UnreadableFile(
        N_("The workbook is protected by a password or saved in the old XLS format."),
        N_("Save it as XLSX without a password, or save the sheet as CSV."),
    )
